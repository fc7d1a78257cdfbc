"""An .xlsx of the same cells as a file of another format: values, merged areas, what is hidden."""

from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data_layer.books.neutral import Book, Grid, Raw

_MOST_CELLS = 400_000
_LONGEST = 32_767  # characters of a cell
_WIDEST = 40


def plain_copy(book: Book) -> Any:
    """An openpyxl workbook of a neutral book. Raises MemoryError for one that is too large."""
    if sum(len(grid.cells) for grid in book.sheets) > _MOST_CELLS:
        raise MemoryError
    copy = openpyxl.Workbook()
    copy.remove(copy.active)
    if book.date1904:
        copy.epoch = CALENDAR_MAC_1904
    for grid in book.sheets:
        _sheet(copy.create_sheet(grid.name), grid)
    return copy


def _sheet(page: Any, grid: Grid) -> None:
    if grid.hidden:
        page.sheet_state = "hidden"
    widths: dict[int, int] = {}
    for (row, column), value in grid.cells.items():
        _put(page.cell(row + 1, column + 1), value)
        wide = max(len(line) for line in str(value).split("\n")) if str(value) else 0
        widths[column] = max(widths.get(column, 8), min(2 * wide, _WIDEST))
    for top, left, bottom, right in grid.merges:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for column, width in widths.items():
        page.column_dimensions[get_column_letter(column + 1)].width = width
    for column in grid.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row in grid.hidden_rows:
        page.row_dimensions[row + 1].hidden = True


def _put(cell: Any, value: Raw) -> None:
    """A value of the same kind; text stays text, whatever it looks like."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, (time, timedelta)):
            cell.number_format = "[h]:mm:ss"

"""A person taken out of texts and workbooks: what is about him alone goes, in the rest his name and numbers do."""

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data_layer.access.masking import ERASED
from data_layer.books.neutral import Book, Grid, Raw
from data_layer.books.opening import open_book
from data_layer.ledger.columns import MEMBERS, Column, column_table
from data_layer.ledger.plain_copy import plain_copy
from data_layer.ledger.reading import Reading

_SHORTEST = 2  # letters of what is looked for
_NAME = "姓名"
_OWN_PHONE = "本人电话"
# What stays of a row of 基本信息: no figure needs the rest, and together it would lead to one person.
_STAYS = frozenset({_NAME, "序号", "人员类别", "是否困难党员"})
_PLACE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Marks:
    """What leads to the person: names, and what is his alone (numbers). ``shared``: others bear one of the names, so
    that it is only taken out of rows about him."""

    names: frozenset[str]
    numbers: frozenset[str]
    shared: bool

    @property
    def sure(self) -> list[str]:
        """What may be taken out wherever it stands, the longest first."""
        return _longest(self.numbers if self.shared else self.names | self.numbers)

    def without(self, text: str, own: bool = False) -> str:
        """The text without what leads to him; ``own``: it is about him alone."""
        for mark in _longest(self.names | self.numbers) if own else self.sure:
            text = text.replace(mark, ERASED)
        return text


def _longest(marks: Collection[str]) -> list[str]:
    return sorted((each for each in marks if len(each) >= _SHORTEST), key=lambda each: (-len(each), each))


def own_cell(kind: str, name: str, text: str, marks: Marks) -> str:
    """What stays of a cell of a row that is about the person alone; "" where nothing does."""
    sheet = column_table().sheets.get(kind)
    column: Column | None = next((each for each in sheet.columns if each.name == name), None) if sheet else None
    if name == _NAME:
        return ERASED
    if column is None or (kind == MEMBERS and name not in _STAYS):
        return ""
    if not column.personal:
        return text
    of_others = column.personal == "name" or (column.personal == "phone" and name != _OWN_PHONE)
    return marks.without(text, own=True) if of_others else ""


def own_row(kind: str, cells: Mapping[str, str], marks: Marks) -> dict[str, str]:
    """A row as typed that is about the person alone, as it stays."""
    kept = {name: own_cell(kind, name, text, marks) for name, text in cells.items()}
    return {name: text for name, text in kept.items() if text}


def workbook(
    name: str, content: bytes, reading: Reading, own: Collection[tuple[str, int]], marks: Marks
) -> bytes | None:
    """A plain .xlsx with the same cells in the same places but those about the person; None where he is not in it.

    ``own``: (sheet, row) of the rows about him alone. Raises Unreadable, MemoryError.
    """
    edits: dict[tuple[str, int, int], str] = {}
    for kind, rows in reading.tables.items():
        for row in rows:
            if (row.sheet, row.row) not in own:
                continue
            for column, cell in row.cells.items():
                place = _PLACE.fullmatch(cell.ref)
                kept = own_cell(kind, column, cell.text, marks)
                if place and kept != cell.text:
                    edits[row.sheet, int(place[2]) - 1, _column(place[1])] = kept
    book = open_book(name, content)
    sheets = tuple(_grid(grid, edits, marks) for grid in book.sheets)
    if all(new.cells == old.cells and new.name == old.name for new, old in zip(sheets, book.sheets, strict=True)):
        return None
    target = io.BytesIO()
    plain_copy(Book(sheets, book.date1904)).save(target)
    return target.getvalue()


def _grid(grid: Grid, edits: Mapping[tuple[str, int, int], str], marks: Marks) -> Grid:
    cells: dict[tuple[int, int], Raw] = {}
    for (row, column), value in grid.cells.items():
        edited = edits.get((grid.name, row, column))
        text = f"{value}"
        kept: Raw = value if (clean := marks.without(text)) == text else clean
        if edited is not None:
            kept = edited
        if kept != "":
            cells[row, column] = kept
    return Grid(marks.without(grid.name)[:31], grid.hidden, cells, grid.merges, grid.hidden_rows, grid.hidden_columns)


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1

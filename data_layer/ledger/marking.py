"""The branch's own workbook back: bad cells coloured with a note each, their rows marked at the left edge, a list of
all problems as the first sheet.

A copy: the file that came in is kept as it was. An .xlsx keeps its layout, styles and notes; any other format comes
back as an .xlsx of the same cells; what cannot be read at all, or is too large to be written again, as the list alone.
Marks of an earlier check are taken out first, so a copy may go to and fro. Pure: bytes in, bytes out; run in a process
apart, as everything that parses what was sent (``marked`` is the way there).
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Border, Protection, Side

from data_layer.books import texts
from data_layer.books.moderate import moderate
from data_layer.books.neutral import MAX_COLUMNS, Unreadable
from data_layer.books.opening import put_together
from data_layer.books.package import Package, inspect
from data_layer.books.parsing import parse
from data_layer.ledger.marked_list import FILL, LIST, WORDS, write_list
from data_layer.ledger.marked_undo import EDGE, RULE, Touched, take_out, written
from data_layer.ledger.marked_validations import restore_validations
from data_layer.ledger.model import NUMBER, Problem
from data_layer.ledger.plain_copy import plain_copy

_MOST_CELLS: Final = 400_000  # in a workbook that is written again; one cell takes a kilobyte on the way
_MOST_MARKS: Final = 5_000


def mark(name: str, content: bytes, problems: Sequence[Problem]) -> bytes:
    """The marked copy of a file. Never raises for what a file holds."""
    for copy_of in (_own, _plain):
        try:
            book = copy_of(name, content)
            if book is not None:
                return _marked(book, problems)
        except (Unreadable, MemoryError):
            break
        except Exception:  # what a parser or writer makes of an odd file is no reason to give nothing back
            continue
    return list_alone(problems)


def copies(name: str, content: bytes, problems: Sequence[Problem]) -> Iterator[bytes]:
    """The marked copy, as a process apart gives its results."""
    yield mark(name, content, problems)


def list_alone(problems: Sequence[Problem]) -> bytes:
    """A workbook of the list and nothing else, for a file that cannot be given back."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    return _saved(book, problems, [])


def _marked(book: Any, problems: Sequence[Problem]) -> bytes:
    take_out(book)
    return _saved(book, problems, _colour(book, problems))


def _saved(book: Any, problems: Sequence[Problem], touched: list[Touched]) -> bytes:
    write_list(book, problems)
    written(book[LIST], touched)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _plain(name: str, content: bytes) -> Any:
    """An .xlsx of the file's cells. Raises Unreadable, MemoryError."""
    return plain_copy(put_together(parse(name, content)))


def _own(name: str, content: bytes) -> Any:
    """The branch's own workbook, without macros; None where it has to be made anew from its cells. Raises Unreadable,
    MemoryError where it is too large."""
    if not content.startswith(b"PK") or texts.are_in(content):
        return None
    try:
        package = inspect(content)
    except Unreadable as trouble:
        if trouble.code == "format_not_read":
            return None
        raise
    if sum(extent.filled for extent in package.extents.values()) > _MOST_CELLS:
        raise MemoryError
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if not moderate(archive):
            return None
        reader = ExcelReader(io.BytesIO(content), rich_text=True)
        reader.read()
        restore_validations(reader, archive)
    return reader.wb if _whole(reader.wb, package) else None


def _whole(book: Any, package: Package) -> bool:
    """Whether every sheet has come out with its cells: of Strict OOXML sheets or cells are left out without a word."""
    filled = {name for name, extent in package.extents.items() if extent.filled}
    return filled <= {
        sheet.title for sheet in book.worksheets if any(cell.value is not None for cell in sheet._cells.values())
    }


def _colour(book: Any, problems: Sequence[Problem]) -> list[Touched]:
    """Colour and annotate; what stood there before comes back."""
    at: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for each in sorted(problems, key=lambda each: each.severity != "error"):
        if each.cell and each.sheet in book.sheetnames and len(at) < _MOST_MARKS:
            at[each.sheet, each.cell].append(each)
    cells: list[tuple[Any, list[Problem]]] = []
    rows: dict[Any, str] = {}  # first cell of a row -> what is worst in it
    for (sheet, ref), found in at.items():
        cell = _anchor(book[sheet], ref)
        if cell is not None:
            cells.append((cell, found))
            first = book[sheet].cell(cell.row, _first_column(book[sheet]))
            rows[first] = "error" if rows.get(first) == "error" else _worst(found)
    both = {(cell.parent.title, cell.coordinate): cell for cell in (*(cell for cell, _ in cells), *rows)}
    touched = [Touched.of(cell) for cell in both.values()]
    for cell, found in cells:
        cell.fill = FILL[_worst(found)]
        cell.protection = Protection(locked=False)  # of a protected sheet this cell at least can be put right
        if any(each.column == NUMBER for each in found):
            cell.number_format = "@"  # else the digits typed anew would be lost again
        _annotate(cell, found)
    for cell, worst in rows.items():
        border: Border = copy(cell.border)
        border.left = Side("thick", color=EDGE[worst])
        cell.border = border
    return touched


def _worst(found: Sequence[Problem]) -> str:
    return "error" if any(each.severity == "error" for each in found) else "warning"


def _first_column(sheet: Any) -> int:
    """The leftmost column that is shown, 1-based."""
    hidden = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, MAX_COLUMNS) + 1)
    }
    return next(column for column in range(1, MAX_COLUMNS + 2) if column not in hidden)


def _annotate(cell: Any, found: Sequence[Problem]) -> None:
    """Our note, below a note that is there already."""
    note = "\n".join(f"{WORDS[each.severity]}：{each.message}。{each.fix}。" for each in found)
    before = cell.comment
    text = f"{before.text.rstrip()}\n{RULE}\n{note}" if before else f"{RULE}\n{note}"
    height = 60 + 36 * len(found) + (20 * (before.text.count("\n") + 2) if before else 0)
    cell.comment = Comment(text, before.author if before else "台账核对", width=320, height=height)


def _anchor(sheet: Any, ref: str) -> Any:
    """The cell at a place; of a merged area, the one that holds its value."""
    try:
        cell = sheet[ref]
    except (ValueError, KeyError):
        return None
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if ref in area:
            return sheet.cell(area.min_row, area.min_col)
    return None

"""From a file's bytes to its cells, in the process that is made for it (``reader``); ``opening`` is the way there.

First what the file is, then how far it reaches, then the parser: calamine, and where that fails openpyxl. What comes
out is a stream of messages, so that a large sheet is never held twice:
("sheet", name, hidden, merges, hidden rows, hidden columns), ("rows", [(row, first column, cells)]),
("again",) where all sheets so far are void, and last ("book", date1904).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

import python_calamine

from data_layer.books import kinds
from data_layer.books.archive import Archive
from data_layer.books.biff import inspect_xls
from data_layer.books.neutral import MAX_BYTES, MAX_COLUMNS, MAX_MERGES, MAX_ROWS, Area, Extent, Raw, Unreadable, plain
from data_layer.books.opendocument import inspect_ods, is_opendocument
from data_layer.books.package import Package, inspect
from data_layer.books.text import decoded, sheet_name, text_rows
from data_layer.books.texts import sheets, texts_in

Message = tuple[Any, ...]
Line = tuple[int, int, list[Raw | None]]

_BLOCK: Final = 20_000  # cells of a message
_SECOND: Final = 400_000  # cells that the second parser is given; it takes a kilobyte for each
_NOT_READ: Final = (python_calamine.CalamineError, OSError, ValueError)


def parse(name: str, content: bytes) -> Iterator[Message]:
    """The messages of a file. Raises Unreadable; whatever else is raised is this program's mistake."""
    if len(content) > MAX_BYTES:
        raise Unreadable("file_too_large", limit=str(MAX_BYTES >> 20), size=f"{len(content) / (1 << 20):.1f}")
    if not content.strip():
        raise Unreadable("file_empty")
    if content.startswith(b"PK"):
        yield from _zipped(content)
        return
    if kinds.is_compound(content):
        yield from _calamine(content, inspect_xls(content))
        return
    if (called := kinds.named(name, content)) is not None:
        raise called
    text = decoded(content)
    if text is None or not kinds.is_text_table(name, text):
        raise Unreadable("file_damaged" if kinds.is_spreadsheet_name(name) else "not_a_workbook")
    yield from _text(name, text)
    yield ("book", False)


def _zipped(content: bytes) -> Iterator[Message]:
    archive = Archive(content)
    if called := texts_in(archive):
        for name, rows in sheets(archive, called):
            yield ("sheet", name, False, (), [], [])
            yield from _blocks((row, 0, cells) for row, cells in rows)
        yield ("book", False)
        return
    if is_opendocument(archive):
        yield from _calamine(content, inspect_ods(archive))
        return
    package = inspect(content)
    try:
        yield from _calamine(content, package)
    except Unreadable as trouble:
        if trouble.code != "file_damaged":
            raise
        yield ("again",)
        yield from _openpyxl(content, package, trouble)


def _text(name: str, text: str) -> Iterator[Message]:
    yield ("sheet", sheet_name(name), False, (), [], [])
    yield from _blocks((row, 0, cells) for row, cells in text_rows(name, text))


def _calamine(content: bytes, package: Package) -> Iterator[Message]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = False
        for meta in book.sheets_metadata:
            extent = package.extents.get(meta.name, Extent())
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            found = True
            if extent.hidden or meta.visible != python_calamine.SheetVisibleEnum.Visible:
                yield ("sheet", meta.name, True, (), [], [])
            elif not extent.filled:
                yield ("sheet", meta.name, False, (), [], [])
            else:
                sheet = book.get_sheet_by_name(meta.name)
                merges = extent.merges or [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
                yield _head(meta.name, extent, merges)
                yield from _blocks(_lines(meta.name, sheet))
    except python_calamine.PasswordError as error:
        raise Unreadable("file_encrypted") from error
    except _NOT_READ as error:
        raise Unreadable("file_damaged") from error
    if not found:
        raise Unreadable("file_damaged")
    yield ("book", package.date1904)


def _lines(name: str, sheet: python_calamine.CalamineSheet) -> Iterator[Line]:
    left = (sheet.start or (0, 0))[1]  # rows come from the sheet's first, cells from its first filled column
    for row, line in enumerate(sheet.iter_rows()):
        yield row, left, _cells(name, line)


def _openpyxl(content: bytes, package: Package, trouble: Unreadable) -> Iterator[Message]:
    """The second parser, for a file the first has given up. Raises ``trouble`` where it does no better."""
    import openpyxl

    from data_layer.books.moderate import moderate

    if sum(extent.filled for extent in package.extents.values()) > _SECOND:
        raise trouble
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not moderate(archive):
                raise trouble
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Unreadable:
        raise
    except Exception as error:  # it has an exception for every kind of damage
        raise trouble from error
    if not book.worksheets or not any(sheet._cells for sheet in book.worksheets):
        raise trouble
    for sheet in book.worksheets:
        extent = package.extents.get(sheet.title, Extent())
        if sheet.sheet_state != "visible":
            yield ("sheet", sheet.title, True, (), [], [])
            continue
        areas = [(a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1) for a in sheet.merged_cells.ranges]
        yield _head(sheet.title, extent, areas)
        yield from _blocks(
            (row, 0, _cells(sheet.title, [_without_errors(cell) for cell in line]))
            for row, line in enumerate(sheet.iter_rows(max_row=extent.rows, max_col=extent.columns))
        )
    yield ("book", package.date1904)


def _without_errors(cell: Any) -> Any:
    return None if cell.data_type == "e" else cell.value


def _head(name: str, extent: Extent, merges: Iterable[Area]) -> Message:
    """What is known of a sheet before its cells; areas and hidden rows only as far as cells may be."""
    if len(areas := list(merges)) > MAX_MERGES:
        raise Unreadable("too_many_merges", name, limit=f"{MAX_MERGES:,}")
    areas = [
        (a, b, min(c, MAX_ROWS), min(d, MAX_COLUMNS)) for a, b, c, d in areas if a <= MAX_ROWS and b <= MAX_COLUMNS
    ]
    rows = sorted(row for row in extent.hidden_rows if row < extent.rows)
    return ("sheet", name, False, tuple(areas), rows, sorted(extent.hidden_columns))


def _cells(name: str, line: Iterable[object]) -> list[Raw | None]:
    try:
        return [plain(raw) for raw in line]
    except Unreadable as trouble:
        raise Unreadable(trouble.code, name, **trouble.values) from None


def _blocks(lines: Iterable[tuple[int, int, list[Any]]]) -> Iterator[Message]:
    """Rows in messages of a moderate size, without what is empty in front and behind."""
    block: list[Line] = []
    held = 0
    for row, left, cells in lines:
        end = len(cells)
        while end and cells[end - 1] is None:
            end -= 1
        if not end:
            continue
        first = 0
        while cells[first] is None:
            first += 1
        block.append((row, left + first, cells[first:end]))
        held += end - first
        if held >= _BLOCK:
            yield ("rows", block)
            block, held = [], 0
    if block:
        yield ("rows", block)

"""A file's bytes become a neutral ``Book``: sheets of plain cells, whatever program wrote them.

Limits come before parsing. Further formats each get a function beside ``_xlsx``; what comes out stays the same.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import python_calamine

from data_layer.ledger.package import Unreadable, inspect

MAX_BYTES: Final = 20 * 1024 * 1024

# What one cell may hold. Numbers are int where they are whole and exact, dates are date where they have no time.
Raw = str | int | float | bool | date | datetime | time | timedelta

_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
_WORKBOOKS = ("xlsx", "xlsm")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: filled cells by (row, column), 0-based, and merged areas (first row, first column, last …)."""

    name: str
    hidden: bool = False
    cells: Mapping[tuple[int, int], Raw] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def rows(self) -> dict[int, dict[int, Raw]]:
        """Row -> column -> value, in order of rows; rows without any filled cell are no key."""
        found: dict[int, dict[int, Raw]] = {}
        for (row, column), value in self.cells.items():
            found.setdefault(row, {})[column] = value
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in neutral form, sheets in the file's order."""

    sheets: tuple[Grid, ...]
    date1904: bool = False


def open_book(name: str, content: bytes) -> Book:
    """Read a file. Raises Unreadable with the code of the problem: too large, another format, damaged, encrypted."""
    if len(content) > MAX_BYTES:
        raise Unreadable("file_too_large", limit=str(MAX_BYTES >> 20), size=f"{len(content) / (1 << 20):.1f}")
    if not content:
        raise Unreadable("file_empty")
    if content.startswith(b"PK"):
        return _xlsx(content)
    raise _other_format(name, content)


def _other_format(name: str, content: bytes) -> Unreadable:
    """Say which format a file is that is no .xlsx."""
    ending = name.rpartition(".")[2].lower()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # a compound file: old Office, or an encrypted new one
        if "EncryptedPackage".encode("utf-16-le") in content:
            return Unreadable("file_encrypted")
        if "WordDocument".encode("utf-16-le") in content:
            return Unreadable("format_not_read", format="Word 文档（.doc）")
        return Unreadable("format_not_read", format="Excel 97-2003 工作簿（.xls）或 WPS 表格（.et）")
    if content.startswith(b"%PDF"):
        return Unreadable("format_not_read", format="PDF 文件")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return Unreadable("format_not_read", format="图片")
    if head.startswith((b"<html", b"<!doctype html", b"<table")):
        return Unreadable("format_not_read", format="网页文件")
    if head.startswith(b"<?xml"):
        return Unreadable("format_not_read", format="XML 表格")
    if ending in ("csv", "txt", "tsv"):
        return Unreadable("format_not_read", format="文本表格（.csv）")
    if ending in _WORKBOOKS:
        return Unreadable("file_damaged")
    return Unreadable("not_a_workbook")


def _xlsx(content: bytes) -> Book:
    package = inspect(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = []
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            extent = package.extents.get(meta.name)
            if hidden or extent is None:
                grids.append(Grid(meta.name, hidden=hidden))
                continue
            sheet = book.get_sheet_by_name(meta.name)
            top, left = sheet.start or (0, 0)
            cells = {
                (row, column): value
                for row, line in enumerate(sheet.to_python(skip_empty_area=False))
                for column, raw in enumerate(line)
                if (value := _plain(raw)) is not None
            }
            merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
            rows, columns = frozenset(extent.hidden_rows), frozenset(extent.hidden_columns)
            grids.append(Grid(meta.name, False, cells, merges, rows, columns))
    except python_calamine.PasswordError as error:
        raise Unreadable("file_encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("file_damaged") from error
    if not grids:
        raise Unreadable("file_damaged")
    return Book(tuple(grids), package.date1904)


def _plain(raw: object) -> Raw | None:
    """One value in neutral form, None for an empty cell."""
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < _EXACT else raw
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() else raw
    if isinstance(raw, str):
        return raw if raw else None
    if isinstance(raw, (bool, int, date, time, timedelta)):
        return raw
    return None

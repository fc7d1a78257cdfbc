"""What a spreadsheet is here, whatever program wrote it: a ``Book`` of ``Grid``s of plain cells. And why one is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
MAX_FILLED: Final = 3_000_000  # cells of a book; each takes some 150 bytes of the server for as long as it is read
MAX_MERGES: Final = 10_000  # areas of a sheet
MAX_TEXT: Final = 32_767  # characters a cell may hold, in every spreadsheet program
MAX_EMPTY_BOX: Final = 4_000_000  # cells of a rectangle that may be nearly empty

# What one cell may hold. Numbers are int where they are whole and exact, dates are date where they have no time.
Raw = str | int | float | bool | date | datetime | time | timedelta
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; 0-based

_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


class Unreadable(Exception):
    """The file cannot be read. ``code`` is a problem's code, ``values`` what its text needs."""

    def __init__(self, code: str, sheet: str = "", cell: str = "", **values: str) -> None:
        super().__init__(code)
        self.code, self.sheet, self.cell, self.values = code, sheet, cell, values


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: filled cells by (row, column), 0-based, and merged areas."""

    name: str
    hidden: bool = False
    cells: Mapping[tuple[int, int], Raw] = field(default_factory=dict)
    merges: tuple[Area, ...] = ()
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


@dataclass(slots=True)
class Extent:
    """How far the filled cells of a sheet reach (1-based), and what is hidden in it (0-based)."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    farthest: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)  # where the reader of a format does not tell them
    hidden: bool = False

    def reach(self, row: int, column: int, filled: int = 1) -> None:
        """Take in filled cells up to a row and column (1-based)."""
        self.filled += filled
        if row > self.rows or column > self.columns:
            self.farthest = ref(row - 1, column - 1)
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns (0-based, both included); beyond the limit none is read."""
        self.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))


def within_limits(extents: Mapping[str, Extent]) -> None:
    """Raises Unreadable for sheets (by name) that reach too far or hold too much together."""
    for sheet, extent in extents.items():
        if extent.columns > MAX_COLUMNS:
            raise Unreadable("too_many_columns", sheet, extent.farthest, limit=str(MAX_COLUMNS), at=extent.farthest)
        if extent.rows > MAX_ROWS:
            raise Unreadable("too_many_rows", sheet, extent.farthest, limit=f"{MAX_ROWS:,}", at=extent.farthest)
        box = extent.rows * extent.columns
        if box > MAX_EMPTY_BOX and box > 20 * extent.filled:
            raise Unreadable("far_cell", sheet, extent.farthest, at=extent.farthest)
    if sum(extent.filled for extent in extents.values()) > MAX_FILLED:
        raise Unreadable("too_many_cells", limit=f"{MAX_FILLED // 10_000} 万")


def plain(raw: object) -> Raw | None:
    """One value in neutral form, None for an empty cell. Raises Unreadable for a text that no cell can hold."""
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < _EXACT else raw
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() else raw
    if isinstance(raw, str):
        if len(raw) > MAX_TEXT:
            raise Unreadable("cell_too_long", limit=f"{MAX_TEXT:,}")
        return raw if raw else None
    if isinstance(raw, (bool, int, date, time, timedelta)):
        return raw
    return None


@cache
def column_letters(column: int) -> str:
    """``A`` for 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ref(row: int, column: int) -> str:
    """``A1`` for (0, 0)."""
    return f"{column_letters(column)}{row + 1}"

"""What reading a ledger gives: rows of typed cells, and everything that is wrong with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Final, Literal

Severity = Literal["error", "warning"]
Layout = Literal["register", "form", "entry"]

NUMBER: Final = "公民身份号码"  # the column by which a person is known
ALL_MEMBERS: Final = "全体流动党员"  # 姓名 on event sheets: Cell.value == (ALL_MEMBERS,)
ALL_CONTACTS: Final = "全体联系人"  # 会同联系人 on 封面: Cell.value == (ALL_CONTACTS,)


class _None(Enum):
    """The type of ``NONE``; an enum so that type checkers can tell it from everything else."""

    NONE = "无"


NONE: Final = _None.NONE  # the secretary wrote 无 or —: said that there is none, which is more than a blank


@dataclass(frozen=True, slots=True)
class Month:
    """A date of which only the month is known. It never grows a day; ``last_day`` is what it counts from."""

    year: int
    month: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        year, month = (self.year, self.month + 1) if self.month < 12 else (self.year + 1, 1)
        return date(year, month, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with the place and what to do; ``code`` is a key of problems.toml."""

    severity: Severity
    code: str
    sheet: str
    cell: str
    column: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, read.

    ``value`` by the column's type: text, name, org, id (18 characters), phone (digits): str; names, choices: tuple of
    str; choice: str (one of the list, yes/no included: 是, 否); date: date or Month; integer, year, quarter: int;
    hours, money: Decimal; ``NONE`` for an explicit none; ``None`` for a blank or a value that could not be read.
    """

    value: object
    text: str  # as typed, trimmed
    ref: str  # "F12"
    valid: bool = True  # False: something stands there, but it is not valid or not readable; a problem says so

    def __reduce__(self) -> tuple[type["Cell"], tuple[object, ...]]:
        """Half the price of what dataclasses do: a ledger that another process read has hundreds of them."""
        return Cell, (self.value, self.text, self.ref, self.valid)

    @property
    def filled(self) -> bool:
        """Something stands there and it is not an explicit none."""
        return self.text != "" and self.value is not NONE

    @property
    def sound(self) -> bool:
        """Filled, read and valid."""
        return self.valid and self.value is not None and self.value is not NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: canonical column -> cell. A column that the sheet does not have is not in ``cells``."""

    sheet: str  # the sheet's name as the file has it
    row: int  # 1-based
    cells: dict[str, Cell]

    def value(self, column: str) -> object:
        """The value, or None where the column is absent, blank or unreadable. NONE stays NONE."""
        cell = self.cells.get(column)
        return cell.value if cell else None

    def text(self, column: str) -> str:
        """As typed; "" where there is nothing."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def filled(self, column: str) -> bool:
        cell = self.cells.get(column)
        return cell is not None and cell.filled

    def sound(self, column: str) -> bool:
        cell = self.cells.get(column)
        return cell is not None and cell.sound

    def ref(self, column: str) -> str:
        """The cell's place; "" where the sheet does not have the column."""
        cell = self.cells.get(column)
        return cell.ref if cell else ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells the rows of one kind apart: several sheets of a file may hold the same table."""
        return self.sheet, self.row

    def place_beside(self, other: "Row") -> str:
        """Where the row stands, said to somebody who looks at another: 第 5 行, “土地村”第 5 行."""
        return f"第 {self.row} 行" if self.sheet == other.sheet else f"“{self.sheet}”第 {self.row} 行"


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """How one sheet was understood. ``kind`` is the canonical sheet name, None where there is none."""

    sheet: str
    kind: str | None
    rows: int
    layout: Layout
    header_row: int  # 1-based; 0: no header


@dataclass(frozen=True, slots=True)
class Ask:
    """A word of the file that only its branch can explain: a header (``column`` is ""), a value outside its list, the
    name of a sheet (``sheet`` is "" too). ``sheet`` and ``column`` are canonical, ``key`` as in ``meanings.Meaning``.

    ``samples``: some values under the header; ``choices``: what it may mean ("": not used); ``likely``: the choice
    that looks most like it, "" for none.
    """

    sheet: str
    column: str
    key: str
    text: str
    places: tuple[str, ...]
    samples: tuple[str, ...]
    choices: tuple[str, ...]
    likely: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """An earlier answer of the branch that reading rested on; fields as in ``meanings.Meaning``."""

    sheet: str
    column: str
    key: str
    text: str
    means: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger, read. ``tables``: canonical sheet name -> rows; a sheet that is not there is no key."""

    file_name: str
    sha256: str
    size: int
    form: str  # version of the form it was read by
    cover: Row | None = None  # canonical label -> cell
    tables: dict[str, list[Row]] = field(default_factory=dict)
    sheets: list[SheetInfo] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmapped: list[tuple[str, str, str]] = field(default_factory=list)  # sheet, cell, header text
    branches: list[tuple[str, str, str]] = field(default_factory=list)  # sheet, cell, 党组织名称 beside or in a table
    asks: list[Ask] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)

    @property
    def quarter(self) -> int | None:
        """The 封面's 填报季度 (see data_layer.quarters), None where it cannot be read."""
        value = self.cover.value("填报季度") if self.cover else None
        return value if isinstance(value, int) else None

    @property
    def refused(self) -> bool:
        """Whether anything is wrong that keeps the whole file from being stored."""
        return any(p.severity == "error" for p in self.problems)

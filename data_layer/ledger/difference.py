"""What differs between a file and the last accepted ledger, cell by cell; questions and answers as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from data_layer.ledger.columns import MEMBERS, SPELLS, column_table
from data_layer.ledger.facts import plain
from data_layer.ledger.known import Known, Listing
from data_layer.ledger.model import Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import NAME
from data_layer.ledger.reread import reread, texts_of
from data_layer.ledger.tie import Ties

_NOT_COMPARED = {"行号", "序号", "备注"}


@dataclass(frozen=True)
class Question:
    """Something only the branch can say. ``needs_day``: choices that need a day beside them."""

    id: str
    kind: str  # vanished again number unchanged
    text: str
    choices: tuple[str, ...]
    needs_day: tuple[str, ...] = ()
    name: str = ""
    person: int | None = None
    spell: int | None = None
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Answer:
    """What the branch said to a question."""

    question: str
    choice: str
    day: date | None = None


@dataclass(frozen=True)
class Change:
    """One thing that differs from the last accepted ledger: both places, and both texts where a cell changed."""

    kind: str  # joined left returned changed vanished
    name: str
    person: int
    spell: int | None = None
    column: str = ""
    before: str = ""
    after: str = ""
    sheet: str = ""
    cell: str = ""
    row: int = 0
    before_submission: int | None = None
    before_sheet: str = ""
    before_row: int = 0


@dataclass
class Difference:
    """All changes. joined: newly listed · returned: ended by 不再外出 · left: ended otherwise · vanished: just gone."""

    changes: list[Change] = field(default_factory=list)

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]

    def counts(self) -> dict[str, int]:
        """How many of each kind; ``changed`` counts cells."""
        return {kind: len(self.of(kind)) for kind in ("joined", "left", "returned", "changed", "vanished")}


@lru_cache(maxsize=20_000)
def _plain_text(kind: str, column: str, text: str) -> str:
    value = reread(text, kind, column).value
    return name_key(text) if value is None else plain(value)


@cache
def _compared(kind: str) -> tuple[str, ...]:
    columns = column_table().sheets[kind].columns
    return tuple(column.name for column in columns if column.name not in _NOT_COMPARED and not column.optional)


def row_key(kind: str, texts: dict[str, str]) -> str:
    """A row of an annex as one comparable text; 行号, 序号, 备注 and columns never asked for are left out."""
    return "\x1f".join([_plain_text(kind, name, text) if (text := texts.get(name)) else "" for name in _compared(kind)])


def rows_changed(known: Known, ties: Ties) -> bool | None:
    """Whether 基本信息 and 管理信息 differ, as sets of rows, from the ledger of an earlier quarter; None: no such."""
    if not known.earlier_has_rows:
        return None
    before = {(kind, row_key(kind, cells)) for kind, cells in known.earlier_rows}
    now = {(MEMBERS, row_key(MEMBERS, texts_of(MEMBERS, member.row))) for member in ties.members}
    now |= {(SPELLS, row_key(SPELLS, texts_of(SPELLS, spell.row))) for spell in ties.spells}
    return before != now


def differing(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The columns of an annex, in its order, whose texts mean different values; 行号, 序号 and 备注 are left out."""
    found = []
    for column in column_table().sheets[kind].columns:
        name = column.name
        old, new = before.get(name, ""), after.get(name, "")
        if old != new and name not in _NOT_COMPARED and _plain_text(kind, name, old) != _plain_text(kind, name, new):
            found.append(name)
    return found


def _cells_changed(kind: str, before: dict[str, str] | None, row: Row, skip: set[str]) -> Iterable[tuple[str, str]]:
    if before is None:
        return
    for name in differing(kind, before, texts_of(kind, row)):
        if name not in skip and name in row.cells:
            yield name, before.get(name, "")


def changed(kind: str, known_row: tuple[dict[str, str] | None, Listing | None], row: Row, skip: set[str],
             person: int, spell: int | None) -> list[Change]:  # fmt: skip
    """Cells of a row that differ from those of its earlier listing."""
    cells, listing = known_row
    return [
        Change(
            "changed",
            row.text(NAME),
            person,
            spell,
            column,
            old,
            row.text(column),
            row.sheet,
            row.ref(column),
            row.row,
            *where(listing),
        )  # fmt: skip
        for column, old in _cells_changed(kind, cells, row, skip)
    ]


def where(listing: Listing | None) -> tuple[int | None, str, int]:
    """Submission, sheet and row of an earlier listing."""
    return (listing.submission, listing.sheet, listing.row) if listing else (None, "", 0)

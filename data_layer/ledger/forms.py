"""One form per member: labels and values all over a sheet instead of a header and rows; one form a sheet or several."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from data_layer.books.neutral import Grid, Raw
from data_layer.ledger.blocks import vocabulary
from data_layer.ledger.columns import MEMBERS, SPELLS, column_table, headers, label_key
from data_layer.ledger.labels import Pair, Visible, inside, pairs
from data_layer.ledger.meanings import NOTHING_SAID, Meanings
from data_layer.ledger.tables import Place
from data_layer.ledger.values import text_of

_LOOK_AT: Final = 60  # rows; what is no form by then is a table
_LABEL_ROWS: Final = 3
_LABELS: Final = 4
_WIDE_LABELS: Final = 6  # of a wide form of two rows
_NAMES: Final = frozenset(("姓名", "党员姓名", "流动党员姓名"))


@dataclass(slots=True)
class Forms:
    """The forms of a sheet. ``forms``: label key -> place, one a member; ``labels``: label key -> its first cell."""

    first_row: int  # the first that names something of a member
    last_row: int
    forms: list[dict[str, Place]] = field(default_factory=list)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    strangers: dict[str, tuple[int, int]] = field(default_factory=dict)  # text -> a label that nobody knows
    beside: tuple[int, int] | None = None  # a second form stands here, right of the first
    clashes: list[tuple[str, int, int]] = field(default_factory=list)  # label key and place of a second, other value


@cache
def _label_keys() -> frozenset[str]:
    form = column_table()
    known = set(headers(MEMBERS)) | set(headers(SPELLS)) | form.traps | form.form_labels
    return frozenset(known - {"党员"})  # a value as often as a label


class _Labels:
    """The labels of forms, with those that a branch said it uses."""

    def __init__(self, told: Meanings) -> None:
        own = {key for kind, column, key in told.told if kind in (MEMBERS, SPELLS) and not column}
        self.keys = _label_keys() | own
        self.asked = _asked() | own

    def meaning(self, text: str) -> str | None:
        """The key of a text that is a label."""
        if len(text) > 40:
            return None
        key = label_key(text)
        return key if key in self.keys else None

    def at(self, raw: Raw) -> str | None:
        """The label that a cell is or, before a colon, holds."""
        if not isinstance(raw, str):
            return None
        text = text_of(raw)
        if (key := self.meaning(text)) is not None:
            return key
        within = inside(text, self.meaning) if ":" in text or "：" in text else []
        return within[0][0] if within else None


@cache
def _asked() -> frozenset[str]:
    """Labels of the annexes themselves."""
    return (frozenset(headers(MEMBERS)) | frozenset(headers(SPELLS))) & _label_keys()


def find_forms(grid: Grid, rows: Mapping[int, Mapping[int, Raw]], told: Meanings = NOTHING_SAID) -> Forms | None:
    """The forms on a sheet, None where it is no form: labels in several rows, and no header row among them."""
    known = _Labels(told)
    label_rows: set[int] = set()
    labels: set[str] = set()
    end = max(rows, default=-1)
    for row in list(rows)[:_LOOK_AT]:
        if _is_header(grid, row, rows[row]):
            end = row - 1
            break
        asked = {key for raw in rows[row].values() if (key := known.at(raw)) in known.asked and key is not None}
        if asked:
            label_rows.add(row)
            labels |= asked
    enough = len(labels) >= _LABELS if len(label_rows) >= _LABEL_ROWS else len(labels) >= _WIDE_LABELS
    if len(label_rows) < 2 or not enough or not labels & _NAMES:
        return None
    return _read(grid, {row: cells for row, cells in rows.items() if row <= end}, known)


def _is_header(grid: Grid, row: int, cells: Mapping[int, Raw]) -> bool:
    """姓名 and more headers of some sheet side by side, without room for values between them."""
    known = vocabulary()
    here = {c: key for c, raw in cells.items() if isinstance(raw, str) and (key := label_key(raw)) in known}
    if len(here) < 3 or not _NAMES & set(here.values()):
        return False
    width = {b: d - b + 1 for a, b, _, d in grid.merges if a == row}
    return sum(column + width.get(column, 1) in here for column in here) >= 2


def _read(grid: Grid, rows: Mapping[int, Mapping[int, Raw]], known: _Labels) -> Forms:
    visible = Visible(grid, rows)
    found = sorted(pairs(visible, known.meaning), key=lambda pair: pair.at)
    opening = _opening(found, known)
    result = Forms(opening[0].at[0], max(rows))
    edge = _second(opening)
    if edge is not None:
        result.beside = (opening[0].at[0], edge)
        found = [pair for pair in found if pair.at[1] < edge]
        opening = [pair for pair in opening if pair.at[1] < edge]
    sign = [(pair.at[1], pair.name) for pair in opening]
    by_row: dict[int, list[Pair]] = {}
    for pair in found:
        by_row.setdefault(pair.at[0], []).append(pair)
    for in_row in by_row.values():
        if not result.forms or [(pair.at[1], pair.name) for pair in in_row] == sign:
            result.forms.append({})
        for pair in in_row:
            held = result.forms[-1].get(pair.name)
            if held is not None and None not in (held[2], pair.value) and held[2] != pair.value:
                result.clashes.append((pair.name, *pair.place))
            if held is None or (held[2] is None and pair.value is not None):
                result.forms[-1][pair.name] = (*pair.place, pair.value)
            result.labels.setdefault(pair.name, pair.at)
    result.strangers = _strangers(visible, found, edge)
    return result


def _opening(found: list[Pair], known: _Labels) -> list[Pair]:
    """The labels in the row with which every form begins: the first that asks about a member."""
    of_branch = {key for key, names in headers(MEMBERS).items() if names == ("党组织名称",)}
    row = next(pair.at[0] for pair in found if pair.name in known.asked - of_branch)
    return [pair for pair in found if pair.at[0] == row]


def _second(opening: list[Pair]) -> int | None:
    """The column in which a second form begins beside the first."""
    names = [pair.name for pair in opening]
    half = len(names) // 2
    if half and len(names) % 2 == 0 and names[:half] == names[half:] and _NAMES & set(names):
        return opening[half].at[1]
    return None


def _strangers(visible: Visible, found: list[Pair], edge: int | None) -> dict[str, tuple[int, int]]:
    """Texts that stand where labels stand and are neither labels nor values."""
    taken = {pair.at for pair in found} | {pair.place for pair in found}
    standing, rows = {pair.at[1] for pair in found}, {pair.at[0] for pair in found}
    result: dict[str, tuple[int, int]] = {}
    for row, cells in visible.rows.items():
        if row not in rows:
            continue
        for column, raw in cells.items():
            behind = column + visible.width(row, column)
            if (
                isinstance(raw, str)
                and (row, column) not in taken
                and column in standing
                and (edge is None or column < edge)
                and visible.height(row, column) == 1
                and behind in cells
                and (row, behind) not in taken
                and len(text_of(raw)) <= 20
            ):
                result.setdefault(text_of(raw), (row, column))
    return result

"""Beside the rate of a unit or branch, what its mix of branches and stays would lead one to expect.

Indirect standardisation by 支部类别 × 流动范围: expected = what would be met if every stratum of it did as that stratum
does over all the viewer may read. Whoever has many members abroad is compared with others who have. The ratio of met
to expected says how much better or worse; its interval allows for members of one branch and quarter that stand and
fall together, as judging does.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.judging.ranking import ICC
from data_layer.assessment.judging.tables import POOLED
from data_layer.assessment.questions import rows_by_branch
from data_layer.assessment.tally import Tally, interval
from data_layer.assessment.view import View
from data_layer.organisations import Tree, tree
from data_layer.store import Store

CONTACT = "contact_quarterly"
#: So many closed duties a comparison needs, as a comparison flag does; a stratum with fewer goes by its 类别 alone.
LEAST = 20
_UNKNOWN = "其他"


@dataclass(frozen=True)
class Cell:
    """Closed duties of one branch, quarter and stratum."""

    org: int
    quarter: int
    stratum: tuple[str, str]
    met: int
    closed: int


@dataclass(frozen=True)
class Standardised:
    """One unit or branch: met of closed, and what would be expected to be met; ``ratio`` with its 95% interval, None
    where too little is closed to say. ``strata``: (类别, 流动范围), met, closed, expected, the largest first."""

    org: int
    code: str
    name: str
    met: int
    closed: int
    expected: float
    ratio: tuple[float, float, float] | None
    strata: tuple[tuple[tuple[str, str], int, int, float], ...]

    @property
    def tally(self) -> Tally:
        """What is closed, and of it met."""
        return Tally(met=self.met, missed=self.closed - self.met, closed_met=self.met, closed=self.closed)

    @property
    def said(self) -> str:
        """``lower`` | ``higher`` than to be expected, ``same``: cannot be told from it, "": too little to say."""
        if self.ratio is None:
            return ""
        _, low, high = self.ratio
        return "lower" if high < 1 else "higher" if low > 1 else "same"


@dataclass(frozen=True)
class Standard:
    """Quarters pooled, rising; over whom the rates of the strata are (the name of the topmost organisation)."""

    over: int
    name: str
    quarters: tuple[str, ...]
    rows: tuple[Standardised, ...]


def units(store: Store, viewer: Viewer, view: View) -> Standard | None:
    """The assessment units the viewer may read whole, against all of them together, lowest ratio first; None where
    there are not two, or nothing is closed yet."""
    standard = _standard(store, viewer, view)
    if standard is None:
        return None
    over, shown, cells, now = standard
    found: dict[int, list[int]] = defaultdict(list)
    for org in {each.org for each in cells}:
        unit = now.unit_of(org)
        if unit is not None and unit != over:
            found[unit].append(org)
    if len(found) < 2:
        return None
    rows = [compared(now, cells, unit, orgs) for unit, orgs in found.items()]
    ordered = sorted(rows, key=lambda each: (each.ratio is None, each.ratio or (0.0,), each.code))
    return Standard(over, now.by_id[over].name, shown, tuple(ordered))


def branch(store: Store, viewer: Viewer, view: View) -> Standard | None:
    """The branch of the view against all the viewer may read; None where that is the branch alone, or nothing of it
    is closed yet."""
    standard = _standard(store, viewer, view)
    if standard is None:
        return None
    over, shown, cells, now = standard
    if over == view.org or not any(each.org == view.org for each in cells):
        return None
    return Standard(over, now.by_id[over].name, shown, (compared(now, cells, view.org, [view.org]),))


@remembered(16)
def _standard(store: Store, viewer: Viewer, view: View) -> tuple[int, tuple[str, ...], tuple[Cell, ...], Tree] | None:
    """The topmost organisation the viewer may read above the view's, the quarters pooled, and all cells below it."""
    shown = tuple(each for each in view.until(len(view.quarters)) if view.closed and each <= view.closed)[-POOLED:]
    if not shown:
        return None
    now = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)
    path = [each for each in (view.org, *now.ancestors(view.org)) if seen is None or each in seen]
    if not path:
        return None
    over = path[-1]
    first, last = (quarters.parse_quarter(each) for each in (shown[0], shown[-1]))
    asked = {"since": first, "until": last}
    rows = rows_by_branch(store, viewer, replace(view, org=over), "strata", asked, (CONTACT,))
    cells = tuple(
        Cell(
            row["org"], row["quarter"],
            (now.by_id[row["org"]].branch_class or _UNKNOWN, row["travel_range"] or "未填"), row["met"], row["closed"],
        )
        for row in rows
    )  # fmt: skip
    return over, shown, cells, now


def compared(now: Tree, cells: Sequence[Cell], org: int, branches: Collection[int]) -> Standardised:
    """One organisation (its ``branches``) against the rates of the strata of all ``cells``."""
    rates = _rates(cells)
    own: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    together: dict[tuple[int, int], int] = defaultdict(int)
    mine = set(branches)
    for each in cells:
        if each.org in mine:
            own[each.stratum][0] += each.met
            own[each.stratum][1] += each.closed
            together[each.org, each.quarter] += each.closed
    strata = tuple(
        (stratum, met, closed, closed * rates[stratum])
        for stratum, (met, closed) in sorted(own.items(), key=lambda item: (-item[1][1], item[0]))
    )
    met, closed = sum(each[1] for each in strata), sum(each[2] for each in strata)
    expected = sum(each[3] for each in strata)
    one = now.by_id[org]
    sure = ratio(met, closed, expected, together.values())
    return Standardised(org, one.code, one.name, met, closed, expected, sure, strata)


def _rates(cells: Sequence[Cell]) -> Mapping[tuple[str, str], float]:
    """The rate of every stratum; of one with few duties, that of its 类别."""
    by_stratum: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    by_class: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in cells:
        for counts in (by_stratum[each.stratum], by_class[each.stratum[0]]):
            counts[0] += each.met
            counts[1] += each.closed
    found = {}
    for stratum, counts in by_stratum.items():
        met, closed = counts if counts[1] >= LEAST else by_class[stratum[0]]
        found[stratum] = met / closed
    return found


def ratio(met: int, closed: int, expected: float, together: Collection[int]) -> tuple[float, float, float] | None:
    """Met of expected with its 95% interval; None below LEAST closed. ``together``: how many duties stand and fall
    together in each branch and quarter; they count for fewer."""
    if closed < LEAST or expected <= 0:
        return None
    worth = sum(many / (1 + (many - 1) * ICC) for many in together)
    ends = interval(met * worth / closed, worth)
    assert ends is not None
    return met / expected, ends[0] * closed / expected, ends[1] * closed / expected

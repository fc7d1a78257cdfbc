"""支部负担: what a quarter's ledger asks of a branch: cells to fill in, cells known already, minutes to acceptance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.store import Store

QUARTERS = 8


@dataclass(frozen=True)
class Burden:
    """The first accepted ledger of a branch and quarter. ``asked``, ``known``: cells (None: accepted before they were
    counted); ``minutes`` from the first check by the branch's own user to acceptance, rounded up (None: handed in for
    it, by the office or a command)."""

    org: int
    code: str
    name: str
    quarter: str
    asked: int | None
    known: int | None
    minutes: int | None

    @property
    def known_share(self) -> Fraction | None:
        """Known of all cells."""
        if self.asked is None or self.known is None or not self.asked + self.known:
            return None
        return Fraction(self.known, self.asked + self.known)


@dataclass(frozen=True)
class Typical:
    """A quarter: ``ledgers`` accepted, medians of those that were counted (``counted``) and timed (``timed``)."""

    quarter: str
    ledgers: int
    counted: int
    asked: int | None
    known: int | None
    timed: int
    minutes: int | None


@remembered(64)
def burdens(store: Store, viewer: Viewer, view: View) -> list[Burden]:
    """Every branch's ledgers of the view's quarter and those before, newest quarter and heaviest first."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    named = {quarters.parse_quarter(each): each for each in view.until(QUARTERS)}
    scope = {"orgs": snapshot.branches(view.org), "quarters": list(named)}
    moment = {"as_of": view.as_of, "known_at": view.known_at or datetime.max}
    found = [
        Burden(row["org"], snapshot.by_id[row["org"]].code, snapshot.by_id[row["org"]].name, named[row["quarter"]],
               row["asked"], row["known"], row["minutes"])
        for row in store.rows("assessment/burden", {**scope, **moment})
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-quarters.parse_quarter(each.quarter), -(each.asked or -1), each.code))


def typical(found: Sequence[Burden]) -> list[Typical]:
    """The quarters of :func:`burdens`, newest first."""
    made = []
    for quarter in dict.fromkeys(each.quarter for each in found):
        here = [each for each in found if each.quarter == quarter]
        counted, timed = _given(each.asked for each in here), _given(each.minutes for each in here)
        known = _given(each.known for each in here)
        made.append(
            Typical(quarter, len(here), len(counted), _median(counted), _median(known), len(timed), _median(timed))
        )
    return made


def _given(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _median(values: Sequence[int]) -> int | None:
    return round(median(values)) if values else None

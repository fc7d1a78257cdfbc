"""Which two ledgers of each branch are compared, and which stand between and before them, as a day knew them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.assessment.view import View
from data_layer.organisations import Tree, tree
from data_layer.store import Store

_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger of a branch. ``version`` within its quarter, 1 the first; ``withdrawn_at`` None: it stands."""

    org: int
    submission: int
    quarter: int
    received_on: date
    recorded_at: datetime
    version: int
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared for a branch. ``later`` None: nothing came; ``earlier`` None: nothing to compare with."""

    org: int
    earlier: Ledger | None
    later: Ledger | None


@dataclass(frozen=True)
class Chosen:
    """What is compared with what. ``against``: a quarter, None = each branch's ledger before. Two submissions of the
    view's own branch may be named instead; what does not fit is as if not asked for."""

    against: int | None = None
    earlier: int | None = None
    later: int | None = None


@dataclass(frozen=True)
class Pairs:
    """The pairs of the branches wanted (``asked``) and of those that merging and splitting ties to them.

    ``compared``: branches with something on both sides. ``home``: who answers for what a branch's ledger lists.
    """

    snapshot: Tree
    asked: tuple[int, ...]
    by_org: dict[int, Pair]
    home: dict[int, int]
    compared: frozenset[int]
    standing: tuple[Ledger, ...]

    def lists(self) -> dict[str, list[Any]]:
        """The ledgers that take part, as the statements bind them."""
        found: dict[str, list[Any]] = {
            f"l_{name}": [] for name in ("home", "family", "role", "org", "submission", "quarter")
        }
        counted = {(each.org, each.quarter): each.submission for each in self.standing}
        families = {org: min(self.snapshot.family(org)) for org in self.by_org}
        low, high = _MOST, 0

        def add(ledger: Ledger, role: str) -> None:
            values = (self.home[ledger.org], families[ledger.org], role, ledger.org, ledger.submission, ledger.quarter)
            for name, value in zip(found, values, strict=True):
                found[name].append(value)

        for org, pair in self.by_org.items():
            answering = self.by_org.get(self.home[org])
            if self.home[org] in self.compared and pair.later is not None:
                add(pair.later, "after")
                low, high = min(low, pair.later.submission), max(high, pair.later.submission)
            if pair.earlier is not None and answering is not None and self._takes_part(pair, answering):
                add(pair.earlier, "before")
                low, high = min(low, pair.earlier.submission), max(high, pair.earlier.submission)
        for each in self.standing:
            answering = self.by_org.get(self.home[each.org])
            if answering is None or answering.org not in self.compared or answering.later is None:
                continue
            own = self.by_org[each.org].earlier
            start = answering.earlier.quarter if answering.earlier else own.quarter if own else 0
            if counted[each.org, each.quarter] != each.submission:
                continue
            if start < each.quarter < answering.later.quarter:
                add(each, "between")
            elif each.quarter < start:
                add(each, "older")
        return found | {"low": [low], "high": [high]}

    def _takes_part(self, pair: Pair, answering: Pair) -> bool:
        """A merged branch's last ledger counts until the branch it went into has handed in for itself."""
        if pair.org == answering.org:
            return True
        if answering.earlier is None:
            return True
        day = max(step.day for step in self.snapshot.handovers if step.source == pair.org and not step.split)
        return day > quarters.last_day(answering.earlier.quarter)


def ledgers(store: Store, viewer: Viewer, view: View) -> list[Ledger]:
    """The ledgers of the view's branch that stand, newest first: what can be compared."""
    require_org(store, viewer, "read", view.org)
    found = [each for each in _handed_in(store, view, [view.org]) if each.withdrawn_at is None]
    return sorted(found, key=lambda each: (each.quarter, each.submission), reverse=True)


def pairs(store: Store, viewer: Viewer, view: View, chosen: Chosen) -> Pairs:
    """The pairs at or below the view's organisation that the viewer may read."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)
    quarter = quarters.parse_quarter(view.quarter)
    last = quarters.last_day(quarter)
    asked = [
        org for org in snapshot.branches(view.org) if (seen is None or org in seen) and _stands(snapshot, org, last)
    ]
    everyone = sorted(set(asked).union(*(snapshot.family(org) for org in asked)))
    by_branch: dict[int, list[Ledger]] = defaultdict(list)
    for each in _handed_in(store, view, everyone):
        by_branch[each.org].append(each)
    found = {org: _pair(org, by_branch[org], quarter, chosen.against) for org in everyone}
    if view.is_branch and (chosen.earlier or chosen.later):
        found[view.org] = _named(found[view.org], by_branch[view.org], chosen)
    home = {org: _home(snapshot, org, last) for org in everyone}
    fed = {step.target for step in snapshot.handovers if step.day <= last and step.source in everyone}
    compared = {
        org
        for org in everyone
        if home[org] == org and found[org].later is not None and (found[org].earlier is not None or org in fed)
    }
    standing = tuple(each for org in everyone for each in by_branch[org] if each.withdrawn_at is None)
    return Pairs(snapshot, tuple(asked), found, home, frozenset(compared), standing)


def _stands(snapshot: Tree, org: int, last: date) -> bool:
    """Whether the branch still answers for the quarter's end."""
    found = snapshot.by_id[org]
    return found.founded <= last and (found.abolished is None or found.abolished > last)


def _handed_in(store: Store, view: View, orgs: Iterable[int]) -> list[Ledger]:
    params = {"orgs": list(orgs), "as_of": view.as_of, "known_at": view.known_at or datetime.max}
    return [Ledger(**row) for row in store.rows("assessment/change_submission", params)]


def _pair(org: int, held: list[Ledger], quarter: int, against: int | None) -> Pair:
    later = max((e for e in held if e.quarter == quarter and e.withdrawn_at is None), key=_order, default=None)
    if against is not None:
        before = [e for e in held if e.quarter == against < quarter and e.withdrawn_at is None]
        return Pair(org, max(before, key=_order, default=None), later)
    return Pair(org, _before(held, quarter, later), later)


def _before(held: list[Ledger], quarter: int, later: Ledger | None) -> Ledger | None:
    """The latest ledger of an earlier quarter, among those that counted when the later one came."""
    return max(
        (
            each
            for each in held
            if each.quarter < quarter
            and (
                each.withdrawn_at is None
                if later is None
                else each.submission < later.submission
                and (each.withdrawn_at is None or each.withdrawn_at > later.recorded_at)
            )
        ),
        key=_order,
        default=None,
    )


def _named(pair: Pair, held: list[Ledger], chosen: Chosen) -> Pair:
    """Two ledgers picked by their numbers: the later must stand after the earlier one."""
    at = {each.submission: each for each in held if each.withdrawn_at is None}
    later = at.get(chosen.later or 0, pair.later)
    if later is None:
        return pair
    earlier = at.get(chosen.earlier or 0)
    if earlier is None or _order(earlier) >= _order(later):
        earlier = _before(held, later.quarter, later)
    return Pair(pair.org, earlier, later)


def _order(ledger: Ledger) -> tuple[int, int]:
    return ledger.quarter, ledger.submission


def _home(snapshot: Tree, org: int, last: date) -> int:
    merged = {s.source: s.target for s in snapshot.handovers if not s.split and s.target is not None and s.day <= last}
    seen = {org}
    while (target := merged.get(org)) is not None and target not in seen:
        org = target
        seen.add(org)
    return org


__all__ = ["Chosen", "Ledger", "Pair", "Pairs", "ledgers", "pairs"]

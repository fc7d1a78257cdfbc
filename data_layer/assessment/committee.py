"""四（一）至四（三） What a committee owes itself each year: 列入目标管理, 设立经费, 经验推广, 先进典型.

Side by side they are seen only by whoever reads the whole district (the root); otherwise a committee sees its own.
What is counted over its branches (督查覆盖, 问题销号) has no day by which it is met, so no state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.assessment import figures
from data_layer.assessment.findings import findings
from data_layer.assessment.fund import COMMITTEES, yuan
from data_layer.assessment.view import View
from data_layer.assessment.visits import visits
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import GO_LIVE, Rules, rules
from data_layer.store import Store

#: duty -> (name, clause, due (month, day))
DUTIES: dict[str, tuple[str, str, tuple[int, int]]] = {
    "target_listed": ("列入目标管理", "四（一）", (3, 31)),
    "fund_established": ("设立经费", "四（二）", (3, 31)),
    "practice_shared": ("经验推广", "四（三）", (12, 31)),
    "exemplar_named": ("先进典型", "四（三）", (12, 31)),
}


#: counted over a committee's branches -> (name, clause, what n of N says)
COUNTED: dict[str, tuple[str, str, str]] = {
    "inspection_coverage": ("督查覆盖", "四（三）", "本年去过的/有流动党员的支部"),
    "finding_closed": ("问题销号", "四（三）", "按期核验销号的/期限在本年已过或已销号的问题"),
}


@dataclass(frozen=True)
class Done:
    """One duty of a committee and year. ``state``: met, missed, pending, or "" where the year is not assessed.

    ``day``: the first day it was done (None: not recorded); ``entered_late``: recorded only after it was due.
    """

    duty: str
    state: str
    due_on: date
    day: date | None
    reference: str
    entered_late: bool

    @property
    def remark(self) -> str:
        """逾期完成, or entered only after it was due."""
        if self.day is None:
            return ""
        return "逾期完成" if self.day > self.due_on else "期后补登" if self.entered_late else ""


@dataclass(frozen=True)
class CommitteeYear:
    """A committee's duties of a year, in the order of DUTIES."""

    org: int
    code: str
    name: str
    duties: tuple[Done, ...]


@dataclass(frozen=True)
class Record:
    """A record as it was entered, also one taken back."""

    event: int
    org: int
    org_name: str
    kind: str
    day: date
    reference: str
    recorded_at: datetime
    voided_on: date | None
    void_reason: str


def committee_years(store: Store, viewer: Viewer, view: View, year: int) -> list[CommitteeYear]:
    """The duties of a year: all committees of the district for whoever reads it whole, else the view's own only."""
    snapshot, orgs = _whose(store, viewer, view)
    params = _params(view, orgs, year)
    done: dict[tuple[int, str], tuple[date, str, datetime]] = {}
    for row in store.rows("assessment/committee_record", params):
        if row["voided_on"] is None:
            done.setdefault((row["org"], row["kind"]), (row["day"], row["reference"] or "", row["recorded_at"]))
    for row in store.rows("assessment/fund_established", params):
        done[row["org"], "fund_established"] = (row["day"], f"预算 {yuan(row['amount'])}", row["recorded_at"])
    known = rules(store, view.as_of, view.known_at)
    return [
        CommitteeYear(
            org,
            snapshot.by_id[org].code,
            snapshot.by_id[org].name,
            tuple(
                _done(duty, year, view.as_of, done.get((org, duty)), _assessed(snapshot, known, org, year))
                for duty in DUTIES
            ),
        )
        for org in orgs
        if snapshot.by_id[org].founded <= date(year, 12, 31)
    ]


def committee_counts(store: Store, viewer: Viewer, view: View, year: int) -> dict[int, dict[str, tuple[int, int]]]:
    """Committee → what of COUNTED → (n, N), of a year up to the view's day; the committees of :func:`committee_years`.

    督查覆盖: of the branches with somebody away at the end of that time, those visited in it. 问题销号: of the findings
    whose deadline lies in the year and has passed or that were closed in it, those closed by another person in time.
    """
    snapshot, orgs = _whose(store, viewer, view)
    until = min(view.as_of, date(year, 12, 31))
    whole = replace(view, org=snapshot.roots[0] if len(orgs) > 1 and snapshot.roots else orgs[0] if orgs else view.org)
    away = {each.org for each in figures.away(store, viewer, replace(whole, as_of=until))}
    done = [each for each in visits(store, viewer, whole) if each.done_on is not None and each.done_on.year == year]
    visited = {each.org for each in done}
    judged = [
        each
        for each in findings(store, viewer, whole)
        if each.state != "dropped"
        and (each.since if each.state == "closed" else each.due_on).year == year
        and (each.state == "closed" or each.due_on < view.as_of)
    ]
    found = {}
    for org in orgs:
        below = set(snapshot.branches(org))
        own = [each for each in judged if each.holder in below]
        in_time = sum(each.state == "closed" and each.since <= each.due_on for each in own)
        found[org] = {
            "inspection_coverage": (len(visited & away & below), len(away & below)),
            "finding_closed": (in_time, len(own)),
        }
    return found


def committee_records(store: Store, viewer: Viewer, view: View, year: int) -> list[Record]:
    """What was entered for the committees of :func:`committee_years`, taken back or not, by day."""
    snapshot, orgs = _whose(store, viewer, view)
    return [
        Record(
            row["event"],
            row["org"],
            snapshot.by_id[row["org"]].name,
            row["kind"],
            row["day"],
            row["reference"] or "",
            row["recorded_at"],
            row["voided_on"],
            row["void_reason"] or "",
        )
        for row in store.rows("assessment/committee_record", _params(view, orgs, year))
    ]


def _params(view: View, orgs: Sequence[int], year: int) -> dict[str, object]:
    return {"funds": list(orgs), "year": year, "as_of": view.as_of, "known_at": view.known_at or datetime.max}


def _whose(store: Store, viewer: Viewer, view: View) -> tuple[Tree, list[int]]:
    """The committees shown: below the view's organisation for readers of a root, else the view's own alone."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)

    def shown(org: int) -> bool:
        found = snapshot.by_id[org]
        here = found.abolished is None or found.abolished > view.as_of
        return found.type in COMMITTEES and here and (seen is None or org in seen)

    district = seen is None or any(root in seen for root in snapshot.roots)
    below = [org for org in snapshot.below(view.org) if shown(org)] if district else []
    own = next((org for org in (view.org, *snapshot.ancestors(view.org)) if shown(org)), None)
    return snapshot, below or ([own] if own is not None else [])


def _assessed(snapshot: Tree, known: Rules, org: int, year: int) -> bool:
    """Whether the year is assessed: from its first quarter on, and the committee stood on its first day."""
    path = (org, *snapshot.ancestors(org))
    start = known.value(GO_LIVE, path, date(year, 1, 1))
    first = date(year, 1, 1)
    return start is not None and int(start) <= quarters.quarter_of(first) and snapshot.by_id[org].founded <= first


def _done(duty: str, year: int, as_of: date, found: tuple[date, str, datetime] | None, assessed: bool) -> Done:
    month, day = DUTIES[duty][2]
    due = date(year, month, day)
    state = ""
    if assessed:
        state = "met" if found and found[0] <= due else "pending" if as_of <= due else "missed"
    if found is None:
        return Done(duty, state, due, None, "", False)
    return Done(duty, state, due, found[0], found[1], found[0] <= due < found[2].date())

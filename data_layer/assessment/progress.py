"""报送进度: who has handed in a quarter's ledger, who late, who must again, who not at all, and whom to ring."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from data_layer import quarters
from data_layer.access import Viewer, mask_name, mask_phone, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.board import NOTHING, PUNCTUAL, Board
from data_layer.assessment.coverage import silent_for
from data_layer.assessment.view import View, deadline
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

#: Who needs a call first.
ORDER = ("silent", "returned", "late", "extended", "pending", "on_time", "exempt")
#: Who still owes something.
OWING = frozenset({"silent", "returned", "extended", "pending"})
#: What 已报支部达标率 pools: 两表建档 and 季度联系.
POOLED = ("member_on_file", "contact_quarterly")


@dataclass(frozen=True)
class Custodian:
    """Who keeps a branch's ledger, by its latest 封面: name as far as the viewer may see it, phone masked, the cell."""

    name: str
    phone: str
    submission: int
    sheet: str
    row: int


@dataclass(frozen=True)
class Reporting:
    """One branch and quarter. ``state``: one of ORDER; ``received_on``: of the ledger that counts, ``first_on``: of the
    one that decides punctuality; ``silent_for``: due quarters in a row without a ledger, this one the last."""

    org: int
    code: str
    name: str
    state: str
    due_on: date
    first_on: date | None
    received_on: date | None
    versions: int
    submission: int | None
    return_reason: str
    silent_for: int
    custodian: Custodian | None

    @property
    def owes(self) -> bool:
        """A ledger, or a new version of it, is still to come."""
        return self.state in OWING


@remembered(64)
def progress(store: Store, viewer: Viewer, view: View, held: Board) -> list[Reporting]:
    """Every branch that owes the view's quarter a ledger, those that need a call first.

    The state is the indicator's 按季报送; a ledger sent back and not yet replaced stands apart.
    """
    require_org(store, viewer, "read", view.org)
    owed = held.by_org(PUNCTUAL, view.quarter)
    snapshot = tree(store, view.as_of, view.known_at)
    orgs = [org for org in snapshot.branches(view.org) if (tally := owed.get(org)) and (tally.all or tally.exempt)]
    if not orgs:
        return []
    quarter = quarters.parse_quarter(view.quarter)
    known = rules(store, view.as_of, view.known_at)
    first = quarters.first_day(quarter)
    called = custodians(store, viewer, view)
    scope = {"orgs": orgs, "as_of": view.as_of, "known_at": view.known_at or datetime.max}
    found = []
    for row in store.rows("assessment/progress", {**scope, "quarter": quarter}):
        org = row["org"]
        branch = snapshot.by_id[org]
        common = deadline(known, snapshot.ancestors(org, first), quarter)
        due = row["given_due"] or common
        tally = owed[org]
        if tally.exempt and not tally.all:
            state = "exempt"
        elif row["returned_on"] is not None:
            state = "returned"
        elif tally.met:
            state = "on_time"
        elif tally.unreported:
            state = "silent"
        elif tally.missed:
            state = "late"
        else:
            state = "extended" if due > common else "pending"
        found.append(
            Reporting(
                org, branch.code, branch.name, state, due, row["first_on"], row["received_on"], row["versions"],
                row["submission"], row["return_reason"] or "", silent_for(view, held, org), called.get(org),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (ORDER.index(each.state), -each.silent_for, each.code))


@remembered(64, own=True)
def custodians(store: Store, viewer: Viewer, view: View) -> dict[int, Custodian]:
    """Branch → who keeps its ledger. Only branches on which the viewer has the right ``identify``."""
    if not viewer.may("identify"):
        return {}
    identified, named = (visible_orgs(store, viewer, right) for right in ("identify", "names"))
    within = tree(store, view.as_of, view.known_at).branches(view.org)
    orgs = [org for org in within if identified is None or org in identified]
    scope = {"orgs": orgs, "as_of": view.as_of, "known_at": view.known_at or datetime.max}
    found = {}
    for row in store.rows("assessment/custodians", scope):
        name = row["name"] or ""
        whole = named is None or row["org"] in named
        phone = mask_phone(row["phone"] or "")
        shown = name if whole else mask_name(name)
        found[row["org"]] = Custodian(shown, phone, row["submission"], row["sheet"], row["row"])
    return found


@dataclass(frozen=True)
class Summary:
    """One quarter in numbers. ``due`` counts branches, before the deadline and past it, none exempt;
    ``reported`` those whose ledger came. ``done``/``asked``: met and closed duties of the branches that reported."""

    quarter: str
    due: int
    reported: int
    on_time: int
    late: int
    returned: int
    silent: int
    twice_silent: int
    open: int
    done: int
    asked: int

    @property
    def rate(self) -> Fraction | None:
        """报送率: reported of due."""
        return Fraction(self.reported, self.due) if self.due else None

    @property
    def done_rate(self) -> Fraction | None:
        """已报支部达标率 of POOLED; None while nothing is closed."""
        return Fraction(self.done, self.asked) if self.asked else None


def summary(view: View, held: Board, found: Sequence[Reporting]) -> Summary:
    """What :func:`progress` comes to. A ledger sent back counts as reported; 按时, 逾期 as the indicator has them."""
    owed = held.by_org(PUNCTUAL, view.quarter)
    listed = [(each, owed.get(each.org, NOTHING)) for each in found if each.state != "exempt"]
    pooled = [held.total(indicator, view.quarter) for indicator in POOLED]
    return Summary(
        quarter=view.quarter,
        due=len(listed),
        reported=sum(each.received_on is not None for each, _ in listed),
        on_time=sum(tally.met for _, tally in listed),
        late=sum(tally.missed > 0 and not tally.unreported for _, tally in listed),
        returned=sum(each.state == "returned" for each, _ in listed),
        silent=sum(each.state == "silent" for each, _ in listed),
        twice_silent=sum(each.state == "silent" and each.silent_for > 1 for each, _ in listed),
        open=sum(each.state in ("pending", "extended") for each, _ in listed),
        done=sum(tally.reported_met for tally in pooled),
        asked=sum(tally.reported_closed for tally in pooled),
    )


def before(view: View) -> View | None:
    """The same view one assessed quarter earlier; None at the first."""
    earlier = view.until(2)
    return replace(view, quarter=earlier[0]) if len(earlier) == 2 else None


@dataclass(frozen=True)
class Arrivals:
    """Hand-ins of a quarter by day: ``steps`` are (days after the common deadline, branches in by then), rising."""

    quarter: str
    due: int
    steps: tuple[tuple[int, int], ...]


def arrivals(store: Store, viewer: Viewer, view: View, found: Sequence[Reporting]) -> Arrivals:
    """First hand-ins of the branches of :func:`progress`, against the committee's deadline; up to the view's day."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    quarter = quarters.parse_quarter(view.quarter)
    path = (view.org, *snapshot.ancestors(view.org, quarters.first_day(quarter)))
    limit = deadline(rules(store, view.as_of, view.known_at), path, quarter)
    days = sorted((each.first_on - limit).days for each in found if each.first_on is not None)
    steps = {day: number for number, day in enumerate(days, start=1)}
    if days:
        steps |= {(view.as_of - limit).days: len(days)}
    due = sum(each.state != "exempt" for each in found)
    return Arrivals(view.quarter, due, tuple(sorted(steps.items())))


def reminder(view: View, each: Reporting) -> str:
    """A short text to send to one branch: no name, no number."""
    quarter = quarters.quarter_words(quarters.parse_quarter(view.quarter))
    day = f"{each.due_on.month}月{each.due_on.day}日"
    if each.state == "returned":
        return f"{each.name}：你支部{quarter}流动党员台账已退回（{each.return_reason}），请改正后于{day}前重新报送。"
    if each.state == "silent":
        return f"{each.name}：{quarter}流动党员台账报送已于{day}截止，尚未收到你支部台账，请尽快报送。"
    return f"{each.name}：{quarter}流动党员台账请于{day}前报送。"


@dataclass(frozen=True)
class Lock:
    """Whether a quarter is closed for an organisation, by which of those at or above it, and why."""

    locked: bool
    by: str
    reason: str
    here: bool


@remembered(64)
def lock_state(store: Store, viewer: Viewer, view: View) -> Lock:
    """The lock on the view's organisation and quarter. ``here``: set on this very organisation, so undone here."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    path = [view.org, *snapshot.ancestors(view.org)]
    scope = {"quarter": quarters.parse_quarter(view.quarter), "orgs": path, "known_at": view.known_at or datetime.max}
    last = {row["org"]: row for row in store.rows("assessment/locked", scope) if row["kind"] != "excepted"}
    closed = [org for org in path if org in last and last[org]["kind"] == "locked"]
    if not closed:
        return Lock(False, "", "", False)
    return Lock(True, _name(snapshot, closed[0]), last[closed[0]]["reason"] or "", closed[0] == view.org)


def _name(snapshot: Tree, org: int) -> str:
    return snapshot.by_id[org].name

"""免计: what was asked for, by whom, until when, and what became of it; where so much is exempt that it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.directory import called
from data_layer.access.memory import remembered
from data_layer.assessment.board import Board
from data_layer.assessment.lists import names
from data_layer.assessment.shield import Shield
from data_layer.assessment.tally import FEW, Tally
from data_layer.assessment.view import View
from data_layer.indicators import catalogue, header
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

#: What a request can have come to, in the order they are listed.
STATES = {"asked": "待审批", "approved": "已批准", "ended": "提前终止", "refused": "未批准", "withdrawn": "已撤回"}
LIMIT = "exempt_share_limit"


@dataclass(frozen=True)
class Request:
    """One exemption asked for. ``indicator`` None: every duty; ``person`` None: the whole branch.

    ``period``: that one only; else every period that begins from ``from_on`` to ``until`` (to ``last_on``, once ended
    early). ``who``: the member as far as the viewer may see. ``note``, ``said``: what was written on asking, and at the
    last step; only for whoever may see lists. ``asked_account``: who asked.
    """

    request: int
    org: int
    code: str
    branch: str
    indicator: str | None
    person: int | None
    who: str
    period: str | None
    from_on: date | None
    until: date | None
    last_on: date | None
    reason: str
    note: str
    state: str
    asked_on: date
    asked_by: str
    asked_account: int | None
    decided_by: str
    decided_on: date | None
    said: str

    @property
    def about(self) -> str:
        """What is exempt, in words."""
        return header(self.indicator).name if self.indicator else "各项应办"

    def covers(self, indicator: str, period: str, person: int | None) -> bool:
        """Whether an approved one leaves out a duty (the figures themselves are judged in ``base/judged.sql``)."""
        if self.state not in ("approved", "ended") or (self.indicator or indicator) != indicator:
            return False
        begins = quarters.first_day_of(period)
        if self.last_on is not None and self.state == "ended" and begins > self.last_on:
            return False
        if self.person is not None and self.person != person:
            return False
        if self.period is not None:
            return self.period == period
        return (self.from_on is None or self.from_on <= begins) and (self.until is None or begins <= self.until)


def requests(store: Store, viewer: Viewer, view: View) -> list[Request]:
    """Every exemption of the branches of the view that the viewer may read, as its day knew them: what waits first."""
    return _requests(store, viewer, view.org, view.as_of, view.known_at)


@remembered(64, own=True)
def _requests(store: Store, viewer: Viewer, org: int, as_of: date, known_at: datetime | None) -> list[Request]:
    snapshot = tree(store, as_of, known_at)
    seen = visible_orgs(store, viewer, "read", as_of)
    orgs = [each for each in snapshot.branches(org) if seen is None or each in seen]
    rows = store.rows("assessment/exemption_requests", {"orgs": orgs, "known_at": known_at or datetime.max})
    people = names(store, viewer, (row["person"] for row in rows if row["person"] is not None))
    by, shield = called(store), Shield(store, viewer, {row["org"] for row in rows})
    found = []
    for row in rows:
        ended = row["ended_until"]
        found.append(
            Request(
                row["request"], row["org"], snapshot.by_id[row["org"]].code, snapshot.by_id[row["org"]].name,
                row["indicator"], row["person"],
                "全支部" if row["person"] is None else people.get(row["person"], "（无权查看姓名）"),
                quarters.period_text(row["period"]) if row["period"] else None,
                row["from_on"], row["until"],
                ended if row["until"] is None else min(row["until"], ended or row["until"]),
                row["reason"], shield.text(row["org"], row["note"]), row["state"],
                row["asked_on"], by(row["asked_account"]), row["asked_account"], by(row["decided_account"]),
                row["decided_on"], shield.text(row["org"], row["said"]),
            )
        )  # fmt: skip
    order = list(STATES)
    return sorted(found, key=lambda each: (order.index(each.state), each.code, each.request))


@dataclass(frozen=True)
class Share:
    """How much of what one branch owed in a quarter is exempt; ``limit``: the share above which it is said."""

    org: int
    code: str
    name: str
    exempt: int
    whole: int
    limit: Fraction

    @property
    def share(self) -> Fraction:
        """Exempt of all."""
        return Fraction(self.exempt, self.whole)


@remembered(64)
def above_limit(store: Store, viewer: Viewer, view: View, held: Board) -> list[Share]:
    """Branches of the view with a larger share of the quarter's duties exempt than the limit, the largest first."""
    now = tree(store, view.as_of, view.known_at)
    known = rules(store, view.as_of, view.known_at)
    begins = date(int(view.quarter[:4]), 1, 1) if view.quarter else view.as_of
    tallies: dict[int, Tally] = {}
    for head in catalogue():
        if head.period == "quarter":
            for org, tally in held.by_org(head.id, view.quarter).items():
                tallies[org] = tallies.get(org, Tally()) + tally
    found = []
    for org, tally in tallies.items():
        whole = tally.all + tally.exempt
        if tally.exempt and whole >= FEW:
            limit = known.value(LIMIT, (org, *now.ancestors(org)), begins)
            each = Share(org, now.by_id[org].code, now.by_id[org].name, tally.exempt, whole, limit)
            found += [each] if each.share > limit else []
    return sorted(found, key=lambda each: (-each.share, each.code))


def reason_of(found: Sequence[Request], org: int, indicator: str, period: str, person: int | None) -> Request | None:
    """The exemption that leaves one duty out of the figures; None where it is another thing (a 未纳入原因 accepted)."""
    return next((each for each in found if each.org == org and each.covers(indicator, period, person)), None)

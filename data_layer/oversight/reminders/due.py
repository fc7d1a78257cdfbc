"""What falls due within 30 days, within 7, within 1, and what is past its day: one digest a branch, none without items.

Counts and where to look, never a name. What a ledger itself shows (the duties due with it) is not told one by one: the
ledger is. Past its day stands only what can still be done: a ledger to come, a finding, a member out of reach.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment import agenda, figures
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.findings import OWED, findings
from data_layer.assessment.progress import progress
from data_layer.assessment.view import View
from data_layer.indicators import catalogue, header
from data_layer.indicators.compose import indicator_numbered
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.oversight.rounds import waiting
from data_layer.oversight.rounds.reading import rounds
from data_layer.store import Store

DAYS = 30
#: band -> its word, most urgent first. A band is how many days are left at most.
BANDS = {"overdue": "已超期", "1": "1 天内", "7": "7 天内", "30": "30 天内"}


@dataclass(frozen=True)
class Item:
    """Something to do by a day: what, how many (0: not counted), and the title of the page where it is done."""

    day: date
    what: str
    count: int
    place: str


@dataclass(frozen=True)
class Digest:
    """What falls due for one organisation as of a day, by day; ``waits``: what waits without a day (count, what)."""

    org: int
    code: str
    name: str
    as_of: date
    items: tuple[Item, ...]
    waits: tuple[tuple[int, str], ...] = ()

    def band(self, item: Item) -> str:
        """The band an item stands in."""
        left = (item.day - self.as_of).days
        return "overdue" if left < 0 else next(band for band in ("1", "7", "30") if left <= int(band))

    def of(self, band: str) -> list[Item]:
        """The items of a band."""
        return [each for each in self.items if self.band(each) == band]

    @property
    def overdue(self) -> int:
        """How many items are past their day."""
        return len(self.of("overdue"))


@cache
def _with_the_ledger() -> frozenset[str]:
    """Indicators that fall due with the quarter's ledger: doing them is handing it in."""
    due = header(PUNCTUAL).due
    return frozenset(each.id for each in catalogue() if each.due == due)


def digests(store: Store, viewer: Viewer, view: View) -> list[Digest]:
    """The digest of each branch of the view for which something is due, most overdue first. Needs ``read``."""
    require_org(store, viewer, "read", view.org)
    return _digests(store, viewer, view)


@remembered(16)
def _digests(store: Store, viewer: Viewer, view: View) -> list[Digest]:
    snapshot = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)
    branches = [org for org in snapshot.branches(view.org) if seen is None or org in seen]
    if not branches or not view.quarters:
        return []
    board = figures.board(store, viewer, view)
    found: dict[int, list[Item]] = defaultdict(list)
    for org, item in (
        *_ledgers(store, viewer, view, board),
        *_duties(store, branches, view.as_of),
        *_lost(store, viewer, view),
        *_findings(store, viewer, view),
        *_replies(store, viewer, view),
    ):
        found[org].append(item)
    made = [
        Digest(
            org, snapshot.by_id[org].code, snapshot.by_id[org].name, view.as_of,
            tuple(sorted(found[org], key=lambda each: (each.day, each.what))),
        )
        for org in branches
        if found[org]
    ]  # fmt: skip
    return sorted(made, key=lambda each: (-each.overdue, each.items[0].day, each.code))


def own(store: Store, viewer: Viewer, view: View) -> Digest | None:
    """The digest of the view's own organisation: a branch's, or what waits for a committee; None: nothing does."""
    if view.is_branch:
        return next(iter(digests(store, viewer, view)), None)
    if not view.quarters:
        return None
    board = figures.board(store, viewer, view)
    tasks = [*waiting.tasks(store, viewer, view), *agenda.waiting(store, viewer, view, board)]
    coming = agenda.coming(store, viewer, view, board, DAYS)
    items = tuple(Item(each.day, each.what, 0, "工作总览") for each in coming)
    waits = tuple((each.count, each.words) for each in tasks)
    if not items and not waits:
        return None
    return Digest(view.org, view.code, view.name, view.as_of, items, waits)


def _ledgers(store: Store, viewer: Viewer, view: View, board: Board) -> Iterable[tuple[int, Item]]:
    """Ledgers to come: of the running quarter, and of the one before, where it did not come or was sent back."""
    running = quarters.quarter_of(view.as_of)
    for quarter in (running - 1, running):
        text = quarters.quarter_text(quarter)
        if text not in view.quarters:
            continue
        words = quarters.quarter_words(quarter)
        for each in progress(store, viewer, replace(view, quarter=text), board):
            if not each.owes or each.due_on > view.as_of + timedelta(DAYS):
                continue
            what = {"silent": f"补报{words}台账", "returned": f"重报{words}台账（已退回）"}.get(
                each.state, f"报送{words}台账"
            )
            yield each.org, Item(each.due_on, what, 0, "台账报送")


def _duties(store: Store, branches: list[int], as_of: date) -> Iterable[tuple[int, Item]]:
    asked = {"orgs": branches, "as_of": as_of, "until": as_of + timedelta(DAYS)}
    for row in store.rows("oversight/due_soon", asked):
        indicator = indicator_numbered(row["indicator"])
        if indicator not in _with_the_ledger():
            head = header(indicator)
            what = f"{head.name}（{quarters.period_words(row['period'])}）"
            place = "呼叫清单" if head.group in ("联系", "关爱") else "支部画像"
            yield row["org"], Item(row["due_on"], what, row["open"], place)


def _lost(store: Store, viewer: Viewer, view: View) -> Iterable[tuple[int, Item]]:
    """Members nobody has reached for longer than ``lost_contact_days``: since the first of them was lost."""
    known, snapshot = rules(store, view.as_of, view.known_at), tree(store, view.as_of, view.known_at)
    lost: dict[int, list[date]] = defaultdict(list)
    for each in figures.away(store, viewer, view):
        limit = known.value("lost_contact_days", (each.org, *snapshot.ancestors(each.org)), view.as_of)
        day = (each.reached_on or each.start_on) + timedelta(int(limit))
        if each.days is not None and day < view.as_of and each.days >= int(limit):
            lost[each.org].append(day)
    for org, days in lost.items():
        yield org, Item(min(days), "查找失联党员并报告", len(days), "呼叫清单")


def _findings(store: Store, viewer: Viewer, view: View) -> Iterable[tuple[int, Item]]:
    many: dict[tuple[int, date], int] = defaultdict(int)
    for each in findings(store, viewer, view):
        if each.state in OWED and each.due_on <= view.as_of + timedelta(DAYS):
            many[each.holder, each.due_on] += 1
    for (org, day), count in many.items():
        yield org, Item(day, "整改问题", count, "整改销号")


def _replies(store: Store, viewer: Viewer, view: View) -> Iterable[tuple[int, Item]]:
    """Rounds that wait for a branch's reply and still take it; what they propose is not said."""
    if view.looking_back:
        return
    here = set(tree(store).branches(view.org))
    for each in rounds(store, viewer):
        if each.state in ("issued", "dropped") or not view.as_of <= each.reply_by <= view.as_of + timedelta(DAYS):
            continue
        for one in each.candidates:
            if one.org in here and not one.replies and not one.settled:
                yield one.org, Item(each.reply_by, "答复研判意见", 1, "研判批次")

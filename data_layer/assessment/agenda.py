"""What waits for somebody, and what falls due soon: counts, and where each is settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment import pairs, worklist
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.exemptions import requests
from data_layer.assessment.figures import figures, punctuality
from data_layer.assessment.findings import findings
from data_layer.assessment.view import View, deadline
from data_layer.indicators import catalogue, header
from data_layer.indicators.frame import spring_festival
from data_layer.ledger.history import submissions
from data_layer.organisations import tree
from data_layer.organisations.parameters import Rules, rules
from data_layer.store import Store

#: Groups whose half-yearly and yearly duties fall due on the last day; festivals and appraisals have days of their own.
_AT_THE_END = ("活动证", "教育培训", "双向管理", "经费")


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody: how many, of what, and where it is settled.

    ``page`` with its ``keys`` is the place; without one, or for whoever does not have it, the list of an indicator or
    a group ("" where there is none).
    """

    words: str
    count: int
    page: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    indicator: str = ""
    period: str = ""
    state: str = ""


@remembered(128)
def waiting(store: Store, viewer: Viewer, view: View, held: Board) -> list[Task]:
    """What needs a hand: ledgers that did not come or were sent back, what staff must settle, what branches must say.

    Whoever may not settle anything finds what is unclear by group instead.
    """
    require_org(store, viewer, "read", view.org)
    silent = punctuality(view, held).silent
    found = [Task("个支部未报台账", len(silent), "progress", {"part": "owing"}, PUNCTUAL, view.quarter, "missed")]
    quarter = quarters.parse_quarter(view.quarter)
    sent = submissions(store, viewer, view.org, quarter, as_of=view.as_of, known_at=view.known_at)
    returned = sum(each.state == "returned" for each in sent)
    found.append(Task("份台账退回后未重报", returned, "progress", {"show": "returned"}, PUNCTUAL, view.quarter))
    reviewed = visible_orgs(store, viewer, "review") if viewer.may("review") else frozenset()
    if not view.looking_back and (reviewed is None or view.org in reviewed):
        many = worklist.undecided(worklist.waiting(store, viewer, view))
        found += [
            Task(f"{word}待裁定", many[kind], "progress", {"part": "waiting", "matter": kind})
            for kind, word in (("late", "项补录"), ("misregistered", "次误登记"), ("not_taken", "项未纳入原因"))
        ]
    else:
        unclear: dict[str, int] = defaultdict(int)
        for figure in figures(view, held):
            unclear[header(figure.indicator).group] += figure.tally.unclear
        found += [
            Task(f"项{group}待核", count, indicator=group, period=view.quarter, state="unclear")
            for group, count in unclear.items()
        ]
    apart = sum(bool(each.gaps) for each in pairs.pairs(store, viewer, view))
    found.append(Task("对流出流入对不上", apart, "bothends", {"part": "pairs"}))
    doubts = len(pairs.data_questions(store, viewer, view))
    found.append(Task("条记录说不清是谁", doubts, "bothends", {"part": "pairs"}))
    if not view.looking_back and (viewer.may("findings") or viewer.may("approve")):
        found += _oversight(store, viewer, view)
    return [each for each in found if each.count]


def _oversight(store: Store, viewer: Viewer, view: View) -> list[Task]:
    """Findings past their deadline or waiting to be verified, exemptions waiting for approval."""
    known = findings(store, viewer, view)
    asked = sum(each.state == "asked" for each in requests(store, viewer, view))
    return [
        Task("个问题整改超期", sum(each.overdue for each in known), "findings", {"state": "overdue"}),
        Task("个问题待核验销号", sum(each.state == "waiting" for each in known), "findings", {"state": "waiting"}),
        Task("项免计申请待审批", asked, "findings", {"part": "exempt"}),
    ]


@dataclass(frozen=True)
class Coming:
    """Something that falls on a day soon."""

    day: date
    what: str
    left: int


@remembered(128)
def coming(store: Store, viewer: Viewer, view: View, held: Board, days: int = 30) -> list[Coming]:
    """Deadlines and festival windows that end within ``days`` days of the view's day."""
    require_org(store, viewer, "read", view.org)
    known = rules(store, view.as_of, view.known_at)
    path = (view.org, *tree(store, view.as_of, view.known_at).ancestors(view.org))
    found = []
    running = quarters.quarter_of(view.as_of)
    for quarter in (running - 1, running):
        due = deadline(known, path, quarter)
        waiting = held.total(PUNCTUAL, quarters.quarter_text(quarter))
        if waiting.pending:
            found.append(Coming(due, f"{quarters.quarter_words(quarter)}台账报送截止，{waiting.pending} 个支部未报", 0))
    for year in (view.as_of.year, view.as_of.year + 1):
        opens = spring_festival(year)
        ends = opens + timedelta(days=int(known.value("spring_after_days", path, date(year, 1, 1))))
        found.append(Coming(ends, f"{year}年春节联系慰问截止（春节 {opens:%m-%d}）", 0))
        found.append(Coming(_july(known, path, year), f"{year}年七一联系慰问截止", 0))
        found.append(Coming(date(year, 3, 31), f"{year - 1}年度民主评议截止", 0))
        for end, kind, name in ((date(year, 6, 30), "half", "上半年"), (date(year, 12, 31), "half", "下半年")):
            found.append(Coming(end, f"{year}年{name}截止：{_some_of(kind)}", 0))
        found.append(Coming(date(year, 12, 31), f"{year}年截止：{_some_of('year')}", 0))
    if view.as_of <= quarters.last_day(running):
        open_now = held.total("contact_quarterly", quarters.quarter_text(running))
        if open_now.pending:
            found.append(
                Coming(quarters.last_day(running), f"本季度联系截止，还有 {open_now.pending} 人未见联系记录", 0)
            )
    soon = [each for each in found if 0 <= (each.day - view.as_of).days <= days]
    return sorted((Coming(each.day, each.what, (each.day - view.as_of).days) for each in soon), key=lambda c: c.day)


def _july(known: Rules, path: Sequence[int], year: int) -> date:
    month, day = known.value("july_to", path, date(year, 1, 1))
    return date(year, int(month), int(day))


def _some_of(kind: str) -> str:
    """What ends with a half-year or a year, the weightiest first."""
    ends = [head for head in catalogue() if head.period == kind and head.weight and head.group in _AT_THE_END]
    names = [head.name for head in sorted(ends, key=lambda head: -head.weight)]
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")

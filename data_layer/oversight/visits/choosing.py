"""Whom to visit by risk: facts that stand against a branch, each a sentence with its number and its points.

Points are the few lines below, times the unit's weight of their kind (parameters ``risk_…``), shown on the page; they
order a list, they judge nobody. Risk scores elsewhere did not
predict what inspections found, so a plan always has a random part, and both keep their own hit rate.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment import figures, visits
from data_layer.assessment.board import PUNCTUAL, Board, pooled
from data_layer.assessment.findings import findings
from data_layer.assessment.fund import fund_year
from data_layer.assessment.fund_vouchers import questions, vouchers
from data_layer.assessment.signals import signals
from data_layer.assessment.view import View
from data_layer.indicators import catalogue
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

LOST_DAYS, LONG_DAYS = 150, 90
UNVISITED_DAYS = 365
FALL = 10  # points of a rate
WARNING = "别处的经验：风险评分并不能预测督查会查出什么。所以计划总留一部分随机抽，两种选法各查出多少，本页自己记着。"


@dataclass(frozen=True)
class Reason:
    """One fact about a branch as a sentence that names nobody, and what it weighs."""

    kind: str
    points: int
    sentence: str


@dataclass(frozen=True)
class Candidate:
    """A branch that could be visited, with all that speaks for it."""

    org: int
    code: str
    name: str
    stratum: str
    away: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """What the reasons weigh together."""
        return sum(each.points for each in self.reasons)


@remembered(16)
def candidates(store: Store, viewer: Viewer, view: View) -> list[Candidate]:
    """Every branch of the view with somebody away or nothing reported, weightiest first, then by code."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    board = figures.board(store, viewer, view)
    away: dict[int, list[int]] = defaultdict(list)
    for each in figures.away(store, viewer, view):
        away[each.org].append(each.days or 0)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for org in snapshot.branches(view.org):
        reasons[org] += _duties(board, view, org)
        reasons[org] += _lost(away[org])
    for org, many in _counted(each.holder for each in findings(store, viewer, view) if each.overdue).items():
        reasons[org].append(Reason("finding", 2, f"{many} 个问题超过整改期限"))
    kinds: dict[int, set[str]] = defaultdict(set)
    for question in (each for found in signals(store, viewer, view).values() for each in found):
        kinds[question.org].add(question.kind)
    for org, found in kinds.items():
        reasons[org].append(Reason("signal", 2 if len(found) >= 3 else 1, f"{len(found)} 种走过场的疑问还没有答复"))
    year = view.as_of.year
    money = questions(fund_year(store, viewer, view, year), vouchers(store, viewer, view, year))
    for org, many in _counted(each.org for each in money).items():
        reasons[org].append(Reason("money", 1, f"经费有 {many} 处要问清"))
    been = {each.org: each.done_on for each in visits.visits(store, viewer, view) if each.done_on is not None}
    for org in snapshot.branches(view.org):
        last = been.get(org)
        if last is None:
            reasons[org].append(Reason("unvisited", 1, "还没有实地督查过"))
        elif view.as_of - last > timedelta(UNVISITED_DAYS):
            reasons[org].append(Reason("unvisited", 1, f"上次实地督查是 {last}，已过 {(view.as_of - last).days} 天"))
    known, january = rules(store, view.as_of, view.known_at), date(year, 1, 1)
    for org, given in reasons.items():
        path = (org, *snapshot.ancestors(org))
        reasons[org] = [
            replace(each, points=each.points * known.value(f"risk_{each.kind}", path, january)) for each in given
        ]
    listed = [
        Candidate(
            org, snapshot.by_id[org].code, snapshot.by_id[org].name, stratum_of(snapshot, org), len(away[org]),
            tuple(sorted(reasons[org], key=lambda each: -each.points)),
        )
        for org in snapshot.branches(view.org)
        if _there(snapshot, view, org) and (away[org] or any(each.kind == "silent" for each in reasons[org]))
    ]  # fmt: skip
    return sorted(listed, key=lambda each: (-each.points, each.code))


def stratum_of(snapshot: Tree, org: int) -> str:
    """党（工）委 and 类别: the strata of every draw."""
    unit = snapshot.unit_of(org)
    return f"{snapshot.by_id[unit].name if unit else '未设考核单位'}·{snapshot.by_id[org].branch_class or '未分类'}"


def _there(snapshot: Tree, view: View, org: int) -> bool:
    gone = snapshot.by_id[org].abolished
    return gone is None or gone > view.as_of


def _counted(orgs: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for org in orgs:
        found[org] += 1
    return found


def _duties(board: Board, view: View, org: int) -> list[Reason]:
    """Ledgers not handed in, what was missed in the last closed quarter, and a contact rate that fell."""
    found: list[Reason] = []
    if view.closed is None:
        return found
    periods = [each for each in view.quarters if each <= view.closed][-2:]
    now, name = periods[-1], quarters.quarter_words(quarters.parse_quarter(periods[-1]))
    silent = [bool(board.of(PUNCTUAL, each, org).unreported) for each in periods]
    if silent[-1]:
        twice = len(silent) == 2 and all(silent)
        found.append(Reason("silent", 3 if twice else 2, "连续两季没有报送台账" if twice else f"{name}没有报送台账"))
        return found
    heads = [head.id for head in catalogue() if head.weight and head.period == "quarter"]
    tally = pooled(board.of(head, now, org) for head in heads)
    if tally.closed and tally.failed * 10 > tally.closed * (10 - 10 * view.target):
        share = tally.failed / tally.closed
        found.append(
            Reason("missed", 2 if share > 2 * (1 - view.target) else 1,
                   f"{name}计分的 {tally.closed} 项应办中 {tally.failed} 项未达标或待核")
        )  # fmt: skip
    rates = [board.of("contact_quarterly", each, org) for each in periods]
    if len(rates) == 2 and all(each.closed and not each.few for each in rates):
        before, after = (each.rate or 0 for each in rates)
        if (before - after) * 100 >= FALL:
            beside = f"（{rates[1].closed_met}/{rates[1].closed}）"
            sentence = f"季度联系从 {float(before):.0%} 降到 {float(after):.0%}{beside}"
            found.append(Reason("trend", 1, sentence))
    return found


def _lost(days: list[int]) -> list[Reason]:
    lost, long = (sum(each >= limit for each in days) for limit in (LOST_DAYS, LONG_DAYS))
    if lost:
        return [Reason("lost", 2, f"{len(days)} 名流动党员中 {lost} 人 {LOST_DAYS} 天以上没有联系上")]
    if long:
        return [Reason("lost", 1, f"{len(days)} 名流动党员中 {long} 人 {LONG_DAYS} 天以上没有联系上")]
    return []

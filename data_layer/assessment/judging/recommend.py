"""What is proposed for one branch: 建议通报批评, 建议表彰, 提醒, else 正常 or 单列; reasons, and what would lift it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from scipy.special import betaincinv

from data_layer import quarters
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.judging.criteria import Criteria
from data_layer.assessment.judging.ranking import Place, strengths
from data_layer.assessment.judging.redlines import RedLine
from data_layer.assessment.judging.said import per_cent, place_words, points, tenth
from data_layer.assessment.judging.standing import OF_THE_BRANCH, Facts, Standing, closed_quarters, scored

CRITICISE, COMMEND, REMIND, STEADY, NOT_RANKED = "criticise", "commend", "remind", "steady", "not_ranked"
ORDER = (CRITICISE, COMMEND, REMIND, STEADY, NOT_RANKED)
CONTACT = "contact_quarterly"
#: Nothing is taken to be known of a group before its duties close.
_OPEN = (0.5, 0.5)
#: What the rate of a group hardly exceeds: 2.5% shared by the eight groups that are looked at.
UPPER = 1 - 0.025 / 8
#: Duties of a group are several for the same person in the same period: they go together more than those of one kind.
#: And a bad spell may last: the correlation from one period to the next.
GROUP_ICC, PERSISTENCE = 0.2, 0.5


@dataclass(frozen=True)
class Reason:
    """A sentence with numbers, and the indicator (or group) and period that it opens; "" where nothing opens."""

    text: str
    indicator: str = ""
    period: str = ""


@dataclass(frozen=True)
class Proposal:
    """``kind``: one of ORDER. ``beside``: 同等可考虑. ``short``: what is missing, also of a good branch."""

    kind: str
    reasons: tuple[Reason, ...]
    lifts: tuple[str, ...]
    short: tuple[Reason, ...]
    beside: bool = False


def propose(
    found: Standing,
    place: Place | None,
    red: Sequence[RedLine],
    criteria: Criteria,
    before: Sequence[tuple[str, int, int]] = (),
) -> Proposal:
    """The first that holds. ``before``: 季度联系 (period, met, closed) of the last quarter of the year before."""
    facts = found.facts
    short = shortcomings(facts)
    low = low_contact(facts, criteria, before)
    if red or low:
        reasons = [Reason(each.text, each.indicator, each.period) for each in red]
        lifts = [each.lifts for each in red]
        if low:
            reasons.append(low[0])
            lifts.append(low[1])
        return Proposal(CRITICISE, tuple(reasons), tuple(dict.fromkeys(lifts)), short)
    weak = weak_groups(facts, criteria) if len(facts.away) >= 2 else []
    poor = len(facts.away) >= 2 and is_poor(found, place, criteria)
    merits = place is not None and found.score is not None and found.score >= criteria.commend_score
    merits = merits and punctual(facts)
    if merits and place is not None and place.p >= criteria.sure:
        return Proposal(COMMEND, (_placed(found, place), *strong(facts)), (), short)
    if not found.ranked and facts.all_met and found.duties:
        return Proposal(COMMEND, (Reason("全年到期事项零漏项"), *_unranked(found, criteria), *strong(facts)), (), short)
    if weak or poor:
        reasons = [each.reason for each in weak]
        if poor and place is not None and found.score is not None:
            text = f"得分 {points(found.score)}，把握区间的上限 {place.top:.1f} 仍低于 {criteria.remind_score} 分"
            reasons.insert(0, Reason(text))
        lifts = [each.lifts for each in weak] or [f"得分回到 {criteria.remind_score} 分以上"]
        return Proposal(REMIND, tuple(reasons), tuple(lifts), short)
    if place is None:
        return Proposal(NOT_RANKED, _unranked(found, criteria), (), short)
    return Proposal(STEADY, (_placed(found, place),), (), short, merits and place.p >= criteria.considered)


def punctual(facts: Facts) -> bool:
    """Every ledger due in the year came on time."""
    met, closed = facts.ratio(PUNCTUAL)
    return met == closed


def is_poor(found: Standing, place: Place | None, criteria: Criteria) -> bool:
    """The score with its interval lies below the line of a reminder."""
    return (
        place is not None
        and found.score is not None
        and found.score < criteria.remind_score
        and place.top < criteria.remind_score
    )


def low_contact(
    facts: Facts, criteria: Criteria, before: Sequence[tuple[str, int, int]] = ()
) -> tuple[Reason, str] | None:
    """季度联系 below the rate in two consecutive closed quarters, with so many member-quarters missed: the latest pair,
    and what would lift it."""
    cells = {
        quarters.parse_quarter(period): (met, closed)
        for period, met, closed in (*before, *facts.cells.get(CONTACT, ()))
    }
    rate, least = criteria.criticise_rate, criteria.criticise_missed

    def low(met: int, closed: int) -> bool:
        return closed > 0 and met < rate * closed

    for last in sorted(cells, reverse=True):
        pair = [(quarter, *cells[quarter]) for quarter in (last - 1, last) if quarter in cells]
        missed = sum(closed - met for _, met, closed in pair)
        if len(pair) < 2 or missed < least or not all(low(met, closed) for _, met, closed in pair):
            continue
        said = "、".join(f"{quarters.quarter_words(quarter)} {met}/{closed}" for quarter, met, closed in pair)
        text = f"季度联系 {said}，连续两季低于 {per_cent(rate)}，共 {missed} 人次没有联系上的记录"
        needed = min([ceil(rate * closed) - met for _, met, closed in pair] + [missed - least + 1])
        lifts = f"再有 {needed} 人次经采纳为已联系（其中一季达到 {per_cent(rate)}，或两季未联系不足 {least} 人次）"
        return Reason(text, CONTACT, quarters.quarter_text(last)), lifts
    return None


@dataclass(frozen=True)
class Weak:
    """A group whose rate lies below the line, as sure as can be told."""

    reason: Reason
    lifts: str


def weak_groups(facts: Facts, criteria: Criteria) -> list[Weak]:
    """Groups with enough closed obligations whose interval lies below the line of a reminder."""
    line = Fraction(criteria.remind_score, 100)
    found = []
    for name, cells in group_cells(facts).items():
        met, closed = sum(met for met, _ in cells.values()), sum(closed for _, closed in cells.values())
        if closed < criteria.group_closed or met >= line * closed or (top := upper(cells.values())) >= line:
            continue
        text = f"{name} {met}/{closed}（{per_cent(Fraction(met, closed))}，上限 {top:.0%}），低于 {per_cent(line)}"
        found.append(Weak(Reason(text, name), f"{name}再有 {_needed(cells, line)} 项达标"))
    return found


def group_cells(facts: Facts) -> dict[str, dict[str, tuple[int, int]]]:
    """Group → period → (met, closed) pooled over its scored indicators, groups in the plan's order."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for head in scored():
        cells = found.setdefault(head.group, {})
        for period, met, closed in facts.cells.get(head.id, ()):
            held = cells.get(period, (0, 0))
            cells[period] = held[0] + met, held[1] + closed
    return found


def upper(cells: Iterable[tuple[int, int]]) -> float:
    """What a rate hardly exceeds, duties of one period being no independent witnesses, nor its periods."""
    periods = list(cells)
    a, b = strengths(periods, _OPEN, GROUP_ICC, _lasting(len(periods)))
    return float(betaincinv(a, b, UPPER))


def _lasting(periods: int) -> float:
    """How much more the mean of so many periods varies because each is like the one before."""
    return 1 + 2 * sum((1 - apart / periods) * PERSISTENCE**apart for apart in range(1, periods))


def _needed(cells: Mapping[str, tuple[int, int]], line: Fraction) -> int:
    """How many missed duties must be put right until the interval reaches the line."""
    now = dict(cells)
    for more in range(1, sum(closed - met for met, closed in now.values()) + 1):
        period = next(each for each, (met, closed) in now.items() if met < closed)
        now[period] = now[period][0] + 1, now[period][1]
        met, closed = sum(met for met, _ in now.values()), sum(closed for _, closed in now.values())
        if met >= line * closed or upper(now.values()) >= line:
            return more
    return sum(closed - met for met, closed in cells.values())


def strong(facts: Facts) -> tuple[Reason, ...]:
    """What speaks for a branch: punctual, then what is met in full, the weightiest first."""
    over = closed_quarters(facts)
    found = []
    if over and punctual(facts):
        found.append(Reason(f"{len(over)} 个季度全部按时报送", PUNCTUAL, quarters.quarter_text(over[-1])))
    full = [head for head in scored() if head.id not in OF_THE_BRANCH and _is_full(facts, head.id)]
    for head in sorted(full, key=lambda each: (-each.weight, each.order))[:6]:
        met, closed = facts.ratio(head.id)
        found.append(Reason(f"{head.name} {met}/{closed}", head.id, facts.cells[head.id][-1][0]))
    return tuple(found)


def shortcomings(facts: Facts) -> tuple[Reason, ...]:
    """What is missing, what costs most points first."""
    costs = []
    for head in scored():
        met, closed = facts.ratio(head.id)
        if met < closed:
            period = next(each for each, m, c in reversed(facts.cells[head.id]) if m < c)
            costs.append((Fraction(head.weight * (closed - met), closed), head, met, closed, period))
    costs.sort(key=lambda each: (-each[0], each[1].order))
    return tuple(Reason(f"{head.name} {met}/{closed}", head.id, period) for _, head, met, closed, period in costs)


def _is_full(facts: Facts, indicator: str) -> bool:
    met, closed = facts.ratio(indicator)
    return 0 < closed == met


def _placed(found: Standing, place: Place) -> Reason:
    score = points(found.score) if found.score is not None else "—"
    return Reason(f"得分 {score}，{place_words(place)}，权重变化下 {place.p:.0%} 在名单内")


def _unranked(found: Standing, criteria: Criteria) -> tuple[Reason, ...]:
    """Why a branch is not ranked, in numbers."""
    said = []
    if found.members < criteria.ranked_members:
        said.append(Reason(f"平均在外 {tenth(found.members)} 人，不足 {criteria.ranked_members} 人，不参加排名"))
    if found.duties < criteria.ranked_duties:
        said.append(Reason(f"涉及人的到期事项 {found.duties} 项，不足 {criteria.ranked_duties} 项，不参加排名"))
    if found.weight < criteria.ranked_weight:
        said.append(Reason(f"已评 {found.weight}/100 分值，不足 {criteria.ranked_weight}，不参加排名"))
    return tuple(said)

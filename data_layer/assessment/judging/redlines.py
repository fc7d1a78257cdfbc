"""Red lines 四（一）: facts that rule a commendation out and propose a criticism, whatever the score."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.judging.standing import Facts
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store

LATE, LOST, MISUSE, FALSE_ENTRY, OVERDUE = (
    "ledger_on_time",
    "lost_unreported",
    "misuse",
    "false_entry",
    "finding_overdue",
)
_MATTERS = {"misuse": "经查实经费使用有问题", "false_entry": "经查实台账有不实记录"}


@dataclass(frozen=True)
class RedLine:
    """One red line that was crossed: which, a sentence with numbers, what lifts it, and what it opens."""

    kind: str
    text: str
    lifts: str
    indicator: str = ""
    period: str = ""


def twice_late(facts: Facts, before: Sequence[tuple[str, int, int]] = ()) -> RedLine | None:
    """The ledger missed in two consecutive closed quarters, the later one in the year; ``before``: (period, met,
    closed) of the last quarter of the year before. The latest such pair is told."""
    pair = two_in_a_row([*before, *facts.cells.get(PUNCTUAL, ())], lambda met, closed: met < closed)
    if pair is None:
        return None
    first, second = (quarters.quarter_words(each) for each in pair)
    return RedLine(
        LATE,
        f"{first}、{second}连续两季没有按时报送台账",
        "补报不改变这一事实；退回、延期、免计经批准后重新计算",
        PUNCTUAL,
        quarters.quarter_text(pair[1]),
    )


def two_in_a_row(cells: Sequence[tuple[str, int, int]], failed: Callable[[int, int], bool]) -> tuple[int, int] | None:
    """The latest two consecutive quarters of (period, met, closed) cells that both fail."""
    bad = {quarters.parse_quarter(period): failed(met, closed) for period, met, closed in cells}
    pairs = [(each - 1, each) for each in bad if bad[each] and bad.get(each - 1)]
    return max(pairs, default=None)


def found_lines(
    store: Store, viewer: Viewer, orgs: Sequence[int], as_of: date, known_at: datetime | None, year: int, days: int
) -> dict[int, list[RedLine]]:
    """Branch → red lines that need the store: lost members nobody reported in time, and what findings say.

    ``days``: lost_report_days, counted from prove_by. Misuse and false entries count if confirmed since the
    year began; who is out of reach and what is overdue counts as it stands on the day.
    """
    seen = visible_orgs(store, viewer, "read", as_of)
    asked = [org for org in orgs if seen is None or org in seen]
    if not asked:
        return {}
    now = tree(store, as_of, known_at)
    frame = frame_for(store, asked, as_of, known_at, now=now)
    text = statement("assessment/judging/lost", ("contact_lost",), frame.empty)
    found: dict[int, list[RedLine]] = defaultdict(list)
    for row in store.composed_rows(text, {**frame.params, "days": days}):
        found[row["org"]].append(_lost(row, days, as_of))
    heirs = _heirs(now, asked)
    rows = store.rows(
        "assessment/judging/findings",
        {"orgs": sorted(heirs), "as_of": as_of, "known_at": known_at or datetime.max, "since": date(year, 1, 1)},
    )
    by_org: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_org[heirs[row["org"]]][row["what"]].append(row)
    for org, kinds in by_org.items():
        found[org] += [_finding(kind, each) for kind, each in sorted(kinds.items())]
    return dict(found)


def _heirs(now: Any, orgs: Sequence[int]) -> dict[int, int]:
    """Branch whose findings count → branch that answers for them: itself, or what it was merged into."""
    heirs = {org: org for org in orgs}
    wanted = set(orgs)
    for step in now.handovers:
        if not step.split and step.target in wanted:
            heirs.setdefault(step.source, step.target)
    return heirs


def _lost(row: Mapping[str, Any], days: int, as_of: date) -> RedLine:
    people, since = row["people"], row["due_on"]
    last = row["prove_by"] + timedelta(days=days)
    return RedLine(
        LOST,
        f"{people} 名失联党员没有按期报告：最早一名 {since} 起失联，应在 {last} 前报告，至今没有失联查找记录",
        "联系上本人；今后失联的按期报告",
        "contact_lost",
        quarters.quarter_text(quarters.quarter_of(as_of)),
    )


def _finding(kind: str, rows: Sequence[Mapping[str, Any]]) -> RedLine:
    first = rows[0]
    indicator, period = first["indicator"] or "", quarters.period_text(first["period"]) if first["period"] else ""
    if kind == OVERDUE:
        text = f"{len(rows)} 个问题超过整改期限未答复（最早的限 {min(each['due_on'] for each in rows)} 前）"
        return RedLine(OVERDUE, text, "整改并答复，经确认销号", indicator, period)
    text = f"{_MATTERS[kind]}（{len(rows)} 件，最近一次 {max(each['day'] for each in rows)} 确认）"
    return RedLine(kind, text, "经复核撤销确认", indicator, period)

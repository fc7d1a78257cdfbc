"""What is compared: each scored indicator over the last four closed quarters, as counts of a unit's branches."""

from collections.abc import Sequence

import numpy as np

from data_layer import quarters
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.judging.flags import Compared
from data_layer.assessment.judging.standing import periods_in, scored

#: Quarters that are pooled.
POOLED = 4


def window(held: Board, orgs: Sequence[int], year: int) -> tuple[str, ...]:
    """The last four closed quarters of some branches up to a year's end, rising; some may lie in the year before."""
    around = [*periods_in(year - 1, "quarter"), *periods_in(year, "quarter")]
    return tuple(period for period in around if _any_closed(held, PUNCTUAL, period, orgs))[-POOLED:]


def _any_closed(held: Board, indicator: str, period: str, orgs: Sequence[int]) -> bool:
    return any(held.of(indicator, period, org).closed for org in orgs)


def tables(held: Board, branches: Sequence[tuple[int, str, str]], year: int) -> list[Compared]:
    """Every scored indicator of ``branches`` (number, code, 类别), in the order given."""
    orgs = [org for org, _, _ in branches]
    recent = window(held, orgs, year)
    if not recent:
        return []
    found = []
    for head in scored():
        periods = tuple(dict.fromkeys(quarters.period_at(head.period, period) for period in recent))
        periods = tuple(each for each in periods if _any_closed(held, head.id, each, orgs))
        if head.period == "year":
            periods = tuple(each for each in periods if int(each) <= year)[-1:]
        if not periods:
            continue
        tallies = [[held.of(head.id, period, org) for period in periods] for org in orgs]
        met = np.array([[each.closed_met for each in row] for row in tallies], dtype=np.int64)
        closed = np.array([[each.closed for each in row] for row in tallies], dtype=np.int64)
        found.append(
            Compared(
                head.id,
                head.weight,
                periods,
                head.period == "year",
                tuple(code for _, code, _ in branches),
                tuple(kind for _, _, kind in branches),
                met.sum(axis=1),
                closed.sum(axis=1),
                met[:, -1],
                closed[:, -1],
                met,
                closed,
            )
        )
    return found

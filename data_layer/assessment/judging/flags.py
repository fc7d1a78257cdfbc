"""Comparison flags: 对标 (the whole interval below the target) and 比同类 (outside the funnel of unit and 类别).

The last four closed quarters pooled, at least 20 closed obligations, the latest period on the same side. Limits are
beta-binomial: how much branches differ beyond chance is estimated per indicator from the whole unit, extremes pulled
in (winsorised) so that a bad branch does not widen the limits it is judged by, and never below chance alone. 99.8%,
then Benjamini-Hochberg at 10% over all indicators and branches of one statement and side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import betabinom, binom, false_discovery_control

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Each side of 99.8%.
TAIL = 0.001
FALSE_SHARE = 0.1
#: The share pulled in at each end, and what the mean square of a normal deviate is then left with.
WINSOR, LEFT_BY_WINSOR = 0.1, 0.6787
#: With fewer branches than this, how much they differ cannot be estimated: taken to be this.
ENOUGH, ASSUMED = 10, 0.1
#: Fewer closed obligations say nothing about how much branches differ.
_SOME = 5
_ALMOST_BINOMIAL = 1e-4


@dataclass(frozen=True)
class Compared:
    """One indicator over the branches of a unit: pooled (met, closed), those of the latest period, 类别 by branch.

    ``yearly``: 对标 only. ``periods``: what is pooled, rising.
    """

    indicator: str
    periods: tuple[str, ...]
    yearly: bool
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    met: Ints
    closed: Ints
    latest_met: Ints
    latest_closed: Ints


@dataclass(frozen=True)
class Flag:
    """One statement. ``against``: target | peers; ``direction``: better | worse; ``centre``: the target or the peers'
    rate; ``low``–``high``: the limits of the count met, of so many closed."""

    code: str
    indicator: str
    against: str
    direction: str
    met: int
    closed: int
    centre: float
    low: int
    high: int
    peers: int
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Chance:
    """What chance alone would give: comparisons made, how many of them the limits alone would let through at most, and
    the share of flags that may be false after the correction."""

    comparisons: int
    by_limits: float
    false_share: float = FALSE_SHARE


def overdispersion(met: Ints, closed: Ints, classes: Sequence[str]) -> float:
    """The intraclass correlation of an indicator over a unit's branches, each against the rate of its 类别."""
    used = closed >= _SOME
    if used.sum() < ENOUGH:
        return ASSUMED
    names, group = np.unique(np.asarray(classes)[used], return_inverse=True)
    y, n = met[used], closed[used]
    rate = (np.bincount(group, y) + 0.5) / (np.bincount(group, n) + 1)
    share = rate[group]
    z = (y - n * share) / np.sqrt(n * share * (1 - share))
    low, high = np.quantile(z, [WINSOR, 1 - WINSOR])
    square = np.clip(z, low, high) ** 2 / LEFT_BY_WINSOR
    free = max(len(y) - len(names), 1) / len(y)  # each 类别's own rate was taken from the same branches
    excess = (square / free - 1).sum() / (n - 1).sum()
    return float(min(max(excess, 0.0), 0.9))


def tails(met: Ints, closed: Ints, rate: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """P(as few or fewer), P(as many or more) met, given the rate and the intraclass correlation."""
    down, up = binom.cdf(met, closed, rate), binom.sf(met - 1, closed, rate)
    wide = spread > _ALMOST_BINOMIAL
    if wide.any():
        size = (1 - spread[wide]) / spread[wide]
        law = betabinom(closed[wide], rate[wide] * size, (1 - rate[wide]) * size)
        down[wide], up[wide] = law.cdf(met[wide]), law.sf(met[wide] - 1)
    return np.nan_to_num(down, nan=1.0), np.nan_to_num(up, nan=1.0)


@dataclass(frozen=True)
class _Made:
    """All comparisons of one indicator, statement and side."""

    compared: Compared
    against: str
    direction: str
    rows: Ints
    p: Floats
    same: npt.NDArray[np.bool_]
    centre: Floats
    spread: Floats
    peers: Ints


def flags(
    tables: Sequence[Compared], target: float, ranked: Sequence[int], least: int, branches: int
) -> tuple[list[Flag], Chance]:
    """Every flag of a unit, and what chance alone would give.

    ``ranked``: 0/1 by branch, in the order of the tables; a 类别 with fewer than ``branches`` ranked is not compared
    with itself. ``least``: closed obligations a comparison needs.
    """
    made = [each for table in tables for each in _comparisons(table, target, ranked, least, branches)]
    found: list[Flag] = []
    total, expected = 0, 0.0
    for family in (("target", "worse"), ("peers", "worse"), ("peers", "better")):
        own = [each for each in made if (each.against, each.direction) == family and len(each.rows)]
        if not own:
            continue
        p = np.concatenate([each.p for each in own])
        total += len(p)
        expected += len(p) * TAIL
        adjusted = false_discovery_control(np.clip(p, 0, 1))
        start = 0
        for each in own:
            stop = start + len(each.p)
            hit = (each.p <= TAIL) & each.same & (adjusted[start:stop] <= FALSE_SHARE)
            found += [_flag(each, int(n)) for n in np.flatnonzero(hit)]
            start = stop
    return sorted(found, key=lambda each: (each.code, each.against, each.indicator)), Chance(total, expected)


def _comparisons(table: Compared, target: float, ranked: Sequence[int], least: int, branches: int) -> list[_Made]:
    rho = overdispersion(table.met, table.closed, table.classes)
    rows = np.flatnonzero(table.closed >= least)
    spread = np.full(len(rows), rho)
    centre = np.full(len(rows), target)
    down, _ = tails(table.met[rows], table.closed[rows], centre, spread)
    latest_met, latest = table.latest_met[rows], table.latest_closed[rows]
    below = (latest > 0) & (latest_met < target * latest)
    found = [_Made(table, "target", "worse", rows, down, below, centre, spread, np.zeros(len(rows), np.int64))]
    if table.yearly:
        return found
    names, group = np.unique(np.asarray(table.classes), return_inverse=True)
    enough = np.bincount(group, np.asarray(ranked), len(names)) >= branches
    rows = np.flatnonzero((table.closed >= least) & enough[group])
    if not len(rows):
        return found
    own = group[rows]
    y, n = table.met[rows], table.closed[rows]
    # the branch itself left out
    others = np.bincount(group, table.closed)[own] - n
    rate = (np.bincount(group, table.met)[own] - y + 0.5) / (others + 1)
    # the peers' rate is itself uncertain: it spreads what a branch may show
    doubt = np.bincount(group, table.closed * (1 + (np.maximum(table.closed, 1) - 1) * rho))[own] - n * (
        1 + (n - 1) * rho
    )
    wide = np.minimum(rho + doubt / np.maximum(others, 1) ** 2, 0.95)
    down, up = tails(y, n, rate, wide)
    latest_met, latest = table.latest_met[rows], table.latest_closed[rows]
    peers = (np.bincount(group, table.closed > 0)[own]).astype(np.int64) - 1
    under, over = latest_met < rate * latest, latest_met > rate * latest
    found.append(_Made(table, "peers", "worse", rows, down, (latest > 0) & under, rate, wide, peers))
    found.append(_Made(table, "peers", "better", rows, up, (latest > 0) & over, rate, wide, peers))
    return found


def _flag(made: _Made, n: int) -> Flag:
    table, row = made.compared, int(made.rows[n])
    closed, rate, spread = int(table.closed[row]), float(made.centre[n]), float(made.spread[n])
    if spread > _ALMOST_BINOMIAL:
        size = (1 - spread) / spread
        low, high = betabinom.ppf([TAIL, 1 - TAIL], closed, rate * size, (1 - rate) * size)
    else:
        low, high = binom.ppf([TAIL, 1 - TAIL], closed, rate)
    return Flag(
        table.codes[row],
        table.indicator,
        made.against,
        made.direction,
        int(table.met[row]),
        closed,
        rate,
        int(low),
        int(high),
        int(made.peers[n]),
        table.periods,
    )

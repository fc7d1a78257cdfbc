"""Comparison flags: 对标 (the whole interval below the target) and 比同类 (outside the funnel of unit and 类别).

The last four closed quarters pooled, at least 20 closed obligations, the latest period on the same side. Limits are
beta-binomial: how much branches differ beyond chance is estimated per indicator from the whole unit, extremes pulled
in (winsorised) so that a bad branch does not widen the limits it is judged by, and never below chance alone. Beside
the target, which many bad branches do not move, limits need only allow for how much a branch differs from itself.
99.8%, then Benjamini-Hochberg at 10% over all indicators and branches of one statement and side, weighted as the
score is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.stats import betabinom, binom, false_discovery_control

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Each side of 99.8%.
TAIL = 0.001
FALSE_SHARE = 0.1
#: The share pulled in at each end.
WINSOR = 0.1
#: What quarters of one branch differ by, in the four of them pooled: a quarter of it if each stood alone, four fifths
#: if each were half like the one before. Half of it gave 0.3 to 0.9 false flags in 60 branches, this 0.15 to 0.2.
POOLED = 0.65
#: Spreads that are tried, and how many branches are drawn for each.
_SPREADS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 0.9)
_TRIALS = 3000
#: With fewer branches than this, how much they differ cannot be estimated: taken to be this.
ENOUGH, ASSUMED = 10, 0.1
#: Fewer closed obligations say nothing about how much branches differ.
_SOME = 5
_ALMOST_BINOMIAL = 1e-4


@dataclass(frozen=True)
class Compared:
    """One indicator over the branches of a unit: pooled (met, closed), those of the latest period, 类别 by branch.

    ``yearly``: 对标 only. ``periods``: what is pooled, rising; ``met_in``, ``closed_in``: (branch, period).
    """

    indicator: str
    weight: int
    periods: tuple[str, ...]
    yearly: bool
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    met: Ints
    closed: Ints
    latest_met: Ints
    latest_closed: Ints
    met_in: Ints
    closed_in: Ints


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


def overdispersion(met: Ints, closed: Ints, classes: Sequence[str] | Ints) -> float:
    """The intraclass correlation of an indicator over a unit's branches, each against the rate of its 类别 (or of
    branches' quarters, each against the rate of its branch).

    The mean squared deviation, extremes pulled in, is compared with what the same branches would show if they differed
    by this much or that much: pulling in costs a skewed rate more than an even one, so no fixed correction would do.
    """
    used = closed >= _SOME
    if used.sum() < ENOUGH:
        return ASSUMED
    _, group = np.unique(np.asarray(classes)[used], return_inverse=True)
    y, n = met[used], closed[used]
    seen = _deviation(y[None, :], n, group)[0]
    share = ((np.bincount(group, y) + 0.5) / (np.bincount(group, n) + 1))[group]
    dice = np.random.default_rng([len(n), int(n.sum()), int(y.sum())])
    rounds = max(_TRIALS // len(n), 5)
    expected = []
    for spread in _SPREADS:
        size = (1 - spread) / spread if spread else 0.0
        rate = dice.beta(share * size, (1 - share) * size, (rounds, len(n))) if spread else share[None, :]
        drawn = dice.binomial(n, np.broadcast_to(rate, (rounds, len(n))))
        expected.append(_deviation(drawn, n, group).mean())
    return float(np.interp(seen, np.maximum.accumulate(expected), _SPREADS))


def spreads(tables: Sequence[Compared]) -> list[tuple[float, float]]:
    """By indicator: how much branches differ, and how much of that they differ from themselves between quarters (the
    smaller of both): many bad branches make the first large, not the second."""
    among = _steadied(tables, [overdispersion(each.met, each.closed, each.classes) for each in tables])
    within = _steadied(tables, [_within(each) for each in tables])
    return [
        (rho, rho if each.yearly else min(rho, POOLED * own))
        for each, rho, own in zip(tables, among, within, strict=True)
    ]


def _within(table: Compared) -> float:
    """The intraclass correlation of a branch's quarters, each against the branch's own rate."""
    branch = np.repeat(np.arange(len(table.codes)), table.met_in.shape[1])
    return overdispersion(table.met_in.ravel(), table.closed_in.ravel(), branch)


def _steadied(tables: Sequence[Compared], own: Sequence[float]) -> list[float]:
    """Estimates by indicator; one below what is usual among indicators counted as long moves half the way there, as one
    that came out low by chance would flag by chance."""
    usual = {
        yearly: float(np.median([rho for rho, each in zip(own, tables, strict=True) if each.yearly == yearly]))
        for yearly in {each.yearly for each in tables}
    }
    return [max(rho, (rho + usual[each.yearly]) / 2) for rho, each in zip(own, tables, strict=True)]


def _deviation(met: Ints, closed: Ints, group: Ints) -> Floats:
    """The winsorised mean squared deviation from the rate of the 类别, for each row of counts."""
    cells = np.arange(len(closed))
    of = csr_array((np.ones(len(cells)), (cells, group)), shape=(len(cells), group.max() + 1))
    share = ((met @ of + 0.5) / (closed @ of + 1))[:, group]
    z = (met - closed * share) / np.sqrt(closed * share * (1 - share))
    low, high = np.quantile(z, [WINSOR, 1 - WINSOR], axis=1, keepdims=True)
    square: Floats = (np.clip(z, low, high) ** 2).mean(axis=1)
    return square


def tails(met: Ints, closed: Ints, rate: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """P(as few or fewer), P(as many or more) met, given the rate and the intraclass correlation."""
    down, up = binom.cdf(met, closed, rate), binom.sf(met - 1, closed, rate)
    wide = spread > _ALMOST_BINOMIAL
    if wide.any():
        down[wide], up[wide] = _wide(met[wide], closed[wide], rate[wide], spread[wide])
    return np.nan_to_num(down, nan=1.0), np.nan_to_num(up, nan=1.0)


def _wide(met: Ints, closed: Ints, rate: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """The same of a beta-binomial; summed here over all rows at once, as its own cdf goes row by row."""
    size = ((1 - spread) / spread)[:, None]
    count = np.arange(closed.max() + 1)
    mass = betabinom.pmf(count, closed[:, None], rate[:, None] * size, (1 - rate[:, None]) * size)
    return (mass * (count <= met[:, None])).sum(axis=1), (mass * (count >= met[:, None])).sum(axis=1)


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
    made = [
        each
        for table, spread in zip(tables, spreads(tables), strict=True)
        for each in _comparisons(table, *spread, target, ranked, least, branches)
    ]
    found: list[Flag] = []
    total, expected = 0, 0.0
    for family in (("target", "worse"), ("peers", "worse"), ("peers", "better")):
        own = [each for each in made if (each.against, each.direction) == family and len(each.rows)]
        if not own:
            continue
        p = np.concatenate([each.p for each in own])
        total += len(p)
        expected += len(p) * TAIL
        # the heavier an indicator weighs, the larger its share of the errors that may be made
        weight = np.concatenate([np.full(len(each.rows), float(each.compared.weight)) for each in own])
        adjusted = false_discovery_control(np.clip(p * weight.mean() / weight, 0, 1))
        start = 0
        for each in own:
            stop = start + len(each.p)
            hit = (each.p <= TAIL) & each.same & (adjusted[start:stop] <= FALSE_SHARE)
            found += [_flag(each, int(n)) for n in np.flatnonzero(hit)]
            start = stop
    return sorted(found, key=lambda each: (each.code, each.against, each.indicator)), Chance(total, expected)


def _comparisons(
    table: Compared, rho: float, own: float, target: float, ranked: Sequence[int], least: int, branches: int
) -> list[_Made]:
    """``rho``: how much branches differ; ``own``: how much one differs from itself."""
    rows = np.flatnonzero(table.closed >= least)
    spread = np.full(len(rows), own)
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
    kind = group[rows]
    y, n = table.met[rows], table.closed[rows]
    # the branch itself left out
    others = np.bincount(group, table.closed)[kind] - n
    rate = (np.bincount(group, table.met)[kind] - y + 0.5) / (others + 1)
    # the peers' rate is itself uncertain: it spreads what a branch may show
    doubt = np.bincount(group, table.closed * (1 + (np.maximum(table.closed, 1) - 1) * rho))[kind] - n * (
        1 + (n - 1) * rho
    )
    wide = np.minimum(rho + doubt / np.maximum(others, 1) ** 2, 0.95)
    down, up = tails(y, n, rate, wide)
    latest_met, latest = table.latest_met[rows], table.latest_closed[rows]
    peers = (np.bincount(group, table.closed > 0)[kind]).astype(np.int64) - 1
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

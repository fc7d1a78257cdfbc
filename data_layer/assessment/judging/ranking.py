"""How sure a place is: 2,000 draws of what each branch's rates may truly be, under weights that may differ by a fifth.

Of each branch, group and draw, one number says how well the group is done; the branch's indicators of that group are
read off their posteriors at that number, so what one hand does stands or falls together. The posterior of an indicator
is Beta: the target's worth of two duties, and each period's duties divided by 1 + (n - 1)·ICC, since duties of one
branch and quarter are no independent witnesses. Nothing in it is estimated from the other branches: so one more met
duty raises every draw of its branch and touches no other's, and a place can only get better (tested).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from data_layer.assessment.judging.standing import Facts, scored

DRAWS = 2000
#: How much duties of one branch and period go together (intraclass correlation).
ICC = 0.1
#: What is taken to be known before anything closed: two duties' worth, nine in ten done.
PRIOR = (1.8, 0.2)
#: Weights may be so much lower or higher.
JITTER = 0.2
#: Two branches are told apart from this probability on.
TOLD_APART = 0.9
_TAIL = 0.025
_REACH, _STEPS = 3.5, 28

Floats = npt.NDArray[np.float64]
#: One branch as the draws see it: for each scored indicator its (met, closed) by period.
Profile = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Place:
    """Where a ranked branch stands. ``low``–``high``: 95% of its places; ``p``: share of draws in the best ``quota``;
    ``first``–``last``: the places of its tie group (equal: told apart from both sides); ``top``: what its score hardly
    exceeds (97.5%)."""

    rank: int
    low: int
    high: int
    p: float
    first: int
    last: int
    top: float


def quota_of(ranked: int, share: Fraction) -> int:
    """How many places a share of the ranked branches makes: rounded down, at least one."""
    return max(1, floor(ranked * share)) if ranked else 0


def profile(facts: Facts) -> Profile:
    """A branch's counts in the order of the catalogue."""
    return tuple(tuple((met, closed) for _, met, closed in facts.cells.get(head.id, ())) for head in scored())


def strengths(
    periods: Sequence[tuple[int, int]], prior: tuple[float, float] = PRIOR, icc: float = ICC, lasting: float = 1.0
) -> tuple[float, float]:
    """The two numbers of the Beta posterior of one rate from (met, closed) by period.

    ``lasting``: how much less the periods say together because what moves one of them lasts; 1: they say it apart.
    """
    a, b = prior
    for met, closed in periods:
        each = 1 / (1 - icc + closed * icc * lasting)
        a, b = a + met * each, b + (closed - met) * each
    return a, b


def place(profiles: Mapping[str, Profile], ranks: Mapping[str, int], quota: int, seed: str) -> dict[str, Place]:
    """Code → place, for branches that are ranked. ``seed``: unit and year; the order of input changes nothing."""
    if not profiles:
        return {}
    kinds = sorted(set(profiles.values()))
    number = {kind: n for n, kind in enumerate(kinds)}
    many = [0] * len(kinds)
    for kind in profiles.values():
        many[number[kind]] += 1
    curves, weight = _curves(kinds)
    jitter = _random(seed, "weights").uniform(1 - JITTER, 1 + JITTER, (len(weight), DRAWS))
    scale = 100 / (jitter * weight[:, None]).sum(axis=0)
    # what a branch itself draws is the same dice for all: equal facts give equal places
    dice = _thrown(seed, "own", jitter)
    own = np.stack([_read(curve, dice, jitter) for curve in curves]) * scale
    # whom it meets has dice by its facts, and by how many have the same
    rivals = [(n, slot) for n, kind in enumerate(kinds) for slot in range(many[n])]
    met = (
        np.stack([_read(curves[n], _thrown(seed, f"{kinds[n]} {slot}", jitter), jitter) for n, slot in rivals]) * scale
    )
    last = {n: row for row, (n, _) in enumerate(rivals)}
    first = {n: row for row, (n, _) in reversed(list(enumerate(rivals)))}
    ordered = np.sort(met, axis=0)
    above = len(rivals) - _at_most(ordered, own)
    above -= met[[last[n] for n in range(len(kinds))]] > own  # nobody meets himself
    stood = np.sort(above + 1, axis=1)
    chance = (above < quota).mean(axis=1)
    low, high = stood[:, floor(_TAIL * DRAWS)], stood[:, ceil((1 - _TAIL) * DRAWS) - 1]
    top = np.quantile(own, 1 - _TAIL, axis=1)
    groups = _tie_groups(profiles, ranks, number, met, first, own)
    return {
        code: Place(
            ranks[code],
            min(int(low[n]), ranks[code]),
            max(int(high[n]), ranks[code]),
            float(chance[n]),
            *groups[code],
            float(top[n]),
        )
        for code, n in ((code, number[kind]) for code, kind in profiles.items())
    }


def _random(seed: str, what: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}\n{what}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _curves(kinds: Sequence[Profile]) -> tuple[Floats, Floats]:
    """(kind, group, step): weighted quantiles of each group at the steps; and each group's weight."""
    heads = scored()
    names = tuple(dict.fromkeys(head.group for head in heads))
    pairs = np.array([[strengths(periods) for periods in kind] for kind in kinds]).reshape(-1, 2)
    distinct, back = np.unique(pairs, axis=0, return_inverse=True)
    steps = ndtr(np.linspace(-_REACH, _REACH, _STEPS + 1))
    quantiles = betaincinv(distinct[:, :1], distinct[:, 1:], steps)[back.reshape(-1)]
    each = quantiles.reshape(len(kinds), len(heads), _STEPS + 1)
    curves = np.zeros((len(kinds), len(names), _STEPS + 1))
    weight = np.zeros(len(names))
    for n, head in enumerate(heads):
        if not any(kind[n] for kind in kinds):
            continue  # nobody's duties of it have closed: it tells nobody apart
        curves[:, names.index(head.group)] += head.weight * each[:, n]
        weight[names.index(head.group)] += head.weight
    return curves, weight


def _thrown(seed: str, what: str, like: Floats) -> Floats:
    """A normal number for each group and draw."""
    return np.clip(_random(seed, what).standard_normal(like.shape), -_REACH, _REACH)


def _read(curve: Floats, thrown: Floats, jitter: Floats) -> Floats:
    """One branch's weighted sums over its groups, a number a draw."""
    at = (thrown + _REACH) * (_STEPS / (2 * _REACH))
    step = np.minimum(at.astype(np.int64), _STEPS - 1)
    low = np.take_along_axis(curve, step, axis=1)
    high = np.take_along_axis(curve, step + 1, axis=1)
    total: Floats = ((low + (high - low) * (at - step)) * jitter).sum(axis=0)
    return total


def _at_most(ordered: Floats, own: Floats) -> npt.NDArray[np.int64]:
    """How many of each column of ``ordered`` (rising) are not above ``own``: one search over all columns at once."""
    rows, columns = ordered.shape
    shift = np.arange(columns) * 1000.0  # scores lie in [0, 100]
    found = np.searchsorted((ordered + shift).T.ravel(), own + shift, side="right")
    counted: npt.NDArray[np.int64] = found - np.arange(columns) * rows
    return counted


def _tie_groups(
    profiles: Mapping[str, Profile],
    ranks: Mapping[str, int],
    number: Mapping[Profile, int],
    met: Floats,
    first: Mapping[int, int],
    own: Floats,
) -> dict[str, tuple[int, int]]:
    """Code → first and last place of its group: everybody the best of the group is not clearly above."""
    groups: list[list[str]] = []
    head = -1
    for code in sorted(profiles, key=lambda each: (ranks[each], each)):
        mine = number[profiles[code]]
        apart = head >= 0 and mine != head and float((met[first[head]] > own[mine]).mean()) >= TOLD_APART
        if head < 0 or (apart and ranks[code] > ranks[groups[-1][0]]):
            groups.append([])
            head = mine
        groups[-1].append(code)
    found: dict[str, tuple[int, int]] = {}
    before = 0
    for group in groups:
        found |= dict.fromkeys(group, (before + 1, before + len(group)))
        before += len(group)
    return found

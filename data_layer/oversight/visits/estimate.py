"""How far a figure is true: a design-based share with its interval, from a stratified draw.

Share: Σ N_h/N · p_h (Horvitz–Thompson with what was answered in each stratum). Variance: Σ (N_h/N)² (1 − n_h/N_h)
p_h(1 − p_h)/(n_h − 1), with the finite-population factor. Interval: Clopper–Pearson on the effective number
p(1 − p)/variance (Korn–Graubard), so that it also holds at 0% and 100%, where a normal interval has no width.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import beta

METHOD = "分层随机抽样，按层加权，有限总体校正；95% 区间按有效样本数用 Clopper–Pearson（Korn–Graubard）法"


@dataclass(frozen=True)
class Answered:
    """What came of one member drawn: stratum, its size, ``true`` | ``false`` | ``unknown`` (not reached)."""

    stratum: str
    size: int
    result: str


@dataclass(frozen=True)
class Estimate:
    """A share in the whole population with its 95% interval; ``answered`` of ``drawn`` gave an answer, ``true`` of them
    confirmed. ``least`` and ``most``: if nobody, or everybody, of those not reached would have confirmed."""

    drawn: int
    answered: int
    true: int
    share: float
    low: float
    high: float
    least: float
    most: float


def estimate(found: Sequence[Answered], level: float = 0.95) -> Estimate | None:
    """The share of claims that are true; None while nobody has answered."""
    answered = [each for each in found if each.result != "unknown"]
    true = sum(each.result == "true" for each in answered)
    if not answered:
        return None
    share, low, high = _interval(answered, level)
    least = _interval([_as(each, "false") for each in found], level)[0]
    most = _interval([_as(each, "true") for each in found], level)[0]
    return Estimate(len(found), len(answered), true, share, low, high, least, most)


def _as(each: Answered, result: str) -> Answered:
    return Answered(each.stratum, each.size, result) if each.result == "unknown" else each


def _interval(answered: Sequence[Answered], level: float) -> tuple[float, float, float]:
    """Share, low, high. Strata nobody of whom answered stand for nothing: the others carry their weight."""
    strata: dict[str, list[bool]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for each in answered:
        strata[each.stratum].append(each.result == "true")
        sizes[each.stratum] = each.size
    whole, n = sum(sizes.values()), len(answered)
    share = sum(sizes[h] / whole * sum(said) / len(said) for h, said in strata.items())
    pooled = share * (1 - share)
    variance = 0.0
    for h, said in strata.items():
        many, p = len(said), sum(said) / len(said)
        spread = p * (1 - p) * many / (many - 1) if many > 1 else pooled  # alone in its stratum: as all together
        variance += (sizes[h] / whole) ** 2 * max(1 - many / sizes[h], 0) * spread / many
    most = n / max(1 - n / whole, 1e-9)  # what simple chance without replacement would be worth
    effective = min(pooled / variance, most) if variance > 0 and pooled > 0 else most
    if n >= whole:
        return share, share, share
    tail, hits = (1 - level) / 2, share * effective
    low = 0.0 if hits <= 0 else float(beta.ppf(tail, hits, effective - hits + 1))
    high = 1.0 if hits >= effective - 1e-9 else float(beta.ppf(1 - tail, hits + 1, effective - hits))
    return share, low, high

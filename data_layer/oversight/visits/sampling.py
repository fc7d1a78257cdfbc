"""Random draws that anybody can repeat from the printed seed: numpy Generator(PCG64) over sorted keys.

One design for branches and for members: stratified, every unit with the same chance ``size / N``. A stratum of N_h is
due size · N_h / N places; the whole places are its own, the fractions share the rest by a systematic step with a random
start. So the order in which rows were read never matters, and a plain mean over the drawn is unbiased.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: A stratum of a draw from which a rate is estimated gets at least this many, or its spread could not be known.
LEAST = 2


@dataclass(frozen=True)
class Drawn:
    """One unit drawn: its stratum, how many there are in it and how many of them were drawn."""

    key: str
    stratum: str
    size: int
    drawn: int


def draw(strata: Mapping[str, Sequence[str]], size: int, seed: int) -> list[Drawn]:
    """Draw ``size`` units (all, if there are no more) from strata of unique keys; by stratum and key."""
    names = sorted(name for name in strata if strata[name])
    sizes = np.array([len(strata[name]) for name in names], dtype=np.int64)
    whole = int(sizes.sum())
    if whole == 0 or size <= 0:
        return []
    generator = np.random.Generator(np.random.PCG64(seed))
    found: list[Drawn] = []
    places = allocate(sizes, min(size, whole), float(generator.random()))
    for name, many in zip(names, places.tolist(), strict=True):
        keys = sorted(strata[name])
        picked = sorted(generator.permutation(len(keys))[:many].tolist())
        found += [Drawn(keys[at], name, len(keys), many) for at in picked]
    return found


def allocate(sizes: np.ndarray, size: int, start: float) -> np.ndarray:
    """Places of each stratum: whole ones, and the fractions rounded together by a systematic step from ``start``.

    ``start`` in [0, 1). Each stratum gets floor or ceil of ``size · N_h / N`` and that on average.
    """
    reached = np.cumsum(sizes) * size
    steps = np.floor(reached / sizes.sum() + start).astype(np.int64)
    steps[-1] = size  # exact, whatever the division says
    return np.diff(steps, prepend=0)


def merged(strata: Mapping[str, Sequence[str]], size: int, least: int = LEAST) -> dict[str, list[str]]:
    """Neighbouring strata put together until each is due at least ``least`` places (one, if all are too few)."""
    whole = sum(map(len, strata.values()))
    found: list[tuple[list[str], list[str]]] = []
    for name in sorted(name for name in strata if strata[name]):
        if found and len(found[-1][1]) * size < least * whole:
            found[-1][0].append(name)
            found[-1][1].extend(strata[name])
        else:
            found.append(([name], list(strata[name])))
    if len(found) > 1 and len(found[-1][1]) * size < least * whole:
        names, keys = found.pop()
        found[-1][0].extend(names)
        found[-1][1].extend(keys)
    return {(names[0] if len(names) == 1 else f"{names[0]} 至 {names[-1]}"): sorted(keys) for names, keys in found}

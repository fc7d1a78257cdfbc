"""What pages read figures from: tallies by indicator, period and branch, and the shapes that are shown."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from data_layer.assessment.tally import Tally

_T = TypeVar("_T")
Key = tuple[str, str]
Part = tuple[NDArray[np.int_], NDArray[np.int_]]
NOTHING = Tally()
_NUMBERS = attrgetter(*(each.name for each in fields(Tally)))
_NO_PART: Part = (np.zeros(0, np.int_), np.zeros((0, len(fields(Tally))), np.int_))
#: A rate at or above the target is 达标, below this share 未达标, between them 关注 (criteria of 通报批评).
LOW = Fraction(3, 5)
#: The indicator that says whether a branch's ledger came at all.
PUNCTUAL = "ledger_on_time"


def level(tally: Tally, target: Fraction) -> str:
    """``good`` | ``watch`` | ``bad``; ``none`` where nothing, or too little, is closed."""
    if tally.rate is None or tally.few:
        return "none"
    return "good" if tally.rate >= target else "watch" if tally.rate >= LOW else "bad"


@dataclass(frozen=True)
class Figure:
    """One number of a page: what stands in the period, in the one before, and in the six up to it."""

    indicator: str
    name: str
    period: str
    tally: Tally
    before: Tally
    before_period: str
    history: tuple[tuple[str, Tally], ...]
    level: str

    @property
    def change(self) -> Fraction | None:
        """Rate minus the rate of the period before; None where either is missing, or too small to compare."""
        if self.tally.rate is None or self.before.rate is None or self.tally.few or self.before.few:
            return None
        return self.tally.rate - self.before.rate


@dataclass(frozen=True)
class Line:
    """One row of a matrix: an organisation and its tallies, one a period (NOTHING where nothing is owed).

    ``silent``: periods whose ledger is due and did not come: what was done is not known.
    """

    org: int
    code: str
    name: str
    tallies: tuple[Tally, ...]
    silent: tuple[bool, ...]


@dataclass(frozen=True)
class Matrix:
    """Organisation × period for one indicator, the ones that need a look first. ``total`` counts all of them."""

    indicator: str
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    total: int
    target: Fraction


class Board:
    """Tallies of one reading of the journal, by (indicator, period, organisation).

    Its numbers stand in arrays, a row an organisation, columns as the fields of :class:`Tally`; they become tallies
    where somebody asks for one. ``parts``: (indicator, period) → (organisations, their numbers).
    """

    def __init__(
        self, cells: Iterable[tuple[str, str, int, Tally]] = (), parts: Mapping[Key, Part] | None = None
    ) -> None:
        held: dict[Key, dict[int, Tally]] = defaultdict(dict)
        for indicator, period, org, tally in cells:
            held[indicator, period][org] = tally
        given = {key: (np.array([*each]), np.array([*map(_NUMBERS, each.values())])) for key, each in held.items()}
        self._parts: Mapping[Key, Part] = given | dict(parts or {})
        self._by_org: dict[Key, dict[int, Tally]] = {}
        self._totals: dict[Key, Tally] = {}
        self._once: dict[Hashable, object] = {}

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """``make()`` of this board alone, worked out the first time it is asked for."""
        if key not in self._once:
            self._once[key] = make()
        return cast(_T, self._once[key])

    def of(self, indicator: str, period: str, org: int) -> Tally:
        """One organisation's tally."""
        return self.by_org(indicator, period).get(org, NOTHING)

    def by_org(self, indicator: str, period: str) -> dict[int, Tally]:
        """Organisation → tally."""
        key = (indicator, period)
        if key not in self._by_org:
            orgs, numbers = self._parts.get(key, _NO_PART)
            self._by_org[key] = {org: Tally(*row) for org, row in zip(orgs.tolist(), numbers.tolist(), strict=True)}
        return self._by_org[key]

    def total(self, indicator: str, period: str) -> Tally:
        """All organisations pooled (Σ/Σ)."""
        key = (indicator, period)
        if key not in self._totals:
            self._totals[key] = Tally(*self._parts.get(key, _NO_PART)[1].sum(axis=0).tolist())
        return self._totals[key]

    def figure(self, indicator: str, name: str, periods: Sequence[str], target: Fraction) -> Figure:
        """The figure of the last of ``periods`` (rising), beside the one before."""
        history = tuple((period, self.total(indicator, period)) for period in periods)
        tally = history[-1][1]
        before_period, before = history[-2] if len(history) > 1 else ("", NOTHING)
        return Figure(indicator, name, periods[-1], tally, before, before_period, history[-6:], level(tally, target))

    def matrix(
        self,
        indicator: str,
        periods: Sequence[str],
        orgs: Sequence[tuple[int, str, str]],
        target: Fraction,
        limit: int | None = None,
        order: Callable[[Line], object] | None = None,
    ) -> Matrix:
        """Rows of ``orgs`` (org, code, name) that owe anything in ``periods``, worst first."""
        lines = [
            Line(
                org,
                code,
                name,
                tuple(self.of(indicator, period, org) for period in periods),
                tuple(self.of(PUNCTUAL, period, org).unreported > 0 for period in periods),
            )
            for org, code, name in orgs
        ]
        lines = [each for each in lines if any(each.silent) or any(one.all or one.exempt for one in each.tallies)]
        lines.sort(key=order or worst_first)  # type: ignore[arg-type]
        return Matrix(indicator, tuple(periods), tuple(lines[:limit]), len(lines), target)


def worst_first(line: Line) -> tuple[object, ...]:
    """Branches that did not report, then the lowest rates of the latest period, then of the one before; by code."""
    keys: list[object] = []
    for tally, silent in zip(reversed(line.tallies), reversed(line.silent), strict=True):
        keys += [not silent, tally.few, tally.rate if tally.rate is not None else Fraction(2)]
    return (*keys, line.code)


def pooled(tallies: Iterable[Tally]) -> Tally:
    """Tallies added up (Σ/Σ); nothing owed where there are none."""
    return Tally(*map(sum, zip(*map(_NUMBERS, tallies), strict=True)))

"""The eight groups of the plan as figures: scored indicators pooled (Σ/Σ), over periods, on a board like any other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from data_layer.assessment.board import Board, Figure, pooled
from data_layer.assessment.figures import figures, periods_of
from data_layer.assessment.tally import Tally
from data_layer.assessment.view import View
from data_layer.indicators import Header, catalogue

#: (indicator, period) of each indicator that is pooled.
_Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """One group: the pooled figure of its scored indicators, and the figure of each indicator, scored or not.

    The figure's ``indicator`` is the group's name. Its periods are quarters where a scored indicator goes by the
    quarter, else years; longer indicators stand in it with the period that :func:`periods_of` chooses.
    """

    name: str
    figure: Figure
    parts: tuple[Figure, ...]


class Pooled(Board):
    """A board on which each group stands like an indicator; the indicators themselves are those of ``held``."""

    def __init__(self, held: Board, parts: Mapping[tuple[str, str], _Parts]) -> None:
        super().__init__()
        self._held = held
        self._pooled = parts

    def by_org(self, indicator: str, period: str) -> dict[int, Tally]:
        """Organisation → tally, of a group or an indicator."""
        parts = self._pooled.get((indicator, period))
        if parts is None:
            return self._held.by_org(indicator, period)
        return self.once(("by_org", indicator, period), lambda: self._each(parts))

    def _each(self, parts: _Parts) -> dict[int, Tally]:
        found: dict[int, list[Tally]] = defaultdict(list)
        for part in parts:
            for org, tally in self._held.by_org(*part).items():
                found[org].append(tally)
        return {org: pooled(tallies) for org, tallies in found.items()}

    def of(self, indicator: str, period: str, org: int) -> Tally:
        """One organisation's tally, of a group or an indicator."""
        parts = self._pooled.get((indicator, period), ((indicator, period),))
        return pooled(self._held.of(*part, org) for part in parts)

    def total(self, indicator: str, period: str) -> Tally:
        """All organisations pooled, of a group or an indicator."""
        parts = self._pooled.get((indicator, period), ((indicator, period),))
        return pooled(self._held.total(*part) for part in parts)


@cache
def names() -> tuple[str, ...]:
    """The groups in the plan's order."""
    return tuple(dict.fromkeys(head.group for head in catalogue()))


def groups(view: View, held: Board) -> tuple[Board, list[Group]]:
    """The board of groups and the groups themselves, in the plan's order; remembered with the board."""
    return held.once(("groups", view), lambda: _groups(view, held))


def _groups(view: View, held: Board) -> tuple[Board, list[Group]]:
    single = {each.indicator: each for each in figures(view, held)}
    parts: dict[tuple[str, str], _Parts] = {}
    periods: dict[str, tuple[str, ...]] = {}
    for name in names():
        heads = [head for head in catalogue() if head.group == name]
        steps = _steps(view, held, [head for head in heads if head.weight])
        parts |= {(name, period): each for period, each in steps}
        periods[name] = tuple(period for period, _ in steps)
    board = Pooled(held, parts)
    found = []
    for name in names():
        if periods[name]:
            own = [single[head.id] for head in catalogue() if head.group == name and head.id in single]
            found.append(Group(name, board.figure(name, name, periods[name], view.target), tuple(own)))
    return board, found


def _steps(view: View, held: Board, scored: Iterable[Header], many: int = 6) -> list[tuple[str, _Parts]]:
    """The periods of a group, rising, each with what is pooled in it."""
    heads = list(scored)
    if any(head.period == "quarter" for head in heads):
        found = []
        for quarter in view.until(many):
            then = replace(view, quarter=quarter)
            own = ((head.id, periods_of(head.id, then, held, 1)) for head in heads)
            found.append((quarter, tuple((each, last[-1]) for each, last in own if last)))
        return found
    own_periods = {head.id: periods_of(head.id, view, held, many) for head in heads}
    steps = []
    for back in range(max(map(len, own_periods.values()), default=0), 0, -1):
        here = tuple((each, known[-back]) for each, known in own_periods.items() if len(known) >= back)
        steps.append((max(period for _, period in here), here))
    return steps

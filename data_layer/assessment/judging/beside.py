"""What stands beside a judgement: how far what a branch reports was found true, and what it need not do.

Neither changes a score: who was asked may have been chosen by risk, and what is exempt is in no rate.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from data_layer import clock
from data_layer.access import Viewer
from data_layer.assessment.board import Board
from data_layer.assessment.figures import counted
from data_layer.assessment.judging.assess import Judged
from data_layer.assessment.judging.standing import periods_in
from data_layer.assessment.ladder import Checked, checked
from data_layer.indicators import catalogue, header
from data_layer.store import Store


@dataclass(frozen=True)
class Beside:
    """``checked``: what was asked on the phone or on a visit; ``reported``: (met, closed) of the same indicators over
    the year; ``exempt``: (indicator, duties) of the year, the plan's order."""

    checked: tuple[Checked, ...] = ()
    reported: tuple[tuple[int, int], ...] = ()
    exempt: tuple[tuple[str, int], ...] = ()

    @property
    def truth(self) -> str:
        """``季度联系自报 58/60，核实 12 项、属实 11``; "" where nothing was checked."""
        return "；".join(
            f"{header(each.indicator).name}自报 {met}/{closed}，核实 {each.asked} 项、属实 {each.held}"
            for each, (met, closed) in zip(self.checked, self.reported, strict=True)
        )

    @property
    def exempted(self) -> str:
        """``免计 5 项：季度联系 3、春节联系慰问 2``; "" where nothing is."""
        if not self.exempt:
            return ""
        parts = "、".join(f"{header(indicator).name} {many}" for indicator, many in self.exempt)
        return f"免计 {sum(many for _, many in self.exempt)} 项：{parts}"


NOTHING = Beside()


def beside(store: Store, viewer: Viewer, judged: Judged) -> dict[int, Beside]:
    """Branch → what stands beside its judgement, of the branches of a judged unit; none where nothing does."""
    known_at = clock.end_of(judged.as_of) if judged.as_of < clock.today() else None
    held = counted(store, viewer, judged.unit, judged.as_of, str(judged.year - 1))
    orgs = [row.facts.org for row in judged.rows]
    asked = checked(store, viewer, orgs, judged.year, judged.as_of, known_at)
    exempt = held.once(("exempt", judged.year), lambda: _exempt(held, judged.year))
    found = {}
    for org in orgs:
        tallies = [
            [held.of(each.indicator, period, org) for period in periods_in(judged.year, header(each.indicator).period)]
            for each in asked.get(org, ())
        ]
        found[org] = Beside(
            asked.get(org, ()),
            tuple((sum(each.closed_met for each in own), sum(each.closed for each in own)) for own in tallies),
            exempt.get(org, ()),
        )
    return {org: each for org, each in found.items() if each != NOTHING}


def _exempt(held: Board, year: int) -> dict[int, tuple[tuple[str, int], ...]]:
    """Branch → (indicator, duties it need not do in a year), in the plan's order; only where there are any."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for head in catalogue():
        for period in periods_in(year, head.period):
            for org, tally in held.by_org(head.id, period).items():
                if tally.exempt:
                    found[org][head.id] += tally.exempt
    return {org: tuple(many.items()) for org, many in found.items()}

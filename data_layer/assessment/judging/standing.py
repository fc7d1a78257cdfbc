"""What one branch stands on in a year: counts by indicator and period, the score, and whether it is ranked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from data_layer import quarters
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.judging.criteria import Criteria
from data_layer.assessment.tally import Tally
from data_layer.indicators import Header, catalogue

#: Scored duties of the branch as such; all other scored duties are about persons.
OF_THE_BRANCH = frozenset({PUNCTUAL, "change_declared", "custodian_named", "fund_put_to_use"})
#: Every person in scope in a quarter has exactly one duty of this indicator: how many are away is counted by it.
EVERYBODY = "contact_assigned"


@dataclass(frozen=True)
class Facts:
    """One branch's closed obligations: (met, closed) by indicator and period, and people away by closed quarter.

    ``cells`` holds the periods of the year, rising; ``all_met``: nothing closed of any indicator, scored or not, is
    missing in the year; ``away``: persons in scope, a number for each closed quarter of the year.
    """

    org: int
    code: str
    name: str
    branch_class: str
    cells: Mapping[str, tuple[tuple[str, int, int], ...]]
    away: tuple[int, ...] = ()
    all_met: bool = False

    def ratio(self, indicator: str) -> tuple[int, int]:
        """(met, closed) of an indicator over the year."""
        cells = self.cells.get(indicator, ())
        return sum(met for _, met, _ in cells), sum(closed for _, _, closed in cells)


@cache
def scored() -> tuple[Header, ...]:
    """The indicators that carry weight, in the plan's order."""
    return tuple(head for head in catalogue() if head.weight)


@cache
def weights() -> dict[str, int]:
    """Indicator → weight; they sum to 100."""
    return {head.id: head.weight for head in scored()}


def periods_in(year: int, kind: str) -> tuple[str, ...]:
    """The periods of a kind (quarter, half, year) in a year, rising."""
    if kind == "quarter":
        return tuple(f"{year}Q{n}" for n in (1, 2, 3, 4))
    return (f"{year}H1", f"{year}H2") if kind == "half" else (f"{year}",)


def facts_of(held: Board, org: int, code: str, name: str, branch_class: str, year: int) -> Facts:
    """The facts of one branch and year from the journal's counts."""
    cells: dict[str, tuple[tuple[str, int, int], ...]] = {}
    missing = False
    for head in catalogue():
        found = [(period, held.of(head.id, period, org)) for period in periods_in(year, head.period)]
        closed = tuple((period, each.closed_met, each.closed) for period, each in found if each.closed)
        missing = missing or any(met < of for _, met, of in closed)
        if closed and head.weight:
            cells[head.id] = closed
    over = [period for period, _, _ in cells.get(PUNCTUAL, ())]
    away = tuple(_everybody(held.of(EVERYBODY, period, org)) for period in over)
    return Facts(org, code, name, branch_class, cells, away, not missing)


def _everybody(tally: Tally) -> int:
    return tally.all + tally.exempt


def score(facts: Facts) -> tuple[Fraction | None, int]:
    """100 × Σ w·rate / Σ w over scored indicators with closed obligations of the year, and Σ w ("已评 x/100 分值")."""
    total, top = 0, Fraction(0)
    for indicator, weight in weights().items():
        met, closed = facts.ratio(indicator)
        if closed:
            total += weight
            top += Fraction(weight * met, closed)
    return (100 * top / total if total else None), total


@dataclass(frozen=True)
class Standing:
    """Facts with what follows from them alone. ``members``: mean in scope over the year's closed quarters; ``duties``:
    closed scored obligations about persons."""

    facts: Facts
    score: Fraction | None
    weight: int
    members: Fraction
    duties: int
    ranked: bool

    @property
    def org(self) -> int:
        """The branch."""
        return self.facts.org

    @property
    def code(self) -> str:
        """Its code."""
        return self.facts.code


def standing(facts: Facts, criteria: Criteria) -> Standing:
    """Score and whether it is ranked: enough people, enough duties about them, enough of the weight assessed."""
    points, weight = score(facts)
    members = Fraction(sum(facts.away), len(facts.away)) if facts.away else Fraction(0)
    duties = sum(facts.ratio(indicator)[1] for indicator in weights() if indicator not in OF_THE_BRANCH)
    ranked = (
        points is not None
        and members >= criteria.ranked_members
        and duties >= criteria.ranked_duties
        and weight >= criteria.ranked_weight
    )
    return Standing(facts, points, weight, members, duties, ranked)


def closed_quarters(facts: Facts) -> tuple[int, ...]:
    """The branch's closed quarters of the year, rising."""
    return tuple(quarters.parse_quarter(period) for period, _, _ in facts.cells.get(PUNCTUAL, ()))


def places(found: Iterable[Standing]) -> dict[str, int]:
    """Code → place among the ranked by exact score: one more than how many have a higher one; ties alike."""
    ranked = {each.code: each.score for each in found if each.ranked and each.score is not None}
    ordered = sorted(ranked.values(), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {code: first[value] for code, value in ranked.items()}

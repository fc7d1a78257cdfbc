"""Every threshold of judging in one place: those the plan leaves open are parameters (口径), in force on 1 January."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from data_layer.organisations.parameters import Rules


@dataclass(frozen=True)
class Criteria:
    """Thresholds of one unit and year. Shares are exact; scores are points of 100; the rest are counts."""

    #: Parameters, see :data:`data_layer.organisations.parameters.DEFAULTS`.
    target_rate: Fraction = Fraction(9, 10)
    lost_report_days: int = 15
    ranked_members: int = 5
    ranked_duties: int = 40
    ranked_weight: int = 70
    commend_share: Fraction = Fraction(15, 100)
    commend_score: int = 90
    remind_score: int = 80
    criticise_rate: Fraction = Fraction(6, 10)
    #: Six criticised four members truly at 80% in up to 7% of years, seven in 0.3 to 2.5% (docs/decisions/0013, 25).
    criticise_missed: int = 7

    #: P(in the best share) from which a branch is proposed, and from which it may be considered beside (同等可考虑).
    sure: Fraction = Fraction(1, 2)
    considered: Fraction = Fraction(1, 5)
    #: A group is looked at alone from so many closed obligations on.
    group_closed: int = 8
    #: A comparison needs so many closed obligations, and so many ranked branches of the 类别.
    compared_closed: int = 20
    compared_branches: int = 10


#: The fields that are parameters.
PARAMETERS = tuple(
    "target_rate lost_report_days ranked_members ranked_duties ranked_weight commend_share commend_score remind_score "
    "criticise_rate criticise_missed".split()
)


def criteria_of(known: Rules, path: Sequence[int], year: int) -> Criteria:
    """What was in force along a path of organisations on 1 January of a year."""
    first = date(year, 1, 1)
    return Criteria(**{name: known.value(name, path, first) for name in PARAMETERS})

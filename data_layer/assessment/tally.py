"""Counts of obligations by state, their rate, and how sure the rate is. Exact: rates are fractions."""

from dataclasses import dataclass, fields
from fractions import Fraction
from math import sqrt

#: Below this many closed obligations a rate says nothing; only n/N is shown.
FEW = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many obligations stand in each state. ``closed_*`` count closed ones, ``reported_*`` those of branches
    that handed in the period's ledger. ``exempt`` ones stand in no other number."""

    met: int = 0
    missed: int = 0
    awaiting: int = 0
    pending: int = 0
    unclear: int = 0
    exempt: int = 0
    closed_met: int = 0
    closed: int = 0
    closed_unclear: int = 0
    reported_met: int = 0
    reported_closed: int = 0
    reported_unclear: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in _NAMES))

    @property
    def all(self) -> int:
        """Every obligation that is not exempt."""
        return self.met + self.missed + self.awaiting + self.pending + self.unclear

    @property
    def open(self) -> bool:
        """Something is owed and nothing of it is closed yet: progress, not a rate."""
        return self.closed == 0 and self.all > 0

    @property
    def few(self) -> bool:
        """Too few closed obligations for a rate."""
        return self.closed < FEW

    @property
    def rate(self) -> Fraction | None:
        """met / (met + missed + unclear) over closed obligations; None where none is closed (不适用)."""
        return Fraction(self.closed_met, self.closed) if self.closed else None

    @property
    def best(self) -> Fraction | None:
        """The rate if everything unclear were met."""
        return Fraction(self.closed_met + self.closed_unclear, self.closed) if self.closed else None

    @property
    def reported_rate(self) -> Fraction | None:
        """The rate of the branches that reported (已报支部达标率)."""
        return Fraction(self.reported_met, self.reported_closed) if self.reported_closed else None

    @property
    def unreported(self) -> int:
        """Closed obligations of branches without the period's ledger: nobody knows."""
        return self.closed - self.reported_closed

    @property
    def silent(self) -> int:
        """Missed only because the period's ledger did not come (未报): not known to be undone."""
        failed = self.closed - self.closed_met - self.closed_unclear
        return failed - (self.reported_closed - self.reported_met - self.reported_unclear)

    @property
    def failed(self) -> int:
        """Missed according to a ledger that came."""
        return self.missed - self.silent

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """The pooled rate if nothing, or everything, of what branches did not report had been done."""
        if not self.closed:
            return None
        return Fraction(self.reported_met, self.closed), Fraction(self.reported_met + self.unreported, self.closed)


_NAMES = tuple(each.name for each in fields(Tally))


def interval(met: float, closed: float, z: float = 1.96) -> tuple[float, float] | None:
    """The Wilson interval (95% unless told) of a rate, both ends in [0, 1]; None for 0 closed."""
    if closed <= 0:
        return None
    share = met / closed
    centre = (share + z * z / (2 * closed)) / (1 + z * z / closed)
    half = z / (1 + z * z / closed) * sqrt(share * (1 - share) / closed + z * z / (4 * closed * closed))
    return max(0.0, centre - half), min(1.0, centre + half)

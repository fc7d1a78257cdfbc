"""Obligations of all indicators of a branch, computed a second way: plain loops over a district's raw records.

``obligations(district, as_of, known_at)`` must give, duty for duty, what the product's SQL gives over the same rows.
"""

from collections.abc import Iterator
from datetime import date, datetime

from tests.reference import (
    compute_appraisal,
    compute_care,
    compute_certificate,
    compute_contact,
    compute_ledger,
    compute_liaison,
    compute_rows,
    compute_training,
)
from tests.reference.days import half_name, quarter_of, quarter_of_name, quarters_of
from tests.reference.duty import Obligation
from tests.reference.evidence import Evidence
from tests.reference.model import District


class Computation(Evidence):
    """All duties of a district at (as_of, known_at)."""

    def all(self) -> list[Obligation]:
        """Every obligation, in the order of its key."""
        go_live = [e.value for e in self.view.district.parameters if e.name == "start_quarter"]
        first = min((quarter_of_name(text) for text in go_live), default=quarter_of(self.as_of) + 1)
        found: list[Obligation] = []
        for org in sorted(self.view.orgs):
            found.extend(self._of_branch(org, first))
        found.extend(compute_certificate.of_spells(self))
        found.extend(compute_certificate.filled(self))
        found.extend(compute_training.of_spells(self))
        found.extend(compute_training.makeup(self))
        found.extend(compute_liaison.verified(self))
        return sorted(found, key=lambda o: o.key)

    def _of_branch(self, org: int, first: int) -> Iterator[Obligation]:
        now = quarter_of(self.as_of)
        for quarter in range(first, now + 1):
            if self.view.assessed(org, quarter):
                yield from compute_ledger.of_quarter(self, org, quarter)
                yield from compute_contact.of_quarter(self, org, quarter)
                yield from compute_liaison.of_quarter(self, org, quarter)
        for half in range(first // 2, now // 2 + 1):
            if self._whole(org, half_name(half)):
                yield from compute_liaison.of_half(self, org, half)
        for year in range(first // 4, now // 4 + 1):
            yield from compute_care.of_year(self, org, year)
            if self._whole(org, str(year)):
                yield from compute_care.hardship_helped(self, org, year)
                yield from compute_certificate.annual(self, org, year)
                yield from compute_training.of_year(self, org, year)
                yield from compute_liaison.of_year(self, org, year)
                yield from compute_rows.fund(self, org, year)
            quarters = quarters_of(str(year))
            if all(self.view.active(org, q) for q in quarters) and self.view.assessed(org, quarters[3]):
                yield from compute_appraisal.of_year(self, org, year)
        yield from compute_rows.of_branch(self, org)

    def _whole(self, org: int, period: str) -> bool:
        """Whether longer duties of the branch are assessed for a period: active throughout, live from its start."""
        quarters = quarters_of(period)
        return all(self.view.active(org, q) for q in quarters) and self.view.assessed(org, quarters[0])


def obligations(district: District, as_of: date, known_at: datetime) -> list[Obligation]:
    """Every obligation of a district at (as_of, known_at), in the order of its key."""
    return Computation(district, as_of, known_at).all()

"""A district with something of everything, whose every quarter of 2026 is closed on the day it is looked at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from data_layer import indicators
from data_layer.store import Store
from tests.reference.duty import Obligation
from tests.reference.loading import load, product
from tests.reference.model import District, Submission
from tests.reference.story import (
    EVER,
    Story,
    appraisal,
    care,
    certificate,
    contact,
    expense,
    liaison,
    line,
    must,
    training,
)

RECEIVED = {"2026Q1": "2026-04-05", "2026Q2": "2026-07-05", "2026Q3": "2026-10-05", "2026Q4": "2027-01-05"}
LATER = {"2027Q1": "2027-04-05"}
CLOSED = date(2027, 4, 20)
WEIGHTS = {header.id: header.weight for header in indicators.catalogue() if header.weight}
Key = tuple[str, int, str, str]


def eventful() -> Story:
    """Branch 11 does half of what it owes for four people, 12 a little for two; 13 has nobody away."""
    s = Story(branches=(11, 12, 13))
    s.fund("allocated", 11, 2026, "2026-02-01", "1000")
    facts: dict[str, Any] = {"contact_key": 1, "receiving_filled": True}
    for quarter, received in RECEIVED.items():
        year, first = 2026, int(quarter[-1]) * 3 - 2
        when = {n: f"{year}-{first + n:02}-12" for n in range(3)}
        away = [
            line(1, 1, "2025-11-03", certificate_numbered=True, **facts),
            line(2, 2, "2026-01-20", **facts),
            line(3, 3, "2025-06-30", contact_key=None),
        ]
        if quarter != "2026Q1":
            away.append(line(4, 4, "2026-05-06", certificate_numbered=True, issued_on=must("2026-05-08"), **facts))
        s.ledger(
            11,
            quarter,
            received,
            *away,
            contacts=[contact(1, when[0]), contact(2, when[1], reached=first > 6), contact(3, when[2], method=None)],
            cares=[care(1, when[1])],
            certificates=[certificate(1, when[2], "年度审验")] if first == 10 else [],
            trainings=[training(1, when[1], "其他培训", "9"), training(2, "2026-01-15", "行前教育", "2")],
            appraisals=[appraisal(1, "2026-12-10", grade="合格"), appraisal(2, "2026-12-10", manner="书面汇报")]
            if first == 10
            else [],
            liaisons=[liaison(1, when[2])],
            expenses=[expense(when[0], "100", f"V{first}")],
        )
        s.ledger(
            12, quarter, received, line(5, 5, "2026-02-02"), line(6, 6, "2025-03-03"), contacts=[contact(5, when[2])]
        )
        s.ledger(13, quarter, received)
    return s


def told_in(district: District, org: int, quarter: int, **rows: Iterable[Any]) -> District:
    """The district, whose ledger of a branch and quarter also had these rows."""
    return replace(
        district,
        submissions=[_with(s, rows) if (s.org, s.quarter) == (org, quarter) else s for s in district.submissions],
    )


def _with(ledger: Submission, rows: dict[str, Iterable[Any]]) -> Submission:
    changed: dict[str, Any] = {}
    for name, added in rows.items():
        there = getattr(ledger, name)
        changed[name] = (*there, *(replace(row, row=n) for n, row in enumerate(added, 90)))
    return replace(ledger, **changed)


def duties(district: District, as_of: date = CLOSED) -> list[Obligation]:
    """The product's list over the rows."""
    store = Store(":memory:", threads=1)
    try:
        load(store, district)
        return product(store, as_of, EVER)
    finally:
        store.close()


def states(found: Iterable[Obligation], closed_on: date | None = None) -> dict[Key, tuple[str, bool]]:
    """State and exemption by key; of those that were closed on a day only."""
    return {o.key: (o.state, o.exempt) for o in found if closed_on is None or o.prove_by < closed_on}


def rates(found: Iterable[Obligation]) -> dict[tuple[int, str], Fraction]:
    """met / (met + missed + unclear) of 2026 by branch and scored indicator, over closed duties that are not exempt."""
    parts: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for o in found:
        if o.closed and not o.exempt and o.indicator in WEIGHTS and o.period.startswith("2026"):
            parts[o.org, o.indicator].append(o.state == "met")
    return {key: Fraction(sum(met), len(met)) for key, met in parts.items()}


def scores(found: Iterable[Obligation]) -> dict[int, Fraction]:
    """100 × Σ w·rate / Σ w of each branch."""
    rate = rates(found)
    score = {}
    for org in {org for org, _ in rate}:
        mine = {name: r for (o, name), r in rate.items() if o == org}
        score[org] = 100 * sum(WEIGHTS[n] * r for n, r in mine.items()) / sum(WEIGHTS[n] for n in mine)
    return score

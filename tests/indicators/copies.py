"""One branch many times over, each copy with something else changed: many changes seen in one reading of the list.

A copy is the same ledgers of another branch, with persons and spells of its own; its duties are told in the words of
the original, so that any two copies can be compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.indicators.standing import CLOSED, RECEIVED, WEIGHTS, duties
from tests.reference.model import INFLOW, Submission
from tests.reference.story import (
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

Ledgers = list[Submission]
Change = Callable[[Ledgers], Ledgers]
Key = tuple[str, str, str]

_STEP = 100  # persons and spells of the original are below this
_ROWS = ("members", "spells", "contacts", "cares", "certificates", "trainings", "appraisals", "liaisons", "expenses")


def told(quarter: int, sheet: str, *rows: Any) -> Change:
    """The ledger of a quarter also has these rows."""

    def change(ledgers: Ledgers) -> Ledgers:
        return [
            replace(s, **{sheet: (*getattr(s, sheet), *(replace(row, row=n) for n, row in enumerate(rows, 90)))})
            if s.quarter == quarter
            else s
            for s in ledgers
        ]

    return change


def standing(original: Story, changes: Sequence[Change]) -> list[dict[Key, str]]:
    """State by (indicator, period, subject) of each copy's scored and closed duties: the original, then the changed."""
    base = original.district
    (branch,) = {s.org for s in base.submissions}
    many = Story(branches=())
    many.district.parameters = list(base.parameters)
    many._event = 1000
    for n, change in enumerate([lambda same: same, *changes], 1):
        org = branch + n * _STEP
        many.found(org, "党支部", 2, "2020-01-01")
        for fund in base.funds:
            assert fund.amount is not None
            many.fund("allocated", org, fund.year, fund.day.isoformat(), str(fund.amount))
        many.district.submissions += [
            replace(_shifted(s, n * _STEP), org=org, submission=n * _STEP + s.submission)
            for s in change(base.submissions)
        ]
    found: list[dict[Key, str]] = [{} for _ in range(len(changes) + 1)]
    for o in duties(many.district, CLOSED):
        if o.indicator in WEIGHTS and o.closed:
            found[o.org // _STEP - 1][o.indicator, o.period, _original(o.subject)] = o.state
    assert all(found)
    return found


def _shifted(ledger: Submission, by: int) -> Submission:
    rows = {
        name: tuple(
            replace(row, **{what: value + by for what in ("person", "spell") if (value := getattr(row, what, None))})
            for row in getattr(ledger, name)
        )
        for name in _ROWS
    }
    return replace(ledger, **rows)  # type: ignore[arg-type]


def _original(subject: str) -> str:
    return "-".join(str(int(part) % _STEP) if part.isdigit() else part for part in subject.split("-"))


def rates_of(states: dict[Key, str]) -> dict[str, Fraction]:
    """met / all by indicator."""
    parts: dict[str, list[bool]] = {}
    for (indicator, _, _), state in states.items():
        parts.setdefault(indicator, []).append(state == "met")
    return {name: Fraction(sum(met), len(met)) for name, met in parts.items()}


def branch(diligent: bool) -> Story:
    """Six who left at one time or another and one who came; of the diligent, one did all, one half, one nothing."""
    s = Story(branches=(11,))
    s.fund("allocated", 11, 2026, "2026-02-01", "1000")
    for quarter, received in RECEIVED.items():
        first = int(quarter[-1]) * 3 - 2
        when = [f"2026-{first + n:02}-12" for n in range(3)]
        away = [
            line(1, 1, "2025-11-03", certificate_numbered=diligent, contact_key=1),
            line(2, 2, "2025-01-20", contact_key=1, receiving_filled=True),
            line(3, 3, "2025-06-30"),
            line(5, 5, "2025-09-01", "2026-08-15" if first > 6 else None, certificate_numbered=True),
            line(7, 7, "2026-01-05", direction=INFLOW),
        ]
        if first > 3:
            issued = must("2026-05-08")
            away.append(line(4, 4, "2026-05-06", certificate_numbered=diligent, issued_on=issued if diligent else None))
        away.append(line(6, 6, "2026-02-01", "2026-12-15" if first == 10 else None, expected_return=must("2026-06-01")))
        sheets: dict[str, Any] = {
            "contacts": [contact(1, day, occasion="思想汇报") for day in when] + [contact(2, when[0])],
            "cares": [care(p, f"2026-{month}") for p in (1, 2) for month in ("02-12", "06-30")],
            "certificates": [certificate(1, when[1], "年度审验")],
            "trainings": [training(1, when[1], kind, "8") for kind in ("邮寄教育", "其他培训")]
            + [training(4, "2026-05-02", "行前教育", "8", explained=7)],
            "liaisons": [liaison(1, when[2])],
            "expenses": [expense(when[0], "150", f"V{first}")],
        }
        if first == 10:
            written = {"manner": "书面汇报", "reported_on": must("2026-12-01"), "presenter_key": 1}
            sheets["appraisals"] = [
                appraisal(1, "2026-12-10", grade="合格"),
                appraisal(2, "2026-12-10", grade="合格", **written),
                appraisal(4, "2026-12-10", manner="未参加"),
            ]
        s.ledger(11, quarter, received, *away, **(sheets if diligent else {}))
    return s

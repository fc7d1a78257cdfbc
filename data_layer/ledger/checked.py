"""What checking or submitting a file gives back."""

from dataclasses import dataclass, field
from typing import Any

from data_layer import quarters
from data_layer.ledger.difference import Difference, Question
from data_layer.ledger.model import Ask, Problem, Reading, SheetInfo, Used


class LedgerProblem(Exception):
    """What was asked cannot be done with this ledger; the message is a Chinese sentence."""


@dataclass
class Checked:
    """One file, checked: everything that is wrong, what differs, what only the branch can say; and, once it is in,
    its submission and receipt number. ``again``: the very file was in already."""

    file: str
    org: int | None
    org_code: str | None
    quarter: int | None
    submitted: bool = False  # it was to be stored, not only checked
    accepted: bool = False
    submission: int | None = None
    receipt: str | None = None
    again: bool = False
    sheets: list[SheetInfo] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    questions: list[Question] = field(default_factory=list)
    reading: Reading | None = None

    @property
    def errors(self) -> list[Problem]:
        """What keeps the file from being stored."""
        return [p for p in self.problems if p.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What is stored all the same."""
        return [p for p in self.problems if p.severity == "warning"]

    @property
    def asks(self) -> list[Ask]:
        """Words of the file that only its branch can explain; none of a file that is in already."""
        return [] if self.reading is None or self.again else self.reading.asks

    @property
    def used(self) -> list[Used]:
        """Earlier answers of the branch that reading the file rested on."""
        return [] if self.reading is None else self.reading.used

    def as_json(self) -> dict[str, Any]:
        """The document of ``ledger check`` and ``ledger submit`` for one file."""
        found: dict[str, Any] = {
            "file": self.file,
            "org_code": self.org_code,
            "quarter": None if self.quarter is None else quarters.quarter_text(self.quarter),
            "accepted": self.accepted,
            "sheets": [
                {"sheet": s.sheet, "rows": s.rows, "layout": s.layout, "header_row": s.header_row} for s in self.sheets
            ],
            "problems": [
                {
                    "severity": p.severity, "code": p.code, "sheet": p.sheet, "cell": p.cell, "column": p.column,
                    "message": p.message, "fix": p.fix,
                }
                for p in self.problems
            ],
            "difference": self.difference.counts(),
            "questions": [{"id": q.id, "text": q.text, "choices": list(q.choices)} for q in self.questions],
            "asks": [
                {"sheet": a.sheet, "column": a.column, "text": a.text, "places": list(a.places)} for a in self.asks
            ],
            "used": [
                {"sheet": u.sheet, "column": u.column, "text": u.text, "means": u.means} for u in self.used
            ],
        }  # fmt: skip
        if self.submitted:
            found |= {"submission": self.submission, "receipt": self.receipt}
        return found


def receipt_number(org_code: str, quarter: int, submission: int) -> str:
    """``0101007-2026Q3-000123``: what a branch quotes when it asks about a ledger."""
    return f"{org_code}-{quarters.quarter_text(quarter)}-{submission:06d}"

"""A ledger tied, compared and turned into rows, ready to be stored."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_layer.ledger.difference import Difference, Question
from data_layer.ledger.known import Head
from data_layer.ledger.model import Problem, Reading
from data_layer.ledger.people import Claim

Rows = list[dict[str, Any]]


@dataclass
class Prepared:
    """What resolving gives. Negative persons and spells in ``tables`` are new ones.

    ``tables``: table -> rows, all but org and submission filled in; ``submission`` the row of that table but for its
    number. ``content``:
    the file's bytes, to be kept. ``head``: what all this rests on (:func:`known.family_head`).
    """

    org: int
    org_code: str
    quarter: int
    reading: Reading
    head: Head
    family: frozenset[int]
    problems: list[Problem] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    questions: list[Question] = field(default_factory=list)
    submission: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Rows] = field(default_factory=dict)
    aliases: list[tuple[int, int]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    listed: Rows = field(default_factory=list)  # id_hash, sheet, cell of the people away, for asking other branches
    new_persons: int = 0
    new_spells: int = 0
    content: bytes = b""
    account: int | None = None
    again: int | None = None  # the submission that this very file already is

    @property
    def refused(self) -> bool:
        """Whether anything keeps the file from being stored."""
        return any(p.severity == "error" for p in self.problems)

    @property
    def received_on(self) -> date:
        """The day of receipt."""
        found: date = self.submission["received_on"]
        return found

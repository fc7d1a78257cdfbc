"""What a duty is, what is found about it, and how its state follows."""

from dataclasses import dataclass, field
from datetime import date

from tests.reference.days import days_between
from tests.reference.model import Submission

NOT_REPORTED = "未报"
LATE, TWO, MONTH = "补录", "姓名对应两人", "只写到月"
TOO_LATE = "逾期完成"
BY_ANOTHER = "代联系"
MISTAKE_OPEN = "误登记待核"


@dataclass(frozen=True)
class Obligation:
    """One duty and its state. ``unclear`` says why, and is empty where the state is another.

    ``reported``: the ledger that would show it has come in (the product's list does not say).
    """

    indicator: str
    org: int
    period: str
    subject: str
    person: int | None
    due_on: date
    prove_by: date
    met_on: date | None
    state: str
    closed: bool
    unclear: frozenset[str]
    notes: frozenset[str]
    exempt: bool
    reported: bool = field(default=False, compare=False)

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What makes a duty unique."""
        return self.indicator, self.org, self.period, self.subject


@dataclass(frozen=True)
class Event:
    """A contact or care row tied to one person (``sure``) or to several possible ones."""

    kind: str
    person: int
    day: date
    month: bool
    sure: bool
    contact_key: int | None

    @property
    def days(self) -> set[date]:
        """The day, or all days of the month."""
        return days_between(self.day.replace(day=1), self.day) if self.month else {self.day}

    @property
    def report(self) -> tuple[str, int, date]:
        """What two reports of the same thing have in common."""
        return self.kind, self.person, self.day


@dataclass
class Finding:
    """What the evidence says about a duty before its state is worked out."""

    met_on: date | None = None
    accepted: bool = False
    late: bool = False
    unclear: set[str] = field(default_factory=set)
    contact_keys: set[int | None] = field(default_factory=set)


def state_of(*, met: bool, unclear: bool, as_of: date, due_on: date, prove_by: date, ledger: Submission | None) -> str:
    """The first that holds of met, unclear, missed, pending, awaiting. ``ledger``: of the quarter holding due_on."""
    if met:
        return "met"
    if unclear:
        return "unclear"
    if as_of > prove_by or (ledger is not None and ledger.received_on > due_on):
        return "missed"
    return "pending" if as_of <= due_on else "awaiting"

"""What a duty is, what is found about it, and how its state follows."""

from dataclasses import dataclass, field
from datetime import date

from tests.reference.days import month_of
from tests.reference.model import EventRow, Submission

NOT_REPORTED = "未报"
LATE, TWO, MONTH = "补录", "姓名对应两人", "只写到月"
TOO_LATE = "逾期完成"
BY_ANOTHER = "代联系"
MISTAKE_OPEN = "误登记待核"
SET_AFTER = "事后指定"
MAYBE_MEMBER = "联系人可能是流动党员"
OTHER_PRESENTER = "代为汇报人不是联系人"
NOT_TAKEN = "未纳入"


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
class Duty:
    """What is owed, before anything is known of whether it was done. ``proving``: the quarter whose ledger shows it."""

    indicator: str
    org: int
    period: str
    subject: str
    person: int | None
    due_on: date
    prove_by: date
    proving: int


@dataclass(frozen=True)
class Event:
    """A row of an event sheet as far as it means one person: ``sure``, or one of several possible ones.

    ``kind``: the sheet, ``item``: what sort of row (事项, 教育类别), where rows of a sheet differ by it.
    """

    kind: str
    item: str | None
    person: int
    day: date
    month: bool
    sure: bool
    ledger: Submission = field(repr=False)
    row: EventRow = field(repr=False)

    @property
    def days(self) -> set[date]:
        """The day, or all days of the month."""
        return month_of(self.day) if self.month else {self.day}

    @property
    def report(self) -> tuple[object, ...]:
        """What two reports of the same thing have in common."""
        return self.kind, self.item, self.person, self.day


@dataclass
class Finding:
    """What the evidence says about a duty before its state is worked out."""

    met_on: date | None = None
    accepted: bool = False
    late: bool = False
    unclear: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Window:
    """Days that count, and days that may: they part where a window hangs on a date known by its month only."""

    sure: frozenset[date]
    maybe: frozenset[date]


def window(*tries: set[date]) -> Window:
    """A window tried at every day of a month: inside all of the tries counts, inside any of them may count."""
    return Window(frozenset(set.intersection(*tries)), frozenset(set.union(*tries)))


def state_of(*, met: bool, unclear: bool, as_of: date, due_on: date, prove_by: date, ledger: Submission | None) -> str:
    """The first that holds of met, unclear, missed, pending, awaiting. ``ledger``: of the quarter holding due_on."""
    if met:
        return "met"
    if unclear:
        return "unclear"
    if as_of > prove_by or (ledger is not None and ledger.received_on > due_on):
        return "missed"
    return "pending" if as_of <= due_on else "awaiting"

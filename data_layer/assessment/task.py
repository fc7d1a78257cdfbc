"""What a branch has to hand in: which quarter, by when, what is in, what it owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data_layer import clock, quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.lists import ORDER, Duty, everything
from data_layer.assessment.view import View
from data_layer.indicators import catalogue
from data_layer.ledger.deadline import due_on
from data_layer.ledger.history import Submission, submissions
from data_layer.ledger.states import is_locked
from data_layer.organisations import tree
from data_layer.store import Store


@dataclass(frozen=True)
class Task:
    """One branch's quarter. ``left``: days to the deadline (negative: past it). ``ledger``: the one that counts now;
    ``versions``: every hand-in of the quarter, ``others`` those of other quarters, both newest first."""

    org: int
    quarter: int
    due_on: date
    left: int
    locked: bool
    ledger: Submission | None
    versions: tuple[Submission, ...]
    others: tuple[Submission, ...]

    @property
    def ended(self) -> bool:
        """The quarter's last day has passed."""
        return quarters.last_day(self.quarter) < clock.today()

    @property
    def returned(self) -> bool:
        """Staff sent the ledger back and no newer one came."""
        return self.ledger is not None and self.ledger.state == "returned"

    @property
    def may_withdraw(self) -> bool:
        """The branch may take the ledger back until its deadline."""
        return self.ledger is not None and self.left >= 0 and not self.locked


@remembered(256, own=True)
def task(store: Store, viewer: Viewer, view: View) -> Task:
    """What the branch of the view has to do for the view's quarter, as of today."""
    require_org(store, viewer, "submit", view.org)
    now, quarter = tree(store), quarters.parse_quarter(view.quarter)
    found = submissions(store, viewer, view.org)
    here = tuple(each for each in found if each.quarter == quarter and each.org == view.org)
    due = due_on(store, now, view.org, quarter)
    return Task(
        view.org,
        quarter,
        due,
        (due - clock.today()).days,
        is_locked(store, now, view.org, quarter),
        next((each for each in here if each.counted), None),
        here,
        tuple(each for each in found if each not in here),
    )


@remembered(256, own=True)
def quarter_due(store: Store, viewer: Viewer, org: int) -> str:
    """The quarter a branch should be dealing with: the last ended one until its deadline and until it is in, else the
    running one."""
    require_org(store, viewer, "submit", org)
    running = quarters.quarter_of(clock.today())
    ended = running - 1
    late = clock.today() > due_on(store, tree(store), org, ended)
    done = any(each.counted for each in submissions(store, viewer, org, ended))
    return quarters.quarter_text(running if done and late else ended)


@dataclass(frozen=True)
class Owed:
    """One thing the branch owes, with its indicator's name."""

    what: str
    indicator: str
    period: str
    duty: Duty


@dataclass(frozen=True)
class Open:
    """What of one indicator and period is in one state and not done: whom it concerns, by when at the earliest."""

    what: str
    indicator: str
    period: str
    state: str
    due_on: date
    who: tuple[str, ...]


#: What can still be done first; then what is unclear; what is missed already last.
_STILL = ("awaiting", "pending", "unclear", "silent", "missed")


def still_open(found: Sequence[Owed]) -> list[Open]:
    """What is not done, a line for each indicator, period and state: what falls due first on top."""
    held: dict[tuple[str, str, str, str], list[Duty]] = {}
    for each in found:
        if each.duty.state in _STILL:
            held.setdefault((each.what, each.indicator, each.period, each.duty.state), []).append(each.duty)
    made = [
        Open(*key, min(one.due_on for one in duties), tuple(one.who for one in duties)) for key, duties in held.items()
    ]
    return sorted(made, key=lambda each: (_STILL.index(each.state), each.due_on))


@remembered(256)
def owed(store: Store, viewer: Viewer, view: View) -> list[Owed]:
    """Everything the branch owes for the view's quarter, and for its half-year and year, unmet first."""
    require_org(store, viewer, "read", view.org)
    heads = {head.id: head for head in catalogue()}
    wanted = {(head.id, quarters.period_at(head.period, view.quarter)) for head in catalogue()}
    found = [
        Owed(heads[each.indicator].name, each.indicator, each.period, duty)
        for each, duty in everything(store, viewer, view, view.org)
        if (each.indicator, each.period) in wanted
    ]

    def order(each: Owed) -> tuple[object, ...]:
        duty = each.duty
        return ORDER.index(duty.state), duty.due_on, heads[each.indicator].number, duty.who, duty.subject

    return sorted(found, key=order)

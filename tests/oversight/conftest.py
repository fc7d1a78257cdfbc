"""A store with facts put in by hand, and a clock that tests move on."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from data_layer import clock
from tests.questions.ground import A, B, Ground

TURN = Callable[[date], None]


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> TURN:
    """Set the clock: ``turn(date(2026, 10, 20))`` makes it ten in the morning of that day."""

    def to(day: date) -> None:
        """From here on it is this day."""
        monkeypatch.setattr(clock, "today", lambda: day)
        monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 10))

    to(date(2026, 10, 20))
    return to


@pytest.fixture
def ground(turn: TURN) -> Iterator[Ground]:
    """Six organisations; A and B have two members away each, nobody of whom was contacted in the third quarter."""
    made = uncontacted()
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Ground]:
    """The same with its journal, made once for tests that do not mind each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2026, 10, 20))
        patch.setattr(clock, "now", lambda: datetime(2026, 10, 20, 10))
        made = uncontacted()
        with made.store.write() as w:
            w.touch([A, B])
    yield made
    made.store.close()


def uncontacted() -> Ground:
    """What both are."""
    made = Ground()
    for org, persons in ((A, (1, 2)), (B, (3, 4))):
        ledger = made.ledger(org)
        for person in persons:
            made.person(ledger, person)
            made.stay(ledger, person, person, date(2026, 5, 1), contact_key=9, contact_role="支部书记")
    return made

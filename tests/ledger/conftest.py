"""The day on which these tests take place."""

from datetime import datetime, timedelta

import pytest

from data_layer import clock
from data_layer.store import engine


@pytest.fixture
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the morning of 2026-11-23; every look at the clock is a second later."""
    ticks = iter(range(10**9))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9) + timedelta(seconds=next(ticks)))


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the journal of counts alone: these tests look at facts, and counting is most of an acceptance's time."""
    monkeypatch.setattr(engine, "BEFORE_COMMIT", [])

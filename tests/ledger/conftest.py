"""The day on which these tests take place."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from data_layer import clock


@pytest.fixture
def autumn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is the morning of 2026-11-23; every look at the clock is a second later."""
    ticks = iter(range(10**9))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9) + timedelta(seconds=next(ticks)))
    yield

"""The demo district and a store filled by hand, on one day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from data_layer import clock
from data_layer.store import Store
from tests.once import demo_file
from tests.questions.ground import DAY, Ground


@contextmanager
def on_the_day() -> Iterator[None]:
    """The day everything is asked on, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: DAY)
        patch.setattr(clock, "now", lambda: datetime(DAY.year, DAY.month, DAY.day, 10, 0))
        yield


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    """The day everything is asked on."""
    with on_the_day():
        yield


@pytest.fixture(scope="package")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Thirty branches over five quarters, with people who stand in two branches."""
    store = Store.open(demo_file(tmp_path_factory, DAY, branches=30, members=310, quarters=5, seed=11))
    yield store
    store.close()


@pytest.fixture
def ground(fixed_day: None) -> Iterator[Ground]:
    """An empty store with six organisations."""
    made = Ground()
    yield made
    made.store.close()

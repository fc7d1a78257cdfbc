"""What is dear to make is made once a run: the first process that wants it makes it, the others take a copy."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data_layer import clock, demo
from data_layer.store import Store

_PATIENCE = 600  # seconds


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A copy, this process's own, of the folder that ``make`` fills."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    place, done, failed = (shared / f"{name}{end}" for end in ("", ".done", ".failed"))
    try:
        place.mkdir()
    except FileExistsError:
        until = time.monotonic() + _PATIENCE
        while not done.exists():
            assert not failed.exists() and time.monotonic() < until, f"{name} was not made"
            time.sleep(0.1)
    else:
        try:
            make(place)
        except BaseException:
            failed.touch()
            raise
        done.touch()
    own = factory.mktemp(name)
    shutil.copytree(place, own, dirs_exist_ok=True)
    return own


def demo_file(factory: pytest.TempPathFactory, day: date, **size: Any) -> Path:
    """The closed file of a demo district as of a day, loaded at ten o'clock of it."""

    def make(place: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "today", lambda: day)
            patch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 10))
            store = Store.open(place / "ledger.duckdb")
            demo.load(store, **size, as_of=day)
            store.close()

    name = f"demo-{day}" + "".join(f"-{value}" for value in size.values())
    return made_once(factory, name, make) / "ledger.duckdb"

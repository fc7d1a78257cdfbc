"""The store's file written anew: what was erased is in no block of it, and the old one is filled with zeros."""

import gc
import os
from contextlib import suppress
from pathlib import Path

from data_layer.store import opening
from data_layer.store.engine import Store

_CHUNK = 1 << 20


def anew(store: Store) -> None:
    """Write the file of an open store anew, so that nothing erased is left in blocks no longer used. Readers wait.

    Raises OSError, StoreProblem; then the file is as it was.
    """
    if store.place == ":memory:":
        return
    with store.standing_still(), store._gate.shut():
        store._root.close()
        gc.collect()  # a cursor that an error still holds would keep the file open
        try:
            rewrite(Path(store.place), store.sealed_with)
        finally:
            store._root = opening.connect(store.place, store.sealed_with, threads=store._threads)


def rewrite(place: Path, key: str | None) -> None:
    """Replace a file nobody has open by a copy of its rows. Raises OSError, StoreProblem: then it is as it was."""
    part, old = place.with_name(f".{place.name}.anew"), place.with_name(f".{place.name}.old")
    _unlinked(old, place)
    for left in (part, old):
        if left.exists():
            overwrite(left)
    try:
        opening.recode(place, key, part, key)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        with suppress(OSError):  # where files have one name only, the old bytes go with the name
            os.link(place, old)
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
        _unlinked(old, place)
    if old.exists():
        overwrite(old)


def _unlinked(old: Path, place: Path) -> None:
    """Take the second name away where the first was not given to the copy: these are the store's own bytes."""
    if old.exists() and old.samefile(place):
        old.unlink()


def overwrite(file: Path) -> None:
    """Fill a file with zeros and take it away, as far as the system lets one."""
    try:
        with file.open("r+b") as stream:
            left = file.stat().st_size
            while left > 0:
                left -= stream.write(bytes(min(left, _CHUNK)))
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        file.unlink(missing_ok=True)

"""Written anew: the same rows, nothing of what went; cut short anywhere, the store is there."""

import os
import threading
from pathlib import Path

import pytest

from data_layer.store import Store, opening, rewriting


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store that has forgotten something; its file has not."""
    file = tmp_path / "ledger.duckdb"
    store = Store.open(file)
    cursor = store._cursor()
    for name, value in (("a", "xuanyuanmark"), ("b", "stays")):
        cursor.execute("INSERT INTO setting VALUES (?, ?, now()::TIMESTAMP)", [name, value])
    cursor.execute("CHECKPOINT app")
    cursor.execute("UPDATE setting SET value = 'gone' WHERE name = 'a'")
    cursor.close()
    store.close()
    assert b"xuanyuanmark" in file.read_bytes()
    return file


def values(store: Store) -> list[str]:
    """What the store still says."""
    rows = store.composed_rows("SELECT name, value FROM setting WHERE name IN ('a', 'b') ORDER BY name")
    return [row["value"] for row in rows]


def test_written_anew_beside_readers(place: Path) -> None:
    store = Store.open(place)
    read: list[list[str]] = []
    reading = threading.Thread(target=lambda: read.extend(values(store) for _ in range(30)))
    reading.start()
    rewriting.anew(store)
    reading.join()
    assert read == [["gone", "stays"]] * 30 and values(store) == ["gone", "stays"]
    with store.write() as w:
        w.append("setting", [{"name": "c", "value": "after"}])
    store.close()
    assert [each.name for each in place.parent.iterdir() if each.is_file()] == [place.name]
    assert b"xuanyuanmark" not in place.read_bytes()


def test_cut_short_at_each_step_the_store_is_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(place)
    for module, name in ((opening, "recode"), (os, "link"), (os, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, _fails)
            try:
                rewriting.anew(store)
            except OSError:
                pass
        assert values(store) == ["gone", "stays"], name
    store.close()
    os.link(place, place.with_name(f".{place.name}.old"))  # killed between the link and the new name
    store = Store.open(place)
    rewriting.anew(store)
    assert values(store) == ["gone", "stays"]
    store.close()


def _fails(*_: object) -> None:
    raise OSError(28, "no space")

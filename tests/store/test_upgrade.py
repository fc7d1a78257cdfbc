"""A store of every earlier schema comes up to this one: every row reads as before, every table is as a fresh one's."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from data_layer.store import Store, checking, engine

NUMBERS = sorted(int(file.name[:4]) for file in engine.MIGRATIONS.glob("*.sql"))
#: Rows that an upgrade works out anew: the hash of a name, how far the journal has looked ahead.
DERIVED = {"person_identity", "journal_refresh"}
_COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
    "WHERE table_catalog = 'app' ORDER BY ALL"
)
# A value for a column, by how its type begins.
_VALUES = {
    "VARCHAR": "'文'", "JSON": "'{}'", "BLOB": "'\\xAA'::BLOB", "DATE": "DATE '2026-01-05'", "BOOLEAN": "true",
    "TIMESTAMP": "TIMESTAMP '2026-01-05 10:00:00'", "UUID": "uuid()",
}  # fmt: skip


def value(kind: str) -> str:
    if kind.endswith("[]"):
        return f"[{value(kind.removesuffix('[]'))}]"
    return next((text for begin, text in _VALUES.items() if kind.startswith(begin)), "7")


def columns(store: Store) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.composed_rows(_COLUMNS):
        found.setdefault(row["table_name"], []).append(row)
    return found


@pytest.fixture(scope="module")
def fresh() -> dict[str, list[dict[str, Any]]]:
    return columns(Store(":memory:"))


@pytest.mark.parametrize("number", NUMBERS[:-1])
def test_every_row_of_an_earlier_schema_is_there_after_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fresh: dict[str, list[dict[str, Any]]]
) -> None:
    earlier = tmp_path / "migrations"
    earlier.mkdir()
    for file in engine.MIGRATIONS.glob("*.sql"):
        if int(file.name[:4]) <= number:
            shutil.copy(file, earlier)
    place = tmp_path / "s.duckdb"
    with monkeypatch.context() as patch:
        patch.setattr(engine, "MIGRATIONS", earlier)
        patch.setattr(Store, "_hash_names", lambda self: None)  # as the program of then
        old = Store.open(place)
    asked: dict[str, str] = {}
    for table, described in columns(old).items():
        names = ", ".join(f'"{each["column_name"]}"' for each in described)
        if table not in ("migration", "setting"):
            values = ", ".join(value(each["data_type"]) for each in described)
            old._cursor().execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
        asked[table] = f'SELECT {names} FROM "{table}" ORDER BY ALL'
    before = {table: old.composed_rows(sql) for table, sql in asked.items()}
    assert all(before.values())
    old.close()
    new = Store.open(place)
    assert columns(new) == fresh
    assert checking.schema(new) == NUMBERS[-1]
    for table, sql in asked.items():
        assert len(new.composed_rows(sql)) >= len(before[table])
        if table == "migration":
            assert before[table] == new.composed_rows(sql)[: number + 1]
        elif table not in DERIVED:
            assert new.composed_rows(sql) == before[table], table
    assert "migration" not in {fault.kind for fault in checking.check(new)}
    new.close()


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    from data_layer.store import StoreProblem

    place = tmp_path / "s.duckdb"
    store = Store.open(place)
    store._cursor().execute("INSERT INTO migration VALUES (9999, 'later', 'x', now()::TIMESTAMP)")
    store.close()
    before = place.read_bytes()
    with pytest.raises(StoreProblem, match="升级程序"):
        Store.open(place)
    assert place.read_bytes() == before

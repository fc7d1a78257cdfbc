"""Encrypted at rest: no marker on the disk, nothing plain with a key, nothing sealed without it, and another key."""

import hashlib
import json
from pathlib import Path

import pytest

from data_layer.__main__ import main
from data_layer.access import audit, local_administrator
from data_layer.store import Store, StoreProblem, backup, checking, keys, opening

MARKER = "欧阳标记甲"
WHO = local_administrator("tests")
BYTES = MARKER.encode()


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key file that the environment names."""
    file = tmp_path / "keys" / "key"
    file.parent.mkdir()
    keys.generate(file)
    monkeypatch.setenv("LEDGER_KEY_FILE", str(file))
    return file


def fill(store: Store) -> None:
    with store.write() as w:
        content = BYTES * 50
        digest = hashlib.sha256(content).hexdigest()
        w.append("kept_file", [{"sha256": digest, "size": len(content), "content": content}])
        w.append("setting", [{"name": f"note {n}", "value": f"{MARKER}{n}"} for n in range(50)])
    audit(store, WHO, "verify", object=MARKER)


def traces(where: Path) -> list[str]:
    """Files below a place that hold the marker."""
    files = [file for file in where.rglob("*") if file.is_file()]
    assert files
    return [file.name for file in files if BYTES in file.read_bytes()]


def test_no_file_on_the_disk_holds_what_the_store_holds(key: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s.duckdb")
    fill(store)
    assert (tmp_path / "s.duckdb.wal").stat().st_size > 1000, "not yet in the file itself"
    store._root.execute("SET memory_limit = '60MB'; SET threads = 1")
    store._root.execute(
        "CREATE TEMP TABLE much AS SELECT ? || i AS a, md5(i::VARCHAR) AS b FROM range(1500000) r(i)", [MARKER]
    )
    assert sum(file.stat().st_size for file in (tmp_path / "s.duckdb.tmp").iterdir()) > 1 << 20
    assert traces(tmp_path) == []
    store._root.execute("DROP TABLE much")
    made = backup.make(store, tmp_path / "kept")
    store.close()
    assert traces(tmp_path) == []
    assert opening.is_encrypted(made.file)


def test_the_search_would_find_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s.duckdb")
    fill(store)
    assert traces(tmp_path) == ["s.duckdb.wal"]
    store.close()


def test_with_another_key_and_with_none_it_says_so(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "s.duckdb"
    Store.open(place).close()
    monkeypatch.delenv("LEDGER_KEY_FILE")
    with pytest.raises(StoreProblem, match="没有配置密钥"):
        Store.open(place)
    monkeypatch.setenv("LEDGER_KEY", "x" * keys.SHORTEST)
    with pytest.raises(StoreProblem, match="密钥不对"):
        Store.open(place)
    monkeypatch.setenv("LEDGER_KEY", key.read_text())
    Store.open(place).close()


def test_with_a_key_nothing_plain_is_opened_or_made(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, fresh = tmp_path / "plain.duckdb", tmp_path / "fresh.duckdb"
    Store.open(plain, key=None).close()
    before = plain.read_bytes()
    with pytest.raises(StoreProblem, match="明文"):
        Store.open(plain)
    assert plain.read_bytes() == before
    monkeypatch.setattr(opening.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreProblem, match="缺少加密组件"):
        Store.open(fresh)
    assert not fresh.exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"LEDGER_KEY": ""}, "太短"),
        ({"LEDGER_KEY": "short"}, "太短"),
        ({"LEDGER_KEY_FILE": "missing"}, "读不到"),
        ({"LEDGER_KEY_FILE": "missing", "LEDGER_KEY": "x" * 40}, "请只留一个"),
    ],
)
def test_a_key_that_cannot_be_used_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, str(tmp_path / value) if name.endswith("FILE") else value)
    with pytest.raises(StoreProblem, match=words):
        Store.open(tmp_path / "s.duckdb")
    assert not (tmp_path / "s.duckdb").exists()


def test_a_key_is_never_written_over(key: Path) -> None:
    before = key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(StoreProblem, match="已存在"):
        keys.generate(key)
    assert key.read_bytes() == before


def test_a_new_key_by_backup_and_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plain → first key → second key, by the commands; nothing is lost on the way, and nothing goes back."""
    place, first, second = (str(tmp_path / name) for name in ("plain.duckdb", "first", "second"))
    store = Store.open(place)
    fill(store)
    counts = checking.counts(store)
    plain = str(backup.make(store, tmp_path / "kept").file)
    store.close()
    assert main(["--store", place, "--json", "verify"]) == 0
    assert json.loads(capsys.readouterr().out)["encrypted"] is False
    one, two = str(tmp_path / "one.duckdb"), str(tmp_path / "two.duckdb")
    assert main(["key", first]) == main(["key", second]) == 0
    assert main(["restore", plain, "--to", one, "--key", first]) == 0
    monkeypatch.setenv("LEDGER_KEY_FILE", first)
    assert main(["--store", one, "backup", str(tmp_path / "sealed")]) == 0
    sealed = str(next((tmp_path / "sealed").glob("*.duckdb")))
    monkeypatch.setenv("LEDGER_KEY_FILE", second)
    capsys.readouterr()
    assert main(["restore", sealed, "--to", two]) == 2
    assert "密钥不对" in capsys.readouterr().err
    assert main(["restore", sealed, "--to", two, "--old-key", first]) == 0
    capsys.readouterr()
    assert main(["--store", two, "--json", "verify"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "encrypted": True, "faults": []}
    again = Store.open(two)
    found = checking.counts(again)
    again.close()
    assert {**found, "audit_event": 0, "audit_link": 0} == {**counts, "audit_event": 0, "audit_link": 0}
    for file in (one, two, sealed):
        assert BYTES not in Path(file).read_bytes()
    monkeypatch.delenv("LEDGER_KEY_FILE")
    with pytest.raises(backup.BackupProblem, match="不会恢复成明文"):
        backup.restore(Path(sealed), tmp_path / "three.duckdb", old_key=keys.from_file(Path(first)))
    assert not list(tmp_path.glob("*three*")) and not list(tmp_path.glob(".*"))


def test_the_engines_own_words_never_show_the_key(key: Path, tmp_path: Path) -> None:
    place = tmp_path / "s'); \0.duckdb"
    with pytest.raises(StoreProblem) as refused:
        opening.connect(str(place), "geheim" * 8)
    assert "geheim" not in str(refused.value) and refused.value.__suppress_context__

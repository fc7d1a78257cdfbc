"""Backups: a copy that is whole, or nothing; the way back; what `verify` finds; a process killed at any moment."""

import errno
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_layer import demo
from data_layer.__main__ import main
from data_layer.access import Viewer, audit, local_administrator
from data_layer.oversight import keeping
from data_layer.store import Store, StoreProblem, anchors, backup, checking

ROOT = Path(__file__).resolve().parents[2]
SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of abc
KEPT = {"sha256": SHA, "size": 3, "content": b"abc"}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a kept file and three lines of the log."""
    file = tmp_path_factory.mktemp("once") / "s.duckdb"
    store = Store.open(file)
    with store.write() as w:
        w.append("kept_file", [KEPT])
    for action in ("backup", "verify", "backup"):
        audit(store, local_administrator("tests"), action)
    store.close()
    return file


@pytest.fixture
def place(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(made_once, tmp_path / "s.duckdb"))


def changed(place: Path, statement: str) -> list[str]:
    """What checking says after somebody changed the file by hand."""
    with duckdb.connect(str(place)) as by_hand:
        by_hand.execute(statement)
    store = Store.open(place)
    try:
        return [fault.kind for fault in checking.check(store)]
    finally:
        store.close()


def test_a_backup_holds_everything_and_comes_back_once(place: Path, tmp_path: Path) -> None:
    store = Store.open(place)
    made = backup.make(store, tmp_path / "kept")
    assert made.counts == checking.counts(store)
    audit(store, local_administrator("tests"), "backup")
    store.close()
    assert sorted(file.suffix for file in (tmp_path / "kept").iterdir()) == [".duckdb", ".json"]
    assert f"schema{made.schema:04}" in made.file.name
    back = backup.restore(made.file, tmp_path / "again.duckdb")
    assert back.counts == made.counts
    with pytest.raises(backup.BackupProblem, match="已存在"):
        backup.restore(made.file, tmp_path / "again.duckdb")


def test_only_so_many_are_kept(place: Path, tmp_path: Path) -> None:
    store = Store.open(place)
    made = [backup.make(store, tmp_path / "kept", keep=2).file for _ in range(3)]
    assert [each.file for each in backup.listed(tmp_path / "kept")] == [made[2], made[1]]
    assert not made[0].exists()
    store.close()


def test_a_damaged_backup_is_not_restored(place: Path, tmp_path: Path) -> None:
    store = Store.open(place)
    made = backup.make(store, tmp_path / "kept")
    store.close()
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 1
    made.file.write_bytes(content)
    (tmp_path / "text.duckdb").write_text("no store")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    for file in (made.file, tmp_path / "text.duckdb", tmp_path / "other.duckdb", tmp_path / "missing.duckdb"):
        with pytest.raises(backup.BackupProblem, match="没有恢复|找不到"):
            backup.restore(file, tmp_path / "again.duckdb")
    assert not list(tmp_path.glob("*again*"))


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "目录只读"), (errno.EACCES, "权限")]
)
def test_a_disk_that_refuses_is_said_and_nothing_is_lost(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    store = Store.open(place)
    first = backup.make(store, tmp_path / "kept", keep=1)

    def refuse(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup, "copy", refuse)
    with pytest.raises(StoreProblem, match=words):
        backup.make(store, tmp_path / "kept", keep=1)
    assert [each.file for each in backup.listed(tmp_path / "kept")] == [first.file]
    assert not list((tmp_path / "kept").glob(".*"))
    audit(store, local_administrator("tests"), "backup")  # the store goes on
    store.close()


def test_copying_says_the_number_of_the_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backup.copy(tmp_path / "missing", tmp_path / "target")


def test_what_was_changed_by_hand_is_found(place: Path) -> None:
    assert changed(place, "SELECT 1") == []
    assert changed(place, "UPDATE kept_file SET content = 'abd'::BLOB") == ["file"]
    assert changed(place, "UPDATE migration SET sha256 = 'x' WHERE number = 2") == ["migration", "file"]


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_event SET actor = 'x' WHERE action = 'verify'",
        "DELETE FROM audit_event WHERE action = 'verify'",
        "DELETE FROM audit_link WHERE event = 2; DELETE FROM audit_event WHERE event = 2",
        "INSERT INTO audit_event BY NAME SELECT 99 AS event, 'verify' AS action, now()::TIMESTAMP AS recorded_at",
    ],
)
def test_a_log_changed_by_hand_is_found(place: Path, act: str) -> None:
    assert set(changed(place, act)) == {"log"}


def test_a_log_cut_at_its_end_no_longer_fits_the_note_of_a_backup(place: Path, tmp_path: Path) -> None:
    store = Store.open(place)
    anchor = backup.make(store, tmp_path / "kept").head
    store.close()
    assert anchor
    assert changed(place, "DELETE FROM audit_link WHERE event = 3; DELETE FROM audit_event WHERE event = 3") == []
    store = Store.open(place)
    assert [event for event, _ in store.log_broken([anchor])] == [3]
    store.close()


def test_a_log_cut_at_its_end_no_longer_fits_the_line_of_the_day(place: Path, tmp_path: Path) -> None:
    """One line a day beside the backups, also where no backup is made; it outlives the backups' own notes."""
    store, where = Store.open(place), tmp_path / "kept"
    assert anchors.note(store, where, date(2026, 11, 20)) and not anchors.note(store, where, date(2026, 11, 20))
    assert anchors.note(store, where, date(2026, 11, 21))
    assert [event for event, _ in anchors.noted(where)] == [3, 3]
    assert store.log_broken(anchors.noted(where)) == []
    store.close()
    assert changed(place, "DELETE FROM audit_link WHERE event = 3; DELETE FROM audit_event WHERE event = 3") == []
    store = Store.open(place)
    assert [event for event, _ in store.log_broken(anchors.noted(where))] == [3]
    with pytest.raises(KeyError):
        audit(store, local_administrator("tests"), "something new")
    store.close()


def test_a_store_from_before_the_chain_is_not_accused(place: Path) -> None:
    assert changed(place, "DELETE FROM audit_link") == []
    store = Store.open(place)
    audit(store, local_administrator("tests"), "backup")
    assert store.log_broken() == []
    store.close()


def test_counts_that_are_not_the_lists_are_found(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "ledger.duckdb")
    demo.load(store, branches=4, members=16, quarters=2)
    who = local_administrator("tests")
    assert keeping.verify(store, who) == []
    with store.write() as w:
        row = w.composed_rows("SELECT * FROM journal LIMIT 1")[0]
        w.append("journal", [row])
    assert [fault.kind for fault in keeping.verify(store, who)] == ["journal"]
    store.close()


def test_the_commands(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ("--store", str(place), "--json")
    assert main([*store, "backup", str(tmp_path / "kept")]) == 0
    made = json.loads(capsys.readouterr().out)
    assert main([*store, "verify"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "encrypted": False, "faults": []}
    assert main(["restore", made["file"], "--to", str(tmp_path / "again.duckdb")]) == 0
    assert main(["restore", made["file"], "--to", str(tmp_path / "again.duckdb")]) == 2
    changed(place, "UPDATE kept_file SET content = 'abd'::BLOB")
    capsys.readouterr()
    assert main([*store, "verify"]) == 1
    assert [fault["kind"] for fault in json.loads(capsys.readouterr().out)["faults"]] == ["file"]
    running = Store.open(place)
    program = [sys.executable, "-m", "data_layer", "--store", str(place), "backup", str(tmp_path / "kept")]
    refused = subprocess.run(program, cwd=ROOT, capture_output=True, check=False)
    running.close()
    assert refused.returncode == 2
    assert "请在网页上操作" in refused.stderr.decode()


def test_copying_leaves_the_lock_of_the_store_in_place(place: Path, tmp_path: Path) -> None:
    store = Store.open(place)
    backup.make(store, tmp_path / "kept")
    other = f"from data_layer.store import Store\nStore.open({str(place)!r})"
    refused = subprocess.run([sys.executable, "-c", other], cwd=ROOT, capture_output=True, check=False)
    store.close()
    assert b"StoreInUse" in refused.stderr


def test_only_who_may() -> None:
    from data_layer.access import NoAccess

    store = Store(":memory:")
    for act in (keeping.verify, keeping.kept, keeping.back_up):
        with pytest.raises(NoAccess):
            act(store, Viewer(3, "nobody", ()))

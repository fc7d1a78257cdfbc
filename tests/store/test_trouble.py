"""A full disk, no permission, a damaged file, a clock set back: clear words, and nothing is lost."""

import os
import subprocess
import sys
import textwrap
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data_layer import clock
from data_layer.access import audit, local_administrator
from data_layer.oversight import keeping
from data_layer.store import Store, StoreProblem, backup, checking

ROOT = Path(__file__).resolve().parents[2]
WHO = local_administrator("tests")


def run(code: str, *arguments: object) -> str:
    """Standard output of a program of its own: limits and users are a process's."""
    program = [sys.executable, "-X", "utf8", "-c", textwrap.dedent(code), *map(str, arguments)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.name != "posix", reason="limits of a process")
def test_a_full_disk_is_said_nothing_is_lost_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    code = """
        import resource, sys
        from data_layer.store import Store, StoreProblem, backup
        store = Store.open(sys.argv[1])
        def keep(n, size):
            with store.write() as w:
                w.append("audit_event", [{"event": n, "action": "noted"}])
                w.append("kept_file", [{"sha256": str(n), "size": size, "content": bytes(size)}])
        keep(1, 1000)
        free = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, free[1]))
        kept, n = [1], 2
        while n < 50:
            try:
                keep(n, 50_000)
            except StoreProblem as problem:
                print(problem)
                break
            kept.append(n)
            n += 1
        try:
            backup.make(store, __import__("pathlib").Path(sys.argv[2]))
        except StoreProblem as problem:
            print(problem)
        print(len(store.composed_rows("SELECT event FROM audit_event")) == len(kept))
        keep(100, 10)
        resource.setrlimit(resource.RLIMIT_FSIZE, free)
        keep(101, 100_000)
        store.close()
        store = Store.open(sys.argv[1])
        there = sorted(int(row["sha256"]) for row in store.composed_rows("SELECT sha256 FROM kept_file"))
        events = sorted(row["event"] for row in store.composed_rows("SELECT event FROM audit_event"))
        print(there == events == [*kept, 100, 101])
    """
    said = run(code, tmp_path / "s.duckdb", tmp_path / "kept").splitlines()
    assert "磁盘写不进去" in said[0] and "磁盘写不进去" in said[1]
    assert said[2:] == ["True", "True"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="becomes somebody without rights")
def test_without_permission_it_says_so(tmp_path: Path) -> None:
    Store.open(tmp_path / "s.duckdb").close()
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    (tmp_path / "s.duckdb").chmod(0o600)
    code = """
        import os, sys
        from data_layer.store import Store, StoreProblem
        os.setegid(65534), os.seteuid(65534)
        for place in sys.argv[1:]:
            try:
                Store.open(place)
            except StoreProblem as problem:
                print(problem)
    """
    said = run(code, tmp_path / "s.duckdb", tmp_path / "new.duckdb", tmp_path / "below" / "new.duckdb").splitlines()
    assert len(said) == 3 and all("权限" in line for line in said), said


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a store with something in it."""
    place = tmp_path_factory.mktemp("whole") / "s.duckdb"
    store = Store.open(place)
    with store.write() as w:
        w.append("kept_file", [{"sha256": "x", "size": 400_000, "content": os.urandom(400_000)}])
    store.close()
    return place.read_bytes()


@pytest.mark.parametrize("damage", ["head", "middle", "cut"])
def test_a_damaged_file_is_named_as_such_and_left_as_it_is(tmp_path: Path, whole: bytes, damage: str) -> None:
    place, content = tmp_path / "s.duckdb", bytearray(whole)
    if damage == "cut":
        content = content[: len(content) // 2]
    else:
        for at in range(100, 12000, 500) if damage == "head" else range(300_000, 600_000, 1000):
            content[at] ^= 255
    place.write_bytes(content)
    with pytest.raises(StoreProblem, match="损坏"):
        Store.open(place).composed_rows("SELECT md5(content) AS m FROM kept_file")
    assert len(place.read_bytes()) >= len(content)


def test_a_clock_set_back_is_said_and_the_newest_backup_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(tmp_path / "s.duckdb")
    audit(store, WHO, "backup")
    held = [backup.make(store, tmp_path / "kept", keep=2).file for _ in range(2)]
    assert checking.clock_set_back(store) is None
    past = clock.now() - timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: datetime(past.year, past.month, past.day))
    assert "clock" in {fault.kind for fault in keeping.verify(store, WHO)}
    made = backup.make(store, tmp_path / "kept", keep=2)
    assert made.file.exists() and {each.file for each in backup.listed(tmp_path / "kept")} == {made.file, held[1]}
    store.close()

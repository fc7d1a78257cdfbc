"""A command while another part of the process, or another process, holds the file: over the socket, the same result."""

import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from data_layer.__main__ import run_for
from data_layer.access import directory
from data_layer.commands import beside
from data_layer.store import Store
from data_layer.store.backup import listed

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a socket of the file system")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store held open by who also listens for commands."""
    store = Store.open(tmp_path_factory.mktemp("held") / "s.duckdb")
    listener = beside.Listener(store.place, partial(run_for, store))
    yield store
    listener.stop()
    assert not beside.place(store.place).exists()
    store.close()


def typed(held: Store, *words: str, where: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "data_layer", "--store", held.place, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        program, cwd=where, env=environment, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_command_in_another_process_is_run_here_with_its_paths_there(held: Store, tmp_path: Path) -> None:
    before = os.getcwd()
    done = typed(held, "--json", "backup", "kept", where=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "已备份" in done.stderr
    file = Path(json.loads(done.stdout)["file"])
    assert [each.file.name for each in listed(tmp_path / "kept")] == [file.name]
    assert os.getcwd() == before
    log = held.composed_rows("SELECT actor FROM audit_event WHERE action = 'backup'")
    assert log, "noted in the log of the store that is held"


def test_the_socket_is_its_owners(held: Store) -> None:
    assert stat.S_IMODE(beside.place(held.place).stat().st_mode) == 0o600


def test_a_password_is_typed_at_the_terminal(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add = ["accounts", "add", "guanli", "--role", "administrator"]
    for password, status in (("short", 2), ("correct-horse-77", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        assert beside.ask(held.place, add) == status
    assert directory.by_name(directory.everyone(held), "guanli")


def test_problems_come_back_as_they_were_said(held: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert beside.ask(held.place, ["--as", "nobody", "verify"]) == 2
    assert "没有名为“nobody”的账号" in capsys.readouterr().err
    assert beside.ask(held.place, ["no-such-command"]) == 2
    assert "没有认出" in capsys.readouterr().err


def test_where_nobody_answers_the_command_says_what_to_do(tmp_path: Path) -> None:
    assert beside.ask(tmp_path / "s.duckdb", ["verify"]) is None
    beside.place(tmp_path / "s.duckdb").touch()
    assert beside.ask(tmp_path / "s.duckdb", ["verify"]) is None

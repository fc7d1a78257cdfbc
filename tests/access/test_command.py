"""``python -m data_layer accounts …``: exit status, password from standard input, the JSON."""

import io
import json
from pathlib import Path

import pytest

from data_layer.__main__ import main
from data_layer.access import directory, signin
from data_layer.store import Store
from tests.access.conftest import PASSWORD, district


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tests.access.conftest.Store", lambda _: Store(tmp_path / "ledger.duckdb"))
    district().close()
    return tmp_path / "ledger.duckdb"


def run(place: Path, monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    return main(["--store", str(place), *words])


def test_add_list_reset_disable(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ("accounts", "add", "lishi", "--role", "leader", "--org", "A1")
    assert run(place, monkeypatch, *add, typed="short") == 2
    assert run(place, monkeypatch, *add[:-1], "A9", typed=PASSWORD) == 2
    assert run(place, monkeypatch, *add[:-2], typed=PASSWORD) == 2
    assert run(place, monkeypatch, *add, typed=PASSWORD) == 0
    assert run(place, monkeypatch, *add, typed=PASSWORD) == 2, "the name is taken"
    capsys.readouterr()
    assert run(place, monkeypatch, "accounts", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    grant = {"role": "leader", "org_code": "A1", "from": None, "until": None, "purpose": None}
    assert [(each["name"], each["disabled"], each["grants"]) for each in listed] == [("lishi", False, [grant])]
    assert run(place, monkeypatch, "accounts", "reset", "lishi", typed="another-horse-78") == 0
    store = Store(place)
    assert signin.sign_in(store, "lishi", "another-horse-78").must_change
    store.close()
    assert run(place, monkeypatch, "accounts", "disable", "lishi") == 0
    assert run(place, monkeypatch, "accounts", "disable", "nobody") == 2
    assert run(place, monkeypatch, "accounts", "revoke", "lishi", "--role", "leader") == 0
    store = Store(place)
    found = directory.by_name(directory.everyone(store), "lishi")
    store.close()
    assert found and found.disabled and not found.held


def test_acting_as_an_account_has_its_rights_only(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, role, code in (("admin1", "administrator", "A1"), ("staff1", "staff", "A1")):
        assert run(place, monkeypatch, "accounts", "add", name, "--role", role, "--org", code, typed=PASSWORD) == 0
    inside = ("accounts", "add", "zhibu", "--role", "branch", "--org", "A11")
    assert run(place, monkeypatch, "--as", "staff1", *inside, typed=PASSWORD) == 2
    assert run(place, monkeypatch, "--as", "nobody", *inside, typed=PASSWORD) == 2
    assert run(place, monkeypatch, "--as", "admin1", *inside[:-1], "A21", typed=PASSWORD) == 2
    assert run(place, monkeypatch, "--as", "admin1", *inside, typed=PASSWORD) == 0

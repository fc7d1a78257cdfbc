"""The whole dashboard with a key: set up, a ledger handed in, stopped, started again; the disk holds no name."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from data_layer.ledger.columns import COVER, MEMBERS, SPELLS
from data_layer.store import keys
from tests.browser.driver import ROOT, serve
from tests.ledger.desk import away, member
from tests.ledger.workbooks import id_number, sheets_of, workbook

UNIT, BRANCH, WHO = "望澜区标记甲街道党工委", "标记乙社区党支部", "轩辕标记"
PASSWORD = "五月的风 quiet-harbour-41"


def command(store: Path, *words: str) -> str:
    """A command beside the running dashboard; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "data_layer", "--store", str(store), *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ledger() -> bytes:
    facts = {
        "党组织名称": BRANCH, "党组织代码": "099101", "填报季度": "2026Q2", "填报时间": "2026-07-05",
        "核对日期": "2026-07-05", "会同联系人": "全体联系人", "党员总数": 20, "流动党员数": 1, "台账负责人": "钱顺",
        "负责人职务": "支部书记", "联系电话": "19900000001", "本季度变化": "有变化",
    }  # fmt: skip
    sheets = {COVER: [facts], MEMBERS: [member(WHO, id_number(7))], SPELLS: [away(WHO, 联系人确定日期="2026-03-01")]}
    return workbook(sheets_of(sheets))


def test_nothing_of_it_can_be_read_off_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, place = tmp_path / "keys" / "key", tmp_path / "disk" / "ledger.duckdb"
    for folder in (key.parent, place.parent, tmp_path / "given"):
        folder.mkdir()
    keys.generate(key)
    monkeypatch.setenv("LEDGER_KEY_FILE", str(key))
    monkeypatch.setenv("TMPDIR", str(place.parent))
    orgs = tmp_path / "given" / "orgs.csv"
    orgs.write_text(
        f"党组织代码,党组织名称,上级党组织代码,类型,成立日期\n0991,{UNIT},,党工委,2008-07-01\n"
        f"099101,{BRANCH},0991,党支部,2008-07-01\n",
        encoding="utf-8",
    )
    (tmp_path / "given" / "台账.xlsx").write_bytes(ledger())
    with serve(place, place.parent / "server.log") as running:
        with httpx.Client(base_url=running.url, headers={"origin": running.url}) as browser:
            first = {"first": "1", "name": "管理员", "password": PASSWORD, "again": PASSWORD}
            assert browser.post("/auth/login", data=first).status_code == 303
        command(place, "orgs", "import", str(orgs))
        command(place, "parameters", "set", "start_quarter", "2026Q2", "--org", "0991", "--from", "2026-04-01")
        given = str(tmp_path / "given" / "台账.xlsx")
        command(place, "ledger", "submit", given, "--received", "2026-07-06", "--reason", "纸质报送")
        command(place, "backup", str(place.parent / "kept"))
        before = command(place, "indicators", "--json")
        assert "099101" in before
        assert running.errors() == ""
    with serve(place, place.parent / "again.log") as running:
        with httpx.Client(base_url=running.url, headers={"origin": running.url}) as browser:
            entered = browser.post("/auth/login", data={"name": "管理员", "password": PASSWORD})
            assert entered.status_code == 303 and browser.get("/overview").status_code == 200
        assert json.loads(command(place, "indicators", "--json")) == json.loads(before)
        assert running.errors() == ""
    files = [file for file in place.parent.rglob("*") if file.is_file()]
    assert len(files) >= 5
    for mark in (WHO, BRANCH, UNIT, id_number(7), "19900000001"):
        assert [file.name for file in files if mark.encode() in file.read_bytes()] == [], mark

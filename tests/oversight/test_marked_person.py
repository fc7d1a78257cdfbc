"""One person nobody else is called like, led through hand-in, reading, revealing, findings and exports: where he is
written down, and where he must not be."""

import logging
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data_layer import clock
from data_layer.access import NoAccess, local_administrator
from data_layer.assessment.findings import history, kept_file
from data_layer.assessment.view import view_of
from data_layer.books import apart
from data_layer.documents.pack import pack
from data_layer.ledger import calls, marking, service
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.evidence import SENSITIVE, evidence, reveal
from data_layer.ledger.history import original
from data_layer.oversight import findings as acts
from data_layer.oversight.privacy.holdings import holdings
from data_layer.store import engine
from tests.ledger.desk import Desk, away, contact, member
from tests.ledger.workbooks import id_number
from tests.questions.ground import viewer

NAME, NUMBER, PHONE, HOME, WHY = "轩辕标记", id_number(77, "19790909"), "19912345678", "标记巷七号", "标记的病因"
MARKS = (NAME, NUMBER, PHONE, HOME, WHY)
ME = local_administrator("tests")


@pytest.fixture(scope="module")
def led() -> Iterator[tuple[Desk, list[str]]]:
    """The store after all of that, and every name of a file and every refusal on the way."""
    with pytest.MonkeyPatch.context() as patch:
        ticks = iter(range(10**9))
        patch.setattr(clock, "now", lambda: datetime(2026, 4, 20, 9) + timedelta(seconds=next(ticks)))
        patch.setattr(clock, "today", lambda: date(2026, 4, 20))
        patch.setattr(engine, "BEFORE_COMMIT", [])
        desk = Desk()
        said: list[str] = []
        sheets = {
            "基本信息": [member(NAME, NUMBER, 本人电话=PHONE, 家庭住址=HOME, 是否困难党员="是", 困难原因=WHY)],
            "管理信息": [away(NAME, 外出原因=f"{NAME}随家人外出")],
            "联系记录": [contact(NAME, "2026-02-10", 联系内容=f"{NAME}说近来很好，电话{PHONE}")],
        }
        spoilt = {"基本信息": [member(NAME, NUMBER[:-1], 入党日期="看不清")], "管理信息": sheets["管理信息"]}
        try:
            desk.hand_in("2026Q1", **spoilt)  # type: ignore[arg-type]
        except LedgerProblem as problem:
            said.append(f"{problem}")
        checked = service.check(desk.store, ME, "台账.xlsx", desk.file("2026Q1", **spoilt))  # type: ignore[arg-type]
        marking.mark("台账.xlsx", desk.file("2026Q1", **spoilt), checked.problems)  # type: ignore[arg-type]
        desk.hand_in("2026Q1", **sheets)  # type: ignore[arg-type]
        org = desk.org("0101")
        with pytest.raises(NoAccess) as refused:
            reveal(desk.store, ME, 1, "基本信息", 3, "本人电话", "好奇")
        said.append(f"{refused.value}")
        assert reveal(desk.store, ME, 1, "基本信息", 3, "本人电话", "核对身份") == PHONE
        original(desk.store, ME, 1, "督查核实")
        calls.phones(desk.store, ME, org, 2026 * 4)
        said.append(calls.workbook(desk.store, ME, org, 2026 * 4)[0])
        view = view_of(desk.store, ME, "0101", "2026Q1", None, branches=None)
        opening = acts.Opening(f"{NAME}（{PHONE}）没有联系", date(2026, 5, 20))
        number = acts.open_finding(desk.store, ME, org, opening)
        acts.answer(desk.store, ME, number, f"已联系{NAME}", [(f"{NAME}.pdf", b"%PDF-1.7 x %%EOF")])
        files = [file for step in history(desk.store, ME, view, org, number) for file in step.files]
        kept_file(desk.store, ME, files[0].event, files[0].nth)
        pack(desk.store, ME, org, kind="docx")
        yield desk, said
        desk.store.close()


def test_every_table_says_what_it_holds_and_only_those_of_identity_hold_him(led: tuple[Desk, list[str]]) -> None:
    store = led[0].store
    tables = {row["table_name"] for row in store.rows("store/tables", {"column": None})}
    assert {each.table for each in holdings()} == tables
    for each in holdings():
        columns = store.composed_rows(f'DESCRIBE "{each.table}"')
        assert set(each.texts) <= {row["column_name"] for row in columns}
        for row in store.composed_rows(f'SELECT * FROM "{each.table}"'):
            rest = {name: value for name, value in row.items() if name not in each.texts and name != "content"}
            assert not [mark for mark in MARKS if mark in f"{rest}"], each.table


def test_the_log_says_who_looked_and_why_and_never_at_whom(led: tuple[Desk, list[str]]) -> None:
    desk, said = led
    log = desk.table("audit_event")
    assert {"reveal", "ledger_file", "call_list", "finding_file", "pack"} <= {line["action"] for line in log}
    assert [line["object"] for line in log if line["action"] == "reveal"][0].endswith("核对身份")
    assert not [mark for mark in MARKS if mark in f"{log}{said}"]


def test_whoever_may_not_see_names_meets_him_nowhere_in_the_cells(led: tuple[Desk, list[str]]) -> None:
    store = led[0].store
    leader = viewer("leader", led[0].org("01"))
    for sheet in ("基本信息", "管理信息", "联系记录"):
        seen = evidence(store, leader, 1, sheet, 3)
        assert seen is not None and seen.marked
        assert not [mark for mark in MARKS if mark in f"{seen}"], sheet
    members = evidence(store, ME, 1, "基本信息", 3)
    assert members is not None and SENSITIVE in [spot.text for spot in members.marked]
    assert reveal(store, ME, 1, "基本信息", 3, "困难原因", "督查核实") == WHY


def test_nothing_is_left_on_disk_or_said_to_the_log(
    led: tuple[Desk, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Files come in, damaged ones too, and go out; what works on them leaves nothing behind."""
    desk = led[0]
    apart.end_all()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    good = desk.file("2026Q1", 基本信息=[member(NAME, NUMBER)], 管理信息=[away(NAME)])
    with caplog.at_level(logging.DEBUG):
        checked = service.check(desk.store, ME, "台账.xlsx", good)
        marking.mark("台账.xlsx", good, checked.problems)
        for broken in (good[: len(good) // 2], NAME.encode(), good.replace(b"sheet1", b"sheet9")):
            service.check(desk.store, ME, "台账.xlsx", broken)
        pack(desk.store, ME, desk.org("0101"), kind="pdf")
        calls.workbook(desk.store, ME, desk.org("0101"), 2026 * 4)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
    apart.end_all()
    assert not list(tmp_path.iterdir())
    assert not [mark for mark in MARKS if mark in caplog.text]

"""What a branch said its words mean: asked with samples, used, kept by branch, forgotten; nothing maps by likeness."""

import io
from copy import deepcopy
from typing import Any

import pytest
import xlsxwriter

from data_layer.access import Grant, NoAccess, Viewer
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.columns import column_table, headers, label_key
from data_layer.ledger.evidence import evidence
from data_layer.ledger.learned import forget, learn, learned
from data_layer.ledger.meanings import Meaning, header_choices, likely, meanings_of
from data_layer.ledger.model import Ask, Reading, Used
from data_layer.ledger.reading import read_ledger
from data_layer.ledger.service import check
from tests.ledger.desk import VIEWER, WANG, Desk, away, contact, cover, member
from tests.ledger.workbooks import HEADER, RECEIVED, Sheets, clean, found, place, sheets_of, workbook

CITY = Meaning("管理信息", "", "流向城市", "流向城市", "外出地点")
RANGE = Meaning("管理信息", "流动范围", "外省", "外省", "跨省流动")


def renamed(sheets: Sheets, kind: str, **names: str) -> Sheets:
    """The sheets with headers of one sheet written otherwise."""
    header = sheets[kind][HEADER - 1]
    sheets[kind][HEADER - 1] = [names.get(text, text) for text in header]
    return sheets


def read(sheets: Sheets, *told: Meaning) -> Reading:
    return read_ledger("a.xlsx", workbook(sheets), received_on=RECEIVED, recall=lambda cover: meanings_of(told))


def changed(kind: str, **cells: Any) -> Sheets:
    ledger = deepcopy(clean())
    ledger[kind][0] |= cells
    return sheets_of(ledger)


def test_an_unknown_header_is_asked_about_with_samples_and_free_columns() -> None:
    reading = read(renamed(sheets_of(clean()), "管理信息", 外出地点="流向城市"))
    (ask,) = reading.asks
    assert (ask.sheet, ask.column, ask.key, ask.text) == ("管理信息", "", "流向城市", "流向城市")
    assert ask.samples == ("海州市",) and ask.places == (f"管理信息 {place('管理信息', '外出地点', -1)}",)
    assert "外出地点" in ask.choices and "外出日期" not in ask.choices and ask.choices[-1] == ""
    assert reading.tables["管理信息"][0].value("外出地点") is None
    assert reading.unmapped == [("管理信息", place("管理信息", "外出地点", -1), "流向城市")]


def test_an_answer_is_used_and_said() -> None:
    reading = read(renamed(sheets_of(clean()), "管理信息", 外出地点="流 向 城市（市）"), CITY)
    assert reading.asks == [] and found(reading) == []
    assert reading.tables["管理信息"][0].value("外出地点") == "海州市"
    assert reading.used == [Used("管理信息", "", "流向城市", "流向城市", "外出地点")]
    assert read(sheets_of(clean()), CITY).used == [], "what is not in the file was not used"


def test_a_column_that_is_not_used_is_left_in_peace() -> None:
    sheets = sheets_of(clean())
    for row in sheets["管理信息"][HEADER - 1 :]:
        row.append("内部编码" if row[0] == "行号" else "7")
    assert [code for _, code, _, _ in found(read(sheets))] == ["column_unknown"]
    reading = read(sheets, Meaning("管理信息", "", "内部编码", "内部编码", ""))
    assert found(reading) == [] and reading.unmapped == [] and len(reading.used) == 1


def test_answers_make_a_header_row_known() -> None:
    """A sheet whose every header is its branch's own is found by what was said before."""
    sheets = sheets_of({**clean(), "双向管理": clean()["双向管理"]})
    sheets["双向管理"] = [["谁", "对方", "哪天", "何事"], ["王晓", "海州第一党支部", "2026-08-07", "信息通报"]]
    names = {"谁": "姓名", "对方": "对方党组织", "哪天": "日期", "何事": "事项"}
    told = [Meaning("双向管理", "", key, key, means) for key, means in names.items()]
    (row,) = read(sheets, *told).tables["双向管理"]
    assert row.value("事项") == "信息通报" and row.value("姓名") == ("王晓",)


def test_a_header_under_a_merged_one_is_asked_about_with_it_and_said_again() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    ledger = clean()
    for name, rows in sheets_of({kind: ledger[kind] for kind in ("封面", "基本信息")}).items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    page = book.add_worksheet("管理信息")
    for column, text in enumerate(("姓名", "流动方向", "外出日期", "外出原因", "外出地点", "联系人身份")):
        page.merge_range(0, column, 1, column, text)
    page.merge_range("G1:H1", "帮带干部")
    page.write_row(1, 6, ["称呼", "手机号"])
    page.write_row(2, 0, ["王晓", "流出", "2025-03-05", "务工", "海州市", "支部书记", "钱顺", "19900000001"])
    book.close()

    def reading(*told: Meaning) -> Reading:
        return read_ledger("a.xlsx", buffer.getvalue(), received_on=RECEIVED, recall=lambda cover: meanings_of(told))

    asks = reading().asks
    assert [each.key for each in asks] == ["帮带干部称呼", "帮带干部手机号"] and asks[1].samples == ("19900000001",)
    told = [Meaning("管理信息", "", a.key, a.text, m) for a, m in zip(asks, ("联系人", "联系人电话"), strict=True)]
    (row,) = reading(*told).tables["管理信息"]
    assert (row.value("联系人"), row.value("联系人电话")) == ("钱顺", "19900000001")
    assert [each.means for each in reading(*told).used] == ["联系人", "联系人电话"] and not reading(*told).asks


def test_a_sheet_of_another_name() -> None:
    sheets = sheets_of(clean())
    sheets["打电话本"] = sheets["联系记录"][1:]  # beside the sheet of that name not read by its columns
    reading = read(sheets)
    (ask,) = [each for each in reading.asks if not each.sheet]
    assert "联系记录" in ask.choices and "封面" not in ask.choices and "姓名" in ask.samples
    reading = read(sheets, Meaning("", "", ask.key, ask.text, "联系记录"))
    assert len(reading.tables["联系记录"]) == 2 and found(reading) == [] and len(reading.used) == 1
    assert found(read(sheets, Meaning("", "", ask.key, ask.text, ""))) == []


@pytest.mark.parametrize("trap", ["流出地", "流入地", "联系方式", "联系人", "时间", "联系方式（手机）", "流 入 地"])
@pytest.mark.parametrize("kind", ["基本信息", "关爱帮扶", "管理信息"])
def test_a_trap_is_never_mapped_and_nothing_is_suggested(kind: str, trap: str) -> None:
    if label_key(trap) in headers(kind):
        return
    sheets = renamed(sheets_of(clean()), kind, 备注=trap, 帮扶人=trap)
    reading = read(sheets)
    codes = [code for _, code, _, _ in found(reading)]
    assert "column_ambiguous" in codes
    asks = [each for each in reading.asks if each.key == label_key(trap)]
    assert [each.likely for each in asks] == [""]


def test_no_trap_is_a_synonym() -> None:
    traps = column_table().traps
    known = {f"{sheet} {key}" for sheet in column_table().sheets for key in headers(sheet) if key in traps}
    assert known == {"本季登记 联系方式", "本季登记 联系人", "管理信息 联系人", "联系记录 联系方式", "联系记录 联系人"}


@pytest.mark.parametrize(
    ("word", "suggested"),
    [
        ("外出地址", "外出地点"),
        ("流向城市", "外出地点"),
        ("外出的日期", "外出日期"),
        ("流入日期", ""),  # one character from 流出日期, and the opposite
        ("流入原因", ""),
        ("转入时间", ""),
        ("流出地党组织", ""),
        ("紧急联系人", ""),
        ("血型", ""),
    ],
)
def test_likeness_suggests_and_opposites_do_not(word: str, suggested: str) -> None:
    assert likely(word, header_choices("管理信息", ["联系人"], None)) == suggested


def test_a_value_outside_its_list_is_asked_once_for_all_its_places() -> None:
    ledger = deepcopy(clean())
    for row in ledger["管理信息"]:
        row["流动范围"] = "外 省"
    reading = read(sheets_of(ledger))
    places = tuple(f"管理信息 {place('管理信息', '流动范围', row)}" for row in (0, 1))
    choices = ("市内流动", "省内跨市流动", "跨省流动", "出国（境）")
    assert reading.asks == [Ask("管理信息", "流动范围", "外省", "外 省", places, (), choices)]
    reading = read(sheets_of(ledger), RANGE)
    assert found(reading) == [] and reading.asks == [] and [each.means for each in reading.used] == ["跨省流动"]
    cell = reading.tables["管理信息"][0].cells["流动范围"]
    assert (cell.value, cell.text) == ("跨省流动", "外 省"), "what was typed is kept"


def test_one_of_several_values_is_asked_about() -> None:
    sheets = changed("教育培训", 已告知事项="保持联系、办证须知", 教育类别="行前教育")
    (ask,) = read(sheets).asks
    assert (ask.column, ask.text) == ("已告知事项", "办证须知")
    told = Meaning("教育培训", "已告知事项", ask.key, ask.text, "活动证使用")
    assert read(sheets, told).tables["教育培训"][0].value("已告知事项") == ("活动证使用", "保持联系")


def test_a_value_of_the_cover() -> None:
    sheets = changed("封面", 负责人职务="支书")
    (ask,) = read(sheets).asks
    assert (ask.sheet, ask.column) == ("封面", "负责人职务")
    reading = read(sheets, Meaning("封面", "负责人职务", ask.key, ask.text, "支部书记"))
    assert found(reading) == [] and reading.cover is not None and reading.cover.value("负责人职务") == "支部书记"


def test_unambiguous_abbreviations_are_not_asked_about() -> None:
    sheets = changed("基本信息", 人员类别="正", 民族="汉")
    reading = read(sheets)
    assert found(reading) == []
    row = reading.tables["基本信息"][0]
    assert (row.value("人员类别"), row.value("民族"), row.text("民族")) == ("正式党员", "汉族", "汉")
    row = read(changed("基本信息", 人员类别="01 正式党员", 民族="01 汉族")).tables["基本信息"][0]
    assert (row.value("人员类别"), row.value("民族")) == ("正式党员", "汉族")


def test_answers_the_form_has_no_place_for_are_left_out() -> None:
    gone = [Meaning("管理信息", "", "甲", "甲", "没有的列"), Meaning("没有的表", "", "甲", "甲", "姓名")]
    gone += [Meaning("管理信息", "流动范围", "甲", "甲", "没有的值"), Meaning("管理信息", "", "序", "序", "行号")]
    assert not meanings_of(gone).told


# --- kept by branch -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(autumn: None, uncounted: None) -> Desk:
    return Desk()


def ledger_of(code: str = "0101", **spell: Any) -> bytes:
    """A ledger whose 外出地点 is called 流向城市."""
    sheets = sheets_of({
        "封面": [cover(code, "2026Q1", 1)], "基本信息": [member("王晓", WANG)],
        "管理信息": [away("王晓", **spell)], "联系记录": [contact("王晓", "2026-03-02")],
    })  # fmt: skip
    return workbook(renamed(sheets, "管理信息", 外出地点="流向城市"))


def branch(desk: Desk, code: str) -> Viewer:
    return Viewer(7, "branch", (Grant("branch", desk.org(code)),))


def test_said_once_it_holds_for_that_branch_until_forgotten(desk: Desk) -> None:
    org, viewer = desk.org("0101"), branch(desk, "0101")
    content = ledger_of(流动范围="外省")
    first = check(desk.store, viewer, "a.xlsx", content, org=org)
    assert [(each.column, each.text) for each in first.asks] == [("", "流向城市"), ("流动范围", "外省")]
    assert desk.codes(first).count("not_in_list") == 1
    learn(desk.store, viewer, org, [CITY, RANGE])
    second = check(desk.store, viewer, "a.xlsx", content, org=org)
    assert second.asks == [] and not second.errors and len(second.used) == 2
    other = check(desk.store, branch(desk, "0102"), "b.xlsx", ledger_of("0102"), org=desk.org("0102"))
    assert [each.text for each in other.asks] == ["流向城市"], "another branch is asked itself"
    forget(desk.store, viewer, org, [CITY])
    assert [each.text for each in check(desk.store, viewer, "a.xlsx", content, org=org).asks] == ["流向城市"]
    learn(desk.store, viewer, org, [CITY])
    accepted = desk.submit(content, "2026Q1")
    assert accepted.accepted and desk.table("spell_row")[0]["place_filled"]
    assert desk.table("spell_row")[0]["travel_range"] == "跨省流动"
    # Read again later it is what it was, whatever was forgotten since; and nothing seems to have changed.
    forget(desk.store, viewer, org, [CITY, RANGE])
    assert accepted.submission is not None
    seen = evidence(desk.store, VIEWER, accepted.submission, "管理信息", 3)
    assert seen is not None and any(spot.column == "外出地点" for _, line in seen.lines for spot in line)
    after = desk.hand_in("2026Q2", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", 流动范围="跨省流动")])
    assert after.difference.counts()["changed"] == 0


def test_who_may_not_hand_in_may_not_say(desk: Desk) -> None:
    org, stranger = desk.org("0101"), branch(desk, "0102")
    learn(desk.store, branch(desk, "0101"), org, [CITY])
    assert not learned(desk.store, stranger, org).told
    for act in (learn, forget):
        with pytest.raises(NoAccess):
            act(desk.store, stranger, org, [CITY])
    with pytest.raises(LedgerProblem):
        learn(desk.store, VIEWER, org, [Meaning("管理信息", "", "甲", "甲", "没有的列")])

"""Ledgers of all branches begun from the office's exports: what went in comes out of the intake, nothing is guessed."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_layer import quarters
from data_layer.__main__ import main
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.administration import import_orgs
from data_layer.ledger.bundle import put_together
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS
from data_layer.ledger.reading import Reading, read_ledger
from data_layer.ledger.seeding import Seeded, seed
from data_layer.ledger.service import check
from tests.ledger.desk import LI, VIEWER, WANG, ZHAO, Desk, away, cover, member
from tests.ledger.exported import L1, L2, L3, R1, R2, facts, forms, register

pytestmark = pytest.mark.usefixtures("autumn", "uncounted")

QUARTER = quarters.parse_quarter("2026Q4")
FIRST, SECOND = "松岗第一党支部", "松岗第二党支部"
ROSTER = facts(
    """姓名=王晓 所在党支部=松岗第一党支部 性别=男 民族=汉族 出生日期=1980-01-01 学历=大专 人员类别=正式党员
    加入党组织日期=2005-07-01 转为正式党员日期=2006-07-01 工作岗位=技术工人 手机号=19900000011 家庭住址=松岗街道1号
    党籍状态=正常 是否为失联党员=否 是否为流动党员=是 外出流向=海州市""",
    公民身份证号=WANG,
)
OTHER = ROSTER | {"姓名": "李禾", "公民身份证号": LI, "所在党支部": SECOND, "手机号": "19900000012"}
LEFT = facts(
    """用户=王晓 分党委名称=松岗街道党工委 党支部名称=松岗第一党支部 原职业=务农 外出流向=海州市 流出时间=2026-01-10
    流出省份=海东省 流出原因=务工 是否持有《中国共产党流动党员活动证》=是 组织关系状态=正常 状态=已审核"""
)
FORM_1 = facts(
    """姓名=王晓 性别=男 出生年月=1980-01-01 民族=汉族 入党时间=2005-07-01 转正日期=2006-07-01
    入党时所在支部=松岗第二党支部 转出党支部名称=松岗第二党支部
    学历学位=大专 现任工作单位=海州五金厂 手机号码=19900000011 家庭住址=松岗街道1号
    流出日期=2026-01-10 外出流向=海州市 是否持有流动党员活动证=是 流动党员活动证编号=0007 流入单位=海州五金厂
    党组织类型=党支部 外出原因=务工 党组织名称=松岗第一党支部""",
    身份证号码=WANG,
)
FORM_2 = facts(
    """姓名=王晓 流出支部联系人=钱顺 流出支部联系人联系方式=19900000001 入党时间=2005-07-01 转正时间=2006-07-01
    流入支部联系人=孙和 流入支部联系人联系方式=19900000002 入党时所在支部=松岗第二党支部 所在支部=松岗第一党支部
    进入党支部日期=2010-01-01 流出日期=2026-01-10 外出流向=海州市 外出原因=务工 活动证号码=0007""",
    身份证号码=WANG,
)
MEMBER = {"姓名": "王晓", "公民身份号码": WANG, "入党日期": date(2005, 7, 1), "转正日期": date(2006, 7, 1)}
PERSON = MEMBER | {
    "人员类别": "正式党员",
    "民族": "汉族",
    "学历": "大专",
    "家庭住址": "松岗街道1号",
    "本人电话": "19900000011",
}
SPELL = {"姓名": "王晓", "流动方向": "流出", "外出日期": date(2026, 1, 10), "外出地点": "海州市", "外出原因": "务工"}
CERTIFIED = SPELL | {"公民身份号码": WANG, "活动证编号": "0007"}
LAYOUTS: dict[str, tuple[bytes, dict[str, Any], dict[str, Any]]] = {
    "R1": (
        register(R1, [ROSTER], title="党员基本信息汇总表", footer="填表人：钱顺"),
        PERSON,
        {"姓名": "王晓", "公民身份号码": WANG, "流动方向": "流出", "外出地点": "海州市"},
    ),
    "R2": (register(R2, [LEFT], title="流出党员", above=1), {"姓名": "王晓"}, SPELL),
    "L1": (
        forms(L1, [FORM_1], title="党员信息登记表", sections=True),
        {name: text for name, text in PERSON.items() if name != "人员类别"} | {"工作单位及职务": "海州五金厂"},
        CERTIFIED | {"外出单位": "海州五金厂"},
    ),
    "L2": (forms(L2, [FORM_2], title="党员情况"), MEMBER, CERTIFIED | {"联系人": "钱顺", "联系人电话": "19900000001"}),
    "L3": (
        forms(L3, [ROSTER], title="党员基本信息采集表"),
        PERSON,
        {"姓名": "王晓", "公民身份号码": WANG, "流动方向": "流出", "外出地点": "海州市"},
    ),
}


def seeded(desk: Desk, *files: bytes, org: str | None = "01", viewer: Viewer = VIEWER) -> Seeded:
    given = [(f"导出{number}.xlsx", content) for number, content in enumerate(files, start=1)]
    return seed(desk.store, viewer, desk.org(org) if org else None, QUARTER, given)


def books(found: Seeded) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(found.zip)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(content: bytes) -> Reading:
    return read_ledger("台账.xlsx", content, received_on=date(2026, 11, 23))


def values(reading: Reading, kind: str) -> list[dict[str, object]]:
    """The filled cells of a sheet's rows, read."""
    return [{name: cell.value for name, cell in row.cells.items() if cell.text} for row in reading.tables[kind]]


def why(found: Seeded) -> list[tuple[str, int, str]]:
    return [(each.file, each.row, each.why) for each in found.unplaced]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_went_in_is_read_by_the_intake(layout: str) -> None:
    content, person, spell = LAYOUTS[layout]
    found = seeded(Desk(), content)
    assert [(each.code, each.rows, each.already) for each in found.branches] == [("0101", 1, 0)]
    assert (found.unplaced, found.problems, found.notes, found.at_home) == ([], [], [], 0)
    ((name, book),) = books(found).items()
    assert name == f"流动党员台账_{FIRST}_2026Q4.xlsx"
    reading = read(book)
    assert values(reading, MEMBERS) == [person]
    assert values(reading, SPELLS) == [spell]
    (line,) = values(reading, ENTRY)
    assert line["姓名"] == "王晓" and str(line["本季应办"]).startswith("新增；补填：")
    assert {each.code for each in reading.problems} <= {"blank", "blank_error"}  # what the branch still has to say


def test_the_branch_completes_it_and_hands_it_in() -> None:
    desk = Desk()
    found = seeded(
        desk, LAYOUTS["R1"][0], LAYOUTS["R2"][0]
    )  # the roster, and the list of those who left, say it together
    assert [(each.rows, len(found.unplaced)) for each in found.branches] == [(1, 0)]
    (content,) = books(found).values()
    assert check(desk.store, VIEWER, "台账.xlsx", content).errors == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    fill = {
        MEMBERS: {"是否困难党员": "否"},
        SPELLS: {"联系人": "钱顺", "联系人身份": "支部书记", "联系人电话": "19900000001"},
        ENTRY: {"联系日期": "2026-11-01", "联系方式": "电话", "联系内容": "了解近期情况", "是否联系上": "是"},
    }
    for kind, cells in fill.items():
        at = {str(cell.value).lstrip("★"): cell.column for cell in book[kind][3]}
        for column, text in cells.items():
            book[kind].cell(4, at[column]).value = text
    answers = cover("0101", "2026Q4", 1, 填报时间="2026-11-20", 核对日期="2026-11-20")
    for label, place, *_ in book[COVER].iter_rows(min_row=2):
        place.value = answers.get(str(label.value).lstrip("★"))
    buffer = io.BytesIO()
    book.save(buffer)
    taken = desk.submit(buffer.getvalue(), "2026Q4", received=date(2026, 11, 23))
    assert taken.accepted and taken.problems == []
    assert taken.difference.counts()["joined"] == 1
    assert len(desk.table("contact_row")) == 1  # the line without 行号 found its man


def test_who_is_on_file_is_not_doubled() -> None:
    desk = Desk()
    desk.hand_in("2026Q3", 基本信息=[member("王晓", WANG), member("赵新", None)], 管理信息=[away("王晓"), away("赵新")])
    people = [ROSTER, ROSTER | {"姓名": "赵新", "公民身份证号": ZHAO}, ROSTER | {"姓名": "李禾", "公民身份证号": LI}]
    found = seeded(desk, register(R1, [*people, people[0]], title="汇总表"))
    assert [(each.rows, each.already) for each in found.branches] == [(1, 2)]
    (content,) = books(found).values()
    reading = read(content)
    assert [row["姓名"] for row in values(reading, ENTRY)] == ["王晓", "赵新", "李禾"]
    assert [row["姓名"] for row in values(reading, MEMBERS)] == [
        "赵新",
        "李禾",
    ]  # 赵新: his number is still to be filled in
    assert check(desk.store, VIEWER, "台账.xlsx", content).difference.counts()["vanished"] == 0


def test_namesakes_are_not_taken_for_each_other() -> None:
    desk = Desk()
    desk.hand_in("2026Q3", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")])
    found = seeded(desk, register(R1, [ROSTER | {"公民身份证号": LI}], title="汇总表"))
    assert why(found) == [("导出1.xlsx", 5, "在册有同名党员，号码不同，请支部核实是不是同一人")]
    two = [OTHER, OTHER | {"公民身份证号": ZHAO}]
    found = seeded(
        Desk(),
        register(R2, [LEFT | {"用户": "李禾", "党支部名称": SECOND}], title="流出党员"),
        register(R1, two, title="汇总表"),
    )
    assert [each.rows for each in found.branches] == [2]
    assert why(found) == [("导出1.xlsx", 5, "这个支部有几名同名党员，这一行没有号码，分不清是谁")]
    found = seeded(Desk(), register(R1, [OTHER, OTHER | {"姓名": "李和"}], title="汇总表"))
    assert why(found) == [("导出1.xlsx", 6, "号码和“Sheet1”第 5 行相同，姓名不同")]


def test_rows_fall_to_their_branches_and_no_other() -> None:
    desk = Desk()
    rows = [
        ROSTER,
        OTHER,
        ROSTER | {"姓名": "甲", "公民身份证号": None, "所在党支部": "不知道的支部"},
        ROSTER | {"姓名": "乙", "公民身份证号": None, "所在党支部": None},
        ROSTER | {"姓名": "丙", "公民身份证号": None, "是否为流动党员": "否"},
        ROSTER | {"姓名": "丁", "公民身份证号": None, "是否为流动党员": None, "外出流向": None},
        ROSTER | {"姓名": "戊", "公民身份证号": None, "党籍状态": "停止"},
        ROSTER | {"姓名": None},
        ROSTER | {"姓名": "己", "公民身份证号": None, "所在党支部": "0103"},
    ]
    found = seeded(desk, register(R1, rows, title="汇总表"))
    assert [(each.code, each.rows) for each in found.branches] == [("0101", 1), ("0102", 1), ("0103", 1)]
    assert found.at_home == 1
    assert why(found) == [
        ("导出1.xlsx", 7, "没有叫“不知道的支部”的党支部"),
        ("导出1.xlsx", 8, "没有写明党支部"),
        ("导出1.xlsx", 10, "看不出是不是流动党员"),
        ("导出1.xlsx", 11, "党籍状态是“停止”，请支部核实"),
        ("导出1.xlsx", 12, "没有姓名"),
    ]
    one = seeded(
        desk, register(R1, rows[:2] + rows[3:4], title="汇总表"), org="0101"
    )  # a branch's own: so are the nameless
    assert [(each.code, each.rows) for each in one.branches] == [("0101", 2)]
    assert why(one) == [("导出1.xlsx", 6, f"“{SECOND}”不在本次预填的范围内")]


def test_two_branches_of_one_name_need_a_code_or_their_committee() -> None:
    desk = Desk()
    import_orgs(
        desk.store,
        VIEWER,
        [
            {"党组织代码": "02", "党组织名称": "柳湖镇党委", "类型": "党委"},
            {"党组织代码": "0201", "党组织名称": FIRST, "上级党组织代码": "02", "类型": "党支部"},
        ],
    )
    found = seeded(desk, register(R1, [ROSTER], title="汇总表"), org=None)
    assert why(found) == [("导出1.xlsx", 5, f"叫“{FIRST}”的党支部不止一个，请加一列党支部代码")]
    found = seeded(
        desk, register(R2, [LEFT, LEFT | {"用户": "李禾", "分党委名称": "柳湖镇党委"}], title="流出"), org=None
    )
    assert [(each.code, each.rows) for each in found.branches] == [("0101", 1), ("0201", 1)]
    assert sorted(books(found)) == [f"流动党员台账_{code}_{FIRST}_2026Q4.xlsx" for code in ("0101", "0201")]
    coded = register(
        [*R1, "党支部代码"], [ROSTER | {"党支部代码": "0201"}, OTHER | {"党支部代码": "0101"}], title="汇总表"
    )
    found = seeded(desk, coded, org=None)
    assert [(each.code, each.rows) for each in found.branches] == [("0201", 1)]
    assert why(found) == [("导出1.xlsx", 6, f"党支部“{SECOND}”和代码“0101”对不上")]


def test_nothing_is_stored_and_only_staff_may() -> None:
    desk = Desk()
    before = desk.store.version("submission"), desk.store.version("member_row"), desk.store.version("kept_file")
    seeded(desk, LAYOUTS["R1"][0])
    assert before == (
        desk.store.version("submission"),
        desk.store.version("member_row"),
        desk.store.version("kept_file"),
    )
    assert [row["object"] for row in desk.table("audit_event", action="ledger_template")] == ["2026Q4"]
    for role in ("branch", "leader", "administrator"):
        viewer = Viewer(9, role, (Grant(role, desk.org("0101")),))
        for org in ("0101", None):
            with pytest.raises(NoAccess):
                seeded(desk, LAYOUTS["R1"][0], org=org, viewer=viewer)
    staff = Viewer(8, "staff", (Grant("staff", desk.org("0102")),))
    with pytest.raises(NoAccess):
        seeded(desk, LAYOUTS["R1"][0], viewer=staff)
    found = seeded(desk, register(R1, [ROSTER, OTHER], title="汇总表"), org=None, viewer=staff)
    assert [each.code for each in found.branches] == ["0102"]
    assert why(found) == [("导出1.xlsx", 5, f"“{FIRST}”不在本次预填的范围内")]


def test_what_cannot_be_read_is_said() -> None:
    desk = Desk()
    for content, said in (
        (b"hello", "导出1.xlsx "),
        (register(["甲", "乙"], [{"甲": 1}], title="无"), "没有认出表格"),
        (
            register([*R2[:1], "所在党支部", "流入时间", "流入原因"], [{"用户": "王晓"}], title="流入党员"),
            "是流入党员的表",
        ),
        (register(R1, [], title="汇总表"), "没有一行党员"),
    ):
        with pytest.raises(LedgerProblem, match=said):
            seeded(desk, content)
    rows = [ROSTER | {"公民身份证号": 990001198001010110, "加入党组织日期": 2005.1, "转为正式党员日期": "2006年7月"}]
    found = seeded(desk, register(R1, rows, title="汇总表"))
    assert [(file, each.cell, each.code) for file, each in found.problems] == [
        ("导出1.xlsx", "D5", "id_digits_lost"),
        ("导出1.xlsx", "J5", "date_ambiguous"),
        ("导出1.xlsx", "K5", "month_only"),
    ]
    (content,) = books(found).values()
    (person,) = read(content).tables[MEMBERS]
    assert person.text("入党日期") == ""  # a number that is January or October grows no month on its way
    assert person.text("转正日期") == "2006年7月" and not person.sound("公民身份号码")


def test_headers_are_shown_as_they_were_understood() -> None:
    found = seeded(Desk(), LAYOUTS["R2"][0])
    assert found.headers["用户"] == "姓名" and found.headers["流出时间"] == "外出日期"
    assert found.headers["原职业"] == found.headers["组织关系状态"] == ""
    mixed = ROSTER | {"联系人": "钱顺", "联系方式": "电话", "流入地": "海州市", "流出地": "松岗", "时间": "2026-01-10"}
    found = seeded(Desk(), register([*R1, "联系人", "联系方式", "流入地", "流出地", "时间"], [mixed], title="汇总表"))
    assert {found.headers[trap] for trap in ("联系人", "联系方式", "流入地", "流出地", "时间")} == {""}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(str(tmp_path / "ledger.duckdb"))
    desk.store.close()
    strange = ROSTER | {"姓名": "甲", "所在党支部": "不知道的支部"}
    (tmp_path / "a.zip").write_bytes(
        put_together([("一.xlsx", register(R1, [ROSTER, strange], title="汇总表")), ("二.xlsx", LAYOUTS["R2"][0])])
    )

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["--store", str(tmp_path / "ledger.duckdb"), "ledger", "seed", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    made = tmp_path / "out" / "预填.zip"
    status, out, _ = run(str(tmp_path / "a.zip"), "--quarter", "2026Q3", "-o", str(made), "--json")
    answer = json.loads(out)
    assert status == 1 and made.exists()
    assert (answer["file"], answer["quarter"], answer["rows"], answer["already"]) == (str(made), "2026Q3", 1, 0)
    name = f"流动党员台账_{FIRST}_2026Q3.xlsx"
    assert answer["branches"] == [{"org_code": "0101", "rows": 1, "already": 0, "file": name}]
    (row,) = answer["unplaced"]
    assert row == {"file": "a.zip/一.xlsx", "sheet": "Sheet1", "row": 6, "reason": "没有叫“不知道的支部”的党支部"}
    assert "王晓" not in out and WANG not in out
    status, out, err = run(str(tmp_path / "a.zip"), "-o", str(made), "--org", "0102")
    assert status == 1 and out == "" and "没有归到支部 3 行" in err
    assert run(str(tmp_path / "none.xlsx"), "-o", str(made))[0] == 2
    (tmp_path / "bad.xlsx").write_bytes(b"hello")
    assert run(str(tmp_path / "bad.xlsx"), "-o", str(made))[0] == 2

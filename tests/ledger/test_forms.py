"""Layouts one by one: forms of a member, tables beside and below each other, groups of headers, files without 封面."""

from datetime import date
from typing import Any

import pytest

from data_layer.books.neutral import Book, Grid, ref
from data_layer.ledger import service
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS
from data_layer.ledger.cover import cover_label
from data_layer.ledger.labels import inside
from data_layer.ledger.reading import Reading, read_book
from tests.ledger.desk import LI, VIEWER, WANG, Desk, away, cover, member
from tests.ledger.workbooks import RECEIVED, clean, found, sheets_of, workbook

Lines = list[list[Any]]


def grid(name: str, lines: Lines, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Grid:
    cells = {(r, c): v for r, line in enumerate(lines) for c, v in enumerate(line) if v is not None}
    return Grid(name, cells=cells, merges=merges)


def read(*grids: Grid, without: tuple[str, ...] = (MEMBERS, SPELLS), given: dict[str, str] | None = None) -> Reading:
    """The clean ledger with some sheets in another layout."""
    rest = [grid(name, rows) for name, rows in sheets_of(clean()).items() if name not in without]
    return read_book(Reading("a.xlsx", "", 0, "2026"), Book((*grids, *rest)), RECEIVED, None, given=given)


SPELL_SHEET = grid(SPELLS, sheets_of(clean())[SPELLS])


def test_the_form_with_sections_and_a_table_of_the_family() -> None:
    """The collection form with everything on one sheet: only what the annexes ask is read, once."""
    lines: Lines = [
        ["党员信息采集表"],
        ["党员\n基本信息", "姓  名", "王晓", "性别", "男", "出生年月", "1980.01", "民 族", "汉族"],
        [None, "婚姻状况", "已婚", "入党时间", "2005-07-01", "转正日期", "2006-07-01", "参加工作时间", "1999-07-01"],
        [None, "身份证号码", WANG, None, None, "籍贯", "海州", "人员类别", "正式党员"],
        ["联系方式", "户籍所在地", "松岗镇", "手机号码", "19900000011", "QQ号", None, "是否困难党员", "否"],
        ["党员\n流动信息", "流出日期", "2025-03-05", "外出流向", "海州市", "是否持有流动\n党员活动证", "是",
         "流动方向", "流出"],
        [None, "流入单位", None, "外出原因", "务工", "流动党员\n活动证编号", "0001", "备注", None],
        ["支部联系", "联系人", "钱顺", "联系人身份", "支部书记", "联系人电话", "19900000001"],
        ["家庭主要成员", "称谓", "姓名", "年龄", "政治面貌", "工作单位", "工作职务"],
        [None, "父亲", "王大", "70", "群众", "务农", None],
    ]  # fmt: skip
    reading = read(grid("王晓", lines, ((1, 0, 3, 0), (5, 0, 6, 0))))
    (person,) = reading.tables[MEMBERS]
    (spell,) = reading.tables[SPELLS]
    assert (person.text("姓名"), person.text("公民身份号码"), person.ref("本人电话")) == ("王晓", WANG, "E5")
    assert (spell.text("外出地点"), spell.text("活动证编号"), spell.ref("外出日期")) == ("海州市", "0001", "C6")
    assert spell.row == 2 and {info.layout for info in reading.sheets if info.sheet == "王晓"} == {"form"}
    assert not spell.filled("外出单位") and reading.unmapped == []
    assert [code for _, code, sheet, _ in found(reading) if sheet == "王晓"] == ["month_only"]


def form(name: str, number: str, **more: str) -> Lines:
    cells = {"姓名": name, "公民身份号码": number, "人员类别": "正式党员", "入党日期": "2005-07-01"}
    cells |= {"转正日期": "2006-07-01", "本人电话": "19900000011", "是否困难党员": "否"} | more
    items = list(cells.items())
    return [[*items[n], *(items[n + 1] if n + 1 < len(items) else ())] for n in range(0, len(items), 2)]


def test_a_second_form_beside_the_first_is_said() -> None:
    lines = [[*left, None, *right] for left, right in zip(form("王晓", WANG), form("李禾", LI), strict=True)]
    lines = [line if len(line) == 9 else [*line[:2], None, None, *line[2:]] for line in lines]
    reading = read(grid(MEMBERS, lines), SPELL_SHEET)
    assert [row.text("姓名") for row in reading.tables[MEMBERS]] == ["王晓"]
    assert ("error", "table_beside", MEMBERS, "F1") in found(reading)


def test_forms_of_different_shapes_on_one_sheet_are_not_mixed() -> None:
    other = [["党员姓名", "李禾"], *form("李禾", LI)[1:]]
    reading = read(grid(MEMBERS, [*form("王晓", WANG), [], *other]), SPELL_SHEET)
    assert ("error", "form_unclear", MEMBERS, "B6") in found(reading)


def test_a_register_beside_one_of_its_own_kind_is_said() -> None:
    rows = sheets_of(clean())[MEMBERS][1:]
    reading = read(grid(MEMBERS, [[*row, None, *row] for row in rows]), SPELL_SHEET)
    at = len(rows[0]) + 1
    assert [p.code for p in reading.problems] == ["table_beside"] and len(reading.tables[MEMBERS]) == 2
    assert reading.problems[0].cell == ref(0, at)


def test_a_header_on_every_page_is_one_table() -> None:
    title, header, first, second = sheets_of(clean())[MEMBERS]
    reading = read(grid(MEMBERS, [title, header, first, header, second]), SPELL_SHEET)
    assert found(reading) == [] and len(reading.tables[MEMBERS]) == 2
    assert [info.rows for info in reading.sheets if info.kind == MEMBERS] == [2]


def groups(group: str, below: list[str]) -> Reading:
    """管理信息 whose last columns are a merged group."""
    kept = ["姓名", "流动方向", "外出日期", "外出原因", "外出地点"]
    row = clean()[SPELLS][0]
    values = ["钱顺", "支部书记", "19900000001"][: len(below)]
    lines = [[*kept, group], [*[None] * len(kept), *below], [*(row[name] for name in kept), *values]]
    merged = (0, len(kept), 0, len(kept) + len(below) - 1)
    return read(grid(MEMBERS, sheets_of(clean())[MEMBERS]), grid(SPELLS, lines, (merged,)))


def test_below_a_group_a_header_means_both_names_together() -> None:
    (row,) = groups("联系人", ["姓名", "身份", "电话"]).tables[SPELLS]
    assert (row.text("姓名"), row.text("联系人"), row.text("联系人电话")) == ("王晓", "钱顺", "19900000001")


def test_below_a_group_nobody_knows_nothing_is_taken_for_the_members_own() -> None:
    reading = groups("配偶", ["姓名", "联系人身份"])
    (row,) = reading.tables[SPELLS]
    assert row.text("姓名") == "王晓" and "联系人身份" not in row.cells
    assert reading.unmapped == [(SPELLS, "F2", "配偶姓名"), (SPELLS, "G2", "配偶联系人身份")]


def test_groups_without_merged_cells() -> None:
    lines: Lines = [
        ["姓名", "联系电话", None, "公民身份号码", "人员类别", "入党日期", "转正日期", "是否困难党员"],
        [None, "手机号", "固定电话"],
        ["王晓", "19900000011", None, WANG, "正式党员", "2005-07-01", "2006-07-01", "否"],
    ]
    reading = read(grid(MEMBERS, lines), SPELL_SHEET)
    (row,) = reading.tables[MEMBERS]
    assert row.text("本人电话") == "19900000011" and [u[2] for u in reading.unmapped] == ["固定电话"]


@pytest.mark.parametrize("value", ["党员", "联系人", "姓名"])
def test_a_value_that_is_a_header_elsewhere_stays_a_value(value: str) -> None:
    lines = sheets_of(clean())[SPELLS]
    lines[2][lines[1].index("外出单位")] = value
    reading = read(grid(MEMBERS, sheets_of(clean())[MEMBERS]), grid(SPELLS, lines))
    assert found(reading) == [] and reading.tables[SPELLS][0].text("外出单位") == value


def test_the_national_summary_sheet_is_read_as_the_first_annex() -> None:
    """One sheet a village, telephone two deep, a note as the last row; what the annex does not ask is said."""
    lines: Lines = [
        ["党员基本信息汇总表"],
        ["基层党委：", None, None, "汇总日期：", "2017年   7 月    31 日"],
        ["序号", "姓名", "所在党支部", "公民身份证号", "人员类别", " 加入党组织日期", "转为正式\n党员日期",
         "联系电话", None, "家庭住址", "是否为\n失联党员"],
        [None, None, None, None, None, None, None, "手机号", "固定电话"],
        ["1", "王晓", "松岗第一党支部", WANG, "正式党员", "2005-07-01", "2006-07-01", 19900000011, " ", "松岗镇", "否"],
        ["注：此表可从系统导出，不可自行制作。"],
    ]  # fmt: skip
    merges = ((0, 0, 0, 10), (2, 7, 2, 8), *((2, c, 3, c) for c in (0, 1, 2, 3, 4, 5, 6, 9, 10)))
    reading = read(grid("土地村 ", lines, merges), SPELL_SHEET)
    (row,) = reading.tables[MEMBERS]
    assert (row.text("本人电话"), row.text("党组织名称"), row.row) == ("19900000011", "松岗第一党支部", 5)
    assert [u[2] for u in reading.unmapped] == ["固定电话", "是否为\n失联党员"]
    assert ("warning", "sheet_by_columns", "土地村 ", "A3") in found(reading)


def test_labels_behind_each_other_in_one_cell() -> None:
    assert inside("党组织名称（盖章）：甲支部  填报时间：2026年 7 月", cover_label) == [
        ("党组织名称", "甲支部"), ("填报时间", "2026年 7 月"),
    ]  # fmt: skip
    assert inside("填报单位：甲支部  制表人：乙  填报时间：今天", cover_label) == [
        ("党组织名称", "甲支部"), ("填报时间", "今天"),
    ]  # fmt: skip


def test_only_the_two_annexes_what_is_missing_is_named() -> None:
    lines = [["党组织名称：松岗第一党支部      填报时间：2026年10月8日"], *sheets_of(clean())[MEMBERS][1:]]
    reading = read(grid(MEMBERS, lines), SPELL_SHEET, without=(MEMBERS, SPELLS, COVER))
    (seen,) = [p for p in reading.problems if p.severity == "error" and p.code == "cover_facts_missing"]
    assert "填报季度" in seen.message and "核对日期" in seen.message
    assert "党组织名称" not in seen.message and "填报时间" not in seen.message
    assert reading.cover is not None and reading.cover.text("党组织名称") == "松岗第一党支部"
    assert reading.cover.value("填报时间") == date(2026, 10, 8)


def test_what_is_typed_beside_the_file_stands_in_for_its_cover() -> None:
    typed = {label: str(value) for label, value in clean()[COVER][0].items()}
    annexes = [grid(name, sheets_of(clean())[name]) for name in (MEMBERS, SPELLS)]
    reading = read(*annexes, without=(MEMBERS, SPELLS, COVER), given=typed)
    assert found(reading) == [] and reading.quarter == 2026 * 4 + 2
    assert reading.cover is not None and reading.cover.sheet == COVER and reading.cover.ref("党员总数") == ""


@pytest.mark.usefixtures("autumn", "uncounted")
class TestBranches:
    """One ledger, one branch: tables and rows that name another do not come in under this one's name."""

    def check(self, line: str, column: str | None) -> list[tuple[str, str]]:
        desk = Desk()
        sheets = sheets_of({COVER: [cover("0101", "2026年第1季度", 1)], MEMBERS: [member("王晓", WANG)],
                            SPELLS: [away("王晓")]})  # fmt: skip
        sheets[MEMBERS][0] = [line]
        if column is not None:
            sheets[MEMBERS][2][sheets[MEMBERS][1].index("党组织名称")] = column
        checked = service.check(desk.store, VIEWER, "a.xlsx", workbook(sheets))
        return [(p.code, p.cell) for p in checked.problems]

    def test_its_own_name_and_alias_are_fine(self) -> None:
        assert self.check("党组织名称：松岗第一党支部", "松岗第一党支部") == []

    def test_another_branch_is_refused_where_it_stands(self) -> None:
        assert self.check("党组织名称：松岗第二党支部", None) == [("other_branch", "A1")]
        assert self.check("名册", "松岗第三党支部") == [("other_branch", "R3")]

    def test_a_name_that_is_no_branch_is_said_once(self) -> None:
        assert self.check("党组织名称：一支部", "一支部") == [("branch_not_known", "A1")]

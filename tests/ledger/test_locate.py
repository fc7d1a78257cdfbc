"""Sheets, headers, rows: found by name wherever they stand, never guessed."""

import io
import zipfile
from copy import deepcopy
from typing import Any

import pytest
import xlsxwriter

from data_layer.ledger.columns import column_table, headers, label_key
from data_layer.ledger.locate import kind_of
from data_layer.ledger.reading import Reading, read_ledger
from tests.ledger.workbooks import RECEIVED, Sheets, clean, columns, found, place, read, sheets_of, workbook


def base() -> Sheets:
    return sheets_of(clean())


def names(reading: Reading, kind: str) -> list[str]:
    return [row.text("姓名") for row in reading.tables[kind]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("本季登记", "本季登记"),
        ("基 本 信 息", "基本信息"),
        ("基本信息（2026）", "基本信息"),
        ("附件1流动党员个人基本信息登记表", "基本信息"),
        ("附件1", "基本信息"),
        ("流动党员管理信息登记表", "管理信息"),
        ("附件2、管理信息", "管理信息"),
        ("联系记录表", "联系记录"),
        ("流动党员联系记录", "联系记录"),
        ("活动证", "活动证与返乡"),
        ("民主评议情况表", "民主评议"),
        ("经费使用台账", "经费使用"),
        ("封面 ", "封面"),
        ("Sheet1", None),
        ("联系人", None),
        ("流入党员", None),
        ("基本情况", None),
    ],
)
def test_sheets_by_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_every_sheet_and_column_is_known_by_its_own_name_and_its_synonyms() -> None:
    for sheet in column_table().sheets.values():
        assert kind_of(sheet.name) == sheet.name
        for synonym in sheet.synonyms:
            assert kind_of(synonym) == sheet.name
        for column in sheet.columns:
            for word in (column.name, *column.synonyms):
                assert column.name in headers(sheet.name)[label_key(word)], (sheet.name, word)


# The synonyms of the design, by the sheets whose column they mean.
SYNONYMS = {
    ("基本信息", "姓名"): "党员姓名 党员 流动党员姓名",
    ("基本信息", "公民身份号码"): "身份证号 身份证号码 公民身份证号 公民身份证号码 身份证",
    ("基本信息", "本人电话"): "手机号 手机号码 联系电话 电话号码 本人联系电话",
    ("封面", "党组织名称"): "所在党支部 所在支部 党支部名称 支部名称 所属组织 组织关系所在党支部 填报单位",
    ("基本信息", "入党日期"): "入党时间 加入党组织日期",
    ("基本信息", "转正日期"): "转正时间 转为正式党员日期",
    ("基本信息", "人员类别"): "党员类型 党员类别",
    ("管理信息", "外出日期"): "流出日期 流出时间 外出时间 开始流动时间",
    ("管理信息", "预计返回日期"): "预计返回 预计返回时间 大致返回时间",
    ("管理信息", "返回日期"): "返回时间 流回日期 回归时间 结束流动时间",
    ("管理信息", "外出原因"): "流出原因 流动原因 流出理由 外出目的 外出事由",
    ("管理信息", "外出地点"): "外出流向 流动去向 流出地点 务工地点 流向",
    ("管理信息", "外出单位"): "务工单位 现工作单位 流入单位",
    ("管理信息", "流入地党组织"): "流入地（单位）党支部 流入地党支部 流入党组织",
    ("管理信息", "联系人"): "支部联系人 流出支部联系人 结对人员 指定联系人",
    ("管理信息", "联系人电话"): "支部联系人电话 流出支部联系人联系方式",
    ("管理信息", "活动证编号"): "活动证号码 《活动证》号码 流动党员活动证编号 流动党员证编号 流动证号",
    ("活动证与返乡", "活动证编号"): "活动证号码 《活动证》号码 流动党员活动证编号 流动党员证编号 流动证号",
}


@pytest.mark.parametrize(("sheet", "column"), SYNONYMS)
def test_synonyms_of_the_design(sheet: str, column: str) -> None:
    for word in SYNONYMS[sheet, column].split():
        assert headers(sheet)[label_key(word)] == (column,)


@pytest.mark.parametrize("trap", ["流出地", "流入地", "时间", "联系方式", "联系人"])
@pytest.mark.parametrize("kind", list(clean()))
def test_traps_are_never_mapped(trap: str, kind: str) -> None:
    allowed = {"联系方式": {"本季登记", "联系记录"}, "联系人": {"本季登记", "联系记录", "管理信息"}}
    mapped = headers(kind).get(label_key(trap), ())
    assert mapped == ((trap,) if kind in allowed.get(trap, set()) else ())


def test_a_trap_is_asked_and_its_cells_are_not_read() -> None:
    sheets = base()
    sheets["管理信息"][1].append("流出地")
    for row in sheets["管理信息"][2:]:
        row.append("海州市")
    reading = read(sheets)
    assert found(reading) == [("warning", "column_ambiguous", "管理信息", "Z2")]
    assert reading.unmapped == [("管理信息", "Z2", "流出地")]
    assert all("流出地" not in row.cells for row in reading.tables["管理信息"])


@pytest.mark.parametrize(
    "header",
    [
        "姓  名",
        "姓\n名",
        "★姓名",
        "姓名*",
        "姓名（必填）",
        "姓名(与身份证一致)",
        " 姓名 ",
        "《姓名》",
        "姓名【必填】",
        "党员姓名",
    ],
)
def test_headers_with_marks_and_remarks(header: str) -> None:
    sheets = base()
    sheets["管理信息"][1][2] = header
    reading = read(sheets)
    assert found(reading) == [] and names(reading, "管理信息") == ["王晓", "李禾"]


@pytest.mark.parametrize("above", [0, 1, 5, 14])
def test_the_header_may_stand_anywhere_in_the_first_fifteen_rows(above: int) -> None:
    sheets = base()
    sheets["管理信息"] = [["填报时间：2026年10月8日"]] * above + sheets["管理信息"][1:]
    reading = read(sheets)
    assert found(reading) == [] and names(reading, "管理信息") == ["王晓", "李禾"]
    assert next(info for info in reading.sheets if info.kind == "管理信息").header_row == above + 1
    assert reading.tables["管理信息"][0].row == above + 2


def test_a_header_further_down_is_not_found() -> None:
    sheets = base()
    sheets["管理信息"] = [["说明"]] * 15 + sheets["管理信息"][1:]
    assert ("error", "header_missing", "管理信息", "") in found(read(sheets))


@pytest.mark.parametrize(
    "row",
    [
        [],
        [None, 3],
        [None, "3"],
        ["合  计", None, "2人"],
        [None, "合计", "2"],
        [None, None, "合计"],
        [None, "填表人：钱顺", None, "审核人：孙和"],
        [None, "注：此表按季填写"],
        ["说明"],
        [None, None, "注：1.本表一式两份"],
        [None, "无", "无"],
        [None, None, "—"],
        [None, None, "必填", "选填", "必填"],
        [None, None, " "],
        ["书记签名：  "],
    ],
)
def test_rows_that_are_no_data(row: list[Any]) -> None:
    sheets = base()
    sheets["管理信息"].append(row)
    reading = read(sheets)
    assert found(reading) == [] and names(reading, "管理信息") == ["王晓", "李禾"]


def test_data_after_a_blank_row_and_a_total_is_read() -> None:
    sheets = base()
    last = sheets["管理信息"].pop()
    sheets["管理信息"] += [[], ["合计"], last]
    assert names(read(sheets), "管理信息") == ["王晓", "李禾"]


def test_the_lines_of_a_note_are_no_rows() -> None:
    sheets = base()
    sheets["管理信息"] += [["注："], [None, None, "1.本表由支部填写"], [None, None, "2.一式两份"]]
    reading = read(sheets)
    assert found(reading) == [] and names(reading, "管理信息") == ["王晓", "李禾"]


def test_an_example_row_under_the_header_is_no_row() -> None:
    sheets = base()
    sheets["管理信息"].insert(2, [None, None, "必填", "选填", "必填，下拉选择"])
    assert names(read(sheets), "管理信息") == ["王晓", "李禾"]


def test_two_header_rows_with_merged_cells() -> None:

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in base().items():
        if name == "基本信息":
            continue
        page = book.add_worksheet(name)
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    page.write(at, column, value)
    page = book.add_worksheet("基本信息")
    page.merge_range(0, 0, 1, 0, "姓名")
    page.merge_range(0, 1, 0, 2, "联系电话")
    page.write_row(1, 1, ["手机号", "固定电话"])
    page.merge_range(0, 3, 1, 3, "公民身份证号")
    page.write_row(2, 0, ["王晓", "19900000011", "", clean()["基本信息"][0]["公民身份号码"]])
    book.close()

    reading = read_ledger("a.xlsx", buffer.getvalue(), received_on=RECEIVED)
    (row,) = reading.tables["基本信息"]
    assert row.value("本人电话") == "19900000011" and row.sound("公民身份号码")
    assert reading.unmapped == [("基本信息", "C2", "固定电话")]


def test_a_cell_merged_down_holds_for_every_row_it_covers() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in base().items():
        page = book.add_worksheet(name)
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    page.write(at, column, value)
        if name == "联系记录":
            again = [cells if heading != "姓名" else None for heading, cells in zip(rows[1], rows[2], strict=True)]
            for column, value in enumerate(again):
                if value is not None:
                    page.write(3, column, value)
            page.merge_range(2, 1, 3, 1, "王晓")
    book.close()
    reading = read_ledger("a.xlsx", buffer.getvalue(), received_on=RECEIVED)
    assert found(reading) == []
    assert [(row.text("姓名"), row.ref("姓名"), row.row) for row in reading.tables["联系记录"]] == [
        ("王晓", "B3", 3),
        ("王晓", "B3", 4),
    ]


def test_the_same_sheet_twice_gives_the_rows_of_both() -> None:
    sheets = base()
    sheets["管理信息（续）"] = sheets["管理信息"][:2] + [sheets["管理信息"].pop()]
    reading = read(sheets)
    assert found(reading) == [] and names(reading, "管理信息") == ["王晓", "李禾"]
    assert [row.sheet for row in reading.tables["管理信息"]] == ["管理信息", "管理信息（续）"]


def test_a_missing_event_sheet_is_no_table_and_an_empty_one_an_empty_table() -> None:
    sheets = base()
    del sheets["关爱帮扶"]
    sheets["教育培训"] = sheets["教育培训"][:2]
    sheets["双向管理"] = []
    reading = read(sheets)
    assert found(reading) == []
    assert "关爱帮扶" not in reading.tables
    assert reading.tables["教育培训"] == reading.tables["双向管理"] == []


def test_guides_and_code_lists_are_passed_over_in_silence() -> None:
    sheets = base() | {"填写说明": [["怎样填写"]], "代码表": [["01 汉族"]], "Sheet2": []}
    assert found(read(sheets, hidden=("代码表",))) == []


def test_festival_header_means_the_festival_of_the_quarter() -> None:
    for quarter, column in (("2026年第1季度", "春节慰问日期"), ("2026年第3季度", "七一慰问日期")):
        ledger = deepcopy(clean())
        ledger["封面"][0]["填报季度"] = quarter
        sheets = sheets_of(ledger)
        at = sheets["本季登记"][1].index(column)
        sheets["本季登记"][1] = [h if h != column else "春节/七一慰问日期" for h in sheets["本季登记"][1]]
        sheets["本季登记"][1] = [
            h if h not in ("春节慰问日期", "七一慰问日期") else None for h in sheets["本季登记"][1]
        ]
        sheets["本季登记"][2][at] = "2026-02-03"
        row = read(sheets).tables["本季登记"][0]
        assert row.text(column) == "2026-02-03"


class TestCover:
    """封面: label, then value to the right, or behind a colon."""

    def read(self, rows: list[list[Any]]) -> Reading:
        return read(base() | {"封面": rows})

    def test_labels_and_values_side_by_side(self) -> None:
        rows = [
            ["流动党员台账"],
            ["党组织名称：", "松岗第一党支部", None, "填报季度", None, "2026年第3季度"],
            ["★填报时间", "2026-10-08", "核对日期：2026-09-28", "会同联系人", "全体联系人"],
            ["党员总数", 30, "流动党员数", 3, "台账负责人（签名）", "钱顺"],
            ["负责人职务", "支部书记", "联系电话", "19900000001", "本季度变化：有变化"],
        ]
        reading = self.read(rows)
        assert found(reading) == [] and reading.cover is not None
        cells = reading.cover.cells
        assert {label: cell.ref for label, cell in cells.items()} == {
            "党组织名称": "B2",
            "填报季度": "F2",
            "填报时间": "B3",
            "核对日期": "C3",
            "会同联系人": "E3",
            "党员总数": "B4",
            "流动党员数": "D4",
            "台账负责人": "F4",
            "负责人职务": "B5",
            "联系电话": "D5",
            "本季度变化": "E5",
        }
        assert cells["本季度变化"].value == "有变化" and cells["流动党员数"].value == 3

    def test_a_label_followed_by_a_label_is_blank(self) -> None:
        rows = sheets_of(clean())["封面"]
        rows = [[*rows[0], *rows[1]], *rows[2:]]
        rows[0][1] = None
        reading = self.read(rows)
        assert found(reading) == [("warning", "blank", "封面", "B1")]
        assert reading.cover is not None and reading.cover.value("党组织代码") == "001002"

    def test_a_blank_value_belongs_right_of_its_label(self) -> None:
        rows = sheets_of(clean())["封面"]
        rows[3][1] = None
        assert found(self.read(rows)) == [("warning", "blank", "封面", place("封面", "填报时间"))]

    def test_a_cover_by_another_name(self) -> None:
        sheets = base()
        sheets["台账封面"] = sheets.pop("封面")
        assert found(read(sheets)) == []


def with_hidden(old: bytes, new: bytes) -> Reading:
    """The clean ledger with the XML of 管理信息 changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(base()))) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new, 1) if name.endswith("sheet4.xml") else data)
    return read_ledger("a.xlsx", buffer.getvalue(), received_on=RECEIVED)


def test_hidden_rows_are_left_out_and_said() -> None:
    reading = with_hidden(b'<row r="4"', b'<row r="4" hidden="1"')
    assert names(reading, "管理信息") == ["王晓"]
    assert found(reading) == [("warning", "rows_hidden", "管理信息", "")]
    assert "4" in reading.problems[0].message


def test_hidden_columns_are_left_out_and_said_but_for_the_line() -> None:
    place_at = columns("管理信息").index("外出单位") + 1
    for first, expected in ((place_at, [("warning", "columns_hidden", "管理信息", "J2")]), (1, [])):
        column = f'<cols><col min="{first}" max="{first}" width="9" hidden="1"/></cols><sheetData>'.encode()
        reading = with_hidden(b"<sheetData>", column)
        assert found(reading) == expected
        assert reading.tables["管理信息"][0].text("行号") == "bb01"

"""The marked copy: exactly the bad cells, the branch's own layout kept; put right there, accepted."""

import io
import zipfile
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from data_layer.books import moderate
from data_layer.books.neutral import Book, Grid
from data_layer.books.opening import open_book
from data_layer.ledger import marking, plain_copy
from data_layer.ledger.marked import marked_name
from data_layer.ledger.marked_list import LIST
from data_layer.ledger.marked_undo import RULE
from data_layer.ledger.marking import mark
from data_layer.ledger.problems import problem
from data_layer.ledger.reading import Reading, read_book, read_ledger
from tests.ledger.workbooks import RECEIVED, clean, found, id_number, place, sheets_of, workbook

RED, YELLOW = "F4B6B6", "FFE3A6"


def read(content: bytes) -> Reading:
    return read_ledger("台账.xlsx", content, received_on=RECEIVED)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def coloured(book: Any, color: str) -> set[tuple[str, str]]:
    """(sheet, cell) of every cell of a colour, outside the list."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        if sheet.title != LIST
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb[-6:] == color
    }


# (sheet, column, spoilt, severity): every kind of problem a single cell can have; the clean value puts each right.
SPOILT: list[tuple[str, str, Any, str]] = [
    ("封面", "填报时间", "十月", "error"),
    ("封面", "党员总数", "三十", "error"),
    ("封面", "负责人职务", "组长", "error"),
    ("封面", "联系电话", "123", "warning"),
    ("封面", "核对日期", None, "warning"),
    ("本季登记", "联系日期", "2026.13.1", "error"),
    ("本季登记", "变化", "不清楚", "error"),
    ("基本信息", "公民身份号码", "123456", "warning"),
    ("基本信息", "人员类别", "群众", "error"),
    ("基本信息", "入党日期", 2005.1, "error"),
    ("基本信息", "转正日期", "2006年7月", "warning"),
    ("基本信息", "本人电话", 19900000, "warning"),
    ("基本信息", "是否困难党员", None, "warning"),
    ("管理信息", "姓名", None, "error"),
    ("管理信息", "流动方向", "外出", "error"),
    ("管理信息", "外出日期", "3月", "error"),
    ("管理信息", "外出地点", "无", "warning"),
    ("管理信息", "联系人身份", "村民", "error"),
    ("活动证与返乡", "日期", "2027-01-01", "error"),
    ("联系记录", "联系日期", "2026-02-30", "error"),
    ("联系记录", "联系方式", "托人带话", "error"),
    ("教育培训", "是否完成", "也许", "error"),
    ("民主评议", "评议年度", "去年", "error"),
    ("关爱帮扶", "帮扶方式", None, "error"),
    ("双向管理", "日期", "同上", "error"),
    ("经费使用", "支出金额", "约120", "error"),
    ("经费使用", "票据张数", 2.5, "error"),
]


@pytest.fixture(scope="module")
def spoilt() -> bytes:
    """The clean ledger with all of them at once."""
    ledger = deepcopy(clean())
    for kind, column, value, _ in SPOILT:
        ledger[kind][0][column] = value
    return workbook(sheets_of(ledger))


@pytest.fixture(scope="module")
def copy(spoilt: bytes) -> bytes:
    return mark("台账.xlsx", spoilt, read(spoilt).problems)


def test_exactly_the_bad_cells_are_coloured_and_annotated(spoilt: bytes, copy: bytes) -> None:
    book = opened(copy)
    for severity, color in (("error", RED), ("warning", YELLOW)):
        expected = {(kind, place(kind, column)) for kind, column, _, each in SPOILT if each == severity}
        assert coloured(book, color) == expected
    for sheet, cell in coloured(book, RED) | coloured(book, YELLOW):
        said = [p for p in read(spoilt).problems if (p.sheet, p.cell) == (sheet, cell)]
        assert said and all(p.message in book[sheet][cell].comment.text for p in said)
    noted = {(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.comment}
    assert noted == coloured(book, RED) | coloured(book, YELLOW)


def test_rows_are_marked_at_the_left_edge_without_a_new_column(spoilt: bytes, copy: bytes) -> None:
    before, after = opened(spoilt), opened(copy)
    for sheet in before:
        assert after[sheet.title].max_column == sheet.max_column
    edges = [row[0].border.left.style for row in after["管理信息"].iter_rows()]
    assert edges == [None, None, "thick", None]


def test_marks_change_nothing_that_is_read(spoilt: bytes, copy: bytes) -> None:
    once, twice = read(spoilt), read(copy)
    assert found(twice) == found(once)
    assert {kind: [row.cells for row in rows] for kind, rows in twice.tables.items()} == {
        kind: [row.cells for row in rows] for kind, rows in once.tables.items()
    }


def test_the_marked_cells_put_right_and_nothing_else_is_accepted(copy: bytes) -> None:
    book, good = opened(copy), opened(workbook(sheets_of(clean())))
    for sheet, cell in coloured(book, RED) | coloured(book, YELLOW):
        book[sheet][cell].value = good[sheet][cell].value
    right = saved(book)
    assert found(read(right)) == []
    again = opened(mark(marked_name("台账.xlsx"), right, []))
    assert coloured(again, RED) == coloured(again, YELLOW) == set()
    assert again.sheetnames.count(LIST) == 1


def test_digits_typed_anew_into_a_marked_number_are_not_lost_again(copy: bytes) -> None:
    assert opened(copy)["基本信息"][place("基本信息", "公民身份号码")].number_format == "@"


def test_the_list_goes_by_sheet_with_counts_and_links(spoilt: bytes, copy: bytes) -> None:
    book = opened(copy)
    assert book.sheetnames[0] == LIST and book.active.title == LIST
    rows = list(book[LIST].iter_rows(max_col=6))
    errors = sum(each == "error" for *_, each in SPOILT)
    assert rows[0][0].value == f"核对结果：{errors} 处必须改，{len(SPOILT) - errors} 处提醒。"
    assert "管理信息：4 处必须改，1 处提醒" in [row[0].value for row in rows]
    listed = [row for row in rows if row[0].value in ("必须改", "提醒")]
    assert {(row[1].value, row[2].value) for row in listed} == {(p.sheet, p.cell) for p in read(spoilt).problems}
    for row in listed:
        assert row[2].hyperlink.location == f"'{row[1].value}'!{row[2].value}"


def test_half_put_right_only_the_other_half_is_marked_again(copy: bytes) -> None:
    book, good = opened(copy), opened(workbook(sheets_of(clean())))
    for sheet, cell in coloured(book, RED):
        book[sheet][cell].value = good[sheet][cell].value
    half = saved(book)
    left = read(half).problems
    assert {p.severity for p in left} == {"warning"}
    again = opened(mark("台账.xlsx", half, left))
    assert coloured(again, RED) == set()
    assert coloured(again, YELLOW) == {(p.sheet, p.cell) for p in left}


def styled() -> bytes:
    """A ledger as somebody made it pretty: merged title, widths, own colours, notes, lists, a print setting."""
    ledger = deepcopy(clean())
    ledger["管理信息"][0]["外出日期"] = "三月"
    ledger["管理信息"][1]["联系人身份"] = "村民"
    book = opened(workbook(sheets_of(ledger)))
    sheet = book["管理信息"]
    sheet.merge_cells("A1:K1")
    sheet["A1"].font = Font(name="黑体", size=20, bold=True)
    sheet.column_dimensions["C"].width = 33
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[3].height = 44
    sheet["G3"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["G3"].comment = Comment("去年也问过", "李禾")
    sheet["B3"].border = Border(left=Side("dashed", color="FF0000FF"), top=Side("thin"))
    sheet["H3"].comment = Comment("与本处无关", "李禾")
    choice = DataValidation(type="list", formula1='"支部书记,支部委员"', sqref="R3:R40")
    sheet.add_data_validation(choice)
    sheet.page_setup.orientation = "landscape"
    sheet.protection.enable()
    sheet.print_title_rows = "1:2"
    sheet["Y3"] = "=1+1"
    return saved(book)


def test_layout_styles_notes_and_lists_are_kept() -> None:
    content = styled()
    before, after = opened(content)["管理信息"], opened(mark("a.xlsx", content, read(content).problems))["管理信息"]
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert (after["A1"].font.name, after["A1"].font.size, after["A1"].font.bold) == ("黑体", 20, True)
    assert after.column_dimensions["C"].width == 33 and after.column_dimensions["A"].hidden
    assert after.row_dimensions[3].height == 44
    assert [each.sqref for each in after.data_validations.dataValidation] == [
        each.sqref for each in before.data_validations.dataValidation
    ]
    assert after.page_setup.orientation == "landscape" and after.print_title_rows == before.print_title_rows
    assert after["Y3"].value == "=1+1"
    assert after.protection.sheet and after["H3"].protection.locked and not after["G3"].protection.locked
    note = after["G3"].comment
    assert note.author == "李禾" and note.text.startswith("去年也问过\n") and "看不出是哪一天" in note.text
    assert after["H3"].comment.text == "与本处无关"
    assert after["B3"].border.left.style == "thick", "the first column that is shown"
    assert after["B3"].border.top.style == "thin"


def test_what_stood_there_comes_back_when_the_marks_go() -> None:
    content = styled()
    copy = mark("a.xlsx", content, read(content).problems)
    before, after = opened(content)["管理信息"], opened(mark("a.xlsx", copy, []))["管理信息"]
    assert after["G3"].fill.fgColor.rgb == "FF00FF00" and after["G3"].comment.text == "去年也问过"
    assert after["B3"].border.left == before["B3"].border.left
    assert all(RULE not in cell.comment.text for row in after.iter_rows() for cell in row if cell.comment)


def test_rows_put_in_above_leave_no_colour_behind() -> None:
    content = styled()
    book = opened(mark("a.xlsx", content, read(content).problems))
    book["管理信息"].insert_rows(3)
    assert coloured(opened(mark("a.xlsx", saved(book), [])), RED) == set()


@pytest.mark.filterwarnings("ignore:Data Validation extension")
def test_a_list_that_refers_to_another_sheet_is_kept() -> None:
    """Excel writes such lists into an extension of the sheet, which openpyxl drops."""
    content = workbook(sheets_of(clean()))
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xr="revision">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1" xr:uid="{1}">'
        "<x14:formula1><xm:f>选项!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>E3:E20 E30</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                part = part.replace(b"</worksheet>", extension.encode())
            new.writestr(name, part)
    (kept,) = opened(mark("a.xlsx", buffer.getvalue(), []))["管理信息"].data_validations.dataValidation
    assert (kept.formula1, str(kept.sqref), kept.showErrorMessage) == ("选项!$A$1:$A$9", "E3:E20 E30", True)


def test_what_was_typed_never_becomes_a_formula() -> None:
    ledger = deepcopy(clean())
    ledger["管理信息"][0]["外出日期"] = "=HYPERLINK(1)"
    content = workbook(sheets_of(ledger))
    for name in ("a.xlsx", "a.xls"):
        book = opened(mark(name, content, read(content).problems))
        assert {cell.data_type for row in book[LIST].iter_rows() for cell in row} <= {"s", "n"}
        assert book["管理信息"]["G3"].data_type != "f"


@pytest.mark.parametrize("date1904", [False, True])
def test_another_format_comes_back_as_the_same_cells(monkeypatch: pytest.MonkeyPatch, date1904: bool) -> None:
    """Whatever program wrote it: the neutral book, as an .xlsx, reads the same; its marks are at the same cells."""
    ledger = deepcopy(clean())
    ledger["管理信息"][0] |= {"外出日期": "三月", "联系人电话": 19900000001}
    ledger["基本信息"][0] |= {"公民身份号码": id_number(11), "入党日期": date(2005, 7, 1), "备注": "=1+1"}
    ledger["联系记录"][0] |= {"联系日期": datetime(2026, 8, 3, 9, 30), "是否联系上": True}
    ledger["教育培训"][0] |= {"日期": 46000 - (1462 if date1904 else 0), "学时": 2.5}
    book = open_book("a.xlsx", workbook(sheets_of(ledger)))
    book = Book(tuple(book.sheets), date1904)

    def reading(of: Book) -> Reading:
        return read_book(Reading("a.xls", "", 0, "2026"), of, RECEIVED, None)

    monkeypatch.setattr(marking, "put_together", lambda messages: book)
    once = reading(book)
    copy = mark("a.xls", b"\xd0\xcf\x11\xe0", once.problems)
    twice = reading(open_book("a.xlsx", copy))
    assert found(twice) == found(once) and once.problems
    assert {k: [row.cells for row in rows] for k, rows in twice.tables.items()} == {
        k: [row.cells for row in rows] for k, rows in once.tables.items()
    }
    assert coloured(opened(copy), RED) == {(p.sheet, p.cell) for p in once.problems if p.severity == "error"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (b"</worksheet>", b"<extLst><ext uri='{1}' odd:a='1'/></extLst></worksheet>"),
        (b"<sheetData>", b"<sheetData><row r='90'><c r='A90' t='d'><v>2026-01-01</v></c></row>"),
    ],
    ids=["strict", "unbound prefix", "row out of order with a d cell"],
)
def test_what_one_parser_reads_and_the_other_does_not_comes_back_all_the_same(old: bytes, new: bytes) -> None:
    ledger = deepcopy(clean())
    ledger["管理信息"][0]["外出日期"] = "三月"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(sheets_of(ledger)))) as whole, zipfile.ZipFile(buffer, "w") as odd:
        for name in whole.namelist():
            part = whole.read(name)
            odd.writestr(name, part.replace(old, new) if name.startswith("xl/") else part)
    reading = read(buffer.getvalue())
    copy = mark("a.xlsx", buffer.getvalue(), reading.problems)
    assert ("管理信息", "G3") in coloured(opened(copy), RED)
    assert found(read(copy)) == found(reading)


def test_merged_and_hidden_stay_so_in_another_format() -> None:
    cells: dict[tuple[int, int], Any] = {(0, 0): "题目", (3, 2): "甲\x01"}
    grid = Grid("表", False, cells, ((0, 0, 0, 4),), frozenset({5}), frozenset({3}))
    sheet = opened(saved(plain_copy.plain_copy(Book((grid,)))))["表"]
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.row_dimensions[6].hidden and sheet.column_dimensions["D"].hidden
    assert sheet["C4"].value == "甲"


def test_a_problem_in_a_merged_area_is_marked_where_its_value_stands() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("表")
    page.merge_range("B2:D4", "甲")
    book.close()
    found_there = problem("blank", sheet="表", cell="C3", column="姓名", text="")
    assert coloured(opened(mark("a.xlsx", buffer.getvalue(), [found_there])), YELLOW) == {("表", "B2")}


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 broken", b"%PDF-1.7", "姓名,电话".encode("gbk")])
def test_what_cannot_be_read_comes_back_as_the_list_alone(content: bytes) -> None:
    reading = read(content)
    book = opened(mark("a.xlsx", content, reading.problems))
    if reading.sheets:  # another format that is read
        return
    assert book.sheetnames == [LIST] and "整个文件：1 处必须改，0 处提醒" in [row[0].value for row in book[LIST]]


@pytest.mark.parametrize("odd", [b"<row r='%d' s='1'/>", b"<mergeCell ref='A1:B1'/>"])
def test_too_many_styled_rows_come_back_as_the_cells_alone(odd: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library that writes workbooks would make an object of every one of them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(styled())) as whole, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as large:
        for name in whole.namelist():
            rows = b"</sheetData>" + odd.replace(b"%d", b"9") * 2_000 if name.endswith("sheet4.xml") else b""
            large.writestr(name, whole.read(name).replace(b"</sheetData>", rows or b"</sheetData>"))
    monkeypatch.setattr(moderate, "MOST_TAGS", 2_000)
    monkeypatch.setattr(marking, "ExcelReader", None)  # it is not even tried
    content = buffer.getvalue()
    sheet = opened(mark("a.xlsx", content, read(content).problems))["管理信息"]
    assert sheet["G3"].fill.fgColor.rgb[-6:] == RED and sheet.column_dimensions["C"].width != 33


def test_what_is_too_large_to_write_again_comes_back_as_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "_MOST_CELLS", 50)
    content = workbook(sheets_of(clean()))
    assert opened(mark("a.xlsx", content, [])).sheetnames == [LIST]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("台账.xlsx", "台账（已核对）.xlsx"),
        ("台账（已核对）.xlsx", "台账（已核对）.xlsx"),
        ("台账.xls", "台账（已核对）.xlsx"),
        ("甲.v2.csv", "甲.v2（已核对）.xlsx"),
    ],
)
def test_its_name(name: str, called: str) -> None:
    assert marked_name(name) == called


def test_problems_between_cells_are_put_right_at_the_marks() -> None:
    """What two cells say against each other is marked where one of them can be changed."""
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("管理信息", {"返回日期": "2024-01-01", "返回情形": "不再外出"}, "end_before_start"),
        ("管理信息", {"返回日期": "2026-08-01"}, "end_without_kind"),
        ("管理信息", {"返回情形": "不再外出"}, "kind_without_end"),
        ("本季登记", {"联系日期": None}, "blank_error"),
        ("经费使用", {"支出金额": -5}, "money_negative"),
    ]
    good = opened(workbook(sheets_of(clean())))
    right = {"返回日期": "2026-08-01", "返回情形": "不再外出"}
    for kind, cells, code in cases:
        ledger = deepcopy(clean())
        ledger[kind][0] |= cells
        content = workbook(sheets_of(ledger))
        reading = read(content)
        assert code in [p.code for p in reading.problems if p.severity == "error"]
        book = opened(mark("a.xlsx", content, reading.problems))
        for sheet, cell in coloured(book, RED):
            column = next(p.column for p in reading.problems if (p.sheet, p.cell) == (sheet, cell))
            wanted = right.get(column) if code != "kind_without_end" or column != "返回情形" else None
            book[sheet][cell].value = wanted or good[sheet][cell].value
        assert [p for p in read(saved(book)).problems if p.severity == "error"] == [], code

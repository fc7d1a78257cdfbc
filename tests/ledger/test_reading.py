"""A clean canonical ledger is read whole and without a word."""

from datetime import date
from decimal import Decimal

from data_layer.ledger.columns import column_table, complete
from data_layer.ledger.reading import ALL_CONTACTS, ALL_MEMBERS, SheetInfo
from tests.ledger.workbooks import WANG, clean, found, read, read_with, sheets_of


def test_a_clean_ledger_has_no_problems_and_all_its_rows() -> None:
    reading = read(sheets_of(clean()))
    assert found(reading) == []
    assert not reading.refused
    assert {kind: len(rows) for kind, rows in reading.tables.items()} == {
        kind: len(rows) for kind, rows in clean().items() if kind != "封面"
    }
    assert reading.quarter == 2026 * 4 + 2
    assert reading.form == column_table().version
    assert SheetInfo("管理信息", "管理信息", 2, "register", 2) in reading.sheets
    assert SheetInfo("本季登记", "本季登记", 1, "entry", 2) in reading.sheets


def test_values_are_typed_and_keep_what_was_typed() -> None:
    reading = read(sheets_of(clean()))
    assert reading.cover is not None
    assert reading.cover.value("党员总数") == 30
    assert reading.cover.value("会同联系人") == (ALL_CONTACTS,)
    assert reading.cover.value("党组织代码") == "001002"
    member = reading.tables["基本信息"][0]
    assert member.value("公民身份号码") == WANG
    assert member.value("入党日期") == date(2005, 7, 1)
    assert (member.row, member.sheet, member.ref("姓名")) == (3, "基本信息", "C3")
    assert reading.tables["联系记录"][0].value("姓名") == ("王晓", "李禾")
    assert reading.tables["教育培训"][0].value("姓名") == (ALL_MEMBERS,)
    expense = reading.tables["经费使用"][0]
    assert (expense.value("支出金额"), expense.text("支出金额")) == (Decimal("120.50"), "120.5")


def test_a_row_is_complete_when_every_starred_cell_is_filled_and_valid() -> None:
    rows = read(sheets_of(clean())).tables
    assert all(complete("基本信息", row) for row in rows["基本信息"])
    assert all(complete("管理信息", row) for row in rows["管理信息"])

    def member(**cells: str | None) -> bool:
        return complete("基本信息", read_with("基本信息", **cells).tables["基本信息"][0])

    assert not member(本人电话=None)
    assert not member(本人电话="1990000")
    assert not member(公民身份号码=WANG[:17] + "无")
    assert not member(转正日期=None)
    assert member(转正日期=None, 人员类别="预备党员")
    assert not member(是否困难党员="是")
    assert member(是否困难党员="是", 困难原因="因病")
    assert not member(本人电话="无")


def test_a_month_counts_as_filled_for_completeness() -> None:
    assert complete("管理信息", read_with("管理信息", 外出日期="2025年3月").tables["管理信息"][0])


def test_nothing_of_a_file_is_read_that_is_not_a_workbook() -> None:
    from data_layer.ledger.reading import read_ledger

    reading = read_ledger("台账.xlsx", b"", received_on=date(2026, 10, 8))
    assert reading.refused and reading.tables == {} and reading.quarter is None

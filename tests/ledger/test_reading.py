"""A clean canonical ledger is read whole and without a word."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer.books.neutral import Book, Grid
from data_layer.ledger.columns import column_table, complete
from data_layer.ledger.reading import ALL_CONTACTS, ALL_MEMBERS, Reading, SheetInfo, read_book, read_ledger
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
    reading = read_ledger("台账.xlsx", b"", received_on=date(2026, 10, 8))
    assert reading.refused and reading.tables == {} and reading.quarter is None


RAW = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["同上", "无", "—", "合计", "注：", "姓名", "联系人：钱顺", "全体", "2026.3", "2026-03-05", "{x}", "%s", "1/2"]
    ),
    st.integers(-(10**19), 10**19),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_stands_in_whatever_cell_reading_never_raises(data: st.DataObject) -> None:
    grids = []
    for name, rows in sheets_of(clean()).items():
        cells: dict[tuple[int, int], Any] = {
            (r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None
        }
        places = st.tuples(st.integers(0, 6), st.integers(0, 25))
        cells |= data.draw(st.dictionaries(places, RAW, max_size=2))
        grids.append(Grid(name, cells={k: cells[k] for k in sorted(cells)}, merges=((2, 1, 4, 1),)))
    reading = read_book(Reading("a.xlsx", "", 0, "2026"), Book(tuple(grids)), date(2026, 10, 8), None)
    for problem in reading.problems:
        assert problem.message and problem.fix and (problem.sheet in clean() or not problem.sheet)
    for rows in reading.tables.values():
        for row in rows:
            for cell in row.cells.values():
                assert cell.value is None or cell.text


def test_times_of_day_are_no_days() -> None:
    for raw in (time(9, 5), timedelta(days=2), datetime(1899, 12, 31, 9, 5)):
        grids = [
            Grid(name, cells=_cells(rows, raw if name == "联系记录" else None))
            for name, rows in sheets_of(clean()).items()
        ]
        reading = read_book(Reading("a.xlsx", "", 0, "2026"), Book(tuple(grids)), date(2026, 10, 8), None)
        assert [p.code for p in reading.problems] == ["date_unreadable"]


def _cells(rows: list[list[Any]], day: object) -> dict[tuple[int, int], Any]:
    cells = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None}
    if day is not None:
        cells[2, rows[1].index("联系日期")] = day
    return cells

"""Funds from a file: every problem by row with what to do, all or nothing, never twice; the command."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from data_layer.__main__ import main
from data_layer.access import NoAccess, local_administrator
from data_layer.administration import FundProblem
from data_layer.administration.fund_file import COLUMNS, empty_fund_file, import_fund
from data_layer.organisations import tree
from data_layer.store import Store
from tests.access.conftest import district, viewer

ME = local_administrator("test")
BUDGET = {"党（工）委代码": "A1", "类型": "预算", "日期": "2026-01-20", "金额": "50000", "资金来源": "财政拨款"}
ALLOCATED = BUDGET | {"类型": "下拨", "日期": "2026/2/3", "金额": "￥1,200.50", "支部代码": "A11", "年度": "2026年"}
SPENT = BUDGET | {
    "类型": "本级支出", "日期": "2026年3月5日", "金额": 800, "类别": "教育培训", "摘要": "印制资料",
    "凭证号": "记-1", "经手人": "钱顺", "审批人": "孙和", "票据张数": 2,
}  # fmt: skip


def workbook(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, columns)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            value = row.get(column)
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif value is not None:
                sheet.write(line, place, value)
    book.close()
    return target.getvalue()


@pytest.fixture
def store() -> Store:
    return district()


def facts(store: Store) -> list[dict[str, Any]]:
    return store.composed_rows("SELECT * FROM fund_event ORDER BY event")


def test_a_workbook_and_a_csv_are_read_alike(store: Store) -> None:
    rows = [BUDGET | {"日期": date(2026, 1, 20)}, ALLOCATED, {}, SPENT]
    assert import_fund(store, ME, "经费.xlsx", workbook(rows)) == 3
    budget, allocated, spent = facts(store)
    assert (budget["kind"], budget["day"], budget["year"]) == ("budget", date(2026, 1, 20), 2026)
    assert (allocated["amount"], allocated["branch"]) == (Decimal("1200.50"), tree(store).by_code["A11"])
    assert (spent["voucher"], spent["receipts"], spent["file_row"]) == ("记-1", 2, 5)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows([BUDGET, ALLOCATED, SPENT])
    other = district()
    for encoding in ("utf-8-sig", "gb18030"):
        content = text.getvalue().encode(encoding)
        if encoding == "utf-8-sig":
            assert import_fund(other, ME, "经费.csv", content) == 3
        else:
            with pytest.raises(FundProblem, match="完全相同"):
                import_fund(other, ME, "经费.csv", content)
    columns = ("kind", "year", "day", "amount", "source", "category", "voucher", "summary", "receipts")
    assert [[row[c] for c in columns] for row in facts(other)] == [[row[c] for c in columns] for row in facts(store)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"类型": "拨款"}, "“类型”应是 预算、下拨、本级支出 之一"),
        ({"类型": None}, "“类型”应是"),
        ({"党（工）委代码": "Z9"}, "找不到“党（工）委代码”Z9"),
        ({"党（工）委代码": None}, "“党（工）委代码”是空的"),
        ({"党（工）委代码": "A11"}, "党支部以上"),
        ({"日期": "三月五日"}, "“日期”读不出来，请写成 2026-03-05 的样子"),
        ({"日期": "2026-02-30"}, "“日期”读不出来"),
        ({"日期": None}, "“日期”是空的"),
        ({"日期": "2999-01-01"}, "晚于今天"),
        ({"年度": "今年"}, "“年度”读不出来"),
        ({"金额": "1.2万"}, "“金额”读不出来，请只写数字"),
        ({"金额": None}, "“金额”是空的"),
        ({"金额": 0}, "不能是 0"),
        ({"资金来源": "赞助"}, "资金来源"),
        ({"支部代码": "A21", "类型": "下拨"}, "哪个党支部"),
        ({"支部代码": "A11"}, "只用于下拨"),
        ({"票据张数": "两张"}, "“票据张数”读不出来"),
        ({"凭证号": "1"}, "只用于本级支出"),
    ],
)
def test_each_problem_names_row_and_remedy_and_nothing_is_stored(
    store: Store, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(FundProblem) as caught:
        import_fund(store, ME, "经费.xlsx", workbook([ALLOCATED, BUDGET | change]))
    assert [row for row, _ in caught.value.problems] == [3]
    assert said in caught.value.problems[0][1]
    assert facts(store) == []


def test_all_problems_come_in_one_pass(store: Store) -> None:
    rows = [BUDGET | {"金额": "x", "日期": "y"}, BUDGET, SPENT | {"类型": "?"}]
    with pytest.raises(FundProblem) as caught:
        import_fund(store, ME, "经费.xlsx", workbook(rows))
    assert [row for row, _ in caught.value.problems] == [2, 2, 4]


def test_files_that_are_no_table_and_the_same_file_again(store: Store) -> None:
    for name, content, said in (
        ("经费.xlsx", b"PK\x03\x04 broken", "打不开"),
        ("经费.doc", b"\0\0", "只能导入"),
        ("经费.xlsx", workbook([BUDGET], COLUMNS[2:]), "缺少列：党（工）委代码、类型"),
        ("经费.xlsx", workbook([]), "没有要登记的行"),
        ("经费.xlsx", empty_fund_file(), "没有要登记的行"),
    ):
        with pytest.raises(FundProblem, match=said):
            import_fund(store, ME, name, content)
    content = workbook([BUDGET])
    import_fund(store, ME, "经费.xlsx", content)
    with pytest.raises(FundProblem, match="已经导入过"):
        import_fund(store, ME, "换个名字.xlsx", content)


def test_another_committees_rows_are_refused_whole(store: Store) -> None:
    staff = viewer("staff", tree(store).by_code["A1"])
    with pytest.raises(NoAccess):
        import_fund(store, staff, "经费.xlsx", workbook([BUDGET, BUDGET | {"党（工）委代码": "A2"}]))
    assert facts(store) == []
    assert import_fund(store, staff, "经费.xlsx", workbook([BUDGET])) == 1


def test_the_command_imports_refuses_and_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "s.duckdb"
    orgs = tmp_path / "orgs.csv"
    orgs.write_text(
        "党组织代码,党组织名称,上级党组织代码,类型\nA1,东街党工委,,党工委\nA11,一支部,A1,党支部\n", encoding="utf-8"
    )
    assert main(["--store", str(store), "orgs", "import", str(orgs)]) == 0
    good, bad = tmp_path / "fund.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook([BUDGET, ALLOCATED, SPENT]))
    bad.write_bytes(workbook([BUDGET | {"金额": "无"}]))
    capsys.readouterr()
    assert main(["--store", str(store), "fund", "import", str(bad), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["row"] == 2
    assert main(["--store", str(store), "fund", "import", str(good)]) == 0
    capsys.readouterr()
    assert main(["--store", str(store), "fund", "list", "--year", "2026", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {(each["kind"], each["amount"]) for each in listed} == {
        ("budget", "50000.00"),
        ("allocated", "1200.50"),
        ("spent", "800.00"),
    }
    assert main(["--store", str(store), "fund", "import", str(tmp_path / "none.xlsx")]) == 2
    form = tmp_path / "form.xlsx"
    assert main(["--store", str(store), "fund", "template", "-o", str(form)]) == 0
    assert form.read_bytes()[:2] == b"PK"

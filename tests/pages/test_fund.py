"""经费使用: what each role finds, enters, opens and takes away; an empty store; a branch's own page."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import local_administrator
from data_layer.administration import Entry, import_orgs, record_fund
from data_layer.administration.org_file import COLUMNS
from data_layer.assessment.fund import fund_year
from data_layer.assessment.fund_vouchers import fund_entries, questions, vouchers
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from tests.administration.test_fund_file import BUDGET, workbook
from tests.pages.conftest import DAY, Opened, as_role, said

ME = local_administrator("tests")


def columns(test: AppTest) -> list[list[str]]:
    return [list(each.value.columns) for each in test.dataframe]


def press(test: AppTest, label: str) -> AppTest:
    next(each for each in test.button if each.label == label).click()
    return test.run()


@pytest.mark.parametrize("role", ["leader", "staff", "administrator"])
def test_it_begins_with_what_stands_out_and_four_figures(district: Store, open_page: Opened, role: str) -> None:
    viewer = as_role(district, role)
    test = open_page(district, viewer, "fund")
    assert not test.exception
    view = view_of(district, viewer, branches=None)
    found = fund_year(district, viewer, view, DAY.year)
    asked = questions(found, vouchers(district, viewer, view, DAY.year))
    assert f"**{len(asked)}** 处要问一问" in said(test)
    assert [each.label for each in test.metric] == ["预算", "下拨", "支出", "结余"]
    assert "党（工）委履职" in said(test)
    enters = [each.label for each in test.button if each.label in ("登记经费", "从表格导入")]
    assert enters == (["登记经费", "从表格导入"] if role == "staff" else [])
    words = next(frame.value for frame in test.dataframe if "问题" in frame.value.columns)
    assert list(words["问题"]) == [each.sentence for each in asked]


def test_a_branch_sees_its_own_money_and_no_committees_duties(district: Store, open_page: Opened) -> None:
    now = tree(district)
    viewer, view = ME, view_of(district, ME, branches=None)
    spending = {each.org for each in vouchers(district, viewer, view, DAY.year)}
    own = next(org for org in now.branches() if org in spending)
    branch = as_role(district, "branch", now.by_id[own].code)
    test = open_page(district, branch, "fund", org=now.by_id[now.roots[0]].code)
    assert not test.exception
    assert [each.label for each in test.metric] == ["执行率", "上级下拨", "支出", "结余"]
    assert "履职" not in said(test)
    assert not [each for each in test.button if each.label == "登记经费"]
    listed = next(frame.value for frame in test.dataframe if "凭证号" in frame.value.columns)
    assert set(listed["党组织"]) == {now.by_id[own].name}


def test_a_voucher_opens_to_its_cell_and_an_entry_to_who_made_it(district: Store, open_page: Opened) -> None:
    viewer = as_role(district, "staff")
    view = view_of(district, viewer, branches=None)
    reported = next(v for v in vouchers(district, viewer, view, DAY.year) if v.place.event is None)
    test = open_page(district, viewer, "fund", open="voucher", item=reported.place.address)
    assert "台账原文" in said(test)
    assert f"{reported.place.sheet} 第 {reported.place.row} 行" in said(test)
    entry = fund_entries(district, viewer, view, DAY.year)[0]
    test = open_page(district, viewer, "fund", open="voucher", item=entry.place.address)
    assert any("项目" in names for names in columns(test))
    administrator = as_role(district, "administrator")
    test = open_page(district, administrator, "fund", open="voucher", item=reported.place.address)
    assert "不看台账原文" in said(test) and "台账原文**" not in said(test)
    other = as_role(district, "branch", next(
        tree(district).by_id[org].code for org in tree(district).branches() if org != reported.org
    ))  # fmt: skip
    test = open_page(district, other, "fund", open="voucher", item=reported.place.address)
    assert "没有这笔记录" in said(test)


@pytest.fixture
def small(nothing: Store) -> Store:
    rows = [("A", "东湖党工委", "", "党工委"), ("A1", "一支部", "A", "党支部"), ("A2", "二支部", "A", "党支部")]
    known = datetime(2026, 1, 5, 9)
    import_orgs(nothing, ME, [dict(zip(COLUMNS, row, strict=False)) for row in rows], at=known)
    return nothing


def facts(store: Store) -> list[dict[str, Any]]:
    return store.composed_rows("SELECT * FROM fund_event ORDER BY event")


def test_staff_enter_by_form_and_take_back(small: Store, open_page: Opened) -> None:
    staff = as_role(small, "staff")
    test = open_page(small, staff, "fund")
    assert "还没有登记经费" in said(test) and "先登记预算" in said(test)
    test = press(test, "登记经费")
    press(test, "登记")
    assert any("不能是 0" in each.value for each in test.error)
    next(each for each in test.number_input if each.label == "金额（元）").set_value(1200.5)
    press(test, "登记")
    assert not test.exception
    assert any("已登记" in each.value for each in test.success)
    assert [(row["kind"], row["amount"], row["account"]) for row in facts(small)] == [("budget", Decimal("1200.50"), 7)]
    assert next(each for each in test.metric if each.label == "预算").value == "1,200.50 元"
    test = open_page(small, staff, "fund", open="voucher", item=f"e{facts(small)[0]['event']}")
    next(each for each in test.text_input if each.label == "理由").set_value("写错了")
    press(test, "作废")
    assert [row["kind"] for row in facts(small)] == ["budget", "void"]
    assert next(each for each in test.metric if each.label == "预算").value == "0 元"


def test_a_file_with_problems_is_told_row_by_row(small: Store, open_page: Opened) -> None:
    staff = as_role(small, "staff")
    test = open_page(small, staff, "fund", ask="import")
    assert any(each.label == "下载导入模板.xlsx" for each in test.get("download_button"))
    rows = [BUDGET | {"党（工）委代码": "A", "金额": "一千"}, BUDGET | {"党（工）委代码": "Z"}]
    test.file_uploader[0].upload("经费.xlsx", workbook(rows))
    test.run()
    press(test, "核对并导入")
    assert any("2 处必须改" in each.value for each in test.error)
    assert facts(small) == []
    test.file_uploader[0].upload("经费.xlsx", workbook([BUDGET | {"党（工）委代码": "A"}]))
    test.run()
    press(test, "核对并导入")
    assert [row["amount"] for row in facts(small)] == [Decimal(50000)]


def test_a_committees_duties_are_recorded_where_they_are_shown(small: Store, open_page: Opened) -> None:
    staff = as_role(small, "staff")
    test = open_page(small, staff, "fund", ask="duty", committee="A")
    press(test, "登记")
    assert any("请填写" in each.value for each in test.error)
    next(each for each in test.text_input if each.label == "文号").set_value("〔2026〕3号")
    press(test, "登记")
    assert [row["reference"] for row in small.composed_rows("SELECT * FROM committee_record")] == ["〔2026〕3号"]
    reader = open_page(small, as_role(small, "leader"), "fund", ask="duty", committee="A")
    assert "〔2026〕3号" in said(reader)
    assert not [each for each in reader.button if each.label == "登记"]


def test_looking_back_shows_what_was_known_and_enters_nothing(small: Store, open_page: Opened) -> None:
    org = tree(small).by_code["A"]
    record_fund(small, ME, [Entry(org, "budget", 2026, date(2026, 3, 1), Decimal(800))])
    test = open_page(small, as_role(small, "staff"), "fund", as_of="2026-11-19")
    assert "还没有登记经费" in said(test)  # entered on the 20th
    assert not [each for each in test.button if each.label == "登记经费"]


def test_every_table_leaves_as_excel(district: Store, open_page: Opened) -> None:
    leader = as_role(district, "leader")
    for by in ("unit", "branch", "source", "category"):
        test = open_page(district, leader, "fund", by=by)
        labels = [each.label for each in test.get("download_button")]
        assert labels.count("导出 Excel") == len(test.dataframe), by

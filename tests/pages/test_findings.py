"""整改销号 as staff, leader, branch and administrator find it; from a missed duty to closed; exemptions."""

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import Grant, Viewer
from data_layer.assessment import agenda, figures
from data_layer.assessment.exemptions import requests
from data_layer.assessment.findings import Finding, findings
from data_layer.assessment.pairs import data_questions, pairs
from data_layer.assessment.view import view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.oversight import exempting
from data_layer.oversight import findings as acts
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, happened, said
from web import gate

DUE = date(2026, 12, 20)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Open a page without the shell around it: half the work of going there by the menu."""
    before = gate._store

    def opened(store: Store, viewer: Viewer, page: str, **query: str) -> AppTest:
        gate.use(store)
        monkeypatch.setattr(gate, "current", lambda: viewer)
        test = AppTest.from_file(f"../../pages/{page}.py", default_timeout=60)
        test.query_params.update(query)
        return test.run()

    yield opened
    gate.use(before)


def press(test: AppTest, label: str) -> AppTest:
    next(each for each in test.button if each.label == label).click()
    return test.run()


def area(test: AppTest, label: str, text: str) -> None:
    next(each for each in test.text_area if each.label == label).set_value(text)


def labels(test: AppTest) -> set[str]:
    return {each.label for each in test.button}


def leader_of(store: Store) -> Viewer:
    return Viewer(12, "leader", (Grant("leader", tree(store).roots[0]),), display_name="王主任")


def branch_of(store: Store, org: int) -> Viewer:
    return Viewer(21, "branch", (Grant("branch", org),), display_name="李书记")


def missed(store: Store) -> tuple[int, str, str, str]:
    """Branch, indicator, period, subject of a duty about a member that was missed."""
    found = obligations(store, as_role(store, "staff"), indicator="contact_quarterly", state="missed")
    each = next(one for one in found if not one.exempt)
    return each.org, each.indicator, each.period, each.subject


def only(store: Store) -> Finding:
    staff = as_role(store, "staff")
    (found,) = findings(store, staff, view_of(store, staff))
    return found


def test_from_the_drawer_to_closed(fresh: Store, alone: Opened) -> None:
    staff, leader = as_role(fresh, "staff"), leader_of(fresh)
    org, indicator, period, subject = missed(fresh)
    code, branch = tree(fresh).by_id[org].code, branch_of(fresh, org)
    at = {"open": indicator, "at": period, "branch": code, "state": "missed", "item": subject}
    test = alone(fresh, staff, "contact", **at)
    press(test, "登记")
    assert not test.exception
    found = only(fresh)
    assert (found.org, found.indicator, found.subject, found.state) == (org, indicator, subject, "open")
    test.run()
    assert f"已登记为第 {found.finding} 号问题" in said(test) and "登记" not in labels(test)
    opened = {"finding": f"{found.finding}"}

    test = alone(fresh, branch, "handin")
    assert "1 个问题要整改" in said(test)
    test = alone(fresh, branch, "findings", **opened)
    area(test, "整改情况", "已联系上本人")
    press(test, "报告整改完成")
    assert only(fresh).state == "waiting"

    test = alone(fresh, staff, "findings", **opened)
    assert "核验销号" not in said(test)  # who opened it does not close it
    test = alone(fresh, leader, "findings", **opened)
    assert "已联系上本人" in said(test)
    press(test, "核验销号")
    assert any("请写明" in each.value for each in test.error)
    area(test, "怎样核验的", "已电话核实")
    press(test, "核验销号")
    assert only(fresh).state == "closed"


def test_it_says_what_stands_out(fresh: Store, alone: Opened) -> None:
    staff = as_role(fresh, "staff")
    test = alone(fresh, staff, "findings")
    assert "还没有登记过问题" in said(test) and "登记问题" in labels(test)
    org, *_ = missed(fresh)
    first = acts.open_finding(fresh, staff, org, acts.Opening("黑板报没换", DUE))
    acts.open_finding(fresh, staff, org, acts.Opening("凭证对不上", DUE, matter="misuse"))
    acts.answer(fresh, branch_of(fresh, org), first, "换了")
    for who in (staff, branch_of(fresh, org)):
        test = alone(fresh, who, "findings")
        assert "**2** 个问题没有销号：1 个待核验" in said(test)
        assert [each.value for each in test.metric] == ["2", "0", "1", ":gray[不适用]"]
        assert [each.label for each in test.get("download_button")] == ["导出 Excel"]
        assert ("登记问题" in labels(test)) == (who is staff)
    code = tree(fresh).by_id[org].code
    test = alone(fresh, staff, "portrait", org=code)
    assert "2 个问题没有销号：1 个待核验" in labels(test) and [each[1:] for each in happened(test)] == [
        ("黑板报没换", "▲ 待核验"), ("经费使用不当", "○ 待整改"),
    ]  # fmt: skip
    test = alone(fresh, staff, "findings", as_of="2026-11-19")
    assert "还没有登记过问题" in said(test) and "登记问题" not in labels(test)
    other = branch_of(fresh, next(each for each in tree(fresh).branches() if each != org))
    assert "还没有登记过问题" in said(alone(fresh, other, "findings", finding=f"{first}"))
    # by hand, from the page
    test = alone(fresh, staff, "findings", ask="open")
    next(each for each in test.selectbox if each.label == "党支部").set_value(org).run()
    area(test, "事实", "台账柜没有上锁")
    press(test, "登记")
    assert "台账柜没有上锁" in {each.facts for each in findings(fresh, staff, view_of(fresh, staff))}


def test_an_exemption_asked_for_and_approved(fresh: Store, alone: Opened) -> None:
    org, indicator, period, subject = missed(fresh)
    branch, leader = branch_of(fresh, org), leader_of(fresh)
    test = alone(fresh, branch, "findings", part="exempt", ask="exempt")
    next(each for each in test.selectbox if each.label == "理由").set_value("因病住院").run()
    who = next(each for each in test.selectbox if each.label == "谁")
    who.set_value(int(subject))
    quarter = next(each for each in test.selectbox if each.label == "从哪一季起")
    quarter.set_value(8106).run()
    press(test, "提交申请")
    assert not test.error
    view = view_of(fresh, leader)
    (asked,) = requests(fresh, leader, view)
    tasks = agenda.waiting(fresh, leader, view, figures.board(fresh, leader, view))
    assert [each.count for each in tasks if each.words == "项免计申请待审批"] == [1]
    assert "批准" not in labels(alone(fresh, as_role(fresh, "staff"), "findings", request=f"{asked.request}"))
    test = alone(fresh, leader, "findings", part="exempt", request=f"{asked.request}")
    press(test, "批准")
    (each,) = [
        one for one in obligations(fresh, leader, org=org, indicator=indicator, period=period) if one.subject == subject
    ]
    assert each.exempt
    drawer = {
        "open": indicator,
        "at": period,
        "branch": tree(fresh).by_id[org].code,
        "state": "exempt",
        "item": subject,
    }
    assert "免计：因病住院，到 2026-12-31 止" in said(alone(fresh, leader, "contact", **drawer))
    exempting.end(fresh, leader, asked.request, date(2026, 6, 30), "批错了")
    (row,) = [each.value for each in alone(fresh, leader, "findings", part="exempt").dataframe]
    assert list(row["状态"]) == ["○ 提前终止"]


def test_a_large_share_of_exempt_is_said_on_reporting(fresh: Store, alone: Opened) -> None:
    staff = as_role(fresh, "staff")
    org = next(each.org for each in obligations(fresh, staff, indicator="contact_quarterly", period="2026Q3"))
    asked = exempting.ask(fresh, staff, org, "不可抗力", period="2026Q3")
    exempting.approve(fresh, leader_of(fresh), asked)
    test = alone(fresh, staff, "progress", period="2026Q3")
    assert "本季免计偏多的支部" in said(test) and tree(fresh).by_id[org].name in said(test)


def test_a_question_becomes_a_finding(fresh: Store, alone: Opened) -> None:
    staff = as_role(fresh, "staff")
    view = view_of(fresh, staff)
    every = [
        *data_questions(fresh, staff, view),
        *(one for each in pairs(fresh, staff, view) if (one := each.question)),
    ]
    question = next(each for each in every if each.org in tree(fresh).branches())
    test = alone(fresh, staff, "bothends", about=question.key)
    press(test, "登记")
    found = only(fresh)
    assert (found.org, found.origin, found.source, found.facts) == (
        question.org,
        "question",
        question.key,
        question.asks,
    )
    test.run()
    assert f"已登记为第 {found.finding} 号问题" in said(test)


@pytest.mark.parametrize("role", ["administrator", "inspector"])
def test_others_do_not_open_it(district: Store, alone: Opened, role: str) -> None:
    test = alone(district, as_role(district, role), "findings")
    assert any("权限" in each.value for each in test.error)
    assert not test.dataframe

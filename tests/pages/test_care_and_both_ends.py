"""关爱帮扶 and 活动证与双向管理: what stands there is what the list of duties says, for whom it may be shown."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import Viewer, mask_name
from data_layer.assessment import care, figures, lists, pairs
from data_layer.assessment.view import view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import words
from tests.pages.conftest import Opened, as_role, said
from tests.pages.test_drawer import texts

CARDS = {
    "care": ("spring_festival_contact", "july_first_contact", "hardship_helped", "inflow_helped"),
    "bothends": ("certificate_issued", "certificate_annual", "taken_on", "counterpart_liaison"),
}
GROUPS = {
    "certificate": "certificate_issued certificate_annual certificate_inspected certificate_recalled "
    "certificate_recorded certificate_problem_fixed",
    "out": "destination_known taken_on counterpart_liaison member_reported member_urged appraisal_feedback",
    "into": "inflow_verified inflow_in_activities inflow_helped certificate_filled",
}


def listed(store: Store, viewer: Viewer, indicator: str, period: str) -> list[Any]:
    """The obligations of a period as the command gives them, exempt ones left out."""
    found = obligations(store, viewer, indicator=indicator, period=period)
    return [each for each in found if not each.exempt]


def table(test: AppTest, column: str) -> Any:
    """The first table that has a column."""
    return next(each.value for each in test.dataframe if column in each.value.columns)


@pytest.mark.parametrize("page", CARDS)
@pytest.mark.parametrize("role", ["leader", "staff"])
def test_figures_are_the_lists(district: Store, open_page: Opened, page: str, role: str) -> None:
    viewer = as_role(district, role)
    view = view_of(district, viewer, quarter="2026Q3")
    shown = {each.indicator: each for each in figures.figures(view, figures.board(district, viewer, view))}
    values = {each.label: each.value for each in open_page(district, viewer, page, period="2026Q3").metric}
    for indicator in CARDS[page]:
        figure = shown[indicator]
        found = listed(district, viewer, indicator, figure.period)
        closed = [each for each in found if each.closed]
        of = closed or found
        ratio = f"{sum(each.state == 'met' for each in of)}/{len(of)}"
        assert (ratio if of else "不适用") in values[figure.name]


@pytest.mark.parametrize("part", GROUPS)
def test_every_indicator_has_its_place(district: Store, open_page: Opened, part: str) -> None:
    leader = as_role(district, "leader")
    for indicator in GROUPS[part].split():
        test = open_page(district, leader, "bothends", period="2026Q3", part=part, chart=indicator)
        assert not test.exception
        (box,) = [each for each in test.selectbox if each.key == f"bothends_chart_{part}"]
        assert box.value == indicator
        assert len(box.options) == len(GROUPS[part].split())


def test_those_in_hardship_without_help(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    view = view_of(district, staff, quarter="2026Q3")
    board = figures.board(district, staff, view)
    period = next(each.period for each in figures.figures(view, board) if each.indicator == "hardship_helped")
    found = listed(district, staff, "hardship_helped", period)
    without = [each for each in found if each.state != "met"]
    test = open_page(district, staff, "care", period="2026Q3")
    assert f"还没有帮扶记录的困难党员 {len(without)} 名" in said(test)
    if found and not without:
        assert f"{len(found)} 名困难党员都有帮扶记录" in said(test)
    if without:
        assert f"{len(found)} 名困难党员中 **{len(without)}** 名还没有帮扶记录" in said(test)
        called = lists.names(district, staff, [each.person for each in without])
        assert sorted(table(test, "应于")["姓名"]) == sorted(called[each.person] for each in without)


def test_help_is_exported_as_computed(district: Store) -> None:
    leader = as_role(district, "leader")
    view = view_of(district, leader, quarter="2026Q3")
    assert [each.kind for each in care.help_given(district, leader, view)][: len(care.KINDS)] == list(care.KINDS)


def test_pairs_and_data_questions(district: Store, open_page: Opened) -> None:
    leader = as_role(district, "leader")
    view = view_of(district, leader)
    met, doubts = pairs.pairs(district, leader, view), pairs.data_questions(district, leader, view)
    test = open_page(district, leader, "bothends", part="pairs")
    assert f"两头对接 {len(met)} 对" in said(test)
    assert f"资料疑问 {len(doubts)} 条" in said(test)
    for each in met:
        assert {each.out.name, each.into.name} <= set(
            table(test, "流出支部")[["流出支部", "流入支部"]].to_numpy().ravel()
        )
    if doubts:
        assert list(table(test, "依据")["疑问"]) == [each.asks for each in doubts]
        opened = open_page(district, leader, "bothends", part="pairs", about=doubts[0].key)
        assert doubts[0].asks.split("“")[0] in said(opened).replace("\\", "")


@pytest.mark.parametrize("page", CARDS)
@pytest.mark.parametrize("part", ["certificate", "pairs", "decide"])
def test_an_administrator_sees_no_names(district: Store, open_page: Opened, page: str, part: str) -> None:
    every = {row["name"] for row in district.composed_rows("SELECT DISTINCT name FROM person_identity")}
    test = open_page(district, as_role(district, "administrator"), page, period="2026Q3", part=part)
    assert not test.exception
    told = texts(test) + said(test)
    assert not [name for name in every if len(name) > 2 and (name in told or mask_name(name) in told)]


@pytest.mark.parametrize("page", CARDS)
def test_a_branch_is_not_shown_others(district: Store, open_page: Opened, page: str) -> None:
    now = tree(district)
    test = open_page(district, as_role(district, "branch"), page)
    assert not test.exception
    others = [now.by_id[org].name for org in now.branches()[1:]]
    assert not [name for name in others if name in texts(test) + said(test)]


@pytest.mark.parametrize("page", CARDS)
def test_one_branch_alone(fresh: Store, open_page: Opened, page: str) -> None:
    now = tree(fresh)
    above = now.by_id[now.ancestors(now.branches()[0])[0]]
    for part in ("certificate", "out", "into", "pairs", "decide"):
        test = open_page(fresh, as_role(fresh, "leader"), page, org=above.code, part=part)
        assert not test.exception
        assert not test.error


def test_staff_settle_a_reason_where_they_see_it(fresh: Store, open_page: Opened) -> None:
    staff = as_role(fresh, "staff")
    view = view_of(fresh, staff)
    board = figures.board(fresh, staff, view)
    period = next(each.period for each in figures.figures(view, board) if each.indicator == "taken_on")
    waiting = [p for p in lists.across(fresh, staff, view, board, "taken_on", (period,)) if p[1].ruling == "not_taken"]
    assert waiting
    owed, duty = waiting[0]
    address = {"part": "decide", "open": "taken_on", "at": period, "branch": owed.org_code, "item": owed.subject}
    leader = open_page(fresh, as_role(fresh, "leader"), "bothends", **address)
    assert "接受" not in [each.label for each in leader.button]
    test = open_page(fresh, staff, "bothends", **address)
    assert words.escaped(duty.remark) in said(test)
    next(each for each in test.button if each.label == "接受").click()
    test.run()
    assert "请写明理由" in said(test) + "".join(each.value for each in test.error)
    test.text_input(key=f"decide_taken_on_{period}_{owed.subject}").input("境外，已核实")
    next(each for each in test.button if each.label == "接受").click()
    test.run()
    assert not test.exception
    again = figures.board(fresh, staff, view_of(fresh, staff))
    left = lists.across(fresh, staff, view_of(fresh, staff), again, "taken_on", (period,))
    assert (owed.org, owed.subject) not in {(each.org, each.subject) for each, _ in left}
    exempt = [each for each in obligations(fresh, staff, indicator="taken_on", period=period) if each.exempt]
    assert (owed.org, owed.subject) in {(each.org, each.subject) for each in exempt}

"""实地督查 as staff, leader and inspector find it: a plan made, a check-sheet filled in, nothing of other branches."""

from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import Grant, Viewer
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import visits
from data_layer.oversight.visits import planning, results
from data_layer.store import Store
from tests.pages.conftest import DAY, Opened, as_role, happened, said
from web import gate


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Open a page without the shell around it."""
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
    [each for each in test.button if each.label == label][-1].click()
    return test.run()


def test_from_a_plan_to_results(fresh: Store, alone: Opened) -> None:
    staff = as_role(fresh, "staff")
    test = alone(fresh, staff, "inspections", ask="plan")
    assert "风险评分并不能预测" in said(test)
    test = press(test, "排计划")
    assert not test.exception and "计划已排好" in "".join(each.value for each in test.success)
    view = view_of(fresh, staff, branches=None)
    found = visits(fresh, staff, view)
    assert {each.way for each in found} == {"risk", "chance"}
    visit = next(each for each in found if results.check_sheet(fresh, staff, each.visit)[1].claims)
    inspector = Viewer(9, "inspector", (Grant("inspector", visit.org, DAY, DAY),))
    test = alone(fresh, inspector, "inspections", visit=f"{visit.visit}")
    assert not test.exception and visit.branch in said(test)
    assert not any(each.branch in said(test) for each in found if each.org != visit.org)
    claim = results.check_sheet(fresh, inspector, visit.visit)[1].claims[0].key
    test.segmented_control(key=f"r_{visit.visit}_{claim}").set_value("false").run()
    test = press(test, "保存核实结果")
    assert not test.exception
    again = next(each for each in visits(fresh, staff, view_of(fresh, staff, branches=None)) if each.org == visit.org)
    assert again.state == "done" and again.failed == 1
    visited = ("督查", "相符 0 项，不符 1 项，无法核实 0 项", "已完成")
    assert happened(alone(fresh, staff, "portrait", org=visit.code)) == [visited]
    branch = Viewer(8, "支部", (Grant("branch", visit.org),))  # is not told, only of what is registered
    assert happened(alone(fresh, branch, "portrait", org=visit.code)) == []


def test_an_inspector_of_another_branch_sees_a_sentence(fresh: Store, alone: Opened) -> None:
    staff = as_role(fresh, "staff")
    view = view_of(fresh, staff, branches=None)
    number = planning.plan(fresh, staff, view, DAY, date(2026, 12, 1), by_risk=2, by_chance=0)
    first, second = (each for each in visits(fresh, staff, view) if each.plan == number)
    inspector = Viewer(9, "inspector", (Grant("inspector", first.org, DAY, DAY),))
    test = alone(fresh, inspector, "inspections", visit=f"{second.visit}")
    assert not test.exception and "没有在该党组织" in said(test) and second.branch not in said(test)

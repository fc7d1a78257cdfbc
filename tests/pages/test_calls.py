"""呼叫清单 on the page: numbers, one line open at a time, what was typed kept, and the way on to 台账报送."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from data_layer import clock, quarters
from data_layer.access import Grant, Viewer, local_administrator
from data_layer.ledger import states
from data_layer.ledger.calls import CallList, call_list
from data_layer.ledger.history import submissions
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import drafts
from tests.pages.conftest import Opened, as_role, said

QUARTER = "2026Q4"
TALK = "问过近况，工作和生活都好"


@pytest.fixture(autouse=True)
def no_drafts() -> Iterator[None]:
    """Checked files live as long as the process: begin and end without any."""
    drafts._held.clear()
    yield
    drafts._held.clear()


@pytest.fixture
def branch(fresh: Store) -> Viewer:
    return as_role(fresh, "branch")


def listed(store: Store, viewer: Viewer) -> CallList:
    return call_list(store, viewer, viewer.grants[0].org, quarters.parse_quarter(QUARTER))


def field(test: AppTest, kind: str, label: str) -> object:
    return next(each for each in getattr(test, kind) if each.label.removeprefix("★ ") == label)


def press(test: AppTest, label: str, nth: int = 0) -> AppTest:
    [each for each in test.button if each.label == label][nth].click()
    return test.run()


def note(test: AppTest, text: str, button: str = "记下") -> AppTest:
    field(test, "text_input", "联系内容").set_value(text)  # type: ignore[attr-defined]
    return press(test, button)


def on_handin(test: AppTest) -> AppTest:
    """Where the page led to; a test's next run would begin on the page before."""
    test.switch_page("pages/handin.py")
    test.query_params["period"] = QUARTER
    return test.run()


def logged(store: Store) -> int:
    rows = store.composed_rows("SELECT count(*) AS n FROM audit_event WHERE action = 'call_list'")
    return int(rows[0]["n"])


def test_it_says_who_is_left_with_number_and_last_topic(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = open_page(fresh, branch, "calls", period=QUARTER)
    found = listed(fresh, branch)
    assert found.open
    assert f"还要联系 {len(found.open)} 人" in said(test)
    rows = fresh.composed_rows("SELECT cells ->> '本人电话' AS phone FROM row_text WHERE kind = '基本信息'")
    assert sum(f"**{row['phone']}**" in said(test) for row in rows if row["phone"]) >= len(found.lines) - 1
    topics = [line.last_topic for line in found.open if line.last_topic]
    assert topics and all(topic[:4] in said(test).replace("\\", "") for topic in topics)


def test_the_numbers_are_logged_once_an_opening(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = open_page(fresh, branch, "calls", period=QUARTER)
    note(press(test, "记联系"), TALK)
    assert logged(fresh) == 1
    open_page(fresh, branch, "calls", period=QUARTER)
    assert logged(fresh) == 2


def test_a_call_is_kept_over_refresh_and_the_next_one_opens(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    before = listed(fresh, branch)
    first, second = before.open[:2]
    test = press(open_page(fresh, branch, "calls", period=QUARTER), "记联系")
    assert field(test, "date_input", "联系日期").value == clock.today()  # type: ignore[attr-defined]
    test = note(test, TALK, "记下，打下一个")
    assert not test.exception and not test.error
    assert f":gray[{second.name}]" in said(test), "the next one's form is open"
    again = open_page(fresh, branch, "calls", period=QUARTER)
    assert f"还要联系 {len(before.open) - 1} 人" in said(again)
    kept = next(line for line in listed(fresh, branch).rest if line.line == first.line)
    assert [each.cells["联系内容"] for each in kept.contacts] == [TALK]


def test_a_call_in_vain_stays_on_the_list(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = press(open_page(fresh, branch, "calls", period=QUARTER), "记联系")
    field(test, "radio", "是否联系上").set_value("否")  # type: ignore[attr-defined]
    test = note(test, "没接")
    assert not test.error
    assert "1 人打过没有联系上" in said(test)


def test_what_tells_nothing_is_said_and_the_form_stays(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = note(press(open_page(fresh, branch, "calls", period=QUARTER), "记联系"), "好")
    assert any("至少写 4 个字" in each.value for each in test.error)
    assert field(test, "text_input", "联系内容").value == "好"  # type: ignore[attr-defined]
    assert not fresh.composed_rows("SELECT 1 FROM entry_draft")


def test_a_contact_is_put_right_and_a_second_one_noted(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    line = listed(fresh, branch).open[0].line
    test = note(press(open_page(fresh, branch, "calls", period=QUARTER), "记联系"), TALK)
    test.button(key=f"call_{line}").click().run()
    test = note(test, "又打一次，说起换工作")
    test.button(key=f"call_{line}").click().run()
    test = press(test, "改")
    assert field(test, "text_input", "联系内容").value == TALK  # type: ignore[attr-defined]
    test = note(test, "问过近况，换了工作", "改好了")
    found = next(each for each in listed(fresh, branch).lines if each.line == line)
    assert [each.cells["联系内容"] for each in found.contacts] == ["问过近况，换了工作", "又打一次，说起换工作"]
    test.button(key=f"call_{line}").click().run()
    test = press(press(test, "改", 1), "删去这次联系")
    found = next(each for each in listed(fresh, branch).lines if each.line == line)
    assert [each.cells["联系内容"] for each in found.contacts] == ["问过近况，换了工作"]


def test_material_and_changes_are_a_form(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    line = listed(fresh, branch).open[0].line
    test = press(open_page(fresh, branch, "calls", period=QUARTER), "记联系")
    field(test, "selectbox", "变化").set_value("外出单位")  # type: ignore[attr-defined]
    field(test, "text_input", "变化内容").set_value("云州电子厂")  # type: ignore[attr-defined]
    field(test, "date_input", "学习资料寄发日期").set_value(clock.today())  # type: ignore[attr-defined]
    test = press(test, "记下资料和变化")
    assert not test.error
    found = next(each for each in listed(fresh, branch).lines if each.line == line)
    assert found.entry == {"学习资料寄发日期": f"{clock.today()}", "变化": "外出单位", "变化内容": "云州电子厂"}


def test_from_the_list_to_the_receipt(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    org = branch.grants[0].org
    before = listed(fresh, branch)
    test = note(press(open_page(fresh, branch, "calls", period=QUARTER), "记联系"), TALK)
    field(test, "date_input", "核对日期").set_value(clock.today())  # type: ignore[attr-defined]
    field(test, "text_input", "会同联系人").set_value("全体联系人")  # type: ignore[attr-defined]
    field(test, "text_input", "流动党员数").set_value(f"{before.away}")  # type: ignore[attr-defined]
    field(test, "selectbox", "本季度变化").set_value("无变化")  # type: ignore[attr-defined]
    test = press(test, "生成台账并核对")
    assert not test.exception and not test.error
    assert "已核对" in said(test) and "网上填报" in said(test), "the same road as a file that was put in"
    assert not submissions(fresh, branch, org, quarters.parse_quarter(QUARTER)), "nothing is in yet"
    test = press(on_handin(test), "确认报送")
    assert "回执号" in said(test)
    (kept,) = submissions(fresh, branch, org, quarters.parse_quarter(QUARTER))
    assert kept.counted and kept.layout == "entry"
    left = open_page(fresh, branch, "calls", period=QUARTER)
    assert f"还要联系 {len(before.open) - 1} 人" in said(left)


def test_a_locked_quarter_can_be_looked_at(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    states.lock(fresh, local_administrator("t"), tree(fresh).roots[0], quarters.parse_quarter(QUARTER), "本季已结")
    test = open_page(fresh, branch, "calls", period=QUARTER)
    assert "已锁定" in said(test)
    assert all(each.disabled for each in test.button if each.label in ("记联系", "记下封面", "生成台账并核对"))


@pytest.mark.parametrize("role", ["staff", "leader", "administrator"])
def test_it_is_the_branchs_own(fresh: Store, open_page: Opened, role: str) -> None:
    test = open_page(fresh, as_role(fresh, role), "calls", period=QUARTER)
    assert test.error and "没有" in test.error[0].value
    assert logged(fresh) == 0


def test_a_branch_without_members_reports_none(nothing: Store, open_page: Opened) -> None:
    from data_layer.administration import import_orgs, set_parameter

    local = local_administrator("t")
    rows = [{"党组织代码": "01", "党组织名称": "松岗街道党工委", "类型": "党工委"}]
    rows.append({"党组织代码": "0101", "党组织名称": "松岗第一党支部", "上级党组织代码": "01", "类型": "党支部"})
    import_orgs(nothing, local, rows)
    by_code = tree(nothing).by_code
    set_parameter(nothing, local, by_code["01"], "start_quarter", QUARTER)
    own = Viewer(7, "branch", (Grant("branch", by_code["0101"]),))
    test = open_page(nothing, own, "calls", period=QUARTER)
    assert "零报告" in said(test) and "第一次报送" in said(test)
    field(test, "text_input", "流动党员数").set_value("0")  # type: ignore[attr-defined]
    test = press(test, "生成台账并核对")
    test = press(on_handin(test), "确认报送")
    assert "回执号" in said(test)
    assert logged(nothing) == 0, "no numbers were shown"

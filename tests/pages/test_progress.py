"""报送进度 as staff, leader and branch see it: what is said, listed, hidden, done, refused; many files at once."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import Viewer
from data_layer.administration import import_orgs, set_parameter
from data_layer.assessment import figures, worklist
from data_layer.assessment import progress as reports
from data_layer.assessment.burden import burdens
from data_layer.assessment.view import View, view_of
from data_layer.ledger.bundle import put_together
from data_layer.ledger.prefill import template
from data_layer.ledger.states import is_locked, lock
from data_layer.organisations import tree
from data_layer.store import Store
from tests.ledger.desk import LI, WANG, Desk, away, contact, member
from tests.ledger.exported import R1, facts, register
from tests.pages.conftest import DAY, Opened, as_role, said
from tests.pages.test_drawer import texts
from tests.pages.test_handin import press
from web import jobs

QUARTER, NUMBER = "2026Q3", 8106


@pytest.fixture(autouse=True)
def no_jobs() -> Iterator[None]:
    jobs._jobs.clear()
    yield
    jobs._jobs.clear()


def listed(store: Store, viewer: Viewer) -> tuple[View, list[reports.Reporting]]:
    view = view_of(store, viewer, quarter=QUARTER)
    return view, reports.progress(store, viewer, view, figures.board(store, viewer, view))


def fill(test: AppTest, key: str, text: str) -> None:
    next(each for each in test.text_input if each.key == key).input(text)


def tick(test: AppTest, part: str) -> AppTest:
    next(each for each in test.checkbox if part in (each.key or "")).check()
    return test.run()


def labels(test: AppTest) -> set[str]:
    return {each.label for each in test.button}


@pytest.mark.parametrize("role", ["staff", "leader"])
def test_it_says_what_the_list_holds(district: Store, open_page: Opened, role: str) -> None:
    viewer = as_role(district, role)
    view, found = listed(district, viewer)
    now = reports.summary(view, figures.board(district, viewer, view), found)
    test = open_page(district, viewer, "progress", period=QUARTER)
    assert not test.exception
    assert f"{now.due} 个支部中 **{now.on_time}** 个按时报送" in said(test)
    shown = next(each.value for each in test.dataframe if "状态" in each.value.columns)
    assert list(shown["党支部"]) == [each.name for each in found]
    whole = next(each for each in found if each.custodian)
    assert whole.custodian is not None
    assert whole.custodian.name in texts(test)
    assert not re.search(r"1\d{10}", texts(test) + said(test))  # no whole number


def test_what_a_leader_may_not_do_is_not_offered(district: Store, open_page: Opened) -> None:
    leader = as_role(district, "leader")
    code = next(each.code for each in listed(district, leader)[1] if each.submission)
    test = open_page(district, leader, "progress", period=QUARTER, who=code)
    told = said(test)
    assert "支部画像" in labels(test)
    assert not {"锁定本季", "修改截止日", "办理退回", "办理延期"} & labels(test)
    assert "看完整号码" not in told
    (parts,) = [each for each in test.get("button_group") if each.key == "progress_part"]
    assert [each.split()[0] for each in parts.options] == ["报送名单", "催报名单", "支部负担"]
    for part in ("waiting", "import"):
        assert not open_page(district, leader, "progress", part=part).file_uploader
    assert not test.exception


def test_a_branch_is_shown_nothing(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "branch"), "progress", period=QUARTER)
    assert not test.exception
    assert "没有可以查看的党组织" in said(test)
    assert not test.dataframe


def test_one_state_alone(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    _, found = listed(district, staff)
    state = found[-1].state
    test = open_page(district, staff, "progress", period=QUARTER, show=state)
    shown = next(each.value for each in test.dataframe if "状态" in each.value.columns)
    assert list(shown["党支部"]) == [each.name for each in found if each.state == state]


def test_reminders_to_copy(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    view, found = listed(district, staff)
    test = open_page(district, staff, "progress", period=QUARTER, part="owing")
    copied = [each.value for each in test.code if "?" not in each.value]
    owing = [reports.reminder(view, each) for each in found if each.owes]
    assert copied == (["\n".join(owing)] if owing else [])


def test_a_ledger_is_sent_back(fresh: Store, open_page: Opened) -> None:
    staff = as_role(fresh, "staff")
    each = next(one for one in listed(fresh, staff)[1] if one.submission)
    test = open_page(fresh, staff, "progress", period=QUARTER, who=each.code)
    go = next(one for one in test.button if one.label == "办理退回")
    assert go.disabled
    fill(test, "act_reason_return", "缺联系记录")
    test = tick(test, "act_sure_return")
    test = press(test, "办理退回")
    assert not test.exception
    again = next(one for one in listed(fresh, staff)[1] if one.org == each.org)
    assert (again.state, again.return_reason) == ("returned", "缺联系记录")
    assert "1 个退回待重报" in said(test)
    assert "已退回" in said(test) + "".join(one.value for one in test.success)


def test_a_quarter_is_locked_and_opened_again(fresh: Store, open_page: Opened) -> None:
    staff = as_role(fresh, "staff")
    org = listed(fresh, staff)[1][0].org
    for verb, shut in (("锁定", True), ("解锁", False)):
        test = open_page(fresh, staff, "progress", period=QUARTER, ask="lock")
        fill(test, "lock_reason", "已汇总")
        test = tick(test, "lock_sure")
        next(one for one in test.button if one.key == "lock_go").click()
        test.run()
        assert not test.exception
        assert is_locked(fresh, tree(fresh), org, NUMBER) == shut, verb
        assert ("锁定：已汇总" in said(test)) == shut


def test_a_ledger_sent_back_in_a_locked_quarter_may_come_again(fresh: Store, open_page: Opened) -> None:
    staff = as_role(fresh, "staff")
    each = next(one for one in listed(fresh, staff)[1] if one.submission)
    lock(fresh, staff, tree(fresh).roots[0], NUMBER, "已汇总")
    test = open_page(fresh, staff, "progress", period=QUARTER, who=each.code)
    fill(test, "act_reason_return", "缺联系记录")
    test = press(tick(test, "act_sure_return"), "办理退回")
    assert not test.exception
    assert not is_locked(fresh, tree(fresh), each.org, NUMBER)


def test_nothing_is_done_in_the_past(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    code = next(each.code for each in listed(district, staff)[1] if each.submission)
    test = open_page(district, staff, "progress", period="2026Q2", as_of="2026-08-20", who=code)
    assert not test.exception
    assert any("正在回看 2026-08-20" in each.value for each in test.info)
    assert not {"锁定本季", "修改截止日", "办理退回", "办理延期"} & labels(test)
    (parts,) = [each for each in test.get("button_group") if each.key == "progress_part"]
    assert [each.split()[0] for each in parts.options] == ["报送名单", "催报名单", "支部负担"]


def test_late_evidence_is_accepted_several_at_once(fixed_day: None, open_page: Opened) -> None:
    desk = Desk()
    listed = {
        "基本信息": [member("王晓", WANG), member("李禾", LI)],
        "管理信息": [away("王晓"), away("李禾")],
    }
    calls = [contact("王晓", "2026-08-01"), contact("李禾", "2026-08-02")]
    desk.hand_in(QUARTER, "0101", received=date(2026, 10, 9), **listed)
    desk.hand_in(QUARTER, "0101", received=DAY, **listed | {"联系记录": calls})
    fresh, staff = desk.store, as_role(desk.store, "staff")
    view = view_of(fresh, staff, quarter=QUARTER)
    before = worklist.waiting(fresh, staff, view)
    group = worklist.groups(before)[0]
    assert len(group.items) == 2
    test = open_page(fresh, staff, "progress", period=QUARTER, part="waiting")
    assert f"共 {len(before)} 项" in said(test)
    test = tick(test, "waiting_all_")
    fill(test, next(each.key for each in test.text_input if (each.key or "").startswith("waiting_reason_")), "已核实")
    test = test.run()
    test = tick(test, "waiting_sure_")
    test = press(test, "接受")
    assert not test.exception
    left = worklist.waiting(fresh, staff, view)
    assert len(left) == len(before) - len(group.items)


def test_many_files_at_once(fresh: Store, open_page: Opened) -> None:
    staff = as_role(fresh, "staff")
    orgs = [each.org for each in listed(fresh, staff)[1]][:2]
    books = [template(fresh, staff, org, NUMBER + 1) for org in orgs]
    test = open_page(fresh, staff, "progress", period=QUARTER, part="import")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    zipped = put_together([("坏.xlsx", b"nothing"), ("乙.xlsx", books[1])])
    test.file_uploader[0].upload("甲.xlsx", books[0], kind)
    test.file_uploader[0].upload("邮件.zip", zipped, "application/zip")
    test = press(test.run(), "核对并导入")
    (job,) = jobs._jobs.values()
    assert job.finished.wait(60)
    test = test.run()
    assert not test.exception
    assert "3 份台账" in said(test)
    shown = next(each.value for each in test.dataframe if "结果" in each.value.columns)
    assert list(shown["文件"])[0] == "邮件.zip/坏.xlsx" or "◆" in shown["结果"].iloc[0]
    assert len(shown) == 3
    refused = sum(result.startswith("◆") for result in shown["结果"])
    assert f"下载标注好的台账（{refused} 份没有入库的）" in [each.label for each in test.get("download_button")]
    test = press(test, "收起，继续导入")
    assert test.file_uploader


def test_ledgers_are_begun_from_an_export(fixed_day: None, open_page: Opened) -> None:
    desk = Desk()
    rows = [facts("姓名=王晓 所在党支部=松岗第一党支部 是否为流动党员=是 外出流向=海州市", 公民身份证号=WANG)]
    rows += [facts("姓名=李禾 所在党支部=不知道的支部 是否为流动党员=是", 公民身份证号=LI)]
    staff = as_role(desk.store, "staff")
    test = open_page(desk.store, staff, "progress", period="2026Q4", part="seed")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    test.file_uploader[0].upload("花名册.xlsx", register(R1, rows, title="党员基本信息汇总表"), kind)
    test = press(test.run(), "读导出表")
    (job,) = jobs._jobs.values()
    assert job.finished.wait(60)
    test = test.run()
    assert not test.exception
    assert "**1 个支部，预填 1 人**，**1** 行没有归到支部" in said(test)
    assert "下载各支部的预填台账（1 份）" in [each.label for each in test.get("download_button")]
    branches, unplaced, headers = (each.value for each in test.dataframe)
    assert list(branches["党支部"]) == ["松岗第一党支部"]
    assert list(unplaced["行"]) == [6] and "没有叫“不知道的支部”的党支部" in list(unplaced.iloc[0])
    assert dict(zip(headers["导出表的列"], headers["读作"], strict=True))["外出流向"] == "外出地点"
    assert desk.table("submission") == []
    test = press(test, "收起，换一份导出表")
    test.file_uploader[0].upload("空.xlsx", b"nothing", kind)
    press(test.run(), "读导出表")
    (job,) = jobs._jobs.values()
    assert job.finished.wait(60)
    assert any("没有读到可以预填的人" in each.value for each in test.run().error)
    branch = as_role(desk.store, "branch")
    for role in (as_role(desk.store, "leader"), branch):
        assert "读导出表" not in labels(open_page(desk.store, role, "progress", period="2026Q4", part="seed"))


def test_one_branch_and_no_ledger_yet(nothing: Store, local: Viewer, open_page: Opened) -> None:
    rows = [{"党组织代码": "01", "党组织名称": "松岗街道党工委", "类型": "党工委"}]
    rows += [{"党组织代码": "0101", "党组织名称": "松岗党支部", "上级党组织代码": "01", "类型": "党支部"}]
    import_orgs(nothing, local, rows)
    set_parameter(nothing, local, tree(nothing).by_code["01"], "start_quarter", QUARTER, DAY)
    leader = open_page(nothing, as_role(nothing, "leader"), "progress")
    assert "还没有收到台账" in said(leader)
    test = open_page(nothing, as_role(nothing, "staff"), "progress", period="2026Q4", part="import")
    assert not test.exception
    assert "1 个支部中 **0** 个按时报送，1 个未到期" in said(test)
    assert test.file_uploader  # the first ledgers may come in bulk


def test_what_the_ledgers_asked_of_the_branches(district: Store, open_page: Opened) -> None:
    """支部负担 says what a typical ledger of the quarter asked, lists the branches and leaves as Excel."""
    viewer = as_role(district, "leader")
    view = view_of(district, viewer, quarter=QUARTER)
    found = [each for each in burdens(district, viewer, view) if each.quarter == QUARTER]
    test = open_page(district, viewer, "progress", period=QUARTER, part="burden")
    assert not test.exception
    assert f"{len(found)} 份台账，中位数：要填" in said(test)
    assert all(each.asked and each.known for each in found)
    assert "导出各季度 Excel" in [each.label for each in test.get("download_button")]

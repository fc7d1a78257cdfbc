"""Branch and quarter, versions, withdrawal, locks, who may: what decides whether a file counts."""

from datetime import date, datetime

import pytest

from data_layer import clock, quarters
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.administration import add_event, set_deadline
from data_layer.ledger import service, states
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.deadline import due_on
from data_layer.ledger.history import receipt, submissions
from data_layer.ledger.known import known
from data_layer.organisations import tree
from tests.ledger.desk import LI, VIEWER, WANG, Desk, away, contact, member

pytestmark = pytest.mark.usefixtures("autumn", "uncounted")

ONE = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓")]}
TWO = {"基本信息": [member("王晓", WANG), member("李禾", LI)], "管理信息": [away("王晓"), away("李禾")]}


def test_the_same_file_again_is_the_same_submission() -> None:
    desk = Desk()
    content = desk.file("2026Q3", **ONE)
    first = desk.submit(content, "2026Q3")
    again = desk.submit(content, "2026Q3")
    assert first.accepted and again.accepted and again.again
    assert (first.submission, first.receipt) == (again.submission, again.receipt) == (1, "0101-2026Q3-000001")
    assert desk.codes(again) == ["same_file_again"]
    assert len(desk.table("submission")) == len(desk.table("spell_row")) == 1


def test_a_later_version_takes_the_place_of_an_earlier_one() -> None:
    desk = Desk()
    desk.hand_in("2026Q3", **ONE)
    checked = desk.hand_in("2026Q3", **TWO)
    assert checked.difference.counts()["joined"] == 1
    found = submissions(desk.store, VIEWER, desk.org("0101"))
    assert [(each.submission, each.state, each.counted) for each in found] == [
        (2, "accepted", True),
        (1, "superseded", False),
    ]
    assert receipt(desk.store, VIEWER, 1).receipt == "0101-2026Q3-000001"


def test_a_withdrawn_ledger_counts_for_nothing_and_can_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    content = desk.file("2026Q4", **TWO)
    first = desk.submit(content, "2026Q4", received=date(2026, 11, 23))
    assert first.submission is not None
    states.withdraw(desk.store, VIEWER, first.submission)
    assert submissions(desk.store, VIEWER, desk.org("0101"))[0].state == "withdrawn"
    base = known(desk.store, desk.org("0101"), tree(desk.store), quarters.parse_quarter("2026Q4"))
    assert (base.persons, base.spells, base.last, base.count) == ({}, {}, None, 1)
    with pytest.raises(LedgerProblem, match="已经撤回"):
        states.withdraw(desk.store, VIEWER, first.submission)
    again = desk.submit(content, "2026Q4", received=date(2026, 11, 23))
    assert again.accepted and again.submission == 2
    # the people are the same by their numbers
    assert len({row["person"] for row in desk.table("member_row")}) == 2
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 11, 9))
    with pytest.raises(LedgerProblem, match="截止日"):
        states.withdraw(desk.store, VIEWER, 2)


def test_a_returned_ledger_goes_on_counting_and_gets_a_new_day() -> None:
    desk = Desk()
    desk.hand_in("2026Q3", **ONE)
    with pytest.raises(LedgerProblem, match="理由"):
        states.return_ledger(desk.store, VIEWER, 1, " ", date(2026, 12, 1))
    states.return_ledger(desk.store, VIEWER, 1, "少登记一人", date(2026, 12, 1))
    (found,) = submissions(desk.store, VIEWER, desk.org("01"), quarters.parse_quarter("2026Q3"))
    assert (found.state, found.counted, found.new_due, found.return_reason) == (
        "returned", True, date(2026, 12, 1), "少登记一人",
    )  # fmt: skip
    states.withdraw(desk.store, VIEWER, 1)  # the new day has not passed


def test_a_locked_quarter_takes_nothing_but_from_an_excepted_branch() -> None:
    desk = Desk()
    quarter = quarters.parse_quarter("2026Q2")
    states.lock(desk.store, VIEWER, desk.org("01"), quarter, "已汇总")
    assert desk.codes(desk.hand_in("2026Q2", **ONE)) == ["quarter_locked"]
    assert desk.hand_in("2026Q3", **ONE).accepted
    states.except_branch(desk.store, VIEWER, desk.org("0101"), quarter, date(2026, 11, 30), "补报")
    assert desk.hand_in("2026Q2", **ONE).accepted
    assert not desk.hand_in("2026Q2", "0102", **ONE).accepted
    states.unlock(desk.store, VIEWER, desk.org("01"), quarter, "统一补报")
    assert desk.hand_in("2026Q2", "0102", **ONE).accepted


@pytest.mark.parametrize(
    ("cover", "code"),
    [
        ({"党组织名称": "没有的党支部", "党组织代码": None}, "branch_unknown"),
        ({"党组织名称": "松岗街道党工委", "党组织代码": None}, "not_a_branch"),
        ({"党组织代码": "0102"}, "code_against_name"),
        ({"填报季度": "2027Q1"}, "quarter_not_begun"),
    ],
)
def test_branch_and_quarter_are_never_guessed(cover: dict[str, str | None], code: str) -> None:
    desk = Desk()
    checked = desk.hand_in("2026Q3", 封面=[cover], **ONE)
    assert not checked.accepted and desk.codes(checked) == [code]


def test_a_branch_goes_by_its_name_code_former_name_or_alias() -> None:
    desk = Desk()
    org = desk.org("0101")
    add_event(desk.store, VIEWER, org, "rename", date(2026, 5, 1), name="新松岗党支部")
    add_event(desk.store, VIEWER, org, "alias", date(2026, 5, 1), name="松岗一支部")
    for number, name in enumerate(("新松岗党支部", "松岗第一党支部", "松岗一支部", "0101")):
        rows = ONE | {"联系记录": [contact("王晓", f"2026-07-0{number + 1}")]}
        assert desk.hand_in("2026Q3", 封面=[{"党组织名称": name, "党组织代码": None}], **rows).org == org


def test_org_and_quarter_given_must_agree() -> None:
    desk = Desk()
    content = desk.file("2026Q3", **ONE)
    other = service.check(desk.store, VIEWER, "a.xlsx", content, org=desk.org("0102"), received_on=date(2026, 9, 30))
    assert desk.codes(other) == ["wrong_branch"]
    above = service.check(desk.store, VIEWER, "a.xlsx", content, org=desk.org("01"), received_on=date(2026, 9, 30))
    assert above.errors == [] and above.org == desk.org("0101")
    wrong = service.check(
        desk.store, VIEWER, "a.xlsx", content, quarter=quarters.parse_quarter("2026Q2"), received_on=date(2026, 9, 30)
    )
    assert desk.codes(wrong) == ["wrong_quarter"]
    assert desk.table("submission") == []


def test_who_may_hand_in_what() -> None:
    desk = Desk()
    secretary = Viewer(7, "secretary", (Grant("branch", desk.org("0101")),))
    staff = Viewer(8, "staff", (Grant("staff", desk.org("01")),))
    leader = Viewer(9, "leader", (Grant("leader", desk.org("01")),))
    today = date(2026, 11, 23)
    assert desk.hand_in("2026Q4", viewer=secretary, received=today, **ONE).accepted
    assert desk.table("submission")[0]["account"] == 7
    with pytest.raises(NoAccess):
        desk.hand_in("2026Q4", "0102", viewer=secretary, received=today, **ONE)
    with pytest.raises(NoAccess):  # the day of receipt is staff's to set
        desk.hand_in("2026Q3", viewer=secretary, received=date(2026, 10, 9), **ONE)
    with pytest.raises(NoAccess):
        desk.hand_in("2026Q4", viewer=leader, received=today, **ONE)
    assert desk.hand_in("2026Q3", "0102", viewer=staff, received=date(2026, 10, 9), **ONE).accepted
    with pytest.raises(LedgerProblem, match="晚于今天"):
        desk.hand_in("2026Q4", viewer=staff, received=date(2026, 11, 24), **ONE)
    administrator = Viewer(10, "administrator", (Grant("administrator", desk.org("01")),))
    assert {each.file_name for each in submissions(desk.store, administrator, desk.org("01"))} == {""}
    with pytest.raises(NoAccess):
        submissions(desk.store, secretary, desk.org("0102"))
    with pytest.raises(NoAccess):
        states.lock(desk.store, secretary, desk.org("0101"), 8106, "已汇总")


def test_what_the_cover_says_is_held_against_what_is_listed() -> None:
    desk = Desk()
    checked = desk.hand_in("2026Q1", declared=3, **TWO)
    assert desk.codes(checked) == ["declared_count_differs"]
    checked = desk.hand_in("2026Q2", 封面=[{"本季度变化": "无变化"}], **TWO)
    assert desk.codes(checked) == ["nothing_changed"]
    assert desk.table("submission", submission=2)[0]["change_found"] is False
    checked = desk.hand_in("2026Q2", 封面=[{"本季度变化": "有变化"}], 联系记录=[contact("王晓", "2026-05-01")], **TWO)
    assert desk.codes(checked) == ["change_declared_differs"]
    retyped = {"基本信息": TWO["基本信息"], "管理信息": [away("王晓", "2026年1月10日"), away("李禾", "2026.1.10")]}
    checked = desk.hand_in("2026Q3", 封面=[{"本季度变化": "无变化"}], **retyped)
    assert "change_declared_differs" not in desk.codes(checked)  # the same days, typed otherwise


def test_late_events_and_unfit_contact_persons_are_said_and_stored() -> None:
    desk = Desk()
    rows = [away("王晓", 联系人="王晓"), away("李禾", 联系人="王晓", 联系人身份="其他")]
    checked = desk.hand_in("2026Q3", 基本信息=TWO["基本信息"], 管理信息=rows, 联系记录=[contact("王晓", "2026-06-20")])
    assert checked.accepted
    assert sorted(desk.codes(checked)) == ["contact_may_not_be_one", "contact_may_not_be_one", "late_event"]
    assert [row["contact_is_member"] for row in desk.table("spell_row")] == [True, False]


def test_an_extension_moves_the_day_of_one_branch() -> None:
    desk = Desk()
    quarter, now = quarters.parse_quarter("2026Q3"), tree(desk.store)
    assert due_on(desk.store, now, desk.org("0101"), quarter) == date(2026, 10, 10)
    set_deadline(desk.store, VIEWER, desk.org("01"), quarter, date(2026, 10, 15), "国庆假期")
    states.extend(desk.store, VIEWER, desk.org("0101"), quarter, date(2026, 10, 20), "书记住院")
    days = [due_on(desk.store, now, desk.org(code), quarter) for code in ("0101", "0102")]
    assert days == [date(2026, 10, 20), date(2026, 10, 15)]
    with pytest.raises(LedgerProblem):
        states.extend(desk.store, VIEWER, desk.org("01"), quarter, date(2026, 10, 20), "统一")

"""研判批次 by hand: staff freeze on one page, the branch replies, the leader records the meeting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data_layer import clock
from data_layer.access import Grant, Viewer
from data_layer.access.confirming import ConfirmFirst
from data_layer.assessment.judging import assess, units
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.oversight.rounds import acting
from data_layer.oversight.rounds.reading import round_of, rounds
from data_layer.oversight.rounds.waiting import tasks, to_reply
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, happened, said


def test_from_freezing_to_the_meeting(fresh: Store, open_page: Opened) -> None:
    staff, leader = as_role(fresh, "staff"), as_role(fresh, "leader")
    now = tree(fresh)
    unit = units(fresh, staff)[0]
    code = now.by_id[unit].code
    names = [row.facts for row in assess(fresh, staff, unit, 2026).rows][:1]

    test = open_page(fresh, staff, "judging", unit=code)
    next(each for each in test.button if each.label == "发起批次").click().run()
    assert "没有预选" in said(test)
    test.multiselect(key=f"round_codes_{code}_commend").set_value([each.code for each in names])
    test.button(key=f"round_go_{code}").click().run()
    assert not test.exception
    (begun,) = rounds(fresh, staff)
    assert [each.code for each in begun.candidates] == [each.code for each in names]

    def drafts(who: Viewer) -> list[str]:
        opened = open_page(fresh, who, "rounds")
        return [each.label for each in opened.get("download_button") if f"notice_{begun.round}" in each.id]

    assert drafts(staff) == ["起草通报表扬", "通报表扬（PDF）"] and not drafts(leader)
    branch = Viewer(8, "支部", (Grant("branch", names[0].org),), display_name="支部")
    assert [each.round for each in to_reply(fresh, branch, names[0].org)] == [begun.round]
    assert not tasks(fresh, leader, view_of(fresh, leader)) and not to_reply(fresh, leader, names[0].org)
    test = open_page(fresh, branch, "handin")
    assert f"1 个研判批次等着答复，期限 {begun.reply_by}" in said(test)
    test = open_page(fresh, branch, "rounds")
    text = said(test)
    assert "还没有答复" in text and "名次" not in text
    test.text_area(key=f"replied_{begun.round}_text").set_value("情况属实")
    test.button(key=f"replied_{begun.round}_go").click().run()
    assert not test.exception
    assert [each.text for each in round_of(fresh, staff, begun.round).candidates[0].replies] == ["情况属实"]

    for who in (leader, branch):  # both find it on the portrait
        told = happened(open_page(fresh, who, "portrait", org=names[0].code))
        assert told == [("表彰批次", begun.title, "征求意见　未决定")]

    assert not to_reply(fresh, branch, names[0].org)
    assert [each.words for each in tasks(fresh, leader, view_of(fresh, leader))] == ["个批次待会议决定"]
    test = open_page(fresh, leader, "rounds", round=f"{begun.round}")
    assert "情况属实" in said(test).replace("\\", "")
    test.segmented_control(key=f"round_act_{begun.round}").set_value("decided").run()
    key = f"decided_{begun.round}"
    test.text_input(key=f"{key}_minutes").set_value("第 3 号")
    test.text_input(key=f"{key}_present").set_value("全体委员")
    test.selectbox(key=f"{key}_{names[0].code}_answer").set_value("agreed")
    test.text_input(key=f"{key}_{names[0].code}_reason").set_value("事迹突出")
    test.button(key=f"{key}_go").click().run()
    assert not test.exception
    found = round_of(fresh, leader, begun.round)
    assert [each.result for each in found.candidates] == ["agreed"] and found.state == "decided"

    # an open desk is not enough: the password stands where the button was
    stale = replace(leader, confirmed=clock.now() - timedelta(minutes=16))
    test = open_page(fresh, stale, "rounds", round=f"{begun.round}")
    test.segmented_control(key=f"round_act_{begun.round}").set_value("dropped").run()
    assert test.text_input(key=f"confirm_dropped_{begun.round}_word").label == "为了安全，请再输入一次密码"
    assert f"dropped_{begun.round}_go" not in [each.key for each in test.button]
    with pytest.raises(ConfirmFirst):
        acting.drop(fresh, stale, begun.round, "不办了")

    # what may not be is said, and nothing is recorded
    test = open_page(fresh, leader, "rounds", round=f"{begun.round}")
    test.segmented_control(key=f"round_act_{begun.round}").set_value("dropped").run()
    test.button(key=f"dropped_{begun.round}_go").click().run()
    assert [each.value for each in test.error] == ["请写明终止的理由"]
    assert round_of(fresh, leader, begun.round).state == "decided"


def test_no_round_yet(fresh: Store, open_page: Opened) -> None:
    for role in ("staff", "leader", "branch"):
        test = open_page(fresh, as_role(fresh, role), "rounds")
        assert not test.exception and "还没有批次" in said(test)

"""A round from freezing to the document: who may, in which order, and that what was frozen stays as it was."""

from datetime import date, datetime

import pytest

from data_layer.access import NoAccess
from data_layer.oversight.rounds import record as records
from data_layer.oversight.rounds.acting import (
    asked,
    decide,
    drop,
    freeze,
    issue,
    objected,
    opine,
    publish,
    reply,
    revoke,
)
from data_layer.oversight.rounds.reading import frozen, handed_in, own_part, round_of, rounds, since
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, Q3, WEST, A, B, C, Ground, viewer

STAFF, LEADER = viewer("staff", EAST), viewer("leader", EAST)
OF_A, OF_B, OF_C = viewer("branch", A), viewer("branch", B), viewer("branch", C)
BY = date(2026, 10, 27)


def begun(ground: Ground, purpose: str = "criticise", codes: tuple[int, ...] = (A, B)) -> int:
    """A round of A and B frozen on 20 October, replies by the 27th."""
    return freeze(ground.store, STAFF, EAST, 2026, purpose, "三季度通报", [f"{each}" for each in codes], BY)


def met(ground: Ground, number: int, day: date, **results: str) -> None:
    """A meeting's results: A, B → agreed …"""
    orgs = {"A": A, "B": B}
    said = {orgs[name]: (each, "事实清楚") for name, each in results.items()}
    decide(ground.store, LEADER, number, day, "第 5 号", "书记、副书记", said)


def test_the_record_reproduces_its_own_numbers_whatever_comes_later(ground: Ground, turn: TURN) -> None:
    with ground.store.write() as w:
        w.touch([A, B])
    number = begun(ground)
    content = frozen(ground.store, STAFF, number)
    assert records.reproduced(content) == content
    assert since(ground.store, STAFF, number, date(2026, 10, 20)) == []
    turn(date(2026, 11, 5))
    later = ground.ledger(A, Q3, date(2026, 11, 4))
    for person in (1, 2):
        ground.person(later, person)
        ground.stay(later, person, person, date(2026, 5, 1), contact_key=9, contact_role="支部书记")
    with ground.store.write() as w:
        rule = {"name": "target_rate", "value": "0.5", "valid_from": date(2026, 1, 1)}
        w.append("parameter_event", [{"event": w.next_id("event"), "org": EAST, **rule}])
        exempt = {"indicator": "contact_quarterly", "org": A, "reason": "其他", "approved_by": 7}
        w.append("exemption", [{"exemption": w.next_id("event"), **exempt}])
        w.touch([A])
    assert frozen(ground.store, STAFF, number) == content
    assert records.reproduced(content) == content
    changed = since(ground.store, STAFF, number, date(2026, 11, 5))
    assert ("11", "contact_quarterly", "2026Q3", (0, 2), (0, 0)) in [
        (each.code, each.indicator, each.period, each.then, each.now) for each in changed
    ]


def test_what_is_frozen(shared: Ground, turn: TURN) -> None:
    content = frozen(shared.store, STAFF, begun(shared, codes=(A,)))
    record = records.read(content)
    assert set(record["branches"]) == {"11", "12"} and record["chosen"] == ["11"]
    contacts = [each for each in record["duties"]["11"] if each[0] == "contact_quarterly" and each[1] == "2026Q3"]
    assert [each[2] for each in contacts] == ["1", "2"] and {each[6] for each in contacts} == {"missed"}
    assert record["files"]["11"][0][1] == "2026Q3" and record["criteria"]["target_rate"] == "9/10"
    assert len(record["versions"]["contact_quarterly"]) == 64
    assert "测试" not in content.decode()  # ids only


def test_criticism_waits_for_the_reply_or_its_day(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    turn(date(2026, 10, 21))
    with pytest.raises(OversightProblem, match="还没有答复"):
        met(shared, number, date(2026, 10, 21), A="agreed")
    with pytest.raises(OversightProblem, match="还没有答复"):
        met(shared, number, date(2026, 10, 21), A="reminded")
    met(shared, number, date(2026, 10, 21), B="declined")  # what is not against it needs no reply
    reply(shared.store, OF_A, number, A, "八月联系过，漏记了")
    met(shared, number, date(2026, 10, 21), A="agreed")
    found = round_of(shared.store, LEADER, number)
    assert {each.code: each.result for each in found.candidates} == {"11": "agreed", "12": "declined"}
    assert found.candidates[0].minutes == "第 5 号" and found.state == "decided"


def test_the_day_passes_without_a_reply(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    turn(BY)
    with pytest.raises(OversightProblem, match="还没有答复"):
        met(shared, number, BY, A="agreed")
    turn(date(2026, 10, 28))
    met(shared, number, date(2026, 10, 28), A="agreed", B="deferred")
    with pytest.raises(OversightProblem, match="已经作过决定"):
        met(shared, number, date(2026, 10, 28), A="declined")
    with pytest.raises(OversightProblem, match="不能再答复"):
        reply(shared.store, OF_A, number, A, "迟了")
    with pytest.raises(OversightProblem, match="还没有决定"):
        issue(shared.store, LEADER, number, "东街工委〔2026〕7号", date(2026, 10, 28))
    met(shared, number, date(2026, 10, 28), B="reminded")  # what was deferred goes to the next meeting
    issue(shared.store, LEADER, number, "东街工委〔2026〕7号", date(2026, 10, 28))
    revoke(shared.store, LEADER, number, A, "查明系系统故障")
    found = round_of(shared.store, LEADER, number)
    assert found.state == "issued" and found.candidates[0].revoked and found.candidates[0].result == "agreed"
    with pytest.raises(OversightProblem, match="没有可以撤销"):
        revoke(shared.store, LEADER, number, A, "再撤")
    with pytest.raises(OversightProblem, match="已经结束"):
        drop(shared.store, LEADER, number, "不办了")


def test_a_reply_contests_frozen_duties_with_evidence(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    duty = ("contact_quarterly", "2026Q3", "1")
    with pytest.raises(OversightProblem, match="不在冻结的清单里"):
        reply(shared.store, OF_A, number, A, "有异议", [("contact_quarterly", "2026Q3", "3")])
    reply(shared.store, OF_A, number, A, "测试1八月联系过", [duty], [("通话记录.pdf", b"%PDF-1.7 x %%EOF")])
    candidate = round_of(shared.store, STAFF, number).of(A)
    assert candidate is not None
    (said,) = candidate.replies
    assert said.contests == (duty,) and said.files == ("通话记录.pdf",)
    name, content = handed_in(shared.store, STAFF, number, said.event, 1)
    assert name == "通话记录.pdf" and content.startswith(b"%PDF")
    with pytest.raises(NoAccess):
        handed_in(shared.store, OF_B, number, said.event, 1)
    leader = round_of(shared.store, LEADER, number).of(A)
    assert leader is not None and "测试1" not in leader.replies[0].text  # a leader reads masked names


def test_opinions_and_objections_come_with_their_papers(shared: Ground, turn: TURN) -> None:
    number = begun(shared, "commend")
    letter = [("复函.pdf", b"%PDF-1.7 y %%EOF")]
    asked(shared.store, STAFF, number, "纪检机关", "none", date(2026, 10, 20), files=letter)
    opine(shared.store, LEADER, number, "同意", A, letter)
    reply(shared.store, OF_A, number, A, "谢谢", files=letter)
    whole = round_of(shared.store, LEADER, number)
    about = next(each for each in whole.candidates if each.org == A)
    for said in (*whole.said, *about.said):
        assert said.files == ("复函.pdf",) and handed_in(shared.store, LEADER, number, said.event, 1) == letter[0]
    (mine,) = round_of(shared.store, OF_A, number).candidates
    assert [each.files for each in mine.said if each.kind != "replied"] == [()]
    for said in whole.said + tuple(each for each in about.said if each.kind == "opined"):
        with pytest.raises(NoAccess):
            handed_in(shared.store, OF_A, number, said.event, 1)
    with pytest.raises(OversightProblem, match="不是 PDF"):
        asked(shared.store, STAFF, number, "其他", "none", date(2026, 10, 20), files=[("a.exe", b"MZ")])


def test_a_commendation_is_made_public_first(shared: Ground, turn: TURN) -> None:
    number = begun(shared, "commend")
    with pytest.raises(OversightProblem, match="会议同意表彰以后"):
        publish(shared.store, LEADER, number, date(2026, 10, 20), date(2026, 10, 26))
    asked(shared.store, STAFF, number, "纪检机关", "none", date(2026, 10, 20))
    with pytest.raises(OversightProblem, match="写明不同意见"):
        asked(shared.store, STAFF, number, "执法部门", "objects", date(2026, 10, 20), "", A)
    opine(shared.store, LEADER, number, "同意", B)
    met(shared, number, date(2026, 10, 20), A="agreed", B="declined")
    with pytest.raises(OversightProblem, match="公示期满"):
        issue(shared.store, LEADER, number, "1号", date(2026, 10, 20))
    publish(shared.store, LEADER, number, date(2026, 10, 21), date(2026, 10, 27))
    turn(date(2026, 10, 24))
    objected(shared.store, STAFF, number, A, date(2026, 10, 23), "有不同看法")
    turn(date(2026, 10, 28))
    issue(shared.store, LEADER, number, "东街工委〔2026〕8号", date(2026, 10, 28))
    found = round_of(shared.store, LEADER, number)
    assert found.state == "issued" and found.published == (date(2026, 10, 21), date(2026, 10, 27))
    assert [each.kind for each in (found.of(A) or found.candidates[0]).said] == ["objected"]
    assert found.said[0].body == "纪检机关"


def test_only_staff_of_the_unit_freeze(shared: Ground, turn: TURN) -> None:
    for who in (OF_A, LEADER, viewer("staff", WEST)):
        with pytest.raises(NoAccess):
            freeze(shared.store, who, EAST, 2026, "criticise", "通报", ["11"], BY)


def test_what_each_may_do(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    with pytest.raises(NoAccess):
        decide(shared.store, STAFF, number, date(2026, 10, 20), "5", "某", {B: ("declined", "理由")})
    with pytest.raises(NoAccess):
        opine(shared.store, STAFF, number, "意见")
    with pytest.raises(NoAccess):
        asked(shared.store, LEADER, number, "纪检机关", "none", date(2026, 10, 20))
    with pytest.raises(NoAccess):
        reply(shared.store, OF_B, number, A, "替别人答")
    with pytest.raises(NoAccess):
        drop(shared.store, viewer("leader", WEST), number, "理由")


def test_a_branch_sees_its_own_part_and_no_place(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    opine(shared.store, LEADER, number, "整体意见")
    found = round_of(shared.store, OF_A, number)
    assert [each.code for each in found.candidates] == ["11"] and not found.whole and not found.said
    assert own_part(shared.store, OF_A, number, "11")["judged"]["place"] is None
    for act in (lambda: own_part(shared.store, OF_A, number, "12"), lambda: frozen(shared.store, OF_A, number)):
        with pytest.raises(NoAccess):
            act()
    assert not rounds(shared.store, OF_C) and number in {each.round for each in rounds(shared.store, OF_B)}
    with pytest.raises(NoAccess):
        round_of(shared.store, OF_C, number)


def test_several_rounds_of_a_year_may_touch_one_branch(shared: Ground, turn: TURN) -> None:
    first = begun(shared)
    turn(date(2026, 10, 28))
    met(shared, first, date(2026, 10, 28), A="agreed", B="declined")
    second = freeze(shared.store, STAFF, EAST, 2026, "commend", "年度表彰", ["11"], date(2026, 11, 2))
    found = rounds(shared.store, LEADER, EAST)[:2]
    assert [each.round for each in found] == [second, first]
    assert found[0].candidates[0].result == "" and found[1].candidates[0].result == "agreed"
    drop(shared.store, LEADER, second, "时间由上级规定，今年不办")
    assert round_of(shared.store, LEADER, second).dropped.startswith("时间由上级")


def test_what_cannot_be(shared: Ground, turn: TURN) -> None:
    with pytest.raises(OversightProblem, match="答复期限"):
        freeze(shared.store, STAFF, EAST, 2026, "criticise", "通报", ["11"], date(2026, 10, 20))
    with pytest.raises(OversightProblem, match="请选"):
        freeze(shared.store, STAFF, EAST, 2026, "criticise", "通报", ["21"], BY)
    number = begun(shared, "commend")
    with pytest.raises(OversightProblem, match="不能晚于今天"):
        met(shared, number, date(2026, 10, 21), A="agreed")
    with pytest.raises(OversightProblem, match="不能早于冻结"):
        met(shared, number, date(2026, 10, 19), A="agreed")
    with pytest.raises(OversightProblem, match="没有“改为提醒”"):
        met(shared, number, date(2026, 10, 20), A="reminded")
    with pytest.raises(OversightProblem, match="没有这个批次"):
        drop(shared.store, LEADER, 999999, "理由")
    assert datetime.max > round_of(shared.store, LEADER, number).frozen_at

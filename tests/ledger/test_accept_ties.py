"""Who and which spell a row means, over all ledgers of a branch; what vanishes is asked about and stays open."""

from datetime import date

import pytest

from data_layer import quarters
from data_layer.administration import add_event
from data_layer.ledger.checked import Checked
from data_layer.ledger.compare import Answer
from data_layer.ledger.known import Known, known
from data_layer.organisations import tree
from tests.ledger.desk import LI, VIEWER, WANG, ZHAO, Desk, away, contact, member

pytestmark = pytest.mark.usefixtures("autumn", "uncounted")


def state(desk: Desk, quarter: str = "2026Q4", code: str = "0101") -> Known:
    return known(desk.store, desk.org(code), tree(desk.store), quarters.parse_quarter(quarter))


def lines(desk: Desk) -> dict[date, str]:
    """行号 by start."""
    return {row["start_on"]: row["line"] for row in desk.table("spell")}


def start(desk: Desk) -> Checked:
    """Q1: 王晓 away since January, 李禾 since February."""
    return desk.hand_in(
        "2026Q1",
        基本信息=[member("王晓", WANG), member("李禾", LI)],
        管理信息=[away("王晓", "2026-01-10"), away("李禾", "2026-02-05")],
    )


def test_a_dropped_row_stays_open_and_is_asked_about_until_answered() -> None:
    desk = Desk()
    start(desk)
    checked = desk.hand_in("2026Q2", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")])
    assert checked.accepted and checked.difference.counts()["vanished"] == 1
    (question,) = checked.questions
    assert (question.kind, question.name) == ("vanished", "李禾")
    assert [p.code for p in checked.warnings].count("spell_vanished") == 1
    assert len(state(desk).open_spells()) == 2
    answers = [Answer(question.id, "已返回", date(2026, 5, 20))]
    checked = desk.hand_in(
        "2026Q3", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")], answers=answers
    )
    assert checked.questions == [] and checked.difference.counts()["returned"] == 1
    (said,) = desk.table("spell_answer")
    assert (said["answer"], said["end_on"], said["end_kind"]) == ("已返回", date(2026, 5, 20), "不再外出")
    assert [spell.start for spell in state(desk).open_spells()] == [date(2026, 1, 10)]


@pytest.mark.parametrize(
    ("choice", "day", "open_spells"),
    [("组织关系转出", date(2026, 6, 1), 0), ("误登记", None, 0), ("漏填", None, 1)],
)
def test_other_answers(choice: str, day: date | None, open_spells: int) -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")])
    spell = desk.table("spell")[0]["spell"]
    checked = desk.hand_in("2026Q2", 管理信息=[], answers=[Answer(f"vanished:{spell}", choice, day)])
    assert checked.accepted and checked.questions == []
    assert len(state(desk).open_spells()) == open_spells


@pytest.mark.parametrize("day", [None, date(2025, 12, 1), date(2026, 8, 1)])
def test_an_answer_needs_a_day_that_can_be(day: date | None) -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")])
    spell = desk.table("spell")[0]["spell"]
    checked = desk.hand_in("2026Q2", 管理信息=[], answers=[Answer(f"vanished:{spell}", "已返回", day)])
    assert not checked.accepted and "answer_not_usable" in desk.codes(checked)


def test_a_line_written_over_with_somebody_else_is_somebody_else() -> None:
    desk = Desk()
    start(desk)
    line = lines(desk)[date(2026, 1, 10)]
    checked = desk.hand_in(
        "2026Q2",
        基本信息=[member("王小晓", ZHAO, 行号=line), member("李禾", LI)],
        管理信息=[away("王小晓", "2026-01-15", 行号=line), away("李禾", "2026-02-05")],
    )
    # another name and another number under a 行号 is a line written over, not corrected
    assert "line_of_another" in desk.codes(checked) and checked.difference.counts()["vanished"] == 1


def test_a_number_is_corrected_by_the_line() -> None:
    desk = Desk()
    start(desk)
    line = lines(desk)[date(2026, 1, 10)]
    checked = desk.hand_in(
        "2026Q2",
        基本信息=[member("王晓", ZHAO, 行号=line), member("李禾", LI)],
        管理信息=[away("王晓", "2026-01-15", 行号=line), away("李禾", "2026-02-05")],
    )
    assert checked.questions == []
    (person,) = {row["person"] for row in desk.table("spell", line=line)}
    assert {row["id_hash"] for row in desk.table("person_identity", person=person)} == {
        desk.store.keyed_digest(WANG),
        desk.store.keyed_digest(ZHAO),
    }
    base = state(desk)
    assert len(base.open_spells()) == 2
    assert base.by_hash[desk.store.keyed_digest(ZHAO)] == person


def test_a_new_date_near_a_vanished_spell_is_asked_about() -> None:
    desk = Desk()
    start(desk)
    sent = {
        "基本信息": [member("王晓", WANG), member("李禾", LI)],
        "管理信息": [away("王晓", "2026-02-01"), away("李禾", "2026-02-05")],
    }
    checked = desk.hand_in("2026Q2", **sent)
    again = next(q for q in checked.questions if q.kind == "again")
    assert again.choices == ("更正", "两次外出")
    assert len(state(desk).open_spells()) == 3  # nobody has said yet that they are one
    checked = desk.hand_in(
        "2026Q3", 基本信息=sent["基本信息"], 管理信息=[away("王晓", "2026-02-01"), away("李禾", "2026-02-05")]
    )
    assert [q.kind for q in checked.questions] == ["vanished"]


def test_the_answer_corrected_makes_them_one_spell() -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")])
    old = desk.table("spell")[0]["spell"]
    answers = [Answer(f"again:{old}:2026-02-01:流出", "更正")]
    sent = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓", "2026-02-01")]}
    checked = desk.hand_in("2026Q2", answers=answers, **sent)
    assert checked.accepted and checked.questions == []
    (spell,) = state(desk).open_spells()
    assert (spell.spell, spell.start) == (old, date(2026, 2, 1))
    assert [row["answer"] for row in desk.table("spell_answer")] == ["更正"]


def test_a_new_number_under_a_vanished_name_is_asked_about() -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")])
    sent = {"基本信息": [member("王晓", ZHAO)], "管理信息": [away("王晓", "2026-01-10", 公民身份号码=ZHAO)]}
    checked = desk.hand_in("2026Q2", **sent)
    question = next(q for q in checked.questions if q.kind == "number")
    assert ZHAO not in question.id and question.choices == ("更正", "另一人")
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")])
    person = desk.table("spell")[0]["person"]
    digest = desk.store.keyed_digest(ZHAO)
    checked = desk.hand_in("2026Q2", answers=[Answer(f"number:{person}:{digest[:16]}", "更正")], **sent)
    assert checked.questions == []
    assert {row["person"] for row in desk.table("spell_row")} == {person}


def test_a_provisional_person_gets_his_number() -> None:
    desk = Desk()
    checked = desk.hand_in("2026Q1", 基本信息=[member("王晓", None)], 管理信息=[away("王晓")])
    assert checked.accepted
    (row,) = desk.table("person_identity")
    assert row["id_hash"] is None and not desk.table("member_row")[0]["complete"]
    assert desk.hand_in("2026Q2", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")]).questions == []
    assert {row["person"] for row in desk.table("member_row")} == {row["person"]}
    assert desk.table("person_identity")[-1]["id_hash"] == desk.store.keyed_digest(WANG)


def test_a_number_is_one_person_in_every_branch_and_a_name_is_not() -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG), member("李禾", None)], 管理信息=[away("王晓"), away("李禾")])
    desk.hand_in(
        "2026Q1", "0102", 基本信息=[member("王晓", WANG), member("李禾", None)], 管理信息=[away("王晓"), away("李禾")]
    )
    people = [(row["org"], row["name"], row["person"]) for row in desk.table("person_identity")]
    by_name: dict[str, set[int]] = {}
    for _, name, person in people:
        by_name.setdefault(name, set()).add(person)
    assert len(by_name["王晓"]) == 1 and len(by_name["李禾"]) == 2


def test_namesakes_need_their_numbers_on_the_second_annex() -> None:
    desk = Desk()
    both = [member("王晓", WANG), member("王晓", LI)]
    checked = desk.hand_in("2026Q1", 基本信息=both, 管理信息=[away("王晓")])
    assert not checked.accepted and "name_ties_two" in desk.codes(checked)
    rows = [away("王晓", 公民身份号码=WANG), away("王晓", "2026-02-01", 公民身份号码=LI)]
    checked = desk.hand_in("2026Q1", 基本信息=both, 管理信息=rows, 联系记录=[contact("王晓", "2026-03-03")])
    assert checked.accepted and "event_ties_two" in desk.codes(checked)
    assert sorted(row["tie"] for row in desk.table("contact_row")) == ["two", "two"]
    sent = [contact("王晓", "2026-03-03", 公民身份号码=LI), contact("赵某", "2026-03-04")]
    desk.hand_in("2026Q1", 基本信息=both, 管理信息=rows, 联系记录=sent)
    last = desk.table("contact_row", submission=2)
    assert sorted((row["tie"], row["person"] is None) for row in last) == [("none", True), ("one", False)]


def test_an_ambiguous_name_is_the_one_on_this_ledger() -> None:
    desk = Desk()
    desk.hand_in(
        "2026Q1", 基本信息=[member("王晓", WANG)],
        管理信息=[away("王晓", 返回日期="2026-03-01", 返回情形="不再外出")],
    )  # fmt: skip
    sent = {"基本信息": [member("王晓", LI)], "管理信息": [away("王晓", "2026-04-01", 公民身份号码=LI)]}
    checked = desk.hand_in("2026Q2", 联系记录=[contact("王晓", "2026-05-05")], **sent)
    assert checked.accepted and "event_ties_two" not in desk.codes(checked)
    (row,) = desk.table("contact_row")
    assert row["person"] == desk.table("spell_row", submission=2)[0]["person"]
    assert row["person"] != desk.table("spell_row", submission=1)[0]["person"]


def test_a_name_ties_to_whoever_was_ever_on_a_ledger() -> None:
    desk = Desk()
    ended = away("王晓", 返回日期="2026-03-01", 返回情形="不再外出")
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[ended])
    recall = {"姓名": "王 晓", "事项": "收回", "日期": "2026-04-02", "活动证编号": "A-1", "经办人": "钱顺"}
    checked = desk.hand_in("2026Q2", 管理信息=[], 活动证与返乡=[recall])
    assert checked.accepted
    (row,) = desk.table("certificate_row")
    assert (row["tie"], row["person"]) == ("one", desk.table("spell")[0]["person"])


def test_one_person_or_spell_twice_is_refused() -> None:
    desk = Desk()
    checked = desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG), member("王晓", WANG)], 管理信息=[away("王晓")])
    assert not checked.accepted and "person_twice" in desk.codes(checked)
    checked = desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓"), away("王 晓")])
    assert not checked.accepted and "spell_twice" in desk.codes(checked)
    assert desk.table("submission") == desk.table("spell") == desk.table("kept_file") == []


def test_the_same_event_twice_is_said_and_stored_once() -> None:
    desk = Desk()
    sent = [
        contact("王晓", "2026-03-03"),
        contact("王晓", "2026/3/3"),
        contact("王晓", "2026-03-03", 联系内容="别的事"),
    ]
    checked = desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")], 联系记录=sent)
    assert desk.codes(checked).count("duplicate_event") == 1
    assert [row["row"] for row in desk.table("contact_row")] == [3, 5]


def test_a_month_counts_as_its_last_day() -> None:
    desk = Desk()
    desk.hand_in("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026年2月")])
    (row,) = desk.table("spell_row")
    assert (row["start_on"], row["start_month"]) == (date(2026, 2, 28), True)


def test_spells_pass_to_the_branch_merged_into() -> None:
    desk = Desk()
    start(desk)
    line = lines(desk)[date(2026, 1, 10)]
    add_event(desk.store, VIEWER, desk.org("0101"), "merge", date(2026, 4, 1), successor=desk.org("0102"))
    assert [spell.start for spell in state(desk, "2026Q2", "0102").open_spells()] == [
        date(2026, 1, 10),
        date(2026, 2, 5),
    ]
    checked = desk.hand_in(
        "2026Q2", "0102", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-12", 行号=line)]
    )
    assert checked.accepted and [q.name for q in checked.questions] == ["李禾"]
    spells = {row["spell"] for row in desk.table("spell_row") if row["start_on"] < date(2026, 2, 1)}
    assert len(spells) == 1
    refused = desk.hand_in("2026Q3", "0101", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")])
    assert desk.codes(refused) == ["branch_ended"]


def test_files_of_one_store_are_the_same_lines_in_another() -> None:
    one, two = Desk(), Desk()
    files = [
        one.file("2026Q1", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")]),
        one.file("2026Q2", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓"), away("李禾", "2026-04-04")]),
    ]
    for desk in (one, two):
        for content, quarter in zip(files, ("2026Q1", "2026Q2"), strict=True):
            assert desk.submit(content, quarter).accepted
    assert lines(one) == lines(two)


def test_away_in_two_branches_is_said_to_both() -> None:
    desk = Desk()
    sent = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓")]}
    assert desk.codes(desk.hand_in("2026Q1", **sent)) == []
    checked = desk.hand_in("2026Q1", "0102", **sent)
    assert checked.accepted and desk.codes(checked) == ["id_in_other_branch"]
    assert "松岗第一" not in checked.problems[0].message
    sent["管理信息"] = [away("王晓", 返回日期="2026-04-05", 返回情形="组织关系转出")]
    assert desk.codes(desk.hand_in("2026Q2", declared=0, **sent)) == []
    assert (
        desk.codes(
            desk.hand_in("2026Q2", "0102", 基本信息=sent["基本信息"], 管理信息=[away("王晓", 外出地点="云州市")])
        )
        == []
    )


def test_a_line_of_somewhere_else_is_said_and_tied_by_what_the_row_says() -> None:
    desk = Desk()
    start(desk)
    rows = [away("王晓", "2026-01-10", 行号="ffffffffff"), away("李禾", "2026-02-05")]
    checked = desk.hand_in("2026Q2", 基本信息=[member("王晓", WANG), member("李禾", LI)], 管理信息=rows)
    assert checked.accepted and checked.questions == [] and "unknown_line" in desk.codes(checked)
    assert {spell.line for spell in state(desk).open_spells()} >= {"ffffffffff"}
    entry = [{"行号": "ffffffffff", "姓名": "李禾"}, {"姓名": "王晓"}]
    checked = desk.hand_in("2026Q3", 本季登记=entry, declared=2)
    assert checked.accepted and "line_of_another" in desk.codes(checked) and checked.questions == []
    refused = desk.hand_in("2026Q4", 本季登记=[{"姓名": "赵安"}], received=date(2026, 11, 20))
    assert not refused.accepted and "entry_ties_none" in desk.codes(refused)

"""Histories written by hand with the states worked out from the text; each test names the sentence it checks.

Every scenario is put to the reference and to the product. 2026: new year's day is 17 February, so the festival window
is 2 February to 3 March; the ledger of Q1 is due on 10 April.
"""

import pytest

from tests.reference.looking import Look, at
from tests.reference.model import MemberRow
from tests.reference.story import EVER, Story, care, contact, day, line

LEDGER, FILE, CONTACT, SPRING = "ledger_on_time", "member_on_file", "contact_quarterly", "spring_festival_contact"
FOUR = (LEDGER, FILE, CONTACT, SPRING)


# --- the ledger itself, and what holds for every duty ---


def test_on_time_on_the_last_day(look: Look) -> None:
    """ "**met** 达标 (met_on ≤ due_on)"; report_grace_days 10."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-10")
    seen = look(s, "2026-04-10")
    found = seen.one(LEDGER, 11, "2026Q1")
    assert found is not None
    assert (found.state, found.due_on, found.prove_by) == ("met", day("2026-04-10"), day("2026-04-10"))
    assert not found.closed
    closed = look(s, "2026-04-11").one(LEDGER, 11, "2026Q1")
    assert closed is not None and closed.closed


def test_a_day_late_stays_missed(look: Look) -> None:
    """ "met_on after due_on stays missed, shown 逾期完成"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-11")
    seen = look(s, "2026-05-01")
    assert seen.state(LEDGER, 11, "2026Q1") == "missed"
    assert seen.met_on(LEDGER, 11, "2026Q1") == day("2026-04-11")


def test_pending_until_the_due_day_ends(look: Look) -> None:
    """ "**pending** 未到期 (as_of ≤ due_on)"; "where the ledger of the period is missing the note is 未报"."""
    s = Story()
    assert look(s, "2026-04-10").state(LEDGER, 11, "2026Q1") == "pending"
    missed = look(s, "2026-04-11").one(LEDGER, 11, "2026Q1")
    assert missed is not None and missed.state == "missed" and missed.notes == {"未报"}


def test_duty_from_the_first_day_of_the_quarter(look: Look) -> None:
    """ "An obligation exists once the first day on which it could be met or owed has come: the period's first day"."""
    s = Story()
    assert look(s, "2026-03-31").state(LEDGER, 11, "2026Q2") is None
    assert look(s, "2026-04-01").state(LEDGER, 11, "2026Q2") == "pending"


def test_withdrawn_first_does_not_count(look: Look) -> None:
    """ "On time = the first accepted one that was not withdrawn"; withdrawn "stops counting"."""
    s = Story()
    first = s.ledger(11, "2026Q1", "2026-04-05")
    s.submission_event(first, "withdrawn", "2026-04-08")
    s.ledger(11, "2026Q1", "2026-04-12")
    assert look(s, "2026-04-07").state(LEDGER, 11, "2026Q1") == "met"
    assert look(s, "2026-04-08").state(LEDGER, 11, "2026Q1") == "pending"
    late = look(s, "2026-04-20")
    assert (late.state(LEDGER, 11, "2026Q1"), late.met_on(LEDGER, 11, "2026Q1")) == ("missed", day("2026-04-12"))


def test_superseded_first_keeps_the_branch_on_time(look: Look) -> None:
    """ "first counted submission for q received by then (met_on = received_on)"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-05")
    s.ledger(11, "2026Q1", "2026-05-12")
    seen = look(s, "2026-06-01")
    assert (seen.state(LEDGER, 11, "2026Q1"), seen.met_on(LEDGER, 11, "2026Q1")) == ("met", day("2026-04-05"))


def test_extension_moves_the_due_day(look: Look) -> None:
    """ "a day given with 退回 or an extension replaces q due"."""
    s = Story()
    s.deadline(11, "2026Q1", "2026-04-20", "2026-04-09")
    s.ledger(11, "2026Q1", "2026-04-18")
    assert look(s, "2026-05-01").state(LEDGER, 11, "2026Q1") == "met"
    assert look(s, "2026-05-01").state(LEDGER, 12, "2026Q1") == "missed"


def test_extension_is_hidden_before_its_day(look: Look) -> None:
    """Two times: "``as_of`` hides … events dated after it"."""
    s = Story()
    s.deadline(11, "2026Q1", "2026-04-20", "2026-04-15")
    assert look(s, "2026-04-14").state(LEDGER, 11, "2026Q1") == "missed"
    assert look(s, "2026-04-15").state(LEDGER, 11, "2026Q1") == "pending"
    assert look(s, "2026-04-15", at("2026-04-14")).state(LEDGER, 11, "2026Q1") == "missed"


def test_return_gives_a_new_day(look: Look) -> None:
    """ "a day given with 退回 … replaces q due"; the latest recorded of the two kinds stands."""
    s = Story()
    s.deadline(11, "2026Q1", "2026-04-15", "2026-04-09")
    first = s.ledger(11, "2026Q1", "2026-04-14")
    s.submission_event(first, "returned", "2026-04-16", "2026-04-25")
    found = look(s, "2026-04-17").one(LEDGER, 11, "2026Q1")
    assert found is not None and (found.due_on, found.state) == (day("2026-04-25"), "met")
    s.deadline(11, "2026Q1", "2026-04-13", "2026-04-18")
    found = look(s, "2026-04-18").one(LEDGER, 11, "2026Q1")
    assert found is not None and (found.due_on, found.state) == (day("2026-04-13"), "missed")


def test_deadline_table_of_the_nearest_above(look: Look) -> None:
    """ "The deadline of each quarter is a table that staff set"; nearest ancestor wins."""
    s = Story()
    s.deadline(1, "2026Q1", "2026-04-15", "2026-01-05")
    s.deadline(2, "2026Q2", "2026-07-15", "2026-01-05")
    s.deadline(1, "2026Q2", "2026-07-20", "2026-01-05")
    seen = look(s, "2026-07-01")
    dues = [seen.one(LEDGER, 11, q) for q in ("2026Q1", "2026Q2")]
    assert [d.due_on for d in dues if d] == [day("2026-04-15"), day("2026-07-15")]


def test_parameter_of_the_first_day_of_the_period(look: Look) -> None:
    """ "An obligation uses the value in force on the first day of its period … later changes never touch closed"."""
    s = Story()
    s.parameter(2, "report_grace_days", "5", "2026-02-01")
    s.parameter(11, "report_grace_days", "20", "2026-04-01")
    s.parameter(1, "report_grace_days", "1", "2026-01-01", recorded="2026-02-03")
    seen = look(s, "2026-05-01")
    dues = {(o.org, o.period): o.due_on for o in seen.by_key.values() if o.indicator == LEDGER}
    assert dues == {
        (11, "2026Q1"): day("2026-04-01"),
        (12, "2026Q1"): day("2026-04-01"),
        (11, "2026Q2"): day("2026-07-20"),
        (12, "2026Q2"): day("2026-07-05"),
    }


def test_nothing_is_assessed_before_go_live(look: Look) -> None:
    """ "Assessed quarters: from ``start_quarter`` (… no default from data)"."""
    assert not look(Story(start=None), "2026-12-31").by_key
    s = Story(start="2026Q3")
    assert {o.period for o in look(s, "2026-12-31").by_key.values()} == {"2026Q3", "2026Q4"}
    s.parameter(11, "start_quarter", "2026Q4", "2030-01-01", recorded="2026-08-01")
    assert {o.period for o in look(s, "2026-12-31").by_key.values() if o.org == 11} == {"2026Q4"}


def test_new_branch_from_its_first_whole_quarter(look: Look) -> None:
    """ "Active branch in q: 党支部 founded on or before q's first day"."""
    s = Story(branches=())
    s.found(11, "党支部", 2, "2026-04-01")
    s.found(12, "党支部", 2, "2026-04-02")
    keys = {(o.org, o.period) for o in look(s, "2026-07-01").by_key.values()}
    assert keys == {(11, "2026Q2"), (11, "2026Q3"), (12, "2026Q3")}


def test_only_branches_owe(look: Look) -> None:
    """ "every active branch": 党支部 only."""
    s = Story()
    s.found(13, "党总支", 2, "2020-01-01")
    assert {o.org for o in look(s, "2026-01-01").by_key.values()} == {11, 12}


def test_abolished_branch_owes_nothing_for_its_last_quarter(look: Look) -> None:
    """ "and not abolished on or before its last"."""
    s = Story()
    s.org_event(11, "abolish", "2026-06-30")
    s.org_event(12, "abolish", "2026-07-01")
    keys = {(o.org, o.period) for o in look(s, "2026-08-01").by_key.values()}
    assert keys == {(11, "2026Q1"), (12, "2026Q1"), (12, "2026Q2")}
    assert look(s, "2026-06-29").state(LEDGER, 11, "2026Q2") == "pending"


def test_as_of_and_known_at_hide(look: Look) -> None:
    """ "``as_of`` hides submissions received after it"; "``known_at`` … hides everything recorded after it"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", recorded="2026-04-20")
    assert look(s, "2026-04-07").state(LEDGER, 11, "2026Q1") == "pending"
    assert look(s, "2026-04-12", at("2026-04-12")).state(LEDGER, 11, "2026Q1") == "missed"
    assert look(s, "2026-04-12").state(LEDGER, 11, "2026Q1") == "met"


def test_moved_branch_keeps_the_parameters_of_the_day(look: Look) -> None:
    """Parameters resolve along the tree as it stood on the period's first day."""
    s = Story()
    s.found(3, "党工委", 1, "2020-01-01")
    s.parameter(3, "start_quarter", "2026Q1", "2025-12-01")
    s.parameter(3, "report_grace_days", "3", "2025-12-01")
    s.org_event(11, "move", "2026-04-01", parent=3)
    seen = look(s, "2026-05-01")
    dues = [seen.one(LEDGER, 11, q) for q in ("2026Q1", "2026Q2")]
    assert [d.due_on for d in dues if d] == [day("2026-04-10"), day("2026-07-03")]


def test_exempt_by_period_branch_and_person(look: Look) -> None:
    """ "Exemption (免计): … indicator, person or branch, period … until when"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-01"), line(2, 6, "2026-01-01"))
    s.exempt(11, "2026-04-01", indicator=LEDGER, period=20262)
    s.exempt(11, "2026-04-01", person=5, from_on=day("2026-01-02"), until=day("2026-04-01"))
    seen = look(s, "2026-04-08")
    exempt = {o.key for o in seen.by_key.values() if o.exempt and o.indicator in FOUR}
    assert exempt == {
        (LEDGER, 11, "2026Q2", "branch"),
        (FILE, 11, "2026Q2", "5"),
        (CONTACT, 11, "2026Q2", "5"),
    }
    assert not any(o.exempt for o in look(s, "2026-04-08", at("2026-03-31")).by_key.values())


# --- member_on_file ---


def test_on_file_when_both_tables_list_him(look: Look) -> None:
    """ "the ledger **of q** lists the person on 基本信息 and 管理信息 (row of a 流出 spell) with every ★ cell"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-10"),
        line(2, 6, "2026-01-10"),
        line(3, 7, "2026-01-10", complete=False),
        line(4, 8, "2026-01-10"),
        members=[MemberRow(0, 5), MemberRow(0, 6, complete=False), MemberRow(0, 7)],
    )
    seen = look(s, "2026-04-11")
    assert [seen.state(FILE, 11, "2026Q1", p) for p in (5, 6, 7, 8)] == ["met", "missed", "missed", "missed"]
    assert seen.met_on(FILE, 11, "2026Q1", 5) == day("2026-04-08")
    assert look(s, "2026-04-10").state(FILE, 11, "2026Q1", 6) == "pending"


def test_inflow_is_not_outflow(look: Look) -> None:
    """ "流出 spells unless said otherwise"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10", direction="流入"))
    assert look(s, "2026-05-01").one(FILE, 11, "2026Q1", 5) is None
    assert look(s, "2026-05-01").one(CONTACT, 11, "2026Q1", 5) is None


def test_who_left_after_receipt_need_not_be_on_file(look: Look) -> None:
    """ "every person in scope in q whose 外出日期 is not after receipt of q's ledger"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-03-20")
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-03-21"), line(2, 6, "2026-03-20"))
    seen = look(s, "2026-07-20")
    assert seen.state(FILE, 11, "2026Q1", 5) is None
    assert seen.state(FILE, 11, "2026Q1", 6) == "missed"
    assert seen.state(FILE, 11, "2026Q2", 5) == "met"


def test_reported_a_quarter_late(look: Look) -> None:
    """The ledger **of q**: a later quarter's ledger does not put him on file of an earlier one (first facts count)."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08")
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-02-01"))
    assert look(s, "2026-07-07").one(FILE, 11, "2026Q1", 5) is None
    seen = look(s, "2026-07-08")
    assert [seen.state(FILE, 11, q, 5) for q in ("2026Q1", "2026Q2")] == ["missed", "met"]


def test_second_version_in_time_mends_the_file(look: Look) -> None:
    """ "met_on in this group = received_on of the earliest counted submission of q from which on every later one"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q1", "2026-04-05", line(2, 6, "2026-01-10"))
    s.ledger(11, "2026Q1", "2026-04-09", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10"))
    seen = look(s, "2026-05-01")
    assert [seen.met_on(FILE, 11, "2026Q1", p) for p in (5, 6)] == [day("2026-04-09"), day("2026-04-05")]
    assert look(s, "2026-04-06").one(FILE, 11, "2026Q1", 5) is None  # no counted ledger lists him


def test_second_version_after_the_deadline_is_late_evidence(look: Look) -> None:
    """ "or by a superseding submission received after prove_by, makes the obligation unclear until staff accept it"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08")
    s.ledger(11, "2026Q1", "2026-04-20", line(1, 5, "2026-01-10"))
    s.accept_late(11, FILE, 20261, "5", "2026-05-06")
    s.accept_late(11, FILE, 20261, "5", "2026-06-06", accepted=False)
    unclear = look(s, "2026-05-05", at("2026-05-05")).one(FILE, 11, "2026Q1", 5)
    assert unclear is not None and unclear.state == "unclear" and "补录" in unclear.unclear
    assert look(s, "2026-05-06", at("2026-05-06")).state(FILE, 11, "2026Q1", 5) == "met"
    assert look(s, "2026-06-06").state(FILE, 11, "2026Q1", 5) == "unclear"


def test_late_first_version_is_only_late(look: Look) -> None:
    """met_on = received_on of the first version; "met_on after due_on stays missed"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-20", line(1, 5, "2026-01-10"))
    seen = look(s, "2026-05-01")
    assert seen.state(FILE, 11, "2026Q1", 5) == "missed"
    assert seen.met_on(FILE, 11, "2026Q1", 5) == day("2026-04-20")


def test_dropped_by_the_last_version(look: Look) -> None:
    """ "from which on every later one shows it"; "dropping its row does not end it" (an earlier quarter lists him)."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q2", "2026-07-02", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q2", "2026-07-05")
    seen = look(s, "2026-08-01")
    assert [seen.state(FILE, 11, q, 5) for q in ("2026Q1", "2026Q2", "2026Q3")] == ["met", "missed", "pending"]


def test_nameless_beyond_the_listed(look: Look) -> None:
    """ "one nameless subject for each person by which 封面 流动党员数 exceeds the persons in scope on q's last day"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10", "2026-03-31"), declared=3)
    seen = look(s, "2026-04-11")
    assert {o.subject: o.state for o in seen.by_key.values() if o.key[:3] == (FILE, 11, "2026Q1")} == {
        "5": "met",
        "6": "met",
        "封面-1": "missed",
        "封面-2": "missed",
    }
    assert look(s, "2026-04-08").state(FILE, 11, "2026Q1", "封面-1") == "pending"


def test_mistaken_entry_in_an_open_period(look: Look) -> None:
    """ "误登记 removes it"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q1", "2026-04-09", line(1, 5, "2026-01-10", end_kind="误登记"))
    assert look(s, "2026-04-08").one(CONTACT, 11, "2026Q1", 5) is not None
    assert not [o for o in look(s, "2026-04-09").by_key.values() if o.subject == "5"]


def test_mistaken_entry_after_closing_waits_for_staff(look: Look) -> None:
    """ "a period already closed only once staff accept it; until then note 误登记待核"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    second = s.ledger(11, "2026Q2", "2026-07-02")
    s.answer(second, 1, "误登记", kind="误登记")
    s.accept_mistake(11, 1, "2026-08-01")
    seen = look(s, "2026-07-02", at("2026-07-02"))
    left = seen.one(CONTACT, 11, "2026Q1", 5)
    assert left is not None and left.state == "missed" and "误登记待核" in left.notes
    assert seen.state(FILE, 11, "2026Q1", 5) == "met"
    assert seen.one(CONTACT, 11, "2026Q2", 5) is None
    assert look(s, "2026-08-01").one(CONTACT, 11, "2026Q1", 5) is None


def test_a_later_end_takes_the_place_of_a_mistake(look: Look) -> None:
    """ "The end is taken from the latest source that gives one"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    second = s.ledger(11, "2026Q2", "2026-07-02")
    s.answer(second, 1, "误登记", kind="误登记")
    s.ledger(11, "2026Q3", "2026-10-02", line(1, 5, "2026-01-10", "2026-05-20"))
    seen = look(s, "2026-10-02")
    assert seen.state(CONTACT, 11, "2026Q2", 5) == "missed"
    assert seen.one(CONTACT, 11, "2026Q3", 5) is None


# --- contact_quarterly ---


def one_away(start: str = "2026-01-10", **said: object) -> Story:
    """Person 5 away from branch 11 since ``start``, first listed in the ledger of Q1 received on 8 April."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, start), **said)  # type: ignore[arg-type]
    return s


def test_one_reached_contact_meets(look: Look) -> None:
    """ "≥ 1 联系记录, 是否联系上 = 是, dated in q while in scope (met_on = first such day)"."""
    s = one_away(contacts=[contact(5, "2026-03-01"), contact(5, "2026-02-01"), contact(5, "2026-01-15", reached=False)])
    seen = look(s, "2026-04-08")
    assert (seen.state(CONTACT, 11, "2026Q1", 5), seen.met_on(CONTACT, 11, "2026Q1", 5)) == ("met", day("2026-02-01"))
    found = seen.one(CONTACT, 11, "2026Q1", 5)
    assert found is not None and (found.due_on, found.prove_by) == (day("2026-03-31"), day("2026-04-10"))


@pytest.mark.parametrize("reached", [False, None])
def test_not_reached_meets_nothing(look: Look, reached: bool | None) -> None:
    """是否联系上 = 是."""
    s = one_away(contacts=[contact(5, "2026-03-01", reached=reached)])
    assert look(s, "2026-04-08").state(CONTACT, 11, "2026Q1", 5) == "missed"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-01-09", "missed"),
        ("2026-01-10", "met"),
        ("2026-03-14", "met"),
        ("2026-03-15", "missed"),
        ("2026-04-01", "missed"),
    ],
)
def test_contact_counts_while_in_scope(look: Look, on: str, state: str) -> None:
    """ "In scope on day d: 外出日期 ≤ d and (no end or d < end)"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10", "2026-03-15"), contacts=[contact(5, on)])
    assert look(s, "2026-04-08").state(CONTACT, 11, "2026Q1", 5) == state


@pytest.mark.parametrize(("end", "owed"), [("2026-02-08", False), ("2026-02-09", True)])
def test_thirty_days_make_a_duty(look: Look, end: str, owed: bool) -> None:
    """ "Quarterly duty of (person, q): in-scope days in q over the person's 流出 spells ≥ ``min_days_due``"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10", end))
    assert (look(s, "2026-04-08").one(CONTACT, 11, "2026Q1", 5) is not None) == owed
    assert look(s, "2026-04-08").one(FILE, 11, "2026Q1", 5) is not None


def test_overlapping_days_count_once(look: Look) -> None:
    """ "days counted once where spells overlap"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-01", "2026-01-21"),
        line(2, 5, "2026-01-11", "2026-01-30"),  # 1-29 January: 29 days
        line(3, 6, "2026-01-01", "2026-01-16"),
        line(4, 6, "2026-03-01", "2026-03-16"),  # 15 + 15
    )
    seen = look(s, "2026-04-08")
    assert seen.one(CONTACT, 11, "2026Q1", 5) is None
    assert seen.state(CONTACT, 11, "2026Q1", 6) == "missed"


def test_running_quarter_counts_to_its_last_day(look: Look) -> None:
    """ "For the running period an open spell counts as open to its last day"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-03-05", line(1, 5, "2026-03-02"), line(2, 6, "2026-03-03"))
    seen = look(s, "2026-03-05")
    assert seen.state(CONTACT, 11, "2026Q1", 5) == "pending"
    assert seen.one(CONTACT, 11, "2026Q1", 6) is None


def test_dropped_row_stays_open(look: Look) -> None:
    """ "It stays open until a ledger or an answer gives it an end; dropping its row does not end it"."""
    s = one_away()
    s.ledger(11, "2026Q2", "2026-07-08")
    s.ledger(11, "2026Q3", "2026-10-08")
    seen = look(s, "2026-11-01")
    assert [seen.state(CONTACT, 11, f"2026Q{n}", 5) for n in (1, 2, 3, 4)] == ["missed", "missed", "missed", "pending"]


def test_an_answer_ends(look: Look) -> None:
    """ "until a ledger or an answer gives it an end"; 漏填 gives none."""
    s = one_away()
    second = s.ledger(11, "2026Q2", "2026-07-08")
    s.answer(second, 1, "漏填")
    third = s.ledger(11, "2026Q3", "2026-10-08")
    s.answer(third, 1, "已返回", "2026-07-20", "不再外出")
    seen = look(s, "2026-10-08")
    assert [seen.state(CONTACT, 11, f"2026Q{n}", 5) for n in (1, 2, 3, 4)] == ["missed", "missed", None, None]
    assert look(s, "2026-10-07").state(CONTACT, 11, "2026Q3", 5) == "awaiting"


def test_corrected_end(look: Look) -> None:
    """ "The end is taken from the latest source that gives one" (order: quarter, then submission)."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10", "2026-02-01"))
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-01-10", "2026-03-01"))
    s.ledger(11, "2026Q3", "2026-10-08", line(1, 5, "2026-01-10"))
    assert look(s, "2026-07-07").one(CONTACT, 11, "2026Q1", 5) is None
    assert look(s, "2026-10-08").state(CONTACT, 11, "2026Q1", 5) == "missed"
    assert look(s, "2026-10-08").one(CONTACT, 11, "2026Q2", 5) is None


def test_awaiting_until_the_ledger_is_due(look: Look) -> None:
    """ "**awaiting** 待报 (due_on < as_of ≤ prove_by …)" and "(as_of > prove_by …)" missed."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-02-08", line(1, 5, "2026-01-10"))
    days = ("2026-03-31", "2026-04-01", "2026-04-10", "2026-04-11")
    assert [look(s, d).state(CONTACT, 11, "2026Q1", 5) for d in days] == ["pending", "awaiting", "awaiting", "missed"]


def test_missed_once_the_ledger_is_in(look: Look) -> None:
    """ "or the ledger of the quarter that holds due_on was received after due_on and does not show it"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-02-08", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q1", "2026-04-03", line(1, 5, "2026-01-10"))
    assert look(s, "2026-04-02").state(CONTACT, 11, "2026Q1", 5) == "awaiting"
    found = look(s, "2026-04-03").one(CONTACT, 11, "2026Q1", 5)
    assert found is not None and (found.state, found.closed) == ("missed", False)


def test_whole_month_in_scope_meets(look: Look) -> None:
    """ "Month precision: an event meets a duty whose window holds the whole month, else makes it unclear"."""
    feb = contact(5, "2026-02-28", month=True)
    assert look(one_away(contacts=[feb]), "2026-04-08").met_on(CONTACT, 11, "2026Q1", 5) == day("2026-02-28")
    partly = one_away("2026-02-02", contacts=[feb])
    assert look(partly, "2026-04-08").state(CONTACT, 11, "2026Q1", 5) == "unclear"
    outside = one_away("2026-03-01", contacts=[feb])
    assert look(outside, "2026-04-08").state(CONTACT, 11, "2026Q1", 5) == "missed"


def test_month_is_hidden_until_its_last_day(look: Look) -> None:
    """Month-only dates stand as the last day; "``as_of`` hides … events dated after it"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-02-10", line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-02-28", month=True)])
    assert look(s, "2026-02-27").state(CONTACT, 11, "2026Q1", 5) == "pending"
    assert look(s, "2026-02-28").state(CONTACT, 11, "2026Q1", 5) == "met"


def test_month_only_start_counts_from_the_last_day(look: Look) -> None:
    """ "a month-only 外出日期 or end counts from the month's last day"; after as_of it does not exist."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-03-10", line(1, 5, "2026-03-31", start_month=True))
    assert look(s, "2026-03-30").one(FILE, 11, "2026Q1", 5) is None
    assert look(s, "2026-03-31").one(CONTACT, 11, "2026Q1", 5) is None
    assert look(s, "2026-04-01").one(CONTACT, 11, "2026Q2", 5) is not None
    assert look(s, "2026-04-01").one(FILE, 11, "2026Q1", 5) is None  # its ledger came before the start


def test_two_possible_persons_make_unclear(look: Look) -> None:
    """ "A row that ties to two persons makes unclear, for each, what it would meet and nothing else meets"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-10"),
        line(2, 6, "2026-01-10"),
        line(3, 7, "2026-01-10"),
        contacts=[
            contact(5, "2026-02-01", tie="two"),
            contact(6, "2026-02-01", tie="two"),
            contact(6, "2026-03-01"),
            contact(None, "2026-02-01", tie="none"),
        ],
    )
    seen = look(s, "2026-04-20")
    assert [seen.state(CONTACT, 11, "2026Q1", p) for p in (5, 6, 7)] == ["unclear", "met", "missed"]


def test_all_members_are_those_in_scope_that_day(look: Look) -> None:
    """ "全体流动党员 = every 流出 person in scope that day"; "is expanded when read"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-10"),
        line(2, 6, "2026-02-02"),
        contacts=[contact(None, "2026-02-01", tie="all")],
    )
    s.ledger(12, "2026Q1", "2026-04-08", line(3, 7, "2026-01-10"))
    s.ledger(11, "2026Q2", "2026-07-08", line(4, 8, "2026-01-10"))
    seen = look(s, "2026-07-20")
    assert [seen.state(CONTACT, org, "2026Q1", p) for org, p in ((11, 5), (11, 6), (12, 7), (11, 8))] == [
        "met",
        "missed",
        "missed",
        "met",
    ]


def test_contact_first_told_a_quarter_later_is_late(look: Look) -> None:
    """ "evidence first reported by the ledger of a later quarter than the one that holds due_on … unclear until"."""
    s = one_away()
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-02-01")])
    s.accept_late(11, CONTACT, 20261, "5", "2026-08-01")
    unclear = look(s, "2026-07-08", at("2026-07-08")).one(CONTACT, 11, "2026Q1", 5)
    assert unclear is not None and unclear.state == "unclear" and "补录" in unclear.unclear
    accepted = look(s, "2026-08-01")
    assert accepted.state(CONTACT, 11, "2026Q1", 5) == "met"
    assert accepted.met_on(CONTACT, 11, "2026Q1", 5) == day("2026-02-01")


def test_late_first_ledger_of_the_quarter_still_proves(look: Look) -> None:
    """Only a later quarter or a superseding submission after prove_by is late evidence."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-05-08", line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-02-01")])
    seen = look(s, "2026-05-08")
    assert (seen.state(CONTACT, 11, "2026Q1", 5), seen.state(LEDGER, 11, "2026Q1")) == ("met", "missed")


@pytest.mark.parametrize(("received", "state"), [("2026-04-10", "met"), ("2026-04-11", "unclear")])
def test_superseding_after_prove_by(look: Look, received: str, state: str) -> None:
    """ "or by a superseding submission received after prove_by"."""
    s = one_away()
    s.ledger(11, "2026Q1", received, line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-02-01")])
    assert look(s, "2026-05-01").state(CONTACT, 11, "2026Q1", 5) == state


def test_superseding_a_withdrawn_one_is_the_first(look: Look) -> None:
    """A withdrawn ledger supersedes nothing and is superseded by nothing."""
    s = Story()
    first = s.ledger(11, "2026Q1", "2026-04-05")
    s.submission_event(first, "withdrawn", "2026-04-06")
    s.ledger(11, "2026Q1", "2026-05-08", line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-02-01")])
    assert look(s, "2026-05-08").state(CONTACT, 11, "2026Q1", 5) == "met"


def test_told_in_time_and_repeated_late(look: Look) -> None:
    """ "evidence **first** reported": the same day told in time by a superseded version is not late."""
    s = one_away(contacts=[contact(5, "2026-02-01"), contact(5, "2026-01-20")])
    s.ledger(
        11,
        "2026Q1",
        "2026-04-20",
        line(1, 5, "2026-01-10"),
        contacts=[contact(5, "2026-02-01"), contact(5, "2026-01-12")],
    )
    seen = look(s, "2026-05-01")
    assert (seen.state(CONTACT, 11, "2026Q1", 5), seen.met_on(CONTACT, 11, "2026Q1", 5)) == ("met", day("2026-02-01"))


def test_told_by_the_ledger_of_the_quarter_before(look: Look) -> None:
    """ "An event's own date decides its period"."""
    s = one_away(contacts=[contact(5, "2026-04-05")])
    seen = look(s, "2026-04-08")
    assert (seen.state(CONTACT, 11, "2026Q1", 5), seen.state(CONTACT, 11, "2026Q2", 5)) == ("missed", "met")


def test_contact_by_another(look: Look) -> None:
    """ "note 代联系 when not by the assigned contact"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-10", contact_key=77),
        line(2, 6, "2026-01-10", contact_key=77),
        contacts=[contact(5, "2026-02-01", contact_key=77), contact(6, "2026-02-01", contact_key=78)],
    )
    seen = look(s, "2026-04-08")
    notes = [seen.one(CONTACT, 11, "2026Q1", p) for p in (5, 6)]
    assert ["代联系" in o.notes for o in notes if o] == [False, True]


def test_corrected_id_number(look: Look) -> None:
    """ "tied by ID number (keyed hash) …; alias events tie corrections"."""
    s = one_away(contacts=[contact(5, "2026-02-01")])
    s.ledger(11, "2026Q2", "2026-07-08", line(2, 6, "2026-01-10"), contacts=[contact(6, "2026-05-01")])
    s.same_person(5, 6, "2026-07-08")
    s.same_spell(2, 1, "2026-07-08")
    seen = look(s, "2026-07-08")
    assert [seen.state(CONTACT, 11, q, 6) for q in ("2026Q1", "2026Q2")] == ["met", "met"]
    assert seen.one(CONTACT, 11, "2026Q1", 5) is None
    before = look(s, "2026-07-08", at("2026-07-07"))
    assert (before.state(CONTACT, 11, "2026Q1", 5), before.one(CONTACT, 11, "2026Q1", 6)) == ("met", None)


def test_corrected_start_from_its_quarter_on(look: Look) -> None:
    """ "the facts … are those of the latest ledger with quarter ≤ q that lists it, else of the earliest that does"."""
    s = Story()
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-03-10"))
    s.ledger(11, "2026Q3", "2026-10-08", line(1, 5, "2026-06-20"))
    seen = look(s, "2026-10-20")
    assert seen.state(FILE, 11, "2026Q1", 5) == "missed"  # the earliest ledger's facts
    assert seen.state(CONTACT, 11, "2026Q2", 5) == "missed"  # 10 March, the facts of Q2
    assert seen.state(CONTACT, 11, "2026Q3", 5) == "missed"


def test_merged_branch_passes_its_people_on(look: Look) -> None:
    """ "open spells … pass to the successor on that day; history stays with the old code"."""
    s = one_away(contacts=[contact(5, "2026-02-01"), contact(5, "2026-04-05")])
    s.org_event(11, "merge", "2026-05-15", successor=12)
    assert look(s, "2026-05-14").state(CONTACT, 11, "2026Q2", 5) == "met"
    seen = look(s, "2026-05-15")
    assert seen.state(CONTACT, 11, "2026Q1", 5) == "met"
    assert seen.state(CONTACT, 12, "2026Q2", 5) == "met"
    assert seen.one(CONTACT, 11, "2026Q2", 5) is None


def test_ended_before_the_merger_stays_behind(look: Look) -> None:
    """Only what is open passes: the holder is asked on the last scope day."""
    s = Story()
    s.org_event(11, "merge", "2026-05-15", successor=12)
    s.ledger(11, "2026Q2", "2026-05-20", line(1, 5, "2026-01-10", "2026-05-15"), line(2, 6, "2026-01-10", "2026-05-16"))
    seen = look(s, "2026-06-01")
    assert seen.one(CONTACT, 12, "2026Q2", 5) is None and seen.one(CONTACT, 11, "2026Q2", 5) is None
    assert seen.state(CONTACT, 12, "2026Q2", 6) == "pending"
    assert seen.state(CONTACT, 11, "2026Q1", 5) == "missed"


def test_split_takes_those_it_lists(look: Look) -> None:
    """A split-off branch holds the spells it lists itself, from the day of the split."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10"))
    s.found(13, "党支部", 2, "2026-04-01")
    s.org_event(11, "split", "2026-04-01", successor=13)
    s.ledger(13, "2026Q2", "2026-07-05", line(1, 5, "2026-01-10"))
    s.ledger(11, "2026Q2", "2026-07-05", line(2, 6, "2026-01-10"), contacts=[contact(5, "2026-05-05")])
    seen = look(s, "2026-07-05")
    assert [(o.org, o.period) for o in seen.by_key.values() if o.indicator == CONTACT and o.person == 5] == [
        (11, "2026Q1"),
        (13, "2026Q2"),
        (13, "2026Q3"),
    ]
    assert seen.state(CONTACT, 13, "2026Q2", 5) == "met"  # told by the other half of the family
    assert seen.state(CONTACT, 11, "2026Q2", 6) == "missed"


def test_person_in_two_branches(look: Look) -> None:
    """ "a quarterly duty belongs to the branch that holds him on the last scope day"; else the latest-begun."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-05", "2026-02-10"), contacts=[contact(5, "2026-01-20")])
    s.ledger(12, "2026Q1", "2026-04-08", line(2, 5, "2026-02-20"), contacts=[contact(5, "2026-01-20")])
    seen = look(s, "2026-04-08")
    assert seen.one(CONTACT, 11, "2026Q1", 5) is None
    assert seen.state(CONTACT, 12, "2026Q1", 5) == "met"  # in scope that day, through the other spell
    both = Story()
    both.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-05"), contacts=[contact(5, "2026-01-20")])
    both.ledger(12, "2026Q1", "2026-04-08", line(2, 5, "2026-02-20"))
    seen = look(both, "2026-04-08")
    assert [seen.state(CONTACT, org, "2026Q1", 5) for org in (11, 12)] == [None, "missed"]


# --- spring_festival_contact ---


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-02-01", "missed"),
        ("2026-02-02", "met"),
        ("2026-03-03", "met"),
        ("2026-03-04", "missed"),
    ],
)
def test_festival_window(look: Look, on: str, state: str) -> None:
    """ "reached contact or 关爱帮扶 in [new year − before, new year + after]"."""
    by_contact = one_away(contacts=[contact(5, on)])
    by_care = one_away(cares=[care(5, on)])
    assert look(by_contact, "2026-04-08").state(SPRING, 11, "2026", 5) == state
    assert look(by_care, "2026-04-08").state(SPRING, 11, "2026", 5) == state
    found = look(by_care, "2026-04-08").one(SPRING, 11, "2026", 5)
    assert found is not None and (found.due_on, found.prove_by) == (day("2026-03-03"), day("2026-04-10"))


def test_help_is_no_contact(look: Look) -> None:
    """contact_quarterly asks for a 联系记录."""
    assert look(one_away(cares=[care(5, "2026-02-20")]), "2026-04-08").state(CONTACT, 11, "2026Q1", 5) == "missed"


def test_festival_from_the_first_day_of_its_window(look: Look) -> None:
    """ "the festival window's first day (before the festival: persons in scope on as_of)"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-01-20",
        line(1, 5, "2026-01-10"),
        line(2, 6, "2026-01-10", "2026-01-15"),
        line(3, 7, "2026-01-10"),
    )
    s.ledger(11, "2026Q1", "2026-02-12", line(1, 5, "2026-01-10"), line(3, 7, "2026-01-10", "2026-02-10"))
    assert look(s, "2026-02-01").one(SPRING, 11, "2026", 5) is None
    early = look(s, "2026-02-02")
    assert [early.state(SPRING, 11, "2026", p) for p in (5, 6, 7)] == ["pending", None, "pending"]
    assert look(s, "2026-02-12").one(SPRING, 11, "2026", 7) is None
    assert look(s, "2026-02-17").state(SPRING, 11, "2026", 5) == "pending"


@pytest.mark.parametrize(
    ("start", "end", "owed"),
    [
        ("2026-02-17", None, True),
        ("2026-02-18", None, False),
        ("2026-01-01", "2026-02-17", False),
        ("2026-01-01", "2026-02-18", True),
    ],
)
def test_festival_for_those_away_on_new_years_day(look: Look, start: str, end: str | None, owed: bool) -> None:
    """ "every person in scope on new year's day"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, start, end))
    assert (look(s, "2026-04-08").one(SPRING, 11, "2026", 5) is not None) == owed


def test_festival_event_while_at_home(look: Look) -> None:
    """The festival's events need not be in scope: only new year's day must be."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-02-10", "2026-02-18"), contacts=[contact(5, "2026-03-01")])
    assert look(s, "2026-04-08").state(SPRING, 11, "2026", 5) == "met"


def test_festival_states_through_the_spring(look: Look) -> None:
    """pending to its due day, awaiting to the deadline of Q1's ledger, then missed."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-02-08", line(1, 5, "2026-01-10"))
    days = ("2026-03-03", "2026-03-04", "2026-04-10", "2026-04-11")
    assert [look(s, d).state(SPRING, 11, "2026", 5) for d in days] == ["pending", "awaiting", "awaiting", "missed"]


def test_festival_month(look: Look) -> None:
    """A month-only date meets a window that holds the whole month: February only with a day more before."""
    s = one_away(contacts=[contact(5, "2026-02-28", month=True)])
    assert look(s, "2026-04-08").state(SPRING, 11, "2026", 5) == "unclear"
    s.parameter(2, "spring_before_days", "16", "2026-01-01")
    assert look(s, "2026-04-08").state(SPRING, 11, "2026", 5) == "met"


def test_festival_told_in_summer(look: Look) -> None:
    """Late evidence: first told by the ledger of a later quarter than the one that holds due_on."""
    s = one_away()
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-01-10"), cares=[care(5, "2026-02-20")])
    assert look(s, "2026-07-07").state(SPRING, 11, "2026", 5) == "missed"
    assert look(s, "2026-07-08").state(SPRING, 11, "2026", 5) == "unclear"
    s.accept_late(11, SPRING, 20260, "5", "2026-08-01")
    assert look(s, "2026-08-01").state(SPRING, 11, "2026", 5) == "met"


def test_asking_one_branch_changes_nothing(look: Look) -> None:
    """ "in-scope days in q over the *person's* 流出 spells": the other branch's spell counts whoever is asked about."""
    s = Story()
    s.ledger(11, "2026Q2", "2026-07-05", line(1, 5, "2026-01-10"))
    s.ledger(12, "2026Q2", "2026-07-05", line(2, 5, "2026-06-02"))  # 29 days of its own
    for org in (None, 12):
        assert look(s, "2026-07-10", EVER, org).state(CONTACT, 12, "2026Q2", 5) == "missed"
    s.ledger(11, "2026Q3", "2026-10-05", line(1, 5, "2026-01-10", "2026-06-30"))
    for org in (None, 11):
        assert look(s, "2026-10-10", EVER, org).one(CONTACT, 11, "2026Q2", 5) is None


def test_festival_in_two_branches(look: Look) -> None:
    """Of the branches that hold a spell in scope on new year's day that of the latest-begun, however long it lasts."""
    s = Story(branches=(11, 12, 13))
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-05", "2026-02-20"), contacts=[contact(5, "2026-02-10")])
    s.ledger(12, "2026Q1", "2026-04-08", line(2, 5, "2026-01-20", "2026-03-20"))
    s.ledger(13, "2026Q1", "2026-04-08", line(3, 5, "2026-02-25"))
    seen = look(s, "2026-04-20")
    assert [seen.state(SPRING, org, "2026", 5) for org in (11, 12, 13)] == [None, "missed", None]
    assert [seen.state(FILE, org, "2026Q1", 5) for org in (11, 12, 13)] == [None, None, "met"]


def test_split_then_merged(look: Look) -> None:
    """Passing on goes step by step in the order of the days: what went with the split does not follow the rest."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-08", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10"))
    s.found(13, "党支部", 2, "2026-04-01")
    s.org_event(11, "split", "2026-04-01", successor=13)
    s.ledger(13, "2026Q2", "2026-07-05", line(1, 5, "2026-01-10"))
    s.org_event(11, "merge", "2026-07-10", successor=12)
    found = look(s, "2026-08-01").by_key.values()
    assert {(o.org, o.person) for o in found if o.key[0::2] == (CONTACT, "2026Q3")} == {(13, 5), (12, 6)}


def test_ruling_on_a_line_corrected_since(look: Look) -> None:
    """ "alias events tie corrections": what staff accepted of the old 行号 holds for the spell."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-02", line(1, 5, "2026-01-10"))
    second = s.ledger(11, "2026Q2", "2026-07-02")
    s.answer(second, 1, "误登记", kind="误登记")
    s.accept_mistake(11, 1, "2026-08-01")
    s.same_spell(1, 9, "2026-08-02")
    assert look(s, "2026-08-02").one(CONTACT, 11, "2026Q1", 5) is None


@pytest.mark.parametrize("key", [None, 77])
def test_assigned_by_the_latest_begun_spell(look: Look, key: int | None) -> None:
    """ "Several spells of a person: facts of the latest-begun in scope in the period"; blank there is nobody."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-08",
        line(1, 5, "2026-01-01", contact_key=66),
        line(2, 5, "2026-02-10", "2026-03-10", contact_key=key),
        contacts=[contact(5, "2026-01-20", contact_key=78)],
    )
    found = look(s, "2026-04-08").one(CONTACT, 11, "2026Q1", 5)
    assert found is not None and ("代联系" in found.notes) == (key is not None)


def test_festival_before_go_live(look: Look) -> None:
    """ "a festival [is assessed] when the quarter of its day is"."""
    s = Story(start="2026Q2")
    s.ledger(11, "2026Q2", "2026-07-08", line(1, 5, "2026-01-10"))
    assert look(s, "2026-07-08").one(SPRING, 11, "2026", 5) is None

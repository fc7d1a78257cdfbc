"""Histories by hand for the duties about persons: review, contact, festivals, hardship, 双向管理, 民主评议."""

import pytest

from tests.reference.looking import Look
from tests.reference.model import MemberRow, name_of
from tests.reference.story import Story, appraisal, care, contact, day, liaison, line


@pytest.mark.parametrize(
    ("on", "named", "state"),
    [
        ("2026-04-10", (77,), "met"),
        ("2026-01-01", (77, 78), "met"),
        ("2025-12-31", (77,), "missed"),
        ("2026-04-11", (77,), "missed"),
        ("2026-04-10", (78,), "missed"),
    ],
)
def test_reviewed_with_his_own_contact(look: Look, on: str, named: tuple[int, ...], state: str) -> None:
    """ "核对日期 in [first day of q, q due] and the person's 联系人 filled and among 会同联系人"."""
    s = Story()
    rows = line(1, 5, "2026-01-10", contact_key=77), line(2, 6, "2026-01-10", "2026-03-30", contact_key=77)
    s.ledger(11, "2026Q1", "2026-04-10", *rows, reviewed_on=day(on), reviewer_keys=named)
    # one who was back by the last day is not reviewed
    assert look(s, "2026-04-20").subjects("reviewed_with_contact", 11, "2026Q1") == {"5": state}


def test_changes_declared_against_the_difference(look: Look) -> None:
    """ "branch, every q with a ledger and an earlier one"; "blank never agrees"; 补录 by a late version."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-01", change_declared="无变化", change_found=False)
    assert look(s, "2026-04-20").one("change_declared", 11, "2026Q1") is None
    s.ledger(11, "2026Q2", "2026-07-01", change_found=False)
    assert look(s, "2026-07-20").state("change_declared", 11, "2026Q2") == "missed"
    s.ledger(11, "2026Q2", "2026-07-11", change_declared="无变化", change_found=False)
    assert look(s, "2026-07-20").state("change_declared", 11, "2026Q2") == "unclear"


def test_contact_known_only_from_a_later_ledger(look: Look) -> None:
    """Facts of the earliest ledger that lists him, told after the quarter's: 补录; in its own quarter met."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-01")
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-03-10", contact_key=7, contact_set_on=day("2026-03-11")))
    seen = look(s, "2026-07-20")
    first, second = (seen.one("contact_assigned", 11, q, 5) for q in ("2026Q1", "2026Q2"))
    assert first is not None and (first.state, first.unclear) == ("unclear", {"补录"})
    assert second is not None and (second.state, second.met_on) == ("met", day("2026-04-01"))
    assert second.due_on == day("2026-06-30") and second.notes == {"事后指定"}
    s.accept_late(11, "contact_assigned", 20261, "5", "2026-07-20")
    accepted = look(s, "2026-07-20").one("contact_assigned", 11, "2026Q1", 5)
    assert accepted is not None and (accepted.state, accepted.met_on) == ("met", day("2026-03-10"))


def test_contact_who_may_be_away_himself(look: Look) -> None:
    """ "a name equal to the member's or another person in scope of the branch → unclear"."""
    s = Story()
    s.ledger(
        11,
        "2026Q1",
        "2026-04-01",
        line(1, 5, "2026-01-10", contact_key=name_of(6)),
        line(2, 6, "2026-01-10", contact_key=7, contact_role="支部委员"),
        line(3, 7, "2026-01-10", contact_key=7, contact_role="其他"),
    )
    s.ledger(12, "2026Q1", "2026-04-01", line(4, 8, "2026-01-10", contact_key=name_of(6)))
    seen = look(s, "2026-04-20")
    assert seen.subjects("contact_eligible", 11, "2026Q1") == {"5": "unclear", "6": "met", "7": "missed"}
    assert seen.state("contact_eligible", 12, "2026Q1", 8) == "met"


def test_lost_since_the_last_contact(look: Look) -> None:
    """ "max(last reported reached contact, 外出日期) + lost_contact_days; never met"; only who is away that day."""
    s = Story()
    contacts = contact(5, "2026-02-01"), contact(5, "2026-03-01", reached=False), contact(6, "2026-03-01")
    s.ledger(
        11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10", "2026-03-20"), contacts=contacts
    )
    seen = look(s, "2026-08-03")
    found = seen.one("contact_lost", 11, "2026Q3", 5)
    assert found is not None and (found.due_on, found.prove_by) == (day("2026-08-03"), day("2026-10-10"))
    assert found.state == "pending" and seen.one("contact_lost", 11, "2026Q3", 6) is None
    assert look(s, "2026-08-04").state("contact_lost", 11, "2026Q3", 5) == "awaiting"
    assert look(s, "2026-10-11").state("contact_lost", 11, "2026Q4", 5) == "missed"


def test_one_branch_owns_a_person_held_by_two(look: Look) -> None:
    """Tied on the last scope day: the holder of the latest-begun spell, then the higher number."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-20"), line(3, 6, "2026-01-10"))
    s.ledger(12, "2026Q1", "2026-04-01", line(2, 5, "2026-01-10"), line(4, 6, "2026-01-10"))
    seen = look(s, "2026-04-20")
    for indicator, period in (("contact_assigned", "2026Q1"), ("july_first_contact", "2026")):
        on = seen if period == "2026Q1" else look(s, "2026-07-01")
        assert on.subjects(indicator, 11, period).keys() == {"5"}
        assert on.subjects(indicator, 12, period).keys() == {"6"}


@pytest.mark.parametrize(
    ("on", "state"), [("2026-06-15", "missed"), ("2026-06-16", "met"), ("2026-07-07", "met"), ("2026-07-08", "missed")]
)
def test_first_of_july(look: Look, on: str, state: str) -> None:
    """ "every person in scope on 1 July … [july_from, july_to]", due july_to, proved by the ledger of Q3."""
    s = Story()
    s.ledger(
        11,
        "2026Q3",
        "2026-10-01",
        line(1, 5, "2026-01-10"),
        line(2, 6, "2026-01-10", "2026-07-01"),
        cares=[care(5, on)],
    )
    seen = look(s, "2026-10-20")
    assert seen.subjects("july_first_contact", 11, "2026") == {"5": state}
    found = seen.one("july_first_contact", 11, "2026", 5)
    assert found is not None and (found.due_on, found.prove_by) == (day("2026-07-07"), day("2026-10-10"))


def test_help_in_hardship(look: Look) -> None:
    """ "是否困难党员 = 是 in a ledger of the year, in scope ≥ 1 day of it"; owned where he was last."""
    s = Story()
    hard = MemberRow(0, 5, hardship=True), MemberRow(0, 6)
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-10", "2026-02-10"), line(2, 6, "2026-01-10"), members=hard)
    s.ledger(12, "2026Q3", "2026-10-01", line(3, 5, "2026-07-01"), cares=[care(5, "2026-12-31", month=True)])
    s.ledger(12, "2026Q4", "2027-01-05", line(3, 5, "2026-07-01"), cares=[care(5, "2026-12-31", month=True)])
    assert look(s, "2026-07-01").subjects("hardship_helped", 11, "2026") == {"5": "pending"}
    seen = look(s, "2027-01-20")
    assert seen.subjects("hardship_helped", 11, "2026") == {}
    assert seen.subjects("hardship_helped", 12, "2026") == {"5": "met"}


def test_taken_on_or_why_not(look: Look) -> None:
    """Facts of the half-year's last quarter; a reason is unclear until accepted; 89 days owe nothing."""
    s = Story()
    away = line(1, 5, "2026-01-10", receiving_filled=True), line(2, 6, "2026-01-10", not_taken_reason="境外")
    short = line(3, 7, "2026-04-03")
    s.ledger(11, "2026Q1", "2026-04-01", *away)
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-01-10"), away[1], short)
    seen = look(s, "2026-07-20")
    assert seen.subjects("taken_on", 11, "2026H1") == {"5": "missed", "6": "unclear"}
    found = seen.one("taken_on", 11, "2026H1", 6)
    assert found is not None and found.unclear == {"未纳入：境外"} and not found.exempt
    s.accept_not_taken(11, 20266, "6", "2026-07-20")
    found = look(s, "2026-07-20").one("taken_on", 11, "2026H1", 6)
    assert found is not None and found.exempt


def test_kept_in_touch_about(look: Look) -> None:
    """ "whose 未纳入原因 is not 当地无党组织"; any row meets the one, urging the other."""
    s = Story()
    rows = line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10", not_taken_reason="当地无党组织")
    s.ledger(11, "2026Q2", "2026-07-01", *rows, liaisons=[liaison(5, "2026-06-30", "评议反馈")])
    seen = look(s, "2026-07-20")
    assert seen.subjects("counterpart_liaison", 11, "2026H1") == {"5": "met"}
    assert seen.subjects("member_urged", 11, "2026H1") == {"5": "missed"}


def test_those_who_came(look: Look) -> None:
    """ "every 流入 person with ≥ min_days_due in-scope days": nothing of 流出, and 全体 means nobody of them."""
    s = Story()
    come = line(1, 5, "2026-01-10", direction="流入"), line(2, 6, "2026-03-10", direction="流入")
    rows = liaison(5, "2026-02-09", "身份核实"), liaison(None, "2026-02-10", "参加组织生活", tie="all")
    s.ledger(11, "2026Q1", "2026-04-01", *come, liaisons=rows)
    seen = look(s, "2026-04-20")
    assert seen.subjects("inflow_in_activities", 11, "2026Q1") == {"5": "missed"}
    assert seen.subjects("inflow_verified", 11, "2026Q1") == {"5-1": "met", "6-2": "awaiting"}
    assert seen.subjects("contact_quarterly", 11, "2026Q1") == {}


def appraised() -> Story:
    """Three away; two appraised on 10 December, one a day later in writing; the meeting was the tenth."""
    s = Story()
    away = [line(n, n + 4, "2026-01-10", contact_key=7, receiving_filled=True) for n in (1, 2, 3)]
    rows = (
        appraisal(5, "2026-12-10", grade="优秀", supports=4),
        appraisal(6, "2026-12-10", manner="书面汇报", presenter_key=8, reported_on=day("2026-12-11"), grade="不合格"),
        appraisal(
            7,
            "2026-12-11",
            manner="书面汇报",
            presenter_key=7,
            reported_on=day("2026-12-11"),
            feedback_on=day("2026-12-12"),
            grade="不评定等次",
        ),
    )
    s.ledger(
        11,
        "2026Q4",
        "2027-01-05",
        *away,
        line(4, 8, "2026-12-11"),
        appraisals=rows,
        members_total=8,
        excellent_declared=2,
    )
    return s


def test_appraisal(look: Look) -> None:
    """Members are those in scope on the meeting day; each row shows what it shows."""
    seen = look(appraised(), "2027-04-20")
    states = {
        "appraisal_attended": {"5": "met", "6": "met", "7": "met"},
        "appraisal_report_written": {"6": "missed", "7": "met"},
        "appraisal_report_presented": {"6": "unclear", "7": "met"},
        "appraisal_graded": {"5": "met", "6": "met", "7": "missed"},
        "excellent_supported": {"5": "missed"},
        "unqualified_rectified": {"6": "missed"},
        "appraisal_feedback": {"5": "missed", "6": "missed", "7": "missed"},
        "excellent_within_cap": {"branch": "met"},
    }
    assert {indicator: seen.subjects(indicator, 11, "2026") for indicator in states} == states
    due = seen.one("unqualified_rectified", 11, "2026", 6)
    assert due is not None and due.due_on == day("2027-03-10")
    assert seen.met_on("appraisal_feedback", 11, "2026", 7) == day("2026-12-12")


def test_appraised_twice(look: Look) -> None:
    """What one row shows another does not take away; but a later ledger corrects what was told of the same day."""
    s = Story()
    away = [line(p, p, "2026-01-10", contact_key=1) for p in (5, 6, 7)]
    report = {"manner": "书面汇报", "reported_on": day("2026-12-05"), "presenter_key": 1}
    rows = [
        appraisal(5, "2026-12-10", grade="合格"),
        appraisal(5, "2026-12-20", manner="未参加"),
        appraisal(6, "2026-12-10", grade="合格", **report),
        appraisal(6, "2026-12-20"),
        appraisal(7, "2026-12-10", grade="合格"),
    ]
    s.ledger(11, "2026Q4", "2027-01-05", *away, appraisals=rows)
    s.ledger(11, "2027Q1", "2027-04-05", *away, appraisals=[appraisal(7, "2026-12-10", manner="未参加")])
    seen = look(s, "2027-04-20")
    assert seen.subjects("appraisal_attended", 11, "2026") == {"5": "met", "6": "met", "7": "missed"}
    assert seen.subjects("appraisal_graded", 11, "2026") == {"5": "met", "6": "met", "7": "missed"}
    assert seen.subjects("appraisal_report_written", 11, "2026") == {"6": "met", "7": "missed"}
    assert seen.subjects("appraisal_report_presented", 11, "2026") == {"6": "met", "7": "missed"}
    assert seen.met_on("appraisal_report_written", 11, "2026", 6) == day("2026-12-05")


def test_appraised_perhaps(look: Look) -> None:
    """ "A row tied to two people never counts as somebody's row, it makes attended unclear"; else 31 December."""
    s = Story()
    two = [appraisal(person, "2026-12-10", tie="two", row=3) for person in (5, 6)]
    s.ledger(11, "2026Q4", "2026-12-20", line(1, 5, "2026-01-10"), line(2, 6, "2026-01-10"), appraisals=two)
    assert look(s, "2026-12-30").subjects("appraisal_attended", 11, "2026") == {}
    seen = look(s, "2026-12-31")
    assert seen.subjects("appraisal_attended", 11, "2026") == {"5": "unclear", "6": "unclear"}
    assert seen.subjects("appraisal_report_written", 11, "2026") == {"5": "pending", "6": "pending"}

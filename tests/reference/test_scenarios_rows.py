"""Histories by hand for the duties of spells, returns and rows: 活动证, 教育培训, 经费."""

import pytest

from tests.reference.looking import Look
from tests.reference.story import Story, certificate, contact, day, expense, line, training


@pytest.mark.parametrize(
    ("on", "numbered", "state"),
    [
        ("2026-01-20", True, "met"),
        ("2026-01-21", True, "missed"),
        ("2025-10-12", True, "met"),
        ("2025-10-11", True, "missed"),
        ("2026-01-20", False, "missed"),
    ],
)
def test_certificate_given_in_time_with_a_number(look: Look, on: str, numbered: bool, state: str) -> None:
    """ "[外出日期 − pre_departure_days, due] … and a number": a number that only another ledger has is none."""
    s = Story()
    given = certificate(5, on, "发放", numbered=numbered)
    short = line(2, 6, "2026-01-10", expected_return=day("2026-07-09"))
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-10"), short, certificates=[given])
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-01-10", certificate_numbered=True), short)
    assert look(s, "2026-07-20").subjects("certificate_issued", 11, "2026Q1") == {"5-1": state}


@pytest.mark.parametrize(("on", "state"), [("2026-01-11", "met"), ("2026-01-12", "unclear"), ("2026-02-11", "missed")])
def test_start_known_by_its_month(look: Look, on: str, state: str) -> None:
    """Tried at every day of the month: from 1 January + 10 to 31 January + 10; due from the last."""
    s = Story()
    row = line(1, 5, "2026-01-31", start_month=True, certificate_numbered=True, issued_on=day(on))
    s.ledger(11, "2026Q1", "2026-04-01", row)
    found = look(s, "2026-04-20").one("certificate_issued", 11, "2026Q1", "5-1")
    assert found is not None and (found.state, found.due_on) == (state, day("2026-02-10"))


def test_corrected_start_moves_no_closed_duty(look: Look) -> None:
    """ "the earliest quarter whose own facts put its 外出日期 in that very quarter"."""
    s = Story()
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-03-10"))
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-04-02"))
    seen = look(s, "2026-07-20")
    assert seen.subjects("pre_departure_education", 11, "2026Q1") == {"5-1": "missed"}
    assert seen.subjects("pre_departure_education", 11, "2026Q2") == {}


def test_returns_and_ends(look: Look) -> None:
    """临时返乡 of who has a certificate, sure and while away; an end is of its day's quarter."""
    s = Story()
    back = (
        certificate(5, "2026-02-01", "临时返乡"),
        certificate(5, "2026-03-03", "返回审验"),
        certificate(6, "2026-02-01", "临时返乡"),
        certificate(5, "2026-02-05", "临时返乡", tie="two", row=9),
        certificate(6, "2026-02-05", "临时返乡", tie="two", row=9),
    )
    away = line(1, 5, "2026-01-10", "2026-04-01", certificate_numbered=True), line(2, 6, "2026-01-10")
    s.ledger(11, "2026Q1", "2026-04-05", *away, certificates=back)
    s.ledger(11, "2026Q2", "2026-07-01", certificates=[certificate(5, "2026-05-01", "收回")])
    seen = look(s, "2026-07-20")
    assert seen.subjects("certificate_inspected", 11, "2026Q1") == {"5-1-2026-02-01": "met"}
    assert seen.subjects("certificate_inspected", 11, "2026Q2") == {"5-1-2026-04-01": "missed"}
    assert seen.subjects("certificate_recalled", 11, "2026Q2") == {"5-1": "met"}
    assert seen.subjects("certificate_recalled", 11, "2026Q1") == {}


def test_yearly_look_at_certificates(look: Look) -> None:
    """ "in scope on 31 Dec begun before 1 Oct", of those who ought to have one: what is told of it changes nothing."""
    s = Story()
    rows = (
        line(1, 5, "2026-09-30", certificate_numbered=True),
        line(2, 6, "2026-10-01", certificate_numbered=True),
        line(3, 7, "2026-03-01"),
        line(4, 8, "2026-03-01", no_certificate_reason=True),
        line(5, 9, "2026-03-01", expected_return=day("2026-08-31"), certificate_numbered=True),
        line(6, 10, "2026-03-01", expected_return=day("2026-09-01")),
    )
    told = [certificate(5, "2026-12-31", "年度审验"), certificate(7, "2026-12-01", "补发", numbered=True)]
    s.ledger(11, "2026Q4", "2027-01-05", *rows, certificates=told)
    found = look(s, "2027-01-20").subjects("certificate_annual", 11, "2026")
    assert found == {"5-1": "met", "7-3": "missed", "10-6": "missed"}


def test_a_row_told_again_is_one_row(look: Look) -> None:
    """Named by its first report, judged by the latest; completed too late it is 补录."""
    s = Story()
    first = contact(5, "2026-02-01", contact_key=7, content_length=3)
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-10"), contacts=[first])
    assert look(s, "2026-04-11").subjects("contact_recorded", 11, "2026Q1") == {"联系记录:1:3": "missed"}
    second = contact(5, "2026-02-01", contact_key=7, content_length=4)
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-01-10"), contacts=[contact(5, "2026-05-01"), second])
    seen = look(s, "2026-07-20")
    assert seen.subjects("contact_recorded", 11, "2026Q1") == {"联系记录:1:3": "unclear"}
    assert seen.subjects("contact_recorded", 11, "2026Q2") == {"联系记录:2:3": "missed"}
    s.accept_late(11, "contact_recorded", 20261, "联系记录:1:3", "2026-07-20")
    assert look(s, "2026-07-20").state("contact_recorded", 11, "2026Q1", "联系记录:1:3") == "met"


@pytest.mark.parametrize(("corrected", "state"), [("2026-05-02", "met"), ("2026-05-03", "missed"), (None, "missed")])
def test_problem_put_right(look: Look, corrected: str | None, state: str) -> None:
    """ "日期 + problem_fix_days", from the row itself."""
    s = Story()
    row = certificate(5, "2026-02-01", "返回审验", problem=True, corrected_on=day(corrected))
    s.ledger(11, "2026Q1", "2026-04-01", line(1, 5, "2026-01-10"), certificates=[row])
    s.ledger(11, "2026Q2", "2026-07-01", line(1, 5, "2026-01-10"), certificates=[row])
    found = look(s, "2026-07-20").one("certificate_problem_fixed", 11, "2026Q1", "活动证与返乡:1:3")
    assert found is not None and (found.state, found.due_on) == (state, day("2026-05-02"))


def test_hours_in_proportion(look: Look) -> None:
    """32 hours × 100 / 365 = 8.77: at most eight a day, 邮寄教育 left out, the same twice once; 89 days owe nothing."""
    s = Story()
    away = line(1, 5, "2026-09-23"), line(2, 6, "2026-10-04")
    rows = [
        training(5, "2026-10-01", "其他培训", "12"),
        training(5, "2026-10-02", "邮寄教育", "20"),
        training(5, "2026-10-03", "补课教育", "0.5"),
        training(5, "2026-10-03", "补课教育", "0.5"),
        training(5, "2026-11-01", "补课教育", "0.5"),
    ]
    s.ledger(11, "2026Q4", "2027-01-05", *away, trainings=rows)
    found = look(s, "2027-01-20").by_key
    seen = look(s, "2027-01-20")
    assert found and seen.subjects("training_hours", 11, "2026") == {"5": "met"}
    assert seen.met_on("training_hours", 11, "2026", 5) == day("2026-11-01")
    assert seen.subjects("mailed_education", 11, "2026") == {"5": "met"}


def test_mailed_twice_the_second_told_late(look: Look) -> None:
    """ "if only timely + late reach it: 补录"."""
    s = Story()
    s.parameter(2, "mailed_per_year", "2", "2026-01-01", "2025-12-30")
    s.ledger(11, "2026Q4", "2027-01-05", line(1, 5, "2026-01-10"), trainings=[training(5, "2026-05-01", "邮寄教育")])
    s.ledger(11, "2027Q1", "2027-04-05", line(1, 5, "2026-01-10"), trainings=[training(5, "2026-06-01", "邮寄教育")])
    assert look(s, "2027-03-01").state("mailed_education", 11, "2026", 5) == "missed"
    assert look(s, "2027-04-20").state("mailed_education", 11, "2026", 5) == "unclear"
    s.accept_late(11, "mailed_education", 20260, "5", "2027-04-20")
    assert look(s, "2027-04-20").met_on("mailed_education", 11, "2026", 5) == day("2026-06-01")


def test_made_up_for_after_the_festival(look: Look) -> None:
    """ "window end, at least first return + 7 days"; one duty a person, whatever the returns, certificate or not."""
    s = Story()
    back = certificate(5, "2026-03-01", "临时返乡"), certificate(5, "2026-03-03", "临时返乡")
    made = training(5, "2026-03-08", "补课教育")
    s.ledger(11, "2026Q1", "2026-04-05", line(1, 5, "2026-01-10"), certificates=back, trainings=[made])
    found = look(s, "2026-04-20").one("makeup_training", 11, "2026", 5)
    assert found is not None and (found.state, found.due_on) == ("met", day("2026-03-08"))


def test_fund_put_to_use(look: Look) -> None:
    """60% of what stands allocated, by vouchers in scope; a reversal comes off the voucher it names, on its day."""
    s = Story()
    s.fund("allocated", 11, 2026, "2026-02-01", "1000")
    wrong = s.fund("allocated", 11, 2026, "2026-03-01", "9000")
    s.fund("void", 11, 2026, "2026-03-02", voids=wrong)
    rows = [
        expense("2026-02-10", "400", "1"),
        expense("2026-03-10", "300", "2", category="其他"),
        expense("2026-05-10", "300", "3"),
        expense("2026-11-10", "-200", "4", reverses="1"),
        expense("2026-12-10", "100", "5"),
    ]
    s.ledger(11, "2026Q4", "2027-01-05", expenses=rows[:4])
    assert look(s, "2027-01-04").state("fund_put_to_use", 11, "2026") == "awaiting"
    assert look(s, "2027-01-06").state("fund_put_to_use", 11, "2026") == "missed"  # the ledger is in and shows 500
    s.ledger(11, "2026Q4", "2027-01-08", expenses=rows)
    found = look(s, "2027-01-20").one("fund_put_to_use", 11, "2026")
    assert found is not None and (found.state, found.met_on) == ("met", day("2026-12-10"))
    assert look(s, "2027-01-20").subjects("fund_put_to_use", 12, "2026") == {}


def test_vouchers(look: Look) -> None:
    """ "凭证号 filled and unique in the branch's year, 审批人 filled and ≠ 经手人, 票据张数 ≥ 1"."""
    s = Story()
    rows = [
        expense("2026-02-10", "400", "1"),
        expense("2026-02-11", "10", "2"),
        expense("2026-02-12", "20", "2"),
        expense("2026-02-13", "-5", "3", reverses="1", receipts=0),
        expense("2026-02-14", "20", None),
        expense("2026-02-15", "20", "5", approver_key=1),
    ]
    s.ledger(11, "2026Q1", "2026-04-05", expenses=rows)
    seen = look(s, "2026-04-20")
    assert seen.subjects("expense_documented", 11, "2026Q1") == {
        "经费使用:1:3": "met",
        "经费使用:1:4": "missed",
        "经费使用:1:7": "missed",
        "经费使用:1:8": "missed",
    }
    assert len(seen.subjects("expense_in_scope", 11, "2026Q1")) == 5

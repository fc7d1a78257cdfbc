"""教育培训: hours of a year against a second way of counting; kinds by quarter; the page for each role."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from data_layer.access import NoAccess, Viewer
from data_layer.assessment import training
from data_layer.assessment.view import View, view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages import plainly
from tests.pages.conftest import DAY, Opened, as_role, said

YEAR = 2026


@pytest.fixture
def leader(long_district: Store) -> Viewer:
    return as_role(long_district, "leader")


@pytest.fixture
def view(long_district: Store, leader: Viewer) -> View:
    return view_of(long_district, leader)


def trained(store: Store) -> list[tuple[int, int, dict[str, Any]]]:
    """(branch, person, row) of everything completed up to the day; 全体 is everybody away that day."""
    stays = plainly.stays(store)
    found = []
    for each in plainly.rows(store, "training_row"):
        if each["done"] and each["day"] <= DAY:
            if each["tie"] == "one":
                found.append((each["org"], each["person"], each))
            elif each["tie"] == "all":
                here = {stay.person for stay in stays if stay.org == each["org"] and stay.on(each["day"])}
                found += [(each["org"], person, each) for person in here]
    return found


def test_hours_are_those_counted_row_by_row(long_district: Store, leader: Viewer, view: View) -> None:
    by_person: dict[int, list[plainly.Stay]] = defaultdict(list)
    for stay in plainly.stays(long_district):
        by_person[stay.person].append(stay)
    lessons: dict[tuple[int, int], set[tuple[Any, str, Decimal]]] = defaultdict(set)
    for org, person, row in trained(long_district):
        if row["kind"] != "邮寄教育" and row["hours"] is not None and row["day"].year == YEAR:
            lessons[org, person].add((row["day"], row["kind"], row["hours"]))
    plain = {}
    for person, held in by_person.items():
        away = [day for day in plainly.days_of(YEAR) if any(stay.on(day) for stay in held)]
        if len(away) < 90:
            continue
        org = plainly.owner_on(held, away[-1]) or 0
        a_day: dict[Any, Decimal] = defaultdict(Decimal)
        for day, _, many in lessons[org, person]:
            a_day[day] += many
        hours = sum((Fraction(min(many, Decimal(8))) for many in a_day.values()), Fraction(0))
        plain[person] = (org, len(away), hours, Fraction(32 * len(away), 365))
    found = {each.person: each for each in training.hours(long_district, leader, view, YEAR)}
    assert found.keys() == plain.keys()
    assert any(hours for _, _, hours, _ in plain.values())
    for person, (org, days, hours, required) in plain.items():
        each = found[person]
        assert (each.org, each.days, each.hours, each.required) == (org, days, hours, required)
    assert sum(training.distribution(list(found.values()))) == len(plain)
    reached = sum(hours >= required for _, _, hours, required in plain.values())
    assert sum(each.reached for each in found.values()) == reached
    steps = training.distribution(list(found.values()))
    assert sum(n for n, enough in zip(steps, training.STEP_REACHED, strict=True) if enough) == reached


def test_kinds_are_those_counted_row_by_row(long_district: Store, leader: Viewer, view: View) -> None:
    persons, sessions = defaultdict(set), defaultdict(set)
    for org, person, row in trained(long_district):
        key = f"{row['day'].year}Q{(row['day'].month + 2) // 3}", row["kind"]
        persons[key].add(person)
        sessions[key].add((org, row["day"]))
    found = training.given(long_district, leader, view)
    assert [each.quarter for each in found[:: len(training.KINDS)]] == list(view.until(6))
    assert any(each.sessions for each in found)
    for each in found:
        key = each.quarter, each.kind
        assert (each.persons, each.sessions) == (len(persons[key]), len(sessions[key]))


@pytest.mark.parametrize(
    ("hours", "required", "step"),
    [(0, 32, 0), (Fraction(1, 10), 32, 1), (8, 32, 2), (16, 32, 3), (31, 32, 4), (32, 32, 5), (48, 32, 6)],
)
def test_steps_begin_where_they_say(hours: Fraction, required: Fraction, step: int) -> None:
    each = training.Hours(1, 1, 365, Fraction(hours), Fraction(required))
    assert each.step == step
    assert each.reached == training.STEP_REACHED[step]


def test_a_year_not_assessed_from_its_start_asks_no_hours(long_district: Store, leader: Viewer, view: View) -> None:
    assert training.assessed_years(view) == (2026,)
    assert training.hours(long_district, leader, view, 2025) == []


def test_a_branch_reads_only_its_own(long_district: Store, view: View) -> None:
    branch = as_role(long_district, "branch")
    own = view_of(long_district, branch, branches=True)
    assert {each.org for each in training.hours(long_district, branch, own, YEAR)} <= {branch.grants[0].org}
    with pytest.raises(NoAccess):
        training.hours(long_district, branch, view, YEAR)
    with pytest.raises(NoAccess):
        training.given(long_district, branch, view)


def test_the_page_says_hours_and_opens_a_step(long_district: Store, open_page: Opened, leader: Viewer) -> None:
    test = open_page(long_district, leader, "training")
    assert not test.exception
    found = training.hours(long_district, leader, view_of(long_district, leader), YEAR)
    lacking = [each for each in found if not each.reached]
    assert f"**学时还不够** {len(lacking)} 人" in said(test)
    test = open_page(long_district, leader, "training", step="5")
    assert f"**学时达到** {sum(each.step == 5 for each in found)} 人" in said(test)
    assert not open_page(long_district, leader, "training", step="99", year="x", chart="?").exception


def test_administrators_see_numbers_only(long_district: Store, open_page: Opened) -> None:
    test = open_page(long_district, as_role(long_district, "administrator"), "training")
    assert "您的账号只看数字，不看名单。" in said(test)
    assert not any("姓名" in each.value.columns for each in test.dataframe)


def test_a_branch_is_denied(long_district: Store, open_page: Opened) -> None:
    test = open_page(long_district, as_role(long_district, "branch"), "training")
    assert "没有可以查看的党组织" in said(test)
    assert not test.dataframe


def test_one_branch_alone(long_district: Store, leader: Viewer, view: View) -> None:
    every = training.hours(long_district, leader, view, YEAR)
    org = every[0].org
    viewer = as_role(long_district, "leader", tree(long_district).by_id[org].code)
    alone = view_of(long_district, viewer, branches=True)
    assert training.hours(long_district, viewer, alone, YEAR) == [each for each in every if each.org == org]


def test_the_list_of_obligations_says_the_same(long_district: Store, leader: Viewer, view: View) -> None:
    """Whoever has the hours is met or waits for a ruling; nobody without them is met."""
    duties = {
        each.person: each.state
        for each in obligations(long_district, leader, indicator="training_hours", period=f"{YEAR}")
    }
    found = training.hours(long_district, leader, view, YEAR)
    assert duties.keys() == {each.person for each in found}
    for each in found:
        assert duties[each.person] in (
            ("met", "unclear") if each.reached else ("pending", "awaiting", "missed", "unclear")
        )

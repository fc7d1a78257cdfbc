"""Figures, lists and evidence over the demo district: what is shown is what the list says, for whom it may be shown."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from data_layer.access import NoAccess, Viewer, mask_name
from data_layer.assessment import figures, lists, standards
from data_layer.assessment.coverage import coverage
from data_layer.assessment.view import view_of
from data_layer.indicators import catalogue, obligations
from data_layer.ledger.evidence import REASONS, evidence, reveal
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import DAY, as_role


@pytest.fixture
def leader(district: Store) -> Viewer:
    return as_role(district, "leader")


def test_the_default_is_the_last_closed_quarter_and_today(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    assert (view.quarter, view.closed, view.as_of, view.known_at) == ("2026Q3", "2026Q3", DAY, None)
    assert view.quarters == ("2026Q2", "2026Q3", "2026Q4")
    assert view.code == tree(district).by_id[tree(district).roots[0]].code


def test_looking_back_hides_what_was_recorded_later(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader, as_of="2026-07-20")
    assert view.known_at == datetime(2026, 7, 20, 23, 59, 59, 999999)
    assert view.closed == "2026Q2"
    assert view.ledgers < view_of(district, leader).ledgers


def test_a_board_says_what_the_list_says(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    board = figures.board(district, leader, view)
    for head in catalogue():
        found = [each for each in obligations(district, leader, indicator=head.id) if not each.exempt]
        for period in {each.period for each in found if each.period <= "2026Q3"}:
            here = [each for each in found if each.period == period]
            total = board.total(head.id, period)
            assert total.all == len(here)
            assert total.met == sum(each.state == "met" for each in here)
            assert total.closed == sum(each.closed for each in here)


def test_a_viewer_reads_only_what_is_below(district: Store) -> None:
    now = tree(district)
    branch = as_role(district, "branch")
    view = view_of(district, branch, branches=True)
    board = figures.board(district, branch, view, now.roots[0])
    assert set(board.by_org("contact_quarterly", "2026Q3")) <= {branch.grants[0].org}
    with pytest.raises(NoAccess):
        figures.matrix(district, branch, replace(view, org=now.branches()[1]), board, "contact_quarterly")


def test_names_are_masked_by_right(district: Store, leader: Viewer) -> None:
    duty = next(each for each in obligations(district, leader, indicator="member_on_file") if each.person is not None)
    person = duty.person or 0
    name = lists.names(district, as_role(district, "staff"), [person])[person]
    assert lists.names(district, leader, [person]) == {person: mask_name(name)}
    assert lists.names(district, as_role(district, "administrator"), [person]) == {}
    other = next(org for org in tree(district).branches() if org != duty.org)
    stranger = as_role(district, "branch", tree(district).by_id[other].code)
    assert lists.names(district, stranger, [person]) == {}


def test_a_silent_branchs_people_are_not_called_undone(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    board = figures.board(district, leader, view)
    for org in figures.punctuality(view, board).silent:
        states = {each.state for each in lists.duties(district, leader, view, org, "contact_quarterly", "2026Q3")}
        assert "missed" not in states


def test_the_cell_that_says_so_is_shown_masked(district: Store, leader: Viewer) -> None:
    duty = next(each for each in obligations(district, leader, indicator="contact_quarterly", state="met"))
    found = evidence(district, leader, duty.submission or 0, duty.sheet or "", duty.row or 0, "contact_quarterly")
    assert found is not None
    assert found.row == duty.row
    spots = {spot.column: spot for spot in found.marked}
    assert spots["联系日期"].counts
    assert duty.met_on is not None and str(duty.met_on.day) in spots["联系日期"].text
    person = lists.names(district, as_role(district, "staff"), [duty.person or 0])[duty.person or 0]
    assert all(person not in spot.text for _, line in found.lines for spot in line if len(person) > 1)


def test_numbers_stay_masked_until_a_reason_is_given(district: Store) -> None:
    staff = as_role(district, "staff")
    duty = next(
        each
        for each in obligations(district, staff, indicator="member_on_file", state="met")
        if each.sheet and each.submission
    )
    found = evidence(district, staff, duty.submission or 0, "基本信息", duty.row or 0)
    if found is None or not found.lines:
        pytest.skip("this ledger has no 基本信息 of its own")
    number = next(spot for spot in found.lines[0][1] if spot.column == "公民身份号码")
    assert "*" in number.text
    row = found.lines[0][0]
    with pytest.raises(NoAccess):
        reveal(district, staff, found.submission, "基本信息", row, "公民身份号码", "想看看")
    with pytest.raises(NoAccess):
        reveal(district, as_role(district, "leader"), found.submission, "基本信息", row, "公民身份号码", REASONS[0])
    before = len(district.composed_rows("SELECT 1 FROM audit_event WHERE action = 'reveal'"))
    assert "*" not in reveal(district, staff, found.submission, "基本信息", row, "公民身份号码", REASONS[0])
    assert len(district.composed_rows("SELECT 1 FROM audit_event WHERE action = 'reveal'")) == before + 1


def test_coverage_compares_the_cover_with_the_list(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    board = figures.board(district, leader, view)
    covered = coverage(district, leader, view, board)
    assert len(covered) == board.total("ledger_on_time", "2026Q3").all
    for each in covered:
        assert (each.received_on is None) == (each.silent_for > 0)
        assert each.versions >= (each.received_on is not None)


def test_standards_say_value_source_and_default(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    found = {each.name: each for each in standards.standards(district, leader, view)}
    assert found["start_quarter"].words == "2026年第2季度"
    assert found["start_quarter"].set_by is not None
    assert found["min_days_due"].words == "30 天"
    assert found["min_days_due"].set_by is None
    assert found["target_rate"].words == "90%"
    table, _ = standards.deadlines(district, leader, view)
    assert {each.quarter: each.due_on for each in table}[2026 * 4 + 2] == date(2026, 10, 10)


def test_what_is_remembered_changes_with_the_facts(fresh: Store) -> None:
    leader = as_role(fresh, "leader")
    view = view_of(fresh, leader)
    first = figures.board(fresh, leader, view)
    assert figures.board(fresh, leader, view) is first
    with fresh.write() as w:
        w.touch([])
        w.append(
            "deadline_event",
            [
                {
                    "event": w.next_id("event"), "org": view.org, "quarter": 2026 * 4 + 3, "due_on": date(2027, 1, 20),
                    "day": DAY, "reason": "顺延", "account": None,
                }
            ],
        )  # fmt: skip
    assert figures.board(fresh, leader, view) is not first

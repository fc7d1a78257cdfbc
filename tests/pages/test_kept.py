"""What pages keep in memory over the demo district: each viewer's own, today's and a past day's, never stale."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.access import Grant, NoAccess, Viewer, local_administrator
from data_layer.assessment import agenda, figures
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.lists import names
from data_layer.assessment.tally import Tally
from data_layer.assessment.view import view_of
from data_layer.ledger.history import submissions
from data_layer.ledger.states import return_ledger
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import DAY, as_role


@pytest.fixture
def leader(district: Store) -> Viewer:
    return as_role(district, "leader")


def test_two_viewers_in_turn_see_each_their_own(district: Store, leader: Viewer) -> None:
    branches = [as_role(district, "branch", tree(district).by_id[org].code) for org in tree(district).branches()[:2]]
    whole = view_of(district, leader)
    for _ in range(2):  # the second time from memory
        for each in branches:
            own = view_of(district, each, branches=True)
            assert [option.org for option in own.options] == [each.grants[0].org]
            assert set(figures.board(district, each, own).by_org(PUNCTUAL, own.quarter)) == {each.grants[0].org}
            with pytest.raises(NoAccess):
                agenda.waiting(district, each, whole, figures.board(district, leader, whole))
        assert len(figures.board(district, leader, whole).by_org(PUNCTUAL, whole.quarter)) > 2


def test_names_kept_for_one_are_not_shown_to_another(district: Store, leader: Viewer) -> None:
    view = view_of(district, leader)
    persons = [each.person for each in figures.away(district, leader, view)][:5]
    staff = as_role(district, "staff")
    nameless = Viewer(7, "administrator", (Grant("administrator", leader.grants[0].org),))
    clear = {each: names(district, each, persons) for each in (local_administrator("x"), staff, leader, nameless)}
    assert clear == {each: names(district, each, persons) for each in reversed(list(clear))}
    assert clear[nameless] == {}
    assert clear[local_administrator("x")] != clear[leader]


def test_looking_back_and_today_are_kept_apart(fresh: Store) -> None:
    leader = as_role(fresh, "leader")
    now = view_of(fresh, leader)
    then = view_of(fresh, leader, as_of="2026-07-20")
    assert then.looking_back
    for _ in range(2):
        assert figures.away(fresh, leader, now) != figures.away(fresh, leader, then)
        totals = [figures.board(fresh, leader, each).total(PUNCTUAL, "2026Q2") for each in (now, then)]
        assert totals[0].closed >= totals[1].closed
        assert view_of(fresh, leader, as_of="2026-07-20") == then
        assert view_of(fresh, leader) == now


def test_what_is_sent_back_shows_at_once(fresh: Store) -> None:
    staff = as_role(fresh, "staff")
    view = view_of(fresh, staff)

    def returned() -> int:
        board = figures.board(fresh, staff, view)
        return sum(each.count for each in agenda.waiting(fresh, staff, view, board) if "退回" in each.words)

    ledger = next(each for each in submissions(fresh, staff, view.org, 2026 * 4 + 2) if each.counted)
    assert (ledger.state, returned()) == ("accepted", 0)
    return_ledger(fresh, staff, ledger.submission, "请改正", DAY + timedelta(days=9))
    again = next(each for each in submissions(fresh, staff, view.org, 2026 * 4 + 2) if each.counted)
    assert (again.state, returned()) == ("returned", 1)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_a_change_is_split_as_the_formula_says(rows: list[tuple[int, int, int, int]]) -> None:
    """Σ over the branches that reported both times of the change of rate at mean share, of share at mean rate."""
    cells, stayed = [], []
    for org, (a, b, c, d) in enumerate(rows):
        met, n, met_before, n_before = min(a, b), b, min(c, d), d
        for period, m, k in (("2026Q2", met, n), ("2026Q1", met_before, n_before)):
            tally = Tally(met=m, missed=k - m, closed_met=m, closed=k, reported_met=m, reported_closed=k)
            cells.append(("x", period, org, tally))
        if n and n_before:
            stayed.append((met, n, met_before, n_before))
    board = Board(cells)
    figure = board.figure("x", "甲", ("2026Q1", "2026Q2"), Fraction(9, 10))
    found = figures.change(board, figure)
    if figure.change is None:
        assert found is None
        return
    now, before = sum(each[1] for each in stayed), sum(each[3] for each in stayed)
    rate = [(Fraction(m, n), Fraction(m0, n0), Fraction(n, now), Fraction(n0, before)) for m, n, m0, n0 in stayed]
    same = sum(((r - r0) * (w + w0) / 2 for r, r0, w, w0 in rate), Fraction(0))
    mix = sum(((w - w0) * (r + r0) / 2 for r, r0, w, w0 in rate), Fraction(0))
    assert found is not None
    assert (found.same, found.mix, found.whole) == (same, mix, figure.change)
    assert found.reporting + found.same + found.mix == found.whole

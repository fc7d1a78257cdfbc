"""Counts, rates and what may be said of them."""

from fractions import Fraction

import pytest

from data_layer.assessment.board import NOTHING, Board, Line, level, worst_first
from data_layer.assessment.figures import Change, change
from data_layer.assessment.tally import Tally, interval

TARGET = Fraction(9, 10)


def closed(met: int, missed: int, unclear: int = 0, reported: bool = True) -> Tally:
    """A closed tally of one branch."""
    n = met + missed + unclear
    told = (met, n, unclear) if reported else (0, 0, 0)
    return Tally(met, missed, 0, 0, unclear, 0, met, n, unclear, *told)


def test_the_rate_counts_unclear_as_not_met_and_the_best_case_as_met() -> None:
    tally = closed(6, 2, 2)
    assert tally.rate == Fraction(6, 10)
    assert tally.best == Fraction(8, 10)


def test_nothing_closed_is_no_rate() -> None:
    assert NOTHING.rate is None
    assert NOTHING.best is None
    assert NOTHING.bounds is None
    assert not NOTHING.open
    assert Tally(met=1, pending=4).open


def test_few_are_never_judged() -> None:
    assert level(closed(0, 4), TARGET) == "none"
    assert level(closed(0, 5), TARGET) == "bad"
    assert level(closed(3, 2), TARGET) == "watch"
    assert level(closed(9, 1), TARGET) == "good"


def test_what_was_not_reported_is_not_called_undone() -> None:
    tally = closed(8, 2) + closed(0, 10, reported=False)
    assert tally.rate == Fraction(8, 20)
    assert tally.reported_rate == Fraction(8, 10)
    assert tally.bounds == (Fraction(8, 20), Fraction(18, 20))
    assert (tally.failed, tally.silent) == (2, 10)


def test_the_interval_holds_the_rate_and_stays_within_bounds() -> None:
    assert interval(0, 0) is None
    for met, n in ((0, 5), (5, 5), (3, 7), (450, 500)):
        low, high = interval(met, n) or (1.0, 0.0)
        assert 0.0 <= low <= met / n <= high <= 1.0
    assert interval(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-3)


def test_totals_are_pooled() -> None:
    board = Board(
        [("i", "2026Q3", 1, closed(1, 1)), ("i", "2026Q3", 2, closed(9, 0)), ("i", "2026Q2", 1, closed(2, 0))]
    )
    assert board.total("i", "2026Q3").rate == Fraction(10, 11)
    figure = board.figure("i", "名", ("2026Q1", "2026Q2", "2026Q3"), TARGET)
    assert figure.before.closed == 2
    assert figure.change is None, "two closed ones are too few to compare with"


def test_the_worst_branches_come_first_and_silent_ones_before_them() -> None:
    def line(code: str, tally: Tally, silent: bool = False) -> Line:
        return Line(1, code, code, (tally,), (silent,))

    lines = [line("a", closed(10, 0)), line("b", closed(5, 5)), line("c", NOTHING, True), line("d", closed(0, 3))]
    assert [each.code for each in sorted(lines, key=worst_first)] == ["c", "b", "a", "d"]


def test_a_change_is_split_into_three_that_add_up() -> None:
    board = Board(
        [
            ("i", "2026Q2", 1, closed(8, 2)),
            ("i", "2026Q3", 1, closed(9, 1)),
            ("i", "2026Q2", 2, closed(10, 10)),
            ("i", "2026Q3", 2, closed(10, 20)),
            ("i", "2026Q2", 3, closed(6, 0)),
            ("i", "2026Q3", 3, closed(0, 6, reported=False)),
        ]
    )
    figure = board.figure("i", "名", ("2026Q2", "2026Q3"), TARGET)
    found = change(board, figure)
    assert found is not None
    assert found.whole == figure.change == found.reporting + found.same + found.mix
    assert found.reporting < 0, "a good branch fell silent"
    same_only = Board(
        [("i", "2026Q2", 1, closed(8, 2)), ("i", "2026Q3", 1, closed(9, 1))]
    )  # fmt: skip
    alone = change(same_only, same_only.figure("i", "名", ("2026Q2", "2026Q3"), TARGET))
    assert alone == Change(Fraction(1, 10), Fraction(0), Fraction(1, 10), Fraction(0))

"""Why a pooled rate moved: who reported, what the same branches did, how much each weighs."""

from fractions import Fraction

from data_layer.assessment.board import Board
from data_layer.assessment.figures import moves
from data_layer.assessment.tally import Tally

PERIODS = ("2026Q2", "2026Q3")


def branch(met: int, closed: int, reported: bool = True) -> Tally:
    """Closed duties of one branch and quarter; without a ledger nothing of it is known to be done."""
    seen = (met, closed) if reported else (0, 0)
    return Tally(
        met=met, missed=closed - met, closed_met=met, closed=closed, reported_met=seen[0], reported_closed=seen[1]
    )


def moved(before: dict[int, Tally], now: dict[int, Tally]) -> tuple[Fraction, Fraction, Fraction, Fraction, str]:
    cells = [
        ("contact_quarterly", p, org, t)
        for p, held in zip(PERIODS, (before, now), strict=True)
        for org, t in held.items()
    ]
    board = Board(cells)
    ((_, split),) = moves(board, [board.figure("contact_quarterly", "季度联系", PERIODS, Fraction(9, 10))])
    assert split.reporting + split.same + split.mix == split.whole
    return split.whole, split.reporting, split.same, split.mix, split.cause


def test_the_same_branches_did_more() -> None:
    assert moved({1: branch(5, 10), 2: branch(5, 10)}, {1: branch(8, 10), 2: branch(6, 10)}) == (
        Fraction(1, 5), 0, Fraction(1, 5), 0, "same"
    )  # fmt: skip


def test_a_branch_fell_silent() -> None:
    whole, reporting, same, mix, cause = moved(
        {1: branch(9, 10), 2: branch(9, 10)}, {1: branch(9, 10), 2: branch(0, 10, reported=False)}
    )
    assert (whole, same, mix, cause) == (Fraction(-9, 20), 0, 0, "reporting")
    assert reporting == whole


def test_a_good_branch_grew() -> None:
    whole, reporting, same, mix, cause = moved(
        {1: branch(10, 10), 2: branch(5, 10)}, {1: branch(30, 30), 2: branch(5, 10)}
    )
    assert (reporting, same, cause) == (0, 0, "mix")
    assert mix == whole == Fraction(1, 8)


def test_what_did_not_move_is_not_listed() -> None:
    held = {1: branch(9, 10)}
    board = Board([("contact_quarterly", period, org, tally) for period in PERIODS for org, tally in held.items()])
    assert moves(board, [board.figure("contact_quarterly", "季度联系", PERIODS, Fraction(9, 10))]) == []

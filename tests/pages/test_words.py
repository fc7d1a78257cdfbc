"""How numbers are said."""

from fractions import Fraction

import pytest

from data_layer.assessment.tally import Tally
from pages.parts import words


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(1), "100.0%"),
        (Fraction(9999, 10000), "99.9%"),
        (Fraction(1, 100000), "0.1%"),
        (Fraction(0), "0.0%"),
        (Fraction(2, 3), "66.7%"),
        (None, "不适用"),
    ],
)
def test_a_share_is_never_rounded_into_all_or_nothing(share: Fraction | None, said: str) -> None:
    assert words.percent(share) == said


def test_changes_carry_a_sign() -> None:
    assert words.points(Fraction(21, 1000)) == "▲2.1"
    assert words.points(Fraction(-6, 1000)) == "▼0.6"
    assert words.points(Fraction(1, 10000)) == "持平"
    assert words.points(None) == "—"


def test_what_a_branch_wrote_becomes_no_markup() -> None:
    for text in (
        "![x](http://a.example/b.png)",
        "[点我](http://a.example)",
        "**粗**",
        "<b>",
        "$x$",
        ":red[红]",
        "# 题",
    ):
        assert "](" not in words.escaped(text)
        assert not words.escaped(text).startswith(("#", "<", "$", ":", "*"))
    assert words.escaped("甲\n\n# 乙") == "甲 \\# 乙"


def test_periods_are_said_in_full_and_short() -> None:
    assert words.period("2026Q3") == "2026年第3季度"
    assert words.period("2026H1") == "2026年上半年"
    assert words.short_period("2026Q3") == "26年三季"
    assert words.short_period("2026") == "2026年"


def test_the_unknown_is_bounded() -> None:
    tally = Tally(8, 12, 0, 0, 0, 0, 8, 20, 0, 8, 10, 0)
    said = words.bounded(tally, 2)
    assert "已报支部达标率 80.0%" in said
    assert "40.0% 到 90.0%" in said
    assert words.bounded(Tally(), 0) == ""
    few = Tally(closed_met=1, closed=4, reported_met=1, reported_closed=2)
    assert "%" not in words.bounded(few, 2) and "未报支部的 2 项" in words.bounded(few, 2)


def test_a_rate_stands_beside_its_numbers_unless_too_few_are_due() -> None:
    assert words.rated(Tally(closed_met=9, closed=10, met=9)) == "9/10（90.0%）"
    assert words.rated(Tally(closed_met=3, closed=4, met=3)) == "3/4"
    assert words.rated(Tally(met=3, pending=1)) == "3/4（还在进行）"


def test_what_a_rate_leaves_out_is_said_only_where_there_is_something() -> None:
    assert words.beside(Tally(closed_met=9, closed=10)) == ""
    assert words.beside(Tally(closed_met=8, closed=10, closed_unclear=1)) == "1 项待核，都算达标为 90.0%"
    assert words.beside(Tally(closed_met=2, closed=3, closed_unclear=1, exempt=3)) == "免计 3"

"""Which value holds: nearest organisation, in force on the day, latest word on one day."""

from datetime import date
from fractions import Fraction

import pytest

from data_layer.organisations.parameters import DEFAULTS, BadValue, Rules, parse

D = date


def test_nearest_organisation_wins_and_a_value_holds_from_its_day() -> None:
    rules = Rules({"min_days_due": {1: [(D(2026, 1, 1), "20")], 2: [(D(2026, 4, 1), "10")]}}, {})
    assert rules.value("min_days_due", [3, 2, 1], D(2026, 3, 31)) == 20
    assert rules.value("min_days_due", [3, 2, 1], D(2026, 4, 1)) == 10
    assert rules.value("min_days_due", [3, 1], D(2025, 12, 31)) == 30


def test_the_latest_word_on_one_day_wins() -> None:
    rules = Rules({"min_days_due": {1: [(D(2026, 1, 1), "20"), (D(2026, 1, 1), "25")]}}, {})
    assert rules.value("min_days_due", [1], D(2026, 1, 1)) == 25


def test_go_live_counts_whatever_day_it_was_set_from() -> None:
    rules = Rules({"start_quarter": {1: [(D(2026, 6, 1), "2025Q4")]}}, {})
    assert rules.value("start_quarter", [2, 1], D(2025, 10, 1)) == 2025 * 4 + 3
    assert Rules({}, {}).value("start_quarter", [1], D(2026, 1, 1)) is None


def test_one_third_is_exact() -> None:
    assert parse("excellent_share", "1/3") == Fraction(1, 3)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("min_days_due", "很多"),
        ("min_days_due", "-1"),
        ("target_rate", "1.2"),
        ("july_from", "13-40"),
        ("start_quarter", "2026-3"),
        ("nothing_such", "1"),
        ("excellent_share", "1/0"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(name: str, text: str) -> None:
    with pytest.raises(BadValue, match=r"[\u4e00-\u9fff]"):
        parse(name, text)


def test_every_default_can_be_read() -> None:
    for name, default in DEFAULTS.items():
        if default.value is not None:
            parse(name, default.value)

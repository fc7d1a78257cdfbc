"""Quarters and periods: codes, texts and days agree both ways."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer import quarters


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_quarter_and_quarters_touch(day: date) -> None:
    quarter = quarters.quarter_of(day)
    assert quarters.first_day(quarter) <= day <= quarters.last_day(quarter)
    assert quarters.last_day(quarter) + timedelta(days=1) == quarters.first_day(quarter + 1)
    assert quarters.parse_quarter(quarters.quarter_text(quarter)) == quarter
    assert quarters.period_text(quarters.quarter_period(quarter)) == quarters.quarter_text(quarter)


@pytest.mark.parametrize("text", ["2026", "2026Q3", "2026H1", "2026H2", "2026Q1"])
def test_period_codes_go_there_and_back(text: str) -> None:
    assert quarters.period_text(quarters.period_code(text)) == text


def test_words() -> None:
    assert quarters.quarter_words(2026 * 4 + 2) == "2026年第3季度"
    assert quarters.period_words(quarters.period_code("2026H2")) == "2026年下半年"


@pytest.mark.parametrize("text", ["2026Q5", "2026-3", "", "Q3", "2026H1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是季度"):
        quarters.parse_quarter(text)


@pytest.mark.parametrize(
    ("kind", "quarter", "period"),
    [
        ("quarter", "2026Q3", "2026Q3"),
        ("half", "2026Q1", "2026H1"),
        ("half", "2026Q2", "2026H1"),
        ("half", "2026Q3", "2026H2"),
        ("half", "2026Q4", "2026H2"),
        ("year", "2026Q4", "2026"),
    ],
)
def test_the_period_that_holds_a_quarter(kind: str, quarter: str, period: str) -> None:
    assert quarters.period_at(kind, quarter) == period

"""Quarters and days for the second computation, written apart from the product's."""

from datetime import date, timedelta
from functools import cache

from borax.calendars.lunardate import LunarDate

ONE_DAY = timedelta(days=1)


def quarter_of(day: date) -> int:
    """The quarter that holds a day."""
    return day.year * 4 + (day.month - 1) // 3


def quarter_first(quarter: int) -> date:
    """First day of a quarter."""
    return date(quarter // 4, (quarter % 4) * 3 + 1, 1)


def quarter_last(quarter: int) -> date:
    """Last day of a quarter."""
    return quarter_first(quarter + 1) - ONE_DAY


def quarter_name(quarter: int) -> str:
    """``2026Q3``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def quarter_of_name(name: str) -> int:
    """The quarter written ``2026Q3``."""
    return int(name[:4]) * 4 + int(name[5]) - 1


def days_between(first: date, last: date) -> set[date]:
    """Every day from first to last, both included; empty when last is before first."""
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def code_of(period: str) -> int:
    """The period's code as the schema stores it."""
    return int(period) * 10 if len(period) == 4 else int(period[:4]) * 10 + int(period[5])


def first_of(period: str) -> date:
    """First day of a year or a quarter."""
    return date(int(period), 1, 1) if len(period) == 4 else quarter_first(quarter_of_name(period))


@cache
def new_year(year: int) -> date:
    """Lunar new year's day."""
    solar: date = LunarDate(year, 1, 1).to_solar_date()
    return solar

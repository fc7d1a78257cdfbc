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


def half_name(half: int) -> str:
    """``2026H2`` of ``year * 2 + 0..1``."""
    return f"{half // 2}H{half % 2 + 1}"


def quarters_of(period: str) -> list[int]:
    """The quarters of a year, a half-year or a quarter."""
    year = int(period[:4]) * 4
    if len(period) == 4:
        return [year, year + 1, year + 2, year + 3]
    if period[4] == "H":
        half = year + 2 * (int(period[5]) - 1)
        return [half, half + 1]
    return [quarter_of_name(period)]


def code_of(period: str) -> int:
    """The period's code as the schema stores it."""
    if len(period) == 4:
        return int(period) * 10
    return int(period[:4]) * 10 + int(period[5]) + (5 if period[4] == "H" else 0)


def first_of(period: str) -> date:
    """First day of a year, a half-year or a quarter."""
    return quarter_first(quarters_of(period)[0])


def last_of(period: str) -> date:
    """Last day of a year, a half-year or a quarter."""
    return quarter_last(quarters_of(period)[-1])


def months_later(day: date, months: int) -> date:
    """The same day of the month some months on, at most that month's last."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    return first.replace(day=min(day.day, last.day))


def month_of(day: date) -> set[date]:
    """Every day of a day's month up to that day."""
    return days_between(day.replace(day=1), day)


@cache
def new_year(year: int) -> date:
    """Lunar new year's day."""
    solar: date = LunarDate(year, 1, 1).to_solar_date()
    return solar

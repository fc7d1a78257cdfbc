"""Quarters and periods: one integer for storing and arithmetic, one text for people and commands.

A quarter is ``year * 4 + n - 1`` (2026Q3 = 8106), so the next one is ``+ 1``.
A period code is ``year * 10 + k``: k = 0 the year, 1-4 its quarters, 6 and 7 its halves.
"""

import re
from datetime import date, timedelta

_PERIOD = re.compile(r"(\d{4})(?:(Q)([1-4])|(H)([12]))?")


def quarter_of(day: date) -> int:
    """The quarter that holds a day."""
    return day.year * 4 + (day.month - 1) // 3


def first_day(quarter: int) -> date:
    """First day of a quarter."""
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def last_day(quarter: int) -> date:
    """Last day of a quarter."""
    return first_day(quarter + 1) - timedelta(days=1)


def quarter_text(quarter: int) -> str:
    """``2026Q3``."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def quarter_words(quarter: int) -> str:
    """``2026年第3季度``."""
    return f"{quarter // 4}年第{quarter % 4 + 1}季度"


def parse_quarter(text: str) -> int:
    """A quarter from ``2026Q3``. Raises ValueError with a Chinese sentence otherwise."""
    match = _PERIOD.fullmatch(text.strip().upper())
    if not match or not match[2]:
        raise ValueError(f"“{text}”不是季度，请写成 2026Q3 的样子")
    return int(match[1]) * 4 + int(match[3]) - 1


def period_at(kind: str, quarter: str) -> str:
    """The period of a kind (quarter, half, year) that holds a quarter: ``2026H2`` of ``2026Q3``."""
    if kind == "quarter":
        return quarter
    year, number = quarter[:4], int(quarter[-1])
    return year if kind == "year" else f"{year}H{(number + 1) // 2}"


def period_code(text: str) -> int:
    """The code of ``2026``, ``2026Q3`` or ``2026H1``. Raises ValueError otherwise."""
    match = _PERIOD.fullmatch(text.strip().upper())
    if not match:
        raise ValueError(f"“{text}”不是期间，请写成 2026、2026Q3 或 2026H1 的样子")
    if match[2]:
        return int(match[1]) * 10 + int(match[3])
    if match[4]:
        return int(match[1]) * 10 + 5 + int(match[5])
    return int(match[1]) * 10


def period_text(code: int) -> str:
    """``2026``, ``2026Q3`` or ``2026H1`` of a code."""
    year, k = divmod(code, 10)
    return str(year) if k == 0 else f"{year}Q{k}" if k <= 4 else f"{year}H{k - 5}"


def period_words(code: int) -> str:
    """``2026年``, ``2026年第3季度`` or ``2026年上半年`` of a code."""
    year, k = divmod(code, 10)
    if k == 0:
        return f"{year}年"
    return f"{year}年第{k}季度" if k <= 4 else f"{year}年{'上' if k == 6 else '下'}半年"


def first_day_of(period: str) -> date:
    """The first day of ``2026``, ``2026Q3`` or ``2026H2``. Raises ValueError otherwise."""
    year, k = divmod(period_code(period), 10)
    return date(year, 1 if k in (0, 6) else 7 if k == 7 else k * 3 - 2, 1)


def last_day_of(period: str) -> date:
    """The last day of a period. Raises ValueError otherwise."""
    year, k = divmod(period_code(period), 10)
    return last_day(year * 4 + (3 if k in (0, 7) else 1 if k == 6 else k - 1))


def quarter_period(quarter: int) -> int:
    """The period code of a quarter."""
    return quarter // 4 * 10 + quarter % 4 + 1

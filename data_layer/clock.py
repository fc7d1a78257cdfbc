"""The one clock. Days and times are Asia/Shanghai (UTC+8, no daylight saving), naive."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """The present moment in Asia/Shanghai, without zone."""
    return datetime.now(CHINA).replace(tzinfo=None)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().date()


def end_of(day: date) -> datetime:
    """The last moment of a day: what "known at" means when a page is set back to it."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999999)

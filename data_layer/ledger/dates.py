"""Days, months, years and quarters out of what people type.

Nothing is guessed: what may mean two things, or lacks its year, raises ``NotRead`` with the code of a problem.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from data_layer.ledger.model import Month
from data_layer.ledger.remembered import remembered

FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2100, 12, 31)

_DIGITS = str.maketrans("〇○◯零一二三四五六七八九", "0000123456789")
_CLOCK = re.compile(r"(?<=\d)[日号]?[T ]+\d{1,2}[:时]\d{1,2}([:分]\d{1,2}(\.\d+)?)?秒?$")
_ABOUT = re.compile(r"(?<=[\d日号])(\(?(星期|周)[一二三四五六日天]\)?)?(上午|下午|中午|晚上)?$")
_BETWEEN = r"-–—./\\、,。·"
_SEPARATED = re.compile(rf"(\d{{4}})[{_BETWEEN}年](\d{{1,2}})(?:[{_BETWEEN}月](\d{{1,2}})?[日号]?)?[.。]?")
_PACKED = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)?")
_NUMERAL = "〇○◯零一二三四五六七八九十廿卅"
_MIXED = rf"[\d{_NUMERAL}]"  # 二〇二六年3月五日
_CHINESE = re.compile(rf"({_MIXED}{{4}})年(?:({_MIXED}{{1,3}}|元)月(?:({_MIXED}{{1,3}})[日号]?)?)?")
_QUARTER = re.compile(r"(\d{4})年?度?(?:第?([1-4])季度?|[Qq]第?([1-4])|-([1-4]))")
_MONTHS = re.compile(r"(\d{4})年?(\d{1,2})月?[-~至到](\d{1,2})月(?:份)?")
_YEAR = re.compile(r"(\d{4})(?:年度?)?")


class NotRead(Exception):
    """A value that cannot be read. ``code`` is a problem's code."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@remembered  # a cell is looked at several times, and most say what others say
def plain(text: str) -> str:
    """NFKC without white space: for numbers, dates and headers, never for names."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_date(raw: object, *, date1904: bool = False) -> date | Month:
    """A day, or a month where only the month is given. Raises NotRead."""
    if isinstance(raw, datetime):
        return _within(raw.date())
    if isinstance(raw, date):
        return _within(raw)
    if isinstance(raw, bool) or isinstance(raw, (time, timedelta)):
        raise NotRead("date_unreadable")
    if isinstance(raw, (int, float)):
        return _from_number(raw, date1904)
    if isinstance(raw, str):
        return _from_text(raw)
    raise NotRead("date_unreadable")


def _within(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise NotRead("date_unreadable")
    return day


def _day(year: int, month: int, day: int | None) -> date | Month:
    if not 1 <= month <= 12 or not FIRST.year <= year <= LAST.year:
        raise NotRead("date_unreadable")
    if day is None:
        return Month(year, month)
    try:
        return date(year, month, day)
    except ValueError:
        raise NotRead("date_impossible") from None


def _from_number(number: int | float, date1904: bool) -> date | Month:
    """20260305, 202603, 2026.3, or a serial. 2026.1 may be January or, its nought lost, October."""
    if isinstance(number, int) and 1900_01 <= number <= 2100_12_31 and (packed := _PACKED.fullmatch(str(number))):
        return _day(int(packed[1]), int(packed[2]), int(packed[3]) if packed[3] else None)
    if FIRST.year <= number <= LAST.year + 0.99:
        year, _, month = f"{number:.10g}".partition(".")
        if not month:
            raise NotRead("date_year_only")
        if month == "1":
            raise NotRead("date_ambiguous", year=year)
        if len(month) > 2:
            raise NotRead("date_unreadable")
        return _day(int(year), int(month), None)
    if not 0 < number < 1e6:
        raise NotRead("date_unreadable")
    whole = int(number) + (1462 if date1904 else 0)
    if 10_000 <= whole <= 73_415:  # 1927 to 2100; smaller numbers are no dates that somebody meant
        return date(1899, 12, 30) + timedelta(days=whole)
    raise NotRead("date_unreadable")


def _from_text(text: str) -> date | Month:
    words = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    short = _ABOUT.sub("", plain(words))
    if re.fullmatch(r"\d{4}(年度?)?", short):
        raise NotRead("date_year_only")
    if match := _SEPARATED.fullmatch(short):
        return _day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := _PACKED.fullmatch(short):
        return _day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := _CHINESE.fullmatch(short):
        if match[2] is None:
            raise NotRead("date_year_only")
        day = _numeral(match[3]) if match[3] else None
        return _day(int(match[1].translate(_DIGITS)), _numeral(match[2]), day)
    if re.fullmatch(r"\d{5}(\.\d+)?", short):
        return _from_number(int(float(short)), False)
    if re.fullmatch(r"\d{1,2}[-./月](\d{1,2}[日号]?)?", short):
        raise NotRead("date_without_year")
    raise NotRead("date_unreadable")


def _numeral(text: str) -> int:
    """十五, 二十, 三十一, 廿三, 一二, 〇三, 元 (of 元月) as a number."""
    text = text.replace("元", "一")
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int(text.translate(_DIGITS))
    tens, _, units = text.partition("十")
    if len(tens) > 1 or len(units) > 1:
        raise NotRead("date_unreadable")
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (int(units.translate(_DIGITS)) if units else 0)


def read_year(raw: object) -> int:
    """2026, 2026年, 2026年度, 二〇二六年. Raises NotRead."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raw = f"{raw:.10g}"
    if isinstance(raw, str):
        match = _YEAR.fullmatch(plain(raw).translate(_DIGITS))
        if match and 1950 <= int(match[1]) <= LAST.year:
            return int(match[1])
    raise NotRead("number_unreadable")


def read_quarter(raw: object, expected: int | None = None) -> int:
    """A quarter (data_layer.quarters) from 2026年第3季度, 2026Q3, 2026年三季度, 2026-3, 2026年7-9月.

    2026-03, and 2026-3 that Excel turned into a date, may be the third quarter or March: the one that is ``expected``
    is meant, else it is asked (NotRead).
    """
    if isinstance(raw, (datetime, date)):
        return _either(raw.year, raw.month, expected)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raw = f"{raw:.10g}"
    if not isinstance(raw, str):
        raise NotRead("quarter_unreadable")
    short = plain(raw)
    if match := re.fullmatch(r"(\d{4})[-./年](\d{1,2})月?份?", short):
        written = match[2]
        if match := _QUARTER.fullmatch(short):
            return _quarter(int(match[1]), int(written))
        return _either(int(short[:4]), int(written), expected)
    short = re.sub(rf"^([{_NUMERAL}]{{4}})(?=年)", lambda m: m[1].translate(_DIGITS), short)
    short = re.sub(r"([一二三四])(?=季)", lambda m: m[1].translate(_DIGITS), short)
    if match := _QUARTER.fullmatch(short):
        return _quarter(int(match[1]), int(match[2] or match[3] or match[4]))
    if (match := _MONTHS.fullmatch(short)) and int(match[2]) % 3 == 1 and int(match[3]) == int(match[2]) + 2:
        return _quarter(int(match[1]), (int(match[2]) + 2) // 3)
    raise NotRead("quarter_unreadable")


def _quarter(year: int, number: int) -> int:
    if not FIRST.year <= year <= LAST.year:
        raise NotRead("quarter_unreadable")
    return year * 4 + number - 1


def _either(year: int, month: int, expected: int | None) -> int:
    """A number that may be a month or, up to 4, a quarter."""
    if not 1 <= month <= 12:
        raise NotRead("quarter_unreadable")
    meanings = {year * 4 + (month - 1) // 3} | ({year * 4 + month - 1} if month <= 4 else set())
    if expected in meanings:
        return expected
    raise NotRead("quarter_ambiguous", year=str(year), month=str(month))

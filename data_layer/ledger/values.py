"""One cell's raw value becomes a typed one, by the type of its column."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from data_layer.books.neutral import Raw
from data_layer.ledger.columns import Column, choice_key
from data_layer.ledger.dates import NotRead, plain, read_date, read_quarter, read_year
from data_layer.ledger.identity import read_id, read_phone
from data_layer.ledger.meanings import NOTHING_SAID, Meanings
from data_layer.ledger.model import ALL_CONTACTS, ALL_MEMBERS, NONE, Month
from data_layer.ledger.remembered import remembered

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_NONE: Final = re.compile(r"无|暂无|没有|-+|[—–―─ー]+|/|\\")
_DITTO: Final = frozenset(("同上", "〃", "″", "同前", '"'))
_YES: Final = frozenset("√ ✓ ✔ ☑ Y YES 是的 TRUE 已".split())
_NO: Final = frozenset("× ✕ ✖ ✗ ✘ N NO 不是 FALSE 未".split())
_SEPARATOR = re.compile(r"[、,，;；\n\r/]+")
_EVERYONE: Final = {
    ALL_MEMBERS: frozenset(
        "全体流动党员 全体 全部流动党员 所有流动党员 全体外出流动党员 全体流出党员 全体外出党员".split()
    ),
    ALL_CONTACTS: frozenset("全体联系人 全体 全部联系人 所有联系人".split()),
}
_CODE = re.compile(r"^\d{1,3}[.、]?(?=\D)")
_PARTS = re.compile(r"[、,，;；\n\r/\s.。]+")
_NUMBERED = re.compile(r"^[(（]?\d+[)）]?")
_UNITS = re.compile(r"(元|人|名|张|份|个|学时|课时|小时|个学时)(整)?$")
_LARGEST: Final = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a value needs to know beside the value."""

    received_on: date
    quarter: int | None = None  # the one the file is handed in for, where known
    date1904: bool = False
    meanings: Meanings = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value; ``code`` is the problem found with it ("": none), ``valid``: it can be used all the same."""

    value: object
    code: str = ""
    valid: bool = True
    say: Mapping[str, str] = field(default_factory=dict)


def text_of(raw: Raw | None) -> str:
    """A cell as its reader saw it: text trimmed, whole numbers without decimals, days as 2026-03-05."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw.strip() if raw.isascii() else _trimmed(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return raw.isoformat(" ", "minutes")
    if isinstance(raw, (date, time)):
        return raw.isoformat()
    if isinstance(raw, timedelta):
        return str(raw)
    return str(raw) if isinstance(raw, int) else f"{raw:.15g}"


@remembered
def _trimmed(text: str) -> str:
    return _INVISIBLE.sub("", text).strip()


@remembered
def is_none(text: str) -> bool:
    """Whether somebody said that there is none: 无, —."""
    return _NONE.fullmatch(plain(text).rstrip("。")) is not None


def is_ditto(text: str) -> bool:
    """Whether somebody pointed to the cell above: 同上."""
    return plain(text) in _DITTO or text in _DITTO


def split_names(text: str) -> tuple[str, ...]:
    """The names in a cell, as typed, each once."""
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATOR.split(text) if part.strip()))


def read_value(column: Column, raw: Raw, context: Context) -> Value:
    """The typed value of a cell that holds something. Never raises."""
    text = text_of(raw)
    try:
        if column.type in ("choice", "choices"):
            return _CHOICES[column.type](column, text)
        if is_none(text) and column.type != "seq":
            return Value(NONE)
        return _READERS.get(column.type, _text)(column, raw, context)
    except NotRead as trouble:
        return Value(None, trouble.code, False, trouble.values)


def _text(column: Column, raw: Raw, context: Context) -> Value:
    text = text_of(raw)
    return Value(match_choice(column, text) or text if column.aliases else text)


def _names(column: Column, raw: Raw, context: Context) -> Value:
    text = text_of(raw)
    if plain(text) in _EVERYONE[column.every]:
        return Value((column.every,))
    return Value(split_names(text))


def _id(column: Column, raw: Raw, context: Context) -> Value:
    number, old = read_id(raw, context.received_on)
    return Value(number, "id_15_digits" if old else "")


def _phone(column: Column, raw: Raw, context: Context) -> Value:
    return Value(read_phone(raw))


def _date(column: Column, raw: Raw, context: Context) -> Value:
    day = read_date(raw, date1904=context.date1904)
    first = day.first_day if isinstance(day, Month) else day
    if column.received and first > context.received_on:
        return Value(day, "date_after_receipt", False, {"received": context.received_on.isoformat()})
    return Value(day, "month_only" if isinstance(day, Month) else "")


def _number(raw: Raw) -> Decimal:
    """A number without its unit, thousands separators and full-width forms. Raises NotRead."""
    if isinstance(raw, (bool, date, time, timedelta)):
        raise NotRead("number_unreadable")
    text = f"{raw:.12g}" if isinstance(raw, float) else plain(str(raw))
    text = _UNITS.sub("", text.lstrip("¥￥").replace("人民币", ""))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotRead("number_unreadable") from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise NotRead("number_unreadable")
    return number


def _integer(column: Column, raw: Raw, context: Context) -> Value:
    number = _number(raw)
    if number != number.to_integral_value() or not 0 <= number <= 999_999_999:
        raise NotRead("integer_rule")
    return Value(int(number))


def _hours(column: Column, raw: Raw, context: Context) -> Value:
    number = _number(raw)
    if not 0 <= number <= 9_999:
        raise NotRead("hours_rule")
    number = number.quantize(Decimal("0.01"))
    return Value(number, "" if number * 2 == int(number * 2) else "hours_not_half")


def _money(column: Column, raw: Raw, context: Context) -> Value:
    number = _number(raw)
    cents = number.quantize(Decimal("0.01"))
    if cents != number and not isinstance(raw, float):
        raise NotRead("money_too_fine")
    if abs(cents - number) > Decimal("0.000001"):
        raise NotRead("money_too_fine")
    if cents < 0 and column.sign != "any":
        raise NotRead("money_rule")
    return Value(cents)


def _year(column: Column, raw: Raw, context: Context) -> Value:
    return Value(read_year(raw))


def _quarter(column: Column, raw: Raw, context: Context) -> Value:
    return Value(read_quarter(raw, context.quarter))


def match_choice(column: Column, text: str) -> str | None:
    """The value of the column's list that a text means, None where it means none of them."""
    key = choice_key(text)
    for each in dict.fromkeys((key, _CODE.sub("", key))):  # "01 正式党员": the code before a word adds nothing
        for choice in column.choices:
            if choice_key(choice) == each:
                return choice
        if column.aliases and each in column.aliases:
            return column.aliases[each]
    if column.choices == ("是", "否"):
        mark = unicodedata.normalize("NFKC", text).strip().upper()
        return "是" if mark in _YES else "否" if mark in _NO else None
    return None


def words_of(column: Column, text: str) -> list[tuple[str, str]]:
    """(key, word) of each word in a cell of a list: the whole text, or its parts where several may stand."""
    if column.type != "choices":
        return [(choice_key(text), text)] if text else []
    parts = [_NUMBERED.sub("", part) for part in _PARTS.split(text) if part]
    return [(choice_key(part), part) for part in parts]


def unlisted(column: Column, text: str) -> list[tuple[str, str]]:
    """(key, word) of each word in a cell that the column's list does not have."""
    if is_none(text):
        return []
    return [(key, word) for key, word in words_of(column, text) if key and match_choice(column, word) is None]


def _choice(column: Column, text: str) -> Value:
    choice = match_choice(column, text)
    if choice is not None:
        return Value(choice)
    if is_none(text):
        return Value(NONE)
    raise NotRead("not_in_list", choices="、".join(column.choices))


def _choices(column: Column, text: str) -> Value:
    if plain(text) in (column.every, "全部", "均已告知"):
        return Value(column.choices)
    if is_none(text):
        return Value(NONE)
    found = [match_choice(column, part) for _, part in words_of(column, text)]
    if None in found:
        raise NotRead("not_in_list", choices="、".join(column.choices) + "；或全部")
    return Value(tuple(choice for choice in column.choices if choice in found))


_READERS: Final[Mapping[str, Callable[[Column, Raw, Context], Value]]] = {
    "names": _names,
    "id": _id,
    "phone": _phone,
    "date": _date,
    "integer": _integer,
    "hours": _hours,
    "money": _money,
    "year": _year,
    "quarter": _quarter,
}
_CHOICES: Final[Mapping[str, Callable[[Column, str], Value]]] = {"choice": _choice, "choices": _choices}

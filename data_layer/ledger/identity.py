"""Citizen ID numbers (GB 11643) and telephone numbers out of what people type."""

import re
import unicodedata
from datetime import date
from typing import Final

from data_layer.ledger.dates import NotRead

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff`'’‘]+")
_REMARK = re.compile(r"\([^()]*[^\d\s()\-+][^()]*\)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7})(?:(?:转|x|ext)?\d{1,6})?")
_SERVICE = re.compile(r"[48]00\d{7}")
_ABROAD = re.compile(r"(?:\+|00)(?!86)[1-9]\d{6,14}")


def check_digit(first17: str) -> str:
    """The 18th character of an ID number (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def birthday(id18: str) -> date | None:
    """The birthday in an ID number, None where it is no day of the calendar."""
    try:
        return date(int(id18[6:10]), int(id18[10:12]), int(id18[12:14]))
    except ValueError:
        return None


def sex(id18: str) -> str:
    """男 or 女, from the 17th digit."""
    return "男" if int(id18[16]) % 2 else "女"


def read_id(raw: object, received_on: date) -> tuple[str, bool]:
    """The number in 18 characters, and whether it was written in 15. Raises NotRead; nothing is repaired."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if abs(raw) >= 10**15:  # a spreadsheet keeps 15 digits of a number and writes noughts for the rest
            raise NotRead("id_digits_lost")
        raw = f"{raw:.15g}"
    if not isinstance(raw, str):
        raise NotRead("id_invalid")
    text = _SPACES.sub("", unicodedata.normalize("NFKC", raw)).replace("-", "").upper()
    if re.fullmatch(r"[\d.]+E\+?1[5-9]", text):
        raise NotRead("id_digits_lost")
    if old := re.fullmatch(r"[1-9]\d{14}", text):
        first17 = old[0][:6] + "19" + old[0][6:]
        text = first17 + check_digit(first17)
    elif not re.fullmatch(r"[1-9]\d{16}[\dX]", text):
        raise NotRead("id_invalid")
    born = birthday(text)
    if check_digit(text[:17]) != text[17] or born is None or not date(1900, 1, 1) <= born <= received_on:
        raise NotRead("id_digits_lost" if text.endswith("000") else "id_invalid")
    return text, old is not None


def read_phone(raw: object) -> str:
    """The digits of a mobile or landline number with its area code (the first good one of several). Raises NotRead."""
    if isinstance(raw, float):
        raise NotRead("phone_invalid")
    if not isinstance(raw, (str, int)) or isinstance(raw, bool):
        raise NotRead("phone_invalid")
    text = unicodedata.normalize("NFKC", str(raw)).lower()
    text = _REMARK.sub(" ", text).strip()
    text = re.sub(r"\.0$", "", text)
    for part in (text, *re.split(r"[/、,;|]+|\s{1,}", text)):
        number = _one_phone(part)
        if number:
            return number
    raise NotRead("phone_invalid")


def _one_phone(text: str) -> str:
    short = re.sub(r"[\s\-‐–—_.()\u200b-\u200f\u2060\ufeff'`]+", "", text)
    if _ABROAD.fullmatch(short):
        return short
    short = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", short)
    if _MOBILE.fullmatch(short) or _SERVICE.fullmatch(short):
        return short
    if _MOBILE.fullmatch(short.removeprefix("0")):
        return short.removeprefix("0")
    if not short.startswith("0") and text.lstrip().startswith(("+86", "0086")):
        short = "0" + short
    landline = _LANDLINE.fullmatch(short)
    return short if landline else ""


def split_contact(text: str) -> tuple[str, str]:
    """Name and telephone number out of one cell ("李明 19900001234"); "" for what is not there."""
    found = re.search(r"(?:\+?86)?[\s\-]*\(?\d[\d\s\-()]{6,}\d", unicodedata.normalize("NFKC", text))
    if not found:
        return text.strip(), ""
    whole = unicodedata.normalize("NFKC", text)
    name = (whole[: found.start()] + " " + whole[found.end() :]).strip(" ,，、;；:：()（）电话手机")
    try:
        return name, read_phone(found[0])
    except NotRead:
        return name, ""

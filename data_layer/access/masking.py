"""What identifies a person, shown in part. Masking happens here, never in a page."""

import re

from data_layer.store import engine

ERASED = engine.ERASED  #: nobody's, so it is not masked

_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{2})[\dXx]{2}(?![0-9A-Za-z])")
_OLD_ID = re.compile(r"(?<!\d)(\d{6})\d{6}(\d{3})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[- ]?)\d{5,6}(\d{2})(?!\d)")


def mask_name(name: str) -> str:
    """``王小明`` → ``王*明``, ``王明`` → ``王*``, ``阿依古丽·买买提`` → ``阿******提``."""
    text = name.strip()
    if text == ERASED:
        return text
    if len(text) <= 1:
        return "*" * len(text)
    if len(text) == 2:
        return text[0] + "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def mask_id(number: str) -> str:
    """An ID number keeps its first six and last two characters; anything shorter keeps only its first."""
    text = number.strip()
    if len(text) < 12:
        return text[:1] + "*" * (len(text) - 1) if text else ""
    return text[:6] + "*" * (len(text) - 8) + text[-2:]


def mask_phone(number: str) -> str:
    """``13800001234`` → ``138****1234``; other numbers keep their last two digits."""
    text = number.strip()
    if len(text) >= 11:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return "*" * max(len(text) - 2, 0) + text[-2:] if len(text) > 2 else "*" * len(text)


def mask_text(text: str) -> str:
    """Free text with ID numbers and telephone numbers masked wherever they stand."""
    text = _ID.sub(lambda found: mask_id(found[0]), text)
    text = _OLD_ID.sub(lambda found: mask_id(found[0]), text)
    text = _MOBILE.sub(lambda found: mask_phone(found[0]), text)
    return _LANDLINE.sub(lambda found: found[1] + "*" * (len(found[0]) - len(found[1]) - 2) + found[2], text)

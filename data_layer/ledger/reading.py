"""Reading a ledger: a file's bytes become typed rows and a list of everything that is wrong with them.

Pure: no store, no viewer. What needs to know other ledgers is the accepting half's.
"""

import hashlib
from datetime import date

from data_layer.ledger.model import (
    ALL_CONTACTS,
    ALL_MEMBERS,
    NONE,
    Cell,
    Month,
    Problem,
    Reading,
    Row,
    SheetInfo,
)

__all__ = [
    "ALL_CONTACTS",
    "ALL_MEMBERS",
    "NONE",
    "Cell",
    "Month",
    "Problem",
    "Reading",
    "Row",
    "SheetInfo",
    "read_ledger",
]


def read_ledger(name: str, content: bytes, *, received_on: date, quarter: int | None = None) -> Reading:
    """Read a workbook handed in on ``received_on`` (for ``quarter``, where the 封面 does not say or is not clear).

    Never raises for a bad file: what is wrong is an error in ``problems``.
    """
    return Reading(file_name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), form="2026")

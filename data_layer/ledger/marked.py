"""The branch's own workbook back with everything that is wrong in it marked; see ``marking``, which does it apart."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from data_layer.books.apart import run
from data_layer.books.neutral import Unreadable
from data_layer.ledger.marking import list_alone
from data_layer.ledger.model import Problem

_SUFFIX: Final = "（已核对）"


def marked_name(name: str) -> str:
    """What the marked copy of a file is called."""
    return f"{PurePath(name).stem.removesuffix(_SUFFIX)}{_SUFFIX}.xlsx"


def mark(name: str, content: bytes, problems: Sequence[Problem]) -> bytes:
    """The marked copy of a file; the list alone where the file is too heavy to be written again. Never raises for
    what a file holds."""
    try:
        (copy,) = run("data_layer.ledger.marking", "copies", name, content, list(problems))
    except Unreadable:
        return list_alone(problems)
    return bytes(copy)

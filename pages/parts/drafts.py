"""A file that was checked and not yet handed in. Kept in memory for a while, so that a refresh loses nothing, and
dropped as soon as it is handed in, replaced or given up."""

import threading
import time
from dataclasses import dataclass, field

from data_layer.ledger.checked import Checked
from data_layer.ledger.difference import Answer

_LONGEST = 2 * 60 * 60  # seconds
_MOST_BYTES = 200 * 1024 * 1024
_lock = threading.Lock()
_held: dict[tuple[int, int, int], "Draft"] = {}


@dataclass
class Draft:
    """One checked file of an account, branch and quarter. ``checked`` is the first check; its questions stay.
    ``cover``: what was typed beside a file that has no 封面."""

    name: str
    content: bytes = field(repr=False)
    checked: Checked
    answers: dict[str, Answer] = field(default_factory=dict)
    cover: dict[str, str] = field(default_factory=dict)
    touched: float = field(default_factory=time.monotonic)

    @property
    def unanswered(self) -> int:
        """How many questions are still open; a choice that needs a day is open until it has one."""
        return sum(not self.settled(each.id) for each in self.checked.questions)

    def settled(self, question: str) -> bool:
        """Whether a question has its answer."""
        needs = next((each.needs_day for each in self.checked.questions if each.id == question), ())
        given = self.answers.get(question)
        return given is not None and (given.choice not in needs or given.day is not None)


def put(key: tuple[int, int, int], draft: Draft) -> None:
    """Keep a draft (account, branch, quarter) in place of an earlier one."""
    with _lock:
        _held[key] = draft
        _sweep()


def get(key: tuple[int, int, int]) -> Draft | None:
    """The draft, if it is still kept."""
    with _lock:
        _sweep()
        draft = _held.get(key)
        if draft is not None:
            draft.touched = time.monotonic()
        return draft


def drop(key: tuple[int, int, int]) -> None:
    """Forget a draft."""
    with _lock:
        _held.pop(key, None)


def _sweep() -> None:
    """Drop what is old, then the longest untouched until the rest fits."""
    now = time.monotonic()
    for key in [key for key, draft in _held.items() if now - draft.touched > _LONGEST]:
        del _held[key]
    while sum(len(draft.content) for draft in _held.values()) > _MOST_BYTES:
        del _held[min(_held, key=lambda key: _held[key].touched)]

"""What a text means, kept for the next time it is asked: words come again and again, long texts hardly ever."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple, cast

_LONGEST = 64  # characters; a cell may hold 32,767, and thousands of such would stay in memory
_MOST = 8192

_Rest = TypeVarTuple("_Rest")
_Found = TypeVar("_Found")


def remembered(function: Callable[[str, *_Rest], _Found]) -> Callable[[str, *_Rest], _Found]:
    """A pure function of a text (and more), whose latest answers for short texts are kept."""
    kept = cast(Callable[[str, *_Rest], _Found], lru_cache(maxsize=_MOST)(function))

    @wraps(function)
    def asked(text: str, *rest: *_Rest) -> _Found:
        return kept(text, *rest) if len(text) <= _LONGEST else function(text, *rest)

    return asked

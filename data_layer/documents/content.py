"""A document as what it says: headings, sentences, tables, bars, blank lines. Two renderers make Word and PDF of it.

Nothing here knows about fonts, pages or files; whatever else is written for people (a notice) is put together of the
same parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class DocumentProblem(Exception):
    """The document cannot be made; the message is a Chinese sentence that says what to do."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Sentence:
    """A paragraph; ``quiet``: small and grey, a remark."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Items:
    """Sentences one below the other, with a dot before each."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header that repeats on every page. ``widths``: shares, one a column; ``small``: many columns."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    widths: tuple[int, ...]
    small: bool = False


@dataclass(frozen=True)
class Bars:
    """Shares as bars: label, share 0…1 (None: too little to say), the words beside it."""

    bars: tuple[tuple[str, float | None, str], ...]


@dataclass(frozen=True)
class Lines:
    """Blank ruled lines to write on."""

    count: int


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


Part = Heading | Sentence | Items | Table | Bars | Lines | NewPage


@dataclass(frozen=True)
class Document:
    """Title, the line below it, what stands at the foot of every page, the watermark below that (access/marks.py), and
    the parts in order. ``landscape``: A4 lying."""

    title: str
    below: str
    foot: str
    mark: str
    parts: tuple[Part, ...]
    landscape: bool = False

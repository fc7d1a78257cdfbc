"""Labels and their values: a label in one cell, its value in the next non-label cell to the right, or after a colon.

封面, the lines above a table and forms of one member are read by this one rule. What is a label is said by whoever
asks; nothing is told by likeness.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data_layer.books.neutral import Grid, Raw
from data_layer.ledger.columns import label_key
from data_layer.ledger.values import text_of

_COLON: Final = re.compile("[:：]")
_WORD_BEFORE: Final = re.compile(r"(?:^|(?<=[\s;；,，、]))(?=\S)")
_STRANGER: Final = re.compile(r"\s([\u4e00-\u9fff（）()]{2,10})$")  # a label nobody asks for, in the middle of a line
# A place left to be filled in: 年 月 日 without numbers, underscores.
_UNFILLED: Final = re.compile(r"[年月日\s_＿.．/—-]*")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what stands at its place; ``value`` None: nothing. ``name``: what the label means."""

    name: str
    at: Place
    place: Place
    value: Raw | None


class Visible:
    """The filled, visible cells of a sheet and what merging makes of them, 0-based."""

    def __init__(
        self, grid: Grid, rows: Mapping[int, Mapping[int, Raw]] | None = None, columns: range | None = None
    ) -> None:
        self.grid = grid
        self.rows: dict[int, dict[int, Raw]] = {}
        for row, cells in (grid.rows() if rows is None else rows).items():
            if row in grid.hidden_rows:
                continue
            seen = {
                c: raw
                for c, raw in sorted(cells.items())
                if c not in grid.hidden_columns and (columns is None or c in columns) and text_of(raw)
            }
            if seen:
                self.rows[row] = seen
        self.areas = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in grid.merges}

    def width(self, row: int, column: int) -> int:
        return self.areas.get((row, column), (1, 1))[1]

    def height(self, row: int, column: int) -> int:
        return self.areas.get((row, column), (1, 1))[0]


def blank_place(text: str) -> bool:
    """Whether a text only keeps a place free: 年 月 日, ____."""
    return _UNFILLED.fullmatch(text) is not None


def inside(text: str, meaning: Callable[[str], str | None]) -> list[tuple[str, str]]:
    """(name, value) of every known label that a colon follows in one text: 党组织名称：甲支部　填报时间：…"""
    found: list[tuple[str, str]] = []
    begin, name = 0, None
    for colon in _COLON.finditer(text):
        before = text[begin : colon.start()]
        for word in _WORD_BEFORE.finditer(before):
            known = meaning(before[word.start() :])
            if known is not None:
                if name is not None:
                    found.append((name, before[: word.start()].rstrip().rstrip(";；,，、")))
                name, begin = known, colon.end()
                break
        else:
            stranger = _STRANGER.search(before)
            if stranger:
                if name is not None:
                    found.append((name, before[: stranger.start()]))
                name, begin = None, colon.end()
            elif name is None:
                begin = colon.end()
    if name is not None:
        found.append((name, text[begin:]))
    return [(name, value.strip()) for name, value in found]


def pairs(visible: Visible, meaning: Callable[[str], str | None]) -> Iterator[Pair]:
    """Every known label with its value, row by row. ``meaning``: what a text means as a label, None for no label.

    A text beyond an empty cell is the value only where no labels stand in its column and nothing stands right behind
    it: else it is a label that nobody asks for.
    """
    standing = {
        column
        for row, cells in visible.rows.items()
        for column, raw in cells.items()
        if isinstance(raw, str) and meaning(raw) is not None
    }
    for row, cells in visible.rows.items():
        pending: tuple[str, int, int] | None = None  # name, its column, where its value belongs
        for column, raw in cells.items():
            text = text_of(raw)
            if isinstance(raw, str):
                if (name := meaning(text)) is not None:
                    if pending:
                        yield Pair(pending[0], (row, pending[1]), (row, pending[2]), None)
                    pending = name, column, column + visible.width(row, column)
                    continue
                within = inside(text, meaning)
                if within:
                    if pending:
                        yield Pair(pending[0], (row, pending[1]), (row, pending[2]), None)
                    for name, value in within:
                        yield Pair(name, (row, column), (row, column), None if blank_place(value) else value)
                    pending = None
                    continue
            if not pending:
                continue
            name, at, place = pending
            behind = cells.get(column + visible.width(row, column))
            labelled = isinstance(behind, str) and meaning(behind) is not None
            far = column > place and (column in standing or (behind is not None and not labelled))
            taller = visible.height(row, column) > visible.height(row, at)
            if far or taller:
                yield Pair(name, (row, at), (row, place), None)
            else:
                empty = isinstance(raw, str) and blank_place(text) and re.search("[年月日_＿]", text)
                yield Pair(name, (row, at), (row, column), None if empty else raw)
            pending = None
        if pending:
            yield Pair(pending[0], (row, pending[1]), (row, pending[2]), None)


def by_words(words: Iterable[str]) -> Callable[[str], str | None]:
    """A ``meaning`` for labels that are just these, by their keys."""
    keys = {label_key(word): word for word in words}
    return lambda text: keys.get(label_key(text))

"""Tables on a sheet: header rows one or two deep, several below or beside each other, and the lines above each.

A header row names 姓名 (of 经费使用: 凭证号) and at least two more columns of one sheet of the form. A sheet known by
its name may have a header that names two columns of any kind. Everything is told by exact names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from data_layer.books.neutral import Grid, Raw
from data_layer.ledger.columns import COVER, column_table, headers, label_key, sheet_of
from data_layer.ledger.remembered import remembered
from data_layer.ledger.values import text_of

HEADER_WITHIN: Final = 15  # rows

RowCells = Mapping[int, Raw]
_Wide = Mapping[int, Mapping[int, int]]  # row -> first -> last column of its cells merged over several columns


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's header. ``key``: of its text; ``above``: the merged heading over it, if any; ``group``: its key."""

    row: int
    text: str
    key: str
    group: str = ""
    above: str = ""

    def names(self, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The columns it means among the words of a sheet: of 联系人/电话 it is 联系人电话, and never just 电话."""
        if not self.group:
            return words.get(self.key, ())
        if (both := words.get(self.group + self.key)) is not None:
            return both
        alone = words.get(self.key, ())
        return alone if self.group in column_table().groups or words.get(self.group) == alone else ()


@dataclass(slots=True)
class Block:
    """One table; rows and columns 0-based. ``above``: filled rows of the lines over it; ``end``: its last row."""

    top: int
    bottom: int
    headings: dict[int, Heading]
    above: tuple[int, ...]
    end: int
    columns: range
    beside: bool = False  # another table stands at its left
    kinds: dict[str, int] = field(default_factory=dict)  # sheet of the form -> how many of its columns are named


@cache
def vocabulary() -> Mapping[str, frozenset[str]]:
    """Header key -> sheets that have such a column."""
    found: dict[str, set[str]] = {}
    for sheet in column_table().sheets:
        if sheet != COVER:
            for key in headers(sheet):
                found.setdefault(key, set()).add(sheet)
    return {key: frozenset(sheets) for key, sheets in found.items()}


@cache
def _row_keys() -> frozenset[str]:
    """Keys of the headers of which every table has one: who, or which voucher, a row is about."""
    found = set()
    for sheet in column_table().sheets:
        if sheet != COVER:
            found |= {key for key, names in headers(sheet).items() if {"姓名", "凭证号"} & set(names)}
    return frozenset(found)


@cache
def _signs() -> frozenset[str]:
    """The characters of which each row key holds at least one: most cells need no closer look."""
    return frozenset("名员") | frozenset(key[0] for key in _row_keys())


def find_blocks(grid: Grid, rows: Mapping[int, RowCells], words: Mapping[str, tuple[str, ...]] | None) -> list[Block]:
    """The tables of a sheet. ``words``: header key -> columns of the sheet of the form that its name means."""
    blocks: list[Block] = []
    wide = _wide(grid)
    begin, skip = 0, -1
    for row in rows:
        if row <= skip or (not blocks and row >= HEADER_WITHIN) or not _may_be_header(rows, row):
            continue
        header = _header_at(wide, rows, row)
        if header is None:
            continue
        bottom, runs = header
        above = _above(wide, rows, begin, row, first=not blocks)
        if blocks:
            edge = above[0] if above else row
            for earlier in reversed(blocks):
                if earlier.top != blocks[-1].top:
                    break
                earlier.end = edge - 1
        blocks += [
            Block(row, bottom, part, above, max(rows), columns, number > 0, _kinds(part))
            for number, (columns, part) in enumerate(runs)
        ]
        begin = skip = bottom
        begin += 1
    if not blocks and words is not None:
        blocks = _by_name(wide, rows, words)
    return blocks


def _wide(grid: Grid) -> _Wide:
    found: dict[int, dict[int, int]] = {}
    for top, first, bottom, last in grid.merges:
        if top == bottom and last > first:
            found.setdefault(top, {})[first] = last
    return found


def _header_at(
    wide: _Wide, rows: Mapping[int, RowCells], row: int
) -> tuple[int, list[tuple[range, dict[int, Heading]]]] | None:
    """The last row of the header that begins in a row, and the tables side by side under it."""
    for bottom, headings in _candidates(wide, rows, row):
        if runs := _runs(headings):
            return bottom, runs
    return None


def _may_be_header(rows: Mapping[int, RowCells], row: int) -> bool:
    """Whether this row or, for a header two deep, the next may name who a row is about."""
    return any(_names_who(raw) for at in (row, row + 1) for raw in rows.get(at, {}).values() if isinstance(raw, str))


@remembered
def _names_who(text: str) -> bool:
    return len(text) < 40 and not _signs().isdisjoint(text) and label_key(text) in _row_keys()


def _candidates(wide: _Wide, rows: Mapping[int, RowCells], row: int) -> list[tuple[int, dict[int, Heading]]]:
    """(last row, headings) of a header that begins in a row: two deep where it can be, then one."""
    upper = _plain(row, rows[row])
    lower = _plain(row + 1, rows.get(row + 1, {}))
    found = [(row, upper)] if upper else []
    both = _two_deep(wide.get(row, {}), upper, lower)
    return [(row + 1, both), *found] if both else found


def _plain(row: int, cells: RowCells) -> dict[int, Heading]:
    """The texts of a row as headings. Titles and lines like 填报时间： are none."""
    texts = {column: text_of(raw) for column, raw in sorted(cells.items())}
    return {c: Heading(row, text, label_key(text)) for c, text in texts.items() if text and not {":", "："} & set(text)}


def _two_deep(
    merged: Mapping[int, int], upper: dict[int, Heading], lower: dict[int, Heading]
) -> dict[int, Heading] | None:
    """The headings of two rows of which the upper has groups; None where the lower row is no part of a header."""
    if not upper or not lower:
        return None
    starts = sorted(upper)
    group_of: dict[int, int] = {}
    for start, following in zip(starts, [*starts[1:], max(max(lower), starts[-1]) + 1], strict=True):
        last = merged.get(start, start) if merged else following - 1
        if last > start:
            group_of |= dict.fromkeys(range(start, last + 1), start)
    children = [column for column in lower if column in group_of]
    if not children or any(column in upper and column not in group_of for column in lower):
        return None
    if len(upper) == 1:
        return None  # a title over the whole table
    if not merged:  # then only names tell the second row of a header from a row of data
        who = any(heading.key in _row_keys() for column, heading in upper.items() if column not in group_of)
        words = {lower[c].key for c in children} | {upper[group_of[c]].key + lower[c].key for c in children}
        if not who or words.isdisjoint(vocabulary()):
            return None
    over = {group_of[column] for column in children}
    found = {column: heading for column, heading in upper.items() if column not in over}
    for column, heading in lower.items():
        if column in group_of:
            group = upper[group_of[column]]
            heading = Heading(heading.row, heading.text, heading.key, group.key, group.text)
        found[column] = heading
    return dict(sorted(found.items()))


def _kinds(headings: Mapping[int, Heading]) -> dict[str, int]:
    """Sheet of the form -> how many of its columns the headings name."""
    return dict(_counted(tuple((heading.group, heading.key) for heading in headings.values())))


@lru_cache(256)  # a header that comes again on every page
def _counted(keys: tuple[tuple[str, str], ...]) -> tuple[tuple[str, int], ...]:
    found: dict[str, set[str]] = {}
    for group, key in keys:
        heading = Heading(0, "", key, group)
        for sheet in column_table().sheets:
            if sheet != COVER and (names := heading.names(headers(sheet))):
                found.setdefault(sheet, set()).add(names[0])
    return tuple((sheet, len(names)) for sheet, names in found.items())


def _is_header(headings: Mapping[int, Heading]) -> bool:
    known = vocabulary()
    named = [h for h in headings.values() if h.key in known or h.group + h.key in known]
    who = any(not h.group and h.key in _row_keys() for h in headings.values())
    grouped = any(h.group and h.key in _row_keys() and h.group in column_table().groups for h in headings.values())
    return (who or grouped) and 2 * len(named) >= len(headings) and max(_kinds(headings).values(), default=0) >= 3


def _runs(headings: dict[int, Heading]) -> list[tuple[range, dict[int, Heading]]]:
    """The tables that a header row holds side by side, each with its columns; empty where it is no header."""
    if not _is_header(headings):
        return []
    who = [c for c in sorted(headings) if headings[c].key in _row_keys() and not headings[c].group]
    edges = [0]
    for one, other in zip(who, who[1:], strict=False):
        edges.append(_cut(headings, edges[-1], one, other))
    edges.append(1 << 20)
    runs = [
        (range(a, b), {c: h for c, h in headings.items() if a <= c < b}) for a, b in zip(edges, edges[1:], strict=False)
    ]
    if len(runs) > 1 and all(_is_header(part) for _, part in runs):
        return runs
    return [(range(1 << 20), headings)]


def _cut(headings: Mapping[int, Heading], start: int, one: int, other: int) -> int:
    """Where a table ends whose 姓名 stands in column ``one`` and another's in ``other``."""
    left = {heading.key for column, heading in headings.items() if start <= column <= one}
    again = next(c for c in sorted(headings) if one < c <= other and (c == other or headings[c].key in left))
    gaps = [c for c in range(one + 1, other) if c not in headings]
    return gaps[-1] + 1 if gaps and (again == other or gaps[-1] > again) else again


def _above(wide: _Wide, rows: Mapping[int, RowCells], begin: int, top: int, first: bool) -> tuple[int, ...]:
    """The filled rows over a header that belong to it: all of them over the first, else title and unit lines."""
    found: list[int] = []
    for row in range(top - 1, begin - 1, -1):
        cells = rows.get(row)
        if not cells:
            continue
        if not first and not _is_caption(wide.get(row, {}), cells):
            break
        found.append(row)
    return tuple(reversed(found))


def _is_caption(wide: Mapping[int, int], cells: RowCells) -> bool:
    texts = [text_of(raw) for raw in cells.values()]
    if any(sheet_of(text) is not None for text in texts):
        return True
    if all({":", "："} & set(text) for text in texts):
        return any("党" in text or "填报" in text for text in texts)
    return len(cells) == 1 and any(last - first >= 2 for first, last in wide.items())


def _by_name(wide: _Wide, rows: Mapping[int, RowCells], words: Mapping[str, tuple[str, ...]]) -> list[Block]:
    """The row within the first fifteen that names most columns of a sheet known by its name, two at least."""
    best: tuple[int, int, int, dict[int, Heading]] | None = None
    for row in [row for row in rows if row < HEADER_WITHIN]:
        for bottom, headings in reversed(_candidates(wide, rows, row)):
            count = len({names for h in headings.values() if (names := h.names(words))})
            if count >= 2 and (best is None or count > best[0] or bottom > row == best[1]):
                best = (count, row, bottom, headings)
    if best is None:
        return []
    _, top, bottom, headings = best
    above = _above(wide, rows, 0, top, first=True)
    return [Block(top, bottom, headings, above, max(rows), range(1 << 20), False, _kinds(headings))]

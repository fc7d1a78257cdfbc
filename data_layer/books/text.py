"""A table kept as text (.csv, .tsv, .txt): one sheet, named after the file. Text knows nothing hidden or merged."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from data_layer.books.neutral import MAX_COLUMNS, MAX_FILLED, MAX_ROWS, MAX_TEXT, Unreadable, ref

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS: Final = "\t,;，|"
# Programs keep long digits from being taken for a number by writing a formula or an apostrophe before them.
_KEPT: Final = re.compile(r'="(.*)"|\'(\d+[Xx]?)', re.DOTALL)
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def decoded(content: bytes) -> str | None:
    """The text that bytes are, None for what is no text. UTF-8, UTF-16 and GB18030, told apart by what they exclude."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _as(content, encoding)
    sample = content[:4096]
    if b"\0" in sample:  # UTF-16 without a mark: line ends, commas and digits are half zeros
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        return _as(content, "utf-16-le" if odd > even else "utf-16-be")
    return _as(content, "utf-8") or _as(content, "gb18030")


def _as(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _UNSEEN.search(text) else text


def sheet_name(name: str) -> str:
    """What the one sheet is called: the file without its ending, as a spreadsheet program would take it."""
    return re.sub(r"[\[\]:*?/\\]", "_", PurePath(name.replace("\\", "/")).stem)[:31] or "表"


def text_rows(name: str, text: str) -> Iterator[tuple[int, list[str | None]]]:
    """Row (0-based) and cells of the rows that are not blank. Raises Unreadable over a limit and for damage."""
    sheet = sheet_name(name)
    csv.field_size_limit(4 * MAX_TEXT)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    filled = 0
    try:
        for row, line in enumerate(lines):
            cells = [_cell(each) for each in line]
            while cells and cells[-1] is None:
                cells.pop()
            if not cells:
                continue
            at = ref(row, len(cells) - 1)
            if row >= MAX_ROWS:
                raise Unreadable("too_many_rows", sheet, at, limit=f"{MAX_ROWS:,}", at=at)
            if len(cells) > MAX_COLUMNS:
                raise Unreadable("too_many_columns", sheet, at, limit=str(MAX_COLUMNS), at=at)
            filled += len(cells)
            if filled > MAX_FILLED:
                raise Unreadable("too_many_cells", limit=f"{MAX_FILLED // 10_000} 万")
            yield row, cells
    except csv.Error as error:
        if "field larger" in str(error):
            raise Unreadable("cell_too_long", sheet, limit=f"{MAX_TEXT:,}") from error
        raise Unreadable("file_damaged") from error


def _separator(text: str) -> str:
    """The sign between cells: what most of the first lines hold the same number of."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]

    def agreed(sign: str) -> tuple[int, int]:
        counts = [count for line in lines if (count := re.sub(r'"[^"]*"', "", line).count(sign))]
        most = max(set(counts), key=lambda each: (counts.count(each), each), default=0)
        return counts.count(most) if most else 0, most

    return max(_SEPARATORS, key=lambda sign: (*agreed(sign), -_SEPARATORS.index(sign)))


def _cell(text: str) -> str | None:
    kept = _KEPT.fullmatch(text.strip())
    if kept:
        text = kept[1] if kept[1] is not None else kept[2]
    if len(text) > MAX_TEXT:
        raise Unreadable("cell_too_long", limit=f"{MAX_TEXT:,}")
    return text if text.strip() else None

"""Tables kept as text, several in one zip: one book, a sheet a file."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from data_layer.books import kinds
from data_layer.books.archive import MAX_PARTS, Archive, entry_name, left_behind
from data_layer.books.neutral import MAX_FILLED, Unreadable
from data_layer.books.text import decoded, sheet_name, text_rows

MOST: Final = 40  # tables of a book: there are a dozen sheets
Line = tuple[int, list[str | None]]


def texts_in(archive: Archive) -> dict[str, str]:
    """Member → what it is called, where a zip holds tables as text and nothing else; else nothing."""
    called = {
        name: entry_name(info)
        for name, info in archive.names.items()
        if not info.is_dir() and not left_behind(entry_name(info))
    }
    return called if kinds.are_texts(called.values()) else {}


def are_in(content: bytes) -> bool:
    """Whether bytes are a zip of tables as text and nothing else."""
    if not content.startswith(b"PK") or content.count(b"PK\x01\x02") > MAX_PARTS:
        return False
    try:
        return bool(texts_in(Archive(content)))
    except Unreadable:
        return False


def sheets(archive: Archive, called: dict[str, str]) -> Iterator[tuple[str, Iterator[Line]]]:
    """Sheet name and rows of each, in order of their names. Raises Unreadable as for a table alone."""
    if archive.encrypted:
        raise Unreadable("file_encrypted")
    if len(called) > MOST:
        raise Unreadable("too_many_parts", limit=str(MOST))
    used: set[str] = set()
    left = MAX_FILLED

    def counted(rows: Iterator[Line]) -> Iterator[Line]:
        nonlocal left
        for row, cells in rows:
            left -= len(cells)
            if left < 0:
                raise Unreadable("too_many_cells", limit=f"{MAX_FILLED // 10_000} 万")
            yield row, cells

    for member, name in sorted(called.items(), key=lambda each: each[1]):
        content = archive.read(member, xml=False)
        if (other := kinds.named(name, content)) is not None:
            raise other
        text = decoded(content)
        if text is None:
            raise Unreadable("file_damaged")
        yield _distinct(sheet_name(name), used), counted(text_rows(name, text))


def packed(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Tables (name, content) as one zip and what it is called; the same tables give the same bytes."""
    buffer = io.BytesIO()
    ordered = sorted(files)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for nth, (name, content) in enumerate(ordered, start=1):
            info = zipfile.ZipInfo(f"{nth:02}/{PurePath(name).name}")
            info.external_attr, info.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return f"{PurePath(ordered[0][0]).stem} 等 {len(ordered)} 张表.zip", buffer.getvalue()


def _distinct(name: str, used: set[str]) -> str:
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name[:27]}（{number}）"
    used.add(found)
    return found

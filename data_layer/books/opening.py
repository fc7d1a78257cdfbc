"""A file's bytes become a neutral ``Book``, whatever program wrote it; parsed in a process apart, under limits."""

from collections.abc import Iterable
from typing import Any

from data_layer.books.apart import run
from data_layer.books.neutral import MAX_BYTES, Book, Grid, Raw, Unreadable


def open_book(name: str, content: bytes) -> Book:
    """Read a file: .xlsx, .xlsm, .xls, .ods, or a table as text, told by its bytes and not by its name.

    Raises Unreadable with the code of the problem: too large, another kind of file, damaged, encrypted.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("file_too_large", limit=str(MAX_BYTES >> 20), size=f"{len(content) / (1 << 20):.1f}")
    if not content:
        raise Unreadable("file_empty")
    return put_together(run("data_layer.books.parsing", "parse", name, content))


def put_together(messages: Iterable[tuple[Any, ...]]) -> Book:
    """The book that the messages of ``parsing`` tell of."""
    heads: list[tuple[Any, ...]] = []
    cells: list[dict[tuple[int, int], Raw]] = []
    date1904 = False
    for kind, *rest in messages:
        if kind == "sheet":
            heads.append(tuple(rest))
            cells.append({})
        elif kind == "rows":
            into = cells[-1]
            for row, first, line in rest[0]:
                into.update(((row, column), value) for column, value in enumerate(line, first) if value is not None)
        elif kind == "again":
            heads, cells = [], []
        else:
            date1904 = rest[0]
    grids = (
        Grid(called, hidden, filled, tuple(merges), frozenset(rows), frozenset(columns))
        for (called, hidden, merges, rows, columns), filled in zip(heads, cells, strict=True)
    )
    return Book(tuple(grids), date1904)

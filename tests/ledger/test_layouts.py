"""Whatever the layout, what is read is what went in; a spoilt cell is named, and no other."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from data_layer.books.neutral import Book, Grid, ref
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS
from data_layer.ledger.reading import Reading, read_book, read_ledger
from tests.ledger.messy import Messy, mess, spoil, xlsx
from tests.ledger.old_formats import ods, xls
from tests.ledger.workbooks import RECEIVED, Ledger, sheets_of

BOOKS = 1000
FILES = 250
IGNORED = {"序号", "行号", "党组织名称"}


def neutral(book: Book) -> Reading:
    return read_book(Reading("a.xlsx", "", 0, "2026"), book, RECEIVED, None)


def plain(ledger: Ledger) -> Reading:
    grids = [
        Grid(name, cells={(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None})
        for name, rows in sheets_of(ledger).items()
    ]
    return neutral(Book(tuple(grids)))


def facts(reading: Reading) -> dict[str, list[tuple[tuple[str, Any], ...]]]:
    """Kind -> rows, each its columns and values, in an order of their own."""
    found = {
        kind: sorted(
            tuple(sorted((n, c.value) for n, c in row.cells.items() if n not in IGNORED and c.value is not None))
            for row in rows
        )
        for kind, rows in reading.tables.items()
        if rows
    }
    cover = reading.cover
    assert cover is not None
    return found | {COVER: [tuple(sorted((n, c.value) for n, c in cover.cells.items() if c.value is not None))]}


def said(reading: Reading) -> Counter[tuple[str, str, str]]:
    return Counter((p.code, p.sheet, p.cell) for p in reading.problems)


def check(messy: Messy, reading: Reading, seed: int) -> None:
    where = (seed, messy.kinds, [(p.code, p.sheet, p.cell, p.message) for p in reading.problems])
    assert said(reading) == Counter(messy.said), where
    assert facts(reading) == facts(plain(messy.ledger)), where


def test_what_is_read_is_what_went_in() -> None:
    for seed in range(BOOKS):
        messy = mess(random.Random(seed))
        check(messy, neutral(messy.book), seed)


def old(make: Callable[..., bytes], book: Book) -> bytes:
    """The book in one of the formats beside .xlsx."""
    sheets = {}
    for grid in book.sheets:
        height, width = (max((place[axis] for place in grid.cells), default=-1) + 1 for axis in (0, 1))
        sheets[grid.name] = [[grid.cells.get((row, column)) for column in range(width)] for row in range(height)]
    return make(
        sheets,
        merges={grid.name: list(grid.merges) for grid in book.sheets},
        hidden=[grid.name for grid in book.sheets if grid.hidden],
        hidden_rows={grid.name: sorted(grid.hidden_rows) for grid in book.sheets},
        hidden_columns={grid.name: sorted(grid.hidden_columns) for grid in book.sheets},
    )


@pytest.mark.parametrize("write", [xlsx, partial(old, xls), partial(old, ods)], ids=["xlsx", "xls", "ods"])
def test_the_same_through_files(write: Callable[[Book], bytes]) -> None:
    for seed in range(BOOKS, BOOKS + FILES):
        messy = mess(random.Random(seed))
        check(messy, read_ledger("a.xlsx", write(messy.book), received_on=RECEIVED), seed)


SPOILT = [
    (SPELLS, "外出日期", "date_unreadable"),
    (SPELLS, "流动方向", "not_in_list"),
    (MEMBERS, "入党日期", "date_unreadable"),
    (MEMBERS, "是否困难党员", "not_in_list"),
    ("联系记录", "联系日期", "date_unreadable"),
    (COVER, "核对日期", "date_unreadable"),
]


def test_a_spoilt_cell_is_named_and_no_other() -> None:
    for seed in range(300):
        rng = random.Random(seed)
        messy = mess(rng)
        kind, column, code = rng.choice(SPOILT)
        row = rng.randrange(len(messy.ledger[kind]))
        sheet, at, col = messy.where[kind, row, column]
        value = str(messy.ledger[kind][row][column])
        book = spoil(messy, (sheet, at, col), lambda old, value=value: "看不懂".join(str(old).rsplit(value, 1)))
        expected = Counter([*messy.said, (code, sheet, ref(at, col))])
        assert said(neutral(book)) == expected, (seed, messy.kinds, kind, column)

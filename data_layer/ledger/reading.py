"""Reading a ledger: a file's bytes become typed rows and a list of everything that is wrong with them.

Pure: no store, no viewer. What needs to know other ledgers is the accepting half's.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from data_layer.books.neutral import Book, Grid, Unreadable
from data_layer.books.opening import open_book
from data_layer.ledger.asking import header_asks, sheet_asks, used_in, value_asks
from data_layer.ledger.check import blanks, read_cover_row, read_table, shared_names
from data_layer.ledger.columns import COVER, column_table, complete
from data_layer.ledger.cover import Cover, missing_labels
from data_layer.ledger.dates import NotRead, read_quarter
from data_layer.ledger.locate import Located, find_cover, locate
from data_layer.ledger.meanings import Recall, nothing_said
from data_layer.ledger.model import (
    ALL_CONTACTS,
    ALL_MEMBERS,
    NONE,
    Ask,
    Cell,
    Month,
    Problem,
    Reading,
    Row,
    SheetInfo,
    Used,
)
from data_layer.ledger.problems import problem
from data_layer.ledger.rules import across
from data_layer.ledger.values import Context

__all__ = [
    "ALL_CONTACTS",
    "ALL_MEMBERS",
    "NONE",
    "Ask",
    "Cell",
    "Month",
    "Problem",
    "Reading",
    "Row",
    "SheetInfo",
    "Used",
    "column_table",
    "complete",
    "problem",
    "read_book",
    "read_ledger",
]


def read_ledger(
    name: str,
    content: bytes,
    *,
    received_on: date,
    quarter: int | None = None,
    cover: Mapping[str, str] | None = None,
    recall: Recall = nothing_said,
) -> Reading:
    """Read a workbook handed in on ``received_on`` (for ``quarter``, where the 封面 does not say or is not clear).

    ``cover``: label -> text, what was typed beside a file that has no 封面. ``recall``: what the branch that the 封面
    names has said words of its ledgers mean. Never raises for a bad file: what is wrong is an error in ``problems``,
    which come in the file's own order.
    """
    reading = Reading(name, hashlib.sha256(content).hexdigest(), len(content), column_table().version)
    try:
        book = open_book(name, content)
    except Unreadable as trouble:
        reading.problems.append(problem(trouble.code, sheet=trouble.sheet, cell=trouble.cell, **trouble.values))
        return reading
    return read_book(reading, book, received_on, quarter, recall, cover)


def read_book(
    reading: Reading,
    book: Book,
    received_on: date,
    quarter: int | None,
    recall: Recall = nothing_said,
    given: Mapping[str, str] | None = None,
) -> Reading:
    """Fill a reading from an opened workbook, whatever program wrote it. Never raises."""
    context = Context(received_on, quarter, book.date1904)
    cover = find_cover(book)
    if given and (cover is None or not cover.own):
        cover = replace(cover or Cover(Grid(COVER), own=False), given=given)
    cover_row, problems = (None, []) if cover is None else read_cover_row(cover, context)
    context = replace(context, meanings=recall(cover_row))
    if cover is not None and context.meanings.told:
        cover_row, problems = read_cover_row(cover, context)
    own_quarter = _own_quarter(cover, quarter)
    found = locate(book, cover, own_quarter, context.meanings)
    found.problems += [*_no_cover(cover, quarter), *problems]
    tables: dict[str, list[Row]] = {}
    for table in found.tables:
        rows, problems = read_table(table, context)
        found.problems += problems
        tables.setdefault(table.sheet.name, []).extend(rows)
    namesakes = shared_names(tables)
    for kind, rows in tables.items():
        found.problems += [p for row in rows for p in blanks(row.sheet, kind, row, namesakes)]
        found.problems += across(kind, rows)
    return Reading(
        reading.file_name,
        reading.sha256,
        reading.size,
        reading.form,
        cover_row,
        tables,
        found.infos,
        _in_order(book, found),
        found.unmapped,
        found.branches,
        [
            *sheet_asks(found.unknown),
            *header_asks(found.tables, found.unmapped, own_quarter),
            *value_asks(tables, cover_row, context.meanings),
        ],
        used_in(book, found.tables, tables, cover_row, context.meanings),
    )


def _no_cover(cover: Cover | None, quarter: int | None) -> list[Problem]:
    """A file without 封面, of which its lines and what was typed beside it do not say enough."""
    if cover is None:
        return [problem("cover_missing")]
    missing = [] if cover.own or cover.given else missing_labels(cover)
    if quarter is not None and "填报季度" in missing:
        missing.remove("填报季度")
    return [problem("cover_facts_missing", labels="、".join(missing))] if missing else []


def _own_quarter(cover: Cover | None, quarter: int | None) -> int | None:
    """The quarter by whose form a file is read: its own, else the one it is handed in for."""
    raw = (cover.cells.get("填报季度", (0, 0, None))[2] or cover.given.get("填报季度")) if cover else None
    try:
        return read_quarter(raw, quarter)
    except NotRead:
        return quarter


def _in_order(book: Book, found: Located) -> list[Problem]:
    """By sheet as in the file, then row, then column; what concerns the whole file first."""
    sheets = {grid.name: number for number, grid in enumerate(book.sheets)}

    def place(item: Problem) -> tuple[int, int, int, str]:
        match = re.fullmatch(r"([A-Z]+)(\d+)", item.cell)
        letters, row = (match[1], int(match[2])) if match else ("", 0)
        return sheets.get(item.sheet, -1), row, len(letters), letters

    return sorted(found.problems, key=place)

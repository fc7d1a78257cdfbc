"""Where things stand in a workbook: which sheet is which, where its header is, which rows are data.

Sheets and headers are recognised by exact name after ``label_key``; nothing is matched by likeness, since in this
field opposites differ by one character (流入/流出). What is not recognised is reported, never guessed. A sheet by
another name (a village's, a member's) is read by its columns where no sheet of the file bears the name of that table.
"""

from collections.abc import Iterable

from data_layer.books.neutral import Book
from data_layer.ledger.columns import COVER, ENTRY, SPELLS, column_table
from data_layer.ledger.cover import Cover, cover_of, read_cover
from data_layer.ledger.labels import Visible
from data_layer.ledger.looking import Located, Looked, kind_of, looked_at, passed_over
from data_layer.ledger.meanings import NOTHING_SAID, Meanings
from data_layer.ledger.model import SheetInfo
from data_layer.ledger.placing import Placing, layout_of
from data_layer.ledger.problems import problem
from data_layer.ledger.tables import Table

__all__ = ["Located", "find_cover", "kind_of", "locate"]


def find_cover(book: Book) -> Cover | None:
    """The first visible 封面, read; where there is none, what the lines above the tables say of it."""
    own = next((read_cover(grid) for grid in book.sheets if not grid.hidden and kind_of(grid.name) == COVER), None)
    if own is not None:
        return own
    found = [
        cover_of(sheet.grid, Visible(sheet.grid, {row: sheet.rows[row] for row in lines}), own=False)
        for sheet in looked_at(book)
        if (lines := sheet.lines(sheet.blocks[0] if sheet.blocks and sheet.forms is None else None))
    ]
    found = [cover for cover in found if cover.cells]
    return max(found, key=lambda cover: sum(raw is not None for _, _, raw in cover.cells.values()), default=None)


def locate(book: Book, cover: Cover | None, quarter: int | None, told: Meanings = NOTHING_SAID) -> Located:
    """Find the sheets of the form. ``quarter``: the one whose form the file is read by, where it is known."""
    found = Located()
    sheets = {sheet.grid.name: sheet for sheet in looked_at(book, told)}
    named = _named(sheets.values())
    for grid in book.sheets:
        kind = told.sheet(grid.name) or kind_of(grid.name)
        if passed_over(grid, told):
            continue
        if grid.hidden:
            found.say("sheet_hidden", grid)
        elif kind == COVER:
            if cover is not None and cover.own and grid is cover.grid:
                found.infos.append(SheetInfo(grid.name, COVER, 1, "form", 0))
        elif grid.name in sheets:
            Placing(sheets[grid.name], named, quarter, told, found).read()
        elif kind is not None:
            found.tables.append(Table(grid, column_table().sheets[kind], 0, layout=layout_of(kind)))
            found.infos.append(SheetInfo(grid.name, kind, 0, layout_of(kind), 0))
    if not any(table.sheet.name in (ENTRY, SPELLS) for table in found.tables):
        found.problems.append(problem("register_missing"))
    return found


def _named(sheets: Iterable[Looked]) -> frozenset[str]:
    """The tables that some sheet's name or some title in the file means."""
    found: set[str] = set()
    for sheet in sheets:
        names = [sheet.kind, *(sheet.titled(block) for block in sheet.blocks)]
        if sheet.forms is not None:
            names.append(sheet.titled())
        found |= {name for name in names if name is not None}
    return frozenset(found)

"""A visible sheet, looked at: its forms, its tables, its titles; and what all sheets together gave."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from data_layer.books.neutral import Book, Grid, Raw
from data_layer.ledger.blocks import Block, find_blocks
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS, label_key, sheet_of
from data_layer.ledger.forms import Forms, find_forms
from data_layer.ledger.meanings import NOTHING_SAID, UNUSED, Meanings
from data_layer.ledger.model import Problem, SheetInfo
from data_layer.ledger.problems import problem
from data_layer.ledger.tables import Table
from data_layer.ledger.values import text_of

# Sheets of templates and of habit that hold no ledger rows; no word about them.
_SILENT = re.compile(r"填写说明|说明|使用说明|代码表|选项|下拉选项|问题清单|核对结果|系统")

Rows = dict[int, dict[int, Raw]]


@dataclass(slots=True)
class Located:
    """Everything found, and what was wrong with finding it. ``unmapped``, ``branches``: sheet, cell, text."""

    tables: list[Table] = field(default_factory=list)
    infos: list[SheetInfo] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmapped: list[tuple[str, str, str]] = field(default_factory=list)
    branches: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[Grid] = field(default_factory=list)  # filled sheets that are none of the form's

    def say(self, code: str, grid: Grid, cell: str = "", **values: object) -> None:
        """Report what is wrong somewhere on a sheet."""
        self.problems.append(problem(code, sheet=grid.name, cell=cell, **values))  # type: ignore[arg-type]


@dataclass(slots=True)
class Looked:
    """A visible sheet, looked at. ``kind``: what its name means."""

    grid: Grid
    kind: str | None
    rows: Rows
    forms: Forms | None
    blocks: list[Block]

    def titles(self, block: Block | None = None) -> Iterable[str]:
        """The texts above a table or the first form, the nearest first."""
        for row in self.lines(block)[::-1]:
            cells = self.rows[row]
            yield from (text_of(raw) for c, raw in cells.items() if block is None or c in block.columns)

    def lines(self, block: Block | None = None) -> list[int]:
        """The filled rows above a table or the first form."""
        if block is not None:
            return list(block.above)
        return [row for row in self.rows if self.forms is not None and row < self.forms.first_row]

    def titled(self, block: Block | None = None) -> str | None:
        """The sheet of the form that a title above means."""
        found = (sheet_of(text) for text in self.titles(block))
        return next((kind for kind in found if kind is not None and kind != COVER), None)


def kind_of(name: str) -> str | None:
    """The canonical sheet that a sheet's name means, None for none of them."""
    return sheet_of(name)


def _look(grid: Grid, told: Meanings) -> Looked:
    kind, rows = told.sheet(grid.name) or kind_of(grid.name), grid.rows()
    forms = find_forms(grid, rows, told) if kind in (None, MEMBERS, SPELLS) else None
    below = {row: cells for row, cells in rows.items() if forms is None or row > forms.last_row}
    words = told.headers(kind) if kind is not None and forms is None else None
    return Looked(grid, kind, rows, forms, find_blocks(grid, below, words))


def looked_at(book: Book, told: Meanings = NOTHING_SAID) -> list[Looked]:
    """The visible, filled sheets that may hold tables."""
    return [
        _look(grid, told)
        for grid in book.sheets
        if not grid.hidden and grid.cells and kind_of(grid.name) != COVER and not passed_over(grid, told)
    ]


def passed_over(grid: Grid, told: Meanings) -> bool:
    """Whether a sheet is of no concern, by its name or by the branch's word."""
    return told.sheet(grid.name) == UNUSED or _SILENT.fullmatch(label_key(grid.name)) is not None

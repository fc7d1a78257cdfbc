"""The office's own exports (rosters, lists of those who left, forms of one member): each row with all it says.

An export is read as one table that has the columns of both annexes at once, and a few of its own (``exports.toml``).
Headers, forms, rows and cells are found and read as those of ledgers are; nothing is matched by likeness.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from data_layer.books.neutral import Book, Grid
from data_layer.ledger.blocks import Block, find_blocks
from data_layer.ledger.check import read_table
from data_layer.ledger.columns import MEMBERS, SPELLS, Column, Sheet, column_table, label_key
from data_layer.ledger.cover import cover_of
from data_layer.ledger.forms import Forms, find_forms
from data_layer.ledger.labels import Visible
from data_layer.ledger.looking import passed_over
from data_layer.ledger.meanings import NOTHING_SAID, Meaning, Meanings, meanings_of
from data_layer.ledger.model import Problem, Row
from data_layer.ledger.reread import reread, texts_of
from data_layer.ledger.tables import Place, Table, fill_rows, telling_columns
from data_layer.ledger.values import Context, text_of

_BRANCH: Final = "党组织名称"
_CODE, _ABOVE, _AWAY, _STANDING, _PROVINCE = "党支部代码", "上级党组织", "是否为流动党员", "党籍状态", "流出省份"
_NOT_TAKEN: Final = ("line", "seq", "info")


@dataclass(frozen=True, slots=True)
class Person:
    """One row or form of an export; ``row`` is 1-based. ``number``: 18 characters, None where there is no good one.

    ``branch``, ``code``, ``above``: where it says the person belongs; ``away``: what it says under 是否为流动党员;
    ``member``, ``spell``: texts for the two annexes, by column.
    """

    file: str
    sheet: str
    row: int
    name: str
    number: str | None
    branch: str
    code: str
    above: str
    away: str
    standing: str
    member: dict[str, str] = field(repr=False)
    spell: dict[str, str] = field(repr=False)


@dataclass(slots=True)
class Export:
    """What some exports say. ``headers``: header -> the column it means, "" where it is not used; ``problems``: of
    single cells; ``notes``: what was not read, and why, as sentences."""

    people: list[Person] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of an export: its sheet, header key -> column, and the keys of arrivals."""

    sheet: Sheet
    words: Mapping[str, tuple[str, ...]]
    inflow: frozenset[str]
    told: Meanings  # the words as labels of forms


@cache
def _form() -> _Form:
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("exports.toml").read_text(encoding="utf-8"))
    columns: dict[str, Column] = {}
    for kind in (MEMBERS, SPELLS):
        for column in column_table().sheets[kind].columns:
            columns.setdefault(column.name, replace(column, required=""))
    for name, synonyms in data["own"].items():
        columns[name] = Column(name, "text", ("progress",), tuple(synonyms))
    words: dict[str, tuple[str, ...]] = {}
    for column in columns.values():
        for word in (column.name, *column.synonyms, *data["also"].get(column.name, ())):
            if column.type not in _NOT_TAKEN and (key := label_key(word)) not in column_table().traps:
                words.setdefault(key, (column.name,))
    told = meanings_of(Meaning(MEMBERS, "", key, key, "") for key in words if key != "党员")  # 党员: a value as often
    inflow = frozenset(map(label_key, data["inflow"]["headers"]))
    return _Form(Sheet("系统导出", "", "register", tuple(columns.values())), words, inflow, told)


def read_export(found: Export, file: str, book: Book, today: date) -> None:
    """Add every row and form of an opened export. Never raises: what is not understood is said."""
    reader = _Reader(found, file, Context(today, date1904=book.date1904))
    for grid in book.sheets:
        if not grid.cells or passed_over(grid, NOTHING_SAID):
            continue
        if grid.hidden:
            reader.note(grid, "是隐藏的，没有读")
        else:
            reader.sheet(grid)


class _Reader:
    """Reads one file into ``found``."""

    def __init__(self, found: Export, file: str, context: Context) -> None:
        self.found, self.file, self.context, self.form = found, file, context, _form()

    def note(self, grid: Grid, text: str) -> None:
        self.found.notes.append(f"{self.file} 的工作表“{grid.name}”{text}")

    def sheet(self, grid: Grid) -> None:
        """The forms and tables of one sheet."""
        rows = grid.rows()
        forms = find_forms(grid, rows, self.form.told)
        below = {row: cells for row, cells in rows.items() if forms is None or row > forms.last_row}
        blocks = find_blocks(grid, below, None if forms is not None else self.form.words)
        if forms is not None:
            self._forms(grid, forms)
        for block in blocks:
            self._block(grid, block, below)
        if forms is None and not blocks:
            self.note(grid, "里没有认出表格：前 15 行里要有一行表头，写着姓名、党支部等")

    def _heard(self, text: str, names: tuple[str, ...], hidden: bool = False) -> str:
        """The column a header means, "" for none; remembered for the person to see."""
        means = "" if hidden or not names else names[0]
        if label_key(text) != "序号":
            self.found.headers[text] = self.found.headers.get(text) or means
        return means

    # --- registers ----------------------------------------------------------------------------------------------

    def _block(self, grid: Grid, block: Block, rows: Mapping[int, Mapping[int, Any]]) -> None:
        arrival = next((each.text for each in block.headings.values() if each.key in self.form.inflow), None)
        if arrival is not None:
            self.note(grid, f"是流入党员的表（有“{arrival}”一列）；这里只预填流出的，没有读")
            return
        table = Table(grid, self.form.sheet, block.bottom, headed=frozenset(block.headings))
        for column, heading in block.headings.items():
            names = heading.names(self.form.words)
            alone = not heading.group or heading.group in column_table().groups
            text = heading.text if alone else heading.above + heading.text
            means = self._heard(text, names, column in grid.hidden_columns)
            if means:
                table.columns.setdefault(means, column)
        data = {
            row: {c: raw for c, raw in cells.items() if c in block.columns and c not in grid.hidden_columns}
            for row, cells in rows.items()
            if block.bottom < row <= block.end
        }
        merges = [area for area in grid.merges if block.bottom < area[0] <= block.end]
        filled = {row: cells for row, cells in data.items() if cells}
        hidden, _ = fill_rows(table, filled, merges, telling_columns(self.form.sheet))
        if hidden:
            self.note(grid, f"有 {len(hidden)} 行是隐藏的，没有读")
        self._read(table, _branch_line(grid, {row: grid.rows()[row] for row in block.above}, block.columns))

    # --- forms --------------------------------------------------------------------------------------------------

    def _forms(self, grid: Grid, forms: Forms) -> None:
        if forms.beside is not None:
            self.note(grid, "里两张登记表左右并排，右边的没有读")
        table = Table(grid, self.form.sheet, forms.first_row, layout="form")
        lines: set[str] = set()  # branches named on lines of their own, above or below forms
        for form in forms.forms:
            cells: dict[str, Place] = {}
            for key, place in form.items():
                means = self._heard(key, self.form.words.get(key, ()))
                if means and (means not in cells or cells[means][2] is None):
                    cells[means] = place
            alone = _BRANCH in cells and all(p[0] != cells[_BRANCH][0] for n, p in cells.items() if n != _BRANCH)
            if alone and cells[_BRANCH][2] is not None:
                lines.add(text_of(cells.pop(_BRANCH)[2]))
            if any(raw is not None for _, _, raw in cells.values()):
                table.forms.append(cells)
        above = _branch_line(grid, {row: cells for row, cells in grid.rows().items() if row < forms.first_row})
        if above:
            lines.add(above)
        self._read(table, lines.pop() if len(lines) == 1 else "")

    # --- rows ---------------------------------------------------------------------------------------------------

    def _read(self, table: Table, line: str) -> None:
        rows, problems = read_table(table, self.context)
        self.found.problems += [(self.file, each) for each in problems]
        self.found.people += [self._person(row, line) for row in rows]

    def _person(self, row: Row, line: str) -> Person:
        name, number = row.cells.get("姓名"), row.value("公民身份号码")
        member, spell = _texts(MEMBERS, row), _texts(SPELLS, row)
        if not spell.get("外出地点") and row.filled(_PROVINCE):
            spell["外出地点"] = row.text(_PROVINCE)
        return Person(
            self.file, row.sheet, row.row, name.text if name and name.sound else "",
            number if isinstance(number, str) else None, row.text(_BRANCH) or line, row.text(_CODE), row.text(_ABOVE),
            row.text(_AWAY), row.text(_STANDING), member, spell,
        )  # fmt: skip


def _branch_line(grid: Grid, lines: Mapping[int, Mapping[int, Any]], columns: range | None = None) -> str:
    """党组织名称 in the lines above a table or form, "" where it does not stand there."""
    place = cover_of(grid, Visible(grid, lines, columns)).cells.get(_BRANCH) if lines else None
    return text_of(place[2]) if place is not None else ""


def _texts(kind: str, row: Row) -> dict[str, str]:
    """The cells of a row that one annex has, as typed. What could not be read here and could be as text (a number
    2021.1 is January or October) is left blank: it would come to mean something."""
    names = [c.name for c in column_table().sheets[kind].columns if not c.optional and c.type not in _NOT_TAKEN]
    cells = {name: row.cells[name] for name in names if name in row.cells and (kind, name) != (SPELLS, "备注")}
    found = texts_of(kind, Row(row.sheet, row.row, cells))
    return {
        name: text
        for name, text in found.items()
        if row.cells[name].valid or not reread(text, kind, name).valid
    }  # fmt: skip

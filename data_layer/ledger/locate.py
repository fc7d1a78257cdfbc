"""Where things stand in a workbook: which sheet is which, where its header is, which rows are data.

Sheets and headers are recognised by exact name after ``label_key``; nothing is matched by likeness, since in this
field opposites differ by one character (流入/流出). What is not recognised is reported, never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from data_layer.ledger.columns import (
    COVER,
    ENTRY,
    LOSES_MEANING,
    SPELLS,
    Column,
    Sheet,
    column_table,
    label_key,
    sheet_key,
    sheet_names,
)
from data_layer.ledger.cover import Cover, read_cover
from data_layer.ledger.meanings import NOTHING_SAID, UNUSED, Meanings
from data_layer.ledger.model import Layout, Problem, SheetInfo
from data_layer.ledger.open import Book, Grid, Raw
from data_layer.ledger.package import ref
from data_layer.ledger.problems import problem
from data_layer.ledger.values import is_none, text_of

HEADER_WITHIN: Final = 15  # rows
# Sheets of templates and of habit that hold no ledger rows; no word about them.
_SILENT = re.compile(r"填写说明|说明|使用说明|代码表|选项|下拉选项|问题清单|核对结果|系统")
_FOOTER = re.compile(
    r"(合计|总计|小计|填表人|填报人|制表人?|审核人|审批人|经办人|负责人|书记签[名字]|签[名字]|盖章|注|备注|说明|填写说明|填报时间|填表时间|日期)"
    r"($|[:：(（])|^(合计|总计|小计)|^(注|说明)\d*[、.．]"
)
_TOTAL = re.compile(r"合计|总计|小计")
_INSTRUCTION = re.compile(r"必填|选填|非必填|填写说明|示例|例[:：如]|如[:：]|格式[:：]|请填写|请选择|下拉选择")

_COLON = re.compile("[:：]")  # in title lines (填报时间：), never in headers

RowCells = dict[int, Raw]


@dataclass(slots=True)
class Table:
    """One sheet of the form in one sheet of the file; rows and columns 0-based."""

    grid: Grid
    sheet: Sheet
    header_row: int
    columns: dict[str, int] = field(default_factory=dict)  # canonical column -> column
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Located:
    """Everything found, and what was wrong with finding it."""

    tables: list[Table] = field(default_factory=list)
    infos: list[SheetInfo] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmapped: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[Grid] = field(default_factory=list)  # filled sheets of no known name


def kind_of(name: str) -> str | None:
    """The canonical sheet that a sheet's name means, None for none of them."""
    names = sheet_names()
    return names.get(label_key(name)) or names.get(sheet_key(name))


def find_cover(book: Book) -> Cover | None:
    """The first visible 封面, read."""
    return next((read_cover(grid) for grid in book.sheets if not grid.hidden and kind_of(grid.name) == COVER), None)


def locate(book: Book, cover: Cover | None, quarter: int | None, told: Meanings = NOTHING_SAID) -> Located:
    """Find the sheets of the form. ``quarter``: the one whose form the file is read by, where it is known."""
    found = Located()
    if cover is None:
        found.problems.append(problem("cover_missing"))
    for grid in book.sheets:
        said = told.sheet(grid.name)
        kind = said or kind_of(grid.name)
        if said == UNUSED or _SILENT.fullmatch(label_key(grid.name)):
            continue
        if grid.hidden:
            found.problems.append(problem("sheet_hidden", sheet=grid.name))
        elif kind is None:
            if grid.cells:
                found.problems.append(problem("sheet_unknown", sheet=grid.name))
                found.infos.append(SheetInfo(grid.name, None, 0, "register", 0))
                found.unknown.append(grid)
        elif kind == COVER:
            if cover is not None and grid is cover.grid:
                found.infos.append(SheetInfo(grid.name, COVER, 1, "form", 0))
        else:
            _locate_table(grid, kind, quarter, found, told.headers(kind))
    if not any(table.sheet.name in (ENTRY, SPELLS) for table in found.tables):
        found.problems.append(problem("register_missing"))
    return found


def _locate_table(
    grid: Grid, kind: str, quarter: int | None, found: Located, known: Mapping[str, tuple[str, ...]]
) -> None:
    sheet = column_table().sheets[kind]
    rows = grid.rows()
    header = _find_header(grid, known, rows)
    layout: Layout = "entry" if sheet.layout == "entry" else "register"
    if header is None:
        if grid.cells:
            found.problems.append(problem("header_missing", sheet=grid.name, kind=kind))
        else:
            found.tables.append(Table(grid, sheet, 0))
        found.infos.append(SheetInfo(grid.name, kind, 0, layout, 0))
        return
    top, bottom, texts = header
    table = Table(grid, sheet, bottom)
    _map_columns(table, texts, quarter, found, known)
    hidden = _data_rows(table, {row: cells for row, cells in rows.items() if row > bottom})
    if hidden:
        listed = "、".join(str(row + 1) for row in hidden[:10]) + ("…" if len(hidden) > 10 else "")
        found.problems.append(problem("rows_hidden", sheet=grid.name, count=len(hidden), rows=listed))
    found.tables.append(table)
    found.infos.append(SheetInfo(grid.name, kind, len(table.rows), layout, top + 1))


def _find_header(
    grid: Grid, known: Mapping[str, tuple[str, ...]], rows: dict[int, RowCells]
) -> tuple[int, int, dict[int, tuple[int, str]]] | None:
    """First and last header row, and column -> (row, header text); the row that names most columns of the form."""
    best: tuple[int, int, int, dict[int, tuple[int, str]]] | None = None
    for row in [row for row in rows if row < HEADER_WITHIN]:
        single = {column: (row, text_of(value)) for column, value in rows[row].items()}
        candidates = [(row, single)]
        groups = {at for a, b, c, d in grid.merges if a == c == row and d > b for at in range(b, d + 1)}
        below = {column: (row + 1, text_of(value)) for column, value in rows.get(row + 1, {}).items()}
        if groups and all(column in groups or column not in single for column in below):
            candidates.append((row + 1, single | below))
        for last, texts in candidates:
            keys = {label_key(text) for _, text in texts.values() if not _COLON.search(text)}
            names = {known[key] for key in keys if key in known}
            if len(names) >= 2 and (best is None or len(names) > best[0] or last > row == best[1]):
                best = (len(names), row, last, texts)
    return best[1:] if best else None


def _map_columns(
    table: Table, texts: dict[int, tuple[int, str]], quarter: int | None, found: Located,
    known: Mapping[str, tuple[str, ...]],
) -> None:  # fmt: skip
    name, traps = table.grid.name, column_table().traps
    for column, (row, text) in sorted(texts.items()):
        cell, key = ref(row, column), label_key(text)
        canonical = _in_season([table.sheet.column(n) for n in known.get(key, ())], quarter)
        if not key or known.get(key) == ():  # the branch said that it is not used
            continue
        if canonical is None:
            code = "column_ambiguous" if key in traps else "column_unknown"
            found.problems.append(problem(code, sheet=name, cell=cell, header=text))
            found.unmapped.append((name, cell, text))
        elif column in table.grid.hidden_columns and canonical.type != "line":
            found.problems.append(problem("columns_hidden", sheet=name, cell=cell, column=canonical.name, header=text))
        elif canonical.name in table.columns:
            found.problems.append(problem("column_twice", sheet=name, cell=cell, column=canonical.name))
        else:
            table.columns[canonical.name] = column


def _in_season(candidates: list[Column], quarter: int | None) -> Column | None:
    """The one column a header means: of 春节/七一慰问日期 the one of the quarter, where that is known."""
    if len(candidates) > 1:
        candidates = [c for c in candidates if quarter is not None and c.in_season(quarter)]
    asked = [c for c in candidates if c.asked_in(quarter)]
    return asked[0] if len(asked) == 1 else None


def _data_rows(table: Table, rows: dict[int, RowCells]) -> list[int]:
    """Fill ``table.rows``; returns the rows that are data but hidden."""
    telling = {c for name, c in table.columns.items() if table.sheet.column(name).type not in LOSES_MEANING}
    hidden, after_notes = [], False
    for row, cells in rows.items():
        texts = {column: text_of(value) for column, value in cells.items()}
        filled = [column for column in telling if texts.get(column)]
        first = next((text for _, text in sorted(texts.items()) if text), "")
        if not filled or _is_instruction(texts) or all(is_none(texts[column]) for column in filled):
            after_notes = after_notes or _is_note(first)
        elif _is_footer(first, texts, table):
            after_notes = after_notes or not _TOTAL.match(label_key(first))
        elif after_notes and len(filled) < 2:
            continue
        elif row in table.grid.hidden_rows:
            hidden.append(row)
        else:
            table.rows.append(row)
    return hidden


def _is_note(text: str) -> bool:
    return _FOOTER.match("".join(text.split())) is not None


def _is_footer(first: str, texts: dict[int, str], table: Table) -> bool:
    """合计, 填表人：…, 注：… in the row's first filled cell, or 合计 in its 姓名."""
    name = texts.get(table.columns.get("姓名", -1), "")
    return _is_note(first) or _TOTAL.fullmatch(label_key(name)) is not None


def _is_instruction(texts: dict[int, str]) -> bool:
    """Whether every filled cell of a row tells how to fill it in."""
    return all(_INSTRUCTION.match(text.lstrip("（(")) for text in texts.values() if text)

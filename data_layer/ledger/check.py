"""Raw cells become rows of typed cells; every blank ★ and every value that cannot be read is said once, in one pass."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from data_layer.books.neutral import Raw, ref
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS, Column, column_table, is_required
from data_layer.ledger.cover import Cover
from data_layer.ledger.model import NONE, Cell, Problem, Row, Severity
from data_layer.ledger.names import name_key
from data_layer.ledger.problems import problem
from data_layer.ledger.tables import Table
from data_layer.ledger.values import Context, is_ditto, read_value, split_names, text_of

# Problems whose severity is theirs, whatever the column says of values it cannot read.
_OWN_SEVERITY = ("month_only", "id_15_digits", "hours_not_half")


def read_cell(
    column: Column, raw: Raw | None, where: tuple[str, int, int], context: Context, above: Cell | None
) -> tuple[Cell, list[Problem]]:
    """One cell, read, with what is wrong with its value. ``above``: the cell that 同上 points to."""
    sheet, row, col = where
    cell, text = ref(row, col), text_of(raw)
    if raw is None or not text:
        return Cell(None, "", cell), []
    if column.type not in ("line", "seq", "info") and is_ditto(text):
        if above is None or above.value is None:
            found = problem("ditto_without_above", sheet=sheet, cell=cell, column=column.name, text=text)
            return Cell(None, text, cell, False), [found]
        found = problem("ditto", sheet=sheet, cell=cell, column=column.name, text=text)
        return Cell(above.value, text, cell, above.valid), [found]
    value = read_value(column, raw, context)
    if column.type == "name" and column.name == "姓名" and len(split_names(text)) > 1:
        found = problem("several_names", sheet=sheet, cell=cell, column=column.name, text=text)
        return Cell(None, text, cell, False), [found]
    if not value.code:
        return Cell(value.value, text, cell, value.valid), []
    severity: Severity | None = None
    if value.code == "date_after_receipt":
        severity = column.received
    elif column.invalid == "warning" and value.code not in _OWN_SEVERITY:
        severity = "warning"
    found = problem(value.code, sheet=sheet, cell=cell, column=column.name, text=text, **value.say)
    if severity:
        found = replace(found, severity=severity)
    return Cell(value.value, text, cell, value.valid), [found]


def shared_names(tables: Mapping[str, list[Row]]) -> frozenset[str]:
    """Keys of names that two people of this file have, told apart by their ID numbers."""
    people: dict[str, set[object]] = {}
    for row in (*tables.get(MEMBERS, ()), *tables.get(SPELLS, ())):
        if row.sound("公民身份号码"):
            people.setdefault(name_key(row.text("姓名")), set()).add(row.value("公民身份号码"))
    return frozenset(name for name, numbers in people.items() if name and len(numbers) > 1)


@cache
def _may_be_asked(kind: str) -> tuple[Column, ...]:
    return tuple(each for each in column_table().sheets[kind].columns if each.required and each.name != "返回情形")


def blanks(sheet: str, kind: str, row: Row, namesakes: frozenset[str] = frozenset()) -> list[Problem]:
    """Every ★ cell of a row that is blank, or says 无 where something must stand; absent columns are another matter."""
    found = []
    namesake = name_key(row.text("姓名")) in namesakes
    for column in _may_be_asked(kind):
        cell = row.cells.get(column.name)
        if cell is None or not is_required(column.required, row, namesake):
            continue
        if cell.value is NONE or not cell.text:
            code = "none_not_enough" if cell.text else "blank"
            code += "_error" if column.blank == "error" else ""
            found.append(problem(code, sheet=sheet, cell=cell.ref, column=column.name, text=cell.text))
    return found


def read_table(table: Table, context: Context) -> tuple[list[Row], list[Problem]]:
    """The rows of a sheet and what is wrong with their cells one by one."""
    name = table.grid.name
    told = context.meanings
    columns = {column.name: told.column(table.sheet.name, column) for column in table.sheet.columns}
    rows: list[Row] = []
    problems: list[Problem] = []
    if table.rows or table.forms:
        problems += _absent(table)
    above: dict[str, Cell] = {}
    read: dict[str, dict[tuple[type, Raw], Cell]] = {column: {} for column in columns}
    for at, places in table.records():
        cells: dict[str, Cell] = {}
        for column, (row, col, raw) in places.items():
            if raw is None:
                cells[column] = Cell(None, "", ref(row, col))
                continue
            # the same again under the same header: most of a ledger (a day, a contact, 是) is read once
            if held := read[column].get((raw.__class__, raw)):
                cells[column] = Cell(held.value, held.text, ref(row, col), held.valid)
                continue
            cells[column], wrong = read_cell(columns[column], raw, (name, row, col), context, above.get(column))
            problems += wrong
            if not wrong:
                read[column][(raw.__class__, raw)] = cells[column]
        rows.append(Row(name, at + 1, cells))
        above = cells if not table.forms else {}
    return rows, problems


def _absent(table: Table) -> list[Problem]:
    """★ columns the sheet does not have at all."""
    found = []
    known = table.known_columns()
    for column in table.sheet.columns:
        if column.name in known or column.required != "always":
            continue
        code = "column_missing_error" if column.blank == "error" else "column_missing"
        found.append(
            problem(code, sheet=table.grid.name, cell=ref(table.header_row, table.first_column), column=column.name)
        )
    return found


def read_cover_row(cover: Cover, context: Context) -> tuple[Row, list[Problem]]:
    """封面 as one row: canonical label -> cell; one that was typed beside the file stands in no cell of it."""
    name = cover.grid.name if cover.cells else COVER
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for column in column_table().sheets[COVER].columns:
        told = context.meanings.column(COVER, column)
        row, col, raw = cover.cells.get(column.name, (0, 0, None))
        typed = cover.given.get(column.name, "")
        if raw is None and typed:
            read, wrong = read_cell(told, typed, (COVER, 0, 0), context, None)
            cells[column.name] = replace(read, ref="")
            problems += [replace(each, cell="") for each in wrong]
        elif column.name in cover.cells:
            cells[column.name], wrong = read_cell(told, raw, (name, row, col), context, None)
            problems += wrong
        elif cover.given and column.required:
            cells[column.name] = Cell(None, "", "")
        elif cover.own and column.required and column.name != "填报季度":
            problems.append(problem("column_missing", sheet=name, column=column.name))
    result = Row(name, 1, cells)
    problems += [p for p in blanks(name, COVER, result) if p.column != "填报季度"]
    quarter = cells.get("填报季度")
    if quarter is None or not quarter.text:
        code = "quarter_missing" if context.quarter is None else "blank"
        problems.append(problem(code, sheet=name, cell=quarter.ref if quarter else "", column="填报季度"))
    return result, problems

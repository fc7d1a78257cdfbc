"""One sheet of the form as it stands in a file, and which rows under a header are data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from data_layer.books.neutral import Grid, Raw
from data_layer.ledger.columns import LOSES_MEANING, Sheet, label_key
from data_layer.ledger.model import Layout
from data_layer.ledger.values import is_none, text_of

_FOOTER: Final = re.compile(
    r"(合计|总计|小计|共计|填表人|填报人|制表人?|审核人|审批人|经办人|负责人|书记签[名字]|签[名字]|盖章|注|备注|说明|填写说明|填报时间|填表时间|日期)"
    r"($|[:：(（])|^(合计|总计|小计|共计)|^(注|说明)\d*[、.．]|^[(（]?以下空白[)）]?$|^第\d+页"
)
_TOTAL: Final = re.compile(r"合计|总计|小计|共计")
_INSTRUCTION: Final = re.compile(
    r"必填|选填|非必填|填写说明|示例|例[:：如]|如[:：]|格式[:：]|请填写|请选择|下拉选择|按身份证填写"
)
_EXAMPLE: Final = re.compile(r"示例|例|样例|范例|填写示例")
_TELLS_HOW: Final = re.compile(r"注意|说明|必填|填写|导入|^注|^\d[、.．]")

Place = tuple[int, int, Raw | None]  # row, column, value; 0-based


@dataclass(slots=True)
class Table:
    """Rows and columns 0-based. A register has ``columns`` (canonical column -> column) and ``rows``; a form per
    member has ``forms``, one canonical column -> place a member, and no rows."""

    grid: Grid
    sheet: Sheet
    header_row: int
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    layout: Layout = "register"
    headed: frozenset[int] = frozenset()  # every column that has a header, known or not
    forms: list[dict[str, Place]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # merged areas that begin under the header
    notes: frozenset[tuple[int, int]] = frozenset()  # merged areas with remarks among the rows, by their first cell

    @property
    def first_column(self) -> int:
        """Where the header begins."""
        return min(self.headed, default=0)

    def known_columns(self) -> set[str]:
        """The canonical columns the table has, in any of its forms."""
        return set(self.columns).union(*self.forms)

    def records(self) -> Iterator[tuple[int, dict[str, Place]]]:
        """(row, column -> place) of every row or form. A cell merged downwards holds for every row it covers."""
        for form in self.forms:
            yield form["姓名"][0] if "姓名" in form else min(place[0] for place in form.values()), form
        merged, cells = self._merged_down(), self.grid.cells
        if not merged and not self.notes:
            for at in self.rows:
                yield at, {name: (at, column, cells.get((at, column))) for name, column in self.columns.items()}
            return
        for at in self.rows:
            places: dict[str, Place] = {}
            for name, column in self.columns.items():
                row = merged.get((at, column), at)
                raw = None if (row, column) in self.notes else cells.get((row, column))
                places[name] = row, column, raw
            yield at, places

    def _merged_down(self) -> dict[tuple[int, int], int]:
        """Cell below the first of an area merged downwards -> the row in which the area's value stands."""
        mapped = set(self.columns.values())
        last = self.rows[-1] if self.rows else -1
        return {
            (row, first_column): first
            for first, first_column, end, _ in self.merges
            if first_column in mapped and (first, first_column) not in self.notes
            for row in range(first + 1, min(end, last) + 1)
        }


def fill_rows(
    table: Table,
    rows: Mapping[int, Mapping[int, Raw]],
    merges: Sequence[tuple[int, int, int, int]],
    telling: frozenset[str],
) -> tuple[list[int], list[tuple[int, int]]]:
    """Fill ``table.rows`` from the rows under its header, each cut to the table's width.

    ``merges``: merged areas that begin there. ``telling``: the columns of which one must be filled to make a row.
    Returns the rows that are data but hidden, and the first cells of merged remarks among the data that say something
    else than how to fill in the form.
    """
    columns = {c for name, c in table.columns.items() if name in telling}
    single, blocks = _notes(table, rows, merges)
    table.merges += merges
    table.notes |= frozenset(blocks)
    unsaid = [
        (row, column) for row, column in blocks
        if not (_is_note(text := text_of(rows[row][column])) or _TELLS_HOW.search(text))
    ]  # fmt: skip
    hidden, after_notes = [], False
    for row, cells in rows.items():
        texts = {c: text_of(value) for c, value in cells.items() if (row, c) not in table.notes}
        filled = [column for column in columns if texts.get(column)]
        first = next((text for _, text in sorted(texts.items()) if text), "")
        if not filled or _is_instruction(texts, table) or all(_empty(texts[column]) for column in filled):
            after_notes = after_notes or _is_note(first)
        elif row in single or _is_footer(first, texts, table):
            after_notes = after_notes or not _TOTAL.match(label_key(first))
        elif after_notes and len(filled) < 2:
            continue
        elif row in table.grid.hidden_rows:
            hidden.append(row)
        else:
            table.rows.append(row)
    return hidden, unsaid


def telling_columns(sheet: Sheet) -> frozenset[str]:
    """The columns whose cells make a row: not its number, and not what the template filled in."""
    return frozenset(column.name for column in sheet.columns if column.type not in LOSES_MEANING)


def _notes(
    table: Table, rows: Mapping[int, Mapping[int, Raw]], merges: Sequence[tuple[int, int, int, int]]
) -> tuple[set[int], list[tuple[int, int]]]:
    """Rows that are one remark over several columns, and first cells of remarks over several rows and columns."""
    single: set[int] = set()
    blocks: list[tuple[int, int]] = []
    for a, b, c, d in merges:
        if a not in rows or b not in rows[a] or sum(b <= column <= d for column in table.headed) < 2:
            continue
        if c > a:
            blocks.append((a, b))
        elif len(rows[a]) == 1:
            single.add(a)
    return single, blocks


def _empty(text: str) -> bool:
    """Whether a cell says nothing: 无, —, or the 0 of a formula over an empty row."""
    return text == "0" or is_none(text)


def _is_note(text: str) -> bool:
    return _FOOTER.match("".join(text.split())) is not None


def _is_footer(first: str, texts: Mapping[int, str], table: Table) -> bool:
    """合计, 填表人：…, 注：… in the row's first filled cell, or 合计 in its 姓名."""
    name = texts.get(table.columns.get("姓名", -1), "")
    return _is_note(first) or _TOTAL.fullmatch(label_key(name)) is not None


def _is_instruction(texts: Mapping[int, str], table: Table) -> bool:
    """Whether a row tells how to fill in the form: in its 姓名, or in every filled cell; or is an example."""
    number = texts.get(table.columns.get("序号", -1), "")
    name = texts.get(table.columns.get("姓名", table.columns.get("凭证号", -1)), "")
    if _EXAMPLE.fullmatch(label_key(number)) or (name and _INSTRUCTION.match(name.lstrip("（("))):
        return True
    return all(_INSTRUCTION.match(text.lstrip("（(")) for text in texts.values() if text)

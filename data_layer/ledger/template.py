"""The workbook a branch fills in: blank, full, or pre-filled with what is already known.

Every cell is written as text, never as a formula, and input cells have the text format: what a secretary types stays
as typed (2026.10 keeps its nought, an ID number its last digits) and the reader decides what it means.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from data_layer import quarters
from data_layer.access.marks import in_excel
from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS, Column, Sheet, column_table
from data_layer.ledger.template_notes import column_hint, guide_rows

INPUT_ROWS: Final = 300  # rows below the header that offer drop-downs
_LOCKED: Final = ("行号", "上次联系", "本季应办")
_WIDTHS: Final[Mapping[str, int]] = {
    "seq": 6, "name": 11, "names": 16, "id": 21, "phone": 15, "date": 13, "choice": 13, "choices": 26, "integer": 10,
    "hours": 8, "money": 12, "year": 10, "org": 24, "quarter": 18, "info": 18,
}  # fmt: skip
_WIDE: Final[Mapping[str, int]] = {
    "本季应办": 34,
    "联系内容": 34,
    "变化内容": 24,
    "家庭住址": 28,
    "凭证号": 14,
    "活动证编号": 16,
}
_TITLES: Final[Mapping[str, str]] = {
    MEMBERS: "流动党员个人基本信息登记表",
    SPELLS: "流动党员管理信息登记表",
    ENTRY: "流动党员台账 · 本季登记",
}

Festival = Literal["春节", "七一"]
Kind = Literal["prefilled", "full", "blank"]


@dataclass
class PrefillLine:
    """One member away: what is known of him, and for 本季登记 what was filled in already (texts by column)."""

    line: str
    name: str
    contact: str = ""
    last_contact: str = ""
    owed: str = ""
    member: dict[str, str] = field(default_factory=dict)  # 基本信息
    spell: dict[str, str] = field(default_factory=dict)  # 管理信息
    entry: dict[str, str] = field(default_factory=dict)  # 本季登记
    last_place: tuple[int, str, int] | None = None  # submission, sheet and row that tell of the last contact
    to_call: bool = False  # not reached yet this quarter


@dataclass
class Prefill:
    """What goes into a template. ``rows``: further rows of any sheet but 封面, texts by column."""

    org_code: str
    org_name: str
    quarter: int
    cover: dict[str, str] = field(default_factory=dict)
    lines: list[PrefillLine] = field(default_factory=list)
    festival: Festival | None = None
    kind: Kind = "prefilled"
    event_sheets: list[str] = field(default_factory=list)  # prefilled: those on which something is owed
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    mark: str = ""  # the watermark on every printed page


def festival_of(quarter: int) -> Festival | None:
    """The festival whose days a quarter's template asks for: 七一's window (6-16 to 7-07) lies in two quarters."""
    by_quarter: tuple[Festival | None, ...] = ("春节", "七一", "七一", None)
    return by_quarter[quarter % 4]


def sheets_of(prefill: Prefill) -> list[str]:
    """Canonical sheets of the template, in order. 基本信息 and 管理信息 are always there, for whoever is new."""
    names = list(column_table().sheets)
    if prefill.kind == "prefilled":
        kept = {ENTRY, COVER, MEMBERS, SPELLS, *prefill.event_sheets, *prefill.rows}
        return [name for name in names if name in kept]
    return [COVER, *(name for name in names if name != COVER)] if prefill.kind == "blank" else names


def columns_of(sheet: Sheet, prefill: Prefill) -> list[Column]:
    """Columns of a sheet in the template of this quarter, in order."""
    season = {"春节": (1,), "七一": (2, 3)}.get(prefill.festival or "", ())
    return [
        column
        for column in sheet.columns
        if not column.optional
        and column.asked_in(prefill.quarter)
        and (not column.season or set(column.season) & set(season))
    ]


def build_template(prefill: Prefill) -> bytes:
    """The workbook (.xlsx)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": "流动党员台账", "subject": quarters.quarter_words(prefill.quarter)})
    book.set_custom_property("台账版本", column_table().version)
    writer = _Writer(book, prefill)
    for name in sheets_of(prefill):
        sheet = column_table().sheets[name]
        if name == COVER:
            writer.cover(sheet)
        else:
            writer.register(sheet, list(_rows(name, prefill)))
    writer.guide()
    writer.mark()
    book.close()
    return buffer.getvalue()


def _rows(name: str, prefill: Prefill) -> Iterable[dict[str, str]]:
    """The filled rows of a sheet."""
    if name == ENTRY and prefill.kind != "blank":
        for line in prefill.lines:
            known = {"行号": line.line, "姓名": line.name, "联系人": line.contact}
            yield known | {"上次联系": line.last_contact, "本季应办": line.owed} | line.entry
    elif name in (MEMBERS, SPELLS) and prefill.kind == "full":
        seen: set[tuple[str, str]] = set()
        for line in prefill.lines:
            facts = line.member if name == MEMBERS else line.spell
            person = (facts.get("姓名", line.name), facts.get("公民身份号码", ""))
            if facts and not (name == MEMBERS and person in seen):
                seen.add(person)
                yield {"行号": line.line, "序号": str(len(seen)), "姓名": line.name} | facts
    yield from prefill.rows.get(name, ())


@cache
def _prompts(name: str) -> Mapping[str, str]:
    return {column.name: column_hint(column) for column in column_table().sheets[name].columns}


class _Writer:
    """Writes sheets of one workbook; formats are made once."""

    def __init__(self, book: Any, prefill: Prefill) -> None:
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        edge = base | {"border": 1, "border_color": "#BFBFBF"}
        self.book, self.prefill = book, prefill
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        self.line = book.add_format(
            {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "font_color": "#595959"}
        )
        header = edge | {"bold": True, "align": "center", "bg_color": "#E8EEF4"}
        self.head = book.add_format(header)
        self.must = book.add_format(header | {"font_color": "#A50026"})
        self.input = book.add_format(edge | {"num_format": "@", "locked": False})
        self.fixed = book.add_format(edge | {"num_format": "@", "bg_color": "#F2F2F2"})
        self.plain = book.add_format(base)

    def _page(self, page: Any, repeat: int) -> None:
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.set_header(in_excel(self.prefill.mark))
        page.set_footer(f"&L{self.prefill.org_name.replace('&', '&&')}&C第 &P 页 共 &N 页&R填报时间：    年  月  日")
        if repeat:
            page.repeat_rows(0, repeat)
        page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True, "sort": True})

    def register(self, sheet: Sheet, rows: list[dict[str, str]]) -> None:
        """A sheet of rows: title, party organisation and quarter, header, filled rows, empty input rows."""
        page = self.book.add_worksheet(sheet.name)
        columns = columns_of(sheet, self.prefill)
        first = 1 if columns[0].type == "line" else 0
        quarter = quarters.quarter_words(self.prefill.quarter)
        page.write_string(0, first, _TITLES.get(sheet.name, f"流动党员台账 · {sheet.name}"), self.title)
        page.set_row(0, 26)
        page.write_string(1, first, f"党组织名称（盖章）：{self.prefill.org_name}    {quarter}    ★ 为必填", self.line)
        for at, column in enumerate(columns):
            must = column.required == "always"
            page.write_string(2, at, f"★{column.name}" if must else column.name, self.must if must else self.head)
            locked = self._is_locked(sheet, column)
            options = {"hidden": True} if column.type == "line" else {}
            page.set_column(at, at, _width(column), self.fixed if locked else self.input, options)
            self._validate(page, sheet.name, column, 3, at, 2 + max(INPUT_ROWS, len(rows) + 50), at)
        page.set_row(2, 32)
        places = {column.name: (at, self._is_locked(sheet, column)) for at, column in enumerate(columns)}
        for number, row in enumerate(rows, start=3):
            for name, text in row.items():
                if text and name in places:
                    at, locked = places[name]
                    page.write_string(number, at, text, self.fixed if locked else self.input)
        frozen = 1 + max((at for at, column in enumerate(columns) if column.name == "姓名"), default=0)
        page.freeze_panes(3, frozen)
        corner = xl_rowcol_to_cell(len(rows) + INPUT_ROWS, len(columns))
        page.ignore_errors({"number_stored_as_text": f"A1:{corner}"})
        self._page(page, 2)

    def _is_locked(self, sheet: Sheet, column: Column) -> bool:
        prefilled = sheet.layout == "entry" and self.prefill.kind == "prefilled"
        return column.name in _LOCKED or (prefilled and column.name == "姓名")

    def _validate(self, page: Any, name: str, column: Column, *area: int) -> None:
        """A drop-down where there is a list; elsewhere a hint how to write, shown when the cell is entered."""
        hint = _prompts(name)[column.name]
        options: dict[str, Any]
        if column.choices:
            source = [*column.choices, column.every] if column.every else list(column.choices)
            options = {"validate": "list", "source": source, "error_title": "不在可选范围内"}
            options["error_message"] = "请从下拉列表中选择"
            options["show_error"] = column.type == "choice"
        elif hint and column.type not in ("line", "seq", "info"):
            options = {"validate": "any"}
        else:
            return
        if hint:
            options |= {"input_title": column.name[:32], "input_message": hint[:255]}
        page.data_validation(*area, options)

    def cover(self, sheet: Sheet) -> None:
        """封面: label left, value right; hints appear on entry, since a value is whatever stands right of its label."""
        prefill = self.prefill
        page = self.book.add_worksheet(sheet.name)
        page.set_column(0, 0, 22)
        page.set_column(1, 1, 46, self.input)
        page.write_string(0, 0, "流动党员台账", self.title)
        page.set_row(0, 34)
        given = {
            "党组织名称": prefill.org_name,
            "党组织代码": prefill.org_code,
            "填报季度": quarters.quarter_words(prefill.quarter),
        } | prefill.cover
        for row, column in enumerate((c for c in sheet.columns if c.asked_in(prefill.quarter)), start=1):
            must = column.required == "always"
            page.write_string(row, 0, f"★{column.name}" if must else column.name, self.must if must else self.head)
            page.write_string(row, 1, given.get(column.name, ""), self.input)
            page.set_row(row, 24)
            self._validate(page, sheet.name, column, row, 1, row, 1)
        page.ignore_errors({"number_stored_as_text": "B1:B40"})
        self._page(page, 0)

    def guide(self) -> None:
        """填写说明: how to fill in, and every column of the sheets in this file."""
        page = self.book.add_worksheet("填写说明")
        for at, width in enumerate((14, 18, 10, 70)):
            page.set_column(at, at, width)
        page.write_string(0, 0, "填写说明", self.title)
        texts, table = guide_rows(sheets_of(self.prefill), self.prefill.quarter)
        for row, text in enumerate(texts, start=1):
            page.write_string(row, 0, text, self.line)
        at = len(texts) + 2
        for column, word in enumerate(("工作表", "列", "必填", "怎样填")):
            page.write_string(at, column, word, self.head)
        for row, cells in enumerate(table, start=at + 1):
            for column, text in enumerate(cells):
                page.write_string(row, column, text, self.plain)
        self._page(page, 0)

    def mark(self) -> None:
        """A very hidden sheet that says by which form, for whom and for when the file was made."""
        page = self.book.add_worksheet("系统")
        marks = ("form", column_table().version), ("org", self.prefill.org_code), ("kind", self.prefill.kind)
        for row, (name, text) in enumerate((*marks, ("quarter", quarters.quarter_text(self.prefill.quarter)))):
            page.write_string(row, 0, name)
            page.write_string(row, 1, text)
        page.very_hidden()


def _width(column: Column) -> int:
    """Width in characters: by type, at least what the header needs (a Chinese character takes two)."""
    return max(_WIDE.get(column.name, _WIDTHS.get(column.type, 20)), min(2 * len(column.name) + 3, 16))

"""Any table as an Excel file: what it shows, for whom, as of when and by which version stands above it.

Text stays text: nothing a branch wrote can become a formula, a link or a control character.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from data_layer.access.marks import in_excel, watermark

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL = 32_767
_WIDEST = 48


@dataclass(frozen=True)
class Stamp:
    """What a table that leaves the product says about itself.

    ``filters`` are (name, choice) as shown on screen; ``version`` names the data it rests on; ``by`` is who took it.
    """

    organisation: str
    as_of: date
    version: str
    by: str
    taken_at: datetime
    period: str = ""
    known_at: datetime | None = None
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def watermark(self) -> str:
        """What every printed page bears."""
        return watermark(self.by, self.taken_at, self.organisation)

    def lines(self) -> list[tuple[str, str]]:
        """Label and text of each line above the table."""
        as_of = f"{self.as_of}"
        if self.known_at is not None:
            as_of += f"（按 {self.known_at:%Y-%m-%d %H:%M} 时已入库的资料）"
        return [
            ("党组织", self.organisation),
            *([("期间", self.period)] if self.period else []),
            ("截至", as_of),
            ("筛选", "；".join(f"{name}：{choice}" for name, choice in self.filters) or "无"),
            ("数据版本", self.version),
            ("导出", f"{self.by}，{self.taken_at:%Y-%m-%d %H:%M}"),
        ]


def table_workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], stamp: Stamp) -> bytes:
    """One table as .xlsx bytes.

    Cells may be text, bool (是/否), int, float, Decimal, Fraction (a share, shown in per cent), date, datetime or None.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "subject": stamp.version})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "label": book.add_format({"font_color": "#595959"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"}),
        "text": book.add_format({"valign": "top"}),
        "risky": book.add_format({"valign": "top", "quote_prefix": True}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
    }
    sheet = book.add_worksheet(_FORBIDDEN_IN_SHEET_NAMES.sub(" ", title)[:31] or "表")
    widths = [_width(name) for name in columns]

    _write(sheet, 0, 0, title, styles, "title")
    line = 1
    for label, text in stamp.lines():
        _write(sheet, line, 0, label, styles, "label")
        _write(sheet, line, 1, text, styles)
        line += 1
    line += 1
    head = line
    for column, name in enumerate(columns):
        _write(sheet, head, column, name, styles, "head")
    for values in rows:
        line += 1
        for column, value in enumerate(values):
            _write(sheet, line, column, value, styles)
            widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)

    sheet.freeze_panes(head + 1, 0)
    if columns and line > head:
        sheet.autofilter(head, 0, line, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_header(in_excel(stamp.watermark))
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, styles: dict[str, Any], name: str = "") -> None:
    if value is None:
        return
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, Fraction):
        sheet.write_number(row, column, float(value), styles[name or "share"])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), styles[name or "text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, styles[name or "time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), styles[name or "day"])
    else:
        text = _ILLEGAL.sub("", str(value))[:_LONGEST_CELL]
        if text:
            sheet.write_string(row, column, text, styles[name or ("risky" if text.startswith(_RISKY) else "text")])


def _width(value: object) -> int:
    """Display width: a Chinese character is as wide as two Latin ones."""
    if isinstance(value, Fraction):
        return 6
    return sum(2 if ord(character) > 0x2E80 else 1 for character in str(value)) if value is not None else 0

"""The branch's own workbook back: bad cells coloured with a note, a list of all problems as the first sheet.

A copy: the file that came in is kept as it was. What cannot be written in (.xls, .csv, a damaged file) comes back as
the list alone.
"""

import io
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from data_layer.ledger.model import Problem
from data_layer.ledger.open import open_book
from data_layer.ledger.package import Unreadable

LIST: Final = "核对结果"
_WORDS: Final = {"error": "必须改", "warning": "提醒"}
_FILL: Final = {
    "error": PatternFill("solid", fgColor="F4B6B6"),
    "warning": PatternFill("solid", fgColor="FFE3A6"),
}
_WIDTHS: Final = (9, 18, 9, 16, 60, 60)


def mark(name: str, content: bytes, problems: Sequence[Problem]) -> tuple[str, bytes]:
    """Name and bytes of the marked copy of a file. Never raises for what a file holds."""
    book = _open(name, content)
    if book is None:
        book = openpyxl.Workbook()
        book.remove(book.active)
    else:
        _colour(book, problems)
    _list(book, problems)
    buffer = io.BytesIO()
    book.save(buffer)
    return f"{PurePath(name).stem}（已核对）.xlsx", buffer.getvalue()


def _open(name: str, content: bytes) -> Any:
    """The workbook, if it is one and keeps within the limits of reading; macros are not carried along."""
    if not content.startswith(b"PK"):
        return None
    try:
        open_book(name, content)
        return openpyxl.load_workbook(io.BytesIO(content))
    except Unreadable:
        return None
    except Exception:  # what another program's parser makes of an odd file is no reason to give nothing back
        return None


def _colour(book: Any, problems: Sequence[Problem]) -> None:
    at: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for each in problems:
        if each.cell and each.sheet in book.sheetnames:
            at[each.sheet, each.cell].append(each)
    for (sheet, ref), found in at.items():
        cell = _anchor(book[sheet], ref)
        if cell is None:
            continue
        worst = "error" if any(each.severity == "error" for each in found) else "warning"
        cell.fill = _FILL[worst]
        note = "\n".join(f"{_WORDS[each.severity]}：{each.message}。{each.fix}" for each in found)
        cell.comment = Comment(note, "台账核对", width=320, height=40 + 36 * len(found))


def _anchor(sheet: Any, ref: str) -> Any:
    """The cell at a place; of a merged area, the one that holds its value."""
    try:
        cell = sheet[ref]
    except (ValueError, KeyError):
        return None
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if ref in area:
            return sheet.cell(area.min_row, area.min_col)
    return None


def _list(book: Any, problems: Sequence[Problem]) -> None:
    title = LIST
    while title in book.sheetnames:
        title += "1"
    page = book.create_sheet(title, 0)
    errors = sum(1 for each in problems if each.severity == "error")
    rows: list[tuple[str, ...]] = [(f"{errors} 处必须改，{len(problems) - errors} 处提醒。改好后重新上传本文件即可。",)]
    rows.append(("类别", "工作表", "单元格", "列", "问题", "怎么改"))
    ordered = sorted(problems, key=lambda each: each.severity != "error")
    rows += [(_WORDS[p.severity], p.sheet, p.cell, p.column, p.message, p.fix) for p in ordered]
    for number, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            cell = page.cell(number, column, text)
            cell.data_type = "s"  # what was typed into a ledger must never become a formula here
            cell.alignment = Alignment(wrap_text=number > 1, vertical="top")
    for cell in page[2]:
        cell.font = Font(bold=True)
    for number, each in enumerate(ordered, start=3):
        page.cell(number, 1).fill = _FILL[each.severity]
        if each.cell and each.sheet in book.sheetnames:
            quoted = each.sheet.replace("'", "''")
            page.cell(number, 3).hyperlink = f"#'{quoted}'!{each.cell}"
    for column, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions["ABCDEF"[column - 1]].width = width
    page.freeze_panes = "A3"
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False

"""核对结果, the first sheet of a marked copy: all problems, by sheet, with counts and links to their cells."""

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from data_layer.ledger.model import Problem

LIST: Final = "核对结果"
WORDS: Final = {"error": "必须改", "warning": "提醒"}
FILL: Final = {
    "error": PatternFill("solid", fgColor="FFF4B6B6"),
    "warning": PatternFill("solid", fgColor="FFFFE3A6"),
}
_HOW: Final = (
    "涂红的单元格必须改，涂黄的请核对，批注里写着怎么改。改好保存，把本文件重新上传即可；本页、颜色和批注不用删。"
)
_HEADER: Final = ("类别", "工作表", "单元格", "列", "问题", "怎么改")
_WIDTHS: Final = (9, 18, 9, 16, 60, 60)
_MOST: Final = 5_000  # problems listed
_GROUP: Final = PatternFill("solid", fgColor="FFEDEDED")


def write_list(book: Any, problems: Sequence[Problem]) -> None:
    """Add the sheet in front of the others and open the book there."""
    page = book.create_sheet(LIST, 0)
    _line(page, 1, [f"{LIST}：{_counted(problems)}。"], Font(bold=True, size=14))
    _line(
        page,
        2,
        [
            "涂红的单元格必须改，涂黄的请核对，批注里写着怎么改。改好保存，把本文件重新上传即可；本页、颜色和批注不用删。"
        ],
    )
    _line(page, 3, _HEADER, Font(bold=True))
    row = 4
    for sheet, found in _by_sheet(book, problems[:_MOST]):
        _line(page, row, [f"{sheet or '整个文件'}：{_counted(found)}"], Font(bold=True))
        for cell in page[row][: len(_HEADER)]:
            cell.fill = _GROUP
        for each in found:
            row += 1
            _line(page, row, (WORDS[each.severity], sheet, each.cell, each.column, each.message, each.fix), wrap=True)
            page.cell(row, 1).fill = FILL[each.severity]
            if each.cell and sheet in book.sheetnames:
                quoted = sheet.replace("'", "''")
                page.cell(row, 3).hyperlink = Hyperlink(ref="", location=f"'{quoted}'!{each.cell}")
                page.cell(row, 3).font = Font(color="FF0563C1", underline="single")
        row += 1
    if len(problems) > _MOST:
        _line(page, row, [f"还有 {len(problems) - _MOST} 处，改好这些后再核对。"])
    for column, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions["ABCDEF"[column - 1]].width = width
    page.freeze_panes = "A4"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _by_sheet(book: Any, problems: Sequence[Problem]) -> list[tuple[str, list[Problem]]]:
    """The whole file first, then sheets as in the file; what must be put right before the rest."""
    order = {name: number for number, name in enumerate(book.sheetnames)}
    groups: dict[str, list[Problem]] = {}
    for each in sorted(problems, key=lambda each: each.severity != "error"):
        groups.setdefault(each.sheet, []).append(each)
    return sorted(groups.items(), key=lambda item: order.get(item[0], -1))


def _counted(problems: Sequence[Problem]) -> str:
    errors = sum(1 for each in problems if each.severity == "error")
    return f"{errors} 处必须改，{len(problems) - errors} 处提醒"


def _line(page: Any, row: int, texts: Sequence[str], font: Font | None = None, wrap: bool = False) -> None:
    for column, text in enumerate(texts, start=1):
        cell = page.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"  # what was typed into a ledger must never become a formula here
        cell.alignment = Alignment(wrap_text=wrap, vertical="top")
        if font:
            cell.font = font

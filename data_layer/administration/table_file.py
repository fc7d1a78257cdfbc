"""Tables that come as a file (.xlsx or .csv) with a header row, and the empty forms to fill in."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from data_layer.access.marks import CLASSIFIED, in_excel
from data_layer.books.neutral import Unreadable
from data_layer.books.opening import open_book
from data_layer.organisations import match_key

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000
_FORM_ROWS = 6_000
_NOT_READ = "文件打不开：请另存为没有密码的 .xlsx 后再试"
_SAID = {  # why a file is not opened, where there is more to say
    "not_a_workbook": "只能导入表格文件（.xlsx、.xls、.ods、.csv）",
    "format_not_read": "只能导入表格文件（.xlsx、.xls、.ods、.csv）",
    "too_many_rows": f"超过 {MOST_ROWS} 行，请检查是否选错了文件",
    "unpacked_too_large": "文件展开后过大，请检查是否选错了文件",
    "file_empty": "文件是空的",
}


class TableProblem(Exception):
    """The file cannot be read as this table; the message is a Chinese sentence."""


def read_table(name: str, content: bytes, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Rows below the header row, keyed by column name (:func:`match_key`); blank rows stay, so row n is number n + 2.

    The header is the first row (of the first sheet). Raises :class:`TableProblem` for a file that cannot be read.
    """
    if len(content) > LARGEST:
        raise TableProblem("文件超过 20 MB，请检查是否选错了文件")
    table = _table(name, content)
    if not table:
        raise TableProblem("文件是空的")
    header = [match_key(str(cell)) for cell in table[0]]
    missing = [column for column in needed if match_key(column) not in header]
    if missing:
        raise TableProblem(f"第一行缺少列：{'、'.join(missing)}。请使用导入模板，列名不要改动")
    if len(table) - 1 > MOST_ROWS:
        raise TableProblem(f"超过 {MOST_ROWS} 行，请检查是否选错了文件")
    return [dict(zip(header, line, strict=False)) for line in table[1:]]


def _table(name: str, content: bytes) -> list[list[Any]]:
    """The filled part of the first sheet, row by row."""
    try:
        grid = open_book(name, content).sheets[0]
    except Unreadable as trouble:
        raise TableProblem(_SAID.get(trouble.code, _NOT_READ)) from None
    rows = grid.rows()
    wide = max((column for line in rows.values() for column in line), default=-1) + 1
    return [
        [rows[row].get(column, "") if row in rows else "" for column in range(wide)]
        for row in range(max(rows, default=-1) + 1)
    ]


def empty_form(
    title: str,
    columns: Sequence[str],
    notes: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
    wide: Sequence[str] = (),
) -> bytes:
    """The form to fill in, as .xlsx: the header row, lists to choose from, and examples as notes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet(title)
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2"})
    for column, name in enumerate(columns):
        sheet.set_column(column, column, 28 if name in wide else 16, text)
        sheet.write_string(0, column, name, head)
        if name in notes:
            sheet.write_comment(0, column, notes[name])
    for name, source in choices.items():
        column = columns.index(name)
        rule = {"validate": "list", "source": list(source), "error_title": name, "error_message": "请从下拉列表选择"}
        sheet.data_validation(1, column, _FORM_ROWS, column, rule)
    sheet.write_comment(0, len(columns), CLASSIFIED, {"visible": True})
    sheet.set_header(in_excel(CLASSIFIED))
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()

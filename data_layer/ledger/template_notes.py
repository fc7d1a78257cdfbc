"""How to fill in, in words: hints on entering a cell, the template's 填写说明, the table in docs."""

from collections.abc import Iterable
from functools import cache

from data_layer.access.marks import CLASSIFIED
from data_layer.ledger.columns import ENTRY, Column, column_table

GUIDE = (
    "1. 一般季度只填“本季登记”和“封面”：每人一行，写明联系日期、方式、内容和是否联系上；有变化的选“变化”。",
    "2. “本季登记”里填过的联系、资料寄发、慰问和变化，不用在其他工作表重复填写。",
    "3. 新外出的党员填“基本信息”和“管理信息”各一行；一个季度内的第二次联系等填相应的工作表。",
    "4. ★ 为必填。确实没有的填“无”；还不清楚的留空，不要编造。",
    "5. 日期写到日，如 2026-03-05；公民身份号码、电话按文本填写，本模板已设好格式。",
    "6. 不要改动工作表名和列名，不要复制整行；可以删去用不到的工作表（封面和本季登记除外）。",
    f"7. {CLASSIFIED}",
)

_BY_TYPE = {
    "name": "一人的姓名",
    "names": "一人或几人的姓名（用、隔开），或“{every}”",
    "id": "18 位公民身份号码",
    "phone": "11 位手机号，或带区号的固定电话",
    "date": "写到日，如 2026-03-05",
    "integer": "0 或正整数",
    "hours": "0 或正数，可以有半学时",
    "money": "单位：元",
    "year": "如 2026",
    "quarter": "如 2026年第3季度",
    "org": "党支部全称",
    "line": "系统使用，不要改动",
    "info": "供参考，不用填写",
}


def required_words(column: Column) -> str:
    """When a column must be filled, in words; "" for never."""
    condition = column.required
    if condition in ("", "always"):
        return "必填" if condition else ""
    if condition == "namesake":
        return "同名时必填"
    if condition.startswith("any:"):
        return "填了联系情况时必填"
    name, _, values = condition.partition("=")
    return f"{name}为{values.replace('|', '、')}时必填" if values else f"填了{name}时必填"


def column_hint(column: Column) -> str:
    """How a column is filled in, in one line; "" for free text."""
    if column.type == "choice":
        return "从中选择：" + "、".join(column.choices)
    if column.type == "choices":
        return "可选几项（用、隔开），或“" + column.every + "”：" + "、".join(column.choices)
    hint = _BY_TYPE.get(column.type, "").format(every=column.every)
    if column.sign == "any":
        hint += "；冲减填负数，并填冲减凭证号"
    return hint


@cache
def _rows_of(sheet: str) -> tuple[tuple[Column, tuple[str, str, str, str]], ...]:
    return tuple(
        (column, (sheet, column.name, required_words(column), column_hint(column)))
        for column in column_table().sheets[sheet].columns
        if not column.optional and column.type != "line"
    )


def guide_rows(sheets: Iterable[str], quarter: int) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """The sentences of 填写说明, and sheet, column, when required, how, for the sheets in the file."""
    names = list(sheets)
    rows = [cells for name in names for column, cells in _rows_of(name) if column.asked_in(quarter)]
    texts = [text for text in GUIDE if ENTRY in names or "本季登记" not in text]
    return texts, rows


def columns_markdown() -> str:
    """The columns of every sheet as Markdown tables, for docs/台账填写说明.md."""
    parts = []
    for sheet in column_table().sheets.values():
        rows = [f"| {name} | {required} | {hint} |" for _, (_, name, required, hint) in _rows_of(sheet.name)]
        parts.append(
            "\n".join([f"### {sheet.name}\n\n{sheet.about}\n", "| 列 | 必填 | 怎样填 |", "|---|---|---|", *rows])
        )
    return "\n\n".join(parts)

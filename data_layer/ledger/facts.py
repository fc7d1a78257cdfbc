"""Rows of a ledger as fact rows: what indicators need, without what identifies a person.

Texts become flags, lengths and keyed hashes; the words themselves stand in ``row_text`` only. Every builder gives
the columns of its table (migration 0001) but org and submission.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from data_layer.ledger.columns import MEMBERS, SPELLS, column_table, complete
from data_layer.ledger.model import NONE, Month, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import LINE, NAME, NUMBER, Keys, day_of
from data_layer.ledger.tie import Member, Spell

Fact = dict[str, Any]
_ALL = "全部"
# What a row says beside who it is about: these columns are left out of ``row_hash``.
_WHO = {LINE, "序号", NAME, NUMBER, "备注"}


def word(row: Row, column: str) -> str | None:
    """The value of a text or choice; None for a blank, an explicit none or an unreadable cell."""
    value = row.value(column)
    return value if isinstance(value, str) and value else None


def yes(row: Row, column: str) -> bool | None:
    """是 → True, 否 → False, else None."""
    return {"是": True, "否": False}.get(word(row, column) or "")


def day(row: Row, column: str) -> date | None:
    """The cell's day; a month counts as its last day."""
    return day_of(row.value(column))


def number(row: Row, column: str) -> Any:
    """An integer or amount, or None."""
    value = row.value(column)
    return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def name_hash(keys: Keys, row: Row, column: str) -> int | None:
    """Keyed hash of a person's name in a cell."""
    text = word(row, column)
    return keys.key(name_key(text)) if text else None


def plain(value: object) -> str:
    """A value as comparable text: the same however it was typed."""
    if value is None or value is NONE:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, tuple):
        return "、".join(sorted(name_key(str(each)) for each in value))
    return name_key(str(value))


def values_of(kind: str, row: Row, left_out: set[str]) -> str:
    """All values of a row in the order of the form, for comparing rows."""
    columns = [column.name for column in column_table().sheets[kind].columns if column.name not in left_out]
    return "\x1f".join(plain(row.value(name)) for name in columns)


def member_fact(row: Member) -> Fact:
    """A row of ``member_row``."""
    cells = row.row
    return {
        **_place(cells),
        "person": row.person,
        "complete": complete(MEMBERS, cells),
        "category": word(cells, "人员类别"),
        "phone_valid": cells.sound("本人电话"),
        "hardship": yes(cells, "是否困难党员"),
    }


def spell_fact(keys: Keys, row: Spell, namesake: bool) -> Fact:
    """A row of ``spell_row``; ``namesake``: another person of the file has the same name, so the number is ★."""
    cells = row.row
    contact = word(cells, "联系人")
    return {
        **_place(cells),
        "spell": row.spell,
        "person": row.person,
        "complete": complete(SPELLS, cells) and (not namesake or cells.sound(NUMBER)),
        "direction": row.direction,
        "travel_range": word(cells, "流动范围"),
        "start_on": row.start,
        "start_month": isinstance(cells.value("外出日期"), Month),
        "expected_return": day(cells, "预计返回日期"),
        "end_on": day(cells, "返回日期"),
        "end_month": isinstance(cells.value("返回日期"), Month),
        "end_kind": word(cells, "返回情形"),
        "place_filled": cells.filled("外出地点"),
        "unit_filled": cells.filled("外出单位"),
        "certificate_numbered": cells.filled("活动证编号"),
        "issued_on": day(cells, "发证日期"),
        "no_certificate_reason": cells.filled("免发证原因"),
        "contact_key": name_hash(keys, cells, "联系人"),
        "contact_role": word(cells, "联系人身份"),
        "contact_phone_valid": cells.sound("联系人电话"),
        "contact_set_on": day(cells, "联系人确定日期"),
        "contact_is_member": bool(contact) and name_key(contact or "") == name_key(cells.text(NAME)),
        "receiving_filled": cells.filled("流入地党组织"),
        "not_taken_reason": word(cells, "未纳入原因"),
    }


def _place(row: Row) -> Fact:
    return {"sheet": row.sheet, "row": row.row}


def _event(kind: str, keys: Keys, row: Row) -> Fact | None:
    column = column_table().sheets[kind].day
    value = row.value(column)
    on = day_of(value)
    if on is None:  # an error of its own; the file is refused
        return None
    said = keys.key(values_of(kind, row, _WHO))
    return {**_place(row), "day": on, "month": isinstance(value, Month), "row_hash": said}


def _contact(keys: Keys, row: Row) -> Fact:
    content = name_key(word(row, "联系内容") or "")
    return {
        "method": word(row, "联系方式"),
        "contact_key": name_hash(keys, row, "联系人"),
        "content_length": len(content),
        "content_hash": keys.key(content) if content else None,
        "occasion": word(row, "联系事由"),
        "reached": yes(row, "是否联系上"),
    }


def _certificate(keys: Keys, row: Row) -> Fact:
    return {
        "item": word(row, "事项"),
        "left_on": day(row, "离开日期"),
        "numbered": row.filled("活动证编号"),
        "handler_filled": row.filled("经办人"),
        "record_filled": row.filled("记载内容"),
        "problem": row.filled("存在问题"),
        "corrected_on": day(row, "纠正日期"),
    }


def _several(row: Row, column: str, every: int) -> int:
    value = row.value(column)
    if not isinstance(value, tuple):
        return 0
    return every if _ALL in value else len(set(value))


def _training(keys: Keys, row: Row) -> Fact:
    return {
        "kind": word(row, "教育类别"),
        "hours": number(row, "学时"),
        "done": yes(row, "是否完成"),
        "explained": _several(row, "已告知事项", 7),
    }


def _appraisal(keys: Keys, row: Row) -> Fact:
    return {
        "year": number(row, "评议年度"),
        "manner": word(row, "参评方式"),
        "reported_on": day(row, "书面汇报日期"),
        "presenter_key": name_hash(keys, row, "代为汇报人"),
        "grade": word(row, "评议等次"),
        "supports": _several(row, "五好依据", 5),
        "feedback_on": day(row, "流入地反馈日期"),
        "rectify_by": day(row, "整改期限"),
        "rectified_on": day(row, "整改完成日期"),
    }


def _care(keys: Keys, row: Row) -> Fact:
    return {"kind": word(row, "帮扶方式"), "amount": number(row, "金额")}


def _liaison(keys: Keys, row: Row) -> Fact:
    return {"item": word(row, "事项")}


def _expense(keys: Keys, row: Row) -> Fact:
    return {
        "voucher": name_key(row.text("凭证号")) or None,
        "source": word(row, "资金来源"),
        "category": word(row, "类别"),
        "amount": number(row, "支出金额"),
        "reverses": name_key(row.text("冲减凭证号")) or None if row.filled("冲减凭证号") else None,
        "handler_key": name_hash(keys, row, "经手人"),
        "approver_key": name_hash(keys, row, "审批人"),
        "receipts": number(row, "票据张数"),
    }


#: Event sheet -> table, builder, and the column whose value a row cannot do without.
EVENTS: dict[str, tuple[str, Callable[[Keys, Row], Fact], str]] = {
    "联系记录": ("contact_row", _contact, ""),
    "活动证与返乡": ("certificate_row", _certificate, "item"),
    "教育培训": ("training_row", _training, "kind"),
    "民主评议": ("appraisal_row", _appraisal, "year"),
    "关爱帮扶": ("care_row", _care, "kind"),
    "双向管理": ("liaison_row", _liaison, "item"),
    "经费使用": ("expense_row", _expense, ""),
}


def event_fact(kind: str, keys: Keys, row: Row) -> Fact | None:
    """The fact of an event row but for whom it names; None where the day or the kind cannot be read (an error)."""
    common = _event(kind, keys, row)
    _, build, needed = EVENTS[kind]
    found = build(keys, row)
    if common is None or (needed and found[needed] is None) or (kind == "民主评议" and found["manner"] is None):
        return None
    return {**common, **found}

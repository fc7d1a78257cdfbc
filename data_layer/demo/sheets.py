"""Rows of a ledger as plain data: in canonical columns or, for branches with forms of their own, in other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from data_layer import quarters
from data_layer.demo import words
from data_layer.demo.people import IN, MISTAKEN, Member, Stay, Value
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS, column_table

Cells = dict[str, Value]


@dataclass(frozen=True)
class Table:
    """One sheet, ready to be written: ``rows[0]`` is row 1."""

    name: str
    rows: list[list[Value]]
    hidden: bool = False  # whether column A (行号) is hidden


@dataclass(frozen=True)
class Ledger:
    """One workbook to be handed in. ``number``: how many the branch had handed in before."""

    org_code: str
    quarter: int
    received_on: date
    number: int
    tables: list[Table]


def member_cells(member: Member, on: date) -> Cells:
    """The person's row of 基本信息 as the branch would write it."""
    formal = member.formal(on)
    cells: Cells = {
        "姓名": member.name,
        "公民身份号码": member.id_number,
        "人员类别": "正式党员" if formal else "预备党员",
        "入党日期": member.joined_on,
        "转正日期": member.confirmed_on if formal else None,
        "民族": member.nation,
        "学历": member.schooling,
        "工作单位及职务": member.job,
        "家庭住址": member.home,
        "本人电话": member.phone,
        "是否困难党员": "是" if member.hardship else "否",
        "困难原因": member.hardship,
    }
    return cells | member.gaps


def stay_cells(stay: Stay, quarter: int, told: bool) -> Cells:
    """The stay's row of 管理信息; ``told``: whether the branch says that it ended."""
    start: Value = f"{stay.start.year}年{stay.start.month}月" if stay.month_only else stay.start
    last = quarters.last_day(quarter)
    issued = stay.issued_on if stay.issued_on and stay.issued_on <= last else None
    cells: Cells = {
        "姓名": stay.member.name,
        "公民身份号码": stay.member.id_number if stay.member.namesake else None,
        "流动方向": stay.direction,
        "流动范围": stay.travel_range,
        "外出日期": start,
        "外出原因": stay.reason,
        "外出地点": stay.place,
        "外出单位": stay.unit,
        "预计返回日期": stay.expected,
        "返回日期": stay.end if told and stay.end_kind != MISTAKEN else None,
        "返回情形": stay.end_kind if told else None,
        "活动证编号": stay.certificate if issued else None,
        "发证日期": issued,
        "免发证原因": stay.no_certificate,
        "联系人": stay.keeper.name,
        "联系人身份": stay.keeper.role,
        "联系人电话": stay.keeper.phone,
        "联系人确定日期": stay.keeper_on,
        "流入地党组织": stay.receiving,
        "未纳入原因": stay.not_taken,
        "流入地联系电话": stay.receiving_phone,
    }
    if stay.direction == IN and stay.certificate is None:
        cells["免发证原因"] = None
    return cells | stay.gaps


@cache
def _columns(sheet: str) -> tuple[tuple[str, bool, str], ...]:
    """(canonical name, whether always shown, the name own forms give it) of a sheet's columns."""
    return tuple(
        (
            column.name,
            bool(column.required) or column.type == "seq",
            column.synonyms[0] if column.synonyms else column.name,
        )
        for column in column_table().sheets[sheet].columns
        if not column.optional
    )


def register(sheet: str, rows: Sequence[Cells], own: bool, title: str = "") -> tuple[Table, int]:
    """A register sheet and the number of its first data row. ``own``: title lines above, other words, dotted dates."""
    used = {name for cells in rows for name, value in cells.items() if value is not None}
    shown = [(name, word) for name, always, word in _columns(sheet) if always or name in used]
    if own:
        names = column_table().sheets[sheet].synonyms
        label = next((name for name in names if name.endswith("登记表")), sheet)
        found: list[list[Value]] = [[title + label], ["填报单位（盖章）：" + title], [word for _, word in shown]]
    else:
        label = sheet
        found = [[name for name, _ in shown]]
    first = len(found) + 1
    for number, cells in enumerate(rows, start=1):
        line = [number if name == "序号" else cells.get(name) for name, _ in shown]
        found.append([_in_own_words(value) for value in line] if own else line)
    if own and rows:
        found += [[], ["填表人：", None, None, "审核人："]]
    return Table(label, found, hidden=not own and bool(shown) and shown[0][0] == "行号"), first


def _in_own_words(value: Value) -> Value:
    if isinstance(value, date):
        return f"{value.year}.{value.month}.{value.day}"
    if isinstance(value, str) and len(value) == 11 and value.isdigit():
        return int(value)
    return value


def cover(cells: Cells) -> Table:
    """The 封面: a label in column A, its value in column B."""
    return Table(
        COVER, [[f"{words.DISTRICT}流动党员服务管理台账"], [], *([label, value] for label, value in cells.items())]
    )


def entry(lines: Sequence[Cells], quarter: int) -> Table:
    """The 本季登记 sheet, with the columns its quarter shows."""
    shown = [column.name for column in column_table().sheets["本季登记"].columns if column.in_season(quarter)]
    return Table("本季登记", [list(shown), *([cells.get(name) for name in shown] for cells in lines)], hidden=True)


__all__ = ["MEMBERS", "SPELLS", "Cells", "Ledger", "Table", "cover", "entry", "member_cells", "register", "stay_cells"]

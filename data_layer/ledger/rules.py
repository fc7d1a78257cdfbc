"""What cells say against each other, as far as one file can tell. One function a sheet."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from data_layer.ledger.columns import ENTRY, MEMBERS, SPELLS, column_table
from data_layer.ledger.identity import birthday, sex
from data_layer.ledger.model import Month, Problem, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.problems import problem


def _say(code: str, row: Row, column: str, other: Row | None = None) -> Problem:
    where = other.place_beside(row) if other else ""
    return problem(code, sheet=row.sheet, cell=row.ref(column), column=column, other=where)


def _earliest(value: object) -> date | None:
    if isinstance(value, Month):
        return value.first_day
    return value if isinstance(value, date) else None


def _latest(value: object) -> date | None:
    if isinstance(value, Month):
        return value.last_day
    return value if isinstance(value, date) else None


def _before(first: object, second: object) -> bool:
    """Whether one date is before another, whatever days their months may hold."""
    last, earliest = _latest(first), _earliest(second)
    return last is not None and earliest is not None and last < earliest


def _same_person(one: Row, other: Row) -> bool:
    """Same number; or same name, where not both numbers are there to tell them apart."""
    ids = one.value("公民身份号码"), other.value("公民身份号码")
    if isinstance(ids[0], str) and isinstance(ids[1], str):
        return ids[0] == ids[1]
    return _key(one) != "" and _key(one) == _key(other)


def _key(row: Row) -> str:
    name = row.value("姓名")
    return name_key(name) if isinstance(name, str) else ""


def _twice(
    rows: list[Row], code: str, same: Callable[[Row, Row], bool], groups: Callable[[Row], list[object]]
) -> list[Problem]:
    """Rows that repeat an earlier one; only rows that share one of their groups are compared."""
    seen: dict[object, list[Row]] = {}
    found = []
    for row in rows:
        keys = groups(row)
        other = next((o for key in keys for o in seen.get(key, ()) if same(o, row)), None)
        if other is not None:
            found.append(_say(code, row, "姓名", other=other))
        for key in keys:
            seen.setdefault(key, []).append(row)
    return found


def _identities(row: Row) -> list[object]:
    number = row.value("公民身份号码")
    return [key for key in (_key(row), number if isinstance(number, str) else "") if key]


def _lines(rows: list[Row]) -> list[Problem]:
    """The same 行号 twice: a copied row."""
    seen: dict[str, Row] = {}
    found = []
    for row in rows:
        line = row.text("行号")
        if line and line in seen:
            found.append(_say("line_twice", row, "姓名", other=seen[line]))
        seen.setdefault(line, row)
    return found


def _members(rows: list[Row]) -> list[Problem]:
    found = _twice(rows, "person_twice", _same_person, _identities)
    for row in rows:
        if _before(row.value("转正日期"), row.value("入党日期")):
            found.append(_say("admitted_after_full", row, "转正日期"))
        number = row.value("公民身份号码")
        if not isinstance(number, str):
            continue
        if row.value("性别") in ("男", "女") and row.value("性别") != sex(number):
            found.append(_say("sex_against_id", row, "性别"))
        born = row.value("出生日期")
        day = birthday(number)
        if day and (_before(born, day) or _before(day, born)):
            found.append(_say("birthday_against_id", row, "出生日期"))
    return found


def _same_spell(one: Row, other: Row) -> bool:
    same_start = _latest(one.value("外出日期")) == _latest(other.value("外出日期")) is not None
    return same_start and one.value("流动方向") == other.value("流动方向") and _same_person(one, other)


def _spells(rows: list[Row]) -> list[Problem]:
    found = _twice(rows, "spell_twice", _same_spell, _identities)
    found += _lines(rows)
    kinds = column_table().sheets[SPELLS].column("返回情形").choices
    for row in rows:
        if _before(row.value("返回日期"), row.value("外出日期")):
            found.append(_say("end_before_start", row, "返回日期"))
        if row.filled("返回日期") and not row.filled("返回情形"):
            at = "返回情形" if "返回情形" in row.cells else "返回日期"
            found.append(
                problem(
                    "end_without_kind", sheet=row.sheet, cell=row.ref(at), column="返回情形", choices="、".join(kinds)
                )
            )
        if row.sound("返回情形") and row.value("返回情形") != "误登记" and not row.filled("返回日期"):
            at = "返回日期" if "返回日期" in row.cells else "返回情形"
            found.append(problem("kind_without_end", sheet=row.sheet, cell=row.ref(at), column="返回日期"))
    return found


def _appraisals(rows: list[Row]) -> list[Problem]:
    return [
        _say("supports_without_excellent", row, "五好依据")
        for row in rows
        if row.sound("五好依据") and row.filled("评议等次") and row.value("评议等次") != "优秀"
    ]


def _expenses(rows: list[Row]) -> list[Problem]:
    found = []
    seen: dict[str, Row] = {}
    for row in rows:
        amount = row.value("支出金额")
        if isinstance(amount, Decimal) and amount == 0:
            found.append(_say("money_zero", row, "支出金额"))
        if isinstance(amount, Decimal) and amount < 0 and not row.filled("冲减凭证号"):
            found.append(_say("money_negative", row, "支出金额"))
        voucher = name_key(row.text("凭证号")) if row.sound("凭证号") else ""
        if voucher and voucher in seen:
            found.append(_say("voucher_twice", row, "凭证号", other=seen[voucher]))
        seen.setdefault(voucher, row)
    return found


_RULES: Mapping[str, Callable[[list[Row]], list[Problem]]] = {
    ENTRY: _lines,
    MEMBERS: _members,
    SPELLS: _spells,
    "民主评议": _appraisals,
    "经费使用": _expenses,
}


def across(kind: str, rows: list[Row]) -> list[Problem]:
    """What is wrong between the cells and rows of one sheet."""
    rule = _RULES.get(kind)
    return rule(rows) if rule else []

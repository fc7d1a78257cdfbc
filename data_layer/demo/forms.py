"""One ledger's workbook: the pre-filled 本季登记 with what does not fit it, or the full registers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data_layer import quarters
from data_layer.demo import invent
from data_layer.demo.contacts import CONTACT, DAILY, JULY, SPRING, Deed
from data_layer.demo.people import FOR_GOOD, MOVED, OUT, Branch, Stay
from data_layer.demo.sheets import MEMBERS, SPELLS, Cells, Table, cover, entry, member_cells, register, stay_cells

#: date columns that say what is still to come; every other one hides what lies after the day of receipt
_AHEAD = ("整改期限", "预计返回日期")
_FESTIVALS = {SPRING: "春节慰问日期", JULY: "七一慰问日期"}
_OWED = (("春节联系慰问", 0), ("“七一”联系慰问", 1), ("“七一”联系慰问", 2))
_EVENT_SHEETS = ("活动证与返乡", CONTACT, "教育培训", "民主评议", "关爱帮扶", "双向管理", "经费使用")


@dataclass
class Listing:
    """How a ledger lists a stay. ``fresh``: its rows hold something the store does not know yet."""

    stay: Stay
    told: bool  # says that the stay ended
    fresh: bool
    change: tuple[str, date, str] | None
    in_register: bool = True  # set when written: whether 管理信息 has a row for it


def workbook(
    branch: Branch,
    quarter: int,
    received: date,
    form: str,
    rows: list[Listing],
    due: list[Deed],
    declared: int,
    changed: bool,
) -> tuple[list[Table], int, str]:
    """The tables of a ledger, the first data row of its 管理信息 and that sheet's name as written."""
    own = form == "own"
    tables = [cover(_cover(branch, quarter, received, rows, declared, changed))]
    left = list(due)
    if form == "entry":
        lines: list[Cells] = []
        for row in rows:
            row.in_register = (
                row.fresh or row.stay.direction != OUT or (row.told and row.stay.end_kind not in (FOR_GOOD, MOVED))
            )
        on_lines = [row for row in rows if not row.in_register]
        for row, cells in zip(on_lines, _lines(branch, quarter, on_lines, left), strict=True):
            lines.append(cells)
            row.stay.end_told = row.stay.end_told or row.told
        tables.insert(0, entry(lines, quarter))
    else:
        for row in rows:
            row.in_register = True
    written = [row for row in rows if row.in_register]
    members: dict[int, Cells] = {}
    for row in written:
        cells = member_cells(row.stay.member, min(quarters.last_day(quarter), received))
        members.setdefault(id(row.stay.member), {"行号": None if own else row.stay.line, **cells})
    spells = [{"行号": None if own else row.stay.line, **stay_cells(row.stay, quarter, row.told)} for row in written]
    first, sheet = 0, SPELLS
    if written or form != "entry":
        tables.append(register(MEMBERS, list(members.values()), own, branch.plan.line.name)[0])
        table, first = register(SPELLS, spells, own, branch.plan.line.name)
        tables.append(table)
        sheet = table.name
    tables += _events(branch, left, received, own)
    return tables, first, sheet


def _cover(branch: Branch, quarter: int, received: date, rows: list[Listing], declared: int, changed: bool) -> Cells:
    random, line, complete = branch.random, branch.plan.line, branch.plan.habits.complete
    last = quarters.last_day(quarter)
    filled = received - timedelta(days=random.randrange(0, 3))
    reviewed = min(last - timedelta(days=random.randrange(-3, 12)), filled)
    names = sorted({row.stay.keeper.name for row in rows if row.stay.direction == OUT})
    some = "、".join(names if random.random() < complete else names[: max(len(names) // 2, 1)]) or branch.secretary.name
    cells: Cells = {
        "党组织名称": line.name,
        "党组织代码": line.code,
        "填报季度": random.choice((quarters.quarter_words(quarter), quarters.quarter_text(quarter))),
        "填报时间": filled,
        "核对日期": reviewed if random.random() < 0.3 + 0.7 * complete else None,
        "会同联系人": "全体联系人" if random.random() < 0.5 else some,
        "党员总数": max(branch.members_total, declared),
        "流动党员数": declared,
        "本支部优秀党员数": branch.members_total // 4 if quarter % 4 == 3 else None,
        "台账负责人": branch.secretary.name if random.random() < 0.5 + 0.5 * complete else None,
        "负责人职务": random.choice(("支部书记", "支部书记", "专职副书记", "指定专人")),
        "联系电话": branch.secretary.phone,
        "学习资料联络员": branch.keepers[1].name,
        "本季度变化": "有变化" if changed else "无变化",
    }
    return cells


def _lines(branch: Branch, quarter: int, rows: list[Listing], left: list[Deed]) -> list[Cells]:
    """The pre-filled lines, filled; what found its place here is taken out of ``left``."""
    random = branch.random
    by_stay: dict[int, list[Deed]] = defaultdict(list)
    for deed in left:
        if deed.stay is not None:
            by_stay[id(deed.stay)].append(deed)
    mail = quarter % 4 in (1, 2) and random.random() < 0.25 + 0.5 * branch.plan.habits.diligence
    mailed = invent.day_between(random, quarters.first_day(quarter), quarters.last_day(quarter) - timedelta(days=8))
    found = []
    for row in rows:
        stay = row.stay
        keeper = stay.gaps.get("联系人", stay.keeper.name)
        owed = "、".join(["季度联系", *(name for name, quarter_of_year in _OWED if quarter % 4 == quarter_of_year)])
        cells: Cells = {
            "行号": stay.line,
            "姓名": stay.member.name,
            "联系人": keeper,
            "上次联系": stay.last_told,
            "本季应办": owed,
        }
        taken = [deed for deed in by_stay[id(stay)] if _onto_line(cells, deed, row, quarter)]
        if mail and stay.runs(mailed) and random.random() < 0.95:
            cells["学习资料寄发日期"] = mailed + timedelta(days=random.randrange(0, 3))
        if row.told:
            cells |= {"变化": stay.end_kind, "变化日期": stay.end}
        elif row.change:
            kind, day, text = row.change
            cells |= {"变化": kind, "变化日期": day, "变化内容": text}
        elif "变化" not in cells and random.random() < 0.6:
            cells["变化"] = "无"
        for deed in taken:
            left.remove(deed)
        if isinstance(cells.get("联系日期"), date) and cells["是否联系上"] == "是":
            stay.last_told = f"{cells['联系日期']} {cells['联系方式'] or ''}".strip()
        found.append(cells)
    return found


def _onto_line(cells: Cells, deed: Deed, row: Listing, quarter: int) -> bool:
    """Put a deed into the line where the line has room for it; whether it had."""
    if deed.sheet == CONTACT:
        if not isinstance(deed.cells["联系日期"], date) or deed.cells["联系人"] != cells["联系人"]:
            return False
        column = _FESTIVALS.get(deed.occasion)
        if column and column not in cells and _in_season(quarter, deed.occasion):
            cells[column] = deed.day
            return True
        if deed.occasion == DAILY and "联系日期" not in cells:
            cells |= {name: deed.cells[name] for name in ("联系日期", "联系方式", "联系内容", "是否联系上")}
            return True
        return False
    if deed.cells.get("事项") != "临时返乡" or row.told or row.change or "变化" in cells:
        return False
    cells |= {"变化": "临时返乡", "变化日期": deed.day}
    return True


def _in_season(quarter: int, occasion: str) -> bool:
    return quarter % 4 == 0 if occasion == SPRING else quarter % 4 in (1, 2)


def _events(branch: Branch, due: list[Deed], received: date, own: bool) -> list[Table]:
    careful = branch.plan.habits.complete > 0.95
    by_sheet: dict[str, list[Cells]] = defaultdict(list)
    for deed in due:
        who: Cells = {}
        if deed.who is None:
            who = {"姓名": "全体流动党员"}
        elif deed.who:
            one = deed.who[0]
            needs_number = len(deed.who) == 1 and one.namesake and (careful or deed.day.day % 2)
            who = {"姓名": "、".join(member.name for member in deed.who)}
            if needs_number:
                who["公民身份号码"] = one.id_number
        cells: dict[str, Any] = {
            name: None if isinstance(value, date) and value > received and name not in _AHEAD else value
            for name, value in deed.cells.items()
        }
        by_sheet[deed.sheet].append(who | cells)
    return [
        register(sheet, by_sheet[sheet], own, branch.plan.line.name)[0] for sheet in _EVENT_SHEETS if by_sheet[sheet]
    ]

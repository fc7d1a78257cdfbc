"""What contact persons did in a quarter: calls, both festivals, and the people nobody reaches."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from borax.calendars import LunarDate

from data_layer import quarters
from data_layer.demo import invent, words
from data_layer.demo.people import OUT, Branch, Member, Stay, Value

# how often a branch reports whom it has not reached for a quarter: nearly all do, it asks no more than a call and a row
_REPORTS = {"good": 0.99, "middling": 0.97}
CONTACT = "联系记录"
DAILY, SPRING, JULY, LOST, THOUGHTS = "日常联系", "春节慰问", "七一慰问", "失联查找", "思想汇报"


@dataclass
class Deed:
    """One row of an event sheet to be. ``who`` None: 全体流动党员; empty: the sheet names nobody (经费使用).

    ``report_in`` is the quarter whose ledger first carries it; ``cells`` lack who.
    """

    sheet: str
    day: date
    who: tuple[Member, ...] | None
    cells: dict[str, Value]
    report_in: int
    stay: Stay | None = None
    occasion: str = ""


@cache
def new_years_day(year: int) -> date:
    """Lunar new year's day."""
    solar: date = LunarDate(year, 1, 1).to_solar_date()
    return solar


def contacts(branch: Branch, quarter: int, index: int, until: date) -> list[Deed]:
    """Contacts of a quarter, nothing after ``until``; ``index`` counts quarters since go-live."""
    habits, random = branch.plan.habits, branch.random
    level = min(max(habits.contact + habits.drift * index + random.gauss(0, 0.015), 0.05), 0.995)
    routine = random.choice(words.CONTENTS)
    found: list[Deed] = []
    for stay in branch.stays:
        days = stay.days_in(quarter)
        if stay.direction != OUT or days is None or days[0] > until:
            continue
        first, last = days[0], min(days[1], until)
        found += _festivals(branch, stay, quarter, index, until)
        if random.random() < level * stay.member.reach:
            for k in range(1 + (random.random() < (0.3 if habits.kind == "good" else 0.08))):
                day = invent.day_between(random, max(first, last - timedelta(days=1)) if habits.crams else first, last)
                content = routine if habits.kind != "good" and random.random() < 0.5 else random.choice(words.CONTENTS)
                found.append(_contact(branch, stay, day, quarter, DAILY if k == 0 else THOUGHTS, content, True))
                stay.reached = max(day, stay.reached or day)
        elif (last - (stay.reached or stay.start)).days > 80 and random.random() < _REPORTS.get(habits.kind, 0.4):
            day = invent.day_between(random, max(first, last - timedelta(days=20)), last)
            found.append(_contact(branch, stay, day, quarter, LOST, random.choice(words.TOPICS_LOST), False))
        elif random.random() < 0.3:
            found.append(
                _contact(branch, stay, invent.day_between(random, first, last), quarter, DAILY, "电话无人接听", False)
            )
    return found


def _contact(branch: Branch, stay: Stay, day: date, quarter: int, occasion: str, content: str, reached: bool) -> Deed:
    habits, random = branch.plan.habits, branch.random
    careless = random.random() > 0.35 + 0.65 * habits.complete
    by = stay.keeper if random.random() < 0.95 else random.choice(branch.keepers)
    method = random.choices(
        ("电话", "微信", "视频", "短信", "面谈", "家访", "信函", "电子邮件"), weights=(52, 27, 7, 6, 4, 2, 1, 1)
    )[0]
    late = reached and random.random() < {"good": 0.003, "middling": 0.015}.get(habits.kind, 0.06)
    cells: dict[str, Value] = {
        "联系日期": day,
        "联系方式": None if careless and random.random() < 0.3 else method,
        "联系人": by.name,
        "联系内容": random.choice(("联系", "已联系", "正常")) if careless else content,
        "联系事由": occasion,
        "是否联系上": "是" if reached else "否",
    }
    if habits.form == "own" and day <= quarters.last_day(quarter) and random.random() < 0.012:
        cells["联系日期"] = f"{day.year}年{day.month}月"
    report_in = max(quarters.quarter_of(day), quarter, stay.listed_from) + (1 if late else 0)
    return Deed(CONTACT, day, (stay.member,), cells, report_in, stay, occasion)


def _festivals(branch: Branch, stay: Stay, quarter: int, index: int, until: date) -> list[Deed]:
    """The Spring Festival in the quarter of its day; 1 July with the quarter that ends on 30 June or, first, begins."""
    habits, random = branch.plan.habits, branch.random
    year = quarter // 4
    found: list[Deed] = []
    festival = new_years_day(year)
    if quarter % 4 == 0 and stay.runs(festival) and random.random() < habits.festival * stay.member.reach:
        day = invent.day_between(random, festival - timedelta(days=13), festival + timedelta(days=11))
        if stay.start <= day <= until:
            found.append(_contact(branch, stay, day, quarter, SPRING, random.choice(words.TOPICS_SPRING), True))
    # 2026-06-25 belongs to the second quarter's ledger, 2026-07-01 to the third's
    if quarter % 4 == 2 and stay.runs(date(year, 7, 1)) and random.random() < habits.festival * stay.member.reach:
        day = invent.day_between(random, date(year, 6, 22), date(year, 7, 6))
        if stay.start <= day <= until:
            deed = _contact(branch, stay, day, quarter, JULY, random.choice(words.TOPICS_JULY), True)
            if day.month == 6 and index > 0:
                deed.report_in = max(quarter - 1, stay.listed_from)
            found.append(deed)
    return found

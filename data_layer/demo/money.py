"""The committees' money and records about themselves: one thorough, two middling or late, one without a fund."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from itertools import groupby
from random import Random

from data_layer import access
from data_layer.administration import Entry, enter_fund, record_committee, void_fund
from data_layer.administration.fund import KINDS
from data_layer.administration.fund_file import COLUMNS
from data_layer.demo import invent, words
from data_layer.demo.district import District, OrgLine, gets_money
from data_layer.demo.people import Value
from data_layer.organisations import Tree, tree
from data_layer.store import Store

_KINDS = ("good", "middling", "bad", "none")  # of the committees, in order
_BRANCH_SUMS = (2000, 2500, 3000, 3000, 4000, 5000)
_PRACTICES = ("“一人一册”联系做法", "返乡党员“夜学堂”做法", "流动党员“家书”做法")
_EXAMPLES = ("主动联系、带动就业的流动党员支部", "坚持每季寄送学习资料的联系人")


@dataclass(frozen=True)
class _Slip:
    """An entry on paper: organisations by code. ``taken_back``: entered by mistake and voided the same day."""

    org: str
    entry: Entry
    branch: str = ""
    taken_back: str = ""


def fund_slips(district: District) -> list[_Slip]:
    """Every entry up to the district's day, by day."""
    found: list[_Slip] = []
    committees = [line for line in district.organisations if line.is_unit]
    for number, line in enumerate(committees):
        kind = _KINDS[number % len(_KINDS)]
        below = [p.line for p in district.branches if p.line.code[:4] == line.code[:4] and gets_money(p.line)]
        for year in range(district.quarters[0] // 4, district.as_of.year + 1):
            if kind != "none":
                random = Random(f"fund/{district.seed}/{line.code}/{year}")
                found += _Purse(random, kind, line, below, year).slips()
    return sorted((each for each in found if each.entry.day <= district.as_of), key=lambda each: each.entry.day)


class _Purse:
    """One committee's year."""

    def __init__(self, random: Random, kind: str, line: OrgLine, below: list[OrgLine], year: int) -> None:
        self.random, self.kind, self.line, self.below, self.year = random, kind, line, below, year

    def slips(self) -> Iterator[_Slip]:
        given = list(self._allocations())
        own = list(self._spending())
        needed = sum((each.entry.amount for each in (*given, *own)), Decimal(0))
        first = date(self.year, 1, 12) + timedelta(days=self.random.randrange(14))
        day = (
            first
            if self.kind == "good"
            else date(self.year, 3, 16)
            if self.kind == "middling"
            else date(self.year, 5, 15)
        )
        whole = Decimal(int(needed * Decimal("1.12")) // 1000 * 1000 + 1000)
        dues = Decimal(int(whole) // 500 * 100)
        if self.kind == "good":
            wrong = self._entry("budget", day, whole * 10, f"〔{self.year}〕2号")
            yield replace(wrong, taken_back="多写了一个零")
        yield self._entry("budget", day, whole - dues, f"〔{self.year}〕{2 if self.kind == 'good' else 11}号")
        yield self._entry("budget", day, dues, "留存党费安排", source="党费留存")
        yield from given
        yield from own

    def _entry(self, kind: str, day: date, amount: Decimal, summary: str, branch: str = "", **more: str) -> _Slip:
        entry = Entry(0, kind, self.year, day, amount, summary=summary, **more)  # type: ignore[arg-type]
        return _Slip(self.line.code, entry, branch)

    def _allocations(self) -> Iterator[_Slip]:
        for branch in self.below:
            amount = Decimal(self.random.choice(_BRANCH_SUMS))
            parts: tuple[tuple[date, Decimal], ...] = ((date(self.year, 2, 25), amount),)
            if self.kind == "middling":
                parts = (date(self.year, 3, 25), amount * 3 / 5), (date(self.year, 8, 10), amount * 2 / 5)
            elif self.kind == "bad":
                parts = ((date(self.year, 9, 18), amount),) if self.random.random() < 0.7 else ()
            for number, (day, part) in enumerate(parts):
                gone = branch.abolished is not None and branch.abolished <= day
                if branch.founded <= day and not gone:
                    text = f"{self.year}年流动党员工作经费" + ("（第二批）" if number else "")
                    yield self._entry("allocated", day, part, text, branch=branch.code)

    def _spending(self) -> Iterator[_Slip]:
        random = self.random
        clerk, head = (invent.person_name(random, random.random() < 0.5) for _ in range(2))
        for number in range(1, 8):
            first, last = date(self.year, 3, 1), date(self.year, 11, 30)
            if self.kind == "bad":  # spends late, and most of it in December
                first, last = (
                    (date(self.year, 9, 1), date(self.year, 10, 28))
                    if number < 5
                    else (date(self.year, 12, 1), date(self.year, 12, 24))
                )
            day = invent.day_between(random, first, last)
            category, text = random.choice(words.EXPENSES)
            amount = Decimal(random.randrange(30, 240) * (30 if first.month == 12 else 10))
            slip = self._entry("spent", day, amount, text, category=category, handler=clerk, approver=head)
            entry = replace(slip.entry, voucher=f"{self.year}-记-{number:02d}", receipts=random.randrange(1, 5))
            if self.kind == "bad":
                entry = self._careless(number, entry, clerk)
            elif self.kind == "middling" and number == 5:
                entry = replace(entry, category="其他")
            yield replace(slip, entry=entry)
            if self.kind == "bad" and number == 2:
                again = replace(entry, voucher=f"{self.year}-记-02B", day=day + timedelta(days=3))
                yield replace(slip, entry=again)
            if self.kind == "middling" and number == 3:
                day += timedelta(days=9)
                back = replace(entry, voucher=f"{entry.voucher}冲", reverses=entry.voucher, amount=-entry.amount / 2)
                yield replace(slip, entry=replace(back, day=day, summary="退货冲减"))

    def _careless(self, number: int, entry: Entry, clerk: str) -> Entry:
        if number == 1:
            return replace(entry, voucher="")
        if number == 3:
            return replace(entry, approver=clerk)
        return replace(entry, receipts=0) if number == 4 else entry


def enter_slips(store: Store, slips: list[_Slip], founded_on: date) -> None:
    """Enter them as a committee's staff would, each on its day; what lies before the district is known, on that day."""
    viewer, now = access.local_administrator("演示数据"), tree(store)
    for day, group in groupby(slips, key=lambda slip: max(slip.entry.day, founded_on)):
        at = datetime.combine(day, time_of_day(11))
        for alike, some in groupby(group, key=lambda slip: bool(slip.taken_back)):
            listed = list(some)
            with store.write(at) as w:
                events = enter_fund(w, viewer, [_known(slip, now) for slip in listed])
            for event, slip in zip(events, listed, strict=True):
                if alike:
                    void_fund(store, viewer, event, slip.taken_back, at=at + timedelta(minutes=20))


def _known(slip: _Slip, now: Tree) -> Entry:
    return replace(slip.entry, org=now.by_code[slip.org], branch=now.by_code[slip.branch] if slip.branch else None)


def slip_rows(slips: list[_Slip]) -> list[list[Value]]:
    """The entries in force as ``fund import`` reads them: header row and rows."""
    rows: list[list[Value]] = [list(COLUMNS)]
    for slip in slips:
        entry = slip.entry
        if not slip.taken_back:
            rows.append(
                [
                    slip.org, KINDS[entry.kind], entry.year, entry.day, f"{entry.amount}", slip.branch, entry.source,
                    entry.category, entry.summary, entry.voucher, entry.reverses, entry.handler, entry.approver,
                    entry.receipts,
                ]
            )  # fmt: skip
    return rows


def enter_records(store: Store, district: District, founded_on: date) -> None:
    """列入目标管理, 经验推广, 先进典型 of each committee: the thorough one all, the next two some, the last none."""
    viewer, by_code = access.local_administrator("演示数据"), tree(store).by_code
    days: dict[str, dict[str, tuple[int, int]]] = {
        "good": {"target_listed": (2, 18), "practice_shared": (6, 24), "exemplar_named": (7, 1)},
        "middling": {"target_listed": (3, 20), "practice_shared": (9, 9)},
        "bad": {"target_listed": (4, 28)},
    }
    committees = [line for line in district.organisations if line.is_unit]
    for number, line in enumerate(committees):
        for year in range(district.quarters[0] // 4, district.as_of.year + 1):
            for kind, (month, day_of_month) in days.get(_KINDS[number % len(_KINDS)], {}).items():
                day = date(year, month, day_of_month)
                if day > district.as_of:
                    continue
                random = Random(f"record/{district.seed}/{line.code}/{year}/{kind}")
                said = {"practice_shared": random.choice(_PRACTICES), "exemplar_named": random.choice(_EXAMPLES)}
                text = said.get(kind, f"〔{year}〕{random.randrange(3, 30)}号")
                at = datetime.combine(max(day, founded_on), time_of_day(11, 30))
                record_committee(store, viewer, by_code[line.code], kind, year, day, text, at=at)

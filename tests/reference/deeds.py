"""What the branches of a random district report of the people away: the rows of the event sheets, and the cover."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from tests.reference.days import month_of, new_year, quarter_first, quarter_last
from tests.reference.model import (
    OUTFLOW,
    AppraisalRow,
    CareRow,
    CertificateRow,
    ContactRow,
    EventRow,
    ExpenseRow,
    LiaisonRow,
    SpellRow,
    Submission,
    TrainingRow,
    name_of,
)

R = TypeVar("R", bound=EventRow)
VOUCHERS = ("1", "2", "3", "4", "5", "6", None)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass
class Hand:
    """Who fills in one ledger: the dice, the ledger, whom it may name, and what it says of their spells."""

    rng: random.Random
    ledger: Submission
    persons: list[int]
    spells: Sequence[SpellRow]

    def often(self, share: float) -> bool:
        """True in a share of the cases."""
        return self.rng.random() < share

    def a_day(self, first: date, last: date) -> date:
        """A day between two."""
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def in_quarter(self) -> date:
        """Mostly a day of the quarter, sometimes at its border or long before."""
        first = quarter_first(self.ledger.quarter)
        last = max(min(quarter_last(self.ledger.quarter), self.ledger.received_on), first)
        if self.often(0.15):
            return self.a_day(first - timedelta(days=100), self.ledger.received_on)
        if self.often(0.15):
            return self.rng.choice((first, last, min(self.ledger.received_on, last + timedelta(days=2))))
        return self.a_day(first, last)

    def near(self, day: date, *offsets: int) -> date:
        """So many days from a day."""
        return day + timedelta(days=self.rng.choice(offsets))

    def rows(self, make: Callable[[date], R], person: int, day: date) -> list[R]:
        """The row of one cell, as untidily as it comes: month only, for two, all or nobody, for several persons."""
        month = self.often(0.08)
        day = month_end(day) if month else day
        if day.replace(day=1) > self.ledger.received_on or (not month and day > self.ledger.received_on):
            return []
        row = replace(make(day), person=person, month=month)
        others = [p for p in self.persons if p != person]
        if others and self.often(0.06):
            return [replace(row, tie="two"), replace(row, tie="two", person=self.rng.choice(others))]
        if others and self.often(0.05):
            return [row, replace(row, person=self.rng.choice(others))]
        if self.often(0.08):
            return [replace(row, tie=self.rng.choice(("all", "all", "none")), person=None)]
        return [row]


Cells = list[list[Any]]


def numbered(cells: Iterable[Sequence[Any]]) -> tuple[Any, ...]:
    """Rows numbered from 3 on; those of one cell share their number."""
    return tuple(replace(row, row=n) for n, rows in enumerate(cells, 3) for row in rows)


def cells_of(rows: Sequence[Any]) -> Cells:
    """Rows of an earlier ledger, cell by cell."""
    by_cell: dict[int, list[Any]] = {}
    for row in rows:
        by_cell.setdefault(row.row, []).append(row)
    return list(by_cell.values())


def contacts(h: Hand, active: float) -> Cells:
    """联系记录: several a quarter for the active."""
    rng, found = h.rng, []
    for person in h.persons:
        for _ in range(rng.choice((1, 1, 2, 3)) if h.often(active) else 0):
            found.append(
                h.rows(
                    lambda day: ContactRow(
                        day=day,
                        reached=rng.choice((True, True, True, True, True, False, None)),
                        contact_key=rng.choice((1, 2, 3, None)),
                        method=rng.choice(("电话", "微信", "面谈", None)),
                        content_length=rng.choice((3, 4, 6, 20)),
                        occasion=rng.choice(("日常联系", "日常联系", "思想汇报", "失联查找", None)),
                    ),
                    person,
                    h.in_quarter(),
                )
            )
    return [rows for rows in found if rows]


def cares(h: Hand, caring: float) -> Cells:
    """关爱帮扶: around the festivals, and at any time."""
    rng, found = h.rng, []
    year = h.ledger.quarter // 4
    for person in h.persons:
        if h.often(caring):
            day = h.near(new_year(year), -16, -15, -3, 0, 1, 14, 15, 40)
            if h.often(0.4):
                day = h.near(date(year, 7, 1), -16, -15, -3, 0, 6, 7, 20)
            if h.often(0.3):
                day = h.in_quarter()
            found.append(h.rows(lambda d: CareRow(day=d, kind=rng.choice(("走访慰问", "结对帮扶"))), person, day))
    return [rows for rows in found if rows]


def certificates(h: Hand, careful: float) -> Cells:
    """活动证与返乡: around the starts and ends that the ledger tells of, and at any time."""
    rng, found = h.rng, []

    def row(item: str) -> Callable[[date], CertificateRow]:
        problem = h.often(0.15)
        return lambda day: CertificateRow(
            day=day,
            item=item,
            numbered=h.often(0.7),
            handler_filled=h.often(0.9),
            record_filled=h.often(0.6),
            problem=problem,
            corrected_on=h.near(day, 0, 20, 89, 90, 91) if problem and h.often(0.7) else None,
        )

    for spell in h.spells:
        person = spell.person
        if h.often(careful * 0.5):
            day = h.near(spell.start_on, -91, -90, -5, 0, 3, 10, 11)
            found.append(h.rows(row(rng.choice(("发放", "发放", "补发"))), person, day))
        for _ in range(2 if spell.end_on is not None and h.often(careful) else 0):
            assert spell.end_on is not None
            day = h.near(spell.end_on, -1, 0, 5, 29, 30, 31)
            items = ("收回", "收回", "挂失", "返回审验") if spell.direction == OUTFLOW else ("填写",)
            found.append(h.rows(row(rng.choice(items)), person, day))
        if h.often(0.25):
            back = h.near(new_year(h.ledger.quarter // 4), -15, -4, 2, 14) if h.often(0.5) else h.in_quarter()
            found.append(h.rows(row("临时返乡"), person, back))
            if h.often(careful):
                found.append(h.rows(row("返回审验"), person, h.near(back, -1, 0, 10, 30, 31)))
    for person in h.persons:
        if h.often(careful * 0.2):
            found.append(
                h.rows(
                    row(rng.choice(("年度审验", "年度审验", "填写", "返回审验", "临时返乡"))), person, h.in_quarter()
                )
            )
    return [rows for rows in found if rows]


def trainings(h: Hand, careful: float) -> Cells:
    """教育培训: before leaving, by post, after coming back, and other hours."""
    rng, found = h.rng, []

    def row(kind: str) -> Callable[[date], TrainingRow]:
        return lambda day: TrainingRow(
            day=day,
            kind=kind,
            hours=rng.choice((None, Decimal("0.5"), Decimal(4), Decimal(8), Decimal(12), Decimal(30))),
            done=rng.choice((True, True, True, True, False, None)),
            explained=rng.choice((7, 7, 7, 6, 0)) if kind == "行前教育" else 0,
        )

    for spell in h.spells:
        if h.often(careful * 0.6):
            day = h.near(spell.start_on, -91, -90, -30, -2, 0, 0, 1)
            found.append(h.rows(row("行前教育"), spell.person, day))
    for person in h.persons:
        if h.often(careful * 0.6):
            found.append(h.rows(row("邮寄教育"), person, h.in_quarter()))
        for _ in range(rng.choice((0, 1, 3, 4)) if h.often(careful) else 0):
            found.append(h.rows(row(rng.choice(("其他培训", "其他培训", "补课教育"))), person, h.in_quarter()))
        if h.often(careful * 0.3):
            day = h.near(new_year(h.ledger.quarter // 4), -4, 2, 14, 20)
            found.append(h.rows(row("补课教育"), person, day))
    return [rows for rows in found if rows]


def appraisals(h: Hand, careful: float) -> Cells:
    """民主评议: in the first or last quarter of a year, most on one day."""
    rng, found = h.rng, []
    at = h.ledger.quarter % 4
    if at not in (0, 3) and not h.often(0.1):
        return []
    year = h.ledger.quarter // 4 - (at == 0)
    meeting = date(year, 12, 10) if h.often(0.7) else date(year + 1, 1, 15)

    def row(day: date) -> AppraisalRow:
        grade = rng.choice(("优秀", "优秀", "合格", "基本合格", "不合格", "不合格", "不评定等次", None))
        return AppraisalRow(
            day=day,
            year=year,
            manner=rng.choice(("现场参加", "线上参加", "书面汇报", "书面汇报", "未参加")),
            reported_on=rng.choice((None, day, day - timedelta(days=5), day + timedelta(days=1))),
            presenter_key=rng.choice((None, 1, 2, 3)),
            grade=grade,
            supports=rng.choice((5, 5, 3, 0)) if grade == "优秀" else 0,
            feedback_on=rng.choice((None, day, day + timedelta(days=10))),
            rectify_by=rng.choice((None, day + timedelta(days=60), day + timedelta(days=200))),
            rectified_on=rng.choice((None, day + timedelta(days=59), day + timedelta(days=100))),
        )

    for person in h.persons:
        if h.often(careful):
            found.append(h.rows(row, person, meeting if h.often(0.8) else h.near(meeting, -3, 1, 30)))
    return [rows for rows in found if rows]


def liaisons(h: Hand, careful: float) -> Cells:
    """双向管理: at any time, and where people have come."""
    rng, found = h.rng, []
    items = ("信息通报", "督促提醒", "评议反馈", "其他", "参加组织生活", "教育帮助", "身份核实")

    def row(item: str) -> Callable[[date], LiaisonRow]:
        return lambda day: LiaisonRow(day=day, item=item)

    for person in h.persons:
        if h.often(careful * 0.6):
            found.append(h.rows(row(rng.choice(items)), person, h.in_quarter()))
    for spell in h.spells:
        if spell.direction == "流入" and h.often(careful):
            day = h.near(spell.start_on, -1, 0, 10, 30, 31)
            found.append(h.rows(row("身份核实"), spell.person, day))
    return [rows for rows in found if rows]


def expenses(h: Hand, careful: float) -> Cells:
    """经费使用: vouchers with gaps, some twice, some taken back."""
    rng, found = h.rng, []
    for _ in range(rng.choice((0, 1, 2, 4)) if h.often(careful) else 0):
        month, day = h.often(0.08), h.in_quarter()
        day = month_end(day) if month else day
        if min(month_of(day)) > h.ledger.received_on or (not month and day > h.ledger.received_on):
            continue
        reverses = rng.choice(VOUCHERS[:6]) if h.often(0.12) else None
        amount = Decimal(rng.choice(("50", "100", "333.33", "600", "1000")))
        found.append(
            [
                ExpenseRow(
                    day=day,
                    month=month,
                    voucher=rng.choice(VOUCHERS),
                    category=rng.choice(("教育培训", "党内活动", "党务工作", "教育培训", "其他", None)),
                    amount=-amount if reverses else amount,
                    reverses=reverses,
                    handler_key=rng.choice((1, 1, None)),
                    approver_key=rng.choice((2, 2, 2, 1, None)),
                    receipts=rng.choice((1, 2, 1, 0, None)),
                )
            ]
        )
    return found


def corrected(h: Hand, cell: list[Any]) -> list[Any]:
    """A cell of an earlier ledger with one thing put right, or wrong."""
    changes: dict[type, dict[str, Any]] = {
        ContactRow: {"content_length": 12, "method": "电话", "contact_key": 2},
        CertificateRow: {"numbered": True, "handler_filled": True, "record_filled": True},
        TrainingRow: {"done": True, "explained": 7},
        AppraisalRow: {"grade": "合格", "manner": "线上参加", "presenter_key": 1},
        CareRow: {"kind": "社会救济"},
        LiaisonRow: {"item": "督促提醒"},
        ExpenseRow: {"receipts": 2, "approver_key": 3, "category": "党内活动"},
    }
    some = changes[type(cell[0])]
    column = h.rng.choice(sorted(some))
    return [replace(row, **{column: some[column]}) for row in cell]


SHEETS: dict[str, Callable[[Hand, float], Cells]] = {
    "contacts": contacts,
    "cares": cares,
    "certificates": certificates,
    "trainings": trainings,
    "appraisals": appraisals,
    "liaisons": liaisons,
    "expenses": expenses,
}


def cover(h: Hand) -> dict[str, Any]:
    """What the 封面 says, right and wrong."""
    rng, ledger = h.rng, h.ledger
    open_now = sum(1 for row in h.spells if row.end_on is None and row.direction == OUTFLOW)
    first, last = quarter_first(ledger.quarter), quarter_last(ledger.quarter)
    reviewed = rng.choice((None, first - timedelta(days=1), first, last, last + timedelta(days=9), ledger.received_on))
    everybody = h.often(0.3)
    return {
        "floating_declared": rng.choice((None, open_now, open_now, max(open_now + rng.randint(-1, 2), 0))),
        "reviewed_on": min(reviewed, ledger.received_on) if reviewed else None,
        "reviewers_all": everybody,
        "reviewer_keys": () if everybody else tuple(rng.sample((1, 2, 3), rng.randint(0, 3))),
        "members_total": rng.choice((None, 3, 8, 9, 30)),
        "excellent_declared": rng.choice((None, 0, 1, 2, 3, 4)),
        "custodian_named": h.often(0.9),
        "custodian_role": rng.choice(("支部书记", "专职副书记", "指定专人", None)),
        "change_declared": rng.choice(("有变化", "无变化", None)),
        "change_found": rng.choice((True, True, False, None)),
    }


def contact_name(rng: random.Random, usual: int, persons: Sequence[int]) -> int | None:
    """The usual contact, nobody, or somebody who bears the name of one of the persons away."""
    if persons and rng.random() < 0.06:
        return name_of(rng.choice(persons))
    return rng.choice((usual, usual, usual, None))

"""四（二） What money was spent on, voucher by voucher, and what looks wrong: questions to be asked, never scores."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from data_layer.access import Viewer, mask_text, visible_orgs
from data_layer.access.directory import everyone
from data_layer.access.memory import remembered
from data_layer.access.viewer import LOCAL
from data_layer.assessment.fund import ZERO, FundLine, FundYear, asked, scope, yuan
from data_layer.assessment.view import View
from data_layer.store import Store
from data_layer.store.engine import sql_text

#: kind of question -> its word, in the order shown
QUESTIONS: dict[str, str] = {
    "no_fund": "未设经费",
    "over": "超支",
    "alike": "疑似重复",
    "number": "凭证号",
    "approval": "审批",
    "receipts": "票据",
    "category": "类别",
    "reversal": "冲减",
    "december": "年底突击",
    "no_allocation": "未下拨",
}
#: Two vouchers of one amount and the same words within so many days may be one.
ALIKE_DAYS = 7
#: A question about all vouchers of a branch shows so many of them, the latest.
MOST_PLACES = 6


@dataclass(frozen=True)
class Place:
    """Where a voucher stands: a row of a branch's ledger, or an entry of a committee's fund."""

    submission: int = 0
    sheet: str = ""
    row: int = 0
    event: int | None = None

    @property
    def address(self) -> str:
        """The place as part of a link: no text of the file, nobody's name."""
        return f"e{self.event}" if self.event is not None else f"{self.submission}.{self.row}"


@dataclass(frozen=True)
class Voucher:
    """One voucher. ``spent``: yuan after reversals (``taken_off``, not above 0). ``summary``: as far as the viewer may
    read it."""

    org: int
    org_name: str
    place: Place
    day: date
    number: str
    summary: str
    source: str
    category: str
    amount: Decimal
    taken_off: Decimal
    receipts: int | None
    flaws: tuple[tuple[str, str], ...]  # (kind of question, sentence)
    alike: Place | None = None

    @property
    def spent(self) -> Decimal:
        """Yuan spent in the end."""
        return self.amount + self.taken_off


@dataclass(frozen=True)
class Question:
    """Something to be asked. ``places``: what says so; none: that nothing is there is the point."""

    kind: str
    org: int
    org_name: str
    sentence: str
    amount: Decimal | None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class FundEntry:
    """One entry of a committee's fund, also one taken back (``voided_on``, ``void_reason``)."""

    event: int
    org: int
    org_name: str
    kind: str
    branch_name: str
    year: int
    day: date
    amount: Decimal
    source: str
    category: str
    voucher: str
    summary: str
    reverses: str
    receipts: int | None
    approval: str
    file_row: int | None
    by: str
    recorded_at: datetime
    voided_on: date | None
    void_reason: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(event=self.event)


@remembered(16, own=True)
def vouchers(store: Store, viewer: Viewer, view: View, year: int) -> list[Voucher]:
    """Every voucher of a year, latest first. What it says is masked like any free text of a branch."""
    snapshot, branches, funds = scope(store, viewer, view)
    named, identified = visible_orgs(store, viewer, "names"), visible_orgs(store, viewer, "identify")
    params = asked(view, branches, funds, year) | {"until": view.as_of}
    statement = sql_text("assessment/fund_voucher") + sql_text("assessment/fund_vouchers")

    def readable(org: int, text: str | None, event: int | None) -> str:
        if not text or event is not None or named is None or org in named:
            return text or ""
        return mask_text(text) if identified is None or org in identified else "（无权查看）"

    return [
        Voucher(
            row["org"],
            snapshot.by_id[row["org"]].name,
            Place(row["submission"], row["sheet"], row["row"], row["event"]),
            row["day"],
            row["voucher"] or "",
            readable(row["org"], row["summary"], row["event"]),
            row["source"] or "",
            row["category"] or "",
            row["amount"],
            row["taken_off"],
            row["receipts"],
            tuple(_flaws(row)),
            Place(row["alike_submission"], row["alike_sheet"], row["alike_row"], row["alike_event"])
            if _alike(row)
            else None,
        )
        for row in store.composed_rows(statement, params)
    ]


def _alike(row: dict[str, object]) -> bool:
    day, before = row["day"], row["alike_day"]
    return isinstance(day, date) and isinstance(before, date) and (day - before).days <= ALIKE_DAYS


def _flaws(row: dict[str, object]) -> Iterable[tuple[str, str]]:
    """What is to be asked about one voucher, from its own row."""
    if _alike(row):
        yield "alike", f"与 {row['alike_day']} 的一笔金额、摘要都相同，是不是同一笔？"
    if not row["voucher"]:
        yield "number", "没有凭证号，凭证在哪里？"
    elif int(str(row["times"])) > 1:
        yield "number", f"同一份台账里凭证号“{row['voucher']}”出现 {row['times']} 次，只计了最后一行，是几笔？"
    elif _renumbered(row):
        before = f"{row['earlier_day']} 的 {yuan(Decimal(str(row['earlier_amount'])))}"
        yield "number", f"凭证号“{row['voucher']}”以前报过 {before}，是更正还是两笔？"
    if row["reverses"]:
        if not row["of_before"]:
            yield "reversal", f"冲减的凭证“{row['reverses']}”没有找到，冲的是哪一笔？"
        return
    if not row["approved"]:
        yield "approval", "没有审批人，是谁批准的？"
    elif row["self_approved"]:
        yield "approval", "审批人就是经手人，有没有第二个人审核？"
    if not row["receipts"]:
        yield "receipts", "没有票据，用什么报销的？"
    if row["category"] in (None, "其他"):
        yield "category", "类别是“其他”，用在教育培训、党内活动、党务工作中的哪一项？"


def _renumbered(row: dict[str, object]) -> bool:
    """An earlier quarter's ledger gave the number to another day and another amount."""
    return (
        row["earlier_day"] is not None
        and row["earlier_quarter"] != row["quarter"]
        and row["earlier_day"] != row["day"]
        and row["earlier_amount"] != row["amount"]
    )


def questions(found: FundYear, listed: Iterable[Voucher]) -> list[Question]:
    """What looks wrong in a year: about organisations first, then about vouchers; in the order of QUESTIONS."""
    every = list(listed)
    first: dict[int, list[Place]] = defaultdict(list)
    for each in every:
        first[each.org].append(each.place)
    asked_of = [q for line in found.funds for q in _of_fund(found, line)]
    alone = not found.funds  # under a committee, its branches without an allocation are one question
    asked_of += [
        q for line in found.branches for q in _of_branch(found, line, tuple(first[line.org or 0][:MOST_PLACES]), alone)
    ]
    for each in every:
        for kind, sentence in each.flaws:
            places = (each.place, each.alike) if kind == "alike" and each.alike else (each.place,)
            asked_of.append(Question(kind, each.org, each.org_name, sentence, each.amount, places))
    order = list(QUESTIONS)
    return sorted(asked_of, key=lambda q: (order.index(q.kind), -(q.amount or ZERO)))


def _of_fund(found: FundYear, line: FundLine) -> Iterable[Question]:
    money = line.money
    assert line.org is not None
    if not money.budget and line.members:
        sentence = f"有流动党员 {line.members} 人，{found.year} 年没有登记经费预算，设立了没有？"
        yield Question("no_fund", line.org, line.name, sentence, None)
    if money.budget and line.unserved:
        sentence = f"{line.unserved} 个有流动党员的支部没有下拨经费，需要用钱时怎么办？"
        yield Question("no_allocation", line.org, line.name, sentence, None)
    out = money.allocated - money.received + money.by_committees
    if money.budget and out > money.budget:
        sentence = f"下拨和本级支出共 {yuan(out)}，超过预算 {yuan(money.budget)}，多出的从哪里来？"
        yield Question("over", line.org, line.name, sentence, out - money.budget)
    if _in_december(found, line):
        sentence = f"支出的 {line.december / money.spent:.0%} 在 12 月，为什么集中在年底？"
        yield Question("december", line.org, line.name, sentence, line.december)


def _of_branch(found: FundYear, line: FundLine, places: tuple[Place, ...], alone: bool) -> Iterable[Question]:
    money, org = line.money, line.org
    assert org is not None
    if money.spent > money.allocated:
        over = f"超过下拨 {yuan(money.allocated)}" if money.allocated else "而没有下拨"
        sentence = f"支出 {yuan(money.spent)}，{over}，多出的用的是什么钱？"
        yield Question("over", org, line.name, sentence, money.spent - money.allocated, places)
    elif alone and not money.allocated and line.members:
        sentence = f"有流动党员 {line.members} 人，{found.year} 年没有下拨经费，需要用钱时怎么办？"
        yield Question("no_allocation", org, line.name, sentence, None)
    if _in_december(found, line):
        sentence = f"支出的 {line.december / money.spent:.0%} 在 12 月，为什么集中在年底？"
        yield Question("december", org, line.name, sentence, line.december, places)


def _in_december(found: FundYear, line: FundLine) -> bool:
    return found.over and line.money.spent > 0 and line.december * 2 > line.money.spent


@remembered(16)
def fund_entries(store: Store, viewer: Viewer, view: View, year: int) -> list[FundEntry]:
    """What committees entered for a year, latest first; entries taken back among them."""
    snapshot, branches, funds = scope(store, viewer, view)
    people = everyone(store)

    def who(account: int | None) -> str:
        if account in (None, LOCAL):
            return "命令行"
        known = people.get(int(str(account)))
        return known.display_name if known else f"账号 {account}"

    return [
        FundEntry(
            event=row["event"],
            org=row["org"],
            org_name=snapshot.by_id[row["org"]].name if row["org"] in snapshot.by_id else "",
            kind=row["kind"],
            branch_name=snapshot.by_id[row["branch"]].name if row["branch"] in snapshot.by_id else "",
            year=row["year"],
            day=row["day"],
            amount=row["amount"],
            source=row["source"] or "",
            category=row["category"] or "",
            voucher=row["voucher"] or "",
            summary=row["summary"] or "",
            reverses=row["reverses"] or "",
            receipts=row["receipts"],
            approval="经手人兼审批" if row["self_approved"] else "有" if row["approved"] else "无",
            file_row=row["file_row"],
            by=who(row["account"]),
            recorded_at=row["recorded_at"],
            voided_on=row["voided_on"],
            void_reason=row["void_reason"] or "",
        )
        for row in store.rows("assessment/fund_entry", asked(view, branches, funds, year))
    ]

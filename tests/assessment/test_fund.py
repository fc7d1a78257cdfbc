"""The money of a year beside a second computation in plain Python, and what looks wrong, case by case."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer import clock
from data_layer.access import Viewer, local_administrator
from data_layer.administration import import_orgs
from data_layer.assessment.fund import FundYear, fund_year, fund_years
from data_layer.assessment.fund_vouchers import fund_entries, questions, vouchers
from data_layer.assessment.view import View, view_of
from data_layer.organisations import tree
from data_layer.store import Store
from data_layer.store.engine import dumps
from tests.access.conftest import viewer

ME = local_administrator("test")
TODAY = date(2026, 11, 23)
TREE = (
    ("Q", "区委组织部", "", "区委"),
    ("A", "东湖党工委", "Q", "党工委"),
    ("A1", "一支部", "A", "党支部"),
    ("A2", "二支部", "A", "党支部"),
    ("B", "西山党委", "Q", "党委"),
    ("B1", "三支部", "B", "党支部"),
)
FUNDS, BRANCHES = ("Q", "A", "B"), ("A1", "A2", "B1")


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9))


def made() -> Store:
    store = Store(":memory:")
    names = ("党组织代码", "党组织名称", "上级党组织代码", "类型")
    rows = [dict(zip(names, line, strict=True)) for line in TREE]
    assert not import_orgs(store, ME, rows, at=datetime(2024, 1, 1)).problems
    return store


@dataclass
class Books:
    """What is written into a store, in plain words; ``ledgers``: (branch, quarter, received, withdrawn, rows)."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    ledgers: list[tuple[str, int, date, bool, list[dict[str, Any]]]] = field(default_factory=list)

    def write(self, store: Store) -> None:
        org = tree(store).by_code
        with store.write(at=datetime(2024, 6, 1)) as w:
            for number, entry in enumerate(self.entries, start=1):
                fact = {**entry, "event": number, "org": org[entry["org"]], "recorded_at": datetime(2024, 6, 1)}
                fact["branch"] = org[entry["branch"]] if entry.get("branch") else None
                w.append("fund_event", [{k: v for k, v in fact.items() if k != "void"}])
                if entry.get("void"):
                    void = {"event": 1000 + number, "org": fact["org"], "kind": "void", "day": entry["void"]}
                    w.append("fund_event", [{**void, "voids": number, "reason": "写错"}])
            for number, (branch, quarter, received, withdrawn, rows) in enumerate(self.ledgers, start=1):
                own = {"org": org[branch], "submission": number}
                common = {"quarter": quarter, "received_on": received, "form": "1", "layout": "register"}
                common |= {"file_sha256": "", "file_name": "台账.xlsx", "custodian_named": True, "cover_cells": "{}"}
                w.append("submission", [own | common])
                if withdrawn:
                    event = {"event": 2000 + number, "kind": "withdrawn", "day": received}
                    w.append("submission_event", [own | event])
                for line, row in enumerate(rows, start=2):
                    place = own | {"sheet": "经费使用", "row": line}
                    facts = {"handler_key": 1, "approver_key": 2, "receipts": 1, "month": False, "row_hash": 0}
                    facts |= {k: v for k, v in row.items() if k != "summary"}
                    w.append("expense_row", [place | facts])
                    text = {"kind": "经费使用", "cells": dumps({"摘要": row.get("summary", "")})}
                    w.append("row_text", [place | text])


def look(store: Store, code: str = "Q", year: int = 2026, as_of: date = TODAY, who: Viewer = ME) -> FundYear:
    return fund_year(store, who, page(store, code, as_of, who), year)


def page(store: Store, code: str = "Q", as_of: date = TODAY, who: Viewer = ME) -> View:
    return view_of(store, who, code, None, as_of.isoformat(), branches=None)


# --- a second way ------------------------------------------------------------------------------------------------

Net = tuple[str, int, date, str | None, str | None, Decimal]  # org, year, day, source, category, yuan


def net_vouchers(books: Books, as_of: date) -> list[Net]:
    """Spending after reversals, by going through the books one line after the other."""
    latest: dict[tuple[str, int], int] = {}
    for number, (branch, quarter, received, withdrawn, _) in enumerate(books.ledgers):
        if received <= as_of and not withdrawn:
            latest[branch, quarter] = number
    found: dict[Any, dict[str, Any]] = {}
    for (branch, _), number in sorted(latest.items(), key=lambda item: (item[0][1], item[1])):
        for row in books.ledgers[number][4]:
            if row["day"] <= as_of:
                key: Any = (branch, row["day"].year, row["voucher"])
                if row["voucher"] is None:
                    key = (branch, row["day"], row["amount"], row["category"])
                found[key] = {**row, "org": branch, "year": row["day"].year}
    for number, entry in enumerate(books.entries):
        if entry["kind"] == "spent" and in_force(entry, as_of):
            found[entry["org"], entry["year"], entry["voucher"] or number] = entry
    spent = {key: row["amount"] or Decimal(0) for key, row in found.items()}
    for key, row in found.items():
        if not row["reverses"] or (row["amount"] or 0) >= 0:
            continue
        target = (row["org"], row["year"], row["reverses"])
        if target in found and not found[target]["reverses"]:
            spent[target] += row["amount"]
            del spent[key]
    return [
        (row["org"], row["year"], row["day"], row["source"], row["category"], spent[key])
        for key, row in found.items()
        if key in spent
    ]


def in_force(entry: dict[str, Any], as_of: date) -> bool:
    return entry["day"] <= as_of and not (entry.get("void") and entry["void"] <= as_of)


days = st.dates(date(2024, 12, 1), TODAY)
money = st.decimals(1, 999, places=2)
numbers = st.sampled_from(["1", "2", "3", None])


@st.composite
def books(draw: st.DrawFn) -> Books:
    made = Books()
    taken = set()
    for _ in range(draw(st.integers(0, 8))):
        kind, day = draw(st.sampled_from(("budget", "allocated", "spent"))), draw(days)
        entry: dict[str, Any] = {"org": draw(st.sampled_from(FUNDS)), "kind": kind, "day": day, "amount": draw(money)}
        entry |= {"year": day.year, "source": draw(st.sampled_from(("财政拨款", "党费留存")))}
        entry |= {"category": None, "voucher": None, "reverses": None}
        if kind == "allocated":
            entry["branch"] = draw(st.sampled_from(BRANCHES))
            entry["year"] += draw(st.sampled_from((0, 0, 1)))
        if kind == "spent":
            entry |= {"category": draw(st.sampled_from(("教育培训", "其他"))), "voucher": draw(numbers)}
            if draw(st.booleans()) and entry["voucher"]:
                entry |= {"reverses": draw(st.sampled_from("123")), "amount": -entry["amount"]}
            if entry["voucher"] and (entry["org"], entry["year"], entry["voucher"]) in taken:
                continue
            taken.add((entry["org"], entry["year"], entry["voucher"]))
        if draw(st.integers(0, 4)) == 0:
            entry["void"] = min(day + timedelta(days=draw(st.integers(0, 200))), TODAY)
        made.entries.append(entry)
    for _ in range(draw(st.integers(0, 5))):
        received = draw(days)
        rows = []
        for _ in range(draw(st.integers(0, 4))):
            row = {"day": min(draw(days), received), "voucher": draw(numbers), "amount": draw(money), "reverses": None}
            row |= {"source": "财政拨款", "category": draw(st.sampled_from(("教育培训", "其他", None)))}
            if draw(st.integers(0, 3)) == 0:
                row |= {"reverses": draw(st.sampled_from("123")), "amount": -row["amount"]}
            rows.append(row)
        quarter = received.year * 4 + (received.month - 1) // 3 - draw(st.integers(0, 1))
        made.ledgers.append((draw(st.sampled_from(BRANCHES)), quarter, received, draw(st.integers(0, 5)) == 0, rows))
    return made


WITHIN = {"Q": (FUNDS, BRANCHES), "A": (("A",), ("A1", "A2")), "B1": ((), ("B1",))}


@settings(max_examples=12)
@given(
    books(), st.sampled_from(sorted(WITHIN)), st.sampled_from((2025, 2026)), st.sampled_from((TODAY, date(2026, 3, 9)))
)
def test_figures_are_those_of_a_second_way_of_computing(written: Books, code: str, year: int, as_of: date) -> None:
    with closing(made()) as store:
        written.write(store)
        found = look(store, code, year, as_of)
        funds, branches = WITHIN[code]
        net = [each for each in net_vouchers(written, as_of) if each[0] in (*funds, *branches)]
        for which, money_of, until in (
            (year, found.total, as_of),
            (year - 1, found.before, as_of if year < as_of.year else as_of.replace(year=year - 1)),
        ):
            flows = [e for e in written.entries if e["year"] == which and in_force(e, as_of) and e["day"] <= until]
            budget = sum(e["amount"] for e in flows if e["kind"] == "budget" and e["org"] in funds)
            to_own = [e for e in flows if e["kind"] == "allocated" and e["branch"] in branches]
            away = [e for e in flows if e["kind"] == "allocated" and e["org"] in funds and e["branch"] not in branches]
            received = sum(e["amount"] for e in to_own if e["org"] not in funds) - sum(e["amount"] for e in away)
            spent = [each for each in net if each[1] == which and each[2] <= until]
            assert money_of.budget == budget
            assert money_of.allocated == sum(e["amount"] for e in to_own)
            assert money_of.received == received
            assert money_of.by_branches == sum(each[5] for each in spent if each[0] in branches)
            assert money_of.by_committees == sum(each[5] for each in spent if each[0] in funds)
            assert money_of.left == budget + received - sum(each[5] for each in spent)
        per_category: dict[str, Decimal] = defaultdict(Decimal)
        for each in net:
            if each[1] == year:
                per_category[each[4] or "未写明"] += each[5]
        assert {line.name: line.money.spent for line in found.categories if line.money.spent} == {
            name: amount for name, amount in per_category.items() if amount
        }
        assert sum((line.money.by_branches for line in found.branches), Decimal(0)) == found.total.by_branches
        if code == "Q":
            for name in ("budget", "allocated", "received", "by_branches", "by_committees", "left"):
                parts = [getattr(line.money, name) for line in found.funds]
                assert sum(parts, Decimal(0)) == getattr(found.total, name), name
        assert sum((each.spent for each in vouchers(store, ME, page(store, code, as_of), year)), Decimal(0)) == (
            found.total.spent
        )


# --- who sees what -------------------------------------------------------------------------------------------------


def row(day: date, voucher: str | None = "1", amount: int = 100, **more: Any) -> dict[str, Any]:
    own = {"day": day, "voucher": voucher, "amount": Decimal(amount), "reverses": None, "source": "财政拨款"}
    return own | {"category": "教育培训", "summary": f"资料 {voucher}"} | more


def entry(kind: str, org: str, amount: int, day: date = date(2026, 2, 3), **more: Any) -> dict[str, Any]:
    own = {"kind": kind, "org": org, "amount": Decimal(amount), "day": day, "year": day.year, "source": "财政拨款"}
    return own | {"category": None, "voucher": None, "reverses": None} | more


SPENT = [
    row(date(2026, 5, 4)),
    row(date(2026, 5, 8), "2", summary="资料 1"),
    row(date(2026, 6, 1), "3", 300, approver_key=1, receipts=0),
    row(date(2026, 6, 2), None, 40, category="其他"),
    row(date(2026, 6, 3), "4", 50, approver_key=None),
    row(date(2026, 6, 4), "5", -60, reverses="3"),
    row(date(2026, 6, 5), "6", -7, reverses="没有"),
]


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(made()) as opened:
        books = Books()
        books.entries = [
            entry("budget", "A", 5000),
            entry("budget", "A", 50000, void=date(2026, 2, 4)),
            entry("allocated", "A", 400, branch="A1"),
            entry("spent", "A", 700, date(2026, 4, 1), category="党务工作", voucher="记-1", summary="印制资料"),
        ]
        books.ledgers = [("A1", 8105, date(2026, 7, 5), False, SPENT), ("B1", 8105, date(2026, 7, 5), False, [])]
        books.write(opened)
        yield opened


def test_a_branch_sees_its_own_and_a_committee_what_is_below_it(store: Store) -> None:
    org = tree(store).by_code
    branch = look(store, "A1", who=viewer("branch", org["A1"]))
    assert (branch.total.budget, branch.total.given, branch.total.spent) == (0, 400, 523)
    assert branch.funds == ()
    other = look(store, "B", who=viewer("staff", org["B"]))
    assert other.total.spent == 0 and other.total.budget == 0
    mine = vouchers(store, viewer("branch", org["A2"]), page(store, "A2", who=viewer("branch", org["A2"])), 2026)
    assert mine == []
    # asking for what one may not see falls back to one's own
    assert page(store, "A", who=viewer("branch", org["A2"])).code == "A2"


def test_what_looks_wrong_is_asked_with_its_place(store: Store) -> None:
    found = look(store)
    asked = questions(found, vouchers(store, ME, page(store), 2026))
    by_kind = defaultdict(list)
    for each in asked:
        by_kind[each.kind].append(each)
    assert [q.org_name for q in by_kind["over"]] == ["一支部"]
    assert by_kind["over"][0].amount == 123
    alike = by_kind["alike"][0]
    assert [place.row for place in alike.places] == [3, 2]
    assert [q.places[0].row for q in by_kind["number"]] == [5]
    # the committee's own spending is asked about as a branch's is: its voucher names no approver and no receipts
    assert {q.places[0].row for q in by_kind["approval"]} == {4, 6, 0}
    assert [q.places[0].row for q in by_kind["reversal"]] == [8]
    assert {q.places[0].row for q in by_kind["receipts"]} == {4, 0}
    assert [q.places[0].row for q in by_kind["category"]] == [5]
    assert "december" not in by_kind


def test_money_that_came_back_for_the_year_before_leaves_that_year_as_it_was() -> None:
    """As 经费落实 reads it: a reversal comes off a voucher of its own year; last year's figures are closed."""
    with closing(made()) as opened:
        books = Books()
        books.ledgers = [
            ("A1", 8103, date(2026, 1, 5), False, [row(date(2025, 12, 1), "9", 500)]),
            (
                "A1",
                8104,
                date(2026, 4, 5),
                False,
                [row(date(2026, 1, 20), "1", -200, reverses="9"), row(date(2026, 2, 1), "2")],
            ),
        ]
        books.write(opened)
        assert look(opened, "A1", 2025).total.spent == 500
        assert look(opened, "A1", 2026).total.spent == -100
        listed = vouchers(opened, ME, page(opened, "A1"), 2026)
        assert [(each.number, each.spent) for each in listed] == [("2", 100), ("1", -200)]
        assert not [kind for each in listed for kind, _ in each.flaws if kind == "reversal"]


def test_entries_taken_back_stay_in_the_list_and_out_of_the_sums(store: Store) -> None:
    entries = fund_entries(store, ME, page(store), 2026)
    assert [(each.amount, each.void_reason) for each in entries if each.voided_on] == [(Decimal(50000), "写错")]
    assert look(store).total.budget == 5000
    assert look(store, as_of=date(2026, 2, 3)).total.budget == 55000
    assert fund_years(store, ME, page(store)) == (2026,)


def test_december_is_asked_about_once_the_year_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(made()) as store:
        books = Books()
        books.ledgers = [
            ("A1", 8103, date(2026, 1, 8), False, [row(date(2025, 12, 20)), row(date(2025, 5, 1), "2", 99)])
        ]
        books.write(store)
        found = look(store, year=2025)
        kinds = [q.kind for q in questions(found, vouchers(store, ME, page(store), 2025))]
        assert kinds.count("december") == 2  # the branch, and its committee


def test_without_the_right_the_words_of_a_voucher_stay_hidden(store: Store) -> None:
    org = tree(store).by_code
    administrator = viewer("administrator", org["Q"])
    said = vouchers(store, administrator, page(store, who=administrator), 2026)
    assert {each.summary for each in said if each.place.event is None} == {"（无权查看）"}

"""A committee's own money and records: who may enter, what is refused, how a wrong entry is taken back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from data_layer import clock
from data_layer.access import NoAccess, local_administrator
from data_layer.administration import (
    Entry,
    FundProblem,
    RecordProblem,
    record_committee,
    record_fund,
    void_committee,
    void_fund,
)
from data_layer.organisations import tree
from data_layer.store import Store, engine
from tests.access.conftest import district, viewer

ME = local_administrator("test")
DAY = date(2026, 3, 2)


@pytest.fixture
def store() -> Store:
    return district()


def org(store: Store, code: str) -> int:
    return tree(store).by_code[code]


def entry(store: Store, kind: str = "budget", code: str = "A1", **more: Any) -> Entry:
    own: dict[str, Any] = {"branch": org(store, "A11")} if kind == "allocated" else {}
    if kind == "spent":
        own = {"category": "教育培训", "voucher": "记-001", "summary": "培训资料", "receipts": 1}
    own |= {"org": org(store, code), "kind": kind, "year": 2026, "day": DAY, "amount": Decimal(900)}
    return Entry(**(own | more))


def facts(store: Store) -> list[dict[str, Any]]:
    return store.composed_rows("SELECT * FROM fund_event ORDER BY event")


def refused(store: Store, *entries: Entry) -> str:
    before = facts(store)
    with pytest.raises(FundProblem) as caught:
        record_fund(store, ME, entries)
    assert facts(store) == before
    return str(caught.value)


def test_entries_are_kept_without_anybodys_name(store: Store) -> None:
    spent = entry(store, "spent", handler="钱 顺", approver="孙和")
    assert record_fund(store, ME, [entry(store), entry(store, "allocated"), spent]) == 3
    budget, allocated, own = facts(store)
    assert (budget["amount"], budget["year"], budget["branch"]) == (Decimal(900), 2026, None)
    assert allocated["branch"] == org(store, "A11")
    assert (own["handler_key"], own["approver_key"]) == (store.key("钱顺"), store.key("孙和"))
    assert "钱顺" not in str(own) and "孙和" not in str(own)


def test_who_may(store: Store) -> None:
    here = entry(store, "allocated")
    record_fund(store, viewer("staff", org(store, "A1")), [here])
    for role in ("leader", "branch", "administrator", "inspector"):
        with pytest.raises(NoAccess):
            record_fund(store, viewer(role, org(store, "A1")), [replace(here, amount=Decimal(1))])
    with pytest.raises(NoAccess):
        record_fund(store, viewer("staff", org(store, "A2")), [replace(here, amount=Decimal(1))])
    with pytest.raises(NoAccess):
        void_fund(store, viewer("staff", org(store, "A2")), facts(store)[0]["event"], "登记错了")
    with pytest.raises(NoAccess):
        record_committee(
            store, viewer("leader", org(store, "A1")), org(store, "A1"), "target_listed", 2026, DAY, "〔2026〕1号"
        )


def test_what_is_refused_says_what_to_do(store: Store) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert "党（工）委名下" in refused(store, entry(store, code="A11"))
    assert "晚于今天" in refused(store, entry(store, day=tomorrow, year=tomorrow.year))
    assert "不能是 0" in refused(store, entry(store, amount=Decimal(0)))
    assert "不能是负数" in refused(store, entry(store, amount=Decimal(-5)))
    assert "两位小数" in refused(store, entry(store, amount=Decimal("1.005")))
    assert "资金来源" in refused(store, entry(store, source="赞助"))
    assert "哪个党支部" in refused(store, entry(store, "allocated", branch=None))
    assert "哪个党支部" in refused(store, entry(store, "allocated", branch=org(store, "A21")))
    assert "只用于本级支出" in refused(store, entry(store, voucher="1"))
    assert "同一年" in refused(store, entry(store, "spent", year=2025))
    assert "相差一年" in refused(store, entry(store, year=2024))
    assert "类别" in refused(store, entry(store, "spent", category=""))
    assert "冲减凭证号" in refused(store, entry(store, "spent", amount=Decimal(-5)))
    assert "找不到“冲减凭证号”" in refused(store, entry(store, "spent", amount=Decimal(-5), reverses="没有"))
    assert "应是负数" in refused(store, entry(store, "spent", reverses="记-001"))


def test_all_or_none_and_nothing_twice(store: Store) -> None:
    assert "第 3 行" in refused(store, entry(store, row=2), entry(store, amount=Decimal(0), row=3))
    assert "完全相同" in refused(store, entry(store, row=2), entry(store, row=3))
    record_fund(store, ME, [entry(store), entry(store, "spent")], file_sha256="a" * 64)
    assert "完全相同" in refused(store, entry(store))
    assert "重复" in refused(store, entry(store, "spent", amount=Decimal(7), voucher="记 - 001"))
    with pytest.raises(FundProblem, match="已经导入过"):
        record_fund(store, ME, [entry(store, amount=Decimal(7))], file_sha256="a" * 64)
    record_fund(store, ME, [entry(store, "spent", voucher="记-002", amount=Decimal(-100), reverses="记-001")])


def test_taken_back_once_with_a_reason_and_entered_anew(store: Store) -> None:
    record_fund(store, ME, [entry(store, "spent")])
    wrong = facts(store)[0]["event"]
    record_fund(store, ME, [entry(store, "spent", voucher="记-002", amount=Decimal(-100), reverses="记-001")])
    with pytest.raises(FundProblem, match="先作废冲减"):
        void_fund(store, ME, wrong, "金额写错")
    void_fund(store, ME, facts(store)[1]["event"], "重复冲减")
    with pytest.raises(FundProblem, match="理由"):
        void_fund(store, ME, wrong, " ")
    void_fund(store, ME, wrong, "金额写错")
    with pytest.raises(FundProblem, match="已经作废"):
        void_fund(store, ME, wrong, "金额写错")
    with pytest.raises(FundProblem, match="找不到"):
        void_fund(store, ME, facts(store)[-1]["event"], "作废一条作废")
    record_fund(store, ME, [entry(store, "spent", amount=Decimal(800))])
    assert [row["kind"] for row in facts(store)] == ["spent", "spent", "void", "void", "spent"]


def test_the_journal_hears_of_allocations(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[int]] = []
    monkeypatch.setattr(engine, "BEFORE_COMMIT", [lambda writer, orgs: heard.append(orgs) or orgs])
    record_fund(store, ME, [entry(store), entry(store, "spent")])
    assert heard == []
    record_fund(store, ME, [entry(store, "allocated")])
    void_fund(store, ME, facts(store)[-1]["event"], "拨错支部")
    assert heard == [[org(store, "A11")], [org(store, "A11")]]


def test_records_of_a_committee(store: Store) -> None:
    staff = viewer("staff", org(store, "A1"))
    record_committee(store, staff, org(store, "A1"), "target_listed", 2026, DAY, "〔2026〕3号")
    with pytest.raises(RecordProblem, match="文号"):
        record_committee(store, staff, org(store, "A1"), "target_listed", 2026, DAY, " ")
    with pytest.raises(RecordProblem, match="党支部以上"):
        record_committee(store, staff, org(store, "A11"), "target_listed", 2026, DAY, "x")
    with pytest.raises(RecordProblem, match="晚于今天"):
        record_committee(store, staff, org(store, "A1"), "practice_shared", 2026, clock.today() + timedelta(1), "x")
    only = store.composed_rows("SELECT * FROM committee_record")[0]
    with pytest.raises(NoAccess):
        void_committee(store, viewer("staff", org(store, "A2")), only["event"], "写错")
    void_committee(store, staff, only["event"], "写错")
    with pytest.raises(RecordProblem, match="已经作废"):
        void_committee(store, staff, only["event"], "写错")

"""What a committee owes itself each year: states by the day, who sees whose, what is taken back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import pytest

from data_layer import clock
from data_layer.access import NoAccess, Viewer, local_administrator
from data_layer.administration import (
    Entry,
    record_committee,
    record_fund,
    set_parameter,
    void_committee,
)
from data_layer.assessment.committee import committee_records, committee_years
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from tests.access.conftest import district, viewer

ME = local_administrator("test")


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9))


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(district()) as opened:
        set_parameter(opened, ME, org(opened, "A"), "start_quarter", "2026Q1", date(2026, 1, 1))
        yield opened


def org(store: Store, code: str) -> int:
    return tree(store).by_code[code]


def states(store: Store, code: str = "A1", as_of: str = "2026-11-23", who: Viewer = ME, year: int = 2026) -> list[str]:
    view = view_of(store, who, code, None, as_of, branches=None)
    found = next(each for each in committee_years(store, who, view, year) if each.code == code)
    return [each.state for each in found.duties]


def test_each_duty_by_its_day(store: Store) -> None:
    assert states(store) == ["missed", "missed", "pending", "pending"]
    record_committee(store, ME, org(store, "A1"), "target_listed", 2026, date(2026, 3, 31), "〔2026〕3号")
    record_committee(store, ME, org(store, "A1"), "practice_shared", 2026, date(2026, 6, 1), "“一封家书”做法")
    budget = Entry(org(store, "A1"), "budget", 2026, date(2026, 4, 1), Decimal(5000))
    record_fund(store, ME, [budget])
    assert states(store) == ["met", "missed", "met", "pending"]
    record_fund(store, ME, [Entry(org(store, "A1"), "budget", 2026, date(2025, 12, 20), Decimal(900))])
    assert states(store)[1] == "met"
    # before go-live nothing is judged
    assert states(store, year=2025) == ["", "", "", ""]
    view = view_of(store, ME, "A1", branches=None)
    listed, fund, *_ = committee_years(store, ME, view, 2026)[0].duties
    assert (listed.reference, listed.entered_late) == ("〔2026〕3号", True)
    assert fund.reference == "预算 900 元"


def test_a_record_taken_back_counts_no_longer(store: Store) -> None:
    record_committee(store, ME, org(store, "A1"), "target_listed", 2026, date(2026, 3, 1), "〔2026〕3号")
    view = view_of(store, ME, "A1", branches=None)
    void_committee(store, ME, committee_records(store, ME, view, 2026)[0].event, "年度写错")
    assert states(store)[0] == "missed"
    assert [each.void_reason for each in committee_records(store, ME, view, 2026)] == ["年度写错"]


def test_side_by_side_only_for_the_district(store: Store) -> None:
    def seen(who: Viewer, code: str) -> list[str]:
        view = view_of(store, who, code, branches=None)
        return [each.code for each in committee_years(store, who, view, 2026)]

    assert seen(viewer("leader", org(store, "A")), "A") == ["A1", "A2"]
    assert seen(viewer("staff", org(store, "A1")), "A1") == ["A1"]
    both = viewer("staff", org(store, "A1"), org(store, "A2"))
    assert seen(both, "A1") == ["A1"] and seen(both, "A2") == ["A2"]
    assert seen(viewer("branch", org(store, "A11")), "A11") == []
    with pytest.raises(NoAccess):
        committee_years(store, viewer("staff", org(store, "A2")), view_of(store, ME, "A1"), 2026)

"""The demo in a store, and the same district loaded file by file with the ordinary commands."""

import csv
import json
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data_layer import clock, demo, indicators
from data_layer.__main__ import main
from data_layer.access import directory, local_administrator
from data_layer.assessment.committee import committee_years
from data_layer.assessment.findings import findings
from data_layer.assessment.fund import fund_year
from data_layer.assessment.fund_vouchers import fund_entries, questions, vouchers
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import visits
from data_layer.organisations import tree
from data_layer.oversight.rounds.reading import rounds
from data_layer.store import Store

DAY = date(2026, 11, 23)
SIZE: dict[str, Any] = {"branches": 12, "members": 90, "quarters": 3, "seed": 5, "as_of": DAY}
VIEWER = local_administrator("测试")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def summary(place: Path) -> demo.DemoSummary:
    store = Store.open(place / "demo.duckdb")
    with pytest.MonkeyPatch.context() as patch:  # loaded on its own day: then the committee has begun to work as well
        patch.setattr(clock, "today", lambda: DAY)
        patch.setattr(clock, "now", lambda: datetime(DAY.year, DAY.month, DAY.day, 18))
        try:
            return demo.load(store, workbooks=place / "files", **{**SIZE, "as_of": None})
        finally:
            store.close()


def _json(capsys: pytest.CaptureFixture[str], place: Path, *command: str) -> Any:
    capsys.readouterr()
    assert main(["--store", str(place), *command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_files_submitted_one_by_one_give_the_same_figures(
    place: Path, summary: demo.DemoSummary, capsys: pytest.CaptureFixture[str]
) -> None:
    files, other = place / "files", place / "other.duckdb"
    begin = ["--store", str(other)]
    assert main([*begin, "orgs", "import", str(files / "orgs.xlsx")]) == 0
    assert main([*begin, "parameters", "set", "start_quarter", "2026Q2", "--from", "2026-04-01"]) == 0
    by_day: dict[str, list[str]] = defaultdict(list)
    with (files / "manifest.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            by_day[row["received_on"]].append(str(files / row["file"]))
    assert sum(map(len, by_day.values())) == summary.ledgers
    for day in sorted(by_day):
        assert main([*begin, "ledger", "submit", "--received", day, *sorted(by_day[day])]) == 0
    assert main([*begin, "fund", "import", str(files / "fund.xlsx")]) == 0
    as_of = ("--as-of", DAY.isoformat())
    assert _json(capsys, other, "indicators", *as_of) == _json(capsys, place / "demo.duckdb", "indicators", *as_of)
    # the money entered on the page comes back from its file; what was taken back is not in it
    for year in ("2025", "2026"):
        mine, theirs = (
            [
                {name: value for name, value in row.items() if name != "event"}
                for row in _json(capsys, store, "fund", "list", "--year", year)
                if not row["voided_on"]
            ]
            for store in (place / "demo.duckdb", other)
        )
        assert sorted(mine, key=str) == sorted(theirs, key=str)
    assert any(row["kind"] == "allocated" for row in mine)


def test_the_money_is_kept_well_badly_and_not_at_all(place: Path, summary: demo.DemoSummary) -> None:
    store = Store.open(place / "demo.duckdb")
    try:
        view = view_of(store, VIEWER, as_of=DAY.isoformat())
        found = fund_year(store, VIEWER, view, 2026)
        asked = {each.kind for each in questions(found, vouchers(store, VIEWER, view, 2026))}
        assert {"no_fund", "alike", "number", "approval", "receipts", "category"} <= asked
        assert sum(line.money.budget == 0 for line in found.funds) == 1
        assert found.total.by_branches > 0 and found.total.by_committees > 0 and found.total.left > 0
        states = [duty.state for each in committee_years(store, VIEWER, view, 2026) for duty in each.duties]
        assert set(states) == {""}  # the demo of three quarters begins in April: the year is not assessed
        assert any(each.voided_on for each in fund_entries(store, VIEWER, view, 2026))
    finally:
        store.close()


def test_every_state_occurs_and_the_picture_is_believable(place: Path, summary: demo.DemoSummary) -> None:
    store = Store.open(place / "demo.duckdb")
    try:
        root = tree(store).roots[0]
        states = {each.state for each in indicators.obligations(store, VIEWER, org=root, as_of=DAY)}
        states |= {each.state for each in indicators.obligations(store, VIEWER, org=root, as_of=date(2026, 10, 5))}
        assert states == {"met", "missed", "awaiting", "pending", "unclear"}
        for indicator, low, high in (("ledger_on_time", 0.7, 0.97), ("contact_quarterly", 0.7, 0.97)):
            found = indicators.counts(store, VIEWER, root, as_of=DAY, by="total", indicator=indicator)
            met, closed = sum(each.closed_met for each in found), sum(each.closed for each in found)
            assert low < met / closed < high, indicator
    finally:
        store.close()


def test_the_committee_has_begun_to_visit_and_to_have_things_put_right(place: Path, summary: demo.DemoSummary) -> None:
    store = Store.open(place / "demo.duckdb")
    try:
        view = view_of(store, VIEWER, None, None, f"{DAY}")
        planned = visits(store, VIEWER, view)
        assert [each.way for each in planned].count("risk") == [each.way for each in planned].count("chance") == 3
        done = [each for each in planned if each.state == "done"]
        assert len(done) == 2 and sum(each.failed for each in done) == 1
        found = findings(store, VIEWER, view)
        assert {each.state for each in found} == {"open", "waiting", "closed"}
        assert {each.origin for each in found} == {"obligation", "onsite"}
        closed = next(each for each in found if each.state == "closed")
        assert closed.opened_by not in closed.answered_by and not any(each.overdue for each in found)
    finally:
        store.close()


def test_the_committee_has_held_a_round_and_begun_another(place: Path, summary: demo.DemoSummary) -> None:
    store = Store.open(place / "demo.duckdb")
    try:
        found = {each.purpose: each for each in rounds(store, VIEWER)}
        over, under_way = found["criticise"], found["commend"]
        assert (over.state, over.title) == ("issued", "2026年第3季度通报")
        assert all(each.settled and each.replies for each in over.candidates)
        assert (under_way.state, under_way.title) == ("replying", "2026年第3季度通报表扬")
    finally:
        store.close()


def test_accounts_are_made_with_passwords_of_their_own(place: Path, summary: demo.DemoSummary) -> None:
    assert {each.role for each in summary.accounts} == {"administrator", "leader", "staff", "branch"}
    assert len({each.password for each in summary.accounts}) == len(summary.accounts)
    store = Store.open(place / "demo.duckdb")
    try:
        assert {each.name for each in directory.everyone(store).values()} == {each.name for each in summary.accounts}
    finally:
        store.close()


def test_a_store_that_holds_something_is_refused(place: Path, summary: demo.DemoSummary) -> None:
    store = Store.open(place / "demo.duckdb")
    try:
        with pytest.raises(demo.DemoProblem, match="空的数据文件"):
            demo.load(store, **SIZE)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"branches": 1}, "支部数"), ({"quarters": 1}, "季度数"), ({"as_of": date(2999, 1, 1)}, "晚于今天")],
)
def test_what_cannot_be_is_refused_before_anything_is_written(change: dict[str, Any], said: str) -> None:
    store = Store.open(":memory:")
    try:
        with pytest.raises(demo.DemoProblem, match=said):
            demo.load(store, **{**SIZE, **change})
        assert not tree(store).by_id
    finally:
        store.close()

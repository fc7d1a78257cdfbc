"""The eight groups: each number on 工作总览 and in the drawer is what the commands say of the same store."""

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest

from data_layer import quarters
from data_layer.access import Viewer
from data_layer.assessment import agenda, figures, lists
from data_layer.assessment.groups import groups, names
from data_layer.assessment.task import owed
from data_layer.assessment.view import View, view_of
from data_layer.commands import obligations as commands
from data_layer.indicators import catalogue, header, obligations
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import words
from tests.pages.conftest import Opened, as_role, said

QUARTER = "2026Q3"
Rows = dict[tuple[str, str], list[dict[str, Any]]]


@pytest.fixture
def leader(long_district: Store) -> Viewer:
    return as_role(long_district, "leader")


@pytest.fixture
def view(long_district: Store, leader: Viewer) -> View:
    return view_of(long_district, leader)


@pytest.fixture
def told(long_district: Store, local: Viewer, capsys: pytest.CaptureFixture[str]) -> Rows:
    """What ``indicators --json`` says, by indicator and period: a row a branch."""
    asked = argparse.Namespace(
        command="indicators", org=None, period=None, year=None, as_of=None, known_at=None, json=True
    )
    assert commands.run(asked, long_district, local) == 0
    found: Rows = defaultdict(list)
    for row in json.loads(capsys.readouterr().out):
        found[row["indicator"], row["period"]].append(row)
    return found


def summed(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows)


def test_a_group_pools_its_scored_indicators(long_district: Store, leader: Viewer, view: View, told: Rows) -> None:
    board = figures.board(long_district, leader, view)
    pooled, eight = groups(view, board)
    assert [each.name for each in eight] == list(names())
    for group in eight:
        scored = [part for part in group.parts if header(part.indicator).weight]
        rows = [row for part in scored for row in told[part.indicator, part.period]]
        tally = group.figure.tally
        assert (tally.closed_met, tally.closed) == (summed(rows, "closed_met"), summed(rows, "closed")), group.name
        assert (tally.all, tally.unclear) == (
            sum(summed(rows, name) for name in ("met", "missed", "awaiting", "pending", "unclear")),
            summed(rows, "unclear"),
        )
        by_code: Counter[str] = Counter()
        for row in rows:
            by_code[row["org_code"]] += row["closed"]
        by_id = tree(long_district).by_id
        here = pooled.by_org(group.name, group.figure.period)
        assert {by_id[org].code: each.closed for org, each in here.items()} == by_code
        assert all(pooled.of(group.name, group.figure.period, org) == each for org, each in here.items())


def test_the_period_before_is_the_one_chosen_a_quarter_earlier(
    long_district: Store, leader: Viewer, view: View
) -> None:
    board = figures.board(long_district, leader, view)
    earlier = replace(view, quarter=view.until(2)[0])
    before = {each.name: each.figure for each in groups(earlier, board)[1]}
    for group in groups(view, board)[1]:
        if group.figure.period == view.quarter:
            assert group.figure.before == before[group.name].tally


def test_every_number_on_the_overview_is_what_the_commands_say(
    long_district: Store, open_page: Opened, leader: Viewer, view: View, told: Rows
) -> None:
    _, eight = groups(view, figures.board(long_district, leader, view))
    test = open_page(long_district, leader, "overview", period=QUARTER)
    shown = {each.label: each.value for each in test.metric}
    education = next(each for each in eight if each.name == "教育培训")
    cards = {header(name).name: told[name, QUARTER] for name in ("ledger_on_time", "contact_quarterly")}
    scored = [part for part in education.parts if header(part.indicator).weight]
    cards["教育培训"] = [row for part in scored for row in told[part.indicator, part.period]]
    for label, rows in cards.items():
        ratio = f"{words.count(summed(rows, 'closed_met'))}/{words.count(summed(rows, 'closed'))}"
        assert ratio in shown[label], label
    assert "八类指标" in said(test)


def test_the_drawer_of_a_group_lists_its_indicators(
    long_district: Store, open_page: Opened, leader: Viewer, view: View, told: Rows
) -> None:
    for name in names():
        test = open_page(long_district, leader, "overview", open=name, at=QUARTER)
        assert not test.exception
        table = next(each.value for each in test.dataframe if "达标/应办" in each.value.columns)
        listed = {row["指标"]: row for row in table.to_dict("records")}
        _, eight = groups(view, figures.board(long_district, leader, view))
        for part in next(each for each in eight if each.name == name).parts:
            rows = told[part.indicator, part.period]
            if not rows or part.tally.open:
                continue
            ratio = f"{words.count(summed(rows, 'closed_met'))}/{words.count(summed(rows, 'closed'))}"
            assert listed[part.name]["达标/应办"] == ratio, part.name


#: One of each kind of subject and period: branch, person, spell, row, half-year, year.
KINDS = (
    "ledger_on_time",
    "contact_quarterly",
    "certificate_issued",
    "contact_recorded",
    "taken_on",
    "appraisal_attended",
    "fund_put_to_use",
)


def test_every_rate_behind_the_drawer_is_what_the_commands_say(
    long_district: Store, leader: Viewer, view: View, told: Rows
) -> None:
    board = figures.board(long_district, leader, view)
    codes = {org: each.code for org, each in tree(long_district).by_id.items()}
    for head in catalogue():
        for period in figures.periods_of(head.id, view, board):
            lines = figures.branch_lines(long_district, leader, view, board, head.id, period)
            shown = {
                codes[line.org]: (line.tallies[0].closed_met, line.tallies[0].closed)
                for line in lines
                if line.tallies[0].all
            }
            whole = {row["org_code"]: (row["closed_met"], row["closed"]) for row in told[head.id, period]}
            owed_by = {code: each for code, each in whole.items() if code in shown or each[1]}
            assert shown == owed_by, f"{head.id} {period}"


@pytest.mark.parametrize("head", [header(each) for each in KINDS], ids=lambda head: head.id)
def test_the_drawer_opens_every_kind(
    long_district: Store, open_page: Opened, leader: Viewer, view: View, told: Rows, head: Any
) -> None:
    periods = [period for indicator, period in told if indicator == head.id and period[:4] <= "2026"]
    if not periods:
        pytest.skip("nobody owes this in the demo")
    period = figures.periods_of(head.id, view, figures.board(long_district, leader, view))[-1]
    period = period if period in periods else max(periods)
    rows = told[head.id, period]
    worst = max(rows, key=lambda row: (row["missed"] + row["unclear"], row["closed"]))
    test = open_page(long_district, leader, "overview", open=head.id, at=period)
    assert not test.exception
    table = next(each.value for each in test.dataframe if "达标/应办" in each.value.columns)
    by_name = dict(zip(table["党支部"], table["达标/应办"], strict=True))
    now = tree(long_district)
    for row in rows:
        name = now.by_id[now.by_code[row["org_code"]]].name
        done, whole = (
            (row["closed_met"], row["closed"])
            if row["closed"]
            else (row["met"], sum(row[each] for each in ("met", "missed", "awaiting", "pending", "unclear")))
        )
        assert by_name[name] == f"{done}/{whole}"
    test = open_page(long_district, leader, "overview", open=head.id, at=period, branch=worst["org_code"])
    assert not test.exception
    people = next(each.value for each in test.dataframe if "对象" in each.value.columns)
    assert len(people) >= worst["missed"] + worst["unclear"]


def test_what_is_owed_by_a_row_is_called_by_its_member(long_district: Store, leader: Viewer, view: View) -> None:
    found = [each for each in obligations(long_district, leader, indicator="contact_recorded") if ":" in each.subject]
    assert found
    duties = {
        duty.subject: duty
        for org in {each.org for each in found}
        for duty in lists.duties(long_district, leader, view, org, "contact_recorded", found[0].period)
    }
    assert duties
    assert "本支部" not in {duty.who for duty in duties.values()}
    named = long_district.composed_rows(
        "SELECT DISTINCT submission, sheet, row, person FROM contact_row WHERE tie = 'one'"
    )
    people = {(row["submission"], row["sheet"], row["row"]): row["person"] for row in named}
    for duty in duties.values():
        person = people.get((duty.submission, duty.sheet, duty.row))
        if person is not None:
            assert duty.who == lists.names(long_district, leader, [person])[person]


def test_the_portrait_filters_by_group_and_state(long_district: Store, open_page: Opened) -> None:
    branch = as_role(long_district, "branch")
    view = view_of(long_district, branch, branches=True, quarter=QUARTER)
    duties = owed(long_district, branch, view)
    here = [each for each in duties if header(each.indicator).group == "联系"]
    test = open_page(long_district, branch, "portrait", period=QUARTER, group="联系")
    table = next(each.value for each in test.dataframe if "事项" in each.value.columns)
    assert list(table["事项"]) == [each.what for each in here]
    state = here[0].duty.state
    test = open_page(long_district, branch, "portrait", period=QUARTER, group="联系", of=state)
    table = next(each.value for each in test.dataframe if "事项" in each.value.columns)
    assert len(table) == sum(each.duty.state == state for each in here)


def test_what_ends_soon_is_announced(long_district: Store, leader: Viewer) -> None:
    def announced(day: str) -> str:
        view = view_of(long_district, leader, as_of=day)
        board = figures.board(long_district, leader, view)
        return "；".join(f"{each.day} {each.what}" for each in agenda.coming(long_district, leader, view, board))

    assert "2026-07-07 2026年七一联系慰问截止" in announced("2026-06-20")
    assert "2026-06-30 2026年上半年截止：流入地纳管" in announced("2026-06-20")
    assert "2026-03-31 2025年度民主评议截止" in announced("2026-03-10")
    assert quarters.period_words(20260) not in announced("2026-08-15")

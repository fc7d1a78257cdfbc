"""Signals: recomputed over the demo district without SQL, and raised one by one by facts put in by hand."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from data_layer import quarters
from data_layer.access import Viewer, local_administrator
from data_layer.assessment import signals
from data_layer.assessment.questions import Question
from data_layer.assessment.view import View, view_of
from data_layer.indicators import obligations
from data_layer.indicators.frame import spring_festival
from data_layer.organisations import tree
from data_layer.store import Store
from tests.questions.ground import DAY, EAST, ROOT, A, B, C, Ground, days_after, viewer

LOCAL = local_administrator("tests")
GREETINGS = ("春节慰问", "七一慰问")
Row = dict[str, Any]


class Facts:
    """The tables as lists, and the ledger that counts of each branch and quarter, by plain loops."""

    def __init__(self, store: Store) -> None:
        self.store = store
        gone = {row["submission"] for row in self.all("submission_event") if row["kind"] == "withdrawn"}
        self.counted: dict[int, Row] = {}
        latest: dict[tuple[int, int], Row] = {}
        for row in sorted(self.all("submission"), key=lambda each: each["submission"]):
            if row["submission"] not in gone and row["received_on"] <= DAY:
                latest[row["org"], row["quarter"]] = row
        self.counted = {row["submission"]: row for row in latest.values()}
        self.same = {row["person"]: row["same_as"] for row in self.all("person_alias")}
        self.same_spell = {row["spell"]: row["same_as"] for row in self.all("spell_alias")}

    def all(self, table: str) -> list[Row]:
        return self.store.composed_rows(f'SELECT * FROM "{table}"')

    def rows(self, table: str, first: date = date.min, last: date = DAY) -> Iterable[Row]:
        """Rows of counted ledgers, with corrected persons, dated within two days where they have a day."""
        for row in self.all(table):
            if row["submission"] in self.counted and ("day" not in row or first <= row["day"] <= last):
                yield {
                    **row,
                    "person": self.who(row.get("person")),
                    "quarter": self.counted[row["submission"]]["quarter"],
                }

    def who(self, person: int | None) -> int | None:
        while person in self.same:
            person = self.same[person]
        return person

    def away(self, since: int, until: int) -> dict[int, set[int | None]]:
        """Branch → everybody its counted ledgers of these quarters list as 流出."""
        found: dict[int, set[int | None]] = defaultdict(set)
        for row in self.rows("spell_row"):
            if row["direction"] == "流出" and since <= row["quarter"] <= until:
                found[row["org"]].add(row["person"])
        return found


@pytest.fixture(scope="module")
def facts(district: Store) -> Facts:
    return Facts(district)


def stays(facts: Facts) -> dict[int, Row]:
    """Spell → its latest row with its end and its text, mistaken ones left out; by plain loops."""
    rows: dict[int, Row] = {}
    texts = {
        (row["submission"], row["sheet"], row["row"]): row["cells"]
        for row in facts.all("row_text")
        if row["kind"] == "管理信息"
    }
    ends: dict[int, tuple[tuple[int, int, int], date | None, str]] = {}
    for row in facts.rows("spell_row"):
        spell = facts.same_spell.get(row["spell"], row["spell"])
        place = (row["quarter"], row["submission"])
        if spell not in rows or place >= rows[spell]["place"]:
            key = (row["submission"], row["sheet"], row["row"])
            rows[spell] = {**row, "place": place, "text": texts.get(key, "{}")}
        if row["end_on"] or row["end_kind"] == "误登记":
            ends[spell] = max(ends.get(spell, ((0, 0, 0), None, "")), ((*place, 0), row["end_on"], row["end_kind"]))
    for row in facts.all("spell_answer"):
        spell = facts.same_spell.get(row["spell"], row["spell"])
        ledger = facts.counted.get(row["submission"])
        if ledger and (row["end_on"] or row["end_kind"] == "误登记"):
            given = ((ledger["quarter"], row["submission"], 1), row["end_on"], row["end_kind"] or "")
            ends[spell] = max(ends.get(spell, ((0, 0, 0), None, "")), given)
    kept = {}
    for spell, row in rows.items():
        _, end, kind = ends.get(spell, (None, None, ""))
        if kind != "误登记":
            kept[spell] = {**row, "end": end}
    return kept


def asked(found: dict[str, list[Question]], signal: str) -> dict[tuple[int, str], tuple[int, int]]:
    """Branch and item → the question's two numbers."""
    return {(each.org, each.item): (each.number, each.whole) for each in found[signal]}


def at(store: Store, quarter: str, who: Viewer = LOCAL, org: str | None = None) -> View:
    return view_of(store, who, org, quarter)


QUARTERS = ("2026Q1", "2026Q2", "2026Q3")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_same_words(district: Store, facts: Facts, quarter: str) -> None:
    code = quarters.parse_quarter(quarter)
    said: dict[int, dict[int, dict[int | None, set[tuple[int, str, int]]]]] = defaultdict(dict)
    whole: dict[int, set[int | None]] = defaultdict(set)
    for row in facts.rows("contact_row", quarters.first_day(code), quarters.last_day(code)):
        if row["tie"] == "one" and row["content_hash"] is not None and row["occasion"] not in GREETINGS:
            place = (row["submission"], row["sheet"], row["row"])
            said[row["org"]].setdefault(row["content_hash"], defaultdict(set))[row["person"]].add(place)
            whole[row["org"]].add(row["person"])
    expected = {}
    for org, texts in said.items():
        most = max(len(persons) for persons in texts.values())
        if most >= 3:
            expected[org, ""] = (most, len(whole[org]))
    assert expected
    assert asked(signals.signals(district, LOCAL, at(district, quarter)), "same_text") == expected


@pytest.mark.parametrize("quarter", QUARTERS)
def test_same_words_again(district: Store, facts: Facts, quarter: str) -> None:
    code = quarters.parse_quarter(quarter)
    said: dict[tuple[int, str], set[int]] = defaultdict(set)
    for row in facts.rows("contact_row", quarters.first_day(code - 3), quarters.last_day(code)):
        if row["tie"] == "one" and row["content_hash"] is not None and row["occasion"] not in GREETINGS:
            said[row["org"], f"{row['person']}-{row['content_hash']}"].add(quarters.quarter_of(row["day"]))
    expected = {key: (len(found), 1) for key, found in said.items() if len(found) >= 3}
    assert asked(signals.signals(district, LOCAL, at(district, quarter)), "same_text_again") == expected


@pytest.mark.parametrize("quarter", QUARTERS)
def test_last_two_days(district: Store, facts: Facts, quarter: str) -> None:
    code = quarters.parse_quarter(quarter)
    last = quarters.last_day(code)
    reached: dict[int, list[Row]] = defaultdict(list)
    for row in facts.rows("contact_row", quarters.first_day(code), last):
        if row["reached"]:
            reached[row["org"]].append(row)
    expected = {}
    for org, rows in reached.items():
        persons = {row["person"] for row in rows if row["person"] is not None}
        single = {row["person"] for row in rows if row["tie"] == "one"}
        if len(single) >= 3 and all(row["day"] > last - timedelta(days=2) and not row["month"] for row in rows):
            expected[org, ""] = (len(persons), len(persons))
    assert asked(signals.signals(district, LOCAL, at(district, quarter)), "last_two_days") == expected


@pytest.mark.parametrize("quarter", QUARTERS)
def test_nobody_in_hardship(district: Store, facts: Facts, quarter: str) -> None:
    code = quarters.parse_quarter(quarter)
    marked = {row["org"] for row in facts.rows("member_row") if row["hardship"] and code - 3 <= row["quarter"] <= code}
    away = facts.away(code - 3, code)
    expected = {
        (org, ""): (0, len(persons)) for org, persons in away.items() if len(persons) >= 10 and org not in marked
    }
    assert expected
    assert asked(signals.signals(district, LOCAL, at(district, quarter)), "no_hardship") == expected


@pytest.mark.parametrize("quarter", QUARTERS)
def test_no_problem_found(district: Store, facts: Facts, quarter: str) -> None:
    code = quarters.parse_quarter(quarter)
    seen: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    flawed = set()
    for row in facts.rows("certificate_row", quarters.first_day(code - 3), min(quarters.last_day(code), DAY)):
        if row["item"] != "临时返乡" and row["tie"] != "none":
            if row["item"] in ("返回审验", "年度审验"):
                seen[row["org"]].add((row["person"], row["day"], row["item"]))
            if row["problem"]:
                flawed.add(row["org"])
    expected = {
        (org, ""): (len(found), len(found)) for org, found in seen.items() if len(found) >= 10 and org not in flawed
    }
    assert asked(signals.signals(district, LOCAL, at(district, quarter)), "no_problems") == expected


def test_nobody_home_for_the_festival(district: Store, facts: Facts) -> None:
    new_year = spring_festival(2026)
    first, last = new_year - timedelta(days=15), new_year + timedelta(days=14)
    back = {row["org"] for row in facts.rows("certificate_row", first, last) if row["item"] == "临时返乡"}
    away: dict[int, set[int]] = defaultdict(set)
    for row in stays(facts).values():
        if row["direction"] == "流出" and row["start_on"] < first and (row["end"] is None or row["end"] >= first):
            away[row["org"]].add(row["person"])
            if row["end"] is not None and row["end"] <= last:
                back.add(row["org"])
    reported = {row["org"] for row in facts.counted.values() if row["quarter"] == quarters.parse_quarter("2026Q1")}
    expected = {
        (org, ""): (len(persons), len(persons))
        for org, persons in away.items()
        if len(persons) >= 5 and org not in back and org in reported
    }
    for quarter in ("2026Q1", "2026Q3"):
        assert asked(signals.signals(district, LOCAL, at(district, quarter)), "nobody_returned") == expected
    assert not signals.signals(district, LOCAL, at(district, "2025Q4"))["nobody_returned"]


def test_somebody_home_for_the_festival(ground: Ground) -> None:
    for org in (A, B, C):
        ledger = ground.ledger(org, quarters.parse_quarter("2026Q1"), date(2026, 4, 8))
        for person in range(5):
            ended = {"end_on": date(2026, 2, 10), "end_kind": "不再外出"} if org == C and person == 4 else {}
            ground.stay(ledger, org * 10 + person, org * 10 + person, date(2025, 6, 1), **ended)
        if org == B:
            ground.certificate(ledger, org * 10, date(2026, 2, 16), "临时返乡")
    assert [(each.org, each.whole) for each in raised(ground)["nobody_returned"]] == [(A, 5)]


FESTIVALS = {"2026Q1": "spring_festival_contact", "2026Q3": "july_first_contact"}


@pytest.mark.parametrize("quarter", FESTIVALS)
def test_complete_quarter_without_the_festival(district: Store, quarter: str) -> None:
    festival = FESTIVALS[quarter]
    contacts: dict[int, list[bool]] = defaultdict(list)
    for each in obligations(district, LOCAL, indicator="contact_quarterly", period=quarter):
        if each.closed and not each.exempt:
            contacts[each.org].append(each.state == "met")
    greeted: dict[int, list[str]] = defaultdict(list)
    for each in obligations(district, LOCAL, indicator=festival, period="2026"):
        if each.closed and not each.exempt:
            greeted[each.org].append(each.state)
    expected = {
        (org, festival): (states.count("missed"), len(states))
        for org, states in greeted.items()
        if "missed" in states and contacts[org] and all(contacts[org])
    }
    found = signals.signals(district, LOCAL, at(district, quarter))["festival_missing"]
    assert {(each.org, each.item): (each.number, each.whole) for each in found} == expected
    assert all(len(each.traces) == each.number for each in found)


def test_every_question_stands_on_rows_of_that_branch(district: Store) -> None:
    places = {
        (row["submission"], row["org"]) for row in district.composed_rows("SELECT org, submission FROM submission")
    }
    for found in signals.signals(district, LOCAL, at(district, "2026Q3")).values():
        for each in found:
            assert each.asks.endswith("？")
            assert each.traces
            assert all((trace.submission, each.org) in places and trace.org == each.org for trace in each.traces)


def test_questions_stay_in_scope(district: Store) -> None:
    now = tree(district)
    unit = next(org for org in now.by_id if now.by_id[org].is_unit)
    inside = viewer("leader", unit)
    below = set(now.branches(unit))
    view = at(district, "2026Q3", inside)
    own = signals.by_branch(signals.signals(district, inside, view))
    assert own
    assert {each.org for each in own} <= below
    everywhere = signals.by_branch(signals.signals(district, LOCAL, at(district, "2026Q3")))
    assert {each.key for each in own} == {each.key for each in everywhere if each.org in below}


def test_branches_with_most_kinds_come_first(district: Store) -> None:
    listed = signals.by_branch(signals.signals(district, LOCAL, at(district, "2026Q3")))
    kinds = [len({other.kind for other in listed if other.org == each.org}) for each in listed]
    assert kinds == sorted(kinds, reverse=True)


# --- facts by hand ----------------------------------------------------------------------------------------------


def raised(ground: Ground, who: Viewer | None = None) -> dict[str, list[Question]]:
    """What is asked of everybody, or in somebody's scope, in the third quarter."""
    return signals.signals(ground.store, who or LOCAL, at(ground.store, "2026Q3", who or LOCAL))


def test_a_contact_before_the_first_day_away(ground: Ground) -> None:
    ledger = ground.ledger(A)
    ground.stay(ledger, 1, 101, date(2026, 8, 10))
    ground.stay(ledger, 2, 102, date(2026, 8, 10))
    ground.stay(ledger, 3, 102, date(2025, 3, 1), end_on=date(2025, 9, 1), end_kind="不再外出")
    early = ground.contact(ledger, 101, date(2026, 8, 9))
    ground.contact(ledger, 101, date(2026, 8, 10))
    ground.contact(ledger, 102, date(2026, 8, 1))  # at home between two stays
    ground.contact(ledger, 101, date(2026, 6, 1))  # another quarter
    ground.contact(ledger, 101, date(2026, 8, 5), tie="two")
    (question,) = raised(ground)["before_departure"]
    assert (question.org, question.number) == (A, 1)
    assert [(trace.person, trace.row, trace.day) for trace in question.traces] == [(101, early, date(2026, 8, 9))]


def test_a_month_is_not_the_last_two_days(ground: Ground) -> None:
    for org, month in ((A, False), (B, True)):
        ledger = ground.ledger(org)
        for person in range(3):
            ground.contact(ledger, org * 10 + person, date(2026, 9, 30), month=month)
    ledger = ground.ledger(C)
    for person, day in enumerate(days_after(date(2026, 9, 28), 3)):
        ground.contact(ledger, 300 + person, day)
    assert [each.org for each in raised(ground)["last_two_days"]] == [A]


def test_one_cell_that_names_three_is_no_copying(ground: Ground) -> None:
    together, apart = ground.ledger(A), ground.ledger(B)
    for person in range(3):
        ground.contact(together, person + 1, date(2026, 8, 1), words=5)
        ground.contact(apart, person + 11, date(2026, 8, 1 + person), words=5)
    with ground.store.write() as w:  # the same cell for all three
        w.append("contact_row", [
            {**row, "submission": together[1] + 100} for row in
            ground.store.composed_rows("SELECT * REPLACE (7 AS row) FROM contact_row WHERE org = 11")
        ])  # fmt: skip
        submission = ground.store.composed_rows("SELECT * FROM submission WHERE org = 11")[0]
        w.append("submission", [{**submission, "submission": together[1] + 100}])
    assert [each.org for each in raised(ground)["same_text"]] == [B]


def test_one_file_from_two_branches(ground: Ground) -> None:
    ground.ledger(A, sha="same")
    ground.ledger(C, sha="same")
    ground.ledger(B)
    found = raised(ground)["same_file"]
    assert {(each.org, each.item) for each in found} == {(A, f"{C}"), (C, f"{A}")}
    # the other branch lies outside the viewer's scope: its name, and nothing of its ledger
    (own,) = raised(ground, viewer("leader", EAST))["same_file"]
    assert own.org == A
    assert "丙社区党支部" in own.asks
    assert {trace.org for trace in own.traces} == {A}


def test_the_same_records_in_two_branches(ground: Ground) -> None:
    for org, days in ((A, 3), (C, 3), (B, 2)):
        ledger = ground.ledger(org)
        for number, day in enumerate(days_after(date(2026, 8, 1), days)):
            ground.contact(ledger, org * 10 + number, day, words=number + 1)
    found = raised(ground)["same_records"]
    assert {(each.org, each.item, each.number) for each in found} == {(A, f"{C}", 3), (C, f"{A}", 3)}
    own = raised(ground, viewer("staff", EAST))["same_records"]
    assert [(each.org, {trace.org for trace in each.traces}) for each in own] == [(A, {A})]


def test_money_given_and_none_spent(ground: Ground) -> None:
    spent, unspent, idle = ground.ledger(A), ground.ledger(B), ground.ledger(C)
    for org, year, amount in ((A, 2026, 800), (B, 2026, 500), (B, 2026, 300), (C, 2025, 900), (C, 2026, 400)):
        ground.allocate(org, year, amount)
    ground.allocate(C, 2026, None)
    ground.expense(spent, date(2026, 9, 30), 20)
    ground.expense(unspent, date(2026, 10, 2), 20)  # after the quarter
    ground.expense(idle, date(2025, 3, 1), 20)
    found = raised(ground)["no_expenses"]
    assert [(each.org, each.number) for each in found] == [(B, 800)]
    assert [(trace.submission, trace.sheet) for trace in found[0].traces] == [(unspent[1], "封面")]


def test_before_a_ledger_came_nothing_is_asked(ground: Ground) -> None:
    ledger = ground.ledger(A, sha="same")
    ground.ledger(B, sha="same")
    for person in range(3):
        ground.contact(ledger, person + 1, date(2026, 9, 30), words=4)
    view = view_of(ground.store, LOCAL, f"{ROOT}", "2026Q3", "2026-10-07")
    assert not any(signals.signals(ground.store, LOCAL, view).values())


def test_an_empty_store_raises_nothing(fixed_day: None) -> None:
    store = Store(":memory:")
    view = view_of(store, LOCAL)
    assert not any(signals.signals(store, LOCAL, view).values())
    store.close()

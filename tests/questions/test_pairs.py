"""Both ends of a move: recomputed over the demo district, then gap by gap, and seen from one side only."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data_layer.access import NoAccess, Viewer, local_administrator
from data_layer.assessment import pairs
from data_layer.assessment.pairs import Pair
from data_layer.assessment.questions import Question
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from tests.questions.ground import DAY, EAST, NAMES, ROOT, WEST, A, B, C, D, Ground, viewer
from tests.questions.test_signals import Facts, stays

LOCAL = local_administrator("tests")
Row = dict[str, Any]


def found(store: Store, who: Viewer = LOCAL, org: str | None = None, branches: bool = False) -> list[Pair]:
    return pairs.pairs(store, who, view_of(store, who, org, branches=branches))


def doubts(store: Store, who: Viewer = LOCAL) -> list[Question]:
    return pairs.data_questions(store, who, view_of(store, who))


def recent(store: Store) -> dict[int, Row]:
    """Stays that are not over for a year."""
    past = date(DAY.year - 1, DAY.month, DAY.day)
    return {spell: row for spell, row in stays(Facts(store)).items() if row["end"] is None or row["end"] > past}


def test_who_is_away_from_two_branches(district: Store) -> None:
    now = tree(district)
    by_person: dict[int, set[int]] = defaultdict(set)
    for row in recent(district).values():
        if row["direction"] == "流出" and row["start_on"] <= DAY and (row["end"] is None or row["end"] > DAY):
            by_person[row["person"]].add(row["org"])
    expected = {
        (org, f"{person}-{other}")
        for person, orgs in by_person.items()
        for org in orgs
        for other in orgs
        if other not in now.family(org)
    }
    assert {(each.org, each.item) for each in doubts(district) if each.kind == "twice"} == expected


def test_who_stands_at_both_ends(district: Store) -> None:
    now = tree(district)
    ends: dict[int, dict[str, list[Row]]] = defaultdict(lambda: {"流出": [], "流入": []})
    for row in recent(district).values():
        ends[row["person"]][row["direction"]].append(row)
    expected = set()
    for person, both in ends.items():
        for into in both["流入"]:
            for out in both["流出"]:
                if out["org"] not in now.family(into["org"]):
                    expected.add((person, out["org"], into["org"], (into["start_on"] - out["start_on"]).days))
    # nobody of the demo has two stays at both ends, so nearest does not come into it
    assert expected
    assert {(p.person, p.out.org, p.into.org, p.days) for p in found(district) if p.out.org and p.into.org} == expected


def test_an_inflow_whose_branch_does_not_list_it(district: Store) -> None:
    now = tree(district)
    by_name = {now.by_id[org].name: org for org in now.branches()}
    away = {row["person"] for row in recent(district).values() if row["direction"] == "流出"}
    expected = set()
    for row in recent(district).values():
        named = next((org for name, org in by_name.items() if f'"流入地党组织":"{name}"' in row["text"]), None)
        if row["direction"] == "流入" and named and row["person"] not in away:
            expected.add((row["person"], row["org"], now.by_id[named].name))
    seen = {(p.person, p.into.org, p.out.name) for p in found(district) if p.gaps == ("no_outflow",)}
    assert seen == expected


def move(ground: Ground, arrival: date = date(2026, 3, 10), to: str = NAMES[C], keeper: str = NAMES[A]) -> None:
    """Person 5 leaves A on 1 March and arrives at C."""
    out, into = ground.ledger(A), ground.ledger(C)
    ground.person(out, 5)
    ground.person(into, 5)
    ground.stay(out, 1, 5, date(2026, 3, 1), named=to)
    ground.stay(into, 2, 5, arrival, "流入", named=keeper)


def test_two_ends_that_fit(ground: Ground) -> None:
    move(ground)
    (pair,) = found(ground.store)
    assert (pair.person, pair.out.org, pair.into.org, pair.days, pair.gaps) == (5, A, C, 9, ())
    assert [each.org for each in pair.question.traces] == [A, C]


@pytest.mark.parametrize(
    ("change", "gaps"),
    [
        ({"to": "远方市某社区党支部"}, ("elsewhere",)),
        ({"to": NAMES[D]}, ("elsewhere",)),
        ({"to": ""}, ("unnamed",)),
        ({"keeper": NAMES[B]}, ("keeper",)),
        ({"keeper": ""}, ()),
        ({"arrival": date(2026, 2, 20)}, ("apart",)),
        ({"arrival": date(2026, 3, 31)}, ()),
        ({"arrival": date(2026, 4, 1)}, ("apart",)),
        ({"to": "", "keeper": NAMES[B], "arrival": date(2026, 6, 1)}, ("unnamed", "keeper", "apart")),
    ],
)
def test_what_does_not_fit(ground: Ground, change: dict[str, Any], gaps: tuple[str, ...]) -> None:
    move(ground, **change)
    (pair,) = found(ground.store)
    assert pair.gaps == gaps


def test_two_stays_at_one_end_are_one_at_the_other(ground: Ground) -> None:
    out, into = ground.ledger(A), ground.ledger(C)
    ground.stay(out, 1, 5, date(2024, 3, 1), named=NAMES[C])
    ground.stay(into, 2, 5, date(2024, 3, 5), "流入", named=NAMES[A], end_on=date(2026, 2, 1), end_kind="不再外出")
    ground.stay(into, 3, 5, date(2026, 3, 1), "流入", named=NAMES[A])
    assert sorted((p.days, p.gaps) for p in found(ground.store)) == [(4, ()), (730, ("apart",))]


def test_one_end_only(ground: Ground) -> None:
    out, into = ground.ledger(A), ground.ledger(D)
    ground.stay(out, 1, 5, date(2026, 3, 1), named=NAMES[C])  # C lists nobody
    ground.stay(out, 2, 6, date(2026, 3, 1), named="远方市某社区党支部")  # not of this store
    ground.stay(out, 3, 7, date(2026, 3, 1))
    ground.stay(into, 4, 8, date(2026, 5, 1), "流入", named=NAMES[B])  # B lists nobody
    ground.stay(into, 5, 9, date(2026, 5, 1), "流入", named="远方市某社区党支部")
    ground.stay(into, 6, 10, date(2025, 5, 1), "流入", named=NAMES[B], end_on=date(2025, 9, 1), end_kind="不再外出")
    told = {(p.person, p.out.name, p.into.name, p.days): p.gaps for p in found(ground.store)}
    assert told == {
        (5, NAMES[A], NAMES[C], None): ("no_inflow",),
        (8, NAMES[B], NAMES[D], None): ("no_outflow",),
    }


def test_a_viewer_sees_his_side_and_the_others_name(ground: Ground) -> None:
    move(ground, arrival=date(2026, 6, 1), to=NAMES[D], keeper=NAMES[B])
    (east,) = found(ground.store, viewer("leader", EAST))
    assert east.out.seen
    assert (east.into.name, east.into.start_on, east.into.named, east.into.trace) == (NAMES[C], None, "", None)
    assert (east.days, east.gaps) == (None, ("elsewhere",))
    (west,) = found(ground.store, viewer("staff", WEST))
    assert not west.out.seen
    assert (west.out.name, west.out.start_on, west.out.named) == (NAMES[A], None, "")
    assert (west.days, west.gaps) == (None, ("keeper",))
    assert west.question.org == C
    (whole,) = found(ground.store, viewer("leader", ROOT))
    assert whole.gaps == ("elsewhere", "keeper", "apart")
    # a page that looks at one committee still shows whoever may see both
    (looked_at,) = found(ground.store, viewer("leader", ROOT), f"{EAST}")
    assert looked_at == whole
    assert found(ground.store, viewer("branch", B), f"{B}", branches=True) == []
    with pytest.raises(NoAccess):
        pairs.pairs(ground.store, viewer("branch", B), view_of(ground.store, LOCAL, f"{EAST}"))


def test_twice_away_asks_both_branches(ground: Ground) -> None:
    for number, org in enumerate((A, C)):
        ledger = ground.ledger(org)
        ground.person(ledger, 5)
        ground.stay(ledger, number + 1, 5, date(2026, 1, 5 + number))
        ground.stay(ledger, number + 3, 6, date(2025, 1, 5), end_on=date(2026, 2, 1 + number), end_kind="不再外出")
    asked = [each for each in doubts(ground.store) if each.kind == "twice"]
    assert [(each.org, NAMES[C if each.org == A else A] in each.asks) for each in asked] == [(A, True), (C, True)]
    (own,) = [each for each in doubts(ground.store, viewer("staff", WEST)) if each.kind == "twice"]
    assert (own.org, {trace.org for trace in own.traces}) == (C, {C})


def test_before_the_second_branch_listed_him_nobody_is_asked(ground: Ground) -> None:
    for number, (org, received) in enumerate(((A, date(2026, 10, 5)), (C, date(2026, 10, 9)))):
        ground.stay(ground.ledger(org, received=received), number + 1, 5, date(2026, 1, 5))
    view = view_of(ground.store, LOCAL, as_of="2026-10-06")
    assert pairs.data_questions(ground.store, LOCAL, replace(view, known_at=None)) == []
    assert len(doubts(ground.store)) == 2


def test_rows_that_lead_to_nobody_or_to_two(ground: Ground) -> None:
    old, ledger = ground.ledger(A), ground.ledger(A, received=date(2026, 10, 9))
    ground.contact(old, None, date(2026, 8, 1), tie="none")  # superseded
    nobody = ground.contact(ledger, None, date(2026, 8, 2), tie="none")
    ground.contact(ledger, None, date(2026, 8, 3), tie="all")
    row = ground.care(ledger, 5, date(2026, 8, 4), "走访慰问", tie="two")
    with ground.store.write() as w:
        (one,) = ground.store.composed_rows("SELECT * FROM care_row")
        w.append("care_row", [{**one, "person": 6}])
    ground.person(ledger, 5)
    unnumbered = ground.person(ledger, 6, number=False)
    asked = {each.kind: each for each in doubts(ground.store)}
    assert set(asked) == {"none", "two", "unnumbered"}
    assert [trace.row for trace in asked["none"].traces] == [nobody]
    assert asked["two"].number == 2
    assert {(trace.person, trace.row) for trace in asked["two"].traces} == {(5, row), (6, row)}
    assert [(trace.person, trace.row) for trace in asked["unnumbered"].traces] == [(6, unnumbered)]
    assert doubts(ground.store, viewer("leader", WEST)) == []


def test_a_number_confirmed_later_ends_the_question(ground: Ground) -> None:
    ground.person(ground.ledger(A), 6, number=False)
    assert [each.kind for each in doubts(ground.store)] == ["unnumbered"]
    with ground.store.write() as w:  # another id, found to be the same person
        ledger = (A, 1)
        w.append("person_alias", [{"event": w.next_id("event"), "org": A, "person": 6, "same_as": 60}])
    ground.person(ledger, 60)
    with ground.store.write() as w:
        w.touch([A])  # as every hand-in does
    assert doubts(ground.store) == []


def test_every_row_of_the_demo_that_leads_to_several(district: Store) -> None:
    facts = Facts(district)
    tables = "contact certificate training appraisal care liaison".split()
    expected = {
        (tie, row["org"], row["submission"], row["sheet"], row["row"])
        for table in tables
        for row in facts.rows(f"{table}_row")
        if (tie := row["tie"]) in ("none", "two")
    }
    told = {
        (each.kind, each.org, each.traces[0].submission, each.traces[0].sheet, each.traces[0].row)
        for each in doubts(district)
        if each.kind in ("none", "two")
    }
    assert told == expected

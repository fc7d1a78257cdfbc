"""证据等级: worked out a second way from the rows; from the recorded time on; of another branch its name at most."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from data_layer import clock
from data_layer.assessment import figures, ladder
from data_layer.assessment.judging import assess
from data_layer.assessment.judging.beside import beside
from data_layer.assessment.view import view_of
from data_layer.indicators import obligations
from data_layer.oversight import supporting
from data_layer.oversight.visits import planning, results, truth
from data_layer.oversight.visits.results import Said
from data_layer.oversight.writing import OversightProblem
from tests.questions.ground import EAST, ROOT, WEST, A, B, C, Ground, viewer

STAFF, READER = viewer("staff", ROOT), viewer("leader", EAST)
TODAY = date(2026, 10, 20)
JPEG = b"\xff\xd8\xff\xe0 photo \xff\xd9"


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """A says it reached its three members away and that they were taken on; C lists one of them as come to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: TODAY)
        patch.setattr(clock, "now", lambda: datetime(2026, 10, 20, 10))
        made = Ground()
        ledger = made.ledger(A)
        for person in (1, 2, 3):
            made.person(ledger, person)
            made.stay(ledger, person, person, date(2026, 3, 1), contact_key=9, receiving_filled=True)
            made.contact(ledger, person, date(2026, 8, 3 + person))
        elsewhere = made.ledger(C)
        made.person(elsewhere, 1)
        made.stay(elsewhere, 11, 1, date(2026, 3, 9), "流入")
        other = made.ledger(B)
        made.person(other, 5)
        made.stay(other, 5, 5, date(2026, 3, 1), contact_key=9)
        with made.store.write() as w:
            w.touch([A, B, C])
        east = view_of(made.store, STAFF, f"{EAST}", "2026Q3", branches=None)
        planning.plan(made.store, STAFF, east, TODAY, TODAY, by_risk=2, by_chance=0)
        visit = next(row["visit"] for row in made.store.composed_rows(f"SELECT visit FROM visit_event WHERE org = {A}"))
        results.record(made.store, STAFF, visit, TODAY, {"contact-1": Said("true"), "contact-2": Said("false")})
        truth.make(made.store, STAFF, east, seed=5)
        drawn = truth.truth(made.store, STAFF, east)
        assert drawn is not None
        truth.answer(made.store, STAFF, drawn, A, 2, "unknown", TODAY)  # nobody answered: says nothing
        branch = viewer("branch", A)
        supporting.support(made.store, branch, A, "contact_quarterly", "2026Q3", "3", [("记录.jpg", JPEG)])
        yield made
    made.store.close()


def second_way(ground: Ground, known_at: datetime) -> dict[tuple[str, str, str], str]:
    """(indicator, period, subject) → rung of A's duties, row by row."""

    def rows(table: str) -> list[dict[str, object]]:
        every = ground.store.composed_rows(f"SELECT * FROM {table}")
        return [row for row in every if row["recorded_at"] <= known_at]

    found = {}
    for each in obligations(ground.store, STAFF, org=A, as_of=TODAY):
        if each.state == "met" or each.met_on or each.state == "unclear":
            rung = "claimed"
            if any((f["indicator"], f["subject"]) == (each.indicator, each.subject) for f in rows("duty_file")):
                rung = "supported"
            if each.indicator in ("taken_on", "destination_known") and each.person == 1 and each.period >= "2026":
                rung = "confirmed"
            checks = [
                row["result"]
                for row in rows("visit_result")
                if (row["indicator"], row["person"], row["period"]) == (each.indicator, each.person, 20263)
            ]
            rung = {"true": "verified", "false": "refuted"}[str(checks[-1])] if checks else rung
            found[each.indicator, each.period, each.subject] = rung
    return found


def test_every_duty_stands_where_the_rows_put_it(ground: Ground) -> None:
    duties = obligations(ground.store, READER, org=A, as_of=TODAY)
    borne = ladder.bases(ground.store, READER, duties, TODAY, None)
    mine = {(d.indicator, d.period, d.subject): b.rung for d, b in zip(duties, borne, strict=True) if b.rung}
    assert mine == second_way(ground, datetime.max)
    contact = [mine["contact_quarterly", "2026Q3", f"{person}"] for person in (1, 2, 3)]
    assert contact == ["verified", "refuted", "supported"]
    said = ladder.of_duties(ground.store, READER, view_of(ground.store, READER, f"{A}", branches=None), A, "taken_on",
                            "2026H1")["1"]  # fmt: skip
    assert said == ladder.Basis("confirmed", ("丙社区党支部的台账列有此人流入",))  # its name, and nothing else of it


def test_what_members_said_is_not_told_to_their_branch(ground: Ground) -> None:
    branch = viewer("branch", A)
    view = view_of(ground.store, branch, f"{A}", branches=None)
    borne = ladder.of_duties(ground.store, branch, view, A, "contact_quarterly", "2026Q3")
    assert {subject: each.rung for subject, each in borne.items()} == {"1": "claimed", "2": "claimed", "3": "supported"}
    assert not any("核实" in sentence or "督查" in sentence for each in borne.values() for sentence in each.said)


def test_shares_count_what_is_met_and_nothing_before_it_was_recorded(ground: Ground) -> None:
    view = view_of(ground.store, READER, f"{EAST}", "2026Q3", branches=None)
    board = figures.board(ground.store, READER, view)
    (share,) = ladder.shares(ground.store, READER, view, board, [("contact_quarterly", "2026Q3")])
    rungs = Counter(rung for (name, _, _), rung in second_way(ground, datetime.max).items() if name == share.indicator)
    assert {rung: many for rung, many in share.rungs.items() if many} == rungs
    assert (share.met, share.asked) == (3, 2)
    before = replace(view, known_at=datetime(2026, 10, 20, 9, 59))
    (share,) = ladder.shares(ground.store, READER, before, board, [("contact_quarterly", "2026Q3")])
    assert {rung: many for rung, many in share.rungs.items() if many} == {"claimed": 3}
    earlier = replace(view, as_of=date(2026, 10, 19))
    (share,) = ladder.shares(ground.store, READER, earlier, board, [("contact_quarterly", "2026Q3")])
    assert share.asked == 0


def test_what_was_checked_stands_beside_the_judgement(ground: Ground) -> None:
    found = ladder.checked(ground.store, READER, [A, B], 2026, TODAY, None)
    assert found == {A: (ladder.Checked("contact_quarterly", 2, 1),)}
    assert not ladder.checked(ground.store, READER, [A], 2025, TODAY, None)
    assert not ladder.checked(ground.store, viewer("leader", WEST), [A], 2026, TODAY, None)
    with ground.store.write() as w:
        asked = {"exemption": w.next_id("event"), "indicator": "july_first_contact", "org": A, "person": 2}
        w.append("exemption", [{**asked, "period": 20260, "reason": "其他", "approved_by": 7}])
        w.touch([A])
    judged = assess(ground.store, READER, EAST, 2026, TODAY)
    own = beside(ground.store, READER, judged)
    assert own.keys() == {A} and own[A].exempted == "免计 1 项：七一联系慰问 1"
    assert own[A].truth == "季度联系自报 3/9，核实 2 项、属实 1"


def test_papers_are_kept_for_a_duty_that_is_there(ground: Ground) -> None:
    view = view_of(ground.store, READER, f"{A}", branches=None)
    (paper,) = supporting.papers(ground.store, READER, view, A, "contact_quarterly", "2026Q3", "3")
    assert (paper.name, paper.kind, supporting.paper(ground.store, READER, paper.event, paper.nth)) == (
        "记录.jpg", "jpg", JPEG
    )  # fmt: skip
    with pytest.raises(OversightProblem, match="不在应办"):
        supporting.support(ground.store, STAFF, A, "contact_quarterly", "2026Q3", "5", [("a.jpg", JPEG)])

"""Replaying history: a finding, an exemption, what a visit found stand in figures from when they were recorded."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from data_layer.assessment import figures, ladder, visits
from data_layer.assessment.finding_figures import standing
from data_layer.assessment.findings import findings
from data_layer.assessment.view import View, view_of
from data_layer.indicators import tally
from data_layer.oversight import exempting
from data_layer.oversight.findings import open_missed
from data_layer.oversight.visits import planning, results
from data_layer.oversight.visits.results import Said
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, A, B, Ground, viewer

STAFF, LEADER = viewer("staff", ROOT), replace(viewer("leader", ROOT), account=8)
END = date(2026, 10, 24)
CONTACT = ("contact_quarterly", "2026Q3")


class Figures(NamedTuple):
    """What pages count of a unit."""

    findings: int
    exempt: int
    missed: int
    visited: int
    hits: int
    refuted: int


def read(ground: Ground, view: View) -> Figures:
    """The figures as known at the view's moment, each as its page reads it."""
    store = ground.store
    known = tally(store, STAFF, org=EAST, indicator=CONTACT[0], as_of=view.as_of, known_at=view.known_at)
    contact = [each for each in known if each.period == CONTACT[1]]
    been = visits.visits(store, STAFF, view)
    (share,) = ladder.shares(store, STAFF, view, figures.board(store, STAFF, view), [CONTACT])
    return Figures(
        standing(findings(store, STAFF, view), view.as_of).unsettled, sum(each.exempt for each in contact),
        sum(each.missed for each in contact), visits.coverage(store, STAFF, view).visited,
        visits.hits(been)[0].found, share.rungs.get("refuted", 0),
    )  # fmt: skip


def test_from_their_recorded_time_on(ground: Ground, turn: TURN) -> None:
    store = ground.store
    ledger = ground.ledger(A)  # a later version: member 1 was reached
    for person in (1, 2):
        ground.person(ledger, person)
        ground.stay(ledger, person, person, date(2026, 5, 1), contact_key=9)
    ground.contact(ledger, 1, date(2026, 8, 3))
    with store.write() as w:
        w.touch([A, B])
    turn(date(2026, 10, 21))
    open_missed(store, STAFF, A, *CONTACT, ["2"], END + timedelta(30))
    request = exempting.ask(store, STAFF, B, "因病住院", indicator=CONTACT[0], person=3, period=CONTACT[1])
    turn(date(2026, 10, 22))
    exempting.approve(store, LEADER, request)
    turn(date(2026, 10, 23))
    view = view_of(store, STAFF, f"{EAST}", "2026Q3", branches=None)
    planning.plan(store, STAFF, view, date(2026, 10, 23), END, by_risk=2, by_chance=0)
    visit = next(each.visit for each in visits.visits(store, STAFF, view) if each.org == A)
    results.record(store, STAFF, visit, date(2026, 10, 23), {"contact-1": Said("false")})
    now = view_of(store, STAFF, f"{EAST}", "2026Q3", branches=None)
    known = [Figures(0, 0, 3, 0, 0, 0), Figures(1, 0, 3, 0, 0, 0), Figures(1, 1, 2, 0, 0, 0), Figures(1, 1, 2, 1, 1, 1)]
    assert read(ground, now) == known[-1]
    # what is only asked for (the exemption, with the finding) changes no figure
    for nth, table in enumerate(("finding_event", "exemption", "visit_result"), start=1):
        at: datetime = store.composed_rows(f"SELECT max(recorded_at) AS at FROM {table}")[0]["at"]
        assert read(ground, replace(now, known_at=at)) == known[nth]
        assert read(ground, replace(now, known_at=at - timedelta(microseconds=1))) == known[nth - 1]
    # the page set back to a day reads the journal, day by day
    exempt = [
        figures.board(store, STAFF, view_of(store, STAFF, f"{EAST}", "2026Q3", f"{day}", branches=None))
        .total(*CONTACT).exempt
        for day in (date(2026, 10, 21), date(2026, 10, 22))
    ]  # fmt: skip
    assert exempt == [0, 1]

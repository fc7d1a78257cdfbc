"""The quarterly draw: of claims only, once, repeatable; the true rate beside the self-reported one."""

from datetime import date

import pytest

from data_layer.access import NoAccess
from data_layer.assessment.view import view_of
from data_layer.oversight.visits import truth
from data_layer.oversight.writing import OversightProblem
from tests.questions.ground import EAST, A, B, Ground, viewer

STAFF = viewer("staff", EAST)
TODAY = date(2026, 10, 20)


def test_a_draw_of_claims(ground: Ground) -> None:
    """Of four members due three are said to be contacted; two of these confirm."""
    ledger = ground.ledger(A)
    for person in (1, 2):
        ground.person(ledger, person)
        ground.stay(ledger, person, person, date(2026, 5, 1), contact_key=9)
        ground.contact(ledger, person, date(2026, 8, 3))
    other = ground.ledger(B)
    for person in (3, 4):
        ground.person(other, person)
        ground.stay(other, person, person, date(2026, 5, 1), contact_key=9)
    ground.contact(other, 3, date(2026, 8, 3))
    view = view_of(ground.store, STAFF, f"{EAST}", "2026Q3", branches=None)
    truth.make(ground.store, STAFF, view, seed=5)
    with pytest.raises(OversightProblem, match="只抽一次"):
        truth.make(ground.store, STAFF, view, seed=6)
    found = truth.truth(ground.store, STAFF, view)
    assert found is not None and (found.claimed, found.closed, found.true_rate) == (3, 4, None)
    assert {each.person: each.result for each in found.members} == {1: "", 2: "", 3: ""}  # nobody has rung yet
    truth.answer(ground.store, STAFF, found, A, 1, "unknown", TODAY)
    tried = truth.truth(ground.store, STAFF, view)
    assert tried is not None and {each.person: each.result for each in tried.members} == {1: "unknown", 2: "", 3: ""}
    for person, org, said in ((1, A, "true"), (2, A, "false"), (3, B, "true")):
        truth.answer(ground.store, STAFF, found, org, person, said, TODAY)
    found = truth.truth(ground.store, STAFF, view)
    assert found is not None and found.true_rate == pytest.approx((0.5, 0.5, 0.5))  # everybody asked: no interval
    with pytest.raises(OversightProblem, match="名单"):
        truth.answer(ground.store, STAFF, found, B, 4, "true", TODAY)
    with pytest.raises(NoAccess):
        truth.make(ground.store, viewer("leader", EAST), view)

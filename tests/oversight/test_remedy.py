"""What the next ledger's re-test looks at: all members of a finding, and only what was recorded since it was opened."""

from dataclasses import replace
from datetime import date

from data_layer.assessment.view import view_of
from data_layer.indicators import catalogue
from data_layer.oversight import findings as acts
from data_layer.oversight.remedy import Remedy, remedies, ways
from tests.oversight.conftest import TURN
from tests.questions.ground import Q3, ROOT, A, Ground, viewer

STAFF, LEADER = viewer("staff", ROOT), replace(viewer("leader", ROOT), account=12)


def said(ground: Ground) -> dict[int, Remedy]:
    """What ledgers show today."""
    return remedies(ground.store, STAFF, view_of(ground.store, STAFF))


def test_every_indicator_has_a_way() -> None:
    assert set(ways()) == {each.id for each in catalogue(alerts=True)}
    assert {each.way for each in ways().values()} == {"deed", "written", "own", "line", "later"}


def test_of_two_members_both_and_only_what_came_since(ground: Ground, turn: TURN) -> None:
    due = date(2027, 2, 1)
    number = acts.open_missed(ground.store, STAFF, A, "contact_quarterly", "2026Q3", ["1", "2"], due)
    turn(date(2027, 1, 12))
    ledger = ground.ledger(A, Q3 + 1, date(2027, 1, 8))
    for person in (1, 2):
        ground.person(ledger, person)
        ground.stay(ledger, person, person, date(2026, 5, 1), contact_key=9, contact_role="支部书记")
    ground.contact(ledger, 1, date(2026, 11, 3))
    assert not said(ground)[number].proposes and "还差 1 人：" in said(ground)[number].said
    ground.contact(ledger, 2, date(2026, 11, 4))
    with ground.store.write() as w:
        w.touch([A])
    assert said(ground)[number].proposes and "2 人都已显示" in said(ground)[number].said
    acts.close(ground.store, LEADER, number, "已核验")
    assert number not in said(ground)  # a closed one is not looked at
    acts.reopen(ground.store, LEADER, number, due, "回访不实")
    again = said(ground)[number]
    assert not again.proposes and again.earlier and "以前的台账已经显示" in again.said

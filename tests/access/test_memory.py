"""What is kept in memory: never across scopes, never past a commit or a day, never a refusal."""

from datetime import date

import pytest

from data_layer import clock
from data_layer.access import Grant, NoAccess, Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.organisations import tree
from data_layer.store import Store

from .conftest import viewer


class Counted:
    """A function that says which organisations it may read, and counts how often it is really asked."""

    def __init__(self) -> None:
        self.asked = 0

        @remembered(3)
        def open_to(store: Store, viewer: Viewer, org: int = 0, *, day: date | None = None) -> frozenset[int] | None:
            self.asked += 1
            if org:
                require_org(store, viewer, "read", org)
            return visible_orgs(store, viewer, "read", day)

        self.open_to = open_to


def lock(store: Store, org: int) -> None:
    with store.write() as w:
        w.append("lock_event", [{"event": w.next_id("event"), "org": org, "quarter": 8104, "kind": "locked"}])


def test_a_result_is_kept_and_a_commit_ends_it(store: Store, orgs: dict[str, int]) -> None:
    counted, who = Counted(), viewer("leader", orgs["A1"])
    first = counted.open_to(store, who)
    assert counted.open_to(store, who) is first
    assert counted.asked == 1
    lock(store, orgs["A11"])
    assert counted.open_to(store, who) == first
    assert counted.asked == 2


def test_two_viewers_share_only_the_very_same_grants(store: Store, orgs: dict[str, int]) -> None:
    counted = Counted()
    one, other = viewer("leader", orgs["A1"]), viewer("leader", orgs["A2"])
    assert counted.open_to(store, one) == {orgs["A1"], orgs["A11"], orgs["A12"]}
    assert counted.open_to(store, other) == {orgs["A2"], orgs["A21"], orgs["A22"]}
    staff = viewer("staff", orgs["A1"])
    counted.open_to(store, staff)
    assert counted.asked == 3, "another role is another scope"
    colleague = Viewer(100, "colleague", one.grants)
    assert counted.open_to(store, colleague) is counted.open_to(store, one)
    assert counted.asked == 3
    everything = Viewer(0, "local", one.grants)
    assert counted.open_to(store, everything) is None, "the same grants, but the machine's own"


def test_a_refusal_is_not_kept_and_never_turns_into_an_answer(store: Store, orgs: dict[str, int]) -> None:
    counted = Counted()
    assert counted.open_to(store, viewer("leader", orgs["A1"]), orgs["A11"])
    for _ in range(2):
        with pytest.raises(NoAccess):
            counted.open_to(store, viewer("leader", orgs["A2"]), orgs["A11"])
    assert counted.asked == 3


def test_a_grant_that_has_run_out_ends_what_was_kept(store: Store, orgs: dict[str, int], monkeypatch) -> None:
    counted = Counted()
    last = date(2026, 11, 20)
    who = Viewer(9, "for a while", (Grant("leader", orgs["A1"], until=last),))
    monkeypatch.setattr(clock, "today", lambda: last)
    assert counted.open_to(store, who)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    assert counted.open_to(store, who) == frozenset()


def test_what_moves_in_the_tree_moves_the_scope(store: Store, orgs: dict[str, int]) -> None:
    who = viewer("leader", orgs["A2"])
    counted = Counted()
    assert orgs["A11"] not in (counted.open_to(store, who) or ())
    with store.write() as w:
        event = {"event": w.next_id("event"), "kind": "move", "day": clock.today()}
        w.append("organisation_event", [{**event, "org": orgs["A11"], "parent": orgs["A2"]}])
    assert orgs["A11"] in (counted.open_to(store, who) or ())
    assert orgs["A11"] in tree(store).children(orgs["A2"])
    assert orgs["A11"] not in (visible_orgs(store, viewer("leader", orgs["A1"]), "read") or ())


def test_arguments_are_told_apart_and_the_oldest_goes(store: Store, orgs: dict[str, int]) -> None:
    counted, who = Counted(), viewer("leader", orgs["A"])
    for org in ("A1", "A2", "A11", "A1", "A2", "A11"):
        counted.open_to(store, who, orgs[org])
    assert counted.asked == 3
    counted.open_to(store, who, day=date(2026, 1, 1))
    counted.open_to(store, who, orgs["A11"])
    assert counted.asked == 4
    counted.open_to(store, who, orgs["A1"])
    assert counted.asked == 5, "three are kept: the one used least recently made room"


def test_what_was_read_before_a_commit_is_not_kept_for_after_it(store: Store, orgs: dict[str, int]) -> None:
    asked = 0

    @remembered(3)
    def overtaken(store: Store, viewer: Viewer) -> int:
        nonlocal asked
        asked += 1
        found = len(store.composed_rows("SELECT event FROM lock_event"))
        if asked == 1:
            lock(store, orgs["A11"])
        return found

    who = viewer("leader", orgs["A1"])
    assert overtaken(store, who) == 0
    assert overtaken(store, who) == 1
    assert asked == 2


def test_two_stores_share_nothing(store: Store, orgs: dict[str, int]) -> None:
    counted, who = Counted(), viewer("leader", orgs["A1"])
    assert counted.open_to(store, who)
    assert counted.open_to(Store(":memory:"), who) == frozenset()

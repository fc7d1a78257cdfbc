"""What is kept in memory: never across scopes, never past a commit or a day, never a refusal."""

from collections.abc import Iterable
from datetime import date

import pytest

from data_layer import clock
from data_layer.access import Grant, NoAccess, Viewer, local_administrator, require_org, visible_orgs
from data_layer.access.memory import by_branch, remembered
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


def hand_in(store: Store, org: int) -> None:
    """A ledger's rows, and nothing else."""
    with store.write() as w:
        w.append("ledger_effort", [{"org": org, "submission": 1, "asked": 1, "known": 1}])
        w.touch([org], alone=True)


def test_what_rests_on_own_branches_outlives_the_ledgers_of_others(store: Store, orgs: dict[str, int]) -> None:
    asked: list[str] = []

    @remembered(9, own=True)
    def about(store: Store, viewer: Viewer) -> int:
        asked.append(viewer.name)
        return len(asked)

    secretary, above = viewer("branch", orgs["A11"]), viewer("leader", orgs["A1"])
    about(store, secretary), about(store, above)
    hand_in(store, orgs["A12"])
    assert (about(store, secretary), about(store, above)) == (1, 3), "within the committee, not within the branch"
    hand_in(store, orgs["A11"])
    assert (about(store, secretary), about(store, above)) == (4, 5)
    for change in (lock, touch):
        before = len(asked)
        change(store, orgs["A21"])
        assert about(store, secretary) == before + 1, "whatever else is written may bear on everybody"


class Asked:
    """A function about branches that notes which it was really asked about."""

    def __init__(self, branches: int | None = None) -> None:
        self.heard: list[list[int]] = []

        @by_branch(2, branches)
        def about(store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, word: str = "") -> dict[int, str]:
            self.heard.append(sorted(orgs))
            return {org: f"{word}{org}" for org in orgs}

        self.about = about


def touch(store: Store, org: int) -> None:
    """What follows every writing of a branch's facts."""
    with store.write() as w:
        w.touch([org])


DAY = date(2026, 11, 20)


def test_only_the_branch_that_was_written_is_asked_again(store: Store, orgs: dict[str, int]) -> None:
    asked, who, (one, other) = Asked(), viewer("leader", orgs["A1"]), (orgs["A11"], orgs["A12"])
    assert asked.about(store, who, [one, other], DAY) == {one: f"{one}", other: f"{other}"}
    lock(store, one)
    asked.about(store, who, [other, one], DAY)
    assert asked.heard == [[one, other]], "a commit that wrote no branch's facts ends nothing"
    touch(store, other)
    assert asked.about(store, who, [one, other], DAY) == {one: f"{one}", other: f"{other}"}
    assert asked.heard == [[one, other], [other]]


def test_of_branches_too_nobody_hears_but_who_may_read_them(store: Store, orgs: dict[str, int]) -> None:
    asked, everybody = Asked(), [orgs[code] for code in ("A11", "A12", "A21", "A22")]
    asked.about(store, local_administrator("tests"), everybody, DAY)
    assert list(asked.about(store, viewer("leader", orgs["A2"]), everybody, DAY)) == everybody[2:]
    assert asked.about(store, viewer("inspector", orgs["A2"]), everybody, DAY) == {}
    assert len(asked.heard) == 1, "what a branch is like does not depend on who asks"


def test_of_branches_days_and_words_are_told_apart_and_the_oldest_go(store: Store, orgs: dict[str, int]) -> None:
    asked, who, org = Asked(branches=1), viewer("leader", orgs["A1"]), orgs["A11"]
    for day, word in ((DAY, ""), (DAY, "x"), (DAY, ""), (date(2026, 1, 1), ""), (DAY, "x")):
        assert asked.about(store, who, [org], day, word) == {org: f"{word}{org}"}
    assert len(asked.heard) == 4, "two moments are kept"
    assert len(asked.about(store, who, [org, orgs["A12"]], DAY, "x")) == 2
    asked.about(store, who, [org], DAY, "x")
    assert asked.heard[-2:] == [[orgs["A12"]], [org]], "one branch of each"

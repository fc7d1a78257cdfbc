"""Every role against every right, written out: a change of the table has to be made here as well."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data_layer import clock
from data_layer.access import (
    EVERYTHING,
    RIGHTS,
    ROLE_NAMES,
    ROLES,
    Grant,
    NoAccess,
    Viewer,
    local_administrator,
    require_org,
    visible_orgs,
)
from data_layer.access.rights import PERSONAL
from data_layer.administration import add_event
from data_layer.organisations import tree
from data_layer.store import Store
from tests.access.conftest import district, viewer

MAY = {
    "branch": "read identify names reveal template submit call reply",
    "staff": "read identify names reveal template submit review lock import fund inspect onsite findings draft",
    "leader": "read identify onsite opine decide approve erase",
    "inspector": "onsite",
    "administrator": "read configure accounts organisations log backup erase",
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    """One district for the many questions that change nothing."""
    opened = district()
    yield opened
    opened.close()


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("role", MAY)
def test_role_by_right(shared: Store, role: str, right: str) -> None:
    """A right is allowed as the table says, on the organisation granted and below, and nowhere else."""
    store, orgs = shared, tree(shared).by_code
    asking = viewer(role, orgs["A1"])
    allowed = right in MAY[role].split()
    assert asking.may(right) is allowed
    below = {orgs["A1"], orgs["A11"], orgs["A12"]}
    assert visible_orgs(store, asking, right) == (below if allowed else frozenset())
    for org in orgs.values():
        if allowed and org in below:
            require_org(store, asking, right, org)
        else:
            with pytest.raises(NoAccess):
                require_org(store, asking, right, org)


def test_every_role_and_right_is_in_the_table() -> None:
    assert set(MAY) == set(ROLES) == set(ROLE_NAMES)
    assert {right for held in ROLES.values() for right in held} == set(RIGHTS)


def test_administrator_has_no_personal_right() -> None:
    """No member's personal data by default."""
    assert not ROLES["administrator"] & PERSONAL
    assert ROLES["inspector"] == {"onsite"}  # the papers of the branch, nothing else


def test_unknown_right_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        viewer("staff", 1).may("fly")


def test_local_administrator_may_everything(store: Store, orgs: dict[str, int]) -> None:
    asking = local_administrator("root")
    for right in RIGHTS:
        assert asking.may(right)
        assert visible_orgs(store, asking, right) is None
        require_org(store, asking, right, orgs["A22"])


def test_everything_reaches_what_is_not_there_yet(store: Store) -> None:
    asking = viewer("administrator", EVERYTHING)
    assert visible_orgs(store, asking, "accounts") is None
    assert visible_orgs(store, asking, "names") == frozenset()


@pytest.mark.parametrize(
    ("from_days", "until_days", "holds"),
    [(None, None, True), (0, 0, True), (-3, -1, False), (1, 5, False), (-3, None, True), (None, 1, True)],
)
def test_grant_holds_only_for_its_days(
    store: Store, orgs: dict[str, int], from_days: int | None, until_days: int | None, holds: bool
) -> None:
    """Both days belong to the grant."""

    def day(offset: int | None) -> date | None:
        return None if offset is None else clock.today() + timedelta(days=offset)

    asking = Viewer(99, "x", (Grant("staff", orgs["A1"], day(from_days), day(until_days)),))
    assert asking.may("read") is holds
    assert bool(visible_orgs(store, asking, "read")) is holds
    assert asking.roles == ({"staff"} if holds else set())


def test_two_grants_do_not_mix(store: Store, orgs: dict[str, int]) -> None:
    """Leader of one committee and staff of another: each right only where it was given."""
    asking = Viewer(99, "x", (Grant("leader", orgs["A1"]), Grant("staff", orgs["A2"])))
    assert orgs["A11"] not in (visible_orgs(store, asking, "names") or ())
    assert orgs["A21"] not in (visible_orgs(store, asking, "decide") or ())
    assert visible_orgs(store, asking, "read") == {org for code, org in orgs.items() if code != "A"}


def test_personal_data_does_not_follow_a_branch_that_moved_away(
    store: Store, orgs: dict[str, int], local: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set back, the old committee gets its old figures, but no names; the new one gets the whole history."""
    yesterday = clock.today() - timedelta(days=1)
    add_event(store, local, orgs["A11"], "move", clock.today(), parent=orgs["A2"])
    old, new = viewer("staff", orgs["A1"]), viewer("staff", orgs["A2"])
    assert tree(store, yesterday).by_id[orgs["A11"]].parent == orgs["A1"]
    assert orgs["A11"] not in (visible_orgs(store, old, "read") or ())
    assert orgs["A11"] in (visible_orgs(store, old, "read", yesterday) or ())
    assert orgs["A11"] not in (visible_orgs(store, old, "names", yesterday) or ())
    assert orgs["A11"] in (visible_orgs(store, new, "names", yesterday) or ())


def test_branch_keeps_what_merged_into_it(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    add_event(store, local, orgs["A12"], "merge", clock.today(), successor=orgs["A11"])
    asking = viewer("branch", orgs["A11"])
    assert visible_orgs(store, asking, "names") == {orgs["A11"], orgs["A12"]}
    assert visible_orgs(store, viewer("branch", orgs["A12"]), "names") == {orgs["A12"]}

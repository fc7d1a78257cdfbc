"""Accounts and grants: who may change whom, and what a change ends."""

from datetime import timedelta

import pytest

from data_layer import clock
from data_layer.access import EVERYTHING, Grant, NoAccess, Viewer, accounts, directory, passwords, sessions, signin
from data_layer.access.accounts import AccountProblem
from data_layer.store import Store
from tests.access.conftest import PASSWORD, account, viewer


def test_first_account_is_administrator_of_everything_and_made_once(store: Store) -> None:
    assert accounts.is_empty(store)
    made = accounts.create_first(store, "管理员", PASSWORD)
    assert not accounts.is_empty(store)
    assert [held.grant for held in made.held] == [Grant("administrator", EVERYTHING)]
    with pytest.raises(AccountProblem):
        accounts.create_first(store, "second", PASSWORD)


def test_added_account_signs_in_and_has_to_change(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    number = accounts.add(store, local, "李主任", PASSWORD, [Grant("leader", orgs["A1"])], display_name="李主任")
    entered = signin.sign_in(store, "李主任", PASSWORD)
    assert entered.must_change
    assert entered.viewer.account == number
    assert entered.viewer.may("decide")
    assert sessions.viewer(store, entered.token) is None, "no page before the password is changed"


@pytest.mark.parametrize("name", ["a", "two words", "x" * 41, "<b>", ""])
def test_names_that_are_none(store: Store, orgs: dict[str, int], local: Viewer, name: str) -> None:
    with pytest.raises(AccountProblem):
        accounts.add(store, local, name, PASSWORD, [Grant("staff", orgs["A1"])])


def test_a_name_belongs_to_one_account(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    """Upper and lower case, full and half width are the same name, also of a disabled account."""
    number = account(store, "Donghu01", "staff", orgs["A1"])
    accounts.set_disabled(store, local, number, True)
    with pytest.raises(AccountProblem):
        account(store, "ｄonghu01", "staff", orgs["A1"])


@pytest.mark.parametrize(
    ("role", "code", "allowed"),
    [
        ("branch", "A11", True),
        ("branch", "A1", False),
        ("inspector", "A11", True),
        ("inspector", "A", False),
        ("staff", "A1", True),
        ("staff", "A11", False),
        ("leader", "A", True),
        ("administrator", "A2", True),
        ("king", "A", False),
    ],
)
def test_roles_belong_to_kinds_of_organisations(
    store: Store, orgs: dict[str, int], local: Viewer, role: str, code: str, allowed: bool
) -> None:
    if allowed:
        accounts.add(store, local, "someone", PASSWORD, [Grant(role, orgs[code])])
        return
    with pytest.raises(AccountProblem):
        accounts.add(store, local, "someone", PASSWORD, [Grant(role, orgs[code])])


def test_impossible_grants(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    past = clock.today() - timedelta(days=1)
    for grant in (Grant("staff", 9999), Grant("staff", EVERYTHING), Grant("staff", orgs["A1"], until=past)):
        with pytest.raises(AccountProblem):
            accounts.add(store, local, "someone", PASSWORD, [grant])
    with pytest.raises(AccountProblem):
        accounts.add(store, local, "someone", PASSWORD, [])
    assert accounts.is_empty(store)


@pytest.fixture
def committee_admin(store: Store, orgs: dict[str, int]) -> Viewer:
    account(store, "admin1", "administrator", orgs["A1"])
    found = directory.viewer_named(store, "admin1")
    assert found
    return found


def test_administrator_stays_in_scope(store: Store, orgs: dict[str, int], committee_admin: Viewer) -> None:
    inside = account(store, "inside", "branch", orgs["A11"])
    outside = account(store, "outside", "branch", orgs["A21"])
    above = account(store, "above", "administrator", orgs["A"])
    both = account(store, "both", "staff", orgs["A1"])
    local = Viewer(0, "tests", ())
    accounts.grant_role(store, local, both, Grant("staff", orgs["A2"]))
    assert {each.account for each in accounts.listed(store, committee_admin)} == {committee_admin.account, inside}
    accounts.set_disabled(store, committee_admin, inside, True)
    for number in (outside, above, both, 9999):
        with pytest.raises(NoAccess):
            accounts.set_disabled(store, committee_admin, number, True)
        with pytest.raises(NoAccess):
            accounts.reset_password(store, committee_admin, number, "another-horse-78")
        with pytest.raises(NoAccess):
            accounts.grant_role(store, committee_admin, number, Grant("staff", orgs["A1"]))
    with pytest.raises(NoAccess):
        accounts.add(store, committee_admin, "new", PASSWORD, [Grant("staff", orgs["A2"])])
    with pytest.raises(NoAccess):
        accounts.add(store, committee_admin, "new", PASSWORD, [Grant("administrator", EVERYTHING)])


def test_nobody_changes_their_own_rights(store: Store, orgs: dict[str, int], committee_admin: Viewer) -> None:
    own = committee_admin.account
    held = directory.everyone(store)[own].held[0]
    for action in (
        lambda: accounts.grant_role(store, committee_admin, own, Grant("staff", orgs["A1"])),
        lambda: accounts.revoke(store, committee_admin, own, held.grant_id),
        lambda: accounts.set_disabled(store, committee_admin, own, True),
        lambda: accounts.reset_password(store, committee_admin, own, "another-horse-78"),
    ):
        with pytest.raises(AccountProblem):
            action()


@pytest.mark.parametrize("role", ["branch", "staff", "leader", "inspector"])
def test_others_do_not_administer(store: Store, orgs: dict[str, int], role: str) -> None:
    number = account(store, "someone", "branch", orgs["A11"])
    asking = viewer(role, orgs["A11" if role in ("branch", "inspector") else "A"])
    with pytest.raises(NoAccess):
        accounts.listed(store, asking)
    with pytest.raises(NoAccess):
        accounts.add(store, asking, "new", PASSWORD, [Grant("branch", orgs["A12"])])
    with pytest.raises(NoAccess):
        accounts.set_disabled(store, asking, number, True)


def test_disabling_ends_sessions_and_enabling_gives_back(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    number = account(store, "someone", "staff", orgs["A1"])
    token = signin.sign_in(store, "someone", PASSWORD).token
    accounts.set_disabled(store, local, number, True)
    assert sessions.viewer(store, token) is None
    with pytest.raises(signin.SignInRefused):
        signin.sign_in(store, "someone", PASSWORD)
    accounts.set_disabled(store, local, number, False)
    assert sessions.viewer(store, token) is None, "an ended session does not come back"
    assert signin.sign_in(store, "someone", PASSWORD)


def test_revoking_acts_on_running_sessions(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    number = account(store, "someone", "staff", orgs["A1"])
    accounts.grant_role(store, local, number, Grant("leader", orgs["A2"]))
    token = signin.sign_in(store, "someone", PASSWORD).token
    found = sessions.viewer(store, token)
    assert found and found.may("review")
    held = directory.everyone(store)[number].held[0]
    accounts.revoke(store, local, number, held.grant_id)
    found = sessions.viewer(store, token)
    assert found and not found.may("review") and found.may("decide")


def test_reset_ends_sessions_and_has_to_be_changed(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    number = account(store, "someone", "staff", orgs["A1"])
    token = signin.sign_in(store, "someone", PASSWORD).token
    accounts.reset_password(store, local, number, "another-horse-78")
    assert sessions.find(store, token) is None
    with pytest.raises(signin.SignInRefused):
        signin.sign_in(store, "someone", PASSWORD)
    assert signin.sign_in(store, "someone", "another-horse-78").must_change


def test_changing_ends_every_other_session(store: Store, orgs: dict[str, int]) -> None:
    account(store, "someone", "staff", orgs["A1"])
    first = signin.sign_in(store, "someone", PASSWORD)
    second = signin.sign_in(store, "someone", PASSWORD)
    with pytest.raises(AccountProblem):
        accounts.change_password(store, first.viewer, "wrong", "another-horse-78")
    with pytest.raises(AccountProblem):
        accounts.change_password(store, first.viewer, PASSWORD, PASSWORD)
    with pytest.raises(passwords.WeakPassword):
        accounts.change_password(store, first.viewer, PASSWORD, "1234567890")
    fresh = accounts.change_password(store, first.viewer, PASSWORD, "another-horse-78")
    assert sessions.viewer(store, first.token) is None
    assert sessions.viewer(store, second.token) is None
    assert sessions.viewer(store, fresh)


def test_accounts_for_all_branches(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    """One each for those that have none, named after the code; a second time there is nothing to do."""
    account(store, "secretary", "branch", orgs["A11"])
    account(store, "A12", "leader", orgs["A1"])
    steps: list[int] = []
    made = accounts.add_for_branches(store, local, lambda done, total, what: steps.append(done))
    assert [each.name for each in made] == ["A12-2", "A21", "A22"]
    assert steps == [1, 2, 3]
    assert accounts.branches_without(store, local) == []
    entered = signin.sign_in(store, "A21", made[1].password)
    assert entered.must_change
    assert [grant.org for grant in entered.viewer.grants] == [orgs["A21"]]
    assert accounts.add_for_branches(store, local) == []


def test_every_change_is_in_the_log(store: Store, orgs: dict[str, int], local: Viewer) -> None:
    number = account(store, "someone", "staff", orgs["A1"])
    accounts.set_disabled(store, local, number, True)
    table = store.composed_table('SELECT action, "object", actor FROM audit_event ORDER BY event').to_pylist()
    lines = [(line["action"], line["object"]) for line in table if line["object"] == str(number)]
    assert lines == [("account add", str(number)), ("account disabled", str(number))]
    assert "someone" not in str([line["object"] for line in table])

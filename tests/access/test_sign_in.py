"""Signing in, being locked out, and how long a session lives, with the clock in hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from data_layer import clock
from data_layer.access import (
    EVERYTHING,
    Grant,
    NoAccess,
    Viewer,
    accounts,
    confirming,
    directory,
    opened,
    passwords,
    sessions,
    signin,
)
from data_layer.access.limits import LIMITS, BadLimit, limits, set_limit, values
from data_layer.access.signin import SignInRefused, sign_in
from data_layer.store import Store
from tests.access.conftest import PASSWORD, account

Tick = Callable[..., None]


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch) -> Tick:
    """Set the clock to a fixed moment; ``tick(minutes=5)`` lets time pass."""
    moment = [datetime(2026, 9, 30, 9, 0)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def forward(**passed: float) -> None:
        moment[0] += timedelta(**passed)

    return forward


@pytest.fixture
def someone(tick: Tick, store: Store, orgs: dict[str, int]) -> int:
    return account(store, "someone", "staff", orgs["A1"])


def refused(store: Store, name: str, password: str, address: str = "10.0.0.1") -> SignInRefused:
    with pytest.raises(SignInRefused) as found:
        sign_in(store, name, password, address)
    return found.value


def test_token_is_kept_nowhere(store: Store, someone: int) -> None:
    token = sign_in(store, "someone", PASSWORD).token
    assert len(token) >= 43
    rows = store.composed_rows("SELECT * FROM session_event")
    assert token not in str(rows)
    assert len(rows[0]["session"]) == 64


def test_same_sentence_whatever_was_wrong(store: Store, someone: int) -> None:
    assert str(refused(store, "someone", "wrong")) == str(refused(store, "nobody", PASSWORD)) == signin.WRONG


def test_unknown_name_costs_a_hash_too(store: Store, someone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time taken would tell which names exist."""
    asked: list[str | None] = []
    real = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda p, h: asked.append(h) or real(p, h))
    refused(store, "nobody", PASSWORD)
    assert asked == [None]


def test_fifth_failure_locks_the_name_and_waits_grow(store: Store, someone: int, tick: Tick) -> None:
    for _ in range(5):
        assert not refused(store, "someone", "wrong").must_wait
    assert refused(store, "someone", PASSWORD).must_wait, "the right password is not looked at either"
    assert refused(store, "Someone", PASSWORD, "10.0.0.2").must_wait, "nor from elsewhere, nor spelt otherwise"
    tick(seconds=31)
    assert not refused(store, "someone", "wrong").must_wait
    tick(seconds=31)
    assert refused(store, "someone", PASSWORD).must_wait, "twice as long now"
    tick(seconds=30)
    assert sign_in(store, "someone", PASSWORD)
    for _ in range(5):
        assert not refused(store, "someone", "wrong").must_wait, "signing in clears the count"


def test_unknown_names_are_locked_alike(store: Store, someone: int) -> None:
    for _ in range(5):
        refused(store, "nobody", "wrong")
    assert refused(store, "nobody", "wrong").must_wait
    assert sign_in(store, "someone", PASSWORD, "10.0.0.1"), "others at the same address go on"


def test_address_is_locked_after_many_names(store: Store, someone: int, tick: Tick) -> None:
    for number in range(30):
        refused(store, f"name{number}", "wrong")
    assert refused(store, "someone", PASSWORD).must_wait
    assert sign_in(store, "someone", PASSWORD, "10.0.0.9"), "another address is free"
    tick(minutes=31)
    assert sign_in(store, "someone", PASSWORD)


def test_own_successes_do_not_open_an_address(store: Store, someone: int) -> None:
    """Somebody with an account cannot clear the count of others' names by signing in again and again."""
    for number in range(30 - 1):
        refused(store, f"name{number}", "wrong")
        sign_in(store, "someone", PASSWORD, "10.0.0.1")
    refused(store, "last", "wrong")
    assert refused(store, "someone", PASSWORD).must_wait


def test_names_are_not_in_the_record_of_attempts(store: Store, someone: int) -> None:
    refused(store, "my-password-typed-as-name", "x")
    assert "typed" not in str(store.composed_rows("SELECT * FROM sign_in_event"))
    assert "typed" not in str(store.composed_rows("SELECT * FROM audit_event"))


def test_outdated_hash_is_renewed(store: Store, someone: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    before = directory.everyone(store)[someone].password_hash
    assert not sign_in(store, "someone", PASSWORD).must_change
    after = directory.everyone(store)[someone].password_hash
    assert before != after
    assert after and not passwords.is_outdated(after)
    assert sign_in(store, "someone", PASSWORD)


def test_idle_session_ends(store: Store, someone: int, tick: Tick) -> None:
    token = sign_in(store, "someone", PASSWORD).token
    tick(minutes=29)
    assert sessions.viewer(store, token)
    tick(minutes=29)
    assert sessions.viewer(store, token), "use keeps it alive"
    tick(minutes=31)
    assert sessions.viewer(store, token) is None


def test_looking_is_not_using(store: Store, someone: int, tick: Tick) -> None:
    token = sign_in(store, "someone", PASSWORD).token
    tick(minutes=29)
    assert sessions.find(store, token)
    tick(minutes=2)
    assert sessions.find(store, token) is None


def test_session_ends_after_a_working_day_however_busy(store: Store, someone: int, tick: Tick) -> None:
    token = sign_in(store, "someone", PASSWORD).token
    for _ in range(23):
        tick(minutes=20)
        assert sessions.viewer(store, token)
    tick(minutes=21)
    assert sessions.viewer(store, token) is None


def test_use_is_written_at_most_once_a_minute(store: Store, someone: int, tick: Tick) -> None:
    token = sign_in(store, "someone", PASSWORD).token
    for _ in range(100):
        tick(seconds=3)
        sessions.viewer(store, token)
    assert len(store.composed_rows("SELECT * FROM session_event WHERE kind = 'seen'")) == 4


@pytest.mark.parametrize("token", [None, "", "x", "a" * 5000])
def test_tokens_that_are_none(store: Store, someone: int, token: str | None) -> None:
    assert sessions.find(store, token) is None


def test_signing_out_ends_only_this_session(store: Store, someone: int) -> None:
    here, there = sign_in(store, "someone", PASSWORD).token, sign_in(store, "someone", PASSWORD).token
    sessions.end(store, here)
    assert sessions.find(store, here) is None
    assert sessions.find(store, there)


def test_session_outlives_a_restart(tmp_path: Path, orgs: dict[str, int]) -> None:
    place = tmp_path / "ledger.duckdb"
    opened = Store(place)
    accounts.create_first(opened, "admin", PASSWORD)
    token = sign_in(opened, "admin", PASSWORD).token
    opened.close()
    again = Store(place)
    assert sessions.viewer(again, token)
    again.close()


def at_work(store: Store, token: str) -> Viewer:
    found = sessions.viewer(store, token)
    assert found is not None
    return found


def test_password_is_asked_again_after_a_while_and_only_of_sessions(
    store: Store, someone: int, local: Viewer, tick: Tick
) -> None:
    token = sign_in(store, "someone", PASSWORD, "10.0.0.1").token
    tick(minutes=14)
    confirming.require_confirmed(store, at_work(store, token))
    tick(minutes=2)
    stale = at_work(store, token)
    with pytest.raises(confirming.ConfirmFirst):
        confirming.require_confirmed(store, stale)
    with pytest.raises(SignInRefused):
        confirming.confirm(store, token, "wrong", "10.0.0.1")
    assert confirming.must_confirm(store, at_work(store, token))
    confirming.confirm(store, token, PASSWORD, "10.0.0.1")
    confirming.require_confirmed(store, at_work(store, token))
    assert confirming.must_confirm(store, stale), "what was looked up before stays as old as it was"
    confirming.require_confirmed(store, local)


def test_guessing_at_an_open_desk_is_locked_as_at_the_door(store: Store, someone: int, tick: Tick) -> None:
    token = sign_in(store, "someone", PASSWORD, "10.0.0.1").token
    viewer = at_work(store, token)
    tick(minutes=1)
    for number in range(5):
        if number % 2:
            with pytest.raises(accounts.AccountProblem, match="原密码不正确"):
                accounts.change_password(store, viewer, "wrong", "another-horse-78")
        else:
            with pytest.raises(SignInRefused):
                confirming.confirm(store, token, "wrong")
    with pytest.raises(SignInRefused, match="尝试次数过多"):
        confirming.confirm(store, token, PASSWORD)
    with pytest.raises(accounts.AccountProblem, match="尝试次数过多"):
        accounts.change_password(store, viewer, PASSWORD, "another-horse-78")
    assert refused(store, "someone", PASSWORD).must_wait


def test_limits_are_set_for_all_within_bounds_by_who_configures_all(
    store: Store, orgs: dict[str, int], someone: int, tick: Tick
) -> None:
    whole = Viewer(98, "admin", (Grant("administrator", EVERYTHING),))
    for grant in (Grant("administrator", orgs["A1"]), Grant("staff", orgs["A"])):
        viewer = Viewer(97, "part", (grant,))
        with pytest.raises(NoAccess):
            set_limit(store, viewer, "idle_minutes", 10)
    for name, value in (("idle_minutes", 0), ("idle_minutes", 10_000), ("nothing", 1)):
        with pytest.raises(BadLimit):
            set_limit(store, whole, name, value)
    assert values(store) == {name: each.value for name, each in LIMITS.items()}
    token = sign_in(store, "someone", PASSWORD).token
    tick(seconds=1)
    set_limit(store, whole, "idle_minutes", 10)
    set_limit(store, whole, "tries_by_name", 3)
    set_limit(store, whole, "password_shortest", 14)
    assert limits(store).idle == timedelta(minutes=10)
    for _ in range(3):
        refused(store, "someone", "wrong", "10.0.0.7")
    assert refused(store, "someone", PASSWORD, "10.0.0.7").must_wait
    with pytest.raises(passwords.WeakPassword, match="14"):
        accounts.add(store, whole, "another", "short-pony-7", [Grant("staff", orgs["A1"])])
    tick(minutes=11)
    assert sessions.find(store, token) is None


def test_sessions_are_seen_and_ended_by_their_owner_and_the_administrator_only(
    store: Store, orgs: dict[str, int], someone: int, tick: Tick
) -> None:
    other = account(store, "other", "staff", orgs["A2"])
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
    here = sign_in(store, "someone", PASSWORD, "10.0.0.1", agent).token
    there = sign_in(store, "someone", PASSWORD, "10.0.0.2").token
    theirs = sign_in(store, "other", PASSWORD, "10.0.0.3").token
    mine = at_work(store, here)
    found = opened.own(store, mine, here)
    assert {(each.address, each.here) for each in found} == {("10.0.0.1", True), ("10.0.0.2", False)}
    assert next(each.browser for each in found if each.here) == "Edge · Windows"
    assert not any(token in str(found) for token in (here, there))
    with pytest.raises(NoAccess):
        opened.everybodys(store, mine)
    part = Viewer(97, "a", (Grant("administrator", orgs["A1"]),))
    assert {each.account for each in opened.everybodys(store, part)} == {someone}
    strange = [each.key for each in opened.own(store, at_work(store, theirs))]
    assert opened.end(store, mine, strange) == opened.end(store, part, strange) == 0, "not theirs to end"
    assert sessions.find(store, theirs)
    assert opened.end(store, mine, [each.key for each in found if not each.here]) == 1
    assert sessions.find(store, there) is None and sessions.find(store, here)
    whole = Viewer(98, "admin", (Grant("administrator", EVERYTHING),))
    assert opened.end(store, whole, [each.key for each in opened.everybodys(store, whole)]) == 2
    assert sessions.find(store, here) is None and sessions.find(store, theirs) is None
    assert opened.everybodys(store, whole) == []
    assert other != someone

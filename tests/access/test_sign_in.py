"""Signing in, being locked out, and how long a session lives, with the clock in hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from data_layer import clock
from data_layer.access import directory, passwords, sessions, signin
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
    for _ in range(signin.FREE_BY_NAME):
        assert not refused(store, "someone", "wrong").must_wait
    assert refused(store, "someone", PASSWORD).must_wait, "the right password is not looked at either"
    assert refused(store, "Someone", PASSWORD, "10.0.0.2").must_wait, "nor from elsewhere, nor spelt otherwise"
    tick(seconds=31)
    assert not refused(store, "someone", "wrong").must_wait
    tick(seconds=31)
    assert refused(store, "someone", PASSWORD).must_wait, "twice as long now"
    tick(seconds=30)
    assert sign_in(store, "someone", PASSWORD)
    for _ in range(signin.FREE_BY_NAME):
        assert not refused(store, "someone", "wrong").must_wait, "signing in clears the count"


def test_unknown_names_are_locked_alike(store: Store, someone: int) -> None:
    for _ in range(signin.FREE_BY_NAME):
        refused(store, "nobody", "wrong")
    assert refused(store, "nobody", "wrong").must_wait
    assert sign_in(store, "someone", PASSWORD, "10.0.0.1"), "others at the same address go on"


def test_address_is_locked_after_many_names(store: Store, someone: int, tick: Tick) -> None:
    for number in range(signin.FREE_BY_ADDRESS):
        refused(store, f"name{number}", "wrong")
    assert refused(store, "someone", PASSWORD).must_wait
    assert sign_in(store, "someone", PASSWORD, "10.0.0.9"), "another address is free"
    tick(minutes=31)
    assert sign_in(store, "someone", PASSWORD)


def test_own_successes_do_not_open_an_address(store: Store, someone: int) -> None:
    """Somebody with an account cannot clear the count of others' names by signing in again and again."""
    for number in range(signin.FREE_BY_ADDRESS - 1):
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
    from data_layer.access import accounts

    accounts.create_first(opened, "admin", PASSWORD)
    token = sign_in(opened, "admin", PASSWORD).token
    opened.close()
    again = Store(place)
    assert sessions.viewer(again, token)
    again.close()

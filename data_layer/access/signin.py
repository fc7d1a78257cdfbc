"""Signing in: lock-out first, then the password, then a fresh session.

An attempt is written down as failed before the password is looked at, so that many at once cannot slip past the
lock; success adds a second line that clears it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer.access import passwords, sessions
from data_layer.access.directory import Account, by_name, everyone, name_key
from data_layer.access.limits import Limits, limits
from data_layer.access.log import audit
from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer

REMEMBERED = timedelta(hours=24)
WRONG = "账号或密码不正确。"


class SignInRefused(Exception):
    """Nobody was signed in; the message is a Chinese sentence that does not say which part was wrong."""

    def __init__(self, sentence: str, *, must_wait: bool = False) -> None:
        super().__init__(sentence)
        self.must_wait = must_wait  #: too many attempts: even the right password is not looked at


@dataclass(frozen=True)
class SignedIn:
    """``token`` goes into the cookie. ``must_change``: only the password page is open."""

    token: str
    viewer: Viewer
    must_change: bool


def sign_in(store: Store, name: str, password: str, address: str = "", agent: str = "") -> SignedIn:
    """Sign in by name and password. Raises :class:`SignInRefused`. Takes some 0.2 s: call it in a worker thread."""
    with proven(store, name, password, address) as (writer, account):
        token = sessions.create_in(writer, account.account, address, agent)
        viewer = account.viewer(address)
        audit(writer, viewer, "sign in")
    return SignedIn(token, viewer, account.must_change)


@contextmanager
def proven(store: Store, name: str, password: str, address: str = "") -> Iterator[tuple[Writer, Account]]:
    """The transaction in which a name and its password were found to fit, with the account.

    Raises :class:`SignInRefused`; every refusal counts towards the wait of the name and of the address.
    """
    name_hash = store.keyed_digest("sign-in " + name_key(name))
    with store.write() as writer:
        if wait := _wait(writer, limits(store), name_hash, address):
            raise SignInRefused(f"尝试次数过多，请等{_words(wait)}后再试。", must_wait=True)
        writer.append("sign_in_event", [_attempt(name_hash, address, False)])
        account = by_name(everyone(store), name)
    usable = account is not None and not account.disabled
    fits = passwords.verify(password[: passwords.LONGEST], account.password_hash if account and usable else None)
    if account is None or not fits:
        with store.write() as writer:
            nobody = Viewer(account.account if account else -1, account.name if account else "", (), address)
            audit(writer, nobody, "sign in", result="denied")
        raise SignInRefused(WRONG)
    renewed = passwords.hash_password(password) if passwords.is_outdated(account.password_hash or "") else None
    with store.write() as writer:
        now = by_name(everyone(store), name)  # nobody else writes meanwhile
        if now is None or now.disabled or now.password_hash != account.password_hash:
            raise SignInRefused(WRONG)
        if renewed:
            event = {"event": writer.next_id("event"), "account": now.account, "kind": "password"}
            writer.append("account_event", [event | {"password_hash": renewed, "must_change": now.must_change}])
        writer.append("sign_in_event", [_attempt(name_hash, address, True)])
        yield writer, now


def _wait(writer: Writer, allowed: Limits, name_hash: str, address: str) -> timedelta:
    """How long this name or this address still has to wait."""
    since = writer.at - REMEMBERED
    by_name_row = writer.rows("access/attempts_by_name", {"name_hash": name_hash, "since": since})[0]
    by_address_row = writer.rows("access/attempts_by_address", {"address": address, "since": since})[0]
    return max(
        _left(writer.at, allowed, int(row["failed"]), row["last"], free)
        for row, free in ((by_name_row, allowed.tries_by_name), (by_address_row, allowed.tries_by_address))
    )


def _left(now: datetime, allowed: Limits, failed: int, last: datetime | None, free: int) -> timedelta:
    if failed < free or last is None:
        return timedelta(0)
    delay = min(allowed.first_wait * int(2 ** min(failed - free, 12)), allowed.longest_wait)
    return max(last + delay - now, timedelta(0))


def _words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    return f" {seconds} 秒" if seconds <= 90 else f" {math.ceil(seconds / 60)} 分钟"


def _attempt(name_hash: str, address: str, succeeded: bool) -> dict[str, object]:
    return {"name_hash": name_hash, "address": address, "succeeded": succeeded}

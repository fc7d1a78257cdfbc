"""Signing in: lock-out first, then the password or another system's word, then a fresh session.

An attempt is written down as failed before the password is looked at, so that many at once cannot slip past the
lock; success adds a second line that clears it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer.access import passwords, sessions
from data_layer.access.directory import Account, by_bound, by_name, everyone, name_key
from data_layer.access.identity import Proven
from data_layer.access.limits import Limits, limits
from data_layer.access.log import audit
from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer

REMEMBERED = timedelta(hours=24)
WRONG = "账号或密码不正确。"


class SignInRefused(Exception):
    """Nobody was signed in; the message is a Chinese sentence that does not say which part was wrong."""

    def __init__(self, sentence: str, *, must_wait: bool = False, told: bool = False) -> None:
        super().__init__(sentence)
        self.must_wait = must_wait  #: too many attempts: even the right password is not looked at
        self.told = told or must_wait  #: the sentence says more than "wrong"


@dataclass(frozen=True)
class SignedIn:
    """``token`` goes into the cookie. ``must_change``: only the password page is open."""

    token: str
    viewer: Viewer
    must_change: bool


def sign_in(store: Store, name: str, password: str, address: str = "", agent: str = "") -> SignedIn:
    """Sign in by name and password. Raises :class:`SignInRefused`. Takes some 0.2 s: call it in a worker thread."""
    with proven(store, name, password, address) as (writer, account):
        return _enter_in(writer, account, address, agent)


def sign_in_as(store: Store, who: Proven, address: str = "", agent: str = "") -> SignedIn:
    """Sign in whom another system vouches for. Raises :class:`SignInRefused`."""
    with vouched(store, who, address) as (writer, account):
        return _enter_in(writer, account, address, agent, who.source)


def _enter_in(writer: Writer, account: Account, address: str, agent: str, source: str = "") -> SignedIn:
    """Begin a session, whoever vouched for it."""
    token = sessions.create_in(writer, account.account, address, agent, source)
    viewer = account.viewer(address)
    audit(writer, viewer, "sign in", object=source or None)
    return SignedIn(token, viewer, account.must_change and not source)


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


@contextmanager
def vouched(store: Store, who: Proven, address: str = "") -> Iterator[tuple[Writer, Account]]:
    """The transaction in which a name of another system was found bound to an account, with the account.

    Raises :class:`SignInRefused`, which counts towards the wait of the address, as a wrong password does.
    """
    name_hash = store.keyed_digest(f"{who.source} {who.name}")
    with store.write() as writer:
        if wait := _wait(writer, limits(store), name_hash, address):
            raise SignInRefused(f"尝试次数过多，请等{_words(wait)}后再试。", must_wait=True)
        account = by_bound(everyone(store), who.source, who.name)  # nobody else writes meanwhile
        if account is not None and not account.disabled:
            yield writer, account
            return
        _refused_in(writer, account, name_hash, address, who.source)
    if account is not None:
        raise SignInRefused("您的账号已经停用，请联系管理员。")
    raise SignInRefused(f"{who.title}认出您是“{who.name}”，但没有账号与它绑定。请把这个名字告诉管理员。")


def note_refused(store: Store, source: str, why: str, address: str = "") -> None:
    """Write down that another system's word was not believed; it counts towards the wait of the address."""
    with store.write() as writer:
        _refused_in(writer, None, store.keyed_digest(f"{source} at {address}"), address, f"{source} {why}")


def _refused_in(writer: Writer, account: Account | None, name_hash: str, address: str, said: str) -> None:
    writer.append("sign_in_event", [_attempt(name_hash, address, False)])
    nobody = Viewer(account.account if account else -1, account.name if account else "", (), address)
    audit(writer, nobody, "sign in", object=said, result="denied")


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

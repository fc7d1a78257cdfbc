"""Sessions: a random token in the browser's cookie, its SHA-256 here. They outlive a refresh and a restart."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer import clock
from data_layer.access.directory import Account, everyone
from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer

LONGEST = timedelta(hours=8)  #: a session ends this long after signing in
IDLE = timedelta(minutes=30)  #: and this long after it was last used
TOUCH = timedelta(minutes=1)  #: use is written down at most this often


@dataclass(frozen=True)
class Session:
    """A session that is alive."""

    account: Account
    viewer: Viewer
    created: datetime
    seen: datetime

    @property
    def must_change(self) -> bool:
        """Whether nothing but changing the password is open."""
        return self.account.must_change


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_in(writer: Writer, account: int, address: str, agent: str) -> str:
    """Begin a session in an open transaction; returns the token for the cookie, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    writer.append("session_event", [_event(_digest(token), "created", account, address, agent)])
    return token


def find(store: Store, token: str | None, address: str = "", *, used: bool = False) -> Session | None:
    """The session a cookie's token stands for, if it is alive. ``used``: this counts as activity."""
    if not token:
        return None
    digest, now = _digest(token), clock.now()
    row = store.cached(
        ("session", digest),
        store.version("session_event"),
        lambda: store.rows("access/session", {"session": digest, "oldest": now - LONGEST})[0],
    )
    if row["created"] is None or now - row["created"] > LONGEST or row["ended"] or now - row["seen"] > IDLE:
        return None
    account = everyone(store).get(row["account"])
    if account is None or account.disabled:
        return None
    if used and now - row["seen"] > TOUCH:
        with store.write() as writer:
            writer.append("session_event", [_event(digest, "seen", account.account, address)])
    return Session(account, account.viewer(address), row["created"], row["seen"])


def viewer(store: Store, token: str | None, address: str = "") -> Viewer | None:
    """Who is at work in a page, or None. Counts as activity. A password still to be changed opens no page."""
    session = find(store, token, address, used=True)
    return None if session is None or session.must_change else session.viewer


def end(store: Store, token: str | None) -> None:
    """Sign out."""
    session = find(store, token)
    if session and token:
        with store.write() as writer:
            writer.append("session_event", [_event(_digest(token), "ended", session.account.account)])


def end_all_in(writer: Writer, account: int) -> None:
    """End every session of an account, in an open transaction."""
    alive = writer.rows("access/live_sessions", {"account": account, "oldest": writer.at - LONGEST})
    writer.append("session_event", [_event(row["session"], "ended", account) for row in alive])


def _event(digest: str, kind: str, account: int, address: str = "", agent: str = "") -> dict[str, object]:
    return {
        "session": digest,
        "kind": kind,
        "account": account,
        "address": address or None,
        "agent": agent[:200] or None,
    }

"""Sessions: a random token in the browser's cookie, its SHA-256 here. They outlive a refresh and a restart."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from data_layer import clock
from data_layer.access.directory import Account, everyone
from data_layer.access.limits import limits
from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer

TOUCH = timedelta(minutes=1)  #: use is written down at most this often


@dataclass(frozen=True)
class Session:
    """A session that is alive. ``source``: what vouched for its beginning, empty for the password kept here."""

    account: Account
    viewer: Viewer
    created: datetime
    seen: datetime
    source: str = ""

    @property
    def must_change(self) -> bool:
        """Whether nothing but changing the password is open: the one it began with was set by somebody else."""
        return self.account.must_change and not self.source


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_in(writer: Writer, account: int, address: str, agent: str, source: str = "") -> str:
    """Begin a session in an open transaction; returns the token for the cookie, which is kept nowhere.

    ``source``: what vouched for the person, empty for the password kept here.
    """
    token = secrets.token_urlsafe(32)
    writer.append("session_event", [_event(_digest(token), "created", account, address, agent, source)])
    return token


def find(store: Store, token: str | None, address: str = "", *, used: bool = False) -> Session | None:
    """The session a cookie's token stands for, if it is alive. ``used``: this counts as activity."""
    if not token:
        return None
    digest, now, allowed = _digest(token), clock.now(), limits(store)
    row = store.cached(
        ("session", digest),
        store.version("session_event"),
        lambda: store.rows("access/session", {"session": digest, "oldest": now - allowed.session})[0],
    )
    if row["created"] is None or row["ended"]:
        return None
    if now - row["created"] > allowed.session or now - row["seen"] > allowed.idle:
        return None
    account = everyone(store).get(row["account"])
    if account is None or account.disabled:
        return None
    if used and now - row["seen"] > TOUCH:
        with store.write() as writer:
            writer.append("session_event", [_event(digest, "seen", account.account, address)])
    # never None: that would be somebody at the machine itself, who is not asked
    at_work = replace(account.viewer(address), confirmed=row["confirmed"] or datetime.min)
    return Session(account, at_work, row["created"], row["seen"], row["source"] or "")


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


def confirm_in(writer: Writer, account: int, token: str, address: str) -> None:
    """The session's password was given again, in an open transaction."""
    writer.append("session_event", [_event(_digest(token), "confirmed", account, address)])


def end_all_in(writer: Writer, account: int) -> None:
    """End every session of an account, in an open transaction."""
    end_in(writer, [(row["session"], account) for row in alive_in(writer) if row["account"] == account])


def end_in(writer: Writer, ended: Iterable[tuple[str, int]]) -> None:
    """End sessions (digest, account), in an open transaction."""
    writer.append("session_event", [_event(digest, "ended", account) for digest, account in ended])


def alive_in(reader: Store | Writer) -> list[dict[str, Any]]:
    """Every session that is alive, the one used last first; for those who ask within their scope (``opened``)."""
    store = reader if isinstance(reader, Store) else reader.committed
    now, allowed = clock.now(), limits(store)
    return reader.rows("access/alive", {"oldest": now - allowed.session, "idle": now - allowed.idle})


def is_of(digest: str, token: str | None) -> bool:
    """Whether a digest is that of a cookie's token."""
    return token is not None and secrets.compare_digest(digest, _digest(token))


def _event(
    digest: str, kind: str, account: int, address: str = "", agent: str = "", source: str = ""
) -> dict[str, object]:
    return {
        "session": digest,
        "kind": kind,
        "account": account,
        "address": address or None,
        "agent": agent[:200] or None,
        "source": source or None,
    }

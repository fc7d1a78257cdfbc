"""Who is signed in where: one's own sessions, those of the accounts one administers; and ending one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data_layer.access import accounts, sessions
from data_layer.access.log import audit
from data_layer.access.viewer import Viewer
from data_layer.store import Store

_SHORT = 16  # hex digits of a session's digest: enough to tell two apart, and no way back to its token
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Opened:
    """A session that is alive. ``key`` names it for :func:`end`; ``here``: it is the one that asks."""

    key: str
    account: int
    name: str
    display_name: str
    created: datetime
    seen: datetime
    address: str
    browser: str
    here: bool


def own(store: Store, viewer: Viewer, token: str | None = None) -> list[Opened]:
    """The viewer's own sessions, the one used last first."""
    return _listed(store, {viewer.account: (viewer.name, viewer.display_name)}, token)


def everybodys(store: Store, viewer: Viewer, token: str | None = None) -> list[Opened]:
    """The sessions of the accounts the viewer administers, the one used last first. Raises NoAccess."""
    known = {each.account: (each.name, each.display_name) for each in accounts.listed(store, viewer)}
    return _listed(store, known, token)


def end(store: Store, viewer: Viewer, keys: Iterable[str]) -> int:
    """End sessions, own ones or of accounts the viewer administers; others are left alone. Returns how many ended."""
    wanted = set(keys)
    may = {viewer.account}
    if viewer.may("accounts"):
        may |= {each.account for each in accounts.listed(store, viewer)}
    with store.write() as writer:
        found = [
            (row["session"], row["account"])
            for row in sessions.alive_in(writer)
            if row["session"][:_SHORT] in wanted and row["account"] in may
        ]
        sessions.end_in(writer, found)
        for account in sorted({account for _, account in found}):
            audit(writer, viewer, "session ended", object=str(account))
    return len(found)


def _listed(store: Store, known: dict[int, tuple[str, str]], token: str | None) -> list[Opened]:
    return [
        Opened(
            row["session"][:_SHORT],
            row["account"],
            *known[row["account"]],
            row["created"],
            row["seen"],
            row["address"] or "本机",
            _browser(row["agent"] or ""),
            sessions.is_of(row["session"], token),
        )
        for row in sessions.alive_in(store)
        if row["account"] in known
    ]


def _browser(agent: str) -> str:
    """A browser and its system, as far as what it said of itself tells."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, agent)), "其他浏览器")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} · {system}" if system else browser

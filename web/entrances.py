"""The doors beside the password kept here, and the session behind a request.

A gateway's word is taken where the connection ends, before anything of the request is believed; what it says of where
the visitor is (``X-Forwarded-For``, ``-Proto``) is believed from the same machines. So the server itself must not have
done that before: ``FORWARDED_ALLOW_IPS`` has to be empty then, which is looked at before the start.
"""

import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache, partial

import anyio
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from data_layer.access import Viewer, audit, oidc, proxy, sessions
from data_layer.access.directory import by_bound, everyone
from data_layer.access.identity import IdentityProblem, Proven
from data_layer.access.oidc import Provider
from data_layer.access.proxy import Proxy
from web import gate

_SEEN = "ledger.vouched"  # in the scope: whom the gateway names
_AGAIN = 600.0  # seconds until another forged header from the same address is a line of the log again
_MOST = 200  # addresses remembered


@dataclass(frozen=True)
class Sources:
    """The sources set up beside the password kept here."""

    proxy: Proxy | None = None
    oidc: Provider | None = None


@cache
def sources() -> Sources:
    """What the environment says, read once. Raises IdentityProblem: then nothing may start."""
    found = Sources(proxy.configured(), oidc.configured())
    if found.proxy is not None and os.environ.get("FORWARDED_ALLOW_IPS") != "":
        raise IdentityProblem(
            "设了 LEDGER_PROXY_HEADER，就要把 FORWARDED_ALLOW_IPS 设为空：来源地址改由 LEDGER_PROXY_FROM 里的网关报。"
        )
    return found


def named() -> list[str]:
    """Which of ``identity.TITLES`` are set up."""
    found = sources()
    return [name for name, each in (("oidc", found.oidc), ("proxy", found.proxy)) if each is not None]


class Vouched:
    """ASGI middleware outside the gate: takes the gateway's word, and its headers away from whatever comes after."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._noted: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = sources().proxy
        if known is None or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        try:
            scope[_SEEN] = known.prove(peer, scope["headers"])
        except IdentityProblem as forged:
            await self._note(peer, forged.why)
        kept = (known.header.encode(), proxy.SECRET_HEADER.encode())
        scope["headers"] = [each for each in scope["headers"] if each[0].lower() not in kept]
        trusted = [str(each) for each in known.networks]
        await ProxyHeadersMiddleware(self.app, trusted)(scope, receive, send)  # type: ignore[arg-type]

    async def _note(self, peer: str, why: str) -> None:
        """A line of the log, at most one an address in ten minutes: a flood of forgeries is not to fill the store."""
        now = time.monotonic()
        while self._noted and next(iter(self._noted.values())) < now - _AGAIN:
            self._noted.popitem(last=False)
        if peer in self._noted or len(self._noted) >= _MOST:
            return
        self._noted[peer] = now
        stranger = Viewer(-1, "", (), peer)
        await anyio.to_thread.run_sync(
            partial(audit, gate.store(), stranger, "identity forged", object=why, result="denied")
        )


def vouched(connection: HTTPConnection) -> Proven | None:
    """Whom the gateway names in this request."""
    found: Proven | None = connection.scope.get(_SEEN)
    return found


async def session_of(connection: HTTPConnection, *, used: bool = False) -> sessions.Session | None:
    """The session behind a request. ``used``: this counts as activity."""
    token = connection.cookies.get(gate.COOKIE)
    if not token:
        return None
    address = connection.client.host if connection.client else ""
    return await anyio.to_thread.run_sync(partial(_found, token, address, vouched(connection), used))


def _found(token: str, address: str, named: Proven | None, used: bool) -> sessions.Session | None:
    """One that the gateway began lives only while the gateway names the same person: at a shared desk somebody else
    may have signed in there since."""
    store = gate.store()
    session = sessions.find(store, token, address, used=used)
    if session is None or session.source != "proxy":
        return session
    account = named and by_bound(everyone(store), named.source, named.name)
    if account and account.account == session.account.account:
        return session
    if named is not None:
        sessions.end(store, token)
    return None

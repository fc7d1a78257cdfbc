"""``/oidc/start`` and ``/oidc/callback``: to the identity provider and back; confirming who sits there, the same way.

What belongs to one way there and back is kept here in memory, for ten minutes and one use; the browser holds only a
random word for it, in a cookie of its own.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache, partial
from urllib.parse import urlencode

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from data_layer.access import confirming, sessions, signin
from data_layer.access.identity import IdentityProblem
from data_layer.access.oidc import OVER, Flow, Provider
from web import forms, gate
from web.answers import address_of, quick, safe_next, set_cookie, to
from web.entrances import sources

COOKIE = "ledger_oidc"
_LIFE = 600  # seconds to sign in at the provider
_MOST, _MOST_OF_ONE = 2000, 100  # ways under way, in all and from one address
_AT_ONCE = 4  # requests to the provider; a slow one is not to keep others from their pages


@dataclass(frozen=True)
class Under:
    """A way under way. ``token``: the session to be confirmed; None: signing in."""

    flow: Flow
    next_page: str
    address: str
    token: str | None
    begun: float = field(default_factory=time.monotonic)


class Ways:
    """The ways under way, the oldest first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Under] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, under: Under) -> str:
        """Keep one; returns the word for the cookie."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            own = [key for key, each in self._held.items() if each.address == under.address]
            for key in own[: max(0, len(own) - _MOST_OF_ONE + 1)]:
                del self._held[key]
            while self._held and (
                len(self._held) >= _MOST or next(iter(self._held.values())).begun < time.monotonic() - _LIFE
            ):
                self._held.popitem(last=False)
            self._held[_digest(word)] = under
        return word

    def take(self, word: str | None) -> Under | None:
        """The one a cookie's word stands for, once."""
        with self._lock:
            found = self._held.pop(_digest(word or ""), None)
        return found if found and found.begun >= time.monotonic() - _LIFE else None


ways = Ways()


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


@cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_AT_ONCE)


async def start(request: Request) -> Response:
    """GET /oidc/start: off to the provider. ``confirm``: to be asked anew for the session there is."""
    provider = sources().oidc
    if provider is None:
        return _none()
    next_page, token = safe_next(request.query_params.get("next")), None
    if request.query_params.get("confirm"):
        token = request.cookies.get(gate.COOKIE)
        if await quick(sessions.find, gate.store(), token) is None:
            return _failed("登录已失效，请重新登录。")
    redirect = str(request.url.replace(path="/oidc/callback", query=""))
    begin = partial(provider.begin, redirect, again=token is not None)
    try:
        flow = await anyio.to_thread.run_sync(begin, limiter=_limiter())
    except IdentityProblem as problem:
        return _failed(str(problem))
    word = ways.keep(Under(flow, next_page, address_of(request), token))
    response = to(flow.address)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, word, _LIFE, path="/oidc/", httponly=True, samesite="lax", secure=secure)
    return response


async def callback(request: Request) -> Response:
    """GET /oidc/callback: back from the provider."""
    provider = sources().oidc
    if provider is None:
        return _none()
    under = ways.take(request.cookies.get(COOKIE))
    answer = dict(request.query_params.items())
    response = _failed(OVER) if under is None else await _back(request, provider, under, answer)
    response.delete_cookie(COOKIE, path="/oidc/")
    return response


async def _back(request: Request, provider: Provider, under: Under, answer: dict[str, str]) -> Response:
    store, address, agent = gate.store(), address_of(request), request.headers.get("user-agent", "")
    try:
        who = await anyio.to_thread.run_sync(partial(provider.finish, under.flow, answer), limiter=_limiter())
    except IdentityProblem as problem:
        if problem.why != "down":
            await quick(signin.note_refused, store, "oidc", problem.why, address)
        return _failed(str(problem))
    old = request.cookies.get(gate.COOKIE)
    try:
        if under.token is not None:
            if old != under.token:
                return _failed("登录已失效，请重新登录。")
            await quick(confirming.confirm_as, store, under.token, who, address)
            return forms.message(
                "已确认身份", "请关闭这个标签页，回到原来的页面继续。", link=(under.next_page, "或打开首页")
            )
        entered = await quick(signin.sign_in_as, store, who, address, agent)
    except signin.SignInRefused as refused:
        return _failed(str(refused), 429 if refused.must_wait else 403)
    await quick(sessions.end, store, old)
    return set_cookie(request, to(under.next_page), entered.token)


def sign_in_link(next_page: str) -> str:
    """Where the button on the sign-in page leads; empty: no provider is set up."""
    if sources().oidc is None:
        return ""
    return "/oidc/start" + ("" if next_page == "/" else "?" + urlencode({"next": next_page}))


def confirm_link() -> str:
    """Where a session is confirmed by the provider; empty: none is set up."""
    return "" if sources().oidc is None else "/oidc/start?confirm=1"


def _failed(sentence: str, status: int = 403) -> Response:
    return forms.message("没有登录", sentence, status, ("/auth/login", "回到登录页"))


def _none() -> Response:
    return forms.message("没有这个地址", "没有设置统一身份认证。", 404)


def oidc_routes() -> list[BaseRoute]:
    """The routes."""
    return [
        Route("/oidc/start", start, methods=["GET"]),
        Route("/oidc/callback", callback, methods=["GET"]),
    ]

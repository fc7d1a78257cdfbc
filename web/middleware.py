"""The gate in front of everything: nobody gets past it without a session, by HTTP or by websocket."""

import os
from functools import cache
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from data_layer.access import sessions
from web import forms, site
from web.answers import sign_in_address
from web.entrances import session_of, sources
from web.index import index_html
from web.probes import PROBES
from web.routes import FILES

_OURS = frozenset(
    {("GET", "/auth/login"), ("POST", "/auth/login"), ("POST", "/auth/logout")}
    | {("GET", "/auth/password"), ("POST", "/auth/password"), ("GET", "/auth/account"), ("POST", "/auth/sessions")}
    | {("POST", "/auth/proxy"), ("GET", "/oidc/start"), ("GET", "/oidc/callback")}
)
_OPEN = frozenset({*(path for _, path in _OURS), "/_stcore/health", *PROBES, *FILES})
_OPEN_BELOW = ("/static/",)  # Streamlit's own scripts and fonts
_KEPT = ("/static/", "/assets/", "/favicon.png")  # nothing of anybody; all else is kept by no browser or proxy
_SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/oauth2callback")
_OWN = ("127.0.0.1", "localhost", "::1")
_BEHIND = ("/_stcore/", "/media/", "/component/", "/app/static/")

# Styles are written into elements, pictures and workers made from blobs; scripts come from here as files, none is made
# of text; nothing may come from or go to another machine.
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self' blob:; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; "
    "object-src 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        trusted = _host_known(scope) and _same_origin(scope) and scope["path"] == "/_stcore/stream"
        session = await session_of(HTTPConnection(scope)) if trusted else None
        if session is None or session.must_change:
            await receive()
            await send({"type": "websocket.close", "code": 4403})  # before accepting: the browser is told 403
            return
        await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope)
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """What the gate answers itself; None: go on to the application."""
        path, method = scope["path"], scope["method"]
        if not _host_known(scope):
            return PlainTextResponse("看板不用这个名字。请管理员在 allowedHosts 里写明可用的主机名。", 421)
        if method not in ("GET", "HEAD", "OPTIONS") and not _same_origin(scope):
            return PlainTextResponse("请求来自别的网站，已拒绝。", 403)
        if path.startswith(("/auth/", "/oidc/")) and (method, path) not in _OURS:
            return PlainTextResponse("没有这个地址。", 405 if path in _OPEN else 404)  # Streamlit has routes there too
        if path in _OPEN or path.startswith(_OPEN_BELOW):
            return None
        if path.startswith(_SHUT):
            return PlainTextResponse("没有这个地址。", 404)
        name = path.strip("/")
        page = "/" not in name and not name.startswith(("_", ".")) and "." not in name and method in ("GET", "HEAD")
        session = await session_of(HTTPConnection(scope), used=page)
        if not page:
            if session is None or session.must_change:
                return PlainTextResponse("请先登录。", 403)
            return None if path.startswith(_BEHIND) else forms.message("没有这个页面", "请检查地址。", 404)
        here = _here(scope)
        if session is None:
            return RedirectResponse(sign_in_address(here), 303, headers={"Cache-Control": "no-store"})
        if session.must_change:
            return RedirectResponse(f"/auth/password?next={quote(here, safe='/')}", 303)
        return _page(name, here, session)


def _page(name: str, here: str, session: sessions.Session) -> Response:
    """A screen for somebody signed in: Streamlit's index.html, or where to go instead."""
    home = site.home(session.viewer)
    if home is None:
        sentence = "您的账号目前没有可以使用的页面：授权尚未开始、已经到期，或这一角色的页面还未开放。请联系管理员。"
        return forms.message("没有可用的页面", sentence, 403, ("/auth/password", "修改密码或退出"))
    if not name or name == "index":
        query = here.partition("?")[2]
        return RedirectResponse(f"/{home.name}" + (f"?{query}" if query else ""), 303)
    if name not in {screen.name for screen in site.screens()}:
        return forms.message("没有这个页面", "地址不对，或页面已经改名。", 404)
    return HTMLResponse(index_html(), headers={"Cache-Control": "no-store"})


def _here(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


def _same_origin(scope: Scope) -> bool:
    """Whether a request that changes something, or a websocket, comes from a page of this site."""
    headers = Headers(scope=scope)
    origin = headers.get("origin") or headers.get("referer")
    return bool(origin) and urlsplit(origin or "").netloc == headers.get("host")


@cache
def hosts() -> tuple[str, ...] | None:
    """Names the dashboard answers to, ``*.`` for all below one; None: any, as it cannot know its own.

    Those configured; else, where only this machine reaches it and no proxy speaks for others, this machine's own.
    """
    named = tuple(each.strip().lower().rstrip(".") for each in config.get_option("server.allowedHosts"))
    if named:
        return None if "*" in named else named
    behind = os.environ.get("FORWARDED_ALLOW_IPS") or sources().proxy
    alone = config.get_option("server.address") in _OWN and not behind
    return _OWN if alone else None


def _host_known(scope: Scope) -> bool:
    """Whether a request names the dashboard by a name of its own: else a stranger's name leads here."""
    named, given = hosts(), Headers(scope=scope).get("host", "")
    try:
        host = (urlsplit(f"//{given}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return named is None or any(host.endswith(each[1:]) if each.startswith("*.") else host == each for each in named)


def _only_over_tls(message: Message) -> None:
    """Every cookie, Streamlit's own too, goes back over TLS only."""
    message["headers"] = [
        (name, value + b"; Secure" if name.lower() == b"set-cookie" and b"; secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]


def _with_headers(scope: Scope, send: Send) -> Send:
    secure = Request(scope).url.scheme == "https"

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if not scope["path"].startswith(_KEPT):
                headers["Cache-Control"] = "no-store"
            if secure:
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                _only_over_tls(message)
        await send(message)

    return answer

"""Sign in, sign out, change the password, make the first administrator; and what the pages around Streamlit load."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qs, quote

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from data_layer.access import accounts, opened, passwords, sessions, signin
from data_layer.access.limits import limits
from web import forms, gate
from web.index import ASSETS
from web.probes import probes

_LARGEST_FORM = 16 * 1024
# Argon2 takes 64 MiB and a core for a moment; a crowd at the door waits in line instead of filling memory.
_AT_ONCE = 2


def safe_next(text: str | None) -> str:
    """Where to go after signing in: a path of this site, else the home page."""
    if not text or not text.startswith("/") or text.startswith(("//", "/auth/")) or len(text) > 2000:
        return "/"
    return "/" if "\\" in text or any(ord(letter) < 32 for letter in text) else text


def sign_in_address(next_page: str) -> str:
    """The sign-in page that leads back to a page."""
    return "/auth/login" if next_page == "/" else f"/auth/login?next={quote(next_page, safe='/')}"


def address_of(request: Request) -> str:
    """Where the request comes from; a trusted proxy's word was taken by the server already."""
    return request.client.host if request.client else ""


@cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_AT_ONCE)


async def _slow(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await anyio.to_thread.run_sync(partial(function, *arguments, **named), limiter=_limiter())


async def _quick(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await anyio.to_thread.run_sync(partial(function, *arguments, **named))


async def _fields(request: Request) -> dict[str, str]:
    """The form's fields; too large a body counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[0] for name, values in found.items()}


def _set_cookie(request: Request, response: Response, token: str) -> Response:
    """A cookie for this browser's session: gone when it is closed, never readable by scripts."""
    secure = request.url.scheme == "https"
    response.set_cookie(gate.COOKIE, token, path="/", httponly=True, samesite="lax", secure=secure)
    return response


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


async def _session(request: Request) -> sessions.Session | None:
    token = request.cookies.get(gate.COOKIE)
    found: sessions.Session | None = await _quick(sessions.find, gate.store(), token, address_of(request))
    return found


async def login_page(request: Request) -> Response:
    """GET /auth/login."""
    if await _quick(accounts.is_empty, gate.store()):
        return forms.first_start(_shortest())
    next_page = safe_next(request.query_params.get("next"))
    if await _session(request):
        return _to(next_page)
    note = {"signed-out": "您已退出登录。", "changed": "密码已修改，请重新登录。"}.get(
        request.query_params.get("why", "")
    )
    return forms.sign_in(next_page, note=note or "")


async def login(request: Request) -> Response:
    """POST /auth/login."""
    fields = await _fields(request)
    name, password = fields.get("name", ""), fields.get("password", "")
    next_page = safe_next(fields.get("next"))
    store, address, agent = gate.store(), address_of(request), request.headers.get("user-agent", "")
    if fields.get("first"):
        if password != fields.get("again"):
            return forms.first_start(_shortest(), "两次输入的密码不一致。", name, 422)
        try:
            await _slow(accounts.create_first, store, name, password, address)
        except (accounts.AccountProblem, passwords.WeakPassword) as problem:
            if await _quick(accounts.is_empty, store):
                return forms.first_start(_shortest(), str(problem), name, 422)
            return forms.sign_in("/", str(problem), status=409)
    old = request.cookies.get(gate.COOKIE)
    try:
        entered = await _slow(signin.sign_in, store, name, password, address, agent)
    except signin.SignInRefused as refused:
        return forms.sign_in(next_page, str(refused), name, 429 if refused.must_wait else 401)
    await _quick(sessions.end, store, old)
    leads_to = next_page if not entered.must_change else f"/auth/password?next={quote(next_page, safe='/')}"
    return _set_cookie(request, _to(leads_to), entered.token)


async def logout(request: Request) -> Response:
    """POST /auth/logout."""
    await _quick(sessions.end, gate.store(), request.cookies.get(gate.COOKIE))
    response = _to("/auth/login?why=signed-out")
    response.delete_cookie(gate.COOKIE, path="/")
    return response


async def password_page(request: Request) -> Response:
    """GET /auth/password."""
    session = await _session(request)
    next_page = safe_next(request.query_params.get("next"))
    if session is None:
        return _to(sign_in_address("/auth/password"))
    return forms.change_password(session.viewer.name, next_page, session.must_change, _shortest())


async def password(request: Request) -> Response:
    """POST /auth/password."""
    session = await _session(request)
    if session is None:
        return _to(sign_in_address("/"))
    fields = await _fields(request)
    next_page = safe_next(fields.get("next"))
    name, forced = session.viewer.name, session.must_change
    if fields.get("password") != fields.get("again"):
        return forms.change_password(name, next_page, forced, _shortest(), "两次输入的新密码不一致。", 422)
    agent = request.headers.get("user-agent", "")
    try:
        token = await _slow(
            accounts.change_password,
            gate.store(),
            session.viewer,
            fields.get("old", ""),
            fields.get("password", ""),
            agent,
        )
    except (accounts.AccountProblem, passwords.WeakPassword) as problem:
        return forms.change_password(name, next_page, forced, _shortest(), str(problem), 422)
    return _set_cookie(request, _to(next_page), token)


async def account_page(request: Request) -> Response:
    """GET /auth/account."""
    session = await _session(request)
    if session is None:
        return _to(sign_in_address("/"))
    if session.must_change:
        return _to("/auth/password")
    found = await _quick(opened.own, gate.store(), session.viewer, request.cookies.get(gate.COOKIE))
    said = "已退出。" if request.query_params.get("why") == "ended" else ""
    return forms.account(session.viewer.display_name or session.viewer.name, found, said)


async def end_sessions(request: Request) -> Response:
    """POST /auth/sessions: end one of one's own sessions, or all but this one."""
    session = await _session(request)
    if session is None:
        return _to(sign_in_address("/"))
    fields = await _fields(request)
    found = await _quick(opened.own, gate.store(), session.viewer, request.cookies.get(gate.COOKIE))
    others = {each.key for each in found if not each.here}
    wanted = others if fields.get("all") else others & {fields.get("session", "")}
    await _quick(opened.end, gate.store(), session.viewer, wanted)
    return _to("/auth/account?why=ended")


def _shortest() -> int:
    return limits(gate.store()).password_shortest


def _file(name: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return FileResponse(ASSETS / name, headers={"Cache-Control": "no-cache"})

    return answer


FILES = {"/favicon.png": "icon.png", **{f"/assets/{name}": name for name in ("forms.css", "zh.js", "zh.json")}}


def routes() -> list[BaseRoute]:
    """What is served beside Streamlit."""
    return [
        Route("/auth/login", login_page, methods=["GET"]),
        Route("/auth/login", login, methods=["POST"]),
        Route("/auth/logout", logout, methods=["POST"]),
        Route("/auth/password", password_page, methods=["GET"]),
        Route("/auth/password", password, methods=["POST"]),
        Route("/auth/account", account_page, methods=["GET"]),
        Route("/auth/sessions", end_sessions, methods=["POST"]),
        *probes(),
        *(Route(path, _file(name), methods=["GET"]) for path, name in FILES.items()),
    ]

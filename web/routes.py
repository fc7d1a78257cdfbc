"""Sign in, sign out, change the password, make the first administrator; and what the pages around Streamlit load."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from data_layer.access import accounts, opened, passwords, sessions, signin
from data_layer.access.limits import limits
from web import forms, gate
from web.answers import address_of, fields_of, quick, safe_next, set_cookie, sign_in_address, slow, to
from web.entrances import session_of, vouched
from web.index import ASSETS
from web.oidc import oidc_routes, sign_in_link
from web.probes import probes


async def login_page(request: Request) -> Response:
    """GET /auth/login."""
    if await quick(accounts.is_empty, gate.store()):
        return forms.first_start(_shortest())
    next_page = safe_next(request.query_params.get("next"))
    if await session_of(request):
        return to(next_page)
    note = {"signed-out": "您已退出登录。", "changed": "密码已修改，请重新登录。"}.get(
        request.query_params.get("why", "")
    )
    return _sign_in(request, next_page, note=note or "")


def _sign_in(
    request: Request, next_page: str, problem: str = "", name: str = "", status: int = 200, note: str = ""
) -> Response:
    """The sign-in page with the doors there are."""
    who = vouched(request)
    return forms.sign_in(
        next_page, problem, name, status, note, oidc=sign_in_link(next_page), vouched=who.name if who else ""
    )


async def login(request: Request) -> Response:
    """POST /auth/login."""
    fields = await fields_of(request)
    name, password = fields.get("name", ""), fields.get("password", "")
    next_page = safe_next(fields.get("next"))
    store, address, agent = gate.store(), address_of(request), request.headers.get("user-agent", "")
    if fields.get("first"):
        if password != fields.get("again"):
            return forms.first_start(_shortest(), "两次输入的密码不一致。", name, 422)
        try:
            await slow(accounts.create_first, store, name, password, address)
        except (accounts.AccountProblem, passwords.WeakPassword) as problem:
            if await quick(accounts.is_empty, store):
                return forms.first_start(_shortest(), str(problem), name, 422)
            return _sign_in(request, "/", str(problem), status=409)
    old = request.cookies.get(gate.COOKIE)
    try:
        entered = await slow(signin.sign_in, store, name, password, address, agent)
    except signin.SignInRefused as refused:
        return _sign_in(request, next_page, str(refused), name, 429 if refused.must_wait else 401)
    await quick(sessions.end, store, old)
    leads_to = next_page if not entered.must_change else f"/auth/password?next={quote(next_page, safe='/')}"
    return set_cookie(request, to(leads_to), entered.token)


async def enter_vouched(request: Request) -> Response:
    """POST /auth/proxy: come in as whom the gateway names. By a button, so that who signed out is out."""
    fields = await fields_of(request)
    next_page, who = safe_next(fields.get("next")), vouched(request)
    if who is None:
        return _sign_in(request, next_page, "单位登录网关没有报来您是谁，请从单位门户进入。", status=403)
    agent = request.headers.get("user-agent", "")
    try:
        entered = await quick(signin.sign_in_as, gate.store(), who, address_of(request), agent)
    except signin.SignInRefused as refused:
        return _sign_in(request, next_page, str(refused), status=429 if refused.must_wait else 403)
    await quick(sessions.end, gate.store(), request.cookies.get(gate.COOKIE))
    return set_cookie(request, to(next_page), entered.token)


async def logout(request: Request) -> Response:
    """POST /auth/logout."""
    await quick(sessions.end, gate.store(), request.cookies.get(gate.COOKIE))
    response = to("/auth/login?why=signed-out")
    response.delete_cookie(gate.COOKIE, path="/")
    return response


async def password_page(request: Request) -> Response:
    """GET /auth/password."""
    session = await session_of(request)
    next_page = safe_next(request.query_params.get("next"))
    if session is None:
        return to(sign_in_address("/auth/password"))
    if not session.account.has_password:
        sentence = "您的账号没有本系统的密码，由单位的身份认证登录。需要密码时，请管理员设置。"
        return forms.message("没有密码", sentence)
    return forms.change_password(session.viewer.name, next_page, session.must_change, _shortest())


async def password(request: Request) -> Response:
    """POST /auth/password."""
    session = await session_of(request)
    if session is None:
        return to(sign_in_address("/"))
    fields = await fields_of(request)
    next_page = safe_next(fields.get("next"))
    name, forced = session.viewer.name, session.must_change
    if fields.get("password") != fields.get("again"):
        return forms.change_password(name, next_page, forced, _shortest(), "两次输入的新密码不一致。", 422)
    agent = request.headers.get("user-agent", "")
    try:
        token = await slow(
            accounts.change_password,
            gate.store(),
            session.viewer,
            fields.get("old", ""),
            fields.get("password", ""),
            agent,
        )
    except (accounts.AccountProblem, passwords.WeakPassword) as problem:
        return forms.change_password(name, next_page, forced, _shortest(), str(problem), 422)
    return set_cookie(request, to(next_page), token)


async def account_page(request: Request) -> Response:
    """GET /auth/account."""
    session = await session_of(request)
    if session is None:
        return to(sign_in_address("/"))
    if session.must_change:
        return to("/auth/password")
    found = await quick(opened.own, gate.store(), session.viewer, request.cookies.get(gate.COOKIE))
    said = "已退出。" if request.query_params.get("why") == "ended" else ""
    called = session.viewer.display_name or session.viewer.name
    return forms.account(called, found, said, password=session.account.has_password)


async def end_sessions(request: Request) -> Response:
    """POST /auth/sessions: end one of one's own sessions, or all but this one."""
    session = await session_of(request)
    if session is None:
        return to(sign_in_address("/"))
    fields = await fields_of(request)
    found = await quick(opened.own, gate.store(), session.viewer, request.cookies.get(gate.COOKIE))
    others = {each.key for each in found if not each.here}
    wanted = others if fields.get("all") else others & {fields.get("session", "")}
    await quick(opened.end, gate.store(), session.viewer, wanted)
    return to("/auth/account?why=ended")


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
        Route("/auth/proxy", enter_vouched, methods=["POST"]),
        Route("/auth/logout", logout, methods=["POST"]),
        Route("/auth/password", password_page, methods=["GET"]),
        Route("/auth/password", password, methods=["POST"]),
        Route("/auth/account", account_page, methods=["GET"]),
        Route("/auth/sessions", end_sessions, methods=["POST"]),
        *oidc_routes(),
        *probes(),
        *(Route(path, _file(name), methods=["GET"]) for path, name in FILES.items()),
    ]

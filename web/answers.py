"""What the routes around Streamlit share: where to go next, the form's fields, the cookie, work in threads."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qs, quote

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import gate

_LARGEST_FORM = 16 * 1024
# Argon2 takes 64 MiB and a core for a moment; a crowd at the door waits in line instead of filling memory.
_AT_ONCE = 2


def safe_next(text: str | None) -> str:
    """Where to go after signing in: a path of this site, else the home page."""
    if not text or not text.startswith("/") or text.startswith(("//", "/auth/", "/oidc/")) or len(text) > 2000:
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


async def slow(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call what hashes a password, in a thread, few at once."""
    return await anyio.to_thread.run_sync(partial(function, *arguments, **named), limiter=_limiter())


async def quick(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call what asks the store, in a thread."""
    return await anyio.to_thread.run_sync(partial(function, *arguments, **named))


async def fields_of(request: Request) -> dict[str, str]:
    """The form's fields; too large a body counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[0] for name, values in found.items()}


def set_cookie(request: Request, response: Response, token: str) -> Response:
    """A cookie for this browser's session: gone when it is closed, never readable by scripts."""
    secure = request.url.scheme == "https"
    response.set_cookie(gate.COOKIE, token, path="/", httponly=True, samesite="lax", secure=secure)
    return response


def to(address: str) -> RedirectResponse:
    """Go on to an address."""
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})

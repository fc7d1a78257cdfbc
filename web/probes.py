"""What a supervisor asks: is the process alive (``/healthz``), can it do its work (``/readyz``).

Neither names anybody or counts anything. Why it cannot is told to this machine only; others get yes or no.
"""

import ipaddress
import shutil
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from data_layer import clock
from data_layer.store import Store, StoreProblem, backup, checking
from web import gate

PROBES = ("/healthz", "/readyz")
_FREE = 500 << 20  # bytes on the store's disk below which it is no longer safe to go on
_OLD = timedelta(days=3)  # a backup is made daily


def troubles(store: Store) -> list[str]:
    """What keeps the dashboard from its work: store, clock, disk."""
    try:
        found = ["clock"] if checking.clock_set_back(store) else []
    except StoreProblem:
        return ["store"]
    if store.place != ":memory:" and shutil.disk_usage(Path(store.place).resolve().parent).free < _FREE:
        found.append("disk")
    return found


def warnings(store: Store) -> list[str]:
    """What an administrator should see to: no key, no recent backup."""
    found = [] if store.sealed_with else ["not_encrypted"]
    held = backup.listed(backup.directory(store)) if store.place != ":memory:" else []
    if not held or abs(clock.now() - held[0].made_at) > _OLD:
        found.append("backup")
    return found


async def alive(request: Request) -> Response:
    """GET /healthz."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """GET /readyz: 200 or 503."""
    store = gate.store()
    found = await anyio.to_thread.run_sync(partial(troubles, store))
    said: dict[str, bool | Sequence[str]] = {"ready": not found}
    if _here(request):
        said |= {"troubles": found, "warnings": await anyio.to_thread.run_sync(partial(warnings, store))}
    return JSONResponse(said, 503 if found else 200, headers={"Cache-Control": "no-store"})


def _here(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def probes() -> list[BaseRoute]:
    """The routes."""
    return [Route("/healthz", alive, methods=["GET"]), Route("/readyz", ready, methods=["GET"])]

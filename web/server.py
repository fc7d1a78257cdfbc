"""The server around the pages: what app.py hands to Streamlit's ASGI application."""

import gc
import importlib
import pkgutil
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from data_layer.__main__ import run_for
from data_layer.access.identity import IdentityProblem
from data_layer.commands import CommandProblem, beside
from data_layer.store import Store, StoreProblem
from web import gate, mailing, safekeeping
from web.entrances import Vouched, sources
from web.errors import Failures, note, set_up_log, show_error, started
from web.middleware import Gate, hosts
from web.routes import routes
from web.uploads import Uploads

# Imported before the first visitor comes; what they leave behind is then frozen out of garbage collection.
_WARM_UP = ("pandas", "pyarrow", "plotly.graph_objects", "openpyxl", "python_calamine", "web.shell")

_TIDY = 60.0  # seconds


def asgi_options() -> dict[str, Any]:
    """Keyword arguments of ``st.App``."""
    return {
        "routes": routes(),
        "middleware": [Middleware(Failures), Middleware(Vouched), Middleware(Gate), Middleware(Uploads)],
        "lifespan": lifespan,
        "on_script_error": show_error,
    }


def _own() -> Iterator[str]:
    """Every module of ours. Two visitors whose pages were the first to import from two ends of the house would each
    find the other's modules half made, and be shown an error."""
    for name in ("data_layer", "pages.parts", "web"):
        package = importlib.import_module(name)
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{name}."))


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the store, close the side door, warm up; close the store at the end."""
    try:
        if sources().oidc is not None and hosts() is None:
            raise IdentityProblem(
                "设了统一身份认证，就要设 STREAMLIT_SERVER_ALLOWED_HOSTS：登录后只回到看板自己的名字。"
            )
        store = Store.open()
    except (StoreProblem, IdentityProblem) as problem:
        sys.stderr.write(f"看板没有启动：{problem}\n")
        raise
    gate.use(store)
    set_up_log()
    # Without this, the first visitor's deep link would run a file of pages/ directly, past app.py.
    PagesManager.uses_pages_directory = False
    for name in (*_WARM_UP, *_own()):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what was imported stays; nobody needs to look through it again
    stop = safekeeping.begin(store)
    threading.Thread(target=_tidy, args=(stop,), name="tidy", daemon=True).start()
    mailing.begin(store, stop)
    commands = beside.Listener(store.place, partial(_run, store))
    started(store)
    try:
        yield {}
    finally:
        stop.set()
        commands.stop()
        gate.use(None)
        store.close()


def _tidy(stop: threading.Event) -> None:
    """Collect garbage now and then. Streamlit would after every run, and everybody would wait while it looks through
    all results that are kept: two thirds of the processor with a hundred users."""
    while not stop.wait(_TIDY):
        gc.collect()


def _run(store: Store, arguments: Sequence[str], user: str) -> int:
    """A command from a terminal of this machine; a fault of the program becomes a number to quote."""
    try:
        return run_for(store, arguments, user)
    except (CommandProblem, OSError):  # OSError: the terminal is gone
        raise
    except Exception as error:
        raise CommandProblem(f"命令出错，编号 {note(error, 'command')}。请把编号告诉管理员。") from None

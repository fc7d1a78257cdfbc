"""The server around the pages: what app.py hands to Streamlit's ASGI application."""

import gc
import importlib
import logging
import secrets
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from data_layer.access import NoAccess
from data_layer.store import Store, StoreProblem
from web import gate
from web.middleware import Gate
from web.routes import routes

_log = logging.getLogger("dashboard")
# Imported before the first visitor comes; what they leave behind is then frozen out of garbage collection.
_WARM_UP = ("pandas", "pyarrow", "plotly.graph_objects", "openpyxl", "python_calamine", "web.shell")


def asgi_options() -> dict[str, Any]:
    """Keyword arguments of ``st.App``."""
    return {
        "routes": routes(),
        "middleware": [Middleware(Gate)],
        "lifespan": lifespan,
        "on_script_error": show_error,
    }


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the store, close the side door, warm up; close the store at the end."""
    try:
        store = Store.open()
    except StoreProblem as problem:
        sys.stderr.write(f"看板没有启动：{problem}\n")
        raise
    gate.use(store)
    _quiet_streamlit()
    # Without this, the first visitor's deep link would run a file of pages/ directly, past app.py.
    PagesManager.uses_pages_directory = False
    for name in _WARM_UP:
        importlib.import_module(name)
    # Streamlit collects garbage after every run; over everything imported that would take 60 ms each time.
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        gate.use(None)
        store.close()


def show_error(error: Exception) -> bool:
    """What a page shows instead of a traceback: the refusal's own sentence, or an error number to quote."""
    if isinstance(error, (NoAccess, StoreProblem)):
        st.error(str(error), icon=":material/block:")
        return True
    number = secrets.token_hex(4)
    _log.error("error %s: %s\n%s", number, type(error).__name__, _where(error))
    st.error(
        f"页面出错，编号 {number}。请刷新重试；如果仍然出错，请把编号和刚才的操作告诉管理员。已保存的数据不受影响。",
        icon=":material/error:",
    )
    return True


def _where(error: Exception) -> str:
    """The traceback's places without the message, which may quote a member's data."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)


def _quiet_streamlit() -> None:
    """Streamlit would log the exception's message too; ours stands in its place."""
    logger = logging.getLogger("streamlit.error_util")
    if not any(isinstance(each, _Drop) for each in logger.filters):
        logger.addFilter(_Drop())
    if not _log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _log.addHandler(handler)
        _log.propagate = False


class _Drop(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None

"""What a page shows instead of a traceback, and what the server's log keeps of it."""

import json
import logging
import secrets
import traceback
from datetime import datetime
from pathlib import Path

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data_layer import clock
from data_layer.access import NoAccess
from data_layer.store import Store, StoreProblem, checking
from web import forms

_log = logging.getLogger("dashboard")


def show_error(error: Exception) -> bool:
    """The refusal's own sentence, or an error number to quote. True: Streamlit shows nothing itself."""
    if isinstance(error, (NoAccess, StoreProblem)):
        st.error(str(error), icon=":material/block:")
        return True
    number = note(error, "page")
    st.error(
        f"页面出错，编号 {number}。请刷新重试；如果仍然出错，请把编号和刚才的操作告诉管理员。已保存的数据不受影响。",
        icon=":material/error:",
    )
    return True


def note(error: Exception, where: str) -> str:
    """Log an error without its message, which may quote a member's data; returns its number."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    said = {"error": number, "where": where, "kind": type(error).__name__, "frames": places}
    _log.error("error", extra={"said": said})
    return number


def started(store: Store) -> None:
    """A line for the start: what an administrator wants to see there."""
    behind = checking.clock_set_back(store)
    said = {"schema": checking.schema(store), "encrypted": store.sealed_with is not None}
    _log.info("started", extra={"said": said | ({"clock": behind.says} if behind else {})})


def tell(what: str, **said: object) -> None:
    """A line about what went on by itself: figures and fixed sentences, never data."""
    _log.info(what, extra={"said": said})


def set_up_log() -> None:
    """Our lines go to standard error as JSON; Streamlit's, which carry the exception's message, go nowhere."""
    logger = logging.getLogger("streamlit.error_util")
    if not any(isinstance(each, _Drop) for each in logger.filters):
        logger.addFilter(_Drop())
    for ours in (_log, logging.getLogger("data_layer")):
        if not ours.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(_Lines())
            ours.addHandler(handler)
            ours.propagate = False
    _log.setLevel(logging.INFO)


class _Lines(logging.Formatter):
    """``{"time", "level", "logger", "message", …}``: what ``extra={"said": {…}}`` gives comes after."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, clock.CHINA).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(line | getattr(record, "said", {}), ensure_ascii=False, default=str)


class _Drop(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None


class Failures:
    """ASGI middleware outside everything: a fault of an address becomes a page with a number, never a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                note(error, scope["type"])
                raise
            refused = isinstance(error, StoreProblem)
            number = "" if refused else note(error, "address")
            sentence = (
                str(error) if refused else f"编号 {number}。请把编号和刚才的操作告诉管理员；已保存的数据不受影响。"
            )
            if not begun:
                await forms.message("页面出错", sentence, 503 if refused else 500)(scope, receive, send)

"""What a page shows instead of a traceback, and what the server's log keeps of it."""

import logging
import secrets
import traceback

import streamlit as st

from data_layer.access import NoAccess
from data_layer.store import StoreProblem

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
    places = "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    _log.error("error %s in %s: %s\n%s", number, where, type(error).__name__, places)
    return number


def set_up_log() -> None:
    """Our lines go to standard error; Streamlit's, which carry the exception's message, go nowhere."""
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

"""The door of every page: who is asking, may they, and the one store of the process."""

import threading

import streamlit as st

from data_layer.access import NoAccess, Viewer, audit
from data_layer.access import require as require_right
from data_layer.store import Store

COOKIE = "ledger_session"
_lock = threading.Lock()
_store: Store | None = None


def store() -> Store:
    """The process's one store, opened on first use."""
    global _store
    with _lock:
        if _store is None:
            _store = Store.open()
        return _store


def use(opened: Store | None) -> None:
    """Take this store as the process's one (tests, and the server when it stops)."""
    global _store
    with _lock:
        _store = opened


def current() -> Viewer | None:
    """Who is signed in in this browser tab, or None. Looked up on every run: an ended session acts at once."""
    from data_layer.access import sessions

    token = st.context.cookies.get(COOKIE)
    return sessions.viewer(store(), token, st.context.ip_address or "") if token else None


def require(*rights: str) -> Viewer:
    """First statement of every page: the viewer, who has every one of these rights somewhere; else the run stops."""
    viewer = current()
    if viewer is None:
        st.error("登录已失效，请重新登录。")
        st.stop()
    try:
        for right in rights:
            require_right(viewer, right)
    except NoAccess as refused:
        audit(store(), viewer, "page", object="+".join(rights), result="denied")
        st.error(str(refused))
        st.stop()
    return viewer

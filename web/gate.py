"""The door of every page: who is asking, may they, and the one store of the process."""

import threading
from html import escape
from typing import NoReturn
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from data_layer.access import RIGHTS, Viewer, audit, sessions
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
    """Take this store as the process's one (the server at its start and end; tests)."""
    global _store
    with _lock:
        _store = opened


def token() -> str | None:
    """What the cookie of this browser tab says."""
    return st.context.cookies.get(COOKIE)


def current() -> Viewer | None:
    """Who is signed in in this browser tab, or None. Looked up on every run: an ended session acts at once."""
    return sessions.viewer(store(), token(), st.context.ip_address or "")


def require(*rights: str) -> Viewer:
    """First statement of every page: the viewer, who has every one of these rights somewhere; else the run stops."""
    viewer = current()
    if viewer is None:
        expired()
    for right in rights:
        if not viewer.may(right):
            audit(store(), viewer, "page", object="+".join(rights), result="denied")
            st.error(
                f"您没有“{RIGHTS[right]}”的权限，不能打开这个页面。需要时请联系管理员授权。", icon=":material/block:"
            )
            st.stop()
    return viewer


def expired() -> NoReturn:
    """Say that the session has ended and lead back here after signing in; stops the run."""
    path = urlsplit(st.context.url or "/").path or "/"
    query = urlencode(st.query_params.to_dict())
    back = quote(path + (f"?{query}" if query else ""), safe="/")
    st.warning("登录已失效：太久没有操作、已在别处退出，或密码已修改。", icon=":material/lock_clock:")
    # st.link_button would open another tab
    st.html(f'<p><a href="/auth/login?next={escape(back)}" target="_self">重新登录，回到本页</a></p>')
    st.stop()

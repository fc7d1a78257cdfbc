"""Who is signed in now, of the accounts an administrator looks after; any of it can be ended."""

import streamlit as st

from data_layer.access import Viewer, opened
from data_layer.store import Store
from pages.parts import empty, words
from web import gate


def show(store: Store, viewer: Viewer) -> None:
    """The list, and a button for those chosen in it."""
    found = opened.everybodys(store, viewer, gate.token())
    if ended := st.session_state.pop("sessions_ended", 0):
        st.success(f"已退出 {ended:,} 处登录，下一次点击起生效。", icon=":material/check_circle:")
    people = len({each.account for each in found})
    st.write(f"现在有 {people:,} 个账号在 {len(found):,} 处登录着；不认得的可以退出，并重置那个账号的密码。")
    if not found:
        empty.nothing("管理范围内现在没有人登录。")
        return
    rows = [
        {
            "账号": each.name,
            "姓名": each.display_name + ("（本页）" if each.here else ""),
            "登录时间": words.moment(each.created),
            "最近操作": words.moment(each.seen),
            "来自": each.address,
            "浏览器": each.browser,
        }
        for each in found
    ]
    picked = st.dataframe(
        rows,
        key=f"sessions_{len(rows)}",
        hide_index=True,
        height="auto" if len(rows) < 12 else 420,
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"{len(rows)} 处登录：账号、时间、来自、浏览器",
    ).selection.rows
    chosen = [found[row].key for row in picked if row < len(found) and not found[row].here]
    if st.button(f"退出选中的 {len(chosen):,} 处", icon=":material/logout:", disabled=not chosen):
        st.session_state["sessions_ended"] = opened.end(store, gate.require("accounts"), chosen)
        st.rerun()
    st.caption("本页自己的登录请用左侧“退出登录”。")

"""The rules of the door, one field each, within bounds; they act at once and for everybody."""

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.access.limits import LIMITS, BadLimit, set_limit, values
from data_layer.store import Store
from pages.parts import words
from web import gate


def show(store: Store, viewer: Viewer) -> None:
    """The rules in force; what is changed is recorded one by one."""
    now = values(store)
    differ = sum(now[name] != each.value for name, each in LIMITS.items())
    st.write("登录规则对所有账号生效，" + (f"{differ} 项与默认不同。" if differ else "各项都是默认值。"))
    if st.session_state.pop("limits_set", False):
        st.success("已修改，立即生效。", icon=":material/check_circle:")
    with st.form("limits"):
        left, right = st.columns(2)
        given = {
            name: int(
                (left, right)[number % 2].number_input(
                    f"{each.label}（{each.unit}）", each.least, each.most, now[name], key=f"limit_{name}",
                    help=f"{each.least} 到 {each.most} {each.unit}，默认 {each.value}",
                )
            )
            for number, (name, each) in enumerate(LIMITS.items())
        }  # fmt: skip
        sent = st.form_submit_button("保存", type="primary")
    if not sent:
        return
    viewer = gate.require("configure")
    try:
        for name, value in given.items():
            if value != now[name]:
                set_limit(store, viewer, name, value)
    except (BadLimit, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state["limits_set"] = True
    st.rerun()

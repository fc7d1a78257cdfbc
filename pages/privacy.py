"""个人信息保护: what is held of whom and how long; erasure asked for and carried out; the two documents."""

import streamlit as st

from data_layer.assessment.view import view_of
from data_layer.oversight.privacy import erasing
from pages.parts import empty, look, privacy_forms, words
from web.gate import require, store

viewer = require("read")
look.apply()
view = view_of(store(), viewer, None, None, None, branches=None)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()
if not (viewer.may("erase") or viewer.may("names")):
    empty.nothing("您的账号不办理个人信息保护事项。")
    st.stop()

asked = erasing.requests(store(), viewer)
waiting = [each for each in asked if not each.ended]
done = sum(each.ended == "done" for each in asked)
first = f"有 **{len(waiting)}** 个依法删除申请等待办理" if waiting else "没有等待办理的依法删除申请"
look.headline(
    f"{first}，已删除 **{done}** 个。",
    "申请人和执行人必须是两个人；删除不能撤回，计数和应办事项不变。",
)
if said := st.session_state.pop("privacy_said", None):
    for sentence in said:
        st.success(words.escaped(sentence), icon=":material/check_circle:")
if viewer.may("erase"):
    privacy_forms.held(viewer)
privacy_forms.requests(viewer, view, asked)
if viewer.may("names"):
    privacy_forms.ask(viewer, view)

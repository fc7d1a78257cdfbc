"""组织与账号：谁能登录、有什么权限；党组织和它们的变动。"""

import streamlit as st

from data_layer.access import visible_orgs
from data_layer.access.limits import may_set
from data_layer.organisations import tree
from pages.parts import (
    account_list,
    account_panel,
    organisation_import,
    organisation_panel,
    session_list,
    sign_in_rules,
)
from web import gate

viewer = gate.require("accounts")
store = gate.store()

st.title("组织与账号")
part = st.segmented_control(
    "内容",
    ["账号", "登录会话", *(["登录规则"] if may_set(store, viewer) else []), "党组织"],
    default="账号",
    required=True,
    key="part",
    bind="query-params",
    label_visibility="collapsed",
)
if part == "账号":
    chosen = account_list.show(store, viewer)
    if chosen is not None:
        account_panel.show(store, viewer, chosen)
elif part == "登录会话":
    session_list.show(store, viewer)
elif part == "登录规则":
    sign_in_rules.show(store, viewer)
elif not tree(store).by_id or visible_orgs(store, viewer, "organisations") is None:
    listed, imported = st.tabs(["党组织和变动", "导入"])
    with listed:
        organisation_panel.show(store, viewer)
    with imported:
        organisation_import.show(store, viewer)
else:
    organisation_panel.show(store, viewer)

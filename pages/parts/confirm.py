"""Who sits there, asked once more in place of the button that needs it; what was typed before stays on the page."""

import streamlit as st

from data_layer.access.confirming import confirm, must_confirm
from data_layer.access.directory import everyone
from data_layer.access.signin import SignInRefused
from pages.parts import words
from web import gate
from web.oidc import confirm_link


def ready(key: str) -> bool:
    """Whether the act may go on; else what asks for the password, or for the identity provider's word, in its place."""
    viewer = gate.require()
    if not must_confirm(gate.store(), viewer):
        return True
    account = everyone(gate.store()).get(viewer.account)
    if account and account.known_to("oidc") and (link := confirm_link()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.link_button("用统一身份认证确认身份", link, icon=":material/lock_open:")
            st.button("已确认，继续", key=f"confirm_{key}_done")
    elif account and not account.has_password:
        st.warning("办理前要再确认一次身份，您的账号没有密码。请管理员为它设置密码。", icon=":material/lock:")
    if account and not account.has_password:
        return False
    with st.form(f"confirm_{key}", border=False):
        password = st.text_input(
            "为了安全，请再输入一次密码", type="password", autocomplete="current-password", key=f"confirm_{key}_word"
        )
        sent = st.form_submit_button("确认身份", type="primary", icon=":material/lock_open:")
    if sent:
        try:
            confirm(gate.store(), gate.token(), password, viewer.address)
        except SignInRefused as refused:
            st.error("密码不正确。" if not refused.told else words.escaped(str(refused)), icon=":material/error:")
        else:
            st.rerun()
    return False

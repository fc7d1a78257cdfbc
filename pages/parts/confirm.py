"""The password once more, in place of the button that needs it; what was typed before stays on the page."""

import streamlit as st

from data_layer.access.confirming import confirm, must_confirm
from data_layer.access.signin import SignInRefused
from pages.parts import words
from web import gate


def ready(key: str) -> bool:
    """Whether the act may go on; else a field for the password stands in its place."""
    viewer = gate.require()
    if not must_confirm(gate.store(), viewer):
        return True
    with st.form(f"confirm_{key}", border=False):
        password = st.text_input(
            "为了安全，请再输入一次密码", type="password", autocomplete="current-password", key=f"confirm_{key}_word"
        )
        sent = st.form_submit_button("确认身份", type="primary", icon=":material/lock_open:")
    if sent:
        try:
            confirm(gate.store(), gate.token(), password, viewer.address)
        except SignInRefused as refused:
            st.error("密码不正确。" if not refused.must_wait else words.escaped(str(refused)), icon=":material/error:")
        else:
            st.rerun()
    return False

"""One account: disable, new password, roles."""

from collections.abc import Callable

import streamlit as st

from data_layer.access import ROLE_NAMES, NoAccess, Viewer, accounts, passwords
from data_layer.access.directory import Account, Bound, Held, everyone
from data_layer.access.identity import TITLES, clean_name
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import words
from pages.parts.account_list import choose_grant, forget, show_password, state, where
from web import entrances, gate


def show(store: Store, viewer: Viewer, number: int) -> None:
    """What can be done with the account chosen."""
    account = everyone(store)[number]
    with st.container(border=True, key="account_panel"):
        st.header(f"{account.display_name}（{account.name}）", anchor=False)
        st.caption(f"{state(account)} · 建立于 {account.added_at:%Y-%m-%d}")
        if number == viewer.account:
            st.info("这是您自己的账号。不能改动自己的授权；修改密码请点左侧“我的账号”。")
            return
        now = tree(store)
        for held in account.held:
            said, button = st.columns([5, 1], vertical_alignment="center")
            said.text(f"{ROLE_NAMES[held.grant.role]} · {where(now, held.grant.org)}{_limits(held)}")
            if button.button("收回", key=f"revoke_{held.grant_id}", width="stretch"):
                revoke(store, viewer, number, held)
        if not account.held:
            st.text("没有角色：登录后看不到任何页面。")
        _bound(store, viewer, account)
        with st.container(horizontal=True):
            if st.button("增加角色", icon=":material/add_moderator:"):
                grant(store, viewer, number)
            if entrances.named() and st.button("绑定外部身份", icon=":material/link:"):
                bind(store, viewer, number)
            if st.button("重置密码" if account.has_password else "设置密码", icon=":material/key:"):
                reset(store, viewer, number)
            word = "恢复账号" if account.disabled else "停用账号"
            if st.button(word, icon=":material/block:" if not account.disabled else ":material/undo:"):
                switch(store, viewer, number)


def _bound(store: Store, viewer: Viewer, account: Account) -> None:
    for nth, each in enumerate(account.bound):
        said, button = st.columns([5, 1], vertical_alignment="center")
        unused = "" if each.source in entrances.named() else "（现在没有设置，用不上）"
        said.text(f"{TITLES[each.source]}里的“{each.name}”{unused}")
        if button.button("解除", key=f"unbind_{account.account}_{nth}", width="stretch"):
            unbind(store, viewer, account.account, each)


def _limits(held: Held) -> str:
    grant = held.grant
    said = []
    if grant.from_on:
        said.append(f"{grant.from_on} 起")
    if grant.until:
        said.append(f"至 {grant.until}")
    if grant.purpose:
        said.append(grant.purpose)
    return f"（{'，'.join(said)}）" if said else ""


def _do(action: Callable[[], None]) -> bool:
    try:
        action()
    except (accounts.AccountProblem, passwords.WeakPassword, NoAccess) as problem:
        st.error(str(problem))
        return False
    return True


@st.dialog("增加角色", width="medium")
def grant(store: Store, viewer: Viewer, number: int) -> None:
    """One more role."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    chosen = choose_grant(store, viewer, f"grant_{number}")
    if st.button("授予", type="primary"):
        if chosen is None:
            st.error("请选择党组织。")
        elif _do(lambda: accounts.grant_role(store, viewer, number, chosen)):
            st.rerun()


@st.dialog("收回角色")
def revoke(store: Store, viewer: Viewer, number: int, held: Held) -> None:
    """One role less, after asking."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    st.write(f"收回“{ROLE_NAMES[held.grant.role]} · {where(tree(store), held.grant.org)}”，下一次点击起生效。")
    if st.button("收回角色", type="primary") and _do(lambda: accounts.revoke(store, viewer, number, held.grant_id)):
        st.rerun()


@st.dialog("绑定外部身份")
def bind(store: Store, viewer: Viewer, number: int) -> None:
    """A name by which another system knows whoever uses the account."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    sources = entrances.named()
    source = sources[0]
    if len(sources) > 1:
        source = st.segmented_control(
            "来源", sources, format_func=TITLES.__getitem__, default=source, required=True, key=f"bind_{number}_source"
        )
    text = st.text_input(
        f"在{TITLES[source]}里的名字", max_chars=200, key=f"bind_{number}_name",
        help="一字不差。本人试着登录一次，页面会说出认出的是什么名字。",
    )  # fmt: skip
    st.caption(f"绑定后，{TITLES[source]}认出这个名字的人，就用这个账号登录。")
    if st.button("绑定", type="primary", key=f"bind_{number}_now"):
        name = clean_name(text)
        if name is None:
            st.error("请填写名字。")
        elif _do(lambda: accounts.bind(store, viewer, number, Bound(source, name))):
            st.rerun()


@st.dialog("解除绑定")
def unbind(store: Store, viewer: Viewer, number: int, bound: Bound) -> None:
    """One binding less, after asking."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    account = everyone(store)[number]
    last = "" if account.has_password or len(account.bound) > 1 else "它没有密码，解除后谁也不能用它登录。"
    st.write(
        f"解除后，{TITLES[bound.source]}里的“{words.escaped(bound.name)}”不能再用这个账号，已登录的立即退出。{last}"
    )
    if st.button("解除绑定", type="primary", key="unbind_now") and _do(
        lambda: accounts.unbind(store, viewer, number, bound)
    ):
        st.rerun()


@st.dialog("重置密码", on_dismiss=forget)
def reset(store: Store, viewer: Viewer, number: int) -> None:
    """A new first password, shown once."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    if show_password():
        return
    account = everyone(store)[number]
    box = st.empty()
    with box.container():
        st.write(f"为“{account.name}”生成新的初始密码；原密码和已登录的页面立即失效。")
        if not st.button("重置密码", type="primary", key="reset_now"):
            return
        password = passwords.generate()
        if not _do(lambda: accounts.reset_password(store, viewer, number, password)):
            return
    st.session_state["first_password"] = (account.name, password)
    with box.container():
        show_password()


@st.dialog("停用或恢复账号")
def switch(store: Store, viewer: Viewer, number: int) -> None:
    """Disable or enable, after asking."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    account = everyone(store)[number]
    told = "恢复后可用原密码登录。" if account.disabled else "停用后立即退出登录，不能再登录；记录和授权保留。"
    word = "恢复" if account.disabled else "停用"
    st.write(f"{word}账号“{account.name}”。{told}")
    if st.button(f"{word}账号", type="primary", key="switch_now") and _do(
        lambda: accounts.set_disabled(store, viewer, number, not account.disabled)
    ):
        st.rerun()

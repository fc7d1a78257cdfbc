"""The accounts an administrator looks after: search, list, new ones singly or for all branches."""

from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import EVERYTHING, ROLE_NAMES, Grant, NoAccess, Viewer, accounts, audit, passwords, visible_orgs
from data_layer.access.directory import Account, Bound
from data_layer.access.identity import TITLES, clean_name
from data_layer.documents.excel import Stamp, table_workbook
from data_layer.organisations import Tree, tree
from data_layer.store import Store
from web import entrances, gate, jobs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JOB = "branch accounts"
NO_RIGHT = "没有角色"


def where(now: Tree, org: int) -> str:
    """The name of a grant's organisation."""
    return "全部党组织" if org == EVERYTHING else now.by_id[org].name if org in now.by_id else "（已不存在）"


def state(account: Account) -> str:
    """One word or two on whether it can be used."""
    if account.disabled:
        return "停用"
    if not account.in_force():
        return NO_RIGHT
    if account.must_change:
        return "初始密码未改"
    return "在用" if account.has_password or account.bound else "不能登录"


def show(store: Store, viewer: Viewer) -> int | None:
    """The list; returns the account chosen in it."""
    found = accounts.listed(store, viewer)
    now = tree(store)
    disabled = sum(each.disabled for each in found)
    fresh = sum(each.must_change and not each.disabled for each in found)
    without = len(accounts.branches_without(store, viewer))
    st.write(
        f"共 {len(found):,} 个账号，其中停用 {disabled:,} 个，初始密码未改 {fresh:,} 个；{without:,} 个支部没有账号。"
    )
    _follow_job(viewer)
    search, new, many = st.columns([3, 1, 2], vertical_alignment="bottom")
    wanted = search.text_input("查找账号", placeholder="账号、姓名、党组织或角色", icon=":material/search:").strip()
    if new.button("新建账号", icon=":material/person_add:", width="stretch"):
        add(store, viewer)
    running = (job := jobs.look(JOB)) is not None and not job.finished.is_set()
    if without and many.button(
        f"为 {without:,} 个支部建立账号", icon=":material/group_add:", width="stretch", disabled=running
    ):
        confirm_branches(store, viewer, without)
    rows = [(each, _row(now, each)) for each in found]
    rows = [(each, row) for each, row in rows if not wanted or wanted in "".join(row.values())]
    if not rows:
        st.info("没有符合条件的账号。" if found else "还没有可管理的账号，请先新建。")
        return None
    event: Any = st.dataframe(
        [row for _, row in rows],
        key=f"accounts_{wanted}_{len(rows)}",
        hide_index=True,
        height="auto" if len(rows) < 9 else 320,
        on_select="rerun",
        selection_mode="single-row",
        alt=f"{len(rows)} 个账号：账号、姓名、角色、状态",
    )
    picked = event.selection.rows
    if not picked:
        st.caption("点选一行，可以停用、重置密码、增加或收回角色。")
        return None
    return rows[picked[0]][0].account


def _row(now: Tree, account: Account) -> dict[str, str]:
    roles = [f"{ROLE_NAMES[h.grant.role]} · {where(now, h.grant.org)}" for h in account.held]
    ends = [str(h.grant.until) for h in account.held if h.grant.until]
    return {
        "账号": account.name,
        "姓名": account.display_name,
        "角色": "；".join(roles),
        "状态": state(account),
        "授权截止": "、".join(ends),
        "建立日期": f"{account.added_at:%Y-%m-%d}",
    }


def choose_grant(store: Store, viewer: Viewer, key: str) -> Grant | None:
    """Fields of a new grant; None while incomplete."""
    now, visible = tree(store), visible_orgs(store, viewer, "accounts")
    role = st.selectbox("角色", list(ROLE_NAMES), format_func=lambda name: ROLE_NAMES[name], key=f"{key}_role")
    branches = role in ("branch", "inspector")
    options = [
        org
        for root in now.roots
        for org in now.below(root)
        if now.by_id[org].is_branch == branches and not now.by_id[org].abolished and (visible is None or org in visible)
    ]
    if role == "administrator" and visible is None:
        options.insert(0, EVERYTHING)
    org = st.selectbox(
        "党组织",
        options,
        index=0 if len(options) == 1 else None,
        format_func=lambda each: f"{where(now, each)}（{now.by_id[each].code}）" if each else where(now, each),
        placeholder="输入名称或代码查找" if options else "没有可选的党组织，请先导入",
        key=f"{key}_org_{branches}",
    )
    first, last = st.columns(2)
    from_on = first.date_input("起始日（可不填）", value=None, key=f"{key}_from")
    until = last.date_input("截止日（可不填）", value=None, min_value=clock.today(), key=f"{key}_until")
    purpose = st.text_input("事由（可不填）", max_chars=100, key=f"{key}_purpose").strip()
    return None if org is None else Grant(role, org, from_on, until, purpose or None)


def forget() -> None:
    """A first password shown is gone when its dialog closes."""
    st.session_state.pop("first_password", None)


def show_password() -> bool:
    """Inside a dialog: the first password just made, if one was. The button closes the dialog."""
    if "first_password" not in st.session_state:
        return False
    name, password = st.session_state["first_password"]
    st.success(f"账号“{name}”的初始密码如下，只显示这一次。请当面或电话告知本人；首次登录时须改成自己的密码。")
    st.code(password, language=None)
    if st.button("完成", type="primary"):
        forget()
        st.rerun()
    return True


def _bound_to() -> Bound | None:
    """The name by which the first source set up knows the new account, where one is given."""
    if not (sources := entrances.named()):
        return None
    text = st.text_input(
        f"在{TITLES[sources[0]]}里的名字（可不填）", max_chars=200, help="填了就不设密码，只由它认出的本人登录。"
    )
    name = clean_name(text)
    return Bound(sources[0], name) if name else None


@st.dialog("新建账号", width="medium", on_dismiss=forget)
def add(store: Store, viewer: Viewer) -> None:
    """One new account; its first password is made here and shown once."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    if show_password():
        return
    box = st.empty()
    with box.container():
        name = st.text_input("账号", max_chars=40, help="登录时输入的名字：2 到 40 个汉字、字母或数字。").strip()
        display = st.text_input("姓名或岗位（可不填）", max_chars=40).strip()
        grant = choose_grant(store, viewer, "new")
        bound = _bound_to()
        if not st.button("建立账号", type="primary"):
            return
        if not name or grant is None:
            st.error("请填写账号并选择党组织。")
            return
        password = None if bound else passwords.generate()
        try:
            accounts.add(store, viewer, name, password, [grant], display_name=display, bound=bound)
        except (accounts.AccountProblem, passwords.WeakPassword, NoAccess) as problem:
            st.error(str(problem))
            return
    if password is None:
        st.rerun()
    st.session_state["first_password"] = (name, password)
    with box.container():
        show_password()


@st.dialog("为支部建立账号")
def confirm_branches(store: Store, viewer: Viewer, number: int) -> None:
    """Say what will happen, then begin."""
    viewer = gate.require("accounts")  # the rights of now, not of when the page was drawn
    st.write(f"将为 {number:,} 个没有账号的支部各建一个账号，账号名用党组织代码，初始密码随机生成。")
    st.write("完成后可下载一份账号和初始密码的清单，清单只提供一次。")
    if st.button("开始建立", type="primary"):

        def work(progress: jobs.Progress) -> list[accounts.FirstPassword]:
            return accounts.add_for_branches(store, viewer, progress)

        jobs.start(JOB, viewer.account, work, told=(accounts.AccountProblem, NoAccess))
        st.rerun()


def _follow_job(viewer: Viewer) -> None:
    job = jobs.look(JOB)
    if job is None or job.account != viewer.account:
        return
    if not job.finished.is_set():
        _progress()
        return
    with st.container(border=True):
        if job.problem:
            st.error(job.problem)
        elif job.result is not None:
            st.success(f"已建立 {len(job.result):,} 个支部账号。请下载清单并妥善交给各支部，收起后不能再取得。")
            st.download_button(
                "下载账号和初始密码.xlsx",
                lambda: _password_list(viewer, job.result),
                "支部账号和初始密码.xlsx",
                XLSX,
                on_click="ignore",
                icon=":material/download:",
            )
        if st.button("收起"):
            jobs.put_away(JOB)
            st.rerun()


@st.fragment(run_every=1)
def _progress() -> None:
    gate.require("accounts")
    job = jobs.look(JOB)
    if job is None or job.finished.is_set():
        st.rerun()
        return
    st.progress(job.share, f"正在建立支部账号：{job.done}/{job.total or '…'}")


def _password_list(viewer: Viewer, made: list[accounts.FirstPassword]) -> bytes:
    audit(gate.store(), viewer, "account list", object=str(len(made)))
    stamp = Stamp("全部", clock.today(), "—", viewer.display_name or viewer.name, clock.now())
    rows = [(each.org_code, each.org_name, each.name, each.password) for each in made]
    return table_workbook("支部账号和初始密码", ("党组织代码", "党组织名称", "账号", "初始密码"), rows, stamp)

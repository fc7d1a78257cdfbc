"""开始使用：启用季度，演示数据或导入党组织，下一步做什么。"""

import streamlit as st

from data_layer import clock, demo, quarters
from data_layer.access import ROLE_NAMES, NoAccess, accounts
from data_layer.administration import OrganisingProblem, set_parameter
from data_layer.assessment.standards import said
from data_layer.organisations import tree
from data_layer.organisations.parameters import GO_LIVE, BadValue, rules
from pages.parts import organisation_import
from web import gate, jobs

viewer = gate.require("organisations")
store = gate.store()

_SIZES = {
    "小：30 个支部、400 名流动党员": (30, 400),
    "中：300 个支部、4 000 名流动党员": (300, 4000),
    "大：1 000 个支部、13 000 名流动党员": (1000, 13000),
}


def load_demo(branches: int, members: int) -> None:
    """Begin loading in the background; the page then follows it."""

    def work(progress: jobs.Progress) -> demo.DemoSummary:
        return demo.load(store, branches=branches, members=members, progress=progress, viewer=viewer)

    jobs.start("demo", viewer.account, work, told=(demo.DemoProblem, NoAccess))


@st.fragment(run_every=1)
def follow() -> None:
    """Progress of the load; the page is drawn again when it is done."""
    gate.require("organisations")
    job = jobs.look("demo")
    if job is None or job.finished.is_set():
        st.rerun()
        return
    st.progress(job.share, f"正在装入演示数据：{job.doing or '准备'}（{job.done}/{job.total or '…'}）")
    st.caption("可以离开本页，装入会继续进行；回到本页能看到进度。")


def outcome(job: jobs.Job) -> None:
    """What the load left: the demo accounts, shown to whoever started it."""
    if job.problem:
        st.error(job.problem, icon=":material/error:")
    elif job.account == viewer.account:
        made: demo.DemoSummary = job.result
        st.success(
            f"{made.district}的演示数据已装入：{made.branches:,} 个支部、{made.people:,} 人、{made.ledgers:,} 份台账，"
            f"用时 {made.seconds:.0f} 秒。",
            icon=":material/check_circle:",
        )
        st.write("下面是演示账号，密码只显示这一次。退出登录后，可用它们从不同角色查看。")
        st.table(
            [
                {"账号": a.name, "密码": a.password, "角色": ROLE_NAMES[a.role], "党组织": a.org_name}
                for a in made.accounts
            ],
            hide_index=True,
        )
    if st.button("我已记下，收起" if not job.problem else "收起"):
        jobs.put_away("demo")
        st.rerun()


def choose_data() -> None:
    """Nothing there yet: try it with invented data, or begin with the real tree."""
    st.write("系统里还没有党组织。请选择一种方式开始：")
    trial, real = st.columns(2)
    with trial.container(border=True, height="stretch"):
        st.header("试用：装入演示数据", anchor=False)
        st.write("虚构的一个区：党组织、流动党员和几个季度的台账，用来熟悉各个页面。")
        st.caption("演示数据装入后不能删除。正式使用请另建数据文件。")
        size = st.selectbox("规模", list(_SIZES), index=1)
        if st.button("装入演示数据", type="primary"):
            load_demo(*_SIZES[size])
            st.rerun()
    with real.container(border=True, height="stretch"):
        st.header("正式使用：导入党组织", anchor=False)
        organisation_import.show(store, viewer)


def choose_quarter(roots: list[int]) -> None:
    """The first quarter that is assessed."""
    st.header("设置启用季度", anchor=False)
    st.write("从启用季度起，支部按季度报送台账并纳入考核；之前的季度不计。")
    running = quarters.quarter_of(clock.today())
    options = list(range(running - 8, running + 2))
    with st.form("go_live", border=False, enter_to_submit=False):
        chosen = st.selectbox("启用季度", options, index=options.index(running), format_func=quarters.quarter_words)
        if st.form_submit_button("确定启用季度", type="primary"):
            text, first = quarters.quarter_text(chosen), quarters.first_day(chosen)
            try:
                for root in roots:
                    set_parameter(store, viewer, root, GO_LIVE, text, first, "首次使用")
            except (BadValue, OrganisingProblem) as problem:
                st.error(str(problem))
            else:
                st.rerun()


def next_steps(roots: list[int]) -> None:
    """Everything is set: where things stand and what comes next."""
    now = tree(store)
    branches = [org for org in now.branches() if not now.by_id[org].abolished]
    without = accounts.branches_without(store, viewer)
    above = len(now.by_id) - len(now.branches())
    st.write(
        f"已有 {len(branches):,} 个支部、{above} 个上级党组织，启用季度："
        + "、".join(dict.fromkeys(said(GO_LIVE, _go_live(root)) for root in roots))
        + f"；{len(without):,} 个支部还没有账号。"
    )
    st.header("下一步", anchor=False)
    with st.container(border=True):
        st.page_link("pages/accounts.py", label="建立账号：党（工）委工作人员、领导和各支部", icon=":material/group:")
        if without:
            st.caption("在“账号”里可以为没有账号的支部一次建好，并导出账号和初始密码。")
        if (gate_file := _page("parameters")) is not None:
            st.page_link(gate_file, label="核对考核口径：报送天数、联系要求、目标达标率", icon=":material/tune:")
        if (gate_file := _page("overview")) is not None:
            st.page_link(gate_file, label="查看工作总览", icon=":material/dashboard:")
    st.caption("支部用自己的账号登录后，在“台账报送”下载预填台账、核对并报送。")


def _page(name: str) -> str | None:
    from web import site

    return next((f"pages/{screen.name}.py" for screen in site.screens() if screen.name == name), None)


def _go_live(root: int) -> str | None:
    return rules(store, clock.today()).text(GO_LIVE, [root], clock.today())


st.title("开始使用")
job = jobs.look("demo")
if job and not job.finished.is_set():
    follow()
    st.stop()
if job:
    outcome(job)
top = tree(store).roots
if not top:
    choose_data()
elif any(_go_live(root) is None for root in top):
    choose_quarter(top)
else:
    next_steps(top)

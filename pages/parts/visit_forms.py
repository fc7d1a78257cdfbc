"""Dialogs of 实地督查 in which something begins: a plan, a branch that a person adds."""

from datetime import timedelta

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.assessment import visits as numbers
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.oversight.visits import planning
from data_layer.oversight.writing import OversightProblem
from pages.parts import dialogs, drawer, words
from web.gate import require, store

SAID = "visits_said"


def done() -> None:
    """Say what was just recorded."""
    if said := st.session_state.pop(SAID, None):
        st.success(words.escaped(said), icon=":material/check_circle:")


def buttons(viewer: Viewer, view: View) -> None:
    """What may begin here."""
    seen = visible_orgs(store(), viewer, "inspect") if viewer.may("inspect") else frozenset()
    if view.looking_back or (seen is not None and view.org not in seen):
        return
    with st.container(horizontal=True, width="content"):
        st.button("排计划", icon=":material/add:", type="primary", on_click=_ask, args=("plan",))
        st.button("增加支部", icon=":material/person_add:", on_click=_ask, args=("add",))


def _ask(what: str) -> None:
    st.query_params.pop("visit", None)
    drawer.replace({"ask": what})


def _close() -> None:
    st.query_params.pop("ask", None)


def show(view: View) -> None:
    """Draw the dialog the URL asks for."""
    what = st.query_params.get("ask")
    if what == "plan":
        dialogs.dialog("排督查计划", on_dismiss=_close)(_plan)(view)
    elif what == "add":
        dialogs.dialog("增加支部", on_dismiss=_close)(_add)(view)


def _plan(view: View) -> None:
    viewer = require("inspect")
    left, right = st.columns(2)
    from_on = left.date_input("从", clock.today(), min_value=clock.today(), format="YYYY-MM-DD")
    until = right.date_input("到", clock.today() + timedelta(14), min_value=clock.today(), format="YYYY-MM-DD")
    purpose = st.segmented_control(
        "方式", list(numbers.PURPOSES), format_func=numbers.PURPOSES.__getitem__, default="supervise", required=True
    )
    left, right = st.columns(2)
    risk = left.number_input("按风险选", 0, 100, 3)
    chance = right.number_input("随机抽", 0, 100, 3, help="按党（工）委和支部类别分层，每个支部机会相同")
    seed = st.text_input("种子", placeholder="空着由系统定；填从前的种子可重现")
    if not st.button("排计划", type="primary", key="plan_go"):
        return
    if seed.strip() and not seed.strip().isdigit():
        st.error("种子是一个非负整数，可以空着")
        return
    given = int(seed) if seed.strip() else None
    try:
        number = planning.plan(
            store(), viewer, view, from_on, until, by_risk=int(risk), by_chance=int(chance),
            purpose=purpose or "supervise", seed=given,
        )  # fmt: skip
    except (OversightProblem, NoAccess) as problem:
        st.error(str(problem))
        return
    _finish(f"第 {number} 号计划已排好。")


def _add(view: View) -> None:
    viewer = require("inspect")
    now = tree(store())
    plans = {each.plan: each for each in numbers.plans(store(), viewer, view)}
    plan = st.selectbox(
        "加到哪份计划",
        list(plans),
        format_func=lambda each: f"第 {each} 号（{plans[each].from_on} 至 {plans[each].until}）",
    )
    org = st.selectbox("党支部", now.branches(view.org), index=None, format_func=lambda each: now.by_id[each].name)
    reason = st.text_input("理由")
    if (
        not st.button("增加", type="primary", disabled=plan is None or org is None, key="add_go")
        or plan is None
        or org is None
    ):
        return
    try:
        planning.add(store(), viewer, plan, org, reason)
    except (OversightProblem, NoAccess) as problem:
        st.error(str(problem))
        return
    _finish("已增加。")


def _finish(sentence: str) -> None:
    st.session_state[SAID] = sentence
    _close()
    st.rerun()

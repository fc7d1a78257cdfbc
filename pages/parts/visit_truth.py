"""The quarterly draw on 实地督查: self-reported rate, true rate with its interval, whom to ring, what they said."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.view import View
from data_layer.assessment.visits import RESULTS
from data_layer.oversight.visits import truth
from data_layer.oversight.visits.estimate import METHOD
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import tables, words
from pages.parts.visit_forms import SAID
from web.gate import store


def show(viewer: Viewer, view: View) -> None:
    """Draw it for the view's quarter, the last closed one."""
    found = truth.truth(store(), viewer, view)
    acts = may_any(store(), viewer, view.org, "inspect") and not view.looking_back
    with st.container(border=True):
        aside = f":gray[:small[随机抽 {truth.SIZE} 名报告已联系的党员打电话]]"
        st.markdown(f"**{words.period(view.quarter)}季度联系有多真**　{aside}")
        if found is None:
            st.caption("这一季还没有抽过。抽出的名单按种子可重现，一季只抽一次。")
            if acts and st.button("抽电话核实名单"):
                _try(lambda: truth.make(store(), viewer, view))
            return
        st.markdown(f"自报 {found.claimed}/{found.closed}；" + _said(found))
        st.caption(f"种子 {found.seed}。{METHOD}。电话里问：{truth.SCRIPT}")
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.branch for each in found.members],
            "党员": [each.who for each in found.members],
            "台账所记": [words.day(each.met_on) for each in found.members],
            "出处": [each.cell for each in found.members],
            "结果": [RESULTS.get(each.result, "") for each in found.members],
        }
        tables.show(columns, key="truth", alt=f"抽到 {len(found.members)} 人", rows=6)
        tables.export("电话核实名单", columns, key="truth", viewer=viewer, view=view)
        if acts:
            _answer(viewer, found)


def _said(found: truth.Truth) -> str:
    if found.true_rate is None or found.share is None:
        rung = sum(each.result != "" for each in found.members)
        return f"抽到 {len(found.members)} 人，打过 {rung} 人，还没有人答复。"
    rate, low, high = (f"{each:.0%}" for each in found.true_rate)
    gap = f"{found.claimed / found.closed - found.true_rate[0]:.0%}"
    asked = f"问到 {found.share.answered} 人，属实 {found.share.true} 人，"
    return f"{asked}真实率约 **{rate}**（{low} 至 {high}），比自报低 {gap}。"


def _answer(viewer: Viewer, found: truth.Truth) -> None:
    left, right = st.columns([3, 4], vertical_alignment="bottom")
    at = left.selectbox(
        "问到谁", range(len(found.members)), index=None,
        format_func=lambda nth: f"{found.members[nth].who}（{found.members[nth].branch}）",
    )  # fmt: skip
    result = right.segmented_control("结果", list(RESULTS), format_func=RESULTS.__getitem__, key="truth_result")
    if st.button("记下", disabled=at is None or result is None, key="truth_go") and at is not None and result:
        one = found.members[at]
        _try(lambda: truth.answer(store(), viewer, found, one.org, one.person, result, clock.today()))


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except (OversightProblem, NoAccess) as problem:
        st.error(str(problem))
        return
    st.session_state[SAID] = "已记录。"
    st.rerun()

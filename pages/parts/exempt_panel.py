"""免计: who is left out of what, why, until when; and the dialog in which a request is decided."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.exemptions import STATES, Request
from data_layer.assessment.view import View
from data_layer.oversight import exempting
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import choice, dialogs, drawer, empty, tables, words
from web.gate import require, store

_SIGNS = {"asked": "▲", "approved": "－", "ended": "○", "refused": "×", "withdrawn": "○"}


def said(each: Request) -> str:
    """``▲ 待审批``."""
    return f"{_SIGNS[each.state]} {STATES[each.state]}"


def span(each: Request) -> str:
    """Which periods: one, or those that begin between two days."""
    return words.period(each.period) if each.period else f"{words.day(each.from_on)} 至 {words.day(each.last_on)}"


def open_(request: int) -> None:
    """Open the dialog of one request."""
    drawer.close()
    st.query_params["request"] = f"{request}"


def close() -> None:
    """Close it."""
    st.query_params.pop("request", None)


def show(viewer: Viewer, view: View, found: Sequence[Request]) -> None:
    """The list by state."""
    with st.container(border=True):
        if not found:
            empty.nothing(
                "没有免计。党员住院、涉密等不能照常联系的，由支部或工作人员申请，领导批准后不计入应办，单独列出。"
            )
            return
        counts = {state: sum(each.state == state for each in found) for state in STATES}
        present = ["all", *(state for state, count in counts.items() if count)]
        named = {"all": f"全部 {len(found)}"} | {state: f"{STATES[state]} {counts[state]}" for state in STATES}
        state = choice.choose("状态", present, "exempt", "all", named.__getitem__)
        listed = [each for each in found if state in ("all", each.state)]
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.branch for each in listed],
            "谁": [each.who for each in listed],
            "哪一项": [each.about for each in listed],
            "期间": [span(each) for each in listed],
            "理由": [each.reason for each in listed],
            "状态": [said(each) for each in listed],
            "申请": [f"{each.asked_by} {each.asked_on:%m-%d}" for each in listed],
            "审批": [f"{each.decided_by} {each.decided_on:%m-%d}" if each.decided_on else "" for each in listed],
        }
        st.caption("期间内开始的应办不计入达标率的分母，在各项比率旁边单列。点一行办理。")
        tables.show(
            columns, key=f"exempt_{state}", alt=f"{len(listed)} 项免计", rows=12,
            opens=lambda row: open_(listed[row].request),
            config={"党支部": st.column_config.TextColumn(width=170), "期间": st.column_config.TextColumn(width=200)},
        )  # fmt: skip
        tables.export(
            "免计", {**columns, "情况": [each.note for each in listed], "办理意见": [each.said for each in listed]},
            key="exemptions", viewer=viewer, view=view, filters=[("状态", named[state].rpartition(" ")[0])],
        )  # fmt: skip


def dialog(view: View, found: Sequence[Request]) -> None:
    """Draw the dialog where the URL asks for a request that the viewer may see."""
    asked = st.query_params.get("request")
    if not asked or "ask" in st.query_params:
        return
    each = next((one for one in found if f"{one.request}" == asked), None)
    if each is None:
        close()
        return
    dialogs.dialog(f"免计 · {each.branch}", width="medium", on_dismiss=close)(_body)(view, each)


def _body(view: View, each: Request) -> None:
    viewer = require("identify")  # a dialog runs again without the page
    st.markdown(f"**{said(each)}**　{words.escaped(each.who)}　{each.about}　{span(each)}")
    st.markdown(f"理由：{words.escaped(each.reason)}　{words.escaped(each.note)}")
    st.caption(f"{words.escaped(each.asked_by)} {each.asked_on} 申请")
    if each.decided_on or each.said:
        by = f"{words.escaped(each.decided_by)} {words.day(each.decided_on)} {STATES[each.state]}"
        st.caption(f"{by}　{words.escaped(each.said)}")
    if view.looking_back:
        return
    if each.state == "asked":
        _decide(viewer, each)
    elif each.state == "approved" and may_any(store(), viewer, each.org, "review", "approve"):
        _end(viewer, each)


def _decide(viewer: Viewer, each: Request) -> None:
    if each.from_on and each.from_on <= clock.today():
        st.caption("起始日已过：批准后，今天起看到的数字里这些应办不再计入；回看以前的日期仍照旧。")
    if may_any(store(), viewer, each.org, "approve"):
        reason = st.text_input("不批准的理由", key="exempt_refused_because")
        with st.container(horizontal=True):
            yes = st.button("批准", type="primary", icon=":material/check:", key="exempt_yes")
            no = st.button("不批准", icon=":material/close:", key="exempt_no")
        if yes:
            _do(lambda: exempting.approve(store(), viewer, each.request), "已批准免计，数字已更新。")
        if no:
            _do(lambda: exempting.refuse(store(), viewer, each.request, reason), "已答复不批准。")
    elif may_any(store(), viewer, each.org, "reply", "review") and st.button("撤回申请", key="exempt_back"):
        _do(lambda: exempting.withdraw(store(), viewer, each.request), "已撤回申请。")


def _end(viewer: Viewer, each: Request) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown("**提前终止**")
        until = st.date_input("终止日", value=clock.today(), format="YYYY-MM-DD", key="exempt_until")
        reason = st.text_input("理由", key="exempt_ended_because", placeholder="例如：已出院，恢复联系")
        st.caption("这天以后开始的期间重新计入应办；以前的不变。")
        if st.button("终止", type="primary", key="exempt_end"):
            day = until if isinstance(until, date) else clock.today()
            _do(lambda: exempting.end(store(), viewer, each.request, day, reason), "已提前终止。")


def _do(act: Callable[[], None], sentence: str) -> None:
    try:
        act()
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state["findings_said"] = sentence
    close()
    st.rerun()

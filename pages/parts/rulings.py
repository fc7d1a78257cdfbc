"""Dialogs of 考核口径: a parameter's history and new value, a quarter's deadline, a branch's extension."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess
from data_layer.administration import set_deadline, set_parameter
from data_layer.assessment.standards import Standard
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.organisations.parameters import GO_LIVE, BadValue
from pages.parts import dialogs, tables, words
from web.gate import require, store

_HINTS = {
    "quarter": "写成 2026Q1 的样子", "share": "0 到 1 之间，如 0.9 或 1/3", "month_day": "写成 06-16 的样子",
    "days": "整数，天", "months": "整数，月", "count": "整数，次", "hours": "整数，学时",
}  # fmt: skip


def ask(what: str) -> None:
    """Open a dialog: a parameter's name, ``deadline`` or ``extension``."""
    st.query_params["ask"] = what


def close() -> None:
    """Close it."""
    st.query_params.pop("ask", None)


def show(view: View, found: Sequence[Standard], may: Callable[[str], bool]) -> None:
    """Draw the dialog the URL asks for."""
    what = st.query_params.get("ask")
    standard = next((each for each in found if each.name == what), None)
    if standard is not None:
        dialogs.dialog(standard.label, width="medium", on_dismiss=close)(_parameter)(view, standard, may("configure"))
    elif what == "deadline" and may("review"):
        dialogs.dialog("修改报送截止日", on_dismiss=close)(_deadline)(view, False)
    elif what == "extension" and may("lock"):
        dialogs.dialog("给支部延期", on_dismiss=close)(_deadline)(view, True)


def _parameter(view: View, standard: Standard, may_set: bool) -> None:
    viewer = require("read")  # a dialog runs again without the page
    st.markdown(f"现值 **{standard.words}**　:gray[依据 {standard.clause}]")
    if standard.history:
        tables.show(
            {
                "值": [each.value for each in standard.history],
                "自": [words.day(each.valid_from) for each in standard.history],
                "设定单位": [each.org_name for each in standard.history],
                "来源": [each.source for each in standard.history],
                "经办": [each.by for each in standard.history],
                "记录": [words.moment(each.recorded_at) for each in standard.history],
            },
            key="parameter_history", alt=f"{standard.label}的历次设定", rows=5,
        )  # fmt: skip
    else:
        st.caption("从未修改过，用的是默认值。")
    if not may_set:
        return
    with st.form("parameter", border=False):
        value = st.text_input("新的值", value=standard.value or "", help=_HINTS.get(standard.kind))
        valid_from = st.date_input("从哪一天起", value=clock.today(), format="YYYY-MM-DD")
        source = st.text_input("来源或理由", placeholder="例如：X组通〔2026〕3号")
        sent = st.form_submit_button("设定", type="primary")
    if not sent:
        return
    if not source.strip():
        st.error("请写明来源或理由。")
        return
    try:
        day = None if standard.name == GO_LIVE else valid_from
        set_parameter(store(), viewer, view.org, standard.name, value.strip(), day, source.strip())
    except (BadValue, NoAccess) as refused:
        st.error(words.escaped(str(refused)))
        return
    close()
    st.rerun()


def _deadline(view: View, one_branch: bool) -> None:
    viewer = require("lock" if one_branch else "review")
    running = quarters.quarter_of(clock.today())
    org = view.org
    if one_branch:
        by_id = tree(store()).by_id
        branches = [each for each in tree(store()).branches(view.org) if by_id[each].abolished is None]
        org = st.selectbox("党支部", branches, format_func=lambda each: by_id[each].name)
    choices = [running - 1, running, running + 1]
    quarter = st.selectbox("季度", choices, format_func=quarters.quarter_words)
    due_on = st.date_input("截止日", value=quarters.last_day(quarter) + timedelta(days=10), format="YYYY-MM-DD")
    reason = st.text_input("理由", placeholder="例如：国庆假期顺延")
    if not st.button("设定", type="primary", disabled=not reason.strip()):
        return
    try:
        set_deadline(store(), viewer, org, quarter, due_on, reason.strip())
    except (BadValue, NoAccess) as refused:
        st.error(words.escaped(str(refused)))
        return
    close()
    st.rerun()

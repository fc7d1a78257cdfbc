"""Dialogs of 整改销号 in which something begins: a finding by hand, an exemption asked for."""

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.assessment import figures
from data_layer.assessment.findings import MATTERS, SEVERITIES
from data_layer.assessment.lists import names
from data_layer.assessment.view import View
from data_layer.indicators import catalogue
from data_layer.organisations import tree
from data_layer.oversight import exempting
from data_layer.oversight.findings import Opening, open_finding
from data_layer.oversight.writing import OversightProblem
from pages.parts import dialogs, drawer, words
from web.gate import require, store

_DAYS = 30  # a deadline to begin with


def ask(what: str) -> None:
    """Open a dialog: ``open`` or ``exempt``."""
    for name in ("finding", "request"):
        st.query_params.pop(name, None)
    drawer.replace({"ask": what})


def close() -> None:
    """Close it."""
    st.query_params.pop("ask", None)


def done() -> None:
    """Say what was just recorded."""
    if said := st.session_state.pop("findings_said", None):
        st.success(words.escaped(said), icon=":material/check_circle:")


def finish(sentence: str) -> None:
    """Close the dialog and say on the page what was recorded."""
    st.session_state["findings_said"] = sentence
    close()
    st.rerun()


def show(view: View, may: Mapping[str, bool]) -> None:
    """Draw the dialog the URL asks for."""
    what = st.query_params.get("ask")
    if what == "open" and may["findings"]:
        dialogs.dialog("登记问题", width="medium", on_dismiss=close)(_open)(view)
    elif what == "exempt" and (may["reply"] or may["review"]):
        dialogs.dialog("申请免计", width="medium", on_dismiss=close)(_exempt)(view)


def due_and_weight(key: str) -> tuple[date, str]:
    """A deadline and how grave it is: what every finding asks for."""
    left, right = st.columns(2)
    due_on = left.date_input(
        "整改期限", value=clock.today() + timedelta(days=_DAYS), min_value=clock.today(), format="YYYY-MM-DD",
        key=f"{key}_due",
    )  # fmt: skip
    severity = right.segmented_control(
        "程度",
        list(SEVERITIES),
        format_func=SEVERITIES.__getitem__,
        default="light",
        required=True,
        key=f"{key}_weight",
    )
    return due_on if isinstance(due_on, date) else clock.today(), severity or "light"


def branches(viewer: Viewer, view: View, *rights: str) -> list[int]:
    """Branches of the view, not ended, on which the viewer has one of the rights."""
    now = tree(store())
    found: set[int] = set()
    for right in rights:
        seen = visible_orgs(store(), viewer, right) if viewer.may(right) else frozenset()
        found |= {org for org in now.branches(view.org) if seen is None or org in seen}
    return [org for org in now.branches(view.org) if org in found and now.by_id[org].abolished is None]


def _branch(viewer: Viewer, view: View, *rights: str) -> int | None:
    offered, by_id = branches(viewer, view, *rights), tree(store()).by_id
    if len(offered) == 1:
        return offered[0]
    return st.selectbox(
        "党支部", offered, index=None, placeholder="输入支部名称查找", format_func=lambda each: by_id[each].name
    )


def _members(viewer: Viewer, view: View, org: int | None) -> dict[int, str]:
    """Member → name, of those away from a branch."""
    away = [each.person for each in figures.away(store(), viewer, view) if each.org == org]
    return names(store(), viewer, away)


def _open(view: View) -> None:
    viewer = require("findings")  # a dialog runs again without the page
    org = _branch(viewer, view, "findings")
    facts = st.text_area("事实", placeholder="什么时间、哪里、什么情况；查了什么", height=90)
    left, right = st.columns(2)
    matter = left.segmented_control(
        "性质", list(MATTERS), format_func=MATTERS.__getitem__, default="plain", required=True
    )
    clause = right.selectbox("依据条款", ["", *sorted({head.clause for head in catalogue()})])
    due_on, severity = due_and_weight("open")
    members = _members(viewer, view, org)
    persons = st.multiselect("所涉党员", list(members), format_func=members.__getitem__, placeholder="可不选")
    measures = st.text_input("整改措施", placeholder="可由支部填写")
    left, right = st.columns(2)
    leader, person = left.text_input("责任领导"), right.text_input("责任人")
    if not st.button("登记", type="primary", disabled=org is None, key="open_go"):
        return
    opening = Opening(
        facts, due_on, matter=matter or "plain", severity=severity, clause=clause or "", persons=tuple(persons),
        measures=measures, leader=leader, person=person,
    )  # fmt: skip
    try:
        number = open_finding(store(), viewer, org or 0, opening)
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    finish(f"已登记为第 {number} 号问题，支部在“整改销号”答复。")


def _exempt(view: View) -> None:
    viewer = require("identify")
    org = _branch(viewer, view, "reply", "review")
    given = {each.word: each for each in exempting.reasons()}
    reason = st.selectbox("理由", list(given), index=None, placeholder="选一项")
    members: dict[int | None, str] = {None: "全支部"} if reason is not None and given[reason].branch else {}
    for each, name in _members(viewer, view, org).items():
        members[each] = name
    person = st.selectbox("谁", list(members), index=None, format_func=lambda one: members[one], placeholder="选党员")
    heads = {"": "各项应办", **{head.id: f"{head.group} · {head.name}" for head in catalogue()}}
    indicator = st.selectbox("哪一项", list(heads), format_func=heads.__getitem__)
    running = quarters.quarter_of(clock.today())
    left, right = st.columns(2)
    quarter = left.selectbox("从哪一季起", [running, running + 1, running - 1], format_func=quarters.quarter_words)
    until = right.date_input("到哪一天止", value=quarters.last_day(running), format="YYYY-MM-DD")
    st.caption(
        "在这段时间里开始的季度、半年、年度应办免计；年度应办只有从 1 月 1 日起的才免计。由另一位领导批准后起作用。"
    )
    if quarter < running:
        st.caption("包括已经结束的一季：批准以前的数字回看时不变。")
    note = st.text_input("具体情况", placeholder="例如：住院至 11 月，附诊断证明存支部")
    ready = org is not None and reason is not None and (person is not None or None in members)
    if not st.button("提交申请", type="primary", disabled=not ready, key="exempt_go"):
        return
    try:
        number = exempting.ask(
            store(), viewer, org or 0, reason or "", indicator=indicator or None, person=person,
            from_on=quarters.first_day(quarter), until=until if isinstance(until, date) else None, note=note,
        )  # fmt: skip
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    finish(f"已提交第 {number} 号免计申请，批准后起作用。")

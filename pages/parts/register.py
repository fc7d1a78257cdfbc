"""A finding begun where it is seen: from a missed duty in the drawer, from a question; and what is exempt, and why."""

import streamlit as st

from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.assessment.exemptions import reason_of, requests
from data_layer.assessment.findings import STATES, Finding, findings
from data_layer.assessment.lists import Duty
from data_layer.assessment.questions import Question
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.oversight.findings import Opening, open_finding, open_missed
from data_layer.oversight.writing import OversightProblem
from pages.parts import finding_forms, tables, words
from web.gate import store


def duty(
    viewer: Viewer, view: View, org: int, indicator: str, period: str, found: list[Duty], each: Duty
) -> None:  # fmt: skip
    """Beside a missed duty: the finding it stands in, or the way to register one. Beside an exempt one: why."""
    if each.state == "exempt":
        _exempt(viewer, view, org, indicator, period, each)
    elif each.state == "missed":
        held = _standing(viewer, view, org, indicator, period, each)
        if held is not None:
            _link(view, held)
        elif _may(viewer, view, org):
            _form(viewer, org, indicator, period, found, each)


def _may(viewer: Viewer, view: View, org: int) -> bool:
    seen = visible_orgs(store(), viewer, "findings") if viewer.may("findings") else frozenset()
    return not view.looking_back and (seen is None or org in seen)


def _exempt(viewer: Viewer, view: View, org: int, indicator: str, period: str, each: Duty) -> None:
    head = each.subject.split("-")[0]
    why = reason_of(requests(store(), viewer, view), org, indicator, period, int(head) if head.isdigit() else None)
    if why is not None:
        until = f"，到 {why.last_on} 止" if why.last_on else ""
        st.caption(f"免计：{words.escaped(why.reason)}{until}（{words.escaped(why.decided_by)}批准）")


def _standing(viewer: Viewer, view: View, org: int, indicator: str, period: str, each: Duty) -> Finding | None:
    """The finding a duty stands in, settled or not; the latest."""
    head = each.subject.split("-")[0]
    person = int(head) if head.isdigit() else None
    same = [
        one
        for one in findings(store(), viewer, view)
        if (one.org, one.indicator, one.period) == (org, indicator, period) and one.state != "dropped"
        and (one.subject == each.subject or (one.subject is None and person in one.persons))
    ]  # fmt: skip
    return max(same, key=lambda one: one.finding, default=None)


def _link(view: View, held: Finding) -> None:
    late = "，超期" if held.overdue else ""
    st.button(
        f"已登记为第 {held.finding} 号问题（{STATES[held.state]}{late}）", icon=":material/task_alt:", type="tertiary",
        on_click=tables.turn_to, args=("findings", view), kwargs={"finding": f"{held.finding}"}, key="register_link",
    )  # fmt: skip


def _form(viewer: Viewer, org: int, indicator: str, period: str, found: list[Duty], each: Duty) -> None:
    others = [one.subject for one in found if one.state == "missed" and one.subject != each.subject]
    members = each.subject.split("-")[0].isdigit()
    with st.popover("登记为问题", icon=":material/add_task:", type="tertiary"):
        st.caption(f"要求支部整改：{header(indicator).remedied_when}。下一期台账自动复核；未达标的记录不变。")
        due_on, severity = finding_forms.due_and_weight("register")
        measures = st.text_input("整改措施", placeholder="可由支部填写", key="register_measures")
        leader = st.text_input("责任领导", key="register_leader")
        subjects = [each.subject]
        if members and others:
            both = st.checkbox(f"连同其余 {len(others)} 名未达标的党员登记为一个问题", key="register_all")
            subjects += others if both else []
        if not st.button("登记", type="primary", key="register_go"):
            return
        try:
            open_missed(
                store(), viewer, org, indicator, period, subjects, due_on, severity=severity, measures=measures,
                leader=leader,
            )  # fmt: skip
        except (OversightProblem, NoAccess) as refused:
            st.error(words.escaped(str(refused)), icon=":material/error:")
            return
        st.rerun()


def question(viewer: Viewer, view: View, asked: Question) -> None:
    """Beside a question: the way to register it, or the finding that was."""
    same = [one for one in findings(store(), viewer, view) if one.source == asked.key and one.state != "dropped"]
    if same:
        _link(view, same[-1])
        return
    if not _may(viewer, view, asked.org):
        return
    with st.popover("登记为问题", icon=":material/add_task:", type="tertiary"):
        st.caption("核实以后再登记；支部在“整改销号”答复。")
        facts = st.text_area("事实", value=asked.asks, height=90, key="register_facts")
        due_on, severity = finding_forms.due_and_weight("question")
        if not st.button("登记", type="primary", key="register_question"):
            return
        first = asked.traces[0]
        persons = {one.person for one in asked.traces if one.person is not None and one.org == asked.org}
        opening = Opening(
            facts, due_on, origin="question", severity=severity, persons=tuple(sorted(persons)), source=asked.key,
            submission=first.submission, sheet=first.sheet, row=first.row,
        )  # fmt: skip
        try:
            open_finding(store(), viewer, asked.org, opening)
        except (OversightProblem, NoAccess) as refused:
            st.error(words.escaped(str(refused)), icon=":material/error:")
            return
        st.rerun()

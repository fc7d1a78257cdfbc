"""One finding: facts, what the ledgers since say, its history with files, the cells, and what the viewer may do."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.findings import (
    FIELDS,
    MATTERS,
    ORIGINS,
    SEVERITIES,
    STEPS,
    Finding,
    Step,
    history,
    kept_file,
)
from data_layer.assessment.view import View
from data_layer.documents import rectification
from data_layer.ledger.evidence import evidence
from data_layer.oversight.remedy import Remedy
from pages.parts import dialogs, drawer, finding_acts, finding_list, paper, tables, words
from web.gate import require, store


def open_(finding: int) -> None:
    """Open the drawer of one finding."""
    drawer.close()
    st.query_params["finding"] = f"{finding}"


def close() -> None:
    """Close it."""
    st.query_params.pop("finding", None)


def show(view: View, found: Sequence[Finding], tested: Mapping[int, Remedy]) -> None:
    """Draw the drawer where the URL asks for a finding that the viewer may see."""
    asked = st.query_params.get("finding")
    if not asked or "ask" in st.query_params or "request" in st.query_params:
        return
    each = next((one for one in found if f"{one.finding}" == asked), None)
    if each is None:
        close()
        return
    title = f"{each.branch} · {finding_list.about(each)}"
    dialogs.dialog(title, width=1120, position="right", on_dismiss=close)(_body)(view, each, tested.get(each.finding))


def _body(view: View, each: Finding, remedy: Remedy | None) -> None:
    viewer = require("identify")  # a dialog runs again without the page
    steps = history(store(), viewer, view, each.org, each.finding)
    if said := st.session_state.pop("finding_done", None):
        st.success(said, icon=":material/check_circle:")
    facts = [f"**{finding_list.said(each)}**", f"第 {each.finding} 号", f"期限 {each.due_on}"]
    facts += [f"延期 {each.extended} 次"] if each.extended else []
    facts += [":red[◆ 已确认属实]"] if each.confirmed else []
    st.markdown("　".join(facts))
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _facts(each)
        _tested(each, remedy)
        if not view.looking_back:
            _papers(viewer, each)
            finding_acts.show(viewer, each, remedy)
    with right:
        _history(viewer, view, each, steps)
        _cells(viewer, each, remedy)


def _facts(each: Finding) -> None:
    lines = {
        "事实": each.facts,
        "依据": each.clause,
        "来源": f"{ORIGINS[each.origin]}　{SEVERITIES[each.severity]}"
        + (f"　{MATTERS[each.matter]}" if each.matter != "plain" else ""),
        "所涉党员": each.whom,
        "整改措施": each.measures,
        "责任领导": each.leader,
        "责任人": each.person,
    }
    for name, text in lines.items():
        if text:
            st.markdown(f":gray[{name}]　{words.escaped(text)}")


def _papers(viewer: Viewer, each: Finding) -> None:
    """整改通知书 about this one, and about all that its branch has not put right yet."""
    owed = rectification.owed(store(), viewer, each.holder)
    if each.finding not in owed:
        return
    papers = {"整改通知书": (each.finding,)} | (
        {f"整改通知书：该支部 {len(owed)} 个问题": owed} if len(owed) > 1 else {}
    )
    with st.container(horizontal=True):
        for label, numbers in papers.items():
            paper.draft(
                label, partial(rectification.rectification, store(), viewer, each.holder, numbers),
                partial(rectification.name_of, each.branch), f"rectify_{each.finding}_{len(numbers)}",
            )  # fmt: skip


def _tested(each: Finding, remedy: Remedy | None) -> None:
    """What the ledgers since say."""
    if remedy is None:
        return
    if remedy.proposes:
        st.success(f"台账复核：{remedy.said}可以核验销号。", icon=":material/task_alt:")
    else:
        st.info(f"台账复核：{words.escaped(remedy.said)}", icon=":material/pending_actions:")


def _history(viewer: Viewer, view: View, each: Finding, steps: Sequence[Step]) -> None:
    st.markdown("**经过**")
    for step in steps:
        due = f"　期限 {step.due_on}" if step.due_on else ""
        st.markdown(f"{step.day}　**{STEPS[step.kind]}**　:gray[{words.escaped(step.by)}{due}]")
        for field, text in step.said:
            if step.kind != "opened":
                st.caption(f"{FIELDS[field]}：{words.escaped(text)}")
        with st.container(horizontal=True):
            for file in step.files:
                paper.kept(
                    file.name, file.kind, partial(_content, viewer, file.event, file.nth),
                    f"file_{file.event}_{file.nth}",
                )  # fmt: skip
    columns: dict[str, Sequence[Any]] = {
        "日期": [step.day for step in steps],
        "办理": [STEPS[step.kind] for step in steps],
        "经办": [step.by for step in steps],
        "期限": [step.due_on for step in steps],
        "内容": ["；".join(f"{FIELDS[field]}：{text}" for field, text in step.said) for step in steps],
        "附件": ["、".join(file.name for file in step.files) for step in steps],
    }
    tables.export(f"第{each.finding}号问题的经过", columns, key="finding_history", viewer=viewer, view=view)


def _content(viewer: Viewer, event: int, nth: int) -> bytes:
    return kept_file(store(), viewer, event, nth)[2]


def _cells(viewer: Viewer, each: Finding, remedy: Remedy | None) -> None:
    """The cell it rests on, and the one that shows the remedy."""
    places = []
    if remedy is not None and remedy.proof is not None and remedy.proof.submission is not None:
        places.append((remedy.proof.submission, remedy.proof.sheet, remedy.proof.row, "显示整改的一格"))
    if each.submission is not None and each.sheet:
        places.append((each.submission, each.sheet, each.row, "登记所依据的台账"))
    for number, (submission, sheet, row, title) in enumerate(places):
        shown = evidence(store(), viewer, submission, sheet, row, each.indicator)
        if shown is not None:
            with st.expander(title, expanded=number == 0):
                drawer.cell(viewer, shown, title, key=f"finding_cell_{number}")

"""The dialog in which a practice is written down, with the evidence behind it."""

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.assessment import figures
from data_layer.assessment.findings import findings
from data_layer.assessment.practices import FORMS
from data_layer.assessment.view import View, view_of
from data_layer.assessment.visits import visits
from data_layer.indicators import catalogue
from data_layer.organisations import tree
from data_layer.oversight import practising
from data_layer.oversight.attachments import KINDS, LARGEST
from data_layer.oversight.practising import Cited
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import dialogs, drawer, upload, words
from web.gate import require, store

_SAID = "practices_said"


def done() -> None:
    """Say what was just recorded."""
    if said := st.session_state.pop(_SAID, None):
        st.success(words.escaped(said), icon=":material/check_circle:")


def _orgs(viewer: Viewer, view: View) -> list[int]:
    return [org for org in tree(store()).below(view.org) if may_any(store(), viewer, org, *practising.OWN)]


def button(viewer: Viewer, view: View) -> None:
    """Where one begins, for whoever may."""
    if not view.looking_back and _orgs(viewer, view):
        st.button("写一条", icon=":material/add:", type="primary", on_click=drawer.replace, args=({"ask": "write"},))


def _close() -> None:
    st.query_params.pop("ask", None)


def show(view: View) -> None:
    """Draw the dialog the URL asks for."""
    if st.query_params.get("ask") == "write":
        dialogs.dialog("写经验做法", width="medium", on_dismiss=_close)(_write)(view)


def _write(view: View) -> None:
    viewer, now = require("read"), tree(store())  # a dialog runs again without the page
    orgs = _orgs(viewer, view)
    org = orgs[0] if len(orgs) == 1 else st.selectbox(
        "哪个党组织的", orgs, index=None, format_func=lambda each: now.by_id[each].name, placeholder="输入名称查找"
    )  # fmt: skip
    form = st.segmented_control("类型", list(FORMS), format_func=FORMS.__getitem__, default="practice", required=True)
    title = st.text_input("标题", placeholder="例如：每月一封家书")
    body = st.text_area(
        "做法和效果", height=140, placeholder="怎样做的，谁来做，花多少时间，有什么效果。不写党员姓名。"
    )
    options = _evidence(viewer, now.by_id[org].code) if org is not None else {}
    cited = st.multiselect("依据", list(options), format_func=options.__getitem__, placeholder="指标、问题、督查")
    files = upload.files("附件", type=[*KINDS, "jpeg"], accept_multiple_files=True, key="practice_files",
                             max_upload_size=LARGEST >> 20)  # fmt: skip
    if not st.button("登记", type="primary", disabled=org is None, key="practice_go"):
        return
    try:
        practising.write(
            store(), viewer, org or 0, title, body, cited, form=form or "practice",
            files=[(one.name, one.getvalue()) for one in files or ()],
        )  # fmt: skip
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state[_SAID] = "已登记。要写党员姓名的，先登记本人同意；推广后其他支部看得到。"
    _close()
    st.rerun()


def _evidence(viewer: Viewer, code: str) -> dict[Cited, str]:
    """What may be cited of an organisation: figures of closed periods, findings, visits that took place."""
    own = view_of(store(), viewer, code, None, branches=None)
    found: dict[Cited, str] = {}
    if own.quarters:
        held = figures.board(store(), viewer, own)
        for head in catalogue():
            for period in figures.periods_of(head.id, own, held, 2):
                tally = held.total(head.id, period)
                if tally.closed:
                    said = f"{words.period(period)}{head.name} {tally.closed_met}/{tally.closed}"
                    found[Cited("figure", indicator=head.id, period=period)] = said
    for finding in findings(store(), viewer, own):
        found[Cited("finding", finding.finding)] = f"第 {finding.finding} 号问题 {finding.about}"
    for visit in visits(store(), viewer, own):
        if visit.done_on is not None:
            found[Cited("visit", visit.visit)] = f"第 {visit.visit} 号督查 {visit.branch} {visit.done_on}"
    return found

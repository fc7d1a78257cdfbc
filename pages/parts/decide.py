"""What waits for staff: evidence that came late, a 未纳入原因. Accepted or not, with a reason; a record stays."""

import streamlit as st

from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.administration.deciding import rule
from data_layer.assessment.lists import Duty
from data_layer.assessment.rulings import last_ruling
from data_layer.assessment.view import View
from data_layer.organisations.parameters import BadValue
from pages.parts import words
from web.gate import store

_ASKS = {
    "late": "这条记录是过了该报的期限才补报的，认可吗？接受后算达标。",
    "not_taken": "支部写明了没有纳入流入地党组织的原因，认可吗？接受后免计，单独列出。",
}


def show(viewer: Viewer, view: View, org: int, indicator: str, period: str, duty: Duty) -> None:
    """The last ruling, and the two buttons for whoever may review the branch; nothing where no ruling would help."""
    if not duty.ruling:
        return
    last = last_ruling(store(), viewer, view, org, duty.ruling, indicator, period, duty.subject)
    if last is not None:
        said = "已接受" if last.accepted else "不接受"
        st.caption(
            f"{said}：{words.escaped(last.reason)}（{words.escaped(last.by)}，{words.moment(last.recorded_at)}）"
        )
    may = visible_orgs(store(), viewer, "review") if viewer.may("review") else frozenset()
    if (may is not None and org not in may) or view.looking_back:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{_ASKS[duty.ruling]}**")
        reason = st.text_input(
            "理由", placeholder="例如：已电话核实", key=f"decide_{indicator}_{period}_{duty.subject}"
        )
        with st.container(horizontal=True):
            yes = st.button("接受", type="primary", icon=":material/check:", key="decide_yes")
            no = st.button("不接受", icon=":material/close:", key="decide_no")
    if not (yes or no):
        return
    try:
        rule(
            store(), viewer, org, duty.ruling, yes, reason, indicator=indicator, period=period, subject=duty.subject
        )  # fmt: skip
    except (BadValue, NoAccess) as refused:
        st.error(words.escaped(str(refused)))
        return
    st.rerun()

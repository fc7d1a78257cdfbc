"""What may be done about a finding, by whoever looks at it: one act at a time, with what it asks for."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.findings import Finding
from data_layer.oversight import findings as acts
from data_layer.oversight.attachments import KINDS, LARGEST, MOST
from data_layer.oversight.remedy import Remedy
from data_layer.oversight.writing import OversightProblem
from pages.parts import confirm, upload, words
from web.gate import store

# kind -> button, what the text is, what follows
_ACTS = {
    "answered": ("报告整改完成", "整改情况", "报告后由党（工）委核验；可附照片、记录等。"),
    "started": ("开始整改", "整改措施", "写明怎样改、谁负责。"),
    "closed": ("核验销号", "怎样核验的", "销号后未达标的记录不变；以后发现没有改好的，可以重新打开。"),
    "sent_back": ("退回整改", "退回的理由", "支部会看到理由和新的期限。"),
    "extended": ("延期", "延期的理由", "期限未过时才能延期。"),
    "reopened": ("重新打开", "重新打开的理由", "重新打开后由支部再整改；只看此后入库的台账。"),
    "confirmed": ("确认属实", "确认的依据", "确认后，在表彰与通报的研判中作为红线。"),
    "dropped": ("撤销", "撤销的理由", "只用于登记错的；撤销后仍查得到。"),
}
_DATED = ("sent_back", "extended", "reopened")


def show(viewer: Viewer, each: Finding, remedy: Remedy | None) -> None:
    """The acts that are open to the viewer; nothing where there are none."""
    may = acts.possible(store(), viewer, each)
    if each.unsettled and viewer.account in (each.opened_by, *each.answered_by):
        st.caption("登记人、答复人不能自己销号，由另一人（或领导）核验。")
    if not may:
        return
    key = f"{each.finding}"
    with st.container(border=True, gap="xsmall"):
        kind = st.segmented_control(
            "办理", may, format_func=lambda act: _ACTS[act][0], default=may[0], required=True, key=f"act_{key}",
            label_visibility="collapsed",
        )  # fmt: skip
        button, asked, follows = _ACTS[kind or may[0]]
        st.caption(follows)
        text = st.text_area(asked, key=f"act_text_{kind}_{key}", height=90)
        more: dict[str, Any] = {}
        if kind in _DATED:
            begin = max(clock.today(), each.due_on) if kind == "extended" else clock.today()
            more["due_on"] = st.date_input(
                "新的期限", value=begin + timedelta(days=14), min_value=clock.today(), format="YYYY-MM-DD",
                key=f"act_due_{kind}_{key}",
            )  # fmt: skip
        if kind == "started":
            more["person"] = st.text_input("责任人", value=each.person, key=f"act_person_{key}")
        if kind == "answered":
            more["files"] = upload.files(
                f"附件：照片、扫描件、文档，每个不超过 {LARGEST >> 20} MB，最多 {MOST} 个",
                type=[*KINDS, "jpeg"], accept_multiple_files=True, key=f"act_files_{key}",
                max_upload_size=LARGEST >> 20,
            )  # fmt: skip
        if kind == "closed" and not confirm.ready(key):
            return
        if st.button(button, type="primary", key=f"act_go_{key}"):
            _do(viewer, each, kind or may[0], text, more, remedy)


def _do(viewer: Viewer, each: Finding, kind: str, text: str, more: dict[str, Any], remedy: Remedy | None) -> None:
    number, due_on = each.finding, more.get("due_on")
    day = due_on if isinstance(due_on, date) else clock.today()
    try:
        if kind == "answered":
            acts.answer(store(), viewer, number, text, [(one.name, one.getvalue()) for one in more["files"] or ()])
        elif kind == "started":
            acts.start(store(), viewer, number, text, more["person"])
        elif kind == "closed":
            acts.close(store(), viewer, number, text, remedy.proof if remedy is not None else None)
        elif kind in _DATED:
            dated = {"sent_back": acts.send_back, "extended": acts.extend, "reopened": acts.reopen}
            dated[kind](store(), viewer, number, day, text)
        else:
            {"confirmed": acts.confirm, "dropped": acts.drop}[kind](store(), viewer, number, text)
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state["finding_done"] = f"已办理：{_ACTS[kind][0]}。"
    st.rerun()

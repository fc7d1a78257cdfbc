"""Parts of 个人信息保护: figures and documents, requests with what is done to them, a new request."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import Viewer
from data_layer.access.viewer import NoAccess
from data_layer.assessment.view import View
from data_layer.documents.privacy import SHEETS, sheet
from data_layer.oversight.privacy import erasing, people
from data_layer.oversight.privacy.standing import standing
from data_layer.oversight.writing import OversightProblem
from data_layer.store import StoreProblem
from pages.parts import confirm, empty, tables, words
from web.gate import require, store

_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def held(viewer: Viewer) -> None:
    """How much is held, for how long, and the two documents."""
    found = standing(store(), viewer)
    for box, (label, number) in zip(
        st.columns(4),
        (("可以识别的人", found.people), ("台账份数", found.ledgers), ("已删除的编号", found.erased),
         ("保存期限（外出结束后，年）", found.retention[0][1])),
        strict=True,
    ):  # fmt: skip
        box.metric(label, f"{number:,}")
    with st.container(horizontal=True, vertical_alignment="center"):
        for which, title in SHEETS.items():
            st.download_button(
                f"{title}（Word）", partial(sheet, store(), viewer, which), file_name=f"{title} {clock.today()}.docx",
                mime=_MIME, key=f"sheet_{which}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
        if found.erased and st.button(
            "清除残留", type="tertiary", help="重写数据文件，磁盘上不再有已删除的内容；删除时已做过，没有做完才要再点。"
        ):
            _try(lambda: erasing.clear(store(), require("erase")))
    st.caption("两份文书按实际存储的内容、权限和口径生成；结论由单位填写。")
    if not found.encrypted:
        st.caption("数据文件没有加密：磁盘或备份被拷走就能读到。怎样加密见《运维手册》“密钥与加密”。")


def requests(viewer: Viewer, view: View, asked: Sequence[erasing.Request]) -> None:
    """All requests; those that wait with what can be done."""
    if not asked:
        empty.nothing("还没有依法删除的申请。由支部或工作人员在本页提出，领导或管理员办理。")
        return
    columns: dict[str, Sequence[Any]] = {
        "申请": [each.asked_on for each in asked],
        "党支部": [each.org_name for each in asked],
        "党员": [each.who for each in asked],
        "依据": [erasing.GROUNDS[each.ground] for each in asked],
        "理由": [each.reason for each in asked],
        "结果": [erasing.ENDS.get(each.ended, "待办理") for each in asked],
        "办结": [each.ended_on for each in asked],
    }
    tables.show(columns, key="erasures", alt=f"{len(asked)} 个依法删除申请", rows=6)
    tables.export("依法删除申请", columns, key="erasures", viewer=viewer, view=view)
    for each in asked:
        if each.ended == "done":
            with st.expander(f"第 {each.request} 号的报告：{each.org_name}，{each.ended_on}"):
                for sentence in erasing.words(each.report):
                    st.text(sentence)
    waiting = [each for each in asked if not each.ended]
    if waiting and viewer.may("erase"):
        _decide(waiting)


def _decide(waiting: Sequence[erasing.Request]) -> None:
    with st.container(border=True):
        names = {each.request: f"第 {each.request} 号　{each.org_name}　{each.who}" for each in waiting}
        number = st.selectbox("办理哪一个", list(names), format_func=names.__getitem__, key="erasure_which")
        if not confirm.ready("erasure"):
            return
        left, right = st.columns(2)
        with left:
            sure = st.checkbox("已核对依据，知道删除不能撤回", key=f"erasure_sure_{number}")
            if st.button("删除", type="primary", disabled=not sure, icon=":material/delete_forever:"):
                _try(lambda: erasing.words(erasing.carry_out(store(), require("erase"), number)))
        with right:
            reason = st.text_input("不同意的理由", key=f"erasure_no_{number}")
            if st.button("不同意", disabled=not reason.strip()):
                _try(lambda: erasing.refuse(store(), require("erase"), number, reason))


def ask(viewer: Viewer, view: View) -> None:
    """A branch's people by how long they may be kept, and a request about one of them."""
    branches = people.branches(store(), viewer)
    if not branches:
        return
    st.markdown("**保存期限和删除申请**")
    chosen = st.selectbox(
        "党支部", [org for org, _ in branches], format_func=dict(branches).__getitem__, key="privacy_branch"
    )
    found = people.people(store(), viewer, chosen)
    if not found:
        empty.nothing("这个支部还没有报送过台账。")
        return
    over = sum(each.over for each in found)
    st.caption(f"{len(found)} 人，其中 {over} 人保存期限已满。还在外的人不能删除：支部仍要联系。")
    columns: dict[str, Sequence[Any]] = {
        "党员": [each.who for each in found],
        "外出结束": [each.ended for each in found],
        "保存到": [each.until for each in found],
        "情况": [each.word for each in found],
    }
    tables.show(columns, key="privacy_people", alt=f"{len(found)} 人的保存期限", rows=8)
    tables.export("个人信息保存期限", columns, key="privacy_people", viewer=viewer, view=view)
    possible = [each for each in found if each.ended is not None and not each.erased]
    if not possible:
        return
    with st.container(border=True):
        by_number = {each.person: each.who for each in possible}
        person = st.selectbox("申请删除谁", list(by_number), format_func=by_number.__getitem__, key="privacy_person")
        ground = st.radio(
            "依据（个人信息保护法第47条）", list(erasing.GROUNDS), index=None, key="privacy_ground",
            format_func=erasing.GROUNDS.__getitem__,
        )  # fmt: skip
        reason = st.text_input("理由", key="privacy_reason", placeholder="例如：本人来信要求删除")
        if st.button("提出申请", disabled=not ground or not reason.strip(), type="primary"):
            _try(lambda: _asked(erasing.ask(store(), require("names"), chosen, person, ground or "", reason)))


def _asked(number: int) -> list[str]:
    return [f"第 {number} 号申请已提出，等另一人办理。"]


def _try(act: Callable[[], Any]) -> None:
    try:
        said = act()
    except (OversightProblem, NoAccess, StoreProblem) as problem:
        st.error(words.escaped(str(problem)), icon=":material/error:")
        return
    st.session_state["privacy_said"] = said or ["已办理。"]
    st.rerun()

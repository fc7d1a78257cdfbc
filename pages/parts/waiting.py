"""补录待核: matters that only staff can settle, by branch and indicator; several at once for one reason."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.administration.deciding import rule_all
from data_layer.assessment.view import View
from data_layer.assessment.worklist import KINDS, Group, Waiting, groups
from data_layer.organisations.parameters import BadValue
from pages.parts import drawer, empty, tables, words
from web.gate import store

_LAST = {None: "", True: "曾接受", False: "曾不接受"}


def show(viewer: Viewer, view: View, found: Sequence[Waiting]) -> None:
    """The groups, and the matters of the one that is chosen."""
    if not found:
        empty.nothing("没有等待裁定的事项。")
        return
    listed = groups(found)
    left, right = st.columns([5, 7], gap="small")
    with left.container(border=True):
        st.markdown(
            f"**{len(found)} 项待核**，{len({each.matter.org for each in found})} 个支部　:gray[:small[点一行]]"
        )
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.branch for each in listed],
            "类别": [KINDS[each.kind] for each in listed],
            "指标": [each.indicator for each in listed],
            "项": [len(each.items) for each in listed],
        }
        tables.show(
            columns, key="waiting_groups", alt=f"{len(listed)} 组待核事项", rows=14,
            opens=lambda row: _choose(listed[row]),
        )  # fmt: skip
        _export(viewer, view, found)
    asked = st.query_params.get("group")
    chosen = next((each for each in listed if _key(each) == asked), listed[0])
    with right.container(border=True):
        _group(viewer, view, chosen)


def _key(group: Group) -> str:
    first = group.items[0]
    return f"{first.code}-{group.kind}-{first.matter.indicator or first.matter.spell}"


def _choose(group: Group) -> None:
    st.query_params["group"] = _key(group)


def _group(viewer: Viewer, view: View, group: Group) -> None:
    st.markdown(f"**{words.escaped(group.branch)}**　{KINDS[group.kind]}　{group.indicator}")
    st.caption(
        "过了期限才补报的证据：接受后按记录的日期算，在应办期限内的达标，并注明补录。"
        if group.kind == "late"
        else "支部说这次外出是误登记：接受后，已结束季度里由它产生的应办事项取消。"
    )
    key = _key(group)
    whole = st.checkbox(f"全选 {len(group.items)} 项", key=f"waiting_all_{key}")
    shown = st.dataframe(
        {
            "姓名": [each.who for each in group.items],
            "期间": ["、".join(map(words.short_period, each.periods)) for each in group.items],
            "应于": [words.day(each.due_on) for each in group.items],
            "以前": [_LAST[each.last] for each in group.items],
        },
        key=f"waiting_items_{key}", hide_index=True, alt=f"{len(group.items)} 项待核", on_select="rerun",
        selection_mode="multi-row", height=tables.ROW * (min(len(group.items), 8) + 1) + 3,
    )  # fmt: skip
    picked = list(group.items) if whole else [group.items[row] for row in shown["selection"]["rows"]]
    if len(picked) == 1 and picked[0].matter.indicator:
        one = picked[0].matter
        st.button(
            "看依据", icon=":material/find_in_page:", type="tertiary", on_click=drawer.open_,
            args=(one.indicator, one.period, picked[0].code, "unclear", one.subject),
        )  # fmt: skip
    reason = st.text_input("理由", key=f"waiting_reason_{key}", placeholder="例如：已电话核实")
    ready = bool(picked and reason.strip())
    with st.container(horizontal=True, vertical_alignment="center"):
        sure = st.checkbox(f"确认裁定选中的 {len(picked)} 项", key=f"waiting_sure_{key}", disabled=not ready)
        yes = st.button("接受", type="primary", icon=":material/check:", disabled=not (ready and sure))
        no = st.button("不接受", icon=":material/close:", disabled=not (ready and sure))
    if not (yes or no):
        return
    try:
        rule_all(store(), viewer, [each.matter for each in picked], yes, reason)
    except (BadValue, NoAccess) as refused:
        st.error(words.escaped(str(refused)))
        return
    st.session_state["progress_done"] = f"已裁定 {len(picked)} 项：{'接受' if yes else '不接受'}"
    st.rerun()


def _export(viewer: Viewer, view: View, found: Sequence[Waiting]) -> None:
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.branch for each in found],
        "类别": [KINDS[each.matter.kind] for each in found],
        "指标": [each.indicator for each in found],
        "期间": ["、".join(map(words.short_period, each.periods)) for each in found],
        "姓名": [each.who for each in found],
        "应于": [each.due_on for each in found],
        "以前": [_LAST[each.last] for each in found],
    }
    tables.export("补录待核", columns, key="waiting", viewer=viewer, view=view)

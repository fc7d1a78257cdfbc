"""待裁定: matters that only staff can settle, by branch and indicator; several at once for one reason."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.administration.deciding import rule_all
from data_layer.assessment.view import View
from data_layer.assessment.worklist import KINDS, Group, Waiting, groups, undecided
from data_layer.ledger.evidence import evidence
from data_layer.organisations.parameters import BadValue
from pages.parts import drawer, empty, tables, words
from web.gate import store

ALL, REFUSED = "all", "refused"
_LAST = {None: "", True: "曾接受", False: "不接受"}
_TOLD = {
    "late": "过了期限才补报的证据：接受后按记录的日期算，在应办期限内的达标，并注明补录。",
    "misregistered": "支部说这次外出是误登记：接受后，已结束季度里由它产生的应办事项取消。",
    "not_taken": "支部写明了没有纳入流入地党组织的原因：接受后免计，单独列出。",
}


def show(viewer: Viewer, view: View, found: Sequence[Waiting]) -> None:
    """What waits, as far as chosen, by branch and indicator, and the matters of the group that is chosen."""
    if not found:
        empty.nothing("没有等待裁定的事项。")
        return
    left, right = st.columns([5, 7], gap="small")
    with left.container(border=True):
        asked = _matter(found)
        listed = [each for each in found if _fits(each, asked)]
        by_branch = groups(listed)
        whole = len({each.about for each in listed}) == 1 and len(by_branch) > 1
        offered = [Group("全部支部", by_branch[0].kind, by_branch[0].indicator, tuple(listed))] if whole else []
        offered += by_branch
        st.caption(f"{len({each.matter.org for each in listed})} 个支部，共 {len(listed)} 项。点一行，在右边裁定。")
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.branch for each in offered],
            "事项": [f"{KINDS[each.kind]} · {_named(each)}" for each in offered],
            "项": [len(each.items) for each in offered],
        }
        tables.show(
            columns, key="waiting_groups", alt=f"{len(offered)} 组待裁定事项", rows=12,
            opens=lambda row: _choose(offered[row]),
            config={"党支部": st.column_config.TextColumn(width=170), "项": st.column_config.NumberColumn(width=50)},
        )  # fmt: skip
        _export(viewer, view, listed)
    chosen = next((each for each in offered if _key(each) == st.query_params.get("group")), by_branch[0])
    with right.container(border=True):
        _group(viewer, view, chosen)


def _matter(found: Sequence[Waiting]) -> str:
    """Which kind, or which indicator of it, is looked at; what was refused apart. Kept in the URL."""
    new = [each for each in found if each.last is None]
    kinds, matters = undecided(found), Counter(each.about for each in new)
    options = {ALL: f"全部待裁定 {len(new)} 项"} if new else {}
    for kind in (kind for kind in KINDS if kinds[kind]):
        options[kind] = f"{KINDS[kind]} {kinds[kind]} 项"
        own = {each.about: each.indicator for each in new if each.matter.kind == kind and each.about != kind}
        if len(own) > 1:
            options |= {
                about: f"{KINDS[kind]} · {own[about]} {matters[about]} 项"
                for about in sorted(own, key=lambda a: -matters[a])
            }
    if len(new) < len(found):
        options[REFUSED] = f"曾裁定不接受 {len(found) - len(new)} 项"
    given = st.query_params.get("matter", "")
    st.session_state["waiting_matter"] = given if given in options else next(iter(options))

    def chosen() -> None:
        """Keep the choice in the URL; the group belonged to the one before."""
        st.query_params.pop("group", None)
        st.query_params["matter"] = st.session_state["waiting_matter"]

    return st.selectbox(
        "看哪些事项", list(options), format_func=options.__getitem__, key="waiting_matter", on_change=chosen,
        label_visibility="collapsed",
    )  # fmt: skip


def _fits(each: Waiting, asked: str) -> bool:
    if asked == REFUSED:
        return each.last is not None
    return each.last is None and asked in (ALL, each.matter.kind, each.about)


def _key(group: Group) -> str:
    first = group.items[0]
    return f"{first.code if group.branch == first.branch else ALL}-{group.kind}-{first.matter.indicator or ''}"


def _choose(group: Group) -> None:
    st.query_params["group"] = _key(group)


def _named(group: Group) -> str:
    """What it is about, in short: a 误登记 may touch many indicators."""
    many = group.indicator.count("、") + 1
    return group.indicator if many < 3 else f"涉及 {many} 项指标"


def _group(viewer: Viewer, view: View, group: Group) -> None:
    st.markdown(f"**{words.escaped(group.branch)}**　{KINDS[group.kind]}　{_named(group)}")
    many = f"涉及：{group.indicator}。" if _named(group) != group.indicator else ""
    st.caption(_TOLD[group.kind] + many)
    key = _key(group)
    whole = st.checkbox(f"全选 {len(group.items)} 项", key=f"waiting_all_{key}")
    columns: dict[str, Sequence[Any]] = {
        "对象": [each.who for each in group.items],
        "党支部": [each.branch for each in group.items],
        "期间": [words.first([words.short_period(one) for one in each.periods], 3) for each in group.items],
        "应于": [words.day(each.due_on) for each in group.items],
        "支部写的原因": [each.said for each in group.items],
        "上次裁定": [_LAST[each.last] for each in group.items],
    }
    if len({each.code for each in group.items}) == 1:
        columns.pop("党支部")
    for name in ("支部写的原因", "上次裁定"):
        if not any(columns[name]):
            columns.pop(name)
    shown = st.dataframe(
        columns, key=f"waiting_items_{key}", hide_index=True, alt=f"{len(group.items)} 项待裁定", on_select="rerun",
        selection_mode="multi-row", height=tables.ROW * (min(len(group.items), 8) + 1) + 3,
    )  # fmt: skip
    picked = list(group.items) if whole else [group.items[row] for row in shown["selection"]["rows"]]
    if len(picked) == 1:
        _basis(viewer, picked[0])
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


def _basis(viewer: Viewer, one: Waiting) -> None:
    """What a matter rests on: the way to the evidence of its duty, or the row that calls it a 误登记."""
    if one.matter.indicator:
        at = one.matter
        st.button(
            "看依据", icon=":material/find_in_page:", type="tertiary", on_click=drawer.open_,
            args=(at.indicator, at.period, one.code, "unclear", at.subject),
        )  # fmt: skip
        return
    found = evidence(store(), viewer, *one.place, columns=frozenset(("返回日期", "返回情形"))) if one.place else None
    if found is None:
        st.caption("支部报送时回答这一条是误登记，台账里没有可看的格子。")
    else:
        drawer.cell(viewer, found, "写明误登记的一行")


def _export(viewer: Viewer, view: View, found: Sequence[Waiting]) -> None:
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.branch for each in found],
        "类别": [KINDS[each.matter.kind] for each in found],
        "指标": [each.indicator for each in found],
        "期间": ["、".join(map(words.short_period, each.periods)) for each in found],
        "对象": [each.who for each in found],
        "应于": [each.due_on for each in found],
        "支部写的原因": [each.said for each in found],
        "上次裁定": [_LAST[each.last] for each in found],
    }
    tables.export("待裁定事项", columns, key="waiting", viewer=viewer, view=view)

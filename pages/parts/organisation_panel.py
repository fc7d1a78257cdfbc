"""The tree of organisations, and what happens to them: renamed, moved, merged, split, abolished, reclassified."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.administration import OrganisingProblem, add_event
from data_layer.administration.org_file import CLASSES
from data_layer.organisations import Organisation, Tree, tree
from data_layer.store import Store

KINDS = {
    "rename": "更名或换代码",
    "move": "改隶属",
    "merge": "并入另一支部",
    "split": "分设出新支部",
    "abolish": "撤销",
    "classify": "改支部类别",
    "unit": "设为或取消考核单位",
    "alias": "登记别名（台账里会写的叫法）",
}
_BRANCH_ONLY = ("merge", "split", "classify")


def show(store: Store, viewer: Viewer) -> None:
    """The list, and the form for a change of the organisation chosen."""
    now = tree(store)
    visible = visible_orgs(store, viewer, "organisations")
    shown = [org for org in _in_order(now, now.roots) if visible is None or org in visible]
    if not shown:
        st.info("还没有党组织，请在“导入”里上传党组织文件。" if visible is None else "没有您可以维护的党组织。")
        return
    ended = sum(now.by_id[org].abolished is not None for org in shown)
    branches = sum(now.by_id[org].is_branch for org in shown)
    st.write(f"共 {len(shown):,} 个党组织，其中支部 {branches:,} 个，已撤销或合并 {ended:,} 个。")
    if done := st.session_state.pop("org_event_done", None):
        st.success(done, icon=":material/check_circle:")
    wanted = st.text_input("查找党组织", placeholder="名称或代码", icon=":material/search:").strip()
    rows = [org for org in shown if not wanted or _matches(now.by_id[org], wanted)]
    if not rows:
        st.info("没有符合条件的党组织。")
        return
    event: Any = st.dataframe(
        [_row(now, org) for org in rows],
        key=f"orgs_{wanted}_{len(rows)}",
        hide_index=True,
        height="auto" if len(rows) < 9 else 320,
        on_select="rerun",
        selection_mode="single-row",
        alt=f"{len(rows)} 个党组织：名称、代码、类型、状态",
    )
    if not event.selection.rows:
        st.caption("点选一行，可以登记变动。新增党组织请用“导入”，一行一个。")
        return
    _change(store, viewer, now, rows[event.selection.rows[0]])


def _in_order(now: Tree, orgs: list[int]) -> Iterator[int]:
    """Each organisation followed by what stands below it."""
    for org in orgs:
        yield org
        yield from _in_order(now, now.children(org))


def _matches(found: Organisation, wanted: str) -> bool:
    return any(wanted in text for text in (found.name, found.code, *found.aliases, *found.former_names))


def _row(now: Tree, org: int) -> dict[str, Any]:
    found = now.by_id[org]
    return {
        "党组织": "　" * len(now.ancestors(org)) + found.name,
        "代码": found.code,
        "类型": found.type,
        "支部类别": found.branch_class or "",
        "考核单位": "是" if found.is_unit else "",
        "状态": f"{found.abolished} 撤销或合并" if found.abolished else "",
        "别名、曾用名": "、".join((*found.aliases, *found.former_names)),
    }


def _change(store: Store, viewer: Viewer, now: Tree, org: int) -> None:
    found = now.by_id[org]
    with st.container(border=True, key="org_panel"):
        st.header(found.name, anchor=False)
        above = " › ".join(now.by_id[each].name for each in reversed(now.ancestors(org)))
        st.caption(f"{found.code} · {found.type}{' · ' + above if above else ''}")
        if found.abolished:
            st.info(f"已于 {found.abolished} 撤销或合并，不能再变动；历史数据保留。")
            return
        options = [kind for kind in KINDS if found.is_branch or kind not in _BRANCH_ONLY]
        kind = st.selectbox("变动", options, format_func=lambda each: KINDS[each], key=f"kind_{org}")
        values = _fields(now, found, kind)
        left, right = st.columns([1, 3])
        day = left.date_input("变动日期", clock.today(), min_value=found.founded, max_value=clock.today())
        reason = right.text_input("依据（文号或说明）", max_chars=100).strip()
        if st.button("登记变动", type="primary"):
            _record(store, viewer, found, kind, day, values | {"reason": reason or None})


def _fields(now: Tree, found: Organisation, kind: str) -> dict[str, Any]:
    """The fields a kind of change needs."""
    if kind == "rename":
        left, right = st.columns([3, 1])
        name = left.text_input("新名称", found.name, max_chars=80).strip()
        code = right.text_input("新代码", found.code, max_chars=40).strip()
        changed = {"name": name if name != found.name else None, "code": code if code != found.code else None}
        return {key: value for key, value in changed.items() if value}
    if kind == "alias":
        return {"name": st.text_input("别名", max_chars=80).strip() or None}
    if kind == "classify":
        return {"branch_class": st.selectbox("支部类别", CLASSES)}
    if kind == "unit":
        return {"is_unit": st.radio("考核单位", [True, False], format_func=lambda v: "是" if v else "否")}
    if kind == "move":
        inside = set(now.below(found.org))
        return {"parent": _pick(now, "新的上级党组织", [o for o in now.by_id if o not in inside], branches=False)}
    told = {"merge": "并入哪个支部", "split": "分设出的新支部（先导入）", "abolish": "由哪个支部接续（可不选）"}
    if kind == "abolish" and not found.is_branch:
        return {}
    return {"successor": _pick(now, told[kind], [o for o in now.by_id if o != found.org], branches=True)}


def _pick(now: Tree, label: str, orgs: list[int], *, branches: bool) -> int | None:
    options = [o for o in orgs if now.by_id[o].is_branch == branches and not now.by_id[o].abolished]
    return st.selectbox(
        label,
        options,
        index=None,
        format_func=lambda each: f"{now.by_id[each].name}（{now.by_id[each].code}）",
        placeholder="输入名称或代码查找",
    )


def _record(store: Store, viewer: Viewer, found: Organisation, kind: str, day: date, values: dict[str, Any]) -> None:
    try:
        add_event(store, viewer, found.org, kind, day, **values)
    except (OrganisingProblem, NoAccess) as problem:
        st.error(str(problem))
        return
    st.session_state["org_event_done"] = f"已登记：{found.name}，{KINDS[kind]}，{day}。"
    st.rerun()

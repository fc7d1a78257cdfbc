"""The evidence drawer: figure → branches → people → the cell of the file that says so. Every step is in the URL."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.assessment import groups, ladder
from data_layer.assessment.board import PUNCTUAL, Board, Line
from data_layer.assessment.explained import in_force
from data_layer.assessment.figures import branch_lines
from data_layer.assessment.lists import Duty, duties, searched
from data_layer.assessment.tally import Tally
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.ledger.evidence import REASONS, Evidence, evidence, reveal
from data_layer.quarters import period_code
from pages.parts import basis, confirm, decide, dialogs, register, tables, words
from pages.parts import groups as group_parts
from web.gate import require, store

#: open = indicator or group, at = period, branch = code, state, item = subject; about = a question (parts.questions)
KEYS = ("open", "at", "branch", "state", "item", "about")


def open_(indicator: str, period: str, branch: str = "", state: str = "", item: str = "") -> None:
    """Open the drawer (as a callback, or before the page calls :func:`show`)."""
    steps = {"open": indicator, "at": period, "branch": branch, "state": state, "item": item}
    replace({name: value for name, value in steps.items() if value})


def close() -> None:
    """Forget what the drawer showed."""
    replace({})


def replace(keys: dict[str, str]) -> None:
    """Put keys into the URL in place of the drawer's: in one go, so that one step back undoes it."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in KEYS}
    st.query_params.from_dict({**kept, **keys})


def show(view: View, board: Board) -> None:
    """Draw the drawer where the URL asks for it. Last statement of a page."""
    indicator, period = st.query_params.get("open"), st.query_params.get("at")
    if not indicator or not period:
        return
    group = next((each for each in groups.groups(view, board)[1] if each.name == indicator), None)
    if group is not None:
        title = f"{group.name} · {words.period(group.figure.period)}"
        dialogs.dialog(title, width=1120, position="right", on_dismiss=close)(_group)(view, board, group)
        return
    try:
        name = header(indicator).name
        period_code(period)
    except (KeyError, ValueError):
        close()
        return
    title = f"{name} · {words.period(period)}"
    dialogs.dialog(title, width=1120, position="right", on_dismiss=close)(_body)(view, board, indicator, period)


def _turn(indicator: str) -> None:
    """A dialog runs again without the page: where the address now asks for another indicator, so must the page."""
    if st.query_params.get("open", indicator) != indicator:
        st.rerun()


def _group(view: View, board: Board, group: groups.Group) -> None:
    """The indicators of a group, pooled above, of all branches or the one in the address."""
    _turn(group.name)
    viewer = require("read")
    held, _ = groups.groups(view, board)
    code = st.query_params.get("branch")
    lines = branch_lines(store(), viewer, view, held, group.name, group.figure.period)
    chosen = next((line for line in lines if line.code == code), None)
    tally = chosen.tallies[0] if chosen else group.figure.tally
    with st.container(horizontal=True, vertical_alignment="center"):
        if chosen and len(lines) > 1:
            st.button("全部支部", icon=":material/arrow_back:", type="tertiary", on_click=_back_to_branches)
        name = words.escaped(chosen.name) if chosen else f"{len(lines)} 个支部"
        rate = "" if tally.open or tally.few else f"　{words.percent(tally.rate)}"
        st.markdown(f"**{name}**　{words.ratio(tally)}{rate}", width="content")
        if aside := words.beside(tally):
            st.caption(aside, width="content")
    st.caption("计分的指标合在一起算；不计分的只列在下面。点一行看支部和名单。")
    group_parts.table(
        group, board, chosen.org if chosen else None, viewer=viewer, view=view,
        opens=lambda figure: _step(open=figure.indicator, at=figure.period),
    )  # fmt: skip


def _body(view: View, board: Board, indicator: str, period: str) -> None:
    _turn(indicator)
    viewer = require("read")  # a dialog runs again without the page
    code = st.query_params.get("branch")
    lines = branch_lines(store(), viewer, view, board, indicator, period)
    chosen = next((line for line in lines if line.code == code), None)
    head = header(indicator)
    means = in_force(store(), viewer, view, indicator, period)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not head.alert:
            st.button(
                f"{head.group}各项", icon=":material/arrow_back:", type="tertiary", on_click=_step,
                kwargs={"open": head.group, "at": view.quarter, "state": "", "item": ""},
            )  # fmt: skip
        st.caption(f"依据 {head.clause}　计数：{means.counted}　达标：{means.met}", width="stretch")
    if chosen is None:
        _branches(viewer, view, indicator, period, lines)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(lines) > 1:
            st.button("全部支部", icon=":material/arrow_back:", type="tertiary", on_click=_back_to_branches)
        aside = words.beside(chosen.tallies[0])
        st.markdown(f"**{words.escaped(chosen.name)}**　{words.ratio(chosen.tallies[0])}", width="content")
        if aside:
            st.caption(aside, width="content")
    if chosen.silent[0] and indicator != PUNCTUAL:
        st.warning("本支部没有报送这一期的台账：做没做还不知道，以下各项不等于没有做。", icon=":material/help:")
    seen = visible_orgs(store(), viewer, "identify")
    if seen is not None and chosen.org not in seen:
        st.info("您的账号只看数字，不看名单和台账原文。", icon=":material/visibility_off:")
        return
    _people(viewer, view, indicator, period, chosen.org)


def _branches(viewer: Viewer, view: View, indicator: str, period: str, lines: list[Line]) -> None:
    punctual = indicator == PUNCTUAL
    columns: dict[str, Sequence[Any]] = {
        "党支部": [line.name for line in lines],
        "达标/应办": [words.ratio(line.tallies[0]) for line in lines],
        "达标率": [None if line.tallies[0].few or _unknown(line) else line.tallies[0].rate for line in lines],
        "未达标": [line.tallies[0].missed if punctual else line.tallies[0].failed for line in lines],
        "待核": [line.tallies[0].unclear for line in lines],
        "未到期": [line.tallies[0].pending + line.tallies[0].awaiting for line in lines],
        "免计": [line.tallies[0].exempt for line in lines],
        "未报": [_unreported(line, punctual) for line in lines],
    }
    aside = words.beside(sum((line.tallies[0] for line in lines), Tally()))
    st.caption(f"{len(lines)} 个支部，问题多的在前。点一行看名单。{aside}")
    tables.show(
        columns,
        key="drawer_branches",
        rows=14,
        alt=f"{len(lines)} 个支部在这一期的达标情况",
        opens=lambda row: _go("branch", lines[row].code),
    )
    tables.export(f"{header(indicator).name} 支部明细", columns, key="drawer_branches", viewer=viewer, view=view)


def _unknown(line: Line) -> bool:
    """Nothing is known of it: a rate of 0% would say that nothing was done."""
    tally = line.tallies[0]
    return line.silent[0] and tally.silent == tally.closed


def _unreported(line: Line, punctual: bool) -> str:
    """What is not known because no ledger came."""
    if not line.silent[0]:
        return ""
    return "未报" if punctual or not line.tallies[0].silent else f"{line.tallies[0].silent} 项不知道"


def _people(viewer: Viewer, view: View, indicator: str, period: str, org: int) -> None:
    found = duties(store(), viewer, view, org, indicator, period)
    tally = {name: sum(duty.state == name for duty in found) for name in words.STATES}
    present = [name for name in words.STATES if tally[name]]
    asked = st.query_params.get("state")
    st.session_state["drawer_state"] = asked if asked in present else "all"
    st.segmented_control(
        "状态",
        ["all", *present],
        key="drawer_state",
        on_change=_state,
        label_visibility="collapsed",
        required=True,
        format_func=lambda name: f"全部 {len(found)}" if name == "all" else f"{words.state(name)} {tally[name]}",
    )
    listed = [duty for duty in found if asked not in present or duty.state == asked]
    borne = ladder.of_duties(store(), viewer, view, org, indicator, period)
    rungs = [basis.word(borne.get(duty.subject)) for duty in listed]
    left, right = st.columns([5 if any(duty.remark for duty in listed) else 4, 7], gap="medium")
    columns: dict[str, Sequence[Any]] = {
        "对象": [duty.who for duty in listed],
        "状态": [words.state(duty.state) for duty in listed],
        "完成": [words.day(duty.met_on) for duty in listed],
        "应于": [words.day(duty.due_on) for duty in listed],
        "依据": rungs,
        "说明": [duty.remark for duty in listed],
    }
    for name in ("完成", "依据", "说明"):
        if not any(columns[name]):
            columns.pop(name)
    with left:
        tables.show(
            columns,
            key="drawer_people",
            rows=14,
            alt=f"名单 {len(listed)} 项",
            opens=lambda row: _go("item", listed[row].subject),
            config={
                "对象": st.column_config.TextColumn(width=76),
                "状态": st.column_config.TextColumn(width=80),
                "完成": st.column_config.TextColumn(width=84),
                "应于": st.column_config.TextColumn(width=84),
                "依据": st.column_config.TextColumn(width=72),
            },
        )
        tables.export(
            f"{header(indicator).name} 名单",
            columns,
            key="drawer_people",
            viewer=viewer,
            view=view,
            filters=[("状态", words.STATES[asked][1] if asked in present else "全部")],
        )
    picked = next(
        (duty for duty in listed if duty.subject == st.query_params.get("item")), listed[0] if listed else None
    )
    with right:
        if picked is not None:
            _proof(viewer, view, indicator, period, org, found, picked)


def _proof(viewer: Viewer, view: View, indicator: str, period: str, org: int, found: list[Duty], duty: Duty) -> None:
    """What says so: the cell of the file, or what was looked for and not found."""
    st.markdown(
        f"**{words.escaped(duty.who)}**　{words.state(duty.state)}"
        + (f"　{words.escaped(duty.remark)}" if duty.remark else "")
    )
    basis.show(viewer, view, org, indicator, period, duty)
    decide.show(viewer, view, org, indicator, period, duty)
    register.duty(viewer, view, org, indicator, period, found, duty)
    if duty.state != "met":
        looked = searched(store(), viewer, view, org, period)
        st.caption(f"要找的：{in_force(store(), viewer, view, indicator, period).met}。")
        if looked:
            st.caption("没有找到；查过这些台账：")
            for each in looked:
                which = f"{quarters.quarter_words(each.quarter)}第 {each.version} 版"
                st.text(f"· {which}（{each.received_on} 收到）{each.file_name}")
        else:
            st.caption("这一期还没有台账可查。")
    if duty.submission is None:
        return
    shown = evidence(store(), viewer, duty.submission, duty.sheet, duty.row, indicator)
    if shown is not None:
        cell(viewer, shown, "依据" if duty.state == "met" else "列入应办的依据")


def cell(viewer: Viewer, found: Evidence, title: str, key: str = "reveal") -> None:
    """The sheet as the branch sent it, around the row that counts; ``key`` tells several of them apart."""
    st.markdown(f"**{title}**")
    st.text(
        f"{found.file_name}（第 {found.version} 版）· {found.sheet} 第 {found.row} 行\n"
        f"收到 {words.day(found.received_on)} · 入库 {words.moment(found.recorded_at)} · {found.uploader}"
    )
    tables.sheet(found)
    if found.note:
        st.caption(found.note)
    _reveal(viewer, found, key)


def _reveal(viewer: Viewer, found: Evidence, key: str) -> None:
    """One masked cell of the row in clear: needs the right and a reason, and leaves a record."""
    hidden = [spot.column for spot in found.marked if spot.hidden and spot.text]
    may = visible_orgs(store(), viewer, "reveal") if viewer.may("reveal") else frozenset()
    if not hidden or (may is not None and found.org not in may):
        return
    with st.popover("查看完整内容", icon=":material/visibility:", type="tertiary"):
        st.caption("会记入操作日志：谁、什么时候、看了哪一格、为什么。")
        column = st.selectbox("哪一格", hidden, key=f"{key}_column")
        reason = st.radio("理由", REASONS, index=None, key=f"{key}_reason")
        if confirm.ready(key) and st.button("查看", disabled=reason is None, key=f"{key}_go"):
            st.text(reveal(store(), viewer, found.submission, found.sheet, found.row, column, reason or ""))


def _step(**changes: str) -> None:
    """One step inside the drawer: an empty value takes the key away."""
    now = {name: st.query_params[name] for name in KEYS if name in st.query_params}
    replace({name: value for name, value in {**now, **changes}.items() if value})


def _go(name: str, value: str) -> None:
    if name == "branch":
        _step(branch=value, item="")
    else:
        _step(item=value)


def _state() -> None:
    chosen = st.session_state["drawer_state"]
    _step(state="" if chosen == "all" else chosen, item="")


def _back_to_branches() -> None:
    _step(branch="", item="", state="")

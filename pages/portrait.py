"""支部画像: one branch, everything, over time, against its peers; a link that can be sent."""

import streamlit as st

from data_layer.assessment import figures
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.task import owed
from data_layer.ledger.history import submissions
from data_layer.organisations import tree
from pages.parts import charts, drawer, empty, filters, look, road, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "portrait", branches=True)
if empty.why(view, viewer):
    st.stop()

snapshot = tree(store(), view.as_of, view.known_at)
branch = snapshot.by_id[view.org]
unit = snapshot.unit_of(view.org)
board = figures.board(store(), viewer, view)
peers = figures.board(store(), viewer, view, unit)
shown = figures.figures(view, board)
away = figures.away(store(), viewer, view)
longest = max((each.days for each in away if each.days is not None), default=None)
versions = submissions(store(), viewer, view.org, as_of=view.as_of, known_at=view.known_at)
latest = next((each for each in versions if each.counted), None)

silent = bool(board.of(PUNCTUAL, view.quarter, view.org).unreported)
missed = [figure for figure in shown if figure.tally.failed and figure.indicator != PUNCTUAL]
said = "台账未报，做没做还不知道" if silent else "台账逾期" if board.of(PUNCTUAL, view.quarter, view.org).missed else ""
said = "；".join(filter(None, [said, *(f"{figure.name} {figure.tally.failed} 项未达标" for figure in missed)]))
said = said or "没有未达标的事项"
above = words.escaped(snapshot.by_id[unit].name) if unit else "没有考核单位"
look.headline(
    f"**{words.escaped(branch.name)}** {words.period(view.quarter)}：{said}。",
    f":gray[{words.escaped(branch.branch_class or '未分类')} · {above}"
    f" · 流动党员 {len(away)} 人 · 最久 {longest if longest is not None else '—'} 天未联系上 · "
    + (f"最近台账 {latest.received_on} 收到]" if latest else "还没有台账]"),
)

compared = False
for column, figure in zip(st.columns(len(shown), gap="small"), shown, strict=True):
    with column.container(border=True, gap="xxsmall"):
        periods = figures.periods_of(figure.indicator, view, board)
        own = [board.of(figure.indicator, period, view.org) for period in periods]
        band = figures.peer_band(store(), viewer, view, peers, view.org, figure.indicator, periods)
        compared = compared or any(band)
        charts.trend(periods, own, band, f"{figure.name}  {words.ratio(figure.tally)}", f"{figure.name}各期达标率")
        st.button(
            words.state("missed") + f" {figure.tally.failed}" if figure.tally.failed else "看名单和依据",
            key=f"open_{figure.indicator}", type="tertiary", icon=":material/chevron_right:", icon_position="right",
            on_click=drawer.open_, args=(figure.indicator, figure.period, view.code),
        )  # fmt: skip
if compared:
    st.caption("灰带：同一考核单位、同类支部中间一半的达标率，虚线为中位；同类不足 10 个支部的不比。")

duties = owed(store(), viewer, view)
states = {name: [each for each in duties if each.duty.state == name] for name in words.STATES}
with st.container(border=True):
    given = st.query_params.get("of", "")
    st.session_state["portrait_state"] = given if states.get(given) else "all"

    def chosen() -> None:
        """Keep the choice in the URL."""
        st.query_params["of"] = st.session_state["portrait_state"]

    st.markdown("**应办事项**")
    picked = st.segmented_control(
        "状态", ["all", *(name for name, found in states.items() if found)], key="portrait_state", required=True,
        format_func=lambda name: f"全部 {len(duties)}" if name == "all" else f"{words.state(name)} {len(states[name])}",
        on_change=chosen, label_visibility="collapsed",
    )  # fmt: skip
    listed = states.get(picked or "all", duties)
    columns = {
        "事项": [each.what for each in listed],
        "期间": [words.period(each.period) for each in listed],
        "对象": [each.duty.who for each in listed],
        "状态": [words.state(each.duty.state) for each in listed],
        "完成": [words.day(each.duty.met_on) for each in listed],
        "应于": [words.day(each.duty.due_on) for each in listed],
        "说明": [each.duty.remark for each in listed],
    }
    tables.show(
        columns, key="portrait_duties", alt=f"应办事项 {len(listed)} 项", rows=9,
        opens=lambda row: drawer.open_(
            listed[row].indicator, listed[row].period, view.code, item=listed[row].duty.subject
        ),
    )  # fmt: skip
    tables.export("应办事项", columns, key="portrait_duties", viewer=viewer, view=view)
with st.expander(f"台账 {len(versions)} 份", expanded=True):
    road.history(versions, viewer, view)
drawer.show(view, board)

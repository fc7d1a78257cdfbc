"""支部画像: one branch, everything, over time, against its peers; a link that can be sent."""

import streamlit as st

from data_layer.assessment import figures
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.groups import groups, names
from data_layer.assessment.task import owed
from data_layer.indicators import header
from data_layer.ledger.history import submissions
from data_layer.organisations import tree
from pages.parts import (
    basis,
    charts,
    choice,
    drawer,
    empty,
    filters,
    finding_list,
    happened,
    judged,
    look,
    road,
    round_panel,
    standard,
    tables,
    words,
)
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
pooled, eight = groups(view, board)
around, _ = groups(view, peers)
away = figures.away(store(), viewer, view)
longest = max((each.days for each in away if each.days is not None), default=None)
versions = submissions(store(), viewer, view.org, as_of=view.as_of, known_at=view.known_at)
latest = next((each for each in versions if each.counted), None)

silent = bool(board.of(PUNCTUAL, view.quarter, view.org).unreported)
single = [figure for group in eight for figure in group.parts]
missed = sorted((f for f in single if f.tally.failed and f.indicator != PUNCTUAL), key=lambda f: -f.tally.failed)
said = "台账未报，做没做还不知道" if silent else "台账逾期" if board.of(PUNCTUAL, view.quarter, view.org).missed else ""
said = "；".join(filter(None, [said, *(f"{figure.name} {figure.tally.failed} 项未达标" for figure in missed[:4])]))
said += f"；另有 {len(missed) - 4} 项指标有未达标" if len(missed) > 4 else ""
said = said or "没有未达标的事项"
above = words.escaped(snapshot.by_id[unit].name) if unit else "没有考核单位"
look.headline(
    f"**{words.escaped(branch.name)}** {words.period(view.quarter)}：{said}。",
    f":gray[{words.escaped(branch.branch_class or '未分类')} · {above}"
    f" · 流动党员 {len(away)} 人 · 最久 {longest if longest is not None else '—'} 天未联系上 · "
    + (f"最近台账 {latest.received_on} 收到]" if latest else "还没有台账]"),
)

finding_list.owed(viewer, view)
round_panel.owed(viewer, view)
judged.one(viewer, view)
standard.one(viewer, view)
basis.line([f for f in single if f.indicator in ("contact_quarterly", "taken_on")], viewer, view, board)

compared = False
for row in (eight[:4], eight[4:]):
    for column, group in zip(st.columns(4, gap="small"), row, strict=False):
        with column.container(border=True, gap="xxsmall"):
            figure = group.figure
            periods = [period for period, _ in figure.history]
            own = [pooled.of(group.name, period, view.org) for period in periods]
            band = figures.peer_band(store(), viewer, view, around, view.org, group.name, tuple(periods))
            compared = compared or any(band)
            ratio = words.ratio(figure.tally) if figure.tally.all else "不适用"
            charts.trend(periods, own, band, f"{group.name}  {ratio}", f"{group.name}各期达标率")
            failed = figure.tally.failed
            st.button(
                words.state("missed") + f" {failed}" if failed else "各项指标",
                key=f"open_{group.name}", type="tertiary", icon=":material/chevron_right:", icon_position="right",
                on_click=drawer.open_, args=(group.name, figure.period, view.code),
            )  # fmt: skip
if compared:
    st.caption("灰带：同一考核单位、同类支部中间一半的达标率，虚线为中位；同类不足 10 个支部的不比。")

duties = owed(store(), viewer, view)
with st.container(border=True):
    st.markdown("**应办事项**　:gray[:small[本季度，和它所在的半年、全年]]")
    kinds = {name: [each for each in duties if header(each.indicator).group == name] for name in names()}
    kind = choice.choose(
        "哪一类", ["all", *(name for name in names() if kinds[name])], "group", "all",
        lambda name: f"全部 {len(duties)}" if name == "all" else f"{name} {len(kinds[name])}",
    )  # fmt: skip
    of_kind = kinds.get(kind, duties)
    states = {name: [each for each in of_kind if each.duty.state == name] for name in words.STATES}
    picked = choice.choose(
        "状态", ["all", *(name for name, found in states.items() if found)], "of", "all",
        lambda name: f"全部 {len(of_kind)}" if name == "all" else f"{words.state(name)} {len(states[name])}",
    )  # fmt: skip
    listed = states.get(picked, of_kind)
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
    tables.export(
        "应办事项", columns, key="portrait_duties", viewer=viewer, view=view,
        filters=[("类别", kind.replace("all", "全部")), ("状态", words.STATES.get(picked, ("", "全部"))[1])],
    )  # fmt: skip
happened.show(viewer, view)
with st.expander(f"台账 {len(versions)} 份", expanded=True):
    road.history(versions, viewer, view)
drawer.show(view, board)

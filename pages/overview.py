"""工作总览: one look before a meeting."""

from functools import partial

import streamlit as st

from data_layer.assessment import agenda as data
from data_layer.assessment import figures
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.groups import groups
from data_layer.oversight.rounds import waiting
from pages.parts import agenda, cards, charts, drawer, empty, filters, look, moved, tables, words
from pages.parts.groups import open_
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "overview")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
pooled, eight = groups(view, board)
by_name = {each.name: each.figure for each in eight}
single = {figure.indicator: figure for each in eight for figure in each.parts}
punctual = figures.punctuality(view, board)
away = figures.away(store(), viewer, view)
lost = sum(each.days is not None and each.days >= 150 for each in away)
contact = board.total("contact_quarterly", view.quarter)

said = f"**{words.period(view.quarter)}**"
if view.is_open:
    handed_in = punctual.on_time + punctual.late
    first = f"{said}还在进行：{punctual.due} 个支部已报 {handed_in} 个，{punctual.open} 个未到期；"
    second = f"流动党员 **{words.count(len(away))}** 人，台账已显示联系 {words.ratio(contact)}。"
else:
    if punctual.on_time == punctual.due:
        first = f"{said} {punctual.due} 个支部**全部按时报送**；"
    else:
        rest = words.some((punctual.late, "{} 个逾期"), (len(punctual.silent), "**{}** 个未报"))
        first = f"{said} {punctual.due} 个支部中 **{punctual.on_time}** 个按时报送，{rest}；"
    second = f"流动党员 **{words.count(len(away))}** 人，季度联系 {words.rated(contact)}。"
lines = ((len(punctual.twice_silent), "{} 个支部连续两季未报"), (lost, "{} 名党员 150 天以上没有联系上的记录"))
third = words.some(*lines) or "没有连续两季未报的支部，也没有 150 天以上未联系上的党员"
look.headline(first + second, f"{third}。")

four = st.columns(4, gap="small")
three = (single[PUNCTUAL], single["contact_quarterly"], by_name["教育培训"])
for column, figure in zip(four, three, strict=False):
    with column:
        cards.card(figure, pooled)
with four[3]:
    cards.plain(
        "150 天以上未联系上", f"{lost} :small[:gray[/{words.count(len(away))} 人]]", "截至各支部最近台账", "名单",
        partial(tables.turn_to, "contact", view, days="150"),
    )  # fmt: skip

left, right = st.columns([11, 8], gap="small")
with left.container(border=True):
    st.markdown("**八类指标**　:gray[:small[● ▲ ◆ 本期　○ 上期　横线：95% 区间　虚线：目标　点开看各类]]")
    charts.dots(
        list(by_name.values()), view.target, "overview_dots", "八类指标本期与上期的达标率", partial(open_, viewer, view)
    )
with left.container(border=True):
    worst = figures.attention(store(), viewer, view, board, 20)
    st.markdown(f"**最需要关注的支部**　季度联系　:gray[:small[共 {worst.total} 个，点格子看名单]]")
    charts.matrix(
        worst,
        "overview_matrix",
        f"最需要关注的 {len(worst.lines)} 个支部的季度联系",
        lambda code, period: drawer.open_("contact_quarterly", period, code),
    )
with right.container(border=True, gap="xsmall"):
    st.markdown("**需要处理**")
    waits = st.container(key="todo", gap=None)
with right.container(border=True, gap="xsmall"):
    st.markdown("**未来 30 天**")
    agenda.soon(data.coming(store(), viewer, view, board))
    st.button("待办提醒：日历、清单、邮件", type="tertiary", icon=":material/notifications:",
              on_click=tables.turn_to, args=("reminders", view))  # fmt: skip
if not view.is_open:
    with right:
        moved.panel(list(by_name.values()), pooled, viewer=viewer, view=view)
with waits:  # last: after a ledger came in, what waits takes longer to work out than all the rest
    agenda.todo([*waiting.tasks(store(), viewer, view), *data.waiting(store(), viewer, view, board)], viewer, view)
drawer.show(view, board)

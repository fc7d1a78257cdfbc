"""关爱帮扶: who was greeted at both festivals, who in hardship was helped, and by what."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import care, figures
from data_layer.assessment.lists import across
from data_layer.organisations import tree
from pages.parts import cards, counted, drawer, empty, filters, grid, look, tables, words
from web.gate import require, store

viewer = require("read")
CHARTS = ("spring_festival_contact", "july_first_contact", "hardship_helped", "inflow_helped")
view = filters.choose(viewer, "care")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
shown = {figure.indicator: figure for figure in figures.figures(view, board)}
helped = care.help_given(store(), viewer, view)
spring, july, hardship = (shown[name] for name in CHARTS[:3])
without = across(store(), viewer, view, board, "hardship_helped", (hardship.period,))


def rated(name: str) -> str:
    """An indicator's period, ratio and rate in words."""
    figure = shown[name]
    return f"{words.period(figure.period)}{figure.name} {words.rated(figure.tally)}"


if not hardship.tally.all:
    hardship_said = "各支部没有登记困难党员。"
elif not without:
    hardship_said = f" {words.count(hardship.tally.all)} 名困难党员都有帮扶记录。"
else:
    hardship_said = (
        f" {words.count(hardship.tally.all)} 名困难党员中 **{words.count(len(without))}** 名还没有帮扶记录。"
    )
look.headline(
    f"{rated(CHARTS[0])}；{rated(CHARTS[1])}。",
    f"{words.period(hardship.period)}{hardship_said}",
)
cards.row([shown[name] for name in CHARTS], board)

left, right = st.columns([10, 9], gap="small")
with left.container(border=True):
    given = st.query_params.get("chart")
    st.session_state["care_chart"] = given if given in CHARTS else CHARTS[0]

    def chosen() -> None:
        """Keep the choice in the URL."""
        st.query_params.update({"chart": st.session_state["care_chart"], "page": "1"})

    indicator = st.segmented_control(
        "看什么", CHARTS, format_func=lambda name: shown[name].name, key="care_chart", on_change=chosen, required=True,
        label_visibility="collapsed",
    ) or CHARTS[0]  # fmt: skip
    grid.show(
        figures.matrix(store(), viewer, view, board, indicator), "care_matrix",
        f"{shown[indicator].name}：支部与期间，问题多的在前", viewer=viewer, view=view, title=shown[indicator].name,
        opens=lambda code, period: drawer.open_(indicator, period, code),
    )  # fmt: skip
with right.container(border=True):
    st.markdown(
        f"**帮扶方式**　:gray[:small[{view.quarter[:4]}年截至{words.period(view.quarter)}末，次数 · 人数 · 金额]]"
    )
    counted.bars(
        [each.kind for each in helped], [each.times for each in helped],
        [f"{words.count(each.times)} 次 · {words.count(each.persons)} 人"
         + (f" · {each.amount:,.0f} 元" if each.amount else "") for each in helped],
        key="care_kinds", alt="各种帮扶方式的次数、人数和金额",
    )  # fmt: skip
    tables.export(
        "帮扶方式",
        {
            "帮扶方式": [each.kind for each in helped],
            "次数": [each.times for each in helped],
            "人数": [each.persons for each in helped],
            "其中困难党员": [each.hardship for each in helped],
            "支部数": [each.branches for each in helped],
            "金额（元）": [float(each.amount) for each in helped],
        },
        key="care_kinds_table", viewer=viewer, view=view,
    )  # fmt: skip
with right.container(border=True):
    st.markdown(f"**还没有帮扶记录的困难党员 {len(without)} 名**　:gray[:small[{words.period(hardship.period)}]]")
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
    elif without:
        by_id = tree(store(), view.as_of, view.known_at).by_id
        columns: dict[str, Sequence[Any]] = {
            "姓名": [duty.who for _, duty in without],
            "党支部": [by_id[owed.org].name for owed, _ in without],
            "状态": [words.state(duty.state) for _, duty in without],
            "应于": [words.day(duty.due_on) for _, duty in without],
        }
        tables.show(
            columns, key="care_without", alt=f"还没有帮扶记录的困难党员 {len(without)} 名", rows=6,
            opens=lambda row: drawer.open_(
                "hardship_helped", hardship.period, without[row][0].org_code, item=without[row][1].subject
            ),
        )  # fmt: skip
        tables.export("还没有帮扶记录的困难党员", columns, key="care_without", viewer=viewer, view=view)
    else:
        empty.nothing("困难党员都有帮扶记录，或者没有支部登记困难党员。")
drawer.show(view, board)

"""联系履职: whom nobody has reached, who was called each quarter, who was greeted at the festival."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_layer.assessment import figures, signals
from data_layer.assessment.lists import names
from data_layer.organisations import tree
from pages.parts import basis, cards, drawer, empty, filters, grid, look, questions, standard, tables, words
from web.gate import require, store

viewer = require("read")
THRESHOLDS = (183, 150, 90)
WIDTHS = {"姓名": 68, "党支部": 158, "天数": 52, "最近联系上": 108, "外出日期": 88}
view = filters.choose(viewer, "contact")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
shown = {figure.indicator: figure for figure in figures.figures(view, board)}
away = figures.away(store(), viewer, view)
beyond = {days: [each for each in away if each.days is not None and each.days >= days] for days in THRESHOLDS}
punctual = figures.punctuality(view, board)
contact = board.total("contact_quarterly", view.quarter)

first = f"到各支部最近一期台账为止，**{len(beyond[183])}** 名党员 183 天以上没有联系上的记录（失联预警），"
first += f"{len(beyond[150])} 名在 150 天以上；现有流动党员 {words.count(len(away))} 人。"
if view.is_open:
    second = f"**{words.period(view.quarter)}** 还在进行，台账已显示联系 {words.ratio(contact)}。"
else:
    second = f"**{words.period(view.quarter)}** 季度联系 {words.rated(contact)}；"
    second += words.bounded(contact, len(punctual.silent))
look.headline(first, second)

four = st.columns(4, gap="small")
with four[0]:
    cards.card(shown["contact_quarterly"], board)
with four[1]:
    cards.card(shown["spring_festival_contact"], board)


def look_at(days: int) -> None:
    """Show the list of those out of reach for so long."""
    st.query_params["days"] = str(days)


for column, days in zip(four[2:], (183, 90), strict=True):
    with column:
        word = "失联预警 · 183 天以上" if days == 183 else f"{days} 天以上未联系上"
        cards.plain(
            word, f"{len(beyond[days])} :small[:gray[/{words.count(len(away))} 人]]", "截至各支部最近台账", "名单",
            partial(look_at, days),
        )  # fmt: skip

basis.line([shown["contact_quarterly"], shown["spring_festival_contact"]], viewer, view, board)
left, right = st.columns([10, 9], gap="small")
with left.container(border=True):
    st.markdown("**季度联系**　:gray[:small[支部 × 季度，格内为联系上的人数/应联系人数，点格子看名单]]")
    grid.show(
        figures.matrix(store(), viewer, view, board, "contact_quarterly"), "contact_matrix",
        "季度联系：支部与季度，问题多的在前", viewer=viewer, view=view, title="季度联系",
        opens=lambda code, period: drawer.open_("contact_quarterly", period, code),
    )  # fmt: skip
    standard.units(viewer, view)
with right.container(border=True):
    given = st.query_params.get("days", "")
    st.session_state["contact_days"] = int(given) if given in {str(days) for days in THRESHOLDS} else 183
    days = st.segmented_control(
        "多少天没有联系上", THRESHOLDS, format_func=lambda d: f"{d} 天以上 {len(beyond[d])}", key="contact_days",
        required=True, on_change=lambda: look_at(st.session_state["contact_days"]), label_visibility="collapsed",
    ) or 183  # fmt: skip
    listed = beyond[days]
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
    elif listed:
        by_id = tree(store(), view.as_of, view.known_at).by_id
        called = names(store(), viewer, (each.person for each in listed))
        columns: dict[str, Sequence[Any]] = {
            "姓名": [called.get(each.person, "（无权查看）") for each in listed],
            "党支部": [by_id[each.org].name for each in listed],
            "天数": [each.days for each in listed],
            "最近联系上": [words.day(each.reached_on) if each.reached_on else "无，自外出起算" for each in listed],
            "外出日期": [words.day(each.start_on) for each in listed],
            "台账报到": [words.day(each.covered_on) for each in listed],
        }
        grid_columns = {name: values for name, values in columns.items() if name != "台账报到"}
        tables.show(
            grid_columns, key="contact_lost", alt=f"{days} 天以上没有联系上的 {len(listed)} 人", rows=16,
            opens=lambda row: drawer.open_("contact_quarterly", view.quarter, by_id[listed[row].org].code,
                                           item=str(listed[row].person)),
            config={name: st.column_config.Column(width=width) for name, width in WIDTHS.items()},
        )  # fmt: skip
        tables.export(
            f"{days}天以上未联系上", columns, key="contact_lost", viewer=viewer, view=view,
            filters=[("天数", f"{days} 天以上")],
        )  # fmt: skip
    else:
        empty.nothing(f"没有 {days} 天以上未联系上的党员。")
    st.caption("天数算到支部最近一期台账的最后一天；未报的支部不算作没有联系，见“台账覆盖”。")
doubts = signals.signals(store(), viewer, view)
kinds = {each.id: each.name for each in signals.catalogue()}
asked = signals.by_branch(doubts)
with st.container(border=True):
    st.markdown(
        f"**走过场的疑问 {len(asked)} 条**　:gray[:small[请支部说明，不是结论，不计分；点一行看台账原文。"
        "涉及几个季度的，看到所选季度为止的四个季度]]"
    )
    given = st.query_params.get("signal", "")
    raised = [kind for kind, found in doubts.items() if found]
    st.session_state["contact_signal"] = given if given in raised else "all"

    def pick() -> None:
        """Keep the choice in the URL."""
        st.query_params["signal"] = st.session_state["contact_signal"]

    signal = st.pills(
        "哪一类疑问", ["all", *raised], key="contact_signal", on_change=pick, required=True,
        format_func=lambda kind: f"全部 {len(asked)}" if kind == "all" else f"{kinds[kind]} {len(doubts[kind])}",
        label_visibility="collapsed",
    )  # fmt: skip
    listed_doubts = doubts.get(signal or "all", asked)
    questions.table(listed_doubts, kinds, key="contact_signals", title="走过场的疑问", viewer=viewer, view=view)
questions.show(view, asked, kinds)
drawer.show(view, board)

"""台账覆盖: who handed in, who is on file, where the 封面 and the list disagree."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import figures
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.coverage import coverage
from pages.parts import cards, drawer, empty, filters, grid, look, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "coverage")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
punctual = figures.punctuality(view, board)
covered = coverage(store(), viewer, view, board)
shown = {figure.indicator: figure for figure in figures.figures(view, board)}
on_file = board.total("member_on_file", view.quarter)
apart = [each for each in covered if each.gap]
partial_rows = [each for each in covered if each.incomplete_members or each.incomplete_spells]

handed_in = punctual.on_time + punctual.late
late = words.some((punctual.late, "，其中 {} 个逾期"))
first = f"**{words.period(view.quarter)}** {punctual.due} 个支部中 **{handed_in}** 个已报{late}；"
if view.is_open:
    first += f"还没到截止日，{punctual.open} 个未报。"
    second = f"流动党员已建档 {words.ratio(on_file)}（进度）。"
else:
    silent = len(punctual.silent)
    unheard = words.some((silent, "**{}** 个未报"), (len(punctual.twice_silent), "{} 个连续两季未报"))
    first += f"{unheard or '没有未报的'}。"
    second = f"流动党员两表建档 {words.rated(on_file)}；{words.bounded(on_file, silent)}"
look.headline(first, second)

four = st.columns(4, gap="small")
with four[0]:
    cards.card(shown[PUNCTUAL], board)
with four[1]:
    cards.card(shown["member_on_file"], board)
with four[2]:
    reached = [each for each in covered if each.declared is not None]
    cards.plain(
        "封面与名单不符", f"{len(apart)} :small[:gray[/{len(reached)} 个支部]]",
        f"封面共 {words.count(sum(each.declared or 0 for each in reached))} 人，"
        f"名单 {words.count(sum(each.listed for each in reached))} 人",
    )  # fmt: skip
with four[3]:
    rows = sum(each.incomplete_members + each.incomplete_spells for each in partial_rows)
    cards.plain("必填项不全", f"{rows} :small[:gray[行]]", f"涉及 {len(partial_rows)} 个支部")

left, right = st.columns([11, 8], gap="small")
with left.container(border=True):
    names = {PUNCTUAL: "按季报送", "member_on_file": "两表建档"}
    which = st.query_params.get("chart")
    st.session_state["coverage_chart"] = which if which in names else PUNCTUAL

    def chosen() -> None:
        """Keep the choice in the URL."""
        st.query_params.update({"chart": st.session_state["coverage_chart"], "page": "1"})

    indicator = st.segmented_control(
        "看什么", list(names), format_func=names.__getitem__, key="coverage_chart", on_change=chosen, required=True,
        label_visibility="collapsed",
    ) or PUNCTUAL  # fmt: skip
    matrix = figures.matrix(store(), viewer, view, board, indicator)
    grid.show(
        matrix, "coverage_matrix", f"{names[indicator]}：支部与季度，问题多的在前", viewer=viewer, view=view,
        opens=lambda code, period: drawer.open_(indicator, period, code), title=names[indicator],
        punctual=indicator == PUNCTUAL,
    )  # fmt: skip
with right:
    with st.container(border=True):
        quiet = sorted((each for each in covered if each.org in punctual.silent), key=lambda e: (-e.silent_for, e.code))
        st.markdown(f"**未报 {len(quiet)} 个支部**")
        if quiet:
            columns: dict[str, Sequence[Any]] = {
                "党支部": [each.name for each in quiet],
                "连续未报": [f"{each.silent_for} 季" for each in quiet],
            }
            tables.show(columns, key="coverage_late", alt=f"未报的 {len(quiet)} 个支部", rows=6,
                        opens=lambda row: tables.turn_to("portrait", view, org=quiet[row].code))  # fmt: skip
            tables.export("未报支部", columns, key="coverage_late", viewer=viewer, view=view)
        else:
            empty.nothing("都报了。" if not view.is_open else "还没到截止日。")
    with st.container(border=True):
        uneven = sorted(
            (each for each in covered if each.gap or each.incomplete_members or each.incomplete_spells),
            key=lambda e: (-abs(e.gap), -(e.incomplete_members + e.incomplete_spells), e.code),
        )
        st.markdown(f"**封面与名单不符，或必填项不全** {len(uneven)} 个支部")
        if uneven:
            columns = {
                "党支部": [each.name for each in uneven],
                "封面": [each.declared for each in uneven],
                "名单": [each.listed for each in uneven],
                "相差": [f"{each.gap:+d}" if each.gap else "" for each in uneven],
                "缺项行": [each.incomplete_members + each.incomplete_spells for each in uneven],
            }
            tables.show(
                columns, key="coverage_uneven", alt=f"封面与名单不符或必填项不全的 {len(uneven)} 个支部", rows=8,
                opens=lambda row: drawer.open_("member_on_file", view.quarter, uneven[row].code),
            )  # fmt: skip
            tables.export("封面与名单不符", columns, key="coverage_uneven", viewer=viewer, view=view)
        else:
            empty.nothing("没有。")
drawer.show(view, board)

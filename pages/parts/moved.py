"""Why rates moved: each change on the period before, split into 报送变化, 同一批支部的变化, 构成变化."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.board import Board, Figure
from data_layer.assessment.figures import moves
from data_layer.assessment.view import View
from pages.parts import drawer, empty, tables, words

CAUSES = {"reporting": "报送的支部不同", "same": "同一批支部做得不同", "mix": "各支部人数的比重不同"}


def panel(figures: Sequence[Figure], held: Board, *, viewer: Viewer, view: View, key: str = "moved") -> None:
    """The figures that moved, biggest first, each with its cause; a row opens the figure's branches."""
    found = moves(held, figures)
    with st.container(border=True):
        st.markdown(
            "**为什么变了**　:gray[:small[与上一期相比，百分点]]",
            help="报送变化：只在一期报送的支部带来的；同一批支部：两期都报的支部做得不同；构成变化：这些支部的人数比重不同。"
            "三项相加等于变化。",
        )
        if not found:
            empty.nothing("与上一期相比没有变化，或没有可以相比的上一期。")
            return
        columns: dict[str, Sequence[Any]] = {
            "指标": [figure.name for figure, _ in found],
            "期间": [words.short_period(figure.period) for figure, _ in found],
            "上期": [words.percent(figure.before.rate) for figure, _ in found],
            "本期": [words.percent(figure.tally.rate) for figure, _ in found],
            "变化": [words.points(split.whole) for _, split in found],
            "报送变化": [words.points(split.reporting) for _, split in found],
            "同一批支部": [words.points(split.same) for _, split in found],
            "构成变化": [words.points(split.mix) for _, split in found],
            "主要因为": [CAUSES.get(split.cause, "") for _, split in found],
        }
        tables.show(
            columns, key=key, alt=f"{len(found)} 项变化的原因", rows=8,
            opens=lambda row: drawer.open_(found[row][0].indicator, found[row][0].period),
            config={name: st.column_config.TextColumn(width=84) for name in list(columns)[1:-1]},
        )  # fmt: skip
        tables.export("为什么变了", columns, key=key, viewer=viewer, view=view)

"""Why rates moved: each change on the period before, split into 报送变化, 同一批支部的变化, 构成变化."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.board import Board, Figure
from data_layer.assessment.figures import Change, change, moves
from data_layer.assessment.view import View
from pages.parts import drawer, empty, tables, words

HELP = (
    "与上一期相比，百分点。报送：只在一期报送的支部带来的；同一批：两期都报的支部做得不同；"
    "构成：这些支部的人数比重不同。三项相加等于变化。"
)


def columns(splits: Sequence[Change | None]) -> Mapping[str, Sequence[Any]]:
    """The three parts of each change, blank where there is nothing to compare."""
    return {
        "报送": [words.points(each.reporting) if each else "" for each in splits],
        "同一批": [words.points(each.same) if each else "" for each in splits],
        "构成": [words.points(each.mix) if each else "" for each in splits],
    }


def of(held: Board, figures: Sequence[Figure]) -> Mapping[str, Sequence[Any]]:
    """:func:`columns` of some figures; none where nothing can be compared."""
    splits = [change(held, each) for each in figures]
    return columns(splits) if any(splits) else {}


def panel(figures: Sequence[Figure], held: Board, *, viewer: Viewer, view: View, key: str = "moved") -> None:
    """The figures that moved, biggest first, each with its parts; a row opens the figure's branches."""
    found = moves(held, figures)
    with st.container(border=True):
        st.markdown("**为什么变了**　:gray[:small[与上一期相比，百分点]]", help=HELP)
        if not found:
            empty.nothing("与上一期相比没有变化，或没有可以相比的上一期。")
            return
        shown: dict[str, Sequence[Any]] = {
            "指标": [figure.name for figure, _ in found],
            "变化": [words.points(split.whole) for _, split in found],
            **columns([split for _, split in found]),
        }
        tables.show(
            shown, key=key, alt=f"{len(found)} 项变化的原因", rows=8,
            opens=lambda row: drawer.open_(found[row][0].indicator, found[row][0].period),
            config={name: st.column_config.TextColumn(width=72) for name in list(shown)[1:]},
        )  # fmt: skip
        more = {
            "期间": [words.short_period(figure.period) for figure, _ in found],
            "上期": [words.percent(figure.before.rate) for figure, _ in found],
            "本期": [words.percent(figure.tally.rate) for figure, _ in found],
        }
        tables.export("为什么变了", shown | more, key=key, viewer=viewer, view=view)

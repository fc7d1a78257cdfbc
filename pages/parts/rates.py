"""Several rates in one small table: n/N, rate, change, what is not settled; each row opens its branches."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.board import Board, Figure
from data_layer.assessment.view import View
from pages.parts import drawer, moved, tables, words


def table(figures: Sequence[Figure], title: str, held: Board, *, viewer: Viewer, view: View, key: str) -> None:
    """One row an indicator, in the order given, with what moved its rate. Too few due: n/N only."""
    parts = moved.of(held, figures)
    columns: dict[str, Sequence[Any]] = {
        "指标": [each.name for each in figures],
        "期间": [words.short_period(each.period) for each in figures],
        "达标/应办": [words.ratio(each.tally) for each in figures],
        "达标率": ["" if each.tally.open or each.tally.few else words.percent(each.tally.rate) for each in figures],
        "较上期": [words.points(each.change) for each in figures],
        **parts,
        "未达标": [each.tally.failed for each in figures],
        "待核": [each.tally.unclear for each in figures],
        "免计": [each.tally.exempt for each in figures],
    }
    if parts:
        st.markdown(f"**{title}**　:gray[:small[较上期的变化分成报送、同一批、构成三项]]", help=moved.HELP)
    else:
        st.markdown(f"**{title}**")
    tables.show(
        columns, key=key, alt=f"{title}：{len(figures)} 项指标", rows=9,
        opens=lambda row: drawer.open_(figures[row].indicator, figures[row].period),
        config={name: st.column_config.Column(width=72) for name in list(columns)[1:]},
    )  # fmt: skip
    tables.export(title, columns, key=key, viewer=viewer, view=view)

"""Hand-ins by day against the deadline: this quarter as a line of steps, the one before it dotted."""

import plotly.graph_objects as go
import streamlit as st

from data_layer.assessment.progress import Arrivals
from pages.parts import words
from pages.parts.palette import palette

_BEFORE, _AFTER = -25, 30  # days around the deadline that are shown
_HEIGHT = 210


def show(now: Arrivals, earlier: Arrivals | None, key: str) -> None:
    """Cumulative share of branches that are in, by days before and after the deadline."""
    colours = palette()
    chart = go.Figure()
    chart.add_vline(x=0, line={"color": colours.quiet, "width": 1.5, "dash": "dot"})
    looks = ((earlier, colours.none, "dot", "上季"), (now, colours.good, "solid", "本季"))
    for shown, colour, dash, name in looks:
        if shown is None or not shown.due:
            continue
        steps = [(max(_BEFORE, min(day, _AFTER)), number) for day, number in shown.steps]
        chart.add_scatter(
            x=[_BEFORE, *(day for day, _ in steps)],
            y=[0, *(100 * number / shown.due for _, number in steps)],
            mode="lines",
            line={"color": colour, "width": 2.5 if name == "本季" else 1.5, "dash": dash, "shape": "hv"},
            text=[f"0/{shown.due}", *(f"{number}/{shown.due}" for _, number in steps)],
            name=words.short_period(shown.quarter),
            hovertemplate="截止日%{x:+d} 天　%{text}<extra>" + words.short_period(shown.quarter) + "</extra>",
        )
    chart.update_layout(
        height=_HEIGHT,
        margin={"l": 4, "r": 8, "t": 4, "b": 4},
        showlegend=False,
        dragmode=False,
        xaxis={
            "range": [_BEFORE, _AFTER],
            "fixedrange": True,
            "zeroline": False,
            "showgrid": False,
            "tickvals": [-20, -10, 0, 10, 20, 30],
            "ticktext": ["前20天", "前10天", "截止日", "后10天", "后20天", "后30天"],
            "tickfont": {"color": colours.ink},
        },
        yaxis={
            "range": [0, 103],
            "tickvals": [0, 50, 100],
            "ticksuffix": "%",
            "fixedrange": True,
            "gridcolor": colours.line,
            "zeroline": False,
        },
    )
    last = now.steps[-1][1] if now.steps else 0
    alt = f"{words.period(now.quarter)}按天累计报送的支部，至今 {last}/{now.due}"
    st.plotly_chart(chart, key=key, config={"displayModeBar": False, "scrollZoom": False}, alt=alt, height="content")

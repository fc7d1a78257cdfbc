"""Horizontal bars for counts, with what stands beside each."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from pages.parts.palette import palette


def bars(names: Sequence[str], values: Sequence[int], beside: Sequence[str], *, key: str, alt: str) -> None:
    """One bar a name, in the order given, and a text at its end."""
    colours = palette()
    chart = go.Figure(
        go.Bar(
            x=list(values), y=list(names), orientation="h", marker={"color": colours.good}, width=0.6,
            text=list(beside), textposition="outside", cliponaxis=False, textfont={"size": 12, "color": colours.ink},
            hovertemplate="%{y} %{text}<extra></extra>",
        )
    )  # fmt: skip
    chart.update_layout(
        height=38 * len(names) + 16, margin={"l": 4, "r": 4, "t": 4, "b": 4}, dragmode=False, showlegend=False,
        # room for the texts to the right of the longest bar
        xaxis={"range": [0, max([*values, 1]) * 1.75], "visible": False, "fixedrange": True},
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True,
               "tickfont": {"size": 13, "color": colours.ink}},
    )  # fmt: skip
    st.plotly_chart(chart, key=key, config={"displayModeBar": False}, alt=alt, height="content")

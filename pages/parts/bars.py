"""Bars: shares of a whole, one row a branch or year (100% stacked), and how many fall into each step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import plotly.graph_objects as go
import streamlit as st

from pages.parts import words
from pages.parts.palette import Palette, palette

_NO_BAR = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
_ROW = 26
#: From this share of the row on, the number fits into its piece.
_ROOM = 0.035


@dataclass(frozen=True)
class Piece:
    """One kind of which rows hold so and so many. ``tone``: a key of :func:`tones`."""

    name: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One row: what it is called, the key that opens it, and a number for each piece."""

    key: str
    name: str
    numbers: tuple[int, ...]


def tones(colours: Palette) -> dict[str, tuple[str, str, str]]:
    """Tone → fill, text on it, hatching ("" for none): no two neighbours differ by colour alone."""
    plain = {name: (*colours.fills[name], "") for name in ("watch", "none")}
    return {
        "best": (colours.good, colours.surface, ""),
        "good": (*colours.fills["good"], ""),
        **plain,
        "bad": (*colours.fills["bad"], ""),
        "silent": (colours.surface, colours.quiet, "/"),
    }


def stacked(
    rows: Sequence[Row],
    pieces: Sequence[Piece],
    key: str,
    alt: str,
    *,
    opens: Callable[[str, str], None] | None = None,
    line: tuple[Fraction, str] | None = None,
) -> None:
    """Each row as one bar of 100%, numbers inside where they fit. Rows that hold nothing are left out.

    ``line``: a share to compare the first piece with, and its word. ``opens`` gets the row's key and the piece's name.
    """
    colours = palette()
    shown = [row for row in rows if sum(row.numbers)]
    names = [_label(row) for row in shown]
    chart = go.Figure()
    for place, piece in enumerate(pieces):
        fill, ink, hatch = tones(colours)[piece.tone]
        shares = [Fraction(row.numbers[place], sum(row.numbers)) for row in shown]
        chart.add_bar(
            x=[float(share) * 100 for share in shares],
            y=names,
            orientation="h",
            name=piece.name,
            width=0.78,
            marker={
                "color": fill,
                "line": {"color": colours.line if hatch else colours.surface, "width": 1},
                "pattern": {"shape": hatch, "fgcolor": colours.none, "size": 6, "solidity": 0.25},
            },
            text=[str(row.numbers[place]) if share > _ROOM else "" for row, share in zip(shown, shares, strict=True)],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": 12},
            customdata=[f"{row.numbers[place]} 人（{words.percent(s)}）" for row, s in zip(shown, shares, strict=True)],
            hovertemplate="%{y}<br>" + piece.name + " %{customdata}<extra></extra>",
        )
    if line:
        share, word = line
        chart.add_vline(x=float(share) * 100, line={"color": colours.ink, "width": 1.5, "dash": "dot"})
        chart.add_annotation(
            x=float(share) * 100, y=1, yref="paper", yanchor="bottom", yshift=1, text=word, showarrow=False,
            font={"size": 11, "color": colours.quiet},
        )  # fmt: skip
    head = 46 if line else 30
    chart.update_layout(
        barmode="stack",
        height=_ROW * len(shown) + head + 24,
        margin={"l": 4, "r": 8, "t": head, "b": 20},
        dragmode=False,
        showlegend=True,
        legend={
            "orientation": "h", "traceorder": "normal", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
            "yref": "paper", "font": {"size": 12}, "itemclick": False, "itemdoubleclick": False,
        },
        xaxis={
            "range": [0, 100], "ticksuffix": "%", "tickvals": [0, 25, 50, 75, 100], "fixedrange": True,
            "showgrid": False, "zeroline": False, "tickfont": {"size": 11},
        },
        yaxis={
            "autorange": "reversed", "fixedrange": True, "automargin": True, "type": "category",
            "categoryarray": names, "tickfont": {"size": 12, "color": colours.ink},
        },
    )  # fmt: skip
    if line:
        # the legend sits above the word of the line
        chart.update_layout(legend_y=1 + 18 / max(_ROW * len(shown), 1))

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if opens and points and points[0]["point_index"] < len(shown):
            opens(shown[points[0]["point_index"]].key, pieces[points[0]["curve_number"]].name)

    st.plotly_chart(
        chart, key=key, on_select=clicked if opens else "ignore", selection_mode="points", config=_NO_BAR, alt=alt,
        height="content",
    )  # fmt: skip


def steps(
    names: Sequence[str],
    numbers: Sequence[int],
    reached: Sequence[bool],
    key: str,
    alt: str,
    opens: Callable[[int], None] | None = None,
) -> None:
    """How many fall into each step, upright; ``reached``: which steps are enough. ``opens`` gets the step's place."""
    colours = palette()
    chart = go.Figure()
    chart.add_bar(
        x=list(names),
        y=list(numbers),
        width=0.82,
        marker={
            "color": [colours.good if enough else colours.fills["watch"][0] for enough in reached],
            "pattern": {"shape": ["" if enough else "/" for enough in reached], "fgcolor": colours.watch, "size": 6},
        },
        text=[words.count(number) if number else "" for number in numbers],
        textposition="outside",
        textfont={"size": 12, "color": colours.ink},
        cliponaxis=False,
        hovertemplate="%{x}：%{y} 人<extra></extra>",
    )
    chart.update_layout(
        height=210,
        margin={"l": 4, "r": 4, "t": 18, "b": 4},
        dragmode=False,
        showlegend=False,
        xaxis={"type": "category", "fixedrange": True, "showgrid": False, "tickfont": {"size": 12}},
        yaxis={"visible": False, "fixedrange": True},
    )

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if opens and points:
            opens(points[0]["point_index"])

    st.plotly_chart(
        chart, key=key, on_select=clicked if opens else "ignore", selection_mode="points", config=_NO_BAR, alt=alt,
        height="content",
    )  # fmt: skip


def _label(row: Row) -> str:
    """A long name is cut; two rows never share a label."""
    return row.name if len(row.name) <= 14 else f"{row.name[:13]}…{row.key[-2:]}"


def counted(
    names: Sequence[str], parts: Mapping[str, Sequence[int]], key: str, alt: str, opens: Callable[[int], None]
) -> None:
    """Counts as bars, one a name, stacked by part; parts differ in pattern too. ``opens`` gets the bar's number.

    Greys, as counts are neither good nor bad; 未再列出 alone is amber: it has to be asked about.
    """
    colours = palette()
    looks = {
        "新增": (colours.quiet, ""),
        "返回": (colours.quiet, "/"),
        "不再列入": (colours.ink, ""),
        "未再列出": (colours.watch, "x"),
        "重新列出": (colours.none, "."),
    }
    chart = go.Figure()
    for name, counts in parts.items():
        if any(counts):
            fill, pattern = looks.get(name, (colours.line, ""))
            chart.add_bar(
                y=list(range(len(names))),
                x=list(counts),
                name=name,
                orientation="h",
                marker={"color": fill, "pattern": {"shape": pattern, "solidity": 0.15}, "line": {"width": 0}},
                text=[f"{count}" if count else "" for count in counts],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                hovertemplate="%{customdata} " + name + " %{x}<extra></extra>",
                customdata=list(names),
            )
    chart.update_layout(
        barmode="stack",
        height=26 * len(names) + 56,
        margin={"l": 4, "r": 8, "t": 4, "b": 4},
        dragmode=False,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal", "itemclick": False},
        xaxis={
            "fixedrange": True,
            "showgrid": True,
            "gridcolor": colours.line,
            "rangemode": "tozero",
            "tickformat": "d",
        },
        yaxis={
            "autorange": "reversed",
            "fixedrange": True,
            "automargin": True,
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "tickfont": {"size": 12, "color": colours.ink},
        },
    )

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            opens(points[0]["point_index"])

    st.plotly_chart(
        chart, key=key, on_select=clicked, selection_mode="points", config=_NO_BAR, alt=alt, height="content"
    )

"""Charts: an ordered matrix of cells, dots with intervals, a trend with its band; each says its finding in words."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import plotly.graph_objects as go
import streamlit as st

from data_layer.assessment.board import Figure, Matrix, level
from data_layer.assessment.tally import Tally, interval
from pages.parts import words
from pages.parts.palette import Palette, palette

ROW_HEIGHT = 25
_NO_BAR = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def cell(tally: Tally, silent: bool, target: Fraction) -> tuple[str, str]:
    """Level of fill and text of one cell of a matrix."""
    if silent:
        return "silent", f"未报 {tally.closed}" if tally.closed else "未报"
    if not tally.all:
        return "none", "免计" if tally.exempt else ""
    if tally.open:
        return "none", words.ratio(tally)
    shown = level(tally, target)
    sign = words.LEVELS[shown][0] if shown in ("watch", "bad") else ""
    return shown, f"{sign} {words.ratio(tally)}".strip()


def matrix(
    shown: Matrix, key: str, alt: str, opens: Callable[[str, str], None] | None = None, punctual: bool = False
) -> None:
    """The matrix; ``opens`` gets the organisation's code and the period of a cell that is clicked."""
    colours = palette()
    cells = [
        _item(x, y, *(punctual_cell if punctual else cell)(tally, silent, shown.target), colours)
        for y, line in enumerate(shown.lines)
        for x, (tally, silent) in enumerate(zip(line.tallies, line.silent, strict=True))
    ]
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 4, "right": 4, "top": 4, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {
            "type": "category",
            "position": "top",
            "data": [words.short_period(p) for p in shown.periods],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "splitLine": {"show": False},
            "axisLabel": {"color": colours.quiet, "fontSize": 12, "interval": 0, "hideOverlap": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [line.name for line in shown.lines],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "splitLine": {"show": False},
            "axisLabel": {
                "color": colours.ink,
                "fontSize": 12,
                "width": 168,
                "overflow": "truncate",
                "interval": 0,
                "hideOverlap": False,
            },
        },
        "series": [
            {
                "type": "heatmap",
                "data": cells,
                "selectedMode": "single",
                "label": {"show": True, "fontSize": 12},
                "itemStyle": {"borderColor": colours.surface, "borderWidth": 2},
                "emphasis": {"itemStyle": {"borderColor": colours.quiet, "borderWidth": 2}},
                "select": {"itemStyle": {"borderColor": colours.ink, "borderWidth": 2}},
            }
        ],
    }

    def clicked() -> None:
        found = [
            divmod(int(index), len(shown.periods))
            for group in st.session_state[key]["selection"]["selected"]
            for index in group["data_indices"]
        ]
        # a second click on the same cell takes the selection away: it still means "open"
        y, x = found[0] if found else st.session_state.get(f"{key}_last", (-1, -1))
        st.session_state[f"{key}_last"] = (y, x)
        if opens and 0 <= y < len(shown.lines):
            opens(shown.lines[y].code, shown.periods[x])

    st.echarts_chart(
        spec,
        key=key,
        height=30 + ROW_HEIGHT * len(shown.lines),
        on_select=clicked if opens else "ignore",
        renderer="svg",
        alt=alt,
    )


def punctual_cell(tally: Tally, silent: bool, target: Fraction) -> tuple[str, str]:
    """One branch's ledger of one quarter: on time, late, nothing, not yet due."""
    if not tally.all:
        return "none", "免计" if tally.exempt else ""
    if tally.met:
        return "good", "● 按时"
    if tally.pending or tally.awaiting:
        return "none", "○ 未到期"
    return ("watch", "▲ 逾期") if tally.reported_closed else ("bad", "◆ 未报")


def _item(x: int, y: int, shown: str, text: str, colours: Palette) -> dict[str, object]:
    fill, ink = colours.fills[shown] if text else (colours.surface, colours.quiet)
    style: dict[str, object] = {"color": fill}
    if shown == "silent":
        style["decal"] = {
            "symbol": "rect",
            "symbolSize": 1,
            "dashArrayX": [1, 0],
            "dashArrayY": [1, 7],
            "rotation": -0.8,
            "color": colours.line,
        }
    else:
        style["decal"] = {"symbol": "none"}
    return {
        "value": [x, y, 1],
        "name": text or "本期没有应办事项",
        "itemStyle": style,
        "label": {"formatter": text, "color": ink},
    }


def dots(figures: Sequence[Figure], target: Fraction, key: str, alt: str, opens: Callable[[str, str], None]) -> None:
    """Rate of each indicator with its interval, the period before as a hollow dot.

    ``opens`` gets the indicator and the period of a dot that is clicked.
    """
    colours = palette()
    known = [figure for figure in figures if figure.tally.rate is not None]
    names = [figure.name for figure in known]
    rates = [float(figure.tally.rate or 0) * 100 for figure in known]
    bounds = [interval(figure.tally.closed_met, figure.tally.closed) or (0.0, 0.0) for figure in known]
    marks = {"good": colours.good, "watch": colours.watch, "bad": colours.bad, "none": colours.none}
    shapes = {"good": "circle", "watch": "triangle-up", "bad": "diamond", "none": "circle-open"}
    chart = go.Figure()
    chart.add_vline(x=float(target) * 100, line={"color": colours.quiet, "width": 1.5, "dash": "dot"})
    chart.add_scatter(
        x=[float(figure.before.rate) * 100 if figure.before.rate is not None else None for figure in known],
        y=names,
        mode="markers",
        marker={"symbol": "circle-open", "size": 9, "color": colours.none, "line": {"width": 1.5}},
        hovertemplate="上期 %{x:.1f}%<extra></extra>",
    )
    chart.add_scatter(
        x=rates,
        y=names,
        mode="markers",
        marker={"size": 12, "color": [marks[f.level] for f in known], "symbol": [shapes[f.level] for f in known]},
        error_x={
            "type": "data",
            "symmetric": False,
            "thickness": 1.2,
            "width": 0,
            "color": colours.quiet,
            "array": [high * 100 - rate for rate, (_, high) in zip(rates, bounds, strict=True)],
            "arrayminus": [rate - low * 100 for rate, (low, _) in zip(rates, bounds, strict=True)],
        },
        text=[f"{words.percent(f.tally.rate)}　{words.ratio(f.tally)}" for f in known],
        hovertemplate="%{y} %{text}<extra></extra>",
    )
    for figure in known:
        chart.add_annotation(
            x=1,
            xref="paper",
            y=figure.name,
            xanchor="left",
            xshift=8,
            showarrow=False,
            align="left",
            text=f"<b>{words.percent(figure.tally.rate)}</b>  {words.ratio(figure.tally)}",
            font={"size": 12, "color": colours.ink},
        )
    lowest = min([low * 100 for low, _ in bounds] + [100.0])
    chart.update_layout(
        height=36 * len(known) + 34,
        margin={"l": 4, "r": 128, "t": 4, "b": 4},
        showlegend=False,
        dragmode=False,
        xaxis={
            "range": [max(0.0, lowest - 6), 101.5],
            "showgrid": True,
            "gridcolor": colours.line,
            "zeroline": False,
            "fixedrange": True,
            "tickvals": [0, 20, 40, 60, 70, 80, 90, 100],
            "ticktext": [f"{tick}%" for tick in (0, 20, 40, 60, 70, 80, 90, 100)],
        },
        yaxis={
            "autorange": "reversed",
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
            "tickfont": {"size": 13, "color": colours.ink},
        },
    )

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[0]["point_index"] < len(known):
            figure = known[points[0]["point_index"]]
            opens(figure.indicator, figure.period)

    st.plotly_chart(
        chart, key=key, on_select=clicked, selection_mode="points", config=_NO_BAR, alt=alt, height="content"
    )


def trend(
    periods: Sequence[str],
    own: Sequence[Tally],
    peers: Sequence[tuple[float, float, float] | None],
    title: str,
    alt: str,
) -> None:
    """A branch's rate over periods against its peers: low, median, high of their middle half, in [0, 1]."""
    colours = palette()
    ticks = [words.tick(period) for period in periods]
    chart = go.Figure()
    band = [(tick, band) for tick, band in zip(ticks, peers, strict=True) if band is not None]
    if band:
        across = [tick for tick, _ in band]
        chart.add_scatter(
            x=across, y=[high * 100 for _, (_, _, high) in band], mode="lines", line={"width": 0}, hoverinfo="skip"
        )
        chart.add_scatter(
            x=across,
            y=[low * 100 for _, (low, _, _) in band],
            mode="lines",
            line={"width": 0},
            fill="tonexty",
            fillcolor="rgba(128,134,145,0.18)",
            hoverinfo="skip",
        )
        chart.add_scatter(
            x=across,
            y=[middle * 100 for _, (_, middle, _) in band],
            mode="lines",
            line={"color": colours.none, "width": 1.5, "dash": "dot"},
            hovertemplate="同级中位 %{y:.1f}%<extra></extra>",
        )
    chart.add_scatter(
        x=ticks,
        y=[float(tally.rate) * 100 if tally.rate is not None else None for tally in own],
        mode="lines+markers",
        line={"color": colours.good, "width": 2},
        marker={"size": 7},
        text=[words.ratio(tally) for tally in own],
        hovertemplate="%{x} %{y:.1f}% · %{text}<extra></extra>",
    )
    chart.update_layout(
        title={"text": title, "font": {"size": 13}, "x": 0, "y": 0.97},
        height=168,
        showlegend=False,
        margin={"l": 4, "r": 4, "t": 30, "b": 4},
        dragmode=False,
        xaxis={
            "type": "category",
            "categoryarray": ticks,
            "fixedrange": True,
            "showgrid": False,
            "tickfont": {"size": 11},
        },
        yaxis={
            "range": [-4, 106],
            "tickvals": [0, 50, 100],
            "ticksuffix": "%",
            "fixedrange": True,
            "gridcolor": colours.line,
        },
    )
    st.plotly_chart(chart, config=_NO_BAR, alt=alt, height="content")

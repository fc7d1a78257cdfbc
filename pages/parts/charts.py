"""Charts: an ordered matrix of cells, dots with intervals, a trend with its band; each says its finding in words."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import streamlit as st

from data_layer.assessment.board import Figure, Matrix, level
from data_layer.assessment.tally import Tally, interval
from pages.parts import words
from pages.parts.palette import Palette, palette

ROW_HEIGHT = 25
_DOT_ROW = 30
_PLAIN = {"axisLine": {"show": False}, "axisTick": {"show": False}, "splitLine": {"show": False}}
_SYMBOLS = {"good": "circle", "watch": "triangle", "bad": "diamond", "none": "emptyCircle"}


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
            **_PLAIN,
            "axisLabel": {"color": colours.quiet, "fontSize": 12, "interval": 0, "hideOverlap": False},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [line.name for line in shown.lines],
            **_PLAIN,
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
        y, x = divmod(picked(key), max(len(shown.periods), 1))
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


def picked(key: str) -> int:
    """The number of the point that was clicked in the only series that can be; -1 before any was."""
    found = [int(index) for group in st.session_state[key]["selection"]["selected"] for index in group["data_indices"]]
    # a second click on the same point takes the selection away: it still means "open"
    st.session_state[f"{key}_last"] = found[0] if found else st.session_state.get(f"{key}_last", -1)
    return int(st.session_state[f"{key}_last"])


def dots(figures: Sequence[Figure], target: Fraction, key: str, alt: str, opens: Callable[[str, str], None]) -> None:
    """Rate of each figure with its interval, the period before as a hollow dot; too little to say: n/N alone.

    ``opens`` gets the indicator and the period of a dot that is clicked.
    """
    colours = palette()
    known = [(y, figure) for y, figure in enumerate(figures) if not figure.tally.few]
    bounds = [(y, interval(figure.tally.closed_met, figure.tally.closed) or (0.0, 0.0)) for y, figure in known]
    marks = {"good": colours.good, "watch": colours.watch, "bad": colours.bad, "none": colours.none}
    lowest = min([low * 100 for _, (low, _) in bounds] + [100.0])
    # each interval is a piece of one line, broken by a point that is not there
    pieces = [at for y, ends in bounds for at in ([ends[0] * 100, y], [ends[1] * 100, y], ["-", "-"])]
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 4, "right": 4, "top": 4, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {
            "type": "value",
            "min": max(0, int(lowest - 6) // 10 * 10),
            "max": 100,
            "axisLabel": {"color": colours.quiet, "fontSize": 12, "formatter": "{value}%"},
            "splitLine": {"lineStyle": {"color": colours.line}},
        },
        "yAxis": [
            _side([figure.name for figure in figures], "left", colours.ink),
            _side([_rate(figure.tally) for figure in figures], "right", colours.ink),
        ],
        "series": [
            {
                "type": "line",
                "data": pieces,
                "showSymbol": False,
                "silent": True,
                "lineStyle": {"width": 1.2, "color": colours.quiet},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": colours.quiet, "width": 1.5, "type": "dotted"},
                    "data": [{"xAxis": float(target) * 100}],
                },
            },
            {
                "type": "scatter",
                "symbol": "emptyCircle",
                "symbolSize": 8,
                "clip": False,
                "itemStyle": {"color": colours.none},
                "data": [
                    {"value": [float(figure.before.rate) * 100, y], "name": f"上期 {words.percent(figure.before.rate)}"}
                    for y, figure in known
                    if figure.before.rate is not None and not figure.before.few
                ],
            },
            {
                "type": "scatter",
                "symbolSize": 13,
                "clip": False,
                "selectedMode": "single",
                "cursor": "pointer",
                "data": [
                    {
                        "value": [float(figure.tally.rate or 0) * 100, y],
                        "name": "<br>".join(filter(None, [_said(figure), words.beside(figure.tally)])),
                        "symbol": _SYMBOLS[figure.level],
                        "itemStyle": {"color": marks[figure.level]},
                    }
                    for y, figure in known
                ],
            },
        ],
    }

    def clicked() -> None:
        place = picked(key)
        if 0 <= place < len(known):
            opens(known[place][1].indicator, known[place][1].period)

    st.echarts_chart(spec, key=key, height=_DOT_ROW * len(figures) + 34, on_select=clicked, renderer="svg", alt=alt)


def _rate(tally: Tally) -> str:
    """What stands at the end of a row: rate and n/N, progress, or that nothing was owed."""
    if not tally.all:
        return "不适用"
    if tally.open or tally.few:
        return words.ratio(tally) + (" 未到期" if tally.open else "")
    return f"{{b|{words.percent(tally.rate)}}}  {words.ratio(tally)}"


def _said(figure: Figure) -> str:
    """A dot in words."""
    tally = figure.tally
    return f"{figure.name} {words.short_period(figure.period)} {words.percent(tally.rate)}　{words.ratio(tally)}"


def _side(texts: Sequence[str], position: str, ink: str) -> dict[str, object]:
    """One side's words of a chart with a row an indicator; ``{b|…}`` is bold."""
    label = {
        "color": ink,
        "fontSize": 13,
        "interval": 0,
        "hideOverlap": False,
        "rich": {"b": {"fontWeight": "bold", "color": ink}},
    }
    return {
        "type": "category",
        "inverse": True,
        "position": position,
        "data": list(texts),
        **_PLAIN,
        "axisLabel": label,
    }


def trend(
    periods: Sequence[str],
    own: Sequence[Tally],
    peers: Sequence[tuple[float, float, float] | None],
    title: str,
    alt: str,
) -> None:
    """A branch's rate over periods against its peers: low, median, high of their middle half, in [0, 1]."""
    colours = palette()
    line = {"type": "line", "clip": False, "showSymbol": False, "silent": True}
    series: list[dict[str, object]] = []
    if any(peers):
        # a band is what stands on an unseen line
        low = ["-" if each is None else each[0] * 100 for each in peers]
        high = ["-" if each is None else (each[2] - each[0]) * 100 for each in peers]
        unseen = {**line, "stack": "band", "lineStyle": {"width": 0}}
        series += [
            {**unseen, "data": low},
            {**unseen, "data": high, "areaStyle": {"color": "rgba(128,134,145,0.18)"}},
            {
                **line,
                "data": ["-" if each is None else each[1] * 100 for each in peers],
                "lineStyle": {"color": colours.none, "width": 1.5, "type": "dotted"},
            },
        ]
    series.append(
        {
            "type": "line",
            "clip": False,
            "symbol": "circle",
            "symbolSize": 7,
            "showAllSymbol": True,
            "lineStyle": {"color": colours.good, "width": 2},
            "itemStyle": {"color": colours.good},
            "data": [
                "-"
                if tally.rate is None or tally.few
                else {
                    "value": float(tally.rate) * 100,
                    "name": f"{words.period(period)} {words.percent(tally.rate)} · {words.ratio(tally)}",
                }
                for period, tally in zip(periods, own, strict=True)
            ],
        }
    )
    # too few for a rate: n/N at the foot, grey
    few = [
        {
            "value": [x, 0],
            "name": f"{words.period(period)} {words.ratio(tally)}",
            "label": {"formatter": words.ratio(tally)},
        }
        for x, (period, tally) in enumerate(zip(periods, own, strict=True))
        if tally.few and tally.closed
    ]
    series.append(
        {
            "type": "scatter",
            "symbolSize": 1,
            "silent": True,
            "data": few,
            "label": {"show": True, "position": "top", "distance": 2, "fontSize": 11, "color": colours.quiet},
        }
    )
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "title": {"text": title, "left": 0, "top": 0, "textStyle": {"fontSize": 13, "color": colours.ink}},
        "grid": {"left": 4, "right": 12, "top": 34, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "category",
            "data": [words.tick(period) for period in periods],
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.line}},
            "axisLabel": {"color": colours.quiet, "fontSize": 11, "lineHeight": 14, "interval": 0},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "interval": 50,
            "axisLabel": {"color": colours.quiet, "fontSize": 11, "formatter": "{value}%"},
            "splitLine": {"lineStyle": {"color": colours.line}},
        },
        "series": series,
    }
    st.echarts_chart(spec, height=168, renderer="svg", alt=alt)

"""Hand-ins by day against the deadline: this quarter as a line of steps, the one before it dotted."""

import streamlit as st

from data_layer.assessment.progress import Arrivals
from pages.parts import words
from pages.parts.palette import palette

_BEFORE, _AFTER = -20, 30  # days around the deadline that are shown
_HEIGHT = 230


def show(now: Arrivals, earlier: Arrivals | None, key: str) -> None:
    """Cumulative share of branches that are in, by days before and after the deadline."""
    colours = palette()
    series: list[dict[str, object]] = []
    for shown, colour, kind, width in ((earlier, colours.none, "dotted", 1.5), (now, colours.good, "solid", 2.5)):
        if shown is not None and shown.due:
            series.append(
                {
                    "type": "line",
                    "step": "end",
                    "symbolSize": 5,
                    "lineStyle": {"color": colour, "width": width, "type": kind},
                    "itemStyle": {"color": colour},
                    "data": [
                        {
                            "value": [max(_BEFORE, min(day, _AFTER)), 100 * number / shown.due],
                            "name": _said(shown, day, number),
                        }
                        for day, number in ((_BEFORE, 0), *shown.steps)
                    ],
                }
            )  # fmt: skip
    if series:
        series[-1]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "data": [{"xAxis": 0}],
            "lineStyle": {"color": colours.quiet, "type": "dashed"},
            "label": {"formatter": "截止日", "color": colours.quiet},
        }
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 4, "right": 12, "top": 26, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "value",
            "min": _BEFORE,
            "max": _AFTER,
            "interval": 10,
            "splitLine": {"show": False},
            "axisLine": {"onZero": False, "lineStyle": {"color": colours.line}},
            "axisLabel": {"color": colours.quiet, "fontSize": 11, "formatter": "{value}天"},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "interval": 50,
            "axisLine": {"show": False, "onZero": False},
            "axisLabel": {"color": colours.quiet, "fontSize": 11, "formatter": "{value}%"},
            "splitLine": {"lineStyle": {"color": colours.line}},
        },
        "series": series,
    }
    last = now.steps[-1][1] if now.steps else 0
    alt = f"{words.period(now.quarter)}按天累计报送的支部，至今 {last}/{now.due}"
    st.echarts_chart(spec, key=key, height=_HEIGHT, renderer="svg", alt=alt)


def _said(shown: Arrivals, day: int, number: int) -> str:
    side = "截止日" if day == 0 else f"截止{'后' if day > 0 else '前'} {abs(day)} 天"
    return f"{words.period(shown.quarter)} {side} {number}/{shown.due}"

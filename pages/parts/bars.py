"""Bars: shares of a whole, one row a branch or year (100% stacked), and how many fall into each step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import streamlit as st

from pages.parts import words
from pages.parts.palette import LIGHT, Palette, palette

_ROW = 26
#: From this share of the row on, the number fits into its piece.
_ROOM = Fraction(4, 100)
_PLAIN = {"axisLine": {"show": False}, "axisTick": {"show": False}, "splitLine": {"show": False}}
_HATCH = {"symbol": "rect", "symbolSize": 1, "dashArrayX": [1, 0], "dashArrayY": [1, 6], "rotation": -0.8}


@dataclass(frozen=True)
class Piece:
    """One kind of which rows hold so and so many. ``tone``: best mid good watch bad none, or silent: nothing known."""

    name: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One row: what it is called, the key that opens it, and a number for each piece."""

    key: str
    name: str
    numbers: tuple[int, ...]


def _tone(tone: str, colours: Palette) -> tuple[str, str]:
    """Fill of a piece and text on it."""
    return (colours.surface, colours.quiet) if tone == "silent" else colours.fills[tone]


def stacked(
    rows: Sequence[Row],
    pieces: Sequence[Piece],
    key: str,
    alt: str,
    *,
    opens: Callable[[str], None] | None = None,
    line: Fraction | None = None,
) -> None:
    """Each row as one bar of 100%, numbers inside where they fit. Rows that hold nothing are left out.

    ``line``: a share to compare the first piece with. ``opens`` gets the key of the row that is clicked.
    """
    colours = palette()
    shown = [row for row in rows if sum(row.numbers)]
    series: list[dict[str, Any]] = []
    for place, piece in enumerate(pieces):
        fill, ink = _tone(piece.tone, colours)
        data = []
        for row in shown:
            number, share = row.numbers[place], Fraction(row.numbers[place], sum(row.numbers))
            said = f"{row.name}<br>{piece.name} {words.count(number)} 人，占 {words.percent(share)}"
            label = {"formatter": words.count(number) if share >= _ROOM else ""}
            data.append({"value": float(share) * 100, "name": said, "label": label})
        decal = {**_HATCH, "color": colours.line} if piece.tone == "silent" else {"symbol": "none"}
        series.append(
            {
                "type": "bar",
                "name": piece.name,
                "stack": "whole",
                "barWidth": 19,
                "data": data,
                "selectedMode": "single" if opens else False,
                "cursor": "pointer" if opens else "default",
                "label": {"show": True, "fontSize": 12, "color": ink},
                "itemStyle": {"color": fill, "borderColor": colours.line, "borderWidth": 0.5, "decal": decal},
                "select": {"itemStyle": {"borderColor": colours.ink, "borderWidth": 2}},
            }
        )
    if line is not None and series:
        series[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": colours.ink, "width": 1.5, "type": "dotted"},
            "data": [{"xAxis": float(line) * 100}],
        }
    spec = _lying([row.name for row in shown], series, colours)
    spec["xAxis"] |= {"max": 100, "interval": 25, "axisLabel": {**spec["xAxis"]["axisLabel"], "formatter": "{value}%"}}

    def clicked() -> None:
        place = _picked(key)
        if opens and 0 <= place < len(shown):
            opens(shown[place].key)

    st.echarts_chart(
        spec, key=key, height=_ROW * len(shown) + 62, on_select=clicked if opens else "ignore", renderer="svg", alt=alt
    )


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
    data = []
    for name, number, enough in zip(names, numbers, reached, strict=True):
        fill, hatch = (
            (colours.good, {"symbol": "none"}) if enough else (colours.watch, {**_HATCH, "color": colours.surface})
        )
        label = {"formatter": words.count(number) if number else ""}
        said = f"{name}：{words.count(number)} 人"
        data.append({"value": number, "name": said, "label": label, "itemStyle": {"color": fill, "decal": hatch}})
    spec = {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 4, "right": 4, "top": 22, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {
            "type": "category",
            "data": list(names),
            **_PLAIN,
            "axisLabel": {"color": colours.ink, "fontSize": 12, "interval": 0},
        },
        "yAxis": {"type": "value", "show": False},
        "series": [
            {
                "type": "bar",
                "data": data,
                "selectedMode": "single" if opens else False,
                "cursor": "pointer" if opens else "default",
                "label": {"show": True, "position": "top", "fontSize": 12, "color": colours.ink},
                "select": {"itemStyle": {"borderColor": colours.ink, "borderWidth": 2}},
            }
        ],
    }

    def clicked() -> None:
        place = _picked(key)
        if opens and 0 <= place < len(names):
            opens(place)

    st.echarts_chart(spec, key=key, height=200, on_select=clicked if opens else "ignore", renderer="svg", alt=alt)


def _picked(key: str) -> int:
    """The place of what was clicked: what is selected now and was not, else what was and is not any more."""
    groups = st.session_state[key]["selection"]["selected"]
    now = {(group["series_index"], int(index)) for group in groups for index in group["data_indices"]}
    before: set[tuple[int, int]] = st.session_state.get(f"{key}_before", set())
    st.session_state[f"{key}_before"] = now
    changed = (now - before) or (before - now)
    return min(place for _, place in changed) if changed else -1


def counted(
    names: Sequence[str], parts: Mapping[str, Sequence[int]], key: str, alt: str, opens: Callable[[int], None]
) -> None:
    """Counts as bars, one a name, stacked by part; parts differ in pattern too. ``opens`` gets the bar's number.

    Greys, as counts are neither good nor bad; amber: to be looked at (未再列出, 待核验); red: overdue.
    """
    colours = palette()
    looks = {
        "新增": (colours.quiet, False),
        "返回": (colours.none, True),
        "不再列入": (colours.ink, False),
        "未再列出": (colours.watch, True),
        "重新列出": (colours.none, False),
        "超期": (colours.bad, False),
        "待核验": (colours.watch, True),
        "待整改": (colours.none, False),
        "整改中": (colours.none, True),
    }
    dark = (colours.quiet, colours.ink, colours.bad)  # what words in the colour of the ground can be read on
    series: list[dict[str, Any]] = []
    for part, numbers in parts.items():
        if not any(numbers):
            continue
        fill, hatched = looks.get(part, (colours.line, False))
        data = [
            {"value": number, "name": f"{name} {part} {words.count(number)}", "label": {"show": number > 0}}
            for name, number in zip(names, numbers, strict=True)
        ]
        decal = {**_HATCH, "color": colours.surface} if hatched else {"symbol": "none"}
        series.append(
            {
                "type": "bar",
                "name": part,
                "stack": "whole",
                "barWidth": 19,
                "data": data,
                "selectedMode": "single",
                "cursor": "pointer",
                "label": {
                    "formatter": "{c}",
                    "fontSize": 12,
                    "color": LIGHT.ink if fill == colours.watch else colours.surface if fill in dark else colours.ink,
                    # a hatching would run through the number
                    **({"backgroundColor": fill, "padding": [1, 3]} if hatched else {}),
                },
                "itemStyle": {"color": fill, "borderColor": colours.surface, "borderWidth": 0.5, "decal": decal},
                "select": {"itemStyle": {"borderColor": colours.ink, "borderWidth": 2}},
            }
        )
    spec = _lying(names, series, colours)
    spec["xAxis"] |= {"minInterval": 1, "splitLine": {"lineStyle": {"color": colours.line}}}

    def clicked() -> None:
        place = _picked(key)
        if 0 <= place < len(names):
            opens(place)

    st.echarts_chart(spec, key=key, height=_ROW * len(names) + 62, on_select=clicked, renderer="svg", alt=alt)


def _lying(names: Sequence[str], series: list[dict[str, Any]], colours: Palette) -> dict[str, Any]:
    """What every chart of lying bars is: a legend above, the names at the left, the first on top."""
    return {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 4, "right": 14, "top": 34, "bottom": 2, "containLabel": True},
        "legend": {
            "top": 0,
            "left": 0,
            "itemWidth": 12,
            "itemHeight": 11,
            "itemGap": 8,
            "selectedMode": False,
            "textStyle": {"color": colours.ink, "fontSize": 11},
            "data": [each["name"] for each in series],
        },
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {"type": "value", "min": 0, **_PLAIN, "axisLabel": {"color": colours.quiet, "fontSize": 11}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            **_PLAIN,
            "axisLabel": {
                "color": colours.ink,
                "fontSize": 12,
                "width": 150,
                "overflow": "truncate",
                "interval": 0,
                "hideOverlap": False,
            },
        },
        "series": series,
    }

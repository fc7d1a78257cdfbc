"""Money on screen: amounts in words, the way from the budget to what is left, tables with amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from data_layer.assessment.fund import Money, yuan
from pages.parts import charts
from pages.parts.palette import palette

_WAN = Decimal(10_000)


def amount(value: Decimal) -> str:
    """``11.4 万元`` from ten thousand on, else ``3,070 元``."""
    return f"{value / _WAN:,.1f} 万元" if abs(value) >= _WAN else yuan(value)


def shown(columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """The columns of a table for a grid: amounts as numbers, nothing where there is none."""
    return {
        name: [(float(value) if value else None) if isinstance(value, Decimal) else value for value in values]
        for name, values in columns.items()
    }


def config(columns: Mapping[str, Sequence[Any]], **widths: int) -> dict[str, Any]:
    """Column settings of such a grid: amounts with thousands apart, the others by the widths given."""
    found: dict[str, Any] = {name: st.column_config.Column(width=width) for name, width in widths.items()}
    for name, values in columns.items():
        if any(isinstance(value, Decimal) for value in values):
            found[name] = st.column_config.NumberColumn(format="localized", width=widths.get(name, 84))
    return found


def waterfall(money: Money, key: str, opens: Any) -> None:
    """预算 → 下拨 → 支部支出 + 本级支出 → 结余, hanging from what there was; a bar that is clicked opens its list.

    ``opens`` is called with ``entries`` or ``vouchers``.
    """
    colours = palette()
    top = money.given
    steps = [
        ("预算" if money.budget else "上级下拨", Decimal(0), top, colours.none, "entries"),
        ("下拨", top - money.allocated, money.allocated, colours.line, "entries"),
        ("支部支出", top - money.by_branches, money.by_branches, colours.quiet, "vouchers"),
        ("本级支出", top - money.spent, money.by_committees, colours.quiet, "vouchers"),
        ("结余", Decimal(0), money.left, colours.bad if money.left < 0 else colours.none, "vouchers"),
    ]
    if not money.budget:
        steps = [step for step in steps if step[0] not in ("下拨", "本级支出")]
    ends = [float(value) for _, base, height, _, _ in steps for value in (base, base + height)]
    names = [f"{name} {amount(height)}" for name, _, height, _, _ in steps]
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 4, "right": 4, "top": 26, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {
            "type": "category",
            "data": [name for name, *_ in steps],
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.line}},
            "axisLabel": {"color": colours.ink, "fontSize": 13, "interval": 0},
        },
        "yAxis": {
            "type": "value",
            "show": False,
            "axisLabel": {"show": False},
            "min": min(*ends, 0.0),
            "max": max(*ends, 1.0),
        },
        "series": [
            # a candlestick is the bar that may begin and end anywhere, below nought too
            {
                "type": "candlestick",
                "barWidth": "58%",
                "selectedMode": "single",
                "data": [
                    {
                        "value": [float(base), float(base + height), float(base), float(base + height)],
                        "name": name,
                        "itemStyle": {"color": colour, "color0": colour, "borderColor": colour, "borderColor0": colour},
                    }
                    for name, (_, base, height, colour, _) in zip(names, steps, strict=True)
                ],
            },
            {
                "type": "scatter",
                "symbolSize": 1,
                "silent": True,
                "data": [
                    {
                        "value": [place, float(max(base, base + height))],
                        "label": {
                            "show": True,
                            "position": "top",
                            "formatter": amount(height),
                            "color": colours.ink,
                            "fontSize": 13,
                        },
                    }
                    for place, (_, base, height, _, _) in enumerate(steps)
                ],
            },
        ],
    }

    def clicked() -> None:
        place = charts.picked(key)
        if 0 <= place < len(steps):
            opens(steps[place][4])

    st.echarts_chart(spec, key=key, height=310, on_select=clicked, renderer="svg", alt="，".join(names))

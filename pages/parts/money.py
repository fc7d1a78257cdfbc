"""Money on screen: amounts in words, the way from the budget to what is left, tables with amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from data_layer.assessment.fund import Money, yuan
from pages.parts.palette import palette

_WAN = Decimal(10_000)
_NO_BAR = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


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
    chart = go.Figure()
    chart.add_bar(
        x=[name for name, *_ in steps],
        y=[float(height) for _, _, height, _, _ in steps],
        base=[float(base) for _, base, _, _, _ in steps],
        marker={"color": [colour for _, _, _, colour, _ in steps], "line": {"width": 0}},
        text=[amount(height) for _, _, height, _, _ in steps],
        textposition="outside",
        textfont={"size": 13, "color": colours.ink},
        cliponaxis=False,
        width=0.62,
        hovertemplate="%{x} %{text}<extra></extra>",
    )
    ends = [float(value) for _, base, height, _, _ in steps for value in (base, base + height)]
    span = (max(ends) - min(ends)) or 1.0
    chart.update_layout(
        height=310,
        margin={"l": 4, "r": 4, "t": 22, "b": 4},
        showlegend=False,
        dragmode=False,
        xaxis={"fixedrange": True, "showgrid": False, "tickfont": {"size": 13, "color": colours.ink}},
        yaxis={
            "range": [min(ends) - span * (0.14 if min(ends) < 0 else 0), max(ends) + span * 0.12],
            "fixedrange": True,
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
            "zerolinecolor": colours.line,
        },
    )

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[0]["point_index"] < len(steps):
            opens(steps[points[0]["point_index"]][4])

    said = "，".join(f"{name} {amount(height)}" for name, _, height, _, _ in steps)
    st.plotly_chart(
        chart, key=key, on_select=clicked, selection_mode="points", config=_NO_BAR, alt=said, height="content"
    )

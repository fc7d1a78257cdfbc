"""The eight groups on a page: where each leads, and all the indicators of one, whose rows open them."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.board import Board, Figure
from data_layer.assessment.groups import Group
from data_layer.assessment.view import View
from pages.parts import tables, words
from web.site import screens

#: The page on which a group is shown; the drawer where there is none.
PAGES = {
    "台账": "coverage",
    "联系": "contact",
    "关爱": "care",
    "活动证": "bothends",
    "教育培训": "training",
    "民主评议": "appraisal",
    "双向管理": "bothends",
    "经费": "fund",
}


def open_(viewer: Viewer, view: View, name: str, period: str) -> None:
    """Turn to a group's page, if it is in the viewer's menu, else open the drawer on the group (as a callback)."""
    from pages.parts import drawer  # which shows the table below

    page = next((each for each in screens() if each.name == PAGES[name] and each.in_menu(viewer)), None)
    if page is not None:
        tables.turn_to(page.name, view)
    else:
        drawer.open_(name, period)


def table(
    group: Group, held: Board, org: int | None, *, viewer: Viewer, view: View, opens: Callable[[Figure], None]
) -> None:
    """Every indicator of a group that is owed, of all branches or one; ``opens`` gets the one whose row is clicked."""
    parts = group.parts
    tallies = [held.of(each.indicator, each.period, org) if org is not None else each.tally for each in parts]
    shown = [(figure, tally) for figure, tally in zip(parts, tallies, strict=True) if tally.all or tally.exempt]
    columns: dict[str, Sequence[Any]] = {
        "指标": [figure.name for figure, _ in shown],
        "期间": [words.short_period(figure.period) for figure, _ in shown],
        "达标/应办": [words.ratio(tally) for _, tally in shown],
        "达标率": ["" if tally.open or tally.few else words.percent(tally.rate) for _, tally in shown],
        "未达标": [tally.failed for _, tally in shown],
        "未报": [tally.silent for _, tally in shown],
        "待核": [tally.unclear for _, tally in shown],
        "未到期": [tally.pending + tally.awaiting for _, tally in shown],
        "免计": [tally.exempt for _, tally in shown],
    }
    tables.show(
        columns, key="group_parts", alt=f"{group.name}的 {len(shown)} 项指标", rows=12,
        opens=lambda row: opens(shown[row][0]),
        config={name: st.column_config.Column(width=84) for name in list(columns)[1:]},
    )  # fmt: skip
    tables.export(f"{group.name} 指标", columns, key="group_parts", viewer=viewer, view=view)

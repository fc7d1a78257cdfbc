"""Tables: shown as a grid whose rows open, taken away as Excel with what they rest on printed above."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from data_layer import clock
from data_layer.access import Viewer, audit
from data_layer.assessment.view import View
from data_layer.documents.excel import Stamp, table_workbook
from data_layer.ledger.evidence import Evidence
from pages.parts import words
from pages.parts.palette import palette
from web.gate import store
from web.site import PAGES

_PRINTED = {"上次联系", "本季应办"}  # put into the pre-filled ledger by us: no evidence
_LONG, _NARROW = 12, 150  # letters; pixels: a long text may not push what counts out of sight
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPENED = "table_opened"  # in the session: keys of the grids whose rows were opened
ROW = 31  # pixels a row of a grid takes at the theme's base size


def show(
    columns: Mapping[str, Sequence[Any]],
    *,
    key: str,
    alt: str,
    opens: Callable[[int], None] | None = None,
    rows: int = 10,
    config: Mapping[str, Any] | None = None,
    tall: int = 1,
) -> None:
    """A grid of named columns. ``opens`` is called with the row's number when any of its cells is clicked.

    ``tall``: lines of text a row has room for; more than one lets long texts wrap.
    """
    # Arrow, not pandas: a frame would only be turned into this, at five times the price
    frame = pa.table({name: [_cell(value) for value in values] for name, values in columns.items()})
    row_height = ROW + 18 * (tall - 1)
    height = ROW + row_height * min(frame.num_rows, rows) + 3

    def clicked() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if opens and cells:
            st.session_state.setdefault(_OPENED, set()).add(key)
            opens(int(cells[0][0]))

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        placeholder="",
        height=height,
        row_height=row_height if tall > 1 else None,
        column_config=dict(config or {}),
        alt=alt,
        on_select=clicked if opens else "ignore",
        selection_mode="single-cell",
    )


def let_go() -> None:
    """Deselect the cells that opened something, in a callback: a click on one is no event while it is selected.

    Not before the dialog is gone: a grid that gets the focus back with nothing selected selects its first cell.
    """
    for key in st.session_state.pop(_OPENED, ()):
        st.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": []}}


def export(
    title: str,
    columns: Mapping[str, Sequence[Any]] | Callable[[], Mapping[str, Sequence[Any]]],
    *,
    key: str,
    viewer: Viewer,
    view: View,
    filters: Sequence[tuple[str, str]] = (),
    label: str = "导出 Excel",
) -> None:
    """A button that gives the table as .xlsx; made on click (the columns too, where they are given as a function), and
    noted in the log."""

    def made() -> bytes:
        stamp = Stamp(
            organisation=view.name,
            period=words.period(view.quarter) if view.quarter else "",
            as_of=view.as_of,
            known_at=view.known_at,
            filters=tuple(filters),
            version=view.version,
            by=viewer.display_name or viewer.name,
            taken_at=clock.now(),
        )
        audit(store(), viewer, "export", org=view.org, object=key)
        found = columns() if callable(columns) else columns
        return table_workbook(title, list(found), zip(*found.values(), strict=True), stamp)

    st.download_button(
        label,
        made,
        file_name=f"{title} {view.name} {view.quarter} {view.as_of}.xlsx".replace("/", " "),
        key=f"{key}_xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _cell(value: Any) -> Any:
    if type(value) is Fraction:  # isinstance asks an abstract class: for thousands of cells a tenth of a rerun
        return words.percent(value)
    return None if value == 0 and isinstance(value, int) else value


def turn_to(page: str, view: View, **keys: str) -> None:
    """Ask for another page with the same view; it comes on the next run (see :func:`turn`)."""
    same = {"org": view.code, "period": view.quarter, "as_of": f"{view.as_of}"}
    st.session_state["turn_to"] = (page, {**same, **keys})


def turn() -> None:
    """Turn to the page that a row or button asked for."""
    if asked := st.session_state.pop("turn_to", None):
        page, keys = asked
        st.switch_page(str(PAGES / f"{page}.py"), query_params=keys)


def sheet(found: Evidence) -> None:
    """The window of a sheet: rows by their number in the file, the one that counts tinted."""
    if not found.lines:
        return
    if len({spot.ref.lstrip(_LETTERS) for spot in found.marked}) > 1:
        _form(found)
        return
    shown = _around(found)
    titles = {spot.column: f"{spot.ref.rstrip('0123456789')} {spot.column}" for spot in found.marked}
    rows = [
        {titles.get(spot.column, spot.column): spot.text for spot in spots if spot.column in shown}
        for _, spots in found.lines
    ]
    numbers = [number for number, _ in found.lines]
    frame = pd.DataFrame(rows, index=pd.Index(numbers, name="行")).fillna("")
    colours = palette()
    counted = {titles[spot.column] for spot in found.marked if spot.counts and spot.column in shown}

    def tint(line: pd.Series) -> list[str]:
        if line.name != found.row:
            return [""] * len(line)
        strong, weak = colours.fills["good"], (colours.fills["none"][0], colours.ink)
        return [
            f"background-color:{fill};color:{ink}"
            for fill, ink in (strong if name in counted else weak for name in line.index)
        ]

    long = [str(name) for name in frame if name not in counted and frame[name].str.len().max() > _LONG]
    st.dataframe(
        frame.style.apply(tint, axis=1),
        column_config={name: st.column_config.TextColumn(width=_NARROW) for name in long},
        height=ROW * (len(frame) + 1) + 3,
        alt=f"{found.sheet}第 {found.row} 行前后的原始内容",
    )


def _form(found: Evidence) -> None:
    """A 封面, or a form of one member: a cell a line."""
    colours = palette()
    frame = pd.DataFrame(
        {
            "单元格": [spot.ref for spot in found.marked],
            "项目": [spot.column for spot in found.marked],
            "内容": [spot.text for spot in found.marked],
        }
    )
    counted = [spot.counts for spot in found.marked]

    def tint(line: pd.Series) -> list[str]:
        fill, ink = colours.fills["good"]
        return [f"background-color:{fill};color:{ink}" if counted[int(str(line.name))] else ""] * len(line)

    st.dataframe(
        frame.style.apply(tint, axis=1),
        hide_index=True,
        height=ROW * (len(frame) + 1) + 3,
        alt=f"{found.sheet}的原始内容",
    )


def _around(found: Evidence) -> set[str]:
    """The columns to show: who it is about, and from just before to just after the cells that count (else all)."""
    order = [spot.column for spot in found.marked]
    places = [index for index, spot in enumerate(found.marked) if spot.counts]
    if not places:
        return set(order)
    return {"姓名", *order[max(0, min(places) - 2) : max(places) + 3]} - _PRINTED

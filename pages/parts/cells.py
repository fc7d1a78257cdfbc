"""Cells of a ledger as fields of a form: for each column the widget that fits it."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from data_layer import clock
from data_layer.ledger.columns import Column
from data_layer.ledger.template_notes import column_hint
from data_layer.ledger.typed import LONGEST


def fields(
    columns: Sequence[Column], shown: Mapping[str, str], key: str, across: int,
    hints: Mapping[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    """A field a column, so many in a row; the texts they hold."""
    found = {}
    for start in range(0, len(columns), across):
        row = columns[start : start + across]
        for place, column in zip(st.columns(across), row, strict=False):
            with place:
                text = shown.get(column.name, "")
                hint = (hints or {}).get(column.name, "")
                found[column.name] = _field(column, text, f"{key}_{column.name}", hint)
    return found


def _field(column: Column, text: str, key: str, hint: str) -> str:
    """The widget that fits a column; its value as a text. What fits no list or calendar stays text."""
    label = f"★ {column.name}" if column.required == "always" else column.name
    if column.choices == ("是", "否") and text in ("", *column.choices):
        at = column.choices.index(text) if text else None
        return st.radio(label, column.choices, index=at, key=key, horizontal=True) or ""
    if column.choices:
        options = list(column.choices) if text in ("", *column.choices) else [*column.choices, text]
        at = options.index(text) if text else None
        return st.selectbox(label, options, index=at, key=key, placeholder=hint or "请选择") or ""
    if column.type == "date" and _on_calendar(text):
        day = date.fromisoformat(text) if text else None
        last = clock.today() if column.received else None
        picked = st.date_input(
            label, value=day, min_value=date(2000, 1, 1), max_value=last, key=key, format="YYYY-MM-DD"
        )
        return f"{picked}" if picked else ""
    usual = "谈了什么；没有联系上的写明情况" if column.name == "联系内容" else ""
    placeholder = hint or usual or column_hint(column)
    return st.text_input(label, value=text, key=key, max_chars=LONGEST, placeholder=placeholder) or ""


def _on_calendar(text: str) -> bool:
    """Whether a date field can show it; what is written some other way stays a text."""
    try:
        return not text or date(2000, 1, 1) <= date.fromisoformat(text) <= clock.today()
    except ValueError:
        return False

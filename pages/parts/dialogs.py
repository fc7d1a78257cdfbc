"""Dialogs over a page, such as a table's row opens."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import tables


def dialog(
    title: str, *, on_dismiss: Callable[[], None], **shape: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """``st.dialog`` that lets go of the row it was opened from when somebody closes it: the same row opens again."""

    def dismissed() -> None:
        tables.let_go()
        on_dismiss()

    return st.dialog(title, on_dismiss=dismissed, **shape)

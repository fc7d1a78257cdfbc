"""The ordered matrix of all branches, a screenful at a time, with the way into each cell and out as Excel."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.board import Matrix
from data_layer.assessment.view import View
from pages.parts import charts, tables, words

PAGE = 20


def show(
    shown: Matrix, key: str, alt: str, *, viewer: Viewer, view: View, opens: Callable[[str, str], None], title: str,
    punctual: bool = False,
) -> None:  # fmt: skip
    """Worst first, ``PAGE`` branches at a time; the page is part of the URL."""
    first, page, pages = page_of(len(shown.lines), PAGE)
    charts.matrix(replace(shown, lines=shown.lines[first : first + PAGE]), f"{key}_{page}", alt, opens, punctual)

    def columns() -> dict[str, Sequence[Any]]:
        say = charts.punctual_cell if punctual else charts.cell
        return {
            "代码": [line.code for line in shown.lines],
            "党支部": [line.name for line in shown.lines],
            **{
                words.period(period): [
                    say(line.tallies[place], line.silent[place], shown.target)[1] for line in shown.lines
                ]
                for place, period in enumerate(shown.periods)
            },
        }

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        turner(pages, page, key, shown.total)
        tables.export(title, columns, key=f"{key}_export", viewer=viewer, view=view)


def page_of(count: int, size: int) -> tuple[int, int, int]:
    """The place of the first line shown, the page that the URL asks for (from 1), and how many pages there are."""
    pages = max(1, -(-count // size))
    given = st.query_params.get("page", "1")
    page = min(int(given), pages) if given.isdigit() and int(given) else 1
    return (page - 1) * size, page, pages


def turner(pages: int, page: int, key: str, total: int) -> None:
    """The pages to turn to, kept in the URL; with only one, how many branches there are."""
    if pages == 1:
        st.caption(f"共 {total} 个支部")
        return
    held = f"{key}_page_{page}"

    def turn() -> None:
        st.query_params["page"] = f"{st.session_state[held]}"

    st.pagination(pages, default=page, key=held, on_change=turn)

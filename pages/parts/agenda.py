"""需要处理 and 未来 30 天: what waits, each line opening where it is settled, and what falls due."""

from collections.abc import Sequence

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.agenda import Coming, Task
from data_layer.assessment.view import View
from pages.parts import drawer, empty, tables, words
from web.site import screens


def todo(tasks: Sequence[Task], viewer: Viewer, view: View) -> None:
    """One line a task."""
    if not tasks:
        empty.nothing("没有等着处理的事。")
    held = {screen.name for screen in screens() if screen.in_menu(viewer)}
    for task in tasks:
        if task.page not in held and not task.indicator:
            st.markdown(f"**{words.count(task.count)}** {task.words}")
            continue
        st.button(
            f"**{words.count(task.count)}** {task.words}",
            key=f"task_{task.words}",
            type="tertiary",
            icon=":material/chevron_right:",
            icon_position="right",
            on_click=_open,
            args=(task, view, task.page in held),
        )


def _open(task: Task, view: View, here: bool) -> None:
    if here:
        tables.turn_to(task.page, view, **task.keys)
    else:
        drawer.open_(task.indicator, task.period, "", task.state)


def soon(found: Sequence[Coming]) -> None:
    """One line a day."""
    if not found:
        empty.nothing("没有到期的事。")
    for each in found:
        st.markdown(f"{each.day:%m-%d}　{each.what}　:gray[{words.left(each.left)}]")

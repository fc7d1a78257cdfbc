"""考核口径: what the plan leaves open, with value, day, source and history; deadlines; the go-live quarter."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import visible_orgs
from data_layer.assessment.standards import deadlines, go_live, standards
from data_layer.organisations.parameters import GO_LIVE
from pages.parts import empty, filters, look, rulings, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "parameters", period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()


def may(right: str) -> bool:
    """Whether the viewer has a right on this very organisation, and the page looks at today."""
    seen = visible_orgs(store(), viewer, right) if viewer.may(right) else frozenset()
    return not view.looking_back and (seen is None or view.org in seen)


found = standards(store(), viewer, view)
table, extensions = deadlines(store(), viewer, view)
own = [each for each in found if each.set_by is not None and each.name != GO_LIVE]
start = go_live(store(), viewer, view)
following = next((each for each in reversed(table) if each.due_on >= view.as_of), table[0])
since = f"自 **{start}** 起考核。" if start else "**还没有设定启用季度**，设定后才列出应办事项。"
coming = f"下一次报送截止 **{following.due_on}**（{quarters.quarter_words(following.quarter)}）；"
differ = f"{len(own)} 项口径与默认不同。" if own else "各项口径都是默认值。"
look.headline(f"**{words.escaped(view.name)}** {since}{coming}{differ}")
if start is None and may("configure"):
    st.button("设定启用季度", type="primary", on_click=rulings.ask, args=(GO_LIVE,))

left, right = st.columns([15, 8], gap="small")
with left.container(border=True):
    st.markdown("**口径**　:gray[:small[点一行看历史" + ("、修改" if may("configure") else "") + "]]")
    columns: dict[str, Sequence[Any]] = {
        "口径": [each.label for each in found],
        "现值": [each.words for each in found],
        "依据": [each.clause for each in found],
        "自": [words.day(each.set_by.valid_from) if each.set_by else "默认" for each in found],
        "设定": [f"{each.set_by.org_name}：{each.set_by.source}" if each.set_by else "" for each in found],
    }
    tables.show(
        columns, key="parameters", alt=f"{len(found)} 项考核口径", rows=len(found),
        opens=lambda row: rulings.ask(found[row].name),
        config={
            "口径": st.column_config.TextColumn(width=215),
            "现值": st.column_config.TextColumn(width=105),
            "依据": st.column_config.TextColumn(width=72),
            "自": st.column_config.TextColumn(width=84),
            "设定": st.column_config.TextColumn(width=180),
        },
    )  # fmt: skip
    tables.export("考核口径", columns, key="parameters", viewer=viewer, view=view)
with right:
    with st.container(border=True):
        st.markdown("**报送截止**")
        columns = {
            "季度": [quarters.quarter_words(each.quarter) for each in table],
            "截止日": [words.day(each.due_on) for each in table],
            "设定": [each.set_by or "季末后宽限" for each in table],
            "说明": [each.reason for each in table],
        }
        tables.show(columns, key="deadlines", alt="各季度报送截止日")
        if may("review"):
            st.button("修改截止日", icon=":material/event:", on_click=rulings.ask, args=("deadline",), type="tertiary")
        tables.export("报送截止", columns, key="deadlines", viewer=viewer, view=view)
    with st.container(border=True):
        st.markdown(f"**单个支部延期** {len(extensions)} 次")
        if extensions:
            columns = {
                "党支部": [each.org_name for each in extensions],
                "季度": [quarters.quarter_words(each.quarter) for each in extensions],
                "延至": [words.day(each.due_on) for each in extensions],
                "理由": [each.reason for each in extensions],
            }
            tables.show(columns, key="extensions", alt=f"{len(extensions)} 次延期", rows=6)
            tables.export("支部延期", columns, key="extensions", viewer=viewer, view=view)
        else:
            empty.nothing("没有。")
        if may("lock"):
            st.button(
                "给支部延期", icon=":material/more_time:", on_click=rulings.ask, args=("extension",), type="tertiary"
            )
    st.caption(
        f"口径按期间第一天的值计算，已结束的期间不受以后的修改影响。{clock.today().year} 年的目标按 1 月 1 日的值。"
    )
rulings.show(view, found, may)

"""经验做法: what works, the evidence behind it, who consented to be named, where it went, who took it up."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import figures
from data_layer.assessment.practices import FORMS, practices
from pages.parts import cards, counted, drawer, empty, filters, look, practice_drawer, practice_forms, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "practices", branches=None, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()

found = practices(store(), viewer, view)
standing = [each for each in found if not each.dropped]
many = {form: sum(each.form == form for each in standing) for form in FORMS}
spread = [each for each in standing if each.circulated]
takers = {step.org for each in standing for step in each.taken}
most = max(standing, key=lambda each: len(each.taken), default=None)
if not found:
    first = "还没有登记经验做法。"
else:
    first = f"**{many['practice']}** 条经验做法、**{many['exemplar']}** 个先进典型，{len(spread)} 条已推广，"
    first += f"**{len(takers)}** 个支部采用。"
    if most is not None and most.taken:
        first += f"采用最多的是“{words.escaped(most.title)}”（{len(most.taken)} 个支部）。"
look.headline(first, "每条都写明依据；写到党员姓名的，先登记本人同意。")
practice_forms.done()

four = st.columns(4, gap="small")
for column, (label, value, beside) in zip(
    four,
    (
        ("经验做法", f"{many['practice']}", "现行的"), ("先进典型", f"{many['exemplar']}", "现行的"),
        ("已推广", f"{len(spread)}", f"还没有推广 {len(standing) - len(spread)}"),
        ("采用的支部", f"{len(takers)}", "至少采用一条"),
    ),
    strict=True,
):  # fmt: skip
    with column:
        cards.plain(label, value, beside)

left, right = st.columns([13, 7], gap="small") if takers else (st.container(), None)
with left.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**做法和典型**　:gray[:small[点一行看依据和去向]]", width="content")
        practice_forms.button(viewer, view)
    columns: dict[str, Sequence[Any]] = {
        "标题": [each.title for each in found],
        "类型": [FORMS[each.form] for each in found],
        "来自": [each.name for each in found],
        "登记": [words.day(each.day) for each in found],
        "依据": [len(each.references) for each in found],
        "采用": [len(each.taken) for each in found],
        "推广到": [words.first([step.name for step in each.circulated], 2) for each in found],
        "状态": ["已撤下" if each.dropped else "" for each in found],
    }
    if found:
        tables.show(
            columns, key="practices", alt=f"{len(found)} 条经验做法", rows=12,
            opens=lambda row: practice_drawer.open_(found[row].practice),
        )  # fmt: skip
        tables.export("经验做法", columns, key="practices", viewer=viewer, view=view)
    else:
        empty.nothing("把做得好的支部怎样做的写下来，选上依据（指标、销号的问题、督查），再推广到其他支部。")
if right is not None:
    with right.container(border=True):
        st.markdown("**采用最多的**")
        top = sorted((each for each in standing if each.taken), key=lambda each: -len(each.taken))[:8]
        counted.bars(
            [each.title[:14] for each in top], [len(each.taken) for each in top],
            [f"{len(each.taken)} 个支部" for each in top], key="practice_takers", alt="各条做法的采用支部数",
        )  # fmt: skip
practice_forms.show(view)
practice_drawer.show(view)
if view.quarters:
    drawer.show(view, figures.board(store(), viewer, view))

"""实地督查: whom to visit and why, how many were visited, what choosing by risk is worth; pack and results."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import visits as numbers
from data_layer.oversight.visits.choosing import WARNING, candidates
from data_layer.oversight.visits.results import onsite
from pages.parts import cards, empty, filters, look, tables, visit_drawer, visit_forms, visit_packs, visit_truth, words
from web.gate import require, store

viewer = require("onsite")
if not viewer.may("read"):
    look.apply()
    mine = onsite(store(), viewer)
    look.headline(
        f"您可以督查 **{len(mine)}** 个支部：点一行取材料、填核实结果。" if mine else "现在没有安排您督查的支部。",
        "授权只在督查的几天内有效；材料里的姓名打码，用后交回。",
    )
    visit_drawer.listed(mine, "mine")
    visit_drawer.show()
    st.stop()

view = filters.choose(viewer, "inspections", branches=None, period=False)
if empty.why(view, viewer):
    st.stop()

found = numbers.visits(store(), viewer, view)
covered = numbers.coverage(store(), viewer, view)
hits = {each.way: each for each in numbers.hits(found)}
waiting = [each for each in found if each.state == "planned"]
weighty = candidates(store(), viewer, view)

first = f"{view.as_of.year} 年督查了 **{covered.visited}/{covered.whole}** 个有流动党员的支部，"
first += f"还有 **{len(waiting)}** 个待前往。"
if weighty:
    first += f"事由最重的是{words.escaped(weighty[0].name)}：{words.escaped(weighty[0].reasons[0].sentence)}。"
look.headline(first, f":gray[{WARNING}]")
visit_forms.done()

four = st.columns(4, gap="small")
for column, (label, value, beside) in zip(
    four,
    (
        ("督查覆盖", f"{covered.visited}/{covered.whole}", "本年，有流动党员的支部"),
        ("待前往", f"{len(waiting)}", f"计划 {len({each.plan for each in found})} 份"),
        ("按风险选的查出问题", visit_drawer.hit(hits["risk"]), "有不符的/去过的"),
        ("随机抽的查出问题", visit_drawer.hit(hits["chance"]), "有不符的/去过的"),
    ),
    strict=True,
):
    with column:
        cards.plain(label, value, beside)

with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**督查清单**　:gray[:small[点一行：材料、核实表、结果]]", width="content")
        visit_forms.buttons(viewer, view)
    if found:
        visit_drawer.listed(found, "visits", viewer, view)
        if not view.looking_back:
            visit_packs.show(viewer, view, found)
    else:
        empty.nothing("还没有排过督查。点“排计划”，按风险选几个、随机抽几个。")

with st.container(border=True):
    st.markdown("**谁值得去**　:gray[:small[事由合计的分只用来排先后，不评价支部；各种事由的倍数在“考核口径”]]")
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.name for each in weighty],
        "分": [each.points for each in weighty],
        "在外": [each.away for each in weighty],
        "事由": ["；".join(reason.sentence for reason in each.reasons) for each in weighty],
    }
    tables.show(
        columns, key="visit_candidates", alt=f"{len(weighty)} 个支部和值得去的事由", rows=8,
        opens=lambda row: tables.turn_to("portrait", view, org=weighty[row].code),
    )  # fmt: skip
    tables.export("督查事由", columns, key="visit_candidates", viewer=viewer, view=view)

visit_truth.show(viewer, view)
visit_forms.show(view)
visit_drawer.show()

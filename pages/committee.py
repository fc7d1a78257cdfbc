"""党（工）委履职: what a committee owes itself a year, on one page; side by side only for the root."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data_layer.assessment.committee import COUNTED, DUTIES, committee_counts, committee_records, committee_years
from data_layer.assessment.fund import fund_years
from data_layer.assessment.practices import FORMS, practices
from pages.parts import cards, choice, empty, filters, look, tables, words
from pages.parts.fund_panels import duty_state
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "committee", branches=False, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()


def _share(number: int, whole: int) -> str:
    """n/N; nothing to be counted: a dash."""
    return f"{number}/{whole}" if whole else "—"


years = fund_years(store(), viewer, view)[-5:]
year = int(choice.choose("年度", [f"{each}" for each in reversed(years)], "year", f"{years[-1]}", lambda y: f"{y}年"))
found = committee_years(store(), viewer, view, year)
counted = committee_counts(store(), viewer, view, year)
stamp = replace(view, quarter=f"{year}")
if not found:
    empty.nothing("这里没有党（工）委。请先在“组织与账号”导入党组织。")
    st.stop()
states = [each.state for one in found for each in one.duties]
missed = [one.name for one in found if any(each.state == "missed" for each in one.duties)]
visited, away = (sum(counted[one.org]["inspection_coverage"][place] for one in found) for place in (0, 1))
closed, judged = (sum(counted[one.org]["finding_closed"][place] for one in found) for place in (0, 1))
whose = f"{len(found)} 个党（工）委" if len(found) > 1 else words.escaped(found[0].name)
first = f"**{whose}** {year} 年四项履职"
if "missed" in states or "met" in states or "pending" in states:
    first += words.some(
        (states.count("met"), "做到 {} 件"), (states.count("missed"), "**{}** 件没有按期做到"),
        (states.count("pending"), "{} 件未到期"),
    )  # fmt: skip
    late = words.first([words.escaped(each) for each in missed], 3)
    first += f"；没有按期做到的是{late}。" if missed else "。"
else:
    first += "不评：这一年还没有启用。"
look.headline(
    first, f"督查了 {visited}/{away} 个有流动党员的支部；到期的问题按期销号 {_share(closed, judged)}。不计分、不排名。"
)

passed = practices(store(), viewer, view)
for column, (label, value, beside) in zip(
    st.columns(4, gap="small"),
    (
        ("履职做到", f"{states.count('met')} :small[:gray[/{sum(map(bool, states))} 件]]", "四（一）至四（三）"),
        ("督查覆盖", f"{visited} :small[:gray[/{away} 个支部]]", "本年，有流动党员的支部"),
        ("按期销号", f"{closed} :small[:gray[/{judged} 个问题]]", "本年到期或已销号的"),
        ("经验和典型", f"{len(passed)}", "、".join(f"{word} {sum(each.form == form for each in passed)}"
                                                 for form, word in FORMS.items())),
    ),
    strict=True,
):  # fmt: skip
    with column:
        cards.plain(label, value, beside)

with st.container(border=True):
    many = len(found) > 1
    st.markdown("**各项履职**　:gray[:small[点一行看一个党（工）委；登记在“经费使用”]]" if many else "**各项履职**")
    columns: dict[str, Sequence[Any]] = {"党（工）委": [each.name for each in found]}
    for place, (name, clause, _) in enumerate(DUTIES.values()):
        columns[f"{name} {clause}"] = [duty_state(each.duties[place]) for each in found]
    for key, (name, clause, _says) in COUNTED.items():
        columns[f"{name} {clause}"] = [_share(*counted[each.org][key]) for each in found]
    tables.show(
        columns, key="committees", alt=f"{len(found)} 个党（工）委的履职情况", rows=12,
        opens=(lambda row: tables.turn_to("committee", view, org=found[row].code)) if many else None,
    )  # fmt: skip
    tables.export("党（工）委履职", columns, key="committees", viewer=viewer, view=stamp)
    st.caption("；".join(f"{name}：{says}" for name, _, says in COUNTED.values()) + "。")
if len(found) == 1:
    records = [each for each in committee_records(store(), viewer, view, year) if each.org == found[0].org]
    with st.container(border=True):
        st.markdown("**工作记录**")
        lines: dict[str, Sequence[Any]] = {
            "日期": [words.day(each.day) for each in records],
            "事项": [DUTIES[each.kind][0] for each in records],
            "内容": [each.reference for each in records],
            "登记": [words.moment(each.recorded_at) for each in records],
            "作废": [f"{each.voided_on} {each.void_reason}" if each.voided_on else "" for each in records],
        }
        if records:
            tables.show(lines, key="committee_records", alt=f"{len(records)} 条工作记录", rows=10)
            tables.export("党（工）委工作记录", lines, key="committee_records", viewer=viewer, view=stamp)
        else:
            empty.nothing("这一年还没有登记工作。在“经费使用”下方登记，或在“经验做法”推广。")
with st.container(horizontal=True):
    st.button("经费和登记", on_click=tables.turn_to, args=("fund", view), type="tertiary", icon=":material/payments:")
    st.button("实地督查", on_click=tables.turn_to, args=("inspections", view), type="tertiary",
              icon=":material/travel_explore:")  # fmt: skip
    st.button("整改销号", on_click=tables.turn_to, args=("findings", view), type="tertiary", icon=":material/task_alt:")
    st.button("经验做法", on_click=tables.turn_to, args=("practices", view), type="tertiary",
              icon=":material/lightbulb:")  # fmt: skip

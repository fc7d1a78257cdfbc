"""研判批次: what was frozen, who replied, who was asked, what the meeting decided, what went out."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.oversight.rounds.reading import PURPOSES, STATES, rounds
from pages.parts import empty, filters, look, round_forms, round_panel, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "rounds", branches=None, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()

found = rounds(store(), viewer)
going = [each for each in found if each.state not in ("issued", "dropped")]
mine = [
    each for each in going if not each.whole and any(not one.replies and not one.settled for one in each.candidates)
]
if mine:
    look.headline(
        f"**{len(mine)}** 个批次涉及本支部，还没有答复；最早的请在 **{min(each.reply_by for each in mine)}** 前答复。"
    )
elif found:
    many = {state: sum(each.state == state for each in found) for state in STATES}
    parts = "，".join(f"{word} {many[state]} 个" for state, word in STATES.items() if many[state])
    look.headline(f"**{len(found)}** 个批次：{parts}。")
else:
    look.headline("还没有批次。")
    empty.nothing("工作人员在“表彰与通报”冻结候选支部后，这里列出批次：答复、征求意见、会议、公示、印发。")
    st.stop()

columns: dict[str, Sequence[Any]] = {
    "批次": [each.title for each in found],
    "类型": [PURPOSES[each.purpose] for each in found],
    "年度": [f"{each.year}" for each in found],
    "考核单位": [each.unit_name for each in found],
    "支部": [len(each.candidates) for each in found],
    "已答复": [sum(bool(one.replies) for one in each.candidates) for each in found],
    "答复期限": [words.day(each.reply_by) for each in found],
    "状态": [STATES[each.state] for each in found],
    "文号": [each.number for each in found],
}


def opened(row: int) -> None:
    """Show a round."""
    st.query_params.pop("c", None)
    st.query_params["round"] = f"{found[row].round}"


tables.show(columns, key="rounds", alt=f"{len(found)} 个批次", rows=6, opens=opened)
tables.export("研判批次", columns, key="rounds", viewer=viewer, view=view)
given = st.query_params.get("round", "")
chosen = next((each for each in found if f"{each.round}" == given), found[0])
with st.container(border=True):
    st.markdown(f"**{words.escaped(chosen.title)}**　:gray[{words.escaped(chosen.unit_name)}]")
    st.caption(round_panel.line(chosen))
    stamp = f"{words.moment(chosen.frozen_at)}　{words.escaped(chosen.frozen_by)}"
    st.caption(f"冻结于 {stamp}")
    if not view.looking_back:  # a document is drafted from the round as it stands now
        round_panel.notices(viewer, chosen)
    left, right = st.columns([11, 9], gap="small")
    with left:
        round_panel.candidates(viewer, chosen, view)
        if chosen.whole:
            round_panel.spoken(viewer, chosen)
    with right.container(border=True):
        code = st.query_params.get("c", "")
        picked = next((each for each in chosen.candidates if each.code == code), chosen.candidates[0])
        round_panel.candidate(viewer, chosen, picked, view)
    if not view.looking_back:
        round_forms.show(viewer, chosen)

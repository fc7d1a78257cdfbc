"""变化情况: what differs between two ledgers, for one branch or for all of a committee; both cells open."""

from functools import partial

import streamlit as st

from data_layer.assessment import changes
from data_layer.assessment.ledger_pairs import ledgers
from pages.parts import bars, cards, change_list, empty, filters, look, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "changes", branches=None)
if empty.why(view, viewer):
    st.stop()

held = ledgers(store(), viewer, view) if view.is_branch else []
chosen = change_list.choices(view, held)
found = changes.report(store(), viewer, view, chosen)
against = change_list.sides(view, found, chosen)

people = words.some(
    (found.of("joined"), "新增 **{}** 人"),
    (found.of("returned"), "返回 {} 人"),
    (found.of("left"), "不再列入 {} 人"),
    (found.content, "内容变更 {} 处"),
)
if not found.compared:
    look.headline(f"**{against}** 没有可以比较的两份台账。", change_list.missing(found))
    st.stop()
gone = words.some((found.of("vanished"), "；**{}** 人未再列出，也没有说明去向"))
whole = "" if view.is_branch else f"，{found.compared} 个支部"
first = f"**{against}**{whole}：{people or '没有变化'}{gone}。"
lag = ""
if found.half_within is not None:
    lag = f"地点、单位、电话变更写了变化日期的 {found.dated} 处，一半在变化后 {found.half_within} 天内随台账报到。"
look.headline(first, change_list.missing(found), lag)

ended = words.some((found.of("returned"), "其中返回 {} 人"))
relisted = words.some((found.of("relisted"), "另有 {} 人重新列出"))
figures = (
    ("新增", found.of("joined"), "人", relisted or " ", "joined"),
    ("返回或不再列入", found.of("returned", "left"), "人", ended or " ", "returned"),
    ("未再列出", found.of("vanished"), "人", "去向待问", "vanished"),
    ("内容变更", found.content, "处", "一格算一处", ""),
)
for column, (name, number, unit, beside, kind) in zip(st.columns(4, gap="small"), figures, strict=True):
    with column:
        shown = f"{words.count(number)} :small[:gray[{unit}]]"
        cards.plain(name, shown, beside, "明细", partial(change_list.pick, kind))

left, right = st.columns([11, 8] if view.is_branch else [9, 10], gap="small")
with left.container(border=True):
    if view.is_branch:
        quarters = changes.through(store(), viewer, view)
        st.markdown("**各季度的变化**　:gray[都与当时的上一份台账比]")
        bars.counted(
            [words.period(period) for period, _ in quarters],
            {name: [each.of(*kinds) for _, each in quarters] for name, kinds in changes.GROUPS.items()},
            key="changes_bars",
            alt="各季度的变化：" + "，".join(f"{words.period(p)} {each.total} 处" for p, each in quarters),
            opens=lambda place: change_list.go_to(quarters[place][0]),
        )
    else:
        most = found.most(12)
        st.markdown(f"**变化最多的 {len(most)} 个支部**　:gray[全部支部见右表]")
        bars.counted(
            [each.name for each in most],
            {name: [each.of(*kinds) for each in most] for name, kinds in changes.GROUPS.items()},
            key="changes_bars",
            alt=f"变化最多的 {len(most)} 个支部：" + "，".join(f"{e.name} {e.total} 处" for e in most[:5]),
            opens=lambda place: change_list.branch(most[place].code),
        )
with left if not view.is_branch else right:
    change_list.lags(viewer, view, found)
if not view.is_branch:
    with right:
        change_list.branches(viewer, view, found)
change_list.show(viewer, view, found, against)
change_list.open_item(found)

"""报送进度: who has handed in the quarter's ledger, who late, who must again, who not at all; what staff may do."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import streamlit as st

from data_layer.assessment import figures, worklist
from data_layer.assessment import progress as reports
from data_layer.assessment.exemptions import above_limit
from pages.parts import (
    arrivals,
    bulk,
    burden,
    cards,
    drawer,
    empty,
    filters,
    look,
    reporting,
    rulings,
    seeding,
    tables,
    waiting,
    words,
)
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "progress")
imports = reporting.may(viewer, view, "import", view.org)
if view.empty and not (view.empty == "no_ledgers" and imports):
    empty.why(view, viewer)
    st.stop()

board = figures.board(store(), viewer, view)
found = reports.progress(store(), viewer, view, board)
now = reports.summary(view, board, found)
earlier_view = reports.before(view)
earlier_found = reports.progress(store(), viewer, earlier_view, board) if earlier_view else []
earlier = reports.summary(earlier_view, board, earlier_found) if earlier_view else None
lock = reports.lock_state(store(), viewer, view)
open_matters = worklist.waiting(store(), viewer, view) if reporting.may(viewer, view, "review", view.org) else []

first = f"**{words.period(view.quarter)}** {now.due} 个支部中 **{now.on_time}** 个按时报送"
owing = words.some(
    (now.late, "{} 个逾期"), (now.silent, "**{}** 个未报"), (now.twice_silent, "其中 {} 个连续两季未报"),
    (now.open, "{} 个未到期"), (now.returned, "{} 个退回待重报"),
)  # fmt: skip
shut = f"本季已由{words.escaped(lock.by)}锁定：{words.escaped(lock.reason)}。" if lock.locked else ""
exempt = words.first(
    [f"{words.escaped(each.name)} {each.exempt}/{each.whole}" for each in above_limit(store(), viewer, view, board)], 5
)
look.headline(
    f"{first}{f'，{owing}' if owing else ''}。{shut}",
    f"本季免计偏多的支部（免计/应办）：{exempt}。名单和理由见“整改销号”的“免计”。" if exempt else "",
)
if done := st.session_state.pop("progress_done", None):
    st.success(words.escaped(done), icon=":material/check_circle:")


def beside(value: Fraction | int | None) -> str:
    """The quarter before, in words."""
    if earlier is None:
        return "没有上一季"
    said = f"{value}" if isinstance(value, int) else words.percent(value)
    return f"{words.short_period(earlier.quarter)} {said}"


def listed(state: str) -> None:
    """Show the branches of one state."""
    drawer.replace({"show": state, "part": "list"})


def share(rate: Fraction | None, met: int, of: int) -> str:
    """A rate with n/N; few: n/N alone."""
    ratio = f"{words.count(met)}/{words.count(of)}"
    return f":gray[{ratio}]" if of < 5 else f"{words.percent(rate)} :small[:gray[{ratio}]]"


four = st.columns(4, gap="small")
with four[0]:
    cards.plain(
        "报送率", share(now.rate, now.reported, now.due), beside(earlier.rate if earlier else None),
        words.some((now.silent, "未报 {}")) or "名单", lambda: listed("silent" if now.silent else "all"),
    )  # fmt: skip
with four[1]:
    cards.plain(
        "已报支部达标率", share(now.done_rate, now.done, now.asked) if now.asked else ":gray[不适用]",
        beside(earlier.done_rate if earlier else None), "建档与联系",
        lambda: drawer.open_("contact_quarterly", view.quarter),
    )  # fmt: skip
with four[2]:
    cards.plain(
        "逾期", f"{now.late} :small[:gray[/{now.due} 个支部]]", beside(earlier.late if earlier else None), "名单",
        lambda: listed("late"),
    )  # fmt: skip
with four[3]:
    cards.plain(
        "退回待重报", f"{now.returned} :small[:gray[个支部]]", beside(earlier.returned if earlier else None), "名单",
        lambda: listed("returned"),
    )  # fmt: skip

parts = {"list": "报送名单", "owing": f"催报名单 {sum(each.owes for each in found)}"}
if reporting.may(viewer, view, "review", view.org):
    parts["waiting"] = f"待裁定 {worklist.undecided(open_matters).total()}"
if imports:
    parts |= {"import": "批量导入", "seed": "导出表预填"}
parts["burden"] = "支部负担"
asked = st.query_params.get("part")
st.session_state["progress_part"] = asked if asked in parts else "list"


def turned() -> None:
    """Keep the choice in the URL."""
    drawer.replace({"part": st.session_state["progress_part"]})


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    part = st.segmented_control(
        "看什么", list(parts), format_func=parts.__getitem__, key="progress_part", on_change=turned, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True, width="content"):
        if reporting.may(viewer, view, "lock", view.org) and (lock.here or not lock.locked):
            st.button("解锁本季" if lock.here else "锁定本季", type="tertiary", on_click=rulings.ask, args=("lock",),
                      icon=":material/lock_open:" if lock.here else ":material/lock:")  # fmt: skip
        if reporting.may(viewer, view, "review", view.org):
            st.button("修改截止日", type="tertiary", icon=":material/event:", on_click=rulings.ask, args=("deadline",))

if part == "waiting":
    waiting.show(viewer, view, open_matters)
elif part == "import":
    bulk.show(viewer, view)
elif part == "seed":
    seeding.show(viewer, view)
elif part == "burden":
    burden.show(viewer, view)
else:
    chased = part == "owing"
    kinds = {state: sum(each.state == state for each in found) for state in reports.ORDER}
    picked = st.query_params.get("show")
    shown = [each for each in found if (each.owes if chased else picked not in kinds or each.state == picked)]
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.name for each in shown],
        "状态": [reporting.said(each) for each in shown],
        "截止": [words.day(each.due_on) for each in shown],
        "首次收到": [words.day(each.first_on) for each in shown],
        "版次": [reporting.versions(each) for each in shown],
        "连续未报": [f"{each.silent_for} 季" if each.silent_for else "" for each in shown],
        "台账负责人": [each.custodian.name if each.custodian else "" for each in shown],
        "电话": [each.custodian.phone if each.custodian else "" for each in shown],
    }
    left, right = st.columns([13, 7], gap="small")
    with left.container(border=True):
        if not chased:
            st.session_state["progress_show"] = picked if picked in kinds else "all"
            st.segmented_control(
                "状态", ["all", *(state for state, count in kinds.items() if count or state == picked)],
                format_func=lambda s: f"全部 {len(found)}" if s == "all" else f"{reporting.STATES[s][1]} {kinds[s]}",
                key="progress_show", label_visibility="collapsed", required=True,
                on_change=lambda: drawer.replace({"show": st.session_state["progress_show"]}),
            )  # fmt: skip
        if shown:
            title = "催报名单" if chased else "报送进度"
            tables.show(columns, key=f"progress_{part}", alt=f"{title} {len(shown)} 个支部", rows=12,
                        opens=lambda row: reporting.open_(shown[row].code),
                        config={"版次": st.column_config.TextColumn(width=84)})  # fmt: skip
            said = "还欠台账" if chased else reporting.STATES[picked][1] if picked in kinds else "全部"
            tables.export(title, columns, key=f"progress_{part}", viewer=viewer, view=view, filters=[("状态", said)])
        else:
            empty.nothing("没有欠报的支部。" if chased else "没有这种状态的支部。")
    with right.container(border=bool(shown) or not chased):
        if chased and shown:
            st.markdown("**催报短信**　:gray[:small[右上角复制；不含姓名和号码]]")
            texts = [reports.reminder(view, each) for each in shown]
            height: Any = 380 if len(texts) > 8 else "content"
            st.code("\n".join(texts), language=None, wrap_lines=True, height=height)
        elif not chased:
            against = f"　虚线：{words.short_period(earlier.quarter)}" if earlier else ""
            st.markdown(f"**按天累计报送**　:gray[:small[占应报支部{against}]]")
            before = reports.arrivals(store(), viewer, earlier_view, earlier_found) if earlier_view else None
            arrivals.show(reports.arrivals(store(), viewer, view, found), before, "progress_arrivals")

if st.query_params.get("ask") == "deadline":
    rulings.show(view, (), lambda right: reporting.may(viewer, view, right, view.org))
else:
    reporting.show(view, found, lock)
    drawer.show(view, board)

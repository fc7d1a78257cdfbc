"""台账报送: one road for a branch, always visible where one stands."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import NoAccess
from data_layer.assessment import task as tasks
from data_layer.ledger.bundle import one_ledger
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.prefill import template
from data_layer.ledger.service import check, submit
from data_layer.ledger.states import withdraw
from pages.parts import (
    drafts,
    empty,
    explaining,
    filters,
    finding_list,
    printing,
    road,
    round_panel,
    tables,
    upload,
    words,
)
from web.gate import require, store

viewer = require("submit")
view = filters.choose(viewer, "handin", branches=True, due=True)
if view.empty not in ("", "no_ledgers") and empty.why(view, viewer):
    st.stop()

task = tasks.task(store(), viewer, view)
key = (viewer.account, view.org, task.quarter)
draft = drafts.get(key)
done = st.session_state.get("handed_in") == (view.org, task.quarter)
if draft is not None:
    at = 2 if draft.checked.errors else 4 if not draft.unanswered else 3
else:
    at = 5 if done or (task.ledger is not None and not task.returned) else 1
road.steps(at)
finding_list.owed(viewer, view)
round_panel.owed(viewer, view)


def book(full: bool = False, blank: bool = False) -> bytes:
    """The template, made when it is asked for."""
    return template(store(), viewer, view.org, task.quarter, full=full, blank=blank)


def checked() -> None:
    """A file was put in, or the tables of one ledger: check it, keep it as a draft, let go of the upload."""
    given = st.session_state[f"upload_{st.session_state.get('uploads', 0)}"]
    if not given:
        return
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    st.session_state.pop("handed_in", None)
    try:
        name, content = one_ledger([(each.name, each.getvalue()) for each in given])
        found = check(store(), viewer, name, content, org=view.org, quarter=task.quarter)
    except (LedgerProblem, NoAccess) as refused:
        st.session_state["handin_said"] = str(refused)
        return
    drafts.put(key, drafts.Draft(name, content, found))


def again(held: drafts.Draft) -> None:
    """Check the same file once more, by what was just said about its words."""
    found = check(
        store(), viewer, held.name, held.content, org=view.org, quarter=task.quarter, cover=held.cover or None
    )
    drafts.put(key, drafts.Draft(held.name, held.content, found, held.answers, held.cover))


def give_up() -> None:
    """Forget the file that was checked."""
    drafts.drop(key)


with st.container(border=True):
    road.due(task)
    left, right = st.columns([5, 7], gap="large")
    with left:
        name = f"流动党员台账_{view.name}_{view.quarter}.xlsx"
        st.download_button(
            "下载预填台账", book, file_name=name, icon=":material/download:", on_click="ignore", width=280,
            type="primary" if at == 1 else "secondary",
        )  # fmt: skip
        st.caption("已知的内容都已填好，一般只需填“本季登记”一张表。")
        if viewer.may("call"):
            st.button(
                "不用 Excel：在呼叫清单上边打边记", icon=":material/phone_in_talk:", type="tertiary",
                on_click=tables.turn_to, args=("calls", view),
            )  # fmt: skip
        with st.popover("其他模板", type="tertiary"):
            st.download_button("带全部工作表的预填台账", lambda: book(full=True), file_name=name, on_click="ignore")
            st.download_button("空白台账", lambda: book(blank=True), file_name=name, on_click="ignore")
    with right:
        upload.files(
            "上传填好的台账", on_change=checked, accept_multiple_files=True,
            help="一个工作簿；或者同一份台账的几张 .csv，一次选上。",
            key=f"upload_{st.session_state.get('uploads', 0)}", disabled=task.locked,
        )  # fmt: skip

if said := st.session_state.pop("handin_said", None):
    st.error(words.escaped(said), icon=":material/error:")

if draft is not None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"已核对：{draft.name}", width="content")
        st.button("换一个文件", type="tertiary", on_click=give_up, icon=":material/close:")
    explaining.cover(draft, viewer, view.org, task.quarter, again)
    explaining.used(draft, viewer, view.org, again)
    explaining.asked(draft, viewer, view.org, again)
    road.problems(draft, viewer, view)
    if draft.checked.errors:
        st.info(
            "改好后重新上传；在标注好的台账里改最省事。必须改的没有改完之前，什么也不会入库。", icon=":material/edit:"
        )
    else:
        road.difference(draft.checked)
        road.questions(draft)
        if st.button("确认报送", type="primary", disabled=bool(draft.unanswered), icon=":material/send:"):
            try:
                found = submit(
                    store(), viewer, draft.name, draft.content, org=view.org, quarter=task.quarter,
                    answers=tuple(draft.answers.values()), cover=draft.cover or None,
                )  # fmt: skip
            except (LedgerProblem, NoAccess) as refused:
                st.error(words.escaped(str(refused)))
                st.stop()
            if found.accepted:
                drafts.drop(key)
                st.session_state["handed_in"] = (view.org, task.quarter)
                st.query_params["period"] = view.quarter  # the page stays with it: another quarter may be due next
            else:
                drafts.put(key, drafts.Draft(draft.name, draft.content, found, draft.answers, draft.cover))
            st.rerun()

if at == 5 and task.ledger is not None:
    with st.container(border=True):
        st.markdown(
            f":blue[● 已接收]　**回执号 {words.escaped(task.ledger.receipt)}**　第 {len(task.versions)} 版　"
            f"{words.moment(task.ledger.recorded_at)} 入库"
        )
        st.text(task.ledger.file_name)
        printing.annexes_of(viewer, view, view.org, view.name, task.quarter)
        if task.may_withdraw:
            with st.popover("撤回", icon=":material/undo:"):
                st.write(f"{task.due_on} 前可以撤回；撤回后这份台账不再计算，请在截止前重新报送。")
                reason = st.text_input("撤回原因", key="withdraw_reason")
                if st.button("确认撤回", disabled=not reason.strip()):
                    withdraw(store(), viewer, task.ledger.submission, reason)
                    st.session_state.pop("handed_in", None)
                    st.rerun()

owed = tasks.owed(store(), viewer, view)
kinds = tasks.still_open(owed)
count = sum(len(each.who) for each in kinds)
title = f"本季应办 {len(owed)} 项，还有 {count} 项没有完成"
with st.expander(title, expanded=draft is None):
    if kinds:
        columns: dict[str, Sequence[Any]] = {
            "事项": [each.what for each in kinds],
            "状态": [words.state(each.state) for each in kinds],
            "应于": [words.day(each.due_on) for each in kinds],
            "项": [len(each.who) for each in kinds],
            "对象": [words.first(each.who, 8) for each in kinds],
        }
        tables.show(
            columns, key="handin_owed", alt=f"还没有完成的 {count} 项，按事项", rows=8,
            opens=lambda row: tables.turn_to(
                "portrait", view, open=kinds[row].indicator, at=kinds[row].period, branch=view.code,
                state=kinds[row].state,
            ),
            config={"事项": st.column_config.TextColumn(width=150), "状态": st.column_config.TextColumn(width=90),
                    "应于": st.column_config.TextColumn(width=96), "项": st.column_config.NumberColumn(width=50)},
        )  # fmt: skip
        st.caption("还来得及办的在前；点一行看名单和依据。")
        listed = [each for each in owed if each.duty.state not in ("met", "exempt")]
        tables.export(
            "本季应办", {
                "事项": [each.what for each in listed],
                "对象": [each.duty.who for each in listed],
                "状态": [words.state(each.duty.state) for each in listed],
                "应于": [words.day(each.duty.due_on) for each in listed],
                "说明": [each.duty.remark for each in listed],
            }, key="handin_owed", viewer=viewer, view=view, label="导出全部名单",
        )  # fmt: skip
    else:
        empty.nothing("都办了。")
    st.button(
        "已完成的和依据，看支部画像", type="tertiary", icon=":material/chevron_right:", icon_position="right",
        on_click=tables.turn_to, args=("portrait", view),
    )  # fmt: skip
with st.expander(f"报送记录 {len(task.versions) + len(task.others)} 次"):
    road.history([*task.versions, *task.others], viewer, view)

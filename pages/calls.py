"""呼叫清单: whom to ring this quarter, ticked while ringing; the ledger is made from it, without Excel."""

import streamlit as st

from data_layer.access import NoAccess
from data_layer.assessment import task as tasks
from data_layer.ledger import calls
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.prefill import template
from data_layer.ledger.service import check
from pages.parts import calling, drafts, empty, filters, look, tables, words
from web.gate import require, store

viewer = require("call")
view = filters.choose(viewer, "calls", branches=True, due=True)
if view.empty not in ("", "no_ledgers") and empty.why(view, viewer):
    st.stop()

task = tasks.task(store(), viewer, view)
try:
    found = calls.call_list(store(), viewer, view.org, task.quarter)
except (LedgerProblem, NoAccess) as refused:
    st.error(words.escaped(str(refused)))
    st.stop()
look.headline(*calling.headline(found, task))
if found.locked:
    st.info("本季度已锁定：可以查看，不能再记。需要补报请联系工作人员。", icon=":material/lock:")
elif task.ended:
    ended, running = words.period(view.quarter), words.period(view.quarters[-1])
    st.info(f"{ended}已经结束，这里补记当时的联系；现在打的电话请在上面改选{running}再记。", icon=":material/info:")


def make() -> None:
    """The ledger made from the list goes the way of a file that was put in: checked, compared, asked about."""
    try:
        name, content = calls.workbook(store(), viewer, view.org, task.quarter)
        checked = check(store(), viewer, name, content, org=view.org, quarter=task.quarter)
    except (LedgerProblem, NoAccess) as refused:
        calling.say(str(refused))
        return
    st.session_state.pop("handed_in", None)
    drafts.put((viewer.account, view.org, task.quarter), drafts.Draft(name, content, checked))
    tables.turn_to("handin", view)


numbers = calling.numbers(viewer, view, found)
left, right = st.columns([9, 4], gap="medium")
with left:
    calling.members(viewer, view, found, numbers)
with right, st.container(border=True):
    calling.cover(viewer, view, found, make)
    st.download_button(
        "下载这份台账，用 Excel 接着填",
        lambda: template(store(), viewer, view.org, task.quarter),
        file_name=f"流动党员台账_{view.name}_{view.quarter}.xlsx",
        icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip

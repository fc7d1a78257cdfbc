"""The evidence drawer of money: a voucher and the cell it stands in, or a committee's entry and how it was made."""

from collections.abc import Sequence

import streamlit as st

from data_layer.access import NoAccess, visible_orgs
from data_layer.administration import FundProblem, void_fund
from data_layer.administration.fund import KINDS
from data_layer.assessment.fund import yuan
from data_layer.assessment.fund_vouchers import (
    MOST_PLACES,
    QUESTIONS,
    FundEntry,
    Place,
    Voucher,
    fund_entries,
    vouchers,
)
from data_layer.assessment.view import View
from data_layer.ledger.evidence import evidence
from pages.parts import dialogs, drawer, fund_entry, tables, words
from web.gate import require, store

# which cells of the row a question is about: the reader of the columns (see the table of columns)
_READERS = {"number": "expense_documented", "approval": "expense_documented", "receipts": "expense_documented",
            "reversal": "expense_documented", "category": "expense_in_scope"}  # fmt: skip
_MARK = "voucher"  # what stands where the drawer of obligations has its indicator


def open_(places: Sequence[Place], kind: str = "") -> None:
    """Open the drawer at a few vouchers; ``kind``: the question that is asked about them."""
    steps = {"open": _MARK, "item": "~".join(place.address for place in places), "state": kind}
    drawer.replace({name: value for name, value in steps.items() if value})
    fund_entry.close()


def show(view: View, year: int) -> None:
    """Draw the drawer where the URL asks for it."""
    if st.query_params.get("open") == _MARK:
        dialogs.dialog(f"经费依据 · {year}年", width=1120, position="right", on_dismiss=drawer.close)(_body)(view, year)


def _body(view: View, year: int) -> None:
    viewer = require("read")  # a dialog runs again without the page
    addresses = st.query_params.get("item", "").split("~")[:MOST_PLACES]
    listed = {each.place.address: each for each in vouchers(store(), viewer, view, year)}
    entries = {f"e{each.event}": each for each in fund_entries(store(), viewer, view, year)}
    kind = st.query_params.get("state", "")
    shown = False
    for number, address in enumerate(addresses):
        voucher, entry = listed.get(address), entries.get(address)
        if voucher is not None:
            _voucher(voucher, kind)
        if entry is not None:
            _entry(view, entry)
        elif voucher is not None:
            _cell(voucher, kind, whole=number == 0)
        shown = shown or voucher is not None or entry is not None
    if not shown:
        st.info("这一年没有这笔记录，或您不能查看；凭证被更正过的，请从列表里重新打开。")


def _voucher(each: Voucher, kind: str) -> None:
    number = f"凭证 {each.number}" if each.number else "没有凭证号"
    st.markdown(
        f"**{words.escaped(each.org_name)}**　{words.escaped(number)}　{words.day(each.day)}　{yuan(each.amount)}"
    )
    if each.taken_off:
        st.caption(f"已冲减 {yuan(-each.taken_off)}，计 {yuan(each.spent)}。")
    for flaw, sentence in each.flaws:
        if not kind or flaw == kind or kind not in QUESTIONS:
            st.warning(words.escaped(sentence), icon=":material/help:")


def _cell(each: Voucher, kind: str, whole: bool) -> None:
    """The row of the branch's ledger, as it was sent; all but the first without the way to masked cells."""
    viewer, place = require("read"), each.place
    seen = visible_orgs(store(), viewer, "identify")
    if seen is not None and each.org not in seen:
        st.info("您的账号只看数字，不看台账原文。", icon=":material/visibility_off:")
        return
    reader = _READERS.get(kind, "fund_put_to_use")
    found = evidence(store(), viewer, place.submission, place.sheet, place.row, reader)
    if found is None:
        return
    if whole:
        drawer.cell(viewer, found, "台账原文")
        return
    st.text(f"{found.file_name}（第 {found.version} 版）· {found.sheet} 第 {found.row} 行")
    tables.sheet(found)


def _entry(view: View, each: FundEntry) -> None:
    """A committee's entry: what was entered, by whom, from where; staff take it back."""
    viewer = require("read")
    said = {
        "经费": each.org_name,
        "类型": KINDS[each.kind],
        "下拨给": each.branch_name,
        "年度": f"{each.year}",
        "日期": words.day(each.day),
        "金额": yuan(each.amount),
        "资金来源": each.source,
        "类别": each.category,
        "凭证号": each.voucher,
        "冲减凭证号": each.reverses,
        "摘要": each.summary,
        "审批人": each.approval if each.kind == "spent" else "",
        "票据张数": "" if each.receipts is None else f"{each.receipts}",
        "登记": f"{words.moment(each.recorded_at)} {each.by}"
        + (f"，导入文件第 {each.file_row} 行" if each.file_row else ""),
    }
    filled = {name: text for name, text in said.items() if text}
    tables.show({"项目": list(filled), "内容": list(filled.values())}, key=f"entry_{each.event}", alt="登记的内容",
                rows=len(filled))  # fmt: skip
    if each.voided_on:
        st.info(f"{words.day(each.voided_on)} 已作废：{words.escaped(each.void_reason)}", icon=":material/block:")
        return
    seen = visible_orgs(store(), viewer, "fund") if viewer.may("fund") else frozenset()
    if view.looking_back or (seen is not None and each.org not in seen):
        return
    with st.popover("作废这笔", icon=":material/block:", type="tertiary"):
        st.caption("登记错的不能改，只能作废后登记正确的；作废的仍留在列表里。")
        reason = st.text_input("理由", key=f"void_reason_{each.event}")
        if st.button("作废", key=f"void_{each.event}", type="primary"):
            try:
                void_fund(store(), viewer, each.event, reason)
            except FundProblem as refused:
                fund_entry.problems(refused)
            except NoAccess as refused:
                st.error(words.escaped(str(refused)))
            else:
                drawer.close()
                fund_entry.finish(f"已作废：{KINDS[each.kind]} {yuan(each.amount)}。")

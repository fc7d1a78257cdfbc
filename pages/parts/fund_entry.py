"""Dialogs of 经费使用 in which staff enter: money by form or from a file, and what a committee did of its duties."""

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, visible_orgs
from data_layer.administration import Entry, FundProblem, RecordProblem, record_committee, record_fund, void_committee
from data_layer.administration.committee_record import RECORDS
from data_layer.administration.fund import CATEGORIES, KINDS, SOURCES
from data_layer.administration.fund_file import empty_fund_file, import_fund
from data_layer.assessment.committee import DUTIES, committee_records, committee_years
from data_layer.assessment.view import View
from data_layer.organisations import tree
from pages.parts import dialogs, drawer, tables, upload, words
from web.gate import require, store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLES = {"enter": "登记经费", "import": "导入经费", "duty": "党（工）委履职"}
_SHOWN = 200


def ask(what: str, code: str = "") -> None:
    """Open a dialog: ``enter``, ``import``, or ``duty`` of a committee by its code."""
    drawer.replace({"ask": what} | ({"committee": code} if code else {}))


def close() -> None:
    """Close it."""
    for name in ("ask", "committee"):
        st.query_params.pop(name, None)


def show(view: View, year: int, may: bool) -> None:
    """Draw the dialog the URL asks for; ``may``: the viewer may enter something here."""
    what = st.query_params.get("ask", "")
    if what == "duty":
        dialogs.dialog(f"{_TITLES[what]} · {year}年", width="large", on_dismiss=close)(_duties)(view, year)
    elif what in _TITLES and may:
        body = _enter if what == "enter" else _import
        dialogs.dialog(_TITLES[what], width="medium", on_dismiss=close)(body)(view, year)


def done() -> None:
    """Say what was just recorded."""
    if said := st.session_state.pop("fund_done", None):
        st.success(said, icon=":material/check_circle:")


def finish(sentence: str) -> None:
    """Close the dialog and say on the page what was recorded."""
    st.session_state["fund_done"] = sentence
    close()
    st.rerun()


def problems(found: FundProblem) -> None:
    """What is wrong and what to do, by row."""
    if len(found.problems) == 1:
        row, text = found.problems[0]
        st.error(words.escaped(f"第 {row} 行：{text}" if row else text), icon=":material/error:")
        return
    st.error(f"{len(found.problems)} 处必须改，改好后重新上传；这次没有存入任何内容。", icon=":material/error:")
    listed = [{"行": row, "问题": text} for row, text in found.problems[:_SHOWN]]
    st.dataframe(listed, hide_index=True, alt="导入文件中的问题")
    if len(found.problems) > _SHOWN:
        st.caption(f"只列出前 {_SHOWN} 处。")


def _enter(view: View, year: int) -> None:
    viewer = require("fund")  # a dialog runs again without the page
    now, seen = tree(store()), visible_orgs(store(), viewer, "fund")
    holders = [o for o in now.below(view.org) if not now.by_id[o].is_branch and (seen is None or o in seen)]
    kind = st.segmented_control("类型", list(KINDS), format_func=KINDS.__getitem__, default="budget", required=True)
    org = st.selectbox("谁的经费", holders, format_func=lambda each: now.by_id[each].name)
    more: dict[str, Any] = {}
    if kind == "allocated" and org is not None:
        branches = [each for each in now.branches(org) if now.by_id[each].abolished is None]
        more["branch"] = st.selectbox(
            "下拨给",
            branches,
            index=None,
            placeholder="输入支部名称查找",
            format_func=lambda each: now.by_id[each].name,
        )
    left, middle, right = st.columns(3)
    day = left.date_input("日期", value=clock.today(), max_value=clock.today(), format="YYYY-MM-DD")
    value = middle.number_input("金额（元）", min_value=0.0, step=100.0, format="%.2f")
    source = right.selectbox("资金来源", SOURCES)
    of_year = year
    if kind != "spent":
        near = [clock.today().year - 1, clock.today().year, clock.today().year + 1]
        of_year = st.selectbox("哪一年的经费", near, index=near.index(year) if year in near else 1)
    else:
        more |= _spending()
    summary = st.text_input("摘要", placeholder="用途" if kind == "spent" else "文号或说明（可不填）")
    if not st.button("登记", type="primary"):
        return
    day = day if isinstance(day, date) else clock.today()
    yuan = Decimal(f"{value:.2f}")
    entry = Entry(
        org or 0, str(kind), day.year if kind == "spent" else int(of_year), day,
        -yuan if more.get("reverses") else yuan, source=source, summary=summary, **more,
    )  # fmt: skip
    try:
        record_fund(store(), viewer, [entry])
    except FundProblem as refused:
        problems(refused)
    except NoAccess as refused:
        st.error(words.escaped(str(refused)))
    else:
        finish(f"已登记：{KINDS[entry.kind]} {yuan:,} 元。")


def _spending() -> dict[str, Any]:
    """The fields of 本级支出."""
    left, middle, right = st.columns(3)
    more: dict[str, Any] = {"category": left.selectbox("类别", CATEGORIES)}
    more["voucher"] = middle.text_input("凭证号")
    more["receipts"] = right.number_input("票据张数", min_value=0, step=1, value=None)
    left, middle, right = st.columns(3)
    more["handler"] = left.text_input("经手人", help="只用来核对与审批人是否同一人，不保存姓名")
    more["approver"] = middle.text_input("审批人", help="只用来核对与经手人是否同一人，不保存姓名")
    more["reverses"] = right.text_input("冲减凭证号", help="填了就从那张凭证里减去这个金额")
    return more


def _import(view: View, year: int) -> None:
    viewer = require("fund")
    st.write("一行一笔：预算、下拨或本级支出。有一处不对就一笔也不登记，改好再上传。")
    st.download_button("下载导入模板.xlsx", empty_fund_file, "经费导入模板.xlsx", XLSX, on_click="ignore",
                       icon=":material/download:")  # fmt: skip
    file = upload.files("经费文件（.xlsx 或 .csv）", type=["xlsx", "csv"])
    if file is None or not st.button("核对并导入", type="primary"):
        return
    try:
        count = import_fund(store(), viewer, file.name, file.getvalue())
    except FundProblem as refused:
        problems(refused)
    except NoAccess as refused:
        st.error(words.escaped(str(refused)))
    else:
        finish(f"已登记 {count:,} 笔。")


def _duties(view: View, year: int) -> None:
    """One committee's year: what was recorded; staff add and take back."""
    viewer = require("read")
    code = st.query_params.get("committee", "")
    found = next((each for each in committee_years(store(), viewer, view, year) if each.code == code), None)
    if found is None:
        st.info("没有这个党（工）委，或您不能查看。")
        return
    st.markdown(f"**{words.escaped(found.name)}**")
    columns = {
        "事项": [DUTIES[each.duty][0] for each in found.duties],
        "依据": [DUTIES[each.duty][1] for each in found.duties],
        "状态": [words.state(each.state) if each.state else "不适用" for each in found.duties],
        "应于": [words.day(each.due_on) for each in found.duties],
        "完成": [words.day(each.day) for each in found.duties],
        "内容": [each.reference for each in found.duties],
        "说明": [each.remark for each in found.duties],
    }
    tables.show(columns, key="duties_of_one", alt=f"{found.name}的履职事项", rows=4)
    may = not view.looking_back and viewer.may("fund") and _among(found.org, visible_orgs(store(), viewer, "fund"))
    records = [each for each in committee_records(store(), viewer, view, year) if each.org == found.org]
    for each in records:
        with st.container(horizontal=True, vertical_alignment="center"):
            taken = f"（{each.voided_on} 作废：{each.void_reason}）" if each.voided_on else ""
            st.text(f"{words.day(each.day)} {RECORDS[each.kind][0]} {each.reference}{taken}")
            if may and not each.voided_on:
                with st.popover("作废", type="tertiary"):
                    reason = st.text_input("理由", key=f"void_reason_{each.event}")
                    if st.button("作废这条记录", key=f"void_{each.event}"):
                        _try(lambda e=each, r=reason: void_committee(store(), viewer, e.event, r), "已作废。")
    if not may:
        return
    st.caption("设立经费按登记的预算自动判断；其余三项在这里登记。")
    left, middle = st.columns([2, 1])
    kind = left.segmented_control("登记", list(RECORDS), format_func=lambda each: RECORDS[each][0], required=True,
                                  default="target_listed")  # fmt: skip
    day = middle.date_input("日期", value=clock.today(), max_value=clock.today(), format="YYYY-MM-DD")
    reference = st.text_input(RECORDS[str(kind)][1], max_chars=100)
    if st.button("登记", type="primary") and isinstance(day, date):
        org, chosen = found.org, str(kind)
        _try(
            lambda: record_committee(store(), viewer, org, chosen, year, day, reference),
            f"已登记：{RECORDS[chosen][0]}。",
        )


def _among(org: int, seen: frozenset[int] | None) -> bool:
    return seen is None or org in seen


def _try(act: Any, sentence: str) -> None:
    try:
        act()
    except (RecordProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)))
    else:
        st.session_state["fund_done"] = sentence
        st.rerun()

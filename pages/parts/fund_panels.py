"""The panels of 经费使用: whom and what the money went to, what is to be asked, vouchers and entries, duties."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.administration.fund import KINDS
from data_layer.assessment.committee import DUTIES, CommitteeYear, Done
from data_layer.assessment.fund import FundLine, FundYear
from data_layer.assessment.fund_vouchers import QUESTIONS, FundEntry, Question, Voucher
from data_layer.assessment.view import View
from pages.parts import empty, fund_entry, fund_evidence, money, tables, words

_NAMES = {"unit": "党（工）委", "branch": "党支部", "source": "来源", "category": "类别"}
Columns = dict[str, Sequence[Any]]


def switch(name: str, label: str, options: dict[str, str]) -> str:
    """A choice among the options, kept in the URL under ``name``."""
    given = st.query_params.get(name, "")
    key = f"fund_{name}"
    st.session_state[key] = given if given in options else next(iter(options))

    def chosen() -> None:
        if value := st.session_state[key]:
            st.query_params[name] = str(value)

    found = st.segmented_control(
        label, list(options), format_func=options.__getitem__, key=key, on_change=chosen, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return str(found or next(iter(options)))


def turn_to(view: View, year: int, code: str) -> None:
    """The same page for another organisation."""
    tables.turn_to("fund", view, org=code, year=f"{year}")


def breakdown(viewer: Viewer, view: View, stamp: View, found: FundYear) -> None:
    """By committee, branch, source or category; a row of an organisation opens its own page."""
    groups: dict[str, tuple[str, Sequence[FundLine]]] = {}
    if found.funds:
        groups["unit"] = "按党（工）委", found.funds
    if not view.is_branch:
        groups["branch"] = "按支部", sorted(found.branches, key=lambda each: (-each.money.spent, each.code))
    groups |= {"source": ("按来源", found.sources), "category": ("按类别", found.categories)}
    by = switch("by", "按什么看", {name: title for name, (title, _) in groups.items()})
    title, lines = groups[by]
    if not lines:
        empty.nothing("没有。")
        return
    columns = _breakdown(by, lines)
    turns = by in ("unit", "branch")
    tables.show(
        money.shown(columns), key=f"fund_by_{by}", alt=f"经费{title}：{len(lines)} 行", rows=9,
        config=money.config(columns), opens=(lambda row: turn_to(view, found.year, lines[row].code)) if turns else None,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if by == "branch":
            st.caption(
                "同类中位：同一考核单位、同类支部中有下拨、有流动党员的，人均支出的中位数；不足 10 个支部的不比。"
            )
        tables.export(f"经费{title}", columns, key=f"fund_by_{by}", viewer=viewer, view=stamp)


def _breakdown(by: str, lines: Sequence[FundLine]) -> Columns:
    columns: Columns = {_NAMES[by]: [each.name for each in lines]}
    if by in ("unit", "source"):
        columns["预算"] = [each.money.budget for each in lines]
    if by != "category":
        columns["下拨"] = [each.money.allocated for each in lines]
    columns["支出" if by == "branch" else "支部支出"] = [each.money.by_branches for each in lines]
    if by != "branch":
        columns["本级支出"] = [each.money.by_committees for each in lines]
    if by in ("unit", "branch"):
        columns["结余"] = [each.money.left for each in lines]
        columns["执行率"] = [each.money.rate for each in lines]
        columns["流动党员"] = [each.members for each in lines]
        columns["支出 元/人"] = [each.per_member for each in lines]
    if by == "branch":
        columns["同类中位 元/人"] = [each.peers for each in lines]
    return columns


def questions(viewer: Viewer, view: View, stamp: View, year: int, asked: Sequence[Question]) -> None:
    """What looks wrong; a row opens the voucher, or the organisation where nothing is there."""
    st.markdown(f"**要问一问** {len(asked)} 处　:gray[:small[是问题，不是结论；点一行看依据]]")
    if not asked:
        empty.nothing("没有看起来不对的地方。")
        return
    columns: Columns = {
        "问什么": [QUESTIONS[each.kind] for each in asked],
        "党组织": [each.org_name for each in asked],
        "问题": [each.sentence for each in asked],
    }
    codes = {each.org: each.code for each in view.options}

    def opens(row: int) -> None:
        if asked[row].places:
            fund_evidence.open_(asked[row].places, asked[row].kind)
        else:
            turn_to(view, year, codes.get(asked[row].org, view.code))

    widths = {"问什么": 70, "党组织": 172}
    tables.show(
        columns, key="fund_questions", alt=f"{len(asked)} 处要问一问", rows=8, opens=opens,
        config={name: st.column_config.Column(width=width) for name, width in widths.items()},
    )  # fmt: skip
    columns["金额"] = [each.amount for each in asked]
    tables.export("经费要问一问", columns, key="fund_questions", viewer=viewer, view=stamp)


def lists(viewer: Viewer, stamp: View, listed: Sequence[Voucher], entries: Sequence[FundEntry]) -> None:
    """Vouchers, or what committees entered; a row opens the evidence."""
    options = {"vouchers": f"支出凭证 {len(listed)}", "entries": f"党（工）委登记 {len(entries)}"}
    which = switch("list", "看什么", options)
    columns: Columns
    if which == "vouchers":
        places = [each.place for each in listed]
        columns = {
            "日期": [words.day(each.day) for each in listed],
            "党组织": [each.org_name for each in listed],
            "凭证号": [each.number for each in listed],
            "摘要": [each.summary for each in listed],
            "类别": [each.category for each in listed],
            "来源": [each.source for each in listed],
            "金额": [each.amount for each in listed],
            "冲减": [each.taken_off for each in listed],
            "票据": [each.receipts for each in listed],
            "要问": ["、".join(QUESTIONS[kind] for kind, _ in each.flaws) for each in listed],
        }
    else:
        places = [each.place for each in entries]
        columns = {
            "日期": [words.day(each.day) for each in entries],
            "类型": [KINDS[each.kind] for each in entries],
            "金额": [each.amount for each in entries],
            "下拨给": [each.branch_name for each in entries],
            "谁的经费": [each.org_name for each in entries],
            "来源": [each.source for each in entries],
            "摘要": [each.summary for each in entries],
            "登记": [words.moment(each.recorded_at) for each in entries],
            "作废": [f"{each.voided_on} {each.void_reason}" if each.voided_on else "" for each in entries],
        }
    if not places:
        empty.nothing("没有。")
        return
    tables.show(
        money.shown(columns), key=f"fund_{which}", alt=f"{options[which]} 笔", rows=10, config=money.config(columns),
        opens=lambda row: fund_evidence.open_([places[row]]),
    )  # fmt: skip
    title = "支出凭证" if which == "vouchers" else "经费登记"
    tables.export(title, columns, key=f"fund_{which}", viewer=viewer, view=stamp)


def duties(viewer: Viewer, stamp: View, year: int, committees: Sequence[CommitteeYear], may_enter: bool) -> None:
    """党（工）委履职: one row a committee; a row opens its records."""
    hint = "不计分；点一行看记录" + ("、登记" if may_enter else "")
    st.markdown(f"**党（工）委履职** {year}年　:gray[:small[{hint}]]")
    columns: Columns = {"党（工）委": [each.name for each in committees]}
    details: Columns = {}
    for place, (name, clause, _) in enumerate(DUTIES.values()):
        done = [each.duties[place] for each in committees]
        columns[f"{name} {clause}"] = [duty_state(each) for each in done]
        details[f"{name}内容"] = [each.reference for each in done]
    tables.show(
        columns, key="fund_duties", alt=f"{len(committees)} 个党（工）委的履职情况", rows=8,
        opens=lambda row: fund_entry.ask("duty", committees[row].code),
    )  # fmt: skip
    tables.export("党（工）委履职", columns | details, key="fund_duties", viewer=viewer, view=stamp)


def duty_state(done: Done) -> str:
    """``● 达标 03-12``, ``◆ 未达标 05-15 逾期完成``."""
    said = words.state(done.state) if done.state else "不适用"
    day = f"{done.day:%m-%d}" if done.day else ""
    return " ".join(part for part in (said, day, done.remark) if part)

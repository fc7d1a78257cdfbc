"""经费使用: 预算 → 下拨 → 支出 → 结余, by whom and for what; what looks wrong; vouchers down to their cell."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st

from data_layer.access import visible_orgs
from data_layer.assessment.committee import committee_years
from data_layer.assessment.fund import Money, fund_year, fund_years
from data_layer.assessment.fund_vouchers import fund_entries, questions, vouchers
from pages.parts import cards, empty, filters, fund_entry, fund_evidence, fund_panels, look, money, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "fund", branches=None, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()

years = fund_years(store(), viewer, view)
given = st.query_params.get("year", "")
year = int(given) if given in {str(each) for each in years} else years[-1]
found = fund_year(store(), viewer, view, year)
listed = vouchers(store(), viewer, view, year)
entries = fund_entries(store(), viewer, view, year)
asked = questions(found, listed)
committees = committee_years(store(), viewer, view, year)
total, before = found.total, found.before
stamp = replace(view, quarter=f"{year}")  # what is taken away says the year
seen = visible_orgs(store(), viewer, "fund") if viewer.may("fund") else frozenset()
may_enter = not view.looking_back and not view.is_branch and (seen is None or view.org in seen)
something = bool(listed or entries)

name = f"**{words.escaped(view.name)}** {year} 年"
if not something:
    first = f"{name}还没有登记经费，支部台账里也没有经费支出。"
elif total.budget:
    first = (
        f"{name}预算 **{money.amount(total.budget)}**，已下拨 {money.amount(total.allocated)}，"
        f"支出 {money.amount(total.spent)}，结余 {money.amount(total.left)}，执行率 {words.percent(total.rate)}。"
    )
else:
    gave = f"上级下拨 **{money.amount(total.allocated)}**" if total.allocated else "没有登记预算和下拨"
    first = f"{name}{gave}，支出 {money.amount(total.spent)}，结余 {money.amount(total.left)}。"
without = [words.escaped(line.name) for line in found.funds if line.members and not line.money.budget]
second = ""
if something:
    many = f"等 {len(without)} 个" if len(without) > 3 else ""
    second += f"**{len(asked)}** 处要问一问。" if asked else ""
    second += f"**{'、'.join(without[:3])}**{many}有流动党员而没有经费预算。" if without else ""
    until = "" if found.over else f"，上年同期算到 {words.day(found.before_until)}"
    second += f"支部支出截至各支部最近一期台账{until}。"
look.headline(first, second)
fund_entry.done()
with st.container(horizontal=True, vertical_alignment="center"):
    fund_panels.switch("year", "年度", {str(each): f"{each}年" for each in reversed(years[-5:])})
    if may_enter:
        st.button("登记经费", icon=":material/add:", on_click=fund_entry.ask, args=("enter",), type="primary")
        st.button("从表格导入", icon=":material/upload_file:", on_click=fund_entry.ask, args=("import",))


def look_at(which: str) -> None:
    """Show one of the two lists below."""
    st.query_params["list"] = which


if something:
    same = "上年" if found.over else "上年同期"

    def beside(amount: Decimal) -> str:
        """The year before, or that nothing is known of it."""
        return f"{same} {money.amount(amount)}" if before != Money() else f"{same}没有记录"

    gave = "上级下拨" if view.is_branch else "下拨"
    budget = ("预算", money.amount(total.budget), beside(before.budget), "登记", "entries")
    rate = ("执行率", words.percent(total.rate), f"{same} {words.percent(before.rate)}", "凭证", "vouchers")
    figures = [
        rate if view.is_branch else budget,
        (gave, money.amount(total.allocated), beside(before.allocated), "登记", "entries"),
        ("支出", money.amount(total.spent), beside(before.spent), "凭证", "vouchers"),
        ("结余", money.amount(total.left), beside(before.left), "", ""),
    ]
    for column, (label, value, known, opens, which) in zip(st.columns(4, gap="small"), figures, strict=True):
        with column:
            cards.plain(label, value, known, opens, partial(look_at, which) if which else None)
    left, right = st.columns([8, 11], gap="small")
    with left.container(border=True, height="stretch"):
        st.markdown("**从预算到结余**　:gray[:small[点柱子看明细]]")
        money.waterfall(total, "fund_flow", look_at)
    with right.container(border=True, height="stretch"):
        fund_panels.questions(viewer, view, stamp, year, asked)
    with st.container(border=True):
        fund_panels.breakdown(viewer, view, stamp, found)
    with st.container(border=True):
        fund_panels.lists(viewer, stamp, listed, entries)
else:
    with st.container(key="empty", border=True):
        st.subheader("还没有经费可看")
        if may_enter:
            st.write("先登记预算和给各支部的下拨；有下拨的支部，台账模板里会带上“经费使用”表，报送后这里就有支出。")
        else:
            st.write("请党（工）委工作人员登记预算和下拨；有下拨的支部在台账的“经费使用”表里填支出。")
if committees:
    with st.container(border=True):
        fund_panels.duties(viewer, stamp, year, committees, may_enter)
fund_entry.show(view, year, may_enter)
fund_evidence.show(view, year)

"""Beside a rate, what the mix of branches and stays would lead one to expect: units in a table, a branch in a line."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment import standardised
from data_layer.assessment.standardised import LEAST, Standardised
from data_layer.assessment.view import View
from data_layer.indicators import header
from pages.parts import empty, tables, words
from web.gate import store

_SAID = {
    "lower": "◆ 低于应有",
    "higher": "● 高于应有",
    "same": "○ 相当",
    "": "－ 不比",
}
_HOW = (
    "“应有”：各类支部、各种流动范围都按{over}同类的平均水平算，应当联系上多少。"
    "实际÷应有低于 1，是同样类别、同样流动范围的党员别处联系上的更多。"
    "括号里是 95% 区间，整个区间低于 1 或高于 1 才下结论；到期不足 {least} 人次的不比。"
)


def units(viewer: Viewer, view: View) -> None:
    """The units the viewer may read, side by side; nothing where there are not two. Worked out when asked for."""
    name = header(standardised.CONTACT).name
    if view.is_branch or not st.toggle(f"各考核单位的{name}：实际与应有", key="standard_on"):
        return
    found = standardised.units(store(), viewer, view)
    if found is None:
        empty.nothing("要有两个以上考核单位、并且有已截止的季度才能比；您的权限内没有。")
        return
    columns: dict[str, Sequence[Any]] = {
        "考核单位": [each.name for each in found.rows],
        "结论": [_SAID[each.said] for each in found.rows],
        "实际": [words.rated(each.tally) for each in found.rows],
        "应有": [_expected(each) for each in found.rows],
        "实际÷应有": [ratio(each) for each in found.rows],
    }
    st.markdown(f"**{name}：实际与应有**　:gray[:small[{_span(found.quarters)}，最低的在前]]")
    tables.show(
        columns, key="standard_units", alt=f"{len(found.rows)} 个考核单位的实际与应有", rows=8,
        opens=lambda row: tables.turn_to("contact", view, org=found.rows[row].code),
    )  # fmt: skip
    tables.export(f"{name}实际与应有", columns, key="standard_units", viewer=viewer, view=view)
    st.caption(_HOW.format(over=words.escaped(found.name), least=LEAST))


def one(viewer: Viewer, view: View) -> None:
    """The branch of the view: a line, and its strata behind it. Nothing for the branch itself: it sees nobody else."""
    found = standardised.branch(store(), viewer, view)
    if found is None:
        return
    (own,) = found.rows
    name = header(standardised.CONTACT).name
    said = f"{name}{_span(found.quarters)} {words.rated(own.tally)}"
    said += f"；按{found.name}同类别、同流动范围的水平，应有 {_expected(own)}"
    said += f"，实际÷应有 {ratio(own)}：{_SAID[own.said]}。" if own.ratio else f"。到期不足 {LEAST} 人次，不下结论。"
    st.caption(words.escaped(said), help=_HOW.format(over=words.escaped(found.name), least=LEAST))


def ratio(each: Standardised) -> str:
    """``0.93（0.88–0.97）``."""
    if each.ratio is None:
        return "—"
    middle, low, high = each.ratio
    return f"{middle:.2f}（{low:.2f}–{high:.2f}）"


def _expected(each: Standardised) -> str:
    return f"{each.expected:.1f}/{each.closed}"


def _span(shown: Sequence[str]) -> str:
    first, last = words.short_period(shown[0]), words.short_period(shown[-1])
    return first if first == last else f"{first} 至 {last}"

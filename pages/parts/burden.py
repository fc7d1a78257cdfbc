"""支部负担: how much the ledger of a quarter asked of the branches, typical of each quarter and branch by branch."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.burden import Burden, Typical, burdens, typical
from data_layer.assessment.view import View
from pages.parts import empty, reporting, tables, words
from web.gate import store

_HELP = (
    "每季每个支部只看第一份被接收的台账。\n\n"
    "- **要填**：支部自己填的格子，加上留空的必填（★）格子。新写的、与上次台账不同的都算；"
    "本季登记、各事项表里填了的格子都算。\n"
    "- **已知**：不用支部再填的格子。上次台账已有、这次照旧的登记表和封面内容（沿用的、再报一遍的都算），"
    "以及预填好的支部名称、季度、姓名、联系人。\n"
    "- **用时**：支部自己的账号第一次核对（包括由呼叫清单生成的台账），到第一次被接收，按分钟进位，"
    "中间放下的时间也算在内。工作人员代报、批量导入、命令行报送的没有用时。\n"
    "- 中位数：一半支部比它少，一半比它多。启用这项统计以前收的台账没有格数。"
)


def show(viewer: Viewer, view: View) -> None:
    """One sentence, the quarters, the branches of this quarter."""
    found = burdens(store(), viewer, view)
    if not found:
        empty.nothing("还没有收到台账。支部报送以后，这里列出每份台账要填多少格、已知多少格、用了多少分钟。")
        return
    by_quarter = typical(found)
    st.markdown(_sentence(view, by_quarter), help=_HELP)
    left, right = st.columns([5, 7], gap="small")
    with left.container(border=True):
        st.markdown("**各季度**　:gray[:small[每份台账的中位数]]")
        quarters: dict[str, Sequence[Any]] = {
            "季度": [words.short_period(each.quarter) for each in by_quarter],
            "台账": [each.ledgers for each in by_quarter],
            "要填": [_number(each.asked) for each in by_quarter],
            "已知": [_number(each.known) for each in by_quarter],
            "分钟": [_number(each.minutes) for each in by_quarter],
            "有用时": [each.timed for each in by_quarter],
        }
        tables.show(quarters, key="burden_quarters", alt=f"{len(by_quarter)} 个季度的填报量", rows=8)
    with right.container(border=True):
        here = [each for each in found if each.quarter == view.quarter]
        st.markdown(f"**{words.period(view.quarter)}各支部**　:gray[:small[要填的多的在前]]")
        if here:
            columns = {name: values for name, values in _columns(here).items() if name not in ("季度", "代码")}
            tables.show(columns, key="burden_branches", alt=f"{len(here)} 个支部的填报量", rows=11,
                        opens=lambda row: reporting.open_(here[row].code))  # fmt: skip
        else:
            empty.nothing("这一季还没有收到台账。")
        tables.export(
            "支部负担", lambda: _columns(found), key="burden", viewer=viewer, view=view,
            filters=[("季度", f"{by_quarter[-1].quarter} 至 {by_quarter[0].quarter}")], label="导出各季度 Excel",
        )  # fmt: skip


def _sentence(view: View, by_quarter: Sequence[Typical]) -> str:
    now = next((each for each in by_quarter if each.quarter == view.quarter), None)
    if now is None or not now.ledgers:
        return f"**{words.period(view.quarter)}** 还没有收到台账。"
    if now.asked is None:
        return f"**{words.period(view.quarter)}** 收到 {now.ledgers} 份台账，都在启用这项统计以前接收，没有格数。"
    timed = f"从第一次核对到接收 **{now.minutes}** 分钟（{now.timed} 份有用时）" if now.timed else "没有用时可算"
    return (
        f"**{words.period(view.quarter)}** {now.ledgers} 份台账，中位数：要填 **{words.count(now.asked)}** 格，"
        f"已知不用填 **{words.count(now.known or 0)}** 格，{timed}。"
    )


def _columns(found: Sequence[Burden]) -> dict[str, Sequence[Any]]:
    return {
        "季度": [each.quarter for each in found],
        "代码": [each.code for each in found],
        "党支部": [each.name for each in found],
        "要填": [each.asked for each in found],
        "已知": [each.known for each in found],
        "已知占": [each.known_share for each in found],
        "分钟": [each.minutes for each in found],
    }


def _number(value: int | None) -> str:
    return "—" if value is None else words.count(value)

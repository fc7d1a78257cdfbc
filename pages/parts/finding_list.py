"""The list of findings: by state, overdue first; a row opens one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.findings import MATTERS, ORIGINS, OWED, SEVERITIES, STATES, Finding, findings
from data_layer.assessment.view import View
from data_layer.oversight.remedy import Remedy
from pages.parts import choice, drawer, empty, finding_drawer, tables, words
from web.gate import store

# state -> sign; overdue has its own
SIGNS = {"waiting": "▲", "open": "○", "doing": "◌", "closed": "●", "dropped": "－"}
_WORDS = 12
_WIDTHS = {"党支部": 140, "问题": 136, "状态": 112, "期限": 88, "台账复核": 96, "程度": 56}
_FILTERS = {"unsettled": "未销号", "overdue": "超期", **STATES}


def said(each: Finding) -> str:
    """``◆ 超期 整改中``, ``▲ 待核验``; what was opened again says so."""
    again = "（重新打开）" if each.reopened and each.unsettled else ""
    return f"{'◆ 超期 ' if each.overdue else SIGNS[each.state] + ' '}{STATES[each.state]}{again}"


def opener(state: str) -> Callable[[], None]:
    """A callback that shows the findings of one state."""
    return lambda: drawer.replace({"part": "list", "state": state})


def _fits(each: Finding, state: str) -> bool:
    if state == "unsettled":
        return each.unsettled
    return each.overdue if state == "overdue" else each.state == state


def about(each: Finding) -> str:
    """``季度联系 26年三季``; of a visit that it was one; of what is no duty else its first words, as
    far as the viewer may read them."""
    if each.period:
        return f"{each.about} {words.short_period(each.period)}"
    if each.matter != "plain" or each.origin == "onsite" or not each.facts:
        return each.about
    return each.facts if len(each.facts) <= _WORDS else f"{each.facts[:_WORDS]}…"


def tested_word(each: Finding, tested: Mapping[int, Remedy]) -> str:
    """What the ledgers since say, in a word."""
    remedy = tested.get(each.finding)
    if remedy is None:
        return ""
    return "● 可以销号" if remedy.proposes else "◌ 登记前已有" if remedy.earlier else "○ 还没有"


def show(viewer: Viewer, view: View, found: Sequence[Finding], tested: Mapping[int, Remedy]) -> None:
    """The filter, the list, the export."""
    if not found:
        way = (
            "点“登记问题”，或在任何一页点开数字，在未达标的那一件旁边登记。"
            if viewer.may("findings")
            else "党（工）委登记以后，在这里看期限、答复、附证明。"
        )
        empty.nothing(f"还没有登记过问题。{way}整改以后，下一期台账自动复核。")
        return
    counts = {state: sum(_fits(each, state) for each in found) for state in _FILTERS}
    present = ["all", *(state for state, count in counts.items() if count)]
    names = {"all": f"全部 {len(found)}"} | {state: f"{_FILTERS[state]} {counts[state]}" for state in _FILTERS}
    begin = "unsettled" if counts["unsettled"] else "all"
    asked = st.query_params.get("state", "")
    if asked in _FILTERS and asked not in present:
        present.append(asked)
    state = choice.choose("状态", present, "state", begin, names.__getitem__)
    listed = [each for each in found if state == "all" or _fits(each, state)]
    if not listed:
        empty.nothing("没有这种状态的问题。")
        return
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.branch for each in listed],
        "问题": [about(each) for each in listed],
        "状态": [said(each) for each in listed],
        "期限": [words.day(each.due_on) for each in listed],
        "台账复核": [tested_word(each, tested) for each in listed],
        "所涉党员": [words.first(each.whom.split("、"), 2) if each.whom else "—" for each in listed],
        "程度": [SEVERITIES[each.severity] for each in listed],
    }
    if not any(columns["台账复核"]):
        columns.pop("台账复核")
    tables.show(
        columns, key=f"findings_{state}", alt=f"{len(listed)} 个问题", rows=12,
        opens=lambda row: finding_drawer.open_(listed[row].finding),
        config={name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()},
    )  # fmt: skip
    tables.export(
        "问题台账", {
            "编号": [each.finding for each in listed],
            "党支部": columns["党支部"],
            "来源": [ORIGINS[each.origin] for each in listed],
            "性质": [MATTERS[each.matter] for each in listed],
            "程度": columns["程度"],
            "依据条款": [each.clause for each in listed],
            "问题": columns["问题"],
            "事实": [each.facts for each in listed],
            "所涉党员": [each.whom for each in listed],
            "整改措施": [each.measures for each in listed],
            "责任领导": [each.leader for each in listed],
            "责任人": [each.person for each in listed],
            "登记": [each.opened_on for each in listed],
            "期限": [each.due_on for each in listed],
            "状态": columns["状态"],
            "台账复核": [tested[each.finding].said if each.finding in tested else "" for each in listed],
        }, key="findings", viewer=viewer, view=view, filters=[("状态", names[state].rpartition(" ")[0])],
    )  # fmt: skip


def owed(viewer: Viewer, view: View) -> None:
    """On another page about one branch: how many findings are not settled, by when, and the way there."""
    found = [each for each in findings(store(), viewer, view) if each.unsettled] if viewer.may("identify") else []
    mine = [each for each in found if each.state in OWED]
    late = sum(each.overdue for each in mine)
    if viewer.roles == {"branch"}:
        if not mine:
            return
        said = f"有 {len(mine)} 个问题要整改，"
        said += f"{late} 个已超期" if late else f"最近的期限 {min(each.due_on for each in mine)}"
    elif found:
        rest = words.some((late, "{} 个超期"), (len(found) - len(mine), "{} 个待核验"))
        said = f"{len(found)} 个问题没有销号{f'：{rest}' if rest else ''}"
    else:
        return
    st.button(
        said, icon=":material/task_alt:", type="tertiary", key="findings_owed", on_click=tables.turn_to,
        args=("findings", view), kwargs={"state": "unsettled"},
    )  # fmt: skip

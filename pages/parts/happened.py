"""What was found, visited and decided about one branch, on its portrait: latest first, each row opens its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.findings import findings
from data_layer.assessment.view import View
from data_layer.assessment.visits import PURPOSES, visits
from data_layer.oversight.rounds.reading import PURPOSES as ROUNDS
from data_layer.oversight.rounds.reading import RESULTS, STATES, rounds
from data_layer.oversight.writing import may_any
from pages.parts import finding_list, tables, words
from web.gate import store


@dataclass(frozen=True)
class _Line:
    """One matter: its day, kind, what it is about, how it stands; the page and key that open it."""

    day: date
    kind: str
    what: str
    stands: str
    page: str
    keys: dict[str, str]


def show(viewer: Viewer, view: View) -> None:
    """The list, where there is anything. Visits for whoever may make them: a branch learns of what they led to."""
    found = sorted(_lines(viewer, view), key=lambda each: (each.day, each.kind), reverse=True)
    if not found:
        return
    with st.expander(f"问题、督查、研判 {len(found)} 件", expanded=True):
        columns: dict[str, Sequence[Any]] = {
            "日期": [words.day(each.day) for each in found],
            "类别": [each.kind for each in found],
            "事项": [each.what for each in found],
            "结果": [each.stands for each in found],
        }
        tables.show(
            columns, key="portrait_happened", alt=f"问题、督查、研判 {len(found)} 件", rows=6,
            opens=lambda row: tables.turn_to(found[row].page, view, **found[row].keys),
        )  # fmt: skip
        tables.export("问题、督查、研判", columns, key="portrait_happened", viewer=viewer, view=view)


def _lines(viewer: Viewer, view: View) -> list[_Line]:
    found: list[_Line] = []
    if viewer.may("identify"):
        found += [
            _Line(each.opened_on, "问题", finding_list.about(each), finding_list.said(each), "findings",
                  {"finding": f"{each.finding}", "state": "all"})
            for each in findings(store(), viewer, view)
        ]  # fmt: skip
    if may_any(store(), viewer, view.org, "onsite"):
        found += [
            _Line(each.done_on, PURPOSES[each.purpose],
                  f"相符 {each.held} 项，不符 {each.failed} 项，无法核实 {each.unknown} 项", "已完成",
                  "inspections", {"visit": f"{each.visit}"})
            for each in visits(store(), viewer, view)
            if each.done_on is not None
        ]  # fmt: skip
    if view.looking_back:  # a round is shown as it stands now
        return found
    for round_ in rounds(store(), viewer):
        for each in round_.candidates:
            if each.org == view.org:
                result = RESULTS.get(each.result, "未决定") + ("，已撤销" if each.revoked else "")
                found.append(
                    _Line(round_.as_of, f"{ROUNDS[round_.purpose]}批次", round_.title,
                          f"{STATES[round_.state]}　{result}", "rounds",
                          {"round": f"{round_.round}", "c": each.code})
                )  # fmt: skip
    return found

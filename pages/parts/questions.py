"""Questions to branches: a list, and the drawer that shows the rows of the ledger that raise one."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data_layer.access import Viewer, visible_orgs
from data_layer.assessment.lists import names
from data_layer.assessment.questions import Question, Trace
from data_layer.assessment.view import View
from data_layer.ledger.evidence import evidence
from data_layer.organisations import tree
from pages.parts import dialogs, drawer, empty, register, tables, words
from web.gate import require, store

WIDTHS = {"党支部": 160, "疑问": 560, "依据": 60, "类别": 110}


def open_(question: Question) -> None:
    """Open a question's rows, in place of any other drawer."""
    drawer.replace({"about": question.key})


def table(
    found: Sequence[Question], kinds: Mapping[str, str], *, key: str, title: str, viewer: Viewer, view: View,
    rows: int = 10,
) -> None:  # fmt: skip
    """Questions by branch; a row opens its evidence. ``kinds``: kind → its name."""
    if not found:
        empty.nothing("没有疑问。")
        return
    by_id = tree(store(), view.as_of, view.known_at).by_id
    columns: dict[str, Sequence[Any]] = {
        "党支部": [by_id[each.org].name for each in found],
        "疑问": [each.asks for each in found],
        "依据": [f"{len(each.traces)} 行" for each in found],
    }
    if len({each.kind for each in found}) > 1:
        columns["类别"] = [kinds[each.kind] for each in found]
    tables.show(
        columns, key=key, alt=f"{title} {len(found)} 条", rows=rows, opens=lambda row: open_(found[row]),
        config={name: st.column_config.Column(width=width) for name, width in WIDTHS.items()},
    )  # fmt: skip
    tables.export(title, columns, key=key, viewer=viewer, view=view)


def show(view: View, found: Sequence[Question], kinds: Mapping[str, str]) -> None:
    """Draw the drawer where the URL asks for a question that is among those found."""
    asked = st.query_params.get("about")
    question = next((each for each in found if each.key == asked), None) if asked else None
    if question is not None:
        dialogs.dialog(kinds[question.kind], width=1120, position="right", on_dismiss=drawer.close)(_body)(
            view, question
        )


def _body(view: View, question: Question) -> None:
    viewer = require("read")  # a dialog runs again without the page
    by_id = tree(store(), view.as_of, view.known_at).by_id
    st.markdown(f"**{words.escaped(by_id[question.org].name)}**　{words.escaped(question.asks)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("这是请支部说明的疑问，不是结论，不影响任何达标率和得分。", width="content")
        register.question(viewer, view, question)
    seen = visible_orgs(store(), viewer, "identify")
    traces = [each for each in question.traces if seen is None or each.org in seen]
    if not traces:
        st.info("您的账号只看数字，不看名单和台账原文。", icon=":material/visibility_off:")
        return
    left, right = st.columns([4, 7], gap="medium")
    with left:
        _rows(viewer, view, question, traces)
    given = st.query_params.get("item", "")
    picked = traces[int(given)] if given.isdigit() and int(given) < len(traces) else traces[0]
    shown = evidence(store(), viewer, picked.submission, picked.sheet, picked.row, question.marks or None)
    if shown is not None:
        with right:
            drawer.cell(viewer, shown, by_id[picked.org].name)


def _rows(viewer: Viewer, view: View, question: Question, traces: Sequence[Trace]) -> None:
    called = names(store(), viewer, (each.person for each in traces if each.person is not None))
    columns: dict[str, Sequence[Any]] = {
        "姓名": ["—" if each.person is None else called.get(each.person, "（无权查看）") for each in traces],
        "日期": [words.day(each.day) for each in traces],
        "行": [each.row for each in traces],
    }
    if len({each.org for each in traces}) > 1:
        by_id = tree(store(), view.as_of, view.known_at).by_id
        columns = {"党支部": [by_id[each.org].name for each in traces], **columns}
    tables.show(
        columns, key="question_rows", alt=f"依据 {len(traces)} 行", rows=14,
        opens=lambda row: drawer.replace({"about": question.key, "item": f"{row}"}),
        config={"姓名": st.column_config.TextColumn(width=90), "日期": st.column_config.TextColumn(width=96),
                "行": st.column_config.NumberColumn(width=56)},
    )  # fmt: skip
    tables.export("疑问依据", columns, key="question_rows", viewer=viewer, view=view, filters=[("疑问", question.asks)])

"""Handing in, step by step: what was found in the file, what changed, what only the branch can say, the receipt."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import Viewer
from data_layer.assessment.task import Task
from data_layer.assessment.view import View
from data_layer.ledger.checked import Checked
from data_layer.ledger.difference import Answer
from data_layer.ledger.history import STATES, Submission
from data_layer.ledger.marked import mark, marked_name
from data_layer.ledger.reading import Problem
from pages.parts import tables, words
from pages.parts.drafts import Draft

STEPS = ("下载预填台账", "上传核对", "查看变化", "确认报送", "回执")
_NUMBERS = "①②③④⑤"
_CHANGES = {"joined": "新增", "returned": "返回", "left": "转出或其他", "changed": "变更", "vanished": "不见了"}
_SHOWN, _ERRORS_SHOWN = 6, 40


def steps(now: int) -> None:
    """The road; ``now`` is where one stands, 1 to 5."""
    with st.container(key="road", horizontal=True, gap="medium"):
        for number, name in enumerate(STEPS, start=1):
            text = f"{_NUMBERS[number - 1]} {name}"
            if number == now:
                st.markdown(f"**:primary[{text}]**", width="content")
            elif number < now:
                st.markdown(f"{text} ✓", width="content")
            else:
                st.markdown(f":gray[{text}]", width="content")


def due(task: Task) -> None:
    """By when, how long, what is in."""
    parts = [f"**{quarters.quarter_words(task.quarter)}**", f"{task.due_on.month}月{task.due_on.day}日前报送"]
    if task.ledger is None:
        overdue = task.left < 0
        parts.append(f":red[◆ 未报，{words.left(task.left)}]" if overdue else f"○ 未报，**{words.left(task.left)}**")
    elif task.returned:
        day = words.day(task.ledger.new_due)
        parts.append(
            f":orange[▲ 已退回，请改正后于 {day} 前重新报送：{words.escaped(task.ledger.return_reason or '')}]"
        )
    else:
        parts.append(f":blue[● 已报送] {task.ledger.received_on} · 回执 {words.escaped(task.ledger.receipt)}")
    if task.ledger is None and not task.ended:
        parts.append(":gray[本季度还没有结束，一般在季末后报送]")
    if task.locked:
        parts.append("本季度已锁定，需要补报请联系工作人员")
    st.markdown("　".join(parts))


def problems(draft: Draft, viewer: Viewer, view: View) -> None:
    """Everything found in the file, grouped: what must be put right first, then what should be."""
    checked = draft.checked
    errors, warnings = len(checked.errors), len(checked.warnings)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if not errors and not warnings:
            st.markdown("**核对结果**　:blue[● 没有发现问题]", width="content")
        else:
            must = f":red[◆ {errors} 处必须改]" if errors else ":blue[● 没有必须改的]"
            st.markdown(f"**核对结果**　{must}　:orange[▲ {warnings} 处提醒]", width="content")
            with st.container(horizontal=True, width="content"):
                _export(checked, viewer, view)
                st.download_button(
                    "下载标注好的台账", lambda: mark(draft.name, draft.content, checked.problems),
                    file_name=marked_name(draft.name), icon=":material/edit_note:", on_click="ignore",
                    type="primary" if errors else "secondary",
                    help="您自己的文件：有问题的单元格涂了颜色、写了批注，第一张表是问题清单。",
                )  # fmt: skip
    ordered = sorted(checked.problems, key=lambda each: (each.severity != "error", each.code, each.fix))
    for (severity, _, fix), found in groupby(ordered, lambda each: (each.severity, each.code, each.fix)):
        _group(severity, fix, list(found))


def _group(severity: str, fix: str, found: Sequence[Problem]) -> None:
    """Problems of one kind with one remedy: what to do once, then every place."""
    mark = ":red[◆ 必须改]" if severity == "error" else ":orange[▲ 提醒]"
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"{mark}　**{len(found)} 处**　{words.escaped(fix)}")
        shown = _ERRORS_SHOWN if severity == "error" else _SHOWN
        for each in found[:shown]:
            place = " ".join(filter(None, (each.sheet, each.cell)))
            st.markdown(f":gray[{words.escaped(place or '整个文件')}]　{words.escaped(each.message)}")
        if len(found) > shown:
            st.caption(f"还有 {len(found) - shown} 处，见导出的问题清单。")


def _export(checked: Checked, viewer: Viewer, view: View) -> None:
    found = checked.problems
    columns: dict[str, Sequence[Any]] = {
        "级别": ["必须改" if each.severity == "error" else "提醒" for each in found],
        "工作表": [each.sheet for each in found],
        "单元格": [each.cell for each in found],
        "项目": [each.column for each in found],
        "问题": [each.message for each in found],
        "怎么改": [each.fix for each in found],
    }
    tables.export("台账问题清单", columns, key="handin_problems", viewer=viewer, view=view, label="导出问题清单")


def difference(checked: Checked) -> None:
    """What changed since the last accepted ledger, both cells."""
    counts = checked.difference.counts()
    said = " · ".join(f"{word} {counts[kind]} {'处' if kind == 'changed' else '人'}" for kind, word in _CHANGES.items())
    with st.expander(f"与上次台账相比：{said}", expanded=0 < len(checked.difference.changes) <= 8):
        if not checked.difference.changes:
            st.caption("没有变化。")
            return
        changes = checked.difference.changes
        tables.show(
            {
                "变化": [_CHANGES[each.kind] for each in changes],
                "姓名": [each.name for each in changes],
                "项目": [each.column for each in changes],
                "上次": [each.before for each in changes],
                "上次位置": [
                    f"{each.before_sheet} 第{each.before_row}行" if each.before_row else "" for each in changes
                ],
                "这次": [each.after for each in changes],
                "这次位置": [f"{each.sheet} {each.cell}".strip() for each in changes],
            },
            key="handin_changes",
            alt=f"与上次台账相比的 {len(changes)} 处变化",
        )


def questions(draft: Draft) -> None:
    """What only the branch can say: one choice each, with a day where one is needed."""
    asked = draft.checked.questions
    if not asked:
        return
    st.markdown(f"**请回答 {len(asked)} 个问题**　:gray[还有 {draft.unanswered} 个没有答完]")
    for each in asked:
        given = draft.answers.get(each.id)
        with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
            choice = st.radio(
                words.escaped(each.text),
                each.choices,
                index=each.choices.index(given.choice) if given else None,
                key=f"answer_{each.id}",
                horizontal=True,
            )
            day = None
            if choice in each.needs_day:
                day = st.date_input(
                    "哪一天", value=given.day if given else None, max_value=clock.today(), format="YYYY-MM-DD",
                    key=f"day_{each.id}", width=160,
                )  # fmt: skip
            if choice is not None:
                draft.answers[each.id] = Answer(each.id, choice, day)


def history(found: Sequence[Submission], viewer: Viewer, view: View) -> None:
    """Every hand-in, with its version and state."""
    columns: dict[str, Sequence[Any]] = {
        "季度": [quarters.quarter_words(each.quarter) for each in found],
        "状态": [STATES[each.state] for each in found],
        "收到": [words.day(each.received_on) for each in found],
        "入库": [words.moment(each.recorded_at) for each in found],
        "文件": [each.file_name for each in found],
        "回执号": [each.receipt for each in found],
        "说明": [each.return_reason or each.received_reason or "" for each in found],
    }
    tables.show(columns, key="handin_history", alt=f"{len(found)} 次报送", rows=8)
    tables.export("报送记录", columns, key="handin_history", viewer=viewer, view=view)

"""The list of visits, and one visit opened: its pack, its check-sheet, what was found."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.tally import FEW
from data_layer.assessment.view import View
from data_layer.assessment.visits import PURPOSES, RESULTS, STATES, WAYS, Hits, Visit
from data_layer.documents import rectification
from data_layer.documents.content import DocumentProblem
from data_layer.documents.pack import pack
from data_layer.oversight.visits import planning, results
from data_layer.oversight.visits.claims import GROUPS
from data_layer.oversight.visits.results import Said
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import dialogs, drawer, paper, tables, upload, words
from pages.parts.visit_forms import SAID
from web.gate import require, store

_MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def hit(found: Hits) -> str:
    """n/N; grey below five."""
    said = f"{found.found}/{found.visited}"
    return said if found.visited >= FEW else f":gray[{said}]"


def listed(found: Sequence[Visit], key: str, viewer: Viewer | None = None, view: View | None = None) -> None:
    """Visits as a table whose rows open."""
    if not found:
        return
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.branch for each in found],
        "状态": [STATES[each.state] for each in found],
        "选法": [WAYS[each.way] for each in found],
        "时间": [f"{each.done_on}" if each.done_on else f"{each.from_on} 至 {each.until}" for each in found],
        "相符/不符/无法核实": [f"{e.held}/{e.failed}/{e.unknown}" if e.done_on else "" for e in found],
        "方式": [PURPOSES[each.purpose] for each in found],
        "为什么": [each.dropped_because or each.why for each in found],
        "种子": [each.seed for each in found],
    }
    tables.show(columns, key=key, alt=f"督查 {len(found)} 次", rows=8, opens=lambda row: _open(found[row].visit))
    if viewer is not None and view is not None:
        tables.export("实地督查", columns, key=key, viewer=viewer, view=view)


def _open(visit: int) -> None:
    drawer.replace({"visit": f"{visit}"})


def close() -> None:
    """Close the drawer."""
    st.query_params.pop("visit", None)


def show() -> None:
    """Draw the visit the URL asks for."""
    asked = st.query_params.get("visit", "")
    if not asked.isdigit():
        return
    dialogs.dialog("实地督查", width=1120, position="right", on_dismiss=close)(_body)(int(asked))


def _body(visit: int) -> None:
    viewer = require("onsite")  # a dialog runs again without the page
    try:
        held, sheet, before = results.check_sheet(store(), viewer, visit)
    except (OversightProblem, NoAccess) as problem:
        st.info(str(problem))
        return
    st.markdown(f"**{words.escaped(held.branch)}**　{PURPOSES[held.purpose]}　{STATES[held.state]}")
    way = WAYS[held.way]
    why = words.escaped(held.why.removeprefix(f"{way}："))
    st.caption(f"{way}{'：' if why else ''}{why}　计划种子 {held.seed}　电话抽样种子 {sheet.seed}")
    day = sheet.view.as_of
    with st.container(horizontal=True):
        for kind, label in (("pdf", "材料（PDF）"), ("docx", "材料（Word）")):
            st.download_button(
                label, partial(pack, store(), viewer, held.org, day, kind), mime=_MIME[kind],
                file_name=f"督查材料 {held.branch} {day}.{kind}".replace("/", " "), key=f"pack_{kind}",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
        st.download_button(
            "核实表（Excel）", lambda: results.workbook(store(), viewer, visit), mime=_MIME["xlsx"],
            file_name=f"核实表 {held.branch} {day}.xlsx".replace("/", " "), key="check_sheet", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
    with st.container(horizontal=True):
        for one in results.photos(store(), viewer, visit):
            paper.kept(
                one.name, one.kind, partial(results.photo, store(), viewer, one.event, one.nth),
                f"photo_{one.event}_{one.nth}", ":material/image:",
            )  # fmt: skip
    if held.state == "dropped":
        return
    said = {}
    st.markdown("**核实表**")
    for nth, each in enumerate(sheet.claims):
        if nth == 0 or sheet.claims[nth - 1].group != each.group:
            st.caption(f"**{GROUPS[each.group]}**")
        left, right = st.columns([6, 5], vertical_alignment="center")
        left.markdown(f"**{words.escaped(each.who)}**　{words.escaped(each.says)}")
        left.caption(f"{words.escaped(each.ask)}　出处：{words.escaped(each.cell)}")
        was = before.get(each.key, Said(""))
        picked = right.segmented_control(
            f"{each.who} 结果", list(RESULTS), format_func=RESULTS.__getitem__, default=was.result or None,
            key=f"r_{visit}_{each.key}", label_visibility="collapsed",
        )  # fmt: skip
        note = right.text_input(
            f"{each.who} 说明", was.note, key=f"n_{visit}_{each.key}", label_visibility="collapsed", placeholder="说明"
        )
        if picked:
            said[each.key] = Said(picked, note.strip())
    left, right = st.columns(2)
    on = left.date_input("督查日期", held.done_on or clock.today(), max_value=clock.today(), format="YYYY-MM-DD")
    with right:
        photos = upload.files("照片、附件", accept_multiple_files=True, key=f"photos_{visit}")
    if st.button("保存核实结果", type="primary", disabled=not said):
        _try(lambda: results.record(store(), viewer, visit, on, said, [(p.name, p.getvalue()) for p in photos or ()]))
    _import(viewer, visit, on)
    fresh = results.to_open(store(), viewer, visit) if may_any(store(), viewer, held.org, "findings") else ()
    if fresh:
        due = st.date_input("整改期限", clock.today() + timedelta(30), min_value=clock.today(), format="YYYY-MM-DD")
        if st.button(f"把 {len(fresh)} 项不符登记为问题"):
            _try(lambda: results.open_failed(store(), viewer, visit, due), "登记了 {} 个问题，到“整改销号”跟进。")
    if owed := rectification.owed(store(), viewer, held.org, visit):
        with st.container(horizontal=True):
            paper.draft(
                f"整改通知书：这次督查的 {len(owed)} 个问题",
                partial(rectification.rectification, store(), viewer, held.org, owed),
                partial(rectification.name_of, held.branch), f"rectify_visit_{visit}",
            )  # fmt: skip
    if held.state == "planned" and may_any(store(), viewer, held.org, "inspect"):
        with st.popover("取消这次督查"):
            reason = st.text_input("取消的理由")
            if st.button("取消督查"):
                _try(lambda: planning.drop(store(), viewer, visit, reason), "已取消。")


def _import(viewer: Viewer, visit: int, on: date) -> None:
    """The Excel sheet filled in where there was no network."""
    given = upload.files("导入填好的核实表（Excel）", type=["xlsx"], key=f"sheet_{visit}")
    if given is None:
        return
    said, problems = results.read_back(store(), viewer, visit, given.name, given.getvalue())
    for each in problems:
        st.error(each)
    if not problems and st.button(f"导入 {len(said)} 项结果"):
        _try(lambda: results.record(store(), viewer, visit, on, said, via="sheet"))


def _try(act: Callable[[], object], sentence: str = "保存了 {} 项结果；相同的不重复保存。") -> None:
    try:
        many = act()
    except (OversightProblem, NoAccess, DocumentProblem) as problem:
        st.error(str(problem))
        return
    st.session_state[SAID] = sentence.format(many)
    close()
    st.rerun()

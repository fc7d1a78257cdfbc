"""One practice: what is done, its evidence that opens, consents, where it went, who took it up, what may be done."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data_layer import clock
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.lists import names
from data_layer.assessment.practices import (
    FORMS,
    MANNERS,
    Paper,
    Practice,
    Reference,
    kept_file,
    members_of,
    practice_of,
)
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.oversight import practising
from data_layer.oversight.attachments import LARGEST
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import dialogs, drawer, paper, tables, upload, words
from web.gate import require, store


def open_(practice: int) -> None:
    """Open the drawer of one."""
    drawer.close()
    st.query_params["practice"] = f"{practice}"


def close() -> None:
    """Close it."""
    st.query_params.pop("practice", None)


def show(view: View) -> None:
    """Draw the drawer where the URL asks for it."""
    asked = st.query_params.get("practice", "")
    if asked.isdigit() and "ask" not in st.query_params and "open" not in st.query_params:
        dialogs.dialog("经验做法", width=920, position="right", on_dismiss=close)(_body)(view, int(asked))


def _body(view: View, number: int) -> None:
    viewer = require("read")  # a dialog runs again without the page
    each = practice_of(store(), viewer, view, number)
    if each is None:
        st.info("没有这一条，或不在您的权限内。")
        return
    st.markdown(f"**{words.escaped(each.title)}**　{FORMS[each.form]}　:gray[{words.escaped(each.name)}　{each.day}]")
    if each.dropped:
        st.warning(f"已撤下：{words.escaped(each.dropped)}", icon=":material/block:")
    st.text(each.body)
    st.markdown("**依据**")
    with st.container(horizontal=True):
        for nth, one in enumerate(each.references):
            st.button(one.said, key=f"reference_{nth}", icon=":material/open_in_new:", type="tertiary",
                      on_click=_go, args=(view, each, one))  # fmt: skip
    _papers(viewer, view, each.papers)
    for agreed in each.consents:
        who = agreed.who or "一名党员"
        st.caption(f"{words.escaped(who)} {agreed.day} {MANNERS[agreed.manner]}写出姓名")
        _papers(viewer, view, agreed.papers)
    reached = "、".join(f"{step.name}（{step.day}）" for step in each.circulated)
    st.markdown(f"**推广到**　{words.escaped(reached) or '还没有'}")
    st.markdown(f"**采用的支部** {len(each.taken)}")
    for step in each.taken:
        st.caption(f"{step.day} {words.escaped(step.name)}　{words.escaped(step.note)}")
    if not view.looking_back and not each.dropped:
        with st.container(horizontal=True):
            _acts(viewer, view, each)


def _go(view: View, each: Practice, one: Reference) -> None:
    if one.kind == "figure":
        branch = each.code if tree(store()).by_id[each.org].is_branch else ""
        close()
        drawer.open_(one.indicator, one.period, branch)
    elif one.kind == "finding":
        tables.turn_to("findings", view, finding=f"{one.number}")
    else:
        tables.turn_to("inspections", view, visit=f"{one.number}")


def _papers(viewer: Viewer, view: View, papers: tuple[Paper, ...]) -> None:
    """Files as downloads, for whoever may see lists."""
    if not viewer.may("identify"):
        return
    with st.container(horizontal=True):
        for one in papers:
            paper.kept(
                f"附件 {one.nth}", one.kind, partial(kept_file, store(), viewer, view, one.event, one.nth),
                f"practice_file_{one.event}_{one.nth}",
            )  # fmt: skip


def _acts(viewer: Viewer, view: View, each: Practice) -> None:
    now = tree(store())
    own = may_any(store(), viewer, each.org, *practising.OWN)
    office = [org for org in now.by_id if not now.by_id[org].is_branch and may_any(store(), viewer, org, "draft")]
    if own:
        with st.popover("修改", icon=":material/edit:"):
            _again(viewer, each)
        with st.popover("登记本人同意", icon=":material/how_to_reg:"):
            _consent(viewer, each)
    if office:
        with st.popover("推广", icon=":material/campaign:"):
            target = st.selectbox("推广到", office, format_func=lambda org: now.by_id[org].name, key="circulate_to")
            st.caption("其下的支部都看得到；同时记入这个党（工）委的工作记录。")
            if st.button("推广", type="primary", key="circulate_go"):
                _try(lambda: practising.circulate(store(), viewer, each.practice, target))
    reached = {org for step in each.circulated for org in now.branches(step.org)} - {each.org}
    taken = {step.org for step in each.taken}
    takers = [org for org in sorted(reached - taken) if may_any(store(), viewer, org, *practising.OWN)]
    if takers:
        with st.popover("采用", icon=":material/check:"):
            branch = st.selectbox("哪个支部采用", takers, format_func=lambda org: now.by_id[org].name, key="taker")
            note = st.text_input("怎样做的", key="taker_note", placeholder="可不填；不写党员姓名")
            if st.button("采用", type="primary", key="take_go"):
                _try(lambda: practising.take_up(store(), viewer, each.practice, branch, note))
    if may_any(store(), viewer, each.org, *practising.OFFICE):
        with st.popover("撤下", icon=":material/block:"):
            reason = st.text_input("撤下的理由", key="drop_reason")
            if st.button("撤下", key="drop_go"):
                _try(lambda: practising.drop(store(), viewer, each.practice, reason))


def _again(viewer: Viewer, each: Practice) -> None:
    title = st.text_input("标题", each.title, key="again_title")
    body = st.text_area("做法和效果", each.body, height=140, key="again_body")
    if st.button("保存", type="primary", key="again_go"):
        cited = [practising.Cited(one.kind, one.number, one.indicator, one.period) for one in each.references]
        _try(lambda: practising.write(store(), viewer, each.org, title, body, cited, form=each.form,
                                      practice=each.practice))  # fmt: skip


def _consent(viewer: Viewer, each: Practice) -> None:
    called = names(store(), viewer, members_of(store(), viewer, each))
    person = st.selectbox("党员", list(called), index=None, format_func=called.__getitem__, key="consent_person",
                          placeholder="不是流动党员的不选")  # fmt: skip
    who = "" if person is not None else st.text_input("其他人姓名", key="consent_who")
    manner = st.segmented_control("方式", list(MANNERS), format_func=MANNERS.__getitem__, default="paper",
                                  required=True, key="consent_manner")  # fmt: skip
    day = st.date_input("同意的日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key="consent_day")
    files = upload.files("同意书扫描件或照片", type=["pdf", "jpg", "jpeg", "png"], accept_multiple_files=True,
                             key="consent_files", max_upload_size=LARGEST >> 20)  # fmt: skip
    if st.button("登记", type="primary", key="consent_go"):
        given = [(one.name, one.getvalue()) for one in files or ()]
        _try(lambda: practising.consent(store(), viewer, each.practice, day, manner or "paper", person=person, who=who,
                                        files=given))  # fmt: skip
    for one in each.consents:
        if st.button(f"撤回 {one.who or '一名党员'} 的同意", key=f"unconsent_{one.event}", type="tertiary"):
            _try(partial(practising.withdraw_consent, store(), viewer, each.practice, one.event))


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.rerun()

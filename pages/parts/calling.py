"""The call list on screen: a line a member, one open at a time to be filled in; 封面 beside it.

Forms, not an editable grid: what is typed is sent whole, by Enter or a button, and kept at once.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.task import Task
from data_layer.assessment.view import View
from data_layer.ledger import calls
from data_layer.ledger.calls import CallLine, CallList
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.standing import FILED, Contact
from data_layer.ledger.typed import (
    CONTACT,
    contact_columns,
    cover_columns,
    keep_cover,
    keep_line,
    line_columns,
)
from pages.parts import cells, words
from web.gate import store

_MARKS = {
    "to_call": "○ 待联系",
    "tried": ":orange[▲ 没有联系上]",
    "reached": ":blue[● 已联系]",
    "nothing": "－ 本季不用",
}
_SHAPE = [4, 5, 3, 2]


def headline(found: CallList, task: Task) -> tuple[str, str]:
    """What stands out: who is still to be called, by when."""
    if found.lines:
        left, tried = len(found.open), sum(line.state == "tried" for line in found.open)
        reached = sum(line.state == "reached" for line in found.rest)
        said = f"**还要联系 {left} 人**" if left else "**该联系的都联系了**"
        said += f"：名单 {len(found.lines)} 人，本季已联系上 {reached} 人"
        said += f"，{tried} 人打过没有联系上。" if tried else "。"
    else:
        said = "**名单上没有在外党员**：填好封面就是零报告。"
    if task.ledger is None or task.returned:
        by = f"{task.due_on.month}月{task.due_on.day}日前报送，{words.left(task.left)}"
        then = f"{by}；记下的随时保存，报送时写进台账。"
    else:
        then = f"{task.ledger.received_on} 已报送；之后再记的，重新生成、报送一次才算数。"
    return said, f":gray[{quarters.quarter_words(found.quarter)} · {then}]"


def say(sentence: str, done: bool = False) -> None:
    """Keep a sentence for the next drawing: what was refused, or what was done."""
    st.session_state["calls_said"] = (sentence, done)


def _hear() -> None:
    if said := st.session_state.pop("calls_said", None):
        sentence, done = said
        if done:
            st.markdown(f":blue[● {words.escaped(sentence)}]")
        else:
            st.error(words.escaped(sentence), icon=":material/error:")


def numbers(viewer: Viewer, view: View, found: CallList) -> Mapping[str, str]:
    """Telephone numbers by 行号, asked for once an opening of the list (and after a hand-in): each asking is logged."""
    key = (view.org, found.quarter, found.head)
    held = st.session_state.get("call_numbers")
    if held is None or held[0] != key:
        given = calls.phones(store(), viewer, view.org, found.quarter) if found.lines else {}
        held = st.session_state["call_numbers"] = (key, given)
    return dict(held[1])


def members(viewer: Viewer, view: View, found: CallList, called: Mapping[str, str]) -> None:
    """Who is still to be called, then everybody else; the open line's forms stand below it."""
    opened = st.session_state.get("calling") or {}
    if opened.get("line") not in {line.line for line in found.lines}:
        _hear()
    if not found.lines:
        st.info(
            "新外出的党员：点右边“下载这份台账”，在“基本信息”“管理信息”各填一行，到“台账报送”上传。"
            if found.ever
            else "第一次报送：有党员在外的，点右边“下载这份台账”，在“基本信息”“管理信息”每人各填一行，"
            "到“台账报送”上传；以后每季度就可以在这里边打边记。",
            icon=":material/info:",
        )
        return
    for title, lines in ((f"还要联系 {len(found.open)} 人", found.open), (f"其余 {len(found.rest)} 人", found.rest)):
        if not lines:
            continue
        st.markdown(f"**{title}**")
        for line in lines:
            _row(view, found, line, called.get(line.line, ""), opened.get("line") == line.line)
            if opened.get("line") == line.line:
                with st.container(border=True, key="calling"):
                    _panel(viewer, view, found, line, opened)
    st.caption("新外出的党员不在名单上：下载这份台账，在“基本信息”“管理信息”各填一行，到“台账报送”上传。")


def _row(view: View, found: CallList, line: CallLine, phone: str, is_open: bool) -> None:
    who, last, owed, act = st.columns(_SHAPE, vertical_alignment="center", gap="small")
    number = f"**{words.escaped(phone)}**" if phone else ":orange[没有电话]"
    who.markdown(f"**{words.escaped(line.name)}**　{number}  \n:gray[联系人 {words.escaped(line.contact or '—')}]")
    now = [each.cells for each in line.contacts]
    if now:
        said = "；".join(
            f"{each['联系日期'][5:]} {each['联系方式']}：{each['联系内容']}" for each in now if each.get("联系日期")
        )
        last.markdown(f"{_MARKS[line.state]}　{words.escaped(said)}")
    elif line.last_day:
        last.markdown(f":gray[上次联系 {line.last_day}]  \n{words.escaped(line.last_topic)}")
    else:
        last.markdown(":gray[台账里没有联系过]")
    beside = [f"{name} {text}" for name, text in line.entry.items() if text and name not in CONTACT and text != "无"]
    change = f"  \n:gray[{words.escaped('；'.join(beside))}]" if beside else ""
    nothing = "本季已办" if line.state == "reached" else "本季没有要办的"
    owed.markdown(words.escaped(line.owed or line.ended or nothing) + change)
    act.button(
        "收起" if is_open else "记联系" if line.state in ("to_call", "tried") else "修改", key=f"call_{line.line}",
        on_click=_open, args=(None if is_open else line,), disabled=found.locked and not is_open,
        width="stretch",
    )  # fmt: skip


def _open(line: CallLine | None, contact: Contact | None = None) -> None:
    """Open a line (None: close); ``contact``: to put that one right. What it shows is kept to tell what was changed."""
    count = st.session_state.get("callings", 0) + 1
    st.session_state["callings"] = count
    st.session_state["calling"] = None if line is None else {
        "line": line.line, "count": count, "entry": dict(line.entry),
        "record": contact.record if contact else None, "shown": dict(contact.cells) if contact else {},
    }  # fmt: skip


def _panel(viewer: Viewer, view: View, found: CallList, line: CallLine, opened: dict[str, Any]) -> None:
    _hear()
    for number, each in enumerate(line.contacts):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text("　".join(each.cells.get(name, "") for name in CONTACT if each.cells.get(name)), width="stretch")
            if each.record == FILED:
                st.caption("在台账的联系记录里", width="content")
            elif each.record != opened["record"]:
                st.button("改", key=f"put_right_{number}", type="tertiary", on_click=_open, args=(line, each))
    _contact(viewer, view, found, line, opened)
    columns = line_columns(found.quarter)
    with st.form(f"beside_{opened['count']}", border=False):
        st.markdown("**资料、慰问、变化**　:gray[没有就不填]")
        given = cells.fields(columns, opened["entry"], f"beside_{opened['count']}", 4)
        if st.form_submit_button("记下资料和变化"):
            shown = {column.name: opened["entry"].get(column.name, "") for column in columns}
            kept = _try(lambda: keep_line(store(), viewer, view.org, found.quarter, line.line, shown, given))
            if kept:
                opened["entry"] = {**opened["entry"], **given}
                say(f"已记下{line.name}的资料和变化", done=True)
            st.rerun()


def _contact(viewer: Viewer, view: View, found: CallList, line: CallLine, opened: dict[str, Any]) -> None:
    """The form of one contact: a new one, with what is usual filled in, or one to be put right."""
    today, record = clock.today(), opened["record"]
    inside = quarters.quarter_of(today) == found.quarter
    usual = {"联系日期": f"{today}" if inside else "", "联系方式": "电话", "是否联系上": "是", "联系人": line.contact}
    columns = {column.name: column for column in contact_columns()}
    with st.form(f"told_{opened['count']}", border=False):
        title = "改这次联系" if record is not None else "又一次联系" if line.contacts else "这次联系"
        st.markdown(f"**{title}**　:gray[{words.escaped(line.name)}]")
        shown = usual if record is None else opened["shown"]
        ordered = [columns[name] for name in ("联系内容", "是否联系上", "联系日期", "联系方式", "联系人")]
        key = f"told_{opened['count']}"
        given = cells.fields(ordered[:1], shown, key, 1) | cells.fields(ordered[1:], shown, key, 4)
        with st.container(horizontal=True):
            on = st.form_submit_button("记下，打下一个", type="primary") if record is None else False
            stay = st.form_submit_button("记下" if record is None else "改好了")
            gone = st.form_submit_button("删去这次联系", type="tertiary") if record is not None else False
    if not (on or stay or gone):
        return
    org, quarter = view.org, found.quarter
    if gone:
        kept = _try(lambda: calls.drop_contact(store(), viewer, org, quarter, line.line, record))
    else:
        kept = _try(
            lambda: calls.keep_contact(store(), viewer, org, quarter, line.line, given, record, opened["shown"])
        )
    if kept:
        say(f"已{'删去' if gone else '记下'}与{line.name}的联系", done=True)
        following = [each for each in found.open if each.line != line.line and each.state == "to_call"]
        _open(following[0] if on and following else None)
    st.rerun()


def _try(act: Callable[[], object]) -> bool:
    """Do it; what is refused is said, and the form stays as it is."""
    try:
        act()
    except (LedgerProblem, NoAccess) as refused:
        say(str(refused))
        return False
    return True


def cover(viewer: Viewer, view: View, found: CallList, make: Callable[[], None]) -> None:
    """封面, and the way on: the ledger made from the list and checked."""
    place = f"cover_{view.org}_{found.quarter}_{found.head}"
    shown: dict[str, str] = st.session_state.setdefault(place, dict(found.cover))
    columns = cover_columns(found.quarter)
    with st.form(place + "_form", border=False):
        st.markdown("**封面**　:gray[★ 为必填，上次填过的已带出]")
        given = cells.fields(columns, shown, place, 2, _hints(found))
        if found.missing:
            st.caption(f"还没有填：{'、'.join(found.missing)}。不填也能核对，会如实记为未填。")
        keep = st.form_submit_button("记下封面", width="stretch", disabled=found.locked)
        go = st.form_submit_button(
            "生成台账并核对", type="primary", width="stretch", disabled=found.locked, icon=":material/fact_check:"
        )
    if not (keep or go):
        return
    before = {column.name: shown.get(column.name, "") for column in columns}
    if _try(lambda: keep_cover(store(), viewer, view.org, found.quarter, before, given)):
        st.session_state[place] = {**shown, **given}
        if go:
            make()
        else:
            say("封面已记下", done=True)
    st.rerun()


def _hints(found: CallList) -> dict[str, str]:
    changed = f"清单里有 {found.changes} 人有变化" if found.changes else "清单里没有变化"
    return {"流动党员数": f"名单在外 {found.away} 人", "本季度变化": changed, "会同联系人": "全体联系人"}

"""One branch's quarter in a dialog: state, whom to ring, the way on, what staff may do; the quarter's lock."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer, visible_orgs
from data_layer.assessment.board import PUNCTUAL
from data_layer.assessment.progress import Lock, Reporting
from data_layer.assessment.view import View
from data_layer.ledger import states
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.evidence import REASONS, reveal
from data_layer.organisations.parameters import BadValue
from pages.parts import confirm, dialogs, drawer, printing, tables, words
from web.gate import require, store

# state -> (sign, word)
STATES = {
    "silent": ("◆", "未报"),
    "returned": ("▲", "退回待重报"),
    "late": ("▲", "逾期"),
    "extended": ("○", "延期"),
    "pending": ("○", "未到期"),
    "on_time": ("●", "按时"),
    "exempt": ("－", "免计"),
}
_ACTS = {"return": "退回", "extend": "延期", "except": "例外"}


def said(each: Reporting) -> str:
    """``○ 延期至 10-20``."""
    sign, word = STATES[each.state]
    return f"{sign} 延期至 {each.due_on:%m-%d}" if each.state == "extended" else f"{sign} {word}"


def versions(each: Reporting) -> str:
    """``1``, or ``2（10-20）`` with the day the latest came."""
    if each.versions > 1 and each.received_on:
        return f"{each.versions}（{each.received_on:%m-%d}）"
    return f"{each.versions or ''}"


def may(viewer: Viewer, view: View, right: str, org: int) -> bool:
    """Whether the viewer may do something to an organisation, and the page looks at today."""
    seen = visible_orgs(store(), viewer, right) if viewer.may(right) else frozenset()
    return not view.looking_back and (seen is None or org in seen)


def open_(code: str) -> None:
    """Open the dialog of a branch."""
    drawer.close()
    st.query_params["who"] = code


def close() -> None:
    """Close whatever dialog of this page is open."""
    for name in ("who", "ask"):
        st.query_params.pop(name, None)


def show(view: View, found: Sequence[Reporting], lock: Lock) -> None:
    """Draw the dialog the URL asks for; at most one is open."""
    if "open" in st.query_params:
        return
    code, asked = st.query_params.get("who"), st.query_params.get("ask")
    each = next((one for one in found if one.code == code), None)
    if each is not None:
        dialogs.dialog(each.name, width="medium", on_dismiss=close)(_branch)(view, each, lock)
    elif asked == "lock":
        title = "解锁本季" if lock.here else "锁定本季"
        dialogs.dialog(title, on_dismiss=close)(_lock)(view, lock)


def _branch(view: View, each: Reporting, lock: Lock) -> None:
    viewer = require("read")  # a dialog runs again without the page
    facts = [f"**{said(each)}**", f"截止 {each.due_on}"]
    if each.received_on:
        facts.append(f"首次收到 {each.first_on}，版次 {versions(each)}")
    if each.silent_for > 1:
        facts.append(f"连续 {each.silent_for} 季未报")
    st.markdown("　".join(facts))
    if each.return_reason:
        st.caption(f"退回理由：{words.escaped(each.return_reason)}")
    _custodian(viewer, each)
    with st.container(horizontal=True):
        if st.button("支部画像", icon=":material/account_tree:"):
            close()
            tables.turn_to("portrait", view, org=each.code)
            st.rerun()
        seen = visible_orgs(store(), viewer, "identify")
        if each.submission is not None and (seen is None or each.org in seen):
            st.button("看报送的台账", icon=":material/find_in_page:", on_click=_evidence, args=(view, each))
    full = visible_orgs(store(), viewer, "template") if viewer.may("template") else frozenset()
    if each.submission is not None and not view.looking_back and (full is None or each.org in full):
        printing.annexes_of(viewer, view, each.org, each.name, quarters.parse_quarter(view.quarter))
    _acts(viewer, view, each, lock)


def _evidence(view: View, each: Reporting) -> None:
    close()
    drawer.open_(PUNCTUAL, view.quarter, each.code)


def _custodian(viewer: Viewer, each: Reporting) -> None:
    """Name and masked phone; the whole number needs the right, a reason, and leaves a record."""
    if each.custodian is None:
        return
    seen = visible_orgs(store(), viewer, "reveal") if viewer.may("reveal") else frozenset()
    with st.container(horizontal=True, vertical_alignment="center"):
        who = f"台账负责人 {each.custodian.name or '未写'}　{each.custodian.phone or '没有电话'}"
        st.text(who, width="content")
        if not each.custodian.phone or (seen is not None and each.org not in seen):
            return
        with st.popover("看完整号码", icon=":material/visibility:", type="tertiary"):
            st.caption("会记入操作日志：谁、什么时候、看了哪一格、为什么。")
            reason = st.radio("理由", REASONS, index=None, key=f"phone_{each.code}")
            if confirm.ready("phone") and st.button("查看", disabled=reason is None, key="phone_go"):
                at = each.custodian
                st.text(reveal(store(), viewer, at.submission, at.sheet, at.row, "联系电话", reason or ""))


def _acts(viewer: Viewer, view: View, each: Reporting, lock: Lock) -> None:
    """What may be done: only what makes sense in this state, with a day, a reason and a confirmation."""
    possible = []
    if each.submission is not None and each.state != "returned" and may(viewer, view, "review", each.org):
        possible.append("return")
    if may(viewer, view, "lock", each.org):
        possible += ["extend"] if each.state != "exempt" else []
        possible += ["except"] if lock.locked else []
    if not possible:
        return
    with st.container(border=True, gap="xsmall"):
        act = st.segmented_control(
            "办理", possible, format_func=_ACTS.__getitem__, key=f"act_{each.code}", default=possible[0], required=True
        )
        quarter = quarters.parse_quarter(view.quarter)
        today = clock.today()
        earliest = quarters.first_day(quarter) if act == "extend" else today
        day = st.date_input(
            {"return": "重新报送的日期", "extend": "延期至", "except": "允许报送至"}[act or "return"],
            value=max(today + timedelta(days=7), earliest), min_value=earliest, format="YYYY-MM-DD",
            key=f"act_day_{act}",
        )  # fmt: skip
        reason = st.text_input("理由", key=f"act_reason_{act}", placeholder="例如：联系记录缺日期")
        told = {
            "return": "退回后支部会看到理由；新的一版报来以前，这份仍然计数。",
            "extend": "本季各项应办的期限随之改到这一天。",
            "except": "本季已锁定，只对这个支部开放到这一天。",
        }[act or "return"]
        reopen = False
        if act != "except" and lock.locked:
            if may(viewer, view, "lock", each.org):
                reopen = st.checkbox(
                    "本季已锁定：同时开例外，到这一天为止可以报送", value=True, key=f"act_reopen_{act}"
                )
            if not reopen:
                told += "本季已锁定，没有例外不能报送。"
        sure = st.checkbox(f"确认{_ACTS[act or 'return']}。{told}", key=f"act_sure_{act}")
        if not st.button(f"办理{_ACTS[act or 'return']}", type="primary", disabled=not (sure and reason.strip())):
            return
        doing: dict[str, Callable[[], None]] = {
            "return": lambda: states.return_ledger(store(), viewer, each.submission or 0, reason, day, reopen=reopen),
            "extend": lambda: states.extend(store(), viewer, each.org, quarter, day, reason, reopen=reopen),
            "except": lambda: states.except_branch(store(), viewer, each.org, quarter, day, reason),
        }
        _do(doing[act or "return"], f"已{_ACTS[act or 'return']}：{each.name}")


def _lock(view: View, lock: Lock) -> None:
    viewer = require("lock")
    quarter = quarters.parse_quarter(view.quarter)
    st.markdown(f"**{words.escaped(view.name)}　{quarters.quarter_words(quarter)}**")
    verb = "解锁" if lock.here else "锁定"
    st.caption(
        "解锁后各支部又可以报送本季台账。" if lock.here else "锁定后各支部不能再报送本季台账，可以给个别支部开例外。"
    )
    reason = st.text_input("理由", key="lock_reason", placeholder="例如：季度数据已汇总上报")
    sure = st.checkbox(f"确认{verb}本季", key="lock_sure")
    if not st.button(f"{verb}本季", type="primary", disabled=not (sure and reason.strip()), key="lock_go"):
        return
    act = states.unlock if lock.here else states.lock
    _do(lambda: act(store(), viewer, view.org, quarter, reason), f"已{verb}")


def _do(act: Callable[[], None], done: str) -> None:
    try:
        act()
    except (LedgerProblem, BadValue, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state["progress_done"] = done
    close()
    st.rerun()

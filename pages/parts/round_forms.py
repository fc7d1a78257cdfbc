"""What may be done in a round, one act at a time, with what it asks for; and the form that begins one."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.judging import Judged, Judgement
from data_layer.assessment.judging.said import KINDS as PROPOSED
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.oversight.attachments import KINDS, LARGEST, MOST
from data_layer.oversight.rounds import acting as acts
from data_layer.oversight.rounds.reading import ANSWERS, BODIES, PURPOSES, RESULTS, Candidate, Round, unmet
from data_layer.oversight.writing import OversightProblem
from pages.parts import confirm, dialogs, drawer, tables, upload, words
from web.gate import require, store

# kind -> button, what follows
_ACTS = {
    "replied": ("答复", "会议决定以前都可以答复；有异议的事项请逐件勾选，附上依据。"),
    "asked": ("登记征求的意见", "征求了谁、哪天答复、有没有意见。"),
    "opined": ("填写本人意见", "写进会议材料，署名，不能修改。"),
    "decided": ("登记会议决定", "通报批评须支部已答复或答复期限已过；不决定的支部留空。"),
    "published": ("公示", "公示期满以后才能印发。"),
    "objected": ("登记公示反映", "公示期间收到的反映。"),
    "issued": ("登记印发", "写文号和日期；系统不代为印发。"),
    "dropped": ("终止批次", "不办了，写明理由；材料保留。"),
    "revoked": ("撤销决定", "决定有误的撤销，原来的决定仍查得到。"),
}
_CONFIRMED = ("decided", "published", "issued", "dropped", "revoked")  # the password again first


def begin_button(viewer: Viewer, judged: Judged, view: View) -> None:
    """Where a round begins, for whoever may."""
    if not view.looking_back and acts.may_draft(store(), viewer, judged.unit):
        st.button(
            "发起批次", icon=":material/gavel:", type="primary", on_click=drawer.replace, args=({"ask": "round"},),
            help="冻结候选支部和材料，征求意见，提交会议",
        )  # fmt: skip


def _close() -> None:
    st.query_params.pop("ask", None)


def begin(judged: Judged, view: View) -> None:
    """Draw the dialog the URL asks for."""
    if st.query_params.get("ask") == "round" and not view.looking_back:
        dialogs.dialog("发起批次：冻结候选支部", width="large", on_dismiss=_close)(_begin)(judged, view)


def _begin(judged: Judged, view: View) -> None:
    """Freeze candidates: what judging proposes to begin with, after it who may be considered."""
    viewer = require("read")  # a dialog runs again without the page
    st.caption("冻结后，名单、数字、依据和口径不再变；支部收到后可以答复。之后的补报列在旁边，不改材料。")
    purpose = st.segmented_control(
        "批次", list(PURPOSES), format_func=PURPOSES.__getitem__, default="commend", required=True,
        key=f"round_purpose_{judged.code}",
    ) or "commend"  # fmt: skip
    proposed = judged.of_kind(purpose)
    considered = judged.beside if purpose == "commend" else judged.of_kind("remind")
    by_code = {row.facts.code: row for row in (*proposed, *considered, *judged.rows)}
    chosen = st.multiselect(
        "支部", list(by_code), default=[row.facts.code for row in proposed], placeholder="选支部",
        key=f"round_codes_{judged.code}_{purpose}",
        format_func=lambda code: f"{by_code[code].facts.name}（{_stands(by_code[code])}）",
    )  # fmt: skip
    notes = []
    if not proposed:
        first = "同等可考虑的" if purpose == "commend" else "提醒的"
        notes.append(f"研判没有建议{PURPOSES[purpose]}的支部，没有预选；{first}排在名单最前面。")
    if clock.today() <= quarters.last_day(judged.year * 4 + 3):
        notes.append(f"{judged.year}年还没有结束，只算已到期的事项；要评上一年，先把页面上方的季度改成上一年的。")
    if notes:
        st.caption("".join(notes))
    left, right = st.columns([2, 1])
    usual = f"{judged.year}年{'年度表彰' if purpose == 'commend' else '通报'}"
    title = left.text_input("名称", usual, key=f"round_title_{judged.code}_{purpose}")
    by = right.date_input(
        "答复期限", acts.default_reply_by(), min_value=clock.today() + timedelta(days=1), format="YYYY-MM-DD",
        key=f"round_by_{judged.code}",
    )  # fmt: skip
    if st.button("冻结材料，发起批次", type="primary", key=f"round_go_{judged.code}"):
        try:
            number = acts.freeze(
                store(), viewer, judged.unit, judged.year, purpose, title, chosen, _day(by), view.as_of
            )  # fmt: skip
        except (OversightProblem, NoAccess) as refused:
            st.error(words.escaped(str(refused)), icon=":material/error:")
            return
        st.session_state["round_done"] = (
            f"“{title.strip()}”已冻结，{len(chosen)} 个支部可以答复。下一步：征求意见，下载上会材料。"
        )
        tables.turn_to("rounds", view, round=f"{number}")
        st.rerun()


def _stands(row: Judgement) -> str:
    return "同等可考虑" if row.proposal.beside else PROPOSED[row.proposal.kind]


def show(viewer: Viewer, found: Round) -> None:
    """The acts that are open to the viewer; nothing where there are none."""
    may = acts.possible(store(), viewer, found)
    if said := st.session_state.pop("round_done", None):
        st.success(words.escaped(said), icon=":material/check_circle:")
    if not may:
        return
    with st.container(border=True, gap="xsmall"):
        kind = st.segmented_control(
            "办理", may, format_func=lambda act: _ACTS[act][0], default=may[0], required=True,
            key=f"round_act_{found.round}", label_visibility="collapsed",
        ) or may[0]  # fmt: skip
        st.caption(_ACTS[kind][1])
        _FORMS[kind](viewer, found, f"{kind}_{found.round}")


def _replied(viewer: Viewer, found: Round, key: str) -> None:
    own = _branch(found, key, [each for each in found.candidates if not each.settled])
    text = st.text_area("答复", key=f"{key}_text", height=110)
    items = unmet(store(), viewer, found.round, own.code)
    contested = st.multiselect(
        "有异议的事项", range(len(items)), key=f"{key}_items", placeholder="没有异议的不用选",
        format_func=lambda n: f"{header(items[n].indicator).name} {words.short_period(items[n].period)} {items[n].who}",
    )  # fmt: skip
    given = _files(key, "依据")
    picked = [(items[n].indicator, items[n].period, items[n].subject) for n in contested]
    _go("replied", key, lambda: acts.reply(store(), viewer, found.round, own.org, text, picked, given))


def _asked(viewer: Viewer, found: Round, key: str) -> None:
    left, middle, right = st.columns(3)
    body = left.selectbox("征求对象", BODIES, key=f"{key}_body")
    answer = middle.selectbox("意见", list(ANSWERS), format_func=ANSWERS.__getitem__, key=f"{key}_answer")
    day = right.date_input("答复日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key=f"{key}_day")
    about = _about(found, key)
    text = st.text_area("内容", key=f"{key}_text", height=90)
    given = _files(key, "复函")
    _go("asked", key, lambda: acts.asked(store(), viewer, found.round, body, answer, _day(day), text, about, given))


def _opined(viewer: Viewer, found: Round, key: str) -> None:
    about = _about(found, key)
    text = st.text_area("意见", key=f"{key}_text", height=90)
    given = _files(key, "附件")
    _go("opined", key, lambda: acts.opine(store(), viewer, found.round, text, about, given))


def _decided(viewer: Viewer, found: Round, key: str) -> None:
    left, middle, right = st.columns(3)
    day = left.date_input("会议日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key=f"{key}_day")
    minutes = middle.text_input("会议纪要编号", key=f"{key}_minutes")
    present = right.text_input("到会人员", key=f"{key}_present")
    results: dict[int, tuple[str, str]] = {}
    answers = [each for each in RESULTS if each != "reminded" or found.purpose == "criticise"]
    for each in found.candidates:
        if each.settled:
            continue
        name, choice, why = st.columns([3, 2, 5], vertical_alignment="center")
        name.markdown(words.escaped(each.name))
        answer = choice.selectbox(
            f"{each.name}：决定", answers, index=None, placeholder="不决定", format_func=RESULTS.__getitem__,
            key=f"{key}_{each.code}_answer", label_visibility="collapsed",
        )  # fmt: skip
        reason = why.text_input(
            f"{each.name}：理由", key=f"{key}_{each.code}_reason", placeholder="理由", label_visibility="collapsed"
        )  # fmt: skip
        if answer:
            results[each.org] = (answer, reason)
    _go("decided", key, lambda: acts.decide(store(), viewer, found.round, _day(day), minutes, present, results))


def _published(viewer: Viewer, found: Round, key: str) -> None:
    left, right = st.columns(2)
    start = left.date_input("公示自", clock.today(), format="YYYY-MM-DD", key=f"{key}_from")
    until = right.date_input("至", clock.today() + timedelta(days=7), format="YYYY-MM-DD", key=f"{key}_until")
    _go("published", key, lambda: acts.publish(store(), viewer, found.round, _day(start), _day(until)))


def _objected(viewer: Viewer, found: Round, key: str) -> None:
    about = _branch(found, key, list(found.candidates))
    day = st.date_input("收到日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key=f"{key}_day")
    text = st.text_area("反映的内容", key=f"{key}_text", height=90)
    given = _files(key, "来信、材料")
    _go("objected", key, lambda: acts.objected(store(), viewer, found.round, about.org, _day(day), text, given))


def _issued(viewer: Viewer, found: Round, key: str) -> None:
    left, right = st.columns(2)
    number = left.text_input("文号", key=f"{key}_number")
    day = right.date_input("印发日期", clock.today(), max_value=clock.today(), format="YYYY-MM-DD", key=f"{key}_day")
    _go("issued", key, lambda: acts.issue(store(), viewer, found.round, number, _day(day)))


def _dropped(viewer: Viewer, found: Round, key: str) -> None:
    text = st.text_area("理由", key=f"{key}_text", height=90)
    _go("dropped", key, lambda: acts.drop(store(), viewer, found.round, text))


def _revoked(viewer: Viewer, found: Round, key: str) -> None:
    agreed = [each for each in found.candidates if each.result in ("agreed", "reminded") and not each.revoked]
    about = _branch(found, key, agreed)
    text = st.text_area("理由", key=f"{key}_text", height=90)
    _go("revoked", key, lambda: acts.revoke(store(), viewer, found.round, about.org, text))


_FORMS: dict[str, Callable[[Viewer, Round, str], None]] = {
    "replied": _replied,
    "asked": _asked,
    "opined": _opined,
    "decided": _decided,
    "published": _published,
    "objected": _objected,
    "issued": _issued,
    "dropped": _dropped,
    "revoked": _revoked,
}


def _branch(found: Round, key: str, among: list[Candidate]) -> Candidate:
    """One of some candidates; without a question where there is only one."""
    if len(among) == 1:
        return among[0]
    return st.selectbox("支部", among, format_func=lambda each: each.name, key=f"{key}_branch")


def _about(found: Round, key: str) -> int | None:
    """One candidate, or the whole round."""
    options: list[Candidate | None] = [None, *found.candidates]
    picked = st.selectbox(
        "关于", options, format_func=lambda each: each.name if each else "整个批次", key=f"{key}_about"
    )  # fmt: skip
    return picked.org if picked else None


def _files(key: str, what: str) -> list[tuple[str, bytes]]:
    """Files to be handed in: name, content."""
    files = upload.files(
        f"{what}：照片、扫描件、文档，最多 {MOST} 个", type=[*KINDS, "jpeg"], accept_multiple_files=True,
        max_upload_size=LARGEST >> 20, key=f"{key}_files",
    )  # fmt: skip
    return [(one.name, one.getvalue()) for one in files or ()]


def _day(value: object) -> date:
    return value if isinstance(value, date) else clock.today()


def _go(kind: str, key: str, act: Callable[[], None]) -> None:
    if kind in _CONFIRMED and not confirm.ready(key):
        return
    if not st.button(_ACTS[kind][0], type="primary", key=f"{key}_go"):
        return
    try:
        act()
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.session_state["round_done"] = f"已办理：{_ACTS[kind][0]}。"
    st.rerun()

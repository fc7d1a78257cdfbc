"""One round: its candidates, and of one of them what was frozen, what was said, what was decided."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.judging.said import KINDS, checked_words
from data_layer.assessment.ladder import Checked, checked
from data_layer.assessment.view import View
from data_layer.documents import meeting
from data_layer.documents.notice import KINDS as KINDS_OF_NOTICE
from data_layer.documents.notice import name_of, notice, offered
from data_layer.indicators import header
from data_layer.oversight.rounds.acting import may_draft
from data_layer.oversight.rounds.reading import (
    ANSWERS,
    PURPOSES,
    RESULTS,
    STATES,
    Candidate,
    Round,
    Said,
    exempted,
    handed_in,
    own_part,
    since,
    unmet,
)
from data_layer.oversight.rounds.waiting import to_reply
from pages.parts import empty, paper, tables, words
from web.gate import store

_SAYS = {"replied": "支部答复", "opinion": "征求意见", "opined": "领导意见", "objected": "公示反映", "met": "会议"}


def line(found: Round) -> str:
    """Where a round stands, in a sentence."""
    said = f"{PURPOSES[found.purpose]}批次，{STATES[found.state]}；{found.as_of} 冻结，{found.reply_by} 前答复"
    if found.published:
        said += f"；公示 {found.published[0]} 至 {found.published[1]}"
    if found.number:
        said += f"；{words.escaped(found.number)}，{found.issued_on} 印发"
    if found.dropped:
        said += f"；终止：{words.escaped(found.dropped)}"
    return f"{said}。"


def candidates(viewer: Viewer, found: Round, view: View) -> None:
    """Who stands in the round and where each stands; a row opens the branch."""
    rows = found.candidates
    parts = {each.code: own_part(store(), viewer, found.round, each.code)["judged"] for each in rows}
    columns: dict[str, Sequence[Any]] = {
        "党支部": [each.name for each in rows],
        "冻结时的建议": [
            KINDS[each.proposed] + ("（同等可考虑）" if parts[each.code]["beside"] else "") for each in rows
        ],
        "答复": [f"{each.replies[-1].day}" if each.replies else "未答复" for each in rows],
        "不同意见": [sum(one.answer == "objects" or one.kind == "objected" for one in each.said) for each in rows],
        "决定": [_result(each) for each in rows],
        "理由": [each.reason for each in rows],
    }

    def opened(row: int) -> None:
        st.query_params["c"] = rows[row].code

    tables.show(columns, key="round_candidates", alt=f"{len(rows)} 个支部", rows=10, opens=opened)
    taken = {
        **columns,
        "主要理由": ["；".join(one["text"] for one in parts[each.code]["reasons"]) for each in rows],
        "不足": ["；".join(one["text"] for one in parts[each.code]["short"]) for each in rows],
        "免计": [exempted(own_part(store(), viewer, found.round, each.code), found.year) for each in rows],
        "核实": [checked_words(checked_of(viewer, found, each, view)) for each in rows],
        "支部答复": ["；".join(one.text for one in each.replies) for each in rows],
        "各方意见": ["；".join(_words(one) for one in each.said if one.kind != "replied") for each in rows],
    }
    tables.export(
        f"上会材料 {found.title}", taken, key="round_material", viewer=viewer, view=view,
        filters=[("批次", found.title), ("材料", f"{found.record_sha256[:16]}")], label="上会材料 Excel",
    )  # fmt: skip


def candidate(viewer: Viewer, found: Round, each: Candidate, view: View) -> None:
    """One branch of a round."""
    part = own_part(store(), viewer, found.round, each.code)
    judged = part["judged"]
    st.markdown(f"**{words.escaped(each.name)}**　:gray[{KINDS[each.proposed]}　{_result(each)}]")
    for label, key in (("理由", "reasons"), ("不足", "short")):
        if judged[key]:
            st.markdown(f":gray[{label}]　" + words.escaped("；".join(one["text"] for one in judged[key])))
    if judged["place"]:
        rank, low, high, first, last, p, _ = judged["place"]
        where = f"名次 {rank}" if first == last else f"第 {first}–{last} 名不分先后"
        st.caption(f"{where}，区间 {low}–{high}，在名单内的把握 {float(p):.0%}；已评 {judged['weight']}/100 分值")
    if each.reason:
        st.markdown(
            f":gray[会议]　{words.escaped(f'{each.decided_on} {each.minutes}：{_result(each)}，{each.reason}')}"
        )
    contested = any(one.contests for one in each.said)
    items = unmet(store(), viewer, found.round, each.code) if contested else []
    whose = {(item.indicator, item.period, item.subject): item.who for item in items}
    for one in each.said:
        _one(viewer, found, one)
        for item in one.contests:
            what = f"{header(item[0]).name} {words.short_period(item[1])}　{whose.get(item, '')}"
            st.caption(f"有异议：{words.escaped(what)}")
    beside = [exempted(part, found.year), checked_words(checked_of(viewer, found, each, view))]
    for said in filter(None, beside):
        st.caption(words.escaped(said))
    changed = [one for one in since(store(), viewer, found.round, view.today) if one.code == each.code]
    if changed:
        said = "；".join(
            f"{header(one.indicator).name} {words.short_period(one.period)} {one.then[0]}/{one.then[1]} → "
            f"{one.now[0]}/{one.now[1]}"
            for one in changed[:12]
        )
        st.caption(f"冻结以后的变化（不改材料）：{said}{' 等' if len(changed) > 12 else ''}")
    else:
        st.caption("冻结以后没有变化。")


def checked_of(viewer: Viewer, found: Round, each: Candidate, view: View) -> tuple[Checked, ...]:
    """What was asked on the phone or on a visit about the year's duties, as of the view's day."""
    return checked(store(), viewer, [each.org], found.year, view.as_of, view.known_at).get(each.org, ())


def _one(viewer: Viewer, found: Round, one: Said) -> None:
    """What somebody said, and the files that came with it."""
    st.markdown(f":gray[{_SAYS[one.kind]}　{one.day}　{words.escaped(one.by)}]　{words.escaped(_words(one))}")
    for nth, name in enumerate(one.files, start=1):
        st.download_button(
            name, partial(_file, viewer, found, one, nth), file_name=name, key=f"round_file_{one.event}_{nth}",
            type="tertiary", icon=":material/attach_file:", on_click="ignore",
        )  # fmt: skip


def _file(viewer: Viewer, found: Round, said: Said, nth: int) -> bytes:
    """A file handed in, taken away."""
    return handed_in(store(), viewer, found.round, said.event, nth)[1]


def notices(viewer: Viewer, found: Round) -> None:
    """The papers of its meeting, for whoever reads the unit; drafts of its documents, for whoever drafts for it."""
    kinds = offered(found) if may_draft(store(), viewer, found.unit) else ()
    with st.container(horizontal=True):
        if found.whole:
            paper.draft(
                "上会材料", partial(meeting.meeting, store(), viewer, found.round), partial(meeting.name_of, found),
                f"meeting_{found.round}",
            )  # fmt: skip
        for kind in kinds:
            paper.draft(
                KINDS_OF_NOTICE[kind], partial(notice, store(), viewer, found.round, kind),
                partial(name_of, found, kind), f"notice_{found.round}_{kind}",
            )  # fmt: skip


def spoken(viewer: Viewer, found: Round) -> None:
    """What was said of the whole round."""
    for one in (*found.said, *found.met):
        _one(viewer, found, one)
    if not found.said and not found.met:
        empty.nothing("还没有对整个批次的意见。")


def _result(each: Candidate) -> str:
    said = RESULTS.get(each.result, "未决定")
    return f"{said}（已撤销：{each.revoked}）" if each.revoked else said


def _words(one: Said) -> str:
    """What was said, after who was asked and whether they object."""
    return "　".join(filter(None, [one.body, ANSWERS.get(one.answer, ""), one.text]))


def owed(viewer: Viewer, view: View) -> None:
    """On another page about one branch: that a round waits for its reply, by when, and the way there."""
    found = to_reply(store(), viewer, view.org)
    if not found:
        return
    st.button(
        f"{len(found)} 个研判批次等着答复，期限 {min(each.reply_by for each in found)}", icon=":material/gavel:",
        type="tertiary", key="rounds_owed", on_click=tables.turn_to, args=("rounds", view),
        kwargs={"round": f"{found[0].round}"},
    )  # fmt: skip

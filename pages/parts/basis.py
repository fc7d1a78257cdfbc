"""证据等级 on screen: the rung of one duty with what bears it out, and how many of what is met stand on which."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.assessment import ladder
from data_layer.assessment.board import Board, Figure
from data_layer.assessment.lists import Duty
from data_layer.assessment.view import View
from data_layer.oversight import supporting
from data_layer.oversight.attachments import KINDS, LARGEST, MOST
from data_layer.oversight.writing import OversightProblem, may_any
from pages.parts import paper, upload, words
from web.gate import store


def word(found: ladder.Basis | None) -> str:
    """The rung in a word, "" where nothing is reported."""
    return ladder.RUNGS.get(found.rung, "") if found else ""


def show(viewer: Viewer, view: View, org: int, indicator: str, period: str, duty: Duty) -> None:
    """The ladder with the rung of one duty, what bears it out, its papers, and the way to hand one in."""
    found = ladder.of_duties(store(), viewer, view, org, indicator, period).get(duty.subject)
    if found is None or not found.rung:
        return
    if found.rung == "refuted":
        steps = ":red[**核实不符**]"
    else:
        rungs = [rung for rung in ladder.RUNGS if rung != "refuted"]
        steps = " → ".join(
            f"**{ladder.RUNGS[rung]}**" if rung == found.rung else f":gray[{ladder.RUNGS[rung]}]" for rung in rungs
        )
    st.markdown(f"证据等级　{steps}", help="本人或实地核实的为“已核实”；另一头党组织的台账也有记载的为“对方回执”。")
    for sentence in found.said:
        st.caption(words.escaped(sentence))
    papers(viewer, view, org, indicator, period, duty.subject)


def papers(
    viewer: Viewer, view: View, org: int, indicator: str, period: str, subject: str, label: str = "附佐证",
    what: str = "会议记录、照片、扫描件",
) -> None:  # fmt: skip
    """What was handed in for one duty, and the way to hand in more; ``label``: the button, ``what``: what is meant."""
    with st.container(horizontal=True):
        for one in supporting.papers(store(), viewer, view, org, indicator, period, subject):
            paper.kept(
                one.name, one.kind, partial(supporting.paper, store(), viewer, one.event, one.nth),
                f"paper_{one.event}_{one.nth}",
            )  # fmt: skip
        if not view.looking_back and may_any(store(), viewer, org, *supporting.RIGHTS):
            with st.popover(label, icon=":material/add:", type="tertiary"):
                _add(viewer, org, indicator, period, subject, what)


def _add(viewer: Viewer, org: int, indicator: str, period: str, subject: str, what: str) -> None:
    st.caption(f"{what}，每个不超过 {LARGEST >> 20} MB，最多 {MOST} 个。附了不改变达标与否。")
    files = upload.files(
        "文件", type=[*KINDS, "jpeg"], accept_multiple_files=True, max_upload_size=LARGEST >> 20,
        key=f"support_{indicator}_{period}_{subject}",
    )  # fmt: skip
    if not st.button("附上", type="primary", disabled=not files, key="support_go"):
        return
    try:
        given = [(one.name, one.getvalue()) for one in files or ()]
        supporting.support(store(), viewer, org, indicator, period, subject, given)
    except (OversightProblem, NoAccess) as refused:
        st.error(words.escaped(str(refused)), icon=":material/error:")
        return
    st.rerun()


def line(figures: Sequence[Figure], viewer: Viewer, view: View, held: Board) -> None:
    """One line: of what is met, how much is borne out by more than the branch's own word."""
    wanted = [(each.indicator, each.period) for each in figures]
    found = zip(figures, ladder.shares(store(), viewer, view, held, wanted), strict=True)
    if said := [_said(figure, share) for figure, share in found if share.met]:
        st.caption(f"证据等级　{'；'.join(said)}。")


def _said(figure: Figure, share: ladder.Share) -> str:
    first = f"{words.period(figure.period)}{figure.name}达标 {share.met} 项"
    parts = [f"{ladder.RUNGS[rung]} {share.rungs[rung]}" for rung in ladder.RUNGS if share.rungs.get(rung)]
    if share.rungs.get("claimed") == share.met:
        return f"{first}都是自报"
    checked = f"（抽查 {share.asked} 项，属实 {share.rungs.get('verified', 0)} 项）" if share.asked else ""
    return f"{first}：{'、'.join(parts)}{checked}"

"""Figures: the number, n/N, the change on the period before, six periods as a line, and the way to who is behind it."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import streamlit as st

from data_layer.assessment.board import PUNCTUAL, Board, Figure
from data_layer.assessment.figures import Change, change
from pages.parts import drawer, words


def row(figures: Sequence[Figure], held: Board) -> None:
    """At most four figures side by side."""
    for column, figure in zip(st.columns(len(figures), gap="small"), figures, strict=True):
        with column:
            card(figure, held)


def card(figure: Figure, held: Board) -> None:
    """One figure. Few due: n/N only, grey. Nothing closed: progress, grey, without a change."""
    tally = figure.tally
    with st.container(border=True, gap="xxsmall", key=f"card_{figure.indicator}", height="stretch"):
        beside = "" if "Q" in figure.period else words.period(figure.period)
        if tally.open:
            value, beside = f":gray[{words.ratio(tally)}]", "进度，未到期"
        elif tally.few:
            value = f":gray[{words.ratio(tally)}]" if tally.closed else ":gray[不适用]"
            beside = "不足 5 项，不算达标率" if tally.closed else "本期没有到期的应办事项"
        else:
            value = f"{words.percent(tally.rate)} :small[:gray[{words.ratio(tally)}]]"
            if figure.change is not None:
                beside = f"{words.points(figure.change)}　较{words.short_period(figure.before_period)}"
        name, line = st.columns([14, 5], gap="xxsmall", vertical_alignment="center", wrap=False)
        name.markdown(figure.name, help=_split(change(held, figure)))
        with line:
            sparkline([(period, each.rate) for period, each in figure.history if not each.few])
        st.metric(figure.name, value, label_visibility="collapsed")
        if aside := words.beside(tally):
            st.caption(aside)
        left, right = st.columns([1, 1], gap="xsmall", vertical_alignment="center", wrap=False)
        left.caption(beside or " ")
        with right.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                _behind(figure),
                key=f"open_{figure.indicator}",
                type="tertiary",
                icon=":material/chevron_right:",
                icon_position="right",
                help="看是哪些支部、哪些人，一直看到台账里的那一格",
                on_click=drawer.open_,
                args=(figure.indicator, figure.period, "", "missed" if tally.missed else ""),
            )


def sparkline(history: Sequence[tuple[str, Fraction | None]]) -> None:
    """Up to six rates as a small line from 0 to 100%, the last one marked. Nothing while there are not two."""
    known = [(period, rate) for period, rate in history if rate is not None]
    if len(known) < 2:
        return
    lowest = min(float(rate) for _, rate in known)
    floor = min(lowest, 0.8)
    step = 84 / (len(known) - 1)
    places = [(4 + step * n, 30 - 26 * (float(rate) - floor) / (1 - floor)) for n, (_, rate) in enumerate(known)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    said = "，".join(f"{words.short_period(period)} {words.percent(rate)}" for period, rate in known)
    x, y = places[-1]
    st.image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 92 34" width="92" height="34">'
        f'<polyline points="{path}" fill="none" stroke="#808691" stroke-width="1.8"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#808691"/></svg>',
        width=58,
        alt=said,
    )


def _split(change: Change | None) -> str | None:
    """Why the pooled rate moved."""
    if change is None:
        return None
    return (
        f"变化 {words.points(change.whole)} 个百分点，其中：报送的支部不同 {words.points(change.reporting)}，"
        f"同一批支部做得不同 {words.points(change.same)}，支部人数构成 {words.points(change.mix)}。"
    )


def _behind(figure: Figure) -> str:
    """What is behind the number, in words."""
    tally = figure.tally
    if tally.open:
        return f"{words.state('pending')} {words.count(tally.pending + tally.awaiting)}"
    failed = tally.missed if figure.indicator == PUNCTUAL else tally.failed
    for name, number in (("missed", failed), ("silent", tally.silent), ("unclear", tally.unclear)):
        if number:
            return f"{words.state(name)} {words.count(number)}"
    return "明细"


def plain(label: str, value: str, beside: str, opens: str = "", on_click: Callable[[], None] | None = None) -> None:
    """A number that is no rate: label, number, what it is beside, and the way to the list behind it."""
    with st.container(border=True, gap="xxsmall", key=f"card_{label}", height="stretch"):
        st.markdown(label)
        st.metric(label, value, label_visibility="collapsed")
        if not (opens and on_click):
            st.caption(beside)
        else:
            left, right = st.columns([1, 1], gap="xsmall", vertical_alignment="center", wrap=False)
            left.caption(beside)
            with right.container(horizontal=True, horizontal_alignment="right"):
                st.button(
                    opens, key=f"open_{label}", type="tertiary", icon=":material/chevron_right:", icon_position="right",
                    on_click=on_click,
                )  # fmt: skip

"""How a judged unit is shown: places with their intervals, a card a proposal, what other thresholds would change."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.judging import Criteria, Judged, Judgement
from data_layer.assessment.judging.assess import assess, moves, standing_of, units, what_if
from data_layer.assessment.judging.beside import NOTHING, Beside, beside
from data_layer.assessment.judging.recommend import Reason
from data_layer.assessment.judging.said import KINDS, flag_words, place_words, points, tenth
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.organisations.parameters import DEFAULTS
from pages.parts import charts, drawer, empty, grid, tables, words
from pages.parts.palette import Palette, palette
from web.gate import store

#: kind -> (sign, symbol of the chart, name of its colour)
_MARKS = {
    "commend": ("●", "circle", "good"),
    "criticise": ("◆", "diamond", "bad"),
    "remind": ("▲", "triangle", "watch"),
    "steady": ("○", "emptyCircle", "none"),
}
_CARDS = 8
_PLAINLY = 22  # so many rows of the plot stand without scrolling
_SHORT = 24  # letters that fit on a button beside others
#: What can be tried: parameter -> (least, most, step)
_TRIED = {
    "commend_share": (0.01, 0.5, 0.01),
    "commend_score": (50, 100, 1),
    "remind_score": (50, 100, 1),
    "criticise_rate": (0.1, 0.95, 0.05),
    "criticise_missed": (1, 50, 1),
    "ranked_members": (1, 30, 1),
    "ranked_duties": (1, 300, 5),
    "ranked_weight": (10, 100, 1),
}


def kind_words(kind: str) -> str:
    """``● 建议表彰``."""
    sign = _MARKS[kind][0] if kind in _MARKS else "－"
    return f"{sign} {KINDS[kind]}"


def plot(judged: Judged, view: View, key: str) -> None:
    """Places with their intervals, best on top, and the line of the quota; a dot opens the branch."""
    rows, colours = judged.ranked, palette()
    pieces = [
        at for y, row in enumerate(rows) if row.place for at in ([row.place.low, y], [row.place.high, y], ["-", "-"])
    ]
    spec = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 4, "right": 16, "top": 22, "bottom": 2, "containLabel": True},
        "tooltip": {"show": True, "confine": True, "formatter": "{b}"},
        "xAxis": {
            "type": "value", "min": 1, "max": max(len(rows), 2), "minInterval": 1, "position": "top",
            "axisLabel": {"color": colours.quiet, "fontSize": 12},
            "splitLine": {"lineStyle": {"color": colours.line}},
        },
        "yAxis": {
            "type": "category", "inverse": True, "data": [row.facts.name for row in rows],
            "axisLine": {"show": False}, "axisTick": {"show": False},
            "axisLabel": {"color": colours.ink, "fontSize": 12, "width": 150, "overflow": "truncate", "interval": 0},
        },
        "series": [
            {
                "type": "line", "data": pieces, "showSymbol": False, "silent": True,
                "lineStyle": {"width": 1.4, "color": colours.quiet},
                "markLine": {
                    "silent": True, "symbol": "none", "label": {"show": False},
                    "lineStyle": {"color": colours.good, "width": 1.5, "type": "dashed"},
                    "data": [{"xAxis": judged.line}],
                },
            },
            {
                "type": "scatter", "symbolSize": 11, "selectedMode": "single", "cursor": "pointer",
                "data": [_dot(y, row, colours) for y, row in enumerate(rows)],
            },
        ],
    }  # fmt: skip

    def clicked() -> None:
        chosen = charts.picked(key)
        if 0 <= chosen < len(rows):
            _portrait(view, rows[chosen])

    with st.container(height=560, border=False) if len(rows) > _PLAINLY else st.container():
        st.echarts_chart(
        spec, key=key, height=22 * len(rows) + 40, on_select=clicked, renderer="svg",
        alt=f"{len(rows)} 个支部的名次和区间，表彰名额 {judged.quota} 个",
        )  # fmt: skip


def _dot(y: int, row: Judgement, colours: Palette) -> dict[str, Any]:
    _, symbol, colour = _MARKS.get(row.proposal.kind, _MARKS["steady"])
    return {
        "value": [row.place.rank if row.place else 0, y],
        "name": f"{row.facts.name}　{_headline(row)}　{KINDS[row.proposal.kind]}",
        "symbol": symbol,
        "itemStyle": {"color": getattr(colours, colour)},
    }


def _headline(row: Judgement) -> str:
    """Score and place, or why there is none."""
    if row.place is None or row.standing.score is None:
        held = row.standing
        why = f"平均在外 {tenth(held.members)} 人，涉及人的事项 {held.duties} 项，已评 {held.weight}/100 分值"
        return f"不参加排名（{why}）"
    return f"得分 {points(row.standing.score)}（{place_words(row.place)}）"


def cards(
    rows: Sequence[Judgement], view: View, key: str, nothing: str, besides: Mapping[int, Beside] | None = None
) -> None:
    """A card a branch, some a page. ``besides``: what stands beside a judgement, by branch."""
    if not rows:
        empty.nothing(nothing)
        return
    start, page, pages = grid.page_of(len(rows), _CARDS)
    for row in rows[start : start + _CARDS]:
        _card(row, view, (besides or {}).get(row.facts.org, NOTHING))
    if pages > 1:
        grid.turner(pages, page, key, len(rows))


def _card(row: Judgement, view: View, beside: Beside) -> None:
    with st.container(border=True, gap="xxsmall", key=f"judged_{row.facts.code}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{words.escaped(row.facts.name)}**　:gray[{_headline(row)}]", width="content")
            st.button(
                "支部画像", key=f"portrait_{row.facts.code}", type="tertiary", icon=":material/chevron_right:",
                icon_position="right", on_click=_portrait, args=(view, row),
            )  # fmt: skip
        # that it stands where it stands is said above
        said = row.place is not None and row.proposal.kind in ("commend", "steady")
        _reasons("理由", row.proposal.reasons[1:] if said else row.proposal.reasons, row, view, 10)
        _reasons("不足", row.proposal.short, row, view, 5)
        for text in map(flag_words, row.flags):
            st.caption(words.escaped(text))
        if row.proposal.lifts:
            st.caption(words.escaped("怎样解除：" + "；".join(row.proposal.lifts) + "。"))
        for text in filter(None, (beside.truth, beside.exempted)):
            st.caption(words.escaped(f"{text}。"))
        sure = f"　权重变化下 {row.place.p:.0%} 在名单内" if row.place and row.proposal.kind != "criticise" else ""
        own_word = "" if beside.checked else "　都是自报，没有核实过"
        st.caption(f"已评 {row.standing.weight}/100 分值　{words.escaped(row.facts.branch_class)}{sure}{own_word}")


def _reasons(label: str, found: Sequence[Reason], row: Judgement, view: View, most: int) -> None:
    """Sentences, each of which opens what it rests on."""
    if not found:
        return
    for n, each in enumerate(found):
        if len(each.text) > _SHORT:  # a whole sentence has a line of its own
            with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
                st.markdown(
                    f":gray[{label}]　{words.escaped(each.text)}", width="content" if each.indicator else "stretch"
                )
                if each.indicator:
                    st.button(
                        "看依据", key=f"{label}_{row.facts.code}_{n}", type="tertiary", on_click=_open,
                        args=(each, row, view), icon=":material/chevron_right:", icon_position="right",
                    )  # fmt: skip
    short = [(n, each) for n, each in enumerate(found) if len(each.text) <= _SHORT]
    if not short:
        return
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(f":gray[{label}]", width="content")
        for n, each in short[:most]:
            if each.indicator:
                st.button(
                    each.text, key=f"{label}_{row.facts.code}_{n}", type="tertiary", on_click=_open,
                    args=(each, row, view), help="看依据",
                )  # fmt: skip
            else:
                st.markdown(words.escaped(each.text), width="content")
        if len(short) > most:
            st.markdown(f":gray[等 {len(short)} 项]", width="content")


def _open(reason: Reason, row: Judgement, view: View) -> None:
    """Open what a reason rests on: the list of duties, or the list of lost members."""
    try:
        alert = header(reason.indicator).alert
    except KeyError:  # a group
        alert = False
    if alert:
        tables.turn_to("contact", view, days="183")
        return
    drawer.open_(reason.indicator, reason.period or view.quarter, row.facts.code)


def _portrait(view: View, row: Judgement) -> None:
    tables.turn_to("portrait", view, org=row.facts.code)


def one(viewer: Viewer, view: View) -> None:
    """What judging says of the branch of the view: all of it for its unit; the branch itself sees its score alone."""
    year = int(view.quarter[:4])
    for unit in units(store(), viewer, view.org, view.as_of):
        found = assess(store(), viewer, unit, year, view.as_of)
        for row in found.rows:
            if row.facts.org == view.org:
                with st.container(border=True, gap="xxsmall"):
                    st.markdown(f"**{year}年研判**　{kind_words(row.proposal.kind)}　:gray[{_headline(row)}]")
                    _reasons("理由", row.proposal.reasons, row, view, 10)
                    own = beside(store(), viewer, found).get(row.facts.org, NOTHING)
                    for said in filter(None, (*map(flag_words, row.flags), own.truth, own.exempted)):
                        st.caption(words.escaped(said))
                    if row.proposal.lifts:
                        st.caption(words.escaped("怎样解除：" + "；".join(row.proposal.lifts) + "。"))
                return
    alone = standing_of(store(), viewer, view.org, year, view.as_of)
    if alone.score is None:
        return
    said = f"得分 {points(alone.score)}" if alone.ranked else "人少、事项少或分值不足，不计得分，只看做没做"
    st.caption(f"{year}年{said}（已评 {alone.weight}/100 分值）")


def apart(judged: Judged, viewer: Viewer, view: View, besides: Mapping[int, Beside]) -> None:
    """Branches that are not ranked: facts only, the ones without a gap first."""
    rows = judged.unranked
    if not rows:
        empty.nothing("所有支部都参加排名。")
        return
    columns = {
        "党支部": [row.facts.name for row in rows],
        "平均在外": [tenth(row.standing.members) for row in rows],
        "建议": [kind_words(row.proposal.kind) for row in rows],
        "季度联系": [_ratio(row, "contact_quarterly") for row in rows],
        "按季报送": [_ratio(row, "ledger_on_time") for row in rows],
        "已评分值": [f"{row.standing.weight}/100" for row in rows],
        "说明": ["；".join(each.text for each in row.proposal.reasons) for row in rows],
        "核实": [besides.get(row.facts.org, NOTHING).truth for row in rows],
        "免计": [besides.get(row.facts.org, NOTHING).exempted for row in rows],
    }
    tables.show(
        columns, key="judged_apart", alt=f"不参加排名的支部 {len(rows)} 个", rows=14,
        opens=lambda row: _portrait(view, rows[row]),
    )  # fmt: skip
    tables.export("小支部单列", columns, key="judged_apart", viewer=viewer, view=view)
    st.caption(
        "人少、事项少或分值不足的支部不排名次，也没有得分，只看做没做：全年到期事项零漏项的，可以凭事实建议表彰。"
    )


def _ratio(row: Judgement, indicator: str) -> str:
    met, closed = row.facts.ratio(indicator)
    return f"{met}/{closed}" if closed else "不适用"


def everything(judged: Judged, besides: Mapping[int, Beside]) -> dict[str, Sequence[Any]]:
    """All branches as a table, ranked ones first."""
    rows = [*judged.ranked, *judged.unranked]
    return {
        "党组织代码": [row.facts.code for row in rows],
        "党支部": [row.facts.name for row in rows],
        "类别": [row.facts.branch_class for row in rows],
        "建议": [KINDS[row.proposal.kind] + ("（同等可考虑）" if row.proposal.beside else "") for row in rows],
        "得分": [points(row.standing.score) if row.place and row.standing.score is not None else "" for row in rows],
        "名次": [place_words(row.place) for row in rows],
        "在名单内的把握": [f"{row.place.p:.0%}" if row.place else "" for row in rows],
        "已评分值": [f"{row.standing.weight}/100" for row in rows],
        "平均在外": [tenth(row.standing.members) for row in rows],
        "理由": ["；".join(each.text for each in row.proposal.reasons) for row in rows],
        "不足": ["；".join(each.text for each in row.proposal.short) for row in rows],
        "怎样解除": ["；".join(row.proposal.lifts) for row in rows],
        "比较标记": ["；".join(flag_words(each) for each in row.flags) for row in rows],
        "核实": [besides.get(row.facts.org, NOTHING).truth or "没有核实过" for row in rows],
        "免计": [besides.get(row.facts.org, NOTHING).exempted for row in rows],
    }


def try_other(judged: Judged, viewer: Viewer, view: View) -> None:
    """Other thresholds, tried without keeping anything: who enters a list, who leaves it."""
    st.caption("只在这里试算，不保存，不影响别人；要改口径，请管理员在“考核口径”中设定。")
    changed: dict[str, Fraction | int] = {}
    columns = st.columns(4, gap="small")
    for n, (name, (least, most, step)) in enumerate(_TRIED.items()):
        now = getattr(judged.criteria, name)
        with columns[n % 4]:
            typed = st.number_input(
                DEFAULTS[name].label, least, most, type(least)(now), step, key=f"try_{judged.code}_{name}"
            )
        changed[name] = Fraction(str(typed)) if isinstance(now, Fraction) else int(typed)
    other: Criteria = what_if(judged, **changed)
    if other == judged.criteria:
        empty.nothing("改一个数，就会列出谁进谁出。")
        return
    found = moves(judged, assess(store(), viewer, judged.unit, judged.year, view.as_of, other))
    if not found:
        empty.nothing("名单不变。")
        return
    tables.show(
        {
            "党支部": [before.facts.name for before, _ in found],
            "现在": [kind_words(before.proposal.kind) for before, _ in found],
            "这样改后": [kind_words(after.proposal.kind) for _, after in found],
            "改后得分和名次": [_headline(after) for _, after in found],
        },
        key="judged_tried", alt=f"名单有变的支部 {len(found)} 个", rows=8,
    )  # fmt: skip

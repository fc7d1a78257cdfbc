"""活动证与双向管理: certificates from issue to recall, what each end of a move does, and where both ends meet."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import figures, pairs
from data_layer.assessment.lists import across, names
from data_layer.organisations import tree
from pages.parts import basis, cards, charts, drawer, empty, filters, grid, look, questions, tables, words
from web.gate import require, store

viewer = require("read")
PARTS = {"certificate": "活动证", "out": "流出地", "into": "流入地", "pairs": "两头对接", "decide": "待核与问题"}
GROUPS = {
    "certificate": (
        "certificate_issued", "certificate_annual", "certificate_inspected", "certificate_recalled",
        "certificate_recorded", "certificate_problem_fixed",
    ),
    "out": (
        "destination_known", "taken_on", "counterpart_liaison", "member_reported", "member_urged", "appraisal_feedback",
    ),
    "into": ("inflow_verified", "inflow_in_activities", "inflow_helped", "certificate_filled"),
}  # fmt: skip
view = filters.choose(viewer, "bothends")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
shown = {figure.indicator: figure for figure in figures.figures(view, board)}
by_id = tree(store(), view.as_of, view.known_at).by_id
met = pairs.pairs(store(), viewer, view)
apart = [each for each in met if each.gaps]
doubts = pairs.data_questions(store(), viewer, view)
issued, taken = shown["certificate_issued"], shown["taken_on"]

first = f"**{words.period(issued.period)}** 应发活动证及时发放 {words.rated(issued.tally)}；"
first += f"{words.period(taken.period)}流入地纳管 {words.ratio(taken.tally)}"
first += f"，另有 **{words.count(taken.tally.unclear)}** 人待核。" if taken.tally.unclear else "。"
ends = f"本区域内两头对接 {len(met)} 对，其中 **{len(apart)}** 对对不上" if met else "本区域内没有两头都能看到的流动"
twice = sum(each.kind == "twice" for each in doubts)
look.headline(first, f"{ends}；{twice} 名党员同时列在两个支部外出。" if twice else f"{ends}。")
cards.row(
    [shown[name] for name in ("certificate_issued", "certificate_annual", "taken_on", "counterpart_liaison")], board
)
basis.line([shown[name] for name in ("certificate_issued", "taken_on", "counterpart_liaison")], viewer, view, board)

given = st.query_params.get("part")
st.session_state["bothends_part"] = given if given in PARTS else "certificate"


def turned() -> None:
    """Keep the part in the URL; a chart of another part goes with it."""
    st.query_params["part"] = st.session_state["bothends_part"]
    for key in ("chart", "page", "gap"):
        st.query_params.pop(key, None)


part = st.segmented_control(
    "看哪一部分", list(PARTS), format_func=PARTS.__getitem__, key="bothends_part", on_change=turned, required=True,
    label_visibility="collapsed",
) or "certificate"  # fmt: skip


def rates(group: Sequence[str]) -> None:
    """A group's rates beside the period before, and the matrix of one of them."""
    left, right = st.columns([9, 10], gap="small")
    with left.container(border=True):
        st.markdown(f"**{PARTS[part]}**　:gray[:small[● ▲ ◆ 本期　○ 上期　横线：95% 区间　虚线：目标]]")
        here = [shown[name] for name in group]
        charts.dots(here, view.target, f"bothends_dots_{part}", f"{PARTS[part]}各项指标的达标率", drawer.open_)
    with right.container(border=True):
        chart = st.query_params.get("chart")
        st.session_state[f"bothends_chart_{part}"] = chart if chart in group else group[0]

        def chosen() -> None:
            """Keep the choice in the URL."""
            st.query_params.update({"chart": st.session_state[f"bothends_chart_{part}"], "page": "1"})

        indicator = st.selectbox(
            "看哪一项", group, format_func=lambda name: shown[name].name, key=f"bothends_chart_{part}",
            on_change=chosen, label_visibility="collapsed", width=240,
        )  # fmt: skip
        grid.show(
            figures.matrix(store(), viewer, view, board, indicator), f"bothends_{indicator}",
            f"{shown[indicator].name}：支部与期间，问题多的在前", viewer=viewer, view=view,
            title=shown[indicator].name, opens=lambda code, period: drawer.open_(indicator, period, code),
        )  # fmt: skip


def matched() -> None:
    """Pairs of both ends, and what keeps a row from counting for anybody."""
    with st.container(border=True):
        found = {gap: [each for each in met if gap in each.gaps] for gap in pairs.GAPS}
        gap = st.query_params.get("gap", "")
        st.session_state["bothends_gap"] = gap if found.get(gap) else "all"

        def chosen() -> None:
            """Keep the choice in the URL."""
            st.query_params["gap"] = st.session_state["bothends_gap"]

        st.markdown(
            f"**两头对接 {len(met)} 对**　:gray[:small[同一名党员：一个支部报流出，另一个支部报流入；点一行看台账]]"
        )
        picked = st.pills(
            "哪里对不上", ["all", *(name for name, some in found.items() if some)], key="bothends_gap",
            format_func=lambda gap: f"全部 {len(met)}" if gap == "all" else f"{pairs.GAPS[gap][0]} {len(found[gap])}",
            on_change=chosen, required=True, label_visibility="collapsed",
        )  # fmt: skip
        listed = found.get(picked or "all", met)
        if listed:
            columns: dict[str, Sequence[Any]] = {
                "流出支部": [each.out.name for each in listed],
                "外出日期": [words.day(each.out.start_on) for each in listed],
                "写的流入地党组织": [each.out.named for each in listed],
                "流入支部": [each.into.name for each in listed],
                "到达日期": [words.day(each.into.start_on) for each in listed],
                "相差天数": [each.days for each in listed],
                "对不上": ["、".join(pairs.GAPS[gap][0] for gap in each.gaps) for each in listed],
            }
            if viewer.may("identify"):
                called = names(store(), viewer, (each.person for each in listed))
                columns = {"姓名": [called.get(each.person, "（无权查看）") for each in listed], **columns}
            tables.show(
                columns, key="bothends_pairs", alt=f"两头对接 {len(listed)} 对", rows=8,
                opens=lambda row: questions.open_(listed[row].question),
                config={"写的流入地党组织": st.column_config.TextColumn(width=230)},
            )  # fmt: skip
            tables.export("两头对接", columns, key="bothends_pairs", viewer=viewer, view=view)
        else:
            empty.nothing("没有两头都在本系统内的流动：流入地或原支部不在本系统的，不在这里对接。")
        st.caption("只列您权限内的一头；另一头不在权限内的，只写党组织名称。")
    with st.container(border=True):
        st.markdown(f"**资料疑问 {len(doubts)} 条**　:gray[:small[台账里说不清是谁的记录，请支部在下一期台账写明]]")
        questions.table(
            doubts, pairs.DATA_KINDS, key="bothends_doubts", title="资料疑问", viewer=viewer, view=view, rows=8
        )  # fmt: skip


def undecided() -> None:
    """未纳入原因 that wait for staff, and certificate problems nobody has put right."""
    reasons = across(store(), viewer, view, board, "taken_on", (taken.period,))
    asked = [pair for pair in reasons if pair[1].ruling == "not_taken"]
    fixed = "certificate_problem_fixed"
    problems = across(store(), viewer, view, board, fixed, figures.periods_of(fixed, view, board, 12))
    left, right = st.columns(2, gap="small")
    with left.container(border=True):
        st.markdown(
            f"**未纳入原因待核 {len(asked)} 人**　:gray[:small[{words.period(taken.period)}，点一行，看依据并作出裁定]]"
        )
        duties(asked, "taken_on", "未纳入原因待核", "没有待核的未纳入原因。")
    with right.container(border=True):
        st.markdown(f"**活动证存在问题未纠正 {len(problems)} 处**")
        duties(problems, "certificate_problem_fixed", "活动证存在问题未纠正", "没有未纠正的问题。")


def duties(found: Sequence[Any], indicator: str, title: str, nothing: str) -> None:
    """Duties of several branches; a row opens its evidence."""
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
        return
    if not found:
        empty.nothing(nothing)
        return
    columns: dict[str, Sequence[Any]] = {
        "姓名": [duty.who for _, duty in found],
        "党支部": [by_id[owed.org].name for owed, _ in found],
        "状态": [words.state(duty.state) for _, duty in found],
        "应于": [words.day(duty.due_on) for _, duty in found],
        "说明": [duty.remark for _, duty in found],
    }
    if len(set(columns["状态"])) == 1:
        columns.pop("状态")
    tables.show(
        columns, key=f"bothends_{indicator}_open", alt=f"{title} {len(found)} 项", rows=12,
        opens=lambda row: drawer.open_(
            indicator, found[row][0].period, found[row][0].org_code, item=found[row][1].subject
        ),
        config={"姓名": st.column_config.TextColumn(width=66), "党支部": st.column_config.TextColumn(width=176),
                "应于": st.column_config.TextColumn(width=88)},
    )  # fmt: skip
    tables.export(title, columns, key=f"bothends_{indicator}_open", viewer=viewer, view=view)


if part in GROUPS:
    rates(GROUPS[part])
elif part == "pairs":
    matched()
else:
    undecided()
questions.show(view, [*doubts, *(each.question for each in met)], {**pairs.DATA_KINDS, "pair": "两头对接"})
drawer.show(view, board)

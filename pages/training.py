"""教育培训: the three kinds, what was explained before leaving, hours; completion, and who still lacks what."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import figures, training
from data_layer.assessment.lists import across, names
from data_layer.organisations import tree
from pages.parts import bars, cards, choice, drawer, empty, filters, grid, look, rates, tables, words
from web.gate import require, store

viewer = require("read")
HOURS = "training_hours"
KINDS = ("pre_departure_education", "requirements_explained", "mailed_education", HOURS, "makeup_training")

view = filters.choose(viewer, "training")
if empty.why(view, viewer):
    st.stop()

board = figures.board(store(), viewer, view)
by_id = {each.indicator: each for each in figures.figures(view, board)}
shown = {name: by_id[name] for name in KINDS if name in by_id}
years = training.assessed_years(view)
year = training.year_of(view, st.query_params.get("year"))
learned = training.hours(store(), viewer, view, year) if year else []
lacking = [each for each in learned if not each.reached]
snapshot = tree(store(), view.as_of, view.known_at).by_id
held = training.given(store(), viewer, view)
latest = {each.kind: each for each in held if each.quarter == view.quarter}

said = words.some(*((latest[kind].persons, f"{kind} {{}} 人") for kind in training.KINDS if kind in latest))
first = f"**{words.period(view.quarter)}**{'（进行中）' if view.is_open else ' '}{said or '没有教育培训记录'}。"
second = ""
if learned:
    none = sum(not each.hours for each in learned)
    second = f"**{year}年**集中学习{training.so_far(view, year)}：{words.count(len(learned))} 名流动党员中 "
    second += f"**{words.count(len(learned) - len(lacking))}** 人达到应有学时"
    second += f"（{words.some((none, '{} 人一个学时也没有')) or '人人都有学时'}）。"
look.headline(first, second)
if shown:
    cards.row(list(shown.values())[:4], board)


def all_steps() -> None:
    """Show the list of all whose hours are not enough again."""
    st.query_params.pop("step", None)


left, right = st.columns([10, 9], gap="small")
if shown:
    with left.container(border=True):
        asked = choice.choose("看什么", list(shown), "chart", next(iter(shown)), lambda each: shown[each].name)
        grid.show(
            figures.matrix(store(), viewer, view, board, asked), "training_matrix",
            f"{shown[asked].name}：支部与各期，问题多的在前", viewer=viewer, view=view, title=shown[asked].name,
            opens=lambda code, period: drawer.open_(asked, period, code),
        )  # fmt: skip
with (right if shown else left).container(border=True):
    st.markdown(
        "**学时分布**　:gray[:small[已有学时占应有学时的多少，人数]]",
        help="应有学时按全年学时和当年外出天数折算；一天最多计 8 学时，邮寄教育不计。只列当年外出 90 天以上的流动党员；"
        "还在外出的算到年底。补录而待核的也在内，达标与否以名单为准。",
    )
    if len(years) > 1:
        choice.choose("哪一年", [f"{each}" for each in years], "year", f"{year}", lambda each: f"{each}年")
    if learned:
        numbers = training.distribution(learned)
        bars.steps(
            training.STEP_NAMES, numbers, training.STEP_REACHED, "training_steps", "学时分布：每一档有多少人",
            opens=lambda place: drawer.replace({"step": f"{place}"}),
        )  # fmt: skip
    else:
        empty.nothing("没有全年应计学时的流动党员：启用季度所在的年份不满一年，从第一个完整年度起算。")
with right.container(border=True):
    step = training.step_of(st.query_params.get("step"))
    listed = lacking if step is None else [each for each in learned if each.step == step]
    word = "学时还不够" if step is None else f"学时{training.STEP_NAMES[step]}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{word}** {words.count(len(listed))} 人", width="content")
        if step is not None:
            st.button("全部不够的", type="tertiary", on_click=all_steps)
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
    elif listed:
        called = names(store(), viewer, (each.person for each in listed))
        columns: dict[str, Sequence[Any]] = {
            "姓名": [called.get(each.person, "（无权查看）") for each in listed],
            "党支部": [snapshot[each.org].name for each in listed],
            "已有学时": [words.plain(each.hours) for each in listed],
            "应有学时": [words.plain(each.required) for each in listed],
            "外出天数": [each.days for each in listed],
        }
        right_hand = {name: st.column_config.TextColumn(alignment="right") for name in ("已有学时", "应有学时")}
        tables.show(
            columns, key="training_hours", alt=f"{word}的 {len(listed)} 人", rows=8, config=right_hand,
            opens=lambda row: drawer.open_(
                HOURS, f"{year}", snapshot[listed[row].org].code, item=f"{listed[row].person}"
            ),
        )  # fmt: skip
        tables.export(f"{year}年{word}", columns, key="training_hours", viewer=viewer, view=view,
                      filters=[("年度", f"{year}年"), ("学时", word)])  # fmt: skip
    else:
        empty.nothing("没有。")

with st.container(border=True):
    st.markdown("**各类教育培训**　:gray[:small[人数 / 场次，按季度；一个支部一天一类算一场]]")
    columns = {"类别": list(training.KINDS)}
    for quarter in view.until(6):
        here = {each.kind: each for each in held if each.quarter == quarter}
        columns[words.short_period(quarter)] = [
            f"{words.count(here[kind].persons)} / {here[kind].sessions}" if here[kind].sessions else "—"
            for kind in training.KINDS
        ]
    tables.show(columns, key="training_kinds", alt="各类教育培训各季度的人数和场次", rows=4)
    tables.export("各类教育培训", columns, key="training_kinds", viewer=viewer, view=view)
if open_kinds := [name for name in shown if name != HOURS]:
    with st.container(border=True):
        st.markdown("**还缺什么**　:gray[:small[没有达标、待核或还没有到期的人]]")
        lack = choice.choose("缺哪一项", open_kinds, "lack", open_kinds[0], lambda each: shown[each].name)
        period = shown[lack].period
        if viewer.may("identify"):
            found = across(store(), viewer, view, board, lack, (period,))
            pairs = [each for each in found if each[1].state != "exempt"]
            columns = {
                "姓名": [duty.who for _, duty in pairs],
                "党支部": [snapshot[each.org].name for each, _ in pairs],
                "期间": [words.short_period(period)] * len(pairs),
                "状态": [words.state(duty.state) for _, duty in pairs],
                "应于": [words.day(duty.due_on) for _, duty in pairs],
                "说明": [duty.remark for _, duty in pairs],
            }
            tables.show(
                columns, key="training_lack", alt=f"{shown[lack].name}还缺的 {len(pairs)} 项", rows=10,
                opens=lambda row: drawer.open_(lack, period, pairs[row][0].org_code, item=pairs[row][1].subject),
            )  # fmt: skip
            tables.export(f"还缺{shown[lack].name}", columns, key="training_lack", viewer=viewer, view=view)
        else:
            empty.nothing("您的账号只看数字，不看名单。")
if shown:
    with st.container(border=True):
        rates.table(list(shown.values()), "各项达标", board, viewer=viewer, view=view, key="training_rates")
drawer.show(view, board)

"""指标说明: how everybody is judged: each indicator in words with the values in force, and what serves each clause."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data_layer.assessment.explained import PERIODS, Explained, explained, weights
from data_layer.indicators import Header, catalogue, header
from data_layer.indicators.clauses import clauses, columns_of
from pages.parts import choice, drawer, empty, filters, look, tables, words
from web import site
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "catalogue", branches=None, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()

ALL = "全部"
heads = catalogue(alerts=True)
scored = [head for head in heads if head.weight]
heaviest = max(scored, key=lambda head: head.weight)
groups = weights()


def points(head: Header) -> str:
    """What an indicator weighs."""
    return f"{head.weight}" if head.weight else "不计分"


def list_of(shown: Sequence[Header]) -> Mapping[str, Sequence[Any]]:
    """The list as it is taken away: with what the detail says."""
    found = [explained(store(), viewer, view, head.id) for head in shown]
    return {
        "类别": [head.group for head in shown],
        "指标": [head.name for head in shown],
        "依据": [head.clause for head in shown],
        "分值": [points(head) for head in shown],
        "期间": [PERIODS[head.period] for head in shown],
        "计数": [each.counted for each in found],
        "达标": [each.met for each in found],
        "应于": [each.due for each in found],
        "证明日": [each.proof for each in found],
        "待核": [each.unclear for each in found],
        "例": [each.example for each in found],
        "整改": [each.remedied_when for each in found],
    }


def pages_of(each: Explained) -> list[site.Screen]:
    """The pages that show the indicator, as far as the viewer has them in the menu."""
    titles = {title for clause in each.clauses for title in clause.pages}
    return [screen for screens in site.menu(viewer).values() for screen in screens if screen.title in titles]


look.headline(
    f"方案分成 **{len(heads)}** 项指标逐条落实：**{len(scored)}** 项计分，合计 {sum(groups.values())} 分，"
    f"最重的是**{heaviest.name}**（{heaviest.weight} 分）；其余 {len(heads) - len(scored)} 项只列事实，不计分。",
    "达标率 = 达标 ÷（达标 + 未达标 + 待核），只算证明日已过的；还没有报送不等于没有做，未报的另列。",
)
left, right = st.columns([9, 10], gap="small")
with left.container(border=True):
    group = choice.choose(
        "类别", [ALL, *groups], "group", ALL, lambda name: name if name == ALL else f"{name} {groups[name]}"
    )
    listed = [head for head in heads if group in (ALL, head.group)]
    columns: dict[str, Sequence[Any]] = {
        "类别": [head.group for head in listed],
        "指标": [head.name for head in listed],
        "依据": [head.clause for head in listed],
        "分值": [points(head) for head in listed],
        "期间": [PERIODS[head.period] for head in listed],
    }
    st.caption("点一行看怎样计算。类别后面的数字是分值。")
    tables.show(
        columns, key="catalogue", alt=f"{len(listed)} 项指标", rows=16,
        opens=lambda row: drawer.replace({"of": listed[row].id}),
        config={
            "类别": st.column_config.TextColumn(width=80),
            "指标": st.column_config.TextColumn(width=135),
            "依据": st.column_config.TextColumn(width=135),
            "分值": st.column_config.TextColumn(width=65),
            "期间": st.column_config.TextColumn(width=60),
        },
    )  # fmt: skip
    tables.export("指标说明", lambda: list_of(listed), key="catalogue", viewer=viewer, view=view,
                  filters=[("类别", group)])  # fmt: skip
with right.container(border=True):
    asked = st.query_params.get("of", "")
    chosen = asked if any(head.id == asked for head in heads) else heaviest.id
    each = explained(store(), viewer, view, chosen)
    weight = f"{each.head.weight} 分" if each.head.weight else "不计分"
    st.markdown(f"**{each.head.name}**　:gray[{weight} · 依据 {each.head.clause} · 按{PERIODS[each.head.period]}]")
    said = {
        "计数": each.counted,
        "达标": each.met,
        "分母": each.below,
        "分子": each.above,
        "应于": each.due,
        "证明日": each.proof,
        "待核": each.unclear,
        "免计": each.exempt,
        "举例": each.example + "。（按默认口径）",
        "整改": f"{each.remedied_when}：可以销号，原来的未达标不改",
    }
    st.markdown("\n".join(f"- **{label}**　{text}" for label, text in said.items() if text))
    st.caption("补录：以后季度或截止后更正的台账才报出来的；工作人员认可属实的，当时在期限内才算达标。")
    if each.parameters:
        columns = {
            "口径": [one.label for one in each.parameters],
            "现值": [one.words for one in each.parameters],
            "自": [words.day(one.set_by.valid_from) if one.set_by else "默认" for one in each.parameters],
            "设定": [f"{one.set_by.org_name}：{one.set_by.source}" if one.set_by else "" for one in each.parameters],
        }
        tables.show(
            columns, key="catalogue_parameters", alt=f"{each.head.name}所用的 {len(each.parameters)} 项口径",
            config={"口径": st.column_config.TextColumn(width=235), "现值": st.column_config.TextColumn(width=80),
                    "自": st.column_config.TextColumn(width=90)},
        )  # fmt: skip
        st.caption("现值是这一天生效的；每件应办事项用其期间第一天的值，以后的修改不影响已结束的期间。")
    with st.container(horizontal=True):
        for screen in pages_of(each):
            st.page_link(str(screen.file), label=screen.title, icon=f":material/{screen.icon}:")
    with st.expander("计算语句"):
        st.code(each.sql, language="sql", wrap_lines=True)
with st.container(border=True):
    st.markdown("**方案条款由什么落实**　:gray[:small[每一条对应的指标、台账和页面；台账的栏目见导出的 Excel]]")
    rows = clauses()
    columns = {
        "条款": [clause.ref for clause in rows],
        "内容": [clause.part for clause in rows],
        "要求": [clause.asks for clause in rows],
        "指标": ["、".join(header(name).name for name in clause.indicators) or clause.otherwise for clause in rows],
        "台账": ["、".join(columns_of(clause)) for clause in rows],
        "页面": ["、".join(clause.pages) for clause in rows],
    }
    fields = ["；".join(f"{s}：{'、'.join(names)}" for s, names in columns_of(clause).items()) for clause in rows]
    tables.show(
        columns, key="clauses", alt=f"方案 {len(rows)} 条要求及其落实", rows=7, tall=3,
        config={"条款": st.column_config.TextColumn(width=75), "内容": st.column_config.TextColumn(width=90),
                "要求": st.column_config.TextColumn(width=260), "指标": st.column_config.TextColumn(width=230),
                "台账": st.column_config.TextColumn(width=205), "页面": st.column_config.TextColumn(width=190)},
    )  # fmt: skip
    tables.export("条款落实", columns | {"台账栏目": fields}, key="clauses", viewer=viewer, view=view)

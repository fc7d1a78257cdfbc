"""表彰与通报: who is proposed for commendation, criticism or a reminder, why, and how sure that is. Proposals only."""

import streamlit as st

from data_layer.assessment import figures
from data_layer.assessment.judging import assess, units
from data_layer.assessment.judging.beside import beside as stands_beside
from data_layer.assessment.judging.said import chance_words, flag_words
from data_layer.organisations import tree
from pages.parts import choice, drawer, empty, filters, judged, look, round_forms, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "judging")
if empty.why(view, viewer):
    st.stop()

snapshot = tree(store(), view.as_of, view.known_at)
offered = {snapshot.by_id[org].code: org for org in units(store(), viewer, view.org, view.as_of)}
if not offered:
    empty.nothing("研判要看整个考核单位；您的权限只到其中一部分，请由考核单位的领导或工作人员查看。")
    st.stop()
year = int(view.quarter[:4])
code = next(iter(offered))
if len(offered) > 1:
    code = choice.choose("考核单位", list(offered), "unit", code, lambda each: snapshot.by_id[offered[each]].name)
found = assess(store(), viewer, offered[code], year, view.as_of)
board = figures.board(store(), viewer, view)
kinds = {kind: found.of_kind(kind) for kind in ("commend", "criticise", "remind")}
ranked_best = [row for row in kinds["commend"] if row.place]
small_best = [row for row in kinds["commend"] if not row.place]
beside = found.beside
besides = stands_beside(store(), viewer, found)

first = f"**{year}年**　{words.escaped(found.name)} {len(found.rows)} 个支部，{len(found.ranked)} 个参加排名："
first += (
    f"建议表彰 **{len(ranked_best)}** 个，建议通报批评 **{len(kinds['criticise'])}** 个，提醒 {len(kinds['remind'])} 个"
)
first += f"；另有 {len(small_best)} 个小支部零漏项。" if small_best else "。"
names = "、".join(words.escaped(row.facts.name) for row in ranked_best[:3])
second = f"排在前面又拿得准的是{names}。" if names else "前面的支部分不出先后，没有一个拿得准能进表彰名额。"
if beside:
    second += "同等可考虑：" + "、".join(words.escaped(row.facts.name) for row in beside[:5]) + "。"
look.headline(first, second)
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.caption(
        f"名额 {found.quota} 个（参加排名支部的 {words.percent(found.criteria.commend_share, 0)}）。"
        "只是建议，由会议决定；省级以下集中表彰一般每五年 2–3 次，时间由上级规定。",
        width="stretch",
    )
    round_forms.begin_button(viewer, found, view)

left, right = st.columns([9, 11], gap="small")
with left.container(border=True):
    st.markdown("**名次和区间**　:gray[:small[● 表彰 ◆ 批评 ▲ 提醒 ○ 正常　横线：区间　虚线：名额]]")
    if found.ranked:
        judged.plot(found, view, f"judged_plot_{code}")
        st.caption(
            "区间说明名次有多大把握：人少、事项少的支部区间宽；各项分值上下浮动两成、重算两千次得出。"
            "区间互相重叠的支部不分先后。"
        )
    else:
        empty.nothing("还没有支部够参加排名：平均在外人数、到期事项或已评分值不足，见“小支部单列”。")
with right.container(border=True):
    counts = {
        "commend": f"建议表彰 {len(ranked_best)}",
        "criticise": f"建议通报批评 {len(kinds['criticise'])}",
        "remind": f"提醒 {len(kinds['remind'])}",
        "apart": f"小支部单列 {len(found.unranked)}",
    }
    part = choice.choose("哪一份名单", list(counts), "list", "commend", counts.__getitem__)
    if part == "commend":
        judged.cards(
            ranked_best, view, "judged_commend",
            "没有拿得准的：得分够、按时报送、没有红线，并且一半以上的把握在名额内，才建议表彰。", besides,
        )  # fmt: skip
        if beside:
            st.markdown("**同等可考虑**　:gray[:small[把握在两成到一半之间，按名称排列，不分先后]]")
            judged.cards(beside, view, "judged_beside", "", besides)
    elif part == "apart":
        judged.apart(found, viewer, view, besides)
    else:
        nothing = "没有触及红线、也没有连续两季联系过低的支部。" if part == "criticise" else "没有需要提醒的支部。"
        judged.cards(kinds[part], view, f"judged_{part}", nothing, besides)
tables.export(
    f"{year}年研判", lambda: judged.everything(found, besides), key="judged_all", viewer=viewer, view=view,
    filters=[("考核单位", found.name), ("年度", f"{year}")], label="全部支部导出 Excel",
)  # fmt: skip
flags = [(row, flag) for row in found.rows for flag in row.flags]
with st.expander(f"比较标记 {len(flags)} 个　对标、比同类"):
    st.caption(chance_words(found.chance))
    if found.thin:
        thin = "、".join(f"{name} {many}" for name, many in found.thin.items())
        st.caption(f"同类参加排名不足 {found.criteria.compared_branches} 个的不与同类比，只列 n/N：{thin}。")
    if flags:
        columns = {
            "党支部": [row.facts.name for row, _ in flags],
            "类别": [row.facts.branch_class for row, _ in flags],
            "标记": [flag_words(flag) for _, flag in flags],
            "期间": ["、".join(words.short_period(each) for each in flag.periods) for _, flag in flags],
        }
        tables.show(
            columns, key="judged_flags", alt=f"比较标记 {len(flags)} 个", rows=8,
            opens=lambda n: drawer.open_(flags[n][1].indicator, flags[n][1].periods[-1], flags[n][0].facts.code),
        )  # fmt: skip
        tables.export("比较标记", columns, key="judged_flags", viewer=viewer, view=view)
    else:
        empty.nothing("没有支部超出界限。")
with st.expander("试改口径：谁进谁出"):
    judged.try_other(found, viewer, view)
round_forms.begin(found, view)
drawer.show(view, board)

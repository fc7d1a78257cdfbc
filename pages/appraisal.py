"""民主评议: who took part in the yearly meeting and how, grades, 优秀 against its ceiling, rectification."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer.assessment import appraisal, figures
from data_layer.assessment.lists import names
from data_layer.organisations import tree
from pages.parts import bars, cards, choice, drawer, empty, filters, grid, look, rates, tables, words
from web.gate import require, store

viewer = require("read")
FIRST = ("appraisal_attended", "appraisal_report_written", "appraisal_report_presented", "appraisal_graded")
MORE = ("excellent_within_cap", "excellent_supported", "unqualified_rectified", "appraisal_feedback")
TONES = {"优秀": "best", "合格": "good", "基本合格": "watch", "不合格": "bad", "不评定等次": "none"}
GRADES = [
    bars.Piece(word, TONES.get(word, "silent")) for word in (*appraisal.GRADES, appraisal.NO_GRADE, appraisal.NO_ROW)
]
MANNER_TONES = dict(zip(appraisal.MANNERS, ("best", "mid", "good", "none", "bad"), strict=True))
MANNERS = [bars.Piece(word, MANNER_TONES.get(word, "silent")) for word in (*appraisal.MANNERS, appraisal.NO_ROW)]

WIDE = {"姓名": 62, "党支部": 152, "参评方式": 72, "书面汇报": 86}
NARROW = {"姓名": 62, "党支部": 130, "整改期限": 88, "整改完成": 70}


def widths(pixels: dict[str, int]) -> dict[str, Any]:
    """Columns of a table in pixels; the others share the rest."""
    return {name: st.column_config.Column(width=width) for name, width in pixels.items()}


view = filters.choose(viewer, "appraisal")
if empty.why(view, viewer):
    st.stop()
year = appraisal.year_of(view, st.query_params.get("year"))
if year is None:
    look.headline("还没有到期的年度民主评议。")
    later = "可以把“截至”改到更晚的一天再看。" if view.looking_back else ""
    empty.nothing(f"启用以后，从第一个结束的第四季度起，这里按年度列出评议情况。{later}")
    st.stop()

known = [f"{each}" for each in reversed(appraisal.years(view))]
if len(known) > 1:
    choice.choose("评议年度", known, "year", f"{year}", lambda each: f"{each}年")
board = figures.board(store(), viewer, view)
found = appraisal.members(store(), viewer, view)
here = appraisal.summary(found, year, view.as_of)
shown = {each.indicator: each for each in figures.of_years(view, board, (*FIRST, *MORE), year)}
caps = appraisal.caps(store(), viewer, view, year)
over = [each for each in caps if each.over]
snapshot = tree(store(), view.as_of, view.known_at).by_id

overdue = words.some((here.overdue, "（{} 人整改到期或没有限期，没有完成记录）"))
graded = words.some(*((here.grades[word], f"{word} {{}}") for word in ("优秀", "合格", "基本合格")))
bad = words.some((here.grades["不合格"], "**不合格 {}**")) or "没有不合格的"
bad += overdue
look.headline(
    f"**{year}年**民主评议：流动党员 {words.count(here.members)} 人，**{words.count(here.appraised)}** 人有评议记录"
    + (f"，其中{graded}，{bad}。" if here.appraised else "。"),
    (words.some((here.not_taking_part, "{} 人未参加"), (here.without_row, "{} 人没有评议记录")) or "都有评议记录")
    + f"；{words.count(here.meetings)} 个支部开了评议会，{words.count(here.no_meeting)} 个没有评议会记录。"
    + (words.some((len(over), f"填报的 {len(caps)} 个支部中 {{}} 个优秀超过上限。")) if caps else ""),
)
if top := [shown[each] for each in FIRST if each in shown]:
    cards.row(top, board)

left, right = st.columns([9, 10], gap="small")
with left.container(border=True):
    ceiling = appraisal.share_allowed(store(), viewer, view, year)
    st.markdown(f"**各年度评议等次**　:gray[:small[流动党员人数；虚线：优秀比例上限 {words.percent(ceiling)}]]")
    bars.stacked(
        [bars.Row(each.key, each.name, each.numbers) for each in
         appraisal.by_year(found, lambda each: each.graded, [piece.name for piece in GRADES])],
        GRADES, "appraisal_years", "各年度评议等次的人数构成", line=ceiling,
        opens=lambda chosen: drawer.open_("appraisal_graded", chosen),
    )  # fmt: skip
    st.caption("上限按支部全体党员算，见“优秀比例”；这里只是流动党员的构成，供对照。基本合格单列，不并入合格。")
    st.markdown("**参评方式**")
    bars.stacked(
        [bars.Row(each.key, each.name, each.numbers) for each in
         appraisal.by_year(found, lambda each: each.took_part, [piece.name for piece in MANNERS])],
        MANNERS, "appraisal_manners", "各年度参评方式的人数构成",
        opens=lambda chosen: drawer.open_("appraisal_attended", chosen),
    )  # fmt: skip
with right.container(border=True):
    branches = appraisal.by_branch(store(), viewer, view, year)
    st.markdown(f"**各支部评议等次**　:gray[:small[{year}年，不合格、没有记录多的在前，点一条看名单]]")
    first, page, pages = grid.page_of(len(branches), 12)
    part = branches[first : first + 12]
    bars.stacked(
        [bars.Row(each.key, each.name, each.numbers) for each in part], GRADES, f"appraisal_branches_{page}",
        f"{len(part)} 个支部评议等次的人数构成", opens=lambda code: drawer.open_("appraisal_attended", f"{year}", code),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        grid.turner(pages, page, "appraisal_branches", len(branches))
        columns: dict[str, Sequence[Any]] = {
            "代码": [each.key for each in branches], "党支部": [each.name for each in branches],
        }  # fmt: skip
        for place, piece in enumerate(GRADES):
            columns[piece.name] = [each.numbers[place] for each in branches]
        tables.export(f"{year}年评议等次", columns, key="appraisal_branches", viewer=viewer, view=view,
                      filters=[("评议年度", f"{year}年")])  # fmt: skip

left, right = st.columns([10, 9], gap="small")
absent = appraisal.absent(found, year)
with left.container(border=True):
    st.markdown(f"**未参加或没有评议记录** {words.count(len(absent))} 人")
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
    elif absent:
        called = names(store(), viewer, (each.person for each in absent))
        columns = {
            "姓名": [called.get(each.person, "（无权查看）") for each in absent],
            "党支部": [snapshot[each.org].name for each in absent],
            "参评方式": [each.took_part for each in absent],
            "书面汇报": [words.day(each.reported_on) for each in absent],
            "说明": [appraisal.remark(each) for each in absent],
        }
        tables.show(
            columns, config=widths(WIDE), key="appraisal_absent", alt=f"没有参加评议的 {len(absent)} 人", rows=9,
            opens=lambda row: drawer.open_("appraisal_attended", f"{year}", snapshot[absent[row].org].code,
                                           item=f"{absent[row].person}"),
        )  # fmt: skip
        tables.export(f"{year}年未参加评议", columns, key="appraisal_absent", viewer=viewer, view=view,
                      filters=[("评议年度", f"{year}年")])  # fmt: skip
    else:
        empty.nothing("都参加了。")
with right.container(border=True):
    listed = appraisal.rectifying(found, year)
    st.markdown(
        f"**不合格与限期整改** {len(listed)} 人", help="这里的整改是方案规定的限期整改，不是组织处置中的“限期改正”。"
    )
    if not viewer.may("identify"):
        empty.nothing("您的账号只看数字，不看名单。")
    elif listed:
        called = names(store(), viewer, (each.person for each in listed))
        columns = {
            "姓名": [called.get(each.person, "（无权查看）") for each in listed],
            "党支部": [snapshot[each.org].name for each in listed],
            "整改期限": [words.day(each.rectify_by) if each.rectify_by else "没有写明" for each in listed],
            "整改完成": [words.day(each.rectified_on) for each in listed],
            "情况": [appraisal.rectification(each, view.as_of) for each in listed],
        }
        tables.show(
            columns, config=widths(NARROW), key="appraisal_rectify", alt=f"不合格的 {len(listed)} 人和整改期限", rows=5,
            opens=lambda row: drawer.open_("unqualified_rectified", f"{year}", snapshot[listed[row].org].code,
                                           item=f"{listed[row].person}"),
        )  # fmt: skip
        tables.export(f"{year}年不合格整改", columns, key="appraisal_rectify", viewer=viewer, view=view,
                      filters=[("评议年度", f"{year}年")])  # fmt: skip
    else:
        empty.nothing("没有评为不合格的。")
with right.container(border=True):
    st.markdown(f"**优秀比例** {len(over)} 个支部超过上限　:gray[:small[封面填报，{len(caps)} 个支部]]")
    if caps:
        columns = {
            "党支部": [each.name for each in caps],
            "党员总数": [each.total for each in caps],
            "优秀": [f"{each.excellent}" for each in caps],
            "最多": [f"{each.allowed}" for each in caps],
            "超出": [each.over for each in caps],
        }
        tables.show(
            columns, config={name: st.column_config.TextColumn(alignment="right") for name in ("优秀", "最多")},
            key="appraisal_caps", alt=f"{len(caps)} 个支部的优秀人数和上限", rows=4,
            opens=lambda row: drawer.open_("excellent_within_cap", f"{year}", caps[row].code),
        )  # fmt: skip
        tables.export(f"{year}年优秀比例", columns, key="appraisal_caps", viewer=viewer, view=view)
    else:
        empty.nothing(f"{year}年第4季度台账的封面没有填党员总数和优秀党员数。")
if shown:
    with st.container(border=True):
        rates.table(list(shown.values()), "各项达标", board, viewer=viewer, view=view, key="appraisal_rates")
drawer.show(view, board)

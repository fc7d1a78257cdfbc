"""整改销号: what was found, where it stands, what the ledgers since say, and who does what next; 免计 beside it."""

from dataclasses import replace

import streamlit as st

from data_layer.access import visible_orgs
from data_layer.assessment import exemptions
from data_layer.assessment import finding_figures as numbers
from data_layer.assessment.findings import findings
from data_layer.oversight.remedy import remedies
from pages.parts import (
    bars,
    cards,
    choice,
    empty,
    exempt_panel,
    filters,
    finding_drawer,
    finding_forms,
    finding_list,
    look,
    tables,
    words,
)
from web.gate import require, store

viewer = require("identify")
view = filters.choose(viewer, "findings", branches=None, period=False)
if view.empty in ("no_organisations", "no_access") and empty.why(view, viewer):
    st.stop()

found = findings(store(), viewer, view)
tested = remedies(store(), viewer, view)
asked = exemptions.requests(store(), viewer, view)
now = numbers.standing(found, view.as_of)
day, before = numbers.standing_before(store(), viewer, view)
shown = sum(each.proposes for each in tested.values())
pending = sum(each.state == "asked" for each in asked)
stamp = replace(view, quarter="")  # what is taken away is of the day, not of a quarter


def may(right: str) -> bool:
    """Whether the viewer may do something here, and the page looks at today."""
    seen = visible_orgs(store(), viewer, right) if viewer.may(right) else frozenset()
    return not view.looking_back and (seen is None or view.org in seen)


if now.unsettled:
    rest = words.some(
        (now.overdue, "**{}** 个超期"), (now.waiting, "{} 个待核验"), (now.reopened, "{} 个重新打开"),
        (shown, "{} 个登记后的台账已显示整改"),
    )  # fmt: skip
    first = f"**{words.count(now.unsettled)}** 个问题没有销号{f'：{rest}' if rest else '，都还在期限内'}。"
else:
    first = "没有待整改的问题。" if found else "还没有登记过问题。"
places = numbers.by_place(store(), viewer, view, found)
if places and now.overdue:
    first += f"超期最多的是{words.escaped(places[0].name)}（{places[0].numbers[0]} 个）。"
year = f"{view.as_of.year} 年登记 {words.count(now.opened)} 个，销号 {words.count(now.closed)} 个。" if found else ""
look.headline(first, year + (f"**{pending}** 项免计申请待审批。" if pending else ""))
finding_forms.done()

until = f"{day:%m-%d} 时"
four = st.columns(4, gap="small") if found else ()
kept = f"{now.in_time}/{now.closed}" if now.closed else ":gray[不适用]"
for column, (label, value, beside, state) in zip(
    four,
    (
        ("未销号", f"{now.unsettled}", f"{until} {before.unsettled}", "unsettled"),
        ("超期", f"{now.overdue}", f"{until} {before.overdue}", "overdue"),
        ("待核验", f"{now.waiting}", f"{until} {before.waiting}", "waiting"),
        ("按期销号", kept, "本年，不晚于期限", "closed"),
    ),
    strict=False,
):
    with column:
        cards.plain(label, value, beside, "名单", finding_list.opener(state))

parts = {"list": f"问题 {len(found)}", "exempt": f"免计 {len(asked)}"}
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    part = choice.choose("看什么", list(parts), "part", "list", parts.__getitem__)
    with st.container(horizontal=True, width="content"):
        if may("findings"):
            st.button("登记问题", icon=":material/add:", on_click=finding_forms.ask, args=("open",), type="primary")
        if may("reply") or may("review"):
            st.button("申请免计", icon=":material/person_off:", on_click=finding_forms.ask, args=("exempt",))

if part == "exempt":
    exempt_panel.show(viewer, stamp, asked)
else:
    left, right = st.columns([13, 7], gap="small") if places else (st.container(), None)
    with left.container(border=True):
        finding_list.show(viewer, stamp, found, tested)
    if right is not None:
        with right.container(border=True):
            st.markdown("**在哪里**　:gray[:small[没有销号的问题，点一条看下去]]")
            bars.counted(
                [each.name for each in places],
                {name: [each.numbers[k] for each in places] for k, name in enumerate(numbers.PARTS)},
                "findings_places", f"没有销号的问题在 {len(places)} 个单位",
                lambda row: tables.turn_to("findings", view, org=places[row].code),
            )  # fmt: skip

finding_forms.show(view, {right: may(right) for right in ("findings", "reply", "review")})
exempt_panel.dialog(view, asked)
finding_drawer.show(view, found, tested)

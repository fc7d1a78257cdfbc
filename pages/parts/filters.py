"""The bar above every page: organisation, quarter, day. The URL is the only state: a link opens the same view."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from data_layer.access import Viewer
from data_layer.assessment.task import quarter_due
from data_layer.assessment.view import View, view_of
from pages.parts import look, tables, words
from web.gate import store

_NAMES = ("org", "period", "as_of")


def choose(viewer: Viewer, page: str, *, branches: bool | None = False, period: bool = True, due: bool = False) -> View:
    """Show the bar and give the view it stands for.

    ``branches``: offer branches only, none (False), or both (None). ``due``: begin with the quarter to be handed in,
    and always look at today.
    """
    look.apply()
    tables.turn()
    given = _given(page)
    if due:
        given["as_of"] = None
    view = view_of(store(), viewer, given["org"], given["period"], given["as_of"], branches=branches)
    if due and view.quarters and given["period"] != view.quarter:
        quarter = quarter_due(store(), viewer, view.org)
        view = replace(view, quarter=quarter if quarter in view.quarters else view.quarters[-1])
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        if len(view.options) > 1:
            top = min(each.depth for each in view.options)
            names = {each.code: "　" * (each.depth - top) + each.name for each in view.options}
            _select("党组织", "org", list(names), view.code, names.__getitem__, width=320)
        elif view.options:
            st.markdown(f"**{words.escaped(view.name)}**", width="content")
        if period and view.quarters:
            closed = view.closed or ""
            _select(
                "季度",
                "period",
                list(reversed(view.quarters)),
                view.quarter,
                lambda each: words.period(each) + ("" if each <= closed else "（进行中）"),
                width=210,
            )
        if view.options and not due:
            _as_of(view)
        if view.options:
            _link(view, period)
    _unlike(view, given, due)
    _remember(view, given)
    if view.looking_back:
        many = view.recorded_later
        later = f"；有 {many} 份台账那时已收到、之后才入库，未计入" if many else "；那时收到的台账都已入库"
        st.info(f"正在回看 {view.as_of}：只用当日及以前入库的资料{later}。", icon=":material/history:")
    return view


def _given(page: str) -> dict[str, str | None]:
    """What the URL says; on coming from another page, what was chosen there is written into it first."""
    held = st.session_state.setdefault("choices", {"page": page, "arrival": {}, "last": {}})
    if held["page"] != page:
        held["page"], held["arrival"] = page, dict(held["last"])
        carried = {name: value for name, value in held["arrival"].items() if name not in st.query_params}
        if carried:
            st.query_params.update(carried)
    return {name: st.query_params.get(name) or held["arrival"].get(name) for name in _NAMES}


def _unlike(view: View, given: dict[str, str | None], due: bool) -> None:
    """Say so where the page cannot show what its address asks for; what another page had chosen does not count."""
    if not view.options:
        return
    said = []
    asked = {name: value for name, value in given.items() if value and st.query_params.get(name) == value}
    carried = st.session_state["choices"]["arrival"]
    asked = {name: value for name, value in asked.items() if carried.get(name) != value}
    if asked.get("org", view.code) != view.code:
        said.append(
            f"党组织代码“{asked['org']}”不存在、已撤销、不在您的权限内，或不在这一页列出，现在显示的是{view.name}"
        )
    if view.quarters and asked.get("period", view.quarter) != view.quarter:
        said.append(f"季度“{asked['period']}”不在可以查看的季度之内，现在显示的是{words.period(view.quarter)}")
    if not due and asked.get("as_of", f"{view.as_of}") != f"{view.as_of}":
        said.append(f"日期“{asked['as_of']}”写错了或还没有到，现在显示的是 {view.as_of}")
    if said:
        st.warning(words.escaped("链接里的" + "；".join(said) + "。"), icon=":material/link_off:")


def _remember(view: View, given: dict[str, str | None]) -> None:
    """Keep what was chosen on purpose for the next page; a default is not carried over."""
    chosen = {"org": view.code, "period": view.quarter, "as_of": f"{view.as_of}"}
    last = st.session_state["choices"]["last"]
    last.clear()
    last.update({name: value for name, value in chosen.items() if given[name] == value})


def _select(
    label: str, name: str, options: Sequence[str], current: str, shown: Callable[[str], str], width: int
) -> None:
    key = f"choice_{name}"
    st.session_state[key] = current
    st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        on_change=_chosen,
        args=(name,),
        width=width,
        label_visibility="collapsed",
    )


def _as_of(view: View) -> None:
    st.session_state["choice_as_of"] = view.as_of
    st.markdown("截至", width="content", help="可以选过去的一天：页面只用当时已经入库的资料。")
    st.date_input(
        "截至",
        key="choice_as_of",
        min_value=date(2000, 1, 1),
        max_value=view.today,
        format="YYYY-MM-DD",
        on_change=_chosen,
        args=("as_of",),
        width=150,
        label_visibility="collapsed",
    )


def _chosen(name: str) -> None:
    """Write a choice to the URL; an open drawer belonged to the view before."""
    from pages.parts import drawer

    value = st.session_state[f"choice_{name}"]
    if value:
        drawer.replace({name: f"{value}"})


def _link(view: View, period: bool) -> None:
    """The address that opens this view again, spelled out in full, to be copied."""
    keys = {**st.query_params.to_dict(), "org": view.code, "as_of": f"{view.as_of}"}
    if period and view.quarter:
        keys["period"] = view.quarter
    with st.popover("链接", icon=":material/link:", help="复制后发给同事，打开就是同一个画面（对方需有权限）"):
        st.caption("复制这个地址，打开就是同一个画面；对方只能看到自己权限内的内容。")
        st.code(f"{(st.context.url or '').split('?')[0]}?{urlencode(keys)}", language=None, wrap_lines=True)

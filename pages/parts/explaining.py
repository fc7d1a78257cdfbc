"""What a file leaves open: words that the form does not know, asked once; earlier answers, shown before use; 封面 of a
file that has none."""

from collections.abc import Callable

import streamlit as st

from data_layer.access import NoAccess, Viewer
from data_layer.ledger.beside import asked_beside, known_beside
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.learned import forget, learn
from data_layer.ledger.meanings import Meaning, said
from data_layer.ledger.reading import Ask, Used
from pages.parts import cells, words
from pages.parts.drafts import Draft
from web.gate import store

_PLACES = 3  # places of a value that are named

Again = Callable[[Draft], None]


def used(draft: Draft, viewer: Viewer, org: int, again: Again) -> None:
    """Earlier answers that this reading rests on, each with a way to take it back."""
    found = draft.checked.used
    if not found:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**按上次的约定**　:gray[这些说法以前说明过，这次照此读入]")
        for each in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words.escaped(said(each.sheet, each.column, each.text, each.means)), width="content")
                st.button(
                    "取消约定", key=f"forget_{each.sheet}_{each.column}_{each.key}", type="tertiary",
                    on_click=_forget, args=(draft, viewer, org, each, again),
                )  # fmt: skip


def _forget(draft: Draft, viewer: Viewer, org: int, each: Used, again: Again) -> None:
    told = Meaning(each.sheet, each.column, each.key, each.text, each.means)
    _settle(lambda: forget(store(), viewer, org, [told]), draft, again)


def asked(draft: Draft, viewer: Viewer, org: int, again: Again) -> None:
    """Every word that only the branch can explain, with samples and choices; nothing is chosen for it."""
    asks = draft.checked.asks
    if not asks:
        return
    with st.form("meanings", border=True):
        st.markdown(f"**有 {len(asks)} 个说法模板里没有，请说明一次**　:gray[以后照此读入，随时可以取消]")
        for each in asks:
            left, right = st.columns([7, 5], vertical_alignment="center")
            left.markdown(_told(each))
            options = sorted(each.choices, key=lambda choice: choice != each.likely) if each.likely else each.choices
            right.selectbox(
                f"{each.text} 当作", options, index=None, placeholder="请选择", label_visibility="collapsed",
                format_func=lambda choice, ask=each: _choice(ask, choice), key=_key(each),
            )  # fmt: skip
        st.form_submit_button(
            "照此读入", icon=":material/check:", on_click=_learn, args=(draft, viewer, org, asks, again)
        )


def _key(ask: Ask) -> str:
    return f"means_{ask.sheet}_{ask.column}_{ask.key}"


def _told(ask: Ask) -> str:
    """What is asked about, where it stands, what stands under it."""
    text, place = words.escaped(ask.text), words.escaped("、".join(ask.places[:_PLACES]))
    more = f" 等 {len(ask.places)} 处" if len(ask.places) > _PLACES else ""
    if ask.column:
        return f"“{words.escaped(ask.column)}”写的是 **“{text}”**　:gray[{place}{more}]"
    samples = words.escaped("、".join(ask.samples))
    under = f"　内容如：{samples}" if samples else "　这一列是空的"
    if not ask.sheet:
        return f"工作表 **“{text}”** 是哪一张表？　:gray[内容如：{samples}]"
    return f"列 **“{text}”** 是哪一项？　:gray[{place}]{under}"


def _choice(ask: Ask, choice: str) -> str:
    if not choice:
        return "不用这一列" if ask.sheet else "不是台账内容，不读入"
    return f"{choice}（可能是）" if choice == ask.likely else choice


def _learn(draft: Draft, viewer: Viewer, org: int, asks: list[Ask], again: Again) -> None:
    chosen = [(each, st.session_state.get(_key(each))) for each in asks]
    told = [Meaning(e.sheet, e.column, e.key, e.text, choice) for e, choice in chosen if choice is not None]
    if told:
        _settle(lambda: learn(store(), viewer, org, told), draft, again)


def cover(draft: Draft, viewer: Viewer, org: int, quarter: int, again: Again) -> None:
    """封面 of a file that has none, as far as its own lines do not say it; what is known is filled in."""
    columns = asked_beside(draft.checked, quarter)
    if not columns and not draft.cover:
        return
    if not columns:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**按补填的封面读入**　" + _typed(draft.cover), width="content")
            st.button("重新填写封面", type="tertiary", on_click=_uncover, args=(draft, again))
        return
    known = known_beside(store(), viewer, org, quarter) | st.session_state.get("beside_typed", {})
    with st.form("beside", border=True):
        st.markdown("**文件没有封面，请在这里补填**　:gray[★ 为必填，上次填过的已带出]")
        given = cells.fields(columns, known, "beside", 4)
        sent = st.form_submit_button("补上封面，重新核对", type="primary", icon=":material/fact_check:")
    if sent:
        draft.cover = {label: text for label, text in (known | given).items() if text}
        st.session_state.pop("beside_typed", None)
        _settle(lambda: None, draft, again)
        st.rerun()


def _typed(found: dict[str, str]) -> str:
    return "　".join(f":gray[{words.escaped(label)}] {words.escaped(text)}" for label, text in found.items())


def _uncover(draft: Draft, again: Again) -> None:
    st.session_state["beside_typed"], draft.cover = draft.cover, {}
    _settle(lambda: None, draft, again)


def _settle(act: Callable[[], None], draft: Draft, again: Again) -> None:
    try:
        act()
        again(draft)
    except (LedgerProblem, NoAccess) as refused:
        st.session_state["handin_said"] = str(refused)

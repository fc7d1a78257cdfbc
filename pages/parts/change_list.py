"""The parts of 变化情况: which ledgers, the branches, 报到迟, the list, and both cells of one change side by side."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data_layer import quarters
from data_layer.access import Viewer
from data_layer.assessment.changes import GROUPS, KINDS, Change, Chosen, Place, Report
from data_layer.assessment.ledger_pairs import Ledger
from data_layer.assessment.view import View
from data_layer.ledger.evidence import evidence
from pages.parts import dialogs, drawer, empty, tables, words
from web.gate import require, store

_BEFORE = "before"  # the choice that leaves it to each branch's ledger before
_WIDTHS = {
    "党支部": 160, "变化": 76, "姓名": 64, "项目": 108, "原来": 190, "现在": 200, "变化日期": 90, "报到（天）": 76,
}  # fmt: skip
#: In 本季登记 a change stands in these cells, whatever it changes.
_LINE = ("变化", "变化日期", "变化内容")


def choices(view: View, held: Sequence[Ledger]) -> Chosen:
    """Which ledger with which: two of a branch's own by number, or a quarter for all; kept in the URL."""
    later, earlier = st.query_params.get("to", ""), st.query_params.get("from", "")
    with st.container(key="changes_choice", horizontal=True, vertical_alignment="center", gap="small"):
        if view.is_branch:
            names = {str(each.submission): ledger_name(each) for each in held}
            own = [each for each in held if each.quarter == quarters.parse_quarter(view.quarter)]
            offered = [str(each.submission) for each in own]
            later = later if later in offered else (offered or [""])[0]
            _choose("这一份", "to", offered, later, names)
            before = [number for number in names if _stands_before(held, number, later)]
            earlier = earlier if earlier in before else _BEFORE
            _choose("与哪一份比", "from", [_BEFORE, *before], earlier, {_BEFORE: "上一份台账（报送时的）", **names})
            return Chosen(earlier=_number(earlier), later=_number(later))
        periods = [each for each in reversed(view.quarters) if each < view.quarter]
        earlier = earlier if earlier in periods else _BEFORE
        _choose(
            "与哪一季比",
            "from",
            [_BEFORE, *periods],
            earlier,
            {_BEFORE: "各支部的上一份台账", **{each: words.period(each) for each in periods}},
        )
        return Chosen(against=quarters.parse_quarter(earlier) if earlier != _BEFORE else None)


def _stands_before(held: Sequence[Ledger], number: str, later: str) -> bool:
    order = [str(each.submission) for each in held]  # newest first
    return later in order and order.index(number) > order.index(later)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _choose(label: str, name: str, options: Sequence[str], current: str, names: dict[str, str]) -> None:
    key = f"changes_{name}"
    st.session_state[key] = current if current in options else None

    def written() -> None:
        drawer.replace({})
        st.query_params[name] = st.session_state[key] or ""

    st.markdown(label, width="content")
    st.selectbox(
        label, options, format_func=lambda each: names.get(each, each), key=key, on_change=written, width=330,
        label_visibility="collapsed", placeholder="没有台账",
    )  # fmt: skip


def ledger_name(each: Ledger | None) -> str:
    """``2026年第3季度第 2 版（2026-10-09 收到）``."""
    if each is None:
        return "没有台账"
    return f"{quarters.quarter_words(each.quarter)}第 {each.version} 版（{each.received_on} 收到）"


def sides(view: View, found: Report, chosen: Chosen) -> str:
    """What is compared with what, in words."""
    if view.is_branch and found.branches and found.branches[0].compared and found.branches[0].earlier:
        pair = found.branches[0]
        return f"{ledger_name(pair.later)}与{ledger_name(pair.earlier)}相比"
    against = quarters.quarter_words(chosen.against) if chosen.against is not None else "上一份台账"
    return f"{words.period(view.quarter)}与{against}相比"


def missing(found: Report) -> str:
    """Which branches cannot be compared, and why."""
    said = words.some((found.silent, "{} 个支部这一季没有台账"), (found.first, "{} 个支部没有可比的前一份台账"))
    return f"{said}，没有比较。" if said else ""


def pick(kind: str) -> None:
    """List one kind; "": all."""
    kept = {"branch": st.query_params.get("branch", ""), "state": kind}
    drawer.replace({name: value for name, value in kept.items() if value})


def branch(code: str) -> None:
    """List one branch; "": all."""
    drawer.replace({"branch": code} if code else {})


def go_to(period: str) -> None:
    """Look at another quarter."""
    for name in ("from", "to"):
        st.query_params.pop(name, None)
    drawer.replace({"period": period})


def lags(viewer: Viewer, view: View, found: Report) -> None:
    """报到迟 as a distribution; no rate."""
    with st.container(border=True):
        st.markdown(
            "**报到迟**　:gray[地点、单位、电话变更后多少天随台账报到]",
            help="从本季登记的“变化日期”到首次写明这一变化的台账收到之日。只看分布，不算达标率。",
        )
        bands = found.lag_bands()
        if not any(many for _, many in bands):
            empty.nothing("没有地点、单位或电话的变更。")
            return
        columns: dict[str, Sequence[Any]] = {
            "天数": [name for name, _ in bands],
            "变更（处）": [many for _, many in bands],
        }
        top = max(many for _, many in bands)
        tables.show(
            columns,
            key="changes_lags",
            alt="报到迟的分布：" + "，".join(f"{name} {many} 处" for name, many in bands),
            config={
                "变更（处）": st.column_config.ProgressColumn(format="%d", min_value=0, max_value=top, color="gray")
            },
        )
        tables.export("报到迟分布", columns, key="changes_lags", viewer=viewer, view=view)


def branches(viewer: Viewer, view: View, found: Report) -> None:
    """Every branch, how many of each kind; a row lists its changes."""
    with st.container(border=True):
        st.markdown("**各支部**　:gray[:small[变化多的在前；点一行只看这个支部]]")
        listed = sorted(found.branches, key=lambda each: -each.total)
        widths = {"党支部": 128, "合计": 58, **dict.fromkeys(GROUPS, 62), "新增": 40, "返回": 40}
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.name for each in listed],
            "合计": [f"{each.total or ''}" if each.compared else _why(each.later) for each in listed],
            **{name: [each.of(*kinds) for each in listed] for name, kinds in GROUPS.items()},
        }
        tables.show(
            columns,
            key="changes_branches",
            alt=f"{len(listed)} 个支部各类变化的数目",
            rows=16,
            opens=lambda row: branch(listed[row].code),
            config={name: st.column_config.Column(width=width) for name, width in widths.items()},
        )
        columns = {
            "代码": [each.code for each in listed],
            "党支部": columns["党支部"],
            "合计": [each.total for each in listed],
            **{word: [each.of(kind) for each in listed] for kind, word in KINDS.items()},
            "说明": ["" if each.compared else _why(each.later) for each in listed],
        }
        tables.export("各支部变化情况", columns, key="changes_branches", viewer=viewer, view=view)


def _why(later: Ledger | None) -> str:
    return "未报" if later is None else "无可比"


def show(viewer: Viewer, view: View, found: Report, against: str) -> None:
    """The list: both values, where they stand, and how late; a row opens both cells."""
    code, asked = st.query_params.get("branch"), st.query_params.get("state")
    names = {each.code: each.name for each in found.branches}
    with st.container(border=True):
        inside = found.listed(code, None)
        present = [kind for kind in KINDS if any(each.kind == kind for each in inside)]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**变化明细**　{words.escaped(names.get(code or '', view.name))}", width="content")
            if code in names and not view.is_branch:
                st.button("全部支部", type="tertiary", icon=":material/close:", on_click=branch, args=("",))
        if not viewer.may("identify"):
            st.info("您的账号只看数字，不看名单和台账原文。", icon=":material/visibility_off:")
            return
        if not inside:
            empty.nothing("没有变化。")
            return
        st.session_state["changes_kind"] = asked if asked in present else "all"
        st.pills(
            "变化种类",
            ["all", *present],
            key="changes_kind",
            on_change=_kind,
            label_visibility="collapsed",
            format_func=lambda kind: (
                f"全部 {len(inside)}" if kind == "all" else f"{KINDS[kind]} {len(found.listed(code, kind))}"
            ),
        )
        listed = found.listed(code, asked if asked in present else None)
        by_org = {each.org: each.name for each in found.branches}
        columns: dict[str, Sequence[Any]] = {
            "党支部": [by_org[each.org] for each in listed],
            "变化": [KINDS[each.kind] for each in listed],
            "姓名": [each.name for each in listed],
            "项目": [each.column for each in listed],
            "原来": [each.before for each in listed],
            "现在": [each.after for each in listed],
            "变化日期": [words.day(each.changed_on) if each.changed_on else "" for each in listed],
            "报到（天）": [each.days for each in listed],
            "说明": [each.note for each in listed],
        }
        if view.is_branch:
            columns.pop("党支部")
        for name in ("项目", "变化日期", "报到（天）", "说明"):
            if not any(columns[name]):
                columns.pop(name)
        places = {
            "原来写在": [_where(each.before_place) for each in listed],
            "现在写在": [_where(each.after_place) for each in listed],
        }
        tables.show(
            columns, key="changes_list", alt=f"{len(listed)} 处变化", rows=12,
            opens=lambda row: _open(listed[row]),
            config={name: st.column_config.Column(width=pixels) for name, pixels in _WIDTHS.items()},
        )  # fmt: skip
        kind = KINDS.get(asked or "", "全部")
        tables.export(
            "变化明细", columns | places, key="changes_list", viewer=viewer, view=view,
            filters=[("比较", against), ("党支部", names.get(code or "", "全部")), ("变化", kind)],
        )  # fmt: skip


def _kind() -> None:
    chosen = st.session_state["changes_kind"]
    pick("" if chosen in (None, "all") else chosen)


def _where(place: Place | None) -> str:
    return f"{place.sheet} 第{place.row}行" if place else ""


def _open(change: Change) -> None:
    kept = {name: st.query_params[name] for name in ("branch", "state") if name in st.query_params}
    drawer.replace({**kept, "item": change.key})


def open_item(found: Report) -> None:
    """Both cells of the change the URL names. Last statement of the page."""
    change = next((each for each in found.changes if each.key == st.query_params.get("item")), None)
    if change is not None:
        about = change.column if change.column != KINDS[change.kind] else ""
        title = f"{KINDS[change.kind]} · {words.escaped(about or change.name)}"
        dialogs.dialog(title, width=1120, position="right", on_dismiss=_closed)(_body)(change)


def _closed() -> None:
    kept = {name: st.query_params[name] for name in ("branch", "state") if name in st.query_params}
    drawer.replace(kept)


def _body(change: Change) -> None:
    viewer = require("read")  # a dialog runs again without the page
    st.markdown(f"**{words.escaped(change.name)}**　{KINDS[change.kind]}　{words.escaped(change.note)}")
    if change.days is not None:
        st.caption(f"变化日期 {words.day(change.changed_on)}，{change.days} 天后随台账报到。")
    for title, text, place in (
        ("原来", change.before, change.before_place),
        ("现在", change.after, change.after_place),
    ):
        with st.container(border=True):
            st.markdown(f"**{title}**　{words.escaped(text) or ':gray[空]'}")
            if place is None:
                st.caption("没有可以打开的台账位置。" if text else "这一份台账里没有。")
                continue
            columns = frozenset((change.column, *_LINE)) if change.column else frozenset(("姓名",))
            window = evidence(store(), viewer, place.submission, place.sheet, place.row, columns=columns)
            if window is None:
                st.caption("没有可以打开的台账位置。")
                continue
            spot = next((each for each in window.marked if each.column == change.column), None)
            if spot is not None:
                st.caption(f"{window.sheet} {spot.ref}")
            elif change.column:
                st.caption(f"这一行没有“{change.column}”这一栏：沿用上次台账，或由本季登记的变化内容得出。")
            drawer.cell(viewer, window, "台账原文", key=f"reveal_{title}")

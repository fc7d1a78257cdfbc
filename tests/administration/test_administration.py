"""Changes to the tree and the rules: what is stored, what is refused, in which words."""

from datetime import date, timedelta
from typing import Any

import pytest

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer, local_administrator
from data_layer.administration import (
    OrganisingProblem,
    add_event,
    import_orgs,
    parameter_history,
    set_deadline,
    set_parameter,
)
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.organisations.parameters import BadValue
from data_layer.store import Store

ME = local_administrator("test")


def row(code: str, name: str, parent: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "党组织代码": code,
        "党组织名称": name,
        "上级党组织代码": parent,
        "类型": kind,
        "成立日期": "2010-01-01",
        **more,
    }


TREE = [
    row("Q", "区委组织部", "", "区委"),
    row("A", "东湖街道党工委", "Q", "党工委", 考核单位="是"),
    row("A1", "东湖一支部", "A", "党支部", 支部类别="社区"),
    row("A2", "东湖二支部", "A", "党支部", 支部类别="社区"),
    row("B", "西山镇党委", "Q", "党委", 考核单位="是"),
]


@pytest.fixture
def store() -> Store:
    made = Store(":memory:")
    assert import_orgs(made, ME, TREE).added == len(TREE)
    return made


def test_importing_again_changes_nothing_and_a_difference_becomes_an_event(store: Store) -> None:
    again = import_orgs(store, ME, TREE)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(TREE))
    moved = [*TREE[:2], {**TREE[2], "上级党组织代码": "B", "党组织名称": "湖滨支部"}, *TREE[3:]]
    assert import_orgs(store, ME, moved).changed == 1
    now = tree(store)
    branch = now.by_id[now.by_code["A1"]]
    assert (branch.name, now.by_id[branch.parent or 0].code, branch.former_names) == ("湖滨支部", "B", ("东湖一支部",))


def test_without_any_unit_named_the_topmost_are_units() -> None:
    store = Store(":memory:")
    import_orgs(store, ME, [{**each, "考核单位": ""} for each in TREE])
    now = tree(store)
    assert [o.code for o in now.by_id.values() if o.is_unit] == ["Q"]


def test_a_file_with_problems_stores_nothing_and_names_every_row() -> None:
    store = Store(":memory:")
    bad = [*TREE, row("A1", "又一个", "A", "党支部"), row("C", "", "Q", "支部"), row("D", "丁", "没有", "党支部")]
    result = import_orgs(store, ME, bad)
    assert {number for number, _ in result.problems} == {7, 8, 9}
    assert tree(store).by_id == {}


def test_parents_may_come_after_children() -> None:
    store = Store(":memory:")
    assert import_orgs(store, ME, list(reversed(TREE))).added == len(TREE)
    circle = [row("X", "甲", "Y", "党委"), row("Y", "乙", "X", "党委")]
    assert import_orgs(Store(":memory:"), ME, circle).problems


def test_merging_ends_a_branch_and_only_branches_merge(store: Store) -> None:
    now = tree(store)
    one, two, committee = now.by_code["A1"], now.by_code["A2"], now.by_code["B"]
    with pytest.raises(OrganisingProblem, match="党支部之间"):
        add_event(store, ME, one, "merge", clock.today(), successor=committee)
    with pytest.raises(OrganisingProblem, match="晚于今天"):
        add_event(store, ME, one, "merge", clock.today() + timedelta(days=1), successor=two)
    add_event(store, ME, one, "merge", clock.today(), successor=two)
    assert tree(store).by_id[one].abolished == clock.today()
    with pytest.raises(OrganisingProblem, match="不能再变动"):
        add_event(store, ME, one, "rename", clock.today(), name="新名")


def test_a_parameter_cannot_reach_back_once_ledgers_are_in(store: Store) -> None:
    root = tree(store).by_code["Q"]
    long_ago = date(2020, 1, 1)
    set_parameter(store, ME, root, "min_days_due", "20", long_ago, "区委组织部通知")
    branch = tree(store).by_code["A1"]
    with store.write() as w:
        w.append(
            "submission",
            [
                {
                    "submission": 1,
                    "org": branch,
                    "quarter": 8104,
                    "received_on": clock.today(),
                    "form": "2026",
                    "layout": "register",
                    "file_sha256": "0",
                    "file_name": "a.xlsx",
                    "custodian_named": True,
                    "cover_cells": "{}",
                }
            ],
        )
    with pytest.raises(BadValue, match="追溯"):
        set_parameter(store, ME, root, "min_days_due", "10", long_ago)
    set_parameter(store, ME, root, "min_days_due", "10")
    history = parameter_history(store, ME, branch)
    assert [(each["value"], each["source"]) for each in history] == [("10", None), ("20", "区委组织部通知")]


def test_an_extension_moves_one_branchs_due_day_and_a_table_entry_everyones(store: Store) -> None:
    now = tree(store)
    root, one, two = (now.by_code[code] for code in ("Q", "A1", "A2"))
    running = quarters.quarter_of(clock.today())
    set_parameter(store, ME, root, "start_quarter", quarters.quarter_text(running))
    usual = quarters.last_day(running) + timedelta(days=10)

    def due() -> dict[int, date]:
        found = obligations(store, ME, indicator="ledger_on_time", period=quarters.quarter_text(running))
        return {each.org: each.due_on for each in found}

    assert due() == {one: usual, two: usual}
    set_deadline(store, ME, now.by_code["A"], running, usual + timedelta(days=3), "假期顺延")
    assert due() == {one: usual + timedelta(days=3), two: usual + timedelta(days=3)}
    set_deadline(store, ME, one, running, usual + timedelta(days=9), "书记住院")
    assert due() == {one: usual + timedelta(days=9), two: usual + timedelta(days=3)}
    with pytest.raises(BadValue, match="理由"):
        set_deadline(store, ME, one, running, usual, "  ")


def test_somebody_without_the_right_changes_nothing(store: Store) -> None:
    now = tree(store)
    nobody = Viewer(account=9, name="nobody", grants=())
    with pytest.raises(NoAccess):
        add_event(store, nobody, now.by_code["A1"], "rename", clock.today(), name="新名")
    with pytest.raises(NoAccess):
        set_parameter(store, nobody, now.by_code["Q"], "min_days_due", "1")
    with pytest.raises(NoAccess):
        import_orgs(store, nobody, TREE)
    assert obligations(store, nobody) == []

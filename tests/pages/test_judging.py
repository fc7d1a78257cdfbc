"""表彰与通报: what stands there is what was judged; reasons open; trying other thresholds keeps nothing."""

import pytest

from data_layer.access import NoAccess
from data_layer.assessment.judging import assess, units
from data_layer.assessment.judging.said import flag_words
from data_layer.assessment.standardised import units as units_expected
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import judged as parts
from pages.parts import words
from tests.pages.conftest import Opened, as_role, said


def test_lists_are_what_was_judged(long_district: Store, open_page: Opened) -> None:
    leader = as_role(long_district, "leader")
    now = tree(long_district)
    judged = [assess(long_district, leader, unit, 2026) for unit in units(long_district, leader)]
    for part in ("commend", "criticise", "remind"):
        found = max(judged, key=lambda each: len(each.of_kind(part)))
        test = open_page(long_district, leader, "judging", period="2026Q3", unit=found.code, list=part)
        assert not test.exception
        text = said(test).replace("\\", "")
        assert f"{len(found.rows)} 个支部，{len(found.ranked)} 个参加排名" in text
        rows = [row for row in found.of_kind(part) if row.place or part != "commend"][:8]
        for row in rows:
            assert f"**{row.facts.name}**" in text
            placed = row.place is not None and part == "commend"
            assert all(each.text in text for each in row.proposal.reasons[1 if placed else 0 : 10])
    assert {found.code for found in judged} <= set(now.by_code)


def test_small_branches_stand_apart_without_score(long_district: Store, open_page: Opened) -> None:
    staff = as_role(long_district, "staff")
    unit = next(each for each in units(long_district, staff) if assess(long_district, staff, each, 2026).unranked)
    found = assess(long_district, staff, unit, 2026)
    code = tree(long_district).by_id[unit].code
    test = open_page(long_district, staff, "judging", period="2026Q3", unit=code, list="apart")
    assert not test.exception
    (table,) = [each.value for each in test.dataframe if "平均在外" in each.value.columns]
    assert list(table["党支部"]) == [row.facts.name for row in found.unranked]
    assert not {"得分", "名次"} & set(table.columns)


def test_a_reason_opens_the_list_behind_it(long_district: Store, open_page: Opened) -> None:
    staff = as_role(long_district, "staff")
    unit, kind, row = next(
        (unit, row.proposal.kind, row)
        for unit in units(long_district, staff)
        for row in assess(long_district, staff, unit, 2026).rows
        if row.proposal.short and (row.proposal.kind in ("criticise", "remind") or (row.place and row.proposal.beside))
    )
    code = tree(long_district).by_id[unit].code
    part = kind if kind in ("criticise", "remind") else "commend"
    test = open_page(long_district, staff, "judging", period="2026Q3", unit=code, list=part)
    rows = [row]
    reason = rows[0].proposal.short[0]
    test.button(key=f"不足_{rows[0].facts.code}_0").click().run()
    assert not test.exception
    assert test.query_params["open"] == reason.indicator and test.query_params["branch"] == rows[0].facts.code
    assert reason.text.split(" ")[1] in said(test)


def test_trying_other_thresholds_keeps_nothing(long_district: Store, open_page: Opened) -> None:
    staff = as_role(long_district, "staff")
    unit = max(units(long_district, staff), key=lambda each: len(assess(long_district, staff, each, 2026).ranked))
    code = tree(long_district).by_id[unit].code
    test = open_page(long_district, staff, "judging", period="2026Q3", unit=code)
    version = long_district.version()
    before = assess(long_district, staff, unit, 2026)
    test.number_input(key=f"try_{code}_ranked_members").set_value(30).run()
    assert not test.exception
    (table,) = [each.value for each in test.dataframe if "这样改后" in each.value.columns]
    assert set(table["党支部"]) <= {row.facts.name for row in before.rows} and len(table)
    assert long_district.version() == version
    assert assess(long_district, staff, unit, 2026) == before


def test_everything_leaves_as_a_table(long_district: Store) -> None:
    leader = as_role(long_district, "leader")
    for unit in units(long_district, leader):
        found = assess(long_district, leader, unit, 2026)
        columns = parts.everything(found, {})
        assert set(columns["核实"]) == {"没有核实过"}
        assert {len(values) for values in columns.values()} == {len(found.rows)}
        flagged = "；".join(columns["比较标记"])
        assert all(flag_words(flag) in flagged for row in found.rows for flag in row.flags)


def test_units_stand_beside_what_is_to_be_expected(long_district: Store, open_page: Opened) -> None:
    leader = as_role(long_district, "leader")
    test = open_page(long_district, leader, "contact", period="2026Q3")
    test.toggle(key="standard_on").set_value(True).run()
    assert not test.exception
    text = said(test)
    assert "实际与应有" in text
    found = units_expected(long_district, leader, view_of(long_district, leader, quarter="2026Q3"))
    assert found is None or "同样流动范围" in text


def test_a_branch_finds_no_league_table(long_district: Store, open_page: Opened) -> None:
    branch = as_role(long_district, "branch")
    test = open_page(long_district, branch, "judging", period="2026Q3")
    assert not test.exception
    text = said(test)
    now = tree(long_district)
    own = branch.grants[0].org
    assert not any(now.by_id[org].name in text for org in now.branches() if org != own)
    with pytest.raises(NoAccess):
        assess(long_district, branch, now.unit_of(own) or 0, 2026)


def test_a_portrait_says_it_to_the_unit_and_to_the_branch_its_score_alone(
    long_district: Store, open_page: Opened
) -> None:
    leader, branch = as_role(long_district, "leader"), as_role(long_district, "branch")
    own = tree(long_district).by_id[branch.grants[0].org]
    unit = tree(long_district).unit_of(own.org) or 0
    (row,) = [row for row in assess(long_district, leader, unit, 2026).rows if row.facts.org == own.org]
    text = said(open_page(long_district, leader, "portrait", org=own.code, period="2026Q3"))
    assert f"**2026年研判**　{parts.kind_words(row.proposal.kind)}" in text
    text = said(open_page(long_district, branch, "portrait", org=own.code, period="2026Q3"))
    assert f"（已评 {row.standing.weight}/100 分值）" in text
    assert "名次" not in text and "不分先后" not in text and "研判" not in text


def test_a_part_of_a_unit_is_not_judged(long_district: Store, open_page: Opened) -> None:
    now = tree(long_district)
    parts_of_units = [
        each.org for each in now.by_id.values() if not each.is_branch and not each.is_unit and now.unit_of(each.org)
    ]
    if not parts_of_units:
        pytest.skip("no 党总支 here")
    inside = as_role(long_district, "staff", now.by_id[parts_of_units[0]].code)
    test = open_page(long_district, inside, "judging", period="2026Q3")
    assert not test.exception and "研判要看整个考核单位" in said(test)


def test_the_words_for_kinds() -> None:
    assert parts.kind_words("commend") == "● 建议表彰" and parts.kind_words("not_ranked") == "－ 单列"
    assert words.escaped("a-b") == r"a\-b"

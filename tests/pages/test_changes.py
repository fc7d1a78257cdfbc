"""变化情况 as people meet it: the committee's counts, a branch's own list, both cells, and who sees what."""

from dataclasses import replace

import pytest

from data_layer.access import NoAccess, Viewer, mask_name
from data_layer.assessment import changes
from data_layer.assessment.ledger_pairs import Chosen, ledgers
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, said
from tests.pages.test_drawer import texts


def test_a_leader_reads_counts_and_masked_values(district: Store, open_page: Opened, local: Viewer) -> None:
    whole = changes.report(district, local, view_of(district, local))
    leader = as_role(district, "leader")
    test = open_page(district, leader, "changes")
    assert not test.exception
    assert f"{whole.compared} 个支部" in said(test)
    phone = next(each for each in whole.changes if each.kind == "phone")
    assert "****" in phone.before + phone.after or not phone.before
    joined = next(each for each in whole.changes if each.kind == "joined")
    assert joined.name not in texts(test) and mask_name(joined.name) in texts(test)
    assert joined.name in texts(open_page(district, as_role(district, "staff"), "changes"))


def test_a_branch_sees_its_own_only(district: Store, open_page: Opened) -> None:
    now = tree(district)
    own, other = (now.by_id[org] for org in now.branches()[:2])
    test = open_page(district, as_role(district, "branch"), "changes", org=other.code)
    assert not test.exception
    assert own.name in said(test) and other.name not in said(test) + texts(test)
    viewer = as_role(district, "branch")
    with pytest.raises(NoAccess):
        changes.report(district, viewer, replace(view_of(district, viewer, branches=True), org=other.org))


def test_a_change_opens_both_cells(district: Store, open_page: Opened, local: Viewer) -> None:
    found = changes.report(district, local, view_of(district, local)).changes
    change = next(each for each in found if each.kind == "place" and each.before and each.after)
    test = open_page(district, as_role(district, "staff"), "changes", state="place", item=change.key)
    assert not test.exception
    assert change.before_place and change.after_place
    spoken = said(test).replace("\\", "")
    for place in (change.before_place, change.after_place):
        assert f"{place.sheet} 第 {place.row} 行" in spoken
    assert change.before in spoken and change.after in spoken


def test_whoever_only_counts_sees_no_list(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "administrator"), "changes")
    assert not test.exception
    assert "只看数字" in said(test)
    assert not any("原来写在" in each.value.columns for each in test.dataframe)


def test_two_ledgers_of_a_branch_are_chosen_in_the_address(district: Store, open_page: Opened, local: Viewer) -> None:
    org = next(each for each in changes.report(district, local, view_of(district, local)).branches if each.compared)
    view = view_of(district, local, org.code, branches=None)
    first = min(ledgers(district, local, view), key=lambda each: each.submission)
    chosen = Chosen(earlier=first.submission)
    expected = changes.report(district, local, view, chosen)
    assert expected.branches[0].earlier == first
    staff = as_role(district, "staff")
    test = open_page(district, staff, "changes", org=org.code, **{"from": f"{first.submission}"})
    assert not test.exception
    assert f"{first.received_on} 收到" in said(test)
    listed = next(each.value for each in test.dataframe if "原来" in each.value.columns)
    assert len(listed) == len(expected.changes)


def test_a_committee_compares_with_any_quarter(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "staff"), "changes", **{"from": "2026Q2"})
    assert not test.exception
    assert "与2026年第2季度相比" in said(test)


def test_a_tampered_choice_falls_back(district: Store, open_page: Opened) -> None:
    for given in ({"from": "2030Q1"}, {"from": "x", "to": "99999"}, {"state": "x", "branch": "y", "item": "z"}):
        test = open_page(district, as_role(district, "staff"), "changes", **given)
        assert not test.exception
        assert "上一份台账" in said(test)


def test_kinds_and_branches_narrow_the_list(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    found = changes.report(district, staff, view_of(district, staff))
    branch = next(each for each in found.branches if each.of("joined"))
    test = open_page(district, staff, "changes", branch=branch.code, state="joined")
    listed = next(each.value for each in test.dataframe if "原来" in each.value.columns)
    assert set(listed["变化"]) == {"新增"} and set(listed["党支部"]) == {branch.name}
    assert len(listed) == branch.of("joined")

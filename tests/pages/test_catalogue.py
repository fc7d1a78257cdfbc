"""指标说明: the list, one indicator in words with its values in force, the clauses; for each role."""

from datetime import date

import pytest

from data_layer.access import Viewer
from data_layer.administration import set_parameter
from data_layer.indicators import Header, catalogue
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, said


def test_it_begins_with_the_heaviest(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "catalogue")
    text = said(test)
    assert "**44** 项指标" in text and "合计 100 分" in text
    assert "**季度联系**　:gray[21 分 · 依据 三（一）3 · 按季度]" in text
    assert "本季在外满 30 天的流动党员" in text
    first = test.dataframe[0].value
    assert list(first["指标"]) == [head.name for head in catalogue(alerts=True)]


@pytest.mark.parametrize("role", ["leader", "staff", "branch", "administrator"])
@pytest.mark.parametrize("head", catalogue(alerts=True)[::9], ids=lambda head: head.id)
def test_the_address_chooses(district: Store, open_page: Opened, role: str, head: Header) -> None:
    test = open_page(district, as_role(district, role), "catalogue", of=head.id)
    assert not test.exception
    assert f"**{head.name}**　" in said(test)
    assert test.code[-1].value.startswith("-- id: " + head.id)


def test_a_value_of_ones_own_committee_is_said(fresh: Store, open_page: Opened, local: Viewer) -> None:
    now = tree(fresh)
    unit = now.by_id[now.ancestors(now.branches()[0])[0]]
    set_parameter(fresh, local, unit.org, "min_days_due", "45", date(2026, 10, 1), "某组通〔2026〕9号")
    branch = as_role(fresh, "branch")
    test = open_page(fresh, branch, "catalogue", of="contact_quarterly")
    assert "满 45 天" in said(test) and "满 30 天" not in said(test)
    used = test.dataframe[1].value
    assert list(used["现值"]) == ["45 天"]
    assert list(used["自"]) == ["2026-10-01"]
    assert list(used["设定"]) == [f"{unit.name}：某组通〔2026〕9号"]
    before = open_page(fresh, branch, "catalogue", of="contact_quarterly", as_of="2026-09-30")
    assert "满 30 天" in said(before)


def test_a_group_alone(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "catalogue", group="经费", of="expense_in_scope")
    assert set(test.dataframe[0].value["类别"]) == {"经费"}
    assert "**用途合规**　:gray[不计分" in said(test)


def test_a_tampered_address_falls_back(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "catalogue", of="../x", group="没有")
    assert not test.exception
    assert "**季度联系**　" in said(test)


def test_pages_that_are_not_ones_own_are_not_offered(district: Store, open_page: Opened) -> None:
    def links(role: str) -> set[str]:
        test = open_page(district, as_role(district, role), "catalogue", of="contact_quarterly")
        return {each.proto.label for each in test.get("page_link")}

    assert "联系履职" in links("leader") and "呼叫清单" not in links("leader")
    assert "呼叫清单" in links("branch") and "联系履职" not in links("branch")


def test_every_clause_has_its_row(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "branch"), "catalogue", of="ledger_on_time")
    rows = test.dataframe[-1].value
    assert {"三（一）1", "四（三）", "附件2"} <= set(rows["条款"])
    assert all(rows["指标"]) and all(rows["页面"])

"""From a figure to the people behind it, and to the cell that says so."""

import pytest
from streamlit.testing.v1 import AppTest

from data_layer.access import mask_name
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, said


def frames(test: AppTest) -> list[list[str]]:
    """The columns of every table of a page."""
    return [list(each.value.columns) for each in test.dataframe]


def texts(test: AppTest) -> str:
    """Everything that stands in the tables of a page."""
    return "\n".join(each.value.to_csv() for each in test.dataframe)


@pytest.fixture
def missed(district: Store, local):
    """A branch with somebody who was not called in the third quarter, and the names of its people."""
    found = [
        each
        for each in obligations(district, local, indicator="contact_quarterly", period="2026Q3", state="missed")
        if each.person is not None
    ]
    duty = found[0]
    rows = district.rows("assessment/names", {"persons": [duty.person]})
    return duty, rows[0]["name"]


def test_a_link_opens_the_branches_behind_a_figure(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "overview", open="contact_quarterly", at="2026Q3")
    assert not test.exception
    assert any("达标/应办" in columns for columns in frames(test))


def test_a_leader_sees_masked_names_and_the_sheet(district: Store, open_page: Opened, missed) -> None:
    duty, name = missed
    test = open_page(
        district, as_role(district, "leader"), "contact", open="contact_quarterly", at="2026Q3",
        branch=duty.org_code, item=duty.subject,
    )  # fmt: skip
    assert not test.exception
    assert mask_name(name) in texts(test)
    assert name not in texts(test)
    assert "要找的：" in said(test)
    assert any(columns[0].endswith("姓名") for columns in frames(test)), "the source sheet is shown"


def test_staff_see_whole_names(district: Store, open_page: Opened, missed) -> None:
    duty, name = missed
    test = open_page(
        district, as_role(district, "staff"), "contact", open="contact_quarterly", at="2026Q3", branch=duty.org_code
    )
    assert name in texts(test)


def test_an_administrator_sees_no_names(district: Store, open_page: Opened, missed) -> None:
    duty, name = missed
    test = open_page(
        district, as_role(district, "administrator"), "overview", open="contact_quarterly", at="2026Q3",
        branch=duty.org_code,
    )  # fmt: skip
    assert not test.exception
    assert name not in texts(test)
    assert mask_name(name) not in texts(test)


def test_another_branchs_people_stay_closed(district: Store, open_page: Opened, missed) -> None:
    duty, name = missed
    now = tree(district)
    other = next(now.by_id[org] for org in now.branches() if org != duty.org)
    test = open_page(
        district, as_role(district, "branch", other.code), "portrait", open="contact_quarterly", at="2026Q3",
        branch=duty.org_code,
    )  # fmt: skip
    assert not test.exception
    assert now.by_id[duty.org].name not in texts(test) + said(test)


def test_a_drawer_that_does_not_exist_stays_shut(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "overview", open="nonsense", at="2026Q3")
    assert not test.exception

"""Every page, for every role that has it, on the demo district and on an empty store."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from data_layer.access import Viewer, local_administrator
from data_layer.administration import import_orgs, set_parameter
from data_layer.organisations import tree
from data_layer.organisations.parameters import GO_LIVE
from data_layer.store import Store
from tests.pages.conftest import PAGES, Opened, as_role, said

CASES = [(page, role) for page, roles in PAGES.items() for role in roles]


@pytest.mark.parametrize(("page", "role"), CASES)
def test_it_answers_on_the_demo_district(district: Store, open_page: Opened, page: str, role: str) -> None:
    test = open_page(district, as_role(district, role), page)
    assert not test.exception
    assert not test.error
    assert said(test).strip()
    for line in said(test).splitlines():
        bare = re.sub(r":(\w+)\[|`[^`]*`|Excel|\b20\d\dQ\d\b|[A-Z0-9]+-20\d\dQ\d-\d+|[\w-]+\.xlsx", "", line)
        assert not re.search(r"[A-Za-z]{4,}", bare), line


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    """An empty store that nobody writes to."""
    store = Store(":memory:")
    yield store
    store.close()


@pytest.mark.parametrize(("page", "role"), CASES)
def test_an_empty_store_says_why_and_what_next(empty: Store, open_page: Opened, page: str, role: str) -> None:
    test = open_page(empty, Viewer(7, role, as_role(empty, role).grants), page)
    assert not test.exception
    assert "还没有党组织" in said(test)


@pytest.mark.parametrize("live", [False, True])
def test_the_first_day_is_no_fault(nothing: Store, open_page: Opened, live: bool) -> None:
    """Organisations imported today, nothing handed in: whatever looks at a day before finds nobody there."""
    local = local_administrator("tests")
    names = ("党组织代码", "党组织名称", "上级党组织代码", "类型")
    rows = [("A", "望湖区委", "", "区委"), ("A1", "东街党工委", "A", "党工委"), ("A11", "湖东党支部", "A1", "党支部")]
    assert not import_orgs(nothing, local, [dict(zip(names, row, strict=True)) for row in rows]).problems
    if live:
        set_parameter(nothing, local, tree(nothing).roots[0], GO_LIVE, "2026Q4", date(2026, 10, 1), "启用")
    for page, roles in PAGES.items():
        test = open_page(nothing, as_role(nothing, roles[0]), page)
        assert not test.exception and not test.error, page
        assert said(test).strip(), page


@pytest.mark.parametrize("page", ["overview", "coverage", "contact", "care", "bothends", "portrait"])
def test_it_can_be_set_back_in_time(district: Store, open_page: Opened, page: str) -> None:
    test = open_page(district, as_role(district, "leader"), page, as_of="2026-07-20", period="2026Q2")
    assert not test.exception
    assert any("正在回看 2026-07-20" in each.value for each in test.info)


@pytest.mark.parametrize("page", ["overview", "coverage", "contact", "care", "bothends"])
def test_before_the_first_ledger_it_says_so(district: Store, open_page: Opened, page: str) -> None:
    test = open_page(district, as_role(district, "leader"), page, as_of="2026-04-02")
    assert not test.exception
    assert "还没有收到台账" in said(test)


@pytest.mark.parametrize("given", [{"org": "不存在"}, {"period": "1999Q9"}, {"as_of": "2099-01-01"}, {"as_of": "x"}])
def test_a_tampered_address_falls_back(district: Store, open_page: Opened, given: dict[str, str]) -> None:
    test = open_page(district, as_role(district, "leader"), "overview", **given)
    assert not test.exception
    assert "2026年第3季度" in said(test)


def test_a_branch_sees_itself_whatever_the_address_says(district: Store, open_page: Opened) -> None:
    now = tree(district)
    own, other = (now.by_id[org] for org in now.branches()[:2])
    test = open_page(district, as_role(district, "branch"), "portrait", org=other.code)
    assert own.name in said(test)
    assert other.name not in said(test)


def test_an_open_quarter_shows_progress_not_a_rate(district: Store, open_page: Opened) -> None:
    test = open_page(district, as_role(district, "leader"), "overview", period="2026Q4")
    assert "还在进行" in said(test)
    values = {each.label: each.value for each in test.metric}
    assert re.fullmatch(r":gray\[\d+/\d+\]", values["按季报送"])

"""Nobody sees anything without signing in; nobody sees more than is theirs."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import Browse
from tests.browser.driver import Dashboard, District, said, serve, settle, sign_in


def test_first_visitor_of_a_fresh_process_meets_the_door(profiles: Browse, district: District, tmp_path: Path) -> None:
    """The very first request of a process is a deep link by a stranger; then by a branch that may not."""
    shutil.copy(district.store, tmp_path / "ledger.duckdb")
    with serve(tmp_path / "ledger.duckdb", tmp_path / "server.log") as running:
        profiles.dashboard, profiles.district = running, district
        page = profiles.stranger("/contact?period=2026Q1")
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        assert "/auth/login" in page.url
        assert district.branch_name not in page.content()
        assert page.locator('[data-testid="stApp"]').count() == 0
        branch = profiles.profile().new_page()
        sign_in(branch, running, district.accounts["branch"], "/accounts")
        settle(branch)
        expect(branch.get_by_text("您没有“管理账号和授权”的权限")).to_be_visible()
        assert not profiles.was_told("查找账号")
        assert running.errors() == ""


@pytest.mark.parametrize("headers", [{}, {"Cookie": "ledger_session=made-up"}])
def test_websocket_is_refused_without_a_session(dashboard: Dashboard, headers: dict[str, str]) -> None:
    address = dashboard.url.replace("http", "ws", 1) + "/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=dashboard.url, additional_headers=headers)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


def test_signing_in_leads_to_the_link_and_a_refresh_stays(browse: Browse, district: District) -> None:
    page = browse.profile().new_page()
    address = f"/coverage?period={district.closed}"
    sign_in(page, browse.dashboard, district.accounts["leader"], address)
    settle(page)
    assert page.url == browse.dashboard.url + address
    headline = page.locator(".st-key-headline").inner_text()
    assert "个支部中" in headline
    page.reload()
    settle(page)
    assert page.url == browse.dashboard.url + address
    assert page.locator(".st-key-headline").inner_text() == headline


def test_signing_out_closes_every_door(browse: Browse, district: District) -> None:
    page = browse.profile().new_page()
    sign_in(page, browse.dashboard, district.accounts["leader"])
    settle(page)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("您已退出登录。")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.goto(browse.dashboard.url + "/contact")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert district.other_name not in page.content()


@pytest.mark.parametrize("name", [None, "查无此人"])
def test_a_wrong_password_and_a_wrong_name_sound_the_same(browse: Browse, district: District, name: str | None) -> None:
    page = browse.stranger("/auth/login")
    page.get_by_label("账号").fill(name or district.accounts["staff"].name)
    page.get_by_label("密码").fill("not-this-one-1234")
    browse.expect_complaint("401")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("账号或密码不正确。")
    assert "/auth/login" in page.url


ADDRESSES = [
    "portrait?org={other}&open=contact_quarterly&at={quarter}&branch={other}",
    "contact?open=contact_quarterly&at={quarter}&branch={other}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_branch_never_hears_of_another(browse: Browse, district: District, address: str) -> None:
    """Not only hidden on screen: nothing about the other branch reaches the browser. (Every page: test_access_walk.)"""
    page = browse.as_role("branch", "/" + address.format(other=district.other, quarter=district.closed))
    shown = said(page)
    assert district.branch_name in shown or "没有可以查看的党组织" in shown
    assert browse.was_told(district.branch_name)
    assert not browse.was_told(district.other_name)


def test_an_administrator_hears_no_names(browse: Browse, district: District) -> None:
    """Figures yes, people no: also not where a link opens the list."""
    page = browse.as_role(
        "administrator", f"/contact?open=contact_quarterly&at={district.closed}&branch={district.branch}"
    )
    assert "季度联系" in said(page)
    assert district.members
    assert not [name for name in district.members if browse.was_told(name)]

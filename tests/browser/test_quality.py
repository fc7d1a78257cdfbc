"""Every page of every role: Chinese, accessible in light and dark, no wider than the screen, nothing leaves."""

import pytest
from playwright.sync_api import expect

from data_layer.access import EVERYTHING, Grant, Viewer
from tests.browser.conftest import Browse
from tests.browser.looking import inspect, inspect_dark
from web import site

ROLES = ("leader", "staff", "branch", "administrator")
MENUS = {role: site.menu(Viewer(1, role, (Grant(role, EVERYTHING),))) for role in ROLES}
PAGES = [(role, screen.name) for role in ROLES for screens in MENUS[role].values() for screen in screens]
FIRST = {name: role for role, name in reversed(PAGES)}  # whoever comes first looks at a page in dark colours as well


@pytest.mark.parametrize(("role", "name"), PAGES)
def test_page(desks: Browse, role: str, name: str) -> None:
    page = desks.at_desk(role, f"/{name}")
    expect(page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')).to_have_count(1)
    inspect(page, f"{name} {role}")
    if FIRST[name] == role:
        inspect_dark(page, f"{name} {role}")


def test_sign_in_page(browse: Browse) -> None:
    page = browse.stranger("/auth/login?why=signed-out")
    expect(page.get_by_text("您已退出登录。")).to_be_visible()
    inspect(page, "sign in")
    inspect_dark(page, "sign in")


def test_password_page(browse: Browse) -> None:
    page = browse.as_role("leader", "/auth/password", drawn=False)
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    inspect(page, "password")
    inspect_dark(page, "password")

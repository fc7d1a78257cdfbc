"""Every page of every role: Chinese, accessible in light and dark, no wider than the screen, nothing leaves."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from data_layer.access import EVERYTHING, Grant, Viewer
from tests.browser.conftest import Browse
from tests.browser.driver import OFFICE, WIDE, Dashboard, District, english, picture, settle, too_wide, violations
from web import site

ROLES = ("leader", "staff", "branch", "administrator")
MENUS = {role: site.menu(Viewer(1, role, (Grant(role, EVERYTHING),))) for role in ROLES}
PAGES = [(role, screen.name) for role in ROLES for screens in MENUS[role].values() for screen in screens]
FIRST = {name: role for role, name in reversed(PAGES)}  # whoever comes first looks at a page in dark colours as well
# What a link can open on top of a page or instead of what it shows first; {quarter} is one that is closed.
PLACES = {
    "drawer with branches": ("leader", "overview?open=contact_quarterly&at={quarter}"),
    "drawer with people and their cell": ("leader", "contact?open=contact_quarterly&at={quarter}&branch={branch}"),
    "drawer with who is missing": ("staff", "coverage?open=member_on_file&at={quarter}&branch={branch}"),
    "a branch's own evidence": ("branch", "portrait?open=contact_quarterly&at={quarter}&branch={branch}"),
    "a day of the past": ("leader", "overview?as_of={day}"),
    "the second matrix": ("staff", "coverage?chart=member_on_file"),
    "money entered": ("staff", "fund?ask=enter"),
    "money from a file": ("staff", "fund?ask=import"),
    "a committee's duties": ("staff", "fund?ask=duty&committee=0991000000"),
    "what committees entered": ("leader", "fund?list=entries&by=branch"),
    "a year's appraisal": ("staff", "appraisal?year=2025"),
    "a step of hours": ("leader", "training?step=0"),
    "whom to remind": ("staff", "progress?period={quarter}&part=owing"),
    "late evidence to rule on": ("staff", "progress?period={quarter}&part=waiting"),
    "many ledgers at once": ("staff", "progress?period={quarter}&part=import"),
    "a branch's hand-in": ("staff", "progress?period={quarter}&who={branch}"),
    "a quarter to lock": ("staff", "progress?period={quarter}&ask=lock"),
    "signals": ("leader", "contact?period={quarter}&signal=same_text"),
    "both ends": ("leader", "bothends?part=out&chart=taken_on"),
    "the receiving end": ("staff", "bothends?part=into"),
    "pairs and data questions": ("leader", "bothends?part=pairs"),
    "what waits for staff": ("staff", "bothends?part=decide"),
    "those in hardship": ("staff", "care?chart=hardship_helped"),
    "organisations": ("administrator", "accounts?part=党组织"),
    "a parameter": ("administrator", "parameters?ask=target_rate"),
    "the go-live quarter": ("administrator", "parameters?ask=start_quarter"),
    "a deadline": ("staff", "parameters?ask=deadline"),
    "an extension": ("staff", "parameters?ask=extension"),
    "an address from another branch": ("branch", "portrait?org=0990000000"),
}


@pytest.fixture(scope="module")
def kept(
    chromium: Browser, states: dict[tuple[str, str], Any], dashboard: Dashboard, district: District
) -> Iterator[Browse]:
    """One profile a role for all of this file: what a browser keeps is fetched once."""
    found = Browse(chromium, states)
    found.dashboard, found.district = dashboard, district
    yield found
    found.end()


@pytest.fixture
def desks(kept: Browse) -> Iterator[Browse]:
    """The kept profiles, looked at after every test."""
    yield kept
    kept.check()


def inspect(page: Page, name: str) -> None:
    """All that must hold of whatever is on screen."""
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert english(page) == []
    assert "Traceback" not in page.content()
    assert too_wide(page) == []
    assert violations(page) == []
    picture(page, name)
    page.set_viewport_size(WIDE)
    page.wait_for_timeout(300)
    assert too_wide(page) == []
    picture(page, f"{name} 1920")
    page.set_viewport_size(OFFICE)


def inspect_dark(page: Page, name: str) -> None:
    """The same address in dark colours: only they are new."""
    page.emulate_media(color_scheme="dark")
    page.reload()
    if "/auth/" not in page.url:
        settle(page)
        ground = page.locator('[data-testid="stApp"]').evaluate("app => getComputedStyle(app).backgroundColor")
        assert all(int(part) < 80 for part in re.findall(r"\d+", ground)[:3]), ground
    assert violations(page, "color-contrast") == []
    chosen = page.locator('button[role="radio"][aria-checked="true"] p')  # in a drawer, axe cannot tell its ground
    for colour in chosen.evaluate_all("found => found.map(each => getComputedStyle(each).color)"):
        assert all(int(part) > 150 for part in re.findall(r"\d+", colour)[:3]), colour
    picture(page, f"{name} dark")


@pytest.mark.parametrize(("role", "name"), PAGES)
def test_page(desks: Browse, role: str, name: str) -> None:
    page = desks.at_desk(role, f"/{name}")
    expect(page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')).to_have_count(1)
    inspect(page, f"{name} {role}")
    if FIRST[name] == role:
        inspect_dark(page, f"{name} {role}")


@pytest.mark.parametrize("place", PLACES)
def test_place(desks: Browse, district: District, place: str) -> None:
    role, address = PLACES[place]
    filled = address.format(quarter=district.closed, branch=district.branch, day=district.past)
    page = desks.at_desk(role, f"/{filled}")
    inspect(page, place)
    inspect_dark(page, place)


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

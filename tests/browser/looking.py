"""What must hold of whatever is on screen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driver import OFFICE, WIDE, english, picture, settle, too_wide, violations


def inspect(page: Page, name: str) -> None:
    """All that must hold of whatever is on screen."""
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert english(page) == []
    assert "Traceback" not in page.content()
    assert too_wide(page) == []
    assert violations(page) == []
    picture(page, name)
    page.set_viewport_size(WIDE)
    page.wait_for_timeout(150)
    assert too_wide(page) == []
    picture(page, f"{name} 1920")
    page.set_viewport_size(OFFICE)


def inspect_dark(page: Page, name: str) -> None:
    """The same page drawn anew in dark colours: only they are new."""
    page.emulate_media(color_scheme="dark")
    if "/auth/" not in page.url:
        settle(page)
        page.evaluate("() => dispatchEvent(new PopStateEvent('popstate'))")  # as going back to it would
        page.wait_for_timeout(100)
        settle(page)
        ground = page.locator('[data-testid="stApp"]').evaluate("app => getComputedStyle(app).backgroundColor")
        assert all(int(part) < 80 for part in re.findall(r"\d+", ground)[:3]), ground
    assert violations(page, "color-contrast") == []
    chosen = page.locator('button[role="radio"][aria-checked="true"] p')  # in a drawer, axe cannot tell its ground
    for colour in chosen.evaluate_all("found => found.map(each => getComputedStyle(each).color)"):
        assert all(int(part) > 150 for part in re.findall(r"\d+", colour)[:3]), colour
    picture(page, f"{name} dark")

"""A secretary without Excel: two members rung, noted by keyboard, handed in, and the committee's figure moves."""

import re

from playwright.sync_api import Page, expect

from data_layer import clock, quarters
from tests.browser.conftest import Browse
from tests.browser.driver import District, english, picture, settle, too_wide, violations
from tests.browser.test_spine import committee_figure

TALK = ("问过近况，按月交纳党费", "说起换了工作，已在当地报到")


def note(page: Page, text: str) -> None:
    """What was said, and Enter: the next member's form opens."""
    field = page.get_by_label("联系内容")
    expect(field).to_have_value("")
    field.fill(text)
    field.press("Enter")
    expect(page.get_by_text("已记下与")).to_be_visible()
    settle(page)


def left(page: Page) -> int:
    """How many are still to be called, as the page says first."""
    found = re.search(r"还要联系 (\d+) 人", page.locator(".st-key-headline").inner_text())
    assert found
    return int(found[1])


def test_two_calls_become_cells_and_the_figure_moves(browse: Browse, district: District) -> None:
    quarter = quarters.quarter_text(quarters.quarter_of(clock.today()))
    figures = f"/contact?period={quarter}"
    before = committee_figure(browse.as_role("leader", figures))
    page = browse.as_role("branch", f"/calls?period={quarter}")
    waiting = left(page)
    assert waiting > len(TALK)
    assert english(page) == []
    assert violations(page) == []
    assert too_wide(page) == []
    picture(page, "calls 1 list")
    page.get_by_role("button", name="记联系").first.press("Enter")
    for text in TALK:
        note(page, text)
    assert left(page) == waiting - len(TALK)
    assert violations(page) == []
    picture(page, "calls 2 noted")

    # a refresh and another browser lose nothing; another branch and its committee see nothing of it
    again = browse.as_role("branch", f"/calls?period={quarter}")
    assert left(again) == waiting - len(TALK)
    expect(again.get_by_text(TALK[1])).to_be_visible()
    stranger = browse.as_role("leader", f"/calls?period={quarter}", drawn=False)
    expect(stranger.get_by_text("不能打开这个页面")).to_be_visible()
    assert not any(browse.was_told(text) for text in TALK)

    # made into a ledger, checked and handed in
    again.get_by_label("★ 流动党员数").fill(f"{len(district.members)}")
    again.get_by_role("button", name="生成台账并核对").click()
    expect(again.get_by_text("已核对")).to_be_visible()
    settle(again)
    assert english(again) == []
    picture(again, "calls 3 checked")
    assert committee_figure(browse.as_role("leader", figures)) == before
    again.get_by_role("button", name="确认报送").click()
    expect(again.get_by_text("● 已接收")).to_be_visible()
    settle(again)
    met, _ = committee_figure(browse.as_role("leader", figures))
    assert met == before[0] + len(TALK)

    # what is still to be called stands on the list afterwards
    after = browse.as_role("branch", f"/calls?period={quarter}")
    assert left(after) == waiting - len(TALK)
    picture(after, "calls 4 afterwards")

"""From a plan of visits to a closed finding, as staff, branch and leader would do it."""

import shutil
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Browse
from tests.browser.driver import grid, open_row, picture, serve, settle


def press(page: Page | Locator, name: str) -> None:
    """A button, and what follows it."""
    page.get_by_role("button", name=name, exact=True).click()
    settle(page if isinstance(page, Page) else page.page)


def opened(page: Page, key: str, text: str, x: int = 40) -> Locator:
    """The drawer of the row of a list that holds a text; a grid hears no second click on the same cell."""
    table = page.locator(f".st-key-{key}")
    rows = grid(table)
    open_row(table, next(n for n, row in enumerate(rows) if n and any(text in cell for cell in row)), x)
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    settle(page)
    return drawer


def test_what_does_not_hold_is_put_right(profiles: Browse, district, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = shutil.copy(district.store, tmp_path / "ledger.duckdb")
    with serve(store, tmp_path / "server.log") as running:
        profiles.dashboard, profiles.district = running, district
        staff = profiles.as_role("staff", "/inspections")
        press(staff, "排计划")
        dialog = staff.get_by_role("dialog")
        dialog.get_by_role("spinbutton", name="按风险选").fill("0")
        dialog.get_by_role("spinbutton", name="随机抽").fill("12")
        dialog.get_by_role("spinbutton", name="随机抽").press("Enter")
        settle(staff)
        press(dialog, "排计划")
        expect(staff.get_by_text("号计划已排好")).to_be_visible()
        drawer = opened(staff, "visits", district.branch_name)
        picture(staff, "visit")
        drawer.get_by_role("radio", name="不符").first.click()
        settle(staff)
        press(drawer, "保存核实结果")
        expect(staff.get_by_text("保存了 1 项结果")).to_be_visible()
        drawer = opened(staff, "visits", district.branch_name, 330)
        press(drawer, "把 1 项不符登记为问题")
        expect(staff.get_by_text("登记了 1 个问题")).to_be_visible()
        expect(staff.get_by_text("1/1").first).to_be_visible()  # what choosing by chance found
        picture(staff, "visited")

        branch = profiles.as_role("branch", "/findings")
        drawer = opened(branch, "findings_unsettled", "")
        drawer.get_by_role("radio", name="报告整改完成").click()
        settle(branch)
        drawer.get_by_label("整改情况").fill("已与本人核对，补记联系情况，今后按季联系")
        press(drawer, "报告整改完成")
        expect(branch.get_by_text("已办理：报告整改完成")).to_be_visible()

        leader = profiles.as_role("leader", "/findings")
        drawer = opened(leader, "findings_unsettled", district.branch_name)
        drawer.get_by_role("radio", name="核验销号").click()
        settle(leader)
        drawer.get_by_label("怎样核验的").fill("电话问过本人，情况属实")
        picture(leader, "finding")
        press(drawer, "核验销号")
        expect(leader.get_by_text("已办理：核验销号")).to_be_visible()
        assert running.errors() == ""

"""The whole round of a visit, as staff, branch and leader go it: planned, filled in, put right, shown, closed."""

import io
import re
import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from data_layer import clock
from data_layer.access import local_administrator
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.oversight.findings import open_missed
from data_layer.store import Store
from pages.parts.words import short_period
from tests.browser.conftest import Browse
from tests.browser.driver import District, grid, open_row, picture, serve, settle
from tests.browser.test_spine import XLSX, download, fill, hand_over

CONTACT, OVERDUE = "contact_quarterly", "超过整改期限"


def press(page: Page | Locator, name: str) -> None:
    """A button, and what follows it."""
    page.get_by_role("button", name=name, exact=True).click()
    settle(page if isinstance(page, Page) else page.page)


def taken(page: Page, name: str) -> bytes:
    """What a button gives to keep."""
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    return Path(started.value.path()).read_bytes()


def opened(page: Page, key: str, text: str, x: int = 40) -> Locator:
    """The drawer of the row of a list that holds a text; a grid hears no second click on the same cell."""
    table = page.locator(f".st-key-{key}")
    rows = grid(table)
    open_row(table, next(n for n, row in enumerate(rows) if n and any(text in cell for cell in row)), x)
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    settle(page)
    return drawer


def overdue(store: Path, code: str) -> tuple[str, str]:
    """A finding about a member of the branch whom nobody reached, long past its day: a red line. Returns the branch's
    unit, and what the finding is called in lists."""
    held = Store.open(store)
    who = local_administrator("tests")
    now = tree(held)
    org = now.by_code[code]
    missed = obligations(held, who, indicator=CONTACT, org=org, state="missed")
    first = min(each.period for each in missed)  # the demo has findings about the last ones
    with pytest.MonkeyPatch.context() as patch:
        then = clock.now() - timedelta(days=30)
        patch.setattr(clock, "now", lambda: then)
        subjects = [each.subject for each in missed if each.period == first][:1]
        open_missed(held, who, org, CONTACT, first, subjects, then.date() + timedelta(days=10))
    unit = now.by_id[now.unit_of(org) or 0].code
    held.close()
    return unit, f"季度联系 {short_period(first)}"


def put_away(page: Page) -> None:
    """Close the drawer."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def answered(branch: Page, about: str) -> None:
    """The branch says that a finding is put right."""
    drawer = opened(branch, "findings_unsettled", about)
    drawer.get_by_role("radio", name="报告整改完成").click()
    settle(branch)
    drawer.get_by_label("整改情况").fill("已与本人核对，补记联系情况，今后按季联系")
    press(drawer, "报告整改完成")
    expect(branch.get_by_text("已办理：报告整改完成")).to_be_visible()
    put_away(branch)


def closed(leader: Page, about: str, shown: bool) -> None:
    """The leader closes it; ``shown``: a ledger since then shows that it was put right."""
    drawer = opened(leader, "findings_unsettled", about)
    expect(drawer.get_by_text("可以核验销号")).to_have_count(int(shown))
    drawer.get_by_role("radio", name="核验销号").click()
    settle(leader)
    drawer.get_by_label("怎样核验的").fill("电话问过本人，情况属实")
    picture(leader, f"closing {about}")
    press(drawer, "核验销号")
    expect(leader.get_by_text("已办理：核验销号")).to_be_visible()
    put_away(leader)


def test_from_a_plan_to_a_lifted_red_line(profiles: Browse, district: District, tmp_path: Path) -> None:
    store = Path(shutil.copy(district.store, tmp_path / "ledger.duckdb"))
    unit, missed = overdue(store, district.branch)
    with serve(store, tmp_path / "server.log") as running:
        profiles.dashboard, profiles.district = running, district
        leader = profiles.as_role("leader", f"/judging?unit={unit}")
        leader.get_by_role("radio", name=re.compile("建议通报批评")).click()
        settle(leader)
        expect(leader.get_by_text(OVERDUE).first).to_be_visible()

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
        pack = pypdfium2.PdfDocument(taken(staff, "材料（PDF）"))
        text = "".join(page.get_textpage().get_text_range() for page in pack)
        assert (
            f"{district.branch_name}督查材料" in text and "有人联系过您吗" in text and district.other_name not in text
        )
        book = openpyxl.load_workbook(io.BytesIO(taken(staff, "核实表（Excel）")))
        sheet = book["核实表"]
        sheet["G3"], sheet["H3"] = "不符", "本人说没有人联系过"  # the second claim, where there was no network
        book.save(filled := io.BytesIO())
        drawer.get_by_role("radio", name="账实相符").first.click()
        settle(staff)
        press(drawer, "保存核实结果")
        expect(staff.get_by_text("保存了 1 项结果")).to_be_visible()
        drawer = opened(staff, "visits", district.branch_name, 330)
        given = {"name": "核实表.xlsx", "mimeType": XLSX, "buffer": filled.getvalue()}
        drawer.locator('[data-testid="stFileUploaderDropzoneInput"]').last.set_input_files(given)
        press(drawer, "导入 1 项结果")
        expect(staff.get_by_text("保存了 1 项结果")).to_be_visible()
        drawer = opened(staff, "visits", district.branch_name)
        press(drawer, "把 1 项不符登记为问题")
        expect(staff.get_by_text("登记了 1 个问题")).to_be_visible()
        expect(staff.get_by_text("1/1").first).to_be_visible()  # what choosing by chance found
        picture(staff, "visited")

        branch = profiles.as_role("branch", "/findings")
        answered(branch, "实地督查")
        branch.goto(f"{running.url}/handin")
        settle(branch)
        ledger, *_ = fill(download(branch), clock.today(), called=1000)
        hand_over(branch, "台账.xlsx", ledger)
        press(branch, "确认报送")
        expect(branch.get_by_text("● 已接收")).to_be_visible()
        branch.goto(f"{running.url}/findings")
        settle(branch)
        answered(branch, missed)

        leader.goto(f"{running.url}/findings")
        settle(leader)
        closed(leader, missed, shown=True)
        closed(leader, "实地督查", shown=False)
        leader.goto(f"{running.url}/judging?unit={unit}")
        settle(leader)
        leader.get_by_role("radio", name=re.compile("建议通报批评")).click()
        settle(leader)
        expect(leader.get_by_text(OVERDUE)).to_have_count(0)
        assert running.errors() == ""

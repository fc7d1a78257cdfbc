"""The whole way of a figure: a branch hands in, the figure moves, and opens down to the cell that says so."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from data_layer import clock, quarters
from data_layer.access import mask_name
from data_layer.ledger.columns import COVER, ENTRY
from tests.browser.conftest import Browse
from tests.browser.driver import District, english, grid, open_row, picture, settle

CALLED = 4  # members the branch got hold of; one more it called in vain
TALK = "问过近况，已在当地社区报到，按月交纳党费"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(page: Page) -> bytes:
    """The pre-filled ledger, as the browser saves it."""
    with page.expect_download() as started:
        page.get_by_role("button", name="下载预填台账", exact=True).click()
    assert started.value.suggested_filename.endswith(".xlsx")
    return Path(started.value.path()).read_bytes()


def fill(template: bytes, day: date, called: int = CALLED) -> tuple[bytes, list[str], list[int]]:
    """Fill in 本季登记 and 封面 as a secretary would; the workbook, who was reached, the rows of these."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book[ENTRY]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "联系内容" for cell in row))
    at = {str(cell.value).lstrip("★"): cell.column for cell in head if cell.value}
    lines = [row for row in range(head[0].row + 1, sheet.max_row + 1) if sheet.cell(row, at["姓名"]).value]
    assert len(lines) > CALLED
    for number, row in enumerate(lines[: called + 1]):
        sheet.cell(row, at["联系日期"]).value = f"{day}"
        sheet.cell(row, at["联系方式"]).value = "电话"
        sheet.cell(row, at["联系内容"]).value = TALK if number < called else "三次拨打无人接听"
        sheet.cell(row, at["是否联系上"]).value = "是" if number < called else "否"
    today = f"{clock.today()}"
    answers = {"填报时间": today, "核对日期": today, "会同联系人": "全体联系人", "本季度变化": "无变化"}
    answers["流动党员数"] = f"{len(lines)}"
    for label, *rest in book[COVER].iter_rows():
        if (name := str(label.value).lstrip("★")) in answers:
            rest[0].value = answers[name]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue(), [str(sheet.cell(row, at["姓名"]).value) for row in lines[:called]], lines[:called]


def hand_over(page: Page, name: str, content: bytes) -> None:
    """Put a file into 上传填好的台账."""
    field = page.locator('[data-testid="stFileUploaderDropzoneInput"]')
    field.set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    expect(page.get_by_text(f"已核对：{name}")).to_be_visible()
    settle(page)


def numbers(text: str) -> tuple[int, int]:
    """``9/16`` as two numbers."""
    found = re.search(r"([\d\u202f]+)/([\d\u202f]+)", text)
    assert found, text
    met, due = (int(part.replace("\u202f", "")) for part in found.groups())
    return met, due


def committee_figure(page: Page) -> tuple[int, int]:
    """季度联系 on the committee's page, as its headline says it."""
    return numbers(page.locator(".st-key-headline").inner_text().partition("联系")[2])


def branches(page: Page) -> dict[str, tuple[int, int]]:
    """The branches behind the figure, in the order shown: name, met and due."""
    page.locator(".st-key-open_contact_quarterly button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settle(page)
    head, *rows = grid(page.locator(".st-key-drawer_branches"))
    assert head[:2] == ["党支部", "达标/应办"]
    return {row[0]: numbers(row[1]) for row in rows}


def test_a_figure_moves_and_opens_down_to_its_cell(browse: Browse, district: District) -> None:
    page = browse.as_role("branch", "/handin")
    quarter = quarters.parse_quarter(running(page))
    day = min(clock.today(), quarters.last_day(quarter))
    figures = f"/contact?period={quarters.quarter_text(quarter)}"
    committee = browse.as_role("leader", figures)
    before = committee_figure(committee)
    before_branches = branches(committee)
    assert district.branch_name in before_branches
    picture(committee, "spine 1 before")

    # the branch: download, fill in, check
    template = download(page)
    wrong, _, rows_called = fill(template, clock.today() + timedelta(days=40))
    hand_over(page, "台账.xlsx", wrong)
    expect(page.get_by_text("处必须改").first).to_be_visible()
    expect(page.locator('[data-testid="stMain"]')).to_contain_text(re.compile(rf"\b[A-Z]{rows_called[0]}\b.*联系日期"))
    expect(page.get_by_role("button", name="确认报送")).to_have_count(0)
    picture(page, "spine 2 problems")
    right, reached, rows_called = fill(template, day)
    hand_over(page, "台账改正.xlsx", right)
    expect(page.get_by_text("处必须改")).to_have_count(0)
    expect(page.get_by_text("与上次台账相比")).to_be_visible()
    assert committee_figure(browse.as_role("leader", figures)) == before  # nothing is stored by checking
    picture(page, "spine 3 difference")
    page.get_by_role("button", name="确认报送").click()
    expect(page.get_by_text("● 已接收")).to_be_visible()
    expect(page.get_by_text(re.compile(r"回执号 \S+")).first).to_be_visible()
    settle(page)
    picture(page, "spine 4 receipt")

    # the committee: the figure has moved by those reached, and by no other branch's
    committee = browse.as_role("leader", figures)
    met, due = committee_figure(committee)
    assert met == before[0] + CALLED
    after_branches = branches(committee)
    changed = {name for name in after_branches if after_branches[name] != before_branches.get(name)}
    assert changed == {district.branch_name}
    assert after_branches[district.branch_name][0] == before_branches[district.branch_name][0] + CALLED
    picture(committee, "spine 5 branches")

    # figure -> branch -> people -> the cell
    open_row(committee.locator(".st-key-drawer_branches"), list(after_branches).index(district.branch_name) + 1)
    expect(committee.locator(".st-key-drawer_people")).to_be_visible()
    settle(committee)
    committee.locator(".st-key-drawer_state").get_by_text("● 达标").click()
    settle(committee)
    head, *people = grid(committee.locator(".st-key-drawer_people"))
    called = {row[head.index("对象")]: row for row in people}
    masked = [mask_name(name) for name in reached]
    assert set(masked) <= set(called)
    assert all(called[name][head.index("完成")] == f"{day}" for name in masked)
    shown = [row[head.index("对象")] for row in people]
    nth = next(nth for nth, name in enumerate(masked) if shown.count(name) == 1)  # masked, two may look alike
    open_row(committee.locator(".st-key-drawer_people"), shown.index(masked[nth]) + 1)
    dialog = committee.get_by_role("dialog")
    expect(dialog.get_by_test_id("stMarkdown").get_by_text("依据", exact=True)).to_be_visible()
    settle(committee)
    expect(dialog.get_by_text(f"{ENTRY} 第 {rows_called[nth]} 行")).to_be_visible()
    picture(committee, "spine 6 evidence")
    cells = grid(dialog.locator('[data-testid="stDataFrame"]').last)
    source = next(row for row in cells if row[0] == f"{rows_called[nth]}")
    assert masked[nth] in source
    assert {f"{day}", "电话", TALK, "是"} <= set(source)
    assert not [name for name in reached if browse.was_told(name)]  # a leader's browser never has a full name

    # the link to this very cell opens it again, for the branch with its own members' names
    link = committee.url.removeprefix(browse.dashboard.url)
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_have_count(0)
    for _ in range(2):  # and so does a row whose drawer was closed
        open_row(committee.locator(".st-key-contact_signals").first, 1)
        expect(dialog).to_be_visible()
        settle(committee)
        dialog.get_by_role("button", name="关闭").click()
        expect(dialog).to_have_count(0)
        settle(committee)
    own = browse.as_role("branch", link.replace("/contact", "/portrait"))
    rows = grid(own.get_by_role("dialog").locator('[data-testid="stDataFrame"]').last)
    assert any(reached[nth] in row and TALK in row for row in rows)


def running(page: Page) -> str:
    """The quarter that 台账报送 deals with, as ``2026Q4``."""
    found = re.search(r"(\d{4})年第([1-4])季度", page.locator('[data-testid="stMain"]').inner_text())
    assert found
    return f"{found[1]}Q{found[2]}"


@pytest.mark.parametrize("name", ["台账.txt", "台账.xlsx"])
def test_what_is_no_workbook_is_said_in_a_sentence(browse: Browse, name: str) -> None:
    """A file of another kind, or one that only looks right: the page says so and goes on."""
    page = browse.as_role("branch", "/handin")
    hand_over(page, name, "不是台账".encode())
    expect(page.get_by_text("处必须改").first).to_be_visible()
    assert english(page) == []
    expect(page.get_by_role("button", name="确认报送")).to_have_count(0)
    page.get_by_role("button", name="换一个文件").click()
    expect(page.get_by_text("已核对")).to_have_count(0)
    settle(page)

"""A secretary on the first day: from the first sign-in to the receipt with few cells typed; and a file of one's own
making, sent back marked, put right at the marks and taken."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from data_layer import clock, quarters
from data_layer.access import Grant, accounts
from data_layer.administration import import_orgs, set_parameter
from data_layer.ledger import service
from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS
from data_layer.ledger.marked_list import LIST
from data_layer.organisations import tree
from data_layer.store import Store
from tests.browser.conftest import Browse
from tests.browser.driver import Dashboard, english, picture, serve, settle, too_wide, violations
from tests.browser.test_spine import download, hand_over
from tests.ledger.desk import VIEWER, away, member
from tests.ledger.workbooks import id_number, sheets_of, workbook

MEMBERS_AWAY = 12
MOST_TYPED = 60
OWN, OTHER = "东圩社区党支部", "后汀商会党支部"
FIRST, PASSWORD = "first-words-4821", "五月的风 quiet-harbour-41"
NAMES = tuple(f"{family}{given}" for family in "赵钱孙李" for given in ("大川", "小满", "立秋"))


@dataclass(frozen=True)
class Office:
    """A dashboard over two branches with 12 members away each; only the first has handed in before."""

    running: Dashboard
    quarter: int
    start: date  # since when everybody is away


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    quarter = quarters.quarter_of(clock.today())
    start = quarters.first_day(quarter - 1) - timedelta(days=40)
    store = Store.open(folder / "ledger.duckdb")
    try:
        rows = [{"党组织代码": "0991", "党组织名称": "望澜区东屏街道党工委", "类型": "党工委"}]
        rows += [
            {"党组织代码": code, "党组织名称": name, "上级党组织代码": "0991", "类型": "党支部"}
            for code, name in (("099101", OWN), ("099102", OTHER))
        ]
        import_orgs(store, VIEWER, [row | {"成立日期": "2008-07-01"} for row in rows])
        now = tree(store).by_code
        before = quarters.quarter_text(quarter - 1)
        set_parameter(store, VIEWER, now["0991"], "start_quarter", before, quarters.first_day(quarter - 1))
        for code, name in (("099101", "东圩支部"), ("099102", "后汀支部")):
            accounts.add(store, VIEWER, name, FIRST, [Grant("branch", now[code])])
        taken = service.submit(
            store, VIEWER, "台账.xlsx", earlier(quarter - 1, start),
            received_on=quarters.last_day(quarter - 1), received_reason="纸质报送",
        )  # fmt: skip
        assert taken.accepted and taken.problems == []
    finally:
        store.close()
    with serve(folder / "ledger.duckdb", folder / "server.log") as running:
        yield Office(running, quarter, start)
        assert running.errors() == ""


def people(first: int) -> list[dict[str, Any]]:
    """Twelve rows of 基本信息, their numbers counted from the first."""
    return [member(name, id_number(nth), 本人电话=f"199000000{nth:02d}") for nth, name in enumerate(NAMES, start=first)]


def earlier(quarter: int, start: date) -> bytes:
    """The ledger of the quarter before."""
    on = f"{quarters.last_day(quarter)}"
    facts = {
        "党组织名称": OWN, "党组织代码": "099101", "填报季度": quarters.quarter_text(quarter), "填报时间": on,
        "核对日期": on, "会同联系人": "全体联系人", "党员总数": 30, "流动党员数": MEMBERS_AWAY, "台账负责人": "钱顺",
        "负责人职务": "支部书记", "联系电话": "19900000001", "本季度变化": "有变化",
    }  # fmt: skip
    spells = [away(name, f"{start}", 联系人确定日期=f"{start}") for name in NAMES]
    return workbook(sheets_of({COVER: [facts], MEMBERS: people(11), SPELLS: spells}))


def first_sign_in(profiles: Browse, office: Office, name: str) -> Page:
    """As somebody does who was given an account and a first password; lands where the branch hands in."""
    page = profiles.profile().new_page()
    page.goto(office.running.url)
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(FIRST)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("初始密码，请先改成只有您自己知道的密码")).to_be_visible()
    picture(page, f"secretary {name} 0 password")
    page.get_by_label("初始密码").fill(FIRST)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(lambda url: "/auth/" not in url)
    settle(page)
    assert english(page) == []
    assert too_wide(page) == []
    return page


def columns(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The header's row, and name -> column."""
    head = next(row for row in sheet.iter_rows() if any(cell.value == "★姓名" for cell in row))
    return head[0].row, {str(cell.value).lstrip("★"): cell.column for cell in head if cell.value}


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill(template: bytes, day: date) -> tuple[bytes, int]:
    """The template with what it asks for and nothing else; the workbook, and how many cells were typed."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    typed: list[str] = []

    def type_in(sheet: Worksheet, row: int, column: int, text: str) -> None:
        cell = sheet.cell(row, column)
        assert not cell.value  # what is known is there already
        cell.value = text
        typed.append(f"{sheet.title} {cell.coordinate}")

    assert book.active.title == ENTRY  # it opens where there is something to do
    entry = book[ENTRY]
    head, at = columns(entry)
    lines = [row for row in range(head + 1, entry.max_row + 1) if entry.cell(row, at["姓名"]).value]
    assert len(lines) == MEMBERS_AWAY
    for row in lines:
        assert "季度联系" in entry.cell(row, at["本季应办"]).value
        called = {"联系日期": f"{day}", "联系方式": "电话", "联系内容": "问过近况，按月交纳党费", "是否联系上": "是"}
        for column, text in called.items():
            type_in(entry, row, at[column], text)
    today = f"{clock.today()}"
    answers = {"填报时间": today, "核对日期": today, "流动党员数": f"{MEMBERS_AWAY}", "本季度变化": "无变化"}
    for row in range(2, book[COVER].max_row + 1):
        label = str(book[COVER].cell(row, 1).value)
        if label.startswith("★") and not book[COVER].cell(row, 2).value:
            type_in(book[COVER], row, 2, answers[label.lstrip("★")])
    return saved(book), len(typed)


def accept(page: Page) -> None:
    """The last button, and the receipt."""
    page.get_by_role("button", name="确认报送").click()
    expect(page.get_by_text("● 已接收")).to_be_visible()
    expect(page.get_by_text("回执号")).to_be_visible()
    settle(page)


def test_from_the_first_sign_in_to_the_receipt(profiles: Browse, office: Office) -> None:
    page = first_sign_in(profiles, office, "东圩支部")
    assert violations(page) == []
    picture(page, "secretary 1 arrives")
    content, typed = fill(download(page), clock.today())
    assert typed <= MOST_TYPED
    hand_over(page, "台账.xlsx", content)
    expect(page.get_by_text("处必须改")).to_have_count(0)
    picture(page, "secretary 2 checked")
    accept(page)
    picture(page, "secretary 3 receipt")


def messy(office: Office) -> tuple[bytes, dict[tuple[str, str], str]]:
    """A workbook as a branch makes one of its own, with a few cells that cannot stay; these, with what they should
    say."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "封面"
    on = f"{clock.today()}"
    facts = {
        "支部名称": OTHER, "季度": quarters.quarter_words(office.quarter - 1), "填报日期": on, "核对时间": on,
        "会同核对联系人": "全体",
        "支部党员总数": 30, "流动党员人数": MEMBERS_AWAY, "台账负责人": "钱顺", "负责人职务": "书记",
        "负责人电话": "199 0000 0001",
        "本季变化": "有",
    }  # fmt: skip
    for row, (label, value) in enumerate(facts.items(), start=3):
        cover.cell(row, 2, f"{label}：")
        cover.cell(row, 3, value)
    own = book.create_sheet("流动党员花名册")
    own["A1"] = "东屏街道流动党员个人基本信息登记表"
    own.merge_cells("A1:H1")
    names = ("序号", "党员\n姓名", "身份证号", "党员类别", "入党时间", "转正时间", "手机号", "困难党员")
    for column, text in enumerate(names, start=1):
        own.cell(3, column, text)
    for row, each in enumerate(people(41), start=4):
        cells = [
            row - 3,
            each["姓名"],
            each["公民身份号码"],
            "正式",
            "2005年7月1日",
            "2006.7.1",
            each["本人电话"],
            "否",
        ]
        for column, value in enumerate(cells, start=1):
            own.cell(row, column, value)
    own["A17"] = "填表人：钱顺"
    spells = book.create_sheet("附件2")
    groups = (
        ("党员姓名", ""),
        ("流动方向", ""),
        ("外出情况", "外出时间"),
        ("", "外出事由"),
        ("", "流向"),
        ("", "返回时间"),
    )
    groups += (("联系人", "姓名"), ("", "身份"), ("", "电话"))
    for column, (above, below) in enumerate(groups, start=1):
        spells.cell(2, column, above or None)
        spells.cell(3, column, below or None)
    for area in ("C2:F2", "G2:I2"):
        spells.merge_cells(area)
    for row, name in enumerate(NAMES, start=4):
        cells = [name, "流出", office.start, "务工", "海州市", None, "钱顺", "书记", 19900000001]
        for column, value in enumerate(cells, start=1):
            spells.cell(row, column, value)
    spells["C6"] = "开春以后"
    spells["B9"] = None
    own["E8"] = "刚转正时"
    spells["I11"] = "1990000"  # a warning: it may stay
    return saved(book), {
        ("附件2", "C6"): f"{office.start}",
        ("附件2", "B9"): "流出",
        ("流动党员花名册", "E8"): "2005-07-01",
    }


def test_a_file_of_ones_own_comes_back_marked_and_is_taken(profiles: Browse, office: Office) -> None:
    page = first_sign_in(profiles, office, "后汀支部")
    content, wrong = messy(office)
    hand_over(page, "我们支部的台账.xlsx", content)
    main = page.locator('[data-testid="stMain"]')
    expect(page.get_by_text(f"{len(wrong)} 处必须改").first).to_be_visible()
    for sheet, cell in wrong:
        expect(main).to_contain_text(f"{sheet} {cell}")
    expect(page.get_by_role("button", name="确认报送")).to_have_count(0)
    assert english(page) == []
    assert violations(page) == []
    picture(page, "secretary 4 sentences")

    with page.expect_download() as started:
        page.get_by_role("button", name="下载标注好的台账").click()
    marked = openpyxl.load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    listed = {
        (str(row[1]), str(row[2])): str(row[5])
        for row in marked[LIST].iter_rows(values_only=True)
        if row[0] == "必须改"
    }  # fmt: skip
    assert set(listed) == set(wrong)
    for (sheet, place), text in wrong.items():  # the coloured cells, by what their notes say, and nothing else
        cell = marked[sheet][place]
        assert cell.comment is not None and listed[sheet, place].rstrip("。") in cell.comment.text
        assert cell.fill.fgColor.rgb != own_fill(content, sheet, place)
        cell.value = text
    hand_over(page, started.value.suggested_filename, saved(marked))
    expect(page.get_by_text("处必须改")).to_have_count(0)
    picture(page, "secretary 5 corrected")
    accept(page)
    picture(page, "secretary 6 receipt")


def own_fill(content: bytes, sheet: str, place: str) -> str:
    """The colour a cell had before."""
    return str(openpyxl.load_workbook(io.BytesIO(content))[sheet][place].fill.fgColor.rgb)

"""From an empty store to a branch at work, as the first administrator goes; every page says what is still missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import Browse
from tests.browser.driver import (
    HOST,
    Account,
    Dashboard,
    english,
    picture,
    serve,
    settle,
    sign_in,
    too_wide,
    violations,
)

ORGANISATIONS = """党组织代码,党组织名称,上级党组织代码,类型,支部类别,成立日期
0990000000,望澜区委组织部,,区委,,2001-01-01
0991000000,望澜区东屏街道党工委,0990000000,党工委,,2008-07-01
0991001001,东圩社区党支部,0991000000,党支部,社区,2008-07-01
0991002001,后汀商会党支部,0991000000,党支部,两新,2008-07-01
"""
FIGURES = ("overview", "coverage", "contact")
PASSWORD = "五月的风 quiet-harbour-41"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over a store that does not exist yet."""
    folder = tmp_path_factory.mktemp("empty")
    with serve(folder / "ledger.duckdb", folder / "server.log") as running:
        yield running
        assert running.errors() == ""


def go(page: Page, empty: Dashboard, name: str) -> Page:
    """Open a page and look it over."""
    page.goto(f"{empty.url}/{name}")
    settle(page)
    assert english(page) == []
    assert too_wide(page) == []
    return page


def says(page: Page, title: str, then: str) -> None:
    """A designed empty state: why there is nothing, what to do, nothing broken beside it."""
    box = page.locator(".st-key-empty")
    expect(box).to_contain_text(title)
    expect(box).to_contain_text(then)
    assert page.locator('[data-testid="stDataFrame"], [data-testid="stEChartsChart"]').count() == 0
    assert violations(page) == []


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a list."""
    field = page.get_by_role("dialog").get_by_role("combobox", name=label)
    for _ in range(8):  # a field that depends on another is drawn anew, and forgets what was being typed
        settle(page)
        if field.input_value().startswith(option):
            return
        field.fill(option)
        offered = page.get_by_role("option").filter(has_text=option)
        try:
            offered.wait_for(timeout=5000)
        except PlaywrightTimeout:
            continue
        field.press("Enter")
    raise AssertionError(f"{label} does not offer {option}")


def add_account(page: Page, empty: Dashboard, name: str, role: str, org: str) -> Account:
    """As the administrator: a new account; its first password is shown once."""
    go(page, empty, "accounts")
    page.get_by_role("button", name="新建账号").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("账号", exact=True).fill(name)
    settle(page)
    choose(page, "角色", role)
    choose(page, "党组织", org)
    dialog.get_by_role("button", name="建立账号").click()
    expect(dialog.get_by_text("的初始密码如下")).to_be_visible()
    made = Account(name, dialog.locator("code").inner_text().strip())
    dialog.get_by_role("button", name="完成").click()
    expect(dialog).to_have_count(0)
    return made


def enter(browse: Browse, empty: Dashboard, account: Account) -> Page:
    """Sign in with a first password, which has to be changed."""
    page = browse.profile().new_page()
    sign_in_first(page, empty, account)
    page.get_by_label("初始密码").fill(account.password)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(lambda url: "/auth/" not in url)
    settle(page)
    return page


def sign_in_first(page: Page, empty: Dashboard, account: Account) -> None:
    """The form, and where it leads with somebody else's password: to a new one."""
    page.goto(empty.url)
    page.get_by_label("账号").fill(account.name)
    page.get_by_label("密码").fill(account.password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("初始密码，请先改成只有您自己知道的密码")).to_be_visible()
    page.goto(empty.url + "/")
    assert "/auth/password" in page.url  # nothing else is open before that


def test_the_first_day(profiles: Browse, empty: Dashboard, tmp_path: Path) -> None:
    # the administrator makes their account
    page = profiles.profile().new_page()
    page.goto(empty.url + "/contact")
    expect(page.get_by_role("heading", name="首次使用")).to_be_visible()
    assert english(page) == []
    assert violations(page) == []
    picture(page, "first 1 administrator")
    page.get_by_label("管理员账号").fill("管理员")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍密码").fill(PASSWORD)
    page.get_by_role("button", name="建立管理员并登录").click()
    page.wait_for_url(f"http://{HOST}:*/start")
    settle(page)
    expect(page.get_by_text("系统里还没有党组织")).to_be_visible()
    assert english(page) == []
    assert violations(page) == []
    picture(page, "first 2 start")

    # nothing there: every page says so
    for name in FIGURES:
        says(go(page, empty, name), "还没有党组织", "先导入党组织名单")
    picture(page, "first 3 nothing")
    says(go(page, empty, "parameters"), "还没有党组织", "先导入党组织名单")
    expect(go(page, empty, "accounts").get_by_text("共 1 个账号")).to_be_visible()

    # organisations, then the first quarter
    go(page, empty, "start")
    file = {"name": "党组织.csv", "mimeType": "text/csv", "buffer": ORGANISATIONS.encode("utf-8-sig")}
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
    page.get_by_role("button", name="导入 4 行").click()
    expect(page.get_by_text("设置启用季度")).to_be_visible()
    settle(page)
    says(go(page, empty, "overview"), "还没有设定启用季度", "设定后才会列出应办事项")
    picture(page, "first 4 no quarter")
    go(page, empty, "start").get_by_role("button", name="确定启用季度").click()
    expect(page.get_by_text("下一步")).to_be_visible()
    settle(page)
    picture(page, "first 5 next steps")
    for name in FIGURES:
        says(go(page, empty, name), "还没有收到台账", "支部报送后，这里会有数字")
    expect(go(page, empty, "parameters").locator(".st-key-headline")).to_contain_text("起考核")

    # a branch and a leader begin with the passwords they were given
    secretary = add_account(page, empty, "东圩支部", "支部", "东圩社区党支部")
    leader = add_account(page, empty, "区委领导", "领导", "望澜区委组织部")
    own = enter(profiles, empty, secretary)
    expect(own.get_by_role("button", name="下载预填台账", exact=True)).to_be_visible()
    expect(own.get_by_text("东圩社区党支部").first).to_be_visible()
    assert english(own) == []
    picture(own, "first 6 branch")
    says(go(own, empty, "portrait"), "还没有收到台账", "下载预填台账")
    above = enter(profiles, empty, leader)
    says(above, "还没有收到台账", "支部报送后，这里会有数字")
    says(go(above, empty, "portrait"), "还没有收到台账", "支部报送后，这里会有数字")
    picture(above, "first 7 leader")


def test_the_first_account_is_made_once(profiles: Browse, empty: Dashboard) -> None:
    """Whoever comes second finds the sign-in page."""
    page = profiles.profile().new_page()
    page.goto(empty.url)
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    expect(page.get_by_text("首次使用")).to_have_count(0)
    sign_in(page, empty, Account("管理员", PASSWORD))
    settle(page)
    expect(page.get_by_text("下一步")).to_be_visible()

"""A yearly commendation as people do it, with a clock and a camera: what is clicked and typed, how long the machine takes.

    python -m benchmarks.walkthrough STORE SHOTS PASSWORDS

STORE is a demo (it is copied), SHOTS a folder for the screenshots (1366×768), PASSWORDS a file of lines "name password"
with 区委工作人员 and 区委领导. Staff: from the sign-in to candidates frozen and 上会材料 downloaded; leader: from the
sign-in to one candidate opened. Waiting: from each act to a page that has drawn itself and stays so, half a second less
than measured, which is how long staying so takes. Reading is a person's own time and not in it.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import OFFICE, Account, Dashboard, open_row, serve, settle

_STAYS = 0.4  # seconds without a change that `settle` wants to see


@dataclass
class Walk:
    """One person's way: the acts, and the seconds waited after each."""

    page: Page
    shots: Path
    who: str
    clicks: int = 0
    fields: int = 0
    waited: list[tuple[str, float]] = field(default_factory=list)

    def click(self, what: str, act: Callable[[], object], drawn: bool = True) -> None:
        """Something is clicked, the page is waited for, and looked at."""
        self.clicks += 1
        self._then(what, act, drawn)

    def type(self, what: str, act: Callable[[], object]) -> None:
        """A field is filled."""
        self.fields += 1
        act()

    def _then(self, what: str, act: Callable[[], object], drawn: bool) -> None:
        begun = time.monotonic()
        act()
        if drawn:
            settle(self.page)
        self.waited.append((what, max(time.monotonic() - begun - (_STAYS if drawn else 0), 0)))
        self.page.screenshot(path=str(self.shots / f"{self.who}-{len(self.waited):02}-{what}.png"))

    def told(self) -> str:
        """A line of the table."""
        total, (slowest, longest) = sum(each for _, each in self.waited), max(self.waited, key=lambda each: each[1])
        return (
            f"{self.who}: {self.clicks} clicks, {self.fields} fields typed, {total:.1f} s waited"
            f" (longest {longest:.1f} s: {slowest})"
        )


def sign_in(walk: Walk, dashboard: Dashboard, account: Account) -> None:
    """Through the door."""
    page = walk.page
    page.goto(dashboard.url)
    walk.type("账号", lambda: page.get_by_label("账号").fill(account.name))
    walk.type("密码", lambda: page.get_by_label("密码").fill(account.password))
    walk.click("登录", lambda: page.get_by_role("button", name="登录").click())


def go(walk: Walk, name: str) -> None:
    """To a page by the menu."""
    walk.click(name, lambda: walk.page.get_by_role("link", name=name, exact=True).first.click())


def staff(walk: Walk) -> None:
    """From 工作总览 to the papers of the meeting."""
    page = walk.page
    go(walk, "表彰与通报")
    for unit in page.locator('[data-testid="stButtonGroup"]').first.locator("button").all()[1:]:
        if "建议表彰 0 个" not in page.locator('[data-testid="stMain"]').inner_text():
            break
        walk.click("考核单位", unit.click)
    walk.click("发起批次", lambda: page.get_by_role("button", name="发起批次", exact=True).click())
    walk.click("冻结材料", lambda: page.get_by_role("button", name="冻结材料，发起批次").click())
    with page.expect_download() as papers:
        walk.click("上会材料", lambda: page.get_by_role("button", name="上会材料", exact=False).first.click())
    papers.value.save_as(walk.shots / papers.value.suggested_filename)


def leader(walk: Walk) -> None:
    """From 工作总览 to one candidate."""
    go(walk, "研判批次")
    page = walk.page
    walk.click("一个支部", lambda: open_row(page.locator('[data-testid="stDataFrame"]').nth(1), 1))


def main(store: Path, shots: Path, passwords: Path) -> None:
    """Both ways on one server."""
    known = dict(line.split() for line in passwords.read_text(encoding="utf-8").splitlines() if line.strip())
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copied = Path(shutil.copy(store, Path(folder) / "ledger.duckdb"))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with serve(copied, Path(folder) / "server.log") as dashboard:
            for name, way in (("区委工作人员", staff), ("区委领导", leader)):
                walk = Walk(_page(browser), shots, name)
                sign_in(walk, dashboard, Account(name, known[name]))
                way(walk)
                print(walk.told(), *(f"  {what} {took:.1f} s" for what, took in walk.waited), sep="\n", flush=True)
        browser.close()


def _page(browser: Browser) -> Page:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", viewport=OFFICE, accept_downloads=True
    )  # fmt: skip
    return context.new_page()


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:4]))

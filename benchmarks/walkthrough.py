"""A yearly commendation as people do it, with a clock and a camera: clicks, keys, what is to be read, waiting.

    python -m benchmarks.walkthrough STORE SHOTS PASSWORDS

STORE is a demo (it is copied), SHOTS a folder for the screenshots (1366×768), PASSWORDS a file of lines "name password"
with 区委工作人员 and 区委领导. Staff: from the sign-in to candidates frozen and 上会材料 downloaded; leader: from the
sign-in to one candidate opened. Waiting: from each act to a page that has drawn itself and stays so, less the time that
staying so takes. Reading: every character that a screen shows and the person has not read before, in tables and dialogs
too, though nobody reads all of it, and the whole papers. A person's own time is reckoned, not measured (see below).
"""

import io
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import OFFICE, Account, Dashboard, open_row, serve, settle

_STAYS = 0.4  # seconds without a change that `settle` wants to see
#: Careful reading of Chinese, characters a minute (fluent readers: 250 to 400); a click with looking for it; a key.
READING, CLICK, KEY = 300, 3.0, 0.3
#: What a screen shows: the page, a dialog over it, the rows of its tables (drawn on a canvas, told to screen readers).
_TEXT = """() => {
  const found = [], dialog = document.querySelector('[role="dialog"]');
  const main = dialog ?? document.querySelector('[data-testid="stMain"]');
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect(), cell = node.parentElement.closest('canvas');
    const at = cell ? cell.getBoundingClientRect() : box;
    if ((cell || box.height) && at.top < innerHeight && at.bottom > 0 && node.parentElement.checkVisibility())
      found.push(node.textContent);
  }
  return found.join("\\n");
}"""


@dataclass
class Walk:
    """One person's way: the acts, and the seconds waited after each."""

    page: Page
    shots: Path
    who: str
    clicks: int = 0
    keys: int = 0
    waited: list[tuple[str, float, int]] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def click(self, what: str, act: Callable[[], object], drawn: bool = True) -> None:
        """Something is clicked, the page is waited for, and looked at."""
        self.clicks += 1
        self._then(what, act, drawn)

    def type(self, label: str, text: str) -> None:
        """A field is filled."""
        self.keys += len(text)
        self.page.get_by_label(label).fill(text)

    def reads(self, text: str) -> int:
        """How many characters of it are new to this person; lines read before are passed over."""
        fresh = {line for each in text.splitlines() if (line := re.sub(r"\s", "", each))} - self.read
        self.read |= fresh
        return sum(map(len, fresh))

    def _then(self, what: str, act: Callable[[], object], drawn: bool) -> None:
        begun = time.monotonic()
        act()
        if drawn:
            settle(self.page)
        took = max(time.monotonic() - begun - (_STAYS if drawn else 0), 0)
        self.waited.append((what, took, self.reads(self.page.evaluate(_TEXT))))
        self.page.screenshot(path=str(self.shots / f"{self.who}-{len(self.waited):02}-{what}.png"))

    def told(self) -> str:
        """A line of the table, and one a step."""
        waited, characters = sum(took for _, took, _ in self.waited), sum(new for *_, new in self.waited)
        minutes = (waited + CLICK * self.clicks + KEY * self.keys) / 60 + characters / READING
        total = (
            f"{self.who}: {self.clicks} clicks, {self.keys} keys, {characters} characters to read,"
            f" {waited:.1f} s waited; {minutes:.1f} min"
        )
        return "\n".join([total, *(f"  {what} {took:.1f} s, {new} characters" for what, took, new in self.waited)])


def sign_in(walk: Walk, dashboard: Dashboard, account: Account) -> None:
    """Through the door."""
    page = walk.page
    page.goto(dashboard.url)
    walk.type("账号", account.name)
    walk.type("密码", account.password)
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
    kept = walk.shots / papers.value.suggested_filename
    papers.value.save_as(kept)
    walk.waited.append(("通读上会材料", 0.0, walk.reads(_words(kept.read_bytes()))))


def _words(papers: bytes) -> str:
    """Every paragraph and cell of a Word file."""
    document = Document(io.BytesIO(papers))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def leader(walk: Walk) -> None:
    """From 工作总览 to one candidate."""
    go(walk, "研判批次")
    page = walk.page
    walk.click("一个支部", lambda: open_row(page.locator('[data-testid="stDataFrame"]').nth(1), 1))
    card = page.locator('[data-testid="stVerticalBlock"]').filter(has_text="理由").last.inner_text()
    shown = len(re.sub(r"\s", "", card))
    print(f"one candidate: {shown} characters, {shown / READING * 60:.0f} s")


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
                print(walk.told(), flush=True)
        browser.close()


def _page(browser: Browser) -> Page:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", viewport=OFFICE, accept_downloads=True
    )  # fmt: skip
    return context.new_page()


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:4]))

"""A dashboard as people meet it: the server as its own process, Chromium in front of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, WebSocket, expect

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 60  # seconds: a shared machine with two cores may be busy
OFFICE, WIDE = {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}
ROW = 31  # pixels a row of a grid takes
# Streamlit looks for its server below the page's own address first; that nobody is there is expected.
_PROBES = ("/_stcore/health", "/_stcore/host-config")
#: What may stand in Latin letters: products and file kinds, sizes, codes of quarters, receipts and cells.
_LATIN = re.compile(
    r"Excel|Word|PDF|WPS|\S+\.(?:xlsx|xlsm|xls|ods|csv|txt)\b"
    r"|\.?\b(?i:xlsx|xlsm|xls|et|ods|csv|svg|zip|ics|jpe?g|png|docx)\b|\b\d+ ?MB\b"
    r"|\b20\d\d[QH]\d\b|\b\w+-20\d\dQ\d-\d+\b|\b[A-Z]{1,3}\d{1,4}\b"
)
_WORDS = """() => {
    const found = [];
    const hidden = "script, style, code, pre, noscript, [data-testid='stIconMaterial'], [translate='no']";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.parentElement;
        if (!at.closest(hidden) && /[A-Za-z]{2}/.test(node.data)) found.push(node.data.trim());
    }
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-roledescription", "aria-description"])
        for (const at of document.querySelectorAll(`[${name}]`)) {
            const text = at.getAttribute(name);
            if (/[A-Za-z]{2}/.test(text)) found.push(`${name}: ${text}`);
        }
    return found;
}"""

expect.set_options(timeout=PATIENCE * 1000)


@dataclass(frozen=True)
class Account:
    """A sign-in name and its password."""

    name: str
    password: str


@dataclass(frozen=True)
class District:
    """A closed store with the demo in it. ``accounts`` by role: leader, staff, branch, administrator.

    ``branch``, ``branch_name``: the branch account's own, ``members`` the names of those away from it; ``other``,
    ``other_name``: another branch.
    ``closed``: a quarter past its deadline (2026Q2); ``past``: a day on which it was the last closed one.
    """

    store: Path
    accounts: dict[str, Account]
    branch: str
    branch_name: str
    members: tuple[str, ...]
    other: str
    other_name: str
    closed: str
    past: date


@dataclass(frozen=True)
class Dashboard:
    """A running server; ``log`` is all it wrote."""

    url: str
    log: Path

    def errors(self) -> str:
        """Lines of the log that report a failed page."""
        return "\n".join(re.findall(r'.*"error": "[0-9a-f]{8}".*', self.log.read_text("utf-8")))


@contextmanager
def serve(store: Path, log: Path) -> Iterator[Dashboard]:
    """``streamlit run app.py`` on a free port of the loopback interface, until the block ends."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "LEDGER_STORE": str(store), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
    try:
        _wait(process, f"http://{HOST}:{port}/_stcore/health", log)
        yield Dashboard(f"http://{HOST}:{port}", log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the dashboard did not start:\n{log.read_text('utf-8')}")


class Watch:
    """Whom a browser speaks to, what it complains about, and everything pages were sent."""

    def __init__(self, context: BrowserContext) -> None:
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.heard: list[bytes] = []
        context.on("request", self._request)
        context.on("page", lambda page: page.on("websocket", self._socket))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"{error.error}"))

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _socket(self, opened: WebSocket) -> None:
        self._address(opened.url)
        opened.on("framereceived", self._frame)

    def _frame(self, frame: str | bytes) -> None:
        self.heard.append(frame.encode() if isinstance(frame, str) else frame)

    def _address(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != HOST:
            self.strangers.append(address)

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not urlsplit(where).path.endswith(_PROBES):
            self.complaints.append(f"{message.text} {where}")

    def was_told(self, text: str) -> bool:
        """Whether a text reached the browser, shown or not."""
        return any(text.encode() in frame for frame in self.heard)

    def check(self, expected: list[str]) -> None:
        """Nothing left the machine; nothing broke but what was expected."""
        assert self.strangers == []
        assert [each for each in self.complaints if not any(part in each for part in expected)] == []


def settle(page: Page) -> None:
    """Wait until the page has drawn itself and stays so for a moment."""
    page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
    quiet = """() => {
        const app = document.querySelector('[data-testid="stApp"]');
        const busy = !app || app.dataset.testScriptState !== "notRunning"
            || document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stAppSkeleton"]')
            || !document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]');
        const drawn = document.querySelectorAll("*").length;
        if (busy || drawn !== window.settledAt) { window.settledAt = drawn; window.settledFor = 0; return false; }
        window.settledFor += 1;
        return window.settledFor > 3;
    }"""
    page.evaluate("() => { window.settledAt = -1; window.settledFor = 0; }")
    page.wait_for_function(quiet, polling=60)
    expect(page.get_by_text("页面出错，编号")).to_have_count(0)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def sign_in(page: Page, dashboard: Dashboard, account: Account, address: str = "/") -> None:
    """Through the door, as anybody would: the address asked for, the form, the page."""
    page.goto(dashboard.url + address)
    page.get_by_label("账号").fill(account.name)
    page.get_by_label("密码").fill(account.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/auth/" not in url)


def said(page: Page) -> str:
    """Everything readable on the page but the menu, also what grids hold for screen readers."""
    return page.locator('[data-testid="stMain"]').first.inner_text() + "\n".join(
        text for text in page.locator("table[role=grid] td").all_text_contents() if text
    )


def grid(found: Locator) -> list[list[str]]:
    """Head and rows of a grid, as a screen reader finds them below its canvas."""
    table = found.locator("table[role=grid]")
    table.locator("td").first.wait_for(state="attached")
    rows: list[list[str]] = table.evaluate(
        "table => [...table.querySelectorAll('tr')].map(r => [...r.querySelectorAll('th,td')].map(c => c.textContent))"
    )
    return rows


def open_row(found: Locator, row: int, x: int = 40) -> None:
    """Click a grid's row, counted from 1 below the head, on its first cell, or where ``x`` says.

    The pointer comes first, as a hand would bring it: a grid takes no click in the very moment it is reached.
    """
    cells = found.locator(".dvn-scroller").first
    scrolled = cells.evaluate("(cells, to) => { cells.scrollTop = to; return cells.scrollTop; }", ROW * max(0, row - 5))
    place = {"x": x, "y": ROW * row + ROW // 2 - scrolled}
    cells.hover(position=place)
    cells.click(position=place)


def english(page: Page) -> list[str]:
    """Words in Latin letters left on the page, in text and in what screen readers say."""
    found = []
    for text in page.evaluate(_WORDS):
        name, _, rest = text.partition(": ") if re.match(r"[a-z-]+: ", text) else ("", "", text)
        if re.search(r"[A-Za-z]{2,}", _LATIN.sub(" ", rest)):
            found.append(f"{name} {rest}".strip())
    return sorted(set(found))


def violations(page: Page, *rules: str) -> list[str]:
    """Serious and critical findings of axe (of all its rules, or of these): rule, impact, the elements."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    return [
        f"{each['id']} ({each['impact']}) {node['html'][:220]} {node.get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    found: list[str] = page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll(
            '[data-testid="stMain"], [data-testid="stSidebarContent"], [role="dialog"], main')]
            .filter(each => each.scrollWidth > each.clientWidth + 1)
            .map(each => `${each.tagName} ${each.dataset.testid || each.role || ""} ${each.scrollWidth}`)"""
    )
    return found


def picture(page: Page, name: str) -> None:
    """Keep a screenshot where BROWSER_SHOTS says."""
    if folder := os.environ.get("BROWSER_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=False)

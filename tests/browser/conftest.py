"""One server over a small demo district, one Chromium, one signed-in state a role."""

import pickle
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from data_layer import demo, quarters
from data_layer.access import local_administrator
from data_layer.ledger.prefill import gather
from data_layer.organisations import tree
from data_layer.store import Store
from tests.browser.driver import OFFICE, PATIENCE, Account, Dashboard, District, Watch, serve, settle, sign_in
from tests.once import made_once

_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-default-apps --disable-domain-reliability --no-pings"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    """The demo, loaded once; servers run on copies of it."""

    def make(place: Path) -> None:
        store = Store.open(place / "ledger.duckdb")
        made = demo.load(store, branches=12, members=120, quarters=5)  # five hold a year's 民主评议
        store.close()
        (place / "made").write_bytes(pickle.dumps(made))

    place = made_once(tmp_path_factory, "district", make)
    file, made = place / "ledger.duckdb", pickle.loads((place / "made").read_bytes())
    store = Store.open(file)
    try:
        now = tree(store)
        secretary = next(each for each in made.accounts if each.role == "branch")
        branches = [now.by_id[org] for org in now.branches() if not now.by_id[org].abolished]
        own = next(each for each in branches if each.name == secretary.org_name)
        other = next(each for each in branches if each.name != secretary.org_name)
        lines = gather(store, local_administrator("tests"), own.org, quarters.quarter_of(made.as_of)).lines
    finally:
        store.close()
    accounts: dict[str, Account] = {}
    for each in made.accounts:  # those of the whole district come before the committee's
        accounts.setdefault(each.role, Account(each.name, each.password))
    closed = quarters.quarter_of(made.as_of) - 2
    past = quarters.last_day(closed) + timedelta(days=40)
    return District(
        store=file,
        accounts=accounts,
        branch=own.code,
        branch_name=own.name,
        members=tuple(line.name for line in lines),
        other=other.code,
        other_name=other.name,
        closed=quarters.quarter_text(closed),
        past=past,
    )


@pytest.fixture(scope="session")
def dashboard(district: District, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The running dashboard; when it ends, no page may have failed in it."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(district.store, folder / "ledger.duckdb")
    with serve(folder / "ledger.duckdb", folder / "server.log") as running:
        yield running
        assert running.errors() == ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states() -> dict[tuple[str, str], Any]:
    """Signed-in states by server and role: a role signs in once."""
    return {}


class Browse:
    """Browser profiles of one test, watched until it is over."""

    def __init__(self, chromium: Browser, states: dict[tuple[str, str], Any]) -> None:
        self._chromium, self._states = chromium, states
        self._opened: list[tuple[BrowserContext, Watch]] = []
        self._expected: list[str] = []
        self._desks: dict[str, Page] = {}
        self.dashboard: Dashboard
        self.district: District

    def profile(self, **options: Any) -> BrowserContext:
        """A fresh one: Chinese, Shanghai, an office screen. ``options`` as Playwright's ``new_context``."""
        usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce", "viewport": OFFICE}
        made = self._chromium.new_context(**usual | options)
        made.set_default_timeout(PATIENCE * 1000)
        self._opened.append((made, Watch(made)))
        return made

    def stranger(self, address: str) -> Page:
        """The page as somebody sees it who is not signed in."""
        page = self.profile().new_page()
        page.goto(self.dashboard.url + address)
        return page

    def as_role(self, role: str, address: str, *, drawn: bool = True, **options: Any) -> Page:
        """The page in a profile of its own, signed in; waits until it is drawn."""
        key = (self.dashboard.url, role)
        if key not in self._states:
            first = self.profile()
            sign_in(first.new_page(), self.dashboard, self.district.accounts[role])
            self._states[key] = first.storage_state()
            first.close()
        page = self.profile(storage_state=self._states[key], **options).new_page()
        page.goto(self.dashboard.url + address)
        if drawn:
            settle(page)
        return page

    def at_desk(self, role: str, address: str) -> Page:
        """The page in the profile that this role keeps, in light colours: a page's bare name through the menu, as
        people go about; whatever else as a link that is opened. Waits until it is drawn."""
        if role not in self._desks:
            self._desks[role] = self.as_role(role, address, color_scheme="light")
            return self._desks[role]
        page = self._desks[role]
        page.emulate_media(color_scheme="light")
        if "?" in address:
            page.goto(self.dashboard.url + address)
        else:
            page.locator(f'[data-testid="stSidebarNavLink"][href$="{address}"]').click()
            page.wait_for_url(re.compile(rf"{address}(\?|$)"))
        settle(page)
        return page

    def was_told(self, text: str) -> bool:
        """Whether a text reached the profile opened last, shown or not."""
        return self._opened[-1][1].was_told(text)

    def expect_complaint(self, part: str) -> None:
        """A message of the browser's console that belongs to what is being tested."""
        self._expected.append(part)

    def end(self) -> None:
        """Close everything and look at what was seen."""
        for made, _ in self._opened:
            made.close()
        self.check()

    def check(self) -> None:
        """Nothing left the machine so far, nothing broke."""
        for _, watch in self._opened:
            watch.check(self._expected)


@pytest.fixture
def profiles(chromium: Browser, states: dict[tuple[str, str], Any]) -> Iterator[Browse]:
    """For a test that starts servers of its own."""
    found = Browse(chromium, states)
    yield found
    found.end()


@pytest.fixture
def browse(profiles: Browse, dashboard: Dashboard, district: District) -> Browse:
    """The shared dashboard, seen by anybody."""
    profiles.dashboard, profiles.district = dashboard, district
    return profiles


@pytest.fixture(scope="module")
def kept(
    chromium: Browser, states: dict[tuple[str, str], Any], dashboard: Dashboard, district: District
) -> Iterator[Browse]:
    """One profile a role for all of this file: what a browser keeps is fetched once."""
    found = Browse(chromium, states)
    found.dashboard, found.district = dashboard, district
    yield found
    found.end()


@pytest.fixture
def desks(kept: Browse) -> Iterator[Browse]:
    """The kept profiles, looked at after every test."""
    yield kept
    kept.check()

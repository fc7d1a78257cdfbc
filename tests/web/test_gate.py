"""Nobody gets past the gate without a session, by whatever door."""

import logging
import re
from datetime import date

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.runtime.pages_manager import PagesManager

from data_layer.access import EVERYTHING, Grant, NoAccess, Viewer, accounts, local_administrator, sessions
from data_layer.access.directory import everyone
from data_layer.organisations import tree
from data_layer.store import Store
from tests.web.conftest import ORIGIN, PASSWORD, SOCKET, run_on, run_page, sign_in, texts
from web import gate, middleware, site
from web.errors import _Lines


@pytest.mark.parametrize("page", ["", "contact", "accounts", "start", "nothing", "overview?org=A1&period=2026Q3"])
def test_cold_deep_link_leads_to_sign_in(browser: TestClient, town: Store, page: str) -> None:
    """A stranger's deep link shows the sign-in page, which leads back to the link."""
    answer = browser.get(f"/{page}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/login")
    shown = browser.get(answer.headers["location"])
    assert shown.status_code == 200
    assert "登录" in shown.text
    if page:
        assert f'value="/{page.replace("&", "&amp;")}"' in shown.text
    assert answer.content == b""


def test_legacy_router_is_off(application: TestClient) -> None:
    """With it, the first deep link after a start would run a file of pages/ without app.py."""
    assert PagesManager.uses_pages_directory is False


@pytest.mark.parametrize("cookie", [None, "made-up"])
def test_websocket_is_refused_without_session(browser: TestClient, town: Store, cookie: str | None) -> None:
    if cookie:
        browser.cookies.set(gate.COOKIE, cookie)
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=ORIGIN):
        pass


@pytest.mark.parametrize("origin", [{}, {"origin": "http://evil.example"}, {"origin": "null"}])
def test_websocket_is_refused_from_elsewhere(browser: TestClient, town: Store, origin: dict[str, str]) -> None:
    sign_in(browser, "staff")
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=origin):
        pass


@pytest.mark.parametrize("path", ["/_stcore/health", "/favicon.png", "/assets/forms.css", "/assets/zh.js"])
def test_what_is_open(browser: TestClient, town: Store, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../_stcore/metrics", "/assets/../conftest.py", "//evil.example/x", "/static/%2e%2e/%2e%2e/x"]
)
def test_paths_that_try_to_climb(browser: TestClient, town: Store, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (303, 400, 403, 404) or "<div id=" in answer.text
    assert "location" not in answer.headers or answer.headers["location"].startswith("/auth/login")


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/auth/password", "/_stcore/upload_file/x/y"])
@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": "null"}])
def test_posts_from_elsewhere_are_refused(browser: TestClient, town: Store, path: str, headers: dict[str, str]) -> None:
    sign_in(browser, "admin")
    assert browser.post(path, data={"name": "admin"}, headers=headers).status_code == 403
    assert browser.get("/start").status_code == 200, "and the session is still there"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1"])
def test_a_strangers_name_does_not_lead_here(browser: TestClient, town: Store, host: str) -> None:
    """A page elsewhere whose name was turned to this machine would be of the same origin."""
    sign_in(browser, "admin")
    headers = {"host": host, "origin": f"http://{host}"}
    for path in ("/start", "/auth/login", "/_stcore/health"):
        answer = browser.get(path, headers=headers)
        assert answer.status_code == 421 and "set-cookie" not in answer.headers
    assert browser.post("/auth/logout", headers=headers).status_code == 421
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=headers):
        pass
    assert browser.get("/start", headers={"host": "127.0.0.1:8501"}).status_code in (200, 303)


@pytest.mark.parametrize(
    ("named", "address", "proxy", "host", "known"),
    [
        ([], "0.0.0.0", "", "10.1.2.3", True),
        ([], "127.0.0.1", "127.0.0.1", "ledger.example", True),
        (["ledger.example"], "127.0.0.1", "127.0.0.1", "evil.example", False),
        (["ledger.example", "*.gov.example"], "0.0.0.0", "", "Ledger.Example.:443", True),
        (["ledger.example", "*.gov.example"], "0.0.0.0", "", "a.gov.example", True),
        (["ledger.example", "*.gov.example"], "0.0.0.0", "", "gov.example", False),
        (["ledger.example"], "127.0.0.1", "", "localhost", False),
    ],
)
def test_names_it_answers_to(
    monkeypatch: pytest.MonkeyPatch, named: list[str], address: str, proxy: str, host: str, known: bool
) -> None:
    told = {"server.allowedHosts": named, "server.address": address}
    monkeypatch.setattr(middleware.config, "get_option", told.__getitem__)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxy)
    middleware.hosts.cache_clear()
    assert middleware._host_known({"type": "http", "headers": [(b"host", host.encode())]}) is known
    middleware.hosts.cache_clear()


def test_headers_stand_on_every_answer(browser: TestClient, town: Store) -> None:
    for path in ("/auth/login", "/contact", "/_stcore/health", "/nothing/here", "/_stcore/host-config"):
        headers = browser.get(path).headers
        assert "default-src 'self'; script-src 'self';" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_session_that_must_change_its_password_opens_nothing(browser: TestClient, district: Store) -> None:
    org = tree(district).by_code["A1"]
    accounts.add(district, local_administrator("tests"), "fresh", PASSWORD, [Grant("staff", org)])
    answer = sign_in(browser, "fresh", next_page="/coverage?org=A1")
    assert answer.headers["location"] == "/auth/password?next=/coverage%3Forg%3DA1"
    assert browser.get("/accounts").headers["location"].startswith("/auth/password")
    assert browser.get("/_stcore/host-config").status_code == 403
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=ORIGIN):
        pass
    fields = {"old": PASSWORD, "password": "another-horse-78", "again": "another-horse-78", "next": "/coverage?org=A1"}
    answer = browser.post("/auth/password", data=fields, headers=ORIGIN)
    assert answer.headers["location"] == "/coverage?org=A1"
    assert browser.get("/accounts").status_code == 200


def test_signed_in_page_is_streamlits_own_in_chinese(browser: TestClient, town: Store) -> None:
    sign_in(browser, "admin")
    answer = browser.get("/accounts?part=x")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="zh-CN">' in answer.text
    assert f"<title>{site.TITLE}</title>" in answer.text
    assert "/assets/zh.js" in answer.text
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    ("name", "home"), [("admin", "start"), ("staff", "overview"), ("leader", "overview"), ("branch", "handin")]
)
def test_home_by_role(browser: TestClient, town: Store, name: str, home: str) -> None:
    sign_in(browser, name)
    if home not in {screen.name for screen in site.screens()}:
        pytest.skip(f"pages/{home}.py is not there")
    assert browser.get("/?org=A1").headers["location"] == f"/{home}?org=A1"


def test_unknown_page_is_said_in_chinese(browser: TestClient, town: Store) -> None:
    sign_in(browser, "admin")
    for path in ("/nothing", "/a/b/c"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "没有这个页面" in answer.text


def test_inspector_finds_one_page_and_whoever_has_nothing_none() -> None:
    inspector = Viewer(9, "inspector", (Grant("inspector", 1),))
    assert [each.name for entries in site.menu(inspector).values() for each in entries] == ["inspections"]
    found = site.home(inspector)
    assert found is not None and found.name == "inspections"
    assert site.home(Viewer(9, "gone", (Grant("inspector", 1, until=date(2020, 1, 1)),))) is None


# --- pages, run over the websocket --------------------------------------------------------------------------------


def test_first_deep_link_of_the_process_meets_the_guard(browser: TestClient, town: Store) -> None:
    """The page itself refuses somebody without the right, whatever address they type."""
    sign_in(browser, "staff")
    shown = texts(run_page(browser, "accounts"))
    assert "您没有“管理账号和授权”的权限" in shown
    assert "查找账号" not in shown
    sign_in(browser, "admin")
    assert "查找账号" in texts(run_page(browser, "accounts"))


def test_ended_session_says_so_and_leads_back(browser: TestClient, district: Store) -> None:
    """The websocket of a running page stays open when the session ends; the next run notices."""
    sign_in(browser, "admin")
    with browser.websocket_connect(SOCKET, headers=ORIGIN) as socket:
        assert "查找账号" in texts(run_on(socket, "accounts", "org=A1"))
        sessions.end(district, browser.cookies[gate.COOKIE])
        shown = texts(run_on(socket, "accounts", "org=A1"))
        assert "登录已失效" in shown
        assert "/auth/login?next=/accounts%3Forg%3DA1" in shown
        assert "查找账号" not in shown
    with pytest.raises(WebSocketDisconnect):
        run_page(browser, "accounts")


def test_revoked_role_acts_at_the_next_run(browser: TestClient, district: Store) -> None:
    local = local_administrator("tests")
    number = accounts.add(district, local, "helper", PASSWORD, [Grant("administrator", EVERYTHING)], must_change=False)
    sign_in(browser, "helper")
    with browser.websocket_connect(SOCKET, headers=ORIGIN) as socket:
        assert "查找账号" in texts(run_on(socket, "accounts"))
        held = everyone(district)[number].held[0]
        accounts.revoke(district, local, number, held.grant_id)
        assert "您没有“管理账号和授权”的权限" in texts(run_on(socket, "accounts"))
    log = district.composed_rows("SELECT actor, action, object, result FROM audit_event WHERE result = 'denied'")
    assert log == [{"actor": "helper", "action": "page", "object": "accounts", "result": "denied"}]


def test_broken_page_shows_a_number_and_logs_no_data(
    browser: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Never a traceback on screen; the message of an exception may quote a member, so the log leaves it out."""

    def broken(*_: object) -> None:
        raise RuntimeError("王小明 990101199001011234")

    monkeypatch.setattr("pages.parts.account_list.show", broken)
    lines = logging.getLogger("dashboard")
    held: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: held.append(_Lines().format(record))  # type: ignore[method-assign]
    lines.addHandler(handler)
    sign_in(browser, "admin")
    shown = texts(run_page(browser, "accounts"))
    lines.removeHandler(handler)
    found = re.search(r"编号 ([0-9a-f]{8})", shown)
    assert found
    assert "Traceback" not in shown and "王小明" not in shown and "RuntimeError" not in shown
    assert len(held) == 1 and found[1] in held[0] and "test_gate.py" in held[0]
    output = "".join(capfd.readouterr()) + held[0]
    assert "990101" not in output


def test_refusal_of_the_data_layer_is_said_as_it_is(
    browser: TestClient, town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise NoAccess("您没有在该党组织查看的权限。")

    monkeypatch.setattr("pages.parts.account_list.show", refused)
    sign_in(browser, "admin")
    assert "您没有在该党组织查看的权限。" in texts(run_page(browser, "accounts"))


def test_refresh_keeps_the_session(browser: TestClient, town: Store) -> None:
    sign_in(browser, "admin")
    for _ in range(3):
        assert browser.get("/accounts").status_code == 200
        assert "查找账号" in texts(run_page(browser, "accounts"))

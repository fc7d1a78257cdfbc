"""The pages outside Streamlit: first start, sign-in, sign-out, password."""

import hashlib

import pytest
from starlette.testclient import TestClient

from data_layer.access import sessions, signin
from data_layer.access.directory import everyone
from data_layer.store import Store
from tests.web.conftest import ORIGIN, PASSWORD, sign_in
from web import gate
from web.answers import safe_next


def first(browser: TestClient, name: str, password: str, again: str) -> object:
    data = {"first": "1", "name": name, "password": password, "again": again}
    return browser.post("/auth/login", data=data, headers=ORIGIN)


def test_first_start_makes_the_administrator(browser: TestClient, store: Store) -> None:
    assert browser.get("/").headers["location"] == "/auth/login"
    shown = browser.get("/auth/login").text
    assert "首次使用" in shown and "再输一遍密码" in shown
    answer = first(browser, "管理员", PASSWORD, PASSWORD)
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert browser.get("/").headers["location"] == "/start"
    assert [each.name for each in everyone(store).values()] == ["管理员"]


@pytest.mark.parametrize(
    ("name", "password", "again", "told"),
    [
        ("管理员", "short", "short", "密码至少 10 个字符"),
        ("管理员", "1234567890", "1234567890", "太常见"),
        ("管理员", PASSWORD, PASSWORD + "x", "两次输入的密码不一致"),
        ("a b", PASSWORD, PASSWORD, "账号名用 2 到 40 个"),
    ],
)
def test_first_start_says_what_is_wrong(
    browser: TestClient, store: Store, name: str, password: str, again: str, told: str
) -> None:
    answer = first(browser, name, password, again)
    assert answer.status_code == 422
    assert told in answer.text
    assert password not in answer.text or password == "short" or len(password) < 3
    assert not everyone(store)


def test_first_start_is_over_after_the_first(browser: TestClient, district: Store) -> None:
    """A second "first" makes nobody, however it is sent."""
    answer = first(browser, "intruder", PASSWORD, PASSWORD)
    assert answer.status_code == 409
    assert "intruder" not in {each.name for each in everyone(district).values()}
    assert gate.COOKIE not in browser.cookies


def test_cookie_is_out_of_reach(browser: TestClient, district: Store) -> None:
    cookie = sign_in(browser, "admin").headers["set-cookie"]
    assert cookie.startswith(f"{gate.COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "secure" not in cookie.lower(), "an office without TLS must be able to sign in"


def test_cookie_is_secure_over_tls(browser: TestClient, district: Store) -> None:
    data = {"name": "admin", "password": PASSWORD}
    origin = {"origin": "https://localhost"}
    answer = browser.post("https://localhost/auth/login", data=data, headers=origin)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers
    of_streamlit = browser.get("https://localhost/_stcore/health").headers["set-cookie"]
    assert of_streamlit.startswith("_streamlit_xsrf=") and "secure" in of_streamlit.lower()


def test_new_session_at_every_sign_in(browser: TestClient, district: Store) -> None:
    """A planted cookie is not taken over, and the one before ends."""
    browser.cookies.set(gate.COOKIE, "planted", domain="localhost.local")
    sign_in(browser, "admin")
    one = browser.cookies[gate.COOKIE]
    assert one != "planted"
    sign_in(browser, "admin")
    two = browser.cookies[gate.COOKIE]
    assert one != two
    browser.cookies.clear()
    browser.cookies.set(gate.COOKIE, one)
    assert browser.get("/accounts").status_code == 303


def test_wrong_password_is_said_without_saying_which(browser: TestClient, district: Store) -> None:
    wrong, nobody = sign_in(browser, "admin", "wrong"), sign_in(browser, "nobody", PASSWORD)
    assert wrong.status_code == nobody.status_code == 401
    for answer in (wrong, nobody):
        assert signin.WRONG in answer.text
        assert gate.COOKIE not in answer.headers.get("set-cookie", "")


def test_lock_out_is_said_with_the_time(browser: TestClient, district: Store) -> None:
    for _ in range(5):
        sign_in(browser, "admin", "wrong")
    answer = sign_in(browser, "admin", PASSWORD)
    assert answer.status_code == 429
    assert "尝试次数过多，请等 30 秒后再试。" in answer.text


def test_what_was_typed_is_shown_as_text(browser: TestClient, district: Store) -> None:
    answer = sign_in(browser, '"><script>alert(1)</script>', "x", '/"><img src=x>')
    assert "<script>" not in answer.text and "<img" not in answer.text


def test_too_large_a_form_counts_as_empty(browser: TestClient, district: Store) -> None:
    assert sign_in(browser, "admin", "x" * 100_000).status_code == 401


def test_sign_out_ends_the_session_everywhere(browser: TestClient, district: Store) -> None:
    sign_in(browser, "admin")
    token = browser.cookies[gate.COOKIE]
    assert browser.get("/auth/logout").status_code == 405, "a link cannot sign anybody out"
    assert browser.post("/auth/logout", headers=ORIGIN).headers["location"] == "/auth/login?why=signed-out"
    assert "您已退出登录" in browser.get("/auth/login?why=signed-out").text
    browser.cookies.clear()
    browser.cookies.set(gate.COOKIE, token)
    assert browser.get("/accounts").status_code == 303


def test_somebody_signed_in_is_not_asked_again(browser: TestClient, district: Store) -> None:
    sign_in(browser, "admin")
    assert browser.get("/auth/login?next=/accounts").headers["location"] == "/accounts"


def test_password_page(browser: TestClient, district: Store) -> None:
    assert browser.get("/auth/password").headers["location"].startswith("/auth/login")
    sign_in(browser, "admin")
    old = browser.cookies[gate.COOKIE]
    assert "修改密码" in browser.get("/auth/password").text
    fields = {"old": "wrong", "password": "another-horse-78", "again": "another-horse-78"}
    assert "原密码不正确" in browser.post("/auth/password", data=fields, headers=ORIGIN).text
    fields = {"old": PASSWORD, "password": "another-horse-78", "again": "else"}
    assert "两次输入的新密码不一致" in browser.post("/auth/password", data=fields, headers=ORIGIN).text
    fields["again"] = "another-horse-78"
    assert browser.post("/auth/password", data=fields, headers=ORIGIN).status_code == 303
    assert browser.cookies[gate.COOKIE] != old
    assert browser.get("/accounts").status_code == 200
    assert sign_in(browser, "admin").status_code == 401


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        ("/accounts?part=1&org=A", "/accounts?part=1&org=A"),
        (None, "/"),
        ("", "/"),
        ("accounts", "/"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/auth/logout", "/"),
        ("/" + "a" * 3000, "/"),
    ],
)
def test_next_stays_on_this_site(given: str | None, goes: str) -> None:
    assert safe_next(given) == goes


def test_own_sessions_are_listed_and_ended(browser: TestClient, district: Store) -> None:
    """The other place is signed out, this one stays; what somebody else has cannot be touched."""
    sign_in(browser, "staff")
    theirs = browser.cookies[gate.COOKIE]
    browser.cookies.clear()
    sign_in(browser, "admin")
    there = browser.cookies[gate.COOKIE]
    browser.cookies.clear()
    assert browser.get("/auth/account").headers["location"].startswith("/auth/login")
    sign_in(browser, "admin")
    here = browser.cookies[gate.COOKIE]
    shown = browser.get("/auth/account").text
    assert "2 处登录着这个账号" in shown and "本页" in shown
    assert not any(token in shown for token in (theirs, there, here))
    strange = hashlib.sha256(theirs.encode()).hexdigest()[:16]
    assert strange not in shown
    browser.post("/auth/sessions", data={"session": strange}, headers=ORIGIN)
    assert sessions.find(district, theirs) and sessions.find(district, there)
    assert browser.post("/auth/sessions", data={"all": "1"}, headers=ORIGIN).status_code == 303
    assert sessions.find(district, there) is None
    assert sessions.find(district, here) and sessions.find(district, theirs)

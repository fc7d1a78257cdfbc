"""The doors beside the password: an OpenID provider, a gateway's header. Each opens a session like any other."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from data_layer import clock
from data_layer.access import Grant, accounts, confirming, local_administrator, sessions
from data_layer.access.directory import Bound, by_name, everyone
from data_layer.access.identity import IdentityProblem
from data_layer.organisations import tree
from data_layer.store import Store
from tests.web.conftest import ORIGIN, PASSWORD, SOCKET, run_apart, sign_in
from tests.web.provider import CLIENT, SECRET, Provider, provider
from web import entrances, gate, server
from web.oidc import COOKIE, ways

LOCAL = local_administrator("tests")
HEADER, WORD = "X-Office-User", "a-word-that-only-the-gateway-knows"


@pytest.fixture
def bound(district: Store) -> Store:
    """A leader without a password whom both sources know, and a member of staff with one whom the provider knows."""
    org = tree(district).by_code["A"]
    accounts.add(district, LOCAL, "zhang", None, [Grant("leader", org)], bound=Bound("oidc", "u-1001"))
    accounts.bind(district, LOCAL, number(district, "zhang"), Bound("proxy", "张三"))
    accounts.bind(district, LOCAL, number(district, "staff"), Bound("oidc", "u-2002"))
    return district


def number(store: Store, name: str) -> int:
    found = by_name(everyone(store), name)
    assert found is not None
    return found.account


@pytest.fixture
def idp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as known:
        monkeypatch.setenv("LEDGER_OIDC_ISSUER", known.issuer)
        monkeypatch.setenv("LEDGER_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("LEDGER_OIDC_CLIENT_SECRET", SECRET)
        entrances.sources.cache_clear()
        yield known
    entrances.sources.cache_clear()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, browser: TestClient) -> Iterator[None]:
    """A gateway at this very machine; connections of the test come from it."""
    for name, value in (("HEADER", HEADER), ("FROM", "127.0.0.1, 10.1.2.0/28"), ("SECRET", WORD)):
        monkeypatch.setenv(f"LEDGER_PROXY_{name}", value)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    entrances.sources.cache_clear()
    before = browser._transport.client  # type: ignore[attr-defined]
    browser._transport.client = ("127.0.0.1", 50000)  # type: ignore[attr-defined]
    yield
    browser._transport.client = before  # type: ignore[attr-defined]
    entrances.sources.cache_clear()


def there_and_back(browser: TestClient, idp: Provider, start: str = "/oidc/start") -> object:
    """Through the provider as a browser goes; the last answer."""
    begun = browser.get(start)
    assert begun.status_code == 303 and begun.headers["location"].startswith(f"{idp.issuer}/authorize?")
    back = idp.authorize(begun.headers["location"])
    return browser.get(back)


def session(browser: TestClient) -> sessions.Session | None:
    return sessions.find(gate.store(), browser.cookies.get(gate.COOKIE))


def logged(store: Store) -> list[tuple[str, str, str]]:
    found = store.composed_rows("SELECT action, coalesce(object, '') AS object, result FROM audit_event ORDER BY event")
    return [(row["action"], row["object"], row["result"]) for row in found]


def test_whom_the_provider_knows_enters_with_the_account_bound(
    browser: TestClient, bound: Store, idp: Provider
) -> None:
    shown = browser.get("/auth/login?next=/contact").text
    assert 'href="/oidc/start?next=%2Fcontact"' in shown
    answer = there_and_back(browser, idp, "/oidc/start?next=/contact")
    assert answer.status_code == 303 and answer.headers["location"] == "/contact"  # type: ignore[attr-defined]
    cookies = answer.headers.get_list("set-cookie")  # type: ignore[attr-defined]
    own = next(each for each in cookies if each.startswith(f"{gate.COOKIE}="))
    assert "HttpOnly" in own and "SameSite=lax" in own and "Max-Age" not in own
    found = session(browser)
    assert found and found.viewer.name == "zhang" and found.source == "oidc" and not found.must_change
    assert browser.get("/contact").status_code == 200
    assert logged(bound)[-1] == ("sign in", "oidc", "ok")
    assert "修改密码" not in browser.get("/auth/account").text


def test_the_session_is_ours_and_ends_as_any_other(browser: TestClient, bound: Store, idp: Provider) -> None:
    there_and_back(browser, idp)
    assert session(browser)
    with pytest.MonkeyPatch.context() as later:
        now = clock.now()
        later.setattr(clock, "now", lambda: now + timedelta(hours=13))
        assert session(browser) is None
    accounts.unbind(bound, LOCAL, number(bound, "zhang"), Bound("oidc", "u-1001"))
    assert session(browser) is None
    answer = there_and_back(browser, idp)
    assert answer.status_code == 403 and "没有账号与它绑定" in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("person", ["u-9999", "U-1001", "zhang", "admin"])
def test_whom_nobody_bound_does_not_enter(browser: TestClient, bound: Store, idp: Provider, person: str) -> None:
    idp.person = person
    answer = there_and_back(browser, idp)
    assert answer.status_code == 403 and person in answer.text  # type: ignore[attr-defined]
    assert session(browser) is None
    assert logged(bound)[-1] == ("sign in", "oidc", "denied")


def test_a_disabled_account_stays_out(browser: TestClient, bound: Store, idp: Provider) -> None:
    accounts.set_disabled(bound, LOCAL, number(bound, "zhang"), True)
    answer = there_and_back(browser, idp)
    assert answer.status_code == 403 and "停用" in answer.text and session(browser) is None  # type: ignore[attr-defined]


SPOILT = {
    "another issuer": {"iss": "http://127.0.0.1:1"},
    "another audience": {"aud": "somebody-else"},
    "two audiences, made for the other": {"aud": [CLIENT, "other"], "azp": "other"},
    "another nonce": {"nonce": "n"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "signed long ago": {"iat": int(time.time()) - 7200},
    "from the future": {"iat": int(time.time()) + 7200},
    "nobody": {"sub": None},
    "a name of nothing": {"sub": "  "},
    "a name with a control sign": {"sub": "u-1001\x07"},
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_a_token_that_does_not_hold_opens_nothing(
    browser: TestClient, bound: Store, idp: Provider, spoilt: dict[str, object]
) -> None:
    idp.claims = dict(spoilt)
    answer = there_and_back(browser, idp)
    assert answer.status_code == 403 and "没有登录" in answer.text and session(browser) is None  # type: ignore[attr-defined]
    assert logged(bound)[-1][2] == "denied"


def test_a_token_signed_by_somebody_else(
    browser: TestClient, bound: Store, idp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    idp.forger = ECKey.generate_key("P-256", {"kid": "1"})
    assert there_and_back(browser, idp).status_code == 403  # type: ignore[attr-defined]
    idp.forger = None
    for token in ("", "x.y.z", unsigned({"sub": "u-1001", "aud": CLIENT, "iss": idp.issuer})):
        monkeypatch.setattr(jwt, "encode", lambda *_, token=token: token)
        assert there_and_back(browser, idp).status_code == 403  # type: ignore[attr-defined]
    assert session(browser) is None


def unsigned(claims: dict[str, str]) -> str:
    parts = ({"alg": "none"}, claims | {"exp": 9999999999, "iat": int(time.time())})
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."


def test_a_way_back_is_good_once_for_the_browser_that_began(browser: TestClient, bound: Store, idp: Provider) -> None:
    begun = browser.get("/oidc/start").headers["location"]
    back = idp.authorize(begun)
    word = browser.cookies.get(COOKIE)
    browser.cookies.clear()
    stolen = browser.get(back)  # a link that somebody sends: another browser is not to enter with it
    assert stolen.status_code == 403 and session(browser) is None
    browser.cookies.set(COOKIE, str(word), domain="localhost.local", path="/oidc/")
    forged = browser.get(back.split("&state=")[0] + "&state=other")
    assert forged.status_code == 403
    assert browser.get(back).status_code == 403, "its state was used up"
    answer = there_and_back(browser, idp)
    assert answer.status_code == 303  # type: ignore[attr-defined]
    assert ways.take(word) is None


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "/oidc/start"])
def test_nobody_is_led_elsewhere(browser: TestClient, bound: Store, idp: Provider, next_page: str) -> None:
    begun = browser.get("/oidc/start", params={"next": next_page})
    answer = browser.get(idp.authorize(begun.headers["location"]))
    assert answer.headers["location"] == "/"


def test_the_provider_refuses_or_is_away(browser: TestClient, bound: Store, idp: Provider) -> None:
    begun = browser.get("/oidc/start").headers["location"]
    state = begun.split("state=")[1].split("&")[0]
    assert browser.get(f"/oidc/callback?error=access_denied&state={state}").status_code == 403
    begun = browser.get("/oidc/start").headers["location"]
    back = idp.authorize(begun)
    idp.codes.clear()
    answer = browser.get(back)
    assert answer.status_code == 403 and session(browser) is None
    idp.issuer = "http://127.0.0.1:1/other"  # it calls itself otherwise than was set up
    assert "地址对不上" in browser.get("/oidc/start").text


def test_client_secret_in_the_form_where_the_provider_wants_it_there(
    browser: TestClient, bound: Store, idp: Provider
) -> None:
    idp.method = "client_secret_post"
    assert there_and_back(browser, idp).status_code == 303  # type: ignore[attr-defined]


def test_confirming_asks_the_provider_anew(browser: TestClient, bound: Store, idp: Provider) -> None:
    idp.person = "u-2002"
    there_and_back(browser, idp)
    found = session(browser)
    assert found and confirming.must_confirm(bound, found.viewer), "entering is no confirmation"
    idp.claims = {"auth_time": int(time.time()) - 3600}
    stale = there_and_back(browser, idp, "/oidc/start?confirm=1")
    assert stale.status_code == 403 and "没有让您重新认证" in stale.text  # type: ignore[attr-defined]
    idp.claims, idp.person = {}, "u-1001"
    other = there_and_back(browser, idp, "/oidc/start?confirm=1")
    assert other.status_code == 403 and "不是正在使用的账号" in other.text  # type: ignore[attr-defined]
    found = session(browser)
    assert found and found.viewer.name == "staff" and confirming.must_confirm(bound, found.viewer)
    idp.person = "u-2002"
    done = there_and_back(browser, idp, "/oidc/start?confirm=1")
    assert "已确认身份" in done.text and idp.asked[-1]["prompt"] == "login" and idp.asked[-1]["max_age"] == "0"  # type: ignore[attr-defined]
    found = session(browser)
    assert found and not confirming.must_confirm(bound, found.viewer)
    assert logged(bound)[-1] == ("confirm", "oidc", "ok")


def test_without_a_provider_there_is_no_such_door(browser: TestClient, bound: Store) -> None:
    assert "统一身份认证" not in browser.get("/auth/login").text
    for path in ("/oidc/start", "/oidc/callback?code=1&state=2"):
        assert browser.get(path).status_code == 404
    assert browser.post("/auth/proxy", headers=ORIGIN | {HEADER: "zhang"}).status_code == 403
    assert session(browser) is None


def named(who: str | bytes, word: str = WORD) -> dict[str, str | bytes]:
    return {HEADER: who.encode() if isinstance(who, str) else who, "X-Ledger-Proxy-Secret": word}


def test_whom_the_gateway_names_enters_by_a_button(browser: TestClient, bound: Store, gateway: None) -> None:
    shown = browser.get("/auth/login", headers=named("张三"))  # type: ignore[arg-type]
    assert "以“张三”的身份进入" in shown.text
    assert browser.get("/overview", headers=named("张三")).status_code == 303, "the header alone is no session"  # type: ignore[arg-type]
    entered = browser.post("/auth/proxy", data={"next": "/contact"}, headers=ORIGIN | named("张三"))  # type: ignore[arg-type]
    assert entered.headers["location"] == "/contact"
    found = session(browser)
    assert found and found.viewer.name == "zhang" and found.source == "proxy"
    assert browser.get("/contact", headers=named("张三")).status_code == 200  # type: ignore[arg-type]
    assert browser.get("/contact").status_code == 303, "not without the gateway"
    assert browser.get("/contact", headers=named("李四")).status_code == 303  # type: ignore[arg-type]
    assert session(browser) is None, "somebody else sits there now"


@pytest.mark.parametrize(
    "headers",
    [
        named("张三", "a-word-somebody-guessed"),
        {HEADER: "u"},
        named("李四"),
        named(b"\xff\xfe"),
        named("张\u200b三\x07"),
    ],
)
def test_a_header_that_does_not_hold_opens_nothing(
    browser: TestClient, bound: Store, gateway: None, headers: dict[str, str | bytes]
) -> None:
    answer = browser.post("/auth/proxy", headers=ORIGIN | headers)  # type: ignore[arg-type]
    assert answer.status_code == 403 and session(browser) is None


def test_the_header_from_elsewhere_counts_for_nothing(browser: TestClient, bound: Store, gateway: None) -> None:
    browser._transport.client = ("10.9.9.9", 50000)  # type: ignore[attr-defined]
    forged = named("张三") | {"X-Forwarded-For": "127.0.0.1"}
    for _ in range(3):
        answer = browser.post("/auth/proxy", headers=ORIGIN | forged)  # type: ignore[arg-type]
        assert answer.status_code == 403 and session(browser) is None
    assert [each for each in logged(bound) if each[0] == "identity forged"] == [("identity forged", "peer", "denied")]
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=ORIGIN | forged):  # type: ignore[arg-type]
        pass


def test_the_address_is_what_the_gateway_says(browser: TestClient, bound: Store, gateway: None) -> None:
    told = ORIGIN | named("张三") | {"X-Forwarded-For": "10.7.7.7"}
    browser.post("/auth/proxy", headers=told)  # type: ignore[arg-type]
    row = bound.composed_rows("SELECT address FROM audit_event ORDER BY event DESC LIMIT 1")[0]
    assert row["address"] == "10.7.7.7"


def test_a_password_still_opens_beside_them(browser: TestClient, bound: Store, gateway: None, idp: Provider) -> None:
    assert sign_in(browser, "staff", PASSWORD).status_code == 303
    found = session(browser)
    assert found and found.source == ""
    browser.cookies.clear()
    assert sign_in(browser, "zhang", "").status_code == 401, "no password is not an empty one"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"LEDGER_OIDC_ISSUER": "https://id.example"}, "只设了一半"),
        ({"LEDGER_PROXY_HEADER": HEADER}, "只设了一半"),
        ({"LEDGER_PROXY_HEADER": HEADER, "LEDGER_PROXY_FROM": "10.1.2.3", "FORWARDED_ALLOW_IPS": "*"}, "设为空"),
        (
            {
                "LEDGER_OIDC_ISSUER": "https://id.example",
                "LEDGER_OIDC_CLIENT_ID": "x",
                "LEDGER_OIDC_CLIENT_SECRET": "y",
            },
            "STREAMLIT_SERVER_ALLOWED_HOSTS",
        ),
    ],
)
def test_half_a_set_up_starts_nothing(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def start() -> None:
        async with server.lifespan(None):
            raise AssertionError("it began")

    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(server, "hosts", lambda: None)
    entrances.sources.cache_clear()
    with pytest.raises(IdentityProblem):
        run_apart(start)
    entrances.sources.cache_clear()
    told = capsys.readouterr().err
    assert told.startswith("看板没有启动：") and said in told and "Traceback" not in told

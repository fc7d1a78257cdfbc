"""How the doors beside the password are set up, bound to accounts, and that half a set-up opens nothing."""

import json
from pathlib import Path

import pytest

from data_layer.access import Grant, NoAccess, accounts, local_administrator, oidc, proxy, signin
from data_layer.access.directory import Bound, by_bound, by_name, everyone
from data_layer.access.identity import IdentityProblem, Proven, clean_name, secret
from data_layer.organisations import tree
from data_layer.store import Store
from tests.access.conftest import PASSWORD
from tests.access.test_command import place, run  # noqa: F401  (a fixture)

LOCAL = local_administrator("tests")
GATEWAY = {"LEDGER_PROXY_HEADER": "X-Office-User", "LEDGER_PROXY_FROM": "10.1.2.3"}
OIDC = {
    "LEDGER_OIDC_ISSUER": "https://id.example.org",
    "LEDGER_OIDC_CLIENT_ID": "dashboard",
    "LEDGER_OIDC_CLIENT_SECRET": "s",
}


def test_nothing_is_set_up_by_itself() -> None:
    assert proxy.configured({}) is None and oidc.configured({}) is None


@pytest.mark.parametrize("missing", list(GATEWAY))
def test_half_a_gateway_is_refused(missing: str) -> None:
    with pytest.raises(IdentityProblem, match="只设了一半"):
        proxy.configured({name: value for name, value in GATEWAY.items() if name != missing})


@pytest.mark.parametrize("missing", list(OIDC))
def test_half_a_provider_is_refused(missing: str) -> None:
    with pytest.raises(IdentityProblem, match="只设了一半"):
        oidc.configured({name: value for name, value in OIDC.items() if name != missing})


@pytest.mark.parametrize(
    "change",
    [
        {"LEDGER_PROXY_HEADER": name}
        for name in ("Cookie", "Host", "X-Forwarded-For", "Authorization", "X_User", "X-Ledger-Proxy-Secret", "Origin")
    ]
    + [{"LEDGER_PROXY_FROM": text} for text in ("0.0.0.0/0", "10.1.2.3/24", "gateway", "10.0.0.0/7", "::/0")]
    + [{"LEDGER_PROXY_SECRET": "short"}, {"LEDGER_PROXY_SECRET": "x" * 20, "LEDGER_PROXY_SECRET_FILE": "y"}],
)
def test_a_gateway_that_anybody_could_be_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(IdentityProblem):
        proxy.configured(GATEWAY | change)


@pytest.mark.parametrize(
    "change",
    [
        {"LEDGER_OIDC_ISSUER": "http://id.example.org"},
        {"LEDGER_OIDC_ISSUER": "https://id.example.org?x=1"},
        {"LEDGER_OIDC_CLAIM": "a b"},
        {"LEDGER_OIDC_CA": "/nowhere/ca.pem"},
    ],
)
def test_a_provider_that_could_be_listened_to_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(IdentityProblem):
        oidc.configured(OIDC | change)


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("words in a file\n", encoding="utf-8")
    assert secret("X", {"X_FILE": str(file)}) == "words in a file"
    file.write_text("\n", encoding="utf-8")
    for given in ({"X_FILE": str(file)}, {"X_FILE": str(tmp_path / "none")}):
        with pytest.raises(IdentityProblem) as refused:
            secret("X", given)
        assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(
    ("peer", "believed"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.1.2.4", False), ("", False), ("testclient", False)],
)
def test_only_the_gateways_own_connections_count(peer: str, believed: bool) -> None:
    known = proxy.configured(GATEWAY)
    assert known is not None
    headers = [(b"X-Office-User", "张三".encode())]
    if believed:
        assert known.prove(peer, headers) == Proven("proxy", "张三")
    else:
        with pytest.raises(IdentityProblem):
            known.prove(peer, headers)
    assert known.prove(peer, [(b"x-other", b"y")]) is None


def test_two_headers_name_nobody() -> None:
    known = proxy.configured(GATEWAY)
    assert known is not None
    with pytest.raises(IdentityProblem):
        known.prove("10.1.2.3", [(b"x-office-user", b"a"), (b"X-OFFICE-USER", b"b")])


@pytest.mark.parametrize(
    ("text", "name"), [(" 张三 ", "张三"), ("", None), ("a\nb", None), ("x" * 201, None), (3, None), (None, None)]
)
def test_what_can_be_a_name(text: object, name: str | None) -> None:
    assert clean_name(text) == name


def test_binding_is_an_administrators_and_one_name_has_one_account(store: Store) -> None:
    codes = tree(store).by_code
    own = accounts.add(store, LOCAL, "admin1", PASSWORD, [Grant("administrator", codes["A1"])])
    inside = accounts.add(store, LOCAL, "inside", None, [Grant("branch", codes["A11"])], bound=Bound("oidc", "u1"))
    outside = accounts.add(store, LOCAL, "outside", PASSWORD, [Grant("branch", codes["A21"])])
    admin = everyone(store)[own].viewer()
    accounts.bind(store, admin, inside, Bound("proxy", "张三"))
    for account, viewer in ((outside, admin), (own, admin), (inside, everyone(store)[inside].viewer())):
        with pytest.raises((NoAccess, accounts.AccountProblem)):
            accounts.bind(store, viewer, account, Bound("proxy", "李四"))
        with pytest.raises((NoAccess, accounts.AccountProblem)):
            accounts.unbind(store, viewer, account, Bound("oidc", "u1"))
    with pytest.raises(accounts.AccountProblem, match="已经绑定"):
        accounts.bind(store, LOCAL, outside, Bound("oidc", "u1"))
    for bound in (Bound("other", "x"), Bound("oidc", " x"), Bound("oidc", "")):
        with pytest.raises(accounts.AccountProblem):
            accounts.bind(store, LOCAL, outside, bound)
    with pytest.raises(accounts.AccountProblem):
        accounts.add(store, LOCAL, "nobody", None, [Grant("branch", codes["A11"])])
    held = by_bound(everyone(store), "oidc", "u1")
    assert held is not None and held.account == inside and not held.has_password
    assert by_bound(everyone(store), "proxy", "u1") is None and by_bound(everyone(store), "oidc", "U1") is None
    with pytest.raises(signin.SignInRefused):
        signin.sign_in(store, "inside", "")
    accounts.unbind(store, LOCAL, inside, Bound("oidc", "u1"))
    accounts.bind(store, LOCAL, outside, Bound("oidc", "u1"))
    assert everyone(store)[inside].bound == (Bound("proxy", "张三"),)


def test_guessing_names_is_slowed_down(store: Store) -> None:
    with pytest.raises(signin.SignInRefused) as refused:
        for nth in range(60):
            with pytest.raises(signin.SignInRefused) as refused:
                signin.sign_in_as(store, Proven("oidc", f"u{nth}"), "10.5.5.5")
            if refused.value.must_wait:
                raise refused.value
    assert "尝试次数过多" in str(refused.value)


def test_the_command_binds(
    place: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add = ("accounts", "add", "wang", "--role", "branch", "--org", "A11", "--bound")
    assert run(place, monkeypatch, *add, "other=u7") == 2
    assert run(place, monkeypatch, *add, "oidc=u7") == 0
    assert run(place, monkeypatch, "accounts", "bind", "wang", "proxy=王五") == 0
    assert run(place, monkeypatch, "accounts", "bind", "wang", "proxy=王五") == 2
    assert run(place, monkeypatch, "accounts", "unbind", "wang", "oidc=u7") == 0
    capsys.readouterr()
    assert run(place, monkeypatch, "accounts", "list", "--json") == 0
    (listed,) = [each for each in json.loads(capsys.readouterr().out) if each["name"] == "wang"]
    assert listed["password"] is False and listed["bound"] == [{"source": "proxy", "name": "王五"}]
    store = Store(place)
    assert signin.sign_in_as(store, Proven("proxy", "王五")).viewer.name == "wang"
    found = by_name(everyone(store), "wang")
    store.close()
    assert found is not None and not found.must_change

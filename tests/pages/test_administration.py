"""The administrator's pages: first start, accounts, organisations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from streamlit.testing.v1 import AppTest

from data_layer import clock, quarters
from data_layer.access import EVERYTHING, Grant, Viewer, accounts, local_administrator, passwords, signin
from data_layer.access.directory import Bound, by_name, everyone
from data_layer.access.limits import values
from data_layer.administration import import_orgs
from data_layer.administration.org_file import COLUMNS, empty_org_file, read_org_file
from data_layer.organisations import tree
from data_layer.organisations.parameters import GO_LIVE, rules
from data_layer.store import Store
from web import entrances, gate, jobs

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct-horse-77"
ROWS = [("A", "望湖区委", "", "区委"), ("A1", "东街党工委", "A", "党工委"), ("A2", "西街党工委", "A", "党工委")]
ROWS += [(code, f"{code}党支部", code[:2], "党支部") for code in ("A11", "A12", "A21")]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store with its administrator signed in."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    opened = Store(":memory:")
    admin = accounts.create_first(opened, "管理员", PASSWORD).viewer()
    monkeypatch.setattr(gate, "current", lambda: admin)
    gate.use(opened)
    yield opened
    gate.use(None)
    opened.close()


@pytest.fixture
def district(store: Store) -> Store:
    rows = [dict(zip(COLUMNS, row, strict=False)) for row in ROWS]
    assert not import_orgs(store, local_administrator("tests"), rows).problems
    return store


def opened(page: str) -> AppTest:
    """The app at a page."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=30).run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> None:
    next(each for each in app.button if each.label == label).click()
    app.run()
    assert not app.exception


def said(app: AppTest) -> str:
    """All sentences on the page."""
    kinds = (
        app.title,
        app.header,
        app.subheader,
        app.markdown,
        app.error,
        app.success,
        app.info,
        app.warning,
        app.caption,
    )
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def csv(rows: list[tuple[str, ...]]) -> bytes:
    return "\n".join(",".join(row) for row in [COLUMNS[:4], *rows]).encode("gb18030")


def test_first_start_from_a_file_to_the_next_steps(store: Store) -> None:
    """Import, what is wrong, import again, go-live quarter, what to do next."""
    app = opened("start")
    assert "还没有党组织" in said(app)
    app.file_uploader[0].upload("党组织.csv", csv([*ROWS, ("A99", "无主支部", "A9", "党支部")])).run()
    button(app, f"导入 {len(ROWS) + 1} 行")
    assert "1 处必须改" in said(app)
    assert app.dataframe[0].value.iloc[0]["问题"] == "找不到上级党组织代码“A9”"
    assert not tree(store).by_id
    app.file_uploader[0].upload("党组织.csv", csv(ROWS)).run()
    button(app, f"导入 {len(ROWS)} 行")
    assert len(tree(store).by_id) == len(ROWS)
    assert "设置启用季度" in said(app)
    quarter = quarters.quarter_of(clock.today()) - 2
    app.selectbox[0].set_value(quarter)
    button(app, "确定启用季度")
    root = tree(store).by_code["A"]
    assert rules(store, clock.today()).text(GO_LIVE, [root], clock.today()) == quarters.quarter_text(quarter)
    assert "3 个支部还没有账号" in said(app)
    assert "下一步" in said(app)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00", "姓名,电话\n甲,1".encode()])
def test_files_that_are_no_organisation_list(store: Store, content: bytes) -> None:
    app = opened("start")
    app.file_uploader[0].upload("党组织.csv", content or b"\n").run()
    assert app.error and not tree(store).by_id
    assert not [each for each in app.button if each.label.startswith("导入")]


def test_empty_form_reads_back() -> None:
    assert read_org_file("党组织导入模板.xlsx", empty_org_file()) == []


def test_demo_is_loaded_in_the_background_and_its_accounts_shown_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data_layer import demo

    real = demo.load
    monkeypatch.setattr(demo, "load", lambda store, **asked: real(store, **(asked | {"branches": 4, "members": 4})))
    app = opened("start")
    button(app, "装入演示数据")
    job = jobs.look("demo")
    assert job and job.finished.wait(120) and not job.problem
    app.run()
    shown = app.table[0].value
    staff = shown[shown["角色"] == "工作人员"].iloc[0]
    assert not signin.sign_in(store, staff["账号"], staff["密码"]).must_change
    button(app, "我已记下，收起")
    assert not app.table
    assert jobs.look("demo") is None


def test_accounts_are_counted_and_found(district: Store) -> None:
    org = tree(district).by_code["A11"]
    accounts.add(district, local_administrator("tests"), "zhibu11", PASSWORD, [Grant("branch", org)])
    app = opened("accounts")
    assert "共 2 个账号，其中停用 0 个，初始密码未改 1 个；2 个支部没有账号。" in said(app)
    assert list(app.dataframe[0].value["账号"]) == ["管理员", "zhibu11"]
    app.text_input[0].set_value("A11党支部").run()
    assert list(app.dataframe[0].value["账号"]) == ["zhibu11"]


def test_accounts_for_all_branches(district: Store) -> None:

    def asking() -> None:
        from pages.parts import account_list
        from web import gate

        account_list.confirm_branches(gate.store(), gate.require("accounts"), 3)

    button(AppTest.from_function(asking, default_timeout=30).run(), "开始建立")
    job = jobs.look("branch accounts")
    assert job and job.finished.wait(60)
    app = opened("accounts")
    assert "已建立 3 个支部账号" in said(app)
    button(app, "收起")
    assert {each.name for each in everyone(district).values()} == {"管理员", "A11", "A12", "A21"}


def test_account_panel_resets_disables_and_takes_away(district: Store) -> None:
    """Each asks first; a click on the list stands before it in the page."""
    local, codes = local_administrator("tests"), tree(district).by_code
    number = accounts.add(district, local, "staff1", PASSWORD, [Grant("staff", codes["A1"])])

    def panel(name: str) -> None:
        from data_layer.access.directory import by_name, everyone
        from pages.parts import account_panel
        from web import gate

        viewer, found = gate.require("accounts"), by_name(everyone(gate.store()), "staff1")
        assert found
        if name == "revoke":
            account_panel.revoke(gate.store(), viewer, found.account, found.held[0]) if found.held else None
        elif name == "show":
            account_panel.show(gate.store(), viewer, found.account)
        else:
            getattr(account_panel, name)(gate.store(), viewer, found.account)

    def dialog(name: str) -> AppTest:
        return AppTest.from_function(panel, args=(name,), default_timeout=30).run()

    app = dialog("reset")
    next(each for each in app.button if each.key == "reset_now").click().run()
    assert signin.sign_in(district, "staff1", app.code[0].value).must_change
    next(each for each in dialog("switch").button if each.key == "switch_now").click().run()
    assert everyone(district)[number].disabled
    button(dialog("revoke"), "收回角色")
    assert not everyone(district)[number].held
    assert "没有角色" in dialog("show").text[0].value


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A gateway is set up that says who its visitors are."""
    monkeypatch.setenv("LEDGER_PROXY_HEADER", "X-Office-User")
    monkeypatch.setenv("LEDGER_PROXY_FROM", "10.1.2.3")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    entrances.sources.cache_clear()
    yield
    entrances.sources.cache_clear()


def test_a_name_elsewhere_is_bound_and_taken_away(district: Store, gateway: None) -> None:
    number = accounts.add(
        district, local_administrator("tests"), "staff1", PASSWORD, [Grant("staff", tree(district).by_code["A1"])]
    )

    def panel(name: str) -> None:
        from data_layer.access.directory import by_name, everyone
        from pages.parts import account_panel
        from web import gate

        viewer, found = gate.require("accounts"), by_name(everyone(gate.store()), "staff1")
        assert found
        if name == "unbind":
            account_panel.unbind(gate.store(), viewer, found.account, found.bound[0]) if found.bound else None
        else:
            getattr(account_panel, name)(gate.store(), viewer, found.account)

    def dialog(name: str) -> AppTest:
        return AppTest.from_function(panel, args=(name,), default_timeout=30).run()

    assert "绑定外部身份" in [each.label for each in dialog("show").button]
    app = dialog("bind")
    button(app, "绑定")
    assert "请填写名字" in app.error[0].value
    app.text_input[0].set_value("张三 ")
    button(app, "绑定")
    assert everyone(district)[number].bound == (Bound("proxy", "张三"),)
    assert "单位登录网关里的“张三”" in [each.value for each in dialog("show").text]
    button(dialog("unbind"), "解除绑定")
    assert everyone(district)[number].bound == ()


def test_who_has_no_password_is_told_how_to_confirm(
    district: Store, gateway: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    local, org = local_administrator("tests"), tree(district).by_code["A1"]
    number = accounts.add(district, local, "zhang", None, [Grant("leader", org)], bound=Bound("proxy", "张三"))
    viewer = replace(everyone(district)[number].viewer(), confirmed=datetime.min)
    monkeypatch.setattr(gate, "current", lambda: viewer)

    def asks() -> None:
        import streamlit as st

        from pages.parts import confirm

        st.text("办理" if confirm.ready("x") else "等待")

    app = AppTest.from_function(asks, default_timeout=30).run()
    assert app.text[0].value == "等待" and "没有密码" in app.warning[0].value and not app.text_input


def test_organisation_event_is_recorded(district: Store) -> None:
    def change() -> None:
        from data_layer.organisations import tree
        from pages.parts import organisation_panel
        from web import gate

        viewer, now = gate.require("organisations"), tree(gate.store())
        organisation_panel._change(gate.store(), viewer, now, now.by_code["A11"])

    app = AppTest.from_function(change, default_timeout=30).run()
    next(each for each in app.text_input if each.label == "新名称").set_value("望湖新村党支部")
    button(app, "登记变动")
    assert tree(district).by_id[tree(district).by_code["A11"]].name == "望湖新村党支部"
    app.selectbox[0].set_value("merge").run()
    button(app, "登记变动")
    assert "缺少变动的内容" in app.error[0].value


def test_new_account_gets_a_password_shown_once(district: Store) -> None:

    def adding() -> None:
        from pages.parts import account_list
        from web import gate

        account_list.add(gate.store(), gate.require("accounts"))

    app = AppTest.from_function(adding, default_timeout=30).run()
    by_label = {each.label: each for each in app.text_input}
    by_label["账号"].set_value("lingdao")
    next(each for each in app.selectbox if each.label == "角色").set_value("leader").run()
    next(each for each in app.selectbox if each.label == "党组织").set_value(tree(district).by_code["A1"]).run()
    button(app, "建立账号")
    made = by_name(everyone(district), "lingdao")
    assert made and made.must_change
    assert [held.grant.role for held in made.held] == ["leader"]
    assert signin.sign_in(district, "lingdao", app.code[0].value).must_change


def test_committee_administrator_sees_only_what_is_theirs(district: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    codes, local = tree(district).by_code, local_administrator("tests")
    for name, code in (("one", "A11"), ("two", "A21")):
        accounts.add(district, local, name, PASSWORD, [Grant("branch", codes[code])])
    asking = Viewer(77, "admin1", (Grant("administrator", codes["A1"]),))
    monkeypatch.setattr(gate, "current", lambda: asking)
    app = opened("accounts")
    assert list(app.dataframe[0].value["账号"]) == ["one"]
    app.session_state["part"] = "党组织"
    app.run()
    shown = app.dataframe[0].value["代码"].tolist()
    assert shown == ["A1", "A11", "A12"]
    assert not app.file_uploader, "importing a tree is for whoever holds the root"


@pytest.mark.parametrize("role", ["branch", "staff", "leader", "inspector"])
@pytest.mark.parametrize("page", ["start", "accounts"])
def test_others_are_refused(district: Store, monkeypatch: pytest.MonkeyPatch, role: str, page: str) -> None:
    org = tree(district).by_code["A11" if role in ("branch", "inspector") else "A"]
    monkeypatch.setattr(gate, "current", lambda: Viewer(78, role, (Grant(role, org),)))
    app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=30).run()
    assert not app.exception
    assert "您没有" in app.error[0].value
    assert not app.dataframe and not app.button and not app.title


def test_nobody_is_sent_to_sign_in(district: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "current", lambda: None)
    app = AppTest.from_file(ROOT / "pages/accounts.py", default_timeout=30).run()
    assert "登录已失效" in app.warning[0].value
    assert not app.dataframe


def test_grant_on_everything_is_the_first_administrators(district: Store) -> None:
    found = by_name(everyone(district), "管理员")
    assert found and found.held[0].grant.org == EVERYTHING


def test_administrator_sees_who_is_signed_in_and_sets_the_rules_of_the_door(
    district: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "token", lambda: None)
    local = local_administrator("tests")
    accounts.add(district, local, "someone", PASSWORD, [Grant("staff", tree(district).by_code["A1"])])
    signin.sign_in(district, "someone", PASSWORD, "10.0.0.5")
    app = opened("accounts")
    app.segmented_control(key="part").set_value("登录会话").run()
    assert not app.exception
    assert "1 个账号在 1 处登录着" in " ".join(each.value for each in app.markdown)
    assert app.dataframe[0].value["来自"].tolist() == ["10.0.0.5"]
    app.segmented_control(key="part").set_value("登录规则").run()
    app.number_input(key="limit_idle_minutes").set_value(20)
    button(app, "保存")
    assert values(district)["idle_minutes"] == 20
    assert "1 项与默认不同" in " ".join(each.value for each in app.markdown)

"""Every page, address, command and public data function, for nobody and for those who may see one branch only.

By construction: what is walked is what there is. A page, address, command or function that nobody gave a rule fails.
"""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from data_layer import clock, quarters
from data_layer.access import EVERYTHING, Grant, NoAccess, Viewer, accounts, local_administrator, passwords, sessions
from data_layer.access.directory import everyone
from data_layer.assessment.judging import units
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.oversight import exempting, practising
from data_layer.oversight.findings import Opening, open_finding
from data_layer.oversight.rounds import acting
from data_layer.oversight.visits import planning
from data_layer.store import Store
from tests.pages.conftest import DAY
from tests.pages.walk import Foreign, asked, called, foreign, functions
from tests.web.conftest import ORIGIN, SOCKET, run_on
from web import gate, site
from web.site import PAGES

ROOT = Path(__file__).resolve().parents[2]
LOCAL = local_administrator("tests")

#: Functions whose answer names what the viewer may not see, each with the reason it goes no further.
NOT_SHOWN = {
    "assessment.questions.scope": "the tree of all, for the statements of that room; its list of branches is cut",
}
#: Functions and pages in which a branch whose practice was circulated is named to all it was circulated to.
PASSED_ON = {"assessment.practices.practices", "practices"}
#: What a refusal may be besides NoAccess: the function looked at something else first, and said so.
TOLD = {
    "access.accounts.change_password": "one's own, proven by the old one; these viewers have no account",
    "administration.fund_file.import_fund": "an empty file",
    "assessment.findings.kept_file": "no such file",
    "assessment.practices.kept_file": "no such file",
    "ledger.calls.keep_contact": "nothing typed",
    "ledger.standing.standing": "needs what the branch's history is",
    "oversight.findings.possible": "asked of a finding the viewer was given",
    "oversight.reminders.mail.set_addresses": "no such code",
    "oversight.rounds.acting.possible": "asked of a round the viewer was given",
    "oversight.practising.consent": "asks for the words first",
    "oversight.privacy.erasing.refuse": "the same of a request not there and one not theirs",
    "oversight.privacy.erasing.carry_out": "the same of a request not there and one not theirs",
    "oversight.visits.results.photo": "no such file",
    "oversight.supporting.paper": "no such file",
}


@dataclass(frozen=True)
class Ground:
    """A district, a branch of somebody's own, another of another committee, and who asks."""

    store: Store
    own: int
    there: Foreign
    tokens: dict[str, str]  #: role to the cookie's token


@pytest.fixture(scope="module")
def ground(small_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A copy of the small district with a finding and a visit of the other branch, and an account a role."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: DAY)
        patch.setattr(clock, "now", lambda: datetime(DAY.year, DAY.month, DAY.day, 10, 0))
        patch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        store = Store.open(shutil.copy(small_district, tmp_path_factory.mktemp("walk") / "ledger.duckdb"))
        now = tree(store)
        own = now.branches()[0]
        other = next(each for each in now.branches() if now.by_id[each].parent != now.by_id[own].parent)
        finding = open_finding(store, LOCAL, other, Opening("情况", DAY + timedelta(days=20)))
        practising.write(store, LOCAL, other, "做法", "效果好", [practising.Cited("finding", finding)])
        planning.plan(store, LOCAL, view_of(store, LOCAL), DAY, DAY, by_risk=0, by_chance=4)
        exempting.ask(store, LOCAL, other, "不可抗力", period=quarters.quarter_text(quarters.quarter_of(DAY)))
        unit, code = next(unit for unit in units(store, LOCAL) if other in now.branches(unit)), now.by_id[other].code
        acting.freeze(store, LOCAL, unit, DAY.year, "criticise", "通报", [code], DAY + timedelta(days=9))
        tokens = {}
        places = {"branch": own, "inspector": own, "staff": now.by_id[own].parent, "administrator": EVERYTHING}
        places["nothing"] = now.roots[0]
        for role, org in places.items():
            granted = "staff" if role == "nothing" else role
            number = accounts.add(
                store, LOCAL, f"walk-{role}", "correct-horse-77", [Grant(granted, org or 0)], must_change=False
            )
            if role == "nothing":
                accounts.revoke(store, LOCAL, number, everyone(store)[number].held[0].grant_id)
            with store.write() as writer:
                tokens[role] = sessions.create_in(writer, number, "", "")
        there = foreign(store, other, own)
        yield Ground(store, own, there, tokens)
        store.close()


def test_no_function_says_anything_of_a_branch_that_is_not_theirs(ground: Ground) -> None:
    """Asked with the right numbers and a view made by somebody who sees all: refused, or silent; nothing is written."""
    store, there = ground.store, ground.there
    assert len(there.marks) > 6 and there.persons
    found = dict(functions())
    assert len(found) > 200
    wrong: list[str] = []
    for role in (None, "branch", "inspector"):
        viewer = Viewer(99, role or "nobody", () if role is None else (Grant(role, ground.own),))
        given = asked(store, viewer, there)
        for name, function in found.items():
            before = store.version()
            try:
                said = repr(called(function, store, viewer, given, name.rsplit(".", 1)[1]))
            except NoAccess:
                said = ""
            except Exception as other:
                said = "" if name in TOLD else "?"
                if said:
                    wrong.append(f"{role} {name}: {type(other).__name__} {other}")
            if store.version() != before:
                wrong.append(f"{role} {name}: wrote")
            told = [mark for mark in there.marks if mark in said and (mark != there.name or name not in PASSED_ON)]
            if told and name not in NOT_SHOWN:
                wrong.append(f"{role} {name}: told {len(told)} of {len(there.marks)} marks")
    assert not wrong, "\n  " + "\n  ".join(wrong)
    assert set(NOT_SHOWN) | set(TOLD) <= set(found)


def test_every_page_is_in_the_table_and_asks_for_the_right_that_shows_it() -> None:
    """What the menu hides, the page refuses."""
    asks = {}
    for file in PAGES.glob("*.py"):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.value).split("(")[0].endswith("require"):
                asks[file.stem] = {ast.literal_eval(each) for each in statement.value.args}  # type: ignore[attr-defined]
                break
    assert asks == {screen.name: {screen.right} for screen in site.screens()}


#: Who gets an address: nobody but Streamlit's own front end needs ``session``; ``shut`` is closed to all.
ADDRESSES = {
    "open": {
        "/auth/login", "/auth/logout", "/auth/password", "/auth/account", "/auth/sessions", "/auth/proxy",
        "/oidc/start", "/oidc/callback", "/favicon.png",
        "/assets/forms.css", "/assets/zh.js", "/assets/zh.json", "/_stcore/health",
        "/healthz", "/readyz",
    },
    "session": {
        "/_stcore/host-config", "/media/{file_id:path}", "/_stcore/upload_file/{session_id}/{file_id}",
        "/component/{path:path}", "/_stcore/bidi-components/{path:path}", "/_stcore/stream", "",
    },
    "shut": {
        "/_stcore/metrics", "/oauth2callback", "/_stcore/agent/interact", "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp", "/_stcore/script-health-check",
    },
}  # fmt: skip
#: Shut although this version has no such route unless asked for.
NOT_THERE = {"/_stcore/script-health-check"}


def test_every_address_of_the_server_has_a_rule_and_keeps_it(application: TestClient, ground: Ground) -> None:
    """The routes are read from the running server: Streamlit's own and ours."""
    import app

    routes = app.app._starlette_app.routes  # type: ignore[attr-defined]
    there = {str(each.path or "") for each in routes if isinstance(each, Mount | Route | WebSocketRoute)}
    ruled = set().union(*ADDRESSES.values())
    assert there == ruled - NOT_THERE and len(routes) == sum(
        isinstance(e, Mount | Route | WebSocketRoute) for e in routes
    )
    with serving(application, ground, None) as browser:
        for kind in ("session", "shut"):
            for path in ADDRESSES[kind]:
                address = re.sub(r"\{\w+(:path)?\}", "x", path) or "/overview"
                for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
                    answer = browser.request(method, address, headers=ORIGIN)
                    assert answer.status_code in (303, 403, 404, 405), (method, address)
                    assert answer.status_code != 303 or answer.headers["location"].startswith("/auth/login")
                    assert not answer.content or "DOCTYPE" not in answer.text
    with serving(application, ground, "administrator") as browser:
        for path in ADDRESSES["shut"]:
            assert browser.get(path).status_code == 404


@contextmanager
def serving(application: TestClient, ground: Ground, role: str | None) -> Iterator[TestClient]:
    """The server over the ground, in the browser of one role."""
    before = gate._store
    gate.use(ground.store)
    application.cookies.clear()
    if role:
        application.cookies.set(gate.COOKIE, ground.tokens[role], domain="localhost.local")
    try:
        yield application
    finally:
        application.cookies.clear()
        gate.use(before)


#: Every key that a page reads from its address, with a number or a name of the other branch.
TAMPERED = (
    "org={code}&branch={code}&who={code}&committee={code}&open=contact_quarterly&at=2026Q3&period=2026Q3&item={person}"
    "&finding={finding}&request={request}&round={round}&visit={visit}&plan={visit}&submission={submission}&ask=open"
)


@pytest.mark.parametrize("role", ["branch", "inspector", "staff", "administrator", "nothing"])
def test_on_the_wire_nothing_of_what_is_not_theirs(application: TestClient, ground: Ground, role: str) -> None:
    """Every page through the websocket, its address full of the other branch's numbers: what is sent is read as bytes.

    A branch, an inspector of that branch and the staff of its committee hear nothing of the other committee's; an
    administrator of everything hears names of branches, never of a member; whose roles were taken away, nothing.
    """
    there, wrong = ground.there, []
    name = tree(ground.store).by_id[ground.own].name.encode()
    marks = [mark for mark in there.marks if role != "administrator" or mark != there.name]
    query = TAMPERED.format(
        code=there.code, person=there.persons[0], finding=there.finding, request=there.request, round=there.round,
        visit=there.visit, submission=there.submission,
    )  # fmt: skip
    heard = 0
    with serving(application, ground, role) as browser:
        with browser.websocket_connect(SOCKET, headers=ORIGIN) as socket:
            for screen in site.screens():
                sent = b"".join(message.SerializeToString() for message in run_on(socket, screen.name, query))
                heard += name in sent
                escaped = [json.dumps(mark)[1:-1].encode() for mark in marks]
                wrong += [
                    f"{screen.name}: {mark[:1]}…" for mark, other in zip(marks, escaped, strict=True)
                    if (mark.encode() in sent or other in sent) and (mark != there.name or screen.name not in PASSED_ON)
                ]  # fmt: skip
    assert not wrong, wrong
    assert heard >= {"branch": 9, "staff": 9, "administrator": 9, "inspector": 1, "nothing": 0}[role], "the walk shows"


def test_nobody_gets_no_page(application: TestClient, ground: Ground) -> None:
    """Without a session, with one that has ended, and with a made-up one."""
    with ground.store.write() as writer:
        ended = sessions.create_in(writer, 1, "", "")
    sessions.end(ground.store, ended)
    with serving(application, ground, None) as browser:
        for cookie in (None, ended, "made-up"):
            if cookie:
                browser.cookies.set(gate.COOKIE, cookie, domain="localhost.local")
            for screen in site.screens():
                answer = browser.get(f"/{screen.name}?org={ground.there.code}")
                assert answer.status_code == 303 and answer.content == b""
            with pytest.raises(WebSocketDisconnect), browser.websocket_connect(SOCKET, headers=ORIGIN):
                pass


#: What commands may ask of the store without a viewer.
FOR_ALL = {
    "tree": "organisations' names, to find a code",
    "rules": "what is in force, said of an organisation asked for by right",
    "values": "the rules of the door, which the door says itself",
    "org_of": "whose a finding is, to ask for it by right",
    "place": "where the socket stands",
    "store.sealed_with": "whether the file is encrypted",
    "demo.load": "makes an empty store into the demo",
}


def test_every_command_does_what_it_does_for_a_viewer() -> None:
    """A command is the pages' functions from a terminal: it never reads or writes the store itself."""
    wrong = []
    for file in sorted((ROOT / "data_layer" / "commands").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node.value) == "store"
                and ast.unparse(node) not in FOR_ALL
            ):
                wrong.append(f"{file.name}:{node.lineno} {ast.unparse(node)}")
            if not isinstance(node, ast.Call):
                continue
            given, name = [ast.unparse(each) for each in node.args[:2]], ast.unparse(node.func)
            if given[:1] == ["store"] and given[1:] != ["viewer"] and name not in FOR_ALL and not name.startswith("_"):
                wrong.append(f"{file.name}:{node.lineno} {name}")
    assert not wrong, wrong

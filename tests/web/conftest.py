"""The real application, driven without a browser: routes, gate, and pages over the websocket."""

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient, WebSocketTestSession
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data_layer.access import Grant, accounts, local_administrator, passwords
from data_layer.administration import import_orgs
from data_layer.organisations import tree
from data_layer.store import Store
from tests.conftest import HERE
from web import gate

PASSWORD = "correct-horse-77"
ORIGIN = {"origin": HERE}
SOCKET = HERE.replace("http", "ws", 1) + "/_stcore/stream"


@pytest.fixture(scope="module", autouse=True)
def shared_hashes() -> Iterator[None]:
    """Hash with little memory."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: hasher)
        passwords._nobody.cache_clear()
        yield
    passwords._nobody.cache_clear()


@contextmanager
def served() -> Iterator[Store]:
    """An empty store in the place of the server's own."""
    before = gate.store()
    opened = Store(":memory:")
    gate.use(opened)
    try:
        yield opened
    finally:
        gate.use(before)
        opened.close()


@pytest.fixture
def store(application: TestClient) -> Iterator[Store]:
    """An empty store for one test."""
    with served() as opened:
        yield opened


@pytest.fixture
def district(store: Store) -> Store:
    """The district of :func:`fill` for one test."""
    return fill(store)


@pytest.fixture(scope="module")
def town(server: object, shared_hashes: None) -> Iterator[Store]:
    """The district of :func:`fill` for all tests of a file that only ask."""
    with served() as opened:
        yield fill(opened)


def fill(store: Store) -> Store:
    """Root A, committee A1, branches A11 and A12; an account for each role, named after it."""
    rows = [("A", "望湖区委", "", "区委"), ("A1", "东街党工委", "A", "党工委")]
    rows += [(code, f"{code}党支部", "A1", "党支部") for code in ("A11", "A12")]
    names = ("党组织代码", "党组织名称", "上级党组织代码", "类型")
    local = local_administrator("tests")
    import_orgs(store, local, [dict(zip(names, row, strict=True)) for row in rows])
    codes = tree(store).by_code
    accounts.create_first(store, "admin", PASSWORD)
    places = {"staff": "A1", "leader": "A", "branch": "A11", "inspector": "A11"}
    for role, code in places.items():
        accounts.add(store, local, role, PASSWORD, [Grant(role, codes[code])], must_change=False)
    return store


@pytest.fixture
def browser(application: TestClient) -> Iterator[TestClient]:
    """A browser without cookies."""
    application.cookies.clear()
    yield application
    application.cookies.clear()


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, next_page: str = "/") -> Any:
    """Fill in the sign-in form."""
    data = {"name": name, "password": password, "next": next_page}
    return browser.post("/auth/login", data=data, headers=ORIGIN)


def run_page(browser: TestClient, page: str, query: str = "") -> list[ForwardMsg]:
    """Open a page as Streamlit's own front end does; everything it sends until the run is over."""
    with browser.websocket_connect(SOCKET, headers=ORIGIN) as socket:
        return run_on(socket, page, query)


def run_on(socket: WebSocketTestSession, page: str, query: str = "") -> list[ForwardMsg]:
    """One more run on a websocket already open."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    message.rerun_script.context_info.url = f"{HERE}/{page}"
    socket.send_bytes(message.SerializeToString())
    found: list[ForwardMsg] = []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(socket.receive_bytes())
        found.append(answer)
        if answer.WhichOneof("type") == "script_finished":
            return found


def texts(messages: list[ForwardMsg]) -> str:
    """All that a run put on the page, as text."""
    return "\n".join(str(m.delta) for m in messages if m.WhichOneof("type") == "delta")


def run_apart(work: Callable[[], Awaitable[object]]) -> None:
    """Run a coroutine to its end in a thread of its own: a browser driven before keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, work).result()

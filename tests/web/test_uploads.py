"""Floods of files and slow senders are bounded: in number at once, in time, in what is held."""

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime import get_instance

from data_layer.store import Store
from tests.web.conftest import ORIGIN, SOCKET, run_apart, run_on, sign_in
from web import gate, uploads


@pytest.fixture
def page(browser: TestClient, town: Store) -> Iterator[str]:
    """The session of a page that is open."""
    sign_in(browser, "branch")
    browser.get("/_stcore/health")
    with browser.websocket_connect(SOCKET, headers=ORIGIN) as socket:
        yield run_on(socket, "handin")[0].new_session.initialize.session_id


def put(browser: TestClient, page: str, file: str, size: int) -> int:
    token = browser.cookies["_streamlit_xsrf"].strip('"')
    headers = {**ORIGIN, "X-Xsrftoken": token}
    where = f"/_stcore/upload_file/{page}/{file}"
    return browser.put(where, files={"file": ("a.xlsx", b"x" * size)}, headers=headers).status_code


def test_of_one_sign_in_only_so_much_is_held_the_oldest_goes(
    browser: TestClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "HELD_EACH", 2500)
    assert [put(browser, page, name, 1000) for name in ("a", "b", "c", "d")] == [204] * 4
    held = get_instance().uploaded_file_mgr.get_files(page, ["a", "b", "c", "d"])
    assert [each.file_id for each in held] == ["c", "d"]


def test_when_too_much_is_held_nothing_more_is_taken(
    browser: TestClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = get_instance().uploaded_file_mgr.file_storage.values()
    monkeypatch.setattr(uploads, "HELD", sum(len(each.data) for files in held for each in files.values()) + 500)
    assert [put(browser, page, name, 1000) for name in ("e", "f")] == [204, 503]


class Waits:
    """Stands for the application: takes each upload only when the whole of it has come."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await Response(status_code=204)(scope, receive, send)


def asked(bounded: uploads.Uploads, who: str, answers: list[int], finish: anyio.Event) -> Any:
    """One sender that says nothing more until it is told to finish."""

    async def receive() -> Message:
        await finish.wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    headers = [(b"cookie", f"{gate.COOKIE}={who}".encode())]
    path = "/_stcore/upload_file/page/file"
    return bounded({"type": "http", "method": "PUT", "path": path, "headers": headers}, receive, send)


@pytest.fixture
def bounded(application: TestClient, monkeypatch: pytest.MonkeyPatch) -> uploads.Uploads:
    """The bounds around an application that waits."""
    monkeypatch.setattr(uploads, "AT_ONCE", 3)
    monkeypatch.setattr(uploads, "EACH_AT_ONCE", 2)
    return uploads.Uploads(Waits())


def test_only_so_many_at_once_of_one_and_of_all(bounded: uploads.Uploads) -> None:
    answers: list[int] = []

    async def flood() -> None:
        finish = anyio.Event()
        async with anyio.create_task_group() as group:
            for who in ("a", "a", "a", "b", "c"):
                group.start_soon(asked, bounded, who, answers, finish)
                await anyio.wait_all_tasks_blocked()
            assert answers == [503, 503], "the third of one, then the fourth of all"
            finish.set()
        await asked(bounded, "a", answers, finish)

    run_apart(flood)
    assert answers == [503, 503, 204, 204, 204, 204], "places are given back"


def test_a_slow_sender_is_let_go_and_its_place_with_it(
    bounded: uploads.Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.01)
    answers: list[int] = []

    async def dribble() -> None:
        for _ in range(5):
            await asked(bounded, "a", answers, anyio.Event())

    run_apart(dribble)
    assert answers == [408] * 5

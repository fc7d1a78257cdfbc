"""Health, readiness, and what a fault leaves: a number for the person, one line of JSON without the data."""

import json
import logging

import pytest
from starlette.testclient import TestClient

from data_layer.store import StoreProblem
from tests.web.conftest import served
from web import errors, gate, probes


def test_anybody_may_ask_whether_it_is_alive_and_ready(application: TestClient) -> None:
    with served():
        assert application.get("/healthz").text == "ok"
        found = application.get("/readyz")
        assert (found.status_code, found.json()) == (200, {"ready": True})


def test_what_is_wrong_is_named_and_turns_it_unready(application: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "_here", lambda request: True)
    with served():
        said = application.get("/readyz").json()
        assert said == {"ready": True, "troubles": [], "warnings": ["not_encrypted", "backup"]}

        def refuse(*_: object) -> None:
            raise StoreProblem("x")

        monkeypatch.setattr(probes.checking, "clock_set_back", refuse)
        found = application.get("/readyz")
        assert (found.status_code, found.json()["troubles"]) == (503, ["store"])


def test_a_fault_of_an_address_is_a_page_with_the_number_in_the_log(
    application: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("王强的身份证号")

    errors._log.addHandler(caplog.handler)
    monkeypatch.setattr(gate, "store", fail)
    found = application.get("/auth/login")
    errors._log.removeHandler(caplog.handler)
    assert found.status_code == 500 and "编号" in found.text and "王强" not in found.text
    record = next(each for each in caplog.records if each.name == "dashboard")
    line = json.loads(errors._Lines().format(record))
    assert line["error"] in found.text
    assert (line["level"], line["kind"], line["where"]) == ("error", "ValueError", "address")
    assert "王强" not in json.dumps(line, ensure_ascii=False) and line["frames"]


def test_a_store_that_refuses_says_its_own_sentence(application: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise StoreProblem("磁盘写不进去")

    monkeypatch.setattr(gate, "store", full)
    found = application.get("/auth/login")
    assert found.status_code == 503 and "磁盘写不进去" in found.text


def test_lines_of_the_log_are_json() -> None:
    record = logging.LogRecord("data_layer.books.apart", logging.WARNING, "x", 1, "reading %s", ("a",), None)
    assert json.loads(errors._Lines().format(record))["message"] == "reading a"

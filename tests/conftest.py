"""For all tests: none of them measures time, so neither does Hypothesis; and one server a process."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager

pytest.register_assert_rewrite("tests.browser.looking")  # its checks say what they found
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
HERE = "http://localhost"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Runtime, bool | None]]:
    """The server, started once: Streamlit allows one runtime a process."""
    before = os.environ.get("LEDGER_STORE")
    os.environ["LEDGER_STORE"] = str(tmp_path_factory.mktemp("store") / "ledger.duckdb")
    import app

    with TestClient(app.app, base_url=HERE, follow_redirects=False) as client:
        runtime = Runtime.instance()
        yield client, runtime, PagesManager.uses_pages_directory
        Runtime._instance = runtime
    if before is None:
        del os.environ["LEDGER_STORE"]
    else:
        os.environ["LEDGER_STORE"] = before


@pytest.fixture
def application(server: tuple[TestClient, Runtime, bool | None]) -> TestClient:
    """The server for one test. Pages run as scripts meanwhile (AppTest) have put their own runtime in the place of the
    server's and taken it away, and turned the router on: over the websocket nothing would ever be answered."""
    client, Runtime._instance, PagesManager.uses_pages_directory = server
    return client

"""For all tests: none of them measures time, so neither does Hypothesis; and one server a process."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
HERE = "http://localhost"


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The server, started once: Streamlit allows one runtime a process."""
    before = os.environ.get("LEDGER_STORE")
    os.environ["LEDGER_STORE"] = str(tmp_path_factory.mktemp("store") / "ledger.duckdb")
    import app

    with TestClient(app.app, base_url=HERE, follow_redirects=False) as client:
        yield client
    if before is None:
        del os.environ["LEDGER_STORE"]
    else:
        os.environ["LEDGER_STORE"] = before

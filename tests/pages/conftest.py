"""Pages run as scripts against a small demo district and an empty store, as each role."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data_layer import clock
from data_layer.access import Grant, Viewer, local_administrator
from data_layer.organisations import tree
from data_layer.store import Store
from tests.once import demo_file
from web import gate

DAY = date(2026, 11, 20)
#: The pages this suite is about, and which roles open them.
PAGES = {
    "overview": ("leader", "staff", "administrator"),
    "coverage": ("leader", "staff", "administrator"),
    "contact": ("leader", "staff", "administrator"),
    "changes": ("leader", "staff", "branch"),
    "appraisal": ("leader", "staff", "administrator"),
    "training": ("leader", "staff", "administrator"),
    "care": ("leader", "staff", "administrator"),
    "bothends": ("leader", "staff", "administrator"),
    "reminders": ("staff", "branch"),
    "practices": ("staff", "branch"),
    "committee": ("leader",),
    "judging": ("leader", "staff"),
    "rounds": ("leader", "staff", "branch"),
    "portrait": ("leader", "staff", "branch"),
    "handin": ("branch",),
    "calls": ("branch",),
    "progress": ("leader", "staff"),
    "inspections": ("leader", "staff"),
    "findings": ("leader", "staff", "branch"),
    "parameters": ("leader", "staff", "administrator"),
    "fund": ("leader", "staff", "branch", "administrator"),
    "privacy": ("leader", "staff", "branch", "administrator"),
    "catalogue": ("leader", "staff", "branch", "administrator"),
}
Opened = Callable[..., AppTest]


@contextmanager
def _on_the_day() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: DAY)
        patch.setattr(clock, "now", lambda: datetime(DAY.year, DAY.month, DAY.day, 10, 0))
        yield


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    """The day the demo was made for; for each test alone, as tests of other folders run in between."""
    with _on_the_day():
        yield


@pytest.fixture(scope="package")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Eight branches over three quarters. Tests that write use :func:`fresh`."""
    store = Store.open(demo_file(tmp_path_factory, DAY, branches=8, members=70, quarters=3, seed=4))
    yield store
    store.close()


@pytest.fixture(scope="package")
def long_district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Eight branches over six quarters, so that a year is over: for what is asked by the year."""
    store = Store.open(demo_file(tmp_path_factory, DAY, branches=8, members=60, quarters=6, seed=5))
    yield store
    store.close()


@pytest.fixture(scope="package")
def small_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a smaller district, made once."""
    return demo_file(tmp_path_factory, DAY, branches=4, members=24, quarters=2, seed=4)


@pytest.fixture
def fresh(fixed_day: None, small_district: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the smaller district for a test that writes."""
    store = Store.open(shutil.copy(small_district, tmp_path / "ledger.duckdb"))
    yield store
    store.close()


@pytest.fixture
def nothing(fixed_day: None) -> Iterator[Store]:
    """An empty store."""
    store = Store(":memory:")
    yield store
    store.close()


def as_role(store: Store, role: str, code: str | None = None) -> Viewer:
    """Somebody with a role on the root, on the first branch (role branch), or on the organisation with a code."""
    now = tree(store)
    if code is not None:
        org = now.by_code[code]
    elif role == "branch":
        org = (now.branches() or [1])[0]
    else:
        org = (now.roots or [1])[0]
    return Viewer(7, role, (Grant(role, org),), display_name=role)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Open a page as somebody: ``open_page(store, viewer, "overview", org="…", period="2026Q3")``."""
    before = gate._store

    def opened(store: Store, viewer: Viewer | None, page: str, **query: str) -> AppTest:
        gate.use(store)
        monkeypatch.setattr(gate, "current", lambda: viewer)
        test = AppTest.from_file("../../app.py", default_timeout=60)
        test.query_params.update(query)
        test.run()
        test.switch_page(f"pages/{page}.py")
        test.query_params.update(query)
        return test.run()

    yield opened
    gate.use(before)


def said(test: AppTest) -> str:
    """Everything a page says in words."""
    kinds = ("markdown", "caption", "info", "warning", "error", "subheader", "text", "metric")
    found = []
    for kind in kinds:
        for each in test.get(kind):
            found.append(str(getattr(each, "value", "")))
    found += [each.label for each in test.button]
    return "\n".join(found)


def happened(test: AppTest) -> list[tuple[str, str, str]]:
    """What a portrait tells of findings, visits and rounds: kind, matter, how it stands."""
    for each in test.dataframe:
        if {"类别", "结果"} <= set(each.value.columns):
            return list(each.value[["类别", "事项", "结果"]].itertuples(index=False, name=None))
    return []


@pytest.fixture
def local() -> Viewer:
    """Whoever runs commands."""
    return local_administrator("tests")

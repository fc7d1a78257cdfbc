"""A small district in memory: root A, committees A1 and A2, two branches each."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from data_layer.access import Grant, Viewer, accounts, local_administrator, passwords
from data_layer.administration import import_orgs
from data_layer.organisations import tree
from data_layer.store import Store

PASSWORD = "correct-horse-77"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are tested here, not the strength: hash with little memory."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    passwords._nobody.cache_clear()


def district() -> Store:
    """The district in a store of its own."""
    opened = Store(":memory:")
    rows = [("A", "望湖区委", "", "区委"), ("A1", "东街党工委", "A", "党工委"), ("A2", "西街党工委", "A", "党工委")]
    rows += [(f"A{n}{k}", f"第{n}{k}党支部", f"A{n}", "党支部") for n in (1, 2) for k in (1, 2)]
    names = ("党组织代码", "党组织名称", "上级党组织代码", "类型")
    result = import_orgs(opened, local_administrator("tests"), [dict(zip(names, row, strict=True)) for row in rows])
    assert not result.problems
    return opened


@pytest.fixture
def store() -> Iterator[Store]:
    opened = district()
    yield opened
    opened.close()


@pytest.fixture
def orgs(store: Store) -> dict[str, int]:
    """Code to organisation."""
    return tree(store).by_code


@pytest.fixture
def local() -> Viewer:
    return local_administrator("tests")


def viewer(role: str, *orgs: int) -> Viewer:
    """Somebody with one role on some organisations, without an account behind it."""
    return Viewer(99, role, tuple(Grant(role, org) for org in orgs))


def account(store: Store, name: str, role: str, org: int, **more: object) -> int:
    """An account with one grant and a password of its own."""
    by = local_administrator("tests")
    return accounts.add(store, by, name, PASSWORD, [Grant(role, org, **more)], must_change=False)  # type: ignore[arg-type]

"""Accounts to try the demo with. Their passwords belong to this one store: drawn here, shown once, not kept."""

from dataclasses import dataclass

from data_layer.access import Grant, Viewer, accounts, directory, passwords
from data_layer.organisations import Tree, tree
from data_layer.store import Store


@dataclass(frozen=True)
class DemoAccount:
    """An account made for the demo, with its password in clear: show it, do not keep it."""

    name: str
    role: str
    org_name: str
    password: str


def make_accounts(store: Store, viewer: Viewer, branch_code: str) -> list[DemoAccount]:
    """One account a role: root and committee, leader and staff, and the secretary of one branch.

    Where there is no account yet (the demo was loaded by command), the administrator comes first: without one nobody
    could be given a right from a page.
    """
    now = tree(store)
    root = now.roots[0]
    committee = next(each for each in now.children(root) if now.by_id[each].is_unit)
    found: list[DemoAccount] = []
    if accounts.is_empty(store):
        password = passwords.generate()
        accounts.create_first(store, "管理员", password)
        found.append(DemoAccount("管理员", "administrator", "全部", password))
    wanted = [
        ("区委领导", "leader", root),
        ("区委工作人员", "staff", root),
        ("党工委领导", "leader", committee),
        ("党工委工作人员", "staff", committee),
        ("支部书记", "branch", now.by_code[branch_code]),
    ]
    found += [_make(store, viewer, now, name, role, org) for name, role, org in wanted]
    return found


def viewer_of(store: Store, made: list[DemoAccount], role: str) -> Viewer:
    """Whoever of the root has the role; of a branch, its secretary."""
    name = next(each.name for each in made if each.role == role)
    account = directory.by_name(directory.everyone(store), name)
    assert account is not None
    return account.viewer()


def _make(store: Store, viewer: Viewer, now: Tree, name: str, role: str, org: int) -> DemoAccount:
    password = passwords.generate()
    grant = Grant(role, org, purpose="演示")
    held = directory.everyone(store)
    names = (name, *(f"{name}{k}" for k in range(2, 99)))
    sign_in = next(each for each in names if directory.by_name(held, each) is None)
    accounts.add(store, viewer, sign_in, password, [grant], display_name=name, must_change=False)
    return DemoAccount(sign_in, role, now.by_id[org].name, password)

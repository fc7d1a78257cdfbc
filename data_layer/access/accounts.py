"""Changing accounts and grants. Every change is an event and a line in the log, in one transaction."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data_layer import clock
from data_layer.access import passwords, sessions, signin
from data_layer.access.directory import Account, Bound, by_bound, by_name, everyone, name_key, read
from data_layer.access.identity import TITLES, clean_name
from data_layer.access.limits import limits
from data_layer.access.log import audit
from data_layer.access.rights import ROLE_NAMES, ROLES
from data_layer.access.viewer import EVERYTHING, LOCAL, Grant, NoAccess, Viewer, require, visible_orgs
from data_layer.organisations import tree
from data_layer.store import Store, Writer

_BATCH = 50
_NAME = re.compile(r"[\w.@-]{2,40}")


class AccountProblem(ValueError):
    """The change cannot be made; the message is a Chinese sentence."""


def is_empty(store: Store) -> bool:
    """Whether no account exists yet: then the sign-in page makes the first one."""
    return bool(store.rows("access/head")[0]["accounts"] == 0)


def create_first(store: Store, name: str, password: str, address: str = "") -> Account:
    """Make the first account, administrator of everything. Raises :class:`AccountProblem`, ``WeakPassword``."""
    hashed = _prepare(store, name, password)
    with store.write() as writer:
        if read(writer):
            raise AccountProblem("管理员账号已经建立，请直接登录。")
        account = _add_in(writer, name, name, hashed, must_change=False, by=LOCAL)
        _grant_in(writer, account, [Grant("administrator", EVERYTHING)], by=LOCAL)
        audit(writer, Viewer(account, name.strip(), (), address), "account first", object=str(account))
        return read(writer)[account]


def add(
    store: Store,
    viewer: Viewer,
    name: str,
    password: str | None,
    grants: Sequence[Grant],
    *,
    display_name: str = "",
    must_change: bool = True,
    bound: Bound | None = None,
) -> int:
    """Add an account with its grants; returns its number. ``password`` None: only ``bound`` opens it.

    Raises :class:`AccountProblem` (name in use or not a name, no or impossible grant, nothing that would open it),
    ``WeakPassword``, ``NoAccess``.
    """
    if not grants:
        raise AccountProblem("请至少授予一个角色。")
    if password is None and bound is None:
        raise AccountProblem("没有密码的账号，请绑定统一身份认证或单位登录网关里的名字。")
    for grant in grants:
        _check_grant(store, viewer, grant)
    hashed = _prepare(store, name, password)
    with store.write() as writer:
        if by_name(everyone(store), name):
            raise AccountProblem(f"账号“{name.strip()}”已经存在，请换一个名字。")
        needed = must_change and hashed is not None
        account = _add_in(writer, name, display_name, hashed, must_change=needed, by=viewer.account)
        _grant_in(writer, account, grants, by=viewer.account)
        audit(writer, viewer, "account add", org=grants[0].org, object=str(account))
        if bound is not None:
            _bind_in(store, writer, viewer, account, bound)
    return account


def listed(store: Store, viewer: Viewer) -> list[Account]:
    """The accounts the viewer administers, by number."""
    require(viewer, "accounts")
    visible = visible_orgs(store, viewer, "accounts")
    return [each for each in everyone(store).values() if visible is None or _within(each, visible)]


def find(store: Store, viewer: Viewer, name: str) -> Account:
    """An account the viewer administers, by sign-in name. Raises :class:`AccountProblem`."""
    key = name_key(name)
    for each in listed(store, viewer):
        if name_key(each.name) == key:
            return each
    raise AccountProblem(f"没有账号“{name}”，或不在您的管理范围内。")


def set_disabled(store: Store, viewer: Viewer, account: int, disabled: bool) -> None:
    """Disable an account (its sessions end at once) or enable it again."""
    with store.write() as writer:
        if _managed(store, viewer, account).disabled == disabled:
            return
        kind = "disabled" if disabled else "enabled"
        _event_in(writer, account, kind, by=viewer.account)
        if disabled:
            sessions.end_all_in(writer, account)
        audit(writer, viewer, f"account {kind}", object=str(account))


def reset_password(store: Store, viewer: Viewer, account: int, password: str) -> None:
    """Set a first password that has to be changed at the next sign-in; every session ends."""
    found = _managed(store, viewer, account)
    hashed = _prepare(store, found.name, password)
    with store.write() as writer:
        _managed(store, viewer, account)
        _event_in(writer, account, "password", by=viewer.account, password_hash=hashed, must_change=True)
        sessions.end_all_in(writer, account)
        audit(writer, viewer, "account reset", object=str(account))


def bind(store: Store, viewer: Viewer, account: int, bound: Bound) -> None:
    """Bind a name of another system to an account: whoever it vouches for by this name enters with the account."""
    with store.write() as writer:
        _managed(store, viewer, account)
        _bind_in(store, writer, viewer, account, bound)


def unbind(store: Store, viewer: Viewer, account: int, bound: Bound) -> None:
    """Take a binding away; every session of the account ends."""
    with store.write() as writer:
        if bound not in _managed(store, viewer, account).bound:
            return
        _identity_in(writer, viewer, "unbound", account, bound)
        sessions.end_all_in(writer, account)
        audit(writer, viewer, "account unbound", object=str(account))


def change_password(store: Store, viewer: Viewer, old: str, new: str, agent: str = "") -> str:
    """Change one's own password. Every session ends; returns the token of a new one. Takes some 0.4 s.

    Wrong old ones count as failed sign-ins do. Raises :class:`AccountProblem`, ``WeakPassword``.
    """
    own = everyone(store)[viewer.account]
    if not own.has_password:
        raise AccountProblem("您的账号没有本系统的密码。需要时请管理员设置。")
    if old == new:
        raise AccountProblem("新密码不能与原密码相同。")
    hashed = _prepare(store, own.name, new)
    try:
        with signin.proven(store, own.name, old, viewer.address) as (writer, _):
            _event_in(writer, own.account, "password", by=own.account, password_hash=hashed, must_change=False)
            sessions.end_all_in(writer, own.account)
            audit(writer, viewer, "account password", object=str(own.account))
            return sessions.create_in(writer, own.account, viewer.address, agent)
    except signin.SignInRefused as refused:
        raise AccountProblem(str(refused) if refused.must_wait else "原密码不正确。") from None


def grant_role(store: Store, viewer: Viewer, account: int, grant: Grant) -> None:
    """Give an account one more role."""
    _check_grant(store, viewer, grant)
    with store.write() as writer:
        found = _managed(store, viewer, account)
        if any(each.grant == grant for each in found.held):
            raise AccountProblem("该账号已经有这一角色。")
        _grant_in(writer, account, [grant], by=viewer.account)
        audit(writer, viewer, f"grant {grant.role}", org=grant.org, object=str(account))


def revoke(store: Store, viewer: Viewer, account: int, grant_id: int) -> None:
    """Take a role away. It acts at the account's next click."""
    with store.write() as writer:
        held = next((h for h in _managed(store, viewer, account).held if h.grant_id == grant_id), None)
        if held is None:
            return
        row = {"event": writer.next_id("event"), "grant_id": grant_id, "kind": "revoked", "account": account}
        row |= {"role": held.grant.role, "org": held.grant.org, "by_account": viewer.account}
        writer.append("grant_event", [row])
        audit(writer, viewer, f"revoke {held.grant.role}", org=held.grant.org, object=str(account))


def _within(account: Account, visible: frozenset[int]) -> bool:
    """Whether all of an account's grants lie within: nobody administers somebody who reaches further."""
    return bool(account.held) and all(each.grant.org in visible for each in account.held)


def _managed(store: Store, viewer: Viewer, account: int) -> Account:
    require(viewer, "accounts")
    found = everyone(store).get(account)
    visible = visible_orgs(store, viewer, "accounts")
    if found is None or (visible is not None and not _within(found, visible)):
        raise NoAccess("该账号不在您的管理范围内。")
    if account == viewer.account:
        raise AccountProblem("不能改动自己的账号和授权，请由另一位管理员办理。")
    return found


def _check_grant(store: Store, viewer: Viewer, grant: Grant) -> None:
    require(viewer, "accounts")
    visible = visible_orgs(store, viewer, "accounts")
    if visible is not None and grant.org not in visible:
        raise NoAccess("该党组织不在您的管理范围内。")
    if grant.role not in ROLES:
        raise AccountProblem(f"没有名为“{grant.role}”的角色。")
    if grant.until and grant.until < max(grant.from_on or clock.today(), clock.today()):
        raise AccountProblem("授权的截止日不能早于起始日或今天。")
    if grant.org == EVERYTHING:
        if grant.role != "administrator":
            raise AccountProblem("只有管理员可以授权到全部党组织。")
        return
    found = tree(store).by_id.get(grant.org)
    if found is None or found.abolished:
        raise AccountProblem("该党组织不存在或已撤销。")
    if found.is_branch != (grant.role in ("branch", "inspector")):
        where = "党支部" if grant.role in ("branch", "inspector") else "党（工）委等上级党组织"
        raise AccountProblem(f"“{ROLE_NAMES[grant.role]}”应授权到{where}。")


def _prepare(store: Store, name: str, password: str | None) -> str | None:
    if not _NAME.fullmatch(name.strip()):
        raise AccountProblem("账号名用 2 到 40 个汉字、字母、数字或 . _ - @，不含空格。")
    if password is None:
        return None
    passwords.check_rules(password, name, limits(store).password_shortest)
    return passwords.hash_password(password)


def _bind_in(store: Store, writer: Writer, viewer: Viewer, account: int, bound: Bound) -> None:
    if bound.source not in TITLES or clean_name(bound.name) != bound.name:
        raise AccountProblem("要绑定的名字不能为空，最多 200 个字符。")
    held = by_bound(everyone(store), bound.source, bound.name)
    if held is not None:
        raise AccountProblem(f"{TITLES[bound.source]}里的“{bound.name}”已经绑定了账号。")
    _identity_in(writer, viewer, "bound", account, bound)
    audit(writer, viewer, "account bound", object=str(account))


def _identity_in(writer: Writer, viewer: Viewer, kind: str, account: int, bound: Bound) -> None:
    row = {"event": writer.next_id("event"), "kind": kind, "source": bound.source, "name": bound.name}
    writer.append("identity_event", [row | {"account": account, "by_account": viewer.account}])


def _add_in(writer: Writer, name: str, display_name: str, hashed: str | None, *, must_change: bool, by: int) -> int:
    account = writer.next_id("account")
    row = {"name": name.strip(), "display_name": display_name.strip() or name.strip()}
    _event_in(writer, account, "added", by=by, password_hash=hashed, must_change=must_change, **row)
    return account


def _event_in(writer: Writer, account: int, kind: str, *, by: int, **values: object) -> None:
    row = {"event": writer.next_id("event"), "account": account, "kind": kind, "by_account": by}
    writer.append("account_event", [row | values])


def _grant_in(writer: Writer, account: int, grants: Sequence[Grant], *, by: int) -> None:
    for grant in grants:
        row = {"event": writer.next_id("event"), "grant_id": writer.next_id("grant"), "kind": "granted"}
        row |= {"account": account, "role": grant.role, "org": grant.org, "from_on": grant.from_on}
        row |= {"until": grant.until, "purpose": grant.purpose, "by_account": by}
        writer.append("grant_event", [row])


@dataclass(frozen=True)
class FirstPassword:
    """An account just made for a branch, with the password to hand over. Kept nowhere."""

    org_code: str
    org_name: str
    name: str
    password: str


def branches_without(store: Store, viewer: Viewer) -> list[int]:
    """Branches in the viewer's scope, not ended, for which nobody holds the branch role."""
    require(viewer, "accounts")
    visible = visible_orgs(store, viewer, "accounts")
    now = tree(store)
    held = {h.grant.org for each in everyone(store).values() for h in each.in_force() if h.grant.role == "branch"}
    return [
        org
        for org in now.branches()
        if org not in held and not now.by_id[org].abolished and (visible is None or org in visible)
    ]


def add_for_branches(
    store: Store, viewer: Viewer, progress: Callable[[int, int, str], None] | None = None
) -> list[FirstPassword]:
    """An account for each branch that has none, named after its code. Some 0.2 s a branch; a transaction each fifty."""
    now = tree(store)
    wanted = branches_without(store, viewer)
    made: list[FirstPassword] = []
    for start in range(0, len(wanted), _BATCH):
        batch: list[tuple[int, str, str]] = []
        for org in wanted[start : start + _BATCH]:
            password = passwords.generate()
            batch.append((org, password, passwords.hash_password(password)))
            if progress:
                progress(start + len(batch), len(wanted), now.by_id[org].name)
        with store.write() as writer:
            taken = {name_key(each.name) for each in everyone(store).values()}
            for org, password, hashed in batch:
                found = now.by_id[org]
                name = _free_name(found.code, org, taken)
                number = _add_in(writer, name, found.name, hashed, must_change=True, by=viewer.account)
                _grant_in(writer, number, [Grant("branch", org)], by=viewer.account)
                audit(writer, viewer, "account add", org=org, object=str(number))
                made.append(FirstPassword(found.code, found.name, name, password))
    return made


def _free_name(code: str, org: int, taken: set[str]) -> str:
    """A sign-in name from a branch's code that nobody has yet; it is taken from now on."""
    plain = re.sub(r"[^\w.@-]", "", code)[:34]
    for name in (plain, *(f"{plain}-{k}" for k in range(2, 99)), f"支部{org}"):
        if _NAME.fullmatch(name) and name_key(name) not in taken:
            taken.add(name_key(name))
            return name
    raise AccountProblem(f"代码为“{code}”的党支部取不出账号名，请单独新建。")

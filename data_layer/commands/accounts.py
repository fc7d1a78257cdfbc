"""``accounts add | list | disable | enable | reset | bind | unbind | grant | revoke``: who may sign in."""

import argparse
from typing import Any

from data_layer.access import EVERYTHING, ROLE_NAMES, Grant, Viewer, accounts, passwords
from data_layer.access.directory import Bound
from data_layer.access.identity import TITLES, clean_name
from data_layer.commands import CommandProblem, day, emit, put, say, terminal
from data_layer.organisations import tree
from data_layer.store import Store

_SOURCES = "、".join(f"{source} {title}" for source, title in TITLES.items())


def add(subparsers: Any) -> None:
    """The parsers."""
    actions = subparsers.add_parser("accounts", help="账号和授权").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    adding = actions.add_parser("add", help="新建账号；密码从提示或标准输入读取")
    adding.add_argument("name", metavar="账号")
    adding.add_argument("--display", metavar="姓名", default="", help="页面上显示的姓名")
    adding.add_argument("--keep-password", action="store_true", help="首次登录不要求修改密码")
    adding.add_argument("--bound", metavar="来源=名字", help=f"不设密码，只由外部身份登录；来源：{_SOURCES}")
    _grant_options(adding)
    actions.add_parser("list", help="列出账号")
    for action, words in (
        ("disable", "停用账号，立即退出登录"),
        ("enable", "恢复账号"),
        ("reset", "重置密码；新密码从提示或标准输入读取，下次登录须修改"),
    ):
        actions.add_parser(action, help=words).add_argument("name", metavar="账号")
    for action, words in (("bind", "绑定外部身份里的名字"), ("unbind", "解除绑定，立即退出登录")):
        binding = actions.add_parser(action, help=words)
        binding.add_argument("name", metavar="账号")
        binding.add_argument("bound", metavar="来源=名字", help=f"来源：{_SOURCES}")
    granting = actions.add_parser("grant", help="增加一个角色")
    granting.add_argument("name", metavar="账号")
    _grant_options(granting)
    revoking = actions.add_parser("revoke", help="收回一个角色")
    revoking.add_argument("name", metavar="账号")
    revoking.add_argument("--role", choices=list(ROLE_NAMES), required=True)
    revoking.add_argument("--org", metavar="党组织代码", help="不写：该角色的全部授权")


def _grant_options(parser: argparse.ArgumentParser) -> None:
    told = "、".join(f"{role} {name}" for role, name in ROLE_NAMES.items())
    parser.add_argument("--role", choices=list(ROLE_NAMES), required=True, help=told)
    parser.add_argument("--org", metavar="党组织代码", help="管理员可不写：全部党组织")
    parser.add_argument("--from", dest="from_on", metavar="日期")
    parser.add_argument("--until", metavar="日期")
    parser.add_argument("--purpose", metavar="事由")


def run(args: argparse.Namespace, store: Store, viewer: Viewer) -> int:
    """Do it. Exit status 0, or 2 with a sentence on standard error."""
    try:
        if args.action == "list":
            _list(args, store, viewer)
        elif args.action == "add":
            grant = _grant(args, store)
            number = accounts.add(
                store,
                viewer,
                args.name,
                None if args.bound else terminal().secret(),
                [grant],
                display_name=args.display,
                must_change=not args.keep_password,
                bound=_bound(args.bound) if args.bound else None,
            )
            if args.json:
                emit({"account": number, "name": args.name})
            say(f"已新建账号“{args.name}”，角色：{ROLE_NAMES[grant.role]}。")
        else:
            _change(args, store, viewer)
    except (accounts.AccountProblem, passwords.WeakPassword) as problem:
        raise CommandProblem(str(problem)) from None
    return 0


def _change(args: argparse.Namespace, store: Store, viewer: Viewer) -> None:
    found = accounts.find(store, viewer, args.name)
    if args.action in ("disable", "enable"):
        accounts.set_disabled(store, viewer, found.account, args.action == "disable")
        done = "停用" if args.action == "disable" else "恢复"
    elif args.action == "reset":
        accounts.reset_password(store, viewer, found.account, terminal().secret())
        done = "重置密码"
    elif args.action == "bind":
        accounts.bind(store, viewer, found.account, _bound(args.bound))
        done = "绑定外部身份"
    elif args.action == "unbind":
        accounts.unbind(store, viewer, found.account, _bound(args.bound))
        done = "解除绑定"
    elif args.action == "grant":
        accounts.grant_role(store, viewer, found.account, _grant(args, store))
        done = "增加角色"
    else:
        org = None if args.org is None else _org(store, args.org)
        held = [h for h in found.held if h.grant.role == args.role and org in (None, h.grant.org)]
        if not held:
            raise CommandProblem(f"账号“{found.name}”没有这一角色。")
        for each in held:
            accounts.revoke(store, viewer, found.account, each.grant_id)
        done = "收回角色"
    if args.json:
        emit({"account": found.account, "name": found.name})
    say(f"已为账号“{found.name}”{done}。")


def _list(args: argparse.Namespace, store: Store, viewer: Viewer) -> None:
    by_id = tree(store).by_id
    rows = []
    for each in accounts.listed(store, viewer):
        grants = [
            {
                "role": h.grant.role,
                "org_code": by_id[h.grant.org].code if h.grant.org in by_id else None,
                "from": h.grant.from_on,
                "until": h.grant.until,
                "purpose": h.grant.purpose,
            }
            for h in each.held
        ]
        rows.append(
            {
                "account": each.account,
                "name": each.name,
                "display_name": each.display_name,
                "disabled": each.disabled,
                "grants": grants,
                "password": each.has_password,
                "bound": [{"source": bound.source, "name": bound.name} for bound in each.bound],
            }
        )
    if args.json:
        emit(rows)
        return
    for row, each in zip(rows, accounts.listed(store, viewer), strict=True):
        roles = "，".join(f"{ROLE_NAMES[h.grant.role]} {_where(by_id, h.grant.org)}" for h in each.held) or "没有角色"
        put(f"{row['name']}\t{row['display_name']}\t{'停用' if row['disabled'] else '在用'}\t{roles}")


def _where(by_id: dict[int, Any], org: int) -> str:
    return f"{by_id[org].name}（{by_id[org].code}）" if org in by_id else "全部党组织"


def _grant(args: argparse.Namespace, store: Store) -> Grant:
    if args.org is None and args.role != "administrator":
        raise CommandProblem("请用 --org 写明党组织代码。")
    org = EVERYTHING if args.org is None else _org(store, args.org)
    return Grant(
        args.role,
        org,
        day(args.from_on) if args.from_on else None,
        day(args.until) if args.until else None,
        args.purpose,
    )


def _bound(text: str) -> Bound:
    source, _, name = text.partition("=")
    known = clean_name(name)
    if source not in TITLES or known is None:
        raise CommandProblem(f"请写成 来源=名字，来源可以是：{_SOURCES}。")
    return Bound(source, known)


def _org(store: Store, code: str) -> int:
    org = tree(store).by_code.get(code)
    if org is None:
        raise CommandProblem(f"没有代码为“{code}”的党组织。")
    return org

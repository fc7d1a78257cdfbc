"""``parameters list`` · ``parameters set NAME VALUE [--org CODE] [--from DAY] [--source TEXT]``."""

import argparse
from typing import Any

from data_layer import access, clock
from data_layer.access.limits import LIMITS, BadLimit, set_limit, values
from data_layer.administration import set_parameter
from data_layer.commands import CommandProblem, day, emit, put, say
from data_layer.organisations import tree
from data_layer.organisations.parameters import DEFAULTS, BadValue, rules
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``parameters``."""
    actions = subparsers.add_parser("parameters", help="考核口径").add_subparsers(dest="action", required=True)
    listed = actions.add_parser("list", help="列出口径")
    listed.add_argument("--org", metavar="代码", default=None)
    changed = actions.add_parser("set", help="设置口径")
    changed.add_argument("name")
    changed.add_argument("value")
    changed.add_argument("--org", metavar="代码", default=None, help="默认：最上级")
    changed.add_argument("--from", dest="valid_from", metavar="日期", default=None, help="自哪天起（默认：今天）")
    changed.add_argument("--source", default="", help="依据")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    now = tree(store)
    if args.org is not None and args.org not in now.by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    if args.action == "list":
        today = clock.today()
        org = now.by_code[args.org] if args.org else next(iter(now.roots), None)
        path = [] if org is None else [org, *now.ancestors(org)]
        if org is not None:
            access.require_org(store, viewer, "read", org)
        held = rules(store, today)
        rows = [
            {
                "name": name,
                "value": held.text(name, path, today),
                "default": default.value,
                "label": default.label,
                "clause": default.clause,
            }
            for name, default in DEFAULTS.items()
        ]
        rows += [
            {"name": name, "value": str(value), "default": str(LIMITS[name].value), "label": LIMITS[name].label}
            for name, value in values(store).items()
            if args.org is None
        ]
        if args.json:
            emit(rows)
        else:
            for row in rows:
                put(f"{row['name']}\t{row['value'] or '—'}\t{row['label']}")
        return 0
    if args.name in LIMITS:
        return _limit(args, store, viewer)
    orgs = [now.by_code[args.org]] if args.org else now.roots
    if not orgs:
        raise CommandProblem("还没有组织，请先用 orgs import 导入组织树")
    try:
        for org in orgs:
            valid_from = day(args.valid_from) if args.valid_from else None
            set_parameter(store, viewer, org, args.name, args.value, valid_from, args.source)
    except BadValue as problem:
        raise CommandProblem(str(problem)) from None
    if args.json:
        emit({"name": args.name, "value": args.value})
    say("已设置。")
    return 0


def _limit(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """A rule of the door: for everybody, from now on."""
    if args.org or args.valid_from:
        raise CommandProblem("登录规则对所有账号立即生效，不能写 --org、--from")
    try:
        set_limit(store, viewer, args.name, int(args.value))
    except (BadLimit, ValueError) as problem:
        raise CommandProblem(str(problem) if isinstance(problem, BadLimit) else "请写一个整数") from None
    if args.json:
        emit({"name": args.name, "value": args.value})
    say("已设置。")
    return 0

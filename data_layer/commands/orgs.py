"""``orgs import FILE`` · ``orgs event CODE rename|move|merge|split|abolish|classify …``."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, clock
from data_layer.administration import ImportResult, OrganisingProblem, add_event, import_orgs, read_org_file
from data_layer.commands import CommandProblem, day, emit, put, say
from data_layer.organisations import Tree, tree
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``orgs``."""
    actions = subparsers.add_parser("orgs", help="组织树与组织变动").add_subparsers(dest="action", required=True)
    imported = actions.add_parser("import", help="导入组织树（.xlsx 或 .csv）")
    imported.add_argument("file", type=Path)
    actions.add_parser("list", help="列出组织")
    event = actions.add_parser("event", help="登记组织变动")
    event.add_argument("code")
    event.add_argument("--on", type=str, default=None, metavar="日期", help="变动日期（默认：今天）")
    event.add_argument("--reason", default=None)
    kinds = event.add_subparsers(dest="kind", required=True)
    rename = kinds.add_parser("rename", help="改名")
    rename.add_argument("name")
    rename.add_argument("--code", dest="new_code", default=None, help="新代码")
    alias = kinds.add_parser("alias", help="登记别名")
    alias.add_argument("name")
    kinds.add_parser("move", help="改隶属").add_argument("to", help="新上级代码")
    kinds.add_parser("merge", help="并入另一支部").add_argument("into", help="并入的支部代码")
    kinds.add_parser("split", help="分设出一个已成立的支部").add_argument("into", help="分出的支部代码")
    kinds.add_parser("abolish", help="撤销").add_argument("into", nargs="?", default=None, help="承接的支部代码")
    kinds.add_parser("classify", help="改支部类别").add_argument("branch_class")
    for parser in kinds.choices.values():
        parser.add_argument("--on", type=str, default=argparse.SUPPRESS, metavar="日期")
        parser.add_argument("--reason", default=argparse.SUPPRESS)


def _code(now: Tree, code: str) -> int:
    if code not in now.by_code:
        raise CommandProblem(f"没有代码为“{code}”的党组织")
    return now.by_code[code]


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    if args.action == "import":
        return _import(args, store, viewer)
    now = tree(store)
    if args.action == "list":
        seen = access.visible_orgs(store, viewer, "read")
        rows = [
            {
                "org_code": o.code,
                "name": o.name,
                "type": o.type,
                "branch_class": o.branch_class,
                "is_unit": o.is_unit,
                "parent": now.by_id[o.parent].code if o.parent in now.by_id else None,
                "founded": o.founded,
                "abolished": o.abolished,
            }
            for o in sorted(now.by_id.values(), key=lambda o: o.code)
            if seen is None or o.org in seen
        ]
        if args.json:
            emit(rows)
        else:
            for row in rows:
                put(f"{row['org_code']}\t{row['name']}\t{row['type']}\t{row['parent'] or ''}")
        return 0
    attributes: dict[str, Any] = {"reason": args.reason}
    if args.kind in ("rename", "alias"):
        attributes["name"] = args.name
        if args.kind == "rename" and args.new_code:
            attributes["code"] = args.new_code
    elif args.kind == "move":
        attributes["parent"] = _code(now, args.to)
    elif args.kind == "classify":
        attributes["branch_class"] = args.branch_class
    elif args.into:
        attributes["successor"] = _code(now, args.into)
    try:
        add_event(
            store, viewer, _code(now, args.code), args.kind, day(args.on) if args.on else clock.today(), **attributes
        )
    except OrganisingProblem as problem:
        raise CommandProblem(str(problem)) from None
    if args.json:
        emit({"org_code": args.code, "event": args.kind})
    say("已登记。")
    return 0


def _import(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    try:
        rows = read_org_file(args.file.name, args.file.read_bytes())
    except OSError:
        raise CommandProblem(f"打不开文件 {args.file.name}") from None
    except OrganisingProblem as problem:
        raise CommandProblem(str(problem)) from None
    result: ImportResult = import_orgs(store, viewer, rows)
    if args.json:
        emit(
            {
                "added": result.added,
                "changed": result.changed,
                "unchanged": result.unchanged,
                "problems": [{"row": row, "message": message} for row, message in result.problems],
            }
        )
    for row, message in result.problems:
        say(f"第 {row} 行：{message}")
    if result.problems:
        say("有问题，未导入任何内容。")
        return 2
    say(f"新增 {result.added} 个，变更 {result.changed} 个，未变 {result.unchanged} 个。")
    return 0

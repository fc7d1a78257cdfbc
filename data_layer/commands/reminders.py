"""``reminders list|send|ics|addresses``: what falls due, by mail, as a calendar."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem, emit, put, say
from data_layer.documents.reminders import calendar
from data_layer.organisations import tree
from data_layer.oversight.reminders import mail
from data_layer.oversight.reminders.due import digests, own
from data_layer.oversight.reminders.wording import short
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``reminders``."""
    actions = subparsers.add_parser("reminders", help="到期提醒：列出、发邮件、日历").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    for name, text in (
        ("list", "各支部 30 天、7 天、1 天内到期和已超期的事项，一支部一条，可粘贴到微信、短信"),
        ("send", "发到各支部的邮箱（服务器见环境变量 LEDGER_SMTP…），一个支部一天至多一封"),
        ("ics", "存为日历文件"),
    ):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("--org", metavar="代码", default=None)
        if name == "ics":
            parser.add_argument("-o", dest="output", type=Path, required=True, metavar="文件")
    given = actions.add_parser("addresses", help="设各支部的邮箱：文件每行一个党组织代码和邮箱")
    given.add_argument("file", type=Path, metavar="文件")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 1 some mail was refused, 2 nothing done."""
    try:
        return _run(args, store, viewer)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError:
        raise CommandProblem("文件打不开或写不了，请核对路径") from None


def _run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    if args.action == "addresses":
        say(f"设了 {mail.set_addresses(store, viewer, args.file.read_text(encoding='utf-8-sig'))} 个邮箱。")
        return 0
    if args.org is not None and args.org not in tree(store).by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    view = view_of(store, viewer, args.org, None, branches=None)
    if view.empty in ("no_organisations", "no_access"):
        raise CommandProblem("没有可以提醒的党组织")
    if args.action == "send":
        through = mail.server()
        if through is None:
            raise CommandProblem("还没有设邮件服务器：请设环境变量 LEDGER_SMTP 和 LEDGER_SMTP_FROM")
        done = mail.send(store, viewer, view, through)
        if args.json:
            emit(vars(done))
        else:
            put(f"已发 {done.sent}，没有发出 {done.failed}，今天已发过 {done.again}，没有邮箱 {done.unknown}")
        return 1 if done.failed else 0
    found = digests(store, viewer, view)
    if args.action == "ics":
        mine = None if view.is_branch else own(store, viewer, view)
        args.output.write_bytes(calendar(store, viewer, [*([mine] if mine else []), *found]))
        return 0
    if args.json:
        emit(
            [
                {"org_code": each.code, "as_of": each.as_of,
                 "items": [{"day": item.day, "band": each.band(item), "what": item.what, "count": item.count,
                            "place": item.place} for item in each.items]}
                for each in found
            ]
        )  # fmt: skip
        return 0
    for each in found:
        put(short(each))
    return 0

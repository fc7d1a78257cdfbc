"""``practices list|show|write|consent|withdraw|circulate|take-up|drop``: 经验做法 and 先进典型."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data_layer import access, clock
from data_layer.assessment.practices import FORMS, MANNERS, Practice, practice_of, practices
from data_layer.assessment.view import View, view_of
from data_layer.commands import CommandProblem, day, emit, moment, put, say
from data_layer.organisations import tree
from data_layer.oversight import practising
from data_layer.oversight.practising import Cited
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store

_KINDS = ("figure", "finding", "visit")


def add(subparsers: Any) -> None:
    """The parsers of ``practices``."""
    actions = subparsers.add_parser("practices", help="经验做法：登记、本人同意、推广、采用").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    listed = actions.add_parser("list", help="列出经验做法和先进典型")
    listed.add_argument("--org", metavar="代码", default=None)
    listed.add_argument("--form", choices=tuple(FORMS), default=None)
    listed.add_argument("--as-of", default=None, metavar="日期")
    actions.add_parser("show", help="一条的全文、依据、去向").add_argument("practice", type=int, metavar="编号")
    written = actions.add_parser("write", help="写一条；写编号则重写那一条")
    written.add_argument("practice", type=int, nargs="?", metavar="编号", default=None)
    written.add_argument("--org", metavar="代码", required=True)
    written.add_argument("--form", choices=tuple(FORMS), default="practice")
    written.add_argument("--title", required=True)
    written.add_argument("--text", required=True, help="怎样做的，有什么效果；不写没有同意的党员姓名")
    written.add_argument(
        "--cite", action="append", required=True, metavar="依据",
        help="figure:指标:期间、finding:编号 或 visit:编号，可以写多次",
    )  # fmt: skip
    agreed = actions.add_parser("consent", help="登记本人同意写出姓名")
    agreed.add_argument("practice", type=int, metavar="编号")
    agreed.add_argument("--person", type=int, default=None, metavar="编号", help="党员编号；其他人写 --who")
    agreed.add_argument("--who", default="", metavar="姓名")
    agreed.add_argument("--manner", choices=tuple(MANNERS), default="paper")
    agreed.add_argument("--day", default=None, metavar="日期", help="同意的日期（默认今天）")
    for parser in (written, agreed):
        parser.add_argument("--file", action="append", type=Path, default=[], metavar="文件", help="附件，可以写多次")
    for name, text, more in (
        ("withdraw", "撤回一项同意", ("--consent", "同意的编号")),
        ("circulate", "推广到一个党（工）委，其下的支部都看得到", ("--to", "党组织代码")),
        ("take-up", "支部采用", ("--org", "支部代码")),
        ("drop", "撤下", ("--reason", "理由")),
    ):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("practice", type=int, metavar="编号")
        parser.add_argument(more[0], required=True, metavar=more[1], type=int if name == "withdraw" else str)
        if name == "take-up":
            parser.add_argument("--note", default="", help="怎样做的；不写党员姓名")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    for code in (getattr(args, "org", None), getattr(args, "to", None)):
        if code is not None and code not in tree(store).by_code:
            raise CommandProblem(f"没有代码为“{code}”的党组织")
    if args.action in ("list", "show"):
        as_of = f"{moment(args.as_of).date()}" if getattr(args, "as_of", None) else None
        view = view_of(store, viewer, getattr(args, "org", None), None, as_of, branches=None)
        return (_list if args.action == "list" else _show)(args, store, viewer, view)
    try:
        number = _act(args, store, viewer)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError:
        raise CommandProblem("附件打不开，请核对路径") from None
    if args.json:
        emit({"practice": args.practice if args.practice is not None else number, "event": number})
    say(f"第 {args.practice if args.practice is not None else number} 条已记录。")
    return 0


def _act(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int | None:
    """The number of the new practice or consent; None where nothing new has one."""
    by_code = tree(store).by_code
    if args.action == "write":
        return practising.write(
            store, viewer, by_code[args.org], args.title, args.text, _cited(args.cite), form=args.form,
            practice=args.practice, files=_files(args.file),
        )  # fmt: skip
    if args.action == "consent":
        on = day(args.day) if args.day else clock.today()
        return practising.consent(
            store, viewer, args.practice, on, args.manner, person=args.person, who=args.who, files=_files(args.file)
        )
    if args.action == "withdraw":
        practising.withdraw_consent(store, viewer, args.practice, args.consent)
    elif args.action == "circulate":
        practising.circulate(store, viewer, args.practice, by_code[args.to])
    elif args.action == "take-up":
        practising.take_up(store, viewer, args.practice, by_code[args.org], args.note)
    else:
        practising.drop(store, viewer, args.practice, args.reason)
    return None


def _cited(given: Sequence[str]) -> list[Cited]:
    found = []
    for text in given:
        kind, _, rest = text.partition(":")
        indicator, _, period = rest.partition(":")
        if kind == "figure" and indicator and period:
            found.append(Cited(kind, indicator=indicator, period=period))
        elif kind in _KINDS[1:] and rest.isdigit():
            found.append(Cited(kind, int(rest)))
        else:
            raise CommandProblem(f"“{text}”不是依据，请写成 figure:指标:期间、finding:编号 或 visit:编号")
    return found


def _files(given: Sequence[Path]) -> list[tuple[str, bytes]]:
    return [(each.name, each.read_bytes()) for each in given]


def _list(args: argparse.Namespace, store: Store, viewer: access.Viewer, view: View) -> int:
    found = [each for each in practices(store, viewer, view) if args.form in (None, each.form)] if view.org else []
    if args.json:
        emit([_row(store, each) for each in found])
        return 0
    for each in found:
        spread = f"推广到 {len(each.circulated)}，采用 {len(each.taken)}"
        word = "已撤下" if each.dropped else spread
        put(f"{each.practice}\t{each.code}\t{FORMS[each.form]}\t{each.title}\t{each.day}\t{word}")
    return 0


def _row(store: Store, each: Practice) -> dict[str, Any]:
    """As ``list --json`` gives it: members by number, as everywhere in JSON."""
    codes = {org: one.code for org, one in tree(store).by_id.items()}
    same = "practice form title body day".split()
    return {
        "org_code": each.code,
        **{name: getattr(each, name) for name in same},
        "references": [
            {"kind": one.kind, "number": one.number or None, "indicator": one.indicator or None,
             "period": one.period or None, "met": one.met, "closed": one.closed, "as_of": one.as_of}
            for one in each.references
        ],
        "consents": [{"consent": one.event, "person": one.person, "day": one.day, "manner": one.manner}
                     for one in each.consents],
        "circulated": [{"org_code": codes[one.org], "day": one.day} for one in each.circulated],
        "taken_up": [{"org_code": codes[one.org], "day": one.day, "note": one.note} for one in each.taken],
        "dropped": each.dropped or None,
    }  # fmt: skip


def _show(args: argparse.Namespace, store: Store, viewer: access.Viewer, view: View) -> int:
    each = practice_of(store, viewer, view, args.practice) if view.org else None
    if each is None:
        raise CommandProblem("没有这一条，或不在您的权限内")
    if args.json:
        emit(_row(store, each))
        return 0
    put(f"{FORMS[each.form]}　{each.title}　{each.name}　{each.day}")
    put(each.body)
    for one in each.references:
        put(f"依据\t{one.said}")
    for agreed in each.consents:
        put(f"同意\t{agreed.event}\t{agreed.who or '一名党员'}\t{MANNERS[agreed.manner]}\t{agreed.day}")
    for word, steps in (("推广到", each.circulated), ("采用", each.taken)):
        for step in steps:
            put(f"{word}\t{step.name}\t{step.day}\t{step.note}".rstrip("\t"))
    if each.dropped:
        put(f"已撤下\t{each.dropped}")
    return 0

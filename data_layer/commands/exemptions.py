"""``exemptions list|ask|approve|refuse|end``: 免计 asked for, approved by another person, ended early."""

import argparse
from typing import Any

from data_layer import access
from data_layer.assessment.exemptions import STATES, requests
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem, day, emit, moment, put, say
from data_layer.organisations import tree
from data_layer.oversight import exempting
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``exemptions``."""
    actions = subparsers.add_parser("exemptions", help="免计：申请、审批、提前终止").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    listed = actions.add_parser("list", help="列出申请和已批准的免计")
    listed.add_argument("--org", metavar="代码", default=None)
    listed.add_argument("--state", choices=tuple(STATES), default=None)
    listed.add_argument("--as-of", default=None, metavar="日期")
    asked = actions.add_parser("ask", help="申请免计（由另一人批准后才起作用）")
    asked.add_argument("--org", metavar="代码", required=True)
    asked.add_argument("--reason", required=True, choices=[each.word for each in exempting.reasons()])
    asked.add_argument("--indicator", default=None, help="默认：各项应办")
    asked.add_argument("--person", type=int, default=None, metavar="编号", help="党员编号；默认：全支部")
    asked.add_argument("--period", default=None, help="只一个期间，如 2026Q3")
    asked.add_argument("--from", dest="from_on", default=None, metavar="日期", help="自这天起开始的各期间")
    asked.add_argument("--until", default=None, metavar="日期")
    asked.add_argument("--note", default="", help="具体情况")
    for name, text in (("approve", "批准"), ("refuse", "不批准"), ("end", "提前终止")):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("request", type=int, metavar="编号")
        if name != "approve":
            parser.add_argument("--reason", required=True, help="理由")
        if name == "end":
            parser.add_argument("--until", required=True, metavar="日期", help="这天以后开始的期间不再免计")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    now = tree(store)
    code = getattr(args, "org", None)
    if code is not None and code not in now.by_code:
        raise CommandProblem(f"没有代码为“{code}”的党组织")
    if args.action == "list":
        return _list(args, store, viewer)
    try:
        if args.action == "ask":
            made = exempting.ask(
                store, viewer, now.by_code[args.org], args.reason, indicator=args.indicator, person=args.person,
                period=args.period, from_on=day(args.from_on) if args.from_on else None,
                until=day(args.until) if args.until else None, note=args.note,
            )  # fmt: skip
        else:
            made = args.request
            if args.action == "approve":
                exempting.approve(store, viewer, made)
            elif args.action == "refuse":
                exempting.refuse(store, viewer, made, args.reason)
            else:
                exempting.end(store, viewer, made, day(args.until), args.reason)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    if args.json:
        emit({"request": made})
    say(f"第 {made} 号已记录。")
    return 0


def _list(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    as_of = f"{moment(args.as_of).date()}" if args.as_of else None
    view = view_of(store, viewer, args.org, None, as_of, branches=None)
    rows = [
        {
            "request": each.request,
            "org_code": each.code,
            "state": each.state,
            "indicator": each.indicator,
            "person": each.person,
            "period": each.period,
            "from_on": each.from_on,
            "until": each.last_on,
            "reason": each.reason,
            "asked_on": each.asked_on,
            "asked_by": each.asked_by,
            "decided_on": each.decided_on,
            "decided_by": each.decided_by or None,
        }
        for each in (requests(store, viewer, view) if view.org else [])
        if args.state in (None, each.state)
    ]
    if args.json:
        emit(rows)
        return 0
    for row in rows:
        span = row["period"] or f"{row['from_on']} 至 {row['until']}"
        what = row["indicator"] or "各项应办"
        cells = (row["request"], row["org_code"], STATES[str(row["state"])], what, row["person"] or "全支部", span)
        put("\t".join(f"{cell}" for cell in (*cells, row["reason"])))
    return 0

"""``findings list|open|start|answer|extend|close|send-back|reopen|confirm|drop``: 问题台账."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.assessment.findings import MATTERS, SEVERITIES, STATES, findings
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem, day, emit, moment, put, say
from data_layer.organisations import tree
from data_layer.oversight import findings as acts
from data_layer.oversight.remedy import remedies
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store

# what is done to one finding -> help, whether it sets a day
_ACTS = {
    "extend": ("延期（期限未过时）", True),
    "close": ("核验销号（登记人、答复人以外的人）", False),
    "send-back": ("退回整改", True),
    "reopen": ("重新打开", True),
    "confirm": ("确认属实（经费使用不当、填报不实）", False),
    "drop": ("撤销登记错的", False),
}


def add(subparsers: Any) -> None:
    """The parsers of ``findings``."""
    actions = subparsers.add_parser("findings", help="问题台账：登记、答复、销号").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    listed = actions.add_parser("list", help="列出问题，带台账复核的结果")
    listed.add_argument("--org", metavar="代码", default=None)
    listed.add_argument("--state", choices=(*STATES, "overdue"), default=None)
    listed.add_argument("--as-of", default=None, metavar="日期")
    opened = actions.add_parser("open", help="登记问题：从未达标的应办事项，或直接写事实")
    opened.add_argument("--org", metavar="代码", required=True)
    opened.add_argument("--due", required=True, metavar="日期", help="整改期限")
    opened.add_argument("--indicator", default=None)
    opened.add_argument("--period", default=None, help="2026Q3、2026H1 或 2026")
    opened.add_argument("--subject", action="append", default=[], help="应办事项的对象，可以写多次")
    opened.add_argument("--facts", default="", help="事实（从应办事项登记的可不写）")
    opened.add_argument("--severity", choices=tuple(SEVERITIES), default="light")
    opened.add_argument("--matter", choices=tuple(MATTERS), default="plain")
    opened.add_argument("--clause", default="")
    opened.add_argument("--person", action="append", type=int, default=[], metavar="编号", help="所涉党员编号")
    opened.add_argument("--measures", default="")
    opened.add_argument("--leader", default="", help="责任领导")
    for name, text in (("start", "支部开始整改：写明措施"), ("answer", "支部报告整改完成")):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("finding", type=int, metavar="编号")
        parser.add_argument("--text", required=True)
        if name == "answer":
            parser.add_argument(
                "--file", action="append", type=Path, default=[], metavar="文件", help="附件，可以写多次"
            )
    for name, (text, dated) in _ACTS.items():
        parser = actions.add_parser(name, help=text)
        parser.add_argument("finding", type=int, metavar="编号")
        parser.add_argument("--reason", required=True)
        if dated:
            parser.add_argument("--due", required=True, metavar="日期", help="新的期限")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    code = getattr(args, "org", None)
    if code is not None and code not in tree(store).by_code:
        raise CommandProblem(f"没有代码为“{code}”的党组织")
    if args.action == "list":
        return _list(args, store, viewer)
    try:
        number = _open(args, store, viewer) if args.action == "open" else _act(args, store, viewer)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    if args.json:
        emit({"finding": number})
    say(f"第 {number} 号已记录。")
    return 0


def _open(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    org, due = tree(store).by_code[args.org], day(args.due)
    if args.indicator is None:
        opening = acts.Opening(
            args.facts, due, matter=args.matter, severity=args.severity, clause=args.clause,
            persons=tuple(args.person), measures=args.measures, leader=args.leader,
        )  # fmt: skip
        return acts.open_finding(store, viewer, org, opening)
    if args.period is None or not args.subject:
        raise CommandProblem("从应办事项登记，要同时写 --indicator、--period 和 --subject")
    return acts.open_missed(
        store, viewer, org, args.indicator, args.period, args.subject, due, facts=args.facts,
        severity=args.severity, measures=args.measures, leader=args.leader,
    )  # fmt: skip


def _act(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    number = int(args.finding)
    if args.action == "start":
        acts.start(store, viewer, number, args.text)
    elif args.action == "answer":
        try:
            files = [(each.name, each.read_bytes()) for each in args.file]
        except OSError:
            raise CommandProblem("附件打不开，请核对路径") from None
        acts.answer(store, viewer, number, args.text, files)
    elif args.action == "close":
        view = view_of(store, viewer, branches=None)
        shown = remedies(store, viewer, view).get(number) if view.org else None
        acts.close(store, viewer, number, args.reason, shown.proof if shown else None)
    elif args.action in ("confirm", "drop"):
        {"confirm": acts.confirm, "drop": acts.drop}[args.action](store, viewer, number, args.reason)
    else:
        dated = {"extend": acts.extend, "send-back": acts.send_back, "reopen": acts.reopen}
        dated[args.action](store, viewer, number, day(args.due), args.reason)
    return number


def _list(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    as_of = f"{moment(args.as_of).date()}" if args.as_of else None
    view = view_of(store, viewer, args.org, None, as_of, branches=None)
    tested = remedies(store, viewer, view) if view.org else {}
    rows = []
    for each in findings(store, viewer, view) if view.org else []:
        if args.state not in (None, "overdue" if each.overdue else each.state, each.state):
            continue
        remedy = tested.get(each.finding)
        same = "finding origin matter severity clause indicator period subject persons opened_on due_on state".split()
        more = {"overdue": each.overdue, "reopened": each.reopened, "confirmed": each.confirmed}
        shown = {"proposes_close": bool(remedy and remedy.proposes), "remedied_on": each.remedied_on}
        rows.append({"org_code": each.code, **{name: getattr(each, name) for name in same}, **more, **shown})
    if args.json:
        emit(rows)
        return 0
    for row in rows:
        word = (
            STATES[row["state"]]
            + ("（超期）" if row["overdue"] else "")
            + ("，可销号" if row["proposes_close"] else "")
        )
        cells = (row["finding"], row["org_code"], word, row["due_on"], row["indicator"] or row["matter"], row["period"])
        put("\t".join(f"{cell or ''}" for cell in cells))
    return 0

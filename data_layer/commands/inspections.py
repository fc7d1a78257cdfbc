"""``inspections plan|list|results``: 实地督查."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, clock
from data_layer.assessment.view import View, view_of
from data_layer.assessment.visits import PURPOSES, RESULTS, STATES, WAYS, visits
from data_layer.commands import CommandProblem, day, emit, moment, put, say
from data_layer.organisations import tree
from data_layer.oversight.visits.planning import plan
from data_layer.oversight.visits.results import check_sheet, read_back, record
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``inspections``."""
    actions = subparsers.add_parser("inspections", help="实地督查：计划、清单、结果").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    planned = actions.add_parser("plan", help="排一份计划：按风险选，加随机抽（打印种子，可重现）")
    planned.add_argument("--org", metavar="代码", default=None)
    planned.add_argument("--from", dest="from_on", required=True, metavar="日期")
    planned.add_argument("--until", required=True, metavar="日期")
    planned.add_argument("--risk", type=int, default=3, metavar="个数", help="按风险选几个支部")
    planned.add_argument("--chance", type=int, default=3, metavar="个数", help="随机抽几个支部")
    planned.add_argument("--purpose", choices=tuple(PURPOSES), default="supervise")
    planned.add_argument("--seed", type=int, default=None, metavar="种子", help="重现一次抽样")
    results = actions.add_parser("results", help="导入填好的核实表（两次导入不会重复）；不给文件则列出结果")
    results.add_argument("visit", type=int, metavar="编号")
    results.add_argument("file", type=Path, nargs="?", metavar="文件")
    results.add_argument("--day", default=None, metavar="日期", help="实地督查的日期（默认今天）")
    listed = actions.add_parser("list", help="列出督查：怎样选上的、结果如何")
    listed.add_argument("--org", metavar="代码", default=None)
    listed.add_argument("--plan", type=int, default=None, metavar="编号")
    listed.add_argument("--state", choices=tuple(STATES), default=None)
    listed.add_argument("--as-of", default=None, metavar="日期")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    if args.action == "results":
        return _results(args, store, viewer)
    if args.org is not None and args.org not in tree(store).by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    as_of = f"{moment(args.as_of).date()}" if getattr(args, "as_of", None) else None
    view = view_of(store, viewer, args.org, None, as_of, branches=None)
    if view.empty in ("no_organisations", "no_access"):
        raise CommandProblem("没有可以督查的党组织")
    number = args.plan if args.action == "list" else _plan(args, store, viewer, view)
    return _list(args, store, viewer, view, number)


def _results(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    stored = 0
    try:
        if args.file is not None:
            said, problems = read_back(store, viewer, args.visit, args.file.name, args.file.read_bytes())
            for each in problems:
                say(each)
            if problems:
                return 1
            on = day(args.day) if args.day else clock.today()
            stored = record(store, viewer, args.visit, on, said, via="sheet")
        held, _, found = check_sheet(store, viewer, args.visit)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError:
        raise CommandProblem("文件打不开，请核对路径") from None
    results = [{"claim": key, "result": one.result, "note": one.note} for key, one in found.items()]
    if args.json:
        emit(
            {"visit": held.visit, "org_code": held.code, "done_on": held.done_on, "stored": stored, "results": results}
        )
        return 0
    for key, one in found.items():
        put(f"{key}\t{RESULTS[one.result]}\t{one.note}")
    return 0


def _plan(args: argparse.Namespace, store: Store, viewer: access.Viewer, view: View) -> int:
    try:
        number = plan(
            store, viewer, view, day(args.from_on), day(args.until), by_risk=args.risk, by_chance=args.chance,
            purpose=args.purpose, seed=args.seed,
        )  # fmt: skip
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None
    say(f"第 {number} 号计划已记录。")
    return number


def _list(args: argparse.Namespace, store: Store, viewer: access.Viewer, view: View, number: int | None) -> int:
    wanted = getattr(args, "state", None)
    found = [
        each for each in visits(store, viewer, view) if number in (None, each.plan) and wanted in (None, each.state)
    ]
    if args.json:
        names = "visit plan purpose way seed stratum stratum_size stratum_drawn from_on until state done_on".split()
        emit(
            [
                {"org_code": each.code, **{name: getattr(each, name) for name in names}, "true": each.held,
                 "false": each.failed, "unknown": each.unknown, "reasons": list(each.reasons)}
                for each in found
            ]
        )  # fmt: skip
        return 0
    for each in found:
        cells = (each.visit, each.code, each.branch, WAYS[each.way], STATES[each.state], each.seed, each.why)
        put("\t".join(f"{cell}" for cell in cells))
    return 0

"""``pack --org CODE [--as-of DAY] -o FILE``: 一个支部的督查材料, Word (.docx) or PDF (.pdf).

``pack --plan NUMBER -o FILE``: of every visit of a plan that is still to come, as one .zip of PDF files.
"""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, clock
from data_layer.commands import CommandProblem, day, emit, say
from data_layer.documents.content import DocumentProblem
from data_layer.documents.pack import KINDS, pack, packs
from data_layer.organisations import tree
from data_layer.oversight.visits.results import onsite
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``pack``."""
    parser = subparsers.add_parser("pack", help="一个支部的督查材料（Word 或 PDF）")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--org", metavar="代码")
    whose.add_argument("--plan", type=int, metavar="编号", help="一份督查计划里待前往的各支部，打成一个 .zip")
    parser.add_argument("--as-of", default=None, metavar="日期")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件", help="以 .docx 或 .pdf（--plan：.zip）结尾"
    )


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 written, 2 nothing written."""
    if args.plan is not None:
        return _plan(args, store, viewer)
    now = tree(store)
    found = now.by_id[now.by_code[args.org]] if args.org in now.by_code else None
    if found is None or not found.is_branch:
        raise CommandProblem(f"没有代码为“{args.org}”的党支部")
    as_of = day(args.as_of) if args.as_of else None
    if as_of is not None and as_of > clock.today():
        raise CommandProblem("截至日期不能在今天以后")
    kind = args.output.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise CommandProblem("文件名请以 .docx 或 .pdf 结尾")
    try:
        args.output.write_bytes(pack(store, viewer, found.org, as_of, kind))
    except DocumentProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"org_code": args.org, "as_of": as_of or clock.today(), "file": f"{args.output}"})
    say(f"已写入 {args.output}")
    return 0


def _plan(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    chosen = [each for each in onsite(store, viewer) if each.plan == args.plan and each.state == "planned"]
    if not chosen:
        raise CommandProblem("这份计划没有待前往的支部，或不在权限内")
    if args.output.suffix.lower() != ".zip":
        raise CommandProblem("文件名请以 .zip 结尾")

    def told(done: int, total: int, branch: str) -> None:
        say(f"{done + 1}/{total} {branch}")

    try:
        args.output.write_bytes(packs(store, viewer, chosen, progress=told))
    except DocumentProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"plan": args.plan, "org_codes": [each.code for each in chosen], "file": f"{args.output}"})
    say(f"已写入 {args.output}")
    return 0

"""``notice --round ID [--kind KIND] -o FILE``: the draft of a round's document; ``notice --finding N … -o FILE``: a
整改通知书 to the branch of these findings. Word (.docx), or PDF for reading."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.commands import CommandProblem, emit, say
from data_layer.documents.content import DocumentProblem
from data_layer.documents.notice import KINDS, notice, which
from data_layer.documents.rectification import org_of, rectification
from data_layer.oversight.rounds.reading import round_of
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``notice``."""
    parser = subparsers.add_parser("notice", help="通报、公示、整改通知书的草稿（Word、PDF）")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--round", metavar="批次", type=int)
    source.add_argument("--finding", metavar="问题", type=int, nargs="+", help="同一党支部的一个或几个问题")
    parser.add_argument("--kind", choices=list(KINDS), default=None, help="默认：下一步要用的一种")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="以 .docx 或 .pdf 结尾")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 written, 2 nothing written."""
    form = args.output.suffix.lower().removeprefix(".")
    if form not in ("docx", "pdf"):
        raise CommandProblem("文件名请以 .docx 或 .pdf 结尾")
    try:
        if args.finding:
            branch = org_of(store, args.finding[0])
            kind, made = "rectify", rectification(store, viewer, branch, args.finding, form)
        else:
            kind = args.kind or which(round_of(store, viewer, args.round))
            made = notice(store, viewer, args.round, kind, form)
        args.output.write_bytes(made)
    except DocumentProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"file": f"{args.output}", "round": args.round, "findings": args.finding or [], "kind": kind})
    say(f"已写入 {args.output}（{KINDS[kind]}）")
    return 0

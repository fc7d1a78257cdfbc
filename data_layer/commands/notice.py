"""``notice --round ID [--kind KIND] -o FILE``: the draft of a round's 通报 or 公示, Word (.docx)."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.commands import CommandProblem, emit, say
from data_layer.documents.content import DocumentProblem
from data_layer.documents.notice import KINDS, notice, which
from data_layer.oversight.rounds.reading import round_of
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``notice``."""
    parser = subparsers.add_parser("notice", help="研判批次的通报、公示草稿（Word）")
    parser.add_argument("--round", metavar="批次", type=int, required=True)
    parser.add_argument("--kind", choices=list(KINDS), default=None, help="默认：下一步要用的一种")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="以 .docx 结尾")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 written, 2 nothing written."""
    if args.output.suffix.lower() != ".docx":
        raise CommandProblem("文件名请以 .docx 结尾")
    try:
        kind = args.kind or which(round_of(store, viewer, args.round))
        args.output.write_bytes(notice(store, viewer, args.round, kind))
    except DocumentProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"file": f"{args.output}", "round": args.round, "kind": kind})
    say(f"已写入 {args.output}（{KINDS[kind]}）")
    return 0

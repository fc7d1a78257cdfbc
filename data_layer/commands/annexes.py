"""``annexes --org CODE --quarter Q -o FILE``: 附件1、附件2 of an accepted ledger, Word (.docx) or PDF (.pdf)."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, quarters
from data_layer.commands import CommandProblem, emit, say
from data_layer.documents.annexes import KINDS, annexes
from data_layer.documents.content import DocumentProblem
from data_layer.organisations import tree
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``annexes``."""
    parser = subparsers.add_parser("annexes", help="打印一个支部一季台账的附件1、附件2（Word 或 PDF，留盖章处）")
    parser.add_argument("--org", metavar="代码", required=True)
    parser.add_argument("--quarter", metavar="季度", required=True, help="如 2026Q3")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="以 .docx 或 .pdf 结尾")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 written, 2 nothing written."""
    now = tree(store)
    found = now.by_id[now.by_code[args.org]] if args.org in now.by_code else None
    if found is None or not found.is_branch:
        raise CommandProblem(f"没有代码为“{args.org}”的党支部")
    kind = args.output.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise CommandProblem("文件名请以 .docx 或 .pdf 结尾")
    try:
        quarter = quarters.parse_quarter(args.quarter)
        args.output.write_bytes(annexes(store, viewer, found.org, quarter, kind))
    except (DocumentProblem, ValueError) as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"org_code": args.org, "quarter": args.quarter, "file": f"{args.output}"})
    say(f"已写入 {args.output}")
    return 0

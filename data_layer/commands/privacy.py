"""``privacy impact|record -o FILE``: 影响评估 or 处理活动记录, Word (.docx) or PDF (.pdf)."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access
from data_layer.commands import CommandProblem, emit, say
from data_layer.documents.content import DocumentProblem
from data_layer.documents.privacy import KINDS, SHEETS, sheet
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``privacy``."""
    parser = subparsers.add_parser("privacy", help="个人信息保护影响评估、处理活动记录（Word 或 PDF）")
    parser.add_argument(
        "which", choices=list(SHEETS), help="；".join(f"{name}：{word}" for name, word in SHEETS.items())
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="以 .docx 或 .pdf 结尾")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 written, 2 nothing written."""
    kind = args.output.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise CommandProblem("文件名请以 .docx 或 .pdf 结尾")
    try:
        args.output.write_bytes(sheet(store, viewer, args.which, kind))
    except DocumentProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    if args.json:
        emit({"file": f"{args.output}", "sheet": args.which})
    say(f"已写入 {args.output}（{SHEETS[args.which]}）")
    return 0

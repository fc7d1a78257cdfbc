"""``catalogue [-o FILE]``: the indicators in words and the clauses they serve, as Markdown (docs/指标说明.md)."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data_layer.commands import CommandProblem, emit, put, say
from data_layer.documents.catalogue import catalogue_markdown
from data_layer.indicators import catalogue


def add(subparsers: Any) -> None:
    """The parser of ``catalogue``."""
    parser = subparsers.add_parser("catalogue", help="指标说明：每项指标怎样计算，方案条款由什么落实")
    parser.add_argument("-o", "--output", type=Path, metavar="文件", help="写成 Markdown 文件（默认：标准输出）")
    parser.set_defaults(closed_store=True)


def run_closed(args: argparse.Namespace) -> int:
    """Exit status 0."""
    if args.json:
        emit([asdict(head) for head in catalogue(alerts=True)])
    if args.output is None:
        if not args.json:
            put(catalogue_markdown().rstrip("\n"))
        return 0
    try:
        args.output.write_text(catalogue_markdown(), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise CommandProblem(f"写不了“{args.output}”：{problem.strerror}") from None
    say(f"已写入 {args.output}")
    return 0

"""``fund import FILE`` · ``fund list [--org CODE] [--year Y]``: committees' budgets, allocations and own spending."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, clock
from data_layer.administration.fund import KINDS, FundProblem
from data_layer.administration.fund_file import empty_fund_file, import_fund
from data_layer.assessment.fund_vouchers import fund_entries
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem, emit, put, say
from data_layer.organisations import tree
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``fund``."""
    actions = subparsers.add_parser("fund", help="党（工）委的经费：导入、列出").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    imported = actions.add_parser("import", help="导入预算、下拨、本级支出（.xlsx 或 .csv），全部或一条也不")
    imported.add_argument("file", type=Path, metavar="文件")
    form = actions.add_parser("template", help="空的导入模板")
    form.add_argument("-o", "--output", required=True, type=Path, metavar="文件")
    listed = actions.add_parser("list", help="列出登记的经费")
    listed.add_argument("--org", default=None, metavar="党组织代码")
    listed.add_argument("--year", type=int, default=None, metavar="年度", help="默认：今年")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done · 1 the file was refused · 2 nothing could be read."""
    if args.action == "import":
        return _import(args, store, viewer)
    if args.action == "template":
        args.output.write_bytes(empty_fund_file())
        say(f"已写入 {args.output}")
        return 0
    if args.org is not None and args.org not in tree(store).by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    view = view_of(store, viewer, args.org, branches=None)
    by_id, year = tree(store).by_id, args.year or clock.today().year
    rows = [
        {
            "event": each.event,
            "org_code": by_id[each.org].code,
            "kind": each.kind,
            "branch": each.branch_name or None,
            "year": each.year,
            "day": each.day,
            "amount": f"{each.amount}",
            "source": each.source or None,
            "category": each.category or None,
            "voucher": each.voucher or None,
            "summary": each.summary or None,
            "voided_on": each.voided_on,
        }
        for each in (fund_entries(store, viewer, view, year) if view.org else [])
    ]
    if args.json:
        emit(rows)
        return 0
    for row in rows:
        cells = (row["org_code"], KINDS[str(row["kind"])], row["day"], row["amount"], row["branch"], row["summary"])
        put("\t".join(str(cell or "") for cell in cells) + ("\t已作废" if row["voided_on"] else ""))
    return 0


def _import(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    try:
        content = args.file.read_bytes()
    except OSError:
        raise CommandProblem(f"打不开文件 {args.file.name}") from None
    problems: list[tuple[int | None, str]] = []
    count = 0
    try:
        count = import_fund(store, viewer, args.file.name, content)
    except FundProblem as refused:
        problems = refused.problems
    if args.json:
        emit({"recorded": count, "problems": [{"row": row, "message": text} for row, text in problems]})
    for row, text in problems:
        say(f"第 {row} 行：{text}" if row else text)
    if problems:
        say("有问题，未登记任何内容。")
        return 1
    say(f"登记 {count} 笔。")
    return 0

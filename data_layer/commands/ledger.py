"""``ledger template | seed | check | submit``: pre-filled workbooks, a check, hundreds of e-mailed ledgers."""

import argparse
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from data_layer import access, clock, quarters
from data_layer.books.neutral import Unreadable
from data_layer.commands import CommandProblem, day, emit, put, say
from data_layer.ledger import marked, service
from data_layer.ledger.bundle import Piece, distinct, in_folder, on_disk
from data_layer.ledger.checked import Checked, LedgerProblem
from data_layer.ledger.meanings import said
from data_layer.ledger.model import Problem
from data_layer.ledger.prefill import template
from data_layer.ledger.problems import problem
from data_layer.ledger.seeding import seed
from data_layer.organisations import tree
from data_layer.store import Store

_REASON = "命令行报送时指定收到日期"
_SHOWN = 8  # problems of one file said on the terminal; --json and --marked give all


def add(subparsers: Any) -> None:
    """The parsers of ``ledger``."""
    actions = subparsers.add_parser("ledger", help="台账：模板、核对、报送").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    blank = actions.add_parser("template", help="某支部某季度的预填台账")
    blank.add_argument("--org", required=True, metavar="党组织代码")
    blank.add_argument("--quarter", required=True, metavar="季度", help="如 2026Q3")
    blank.add_argument("--full", action="store_true", help="带全部工作表")
    blank.add_argument("-o", "--output", required=True, type=Path, metavar="文件")
    seeding = actions.add_parser("seed", help="用管理系统的导出表预填各支部的台账，装成一个 .zip；不入库")
    seeding.add_argument(
        "files", nargs="+", type=Path, metavar="文件", help="导出表（花名册、流出名单、一人一表），或它们的 .zip"
    )
    seeding.add_argument("--quarter", metavar="季度", help="默认：本季")
    seeding.add_argument("--org", metavar="党组织代码", help="只预填它和它的下级")
    seeding.add_argument("-o", "--output", required=True, type=Path, metavar="文件", help="写到这个 .zip")
    checking = actions.add_parser("check", help="核对台账，不入库")
    submitting = actions.add_parser("submit", help="核对并报送台账；再次运行不会重复入库")
    submitting.add_argument("--reason", metavar="理由", help="收到日期不是今天的理由")
    checking.add_argument("--marked", type=Path, metavar="目录", help="把标注好的台账写到这里")
    submitting.add_argument("--marked", type=Path, metavar="目录", help="把没有接收的台账标注好，写到这里")
    for parser in (checking, submitting):
        parser.add_argument("files", nargs="+", metavar="文件", help="台账，或装着台账的目录、.zip")
        parser.add_argument("--quarter", metavar="季度", help="默认：封面所填")
        parser.add_argument("--org", metavar="党组织代码", help="台账必须属于它或它的下级")
        parser.add_argument("--received", metavar="日期", help="收到日期，默认：今天")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done · 1 at least one file refused · 2 nothing could be read."""
    if args.action == "template":
        return _template(args, store, viewer)
    if args.action == "seed":
        return _seed(args, store, viewer)
    org = _org(store, args.org) if args.org else None
    quarter = _quarter(args.quarter) if args.quarter else None
    received = day(args.received) if args.received else None
    if received is not None and received > clock.today():
        raise CommandProblem(f"收到日期 {received} 晚于今天")
    one = _submit_one if args.action == "submit" else _check_one
    return _each(args, lambda name, content: one(args, store, viewer, name, content, (org, quarter, received)))


_Options = tuple[int | None, int | None, date | None]


def _check_one(
    args: argparse.Namespace, store: Store, viewer: access.Viewer, name: str, content: bytes, options: _Options
) -> Checked:
    org, quarter, received = options
    return service.check(store, viewer, name, content, org=org, quarter=quarter, received_on=received)


def _submit_one(
    args: argparse.Namespace, store: Store, viewer: access.Viewer, name: str, content: bytes, options: _Options
) -> Checked:
    org, quarter, received = options
    return service.submit(
        store, viewer, name, content,
        org=org, quarter=quarter, received_on=received, received_reason=args.reason or _REASON,
    )  # fmt: skip


def _pieces(names: list[str]) -> list[Piece]:
    """Every file asked for, in the order given; folders and zips by what is in them."""
    found: list[Piece] = []
    for path in map(Path, names):
        found += in_folder(path) if path.is_dir() else on_disk(path)
    return found


def _each(args: argparse.Namespace, work: Callable[[str, bytes], Checked]) -> int:
    """Every file by itself, in the order given: one that cannot be read or taken stops none of the others."""
    found: list[Checked] = []
    unread = 0
    copies: set[str] = set()
    began = time.monotonic()
    pieces = _pieces(args.files)
    for number, piece in enumerate(pieces, start=1):
        name = piece.name
        try:
            content = piece.read()
        except OSError as trouble:
            unread += 1
            checked = _cannot(name, f"文件读不了：{trouble.strerror or trouble}", "请核对路径和权限")
        except Unreadable as trouble:
            checked = Checked(name, None, None, None, problems=[problem(trouble.code, **trouble.values)])
        else:
            try:
                checked = work(PurePath(name).name, content)
            except (LedgerProblem, access.NoAccess) as trouble:
                checked = _cannot(name, str(trouble), "")
            if args.marked and (args.action == "check" or checked.errors):
                _mark(args.marked, PurePath(name).name, content, checked, copies)
        checked.file, checked.submitted = name, args.action == "submit"
        found.append(checked)
        say(f"[{number}/{len(pieces)}] {name}：{_outcome(args.action, checked)}")
        for used in checked.used:
            say(f"    按约定  {said(used.sheet, used.column, used.text, used.means)}")
        for each in [*checked.errors, *checked.warnings][:_SHOWN] if not args.json else checked.errors[:_SHOWN]:
            say("    " + _line(each))
    refused = [each for each in found if each.errors]
    if args.json:
        emit([each.as_json() for each in found])
    else:
        _summary(args.action, found, time.monotonic() - began)
    if unread == len(found):  # none read, or a folder without a file
        return 2
    return 1 if refused else 0


def _cannot(name: str, message: str, fix: str) -> Checked:
    said = Problem("error", "not_taken", "", "", "", message, fix)
    return Checked(name, None, None, None, problems=[said])


def _line(each: Problem) -> str:
    where = " ".join(part for part in (each.sheet, each.cell) if part)
    return (
        f"{'必须改' if each.severity == 'error' else '提醒'}  {where + '  ' if where else ''}{each.message}。{each.fix}"
    )


def _outcome(action: str, checked: Checked) -> str:
    told = f"{len(checked.errors)} 处必须改，{len(checked.warnings)} 处提醒"
    if checked.again:
        return f"此前已报送，回执 {checked.receipt or '—'}"
    if checked.accepted:
        return f"已接收，回执 {checked.receipt}（{len(checked.warnings)} 处提醒）"
    if checked.errors:
        return f"退回，{told}"
    return f"可以报送，{told}" if action == "check" else told


def _summary(action: str, found: list[Checked], seconds: float) -> None:
    for each in found:
        counts = each.difference.counts()
        quarter = quarters.quarter_text(each.quarter) if each.quarter is not None else "—"
        changes = "新增 {joined} · 返回 {returned} · 转出等 {left} · 变更 {changed} · 未列出 {vanished}".format(
            **counts
        )
        put(f"{each.file}\t{each.org_code or '—'}\t{quarter}\t{_outcome(action, each)}\t{changes}")
    refused = sum(1 for each in found if each.errors)
    verb = "可以报送" if action == "check" else "已接收"
    say(f"共 {len(found)} 份：{verb} {len(found) - refused} 份，退回 {refused} 份，用时 {seconds:.1f} 秒")


def _org(store: Store, code: str) -> int:
    now = tree(store)
    if code not in now.by_code:
        raise CommandProblem(f"没有代码为“{code}”的党组织")
    return now.by_code[code]


def _quarter(text: str) -> int:
    try:
        return quarters.parse_quarter(text)
    except ValueError as trouble:
        raise CommandProblem(str(trouble)) from None


def _template(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    try:
        content = template(store, viewer, _org(store, args.org), _quarter(args.quarter), full=args.full)
    except LedgerProblem as trouble:
        raise CommandProblem(str(trouble)) from None
    _write(args.output, content)
    if args.json:
        emit({"file": str(args.output), "org_code": args.org, "quarter": args.quarter, "size": len(content)})
    else:
        put(str(args.output))
    return 0


def _seed(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 every row went into a ledger · 1 some did not · 2 nothing could be read or written."""
    quarter = _quarter(args.quarter) if args.quarter else quarters.quarter_of(clock.today())
    org = _org(store, args.org) if args.org else None
    try:
        found = seed(store, viewer, org, quarter, [(path.name, path.read_bytes()) for path in args.files])
    except OSError as trouble:
        raise CommandProblem(f"文件读不了：{trouble.strerror or trouble}") from None
    except LedgerProblem as trouble:
        raise CommandProblem(str(trouble)) from None
    if found.zip:
        _write(args.output, found.zip)
    for note in found.notes:
        say(note)
    if args.json:
        emit(found.as_json(str(args.output)))
    else:
        for each in found.branches:
            put(f"{each.code}\t{each.name}\t预填 {each.rows} 人\t已在册 {each.already} 人\t{each.file}")
        for row in found.unplaced:
            say(f"没有归到支部  {row.file} {row.sheet} 第 {row.row} 行：{row.why}")
        say(
            f"{len(found.branches)} 个支部，预填 {found.rows} 人，已在册 {found.already} 人，"
            f"不是流动党员 {found.at_home} 人，没有归到支部 {len(found.unplaced)} 行"
        )
    return 1 if found.unplaced or not found.zip else 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as trouble:
        raise CommandProblem(f"写不了 {path}：{trouble.strerror or trouble}") from None


def _mark(directory: Path, name: str, content: bytes, found: Checked, used: set[str]) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        copy = marked.mark(name, content, found.problems)
        (directory / distinct(marked.marked_name(name), used)).write_bytes(copy)
    except OSError as trouble:
        raise CommandProblem(f"写不了 {directory}：{trouble.strerror or trouble}") from None

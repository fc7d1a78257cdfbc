"""``demo [--branches N] [--members N] [--quarters N] [--seed S] [--as-of DAY] [--workbooks DIR]``."""

import argparse
from pathlib import Path
from typing import Any

from data_layer import access, demo, quarters
from data_layer.access import ROLE_NAMES
from data_layer.commands import CommandProblem, day, emit, put, say
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``demo``."""
    parser = subparsers.add_parser("demo", help="在空的数据文件里装一个虚构的区")
    parser.add_argument("--branches", type=int, default=demo.BRANCHES, metavar="N", help="支部数")
    parser.add_argument("--members", type=int, default=demo.MEMBERS, metavar="N", help="流动党员数")
    parser.add_argument("--quarters", type=int, default=demo.QUARTERS, metavar="N", help="季度数，到当前季度为止")
    parser.add_argument("--seed", type=int, default=demo.SEED, metavar="S", help="种子：相同的种子给出相同的区")
    parser.add_argument("--as-of", default=None, metavar="日期", help="截止日（默认：今天）")
    parser.add_argument("--workbooks", default=None, metavar="目录", help="同时把台账写成文件")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    for right in ("organisations", "configure", "accounts"):
        access.require(viewer, right)
    try:
        found = demo.load(
            store,
            branches=args.branches,
            members=args.members,
            quarters=args.quarters,
            seed=args.seed,
            as_of=day(args.as_of) if args.as_of else None,
            workbooks=Path(args.workbooks) if args.workbooks else None,
            progress=_Progress(),
            viewer=viewer,
        )
    except demo.DemoProblem as problem:
        raise CommandProblem(str(problem)) from None
    except OSError as problem:
        raise CommandProblem(f"写不进目录“{args.workbooks}”：{problem.strerror}") from None
    for account in found.accounts:
        # standard error: passwords do not belong into a file that a result is sent to
        say(f"账号 {account.name}  密码 {account.password}  {ROLE_NAMES[account.role]}  {account.org_name}")
    say("密码只显示这一次。")
    result = {
        "district": found.district,
        "branches": found.branches,
        "people": found.people,
        "ledgers": found.ledgers,
        "start_quarter": quarters.quarter_text(found.start_quarter),
        "as_of": found.as_of,
        "seconds": round(found.seconds, 1),
    }
    if args.json:
        emit(result)
    else:
        size = f"{found.branches} 个支部，{found.people} 名流动党员，{found.ledgers} 份台账"
        put(f"{found.district}：{size}，用时 {found.seconds:.0f} 秒。")
    return 0


class _Progress:
    """A line of standard error whenever another tenth of a step is done."""

    def __init__(self) -> None:
        self.last = ("", -1)

    def __call__(self, done: int, total: int, what: str) -> None:
        tenth = 10 * done // max(total, 1)
        if (what, tenth) != self.last:
            self.last = (what, tenth)
            say(f"{what} {done}/{total}")

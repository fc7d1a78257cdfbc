"""``python -m data_layer [--store PLACE] [--as ACCOUNT] COMMAND …``: what the pages do to data, from a terminal."""

import argparse
import getpass
import importlib
import pkgutil
import sys
import traceback
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NoReturn

from data_layer import access, commands
from data_layer.commands import beside
from data_layer.store import Store, StoreInUse, StoreProblem
from data_layer.store.engine import default_place

# The order of the help; a module not named here comes last, by name.
_ORDER = (
    "demo orgs parameters accounts ledger fund obligations indicators findings exemptions inspections practices "
    "reminders catalogue assess pack annexes notice privacy erase backup"
).split()


class _Parser(argparse.ArgumentParser):
    """Wrong usage is exit status 2, said on standard error."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        commands.say(f"用法不对：{message}")
        raise SystemExit(2)


def _modules() -> Iterator[ModuleType]:
    names = [found.name for found in pkgutil.iter_modules(commands.__path__)]
    for name in sorted(names, key=lambda n: (_ORDER.index(n) if n in _ORDER else len(_ORDER), n)):
        module = importlib.import_module(f"data_layer.commands.{name}")
        if hasattr(module, "add"):
            yield module


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield parser
    for group in groups:
        for child in group.choices.values():
            yield from _leaves(child)


def _shared(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--store", metavar="位置", default=default, help="数据文件（默认：环境变量 LEDGER_STORE，或 data/）"
    )
    parser.add_argument(
        "--as", dest="acting", metavar="账号", default=default, help="以哪个账号操作（默认：本机管理员）"
    )
    parser.add_argument("--json", action="store_true", default=default or False, help="标准输出只给一个 JSON")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. The shared options may stand before or after the command."""
    parser = _Parser(prog="python -m data_layer", description="流动党员台账：命令行")
    _shared(parser, None)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for module in _modules():
        before = set(subparsers.choices)
        module.add(subparsers)
        for name in set(subparsers.choices) - before:
            subparsers.choices[name].set_defaults(module=module)
    for name in subparsers.choices:
        for leaf in _leaves(subparsers.choices[name]):
            _shared(leaf, argparse.SUPPRESS)
    return parser


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may know no name for its user
        return "local"


def _viewer(store: Store, acting: str | None, user: str) -> access.Viewer:
    if acting is None:
        return access.local_administrator(user)
    found = access.viewer_named(store, acting)
    if found is None:
        raise commands.CommandProblem(f"没有名为“{acting}”的账号，或已停用")
    return found


def run_for(store: Store, arguments: Sequence[str], user: str) -> int:
    """Run a command in the process that has the store open, for a user of the system; its exit status.

    Raises CommandProblem for what the person must be told, and whatever a fault of the program raises.
    """
    try:
        args = build_parser().parse_args(arguments)
    except SystemExit:  # what it said went to this process's own terminal
        raise commands.CommandProblem("看板没有认出这条命令：命令行和看板的版本不同，请重新启动看板。") from None
    if getattr(args, "closed_store", False):
        raise commands.CommandProblem("这条命令不需要看板，请在终端里直接运行。")
    try:
        return int(args.module.run(args, store, _viewer(store, args.acting, user)))
    except (StoreProblem, access.NoAccess) as problem:
        raise commands.CommandProblem(str(problem)) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    try:
        args = build_parser().parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    try:
        if getattr(args, "closed_store", False):
            return int(args.module.run_closed(args))
        try:
            store = Store.open(args.store)
        except StoreInUse:
            status = beside.ask(args.store or default_place(), sys.argv[1:] if arguments is None else arguments)
            if status is None:
                raise
            return status
        try:
            return int(args.module.run(args, store, _viewer(store, args.acting, _user())))
        finally:
            store.close()
    except (StoreProblem, access.NoAccess, commands.CommandProblem) as problem:
        commands.say(str(problem))
        return 2
    except Exception:  # exit status 1 means a refused file, so a fault of the program must not end with it
        traceback.print_exc()
        return 2
    except KeyboardInterrupt:
        commands.say("已中断；已完成的部分保留。")
        return 130


if __name__ == "__main__":
    sys.exit(main())

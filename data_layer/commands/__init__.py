"""The commands: one module each, found by name.

A module ``data_layer/commands/<name>.py`` gives

    add(subparsers) -> None                     its parser or parsers
    run(args, store, viewer) -> int             exit status: 0 done · 1 at least one file refused · 2 nothing done

A parser that must not open the store says ``set_defaults(closed_store=True)``; its module then gives
``run_closed(args) -> int``. Every parser gets ``--store``, ``--as`` and ``--json`` by itself. Standard output
carries results only (with ``--json``: one document, by :func:`emit`); everything else goes through :func:`say`.
"""

import getpass
import json
import sys
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any


class CommandProblem(Exception):
    """The command cannot be done as asked: a Chinese sentence for the terminal, exit status 2."""


class Terminal:
    """Where a command is read and answered: the streams of this process."""

    def say(self, text: str) -> None:
        """A message to the person."""
        _write(sys.stderr, text)

    def put(self, text: str) -> None:
        """A line of the result."""
        _write(sys.stdout, text)

    def emit(self, document: Any) -> None:
        """The one JSON document."""
        escaped = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
        _write(sys.stdout, json.dumps(document, ensure_ascii=escaped, indent=1, default=plain))

    def secret(self) -> str:
        """A password: from the terminal, twice and unseen; else the first line of standard input."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        first = getpass.getpass("密码：")
        if first != getpass.getpass("再输一遍："):
            raise CommandProblem("两次输入的密码不一致。")
        return first


_terminal: ContextVar[Terminal] = ContextVar("terminal", default=Terminal())  # noqa: B039  (it holds nothing)


def terminal() -> Terminal:
    """The terminal of the command that this thread runs."""
    return _terminal.get()


def answer(other: Terminal) -> None:
    """From now on this thread's command is answered at another terminal."""
    _terminal.set(other)


def say(text: str) -> None:
    """A message to the person: standard error, also where the terminal cannot show Chinese."""
    terminal().say(text)


def put(text: str) -> None:
    """A line of the result: standard output."""
    terminal().put(text)


def emit(document: Any) -> None:
    """The one JSON document of ``--json``, on standard output. Days and times as ISO text."""
    terminal().emit(document)


def day(text: str) -> date:
    """An option that is a day (``2026-09-30``). Raises :class:`CommandProblem`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandProblem(f"“{text}”不是日期，请写成 2026-09-30 的样子") from None


def moment(text: str) -> datetime:
    """An option that is a time; a bare day is its last moment. Raises :class:`CommandProblem`."""
    try:
        if len(text) == 10:
            return datetime.fromisoformat(text + " 23:59:59.999999")
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise CommandProblem(f"“{text}”不是时间，请写成 2026-09-30 或 2026-09-30T18:00 的样子") from None


def plain(value: Any) -> Any:
    """What JSON has no form for, as text: days and times in ISO form."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _write(stream: Any, text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()

"""A command while the dashboard holds the file: said over a socket beside the store, run by the dashboard.

The socket is for its owner and root only, who could open the file themselves. A message is a line of JSON: first
``{"arguments", "directory"}`` from the terminal; then whatever the command says, until ``{"exit": status}``. Paths mean
what they mean where the command was typed: its thread stands in that directory, alone.
"""

import ctypes
import json
import logging
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from data_layer.commands import CommandProblem, Terminal, answer, plain, terminal

_AT_ONCE = 4
_PATIENCE = 300.0  # seconds a terminal may take to be told something or to type a password
_LONGEST = 1 << 20  # characters of a message from the terminal
_CLONE_FS = 0x200

#: Runs a command for a user of the system and gives its exit status; must raise nothing but CommandProblem.
Run = Callable[[Sequence[str], str], int]

_log = logging.getLogger("dashboard")


def place(store: str | Path) -> Path:
    """Where the socket of a store stands."""
    return Path(f"{store}.sock")


# --- where the command was typed ---------------------------------------------------------------------------------


def ask(store: str | Path, arguments: Sequence[str]) -> int | None:
    """Have the dashboard that holds a store run a command; its exit status, None where no dashboard answers."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(place(store)))
            stream = line.makefile("rw", encoding="utf-8", newline="\n")
            _send(stream, {"arguments": list(arguments), "directory": os.getcwd()})
        except OSError:
            return None
        try:
            for text in stream:
                message = json.loads(text)
                if "exit" in message:
                    return int(message["exit"])
                _obey(message, stream)
        except (OSError, ValueError):
            pass
    terminal().say("看板在命令完成之前停止了：已完成的部分保留，请重新启动看板，再运行一次命令。")
    return 2


def _obey(message: dict[str, Any], stream: Any) -> None:
    here = terminal()
    if "put" in message:
        here.put(message["put"])
    elif "document" in message:
        here.emit(message["document"])
    elif "secret" in message:
        try:
            _send(stream, {"typed": here.secret()})
        except CommandProblem as problem:
            _send(stream, {"problem": str(problem)})
    else:
        here.say(message["say"])


# --- in the dashboard --------------------------------------------------------------------------------------------


class _Remote(Terminal):
    """A terminal at the other end of the socket. Once it is gone, the command ends at its next word."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def say(self, text: str) -> None:
        _send(self._stream, {"say": text})

    def put(self, text: str) -> None:
        _send(self._stream, {"put": text})

    def emit(self, document: Any) -> None:
        _send(self._stream, {"document": document})

    def secret(self) -> str:
        _send(self._stream, {"secret": True})
        answer = json.loads(self._stream.readline(_LONGEST))
        if "typed" not in answer:
            raise CommandProblem(str(answer.get("problem", "没有读到密码。")))
        return str(answer["typed"])


class Listener:
    """Takes commands for a store until :meth:`stop`."""

    def __init__(self, store: str, run: Run) -> None:
        self._run = run
        self._free = threading.Semaphore(_AT_ONCE)
        self._working: list[threading.Thread] = []
        self._place = place(store)
        self._socket: socket.socket | None = None
        if not hasattr(socket, "AF_UNIX"):
            return
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._place.unlink(missing_ok=True)  # whoever holds the file is us, so this one is nobody's
            door.bind(str(self._place))
            os.chmod(self._place, 0o600)  # before anybody can connect
            door.listen(_AT_ONCE)
        except OSError:  # a path too long, a disk without sockets: commands then say to stop the dashboard
            door.close()
            _log.warning("no socket for commands beside the store")
            return
        self._socket = door
        threading.Thread(target=self._accept, args=(door,), name="commands", daemon=True).start()

    def stop(self) -> None:
        """Take no more commands, and wait a while for those that run."""
        if self._socket is None:
            return
        self._place.unlink(missing_ok=True)
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        except OSError:
            pass
        self._socket.close()
        for thread in list(self._working):
            thread.join(timeout=20)

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            # a thread of its own each: it changes its directory for good
            thread = threading.Thread(target=self._serve, args=(line,), name="command", daemon=True)
            self._working = [each for each in self._working if each.is_alive()] + [thread]
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            line.settimeout(_PATIENCE)
            try:
                stream = line.makefile("rw", encoding="utf-8", newline="\n")
                asked = json.loads(stream.readline(_LONGEST))
                remote = _Remote(stream)
                _send(stream, {"exit": self._answer(line, remote, asked)})
            except (OSError, ValueError, KeyError):  # gone, or not a terminal of ours
                return

    def _answer(self, line: socket.socket, remote: _Remote, asked: dict[str, Any]) -> int:
        user = _user(line)
        if user is None or not self._free.acquire(blocking=False):
            remote.say("看板没有执行：只接受启动看板的用户或 root。" if user is None else "看板正忙，请稍后再试。")
            return 2
        answer(remote)
        try:
            _stand_in(str(asked["directory"]))
            return self._run([str(each) for each in asked["arguments"]], user)
        except CommandProblem as problem:
            remote.say(str(problem))
            return 2
        finally:
            self._free.release()


def _user(line: socket.socket) -> str | None:
    """The name of who is at the other end; None: somebody who could not open the file themselves."""
    import pwd  # POSIX only, as the socket is

    uid = os.geteuid()
    if hasattr(socket, "SO_PEERCRED"):
        peer = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        uid = struct.unpack("3i", peer)[1]
        if uid not in (0, os.geteuid()):
            return None
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container may know no name for its user
        return f"uid {uid}"


def _stand_in(directory: str) -> None:
    """Make this thread, and no other, stand in a directory. Raises :class:`CommandProblem`."""
    if directory == os.getcwd():
        return
    try:
        apart = sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).unshare(_CLONE_FS) == 0
        if apart:
            os.chdir(directory)
    except OSError:
        raise CommandProblem("看板的进程进不了这个目录。请换一个看板也能读的目录，或先停下看板。") from None
    if not apart:
        raise CommandProblem(f"看板正在使用数据文件。请到 {os.getcwd()} 目录里运行这条命令，或先停下看板。")


def _send(stream: Any, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message, default=plain) + "\n")
    stream.flush()

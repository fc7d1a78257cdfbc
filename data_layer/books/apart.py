"""Work on bytes that somebody sent, done in a process apart: what they do to it, they do not do to this one.

A few such processes are kept warm, so that an ordinary file does not wait for Python to start. Each is given one file
at a time, with limits on memory and processor time that it sets itself (``reader``) and one on the clock that is kept
here; one that breaks a limit, dies, or has served long enough is replaced.
"""

import atexit
import io
import logging
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from data_layer.books import reader
from data_layer.books.neutral import Unreadable

# Seconds for one file by the clock. Where processor time is limited (8 s), that is what stops a harmful file, and the
# clock only one that waits for nothing: an honest large file must not be refused because others keep the machine busy.
CLOCK: Final = 9.0 if os.name == "nt" else 25.0
_PER_MB: Final = 1.5  # seconds more for each megabyte of what is sent beyond the first
_USUAL: Final = 4 << 20  # bytes
_MOST_SENT: Final = 256 * 1024 * 1024  # bytes a process may answer with
_FILES: Final = 200  # after which a process is replaced
_AT_ONCE: Final = max(3, min(6, (os.cpu_count() or 1) + 1))  # one more than can be busy, for the ordinary file

_log = logging.getLogger(__name__)


def run(module: str, function: str, *arguments: Any) -> Iterator[Any]:
    """What a function that returns an iterable gives, called in a process apart.

    Raises Unreadable: the function's own, ``file_too_heavy`` for one that broke a limit or the process, and
    ``file_damaged`` for any other exception, of which the log has the place.
    """
    with _borrowed() as process:
        yield from process.run(module, function, arguments)


class _Process:
    """One process and its pipes."""

    def __init__(self) -> None:
        self._directory = tempfile.mkdtemp(prefix="ledger-")
        command = [sys.executable, "-I", "-X", "utf8", str(Path(reader.__file__).resolve()), self._directory]
        # nothing of ours in its environment: the store's key and place are not for who reads a stranger's file
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self._left = _FILES
        self.usable = True

    def run(self, module: str, function: str, arguments: tuple[Any, ...]) -> Iterator[Any]:
        stdin = cast(io.BufferedWriter, self._process.stdin)
        stdout = cast(io.BufferedReader, self._process.stdout)
        self.usable = False
        self._left -= 1
        sent = sum(len(each) for each in arguments if isinstance(each, bytes))
        more = _PER_MB * max(0, sent - _USUAL) / (1 << 20)
        watch = threading.Timer(CLOCK + more, self._process.kill)
        watch.daemon = True
        watch.start()
        try:
            reader.give(stdin, reader.ITEM, (int(more), module, function, arguments))
            given = 0
            while True:
                answer = reader.take(stdout)
                if answer is None:
                    raise Unreadable("file_too_heavy")
                kind, body = answer
                given += len(body)
                if kind == reader.HEAVY or given > _MOST_SENT:
                    raise Unreadable("file_too_heavy")
                value = _Plain(io.BytesIO(body)).load()
                if kind == reader.ITEM:
                    yield value
                    continue
                self.usable = self._left > 0 and value is not False
                if kind == reader.DONE:
                    return
                if kind == reader.REFUSED:
                    code, sheet, cell, values = value
                    raise Unreadable(code, sheet, cell, **values)
                _log.warning("reading a file failed: %s", value)
                raise Unreadable("file_damaged")
        except OSError as error:
            raise Unreadable("file_too_heavy") from error
        finally:
            watch.cancel()

    def end(self) -> None:
        """Stop the process and take away what it has left behind."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                cast(io.BufferedIOBase, pipe).close()
            except OSError:  # what it never took
                continue
        shutil.rmtree(self._directory, ignore_errors=True)


class _Plain(pickle.Unpickler):
    """Takes plain values and days from a process that has read a stranger's file, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


_turn = threading.Semaphore(_AT_ONCE)
_idle: list[_Process] = []
_guard = threading.Lock()


@contextmanager
def _borrowed() -> Iterator[_Process]:
    """A process for one file: a warm one if there is one."""
    with _turn:
        with _guard:
            process = _idle.pop() if _idle else None
        process = process or _Process()
        try:
            yield process
        finally:
            if process.usable:
                with _guard:
                    _idle.append(process)
            else:
                process.end()


@atexit.register
def end_all() -> None:
    """Stop the idle processes."""
    with _guard:
        while _idle:
            _idle.pop().end()

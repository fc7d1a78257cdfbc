"""The process that parses what was handed in: one file after the other, under limits, for the one that started it.

Started as a program by ``apart``, with a directory for what it writes on the way. Messages over standard input and
output: four bytes of length, one of kind, then a pickle. It imports what reading needs and nothing else.
"""

import gc
import importlib
import pickle
import struct
import sys
import tempfile
import traceback
import types
from pathlib import Path
from typing import Any, BinaryIO, Final

ITEM, DONE, REFUSED, HEAVY, FAILED = b"I", b"D", b"R", b"H", b"F"
HEAD: Final = struct.Struct("<Lc")

MEMORY: Final = 560 * 1024 * 1024  # of address space
SECONDS: Final = 8  # of processor time for one file; more for a large one
_WRITTEN: Final = 200 * 1024 * 1024  # of one file written on the way
_KEPT: Final = 200 * 1024  # KiB; one that has grown larger is not given another file


def limit_memory() -> None:
    """Limits of the process. On systems without them, the one who started it looks at the clock alone."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _WRITTEN), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # a system that knows the limit but not to keep it
            continue


def limit_time(seconds: int) -> None:
    """Processor time for the file that comes now, beyond what was used for those before."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


def is_slim() -> bool:
    """Whether the process has stayed small enough for another file."""
    try:
        import resource
    except ImportError:
        return True
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak >> 10 if sys.platform == "darwin" else peak) < _KEPT


def take(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Kind and pickle of the next message, None at the end of the stream."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    length, kind = HEAD.unpack(head)
    body = stream.read(length)
    return (kind, body) if len(body) == length else None


def give(stream: BinaryIO, kind: bytes, value: Any = None) -> None:
    """Send one message."""
    body = pickle.dumps(value, protocol=5)
    stream.write(HEAD.pack(len(body), kind) + body)
    stream.flush()


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    from data_layer.books.neutral import Unreadable

    while (request := take(stdin)) is not None:
        try:
            more, module, function, arguments = pickle.loads(request[1])
            limit_time(SECONDS + more)
            for item in getattr(importlib.import_module(module), function)(*arguments):
                give(stdout, ITEM, item)
            give(stdout, DONE, is_slim())
        except Unreadable as trouble:
            give(stdout, REFUSED, (trouble.code, trouble.sheet, trouble.cell, trouble.values))
        except MemoryError:
            give(stdout, HEAVY)
            return
        except (KeyboardInterrupt, SystemExit):
            raise
        # Also what is no Exception: calamine's panic is none, and is damage that it did not look for.
        except BaseException as error:  # where, not what: the text of an error may hold what stood in the file
            places = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)]
            give(stdout, FAILED, f"{type(error).__name__} at {' < '.join(places[::-1][:6])}")
        del request
        gc.collect()


if __name__ == "__main__":
    limit_memory()
    tempfile.tempdir = sys.argv[1]
    # The package itself wires the rooms together and so brings the database; here its modules are wanted one by one.
    bare = types.ModuleType("data_layer")
    bare.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["data_layer"] = bare
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would take it in, and can do without
    _serve(sys.stdin.buffer, sys.stdout.buffer)

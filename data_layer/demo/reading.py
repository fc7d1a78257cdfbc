"""Two child processes that write and read the demo's workbooks while this one accepts them.

Plain child processes with pipes, not ``multiprocessing``: the demo is also loaded from a page, and there spawning
would run the page's script again in every child.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import cast

from data_layer.demo.district import DemoProblem
from data_layer.demo.sheets import Ledger
from data_layer.demo.workbook import xlsx
from data_layer.ledger.reading import Reading, read_ledger

_ROOT = Path(__file__).resolve().parent.parent.parent
_BATCH = 12  # ledgers a message
_AHEAD = 6  # messages under way: bounds what waits in memory


@dataclass(frozen=True)
class Read:
    """A ledger as the product received it."""

    org_code: str
    quarter: int
    received_on: date
    name: str
    content: bytes
    reading: Reading


def file_name(order: int, ledger: Ledger) -> str:
    """``<order>_<code>_<quarter>.xlsx``: sorts in the order of the day, holds nothing personal."""
    return f"{order:04d}_{ledger.org_code}_{ledger.quarter // 4}Q{ledger.quarter % 4 + 1}.xlsx"


def read(order: int, ledger: Ledger) -> Read:
    """Write one ledger's workbook and read it back by the product's own reader."""
    name, content = file_name(order, ledger), xlsx(ledger.tables)
    reading = read_ledger(name, content, received_on=ledger.received_on)
    return Read(ledger.org_code, ledger.quarter, ledger.received_on, name, content, reading)


class Readers:
    """Children that read, started at once: they are ready by the time there is something to read."""

    def __init__(self, children: int = 2) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *sys.path])}
        command = [sys.executable, "-c", "from data_layer.demo.reading import serve; serve()"]
        self._children = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=_ROOT)
            for _ in range(children)
        ]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.communicate()

    def read_all(self, ordered: Sequence[tuple[int, Ledger]]) -> Iterator[Read]:
        """Every ledger written and read, in the order given; here, where there are no children."""
        if not self._children:
            yield from (read(order, ledger) for order, ledger in ordered)
            return
        batches = iter([ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)])
        with ThreadPoolExecutor(len(self._children)) as threads:
            under_way = deque(threads.submit(self._ask, batch) for batch in islice(batches, _AHEAD))
            while under_way:
                found = under_way.popleft().result()
                under_way.extend(threads.submit(self._ask, batch) for batch in islice(batches, 1))
                yield from found

    def _ask(self, batch: Sequence[tuple[int, Ledger]]) -> list[Read]:
        child = self._idle.get()
        try:
            assert child.stdin is not None and child.stdout is not None
            pickle.dump(batch, child.stdin, pickle.HIGHEST_PROTOCOL)
            child.stdin.flush()
            return cast(list[Read], pickle.load(child.stdout))
        except (EOFError, OSError):
            raise DemoProblem("读取台账的子进程中断了（可能是内存不够）。请换一个新的数据文件再试。") from None
        finally:
            self._idle.put(child)


def serve() -> None:
    """A child's work: batches come in on standard input, what was read goes out on standard output."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may slip into the answers
    while True:
        try:
            batch = pickle.load(source)
        except EOFError:
            return
        pickle.dump([read(order, ledger) for order, ledger in batch], sink, pickle.HIGHEST_PROTOCOL)
        sink.flush()

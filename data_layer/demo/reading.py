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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import cast

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


def read_all(ordered: Sequence[tuple[int, Ledger]], children: int = 2) -> Iterator[Read]:
    """Every ledger written and read, in the order given; without children for a few ledgers."""
    if children < 1 or len(ordered) < 8 * _BATCH:
        yield from (read(order, ledger) for order, ledger in ordered)
        return
    batches = iter([ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)])
    with _children(children) as idle, ThreadPoolExecutor(children) as threads:

        def ask(batch: Sequence[tuple[int, Ledger]]) -> list[Read]:
            child = idle.get()
            try:
                assert child.stdin is not None and child.stdout is not None
                pickle.dump(batch, child.stdin, pickle.HIGHEST_PROTOCOL)
                child.stdin.flush()
                return cast(list[Read], pickle.load(child.stdout))
            finally:
                idle.put(child)

        under_way: deque[Future[list[Read]]] = deque(threads.submit(ask, batch) for batch in islice(batches, _AHEAD))
        while under_way:
            found = under_way.popleft().result()
            under_way.extend(threads.submit(ask, batch) for batch in islice(batches, 1))
            yield from found


@contextmanager
def _children(count: int) -> "Iterator[SimpleQueue[subprocess.Popen[bytes]]]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *sys.path])}
    command = [sys.executable, "-c", "from data_layer.demo.reading import serve; serve()"]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=_ROOT)
        for _ in range(count)
    ]
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    for child in started:
        idle.put(child)
    try:
        yield idle
    finally:
        for child in started:
            child.kill()
            child.communicate()


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

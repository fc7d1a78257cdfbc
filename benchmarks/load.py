"""Many signed-in users reading at once: real sockets against a real server, a bounded number of users and seconds.

    python -m benchmarks.load [--users 20] [--seconds 120] [--store FILE] [--seed 1]

Each user holds one websocket as a browser does, opens a page of its menu, waits until it is drawn, looks at it a few
seconds and opens the next. Users share the accounts of the store, each with a session of its own. Without ``--store`` a
demo district is made (60 branches). Prints seconds a page by role, errors, and the server's memory while it lasts.
Ledgers are not handed in here; ``benchmarks.kills`` and the tests of the ledger do that.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from data_layer import access, demo
from data_layer.access import directory, local_administrator, sessions
from data_layer.store import Store
from web import gate, site

ROOT = Path(__file__).resolve().parent.parent
_LOOK = (2.0, 8.0)  # seconds a user looks at a page
_PATIENCE = 60.0  # seconds after which a page counts as an error


@dataclass
class User:
    """One browser: a session, and the pages of its menu."""

    role: str
    token: str
    pages: list[str]


@dataclass
class Seen:
    """What all users saw."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)  # megabytes of the server, in turn


def users(place: Path, number: int) -> list[User]:
    """Sessions for so many users, over the accounts of the store in turn."""
    store = Store.open(place)
    try:
        held = [each for each in directory.everyone(store).values() if each.held and not each.disabled]
        found: list[User] = []
        with store.write() as w:
            for turn in range(number):
                account = held[turn % len(held)]
                viewer = access.viewer_named(store, account.name)
                assert viewer is not None
                pages = [screen.name for entries in site.menu(viewer).values() for screen in entries]
                role = account.held[0].grant.role
                found.append(User(role, sessions.create_in(w, account.account, "127.0.0.1", "load"), pages))
        return found
    finally:
        store.close()


@contextmanager
def server(place: Path) -> Iterator[tuple[int, int]]:
    """The dashboard as its own process: port and process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "LEDGER_STORE": str(place)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.3)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def browse(user: User, port: int, until: float, seen: Seen, rng: random.Random) -> None:
    """One user until the end."""
    here = f"http://127.0.0.1:{port}"
    headers = {"Cookie": f"{gate.COOKIE}={user.token}"}
    await asyncio.sleep(rng.uniform(0, _LOOK[1]))
    try:
        async with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", origin=here, additional_headers=headers, max_size=None
        ) as line:  # type: ignore[arg-type]
            while time.monotonic() < until:
                page = rng.choice(user.pages)
                message = BackMsg()
                message.rerun_script.page_name = page
                message.rerun_script.context_info.url = f"{here}/{page}"
                began = time.perf_counter()
                await line.send(message.SerializeToString())
                async with asyncio.timeout(_PATIENCE):
                    while True:
                        answer = ForwardMsg()
                        answer.ParseFromString(await line.recv())  # type: ignore[arg-type]
                        if answer.WhichOneof("type") == "script_finished":
                            break
                        if "编号" in str(answer.delta) and "页面出错" in str(answer.delta):
                            seen.errors[f"{page}: a fault of the page"] += 1
                seen.seconds[user.role].append(time.perf_counter() - began)
                await asyncio.sleep(rng.uniform(*_LOOK))
    except Exception as error:  # an error is a result here
        seen.errors[type(error).__name__] += 1


async def watch(process: int, until: float, seen: Seen) -> None:
    """The server's memory, every few seconds (Linux)."""
    while time.monotonic() < until:
        status = Path(f"/proc/{process}/status").read_text()
        seen.memory.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
        await asyncio.sleep(5)


async def _all(found: list[User], port: int, process: int, seconds: float, seed: int) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    work = [browse(user, port, until, seen, random.Random(seed * 1000 + n)) for n, user in enumerate(found)]
    await asyncio.gather(watch(process, until, seen), *work)
    return seen


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Print the table; 1 where there was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as held:
        place = Path(held) / "s.duckdb"
        if args.store:
            shutil.copy(args.store, place)
        else:
            store = Store.open(place)
            demo.load(store, branches=60, members=800, quarters=6, viewer=local_administrator("load"))
            store.close()
        found = users(place, args.users)
        with server(place) as (port, process):
            seen = asyncio.run(_all(found, port, process, args.seconds, args.seed))
    print(f"{args.users} users, {args.seconds:.0f} s, machine's load at the end {os.getloadavg()[0]:.1f}")
    print(f"{'role':14} {'pages':>6} {'median s':>9} {'p95 s':>7} {'max s':>7}")
    for role, taken in [*sorted(seen.seconds.items()), ("all", [s for each in seen.seconds.values() for s in each])]:
        if taken:
            print(f"{role:14} {len(taken):6} {_at(taken, 0.5):9.2f} {_at(taken, 0.95):7.2f} {max(taken):7.2f}")
    tail = seen.memory[len(seen.memory) // 2 :]
    parts = f"begin {seen.memory[0]:.0f}, half-way {tail[0]:.0f}, end {tail[-1]:.0f}, most {max(seen.memory):.0f}"
    print(f"memory MB: {parts}")
    print(f"errors: {dict(seen.errors) or 'none'}")
    return 1 if seen.errors else 0


if __name__ == "__main__":
    sys.exit(main())

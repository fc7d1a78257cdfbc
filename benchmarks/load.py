"""A hundred signed-in users at the end of a quarter: reading and handing in over real sockets, against a real server.

    python -m benchmarks.load [--users 100] [--seconds 180] [--handins 6] [--branches 100] [--store FILE] [--keep FILE]

Four users in five are secretaries, each of a branch of its own; the rest are committees' and the district's staff and
leaders. Each holds one websocket as a browser does, opens a page of its menu, waits until it is drawn, reads it 10 to
30 seconds (18 on average: people read, telephone, type) and opens the next. Beside that ``--handins`` ledgers a minute
are handed in for the quarter under way: the pre-filled workbook put in, checked, confirmed.

The machine may be shared, and client and server share it: besides the seconds of an answer this prints CPU seconds of
the server (with its readers of files) and of the client, what the rest of the machine used meanwhile, and the server's
memory by the minute. ``--warm`` seconds at the beginning, when everybody comes at once, are counted apart.
"""

import argparse
import asyncio
import os
import random
import secrets
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.line import Fault, Line
from data_layer import demo, quarters
from data_layer.access import Grant, accounts, directory, local_administrator, sessions
from data_layer.assessment.task import quarter_due
from data_layer.ledger.prefill import template
from data_layer.organisations import tree
from data_layer.store import Store
from web import site

ROOT = Path(__file__).resolve().parent.parent
_READ = (10.0, 30.0)  # seconds between an answer and the next click: at least, and cut off at
_MEAN = 8.0  # seconds above the least, on average
_UPLOAD, _CONFIRM = "上传填好的台账", "确认报送"


@dataclass
class User:
    """One browser: a session, the pages of its menu, and the ledger it will hand in, if it will."""

    role: str
    token: str
    pages: list[str]
    ledger: bytes = b""


@dataclass
class Seen:
    """What all users saw."""

    warm: float  #: ``time.monotonic`` from which answers count
    answers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  #: what → seconds
    first: list[float] = field(default_factory=list)  #: seconds of answers before that
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)  #: megabytes of the server, every five seconds
    late: list[float] = field(default_factory=list)  #: seconds by which the client itself was late

    def answered(self, what: str, began: float) -> None:
        """Something asked at ``began`` has been drawn."""
        taken = time.monotonic() - began
        (self.first if began < self.warm else self.answers[what]).append(taken)


def make(place: Path, branches: int) -> None:
    """A demo district with an account for every branch, and one of staff for every committee."""
    store, who = Store.open(place), local_administrator("load")
    demo.load(store, branches=branches, members=branches * 13, quarters=6, viewer=who)
    now = tree(store)
    grants = [Grant("branch", org) for org in now.branches()] + [
        Grant("staff", org) for org in now.children(now.roots[0])
    ]
    for grant in grants:
        name = f"load-{grant.role}-{grant.org}"
        accounts.add(store, who, name, secrets.token_urlsafe(), [grant], must_change=False)
    store.close()


def users(place: Path, number: int, ledgers: int) -> list[User]:
    """Sessions for so many users over the accounts of the store; so many of the secretaries have a ledger ready."""
    store = Store.open(place)
    try:
        found: list[User] = []
        held = [each for each in directory.everyone(store).values() if each.held and not each.disabled]
        branches = [each for each in held if each.held[0].grant.role == "branch"][: number * 4 // 5]
        above = [each for each in held if each.held[0].grant.role != "branch"]
        for account in branches + [above[turn % len(above)] for turn in range(number - len(branches))]:
            viewer, grant = account.viewer(), account.held[0].grant
            pages = [screen.name for entries in site.menu(viewer).values() for screen in entries]
            with store.write() as w:
                user = User(grant.role, sessions.create_in(w, account.account, "127.0.0.1", "load"), pages)
            if grant.role == "branch" and len(found) < ledgers:
                quarter = quarters.parse_quarter(quarter_due(store, viewer, grant.org))
                user.ledger = template(store, viewer, grant.org, quarter)
            found.append(user)
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
    """One user until the end: reading, and once in between handing in."""
    handing = rng.uniform(seen.warm, until - 30) if user.ledger else until
    await asyncio.sleep(rng.uniform(0, _READ[1]))
    try:
        async with Line(port, user.token) as line:
            page = rng.choice(user.pages)
            await line.fetch(f"/{page}")
            while (now := time.monotonic()) < until:
                if now >= handing:
                    handing = until
                    await hand_in(user, line, seen, rng)
                else:
                    began = time.monotonic()
                    await line.open(page)
                    seen.answered(f"{_kind(user.role)} {page}", began)
                page = rng.choice(user.pages)
                await asyncio.sleep(_think(rng))
    except Fault as fault:
        seen.errors[str(fault)] += 1
    except Exception as error:  # an error is a result here
        seen.errors[type(error).__name__] += 1


async def hand_in(user: User, line: Line, seen: Seen, rng: random.Random) -> None:
    """The road of a ledger: the page, the file, what was found in it, confirmed, received."""
    shown = await line.open("handin")
    await asyncio.sleep(_think(rng))
    began = time.monotonic()
    shown = await line.put(shown.uploaders[_UPLOAD], "台账.xlsx", user.ledger)
    seen.answered("= checked", began)
    if _CONFIRM not in shown.buttons or shown.buttons[_CONFIRM].disabled:
        raise Fault("handin: a ledger could not be confirmed")
    await asyncio.sleep(_think(rng))
    began = time.monotonic()
    shown = await line.press(shown.buttons[_CONFIRM])
    seen.answered("= received", began)
    if not shown.says("已接收"):
        raise Fault("handin: not received")


def _think(rng: random.Random) -> float:
    return min(_READ[0] + rng.expovariate(1 / _MEAN), _READ[1])


def _kind(role: str) -> str:
    return "branch" if role == "branch" else "above"


# --- what it costs (Linux) ----------------------------------------------------------------------------------------


def _tree(process: int) -> list[int]:
    found = [process]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def effort(process: int) -> float:
    """CPU seconds of a process, its children and those of them that have ended."""
    ticks = 0
    for each in _tree(process):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def machine() -> float:
    """CPU seconds that all of the machine has worked."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]))
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


async def watch(process: int, until: float, seen: Seen) -> None:
    """The server's memory, and how late this client is itself."""
    while (now := time.monotonic()) < until:
        seen.memory.append(resident(process))
        await asyncio.sleep(5)
        seen.late.append(time.monotonic() - now - 5)


def resident(process: int) -> float:
    """Megabytes a process holds."""
    return int(Path(f"/proc/{process}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


@dataclass
class Spent:
    """CPU seconds while answers counted."""

    server: float
    client: float
    others: float
    seconds: float
    load: float


async def run(found: list[User], port: int, process: int, warm: float, seconds: float, seed: int) -> tuple[Seen, Spent]:
    """Let all of them loose."""
    begin = time.monotonic()
    seen, until = Seen(begin + warm), begin + warm + seconds
    work = [browse(user, port, until, seen, random.Random(seed * 1000 + n)) for n, user in enumerate(found)]
    running = asyncio.gather(watch(process, until, seen), *work)
    await asyncio.sleep(warm)
    before = effort(process), time.process_time(), machine()
    loads = []
    while time.monotonic() < until - 1:
        await asyncio.sleep(1)
        loads.append(os.getloadavg()[0])
    after = effort(process), time.process_time(), machine()
    server, client, everything = (now - then for then, now in zip(before, after, strict=True))
    await running
    return seen, Spent(server, client, everything - server - client, seconds, sum(loads) / len(loads))


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _line(what: str, taken: list[float]) -> str:
    return f"{what:24} {len(taken):6} {_at(taken, 0.5):9.2f} {_at(taken, 0.95):7.2f} {max(taken):7.2f}"


def show(users: int, seen: Seen, spent: Spent) -> None:
    """Print the tables."""
    read = {what: taken for what, taken in seen.answers.items() if not what.startswith("=")}
    pages = [each for taken in read.values() for each in taken]
    print(f"{users} users, {spent.seconds:.0f} s, load of the machine {spent.load:.1f} on average")
    print(f"{'':24} {'n':>6} {'median s':>9} {'p95 s':>7} {'max s':>7}")
    if seen.first:
        print(_line("everybody coming", seen.first))
    print(_line("pages", pages))
    for kind in ("branch", "above"):
        if of_kind := [each for what, taken in read.items() if what.startswith(kind) for each in taken]:
            print(_line(f"  {kind}", of_kind))
    for what, taken in sorted(seen.answers.items()):
        if what.startswith("="):
            print(_line(what[2:], taken))
    print("slowest pages by their median")
    for what, taken in sorted(read.items(), key=lambda each: -_at(each[1], 0.5))[:8]:
        print(_line(f"  {what}", taken))
    print(
        f"CPU: server {spent.server:.0f} s ({spent.server / len(pages) * 1000:.0f} ms a page, hand-ins counted in; "
        f"{spent.server / spent.seconds:.2f} cores), client {spent.client / spent.seconds:.2f} cores, "
        f"everybody else {spent.others / spent.seconds:.2f} cores; client late p95 {_at(seen.late, 0.95):.2f} s"
    )
    print("memory MB, by the minute: " + " ".join(f"{each:.0f}" for each in [*seen.memory[::12], seen.memory[-1]]))
    print(f"errors: {dict(seen.errors) or 'none'}")


def main() -> int:
    """Print the tables; 1 where there was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--warm", type=float, default=40)
    parser.add_argument("--handins", type=float, default=6, help="ledgers a minute")
    parser.add_argument("--branches", type=int, default=100)
    parser.add_argument("--store", type=Path, help="a store kept before")
    parser.add_argument("--keep", type=Path, help="keep the store that was made, for another time")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as held:
        place = Path(held) / "s.duckdb"
        if args.store:
            shutil.copy(args.store, place)
        else:
            make(place, args.branches)
            if args.keep:
                shutil.copy(place, args.keep)
        found = users(place, args.users, round(args.handins * args.seconds / 60))
        with server(place) as (port, process):
            seen, spent = asyncio.run(run(found, port, process, args.warm, args.seconds, args.seed))
    show(args.users, seen, spent)
    return 1 if seen.errors else 0


if __name__ == "__main__":
    sys.exit(main())

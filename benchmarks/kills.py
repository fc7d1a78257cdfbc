"""Kill a process at random moments of its work, again and again, and look at what it left behind.

    python -m benchmarks.kills [--kills N] [--seed S] [--only KIND]

Each kill begins with a copy of a small district's store. A child does one kind of work (upload, decision, backup,
migration) without end and says what was done after each commit; it is killed with SIGKILL at a moment drawn beforehand.
Then: the store opens, ``verify`` finds nothing, whatever was said to be done is there, and nothing is half there.
A crash of the process, not of the machine: what the disk does with written pages when the power fails is not tried.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from data_layer import demo
from data_layer.access import local_administrator
from data_layer.administration.deciding import Matter, rule_all
from data_layer.books import apart
from data_layer.ledger import service
from data_layer.organisations import tree
from data_layer.oversight import keeping
from data_layer.store import Store, backup, checking, engine

KINDS = ("upload", "decision", "backup", "migration")
WHO = local_administrator("kills")
_FACTS = ("member_row", "spell_row", "contact_row", "row_text", "person_identity")
_TIMES = 3  # a kill falls within so many times what one piece of the work takes here
_VARIANTS = 40

Say = Callable[..., None]


# --- the work, in the child -------------------------------------------------------------------------------------


def upload(place: Path, ledgers: Path, say: Say) -> None:
    """Hand in version after version of one branch's ledger."""
    store = Store.open(place)
    say(begun=True)
    for file in sorted(ledgers.glob("variant-*.xlsx")):
        checked = service.submit(store, WHO, file.name, file.read_bytes())
        if not checked.accepted:
            raise RuntimeError([each.code for each in checked.errors])
        say(submission=checked.submission)


def decision(place: Path, ledgers: Path, say: Say) -> None:
    """Rule on two matters of two branches for one reason: both or none."""
    store = Store.open(place)
    orgs = tree(store).branches()[:2]
    say(begun=True)
    number = 0
    while True:
        matters = [Matter(org, "late", "contact", "2026Q1", f"{org}") for org in orgs]
        rule_all(store, WHO, matters, True, f"decision {number}")
        say(reason=f"decision {number}")
        number += 1


def back_up(place: Path, ledgers: Path, say: Say) -> None:
    """Decide once, back up, and so on: two backups are kept."""
    store = Store.open(place)
    org = tree(store).branches()[0]
    say(begun=True)
    number = 0
    while True:
        rule_all(store, WHO, [Matter(org, "late", "contact", "2026Q1", "1")], True, f"backup {number}")
        say(file=keeping.back_up(store, WHO, place.parent / "kept", keep=2).file.name, rulings=number + 1)
        number += 1


def migrate(place: Path, ledgers: Path, say: Say) -> None:
    """Bring a store of the first schema up to this one."""
    say(begun=True)
    Store.open(place)
    say(done=True)
    signal.pause()


WORK = {"upload": upload, "decision": decision, "backup": back_up, "migration": migrate}


# --- what was left, in the parent --------------------------------------------------------------------------------


def look(kind: str, place: Path, said: list[dict[str, Any]], whole: Counter[str]) -> list[str]:
    """What is wrong with the store after a kill; nothing is the aim."""
    wrong: list[str] = []
    store = Store.open(place)
    try:
        faults = keeping.verify(store, WHO) if kind == "upload" else checking.check(store)  # the journal takes seconds
        wrong += [f"{fault.kind}: {fault.where}" for fault in faults]
        if kind == "upload":
            done = {each["submission"] for each in said}
            there = {row["submission"] for row in store.composed_rows("SELECT submission FROM submission")}
            wrong += [f"acknowledged and lost: {number}" for number in sorted(done - there)]
            newest = store.composed_rows("SELECT submission FROM submission WHERE file_name LIKE 'variant-%'")
            wrong += [
                f"half a submission: {row['submission']}"
                for row in newest
                if rows_of(store, row["submission"]) != whole
            ]
            if len(newest) - len(done) not in (0, 1):
                wrong.append(f"{len(newest)} stored, {len(done)} acknowledged")
        if kind in ("decision", "backup"):
            each_way = 2 if kind == "decision" else 1
            found = {row["reason"]: row["n"] for row in store.composed_rows(_RULINGS)}
            wrong += [f"half a decision: {reason}" for reason, n in found.items() if n != each_way]
            done = (
                {each["reason"] for each in said} if kind == "decision" else {f"backup {n}" for n in range(len(said))}
            )
            wrong += [f"acknowledged and lost: {reason}" for reason in sorted(done - found.keys())]
        if kind == "backup":
            wrong += _look_at_backups(place, said)
        if kind == "migration" and checking.schema(store) != _latest():
            wrong.append("not brought up")
    finally:
        store.close()
    return wrong


_RULINGS = (
    "SELECT reason, count(*) AS n FROM ruling WHERE reason LIKE 'decision %' OR reason LIKE 'backup %' GROUP BY reason"
)


def _look_at_backups(place: Path, said: list[dict[str, Any]]) -> list[str]:
    held = backup.listed(place.parent / "kept")
    wrong = (
        [] if not said or said[-1]["file"] in {each.file.name for each in held} else ["the last backup is not there"]
    )
    for number, each in enumerate(held[:1]):
        back = place.parent / f"back-{number}.duckdb"
        if backup.restore(each.file, back).counts != each.counts:
            wrong.append("a backup does not come back as it was")
    return wrong


def rows_of(store: Store, submission: int) -> Counter[str]:
    """Table → rows of a submission."""
    found = Counter[str]()
    for table in _FACTS:
        found[table] = store.composed_rows(
            f'SELECT count(*) AS n FROM "{table}" WHERE submission = $submission', {"submission": submission}
        )[0]["n"]
    return found


def _latest() -> int:
    return max(int(file.name[:4]) for file in engine.MIGRATIONS.glob("*.sql"))


# --- the ground ---------------------------------------------------------------------------------------------------


def prepare(into: Path) -> None:
    """In a child: a small district, and many versions of one ledger."""
    store = Store.open(into / "base.duckdb")
    demo.load(store, branches=4, members=16, quarters=2, workbooks=into / "demo")
    store.close()
    books = sorted((into / "demo" / "ledgers").rglob("*.xlsx"))
    for number in range(_VARIANTS):
        _variant(books[-1], into / f"variant-{number:03}.xlsx", number)


class _Enough(BaseException):
    """Ends the work after one piece."""


def once(kind: str, place: Path, ledgers: Path) -> float:
    """In a child: seconds that one piece of a kind of work takes here."""
    began = 0.0

    def say(**what: Any) -> None:
        nonlocal began
        if "begun" not in what:
            raise _Enough
        began = time.perf_counter()

    try:
        WORK[kind](place, ledgers, say)
    except _Enough:
        return time.perf_counter() - began
    raise RuntimeError(kind)


def whole_version(place: Path) -> dict[str, int]:
    """In a child: rows of the latest submission of a store."""
    store = Store.open(place)
    return rows_of(store, store.composed_rows("SELECT max(submission) AS n FROM submission")[0]["n"])


def _variant(book: Path, to: Path, number: int) -> None:
    """The same workbook under other bytes: another version to the program."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            item.date_time = (2000 + number, 1, 1, 0, 0, 0)
            target.writestr(item, content)


def _first_schema(place: Path) -> None:
    """In a child: a store as the first release made it."""
    with tempfile.TemporaryDirectory() as only:
        for file in engine.MIGRATIONS.glob("000[01]_*.sql"):
            shutil.copy(file, only)
        engine.MIGRATIONS = Path(only)
        Store._hash_names = lambda self: None  # type: ignore[method-assign]
        Store.open(place).close()


def _in_child(work: Callable[[], Any]) -> Any:
    """What a function gives in a process of its own (forked: this one never opens a store before it)."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(into, json.dumps(work()).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            apart.end_all()
            os._exit(status)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        given = stream.read()
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("a step failed; what it said stands above")
    return json.loads(given)


def _killed(kind: str, place: Path, ledgers: Path, after: float) -> list[dict[str, Any]]:
    """Start the work, kill it some seconds after it began, and give what it had said."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            WORK[kind](place, ledgers, lambda **what: os.write(into, json.dumps(what).encode() + b"\n"))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:  # readers of the child's own hold no end of this pipe
        begun = stream.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = stream.read().splitlines(keepends=True)
    if not begun:
        raise RuntimeError("the work did not begin; what it said stands above")
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def kills(number: int, seed: int, kinds: tuple[str, ...] = KINDS) -> Iterator[tuple[str, float, int, list[str]]]:
    """For each kill: the kind of work, seconds until it, how much was acknowledged, what is wrong."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as held:
        ground = Path(held)
        _in_child(lambda: prepare(ground))
        _in_child(lambda: _first_schema(ground / "first.duckdb"))
        seconds = {}
        for kind in {*kinds, "upload"}:
            place = ground / kind / "s.duckdb"
            place.parent.mkdir()
            shutil.copy(ground / ("first.duckdb" if kind == "migration" else "base.duckdb"), place)
            seconds[kind] = _in_child(lambda: once(kind, place, ground))  # noqa: B023
        rows = _in_child(lambda: whole_version(ground / "upload" / "s.duckdb"))
        for turn in range(number):
            kind = kinds[turn % len(kinds)]
            after = rng.uniform(0, _TIMES * seconds[kind])
            with tempfile.TemporaryDirectory() as one:
                place = Path(one) / "s.duckdb"
                shutil.copy(ground / ("first.duckdb" if kind == "migration" else "base.duckdb"), place)
                said = _killed(kind, place, ground, after)
                yield kind, after, len(said), _in_child(lambda: look(kind, place, said, Counter(rows)))  # noqa: B023


def main() -> int:
    """Print a table by kind of work; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS)
    args = parser.parse_args()
    done, acknowledged, wrong = Counter[str](), Counter[str](), Counter[str]()
    for kind, after, said, faults in kills(args.kills, args.seed, (args.only,) if args.only else KINDS):
        done[kind] += 1
        acknowledged[kind] += said
        wrong[kind] += bool(faults)
        for fault in faults:
            print(f"{kind} killed after {after:.3f} s: {fault}", file=sys.stderr, flush=True)
    print(f"{'killed during':14} {'kills':>6} {'acknowledged':>13} {'wrong':>6}")
    for kind in done:
        print(f"{kind:14} {done[kind]:6} {acknowledged[kind]:13} {wrong[kind]:6}")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

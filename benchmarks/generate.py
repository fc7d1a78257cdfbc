"""Organisations, ledgers and journal of a district or a province, written straight into a store.

Facts are invented by hashing, sorted by (organisation, submission) as a re-sorted store would be. What no figure reads
(kept files, texts as typed) is left out. Run: ``python -m benchmarks.generate district|province PLACE``.
"""

import argparse
import time
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import data_layer  # noqa: F401  (wires the journal into the store)
from data_layer import clock, quarters
from data_layer.indicators import journal
from data_layer.organisations import tree
from data_layer.store import Store, Writer

_SQL = Path(__file__).resolve().parent / "sql"
_FIRST = quarters.parse_quarter("2024Q4")
_KNOWN = datetime(2024, 9, 1, 9)
_FACTS = (
    "submission person_identity spell member_row spell_row contact_row certificate_row training_row appraisal_row "
    "care_row liaison_row expense_row"
).split()


@dataclass(frozen=True)
class Size:
    """How large: units below the root (0: the root is the unit), committees, branches, members a branch, quarters.

    Branches repeat every ``pattern``: so does their journal.
    """

    units: int
    committees: int
    branches: int
    members: int
    pattern: int
    quarters: int = 8
    first_quarter: int = _FIRST

    @property
    def first_branch(self) -> int:
        """The number of the first branch; the others follow."""
        return 2 + self.units + self.committees


DISTRICT = Size(units=0, committees=25, branches=500, members=20, pattern=500)
SMALL = Size(units=0, committees=5, branches=100, members=10, pattern=100)
PROVINCE = Size(units=200, committees=4000, branches=100_000, members=10, pattern=1000)
SIZES = {"small": SMALL, "district": DISTRICT, "province": PROVINCE}


@cache
def sql(name: str) -> str:
    """A statement of ``benchmarks/sql``."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def run(w: Writer, name: str, values: dict[str, object]) -> None:
    """Run one of the statements inside a transaction."""
    w.composed_rows(sql(name), values)
    w.wrote.add(name)


def facts(store: Store, size: Size, chunk: int = 10_000) -> None:
    """Organisations, go-live and every fact, branch after branch."""
    values = {**asdict(size), "recorded_at": _KNOWN}
    with store.write(at=_KNOWN) as w:
        run(w, "roll", {})
        run(w, "organisation_event", values)
        w.append(
            "parameter_event",
            [
                {
                    "event": w.next_id("event"),
                    "org": 1,
                    "name": "start_quarter",
                    "value": quarters.quarter_text(size.first_quarter),
                    "valid_from": date(2024, 1, 1),
                }
            ],
        )
    for start in range(0, size.branches, chunk):
        part = {**values, "from_branch": start, "to_branch": min(start + chunk, size.branches)}
        with store.write() as w:
            for name in ("roll", "plan", "people", "listed", *_FACTS):
                run(w, name, part)


def write_journal(store: Store, size: Size) -> float:
    """The journal of the first pattern by the product's own rebuild, the others by repetition; seconds a branch."""
    began = time.perf_counter()
    first = size.first_branch
    chosen = range(first, first + size.pattern)
    journal.rebuild(store, founded_on=_KNOWN.date(), orgs=chosen)
    took = (time.perf_counter() - began) / size.pattern
    if size.branches > size.pattern:
        with store.write() as w:
            run(w, "journal_copy", asdict(size))
            run(w, "journal_refresh_copy", asdict(size))
    return took


def make(size: Size, place: str = ":memory:", threads: int | None = None) -> Store:
    """A filled store at a place."""
    store = Store(place, threads=threads)
    facts(store, size)
    write_journal(store, size)
    tree(store, clock.today())
    return store


def main() -> None:
    """Make a store and say how long each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=sorted(SIZES))
    parser.add_argument("place")
    chosen = parser.parse_args()
    size = SIZES[chosen.size]
    if Path(chosen.place).exists():
        parser.error("there is a file at this place")
    store = Store(chosen.place)
    began = time.perf_counter()
    facts(store, size)
    print(f"facts: {time.perf_counter() - began:.1f} s")
    each = write_journal(store, size)
    print(f"journal: {each * 1000:.1f} ms a branch; all: {time.perf_counter() - began:.1f} s")
    store.close()


if __name__ == "__main__":
    main()

"""What one accepted ledger costs at 100 branches and at 100,000, taken in turns.

One acceptance: the rows of one branch's next ledger version appended, its counts refreshed, committed.
Run: ``python -m benchmarks.acceptance PROVINCE [--rounds 60]`` with a store made by ``benchmarks.generate province``.
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate import PROVINCE, SMALL, Size, make
from benchmarks.measure import Times, in_turns, show
from data_layer import clock, quarters
from data_layer.indicators import journal
from data_layer.store import Store, Writer


def appended(w: Writer, org: int, size: Size) -> None:
    """A new version of a branch's latest ledger: 10 people on both annexes, some 30 contacts."""
    today = clock.today()
    quarter = size.first_quarter + size.quarters - 1
    submission = w.next_id("submission")
    people = range((org - size.first_branch) * size.members + 1, (org - size.first_branch + 1) * size.members + 1)
    begins = quarters.first_day(quarter)
    at = {"org": org, "submission": submission}
    w.append(
        "submission",
        [
            {
                **at,
                "quarter": quarter,
                "received_on": today,
                "form": "2026",
                "layout": "register",
                "file_sha256": f"{submission:064x}",
                "file_name": "台账.xlsx",
                "floating_declared": size.members,
                "custodian_named": True,
                "cover_cells": '{"流动党员数":"B9"}',
            }
        ],
    )
    member, spell, contact = [], [], []
    for nth, person in enumerate(people):
        row = {**at, "row": 5 + nth, "person": person, "complete": (submission + nth) % 3 > 0}
        member.append({**row, "sheet": "基本信息", "phone_valid": True})
        spell.append(
            {
                **row,
                "sheet": "管理信息",
                "spell": person,
                "direction": "流出",
                "start_on": begins - timedelta(days=400 + nth),
                "start_month": False,
                "end_month": False,
                "place_filled": True,
                "unit_filled": True,
                "certificate_numbered": True,
                "no_certificate_reason": False,
                "contact_phone_valid": True,
                "contact_is_member": False,
                "receiving_filled": True,
            }
        )
        for k in range(3):
            event = {"day": begins + timedelta(days=(submission * 7 + nth * 11 + k * 29) % 90), "month": False}
            tied = {
                "sheet": "联系记录",
                "tie": "one",
                "row": 5 + nth * 3 + k,
                "person": person,
                "row_hash": nth * 3 + k,
            }
            contact.append({**at, **tied, **event, "content_length": 12, "reached": True})
    w.append("member_row", member)
    w.append("spell_row", spell)
    w.append("contact_row", contact)


class Acceptances:
    """Accepts one ledger after another, each from another branch; keeps the refresh's share."""

    def __init__(self, store: Store, size: Size) -> None:
        self.store, self.size = store, size
        self.nth = 0
        self.refreshes: list[float] = []

    def _next(self) -> int:
        self.nth += 1
        return self.size.first_branch + self.nth * 7919 % self.size.branches

    def accept(self) -> None:
        """One acceptance, as the product does it."""
        with self.store.write() as w:
            org = self._next()
            appended(w, org, self.size)
            w.touch([org])

    def refresh(self) -> None:
        """The refresh alone, in a transaction that writes nothing else."""
        with self.store.write() as w:
            journal.refresh(w, [self._next()])

    def append(self) -> None:
        """The rows alone."""
        with self.store.write() as w:
            appended(w, self._next(), self.size)


def compare(small: Store, large: Store, rounds: int) -> dict[str, Times]:
    """Acceptances, refreshes and bare appends in both stores, in turns."""
    what: dict[str, Callable[[], object]] = {}
    for name, store, size in (("100 branches", small, SMALL), ("100,000 branches", large, PROVINCE)):
        acceptances = Acceptances(store, size)
        what[f"acceptance, {name}"] = acceptances.accept
        what[f"  refresh alone, {name}"] = acceptances.refresh
        what[f"  rows alone, {name}"] = acceptances.append
    return in_turns(what, rounds)


def main() -> None:
    """Make the small store, open the large one, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("province", type=Path)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    with TemporaryDirectory() as place:
        small = make(SMALL, str(Path(place) / "small.duckdb"))
        began = time.perf_counter()
        large = Store(chosen.province)
        print(f"province opened in {time.perf_counter() - began:.1f} s")
        found = compare(small, large, chosen.rounds)
        show("Acceptance", found)
        for part in ("acceptance", "  refresh alone", "  rows alone"):
            here, there = found[f"{part}, 100 branches"], found[f"{part}, 100,000 branches"]
            least, middle, effort = there.least / here.least, there.median / here.median, there.effort / here.effort
            print(f"{part.strip():14} 100,000 : 100   min {least:.2f}   median {middle:.2f}   cpu median {effort:.2f}")
        small.close()
        large.close()


if __name__ == "__main__":
    main()

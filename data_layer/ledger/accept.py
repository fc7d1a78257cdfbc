"""Store ledgers: all or nothing, appending only, many in one transaction where a caller has many."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from data_layer.ledger.prepared import Prepared, Rows
from data_layer.store import Writer


class _Numbers:
    """Real numbers for the new people and spells of one ledger."""

    def __init__(self, persons: dict[int, int], spells: dict[int, int]) -> None:
        self.persons, self.spells = persons, spells

    def fill(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with real numbers."""
        person, spell = row.get("person"), row.get("spell")
        if person is not None and person < 0:
            row = {**row, "person": self.persons[person]}
        if spell is not None and spell < 0:
            row = {**row, "spell": self.spells[spell]}
        return row


def accept_prepared(w: Writer, items: Sequence[Prepared], at: Sequence[datetime] | None = None) -> list[int]:
    """Store ledgers in the order given; returns their submission numbers. Counts are not refreshed here.

    The caller has made sure, under this transaction's lock, that what each rests on has not moved. A number that
    another branch reported first makes its person that branch's person. ``at``: the recorded_at of each, of the
    synthetic demo history only.
    """
    if not items:
        return []
    owners = _Owners(w, items)
    first = w.next_id("submission", len(items))
    tables: dict[str, Rows] = defaultdict(list)
    times = [{"recorded_at": each} for each in at or [w.at] * len(items)]
    for submission, (item, time) in enumerate(zip(items, times, strict=True), start=first):
        persons, aliases = _persons(w, item, owners)
        start = w.next_id("spell", item.new_spells) if item.new_spells else 0
        spells = {-number: start + number - 1 for number in range(1, item.new_spells + 1)}
        numbers = _Numbers(persons, spells)
        both = {"org": item.org, "submission": submission, **time}
        tables["submission"].append({**item.submission, "submission": submission, **time})
        for table, rows in item.tables.items():
            tables[table] += [numbers.fill({**row, **both}) for row in rows]
        tables["person_alias"] += [
            {**both, "person": person, "same_as": same_as, "reason": "更正号码", "account": item.account}
            for person, same_as in aliases
        ]
        for answer in tables["spell_answer"]:
            answer.setdefault("account", item.account)
    for table in ("spell_answer", "person_alias"):
        if tables[table]:
            event = w.next_id("event", len(tables[table]))
            tables[table] = [{**row, "event": event + n} for n, row in enumerate(tables[table])]
    _keep_files(w, items, times)
    for table, rows in tables.items():
        w.append(table, rows)
    return list(range(first, first + len(items)))


class _Owners:
    """Whose number is whose, store-wide."""

    def __init__(self, w: Writer, items: Sequence[Prepared]) -> None:
        hashes = sorted({claim.digest for item in items for claim in item.claims})
        rows = w.rows("ledger/hash_owners", {"hashes": hashes}) if hashes else []
        self.person: dict[str, int] = {row["id_hash"]: row["person"] for row in rows}
        self.names: dict[str, set[str]] = {row["id_hash"]: set(row["names"]) for row in rows}


def _persons(w: Writer, item: Prepared, owners: _Owners) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Real numbers of new people, and known people who turned out to be one.

    A number corrected to one that another branch reported joins the two only where the name agrees: else it may be a
    slip, and joining would hang one member's record on another.
    """
    found: dict[int, int] = {}
    for claim in item.claims:
        if claim.person < 0 and claim.digest in owners.person:
            found.setdefault(claim.person, owners.person[claim.digest])
    missing = [-n for n in range(1, item.new_persons + 1) if -n not in found]
    if missing:
        start = w.next_id("person", len(missing))
        found.update((person, start + n) for n, person in enumerate(missing))
    aliases = [(found.get(person, person), found.get(same, same)) for person, same in item.aliases]
    for claim in item.claims:
        real = found.get(claim.person, claim.person)
        owner = owners.person.setdefault(claim.digest, real)
        names = owners.names.setdefault(claim.digest, set())
        if owner != real and claim.name in names and (real, owner) not in aliases:
            aliases.append((real, owner))
        names.add(claim.name)
    return found, aliases


def _keep_files(w: Writer, items: Sequence[Prepared], times: Rows) -> None:
    files = {item.reading.sha256: (item, time) for item, time in zip(items, times, strict=True)}
    kept = {row["sha256"] for row in w.rows("ledger/kept_files", {"hashes": sorted(files)})}
    w.append("kept_file", [
        {"sha256": digest, "size": len(item.content), "content": item.content, **time}
        for digest, (item, time) in files.items()
        if digest not in kept
    ])  # fmt: skip

"""Keeping the store safe, for who may: backups made and listed, everything verified."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require
from data_layer.indicators import journal
from data_layer.organisations import Tree, tree_in
from data_layer.store import Store, Writer, anchors
from data_layer.store import backup as backups
from data_layer.store.backup import Backup, BackupProblem
from data_layer.store.checking import Fault, check, clock_set_back

_CHUNK = 100  # branches a transaction


class _Undo(Exception):
    """Ends a transaction in which something was only worked out."""


def back_up(store: Store, viewer: Viewer, into: Path | None = None, keep: int = backups.KEEP) -> Backup:
    """A verified backup, by default where the app keeps them, noted in the log with its result.

    Raises NoAccess, :class:`BackupProblem`.
    """
    require(viewer, "backup")
    try:
        made = backups.make(store, into or backups.directory(store), keep)
    except BackupProblem:
        audit(store, viewer, "backup", result="error")
        raise
    audit(store, viewer, "backup", object=made.sha256)
    return made


def kept(store: Store, viewer: Viewer) -> list[Backup]:
    """The verified backups where the app keeps them, the latest first. Raises NoAccess."""
    require(viewer, "backup")
    return backups.listed(backups.directory(store))


def verify(store: Store, viewer: Viewer) -> list[Fault]:
    """Everything that is not as it was written: files, migrations, pointers, log, journal against the live list.

    Raises NoAccess. The commit lock is held for a chunk of branches at a time.
    """
    require(viewer, "backup")
    where = backups.directory(store)
    found = check(store, [*(each.head for each in backups.listed(where) if each.head), *anchors.noted(where)])
    behind = clock_set_back(store)
    found += [behind] if behind else []
    with store.write() as writer:
        branches = tree_in(writer).branches()
    for start in range(0, len(branches), _CHUNK):
        found += _journal(store, branches[start : start + _CHUNK])
    audit(store, viewer, "verify", object=str(len(found)), result="error" if found else "ok")
    return found


def _journal(store: Store, orgs: list[int]) -> list[Fault]:
    """Branches whose counts differ from the list, on a day: today, and the last one they look ahead to."""
    differing: dict[int, int] = {}
    now: Tree | None = None
    journal.look_ahead(store)
    days = (clock.today(), quarters.last_day(quarters.quarter_of(clock.today()) + 1))
    try:
        with store.write() as writer:
            now = tree_in(writer)
            before = counts_on(writer, orgs, days)
            journal.refresh(writer, orgs)
            after = counts_on(writer, orgs, days)
            differing = {org: len(after[org] ^ before[org]) for org in orgs if after[org] != before[org]}
            raise _Undo
    except _Undo:
        pass
    names = {} if now is None else {org: now.by_id[org].name for org in differing}
    return [
        Fault("journal", f"{org}", f"{names[org]}：计数与应办名单不一致，相差 {n} 条（截至 {clock.today()}）")
        for org, n in sorted(differing.items())
    ]


def counts_on(writer: Writer, orgs: list[int], days: Iterable[date]) -> dict[int, set[tuple[object, ...]]]:
    """Branch → its counts on these days."""
    found: dict[int, set[tuple[object, ...]]] = {org: set() for org in orgs}
    for day in days:
        asked = {"orgs": orgs, "groups": orgs, "as_of": day, "first_period": None}
        for row in writer.rows("indicators/counts", asked):
            found[row["org"]].add((day, *row.values()))
    return found

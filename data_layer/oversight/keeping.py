"""Keeping the store safe, for who may: backups made and listed, everything verified."""

from pathlib import Path

from data_layer import clock
from data_layer.access import Viewer, audit, require
from data_layer.indicators import journal
from data_layer.organisations import Tree, tree_in
from data_layer.store import Store, Writer
from data_layer.store import backup as backups
from data_layer.store.backup import Backup, BackupProblem
from data_layer.store.checking import Fault, check

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
    anchors = [each.head for each in backups.listed(backups.directory(store)) if each.head]
    found = check(store, anchors)
    with store.write() as writer:
        branches = tree_in(writer).branches()
    for start in range(0, len(branches), _CHUNK):
        found += _journal(store, branches[start : start + _CHUNK])
    audit(store, viewer, "verify", object=str(len(found)), result="error" if found else "ok")
    return found


def _journal(store: Store, orgs: list[int]) -> list[Fault]:
    """Branches whose counts differ from the list: what a refresh would append within what they looked ahead to."""
    differing: dict[int, int] = {}
    now: Tree | None = None
    try:
        with store.write() as writer:
            now = tree_in(writer)
            through = {r["org"]: r["horizon"] for r in writer.rows("indicators/journal_state", {"orgs": orgs})}
            before = _entries(writer, through)
            journal.refresh(writer, orgs)
            after = _entries(writer, through)
            differing = {org: after[org] - before.get(org, 0) for org in after if after[org] != before.get(org, 0)}
            raise _Undo
    except _Undo:
        pass
    names = {} if now is None else {org: now.by_id[org].name for org in differing}
    return [
        Fault("journal", f"{org}", f"{names[org]}：计数与应办名单不一致，相差 {n} 项（截至 {clock.today()}）")
        for org, n in sorted(differing.items())
    ]


def _entries(writer: Writer, through: dict[int, object]) -> dict[int, int]:
    found = writer.rows("oversight/journal_entries", {"orgs": list(through), "through": list(through.values())})
    return {row["org"]: row["n"] for row in found}

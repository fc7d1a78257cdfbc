"""Backups while the dashboard runs: daily, after many accepted ledgers, and by a button; one at a time as a job."""

import threading
from datetime import timedelta

from data_layer import clock
from data_layer.access import Viewer, local_administrator
from data_layer.access.viewer import NoAccess
from data_layer.oversight import keeping
from data_layer.store import Store, StoreProblem, anchors
from data_layer.store import backup as backups
from web import errors, jobs

JOB, CHECK = "backup", "verify"
EVERY = timedelta(days=1)
AFTER = 50  #: accepted ledgers since the last backup
_LOOK = 60.0  # seconds between two looks
_BY_ITSELF = local_administrator("定时备份")


def now(store: Store, viewer: Viewer) -> jobs.Job:
    """Begin a backup, unless one is running."""
    return jobs.start(
        JOB, viewer.account, lambda progress: keeping.back_up(store, viewer), told=(StoreProblem, NoAccess)
    )


def check(store: Store, viewer: Viewer) -> jobs.Job:
    """Begin verifying everything, unless that is running."""
    return jobs.start(
        CHECK, viewer.account, lambda progress: keeping.verify(store, viewer), told=(StoreProblem, NoAccess)
    )


def due(store: Store) -> bool:
    """Whether a backup should be made by itself: a day has passed, or many ledgers came in."""
    held = backups.listed(backups.directory(store))
    if not held:
        return backups.submissions(store) > 0
    passed = clock.now() - held[0].made_at
    if passed >= EVERY or passed < -EVERY:  # or the clock was set back
        return True
    return backups.submissions(store) - held[0].counts["submission"] >= AFTER


def begin(store: Store) -> threading.Event:
    """Look after the store until the event given is set. A failed backup is tried again an hour later."""
    stop = threading.Event()

    def look() -> None:
        wait = _LOOK
        while not stop.wait(wait):
            wait = _LOOK
            try:
                anchors.note(store, backups.directory(store), clock.today())
            except OSError as problem:
                errors.note(problem, "anchor of the log")
                wait = 3600.0
            if store.place != ":memory:" and due(store):
                job = now(store, _BY_ITSELF)
                job.finished.wait()
                if job.problem:
                    wait = 3600.0

    threading.Thread(target=look, name="safekeeping", daemon=True).start()
    return stop

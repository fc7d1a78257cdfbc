"""Reminders by mail while the dashboard runs: once a day, beside everything else; what failed again an hour later.

That a branch is sent one digest a day is what ``mail.send`` holds, also over restarts; here is only when it is asked.
"""

import threading
from datetime import date, datetime, timedelta

from data_layer import clock
from data_layer.access import local_administrator
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.oversight.reminders import mail
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store
from web import errors

HOUR = 8  #: from when on, so that a digest lies on top of the morning's mail
AGAIN = timedelta(hours=1)
TRIES = 3  #: a day, where the server takes some mails and refuses others
_LOOK = 60.0  # seconds between two looks
_BY_ITSELF = local_administrator("定时提醒")


class Daily:
    """Whether today's mail has gone out."""

    def __init__(self) -> None:
        self._done, self._tried, self._tries = date.min, date.min, 0
        self._next = datetime.min

    def look(self, store: Store) -> mail.Sent | None:
        """Send today's mail where it is due; None where nothing was tried, or nothing could be. Never raises."""
        now = clock.now()
        if self._done == now.date() or now.hour < HOUR or now < self._next:
            return None
        self._next = now + AGAIN
        try:
            through = mail.server()
            if through is None:
                return None
            sent = _send(store, through)
        except OversightProblem as problem:  # its sentence names neither account nor password
            errors.tell("mail", problem=str(problem))
            return None
        except Exception as error:  # the thread's last stop: tomorrow's mail must still go out
            errors.note(error, "mail")
            return None
        self._tried, self._tries = now.date(), self._tries + 1 if self._tried == now.date() else 1
        if not sent.failed or self._tries >= TRIES:
            self._done = now.date()
        if sent.sent or sent.failed:
            errors.tell("mail", sent=sent.sent, failed=sent.failed, no_mailbox=sent.unknown)
        return sent


def _send(store: Store, through: mail.Server) -> mail.Sent:
    """To every branch below every topmost organisation."""
    now = tree(store)
    views = [view_of(store, _BY_ITSELF, now.by_id[top].code, branches=None) for top in now.roots]
    done = [mail.send(store, _BY_ITSELF, view, through) for view in views]
    return mail.Sent(*(sum(getattr(each, name) for each in done) for name in ("sent", "failed", "again", "unknown")))


def begin(store: Store, stop: threading.Event) -> None:
    """Look every minute until the event is set, in a thread of its own: a slow server keeps nobody waiting."""
    daily = Daily()

    def look() -> None:
        while not stop.wait(_LOOK):
            daily.look(store)

    threading.Thread(target=look, name="mailing", daemon=True).start()

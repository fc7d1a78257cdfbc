"""Duties that are unclear, kept by branch: after a ledger came in, only its branch is worked out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import by_branch
from data_layer.assessment.view import View
from data_layer.indicators import catalogue
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store

#: What the doubt of a duty says when staff can settle it: late evidence, and (at the beginning) a 未纳入原因.
LATE, NOT_TAKEN = "补录", "未纳入"


@dataclass(frozen=True)
class Unsettled:
    """One duty. ``doubt``: why it is unclear, reasons joined by 、; ``mistaken``: it stands because of a 误登记.

    The place is that of the evidence, else of what the duty comes from.
    """

    indicator: str
    org: int
    period: str
    subject: str
    person: int | None
    due_on: date
    doubt: str
    mistaken: bool
    unclear: bool
    submission: int | None
    sheet: str | None
    row: int | None

    @property
    def late(self) -> bool:
        """Evidence came after the day by which it had to."""
        return self.unclear and LATE in self.doubt.split("、")

    @property
    def not_taken(self) -> bool:
        """The branch wrote why nobody took the member on, and nothing else is in doubt."""
        return self.unclear and not self.late and self.doubt.startswith(NOT_TAKEN)


def unsettled(store: Store, viewer: Viewer, view: View, right: str = "read") -> list[Unsettled]:
    """All of the branches at or below the view's organisation on which the viewer has the right, as its day knew."""
    seen = visible_orgs(store, viewer, right) if viewer.may(right) else frozenset()
    snapshot = tree(store, view.as_of, view.known_at)
    orgs = [org for org in snapshot.branches(view.org) if seen is None or org in seen]
    found = _of_branches(store, viewer, orgs, view.as_of, view.known_at)
    return [each for org in orgs for each in found.get(org, ())]


@by_branch(4)
def _of_branches(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None
) -> dict[int, list[Unsettled]]:
    frame = frame_for(store, orgs, as_of, known_at, now=tree(store, as_of, known_at))
    ids = tuple(head.id for head in catalogue(alerts=True))
    text = statement("assessment/unsettled", ids, frame.empty)
    found: dict[int, list[Unsettled]] = {org: [] for org in orgs}
    for row in store.composed_rows(text, frame.params):
        found[row["org"]].append(_read(row))
    return found


def _read(row: dict[str, Any]) -> Unsettled:
    return Unsettled(**{**row, "period": quarters.period_text(row["period"]), "doubt": row["doubt"] or ""})

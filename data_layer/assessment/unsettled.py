"""Duties that are unclear, kept by branch: after a ledger came in, only its branch is worked out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import clock, quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import by_branch
from data_layer.assessment.view import View
from data_layer.indicators import catalogue, count_rows, indicator_numbered
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.indicators.obligations import COUNTED
from data_layer.organisations import tree
from data_layer.store import Store

#: What the doubt of a duty says when staff can settle it: late evidence, and (at the beginning) a 未纳入原因.
LATE, NOT_TAKEN = "补录", "未纳入"
_EVER = "1900"  # before all periods
_UNCLEAR = 2 + COUNTED.index("unclear")  # in a row of count_rows


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
    found: dict[int, list[Unsettled]] = {org: [] for org in orgs}
    frame = frame_for(store, found, as_of, known_at, now=tree(store, as_of, known_at))
    ids = _in_doubt(store, viewer, list(found), frame.params["org"], as_of, known_at)
    if not ids:
        return found
    for row in store.composed_rows(statement("assessment/unsettled", ids, frame.empty), frame.params):
        found[row["org"]].append(_read(row))
    return found


def _in_doubt(
    store: Store, viewer: Viewer, orgs: list[int], related: list[int], as_of: date, known_at: datetime | None
) -> tuple[str, ...]:
    """The indicators of which anything of these branches can be listed here.

    Those the journal counts something unclear of, so that a branch with nothing in doubt costs no list; all of them
    where the journal does not tell: one of the related branches entered somebody by mistake, or the two times are not
    a day's and its end.
    """
    every = tuple(head.id for head in catalogue(alerts=True))
    told = known_at == clock.end_of(as_of) or (known_at is None and as_of == clock.today())
    if not told or store.rows("assessment/entered_by_mistake", {"orgs": related}):
        return every
    counted = count_rows(store, viewer, orgs, as_of, _EVER)
    unclear = {indicator_numbered(int(row[0])) for rows in counted.values() for row in rows[rows[:, _UNCLEAR] > 0]}
    return tuple(each for each in every if each in unclear)


def _read(row: dict[str, Any]) -> Unsettled:
    return Unsettled(**{**row, "period": quarters.period_text(row["period"]), "doubt": row["doubt"] or ""})

"""What each branch's ledger of a quarter covers: declared against listed, and rows that lack something required."""

from dataclasses import dataclass
from datetime import date, datetime

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.store import Store


@dataclass(frozen=True)
class Covered:
    """One branch and quarter. ``received_on`` None: no ledger. ``declared``: the 封面's number, None where blank.

    ``silent_for``: how many due quarters in a row, this one the last, have no ledger.
    """

    org: int
    code: str
    name: str
    received_on: date | None
    versions: int
    declared: int | None
    listed: int
    incomplete_members: int
    incomplete_spells: int
    silent_for: int

    @property
    def gap(self) -> int:
        """Declared minus listed; 0 where nothing was declared."""
        return 0 if self.declared is None else self.declared - self.listed


@remembered(64)
def coverage(store: Store, viewer: Viewer, view: View, held: Board) -> list[Covered]:
    """Every branch that owes the view's quarter a ledger, by code."""
    seen = visible_orgs(store, viewer, "read", view.as_of)
    snapshot = tree(store, view.as_of, view.known_at)
    orgs = [org for org in snapshot.branches(view.org) if seen is None or org in seen]
    quarter = quarters.parse_quarter(view.quarter)
    rows = {
        row["org"]: row
        for row in store.rows(
            "assessment/coverage",
            {
                "orgs": orgs,
                "quarter": quarter,
                "last_on": quarters.last_day(quarter),
                "as_of": view.as_of,
                "known_at": view.known_at or datetime.max,
            },
        )
    }
    found = []
    for org in orgs:
        row = rows.get(org)
        if row is None and not held.of(PUNCTUAL, view.quarter, org).all:
            continue
        branch = snapshot.by_id[org]
        found.append(
            Covered(
                org,
                branch.code,
                branch.name,
                row["received_on"] if row else None,
                row["versions"] if row else 0,
                row["declared"] if row else None,
                row["listed"] if row else 0,
                row["incomplete_members"] if row else 0,
                row["incomplete_spells"] if row else 0,
                silent_for(view, held, org),
            )
        )
    return found


def silent_for(view: View, held: Board, org: int) -> int:
    """Due quarters in a row without a ledger, the view's the last."""
    silent = 0
    for quarter in reversed(view.until(len(view.quarters))):
        if not held.of(PUNCTUAL, quarter, org).unreported:
            break
        silent += 1
    return silent

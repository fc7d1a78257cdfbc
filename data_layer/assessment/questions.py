"""Questions to a branch: what its own ledgers leave open, with the cells that raise it. Never a score.

A question is asked of one branch; another branch stands in it by its organisation's name at most.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer.access import Viewer, visible_orgs
from data_layer.assessment.view import View
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import Tree, tree
from data_layer.store import Store


@dataclass(frozen=True)
class Trace:
    """One row of a branch's ledger that raises a question; ``person`` None where it names nobody that is known."""

    org: int
    person: int | None
    day: date | None
    submission: int
    sheet: str
    row: int


@dataclass(frozen=True)
class Question:
    """``asks`` is the question as a sentence, without names; ``whole`` and ``number`` are its counts (persons or rows).

    ``key`` is its address in a link: stable while the same rows raise it, and it names nobody. ``marks``: the indicator
    whose columns are what to look at in the rows.
    """

    kind: str
    org: int
    asks: str
    number: int
    whole: int
    traces: tuple[Trace, ...]
    item: str = ""
    marks: str = ""

    @property
    def key(self) -> str:
        """Kind, branch and what it is about."""
        return f"{self.kind}-{self.org}-{self.item}"


def scope(store: Store, viewer: Viewer, view: View) -> tuple[Tree, list[int]]:
    """The tree of the view's day, and the branches of the view that the viewer may read."""
    seen = visible_orgs(store, viewer, "read", view.as_of)
    snapshot = tree(store, view.as_of, view.known_at)
    return snapshot, [org for org in snapshot.branches(view.org) if seen is None or org in seen]


def found_rows(
    store: Store,
    viewer: Viewer,
    view: View,
    name: str,
    params: dict[str, Any] | None = None,
    indicators: Sequence[str] = (),
    only: Collection[int] | None = None,
) -> list[dict[str, Any]]:
    """Rows of a statement of this room over the base views, asked of the viewer's branches of the view.

    Branches that share a person with them are read beside them (``asked.wanted`` false): what comes of those may
    leave here as an organisation's name only. ``only``: of these branches alone.
    """
    snapshot, branches = scope(store, viewer, view)
    if only is not None:
        branches = [org for org in branches if org in only]
    if not branches:
        return []
    frame = frame_for(store, branches, view.as_of, view.known_at, now=snapshot)
    # the base views stand in the room of indicators; the file itself in this one
    text = statement(f"../../assessment/sql/{name}", tuple(indicators), frame.empty)
    return store.composed_rows(text, {**frame.params, **(params or {})})

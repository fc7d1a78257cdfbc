"""Questions to a branch: what its own ledgers leave open, with the cells that raise it. Never a score.

A question is asked of one branch; another branch stands in it by its organisation's name at most.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import by_branch
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
    store: Store, viewer: Viewer, view: View, name: str, params: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Rows of a statement of this room over the base views, asked of the viewer's branches of the view at once.

    Branches that share a person with them are read beside them (``asked.wanted`` false): what comes of those may
    leave here as an organisation's name only.
    """
    branches = scope(store, viewer, view)[1]
    return _asked(store, branches, view.as_of, view.known_at, name, params or {}, ()) if branches else []


def rows_by_branch(
    store: Store,
    viewer: Viewer,
    view: View,
    name: str,
    params: Mapping[str, Any] | None = None,
    indicators: Sequence[str] = (),
    only: Collection[int] | None = None,
) -> list[dict[str, Any]]:
    """Like :func:`found_rows` for a statement whose rows are each about one branch: its ``org``, or one that stands at
    an end (``out_org``, ``in_org``). Kept by branch, so that only those written since are asked again.

    By branch in the tree's order; a row with two ends comes once for each of them. ``only``: of these branches alone.
    """
    branches = [org for org in scope(store, viewer, view)[1] if only is None or org in only]
    asked = tuple((key, tuple(each) if isinstance(each, list) else each) for key, each in (params or {}).items())
    found = _of_branches(store, viewer, branches, view.as_of, view.known_at, name, asked, tuple(indicators))
    return [row for org in branches for row in found.get(org, ())]


@by_branch(96)
def _of_branches(
    store: Store,
    viewer: Viewer,
    orgs: Iterable[int],
    as_of: date,
    known_at: datetime | None,
    name: str,
    params: tuple[tuple[str, Any], ...],
    indicators: tuple[str, ...],
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {org: [] for org in orgs}
    lists = {key: list(each) if isinstance(each, tuple) else each for key, each in params}
    for row in _asked(store, found, as_of, known_at, name, lists, indicators):
        for org in {row[end] for end in ("org", "out_org", "in_org") if end in row} & found.keys():
            found[org].append(row)
    return found


def _asked(
    store: Store,
    orgs: Iterable[int],
    as_of: date,
    known_at: datetime | None,
    name: str,
    params: Mapping[str, Any],
    indicators: tuple[str, ...],
) -> list[dict[str, Any]]:
    frame = frame_for(store, orgs, as_of, known_at, now=tree(store, as_of, known_at))
    return store.composed_rows(statement(f"assessment/{name}", indicators, frame.empty), frame.params | dict(params))

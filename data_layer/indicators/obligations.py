"""The list of obligations, live at any moment, and its counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_layer import clock, quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.indicators.compose import catalogue, header, indicator_numbered, statement
from data_layer.indicators.frame import frame_for
from data_layer.indicators.journal import look_ahead
from data_layer.organisations import Tree, tree
from data_layer.store import Store


@dataclass(frozen=True)
class Obligation:
    """One duty at a moment. ``state``: met pending awaiting missed unclear. The evidence's cell, or the spell's."""

    indicator: str
    org: int
    org_code: str
    period: str
    subject: str
    person: int | None
    due_on: date
    prove_by: date
    met_on: date | None
    state: str
    closed: bool
    unclear_reason: str | None
    note: str | None
    submission: int | None
    sheet: str | None
    row: int | None
    exempt: bool

    @classmethod
    def of(cls, row: dict[str, Any], now: Tree) -> "Obligation":
        """A row of ``base/_list.sql``."""
        named = {"org_code": now.by_id[row["org"]].code, "period": quarters.period_text(row["period"])}
        return cls(**row | named)


@dataclass(frozen=True)
class Count:
    """Counts of one organisation, indicator and period. The first five: all obligations by state, exempt ones apart.

    ``closed*``: only those whose prove_by has passed; ``reported_*``: of these, where the ledger due came in.
    """

    indicator: str
    org: int
    period: str
    met: int
    missed: int
    awaiting: int
    pending: int
    unclear: int
    exempt: int
    closed_met: int
    closed: int
    closed_unclear: int
    reported_met: int
    reported_closed: int
    reported_unclear: int

    @property
    def rate(self) -> float | None:
        """closed_met / closed; None where nothing is closed (不适用)."""
        return self.closed_met / self.closed if self.closed else None

    @property
    def best_rate(self) -> float | None:
        """The rate if everything unclear were met."""
        return (self.closed_met + self.closed_unclear) / self.closed if self.closed else None

    @property
    def total(self) -> int:
        """All obligations but the exempt."""
        return self.met + self.missed + self.awaiting + self.pending + self.unclear


#: The numbers of a count, in their order.
COUNTED = [each.name for each in fields(Count) if each.name not in ("org", "indicator", "period")]


def _branches(store: Store, viewer: Viewer, now: Tree, org: int | None) -> list[int]:
    seen = visible_orgs(store, viewer, "read")
    return [each for each in now.branches(org) if seen is None or each in seen]


def _ids(indicator: str | None, alerts: bool = False) -> tuple[str, ...]:
    return (header(indicator).id,) if indicator else tuple(h.id for h in catalogue(alerts))


def obligations(
    store: Store,
    viewer: Viewer,
    *,
    org: int | None = None,
    indicator: str | None = None,
    period: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    state: str | None = None,
) -> list[Obligation]:
    """Every obligation of the branches at or below ``org`` that the viewer may read, at a moment.

    Ordered by indicator, branch, period, subject. Exempt ones are among them, flagged.
    """
    day = as_of or clock.today()
    now = tree(store, day, known_at)
    branches = _branches(store, viewer, now, org)
    if not branches:
        return []
    frame = frame_for(store, branches, day, known_at, now=now)
    code = quarters.period_code(period) if period else None
    rows = store.composed_rows(
        statement("_list", _ids(indicator, alerts=True), frame.empty), {**frame.params, "period": code, "state": state}
    )
    return [Obligation.of(row, now) for row in rows]


def tally(
    store: Store,
    viewer: Viewer,
    *,
    org: int | None = None,
    indicator: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Count]:
    """Counts by branch, computed live from the list: what the journal is checked against."""
    day = as_of or clock.today()
    now = tree(store, day, known_at)
    branches = _branches(store, viewer, now, org)
    if not branches:
        return []
    frame = frame_for(store, branches, day, known_at, now=now)
    return _counts(store.composed_rows(statement("_tally", _ids(indicator), frame.empty), frame.params))


def counts(
    store: Store,
    viewer: Viewer,
    org: int | None = None,
    *,
    as_of: date | None = None,
    by: str = "branch",
    indicator: str | None = None,
    first_period: str | None = None,
) -> list[Count]:
    """Counts from the journal at a day, as far as was recorded by its end.

    ``by``: "branch" each branch at or below ``org`` · "child" each organisation directly below · "total" one row.
    """
    day = as_of or clock.today()
    # the day's first reader sees to it that a quarter begun since the last write has its duties
    store.cached("journal_ahead", clock.today(), lambda: look_ahead(store))
    now = tree(store, day)
    branches = set(_branches(store, viewer, now, org))
    if by == "branch":
        pairs: Iterable[tuple[int, int]] = ((each, each) for each in sorted(branches))
    elif by == "child":
        tops = now.roots if org is None else now.children(org)
        pairs = ((each, top) for top in tops for each in now.branches(top) if each in branches)
    else:
        pairs = ((each, -1 if org is None else org) for each in sorted(branches))
    found = list(pairs)
    if not found:
        return []
    asked, groups = [each for each, _ in found], [group for _, group in found]
    rows = _from_journal(store, asked, groups, day, first_period).to_pylist()
    for row in rows:
        row["indicator"] = indicator_numbered(row["indicator"])
    return _counts(rows if indicator is None else [row for row in rows if row["indicator"] == indicator])


def count_rows(
    store: Store, viewer: Viewer, orgs: Sequence[int], as_of: date, first_period: str
) -> dict[int, NDArray[np.int_]]:
    """What :func:`counts` says of branches the viewer may read, as bare numbers, for those who add up many.

    Branch → rows of the indicator's number, the period's code, and the numbers of :class:`Count` in their order.
    """
    seen = visible_orgs(store, viewer, "read", as_of)
    wanted = sorted(org for org in orgs if seen is None or org in seen)
    store.cached("journal_ahead", clock.today(), lambda: look_ahead(store))
    found = _from_journal(store, wanted, wanted, as_of, first_period)
    found = found.select(["org", "indicator", "period", *COUNTED])
    columns = [found.column(n).to_numpy() for n in range(found.num_columns)]
    numbers = np.column_stack(columns[1:]).astype(np.int_)
    first, past = (np.searchsorted(columns[0], wanted, side) for side in ("left", "right"))
    return {org: numbers[a:b] for org, a, b in zip(wanted, first, past, strict=True)}


def _from_journal(
    store: Store, orgs: Sequence[int], groups: Sequence[int], as_of: date, first_period: str | None
) -> pa.Table:
    first = quarters.period_code(first_period) if first_period else None
    asked = {"orgs": list(orgs), "groups": list(groups), "as_of": as_of, "first_period": first}
    return store.table("indicators/counts", asked)


def _counts(rows: list[dict[str, Any]]) -> list[Count]:
    words = {code: quarters.period_text(code) for code in {row["period"] for row in rows}}
    for row in rows:
        row["period"] = words[row["period"]]
    return [Count(**row) for row in rows]

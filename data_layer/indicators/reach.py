"""Who is away on a day, and how long ago the branch last reported having reached them (三（一）3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from data_layer import clock
from data_layer.access import Viewer, visible_orgs
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store


@dataclass(frozen=True)
class Reach:
    """One floating member of one branch. ``days`` without contact, counted from the last reported contact (or the day
    of leaving) to ``covered_on``, the last day the branch's ledgers speak of; None where no ledger speaks at all.

    The place is that of the last contact, or of the spell where there was none.
    """

    org: int
    person: int
    start_on: date
    reached_on: date | None
    covered_on: date | None
    days: int | None
    submission: int
    sheet: str
    row: int


def reach(
    store: Store,
    viewer: Viewer,
    org: int | None = None,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    only: Collection[int] | None = None,
) -> list[Reach]:
    """Everybody away on a day from the branches at or below ``org`` that the viewer may read, longest silence first.

    ``only``: from these branches alone.
    """
    day = as_of or clock.today()
    now = tree(store, day, known_at)
    seen = visible_orgs(store, viewer, "read", day)
    branches = [each for each in now.branches(org) if (seen is None or each in seen) and (only is None or each in only)]
    if not branches:
        return []
    frame = frame_for(store, branches, day, known_at, now=now)
    rows = store.composed_rows(statement("_reach", (), frame.empty), frame.params)
    return sorted((Reach(**row) for row in rows), key=lambda each: (-(each.days or 0), each.org, each.person))

"""What a round freezes of its candidates beside the counts: their duties, and the ledgers these stand on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.indicators import Obligation, catalogue
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store


def duties_of(
    store: Store, viewer: Viewer, orgs: Sequence[int], as_of: date, known_at: datetime | None
) -> list[Obligation]:
    """The duties of some branches in one question. Needs ``draft`` on each."""
    _may(store, viewer, orgs)
    now = tree(store, as_of, known_at)
    frame = frame_for(store, orgs, as_of, known_at, now=now)
    text = statement("_list", tuple(head.id for head in catalogue(alerts=True)), frame.empty)
    return [
        Obligation.of(row, now) for row in store.composed_rows(text, {**frame.params, "period": None, "state": None})
    ]


def files_of(
    store: Store,
    viewer: Viewer,
    orgs: Sequence[int],
    code: Mapping[int, str],
    year: int,
    as_of: date,
    known_at: datetime | None,
) -> dict[str, list[list[Any]]]:
    """The ledgers that count of a year and the one before, by the code of their branch. Needs ``draft`` on each."""
    _may(store, viewer, orgs)
    asked = {"orgs": list(orgs), "quarter": (year - 1) * 4, "as_of": as_of, "known_at": known_at or datetime.max}
    found: dict[str, list[list[Any]]] = {each: [] for each in code.values()}
    for row in store.rows("oversight/round_files", asked):
        quarter = quarters.quarter_text(row["quarter"])
        found[code[row["org"]]].append([row["submission"], quarter, row["file_sha256"], row["received_on"].isoformat()])
    return found


def _may(store: Store, viewer: Viewer, orgs: Sequence[int]) -> None:
    for org in orgs:
        require_org(store, viewer, "draft", org)

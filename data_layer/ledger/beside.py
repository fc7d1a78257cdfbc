"""封面 typed beside a file that has none: what is asked, and what is known already."""

from data_layer import clock, quarters
from data_layer.access import Viewer
from data_layer.ledger.checked import Checked
from data_layer.ledger.columns import Column
from data_layer.ledger.prefill import gather
from data_layer.ledger.typed import cover_columns
from data_layer.store import Store

_SAY_SO = frozenset(("cover_missing", "cover_facts_missing"))


def asked_beside(checked: Checked, quarter: int) -> list[Column]:
    """The columns of 封面 to be typed beside a checked file; none where the file says enough itself."""
    if not any(each.code in _SAY_SO for each in checked.problems):
        return []
    cover = checked.reading.cover if checked.reading else None
    return [column for column in cover_columns(quarter) if cover is None or not cover.filled(column.name)]


def known_beside(store: Store, viewer: Viewer, org: int, quarter: int) -> dict[str, str]:
    """What 封面 of a branch and quarter says without anybody typing it: whose it is, and what was said last time.

    Raises NoAccess, LedgerProblem.
    """
    found = gather(store, viewer, org, quarter)
    whose = {"党组织名称": found.org_name, "党组织代码": found.org_code}
    when = {"填报季度": quarters.quarter_words(quarter), "填报时间": clock.today().isoformat()}
    return whose | when | found.cover

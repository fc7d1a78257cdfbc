"""By when a branch's ledger of a quarter is due (三（一）2)."""

from datetime import date, timedelta

from data_layer import clock, quarters
from data_layer.organisations import Tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store


def due_on(store: Store, now: Tree, org: int, quarter: int) -> date:
    """The day last given to the branch, else the deadline table's, else the quarter's end and the days of grace."""
    given = store.rows("ledger/given_deadlines", {"org": org, "quarter": quarter})
    if given:
        found: date = given[-1]["due_on"]
        return found
    held = rules(store, clock.today())
    first = quarters.first_day(quarter)
    path = [org, *now.ancestors(org, first)]
    for each in path:
        if (each, quarter) in held.table:
            return held.table[each, quarter]
    return quarters.last_day(quarter) + timedelta(days=held.value("report_grace_days", path, first))

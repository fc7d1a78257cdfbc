"""关爱帮扶: what help was given, by kind and amount, and who in hardship had none (三（一）3)."""

from dataclasses import dataclass
from decimal import Decimal

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.questions import found_rows
from data_layer.assessment.view import View
from data_layer.store import Store

#: 帮扶方式 as the form offers them.
KINDS = ("走访慰问", "结对帮扶", "组织互助", "党内救济", "社会救济")


@dataclass(frozen=True)
class Help:
    """Help of one kind given in a year up to the view's quarter: how often, to how many, by how many branches, yuan.

    ``hardship``: how many of these members are marked 是否困难党员 = 是 in a ledger of the year.
    """

    kind: str
    times: int
    persons: int
    hardship: int
    branches: int
    amount: Decimal


@remembered(64)
def help_given(store: Store, viewer: Viewer, view: View) -> list[Help]:
    """One row a kind, in the order of the form, also the kinds nobody gave; what is reported twice counts once."""
    require_org(store, viewer, "read", view.org)
    if not view.quarter:
        return []
    quarter = quarters.parse_quarter(view.quarter)
    year = quarter // 4
    params = {"from_on": quarters.first_day(year * 4), "to_on": quarters.last_day(quarter), "year": year}
    rows = {row["kind"]: row for row in found_rows(store, viewer, view, "help", params)}
    found = []
    for kind in (*KINDS, *(each for each in rows if each not in KINDS)):
        row = rows.get(kind)
        found.append(
            Help(kind, row["times"], row["persons"], row["hardship"], row["branches"], row["amount"] or Decimal(0))
            if row
            else Help(kind, 0, 0, 0, 0, Decimal(0))
        )
    return found

"""The sheet 经费使用 is asked only of a branch with an allocation in the quarter's year."""

from datetime import date
from decimal import Decimal

import pytest

from data_layer import quarters
from data_layer.administration import Entry, record_fund, void_fund
from data_layer.ledger.prefill import SPENDING, gather, template
from data_layer.ledger.reading import read_ledger
from data_layer.ledger.template import sheets_of
from tests.ledger.desk import VIEWER, Desk


def sheets(desk: Desk, quarter: str, code: str = "0101") -> list[str]:
    return sheets_of(gather(desk.store, VIEWER, desk.org(code), quarters.parse_quarter(quarter)))


@pytest.mark.usefixtures("autumn", "uncounted")
def test_only_a_branch_with_an_allocation_is_asked_what_it_spent() -> None:
    desk = Desk()
    assert SPENDING not in sheets(desk, "2026Q3")
    given = Entry(desk.org("01"), "allocated", 2026, date(2026, 2, 3), Decimal(800), branch=desk.org("0101"))
    record_fund(desk.store, VIEWER, [given])
    assert SPENDING in sheets(desk, "2026Q3")
    assert SPENDING not in sheets(desk, "2026Q3", "0102")
    assert SPENDING not in sheets(desk, "2027Q1")
    content = template(desk.store, VIEWER, desk.org("0101"), quarters.parse_quarter("2026Q3"))
    assert SPENDING in [each.sheet for each in read_ledger("台账.xlsx", content, received_on=date(2026, 10, 8)).sheets]
    void_fund(desk.store, VIEWER, desk.table("fund_event")[0]["event"], "拨错支部")
    assert SPENDING not in sheets(desk, "2026Q3")

"""Which cell proves a duty does not change from one reading to the next."""

from datetime import date

from data_layer import indicators
from data_layer.access.viewer import local_administrator
from data_layer.store import Store
from tests.reference.loading import load
from tests.reference.story import Story, care, contact, line


def test_of_two_rows_of_one_day_the_first_by_its_place() -> None:
    s = Story(branches=(11,))
    people, on = range(1, 41), "2026-02-18"
    s.ledger(
        11,
        "2026Q1",
        "2026-04-05",
        *(line(p, p, "2025-01-01") for p in people),
        contacts=[contact(p, on) for p in reversed(people) for _ in range(2)],
        cares=[care(p, on) for p in people],
    )
    store = Store(":memory:", threads=2)
    try:
        load(store, s.district)
        viewer = local_administrator("test")
        rows = {p: 2 + p for p in people}, {p: 3 + 2 * (40 - p) for p in people}
        for indicator, period, sheet, row in (
            ("spring_festival_contact", "2026", "关爱帮扶", rows[0]),
            ("contact_quarterly", "2026Q1", "联系记录", rows[1]),
        ):
            found = indicators.obligations(store, viewer, indicator=indicator, period=period, as_of=date(2026, 4, 20))
            assert {o.person: (o.sheet, o.row) for o in found} == {p: (sheet, row[p]) for p in people}
    finally:
        store.close()

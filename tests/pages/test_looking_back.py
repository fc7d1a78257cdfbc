"""A day of the past: every page says what could be known then, whatever has been recorded since, and says how much."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from data_layer import clock, quarters
from data_layer.access import Viewer, local_administrator
from data_layer.administration import set_parameter
from data_layer.ledger.history import submissions
from data_layer.ledger.prefill import template
from data_layer.ledger.service import submit
from data_layer.ledger.states import return_ledger
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import PAGES, Opened, as_role, said

PAST = date(2026, 11, 10)
ABOVE = [page for page, roles in PAGES.items() if "leader" in roles and page != "privacy"]  # which has no past
#: Every page once, by turns as leader and as staff: what may be known of a day does not hang on who asks.
WALK = [(page, ("leader", "staff")[place % 2]) for place, page in enumerate(ABOVE)]


def shown(test: AppTest) -> list[str]:
    """All a page says, its tables and charts included."""
    lines = said(test).splitlines()
    for frame in test.dataframe:
        lines += frame.value.to_csv().splitlines()
    for kind in ("plotly_chart", "echarts_chart"):
        lines += [str(each.proto) for each in test.get(kind)]
    return lines


def written_later(store: Store) -> set[str]:
    """Receipts and files of hand-ins recorded after the day."""
    viewer = local_administrator("tests")
    found = [each for root in tree(store).roots for each in submissions(store, viewer, root)]
    return {text for each in found if each.recorded_at.date() > PAST for text in (each.receipt, each.file_name)}


def hand_in(store: Store, org: int, quarter: int, received_on: date) -> str:
    """A ledger received by the day and typed in today; its receipt."""
    staff = local_administrator("tests")
    book = openpyxl.load_workbook(io.BytesIO(template(store, staff, org, quarter)))
    book["封面"]["H40"] = "后来补的"
    target = io.BytesIO()
    book.save(target)
    name = f"后来入库{org}.xlsx"
    found = submit(store, staff, name, target.getvalue(), org=org, quarter=quarter, received_on=received_on,
                   received_reason="纸质报送", answers=[])  # fmt: skip
    assert found.accepted, [each.message for each in found.problems if each.severity == "error"]
    return found.receipt or ""


def test_pages_of_the_past_stay_as_they_were(fresh: Store, open_page: Opened) -> None:
    """The strongest form: the same address before and after much is recorded today shows the same."""
    query = {"as_of": f"{PAST}"}
    viewers = {role: as_role(fresh, role) for role in ("leader", "staff")}
    before = {(page, role): shown(open_page(fresh, viewers[role], page, **query)) for page, role in WALK}
    for lines in before.values():
        assert any(f"正在回看 {PAST}" in line and "那时收到的台账都已入库" in line for line in lines)

    local, now = local_administrator("tests"), tree(fresh)
    third = submissions(fresh, local, now.roots[0], quarters.parse_quarter("2026Q3"))
    reported = [each for each in third if each.counted]
    new = hand_in(fresh, reported[0].org, reported[0].quarter, PAST)
    return_ledger(fresh, local, reported[1].submission, "请补充", date(2026, 11, 30))
    set_parameter(fresh, local, now.roots[0], "target_rate", "0.95", date(2026, 10, 1), "试")

    for (page, role), lines in before.items():
        after = shown(open_page(fresh, viewers[role], page, **query))
        assert not any(text and text in line for text in written_later(fresh) for line in after), page
        assert any("有 1 份台账那时已收到、之后才入库" in line for line in after)
        same = [line for line in after if "正在回看" not in line]
        assert same == [line for line in lines if "正在回看" not in line], page
    today = shown(open_page(fresh, viewers["staff"], "portrait", org=now.by_id[reported[0].org].code))
    assert any(new in line for line in today)


@pytest.mark.parametrize("day", ["2026-07-20", "2026-10-05"])
def test_no_later_hand_in_appears(district: Store, open_page: Opened, day: str) -> None:
    viewer = local_administrator("tests")
    moment = datetime.combine(date.fromisoformat(day), datetime.max.time())
    every = [each for root in tree(district).roots for each in submissions(district, viewer, root)]
    later = [each for each in every if each.recorded_at > moment]
    assert later and len(later) < len(every)
    for page, role in WALK:
        lines = shown(open_page(district, as_role(district, role), page, as_of=day))
        assert any(f"正在回看 {day}" in line for line in lines), page
        assert not any(each.receipt in line or each.file_name in line for each in later for line in lines), page


def test_what_was_sent_back_is_known_as_of_the_day(fresh: Store) -> None:
    local: Viewer = local_administrator("tests")
    root = tree(fresh).roots[0]
    first = next(each for each in submissions(fresh, local, root) if each.counted)
    return_ledger(fresh, local, first.submission, "请补充", date(2026, 11, 30))
    past = submissions(fresh, local, root, as_of=PAST, known_at=clock.end_of(PAST))
    assert all(each.recorded_at.date() <= PAST and each.state != "returned" for each in past)
    assert [each.submission for each in submissions(fresh, local, root) if each.state == "returned"] == [
        first.submission
    ]

"""支部负担: cells asked and known of a ledger counted by hand, the minutes, who is timed and who is not."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from data_layer import clock, quarters
from data_layer.access import Grant, Viewer
from data_layer.assessment.burden import Burden, burdens, typical
from data_layer.assessment.view import view_of
from data_layer.ledger.service import check, submit
from tests.ledger.desk import VIEWER, WANG, Desk, away, contact, member

MEMBER, AWAY = member("王晓", WANG), away("王晓")
Q2, Q3 = quarters.parse_quarter("2026Q2"), quarters.parse_quarter("2026Q3")


class Watch:
    """The clock of the test."""

    now = datetime(2026, 7, 5, 9)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(clock, "today", lambda: made.now.date())
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.store.close()


def found(desk: Desk, quarter: str) -> dict[tuple[str, str], Burden]:
    view = view_of(desk.store, VIEWER, quarter=quarter)
    return {(each.code, each.quarter): each for each in burdens(desk.store, VIEWER, view)}


def test_every_cell_is_asked_or_known_and_the_clock_runs_from_the_first_check(desk: Desk, watch: Watch) -> None:
    org, branch = desk.org("0101"), Viewer(5, "支部", (Grant("branch", desk.org("0101")),))
    tables = {"基本信息": [MEMBER | {"本人电话": ""}], "管理信息": [AWAY]}
    spoilt = desk.file("2026Q2", **tables | {"管理信息": [away("王晓", "不详")]})
    check(desk.store, branch, "台账.xlsx", spoilt, org=org, quarter=Q2)
    watch.now = datetime(2026, 7, 5, 9, 30)
    check(desk.store, branch, "台账.xlsx", desk.file("2026Q2", **tables), org=org, quarter=Q2)
    watch.now = datetime(2026, 7, 5, 9, 41, 10)
    assert submit(desk.store, branch, "台账.xlsx", desk.file("2026Q2", **tables), org=org, quarter=Q2).accepted
    assert len(desk.table("first_check")) == 1  # two checks before one hand-in: the first is noted
    first = found(desk, "2026Q2")["0101", "2026Q2"]
    # 封面: 12 labels, three of them printed; annexes: every filled cell, and the ★ phone left blank
    filled = len(MEMBER) - 1 + len(AWAY)
    assert (first.asked, first.known, first.minutes) == (9 + filled + 1, 3, 42)

    watch.now = datetime(2026, 10, 8, 9)
    again = {
        "基本信息": [MEMBER],
        "管理信息": [AWAY | {"外出地点": "江州市"}],
        "联系记录": [contact("王晓", "2026-08-01")],
    }
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 8), **again)
    third = found(desk, "2026Q3")["0101", "2026Q3"]
    # the same but for the phone and the place; of 封面 its date, 核对日期, 流动党员数 and 本季度变化 are said anew
    assert third.asked == 4 + 2 + len(again["联系记录"][0])
    assert third.known == 3 + 5 + len(MEMBER) + len(AWAY) - 2
    assert third.minutes is None  # handed in by the office: nobody's minutes
    assert third.known_share is not None and third.known_share > 0.5
    both = typical(list(found(desk, "2026Q3").values()))
    assert [(each.quarter, each.ledgers, each.timed, each.minutes) for each in both] == [
        ("2026Q3", 1, 0, None), ("2026Q2", 1, 1, 42),
    ]  # fmt: skip


def test_what_the_template_carries_on_is_known_without_being_sent(desk: Desk, watch: Watch) -> None:
    desk.hand_in("2026Q2", "0101", received=date(2026, 7, 5), 基本信息=[MEMBER], 管理信息=[AWAY])
    line = desk.table("spell")[0]["line"]
    watch.now = datetime(2026, 10, 8, 9)
    entry = {"行号": line, "姓名": "王晓", "联系人": "钱顺", "联系日期": "2026-08-01", "联系方式": "电话"}
    entry |= {"联系内容": "近况", "是否联系上": "是", "变化": "电话", "变化内容": "19900000022"}
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 8), declared=1, 本季登记=[entry])
    third = found(desk, "2026Q3")["0101", "2026Q3"]
    assert third.asked == 4 + 6  # 封面 as above; four cells of the contact, two of the change: the phone is one of them
    assert third.known == 3 + 5 + 2 + len(MEMBER) - 1 + len(AWAY)

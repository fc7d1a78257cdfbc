"""Every indicator's own re-test: a ledger without the remedy, one with back-dated rows, one with the remedy."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from data_layer import clock
from data_layer.access import local_administrator
from data_layer.assessment.view import view_of
from data_layer.indicators import catalogue, header, obligations
from data_layer.oversight import findings as acts
from data_layer.oversight.remedy import Remedy, remedies
from data_layer.store import Store
from tests.oversight.remedies_by_hand import CASES, Case, Sheets, away
from tests.questions.ground import ROOT, viewer
from tests.reference.loading import load
from tests.reference.story import Story

LOCAL, STAFF = local_administrator("tests"), viewer("staff", ROOT)
#: The misses are found; a ledger without the remedy is in; one with back-dated rows; one with the remedy.
FOUND, IDLE, LATE, DONE = date(2027, 4, 20), date(2027, 7, 12), date(2027, 10, 12), date(2028, 1, 12)
OLD = {"2026Q3": "2026-10-08", "2026Q4": "2027-01-08", "2027Q1": "2027-04-08"}
PLAIN = ("members", "lines")
EVENTS = ("contacts", "cares", "certificates", "trainings", "appraisals", "liaisons", "expenses")


def branch(number: int) -> int:
    """The branch of the n-th case, which has member 1000 + n."""
    return 1000 + number


def hand_in(story: Story, org: int, quarter: str, received: str, sheets: Sheets) -> None:
    """A ledger with what a case says, member 1 being the branch's own; no ledger where ``quarter`` is None."""
    said: dict[str, Any] = {"quarter": quarter, **away(), **sheets}
    if said["quarter"] is None:
        return
    for name in ("lines", "members", *EVENTS):
        if name in said:
            mine = {"person": org, **({"spell": org} if name == "lines" else {})}
            said[name] = [row if name == "expenses" else replace(row, **mine) for row in said[name]]
    lines, of = said.pop("lines"), said.pop("quarter")
    story.ledger(org, of, received, *lines, **said)


def lived(story: Story, org: int, case: Case) -> None:
    """All that a branch hands in from the third quarter of 2026 to January 2028."""
    standing = {name: value for name, value in case.before.items() if name not in EVENTS}
    for quarter, received in OLD.items():
        last = quarter == "2027Q1"
        hand_in(story, org, quarter, received, case.before if last else {**standing, "quarter": quarter})
    still = {**standing, "quarter": "2027Q2"}
    hand_in(story, org, "2027Q2", "2027-07-05", still)
    if case.late is not None:
        hand_in(
            story, org, "2027Q3", "2027-10-05", {**({} if "quarter" in case.late else standing_of(case)), **case.late}
        )
    hand_in(story, org, "2027Q4", "2028-01-05", {**standing_of(case), **case.remedy})


def standing_of(case: Case) -> Sheets:
    """The lines of a case whose remedy is another sheet's: they stay as they were."""
    events = bool(case.remedy) and all(name in EVENTS for name in case.remedy)
    return {name: value for name, value in case.before.items() if name in PLAIN} if events else {}


@dataclass(frozen=True)
class Seen:
    """What was said of one finding after each of the three ledgers."""

    idle: Remedy
    late: Remedy
    done: Remedy
    state: str


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, Seen]]:
    """Indicator → what its branch's ledgers were found to show."""
    story = Story("2026Q1", [branch(n) for n, _ in enumerate(CASES, 1)])
    for number, case in enumerate(CASES.values(), 1):
        lived(story, branch(number), case)
    money = branch(list(CASES).index("fund_put_to_use") + 1)
    for year in (2026, 2027):
        story.fund("allocated", money, year, f"{year}-02-01", "1000")
    store = Store(":memory:")
    load(store, story.district)
    with pytest.MonkeyPatch.context() as patch:

        def at(day: date) -> None:
            patch.setattr(clock, "today", lambda: day)
            patch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 18))

        at(FOUND)
        missed = {(o.org, o.indicator, o.period): o for o in obligations(store, LOCAL, state="missed")}
        opened = {}
        for number, (name, case) in enumerate(CASES.items(), 1):
            duty = missed.get((branch(number), name, case.period))
            assert duty is not None, f"{name}: nothing missed in {case.period}"
            opened[name] = acts.open_missed(
                store, STAFF, duty.org, name, case.period, [duty.subject], date(2028, 3, 1)
            )  # fmt: skip
        said = []
        for day in (IDLE, LATE, DONE):
            at(day)
            said.append(remedies(store, STAFF, view_of(store, STAFF)))
        after = {(o.org, o.indicator, o.period, o.subject): o.state for o in obligations(store, LOCAL)}
        found = {}
        for number, (name, case) in enumerate(CASES.items(), 1):
            duty = missed[branch(number), name, case.period]
            state = after.get((duty.org, name, case.period, duty.subject), "")
            found[name] = Seen(*(each[opened[name]] for each in said), state)
        yield found
    store.close()


def test_every_indicator_has_its_line() -> None:
    assert set(CASES) == {each.id for each in catalogue(alerts=True)}


@pytest.mark.parametrize("indicator", CASES)
def test_a_ledger_without_the_remedy(seen: dict[str, Seen], indicator: str) -> None:
    found = seen[indicator].idle
    assert not found.proposes
    assert found.said == f"登记以后的台账还没有显示：{header(indicator).remedied_when}。"


@pytest.mark.parametrize("indicator", [name for name, case in CASES.items() if case.late is not None])
def test_back_dated_rows_close_nothing(seen: dict[str, Seen], indicator: str) -> None:
    found = seen[indicator].late
    assert not found.proposes
    assert header(indicator).remedied_when in found.said and CASES[indicator].said in found.said


@pytest.mark.parametrize("indicator", CASES)
def test_the_remedy_is_proposed_and_the_miss_stays(seen: dict[str, Seen], indicator: str) -> None:
    found = seen[indicator].done
    assert found.proposes, found.said
    assert header(indicator).remedied_when in found.said and "未达标的记录不变" in found.said
    assert found.proof is not None and found.proof.submission is not None
    assert seen[indicator].state != "met"

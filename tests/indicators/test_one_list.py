"""One list, however it is asked: for one indicator or for all, live or from the journal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from data_layer import clock, indicators
from data_layer.access.viewer import local_administrator
from data_layer.store import Store
from tests.indicators.copies import branch
from tests.indicators.standing import CLOSED
from tests.reference.counting import told
from tests.reference.days import quarter_first, quarter_of
from tests.reference.districts import district
from tests.reference.loading import load, tables
from tests.reference.model import INFLOW, District
from tests.reference.story import Story, appraisal, care, certificate, contact, liaison, line, must, training

VIEWER = local_administrator("test")


def everything() -> Story:
    """Two branches that between them did something of every indicator."""
    s = branch(diligent=True)
    s.found(12, "党支部", 2, "2020-01-01")
    facts = {"contact_key": 1, "receiving_filled": True, "certificate_numbered": True}
    away = [
        line(21, 21, "2025-01-20", **facts),
        line(22, 22, "2025-01-20", **facts),
        line(23, 23, "2026-01-20", "2026-11-02", direction=INFLOW, certificate_numbered=True),
        line(24, 24, "2026-01-20", direction=INFLOW),
        line(25, 25, "2025-01-20", "2026-10-20", **facts),
    ]
    after = {"rectify_by": must("2027-01-10"), "rectified_on": must("2027-01-02")}
    number = {"numbered": True, "record_filled": True}
    s.ledger(
        12,
        "2026Q1",
        "2026-04-05",
        *away[:2],
        line(23, 23, "2026-01-20", direction=INFLOW, certificate_numbered=True),
        away[3],
        line(25, 25, "2025-01-20", **facts),
        certificates=[
            certificate(21, "2026-02-16", "临时返乡"),
            certificate(21, "2026-02-18", "返回审验", problem=True, corrected_on=must("2026-02-20"), **number),
        ],
        trainings=[training(21, "2026-02-19", "补课教育", "3")],
        liaisons=[liaison(23, "2026-01-25", "身份核实")],
    )
    s.ledger(
        12,
        "2026Q4",
        "2027-01-05",
        *away,
        contacts=[contact(21, "2026-11-20", contact_key=1)],
        cares=[care(21, "2026-11-20")],
        certificates=[certificate(23, "2026-11-01", "填写"), certificate(25, "2026-10-25", "收回")],
        appraisals=[
            appraisal(21, "2026-12-10", grade="优秀", supports=5, feedback_on=must("2026-12-01")),
            appraisal(22, "2026-12-10", grade="不合格", **after),
        ],
        liaisons=[
            liaison(24, "2026-11-20", "参加组织生活"),
            liaison(24, "2026-11-21", "教育帮助"),
        ],
        reviewed_on=must("2026-12-31"),
        reviewers_all=True,
        change_declared="有变化",
        change_found=True,
        members_total=30,
        excellent_declared=1,
    )
    s.district.submissions[:] = [
        replace(ledger, members=tuple(replace(m, hardship=m.person == 21) for m in ledger.members))
        for ledger in s.district.submissions
    ]
    return s


def test_an_indicator_alone_is_its_share_of_the_list() -> None:
    """A statement reads only what its indicators want: nothing that one of them needs may be left out."""
    heads = indicators.catalogue(alerts=True)
    store = Store(":memory:", threads=1)
    try:
        load(store, everything().district)
        whole = indicators.obligations(store, VIEWER, as_of=CLOSED)
        met = {o.indicator for o in whole if o.state == "met"}
        assert {head.id for head in heads if not head.alert} == met, "each is met by something, so that losing it shows"
        for head in heads:
            alone = indicators.obligations(store, VIEWER, indicator=head.id, as_of=CLOSED)
            assert alone == [o for o in whole if o.indicator == head.id], head.id
    finally:
        store.close()


WRITTEN = datetime(2026, 5, 20, 12)
UNTIL = date(2027, 1, 31)


@pytest.fixture
def written_once() -> Iterator[Store]:
    """A random district as it stood one day in May, written then at once; nothing is written after."""
    rows = tables(_known(district(17, punctual=True)))
    store = Store(":memory:", threads=1)
    with store.write(at=WRITTEN) as writer:
        for table, found in rows.items():
            writer.append(table, found)
        writer.touch(sorted({row["org"] for row in rows["organisation_event"] if row["type"] == "党支部"}))
    yield store
    store.close()


def _known(made: District) -> District:
    """What of a district was recorded by then."""
    then = {name: [row for row in rows if row.recorded_at <= WRITTEN] for name, rows in vars(made).items()}
    return District(**then)


def test_the_journal_says_on_any_later_day_what_the_list_says(
    written_once: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One write, then every day on which something opens, falls due, is shown missing or closes, for three quarters."""
    store = written_once
    at_last = indicators.obligations(store, VIEWER, as_of=UNTIL)
    days = {quarter_first(quarter_of(WRITTEN.date()) + n) for n in (1, 2, 3)}
    for o in at_last:
        days |= {o.due_on, o.due_on + timedelta(days=1), o.prove_by, o.prove_by + timedelta(days=1)}
    later = sorted(day for day in days if WRITTEN.date() <= day <= UNTIL)
    assert len(later) > 15 and len(at_last) > 400
    for day in later:
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        kept = told(indicators.counts(store, VIEWER, as_of=day))
        assert kept == told(indicators.tally(store, VIEWER, as_of=day)), day

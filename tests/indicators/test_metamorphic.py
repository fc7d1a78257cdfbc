"""What must hold of the figures whatever the ledgers say: true rows never cost, closed figures never move."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from data_layer import indicators
from data_layer.access.viewer import local_administrator
from data_layer.store import Store
from tests.indicators.copies import Change, Ledgers, branch, rates_of, standing
from tests.indicators.standing import (
    CLOSED,
    RECEIVED,
    WEIGHTS,
    duties,
    eventful,
    rates,
    states,
    told_in,
)
from tests.reference.days import quarter_first, quarter_of
from tests.reference.duty import Obligation
from tests.reference.loading import load
from tests.reference.story import (
    Story,
    contact,
    line,
    must,
)

Q4_BEGAN = date(2026, 10, 20)  # on this day the first three quarters are closed


@cache
def before() -> tuple[Obligation, ...]:
    """The duties as they stand."""
    return tuple(duties(eventful().district))


def test_what_is_done_raises_the_rate_and_takes_no_other_down() -> None:
    """Every missed contact of a quarter made up in that quarter: each rate at least what it was, this one whole."""
    district = eventful().district
    missed = [o for o in before() if o.indicator == "contact_quarterly" and o.state == "missed" and o.closed]
    assert missed
    for o in missed:
        quarter = quarter_of(o.due_on)
        on = (quarter_first(quarter) + timedelta(days=80)).isoformat()
        assert o.person is not None
        district = told_in(district, o.org, quarter, contacts=[contact(o.person, on)])
    now, then = rates(duties(district)), rates(before())
    assert {now[key] for key in now if key[1] == "contact_quarterly"} == {1}
    assert all(now[key] >= then[key] for key in then)


def test_one_file_or_two_in_time_is_the_same() -> None:
    """The ledger of a quarter, handed in first without its events and then with them."""
    district = eventful().district
    whole = [s for s in district.submissions if (s.org, s.quarter) == (11, quarter_of(date(2026, 5, 1)))][0]
    first = replace(
        whole,
        received_on=whole.received_on - timedelta(days=2),
        recorded_at=whole.recorded_at - timedelta(days=2),
        contacts=(),
        cares=(),
        trainings=(),
        liaisons=(),
        expenses=(),
    )
    ledgers = [
        s if s.submission < whole.submission else replace(s, submission=s.submission + 1) for s in district.submissions
    ]
    split = duties(replace(district, submissions=[*ledgers, first]))
    # the same but for the names of rows, which go by the file that told them first
    assert _without_rows(split) == _without_rows(before())


def _without_rows(found: Any) -> list[tuple[Any, ...]]:
    return sorted((o.indicator, o.org, o.period, o.subject.split(":")[0], o.due_on, o.state) for o in found)


LATER: dict[str, Callable[[Story], None]] = {
    "renamed": lambda s: s.org_event(11, "rename", "2026-11-03"),
    "moved": lambda s: (s.found(3, "党工委", 1, "2026-11-02"), s.org_event(11, "move", "2026-11-03", parent=3))[1],
    "merged": lambda s: s.org_event(11, "merge", "2026-11-03", successor=12),
    "split": lambda s: (s.found(21, "党支部", 2, "2026-11-03"), s.org_event(11, "split", "2026-11-03", successor=21))[
        1
    ],
    "abolished": lambda s: s.org_event(11, "abolish", "2026-11-03"),
    "another year's rules": lambda s: s.parameter(2, "min_days_due", "1", "2027-01-01", recorded="2026-11-03"),
    "another day for reports": lambda s: s.parameter(2, "report_grace_days", "1", "2027-01-01", recorded="2026-11-03"),
    "a number corrected": lambda s: _corrected(s, person=44),
    "a date corrected": lambda s: _corrected(s, start="2026-05-21"),
    "a line left out": lambda s: _corrected(s, left_out=True),
}


def _corrected(s: Story, person: int = 4, start: str = "2026-05-06", left_out: bool = False) -> None:
    """The ledger of Q4 came on 3 November, and says something else of the fourth."""
    if person != 4:
        s.same_person(person, 4, "2026-11-03")
    lines = [line(1, 1, "2025-11-03", certificate_numbered=True), line(2, 2, "2026-01-20"), line(3, 3, "2025-06-30")]
    if not left_out:
        lines.append(line(4, person, start, certificate_numbered=True))
    s.ledger(11, "2026Q4", "2026-11-03", *lines, contacts=[contact(person, "2026-10-12")])


@pytest.mark.parametrize("what", LATER)
def test_nothing_later_moves_a_closed_figure_or_doubles_anybody(what: str) -> None:
    story, after = eventful(), date(2026, 12, 31)
    three = [s for s in story.district.submissions if s.received_on <= Q4_BEGAN]
    story.district.submissions[:] = three
    closed = states(_three_quarters(), Q4_BEGAN)
    assert len(closed) > 150
    LATER[what](story)
    found = duties(story.district, after)
    now = states(found)
    assert {key: now.get(key) for key in closed} == closed
    assert states(found, Q4_BEGAN).keys() == closed.keys()
    for name in ("member_on_file", "contact_quarterly"):
        here = [o.person for o in found if o.indicator == name and o.period == "2026Q4" and o.person is not None]
        assert len(here) == len(set(here)), "one owner each"
        assert not {4, 44} <= set(here)
    if what not in ("abolished",):
        assert {1, 2, 3} <= {o.person for o in found if o.indicator == "contact_quarterly" and o.period == "2026Q4"}


@cache
def _three_quarters() -> tuple[Obligation, ...]:
    district = eventful().district
    told = [s for s in district.submissions if s.received_on <= Q4_BEGAN]
    return tuple(duties(replace(district, submissions=told), Q4_BEGAN))


def test_leaving_a_line_or_a_row_out_never_helps() -> None:
    """The fourth's line left out from Q3 on: all his duties stay. Event rows left out: no rate rises."""
    late = [quarter_of(must(RECEIVED[q])) - 1 for q in ("2026Q3", "2026Q4")]

    def without_fourth(ledgers: Ledgers) -> Ledgers:
        return [
            replace(
                s,
                spells=tuple(x for x in s.spells if x.spell != 4),
                members=tuple(m for m in s.members if m.person != 4),
            )
            if s.quarter in late
            else s
            for s in ledgers
        ]

    def without(sheet: str) -> Change:
        return lambda ledgers: [replace(s, **{sheet: getattr(s, sheet)[1:]}) for s in ledgers]  # type: ignore[arg-type]

    sheets = ("contacts", "cares", "certificates", "trainings", "appraisals", "liaisons", "expenses")
    then, *changed = standing(branch(diligent=True), [without_fourth, *map(without, sheets)])
    for what, now in zip(("the fourth", *sheets), changed, strict=True):
        assert then.keys() <= now.keys() or what == "appraisals", what
        rate, was = rates_of(now), rates_of(then)
        assert all(rate[name] <= was[name] for name in was), what


def test_what_is_exempt_is_in_no_denominator() -> None:
    viewer = local_administrator("test")
    story = eventful()

    def tallied() -> dict[tuple[str, str, int], indicators.Count]:
        store = Store(":memory:", threads=1)
        try:
            load(store, story.district)
            return {(c.indicator, c.period, c.org): c for c in indicators.tally(store, viewer, as_of=CLOSED)}
        finally:
            store.close()

    then = tallied()
    story.exempt(11, "2026-11-03", person=3)
    now = tallied()
    assert then.keys() == now.keys()
    mine = {(o.indicator, o.period) for o in before() if o.org == 11 and o.person == 3}
    assert len(mine) > 20
    for key, count in now.items():
        was = then[key]
        assert (count.total + count.exempt, was.exempt) == (was.total, 0)
        assert bool(count.exempt) == (key[2] == 11 and key[:2] in mine)
        if was.closed:
            assert count.closed == was.closed - count.exempt


def test_weights_are_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100

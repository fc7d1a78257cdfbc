"""关爱: the festivals, and help in hardship."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.reference.days import days_between, last_of, new_year, quarter_of, quarters_of
from tests.reference.duty import Event, Obligation, window
from tests.reference.evidence import Evidence
from tests.reference.view import SpellInQuarter, one_holder


def of_year(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """The festivals of a year for one branch."""
    begins = date(year, 1, 1)
    eve = new_year(year)
    first = eve - timedelta(days=e.view.parameter("spring_before_days", org, begins))
    due = eve + timedelta(days=e.view.parameter("spring_after_days", org, begins))
    yield from _festival(e, "spring_festival_contact", org, year, eve, first, due)
    first = _of_year(year, e.view.parameter_text("july_from", org, begins))
    due = _of_year(year, e.view.parameter_text("july_to", org, begins))
    yield from _festival(e, "july_first_contact", org, year, date(year, 7, 1), first, due)


def _of_year(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")


def reached_or_helped(event: Event) -> bool:
    """A contact that reached, or help."""
    return event.kind == "care" or (event.kind == "contact" and bool(event.row.reached))  # type: ignore[attr-defined]


def _festival(
    e: Evidence, indicator: str, org: int, year: int, eve: date, first: date, due: date
) -> Iterator[Obligation]:
    """Every person in scope on the day (before it: now), once, by the branch that holds him."""
    if e.as_of < first or not e.view.assessed(org, quarter_of(eve)):
        return
    on = min(eve, e.as_of)
    away: dict[int, list[SpellInQuarter]] = {}
    for each in e.view.spells(quarter_of(on)):
        if on in each.days:
            away.setdefault(each.person, []).append(each)
    for person, spells in sorted(away.items()):
        if one_holder(spells) == org:
            duty = e.duty(indicator, org, str(year), person, person, due)
            finding = e.evidence(duty, person, window(days_between(first, due)), reached_or_helped)
            yield e.made(duty, finding, spells)


def hardship_helped(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """Every person in hardship by some ledger of the year; met by help in the year."""
    quarters = quarters_of(str(year))
    hard = {
        e.view.person(row.person)
        for ledger in e.view.all_counted
        if ledger.quarter in quarters
        for row in ledger.members
        if row.hardship
    }
    for person, (_, days) in e.view.held_long(org, str(year)).items():
        if person in hard and min(days) <= e.as_of:
            duty = e.duty("hardship_helped", org, str(year), person, person, last_of(str(year)))
            within = window(days_between(date(year, 1, 1), last_of(str(year))))
            finding = e.evidence(duty, person, within, lambda event: event.kind == "care")
            yield e.made(duty, finding, e.view.of_period(person, str(year)))

"""教育培训: before leaving, by post, hours, and what is made up for."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.reference.compute_certificate import Return, days_meant, returns, subject_of
from tests.reference.days import days_between, first_of, last_of, new_year, quarter_first, quarter_name, quarter_of
from tests.reference.duty import LATE, MONTH, TWO, Duty, Event, Finding, Obligation, window
from tests.reference.evidence import Evidence
from tests.reference.model import TrainingRow

SEVEN = 7
A_DAY = 8


def done(event: Event, *kinds: str) -> bool:
    """A training of one of the kinds that took place."""
    return isinstance(event.row, TrainingRow) and event.item in kinds and bool(event.row.done)


def of_spells(e: Evidence) -> Iterator[Obligation]:
    """Every spell begun in q: taught, and told what is asked of him."""

    def told(event: Event) -> bool:
        return done(event, "行前教育") and event.row.explained == SEVEN  # type: ignore[attr-defined]

    for quarter, spell in e.view.begun():
        if not e.view.assessed(spell.holder, quarter):
            continue
        before = e.view.parameter("pre_departure_days", spell.holder, quarter_first(quarter))
        within = window(
            *(
                days_between(start - timedelta(days=before), start)
                for start in days_meant(spell.start_on, spell.facts.start_month)
            )
        )
        wanted: tuple[tuple[str, Callable[[Event], bool]], ...] = (
            ("pre_departure_education", lambda event: done(event, "行前教育")),
            ("requirements_explained", told),
        )
        for indicator, counts in wanted:
            period = quarter_name(quarter)
            duty = e.duty(indicator, spell.holder, period, subject_of(spell), spell.person, spell.start_on)
            yield e.made(duty, e.evidence(duty, spell.person, within, counts), [spell])


def of_year(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """Every person away 90 days of the year: material by post, and hours."""
    period = str(year)
    begins, last = first_of(period), last_of(period)
    for person, (_, days) in e.view.held_long(org, period).items():
        if len(days) < 90 or min(days) > e.as_of:
            continue
        spells = e.view.of_period(person, period)
        duty = e.duty("mailed_education", org, period, person, person, last)
        times = e.view.parameter("mailed_per_year", org, begins)
        finding = summed(
            e,
            duty,
            person,
            lambda event: done(event, "邮寄教育"),
            lambda events: [(day, Fraction(1)) for day in sorted({event.day for event in events})],
            Fraction(times),
        )
        yield e.made(duty, finding, spells)
        duty = e.duty("training_hours", org, period, person, person, last)
        share = Fraction(len(days), (last - begins).days + 1)
        needed = e.view.parameter("annual_hours", org, begins) * share
        finding = summed(e, duty, person, lambda event: done(event, "行前教育", "补课教育", "其他培训"), _hours, needed)
        yield e.made(duty, finding, spells)


def _hours(events: list[Event]) -> list[tuple[date, Fraction]]:
    """Hours a day: the same kind with as many hours once, at most eight."""
    said = {(event.day, event.item, event.row.hours or Decimal(0)) for event in events}  # type: ignore[attr-defined]
    by_day: dict[date, Fraction] = {}
    for day, _, hours in said:
        by_day[day] = by_day.get(day, Fraction(0)) + Fraction(hours)
    return [(day, min(hours, Fraction(A_DAY))) for day, hours in sorted(by_day.items())]


def summed(
    e: Evidence,
    duty: Duty,
    person: int,
    counts: Callable[[Event], bool],
    amounts: Callable[[list[Event]], list[tuple[date, Fraction]]],
    needed: Fraction,
) -> Finding:
    """A sum over a year: by what came in time, else with what came late, else with what is doubtful."""
    year = days_between(first_of(duty.period), last_of(duty.period))
    timely, late = e.split(duty, person, counts)
    timely = [event for event in timely if event.days & year]
    late = [event for event in late if event.days & year]
    sure = [event for event in timely if event.sure and event.days <= year]
    behind = [event for event in late if event.sure and event.days <= year]
    doubtful = [event for event in timely + late if not event.sure or not event.days <= year]

    def reached(events: list[Event]) -> date | None:
        total = Fraction(0)
        for day, amount in amounts(events):
            total += amount
            if total >= needed:
                return day
        return None

    met_on, accepted = reached(sure), False
    counted = sure
    if met_on is None and (late_on := reached(sure + behind)) is not None:
        if not e.late_accepted(duty):
            return Finding(unclear={LATE})
        met_on, accepted, counted = late_on, True, sure + behind
    if met_on is not None:
        used = [event for event in counted if event.day <= met_on]
        told = [event for event in used if e.told_by(duty, person, counts, [event])]
        on_time = reached(told) is not None
        return Finding(met_on=met_on, late=accepted or not on_time)
    if reached(sure + behind + doubtful) is not None:
        reasons = {MONTH if event.sure else TWO for event in doubtful}
        return Finding(unclear=reasons)
    return Finding()


def makeup(e: Evidence) -> Iterator[Obligation]:
    """补课教育: every person who came back around the Spring Festival, once a year."""
    first: dict[tuple[int, int], Return] = {}
    for back in returns(e):
        for year in (back.day.year, back.day.year + 1):
            start, _ = _spring(e, back.spell.holder, year)
            if not start <= back.day <= _spring(e, back.spell.holder, year)[1]:
                continue
            known = first.get((back.spell.person, year))
            order = (back.day, back.month, -back.spell.holder)
            if known is None or order < (known.day, known.month, -known.spell.holder):
                first[back.spell.person, year] = back
    for (person, year), back in sorted(first.items()):
        org = back.spell.holder
        if not e.view.assessed(org, quarter_of(new_year(year))):
            continue
        _, stop = _spring(e, org, year)
        due = max(stop, back.day + timedelta(days=7))
        duty = e.duty("makeup_training", org, str(year), person, person, due)
        within = window(
            *(days_between(day, max(stop, day + timedelta(days=7))) for day in days_meant(back.day, back.month))
        )
        finding = e.evidence(duty, person, within, lambda event: done(event, "补课教育"))
        yield e.made(duty, finding, [back.spell])


def _spring(e: Evidence, org: int, year: int) -> tuple[date, date]:
    begins, eve = date(year, 1, 1), new_year(year)
    return (
        eve - timedelta(days=e.view.parameter("spring_before_days", org, begins)),
        eve + timedelta(days=e.view.parameter("spring_after_days", org, begins)),
    )

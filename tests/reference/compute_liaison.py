"""双向管理: taken on where they went, kept in touch about; and those who came from elsewhere."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.reference.compute_certificate import days_meant, subject_of
from tests.reference.days import (
    days_between,
    first_of,
    half_name,
    last_of,
    quarter_first,
    quarter_last,
    quarter_name,
)
from tests.reference.duty import NOT_TAKEN, Event, Finding, Obligation, window
from tests.reference.evidence import Evidence
from tests.reference.model import INFLOW, ContactRow, SpellRow, Submission

LONG, LONGEST = 90, 183


def liaison(*items: str) -> Callable[[Event], bool]:
    """Rows of 双向管理 with one of the items, or any."""
    return lambda event: event.kind == "liaison" and (not items or event.item in items)


def of_half(e: Evidence, org: int, half: int) -> Iterator[Obligation]:
    """Every person away 90 days of the half-year."""
    period = half_name(half)
    first, due = first_of(period), last_of(period)
    within = window(days_between(first, due))
    for person, (last, days) in e.view.held_long(org, period).items():
        if len(days) < LONG or min(days) > e.as_of:
            continue
        spells = e.view.of_period(person, period)
        latest = e.view.latest_held(person, org, last)
        yield from _taken_on(e, org, period, person, latest.spell, latest.facts, min(days))
        if latest.facts.not_taken_reason != "当地无党组织":
            for indicator, counts in (
                ("counterpart_liaison", liaison()),
                ("member_urged", liaison("督促提醒", "信息通报")),
            ):
                duty = e.duty(indicator, org, period, person, person, due)
                yield e.made(duty, e.evidence(duty, person, within, counts), spells)


def _taken_on(
    e: Evidence, org: int, period: str, person: int, spell: int, facts: SpellRow, first: date
) -> Iterator[Obligation]:
    duty = e.duty("taken_on", org, period, person, person, last_of(period))
    spells = e.view.of_period(person, period)

    def taken(ledger: Submission) -> bool:
        return any(e.view.spell(row.spell) == spell and row.receiving_filled for row in ledger.spells)

    if facts.receiving_filled:
        yield e.made(duty, e.fact(duty, first, taken), spells)
    elif facts.not_taken_reason is not None:
        finding = Finding(unclear={f"{NOT_TAKEN}：{facts.not_taken_reason}"})
        yield e.made(duty, finding, spells, exempt=e.ruled("not_taken", duty))
    else:
        yield e.made(duty, Finding(), spells)


def of_year(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """定期汇报 and 流入帮助."""
    period = str(year)
    within = window(days_between(first_of(period), last_of(period)))

    def reported(event: Event) -> bool:
        row = event.row
        return isinstance(row, ContactRow) and row.occasion == "思想汇报" and row.reached is not False

    def helped(event: Event) -> bool:
        return event.kind == "care" or liaison("教育帮助")(event)

    for person, (_, days) in e.view.held_long(org, period).items():
        if len(days) >= LONGEST and min(days) <= e.as_of:
            duty = e.duty("member_reported", org, period, person, person, last_of(period))
            yield e.made(duty, e.evidence(duty, person, within, reported), e.view.of_period(person, period))
    for person, (_, days) in e.view.held_long(org, period, INFLOW).items():
        if len(days) >= LONG and min(days) <= e.as_of:
            duty = e.duty("inflow_helped", org, period, person, person, last_of(period))
            yield e.made(duty, e.evidence(duty, person, within, helped), e.view.of_period(person, period, INFLOW))


def of_quarter(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    """流入组织生活."""
    first, last = quarter_first(quarter), quarter_last(quarter)
    least = e.view.parameter("min_days_due", org, first)
    for person in e.view.held(org, quarter, INFLOW):
        if len(e.view.scope(person, quarter, INFLOW)) >= least:
            duty = e.duty("inflow_in_activities", org, quarter_name(quarter), person, person, last)
            finding = e.evidence(duty, person, window(days_between(first, last)), liaison("参加组织生活"))
            yield e.made(duty, finding, e.view.of_person(person, quarter, INFLOW))


def verified(e: Evidence) -> Iterator[Obligation]:
    """流入身份核实: every inflow spell begun in q."""
    for quarter, spell in e.view.begun(INFLOW):
        if not e.view.assessed(spell.holder, quarter):
            continue
        days = timedelta(days=e.view.parameter("inflow_verify_days", spell.holder, quarter_first(quarter)))
        due = spell.start_on + days
        duty = e.duty("inflow_verified", spell.holder, quarter_name(quarter), subject_of(spell), spell.person, due)
        within = window(
            *(days_between(start, start + days) for start in days_meant(spell.start_on, spell.facts.start_month))
        )
        yield e.made(duty, e.evidence(duty, spell.person, within, liaison("身份核实")), [spell])

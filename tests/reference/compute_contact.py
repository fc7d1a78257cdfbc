"""联系 and 流向清楚: who looks after a person, and whether he was reached."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.reference.days import quarter_first, quarter_last, quarter_name, quarter_of
from tests.reference.duty import BY_ANOTHER, MAYBE_MEMBER, SET_AFTER, Finding, Obligation, window
from tests.reference.evidence import Evidence, Shows
from tests.reference.model import SpellRow, Submission, name_of
from tests.reference.view import SpellInQuarter

ELIGIBLE = ("支部书记", "支部委员", "正式党员")


def of_quarter(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    """The duties of the group for one branch and quarter."""
    for person in e.view.held(org, quarter):
        yield from _facts(e, org, quarter, person)
        yield from _quarterly(e, org, quarter, person)
        if quarter == quarter_of(e.as_of):
            yield from _lost(e, org, quarter, person)


def _lists(e: Evidence, spell: int, right: object) -> Shows:
    """Ledgers that list a spell in a way that is right."""
    assert callable(right)
    return lambda ledger: any(e.view.spell(row.spell) == spell and right(row) for row in ledger.spells)


def _facts(e: Evidence, org: int, quarter: int, person: int) -> Iterator[Obligation]:
    spells = e.view.of_person(person, quarter)
    latest = e.view.latest_held(person, org, quarter)
    scope = e.view.scope(person, quarter)
    first, due, period = min(scope), max(scope), quarter_name(quarter)

    def assigned(row: SpellRow) -> bool:
        return row.contact_key is not None and row.contact_phone_valid

    duty = e.duty("contact_assigned", org, period, person, person, due)
    finding, notes = Finding(), set()
    if assigned(latest.facts):
        finding = e.fact(duty, first, _lists(e, latest.spell, assigned))
        if (
            finding.met_on is not None
            and latest.facts.contact_set_on is not None
            and latest.facts.contact_set_on > latest.start_on
        ):
            notes.add(SET_AFTER)
    yield e.made(duty, finding, spells, notes)

    def eligible(row: SpellRow) -> bool:
        return row.contact_key is not None and row.contact_role in ELIGIBLE

    duty = e.duty("contact_eligible", org, period, person, person, due)
    finding = Finding()
    if eligible(latest.facts):
        finding = e.fact(duty, first, _lists(e, latest.spell, eligible))
        if latest.facts.contact_is_member or latest.facts.contact_key in _names(e, org, quarter):
            finding = Finding(unclear={MAYBE_MEMBER})
    yield e.made(duty, finding, spells)

    def located(row: SpellRow) -> bool:
        return row.place_filled and row.unit_filled

    def reachable(ledger: Submission) -> bool:
        return any(e.view.person(row.person) == person and row.phone_valid for row in ledger.members)

    duty = e.duty("destination_known", org, period, person, person, due)
    finding = Finding()
    file = e.view.member(person, quarter)
    if located(latest.facts) and file is not None and file.phone_valid:
        finding = e.fact(duty, first, _lists(e, latest.spell, located), reachable)
    yield e.made(duty, finding, spells)


def _names(e: Evidence, org: int, quarter: int) -> set[int]:
    """The names of the persons of whom the branch holds a spell in scope in the quarter."""
    persons = {each.person for each in e.view.spells(quarter) if each.holder == org}
    known: set[int] = set()
    for ledger in e.view.district.submissions:
        if ledger.recorded_at <= e.view.known_at:
            known |= {row.person for row in ledger.spells} | {row.person for row in ledger.members}
    return {name_of(each) for each in known if e.view.person(each) in persons}


def _quarterly(e: Evidence, org: int, quarter: int, person: int) -> Iterator[Obligation]:
    """Met by one reached contact in the quarter while in scope."""
    scope = e.view.scope(person, quarter)
    if len(scope) < e.view.parameter("min_days_due", org, quarter_first(quarter)):
        return
    duty = e.duty("contact_quarterly", org, quarter_name(quarter), person, person, quarter_last(quarter))
    finding = e.evidence(duty, person, window(scope), lambda event: event.kind == "contact" and event.row.reached)  # type: ignore[attr-defined]
    notes = set()
    if finding.met_on is not None:
        assigned = e.view.latest_held(person, org, quarter).facts.contact_key
        named = {event.row.contact_key for event in finding.events} - {None}  # type: ignore[attr-defined]
        if assigned is not None and named and assigned not in named:
            notes.add(BY_ANOTHER)
    yield e.made(duty, finding, e.view.of_person(person, quarter), notes)


def _lost(e: Evidence, org: int, quarter: int, person: int) -> Iterator[Obligation]:
    """An alert about everybody away on the day, never met."""
    away: list[SpellInQuarter] = [each for each in e.view.of_person(person, quarter) if e.as_of in each.days]
    if not away:
        return
    reached = [
        event.day
        for event in e.events(person, e.view.family(org))
        if event.kind == "contact" and event.row.reached and event.sure and e.is_counted(event.ledger)  # type: ignore[attr-defined]
    ]
    last = max([*reached, *(each.start_on for each in away)])
    days = e.view.parameter("lost_contact_days", org, quarter_first(quarter))
    due = last + timedelta(days=days)
    duty = e.duty("contact_lost", org, quarter_name(quarter), person, person, due)
    # deadlines are told from the quarter before the first go-live on
    first = e.view.first_told
    if duty.proving < first:
        duty = replace(duty, proving=first, prove_by=e.view.deadline(org, first))
    yield e.made(duty, Finding(), away)

"""Obligations of the first four indicators, computed a second way: plain loops over a district's raw records.

``obligations(district, as_of, known_at)`` must give, duty for duty, what the product's SQL gives over the same rows.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from tests.reference.days import (
    code_of,
    days_between,
    first_of,
    new_year,
    quarter_first,
    quarter_last,
    quarter_name,
    quarter_of,
    quarter_of_name,
)
from tests.reference.duty import (
    BY_ANOTHER,
    LATE,
    MISTAKE_OPEN,
    MONTH,
    NOT_REPORTED,
    TOO_LATE,
    TWO,
    Event,
    Finding,
    Obligation,
    state_of,
)
from tests.reference.model import CareRow, ContactRow, District, Submission
from tests.reference.view import SpellInQuarter, View


class Computation:
    """All duties of a district at (as_of, known_at)."""

    def __init__(self, district: District, as_of: date, known_at: datetime) -> None:
        self.view = View(district, as_of, known_at)
        self.as_of = as_of
        self._tied: dict[tuple[int, tuple[int, ...]], list[Event]] = {}

    def all(self) -> list[Obligation]:
        """Every obligation, in the order of its key."""
        found: list[Obligation] = []
        go_live = [e.value for e in self.view.district.parameters if e.name == "start_quarter"]
        first = min((quarter_of_name(text) for text in go_live), default=quarter_of(self.as_of) + 1)
        for quarter in range(first, quarter_of(self.as_of) + 1):
            branches = [org for org in sorted(self.view.orgs) if self.view.assessed(org, quarter)]
            for org in branches:
                found.append(self.ledger_on_time(org, quarter))
                found.extend(self.member_on_file(org, quarter))
                found.extend(self.contact_quarterly(org, quarter))
                if quarter == quarter_of(new_year(quarter // 4)):
                    found.extend(self.spring_festival_contact(org, quarter // 4))
        return sorted(found, key=lambda o: o.key)

    # --- the four duties ---

    def ledger_on_time(self, org: int, quarter: int) -> Obligation:
        """Every active branch, every q, by q due; met by the first counted submission received by then."""
        due = self.view.deadline(org, quarter)
        versions = self.view.versions(org, quarter)
        finding = Finding(met_on=versions[0].received_on if versions else None)
        return self._made("ledger_on_time", org, quarter_name(quarter), "branch", None, due, due, quarter, finding)

    def member_on_file(self, org: int, quarter: int) -> Iterator[Obligation]:
        """Every person in scope in q, and a nameless one for each the cover declares beyond those listed."""
        due = self.view.deadline(org, quarter)
        ledger = self.view.counted(org, quarter)
        versions = self.view.versions(org, quarter)
        period = quarter_name(quarter)
        on_last_day = 0
        for person in self._held(org, quarter):
            spells = self.view.of_person(person, quarter)
            if quarter_last(quarter) in self.view.scope(person, quarter):
                on_last_day += 1
            if ledger is not None and all(each.start_on > ledger.received_on for each in spells):
                continue
            finding = Finding()
            shown_from: Submission | None = None
            for version in reversed(versions):
                if not self._lists(version, person):
                    break
                shown_from = version
            if shown_from is not None:
                if shown_from is versions[0] or shown_from.received_on <= due:
                    finding.met_on = shown_from.received_on
                elif self._late_accepted("member_on_file", org, period, str(person)):
                    finding.met_on, finding.accepted, finding.late = shown_from.received_on, True, True
                else:
                    finding.unclear.add(LATE)
            yield self._made("member_on_file", org, period, str(person), person, due, due, quarter, finding, spells)
        beyond = (ledger.floating_declared or 0) - on_last_day if ledger is not None else 0
        for number in range(1, beyond + 1):
            yield self._made("member_on_file", org, period, f"封面-{number}", None, due, due, quarter, Finding())

    def contact_quarterly(self, org: int, quarter: int) -> Iterator[Obligation]:
        """Every person with the quarterly duty; met by one reached contact in the quarter while in scope."""
        due = quarter_last(quarter)
        prove_by = self.view.deadline(org, quarter)
        least = self.view.parameter("min_days_due", org, quarter_first(quarter))
        period = quarter_name(quarter)
        for person in self._held(org, quarter):
            scope = self.view.scope(person, quarter)
            if len(scope) < least:
                continue
            finding = self._evidence(
                "contact_quarterly", org, period, person, due, prove_by, scope, lambda event: event.kind == "contact"
            )
            spells = self.view.of_person(person, quarter)
            notes = set()
            if finding.met_on is not None:
                own = [each for each in spells if each.holder == org]
                assigned = max(own, key=lambda each: (each.start_on, each.spell)).contact_key
                named = finding.contact_keys - {None}
                if assigned is not None and named and assigned not in named:
                    notes.add(BY_ANOTHER)
            yield self._made(
                "contact_quarterly", org, period, str(person), person, due, prove_by, quarter, finding, spells, notes
            )

    def spring_festival_contact(self, org: int, year: int) -> Iterator[Obligation]:
        """Every person in scope on new year's day; met by a reached contact or help in the window around it."""
        eve = new_year(year)
        quarter = quarter_of(eve)
        first = eve - timedelta(days=self.view.parameter("spring_before_days", org, date(year, 1, 1)))
        due = eve + timedelta(days=self.view.parameter("spring_after_days", org, date(year, 1, 1)))
        if self.as_of < first:
            return
        prove_by = self.view.deadline(org, quarter_of(due))
        away = [each for each in self.view.spells(quarter) if min(eve, self.as_of) in each.days]
        for person in sorted({each.person for each in away if each.holder == org}):
            finding = self._evidence(
                "spring_festival_contact",
                org,
                str(year),
                person,
                due,
                prove_by,
                days_between(first, due),
                lambda event: True,
            )
            spells = [each for each in away if each.person == person and each.holder == org]
            yield self._made(
                "spring_festival_contact",
                org,
                str(year),
                str(person),
                person,
                due,
                prove_by,
                quarter_of(due),
                finding,
                spells,
            )

    # --- what they share ---

    def _held(self, org: int, quarter: int) -> list[int]:
        """Persons in scope in the quarter whose duties belong to the branch."""
        persons = {each.person for each in self.view.spells(quarter)}
        return sorted(person for person in persons if org in self.view.owners(person, quarter))

    def _lists(self, ledger: Submission, person: int) -> bool:
        on_members = any(row.complete and self.view.person(row.person) == person for row in ledger.members)
        on_spells = any(
            row.complete and row.direction == "流出" and self.view.person(row.person) == person for row in ledger.spells
        )
        return on_members and on_spells

    def _events(self, ledger: Submission, family: set[int]) -> list[Event]:
        """The rows of one ledger that mean persons, 全体流动党员 expanded."""
        cached = ledger.submission, tuple(sorted(family))
        if cached not in self._tied:
            rows: list[ContactRow | CareRow] = [row for row in ledger.contacts if row.reached]
            rows.extend(ledger.cares)
            events: list[Event] = []
            for row in rows:
                kind = "contact" if isinstance(row, ContactRow) else "care"
                key = row.contact_key if isinstance(row, ContactRow) else None
                if row.day > self.as_of or row.tie == "none":
                    continue
                if row.tie == "all":
                    persons = {
                        each.person
                        for each in self.view.spells(quarter_of(row.day))
                        if row.day in each.days and each.holder in family
                    }
                    events.extend(Event(kind, person, row.day, row.month, True, key) for person in persons)
                elif row.person is not None:
                    sure = row.tie == "one"
                    events.append(Event(kind, self.view.person(row.person), row.day, row.month, sure, key))
            self._tied[cached] = events
        return self._tied[cached]

    def _timely(self, ledger: Submission, due_on: date, prove_by: date) -> bool:
        """Whether what a ledger reports is in time to prove a duty."""
        if ledger.quarter > quarter_of(due_on):
            return False
        supersedes = self.view.versions(ledger.org, ledger.quarter)[0] is not ledger
        return not (supersedes and ledger.received_on > prove_by)

    def _evidence(
        self,
        indicator: str,
        org: int,
        period: str,
        person: int,
        due_on: date,
        prove_by: date,
        window: set[date],
        counts: Callable[[Event], bool],
    ) -> Finding:
        family = self.view.family(org)
        in_time = {
            event.report
            for ledger in self.view.standing
            if ledger.org in family and self._timely(ledger, due_on, prove_by)
            for event in self._events(ledger, family)
            if event.sure
        }
        finding = Finding()
        meeting: list[Event] = []
        late: list[Event] = []
        for ledger in self.view.all_counted:
            if ledger.org not in family:
                continue
            for event in self._events(ledger, family):
                if event.person != person or not counts(event) or not event.days & window:
                    continue
                if not event.sure:
                    finding.unclear.add(TWO)
                elif not event.days <= window:
                    finding.unclear.add(MONTH)
                else:
                    (meeting if event.report in in_time else late).append(event)
        if late and not meeting:
            if self._late_accepted(indicator, org, period, str(person)):
                meeting = late
            else:
                finding.unclear.add(LATE)
        if meeting:
            finding.met_on = min(event.day for event in meeting)
            that_day = [event for event in meeting if event.day == finding.met_on]
            finding.contact_keys = {event.contact_key for event in that_day}
            finding.late = not any(
                event.report in in_time and self._told_by(prove_by, event, family) for event in that_day
            )
            finding.unclear.clear()
        return finding

    def _told_by(self, deadline: date, event: Event, family: set[int]) -> bool:
        """Whether some ledger received by then told of the event."""
        return any(
            event.report == other.report and other.sure
            for ledger in self.view.standing
            if ledger.org in family and ledger.received_on <= deadline
            for other in self._events(ledger, family)
        )

    def _late_accepted(self, indicator: str, org: int, period: str, subject: str) -> bool:
        return self.view.latest_ruling(
            [
                r
                for r in self.view.district.rulings
                if r.kind == "late"
                and r.org == org
                and r.indicator == indicator
                and r.period == code_of(period)
                and r.subject is not None
                and self._same_subject(r.subject, subject)
            ]
        )

    def _same_subject(self, one: str, other: str) -> bool:
        return (str(self.view.person(int(one))) if one.isdigit() else one) == other

    def _exempt(self, indicator: str, org: int, period: str, person: int | None) -> bool:
        first = first_of(period)
        for e in self.view.district.exemptions:
            if e.recorded_at > self.view.known_at or e.org != org or e.indicator not in (None, indicator):
                continue
            if e.person is not None and (person is None or self.view.person(e.person) != person):
                continue
            if e.period is not None:
                if e.period == code_of(period):
                    return True
            elif (e.from_on is None or e.from_on <= first) and (e.until is None or first <= e.until):
                return True
        return False

    def _made(
        self,
        indicator: str,
        org: int,
        period: str,
        subject: str,
        person: int | None,
        due_on: date,
        prove_by: date,
        proving_quarter: int,
        finding: Finding,
        spells: list[SpellInQuarter] | None = None,
        notes: set[str] | None = None,
    ) -> Obligation:
        ledger = self.view.counted(org, proving_quarter)
        met = finding.accepted or (finding.met_on is not None and finding.met_on <= due_on)
        state = state_of(
            met=met, unclear=bool(finding.unclear), as_of=self.as_of, due_on=due_on, prove_by=prove_by, ledger=ledger
        )
        said = set(notes or ())
        if ledger is None and state == "missed":
            said.add(NOT_REPORTED)
        if state == "met" and finding.late:
            said.add(LATE)
        if state == "missed" and finding.met_on is not None:
            said.add(TOO_LATE)
        if any(each.mistaken_open for each in spells or ()):
            said.add(MISTAKE_OPEN)
        return Obligation(
            indicator,
            org,
            period,
            subject,
            person,
            due_on,
            prove_by,
            finding.met_on,
            state,
            prove_by < self.as_of,
            frozenset(finding.unclear if state == "unclear" else ()),
            frozenset(said),
            self._exempt(indicator, org, period, person),
            ledger is not None,
        )


def obligations(district: District, as_of: date, known_at: datetime) -> list[Obligation]:
    """Every obligation of a district at (as_of, known_at), in the order of its key."""
    return Computation(district, as_of, known_at).all()

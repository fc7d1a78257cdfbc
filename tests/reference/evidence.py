"""What the groups of duties share: what ledgers report of a person, whether it came in time, and what follows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from tests.reference.days import code_of, first_of, quarter_of
from tests.reference.duty import (
    LATE,
    MISTAKE_OPEN,
    MONTH,
    NOT_REPORTED,
    TOO_LATE,
    TWO,
    Duty,
    Event,
    Finding,
    Obligation,
    Window,
    state_of,
)
from tests.reference.model import CertificateRow, District, EventRow, LiaisonRow, Submission, TrainingRow
from tests.reference.view import SpellInQuarter, View

Counts = Callable[[Event], bool]
Shows = Callable[[Submission], bool]


class Evidence:
    """A view of a district with its rows read as events, and duties made into obligations."""

    def __init__(self, district: District, as_of: date, known_at: datetime) -> None:
        self.view = View(district, as_of, known_at)
        self.as_of = as_of
        self._standing: dict[frozenset[int], dict[int, list[Event]]] = {}

    # --- events ---

    def events(self, person: int, family: frozenset[int]) -> list[Event]:
        """What the standing ledgers of a family of branches report of a person, 全体流动党员 expanded."""
        if family not in self._standing:
            by_person: dict[int, list[Event]] = {}
            for ledger in self.view.standing:
                if ledger.org in family:
                    for event in self._of(ledger, family):
                        by_person.setdefault(event.person, []).append(event)
            self._standing[family] = by_person
        return self._standing[family].get(person, [])

    def _of(self, ledger: Submission, family: frozenset[int]) -> Iterator[Event]:
        sheets: tuple[tuple[str, Iterable[EventRow]], ...] = (
            ("contact", ledger.contacts),
            ("care", ledger.cares),
            ("certificate", ledger.certificates),
            ("training", ledger.trainings),
            ("appraisal", ledger.appraisals),
            ("liaison", ledger.liaisons),
        )
        for kind, rows in sheets:
            for row in rows:
                if row.tie == "none" or (row.day > self.as_of and kind != "appraisal"):
                    continue
                for person in self.meant(row, family):
                    sure = row.tie != "two"
                    yield Event(kind, item_of(row), person, row.day, row.month, sure, ledger, row)

    def meant(self, row: EventRow, family: frozenset[int]) -> set[int]:
        """The persons a row may mean."""
        if row.tie == "all":
            if quarter_of(row.day) < self.view.first_told:
                return set()  # who was away is told from the quarter before the first go-live on
            return {
                each.person
                for each in self.view.spells(quarter_of(row.day))
                if row.day in each.days and each.holder in family
            }
        return set() if row.person is None else {self.view.person(row.person)}

    def is_counted(self, ledger: Submission) -> bool:
        """Whether a standing ledger is the last of its quarter."""
        return self.view.counted(ledger.org, ledger.quarter) is ledger

    def timely(self, ledger: Submission, duty: Duty) -> bool:
        """Whether what a ledger reports is in time to prove a duty."""
        if ledger.quarter > duty.proving:
            return False
        first = self.view.versions(ledger.org, ledger.quarter)[0] is ledger
        return first or ledger.received_on <= duty.prove_by

    def split(self, duty: Duty, person: int, counts: Counts) -> tuple[list[Event], list[Event]]:
        """The counted events about a person that count for a duty: reported in time, and late."""
        found = [event for event in self.events(person, self.view.family(duty.org)) if counts(event)]
        in_time = {event.report for event in found if event.sure and self.timely(event.ledger, duty)}
        counted = [event for event in found if self.is_counted(event.ledger)]
        return (
            [event for event in counted if event.report in in_time],
            [event for event in counted if event.report not in in_time],
        )

    def told_by(self, duty: Duty, person: int, counts: Counts, days: Iterable[Event]) -> bool:
        """Whether one of the events was told by some ledger received by prove_by."""
        reports = {event.report for event in days}
        return any(
            event.report in reports and event.sure and counts(event) and event.ledger.received_on <= duty.prove_by
            for event in self.events(person, self.view.family(duty.org))
        )

    def evidence(self, duty: Duty, person: int, within: Window, counts: Counts) -> Finding:
        """One event of a person in a window."""
        timely, late = self.split(duty, person, counts)
        finding = Finding()
        meeting: list[Event] = []
        behind: list[Event] = []
        for events, into in ((timely, meeting), (late, behind)):
            for event in events:
                if not event.days & within.maybe:
                    continue
                if not event.sure:
                    finding.unclear.add(TWO)
                elif not event.days <= within.sure:
                    finding.unclear.add(MONTH)
                else:
                    into.append(event)
        accepted = False
        if behind and not meeting:
            if self.late_accepted(duty):
                meeting, accepted = behind, True
            else:
                finding.unclear.add(LATE)
        if meeting:
            finding.met_on = min(event.day for event in meeting)
            finding.events = [event for event in meeting if event.day == finding.met_on]
            finding.late = accepted or not self.told_by(duty, person, counts, finding.events)
            finding.unclear.clear()
        return finding

    # --- facts and versions ---

    def shown(self, duty: Duty, versions: list[Submission], shows: Shows) -> Finding:
        """What the ledgers of a quarter must show: met by the first from which on every later one shows it."""
        finding = Finding()
        shown_from: Submission | None = None
        for version in reversed(versions):
            if not shows(version):
                break
            shown_from = version
        if shown_from is None:
            return finding
        if shown_from is versions[0] or shown_from.received_on <= duty.prove_by:
            finding.met_on = shown_from.received_on
        elif self.late_accepted(duty):
            finding.met_on, finding.accepted, finding.late = shown_from.received_on, True, True
        else:
            finding.unclear.add(LATE)
        return finding

    def fact(self, duty: Duty, first_day: date, *properties: Shows) -> Finding:
        """A property of facts that holds: told in time or late. Several: each has its own ledgers."""
        finding = Finding(met_on=first_day)
        for shows in properties:
            showing = [ledger for ledger in self.view.standing if shows(ledger)]
            if not any(self.timely(ledger, duty) for ledger in showing):
                if self.late_accepted(duty):
                    finding.late = True
                else:
                    return Finding(unclear={LATE})
            if all(ledger.received_on > duty.prove_by for ledger in showing):
                finding.late = True
        return finding

    # --- what people decided ---

    def late_accepted(self, duty: Duty) -> bool:
        """Whether staff accepted what came late."""
        return self.ruled("late", duty)

    def ruled(self, kind: str, duty: Duty) -> bool:
        """Whether the latest ruling of a kind on a duty accepts."""
        return self.view.latest_ruling(
            [
                r
                for r in self.view.district.rulings
                if r.kind == kind
                and r.org == duty.org
                and r.indicator == duty.indicator
                and r.period == code_of(duty.period)
                and r.subject is not None
                and self.subject_now(r.subject) == duty.subject
            ]
        )

    def subject_now(self, subject: str) -> str:
        """A subject with the ids its person and spell go by now."""
        parts = subject.split("-", 2)
        if not parts[0].isdigit():
            return subject
        parts[0] = str(self.view.person(int(parts[0])))
        if len(parts) > 1:
            parts[1] = str(self.view.spell(int(parts[1])))
        return "-".join(parts)

    def _exempt(self, duty: Duty) -> bool:
        first = first_of(duty.period)
        for e in self.view.district.exemptions:
            if e.recorded_at > self.view.known_at or e.org != duty.org or e.indicator not in (None, duty.indicator):
                continue
            if e.person is not None and (duty.person is None or self.view.person(e.person) != duty.person):
                continue
            if e.period is not None:
                if e.period == code_of(duty.period):
                    return True
            elif (e.from_on is None or e.from_on <= first) and (e.until is None or first <= e.until):
                return True
        return False

    # --- duties ---

    def duty(
        self,
        indicator: str,
        org: int,
        period: str,
        subject: object,
        person: int | None,
        due_on: date,
        proving: int | None = None,
    ) -> Duty:
        """A duty; ``proving``: the quarter whose ledger is due that day ("q due"), else the one that holds the day."""
        quarter = quarter_of(due_on) if proving is None else proving
        prove_by = self.view.deadline(org, quarter) if proving is None else due_on
        return Duty(indicator, org, period, str(subject), person, due_on, prove_by, quarter)

    def made(
        self,
        duty: Duty,
        finding: Finding,
        spells: Iterable[SpellInQuarter] = (),
        notes: Iterable[str] = (),
        exempt: bool = False,
    ) -> Obligation:
        """The obligation that a duty and what was found about it make."""
        ledger = self.view.counted(duty.org, duty.proving)
        met = finding.accepted or (finding.met_on is not None and finding.met_on <= duty.due_on)
        state = state_of(
            met=met,
            unclear=bool(finding.unclear),
            as_of=self.as_of,
            due_on=duty.due_on,
            prove_by=duty.prove_by,
            ledger=ledger,
        )
        said = set(notes)
        if ledger is None and state == "missed":
            said.add(NOT_REPORTED)
        if state == "met" and finding.late:
            said.add(LATE)
        if state == "missed" and finding.met_on is not None:
            said.add(TOO_LATE)
        if any(each.mistaken_open for each in spells):
            said.add(MISTAKE_OPEN)
        return Obligation(
            duty.indicator,
            duty.org,
            duty.period,
            duty.subject,
            duty.person,
            duty.due_on,
            duty.prove_by,
            finding.met_on,
            state,
            duty.prove_by < self.as_of,
            frozenset(finding.unclear if state == "unclear" else ()),
            frozenset(said),
            exempt or self._exempt(duty),
            ledger is not None,
        )


def item_of(row: EventRow) -> str | None:
    """What sort of row it is, where rows of a sheet differ by it."""
    if isinstance(row, CertificateRow | LiaisonRow):
        return row.item
    return row.kind if isinstance(row, TrainingRow) else None

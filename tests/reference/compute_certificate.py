"""活动证: given in time, taken back, looked at; and what a return is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.reference.days import (
    days_between,
    first_of,
    last_of,
    months_later,
    quarter_first,
    quarter_name,
    quarter_of,
    quarters_of,
)
from tests.reference.duty import LATE, MONTH, TWO, Event, Finding, Obligation, Window, window
from tests.reference.evidence import Evidence
from tests.reference.model import INFLOW, CertificateRow, Submission
from tests.reference.view import SpellInQuarter


@dataclass(frozen=True)
class Return:
    """A return of a spell: 临时返乡, or its end."""

    spell: SpellInQuarter
    day: date
    month: bool


def days_meant(day: date, month: bool) -> tuple[date, ...]:
    """A day, or every day of the month that alone is known (``day``: its last)."""
    return tuple(day.replace(day=n) for n in range(1, day.day + 1)) if month else (day,)


def after(day: date, month: bool, days: int) -> Window:
    """So many days from a day on."""
    return window(*(days_between(first, first + timedelta(days=days)) for first in days_meant(day, month)))


def subject_of(spell: SpellInQuarter) -> str:
    """Person and spell."""
    return f"{spell.person}-{spell.spell}"


def certified(e: Evidence, spell: SpellInQuarter) -> bool:
    """A number on any counted row of it, or a certificate given while it ran."""
    if any(listing.row.certificate_numbered for listing in e.view.listings[spell.spell]):
        return True
    end = spell.end.end_on if spell.end and spell.end.end_on else e.as_of
    return any(
        event.kind == "certificate"
        and event.item in ("发放", "补发")
        and event.sure
        and e.is_counted(event.ledger)
        and spell.start_on <= event.day <= end
        for event in e.events(spell.person, e.view.family(spell.holder))
    )


def ought(spell: SpellInQuarter, months: int) -> bool:
    """Whether a certificate has to be given: no reason not to, and away for so many months or nobody knows how long."""
    facts = spell.facts
    if facts.no_certificate_reason:
        return False
    return facts.expected_return is None or facts.expected_return >= months_later(facts.start_on, months)


def returns(e: Evidence) -> list[Return]:
    """Every return of an outflow spell up to the view's day."""
    found: dict[tuple[int, date], Return] = {}
    for quarter in sorted({quarter_of(row.day) for s in e.view.standing for row in s.certificates}):
        for spell in e.view.spells(quarter):
            for event in e.events(spell.person, e.view.family(spell.holder)):
                if event.item != "临时返乡" or not event.sure or not e.is_counted(event.ledger):
                    continue
                if event.day in spell.days:
                    known = found.get((spell.spell, event.day))
                    only_month = event.month and (known is None or known.month)
                    found[spell.spell, event.day] = Return(spell, event.day, only_month)
    back = list(found.values())
    for spell in e.view.ended():
        assert spell.end is not None and spell.end.end_on is not None
        back.append(Return(spell, spell.end.end_on, spell.end.end_month))
    return back


def of_spells(e: Evidence) -> Iterator[Obligation]:
    """The duties of the group that begin with a start, a return or an end of a spell."""
    for quarter, spell in e.view.begun():
        if e.view.assessed(spell.holder, quarter):
            yield from _issued(e, quarter, spell)
    for back in returns(e):
        spell, quarter = back.spell, quarter_of(back.day)
        if e.view.assessed(spell.holder, quarter) and certified(e, spell):
            subject = f"{subject_of(spell)}-{back.day}"
            days = e.view.parameter("return_inspect_days", spell.holder, quarter_first(quarter))
            yield _by_event(e, "certificate_inspected", back, subject, days, "返回审验")
            if spell.end is not None and back.day == spell.end.end_on:
                days = e.view.parameter("certificate_recall_days", spell.holder, quarter_first(quarter))
                yield _by_event(e, "certificate_recalled", back, subject_of(spell), days, "收回", "挂失")


def _by_event(e: Evidence, indicator: str, back: Return, subject: str, days: int, *items: str) -> Obligation:
    spell = back.spell
    due = back.day + timedelta(days=days)
    period = quarter_name(quarter_of(back.day))
    duty = e.duty(indicator, spell.holder, period, subject, spell.person, due)
    within = after(back.day, back.month, days)
    finding = e.evidence(duty, spell.person, within, lambda event: event.kind == "certificate" and event.item in items)
    return e.made(duty, finding, [spell])


@dataclass(frozen=True)
class Issue:
    """A day on which a ledger says the certificate was given."""

    by: str
    days: frozenset[date]
    day: date
    sure: bool
    ledger: Submission

    @property
    def report(self) -> tuple[str, date]:
        """What two reports of it have in common."""
        return self.by, self.day


def _issues(e: Evidence, spell: SpellInQuarter) -> list[Issue]:
    """What standing ledgers with a number say of the issue."""
    found: list[Issue] = []
    family = e.view.family(spell.holder)
    given: list[Event] = [
        event for event in e.events(spell.person, family) if event.kind == "certificate" and event.item == "发放"
    ]
    for ledger in e.view.standing:
        rows = [row for row in ledger.spells if e.view.spell(row.spell) == spell.spell]
        here = [event for event in given if event.ledger is ledger]
        numbered = any(row.certificate_numbered for row in rows) or any(
            _numbered(event) for event in here if event.sure
        )
        for row in rows:
            if numbered and row.issued_on is not None and row.issued_on <= e.as_of:
                found.append(Issue("row", frozenset({row.issued_on}), row.issued_on, True, ledger))
        for event in here:
            if numbered or _numbered(event):
                found.append(Issue("发放", frozenset(event.days), event.day, event.sure, ledger))
    return found


def _numbered(event: Event) -> bool:
    assert isinstance(event.row, CertificateRow)
    return event.row.numbered


def _issued(e: Evidence, quarter: int, spell: SpellInQuarter) -> Iterator[Obligation]:
    facts, begins = spell.facts, quarter_first(quarter)
    months = e.view.parameter("float_min_months", spell.holder, begins)
    if not ought(spell, months):
        return
    days = e.view.parameter("certificate_issue_days", spell.holder, begins)
    before = e.view.parameter("pre_departure_days", spell.holder, begins)
    due = spell.start_on + timedelta(days=days)
    duty = e.duty("certificate_issued", spell.holder, quarter_name(quarter), subject_of(spell), spell.person, due)
    within = window(
        *(
            days_between(start - timedelta(days=before), start + timedelta(days=days))
            for start in days_meant(spell.start_on, facts.start_month)
        )
    )
    issues = _issues(e, spell)
    in_time = {issue.report for issue in issues if issue.sure and e.timely(issue.ledger, duty)}
    finding = Finding()
    meeting: list[Issue] = []
    late: list[Issue] = []
    for issue in issues:
        if not e.is_counted(issue.ledger) or not issue.days & within.maybe:
            continue
        if not issue.sure:
            finding.unclear.add(TWO)
        elif not issue.days <= within.sure:
            finding.unclear.add(MONTH)
        else:
            (meeting if issue.report in in_time else late).append(issue)
    accepted = False
    if late and not meeting:
        if e.late_accepted(duty):
            meeting, accepted = late, True
        else:
            finding.unclear.add(LATE)
    if meeting:
        finding.met_on = min(issue.day for issue in meeting)
        reports = {issue.report for issue in meeting if issue.day == finding.met_on}
        finding.late = accepted or not any(
            issue.report in reports and issue.sure and issue.ledger.received_on <= duty.prove_by for issue in issues
        )
        finding.unclear.clear()
    yield e.made(duty, finding, [spell])


def annual(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """Every spell that ought to have a certificate, in scope on 31 December, begun before October."""
    last, fourth = last_of(str(year)), quarters_of(str(year))[3]
    months = e.view.parameter("float_min_months", org, first_of(str(year)))
    for spell in e.view.spells(fourth):
        if spell.holder != org or last not in spell.days or spell.start_on >= quarter_first(fourth):
            continue
        if ought(spell, months):
            duty = e.duty("certificate_annual", org, str(year), subject_of(spell), spell.person, last)
            within = window(days_between(first_of(str(year)), last))
            finding = e.evidence(
                duty,
                spell.person,
                within,
                lambda event: event.kind == "certificate" and event.item == "年度审验",
            )
            yield e.made(duty, finding, [spell])


def filled(e: Evidence) -> Iterator[Obligation]:
    """如实填证: every end of an inflow spell with a certificate."""
    for spell in e.view.ended(INFLOW):
        assert spell.end is not None and spell.end.end_on is not None
        end, quarter = spell.end.end_on, quarter_of(spell.end.end_on)
        if not e.view.assessed(spell.holder, quarter) or not certified(e, spell):
            continue
        days = timedelta(days=e.view.parameter("return_inspect_days", spell.holder, quarter_first(quarter)))
        duty = e.duty(
            "certificate_filled", spell.holder, quarter_name(quarter), subject_of(spell), spell.person, end + days
        )
        within = window(
            *(
                days_between(start, stop + days)
                for start in days_meant(spell.start_on, spell.facts.start_month)
                for stop in days_meant(end, spell.end.end_month)
            )
        )
        finding = e.evidence(
            duty, spell.person, within, lambda event: event.kind == "certificate" and event.item == "填写"
        )
        yield e.made(duty, finding, [spell])

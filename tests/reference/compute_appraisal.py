"""民主评议: who had to be appraised on the branch's meeting day, and how it went."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.reference.days import last_of, quarter_of, quarters_of
from tests.reference.duty import LATE, OTHER_PRESENTER, TWO, Duty, Event, Finding, Obligation
from tests.reference.evidence import Evidence
from tests.reference.model import AppraisalRow, Submission
from tests.reference.view import SpellInQuarter, one_holder

GRADES = ("优秀", "合格", "基本合格", "不合格")
FIVE = 5
Right = Callable[[AppraisalRow], bool]


@dataclass(frozen=True)
class Member:
    """A person to be appraised: his spells in scope that day, the branch's spell of the quarter, his rows if any.

    ``told``: what counted ledgers tell, of one day the latest of them. ``event``: the latest row, which is his.
    """

    person: int
    spells: list[SpellInQuarter]
    facts: SpellInQuarter
    told: list[Event]

    @property
    def event(self) -> Event | None:
        """The latest row, by its day, its ledger and its place."""
        return max(self.told, key=lambda event: (event.day, event.ledger.submission, event.row.row), default=None)

    @property
    def row(self) -> AppraisalRow | None:
        """The row of 民主评议 that is his."""
        return appraisal(self.event) if self.event else None

    def first(self, right: Right, day: Callable[[Event], date] = lambda event: event.day) -> Event | None:
        """The first row that shows something, by the day that says when."""
        found = [event for event in self.told if right(appraisal(event))]
        return min(found, key=lambda event: (day(event), event.day, event.ledger.submission), default=None)


def appraisal(event: Event) -> AppraisalRow:
    """The row of an event of 民主评议."""
    assert isinstance(event.row, AppraisalRow)
    return event.row


def meeting_day(e: Evidence, org: int, year: int) -> date:
    """The day most persons were appraised on, by the branch's own ledgers; else the year's last."""
    persons: dict[date, set[int]] = {}
    for ledger in e.view.all_counted:
        for row in ledger.appraisals:
            if ledger.org == org and row.year == year and row.tie in ("one", "all"):
                persons.setdefault(row.day, set()).update(e.meant(row, e.view.family(org)))
    days = [(len(found), day) for day, found in persons.items() if found]
    return max(days)[1] if days else last_of(str(year))


def of_year(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """The duties of one branch about one year's appraisal."""
    yield from _within_cap(e, org, year)
    meeting = meeting_day(e, org, year)
    if meeting > e.as_of:
        return
    for member in _members(e, org, year, meeting):
        yield from _of_member(e, org, year, meeting, member)


def _members(e: Evidence, org: int, year: int, meeting: date) -> Iterator[Member]:
    quarter = quarter_of(meeting)
    away: dict[int, list[SpellInQuarter]] = {}
    for each in e.view.spells(quarter):
        if meeting in each.days:
            away.setdefault(each.person, []).append(each)
    for person, spells in sorted(away.items()):
        if one_holder(spells) != org:
            continue
        rows = [
            event
            for event in e.events(person, e.view.family(org))
            if event.sure and event.kind == "appraisal" and appraisal(event).year == year and e.is_counted(event.ledger)
        ]
        last = {row.day: max(r.ledger.submission for r in rows if r.day == row.day) for row in rows}
        told = [row for row in rows if row.ledger.submission == last[row.day]]
        yield Member(person, spells, e.view.latest_held(person, org, quarter), told)


def _shown(e: Evidence, duty: Duty, member: Member, year: int, by: Event, met_on: date, right: Right) -> Finding:
    """A thing that a row of the member shows: told in time, or late."""
    day = by.day
    telling = [
        event.ledger
        for event in e.events(member.person, e.view.family(duty.org))
        if event.sure
        and event.kind == "appraisal"
        and appraisal(event).year == year
        and event.day == day
        and right(appraisal(event))
    ]
    finding = Finding(met_on=met_on)
    if not any(e.timely(ledger, duty) for ledger in telling):
        if not e.late_accepted(duty):
            return Finding(unclear={LATE})
        finding.late = True
    if all(ledger.received_on > duty.prove_by for ledger in telling):
        finding.late = True
    return finding


def _of_member(e: Evidence, org: int, year: int, meeting: date, member: Member) -> Iterator[Obligation]:
    person, row = member.person, member.row

    def owed(indicator: str, on: date = date(year + 1, 3, 31)) -> Duty:
        return e.duty(indicator, org, str(year), person, person, on)

    def judged(duty: Duty, by: Event | None, met_on: date | None, right: Right) -> Obligation:
        if by is None or met_on is None or met_on > e.as_of or not right(appraisal(by)):
            return e.made(duty, Finding(), member.spells)
        return e.made(duty, _shown(e, duty, member, year, by, met_on, right), member.spells)

    def written(r: AppraisalRow) -> bool:
        return r.reported_on is not None and r.reported_on <= min(r.day, e.as_of)

    def fed_back(r: AppraisalRow) -> bool:
        return r.feedback_on is not None and r.feedback_on <= e.as_of

    yield _attended(e, owed("appraisal_attended"), member, year)
    away = [appraisal(event) for event in member.told if appraisal(event).manner in ("书面汇报", "未参加")]
    came = len(away) < len(member.told)
    if not came or any(r.reported_on is not None and r.reported_on <= r.day for r in away):
        by = member.first(written, lambda event: appraisal(event).reported_on or event.day)
        yield judged(owed("appraisal_report_written"), by, appraisal(by).reported_on if by else None, written)
    assigned = member.facts.facts.contact_key
    if not came or any(r.presenter_key is not None and r.presenter_key == assigned for r in away):
        yield _presented(e, owed("appraisal_report_presented"), member, year)
    facts = e.view.member(person, quarter_of(meeting))
    if facts is not None and facts.category == "正式党员":
        by = member.first(lambda r: r.grade in GRADES)
        yield judged(owed("appraisal_graded"), by, by.day if by else None, lambda r: r.grade in GRADES)
    if row is None:
        return
    if row.grade == "优秀":
        yield judged(owed("excellent_supported"), member.event, row.day, lambda r: r.supports == FIVE)
    if row.grade == "不合格":
        yield _rectified(e, org, year, member, row)
    if (attended(row) or row.grade is not None) and member.facts.facts.receiving_filled:
        yield judged(owed("appraisal_feedback", row.day), member.event, row.feedback_on, fed_back)


def attended(row: AppraisalRow) -> bool:
    """Whether the row says the person took part."""
    return row.manner != "未参加"


def _attended(e: Evidence, duty: Duty, member: Member, year: int) -> Obligation:
    """By the first row that says so; a row that may be another's makes it unclear."""
    finding, by = Finding(), member.first(attended)
    if by is not None and by.day <= e.as_of:
        finding = _shown(e, duty, member, year, by, by.day, attended)
    if finding.met_on is None:
        for event in e.events(member.person, e.view.family(duty.org)):
            if event.kind == "appraisal" and not event.sure and event.day <= e.as_of and e.is_counted(event.ledger):
                if appraisal(event).year == year and attended(appraisal(event)):
                    finding.unclear.add(TWO)
    return e.made(duty, finding, member.spells)


def _presented(e: Evidence, duty: Duty, member: Member, year: int) -> Obligation:
    """By the assigned contact; by another it is unclear."""
    assigned = member.facts.facts.contact_key

    def by_contact(row: AppraisalRow) -> bool:
        return row.presenter_key is not None and row.presenter_key == assigned

    by = member.first(by_contact)
    if by is not None and by.day <= e.as_of:
        return e.made(duty, _shown(e, duty, member, year, by, by.day, by_contact), member.spells)
    other = member.first(lambda row: row.presenter_key is not None)
    if by is None and other is not None and other.day <= e.as_of:
        return e.made(duty, Finding(unclear={OTHER_PRESENTER}), member.spells)
    return e.made(duty, Finding(), member.spells)


def _rectified(e: Evidence, org: int, year: int, member: Member, row: AppraisalRow) -> Obligation:
    if row.rectify_by is None:
        due = row.day + timedelta(days=e.view.parameter("rectify_days", org, date(year, 1, 1)))
    else:
        due = min(row.rectify_by, row.day + timedelta(days=180))
    duty = e.duty("unqualified_rectified", org, str(year), member.person, member.person, due)

    def rectified(r: AppraisalRow) -> bool:
        return r.rectify_by is not None and r.rectified_on is not None and r.rectified_on <= e.as_of

    finding = Finding()
    if rectified(row) and row.rectified_on is not None:
        assert member.event is not None
        finding = _shown(e, duty, member, year, member.event, row.rectified_on, rectified)
    return e.made(duty, finding, member.spells)


def _within_cap(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """No more 优秀 than the share of all members, by the ledger of Q4."""
    fourth = quarters_of(str(year))[3]
    ledger = e.view.counted(org, fourth)
    if ledger is None or ledger.members_total is None or ledger.excellent_declared is None:
        return
    share = Fraction(e.view.parameter_text("excellent_share", org, date(year, 1, 1)))

    def within(version: Submission) -> bool:
        if version.members_total is None or version.excellent_declared is None:
            return False
        return version.excellent_declared <= floor(version.members_total * share)

    duty = e.duty("excellent_within_cap", org, str(year), "branch", None, date(year + 1, 3, 31))
    yield e.made(duty, e.shown(duty, e.view.versions(org, fourth), within))

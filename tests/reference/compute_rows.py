"""Duties of single rows: each must be complete. And the money a branch was given."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.reference.days import first_of, last_of, quarter_first, quarter_name, quarter_of
from tests.reference.duty import LATE, Duty, Finding, Obligation
from tests.reference.evidence import Evidence
from tests.reference.model import CertificateRow, ContactRow, ExpenseRow, Submission

IN_SCOPE = ("教育培训", "党内活动", "党务工作")
RECORDED = ("返回审验", "年度审验", "填写")
FULL_CONTENT = 4
Row = Any  # a record of one of the event sheets


@dataclass
class Told:
    """One thing that rows of a branch's ledgers report, in order of (quarter, submission, row)."""

    reports: list[tuple[Submission, Row]]

    def latest(self, e: Evidence) -> tuple[Submission, Row] | None:
        """The report that gives its content, if a counted ledger has one."""
        counted = [report for report in self.reports if e.is_counted(report[0])]
        return max(counted, key=_order) if counted else None

    @property
    def first(self) -> tuple[Submission, Row]:
        """The report by which it is named."""
        return min(self.reports, key=lambda report: (report[0].submission, report[1].row))


def _order(report: tuple[Submission, Row]) -> tuple[int, int, int]:
    return report[0].quarter, report[0].submission, report[1].row


def of_branch(e: Evidence, org: int) -> Iterator[Obligation]:
    """The duties of all rows of one branch."""
    for told in _things(e, org, "contacts", lambda row: row.occasion):
        yield from _judged(e, org, "联系记录", "contact_recorded", told, _contact_full)
    for told in _things(e, org, "certificates", lambda row: row.item):
        latest = told.latest(e)
        if latest is not None and latest[1].item != "临时返乡":
            yield from _judged(e, org, "活动证与返乡", "certificate_recorded", told, _certificate_full)
        if latest is not None and latest[1].problem:
            yield from _fixed(e, org, told, latest[1])
    for told in expenses(e, org):
        latest = told.latest(e)
        yield from _judged(e, org, "经费使用", "expense_in_scope", told, lambda _, row: row.category in IN_SCOPE)
        if latest is not None and latest[1].reverses is None:
            yield from _judged(e, org, "经费使用", "expense_documented", told, documented)


def _contact_full(_: Submission, row: ContactRow) -> bool:
    return row.method is not None and row.contact_key is not None and row.content_length >= FULL_CONTENT


def _certificate_full(_: Submission, row: CertificateRow) -> bool:
    return row.handler_filled and row.numbered and (row.record_filled or row.item not in RECORDED)


def documented(ledger: Submission, row: ExpenseRow) -> bool:
    """A voucher number that the ledger gives once in the year, another's approval, and a receipt."""
    same = [other for other in ledger.expenses if other.voucher == row.voucher and other.day.year == row.day.year]
    approved = row.approver_key is not None and row.approver_key != row.handler_key
    return row.voucher is not None and len(same) == 1 and approved and (row.receipts or 0) >= 1


def _things(e: Evidence, org: int, sheet: str, kind: Callable[[Row], object]) -> list[Told]:
    """Rows that name the same persons on the same day for the same reason are one thing."""
    found: dict[object, Told] = {}
    for ledger in e.view.standing:
        if ledger.org != org:
            continue
        cells: dict[int, list[Row]] = {}
        for row in getattr(ledger, sheet):
            cells.setdefault(row.row, []).append(row)
        for rows in cells.values():
            if rows[0].day > e.as_of:
                continue
            who = frozenset(
                "all" if row.tie == "all" else e.view.person(row.person)
                for row in rows
                if row.tie == "all" or row.person is not None
            )
            found.setdefault((who, rows[0].day, kind(rows[0])), Told([])).reports.append((ledger, rows[0]))
    return list(found.values())


def expenses(e: Evidence, org: int) -> list[Told]:
    """Rows of one voucher in a year are one thing; without a number, those of one day, amount and category."""
    found: dict[object, Told] = {}
    for ledger in e.view.standing:
        for row in ledger.expenses if ledger.org == org else ():
            if row.day <= e.as_of:
                key = (row.day, row.amount, row.category) if row.voucher is None else (row.day.year, row.voucher)
                found.setdefault(key, Told([])).reports.append((ledger, row))
    return list(found.values())


def _judged(
    e: Evidence,
    org: int,
    sheet: str,
    indicator: str,
    told: Told,
    complete: Callable[[Submission, Row], bool],
) -> Iterator[Obligation]:
    latest = told.latest(e)
    if latest is None:
        return
    row, quarter = latest[1], quarter_of(latest[1].day)
    if not e.view.assessed(org, quarter):
        return
    due = e.view.deadline(org, quarter)
    duty = e.duty(indicator, org, quarter_name(quarter), _subject(sheet, told), None, due, quarter)
    finding = _timed(e, duty, told, row.day, complete) if complete(*latest) else Finding()
    yield e.made(duty, finding)


def _subject(sheet: str, told: Told) -> str:
    ledger, row = told.first
    return f"{sheet}:{ledger.submission}:{row.row}"


def _timed(e: Evidence, duty: Duty, told: Told, met_on: date, complete: Callable[[Submission, Row], bool]) -> Finding:
    showing = [ledger for ledger, row in told.reports if complete(ledger, row)]
    finding = Finding(met_on=met_on)
    if not any(e.timely(ledger, duty) for ledger in showing):
        if not e.late_accepted(duty):
            return Finding(unclear={LATE})
        finding.late = True
    if all(ledger.received_on > duty.prove_by for ledger in showing):
        finding.late = True
    return finding


def _fixed(e: Evidence, org: int, told: Told, row: CertificateRow) -> Iterator[Obligation]:
    quarter = quarter_of(row.day)
    if not e.view.assessed(org, quarter):
        return
    due = row.day + timedelta(days=e.view.parameter("problem_fix_days", org, quarter_first(quarter)))
    duty = e.duty("certificate_problem_fixed", org, quarter_name(quarter), _subject("活动证与返乡", told), None, due)

    def corrected(_: Submission, told_row: CertificateRow) -> bool:
        return told_row.corrected_on is not None and told_row.corrected_on <= e.as_of

    finding = Finding()
    if row.corrected_on is not None and row.corrected_on <= e.as_of:
        finding = _timed(e, duty, told, row.corrected_on, corrected)
    yield e.made(duty, finding)


def fund(e: Evidence, org: int, year: int) -> Iterator[Obligation]:
    """经费落实: what the branch was allocated must be spent, in scope and with vouchers."""
    void = {
        f.voids
        for f in e.view.district.funds
        if f.kind == "void" and f.day <= e.as_of and f.recorded_at <= e.view.known_at
    }
    given = [
        f.amount or Decimal(0)
        for f in e.view.district.funds
        if f.kind == "allocated"
        and f.branch == org
        and f.year == year
        and f.event not in void
        and f.day <= e.as_of
        and f.recorded_at <= e.view.known_at
    ]
    if not given:
        return
    period = str(year)
    duty = e.duty("fund_put_to_use", org, period, "branch", None, last_of(period))
    needed = Fraction(e.view.parameter_text("fund_use_min", org, first_of(period))) * Fraction(sum(given))
    mine = [told for told in expenses(e, org) if told.latest(e) and told.reports[0][1].day.year == year]

    def reached(timely_only: bool, by: date | None = None) -> date | None:
        spent: dict[date, Fraction] = {}
        for told in mine:
            ledger, row = told.latest(e) or told.first
            if row.reverses is not None or row.category not in IN_SCOPE or not documented(ledger, row):
                continue
            showing = [s for s, r in told.reports if r.category in IN_SCOPE and documented(s, r)]
            if timely_only and not any(e.timely(s, duty) for s in showing):
                continue
            if by is not None and all(s.received_on > by for s in showing):
                continue
            back = sum((_reversal(e, other, row.voucher) for other in mine), Fraction(0))
            spent[row.day] = spent.get(row.day, Fraction(0)) + Fraction(row.amount or 0) + back
        total = Fraction(0)
        for day in sorted(spent):
            total += spent[day]
            if total >= needed:
                return day
        return None

    finding = Finding(met_on=reached(True))
    if finding.met_on is None and (late_on := reached(False)) is not None:
        if e.late_accepted(duty):
            finding = Finding(met_on=late_on, late=True)
        else:
            finding = Finding(unclear={LATE})
    elif finding.met_on is not None and reached(True, duty.prove_by) is None:
        finding.late = True
    yield e.made(duty, finding)


def _reversal(e: Evidence, told: Told, voucher: str | None) -> Fraction:
    latest = told.latest(e)
    if latest is None or voucher is None or latest[1].reverses != voucher:
        return Fraction(0)
    return Fraction(latest[1].amount or 0)

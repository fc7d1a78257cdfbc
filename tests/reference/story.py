"""A short way to write a district's history for scenarios: one committee (2) under the district (1), branches 11-13."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tests.reference.days import quarter_of_name
from tests.reference.model import (
    Alias,
    AppraisalRow,
    CareRow,
    CertificateRow,
    ContactRow,
    DeadlineEvent,
    District,
    Exemption,
    ExpenseRow,
    FundEvent,
    LiaisonRow,
    MemberRow,
    OrgEvent,
    ParameterEvent,
    Ruling,
    SpellAnswer,
    SpellRow,
    Submission,
    SubmissionEvent,
    TrainingRow,
)

NOON = time(12)
EVER = datetime(2099, 1, 1)


def day(text: str | None) -> date | None:
    """A day from ``2026-03-05``."""
    return date.fromisoformat(text) if text else None


def _numbered(rows: Iterable[Any]) -> tuple[Any, ...]:
    """Rows numbered from 3 on, as in a file; those that give a number keep it."""
    return tuple(replace(row, row=row.row or n) for n, row in enumerate(rows, 3))


def must(text: str) -> date:
    """A day that is given."""
    return date.fromisoformat(text)


class Story:
    """Writes records with rising ids; what is not said is recorded at noon of its own day."""

    def __init__(self, start: str | None = "2026Q1", branches: Iterable[int] = (11, 12)) -> None:
        self.district = District()
        self._event = 0
        self._submission = 0
        self.found(1, "区委", None, "2020-01-01")
        self.found(2, "党工委", 1, "2020-01-01")
        for branch in branches:
            self.found(branch, "党支部", 2, "2020-01-01")
        if start:
            self.parameter(2, "start_quarter", start, "2025-12-01")

    def _next(self) -> int:
        self._event += 1
        return self._event

    def found(self, org: int, kind: str, parent: int | None, on: str) -> None:
        """An organisation begins."""
        self.district.organisations.append(
            OrgEvent(
                self._next(),
                org,
                "found",
                must(on),
                datetime.combine(must(on), NOON),
                code=f"C{org}",
                name=f"N{org}",
                parent=parent,
                type=kind,
                is_unit=org == 2,
            )
        )

    def org_event(
        self,
        org: int,
        kind: str,
        on: str,
        *,
        successor: int | None = None,
        parent: int | None = None,
        recorded: str | None = None,
    ) -> None:
        """A move, merger, split or end."""
        self.district.organisations.append(
            OrgEvent(
                self._next(),
                org,
                kind,
                must(on),
                datetime.combine(must(recorded or on), NOON),
                successor=successor,
                parent=parent,
            )
        )

    def parameter(self, org: int, name: str, value: str, valid_from: str, recorded: str | None = None) -> None:
        """A parameter set."""
        at = datetime.combine(must(recorded or valid_from), NOON)
        self.district.parameters.append(ParameterEvent(self._next(), org, name, value, must(valid_from), at))

    def deadline(self, org: int, quarter: str, due: str, on: str, recorded: str | None = None) -> None:
        """A line of the deadline table or an extension."""
        at = datetime.combine(must(recorded or on), NOON)
        self.district.deadlines.append(
            DeadlineEvent(self._next(), org, quarter_of_name(quarter), must(due), must(on), at)
        )

    def ledger(
        self,
        org: int,
        quarter: str,
        received: str,
        *lines: SpellRow,
        contacts: Iterable[ContactRow] = (),
        cares: Iterable[CareRow] = (),
        members: Iterable[MemberRow] | None = None,
        declared: int | None = None,
        recorded: str | None = None,
        certificates: Iterable[CertificateRow] = (),
        trainings: Iterable[TrainingRow] = (),
        appraisals: Iterable[AppraisalRow] = (),
        liaisons: Iterable[LiaisonRow] = (),
        expenses: Iterable[ExpenseRow] = (),
        **cover: Any,
    ) -> int:
        """A ledger accepted; 基本信息 lists the persons of its lines unless ``members`` says otherwise."""
        self._submission += 1
        if members is None:
            members = [MemberRow(0, person) for person in dict.fromkeys(line.person for line in lines)]
        self.district.submissions.append(
            Submission(
                self._submission,
                org,
                quarter_of_name(quarter),
                must(received),
                datetime.combine(must(recorded or received), NOON).replace(second=self._submission % 60),
                declared,
                tuple(replace(row, row=n) for n, row in enumerate(members, 3)),
                tuple(replace(row, row=n) for n, row in enumerate(lines, 3)),
                _numbered(contacts),
                _numbered(cares),
                _numbered(certificates),
                _numbered(trainings),
                _numbered(appraisals),
                _numbered(liaisons),
                _numbered(expenses),
                **cover,
            )
        )
        return self._submission

    def submission_event(self, submission: int, kind: str, on: str, new_due: str | None = None) -> None:
        """A ledger withdrawn or returned."""
        org = next(s.org for s in self.district.submissions if s.submission == submission)
        self.district.submission_events.append(
            SubmissionEvent(
                self._next(), org, submission, kind, must(on), datetime.combine(must(on), NOON), day(new_due)
            )
        )

    def answer(self, submission: int, spell: int, answer: str, end: str | None = None, kind: str | None = None) -> None:
        """An answer about a spell that vanished from a ledger."""
        ledger = next(s for s in self.district.submissions if s.submission == submission)
        self.district.answers.append(
            SpellAnswer(self._next(), ledger.org, spell, submission, answer, ledger.recorded_at, day(end), kind)
        )

    def same_person(self, of: int, same_as: int, recorded: str) -> None:
        """Two person ids are one person."""
        at = datetime.combine(must(recorded), NOON)
        self.district.person_aliases.append(Alias(self._next(), 11, of, same_as, at))

    def same_spell(self, of: int, same_as: int, recorded: str) -> None:
        """Two spell ids are one spell."""
        at = datetime.combine(must(recorded), NOON)
        self.district.spell_aliases.append(Alias(self._next(), 11, of, same_as, at))

    def exempt(self, org: int, recorded: str, **fields: object) -> None:
        """An exemption."""
        at = datetime.combine(must(recorded), NOON)
        self.district.exemptions.append(Exemption(self._next(), org, at, **fields))  # type: ignore[arg-type]

    def accept_late(
        self, org: int, indicator: str, period: int, subject: str, recorded: str, accepted: bool = True
    ) -> None:
        """Staff accept (or not) evidence that came late."""
        at = datetime.combine(must(recorded), NOON)
        self.district.rulings.append(Ruling(self._next(), org, "late", accepted, at, indicator, period, subject))

    def accept_not_taken(self, org: int, period: int, subject: str, recorded: str, accepted: bool = True) -> None:
        """Staff accept a 未纳入原因."""
        at = datetime.combine(must(recorded), NOON)
        self.district.rulings.append(Ruling(self._next(), org, "not_taken", accepted, at, "taken_on", period, subject))

    def fund(self, kind: str, branch: int | None, year: int, on: str, amount: str | None = None, voids: int = 0) -> int:
        """What the committee allocated to a branch, or the taking back of it; returns its number."""
        at, number = datetime.combine(must(on), NOON), self._next()
        yuan = Decimal(amount) if amount else None
        self.district.funds.append(FundEvent(number, 2, kind, branch, year, must(on), yuan, at, voids or None))
        return number

    def accept_mistake(self, org: int, spell: int, recorded: str) -> None:
        """Staff accept that a spell was registered by mistake."""
        at = datetime.combine(must(recorded), NOON)
        self.district.rulings.append(Ruling(self._next(), org, "misregistered", True, at, spell=spell))


def line(spell: int, person: int, start: str, end: str | None = None, **fields: object) -> SpellRow:
    """A row of 管理信息; with an end, 不再外出 unless said otherwise."""
    if end:
        fields.setdefault("end_kind", "不再外出")
    return SpellRow(0, spell, person, must(start), end_on=day(end), **fields)  # type: ignore[arg-type]


def contact(person: int | None, on: str, **fields: Any) -> ContactRow:
    """A row of 联系记录, reached unless said otherwise."""
    return ContactRow(person=person, day=must(on), **fields)


def care(person: int | None, on: str, **fields: Any) -> CareRow:
    """A row of 关爱帮扶."""
    return CareRow(person=person, day=must(on), **fields)


def certificate(person: int | None, on: str, item: str, **fields: Any) -> CertificateRow:
    """A row of 活动证与返乡."""
    return CertificateRow(person=person, day=must(on), item=item, **fields)


def training(person: int | None, on: str, kind: str, hours: str | None = None, **fields: Any) -> TrainingRow:
    """A row of 教育培训 that took place."""
    return TrainingRow(person=person, day=must(on), kind=kind, hours=Decimal(hours) if hours else None, **fields)


def appraisal(person: int | None, on: str, year: int = 2026, **fields: Any) -> AppraisalRow:
    """A row of 民主评议, attended in person unless said otherwise."""
    return AppraisalRow(person=person, day=must(on), year=year, **fields)


def liaison(person: int | None, on: str, item: str = "信息通报", **fields: Any) -> LiaisonRow:
    """A row of 双向管理."""
    return LiaisonRow(person=person, day=must(on), item=item, **fields)


def expense(on: str, amount: str, voucher: str | None, **fields: Any) -> ExpenseRow:
    """A row of 经费使用, in scope and documented unless said otherwise."""
    return ExpenseRow(day=must(on), amount=Decimal(amount), voucher=voucher, **fields)

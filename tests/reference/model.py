"""A district's history as plain records: what the tables of the store hold, as far as the indicators read it.

Nothing here computes anything. Days are calendar days, ``recorded_at`` is when the record was written, quarters are
integers ``year * 4 + 0..3``, period codes ``year * 10 + k`` as in the schema.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

OUTFLOW = "流出"
INFLOW = "流入"
MISTAKEN = "误登记"


@dataclass(frozen=True)
class OrgEvent:
    """One row of ``organisation_event``."""

    event: int
    org: int
    kind: str
    day: date
    recorded_at: datetime
    code: str | None = None
    name: str | None = None
    parent: int | None = None
    type: str | None = None
    branch_class: str | None = None
    is_unit: bool | None = None
    successor: int | None = None


@dataclass(frozen=True)
class ParameterEvent:
    """One row of ``parameter_event``."""

    event: int
    org: int
    name: str
    value: str
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True)
class DeadlineEvent:
    """One row of ``deadline_event``: the table's (org above branches) or an extension (org = a branch)."""

    event: int
    org: int
    quarter: int
    due_on: date
    day: date
    recorded_at: datetime


@dataclass(frozen=True)
class MemberRow:
    """A row of 基本信息."""

    row: int
    person: int
    complete: bool = True
    category: str | None = "正式党员"
    phone_valid: bool = True
    hardship: bool | None = False


@dataclass(frozen=True)
class SpellRow:
    """A row of 管理信息. A month-only ``start_on`` or ``end_on`` stands as the month's last day."""

    row: int
    spell: int
    person: int
    start_on: date
    complete: bool = True
    direction: str = OUTFLOW
    start_month: bool = False
    expected_return: date | None = None
    end_on: date | None = None
    end_month: bool = False
    end_kind: str | None = None
    place_filled: bool = True
    unit_filled: bool = True
    certificate_numbered: bool = False
    issued_on: date | None = None
    no_certificate_reason: bool = False
    contact_key: int | None = None
    contact_role: str | None = "正式党员"
    contact_phone_valid: bool = True
    contact_set_on: date | None = None
    contact_is_member: bool = False
    receiving_filled: bool = False
    not_taken_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """A row of an event sheet for one person (tie one), one of two (two), or for all or none (person None).

    A cell that names several persons gives several records with the same ``row``. A month-only ``day`` stands as the
    month's last.
    """

    row: int = 0
    person: int | None = None
    day: date
    tie: str = "one"
    month: bool = False


@dataclass(frozen=True, kw_only=True)
class ContactRow(EventRow):
    """A row of 联系记录."""

    reached: bool | None = True
    contact_key: int | None = None
    method: str | None = "电话"
    content_length: int = 6
    occasion: str | None = "日常联系"


@dataclass(frozen=True, kw_only=True)
class CareRow(EventRow):
    """A row of 关爱帮扶."""

    kind: str = "走访慰问"


@dataclass(frozen=True, kw_only=True)
class CertificateRow(EventRow):
    """A row of 活动证与返乡."""

    item: str = "临时返乡"
    left_on: date | None = None
    numbered: bool = False
    handler_filled: bool = True
    record_filled: bool = False
    problem: bool = False
    corrected_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingRow(EventRow):
    """A row of 教育培训; ``explained``: how many of the seven."""

    kind: str
    hours: Decimal | None = None
    done: bool | None = True
    explained: int = 0


@dataclass(frozen=True, kw_only=True)
class AppraisalRow(EventRow):
    """A row of 民主评议; ``supports``: how many of the five."""

    year: int
    manner: str = "现场参加"
    reported_on: date | None = None
    presenter_key: int | None = None
    grade: str | None = None
    supports: int = 0
    feedback_on: date | None = None
    rectify_by: date | None = None
    rectified_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class LiaisonRow(EventRow):
    """A row of 双向管理."""

    item: str


@dataclass(frozen=True, kw_only=True)
class ExpenseRow:
    """A row of 经费使用."""

    row: int = 0
    day: date
    month: bool = False
    voucher: str | None = None
    category: str | None = "教育培训"
    amount: Decimal | None = None
    reverses: str | None = None
    handler_key: int | None = 1
    approver_key: int | None = 2
    receipts: int | None = 1


@dataclass(frozen=True)
class Submission:
    """One accepted ledger with its rows."""

    submission: int
    org: int
    quarter: int
    received_on: date
    recorded_at: datetime
    floating_declared: int | None = None
    members: tuple[MemberRow, ...] = ()
    spells: tuple[SpellRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    cares: tuple[CareRow, ...] = ()
    certificates: tuple[CertificateRow, ...] = ()
    trainings: tuple[TrainingRow, ...] = ()
    appraisals: tuple[AppraisalRow, ...] = ()
    liaisons: tuple[LiaisonRow, ...] = ()
    expenses: tuple[ExpenseRow, ...] = ()
    reviewed_on: date | None = None
    reviewers_all: bool | None = None
    reviewer_keys: tuple[int, ...] = ()
    members_total: int | None = None
    excellent_declared: int | None = None
    custodian_named: bool = True
    custodian_role: str | None = "支部书记"
    change_declared: str | None = None
    change_found: bool | None = None


@dataclass(frozen=True)
class SubmissionEvent:
    """A ledger withdrawn by its branch or returned by staff (with a new day, or none)."""

    event: int
    org: int
    submission: int
    kind: str
    day: date
    recorded_at: datetime
    new_due: date | None = None


@dataclass(frozen=True)
class SpellAnswer:
    """What the branch answered about an open spell whose row vanished from ``submission``."""

    event: int
    org: int
    spell: int
    submission: int
    answer: str
    recorded_at: datetime
    end_on: date | None = None
    end_kind: str | None = None


@dataclass(frozen=True)
class Alias:
    """A row of ``person_alias`` or ``spell_alias``."""

    event: int
    org: int
    of: int
    same_as: int
    recorded_at: datetime
    submission: int | None = None


@dataclass(frozen=True)
class Exemption:
    """A row of ``exemption``; None where the column is NULL (= all)."""

    exemption: int
    org: int
    recorded_at: datetime
    indicator: str | None = None
    person: int | None = None
    period: int | None = None
    from_on: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Ruling:
    """A row of ``ruling``: staff accepted (or not) late evidence or a 误登记."""

    ruling: int
    org: int
    kind: str
    accepted: bool
    recorded_at: datetime
    indicator: str | None = None
    period: int | None = None
    subject: str | None = None
    spell: int | None = None


@dataclass(frozen=True)
class FundEvent:
    """A row of ``fund_event``: what a committee allocated to a branch, or the taking back of an entry."""

    event: int
    org: int
    kind: str
    branch: int | None
    year: int
    day: date
    amount: Decimal | None
    recorded_at: datetime
    voids: int | None = None


@dataclass
class District:
    """Everything ever written about a district."""

    organisations: list[OrgEvent] = field(default_factory=list)
    parameters: list[ParameterEvent] = field(default_factory=list)
    deadlines: list[DeadlineEvent] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    submission_events: list[SubmissionEvent] = field(default_factory=list)
    answers: list[SpellAnswer] = field(default_factory=list)
    person_aliases: list[Alias] = field(default_factory=list)
    spell_aliases: list[Alias] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    funds: list[FundEvent] = field(default_factory=list)


def name_of(person: int) -> int:
    """The keyed hash of the person's name: what a ``contact_key`` equals when the contact bears that name."""
    return 900_000_000 + person

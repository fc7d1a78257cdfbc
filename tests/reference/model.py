"""A district's history as plain records: what the tables of the store hold, as far as the first indicators read it.

Nothing here computes anything. Days are calendar days, ``recorded_at`` is when the record was written, quarters are
integers ``year * 4 + 0..3``, period codes ``year * 10 + k`` as in the schema.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

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
    end_on: date | None = None
    end_month: bool = False
    end_kind: str | None = None
    contact_key: int | None = None


@dataclass(frozen=True)
class ContactRow:
    """A row of 联系记录 for one person (tie one, two) or for all or none (person None)."""

    row: int
    person: int | None
    day: date
    tie: str = "one"
    month: bool = False
    reached: bool | None = True
    contact_key: int | None = None


@dataclass(frozen=True)
class CareRow:
    """A row of 关爱帮扶."""

    row: int
    person: int | None
    day: date
    tie: str = "one"
    month: bool = False


@dataclass(frozen=True)
class ReturnRow:
    """A row of 活动证与返乡 with 临时返乡: it ends nothing, so no duty here may change by it."""

    row: int
    person: int
    day: date
    left_on: date | None = None


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
    returns: tuple[ReturnRow, ...] = ()


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

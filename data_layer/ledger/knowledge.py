"""What is known of a branch's people and spells before a ledger comes in, as data; see known for where it is from."""

from dataclasses import dataclass, field
from datetime import date, datetime

from data_layer import quarters

MISREGISTERED = "误登记"
Position = tuple[int, datetime, int]  # quarter, recorded_at, submission: the order of versions
Head = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One row of one ledger that lists a person or a spell."""

    position: Position
    org: int
    sheet: str
    row: int

    @property
    def quarter(self) -> int:
        return self.position[0]

    @property
    def submission(self) -> int:
        return self.position[2]


@dataclass(slots=True)
class KnownPerson:
    """A person on a counted ledger of the family. ``name`` and ``id_number`` as last reported."""

    person: int
    name: str = ""
    id_number: str | None = None
    names: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    orgs: set[int] = field(default_factory=set)  # branches of the family that have reported the person
    listing: Listing | None = None  # on 基本信息: the latest up to the quarter, else the earliest after it
    cells: dict[str, str] | None = None  # that row as typed; only for people with an open spell or on the last ledger


@dataclass(slots=True)
class KnownSpell:
    """A spell on a counted ledger of the family."""

    spell: int
    person: int
    direction: str
    start: date
    line: str = ""  # the latest 行号
    lines: set[str] = field(default_factory=set)
    keys: set[tuple[date, str]] = field(default_factory=set)  # (外出日期, 流动方向) it was ever reported under
    orgs: set[int] = field(default_factory=set)
    holder: int = 0  # the branch that answers for it in the quarter
    listing: Listing | None = None
    on_last: bool = False  # stands on the holder's last ledger up to the quarter
    end_on: date | None = None
    end_kind: str | None = None
    end_at: Position | None = None  # the source of the end
    cells: dict[str, str] | None = None

    @property
    def open(self) -> bool:
        """No ledger and no answer has ended it."""
        return self.end_kind is None and self.end_on is None


@dataclass(slots=True)
class Known:
    """What is known about a branch before a ledger of ``quarter``."""

    org: int
    org_code: str
    quarter: int
    family: frozenset[int]
    head: Head
    count: int = 0  # submissions the branch ever made
    files: dict[str, list[int]] = field(default_factory=dict)  # sha256 -> counted submissions of branch and quarter
    received: dict[int, date] = field(default_factory=dict)  # counted submission -> day of receipt
    current: int | None = None  # the counted submission for branch and quarter, if there is one
    last: int | None = None  # the last ledger: greatest quarter up to this one
    earlier: int | None = None  # the latest ledger of an earlier quarter
    persons: dict[int, KnownPerson] = field(default_factory=dict)
    spells: dict[int, KnownSpell] = field(default_factory=dict)
    by_line: dict[str, int] = field(default_factory=dict)
    by_hash: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    by_key: dict[tuple[int, date, str], int] = field(default_factory=dict)
    earlier_rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # (kind, cells) of ``earlier``
    earlier_cover: dict[str, str] = field(default_factory=dict)  # its 封面: label -> text
    earlier_has_rows: bool = False

    def open_spells(self) -> list[KnownSpell]:
        """Spells begun by the quarter's end that this branch answers for and nothing has ended, by start."""
        last = quarters.last_day(self.quarter)
        held = [s for s in self.spells.values() if s.open and s.holder == self.org and s.start <= last]
        return sorted(held, key=lambda spell: (spell.start, spell.spell))

    def expected(self) -> list[KnownSpell]:
        """Open spells that a ledger up to the quarter has listed: one that is not on this file has vanished."""
        return [s for s in self.open_spells() if s.listing is not None and s.listing.quarter <= self.quarter]

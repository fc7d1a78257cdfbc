"""Which person and which spell every row of a file means.

New spells get negative numbers here and their real ones when the ledger is accepted.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from data_layer.ledger.known import Known
from data_layer.ledger.model import ALL_MEMBERS, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import DIRECTION, LINE, NAME, NUMBER, START, Corrections, Keys, People, day_of


@dataclass(slots=True)
class Member:
    """A row of 基本信息 (or a line standing for one) and its person."""

    row: Row
    person: int
    carried: bool = False


@dataclass(slots=True)
class Spell:
    """A row of 管理信息 (or a line standing for one), its person and spell. ``start`` of a month is its last day."""

    row: Row
    person: int
    spell: int
    line: str
    start: date
    direction: str
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """How one name in a cell led to one person (None: to nobody, or to all members away)."""

    person: int | None
    tie: str  # one all two none
    name: str = ""


def new_line(org_code: str, count: int, sheet: str, row: int) -> str:
    """The 行号 of a spell first reported in a row: the same in every store that was given the same files."""
    return hashlib.sha256(f"{org_code}|{count}|{sheet}|{row}".encode()).hexdigest()[:10]


class Ties(People):
    """Ties the rows of one file, sheet by sheet: 基本信息, 管理信息, then lines, then events."""

    def __init__(self, known: Known, keys: Keys, org_code: str, corrections: Corrections) -> None:
        super().__init__(known, keys, corrections)
        self.org_code = org_code
        self.members: list[Member] = []
        self.spells: list[Spell] = []
        self.new_spells = 0
        self._member_at: dict[int, Member] = {}
        self._spell_at: dict[int, Spell] = {}
        self._file_spell: dict[tuple[int, date, str], int] = {}

    def tie_members(self, rows: list[Row]) -> None:
        """Tie the rows of 基本信息. A person on two rows is an error."""
        lines = self.usable_lines(rows, start=False)
        at: dict[int, Row] = {}
        for row in rows:
            key = name_key(row.text(NAME))
            if not key:
                continue
            line = lines.get(row.key, "")
            _, digest = self.number_of(row)
            person = self.by_line(line, key, digest)
            if person is None:
                person = self.by_number(key, digest) if digest else self.member_by_name(key)
            if person in at:
                self.say("person_twice", row, NAME, other=at[person].place_beside(row))
                continue
            at[person] = row
            if line:
                self.line_person.setdefault(line, person)
            self.listed[key].add(person)
            self.note(row, person)
            self._member_at[person] = Member(row, person)
            self.members.append(self._member_at[person])

    # --- spells -------------------------------------------------------------------------------------------------

    def tie_spells(self, rows: list[Row]) -> None:
        """Tie the rows of 管理信息. A name that may mean two people, or a spell on two rows, is an error."""
        lines = self.usable_lines(rows, start=True)
        for row in rows:
            key, start, direction = name_key(row.text(NAME)), day_of(row.value(START)), row.value(DIRECTION)
            if not key or start is None or not isinstance(direction, str):
                continue
            line = lines.get(row.key, "")
            _, digest = self.number_of(row)
            person = self.by_line(line, key, digest)
            if person is None:
                person = self.by_number(key, digest) if digest else self._spell_by_name(key, start, direction)
            if person is None:
                self.say("name_ties_two", row, NAME, text=row.text(NAME), count=self._count(key))
                continue
            self.note(row, person)
            self.add_spell(row, person, line, start, direction)

    def _count(self, key: str) -> int:
        return len(self.listed.get(key) or self.named(key))

    def _spell_by_name(self, key: str, start: date, direction: str) -> int | None:
        listed = self.listed.get(key, set())
        candidates = listed or self.named(key)
        if len(candidates) == 1:
            return next(iter(candidates))
        if not candidates:
            return self.new_person()
        if listed:
            return None
        return self.only(candidates, lambda p: (p, start, direction) in self.known.by_key)

    def add_spell(self, row: Row, person: int, line: str, start: date, direction: str, carried: bool = False) -> None:
        """Record that a row lists a spell, finding or making the spell."""
        number = self.known.by_line.get(line) if line else None
        if line and number is None and self.known.last is not None:
            self.say("unknown_line", row, LINE)
        if number is None:
            number = self._spell_by_key(person, start, direction)
        if number is None:
            self.new_spells += 1
            number = -self.new_spells
        if number in self._spell_at:
            self.say("spell_twice", row, NAME, other=self._spell_at[number].row.place_beside(row))
            return
        if not line:
            held = self.known.spells.get(number)
            line = held.line if held else new_line(self.org_code, self.known.count, row.sheet, row.row)
        found = Spell(row, person, number, line, start, direction, carried)
        self._spell_at[number] = found
        self._file_spell[person, start, direction] = number
        self.spells.append(found)

    def _spell_by_key(self, person: int, start: date, direction: str) -> int | None:
        same = [person, *(old for old, new in self._merged.items() if new == person)]
        for each in same:
            for where in (self.known.by_key, self._file_spell, self.corrections.spells):
                if (number := where.get((each, start, direction))) is not None:
                    return number
        return None

    def spell_at(self, number: int) -> Spell | None:
        """The row of this file that lists a spell."""
        return self._spell_at.get(number)

    def member_of(self, person: int) -> Member | None:
        """The row of this file's 基本信息 that lists a person."""
        return self._member_at.get(person)

    def add_member(self, row: Row, person: int) -> None:
        """Record that a line stands for a person's row of 基本信息."""
        self.listed[name_key(row.text(NAME))].add(person)
        self.note(row, person)
        self._member_at[person] = Member(row, person, carried=True)
        self.members.append(self._member_at[person])

    # --- events -------------------------------------------------------------------------------------------------

    def tie_event(self, row: Row) -> list[Tie]:
        """Whom an event row names. Ambiguous and unknown names are said, and kept."""
        value = row.value(NAME)
        names = value if isinstance(value, tuple) else ()
        if names == (ALL_MEMBERS,):
            return [Tie(None, "all")]
        if not names:
            return [Tie(None, "none")]
        if len(names) == 1 and row.sound(NUMBER):
            return [self._event_by_number(row, str(names[0]))]
        found: dict[tuple[int | None, str], Tie] = {}
        for name in names:
            for tie in self._event_by_name(row, str(name)):
                found.setdefault((tie.person, name if tie.person is None else ""), tie)
        return list(found.values())

    def _event_by_number(self, row: Row, name: str) -> Tie:
        _, digest = self.number_of(row)
        person = self._hash.get(digest) if digest else None
        if person is None:
            person = self.only(self.named(name_key(name)), lambda p: not self.hashes(p))
        if person is None:
            self.say("event_ties_none", row, NAME, text=name)
            return Tie(None, "none", name)
        return Tie(person, "one", name)

    def _event_by_name(self, row: Row, name: str) -> list[Tie]:
        key = name_key(name)
        candidates = self.named(key)
        if len(candidates) > 1 and len(self.listed.get(key, set())) == 1:
            candidates = self.listed[key]
        if not candidates:
            self.say("event_ties_none", row, NAME, text=name)
            return [Tie(None, "none", name)]
        if len(candidates) > 1:
            self.say("event_ties_two", row, NAME, text=name, count=len(candidates))
            return [Tie(person, "two", name) for person in sorted(candidates)]
        return [Tie(next(iter(candidates)), "one", name)]

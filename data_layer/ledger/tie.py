"""Who and which spell a row means: 行号, else the ID number, else the name; over all ledgers of the family.

New people and spells get negative numbers here and their real ones when the ledger is accepted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from data_layer.ledger.known import Known
from data_layer.ledger.model import ALL_MEMBERS, Month, Problem, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.problems import problem

LINE, NAME, NUMBER, START, DIRECTION = "行号", "姓名", "公民身份号码", "外出日期", "流动方向"
Place = tuple[str, int]  # sheet, row


class Keys(Protocol):
    """The store's keyed hashes."""

    def key(self, text: str) -> int: ...

    def keyed_digest(self, text: str) -> str: ...


@dataclass(slots=True)
class FilePerson:
    """A person this file lists: what it calls him and by which number, if by a valid one."""

    person: int
    name: str
    id_number: str | None
    id_hash: str | None


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


@dataclass(frozen=True, slots=True)
class Claim:
    """A person goes by a number that the family did not know as his. ``name``: match key beside it in the file."""

    person: int
    digest: str
    name: str


@dataclass(slots=True)
class Corrections:
    """What answers say of rows: (known person, head of his new number's hash), and whose new start is which spell's."""

    numbers: set[tuple[int, str]] = field(default_factory=set)
    spells: dict[tuple[int, date, str], int] = field(default_factory=dict)  # person, new start, direction -> spell


def day_of(value: object) -> date | None:
    """A date cell's day; a month's last day; None for anything else."""
    if isinstance(value, Month):
        return value.last_day
    return value if isinstance(value, date) else None


def new_line(org_code: str, count: int, sheet: str, row: int) -> str:
    """The 行号 of a spell first reported in a row: the same in every store that was given the same files."""
    return hashlib.sha256(f"{org_code}|{count}|{sheet}|{row}".encode()).hexdigest()[:10]


class Ties:
    """Ties the rows of one file, sheet by sheet: 基本信息, 管理信息, then lines, then events."""

    def __init__(self, known: Known, keys: Keys, org_code: str, corrections: Corrections) -> None:
        self.known, self.keys, self.org_code, self.corrections = known, keys, org_code, corrections
        self.problems: list[Problem] = []
        self.members: list[Member] = []
        self.spells: list[Spell] = []
        self.seen: list[FilePerson] = []  # people in the order the file names them
        self.aliases: list[tuple[int, int]] = []  # (person, same as)
        self.claims: list[Claim] = []
        self.new_persons = self.new_spells = 0
        self._hash: dict[str, int] = dict(known.by_hash)
        self._new_hashes: dict[int, set[str]] = defaultdict(set)
        self._listed: dict[str, set[int]] = defaultdict(set)  # name -> people on this ledger's 基本信息
        self._named: dict[str, set[int]] = defaultdict(set)  # name -> people on this file
        self._line_person: dict[str, int] = {}  # 行号 of another store's template -> person
        self._member_at: dict[int, Member] = {}
        self._spell_at: dict[int, Spell] = {}
        self._file_spell: dict[tuple[int, date, str], int] = {}
        self._merged: dict[int, int] = {}

    # --- people -------------------------------------------------------------------------------------------------

    def hashes(self, person: int) -> set[str]:
        """Hashes of every number a person goes by."""
        held = self.known.persons.get(person)
        return (held.hashes if held else set()) | self._new_hashes[person]

    def named(self, key: str) -> set[int]:
        """People a name may mean: ever on an accepted ledger of the family, or on this file."""
        return {self._merged.get(p, p) for p in self.known.by_name.get(key, ())} | self._named.get(key, set())

    def _new_person(self) -> int:
        self.new_persons += 1
        return -self.new_persons

    def _number(self, row: Row) -> tuple[str | None, str | None]:
        value = row.value(NUMBER)
        if not row.sound(NUMBER) or not isinstance(value, str):
            return None, None
        return value, self.keys.keyed_digest(value)

    def _give(self, person: int, digest: str | None, key: str) -> int:
        """Let a person go by a number too; returns the person the row means.

        A number already somebody else's makes them one person if the name is his too; under another name it is a
        slip, and the row is tied without it.
        """
        if digest is None or digest in self.hashes(person):
            return person
        owner = self._hash.get(digest)
        if owner is not None and owner != person:
            if owner not in self.named(key):
                return person
            self.aliases.append((person, owner))
            self._merged[person] = owner
            return owner
        self._hash[digest] = person
        self._new_hashes[person].add(digest)
        self.claims.append(Claim(person, digest, key))
        return person

    def _note(self, row: Row, person: int) -> None:
        name = row.text(NAME)
        number, digest = self._number(row)
        if digest is not None and self._hash.get(digest, person) != person:
            self._say("id_of_another", row, NUMBER)
            number = digest = None
        self.seen.append(FilePerson(person, name, number, digest))
        self._named[name_key(name)].add(person)

    def _usable_lines(self, rows: Iterable[Row], start: bool) -> dict[int, str]:
        """Row number -> 行号, leaving out those that came along when a row was copied for somebody else."""
        by_line: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if line := row.text(LINE):
                by_line[line].append(row)
        found: dict[int, str] = {}
        for line, group in by_line.items():
            number = self.known.by_line.get(line)
            if number is None:
                fitting = group
            else:
                spell = self.known.spells[number]
                fitting = [row for row in group if not self._contradicts(row, spell.person)]
                for row in group:
                    if row not in fitting:
                        self._say("line_of_another", row, LINE)
                names = self.known.persons[spell.person].names
                if len(fitting) > 1:
                    fitting = [row for row in fitting if name_key(row.text(NAME)) in names] or fitting
                if len(fitting) > 1 and start:
                    keyed = [r for r in fitting if (day_of(r.value(START)), r.value(DIRECTION)) in spell.keys]
                    fitting = keyed or fitting
            if start or number is None:
                fitting = fitting[:1]
            found.update((row.row, line) for row in fitting)
        return found

    def _contradicts(self, row: Row, person: int) -> bool:
        """Another name and another valid number under a 行号: a line overwritten or copied, not corrected."""
        held, key = self.known.persons[person], name_key(row.text(NAME))
        if key in held.names:
            return False
        _, digest = self._number(row)
        if digest is not None:
            return bool(held.hashes) and digest not in held.hashes
        listed = self._listed.get(key)
        return bool(listed) and person not in (listed or ())

    def _only(self, people: Iterable[int], fits: Callable[[int], bool]) -> int | None:
        found = [person for person in people if fits(person)]
        return found[0] if len(found) == 1 else None

    def _by_number(self, key: str, digest: str) -> int:
        """The person of a number: known by it, or so far without one under that name, or new."""
        if (person := self._hash.get(digest)) is not None:
            return person
        for person in sorted(self.known.by_name.get(key, ())):
            if (person, digest[:16]) in self.corrections.numbers:
                return self._give(person, digest, key)
        for pool in (self._listed.get(key, set()), self.named(key)):
            found = self._only(pool, lambda p: not self.hashes(p))
            if found is not None:
                return self._give(found, digest, key)
        return self._give(self._new_person(), digest, key)

    def _by_line(self, line: str, key: str, digest: str | None) -> int | None:
        number = self.known.by_line.get(line) if line else None
        if number is not None:
            return self._give(self.known.spells[number].person, digest, key)
        person = self._line_person.get(line) if line else None
        if person is not None and person in self._named.get(key, set()):
            return self._give(person, digest, key)
        return None

    def tie_members(self, rows: list[Row]) -> None:
        """Tie the rows of 基本信息. A person on two rows is an error."""
        lines = self._usable_lines(rows, start=False)
        at: dict[int, Row] = {}
        for row in rows:
            key = name_key(row.text(NAME))
            if not key:
                continue
            line = lines.get(row.row, "")
            _, digest = self._number(row)
            person = self._by_line(line, key, digest)
            if person is None:
                person = self._by_number(key, digest) if digest else self._member_by_name(key)
            if person in at:
                self._say("person_twice", row, NAME, other=at[person].row)
                continue
            at[person] = row
            if line:
                self._line_person.setdefault(line, person)
            self._listed[key].add(person)
            self._note(row, person)
            self._member_at[person] = Member(row, person)
            self.members.append(self._member_at[person])

    def _member_by_name(self, key: str) -> int:
        candidates = self.named(key)
        if len(candidates) <= 1:
            return next(iter(candidates)) if candidates else self._new_person()
        away = {spell.person for spell in self.known.open_spells()}
        found = self._only(candidates, lambda p: p in away)
        if found is None:
            found = self._only(candidates, lambda p: not self.hashes(p))
        return self._new_person() if found is None else found

    # --- spells -------------------------------------------------------------------------------------------------

    def tie_spells(self, rows: list[Row]) -> None:
        """Tie the rows of 管理信息. A name that may mean two people, or a spell on two rows, is an error."""
        lines = self._usable_lines(rows, start=True)
        for row in rows:
            key, start, direction = name_key(row.text(NAME)), day_of(row.value(START)), row.value(DIRECTION)
            if not key or start is None or not isinstance(direction, str):
                continue
            line = lines.get(row.row, "")
            _, digest = self._number(row)
            person = self._by_line(line, key, digest)
            if person is None:
                person = self._by_number(key, digest) if digest else self._spell_by_name(key, start, direction)
            if person is None:
                self._say("name_ties_two", row, NAME, text=row.text(NAME), count=self._count(key))
                continue
            self._note(row, person)
            self.add_spell(row, person, line, start, direction)

    def _count(self, key: str) -> int:
        return len(self._listed.get(key) or self.named(key))

    def _spell_by_name(self, key: str, start: date, direction: str) -> int | None:
        listed = self._listed.get(key, set())
        candidates = listed or self.named(key)
        if len(candidates) == 1:
            return next(iter(candidates))
        if not candidates:
            return self._new_person()
        if listed:
            return None
        return self._only(candidates, lambda p: (p, start, direction) in self.known.by_key)

    def add_spell(self, row: Row, person: int, line: str, start: date, direction: str, carried: bool = False) -> None:
        """Record that a row lists a spell, finding or making the spell."""
        number = self.known.by_line.get(line) if line else None
        if number is None:
            number = self._spell_by_key(person, start, direction)
        if number is None:
            self.new_spells += 1
            number = -self.new_spells
        if number in self._spell_at:
            self._say("spell_twice", row, NAME, other=self._spell_at[number].row.row)
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
        self._listed[name_key(row.text(NAME))].add(person)
        self._note(row, person)
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
        _, digest = self._number(row)
        person = self._hash.get(digest) if digest else None
        if person is None:
            person = self._only(self.named(name_key(name)), lambda p: not self.hashes(p))
        if person is None:
            self._say("event_ties_none", row, NAME, text=name)
            return Tie(None, "none", name)
        return Tie(person, "one", name)

    def _event_by_name(self, row: Row, name: str) -> list[Tie]:
        key = name_key(name)
        candidates = self.named(key)
        if len(candidates) > 1 and len(self._listed.get(key, set())) == 1:
            candidates = self._listed[key]
        if not candidates:
            self._say("event_ties_none", row, NAME, text=name)
            return [Tie(None, "none", name)]
        if len(candidates) > 1:
            self._say("event_ties_two", row, NAME, text=name, count=len(candidates))
            return [Tie(person, "two", name) for person in sorted(candidates)]
        return [Tie(next(iter(candidates)), "one", name)]

    def _say(self, code: str, row: Row, column: str, **values: object) -> None:
        self.problems.append(problem(code, sheet=row.sheet, cell=row.ref(column), column=column, **values))

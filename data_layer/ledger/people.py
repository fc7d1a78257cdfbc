"""Who a row means: 行号, else the ID number, else the name; over all ledgers of the family.

New people get negative numbers here and their real ones when the ledger is accepted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from data_layer.ledger.known import Known
from data_layer.ledger.model import NUMBER as NUMBER
from data_layer.ledger.model import Month, Problem, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.problems import problem

LINE, NAME, START, DIRECTION = "行号", "姓名", "外出日期", "流动方向"


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


class People:
    """The people of one file, as its rows name them."""

    def __init__(self, known: Known, keys: Keys, corrections: Corrections) -> None:
        self.known, self.keys, self.corrections = known, keys, corrections
        self.problems: list[Problem] = []
        self.seen: list[FilePerson] = []  # people in the order the file names them
        self.aliases: list[tuple[int, int]] = []  # (person, same as)
        self.claims: list[Claim] = []
        self.new_persons = 0
        self.listed: dict[str, set[int]] = defaultdict(set)  # name -> people on this ledger's 基本信息
        self.line_person: dict[str, int] = {}  # 行号 of another store's template -> person
        self._hash: dict[str, int] = dict(known.by_hash)
        self._new_hashes: dict[int, set[str]] = defaultdict(set)
        self._named: dict[str, set[int]] = defaultdict(set)  # name -> people on this file
        self._merged: dict[int, int] = {}

    def hashes(self, person: int) -> set[str]:
        """Hashes of every number a person goes by."""
        held = self.known.persons.get(person)
        return (held.hashes if held else set()) | self._new_hashes[person]

    def named(self, key: str) -> set[int]:
        """People a name may mean: ever on an accepted ledger of the family, or on this file."""
        return {self._merged.get(p, p) for p in self.known.by_name.get(key, ())} | self._named.get(key, set())

    def new_person(self) -> int:
        self.new_persons += 1
        return -self.new_persons

    def number_of(self, row: Row) -> tuple[str | None, str | None]:
        value = row.value(NUMBER)
        if not row.sound(NUMBER) or not isinstance(value, str):
            return None, None
        return value, self.keys.keyed_digest(value)

    def give(self, person: int, digest: str | None, key: str) -> int:
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

    def note(self, row: Row, person: int) -> None:
        name = row.text(NAME)
        number, digest = self.number_of(row)
        if digest is not None and self._hash.get(digest, person) != person:
            self.say("id_of_another", row, NUMBER)
            number = digest = None
        self.seen.append(FilePerson(person, name, number, digest))
        self._named[name_key(name)].add(person)

    def usable_lines(self, rows: Iterable[Row], start: bool) -> dict[tuple[str, int], str]:
        """Row number -> 行号, leaving out those that came along when a row was copied for somebody else."""
        by_line: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if line := row.text(LINE):
                by_line[line].append(row)
        found: dict[tuple[str, int], str] = {}
        for line, group in by_line.items():
            number = self.known.by_line.get(line)
            if number is None:
                fitting = group
            else:
                spell = self.known.spells[number]
                fitting = [row for row in group if not self._contradicts(row, spell.person)]
                for row in group:
                    if row not in fitting:
                        self.say("line_of_another", row, LINE)
                names = self.known.persons[spell.person].names
                if len(fitting) > 1:
                    fitting = [row for row in fitting if name_key(row.text(NAME)) in names] or fitting
                if len(fitting) > 1 and start:
                    keyed = [r for r in fitting if (day_of(r.value(START)), r.value(DIRECTION)) in spell.keys]
                    fitting = keyed or fitting
            if start or number is None:
                fitting = fitting[:1]
            found.update((row.key, line) for row in fitting)
        return found

    def _contradicts(self, row: Row, person: int) -> bool:
        """Another name and another valid number under a 行号: a line overwritten or copied, not corrected."""
        held, key = self.known.persons[person], name_key(row.text(NAME))
        if key in held.names:
            return False
        _, digest = self.number_of(row)
        if digest is not None:
            return bool(held.hashes) and digest not in held.hashes
        listed = self.listed.get(key)
        return bool(listed) and person not in (listed or ())

    def only(self, people: Iterable[int], fits: Callable[[int], bool]) -> int | None:
        found = [person for person in people if fits(person)]
        return found[0] if len(found) == 1 else None

    def by_number(self, key: str, digest: str) -> int:
        """The person of a number: known by it, or so far without one under that name, or new."""
        if (person := self._hash.get(digest)) is not None:
            return person
        for person in sorted(self.known.by_name.get(key, ())):
            if (person, digest[:16]) in self.corrections.numbers:
                return self.give(person, digest, key)
        for pool in (self.listed.get(key, set()), self.named(key)):
            found = self.only(pool, lambda p: not self.hashes(p))
            if found is not None:
                return self.give(found, digest, key)
        return self.give(self.new_person(), digest, key)

    def by_line(self, line: str, key: str, digest: str | None) -> int | None:
        number = self.known.by_line.get(line) if line else None
        if number is not None:
            return self.give(self.known.spells[number].person, digest, key)
        person = self.line_person.get(line) if line else None
        if person is not None and person in self._named.get(key, set()):
            return self.give(person, digest, key)
        return None

    def member_by_name(self, key: str) -> int:
        candidates = self.named(key)
        if len(candidates) <= 1:
            return next(iter(candidates)) if candidates else self.new_person()
        away = {spell.person for spell in self.known.open_spells()}
        found = self.only(candidates, lambda p: p in away)
        if found is None:
            found = self.only(candidates, lambda p: not self.hashes(p))
        return self.new_person() if found is None else found

    def say(self, code: str, row: Row, column: str, **values: object) -> None:
        self.problems.append(problem(code, sheet=row.sheet, cell=row.ref(column), column=column, **values))

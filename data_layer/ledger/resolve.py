"""From a file that was read to rows ready to be stored. Pure: what the store knows comes in as ``Known``."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from data_layer import quarters
from data_layer.ledger import context
from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS
from data_layer.ledger.compare import Comparison, corrections
from data_layer.ledger.difference import Answer, rows_changed
from data_layer.ledger.effort import effort
from data_layer.ledger.entry import Lines
from data_layer.ledger.facts import EVENTS, day, event_fact, member_fact, name_hash, number, spell_fact, word
from data_layer.ledger.known import Known
from data_layer.ledger.model import ALL_CONTACTS, Problem, Reading, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import NAME, Keys
from data_layer.ledger.prepared import Prepared, Rows
from data_layer.ledger.problems import problem
from data_layer.ledger.reread import texts_of
from data_layer.ledger.tie import Tie, Ties
from data_layer.store.engine import dumps


def resolve(
    keys: Keys,
    reading: Reading,
    org: int,
    quarter: int,
    received_on: date,
    known: Known,
    answers: Sequence[Answer] = (),
    *,
    content: bytes = b"",
    account: int | None = None,
    received_reason: str | None = None,
) -> Prepared:
    """Tie, compare and turn into rows. Never raises for what a file holds; errors stand in ``problems``."""
    return _Resolution(keys, reading, known, received_on, answers).run(
        Prepared(
            org, known.org_code, quarter, reading, known.head, known.family, content=content, account=account
        ),
        received_reason,
    )  # fmt: skip


class _Resolution:
    def __init__(
        self, keys: Keys, reading: Reading, known: Known, received_on: date, answers: Sequence[Answer]
    ) -> None:
        self.keys, self.reading, self.known, self.received_on = keys, reading, known, received_on
        self.answers = answers
        self.ties = Ties(known, keys, known.org_code, corrections(answers, known))
        self.tables: dict[str, Rows] = {}
        self.problems: list[Problem] = []
        self.event_count = 0
        self._seen: dict[tuple[Any, ...], Row] = {}

    def run(self, found: Prepared, received_reason: str | None) -> Prepared:
        tables, ties = self.reading.tables, self.ties
        ties.tie_members(tables.get(MEMBERS, []))
        ties.tie_spells(tables.get(SPELLS, []))
        lines = Lines(self.known, ties, self.reading.cover)
        lines.apply(tables.get(ENTRY, []))
        self._registers()
        for event in lines.events:
            name = event.row.text(NAME)
            self._event(event.kind, event.row, [Tie(event.person, "one", name)], event.column)
        for kind in EVENTS:
            for row in tables.get(kind, []):
                self._event_row(kind, row)
        for row in tables.get(ENTRY, []):
            self._text(ENTRY, row, lines.persons.get(row.key))
        comparison = Comparison(self.known, ties, self.answers, self.received_on)
        comparison.run()
        change_found = rows_changed(self.known, ties)
        self._identities()
        self._spells()
        for event_row in comparison.events:
            self._add("spell_answer", event_row)
        self.problems += ties.problems + lines.problems
        self.problems += context.of_questions(comparison)
        self.problems += context.of_registers(ties, self.reading.cover, found.quarter)
        self.problems += context.of_changes(self.reading.cover, change_found, self.event_count)
        found.problems = _once([*self.reading.problems, *self.problems])
        self._add("ledger_effort", dict(effort(self.reading, self.known, ties)))
        found.difference, found.questions = comparison.difference, comparison.questions
        found.submission = self._submission(found, received_reason, change_found)
        found.tables = self.tables
        found.listed = self._away()
        found.aliases, found.claims = ties.aliases, ties.claims
        found.new_persons, found.new_spells = ties.new_persons, ties.new_spells
        again = self.known.files.get(self.reading.sha256)
        found.again = again[-1] if again else None
        return found

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self.tables.setdefault(table, []).append(row)

    def _text(self, kind: str, row: Row, person: int | None) -> None:
        cells = texts_of(kind, row)
        self._add("row_text", {
            "sheet": row.sheet, "row": row.row, "kind": kind, "person": person, "cells": dumps(cells),
        })  # fmt: skip

    def _registers(self) -> None:
        namesakes: Counter[str] = Counter()
        for _, name in {(spell.person, name_key(spell.row.text(NAME))) for spell in self.ties.spells}:
            namesakes[name] += 1
        for member in self.ties.members:
            self._add("member_row", member_fact(member))
            self._text(MEMBERS, member.row, member.person)
        for spell in self.ties.spells:
            self._add("spell_row", spell_fact(self.keys, spell, namesakes[name_key(spell.row.text(NAME))] > 1))
            self._text(SPELLS, spell.row, spell.person)
        if self.reading.cover is not None:
            self._text(COVER, self.reading.cover, None)

    def _event_row(self, kind: str, row: Row) -> None:
        if kind == "经费使用":
            fact = event_fact(kind, self.keys, row)
            if fact is not None:
                self._add("expense_row", fact)
                self._late(kind, row, fact["day"])
            self._text(kind, row, None)
            return
        ties = self.ties.tie_event(row)
        people = {tie.person for tie in ties if tie.tie == "one"}
        self._text(kind, row, people.pop() if len(ties) == 1 and people else None)
        self._event(kind, row, ties)

    def _event(self, kind: str, row: Row, ties: list[Tie], column: str = "") -> None:
        fact = event_fact(kind, self.keys, row)
        if fact is None:
            return
        self.event_count += 1
        table = EVENTS[kind][0]
        for tie in ties:
            who = tie.person if tie.person is not None else name_key(tie.name)
            before = self._seen.setdefault((table, who, tie.tie, fact["row_hash"], fact["day"], fact["month"]), row)
            if before is not row:
                where = f"{before.sheet} 第 {before.row} 行"
                self._say("duplicate_event", row, NAME, where=where)
                continue
            self._add(table, {**fact, "person": tie.person, "tie": tie.tie})
        self._late(kind, row, fact["day"], column)

    def _late(self, kind: str, row: Row, on: date, column: str = "") -> None:
        """An event of an earlier quarter is 补录."""
        if quarters.quarter_of(on) < self.known.quarter:
            cell = row.ref(context.day_column(kind))
            column = column or context.day_column(kind)
            said = quarters.quarter_words(self.known.quarter)
            values = {"text": on.isoformat(), "quarter": said}
            self.problems.append(problem("late_event", sheet=row.sheet, cell=cell, column=column, **values))

    def _say(self, code: str, row: Row, column: str, **values: object) -> None:
        self.problems.append(problem(code, sheet=row.sheet, cell=row.ref(column), column=column, **values))

    def _identities(self) -> None:
        """One row whenever the branch first reports a person, or reports another name or number."""
        reported: set[tuple[int, str, str | None]] = set()
        named: set[int] = set()
        for seen in self.ties.seen:
            held = self.known.persons.get(seen.person)
            key = name_key(seen.name)
            digest, id_number = seen.id_hash, seen.id_number
            if held is not None and digest is None and held.id_number is not None:
                digest, id_number = self.keys.keyed_digest(held.id_number), held.id_number
            if (
                held is not None
                and self.known.org in held.orgs
                and key in held.names
                and (digest is None or digest in held.hashes)
            ):
                continue
            if (seen.person, key, digest) in reported or (digest is None and seen.person in named):
                continue
            reported.add((seen.person, key, digest))
            named.add(seen.person)
            self._add(
                "person_identity",
                {
                    "person": seen.person,
                    "name": seen.name,
                    "name_key": key,
                    "name_hash": self.keys.key(key),
                    "id_number": id_number,
                    "id_hash": digest,
                },
            )

    def _away(self) -> Rows:
        """Numbers of the people this file says are away, each with a cell to point at."""
        numbers = {seen.person: seen.id_hash for seen in self.ties.seen if seen.id_hash}
        last = quarters.last_day(self.known.quarter)
        return [
            {"id_hash": numbers[spell.person], "sheet": spell.row.sheet, "cell": spell.row.ref(NAME)}
            for spell in self.ties.spells
            if spell.person in numbers and context.in_scope(spell, last)
        ]

    def _spells(self) -> None:
        for spell in self.ties.spells:
            held = self.known.spells.get(spell.spell)
            same = held is not None and spell.line in held.lines and (spell.start, spell.direction) in held.keys
            if held is not None and same and self.known.org in held.orgs:
                continue
            self._add("spell", {
                "spell": spell.spell, "person": spell.person, "line": spell.line, "start_on": spell.start,
                "direction": spell.direction,
            })  # fmt: skip

    def _submission(self, found: Prepared, received_reason: str | None, change_found: bool | None) -> dict[str, Any]:
        cover = self.reading.cover or Row("", 0, {})
        reviewers = cover.value("会同联系人")
        names = reviewers if isinstance(reviewers, tuple) else ()
        everyone = names == (ALL_CONTACTS,)
        layouts = {info.kind: info.layout for info in self.reading.sheets}
        layout = "entry" if ENTRY in layouts else layouts.get(SPELLS) or layouts.get(MEMBERS) or "register"
        return {
            "org": found.org,
            "quarter": found.quarter,
            "received_on": self.received_on,
            "received_reason": received_reason,
            "form": self.reading.form,
            "layout": layout,
            "file_sha256": self.reading.sha256,
            "file_name": self.reading.file_name,
            "filled_on": day(cover, "填报时间"),
            "reviewed_on": day(cover, "核对日期"),
            "reviewers_all": everyone,
            "reviewer_keys": [] if everyone else [self.keys.key(name_key(str(name))) for name in names],
            "members_total": number(cover, "党员总数"),
            "floating_declared": number(cover, "流动党员数"),
            "excellent_declared": number(cover, "本支部优秀党员数"),
            "custodian_named": name_hash(self.keys, cover, "台账负责人") is not None,
            "custodian_role": word(cover, "负责人职务"),
            "change_declared": word(cover, "本季度变化"),
            "change_found": change_found,
            "cover_cells": dumps({label: cell.ref for label, cell in cover.cells.items() if cell.ref}),
            "account": found.account,
        }


def _once(problems: list[Problem]) -> list[Problem]:
    """Each kind of problem once a cell: some are found by reading and by tying alike."""
    found: dict[tuple[object, ...], Problem] = {}
    for each in problems:
        found.setdefault((each.code, each.sheet, each.cell, each.message if not each.cell else ""), each)
    return list(found.values())

"""What stands for a quarter before the next hand-in: the ledger that counts, with what was typed since laid over it.

A later version replaces the earlier one whole, so a template, a list on screen and the workbook made from it all begin
with everything the quarter's ledger holds. A typed cell is laid over it when it was typed after that ledger came in,
and where the ledger has nothing: a file that comes from elsewhere takes nothing away that somebody typed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_layer.access import Viewer
from data_layer.ledger.columns import COVER, ENTRY
from data_layer.ledger.known import Known, KnownSpell
from data_layer.ledger.names import name_key
from data_layer.ledger.people import LINE, NAME, NUMBER, day_of
from data_layer.ledger.reread import reread
from data_layer.ledger.typed import CONTACT, CONTACTS, Typed, cover_columns, line_columns, typed_cells, typed_in
from data_layer.ledger.values import split_names
from data_layer.store import Store, Writer

Texts = dict[str, str]
_DAY = CONTACT[0]
FILED = -1  # a row of 联系记录 of the quarter's ledger: put right in the file, not on the list


@dataclass(slots=True)
class Contact:
    """A contact of the quarter. ``record``: 0 on the line, the number of a typed one beside it, FILED in the ledger."""

    record: int
    cells: Texts


@dataclass
class Standing:
    """Texts by column: ``lines`` of 本季登记 by spell, further ``contacts`` by spell, ``rows`` of event sheets."""

    lines: dict[int, Texts] = field(default_factory=dict)
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, list[Texts]] = field(default_factory=lambda: defaultdict(list))
    cover: Texts = field(default_factory=dict)

    def told(self, spell: int) -> list[Contact]:
        """Every contact of a member in the quarter, the line's first."""
        line = self.lines.get(spell, {})
        first = [Contact(0, {name: line.get(name, "") for name in CONTACT})] if line.get(_DAY) else []
        return first + self.contacts.get(spell, [])


def standing(store: Store, viewer: Viewer, base: Known) -> Standing:
    """What stands for the branch and quarter of ``base``; what was typed only for who may see it."""
    return _laid_over(base, _ledger_rows(store, base), typed_cells(store, viewer, base.org, base.quarter))


def standing_in(w: Writer, base: Known) -> Standing:
    """The same inside a transaction, for whoever has asked already."""
    return _laid_over(base, _ledger_rows(w, base), typed_in(w, base.org, base.quarter))


def carried(base: Known) -> list[KnownSpell]:
    """Spells that the next version must list: open ones, and those that the quarter's ledger ended."""
    ended = [
        spell
        for spell in base.spells.values()
        if not spell.open
        and spell.holder == base.org
        and spell.listing is not None
        and spell.listing.submission == base.current
    ]
    return base.open_spells() + sorted(ended, key=lambda spell: (spell.start, spell.spell))


def day_text(text: str) -> date | None:
    """The day that a typed date means."""
    return day_of(reread(text, ENTRY, _DAY).value)


def _ledger_rows(reader: Store | Writer, base: Known) -> list[dict[str, Any]]:
    if base.current is None:
        return []
    return reader.rows("ledger/quarter_rows", {"org": base.org, "submission": base.current})


def _laid_over(base: Known, rows: Iterable[dict[str, Any]], typed: list[Typed]) -> Standing:
    found = Standing()
    kept = {column.name for column in line_columns(base.quarter)} | set(CONTACT)
    labels = {column.name for column in cover_columns(base.quarter)}
    of_person = {spell.person: spell.spell for spell in carried(base) if spell.direction == "流出"}
    for row in rows:
        cells: Texts = json.loads(row["cells"])
        if row["kind"] == COVER:
            found.cover = {name: text for name, text in cells.items() if name in labels}
        elif row["kind"] == ENTRY:
            number = base.by_line.get(cells.get(LINE, "")) or of_person.get(row["person"])
            if number is not None:
                found.lines[number] = {name: text for name, text in cells.items() if name in kept}
        else:
            found.rows[row["kind"]].append(cells)
    _lay_cells(base, found, typed)
    _lay_contacts(base, found, typed)
    for cells in found.rows.get(CONTACTS, ()):
        for number in of_person.values():
            if _about(base, cells, number):
                found.contacts[number].append(Contact(FILED, {name: cells.get(name, "") for name in CONTACT}))
    return found


def _newer(base: Known, cell: Typed) -> bool:
    """Typed when the ledger that counts was in already."""
    return cell.after >= (base.current or 0)


def _lay_cells(base: Known, found: Standing, typed: list[Typed]) -> None:
    for cell in typed:
        if cell.sheet == COVER:
            target = found.cover
        elif cell.sheet == ENTRY and cell.column not in CONTACT and cell.line in base.by_line:
            target = found.lines.setdefault(base.by_line[cell.line], {})
        else:
            continue
        if _newer(base, cell) or not target.get(cell.column):
            target[cell.column] = cell.value


def _lay_contacts(base: Known, found: Standing, typed: list[Typed]) -> None:
    """A contact is one thing: laid over whole, and beside the ledger's where that tells of another day."""
    groups: dict[tuple[int, int], list[Typed]] = defaultdict(list)
    for cell in typed:
        if cell.sheet != COVER and cell.line in base.by_line and (cell.record or cell.column in CONTACT):
            groups[base.by_line[cell.line], cell.record].append(cell)
    for (spell, record), cells in groups.items():
        texts = {cell.column: cell.value for cell in cells}
        newer = any(_newer(base, cell) for cell in cells)
        line = found.lines.setdefault(spell, {})
        if not record and not line.get(_DAY):
            line.update(texts)
            continue
        if not record and newer:
            line.update({cell.column: cell.value for cell in cells if _newer(base, cell)})
            continue
        if not texts.get(_DAY) or (not newer and day_text(texts[_DAY]) in _days(base, found, spell)):
            continue
        if newer:
            _take_out(base, found, spell, texts)
        found.contacts[spell].append(Contact(record, texts))


def _days(base: Known, found: Standing, spell: int) -> set[date | None]:
    """Days of contacts with a member that the quarter's ledger holds."""
    days = {day_text(cells[_DAY]) for cells in found.rows[CONTACTS] if cells.get(_DAY) and _about(base, cells, spell)}
    if text := found.lines.get(spell, {}).get(_DAY):
        days.add(day_text(text))
    return days


def _take_out(base: Known, found: Standing, spell: int, texts: Texts) -> None:
    """A further contact put right after it was handed in takes the place of the ledger's row."""
    day = day_text(texts[_DAY])
    found.rows[CONTACTS] = [
        cells
        for cells in found.rows[CONTACTS]
        if not (_about(base, cells, spell) and day_text(cells.get(_DAY, "")) == day)
    ]


def _about(base: Known, cells: Texts, spell: int) -> bool:
    """Whether a row of 联系记录 tells of just this member."""
    person = base.persons[base.spells[spell].person]
    names = split_names(cells.get(NAME, ""))
    number = cells.get(NUMBER, "")
    return (
        len(names) == 1
        and name_key(names[0]) in person.names
        and (not number or number == (person.id_number or number))
    )


def contact_rows(base: Known, found: Standing) -> list[Texts]:
    """The typed further contacts as rows of 联系记录; the number where two people of the branch share the name."""
    rows = []
    for spell, contacts in found.contacts.items():
        held = base.spells[spell]
        person = base.persons[held.person]
        named = {NAME: person.name, "联系事由": "日常联系", "联系人": (held.cells or {}).get("联系人", "")}
        if len(base.by_name.get(name_key(person.name), ())) > 1 and person.id_number:
            named[NUMBER] = person.id_number
        rows += [
            named | {name: text for name, text in each.cells.items() if text}
            for each in contacts
            if each.record != FILED
        ]
    return rows


__all__ = ["FILED", "Contact", "Standing", "carried", "contact_rows", "day_text", "standing", "standing_in"]

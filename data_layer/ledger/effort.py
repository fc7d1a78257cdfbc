"""How much a ledger asked of its branch: cells to fill in, cells that were known and needed nobody (三（一）2).

Every filled cell of what a ledger says is one or the other; a ★ cell left blank was asked too. Known are: cells of the
annexes (whether sent again or carried on from the last ledger) and of 封面 that say what stood before, and the names
that the template prints. Anything else that was filled in is asked: new and changed cells, 本季登记, every event row.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from data_layer.ledger.check import shared_names
from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS, column_table, is_required
from data_layer.ledger.knowledge import Known
from data_layer.ledger.model import Reading, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import NAME
from data_layer.ledger.reread import texts_of
from data_layer.ledger.tie import Ties

#: Labels of 封面 that a template carries on from the last ledger.
CARRIED_COVER: Final = ("会同联系人", "党员总数", "台账负责人", "负责人职务", "联系电话", "学习资料联络员")
_PRINTED: Final[Mapping[str, frozenset[str]]] = {
    COVER: frozenset({"党组织名称", "党组织代码", "填报季度"}),
    ENTRY: frozenset({NAME, "联系人"}),
}
_NOBODY_TYPES: Final = ("line", "seq", "info")


def effort(reading: Reading, known: Known, ties: Ties) -> dict[str, int]:
    """``asked`` and ``known``: cells of a ledger that was tied."""
    count = _Count(reading)
    persons, spells = known.persons, known.spells
    for member in ties.members:
        held = persons.get(member.person)
        count.row(MEMBERS, member.row, (held.cells if held else None) or {}, member.carried)
    for spell in ties.spells:
        before = spells.get(spell.spell)
        count.row(SPELLS, spell.row, (before.cells if before else None) or {}, spell.carried)
    for kind, rows in reading.tables.items():
        for row in rows if kind not in (MEMBERS, SPELLS) else ():
            count.row(kind, row, {})
    if reading.cover is not None:
        last = known.earlier_cover
        count.row(COVER, reading.cover, {label: last[label] for label in CARRIED_COVER if label in last})
    return {"asked": count.asked, "known": count.known}


@cache
def _counted(kind: str) -> tuple[tuple[str, str], ...]:
    """The columns somebody has to fill in, each with when it is ★."""
    columns = column_table().sheets[kind].columns
    return tuple((column.name, column.required) for column in columns if column.type not in _NOBODY_TYPES)


class _Count:
    def __init__(self, reading: Reading) -> None:
        self.namesakes = shared_names(reading.tables)
        self.asked = self.known = 0

    def row(self, kind: str, row: Row, before: Mapping[str, str], carried: bool = False) -> None:
        """One row. Of one carried on, what is new was typed on 本季登记 and is counted there."""
        texts, printed = texts_of(kind, row), _PRINTED.get(kind, frozenset())
        namesake = name_key(row.text(NAME)) in self.namesakes
        for name, required in _counted(kind):
            text = texts.get(name)
            if not text:
                self.asked += bool(required) and is_required(required, row, namesake)
            elif name in printed or text == before.get(name):
                self.known += 1
            else:
                self.asked += not carried

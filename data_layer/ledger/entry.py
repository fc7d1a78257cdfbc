"""本季登记: one line a member away becomes rows of the other sheets.

A line stands for the person's and the spell's rows of the last accepted ledger with its 变化 applied; its other
cells are events. Provenance of all of them is the line.
"""

from dataclasses import dataclass

from data_layer.ledger import reread
from data_layer.ledger.columns import ENTRY, MEMBERS, SPELLS
from data_layer.ledger.facts import day, word
from data_layer.ledger.identity import split_contact
from data_layer.ledger.known import Known, KnownSpell
from data_layer.ledger.model import Cell, Problem, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import LINE, NAME, day_of
from data_layer.ledger.problems import problem
from data_layer.ledger.tie import Ties

_ROLES = ("支部书记", "支部委员", "正式党员")
_ENDS = ("不再外出", "组织关系转出")
_OF_SPELL = ("外出地点", "外出单位")
_NEEDS_CONTENT = (*_OF_SPELL, "电话", "联系人")
FESTIVALS = {"春节慰问日期": "春节慰问", "七一慰问日期": "七一慰问"}


@dataclass(frozen=True, slots=True)
class LineEvent:
    """An event that a line reports, as a row of its sheet; ``column`` of 本季登记 holds its day."""

    kind: str
    row: Row
    person: int
    column: str


class Lines:
    """Ties the lines of 本季登记 and turns them into rows. Detailed sheets win over a line."""

    def __init__(self, known: Known, ties: Ties, cover: Row | None) -> None:
        self.known, self.ties, self.cover = known, ties, cover
        self.events: list[LineEvent] = []
        self.persons: dict[tuple[str, int], int] = {}  # (sheet, row) -> person
        self.problems: list[Problem] = []
        self._detailed = {spell.spell for spell in ties.spells}
        self._members = {member.person for member in ties.members}

    def apply(self, rows: list[Row]) -> None:
        """Read all lines, in order."""
        for row in rows:
            if not name_key(row.text(NAME)):
                continue
            number = self._spell(row)
            if number is None:
                continue
            held = self.known.spells.get(number)
            listed = self.ties.spell_at(number)
            person = listed.person if listed else held.person if held else None
            if person is None:
                continue
            self.persons[row.key] = person
            if held is not None:
                self._carry(row, held, person)
            self._events(row, person, number)

    # --- which spell --------------------------------------------------------------------------------------------

    def _spell(self, row: Row) -> int | None:
        line, key = row.text(LINE), name_key(row.text(NAME))
        number = self.known.by_line.get(line) if line else None
        if number is not None and key in self.known.persons[self.known.spells[number].person].names:
            return number
        by_name = self._by_name(key)
        if len(by_name) == 1:
            if line:
                self._say("unknown_line" if number is None else "line_of_another", row, LINE)
            return by_name[0]
        if by_name:
            self._say("name_ties_two", row, text=row.text(NAME), count=len(by_name))
        else:
            self._say("entry_ties_none", row, text=row.text(NAME))
        return None

    def _by_name(self, key: str) -> list[int]:
        """Open spells, and spells on this file's 管理信息, of people of a name; 流出 before 流入."""
        people = self.ties.named(key)
        found = {s.spell: s.direction for s in self.known.open_spells() if s.person in people}
        found |= {s.spell: s.direction for s in self.ties.spells if s.person in people}
        out = [number for number, direction in found.items() if direction == "流出"]
        return sorted(out or found)

    def _say(self, code: str, row: Row, column: str = NAME, **values: object) -> None:
        self.problems.append(problem(code, sheet=row.sheet, cell=row.ref(column), column=column, **values))

    # --- the rows a line stands for -----------------------------------------------------------------------------

    def _carry(self, row: Row, held: KnownSpell, person: int) -> None:
        change = word(row, "变化")
        if change in _NEEDS_CONTENT and not row.filled("变化内容"):
            self._say("change_not_applied", row, "变化内容", text=change)
        texts, changed = dict(held.cells or {}), self._spell_changes(row, change)
        listed = self.ties.spell_at(held.spell)
        if listed is not None and held.spell in self._detailed:
            listed.row = self._merged(SPELLS, row, listed.row, texts, changed)
        elif listed is None and held.cells is not None:
            carried = self._row(SPELLS, row, texts | changed, set(changed))
            start = day_of(carried.value("外出日期"))
            if start is not None:
                direction = word(carried, "流动方向") or held.direction
                self.ties.add_spell(carried, person, held.line, start, direction, carried=True)
        listed = self.ties.spell_at(held.spell)
        end = day(listed.row, "返回日期") if listed and changed else None
        if listed is not None and end is not None and end < listed.start:
            self._say("end_before_start", row, "变化日期")
        self._carry_member(row, held, person, change)

    def _carry_member(self, row: Row, held: KnownSpell, person: int, change: str | None) -> None:
        texts = self.known.persons[held.person].cells
        changed = {"本人电话": row.text("变化内容")} if change == "电话" and row.filled("变化内容") else {}
        listed = self.ties.member_of(person)
        if listed is not None and person in self._members:
            listed.row = self._merged(MEMBERS, row, listed.row, texts or {}, changed)
        elif listed is None and texts is not None:
            self.ties.add_member(self._row(MEMBERS, row, texts | changed, set(changed)), person)

    def _merged(self, kind: str, line: Row, detail: Row, before: dict[str, str], changed: dict[str, str]) -> Row:
        """A detailed row wins over the line, but where it only repeats the last ledger the line's 变化 holds."""
        untouched = {name: text for name, text in changed.items() if detail.text(name) == before.get(name, "")}
        return Row(detail.sheet, detail.row, detail.cells | self._row(kind, line, untouched, set(untouched)).cells)

    def _row(self, kind: str, line: Row, texts: dict[str, str], changed: set[str]) -> Row:
        """A row of another sheet that stands at the line: changed cells at 变化内容, the others at 姓名."""
        where = {column: line.ref("变化内容") or line.ref("变化") for column in changed}
        here = line.ref(NAME)
        cells = {name: reread.cell(kind, name, text, where.get(name, here)) for name, text in texts.items()}
        return Row(line.sheet, line.row, cells)

    def _spell_changes(self, row: Row, change: str | None) -> dict[str, str]:
        content = row.text("变化内容") if row.filled("变化内容") else ""
        if change in _ENDS:
            on = row.value("变化日期")
            return {"返回日期": str(on), "返回情形": change} if day_of(on) else {}
        if not content:
            return {}
        if change in _OF_SPELL:
            return {change: content}
        if change == "联系人":
            return self._new_contact(row, content)
        return {}

    def _new_contact(self, row: Row, content: str) -> dict[str, str]:
        """「李四 支部委员 139…」: what is not said about the new contact person is blank, not the old one's."""
        rest, phone = split_contact(content)
        role = next((each for each in _ROLES if each in rest), "")
        name = rest.replace(role, "") if role else rest
        on = row.value("变化日期")
        return {
            "联系人": name.strip(" ,，、;；:：()（）"),
            "联系人身份": role,
            "联系人电话": phone,
            "联系人确定日期": str(on) if day_of(on) else "",
        }

    # --- events -------------------------------------------------------------------------------------------------

    def _events(self, row: Row, person: int, number: int) -> None:
        contact = row.cells.get("联系人")
        if contact is None or not contact.filled:
            listed = self.known.spells.get(number)
            text = (listed.cells or {}).get("联系人", "") if listed else ""
            contact = reread.cell(ENTRY, "联系人", text, row.ref(NAME))
        if row.value("联系日期") is not None:
            same = ("联系日期", "联系方式", "联系内容", "是否联系上")
            cells = {column: row.cells[column] for column in same if column in row.cells}
            cells |= {"联系人": contact, "联系事由": self._said("日常联系", row, "联系日期")}
            self._add("联系记录", row, person, cells, "联系日期")
        keeper = self._cover("学习资料联络员") or self._cover("台账负责人")
        self._dated(row, person, "学习资料寄发日期", "教育培训", "日期", {
            "教育类别": "邮寄教育", "内容": "寄发学习资料", "组织者": keeper, "是否完成": "是",
        })  # fmt: skip
        for column, occasion in FESTIVALS.items():
            self._dated(row, person, column, "关爱帮扶", "日期", {
                "帮扶方式": "走访慰问", "帮扶内容": occasion, "帮扶人": contact.text,
            })  # fmt: skip
        if word(row, "变化") == "临时返乡":
            self._dated(row, person, "变化日期", "活动证与返乡", "日期", {
                "事项": "临时返乡", "经办人": self._cover("台账负责人"),
            })  # fmt: skip

    def _dated(self, row: Row, person: int, column: str, kind: str, day_column: str, said: dict[str, str]) -> None:
        if row.value(column) is None or day_of(row.value(column)) is None:
            return
        cells = {day_column: row.cells[column]}
        cells |= {name: self._said(text, row, column) for name, text in said.items() if text}
        self._add(kind, row, person, cells, column)

    def _add(self, kind: str, line: Row, person: int, cells: dict[str, Cell], column: str) -> None:
        named = {NAME: Cell((line.text(NAME),), line.text(NAME), line.ref(NAME))}
        self.events.append(LineEvent(kind, Row(line.sheet, line.row, named | cells), person, column))

    def _said(self, text: str, row: Row, column: str) -> Cell:
        return Cell(text, text, row.ref(column))

    def _cover(self, label: str) -> str:
        return self.cover.text(label) if self.cover and self.cover.filled(label) else ""

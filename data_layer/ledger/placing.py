"""One sheet's tables and forms become tables of the form: which it is, which column is which, which rows are data."""

from collections.abc import Iterable, Mapping
from typing import Final

from data_layer.books.neutral import Raw, column_letters, ref
from data_layer.ledger.blocks import Block, Heading
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS, Column, column_table, headers, label_key, starred
from data_layer.ledger.cover import cover_of
from data_layer.ledger.forms import Forms
from data_layer.ledger.labels import Visible
from data_layer.ledger.looking import Located, Looked
from data_layer.ledger.meanings import Meanings
from data_layer.ledger.model import Layout, SheetInfo
from data_layer.ledger.problems import problem
from data_layer.ledger.tables import Table, fill_rows, telling_columns
from data_layer.ledger.values import text_of

_OF_BRANCH: Final = "党组织名称"
_OTHER: Final = {MEMBERS: SPELLS, SPELLS: MEMBERS}
_DATED: Final = {MEMBERS: "入党日期", SPELLS: "外出日期"}


def layout_of(kind: str) -> Layout:
    return "entry" if column_table().sheets[kind].layout == "entry" else "register"


def _own(kind: str, other: str) -> set[str]:
    """The ★ columns of a table that another does not have."""
    theirs = {column.name for column in column_table().sheets[other].columns}
    return {name for name in starred(kind) if name not in theirs}


def _carries(kind: str, names: set[str]) -> bool:
    """Whether some columns make one of the two annexes beside the other: its date and one more of its ★ columns."""
    own = _own(kind, _OTHER[kind]) & names
    return _DATED[kind] in names and len(own) >= 2


def _by_columns(block: Block) -> str | None:
    """The sheet of the form that a header means by itself: most of its columns name it, and a ★ that no other has."""
    order = sorted(block.kinds.items(), key=lambda item: -item[1])
    if not order or order[0][1] < 3 or (len(order) > 1 and order[1][1] == order[0][1]):
        return None
    best = order[0][0]
    named = {names[0] for heading in block.headings.values() if (names := heading.names(headers(best)))}
    others = {c.name for s in column_table().sheets.values() if s.name not in (best, COVER) for c in s.columns}
    return best if any(name in named and name not in others for name in starred(best)) else None


class Placing:
    """Turns one sheet's forms and blocks into tables."""

    def __init__(
        self, sheet: Looked, named: frozenset[str], quarter: int | None, told: Meanings, found: Located
    ) -> None:
        self.sheet, self.grid, self.told, self.found = sheet, sheet.grid, told, found
        self.named, self.quarter = named, quarter
        self.tops: list[tuple[Table, int]] = []  # tables found, and the first row of their header
        self.merges: dict[int, list[tuple[int, int, int, int]]] = {}  # row -> merged areas that begin there
        for area in self.grid.merges:
            self.merges.setdefault(area[0], []).append(area)

    def read(self) -> None:
        """Every table of the sheet, with what is wrong about it."""
        sheet = self.sheet
        if sheet.forms is not None:
            self._forms(sheet.forms)
        last: tuple[Block, Table, Table | None] | None = None
        for number, block in enumerate(sheet.blocks):
            first = number == 0 and sheet.forms is None
            same = last if last and not block.beside and _headings(last[0]) == _headings(block) else None
            kind, by_columns = self._kind(block, first)
            if same and kind in (None, same[1].sheet.name):  # the header again, as on every printed page
                self._rows(block, same[1], same[2])
                continue
            if kind is None:
                if len(sheet.blocks) > 1 or sheet.forms is not None:
                    self.found.say("table_unknown", self.grid, ref(block.top, min(block.headings)))
                continue
            if block.beside and last is not None and last[1].sheet.name == kind and last[0].top == block.top:
                self.found.say("table_beside", self.grid, ref(block.top, min(block.headings)), kind=kind)
                continue
            if by_columns:
                self.found.say("sheet_by_columns", self.grid, ref(block.top, min(block.headings)), kind=kind)
            last = block, *self._table(block, kind)
        for table, top in self.tops:
            count = len(table.rows) + len(table.forms)
            self.found.infos.append(SheetInfo(self.grid.name, table.sheet.name, count, table.layout, top + 1))
        if self.tops:
            return
        if sheet.kind is None:
            if not any(p.code == "table_unknown" and p.sheet == self.grid.name for p in self.found.problems):
                self.found.say("sheet_unknown", self.grid)
            self.found.infos.append(SheetInfo(self.grid.name, None, 0, "register", 0))
            self.found.unknown.append(self.grid)
        else:
            self.found.say("header_missing", self.grid, kind=sheet.kind)
            self.found.infos.append(SheetInfo(self.grid.name, sheet.kind, 0, layout_of(sheet.kind), 0))

    # --- registers ----------------------------------------------------------------------------------------------

    def _kind(self, block: Block, first: bool) -> tuple[str | None, bool]:
        """Which table a block is, and whether only its columns say so."""
        if first and self.sheet.kind is not None and not self._several_titles():
            return self.sheet.kind, False
        if (titled := self.sheet.titled(block)) is not None and (not block.beside or self._own_title(block)):
            return titled, False
        if first and self.sheet.kind is not None:
            return self.sheet.kind, False
        kind = _by_columns(block)
        if kind is None or (kind in self.named and kind != self.sheet.kind):
            return None, False
        return kind, self.sheet.kind is None

    def _several_titles(self) -> bool:
        """Whether one sheet holds tables of different titles: then its own name says nothing about the first."""
        return len({t for block in self.sheet.blocks if (t := self.sheet.titled(block)) is not None}) > 1

    def _own_title(self, block: Block) -> bool:
        return any(text for text in self.sheet.titles(block))

    def _table(self, block: Block, kind: str) -> tuple[Table, Table | None]:
        form = column_table().sheets[kind]
        table = Table(self.grid, form, block.bottom, layout=layout_of(kind), headed=frozenset(block.headings))
        other = self._second(block, kind)
        self._map(table, block, other)
        self.found.tables.append(table)
        if other is not None:
            self.found.tables.append(other)
        self._rows(block, table, other)
        self._unnamed(block, table)
        self._branch_lines(block.above, block.columns)
        self.tops += [(each, block.top) for each in (table, other) if each is not None]
        return table, other

    def _second(self, block: Block, kind: str) -> Table | None:
        """The other annex, where its columns stand in the same table and no other table of the file is it."""
        other = _OTHER.get(kind)
        if other is None or other in self.named:
            return None
        names = {n[0] for h in block.headings.values() if (n := h.names(self.told.headers(other)))}
        if not _carries(other, names):
            return None
        return Table(self.grid, column_table().sheets[other], block.bottom, headed=frozenset(block.headings))

    def _map(self, table: Table, block: Block, other: Table | None) -> None:
        kind = table.sheet.name
        for column, heading in block.headings.items():
            if not heading.key:
                continue
            cell = ref(heading.row, column)
            meant = self._meant(heading, table)
            also = self._meant(heading, other) if other is not None else None
            if also is not None and other is not None and also.name not in other.columns:
                if meant is None or also.name in ("姓名", "公民身份号码", _OF_BRANCH):
                    if column not in self.grid.hidden_columns:
                        other.columns[also.name] = column
                    elif meant is None:
                        self._hidden(cell, also, heading)
                    if meant is None:
                        continue
            if meant is None:
                words = self.told.headers(kind)
                alone = not heading.group or heading.group in column_table().groups
                if words.get(heading.key if alone else heading.group + heading.key) != ():  # () the branch: not used
                    self._unmapped(cell, heading.key, heading.text if alone else heading.above + heading.text)
            elif column in self.grid.hidden_columns and meant.type != "line":
                self._hidden(cell, meant, heading)
            elif meant.name in table.columns:
                self.found.say("column_twice", self.grid, cell, column=meant.name)
            else:
                table.columns[meant.name] = column

    def _meant(self, heading: Heading, table: Table) -> Column | None:
        names = heading.names(self.told.headers(table.sheet.name))
        return _in_season([table.sheet.column(name) for name in names], self.quarter)

    def _hidden(self, cell: str, column: Column, heading: Heading) -> None:
        self.found.say("columns_hidden", self.grid, cell, column=column.name, header=heading.text)

    def _unmapped(self, cell: str, key: str, text: str) -> None:
        code = "column_ambiguous" if key in column_table().traps else "column_unknown"
        self.found.say(code, self.grid, cell, header=text)
        self.found.unmapped.append((self.grid.name, cell, text))

    def _rows(self, block: Block, table: Table, other: Table | None) -> None:
        passed = self.grid.hidden_columns - set(table.columns.values())
        rows = {}
        merges: list[tuple[int, int, int, int]] = []
        for row in range(block.bottom + 1, block.end + 1):
            merges += self.merges.get(row, ())
            cells = {
                c: raw for c, raw in self.sheet.rows.get(row, {}).items() if c in block.columns and c not in passed
            }
            if cells:
                rows[row] = cells
        hidden: set[int] = set()
        notes: set[tuple[int, int]] = set()
        for each in [table] if other is None else [table, other]:
            telling = telling_columns(each.sheet)
            if each is not table:
                telling -= {"姓名", "公民身份号码", _OF_BRANCH}
            more, unsaid = fill_rows(each, rows, merges, telling)
            hidden.update(more)
            notes.update(unsaid)
        if hidden:
            listed = "、".join(str(row + 1) for row in sorted(hidden)[:10]) + ("…" if len(hidden) > 10 else "")
            self.found.say("rows_hidden", self.grid, count=len(hidden), rows=listed)
        for row, column in sorted(notes):
            self.found.say("note_unread", self.grid, ref(row, column), text=text_of(rows[row][column]))

    def _unnamed(self, block: Block, table: Table) -> None:
        """Filled columns beside or between the others that have no header; a merged area is a remark."""
        said: set[int] = set()
        for row in table.rows:
            for column, raw in self.sheet.rows[row].items():
                outside = column in block.headings or column not in block.columns or column in self.grid.hidden_columns
                if column not in said and not outside and text_of(raw) and not self._merged(row, column):
                    said.add(column)
                    self.found.say("column_unnamed", self.grid, ref(row, column), at=column_letters(column))

    def _merged(self, row: int, column: int) -> bool:
        return any(first == column for _, first, _, _ in self.merges.get(row, ()))

    def _branch_lines(self, rows: Iterable[int], columns: range | None = None) -> None:
        """党组织名称 in the lines above a table."""
        lines = {row: self.sheet.rows[row] for row in rows}
        place = cover_of(self.grid, Visible(self.grid, lines, columns)).cells.get(_OF_BRANCH) if lines else None
        if place is not None and place[2] is not None:
            self.found.branches.append((self.grid.name, ref(place[0], place[1]), text_of(place[2])))

    # --- forms --------------------------------------------------------------------------------------------------

    def _forms(self, forms: Forms) -> None:
        labels = {kind: {n[0] for key in forms.labels if (n := self.told.headers(kind).get(key))} for kind in _OTHER}
        kind = self.sheet.kind or self.sheet.titled()
        kinds = [kind] if kind in _OTHER else []
        kinds += [
            each for each in _OTHER if each not in kinds and each not in self.named and _carries(each, labels[each])
        ]
        if not kinds:
            return
        known: set[str] = set()
        tables = []
        for number, each in enumerate(kinds):
            table = Table(self.grid, column_table().sheets[each], forms.first_row, layout="form")
            own = _own_columns(each, kinds[0]) if number else set()
            for form in forms.forms:
                cells = self._form_cells(each, form)
                if number and not any(cells[name][2] is not None for name in own & set(cells)):
                    continue
                if any(raw is not None for _, _, raw in cells.values()):
                    table.forms.append(cells if number == 0 else {n: p for n, p in cells.items() if n != "备注"})
            known |= {key for key in forms.labels if key in self.told.headers(each)}
            tables.append(table)
        self.found.tables += tables
        self.tops += [(table, forms.first_row) for table in tables]
        self._said_of_forms(forms, known, kinds[0])
        self._branch_lines(self.sheet.lines())

    def _form_cells(
        self, kind: str, form: Mapping[str, tuple[int, int, Raw | None]]
    ) -> dict[str, tuple[int, int, Raw | None]]:
        sheet = column_table().sheets[kind]
        cells: dict[str, tuple[int, int, Raw | None]] = {}
        for key, place in form.items():
            column = _in_season([sheet.column(n) for n in self.told.headers(kind).get(key, ())], self.quarter)
            if column is None:
                continue
            held = cells.get(column.name)
            if held is None or (held[2] is None and place[2] is not None):
                cells[column.name] = place
            elif place[2] is not None and text_of(place[2]) != text_of(held[2]):
                self._clash(column.name, place[0], place[1])
        return cells

    def _clash(self, column: str, row: int, place: int) -> None:
        """A second, other value of one form: of 姓名 or number it is another member's, whose form does not fit."""
        code = "form_unclear" if column in ("姓名", "公民身份号码") else "column_twice"
        said = problem(code, sheet=self.grid.name, cell=ref(row, place), column=column)
        if said not in self.found.problems:
            self.found.problems.append(said)

    def _said_of_forms(self, forms: Forms, known: set[str], kind: str) -> None:
        filled = {key for form in forms.forms for key, place in form.items() if place[2] is not None}
        for key, (row, column) in forms.labels.items():
            if key not in known and key not in column_table().form_labels and key in filled:
                self._unmapped(ref(row, column), key, text_of(self.sheet.rows[row][column]))
        for text, (row, column) in forms.strangers.items():
            self._unmapped(ref(row, column), label_key(text), text)
        if forms.beside is not None:
            self.found.say("table_beside", self.grid, ref(*forms.beside), kind=kind)
        for key, row, column in forms.clashes:
            for each in (MEMBERS, SPELLS):
                for name in self.told.headers(each).get(key, ())[:1]:
                    self._clash(name, row, column)
        rows = [
            row for row in self.sheet.rows if row in self.grid.hidden_rows and forms.first_row <= row <= forms.last_row
        ]
        if rows:
            listed = "、".join(str(row + 1) for row in rows[:10]) + ("…" if len(rows) > 10 else "")
            self.found.say("rows_hidden", self.grid, count=len(rows), rows=listed)
        for column in sorted(self.grid.hidden_columns):
            if any(column in self.sheet.rows[row] for row in self.sheet.rows):
                self.found.say("columns_hidden", self.grid, ref(forms.first_row, column), header=column_letters(column))


def _own_columns(kind: str, first: str) -> set[str]:
    """The columns of the second annex of a form that say something of their own."""
    shared = {column.name for column in column_table().sheets[first].columns}
    return {column.name for column in column_table().sheets[kind].columns if column.name not in shared}


def _headings(block: Block) -> list[tuple[int, str, str]]:
    return [(column, heading.group, heading.key) for column, heading in block.headings.items()]


def _in_season(candidates: list[Column], quarter: int | None) -> Column | None:
    """The one column a header means: of 春节/七一慰问日期 the one of the quarter, where that is known."""
    if len(candidates) > 1:
        candidates = [c for c in candidates if quarter is not None and c.in_season(quarter)]
    asked = [c for c in candidates if c.asked_in(quarter)]
    return asked[0] if len(asked) == 1 else None

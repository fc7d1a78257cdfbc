"""What reading a ledger leaves open, as questions with samples and choices; and which earlier answers it used."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from data_layer.books.neutral import Book, Grid
from data_layer.ledger.columns import COVER, column_table, label_key, sheet_key
from data_layer.ledger.meanings import (
    LONGEST,
    UNUSED,
    Meanings,
    header_choices,
    likely,
    value_choices,
)
from data_layer.ledger.model import Ask, Cell, Row, Used
from data_layer.ledger.tables import Table
from data_layer.ledger.values import is_ditto, text_of, unlisted, words_of

SAMPLES = 4  # values shown beside a header


def header_asks(tables: Sequence[Table], unmapped: Iterable[tuple[str, str, str]], quarter: int | None) -> list[Ask]:
    """Headers that no column has, each once a sheet of the form, with values from under them."""
    found: dict[tuple[str, str], Ask] = {}
    traps = column_table().traps
    by_sheet: dict[str, list[Table]] = {}
    for each in sorted(tables, key=lambda table: table.header_row):
        by_sheet.setdefault(each.grid.name, []).append(each)
    for sheet, cell, text in unmapped:
        table, at = _under(by_sheet.get(sheet, []), cell)
        key = label_key(text)
        if table is None or not key or len(text) > LONGEST or (table.sheet.name, key) in found:
            continue
        choices = header_choices(table.sheet.name, table.known_columns(), quarter)
        found[table.sheet.name, key] = Ask(
            table.sheet.name, "", key, text, (f"{sheet} {cell}",), _samples(table, at), (*choices, UNUSED),
            "" if key in traps else likely(key, choices),
        )  # fmt: skip
    return list(found.values())


def _under(tables: Sequence[Table], cell: str) -> tuple[Table | None, int]:
    """The table of a sheet whose header a cell is in, and its column. ``tables``: the sheet's, by header row."""
    letters = cell.rstrip("0123456789")
    row, column = int(cell[len(letters) :] or 0) - 1, 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    at = bisect_left(tables, row, key=lambda table: table.header_row)
    here = [table for table in tables[at : at + 8] if table.header_row == tables[at].header_row]
    here = [table for table in here if table.first_column < column]
    if not here and tables and tables[0].layout == "form":
        here = [tables[0]]
    return max(here, key=lambda table: table.first_column, default=None), column - 1


def _samples(table: Table, column: int) -> tuple[str, ...]:
    texts = (text_of(table.grid.cells.get((row, column))) for row in table.rows)
    return tuple(dict.fromkeys(text for text in texts if text))[:SAMPLES]


def sheet_asks(unknown: Iterable[Grid]) -> list[Ask]:
    """Sheets of a file that no sheet of the form has the name of."""
    choices = {
        sheet.name: tuple(map(sheet_key, (sheet.name, *sheet.synonyms)))
        for sheet in column_table().sheets.values()
        if sheet.name != COVER
    }
    found = []
    for grid in unknown:
        texts = dict.fromkeys(text for value in list(grid.cells.values())[:40] if (text := text_of(value)))
        key = sheet_key(grid.name)
        if key:
            found.append(
                Ask(
                    "",
                    "",
                    key,
                    grid.name,
                    (grid.name,),
                    tuple(texts)[:SAMPLES],
                    (*choices, UNUSED),
                    likely(key, choices),
                )
            )
    return found


def value_asks(tables: Mapping[str, Sequence[Row]], cover: Row | None, meanings: Meanings) -> list[Ask]:
    """Values outside their lists, each once a column, with the places where they stand."""
    places: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    for kind, rows in _all(tables, cover):
        lists = {c.name: meanings.column(kind, c) for c in column_table().sheets[kind].columns if c.choices}
        for row in rows:
            for name, column in lists.items():
                cell = row.cells.get(name)
                if cell is None or not _outside(cell):
                    continue
                for key, text in unlisted(column, cell.text):
                    if len(text) <= LONGEST:
                        places.setdefault((kind, name, key), (text, []))[1].append(f"{row.sheet} {cell.ref}")
    found = []
    for (kind, name, key), (text, where) in places.items():
        choices = value_choices(column_table().sheets[kind].column(name))
        found.append(Ask(kind, name, key, text, tuple(where), (), tuple(choices), likely(key, choices)))
    return found


def _all(tables: Mapping[str, Sequence[Row]], cover: Row | None) -> Iterable[tuple[str, Sequence[Row]]]:
    if cover is not None:
        yield COVER, [cover]
    yield from tables.items()


def _outside(cell: Cell) -> bool:
    """Whether something stands there that the list does not have."""
    return cell.value is None and bool(cell.text) and not is_ditto(cell.text)


def used_in(
    book: Book, tables: Sequence[Table], rows: Mapping[str, Sequence[Row]], cover: Row | None, meanings: Meanings
) -> list[Used]:
    """The earlier answers that reading this file rests on, each once."""
    if not meanings.told:
        return []
    names = {sheet_key(grid.name) for grid in book.sheets if not grid.hidden}
    heads: dict[str, set[str]] = {}
    for table in tables:
        texts = (value for (row, _), value in table.grid.cells.items() if row <= table.header_row or table.forms)
        heads.setdefault(table.sheet.name, set()).update(label_key(text_of(value)) for value in texts)
    words: dict[tuple[str, str], set[str]] = {}
    for kind, name in {(kind, name) for kind, name, _ in meanings.told if name}:
        column = column_table().sheets[kind].column(name)
        cells = (row.cells.get(name) for each, found in _all(rows, cover) if each == kind for row in found)
        words[kind, name] = {key for cell in cells if cell for key, _ in words_of(column, cell.text)}
    found = []
    for kind, name, key in meanings.told:
        here = words.get((kind, name), set()) if name else heads.get(kind, set()) if kind else names
        # of a header two deep, the merged one above and the one below make the word
        if key in here or any(key.startswith(above) and key[len(above) :] in here for above in here if above):
            told = meanings.told[kind, name, key]
            found.append(Used(kind, name, key, told.text, told.means))
    return found

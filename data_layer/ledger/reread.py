"""Cells of earlier ledgers read again from their text: for carrying a row on, and for comparing."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from data_layer.ledger.columns import Column, column_table
from data_layer.ledger.model import Cell, Row
from data_layer.ledger.remembered import remembered
from data_layer.ledger.values import Context, Value, read_value

# Whether a day lay after its receipt was judged when its file came in.
_ANY_DAY = Context(received_on=date(9999, 12, 31))


@cache
def _columns(kind: str) -> Mapping[str, Column]:
    return {column.name: column for column in column_table().sheets[kind].columns}


@remembered
def reread(text: str, kind: str, column: str) -> Value:
    """The typed value of a text under a column of the form; a column the form no longer has is plain text."""
    known = _columns(kind).get(column)
    if text == "" or known is None:
        return Value(text or None)
    return read_value(known, text, _ANY_DAY)


def cell(kind: str, column: str, text: str, ref: str) -> Cell:
    """A cell that stands at ``ref`` for a text of an earlier ledger."""
    found = reread(text, kind, column)
    return Cell(found.value, text, ref, found.valid)


def texts_of(kind: str, row: Row) -> dict[str, str]:
    """The filled cells of a row as typed; what could not be read again the same (同上, a serial) as its value."""
    found: dict[str, str] = {}
    for column, read in row.cells.items():
        if not read.text:
            continue
        if str(read.value) == read.text:  # nine in ten: the text is the value already
            found[column] = read.text
            continue
        again = reread(read.text, kind, column)
        if again.value == read.value or not read.sound:
            found[column] = read.text
        else:
            found[column] = "、".join(read.value) if isinstance(read.value, tuple) else str(read.value)
    return found

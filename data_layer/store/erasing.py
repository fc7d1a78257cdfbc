"""Erasure: the one exception to append-only. Rows already written are found, changed and removed here, nowhere else.

Called inside a transaction by ``oversight.privacy``, which asks who may, records what was done and sees to it that no
figure changes. Afterwards ``rewriting.anew`` writes the file anew, as freed blocks keep their bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from data_layer.store.engine import Row, Writer


def holding(w: Writer, table: str, column: str, needles: Sequence[str]) -> list[Row]:
    """Rows of a table in whose column one of the texts stands: place, text, org (where it has one)."""
    if not needles:
        return []
    org = '"org"' if "org" in w._store._schema(table).names else "NULL"
    statement = (
        f'SELECT rowid AS place, "{column}"::VARCHAR AS text, ' + org + f' AS org FROM "{table}" '
        f'WHERE len(list_filter($needles, lambda n: contains("{column}"::VARCHAR, n))) > 0'
    )
    return w.composed_rows(statement, {"needles": list(needles)})


def replace(w: Writer, table: str, column: str, values: Mapping[int, Any]) -> int:
    """Give rows (by place) another value of a column; how many."""
    if not values:
        return 0
    kind = w._store._schema(table).field(column).type
    places = pa.array(list(values), pa.int64())
    data = pa.Table.from_arrays([places, pa.array(list(values.values()), kind)], names=["place", "value"])
    with w.with_table("erased_values", data):
        w._own.execute(
            f'UPDATE "{table}" SET "{column}" = e.value FROM erased_values e WHERE "{table}".rowid = e.place'
        )
    w.wrote.add(table)
    return len(values)


def remove(w: Writer, table: str, places: Iterable[int]) -> int:
    """Take rows away (by place); how many."""
    gone = sorted(set(places))
    if gone:
        with w.with_table("erased_places", pa.table({"place": pa.array(gone, pa.int64())})):
            w._own.execute(f'DELETE FROM "{table}" WHERE rowid IN (SELECT place FROM erased_places)')
        w.wrote.add(table)
    return len(gone)

"""封面: its labels and values, on a sheet of its own or in the lines above a table, or typed beside the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_layer.books.neutral import Grid, Raw
from data_layer.ledger.columns import COVER, column_table, headers, label_key
from data_layer.ledger.labels import Visible, pairs

_WIDE = re.compile(r"\s{2,}")


@dataclass(slots=True)
class Cover:
    """Label -> (row, column, value), 0-based; value None where nothing is filled in.

    ``own``: the file has a sheet 封面; else the cells are the lines above a table of ``grid``. ``given``: label ->
    text that was typed beside the file and stands in no cell of it.
    """

    grid: Grid
    cells: dict[str, tuple[int, int, Raw | None]] = field(default_factory=dict)
    own: bool = True
    given: Mapping[str, str] = field(default_factory=dict)


def cover_label(text: str) -> str | None:
    """The canonical label that a cell's text is, None for a value."""
    names = headers(COVER).get(label_key(text))
    return names[0] if names else None


def read_cover(grid: Grid) -> Cover:
    """Every label of the form that is on the sheet, with where its value stands or belongs."""
    return cover_of(grid, Visible(grid))


def cover_of(grid: Grid, visible: Visible, own: bool = True) -> Cover:
    """The labels among some cells; of one that stands there several times the first that is filled in."""
    cover = Cover(grid, own=own)
    for pair in pairs(visible, cover_label):
        known, value = cover.cells.get(pair.name), pair.value
        if pair.place == pair.at and pair.name == "党组织名称" and isinstance(value, str):
            value = _WIDE.split(value)[0]  # of a line that goes on without labels: 党组织名称：甲支部    2026年第3季度
        if known is None or (known[2] is None and value is not None):
            cover.cells[pair.name] = (*pair.place, value)
    return cover


def missing_labels(cover: Cover | None) -> list[str]:
    """★ labels that are nowhere: neither on the sheet nor typed beside the file."""
    known = {*cover.cells, *(label for label, text in cover.given.items() if text)} if cover else set()
    return [c.name for c in column_table().sheets[COVER].columns if c.required and c.name not in known]

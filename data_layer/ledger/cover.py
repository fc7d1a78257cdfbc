"""封面: a label in one cell, its value in the next non-label cell to the right, or after a colon in the same cell."""

import re
from dataclasses import dataclass, field

from data_layer.ledger.columns import COVER, column_table, headers, label_key
from data_layer.ledger.open import Grid, Raw
from data_layer.ledger.values import text_of

_AFTER_COLON = re.compile(r"^([^:：]+)[:：](.*)$", re.DOTALL)


@dataclass(slots=True)
class Cover:
    """Label -> (row, column, value), 0-based; value None where nothing is filled in."""

    grid: Grid
    cells: dict[str, tuple[int, int, Raw | None]] = field(default_factory=dict)


def _label(text: str) -> str | None:
    """The canonical label that a cell's text is, None for a value."""
    names = headers(COVER).get(label_key(text))
    return names[0] if names else None


def read_cover(grid: Grid) -> Cover:
    """Every label of the form that is on the sheet, with where its value stands or belongs."""
    cover = Cover(grid)
    widths = {(a, b): d - b + 1 for a, b, _, d in grid.merges}
    for row, cells in grid.rows().items():
        if row in grid.hidden_rows:
            continue
        label: str | None = None
        place = 0
        for column, raw in sorted(cells.items()):
            text = text_of(raw)
            if not text:
                continue
            after = _AFTER_COLON.match(text) if isinstance(raw, str) else None
            if (name := _label(text)) is not None:
                if label:
                    _put(cover, label, row, place, None)
                label, place = name, column + widths.get((row, column), 1)
            elif after and (name := _label(after[1])) is not None:
                if label:
                    _put(cover, label, row, place, None)
                _put(cover, name, row, column, after[2].strip() or None)
                label = None
            elif label:
                _put(cover, label, row, column, raw)
                label = None
        if label:
            _put(cover, label, row, place, None)
    return cover


def _put(cover: Cover, label: str, row: int, column: int, value: Raw | None) -> None:
    """Keep the first filled one of a label that stands there several times."""
    known = cover.cells.get(label)
    if known is None or (known[2] is None and value is not None):
        cover.cells[label] = (row, column, value)


def missing_labels(cover: Cover) -> list[str]:
    """★ labels that are not on the sheet at all."""
    return [c.name for c in column_table().sheets[COVER].columns if c.required and c.name not in cover.cells]

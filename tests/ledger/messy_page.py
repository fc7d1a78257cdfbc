"""A sheet being written, and headers as people write them."""

import random
from dataclasses import dataclass, field
from typing import Any

from data_layer.books.neutral import Grid
from data_layer.ledger.columns import column_table, headers, label_key

Where = dict[tuple[str, int, str], tuple[str, int, int]]
Said = tuple[str, str, str]  # code, sheet, cell


@dataclass
class Page:
    """Cells by (row, column), 0-based; ``first_header``: the cell in which the last header written begins."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    first_header: str = ""
    header: list[str] = field(default_factory=list)

    def put(self, row: int, column: int, value: Any) -> None:
        if value is not None:
            self.cells[row, column] = value

    def grid(self) -> Grid:
        return Grid(
            self.name,
            self.hidden,
            dict(sorted(self.cells.items())),
            tuple(self.merges),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )


def maybe(rng: random.Random, cells: dict[str, Any]) -> dict[str, Any]:
    """Some of the cells."""
    return {name: value for name, value in cells.items() if rng.random() < 0.5}


def header_text(rng: random.Random, kind: str, name: str) -> str:
    """A header of a column: itself or a synonym, with spaces, breaks and marks."""
    column = next(c for c in column_table().sheets[kind].columns if c.name == name)
    words = [name, *(w for w in column.synonyms if headers(kind)[label_key(w)] == (name,) and w != "党员")]
    text = rng.choice(words)
    cut = rng.randint(1, len(text) - 1)
    inner = rng.choice(("", "", "", "  ", "\n", " \n"))
    text = text[:cut] + inner + text[cut:]
    return rng.choice(("{}", "{}", "★{}", "{}*", "{}（必填）", " {} ", "{}【必填】", "1.{}")).format(text)

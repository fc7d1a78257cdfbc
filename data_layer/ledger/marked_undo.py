"""Taking the marks of an earlier check out of a copy: colours and borders as they were, notes without our part.

What stood in a cell before it was marked is kept in hidden columns of 核对结果. A marked cell that is not found there
any more (somebody inserted rows) loses its colour.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.colors import Color

from data_layer.ledger.marked_list import FILL, LIST

RULE: Final = "—— 台账核对 ——"  # stands above our part of a note
EDGE: Final = {"error": "FFC00000", "warning": "FFE09000"}  # colours of the left edge
_FIRST: Final = 20  # column of 核对结果 from which what stood before is kept
_OURS: Final = frozenset(fill.fgColor.rgb[2:] for fill in FILL.values())
_EDGES: Final = frozenset(color[2:] for color in EDGE.values())


@dataclass(frozen=True, slots=True)
class Touched:
    """What stood in a cell before it was marked; ``fill`` and ``edge`` as JSON."""

    sheet: str
    ref: str
    fill: str
    edge: str

    @classmethod
    def of(cls, cell: Any) -> "Touched":
        """The state of a cell now."""
        fill, side = cell.fill, cell.border.left
        plain = fill.tagname == "patternFill"  # a gradient is not kept
        pattern = [fill.fill_type, _told(fill.fgColor), _told(fill.bgColor)] if plain else None
        edge = [side.style, _told(side.color)] if side is not None else None
        return cls(cell.parent.title, cell.coordinate, json.dumps(pattern), json.dumps(edge))


def _told(color: Any) -> list[Any] | None:
    return None if color is None else [color.type, color.value, color.tint]


def _color(told: list[Any] | None) -> Color | None:
    return None if told is None else Color(**{told[0]: told[1], "tint": told[2]})


def written(page: Any, touched: list[Touched]) -> None:
    """Keep what stood before in hidden columns of 核对结果."""
    for row, each in enumerate(touched, start=1):
        for column, text in enumerate((each.sheet, each.ref, each.fill, each.edge), start=_FIRST):
            cell = page.cell(row, column, text)
            cell.data_type = "s"
    for letter in "TUVW":
        page.column_dimensions[letter].hidden = True


def take_out(book: Any) -> None:
    """Remove the marks and the list of an earlier check."""
    before: dict[tuple[str, str], Touched] = {}
    for page in [sheet for sheet in book.worksheets if sheet.title.startswith(LIST)]:
        for row in page.iter_rows(min_col=_FIRST, max_col=_FIRST + 3, values_only=True):
            if row[0] and row[1]:
                kept = Touched(*(str(value or "null") for value in row))
                before[kept.sheet, kept.ref] = kept
        if len(book.worksheets) > 1:
            book.remove(page)
        else:
            page.title = f"{LIST}0"
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):
            if getattr(cell, "comment", None) is not None and RULE in cell.comment.text:
                _unnote(cell)
            if cell.has_style:
                _unmark(cell, before.get((sheet.title, cell.coordinate)))


def _unnote(cell: Any) -> None:
    note = cell.comment
    own = note.text.partition(RULE)[0].rstrip()
    cell.comment = Comment(own, note.author, note.height, note.width) if own else None


def _unmark(cell: Any, before: Touched | None) -> None:
    fill = cell.fill
    if fill.fill_type == "solid" and _rgb(fill.fgColor) in _OURS:
        kept = json.loads(before.fill) if before else None
        cell.fill = PatternFill(kept[0], _color(kept[1]), _color(kept[2])) if kept and kept[0] else PatternFill()
    side = cell.border.left
    if side is not None and side.style == "thick" and _rgb(side.color) in _EDGES:
        kept = json.loads(before.edge) if before else None
        old = cell.border
        cell.border = Border(
            left=Side(kept[0], color=_color(kept[1])) if kept else Side(), right=old.right, top=old.top,
            bottom=old.bottom, diagonal=old.diagonal, diagonalUp=old.diagonalUp, diagonalDown=old.diagonalDown,
        )  # fmt: skip


def _rgb(color: Any) -> str:
    return str(color.rgb)[-6:] if color is not None and color.type == "rgb" else ""

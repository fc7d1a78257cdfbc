"""A cell as evidence: the sheet around it as the branch sent it, read again from the kept file and masked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from data_layer.access import (
    NoAccess,
    Viewer,
    audit,
    mask_id,
    mask_name,
    mask_phone,
    mask_text,
    require_org,
    visible_orgs,
)
from data_layer.access.confirming import require_confirmed
from data_layer.access.directory import everyone
from data_layer.access.viewer import LOCAL
from data_layer.ledger.columns import COVER, Column, column_table
from data_layer.ledger.learned import learned_in
from data_layer.ledger.reading import Reading, Row, read_ledger
from data_layer.organisations import tree
from data_layer.store import Store

AROUND = 3
#: Why somebody may look at a whole number; the log keeps the reason, so it is never free text.
REASONS = ("联系党员本人", "核对身份", "更正台账", "督查核实")
#: Stands for what only a reason shows.
SENSITIVE = "（敏感内容，未显示）"
_COLUMN = re.compile(r"[A-Z]+")
_BETWEEN = re.compile(r"[、,，;；\s]+")
_LONGEST_NAME = 30


@dataclass(frozen=True)
class Spot:
    """One cell shown: its canonical column, place (``F12``) and text, masked; ``counts``: what the obligation reads;
    ``hidden``: something of it is masked and can be revealed."""

    column: str
    ref: str
    text: str
    counts: bool
    hidden: bool


@dataclass(frozen=True)
class Evidence:
    """A window of one sheet. ``lines``: rows (number, cells in the order of the sheet); ``row`` is the one that counts.

    ``version``: which ledger of its quarter it is, 1 the first. ``note`` says what is left out.
    """

    submission: int
    org: int
    org_name: str
    quarter: int
    version: int
    file_name: str
    received_on: date
    recorded_at: datetime
    uploader: str
    sheet: str
    row: int
    lines: tuple[tuple[int, tuple[Spot, ...]], ...]
    note: str

    @property
    def marked(self) -> tuple[Spot, ...]:
        """The cells of the row that counts."""
        return next((spots for number, spots in self.lines if number == self.row), ())


def evidence(
    store: Store,
    viewer: Viewer,
    submission: int,
    sheet: str,
    row: int,
    indicator: str | None = None,
    columns: frozenset[str] = frozenset(),
) -> Evidence | None:
    """The window around a row of a submission; None where there is no such submission.

    The cells that count are those the indicator reads, and ``columns``.

    Needs the right ``identify`` on its branch. Names stay whole for whoever has ``names``; numbers never do.
    """
    kept = store.one("ledger/evidence_file", {"submission": submission})
    if kept is None:
        return None
    require_org(store, viewer, "identify", kept["org"])
    named = visible_orgs(store, viewer, "names")
    whole_names = named is None or kept["org"] in named
    name = tree(store).by_id[kept["org"]].name
    lines, note = _window(store, kept, sheet, row, indicator, columns, whole_names)
    return Evidence(
        submission,
        kept["org"],
        name,
        kept["quarter"],
        kept["version"],
        kept["file_name"],
        kept["received_on"],
        kept["recorded_at"],
        _uploader(store, kept["account"]),
        sheet,
        row,
        lines,
        note,
    )


def reveal(store: Store, viewer: Viewer, submission: int, sheet: str, row: int, column: str, reason: str) -> str:
    """One masked cell in clear. Needs the right ``reveal`` and one of REASONS; leaves a record. Raises NoAccess."""
    kept = store.one("ledger/evidence_file", {"submission": submission})
    if kept is None:
        raise NoAccess("没有这份台账。")
    require_org(store, viewer, "reveal", kept["org"])
    require_confirmed(store, viewer)
    if reason not in REASONS:
        raise NoAccess("请选择查看的理由。")
    reading = read_kept(store, kept)
    of_sheet = [each for rows in reading.tables.values() for each in rows if each.sheet == sheet]
    for found in of_sheet or _rows(reading, sheet)[1]:
        if found.row == row and column in found.cells:
            audit(
                store,
                viewer,
                "reveal",
                kept["org"],
                f"{submission}/{sheet}/{found.cells[column].ref} {reason}",
            )
            return found.cells[column].text
    raise NoAccess("这一格没有内容。")


def read_kept(store: Store, kept: dict[str, object]) -> Reading:
    """A kept ledger (a row of evidence_file.sql), read as it was when it came in."""
    content, received_on, quarter = kept["content"], kept["received_on"], kept["quarter"]
    org, recorded_at = kept["org"], kept["recorded_at"]
    assert isinstance(received_on, date) and isinstance(quarter, int)
    assert isinstance(org, int) and isinstance(recorded_at, datetime)
    body = bytes(content) if isinstance(content, bytes | bytearray | memoryview) else b""
    told = learned_in(store, org, recorded_at)
    return read_ledger(
        str(kept["file_name"]), body, received_on=received_on, quarter=quarter, recall=lambda cover: told
    )


def _rows(reading: Reading, sheet: str, reads: Callable[[str], int] | None = None) -> tuple[str | None, list[Row]]:
    """The kind and rows of a sheet of the file, or of the form. Of several tables on one sheet the one that is read."""
    here = {kind: found for kind, rows in reading.tables.items() if (found := [r for r in rows if r.sheet == sheet])}
    if not here and reading.cover is not None and sheet in (COVER, reading.cover.sheet):
        return COVER, [reading.cover]
    if not here:
        return sheet, sorted(reading.tables.get(sheet, []), key=lambda row: row.row)
    kind = max(here, key=reads or (lambda kind: len(here[kind])))
    return kind, sorted(here[kind], key=lambda row: row.row)


def _reads(indicator: str | None, columns: frozenset[str]) -> Callable[[str], int]:
    """How many columns of a sheet of the form an indicator reads, or are among those named."""

    def count(kind: str) -> int:
        found = column_table().sheets[kind].columns
        return sum(column.name in columns or indicator in column.readers for column in found)

    return count


def _window(
    store: Store,
    kept: dict[str, object],
    sheet: str,
    row: int,
    indicator: str | None,
    columns: frozenset[str],
    whole_names: bool,
) -> tuple[tuple[tuple[int, tuple[Spot, ...]], ...], str]:
    if kept["content"] is None:
        return (), "原文件没有保存。"
    reading = read_kept(store, kept)
    kind, rows = _rows(reading, sheet, _reads(indicator, columns))
    if not rows:
        typed = sheet == COVER and "封面是报送时在页面上填写的，原文件里没有。"
        return (), typed or "在原文件里没有找到这一张表。"
    if kind == COVER:
        row = rows[0].row
    place = next((index for index, each in enumerate(rows) if each.row >= row), len(rows) - 1)
    named = None if whole_names else _named(reading)
    shown = rows[max(0, place - AROUND) : place + AROUND + 1]
    lines = tuple(
        (each.row, tuple(_spot(kind, name, each, indicator, columns, whole_names, named) for name in _in_order(each)))
        for each in shown
    )
    unread = [header for name, _, header in reading.unmapped if name == sheet]
    note = f"共 {len(rows)} 行，显示其中 {len(shown)} 行。" if len(shown) < len(rows) else ""
    if kept["erased"]:
        note += "有党员的个人信息已依法删除，这里是删除后的副本。"
    if unread:
        note += f"未识别的列不显示：{'、'.join(unread)}。"
    return lines, note


def _in_order(row: Row) -> list[str]:
    """The row's columns as they stand in the file."""

    def place(name: str) -> tuple[int, int, str]:
        ref = row.cells[name].ref
        letters = _COLUMN.match(ref)
        letter = letters[0] if letters else ""
        number = ref[len(letter) :]
        return int(number) if number.isdigit() else 0, len(letter), letter

    return sorted((name for name in row.cells if name != "行号"), key=place)


def _spot(
    kind: str | None,
    name: str,
    row: Row,
    indicator: str | None,
    columns: frozenset[str],
    whole_names: bool,
    named: re.Pattern[str] | None,
) -> Spot:
    cell = row.cells[name]
    sheet = column_table().sheets.get(kind or "")
    column = next((each for each in sheet.columns if each.name == name), None) if sheet else None
    text = masked(column, cell.text, whole_names, named)
    counts = name in columns or (indicator is not None and column is not None and indicator in column.readers)
    return Spot(name, cell.ref, text, counts, text != cell.text)


def _named(reading: Reading) -> re.Pattern[str] | None:
    """Every name in the file's columns of names, the longest first; None without one."""
    sheets = column_table().sheets
    found: set[str] = set()
    for kind, rows in [*reading.tables.items(), *([(COVER, [reading.cover])] if reading.cover else [])]:
        columns = [each.name for each in sheets[kind].columns if each.personal == "name"] if kind in sheets else []
        texts = (row.cells[name].text for row in rows for name in columns if name in row.cells)
        found |= {part for text in texts for part in _BETWEEN.split(text) if 1 < len(part) <= _LONGEST_NAME}
    found -= {each.every for sheet in sheets.values() for each in sheet.columns if each.every}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))) if found else None


def masked(column: Column | None, text: str, whole_names: bool, named: re.Pattern[str] | None = None) -> str:
    """A cell's text as far as it may be shown, by what its column holds.

    Free text and columns nobody knows lose every number that looks like a person's, and the names ``named`` finds.
    What is sensitive beyond that (health, hardship) is not shown at all: it can be revealed, cell by cell.
    """
    personal = column.personal if column is not None else "text"
    if not text or not personal:
        return text
    if personal == "name":
        return text if whole_names else "、".join(mask_name(part) for part in _BETWEEN.split(text) if part)
    if personal == "id":
        return mask_id(text)
    if personal == "phone":
        return mask_phone(text)
    if personal == "address":
        kept = min(6, max(3, len(text) // 2))  # the district or town, never the door
        return text[:kept] + "*" * (len(text) - kept)
    if personal == "sensitive":
        return SENSITIVE
    shown = mask_text(text)
    return named.sub(lambda found: mask_name(found[0]), shown) if named else shown


def _uploader(store: Store, account: object) -> str:
    if account in (None, LOCAL):
        return "管理员批量导入"
    found = everyone(store).get(int(str(account)))
    return found.display_name if found else f"账号 {account}"

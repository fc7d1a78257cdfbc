"""What a branch types before it hands in: cells of 本季登记 and 封面, and further contacts. Appended, never changed.

A cell's latest value counts. Every save says what its form had shown, so only what somebody changed is written and
two people at work on one list lose nothing.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.ledger.check import read_cell
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.columns import COVER, ENTRY, Column, column_table
from data_layer.ledger.people import day_of
from data_layer.ledger.reread import reread
from data_layer.ledger.states import is_locked
from data_layer.ledger.values import Context, text_of
from data_layer.organisations import tree_in
from data_layer.store import Store, Writer

CONTACTS = "联系记录"
#: The cells of a line that tell of one contact; 联系日期 says whether there is one.
CONTACT = ("联系日期", "联系方式", "联系内容", "是否联系上", "联系人")
LONGEST = 500  # characters in a cell
SHORTEST = 4  # characters of 联系内容 that say what was talked about
_GIVEN = ("党组织名称", "党组织代码", "填报季度", "填报时间")  # of 封面: known, or the day of handing in


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell as it stands. ``record``: 0, or the number of a further contact; ``after``: the latest hand-in then."""

    sheet: str
    line: str
    record: int
    column: str
    value: str
    after: int


def typed_cells(store: Store, viewer: Viewer, org: int, quarter: int) -> list[Typed]:
    """Everything typed for a branch's quarter, as it stands; nothing for who may not see it."""
    seen = access.visible_orgs(store, viewer, "call")
    if seen is not None and org not in seen:
        return []
    return typed_in(store, org, quarter)


def typed_in(reader: Store | Writer, org: int, quarter: int) -> list[Typed]:
    """The same inside a transaction, for whoever has asked already."""
    return [
        Typed(row["sheet"], row["line"], row["record"], row["column_name"], row["value"], row["after_submission"])
        for row in reader.rows("ledger/entry_drafts", {"org": org, "quarter": quarter})
    ]


def line_columns(quarter: int) -> list[Column]:
    """Columns of 本季登记 that are typed beside the contact, in order."""
    return [
        column
        for column in column_table().sheets[ENTRY].columns
        if column.type not in ("line", "info")
        and column.name not in ("姓名", *CONTACT)
        and column.asked_in(quarter)
        and column.in_season(quarter)
    ]


def cover_columns(quarter: int) -> list[Column]:
    """Columns of 封面 that are typed, in order."""
    columns = column_table().sheets[COVER].columns
    return [column for column in columns if column.name not in _GIVEN and column.asked_in(quarter)]


def contact_columns() -> list[Column]:
    """Columns that tell of a contact, in the order of :data:`CONTACT`."""
    return [column_table().sheets[ENTRY].column(name) for name in CONTACT]


def keep_line(
    store: Store, viewer: Viewer, org: int, quarter: int, line: str, shown: Mapping[str, str], given: Mapping[str, str]
) -> int:
    """Keep what was typed about a member beside contacts: mailed material, festival, 变化. Returns cells changed.

    ``shown``: texts by column as the form showed them. Raises NoAccess, LedgerProblem.
    """
    cells = _changed(line_columns(quarter), shown, given)
    with store.write() as w:
        require_open(w, store, viewer, org, quarter)
        _append(w, viewer, org, quarter, ENTRY, line, 0, cells)
    return len(cells)


def keep_cover(
    store: Store, viewer: Viewer, org: int, quarter: int, shown: Mapping[str, str], given: Mapping[str, str]
) -> int:
    """Keep what was typed on 封面. Returns cells changed. Raises NoAccess, LedgerProblem."""
    cells = _changed(cover_columns(quarter), shown, given)
    with store.write() as w:
        require_open(w, store, viewer, org, quarter)
        _append(w, viewer, org, quarter, COVER, "", 0, cells)
    return len(cells)


def contact_cells(quarter: int, given: Mapping[str, str]) -> dict[str, str]:
    """The cells of a contact as typed. Raises LedgerProblem where it would tell nothing."""
    cells = _changed(contact_columns(), {}, given)
    missing = [name for name in ("联系日期", "联系方式", "是否联系上") if not cells.get(name)]
    if missing:
        raise LedgerProblem(f"请填写：{'、'.join(missing)}。")
    if quarters.quarter_text(quarter) != _quarter_of(cells["联系日期"]):
        raise LedgerProblem(f"联系日期要在{quarters.quarter_words(quarter)}以内；别的季度的联系请记在那个季度。")
    said = "".join(cells.get("联系内容", "").split())
    if not said:
        raise LedgerProblem("请写联系内容；没有联系上的写明情况，如“两次拨打无人接听”。")
    if cells["是否联系上"] == "是" and len(said) < SHORTEST:
        raise LedgerProblem(f"联系内容至少写 {SHORTEST} 个字，说明谈了什么。")
    return cells


def append_contact(
    w: Writer, viewer: Viewer, org: int, quarter: int, line: str, record: int | None, cells: Mapping[str, str]
) -> None:
    """Append a contact's cells: on the line (0), to a further contact, or as a new further contact (None)."""
    if record == 0:
        _append(w, viewer, org, quarter, ENTRY, line, 0, cells)
    else:
        _append(w, viewer, org, quarter, CONTACTS, line, record, cells)


def require_open(w: Writer, store: Store, viewer: Viewer, org: int, quarter: int) -> None:
    """Whether the viewer may type for the branch's quarter now. Raises NoAccess, LedgerProblem."""
    access.require_org(store, viewer, "call", org)
    if is_locked(w, tree_in(w), org, quarter):
        raise LedgerProblem("本季度已锁定，需要补报请联系工作人员。")


def _append(
    w: Writer, viewer: Viewer, org: int, quarter: int, sheet: str, line: str, record: int | None,
    cells: Mapping[str, str],
) -> None:  # fmt: skip
    if not cells:
        return
    event = w.next_id("event", len(cells))
    after = w.rows("ledger/latest_hand_in", {"org": org, "quarter": quarter})[0]["submission"]
    w.append("entry_draft", [
        {
            "event": event + number, "org": org, "quarter": quarter, "sheet": sheet, "line": line,
            "record": event if record is None else record, "column_name": name, "value": value,
            "after_submission": after, "account": viewer.account,
        }
        for number, (name, value) in enumerate(cells.items())
    ])  # fmt: skip


def clean(text: str) -> str:
    """A text as a cell of a workbook can hold it: trimmed, on one line, nothing that no font shows."""
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)
    return text_of(shown)


def _changed(columns: list[Column], shown: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Cells typed otherwise than shown, each one that a ledger could hold. Raises LedgerProblem, KeyError."""
    by_name = {column.name: column for column in columns}
    context = Context(received_on=clock.today())
    found = {}
    for name, text in given.items():
        column, value = by_name[name], clean(text)
        if value == clean(shown.get(name, "")):
            continue
        if len(value) > LONGEST:
            raise LedgerProblem(f"“{name}”太长，最多 {LONGEST} 个字。")
        if value:
            _, wrong = read_cell(column, value, ("", 0, 0), context, None)
            for each in wrong:
                if each.severity == "error":
                    raise LedgerProblem(f"“{name}”：{each.message}{each.fix}")
        found[name] = value
    return found


def _quarter_of(text: str) -> str:
    """``2026Q4`` of a typed day; "" where it is none."""
    day = day_of(reread(text, ENTRY, "联系日期").value)
    return "" if day is None else quarters.quarter_text(quarters.quarter_of(day))

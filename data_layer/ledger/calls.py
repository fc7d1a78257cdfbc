"""呼叫清单: whom a branch still has to ring this quarter, and what it types while ringing, until it hands in.

The list shows what stands for the quarter; handing in writes it into the pre-filled workbook, which then goes the way
of any file. So every contact typed here ends as a cell of a kept file (三（一）3).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.access.marks import watermark_of
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.known import known
from data_layer.ledger.prefill import gather, gather_with
from data_layer.ledger.standing import FILED, Contact, carried, day_text, standing_in
from data_layer.ledger.states import is_locked
from data_layer.ledger.template import PrefillLine, build_template
from data_layer.ledger.typed import CONTACT, append_contact, contact_cells, cover_columns, require_open
from data_layer.organisations import tree, tree_in
from data_layer.store import Store

State = Literal["to_call", "tried", "reached", "nothing"]
#: What the branch says itself each time it hands in: never filled in by us.
SAID_ANEW = ("核对日期", "流动党员数", "本季度变化")


@dataclass
class CallLine:
    """A member away. ``entry``: the line's cells as they stand; ``contacts``: of this quarter, the line's first.

    ``state``: to_call, tried (rung in vain), reached this quarter, or nothing is due. ``ended``: 不再外出, 转出 ….
    """

    line: str
    name: str
    contact: str
    last_day: str
    last_topic: str
    owed: str
    state: State
    ended: str
    entry: dict[str, str]
    contacts: list[Contact]


@dataclass
class CallList:
    """The list of a branch and quarter. ``cover``: 封面 as it stands; ``missing``: its ★ cells still blank.

    ``head`` changes with every hand-in. ``ever``: the branch has handed in a ledger before.
    """

    quarter: int
    lines: list[CallLine]
    cover: dict[str, str]
    missing: list[str]
    locked: bool
    ever: bool
    head: int

    @property
    def open(self) -> list[CallLine]:
        """Who is still to be called: those not tried yet first, then the longest not reached."""
        found = [line for line in self.lines if line.state in ("to_call", "tried")]
        return sorted(found, key=lambda line: (line.state == "tried", line.last_day))

    @property
    def rest(self) -> list[CallLine]:
        """Everybody else, in the order of the ledger."""
        return [line for line in self.lines if line.state not in ("to_call", "tried")]

    @property
    def away(self) -> int:
        """How many the list says are away at the quarter's end."""
        return len({line.line for line in self.lines if not line.ended})

    @property
    def changes(self) -> int:
        """How many members have a 变化 on the list."""
        return sum(line.entry.get("变化", "无") not in ("无", "") for line in self.lines)


def call_list(store: Store, viewer: Viewer, org: int, quarter: int) -> CallList:
    """The list without telephone numbers (:func:`phones` gives them). Raises NoAccess, LedgerProblem."""
    access.require_org(store, viewer, "call", org)
    found, base, stands = gather_with(store, viewer, org, quarter)
    topics = _topics(store, base.family, found.lines)
    lines = []
    for each in found.lines:
        spell = base.by_line[each.line]
        held, entry = base.spells[spell], stands.lines.get(spell, {})
        told = stands.told(spell)
        ended = held.end_kind or (entry.get("变化", "") if entry.get("变化") in ("不再外出", "组织关系转出") else "")
        reached = _within(each.last_contact, quarter) or any(tell.cells.get("是否联系上") == "是" for tell in told)
        lines.append(
            CallLine(
                each.line, each.name, each.contact, each.last_contact, topics.get(each.line, ""), each.owed,
                "tried" if each.to_call and told and not reached else "to_call" if each.to_call
                else "reached" if reached else "nothing",
                ended, entry, told,
            )
        )  # fmt: skip
    missing = [
        column.name
        for column in cover_columns(quarter)
        if column.required == "always" and not found.cover.get(column.name)
    ]
    locked = is_locked(store, tree(store), org, quarter)
    return CallList(quarter, lines, found.cover, missing, locked, base.last is not None, base.current or 0)


def phones(store: Store, viewer: Viewer, org: int, quarter: int) -> dict[str, str]:
    """行号 → the member's own number, in full, to ring it. Logged: ask once for each opening of the list."""
    access.require_org(store, viewer, "call", org)
    found = gather(store, viewer, org, quarter)
    access.audit(store, viewer, "call_list", org, quarters.quarter_text(quarter))
    return {line.line: _phone(line) for line in found.lines}


def keep_contact(
    store: Store, viewer: Viewer, org: int, quarter: int, line: str, given: Mapping[str, str],
    record: int | None = None, shown: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Keep a contact: a new one, or ``record`` put right (0: the line's own) where it differs from what was shown.

    A new one stands on the member's line if that has none, else beside it, so that two people who rang the same
    member both keep what they heard; the very same contact again is one. Raises NoAccess, LedgerProblem.
    """
    if record == FILED:
        raise LedgerProblem("这次联系已经在台账的“联系记录”里，请在台账文件里改。")
    cells = contact_cells(quarter, given)
    with store.write() as w:
        require_open(w, store, viewer, org, quarter)
        base = known(w, org, tree_in(w), quarter)
        spell = base.by_line.get(line)
        if spell not in {each.spell for each in carried(base)} or spell is None:
            raise LedgerProblem("名单已经变了，这名党员不在上面；请刷新后再记。")
        stands = standing_in(w, base)
        if record is None:
            if any(_same(cells, each.cells) for each in stands.told(spell)):
                return
            record = None if stands.lines.get(spell, {}).get(CONTACT[0]) else 0
            cells = {name: cells.get(name, "") for name in CONTACT}  # nothing of an emptied one shows through
        else:
            cells = {name: text for name, text in cells.items() if text != (shown or {}).get(name, "")}
        append_contact(w, viewer, org, quarter, line, record, cells)


def drop_contact(store: Store, viewer: Viewer, org: int, quarter: int, line: str, record: int) -> None:
    """Take back a contact that was noted by mistake: its cells are emptied, what they held stays in the store."""
    with store.write() as w:
        require_open(w, store, viewer, org, quarter)
        append_contact(w, viewer, org, quarter, line, record, dict.fromkeys(CONTACT, ""))


def workbook(store: Store, viewer: Viewer, org: int, quarter: int) -> tuple[str, bytes]:
    """Name and bytes of the ledger made from the list, ready to be checked: filled in today. Logged."""
    access.require_org(store, viewer, "call", org)
    found = gather(store, viewer, org, quarter)
    found.cover["填报时间"] = clock.today().isoformat()
    found.mark = watermark_of(viewer, found.org_name)
    access.audit(store, viewer, "ledger_template", org, quarters.quarter_text(quarter))
    return f"流动党员台账_{found.org_name}_{quarters.quarter_text(quarter)}_网上填报.xlsx", build_template(found)


def _phone(line: PrefillLine) -> str:
    """The number on file, or the one that a 变化 on the list gives."""
    new = line.entry.get("变化内容", "") if line.entry.get("变化") == "电话" else ""
    return new or line.member.get("本人电话", "")


def _topics(store: Store, family: frozenset[int], lines: list[PrefillLine]) -> dict[str, str]:
    """行号 → what the last contact was about."""
    wanted = sorted({line.last_place[0] for line in lines if line.last_place})
    if not wanted:
        return {}
    texts = {
        (row["submission"], row["sheet"], row["row"]): json.loads(row["cells"]).get("联系内容", "")
        for row in store.rows("ledger/contact_texts", {"orgs": sorted(family), "submissions": wanted})
    }
    return {line.line: texts.get(line.last_place, "") for line in lines if line.last_place}


def _within(day: str, quarter: int) -> bool:
    return bool(day) and quarters.first_day(quarter).isoformat() <= day <= quarters.last_day(quarter).isoformat()


def _same(cells: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """The same contact, saved twice."""
    same_day = day_text(cells.get(CONTACT[0], "")) == day_text(other.get(CONTACT[0], ""))
    return same_day and cells.get("联系内容", "") == other.get("联系内容", "")

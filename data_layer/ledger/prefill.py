"""What is known goes into the template: nothing already known is asked again.

Known is what the ledgers say and, for the quarter itself, what stands for it already: the ledger that counts and what
was typed on the list (:mod:`data_layer.ledger.standing`). So the file a branch downloads, and the one made from its
list, are one and the same.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.access.marks import watermark_of
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.columns import MEMBERS, SPELLS, column_table, is_required
from data_layer.ledger.effort import CARRIED_COVER
from data_layer.ledger.entry import FESTIVALS
from data_layer.ledger.known import Known, KnownSpell, known
from data_layer.ledger.model import Row
from data_layer.ledger.reread import cell
from data_layer.ledger.standing import Standing, carried, contact_rows, day_text, standing
from data_layer.ledger.template import Festival, Kind, Prefill, PrefillLine, build_template, festival_of
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

SPENDING = "经费使用"  # asked only of branches with an allocation in the quarter's year
# Sheets on which something falls due in a quarter of the year; a second contact fits nowhere else.
_OWED_SHEETS: dict[str, tuple[int, ...]] = {
    "联系记录": (1, 2, 3, 4),
    "双向管理": (2, 4),
    "民主评议": (1, 4),
    "活动证与返乡": (4,),
    "教育培训": (4,),
}


def template(store: Store, viewer: Viewer, org: int, quarter: int, *, full: bool = False, blank: bool = False) -> bytes:
    """The workbook of a branch and quarter (.xlsx): pre-filled, or with every sheet, or blank. Raises NoAccess."""
    access.require_org(store, viewer, "template", org)
    found = gather(store, viewer, org, quarter, "blank" if blank else "full" if full else "prefilled")
    found.mark = watermark_of(viewer, found.org_name)
    access.audit(store, viewer, "ledger_template", org, quarters.quarter_text(quarter))
    return build_template(found)


def gather(store: Store, viewer: Viewer, org: int, quarter: int, kind: Kind = "prefilled") -> Prefill:
    """Everything that goes into the template of a branch and quarter."""
    return gather_with(store, viewer, org, quarter, kind)[0]


def gather_with(
    store: Store, viewer: Viewer, org: int, quarter: int, kind: Kind = "prefilled"
) -> tuple[Prefill, Known, Standing]:
    """:func:`gather`, with what is known of the branch and what stands for the quarter, on which it rests."""
    access.require_org(store, viewer, "template", org)
    now = tree(store)
    branch = now.by_id.get(org)
    if branch is None or not branch.is_branch:
        raise LedgerProblem("模板按党支部下载，请选择一个党支部。")
    found = Prefill(branch.code, branch.name, quarter, festival=festival_of(quarter), kind=kind)
    base = known(store, org, now, quarter)
    stands = standing(store, viewer, base)
    if kind == "blank":
        return found, base, stands
    if base.last is not None:
        row = store.one("ledger/cover_text", {"org": org, "submission": base.last})
        last = json.loads(row["cells"]) if row else {}
        found.cover = {label: last[label] for label in CARRIED_COVER if last.get(label)}
    path = [org, *now.ancestors(org, quarters.first_day(quarter))]
    days = rules(store, clock.today()).value("min_days_due", path, quarters.first_day(quarter))
    owed = _Owed(store, base, int(days), stands)
    for spell in carried(base):
        _add(found, base, spell, owed, stands)
    found.cover = {label: text for label, text in (found.cover | stands.cover).items() if text}
    for name, rows in (*stands.rows.items(), ("联系记录", contact_rows(base, stands))):
        if rows:
            found.rows.setdefault(name, []).extend(rows)
    found.event_sheets = _owed_sheets(found)
    if store.rows("ledger/allocated", {"org": org, "year": quarter // 4}):
        found.event_sheets.append(SPENDING)
    return found, base, stands


def _owed_sheets(found: Prefill) -> list[str]:
    return [sheet for sheet, when in _OWED_SHEETS.items() if found.quarter % 4 + 1 in when and found.lines]


def add_new(found: Prefill, name: str, member: dict[str, str], away: dict[str, str]) -> None:
    """Add somebody whom no ledger lists yet, with the texts known for both annexes. Without 行号: the line is tied to
    the row of 管理信息 by name."""
    member, away = {"姓名": name} | member, {"姓名": name} | away
    blank = dict.fromkeys(_blank(MEMBERS, member) + _blank(SPELLS, away))
    if away.get("流动方向") == "流出":
        owed = "新增" + ("；补填：" + "、".join(blank) if blank else "")
        found.lines.append(PrefillLine("", name, away.get("联系人", ""), owed=owed))
        found.event_sheets = list(dict.fromkeys([*_owed_sheets(found), *found.event_sheets]))
    found.rows.setdefault(MEMBERS, []).append(member)
    found.rows.setdefault(SPELLS, []).append(away)


def _add(found: Prefill, base: Known, spell: KnownSpell, owed: "_Owed", stands: Standing) -> None:
    person = base.persons[spell.person]
    member, away = dict(person.cells or {}), dict(spell.cells or {})
    for texts in (member, away):
        texts.pop("行号", None)
        texts.pop("序号", None)
    line = PrefillLine(spell.line, person.name, away.get("联系人", ""), member=member, spell=away)
    if spell.direction == "流出":
        line.entry = {name: text for name, text in stands.lines.get(spell.spell, {}).items() if text}
        line.last_contact, line.last_place = owed.last_contact(spell)
        line.owed, line.to_call = owed.words(spell, member, away), owed.to_call(spell)
        found.lines.append(line)
        incomplete = (_blank(MEMBERS, member), _blank(SPELLS, away)) if spell.open else ([], [])
    elif found.kind == "full":
        found.lines.append(line)
        return
    else:
        incomplete = ["流入"], ["流入"]  # 本季登记 is about members away; the annexes carry the others
    if found.kind != "prefilled":
        return
    for kind, texts, blank in ((MEMBERS, member, incomplete[0]), (SPELLS, away, incomplete[1])):
        if blank and (texts or spell.direction == "流出"):
            found.rows.setdefault(kind, []).append({"行号": spell.line, "姓名": person.name} | texts)


def _blank(kind: str, texts: dict[str, str]) -> list[str]:
    """★ columns of a row still to be filled, or filled with what cannot be used."""
    row = Row("", 0, {name: cell(kind, name, text, "") for name, text in texts.items()})
    return [
        column.name
        for column in column_table().sheets[kind].columns
        if is_required(column.required, row) and not row.sound(column.name)
    ]


@dataclass(frozen=True, slots=True, order=True)
class _Touch:
    """A day on which somebody was reached or helped; ``place``: submission, sheet and row, none where only typed."""

    day: date
    place: tuple[int, str, int] | None = None


class _Owed:
    """What is owed this quarter for each member away, in words."""

    def __init__(self, store: Store, base: Known, min_days: int, stands: Standing) -> None:
        self.base, self.min_days = base, min_days
        self.first, self.last = quarters.first_day(base.quarter), quarters.last_day(base.quarter)
        self.contacts: dict[int | None, list[_Touch]] = defaultdict(list)
        self.cared: dict[int | None, list[_Touch]] = defaultdict(list)
        since = self.first - timedelta(days=3 * 366)
        for row in store.rows("ledger/reported_days", {"orgs": sorted(base.family), "since": since}):
            if row["submission"] not in base.received:
                continue
            touch = _Touch(row["day"], (row["submission"], row["sheet"], row["row"]))
            if row["kind"] == "contact":
                self.contacts[row["person"]].append(touch)
            self.cared[row["person"]].append(touch)
        self.typed: dict[int, list[_Touch]] = {}
        self.typed_care: dict[int, list[_Touch]] = {}
        for spell in base.spells:
            told = [each.cells for each in stands.told(spell) if each.cells.get("是否联系上") == "是"]
            line = stands.lines.get(spell, {})
            self.typed[spell] = _days_typed(cells["联系日期"] for cells in told)
            self.typed_care[spell] = _days_typed(line.get(column, "") for column in FESTIVALS)

    def _touches(self, days: dict[int | None, list[_Touch]], spell: KnownSpell) -> list[_Touch]:
        everyone = [touch for touch in days.get(None, ()) if touch.day >= spell.start]
        return days.get(spell.person, []) + everyone

    def last_contact(self, spell: KnownSpell) -> tuple[str, tuple[int, str, int] | None]:
        """The day the person was last reached, as reported, and the row that says so; "" if never."""
        touches = self._touches(self.contacts, spell)
        last = max(touches, key=lambda touch: (touch.day, touch.place or ())) if touches else None
        return (last.day.isoformat(), last.place) if last else ("", None)

    def words(self, spell: KnownSpell, member: dict[str, str], away: dict[str, str]) -> str:
        """``季度联系；春节慰问；补填：本人电话``."""
        owed = []
        if self._contact_owed(spell):
            owed.append("季度联系")
        festival = festival_of(self.base.quarter)
        if festival and not self._festival_kept(festival, spell):
            owed.append(f"{festival}慰问")
        blank = _blank(MEMBERS, member) + _blank(SPELLS, away)
        if blank:
            owed.append("补填：" + "、".join(dict.fromkeys(blank)))
        return "；".join(owed)

    def to_call(self, spell: KnownSpell) -> bool:
        """Whether somebody should still ring: not reached this quarter, or a festival is due and not over."""
        if not spell.open:
            return False
        festival = festival_of(self.base.quarter)
        due = festival is not None and clock.today() <= self._window(festival)[1]
        return self._contact_owed(spell) or (due and not self._festival_kept(festival or "七一", spell))

    def _contact_owed(self, spell: KnownSpell) -> bool:
        in_quarter = (self.last - max(spell.start, self.first)).days + 1
        touches = self._touches(self.contacts, spell) + self.typed[spell.spell]
        return in_quarter >= self.min_days and not any(self.first <= touch.day <= self.last for touch in touches)

    def _window(self, festival: Festival) -> tuple[date, date]:
        year = self.first.year
        return (date(year, 6, 16), date(year, 7, 7)) if festival == "七一" else (date(year, 1, 1), self.last)

    def _festival_kept(self, festival: Festival, spell: KnownSpell) -> bool:
        since, until = self._window(festival)
        if spell.start > (date(self.first.year, 7, 1) if festival == "七一" else self.last):
            return True
        touches = self._touches(self.cared, spell) + self.typed[spell.spell] + self.typed_care[spell.spell]
        return any(since <= touch.day <= until for touch in touches)


def _days_typed(texts: Iterable[str]) -> list[_Touch]:
    """Typed days."""
    return [_Touch(day) for text in texts if text and (day := day_text(text)) is not None]

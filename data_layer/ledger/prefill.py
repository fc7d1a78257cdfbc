"""What is known goes into the template: nothing already known is asked again."""

import json
from collections import defaultdict
from datetime import date, timedelta

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.columns import MEMBERS, SPELLS, column_table, is_required
from data_layer.ledger.known import Known, KnownSpell, known
from data_layer.ledger.model import Row
from data_layer.ledger.reread import cell
from data_layer.ledger.template import Kind, Prefill, PrefillLine, build_template, festival_of
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

SPENDING = "经费使用"  # asked only of branches with an allocation in the quarter's year
_KEPT_COVER = ("党员总数", "台账负责人", "负责人职务", "联系电话", "学习资料联络员")
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
    access.audit(store, viewer, "ledger_template", org, quarters.quarter_text(quarter))
    return build_template(found)


def gather(store: Store, viewer: Viewer, org: int, quarter: int, kind: Kind = "prefilled") -> Prefill:
    """Everything that goes into the template of a branch and quarter."""
    access.require_org(store, viewer, "template", org)
    now = tree(store)
    branch = now.by_id.get(org)
    if branch is None or not branch.is_branch:
        raise LedgerProblem("模板按党支部下载，请选择一个党支部。")
    found = Prefill(branch.code, branch.name, quarter, festival=festival_of(quarter), kind=kind)
    if kind == "blank":
        return found
    base = known(store, org, now, quarter)
    if base.last is not None:
        row = store.one("ledger/cover_text", {"org": org, "submission": base.last})
        last = json.loads(row["cells"]) if row else {}
        found.cover = {label: last[label] for label in _KEPT_COVER if last.get(label)}
    path = [org, *now.ancestors(org, quarters.first_day(quarter))]
    days = rules(store, clock.today()).value("min_days_due", path, quarters.first_day(quarter))
    owed = _Owed(store, base, int(days))
    for spell in base.open_spells():
        _add(found, base, spell, owed)
    found.event_sheets = [sheet for sheet, when in _OWED_SHEETS.items() if quarter % 4 + 1 in when and found.lines]
    if store.rows("ledger/allocated", {"org": org, "year": quarter // 4}):
        found.event_sheets.append(SPENDING)
    return found


def _add(found: Prefill, base: Known, spell: KnownSpell, owed: "_Owed") -> None:
    person = base.persons[spell.person]
    member, away = dict(person.cells or {}), dict(spell.cells or {})
    for texts in (member, away):
        texts.pop("行号", None)
        texts.pop("序号", None)
    line = PrefillLine(spell.line, person.name, away.get("联系人", ""), member=member, spell=away)
    if spell.direction == "流出":
        line.last_contact, line.owed = owed.last_contact(spell), owed.words(spell, member, away)
        found.lines.append(line)
        incomplete = _blank(MEMBERS, member), _blank(SPELLS, away)
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


class _Owed:
    """What is owed this quarter for each member away, in words."""

    def __init__(self, store: Store, base: Known, min_days: int) -> None:
        self.base, self.min_days = base, min_days
        self.first, self.last = quarters.first_day(base.quarter), quarters.last_day(base.quarter)
        self.contacts: dict[int | None, list[date]] = defaultdict(list)
        self.cared: dict[int | None, list[date]] = defaultdict(list)
        since = self.first - timedelta(days=3 * 366)
        for row in store.rows("ledger/reported_days", {"orgs": sorted(base.family), "since": since}):
            if row["submission"] not in base.received:
                continue
            if row["kind"] == "contact":
                self.contacts[row["person"]].append(row["day"])
            self.cared[row["person"]].append(row["day"])

    def _days(self, days: dict[int | None, list[date]], spell: KnownSpell) -> list[date]:
        everyone = [day for day in days.get(None, ()) if day >= spell.start]
        return days.get(spell.person, []) + everyone

    def last_contact(self, spell: KnownSpell) -> str:
        """The day the person was last reached, as reported; "" if never."""
        days = self._days(self.contacts, spell)
        return max(days).isoformat() if days else ""

    def words(self, spell: KnownSpell, member: dict[str, str], away: dict[str, str]) -> str:
        """``季度联系；春节慰问；补填：本人电话``."""
        owed = []
        in_quarter = (self.last - max(spell.start, self.first)).days + 1
        reached = [day for day in self._days(self.contacts, spell) if self.first <= day <= self.last]
        if in_quarter >= self.min_days and not reached:
            owed.append("季度联系")
        festival = festival_of(self.base.quarter)
        if festival and not self._festival_kept(festival, spell):
            owed.append(f"{festival}慰问")
        blank = _blank(MEMBERS, member) + _blank(SPELLS, away)
        if blank:
            owed.append("补填：" + "、".join(dict.fromkeys(blank)))
        return "；".join(owed)

    def _festival_kept(self, festival: str, spell: KnownSpell) -> bool:
        year = self.first.year
        if festival == "七一":
            window = date(year, 6, 16), date(year, 7, 7)
            if spell.start > date(year, 7, 1):
                return True
        else:
            window = date(year, 1, 1), self.last
            if spell.start > self.last:
                return True
        return any(window[0] <= day <= window[1] for day in self._days(self.cared, spell))

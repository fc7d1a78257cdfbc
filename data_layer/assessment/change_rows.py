"""What each row that differs between two ledgers means: who came, who went, which cell changed, when it was said.

The values are compared as :mod:`data_layer.ledger.difference` compares them when a ledger is checked, so that what
was typed differently but means the same is no change. A spell whose row is just gone is 未再列出, not gone: whether
it ended, only a ledger or an answer says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from data_layer.assessment.ledger_pairs import Pairs
from data_layer.assessment.view import View
from data_layer.ledger.columns import ENTRY, MEMBERS, SPELLS, Column, column_table
from data_layer.ledger.difference import differing
from data_layer.ledger.reread import reread
from data_layer.store import Store
from data_layer.store.engine import sql_text

#: kind -> its word, in the order shown; the first five are about who is listed, the others count cells
KINDS: dict[str, str] = {
    "joined": "新增",
    "returned": "返回",
    "left": "不再列入",
    "vanished": "未再列出",
    "relisted": "重新列出",
    "place": "外出地点",
    "unit": "外出单位",
    "phone": "本人电话",
    "contact": "联系人",
    "certificate": "活动证",
    "receiving": "流入地党组织",
    "other": "其他内容",
}
LISTING = ("joined", "returned", "left", "vanished", "relisted")
#: What 报到迟 is reckoned for -> 变化 of 本季登记.
REPORTED = {"place": "外出地点", "unit": "外出单位", "phone": "电话"}
_KIND_OF = {
    (SPELLS, "外出地点"): "place",
    (SPELLS, "外出单位"): "unit",
    (MEMBERS, "本人电话"): "phone",
    **dict.fromkeys(((SPELLS, each) for each in ("联系人", "联系人身份", "联系人电话", "联系人确定日期")), "contact"),
    **dict.fromkeys(((SPELLS, each) for each in ("活动证编号", "发证日期", "免发证原因")), "certificate"),
    **dict.fromkeys(((SPELLS, each) for each in ("流入地党组织", "未纳入原因", "流入地联系电话")), "receiving"),
}
_BACK = "不再外出"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a ledger; the evidence opens there."""

    org: int
    submission: int
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, values as far as the viewer may read them. ``column`` stands on the annex ``annex``.

    ``changed_on``: the 变化日期 a branch gave in 本季登记; ``days`` from it to the day its ledger was received (both
    None: not given, or not a change that is reported so). ``key`` names the change within the comparison.
    """

    key: str
    org: int
    kind: str
    person: int
    name: str
    annex: str
    column: str
    before: str
    after: str
    before_place: Place | None
    after_place: Place | None
    note: str = ""
    changed_on: date | None = None
    days: int | None = None


class Compared:
    """Asks the statements and says what each row that differs means."""

    def __init__(self, store: Store, view: View, held: Pairs) -> None:
        self.store, self.held = store, held
        lists = held.lists()
        low, high = lists.pop("low")[0], lists.pop("high")[0]
        self.params: dict[str, Any] = {
            **lists,
            "low": low,
            "high": high,
            "orgs": sorted(held.by_org),
            "as_of": view.as_of,
            "known_at": view.known_at or datetime.max,
        }
        self.params |= self._aliases()
        self.explained: set[int] = set()  # people whose coming or going is said already

    def changes(self) -> list[Change]:
        """All changes, by branch and person, in the order of KINDS."""
        found = [each for row in self._rows("change_spells") for each in self._spell(row)]
        found += [each for row in self._rows("change_members") for each in self._member(row)]
        order = {kind: place for place, kind in enumerate(KINDS)}
        code = {org: each.code for org, each in self.held.snapshot.by_id.items()}
        found.sort(key=lambda each: (code[each.org], each.person, order[each.kind], each.key))
        return self._dated(found)

    def _rows(self, name: str) -> list[dict[str, Any]]:
        head = sql_text("assessment/change_ledger")
        return self.store.composed_rows(head + sql_text(f"assessment/{name}"), self.params)

    def _aliases(self) -> dict[str, list[int]]:
        same: dict[str, dict[int, int]] = {"person": {}, "spell": {}}
        for row in self.store.rows("assessment/change_alias", self.params):
            same[row["kind"]][row["id"]] = row["same_as"]
        return {
            "s_spell": list(same["spell"]),
            "s_same": [_end(same["spell"], each) for each in same["spell"]],
            "p_person": list(same["person"]),
            "p_same": [_end(same["person"], each) for each in same["person"]],
        }

    def _spell(self, row: dict[str, Any]) -> Iterable[Change]:
        before, after = _cells(row["past_cells"]), _cells(row["now_cells"])
        past, now = _place(row, "past"), _place(row, "now")

        def change(kind: str, column: str, old: str, new: str, to: Place | None, note: str = "") -> Change:
            name = (after or before).get("姓名", "")
            key = f"{kind}-{row['spell']}" + (f"-{column}" if kind not in LISTING else "")
            return Change(key, row["home"], kind, row["person"], name, SPELLS, column, old, new, past, to, note)

        if now is None:
            self.explained.add(row["person"])
            if not row["ended_meanwhile"]:
                yield change("vanished", "", _away(before), "", None, "这份台账没有再列出，也没有说明去向")
                return
            place = _place(row, "end")
            note = "返回情形写在两份台账之间的一份上" if place else "报送时答复"
            yield change(_ending(row["end_kind"]), "返回情形", "", _end_said(row, "end"), place, note)
            return
        if past is None or row["relisted"]:
            self.explained.add(row["person"])
        if past is None:
            yield change("joined", "", "", _away(after), now)
        elif row["relisted"] and not (row["past_ended"] or row["now_ended"]):
            yield change("relisted", "", "", _away(after), now, "上一份台账没有列出，更早的台账列过")
        elif row["relisted"] and row["past_ended"]:
            yield change("relisted", "", "", _away(after), now, "更早的台账已写明返回")
        ended = row["now_ended"] and not row["past_ended"]
        if ended:
            yield change(_ending(row["now_end_kind"]), "返回情形", "", _end_said(row, "now_end"), now)
        if past is None or row["relisted"]:
            return
        for column in differing(SPELLS, before, after):
            if column in ("姓名", "公民身份号码") or (ended and column in ("返回日期", "返回情形")):
                continue  # who it is stands on 基本信息; how it ended is said above
            kind = _KIND_OF.get((SPELLS, column), "other")
            yield change(kind, column, before.get(column, ""), after.get(column, ""), now)

    def _member(self, row: dict[str, Any]) -> Iterable[Change]:
        before, after = _cells(row["past_cells"]), _cells(row["now_cells"])
        past, now = _place(row, "past"), _place(row, "now")
        name = (after or before).get("姓名", "")
        if past is None or now is None:
            if row["person"] not in self.explained:
                yield Change(
                    f"other-{row['person']}-{MEMBERS}", row["home"], "other", row["person"], name, MEMBERS, "",
                    "" if past is None else "列在基本信息", "" if now is None else "列在基本信息", past, now,
                )  # fmt: skip
            return
        for column in differing(MEMBERS, before, after):
            known = column_of(MEMBERS, column)
            if known is not None and known.optional:
                continue
            kind = _KIND_OF.get((MEMBERS, column), "other")
            yield Change(
                f"{kind}-{row['person']}-{column}", row["home"], kind, row["person"], name, MEMBERS, column,
                before.get(column, ""), after.get(column, ""), past, now,
            )  # fmt: skip

    # --- 报到迟 ---------------------------------------------------------------------------------------------------

    def _dated(self, found: list[Change]) -> list[Change]:
        """Give changes of place, unit and phone their 变化日期 and the days until a ledger first said so."""
        if not any(each.kind in REPORTED for each in found):
            return found
        said = self._lines()
        dated = []
        for each in found:
            day, received = said.get((each.org, each.person, each.kind), (None, None))
            if day is not None and received is not None:
                each = replace(each, changed_on=day, days=max((received - day).days, 0))
            dated.append(each)
        return dated

    def _lines(self) -> dict[tuple[int, int, str], tuple[date, date]]:
        """What 本季登记 said of whom between the two ledgers: the latest day of change, and when first received."""
        standing = {}
        for each in self.held.standing:
            pair = self.held.by_org[self.held.home[each.org]] if self.held.home[each.org] in self.held.by_org else None
            if pair is None or pair.later is None or each.submission > pair.later.submission:
                continue
            start = pair.earlier.quarter if pair.earlier else -1
            if start < each.quarter <= pair.later.quarter or each.submission == pair.later.submission:
                standing[each.submission] = each
        kinds = {word: kind for kind, word in REPORTED.items()}
        latest: dict[tuple[int, int, str], tuple[tuple[int, int], date, date]] = {}
        for row in self.store.rows("assessment/change_lines", self.params | {"submissions": sorted(standing)}):
            ledger, kind = standing[row["submission"]], kinds.get(row["change"])
            day = reread(row["day"] or "", ENTRY, "变化日期").value
            if kind is None or not isinstance(day, date):
                continue
            key = (self.held.home[ledger.org], row["person"], kind)
            held, order = latest.get(key), (ledger.quarter, ledger.submission)
            if held is None or held[1] != day:
                latest[key] = (order, day, ledger.received_on)
        return {key: (day, received) for key, (_, day, received) in latest.items()}


@cache
def column_of(annex: str, name: str) -> Column | None:
    return next((each for each in column_table().sheets[annex].columns if each.name == name), None)


def _cells(text: str | None) -> dict[str, str]:
    return json.loads(text) if text else {}


def _place(row: Mapping[str, Any], side: str) -> Place | None:
    if row[f"{side}_submission"] is None:
        return None
    return Place(row[f"{side}_org"], row[f"{side}_submission"], row[f"{side}_sheet"], row[f"{side}_row"])


def _away(cells: Mapping[str, str]) -> str:
    """Direction, since when, where to: a spell in a few words; the place is masked when it is shown."""
    return "　".join(cells.get(name, "") for name in ("流动方向", "外出日期", "外出地点"))


def _ending(kind: str | None) -> str:
    return "returned" if kind in (None, _BACK) else "left"


def _end_said(row: Mapping[str, Any], side: str) -> str:
    day = row[f"{side}_on"]
    return "　".join(filter(None, (row[f"{side}_kind"] or _BACK, f"{day:%Y-%m-%d}" if day else "")))


def _end(same: Mapping[int, int], start: int) -> int:
    seen, each = {start}, same[start]
    while each in same and each not in seen:
        seen.add(each)
        each = same[each]
    return each

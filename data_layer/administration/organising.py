"""Import the organisation tree; record organisation events."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data_layer import clock
from data_layer.access import Viewer, audit, require_org
from data_layer.administration.org_file import CLASSES, TYPES, OrganisingProblem
from data_layer.organisations import Tree, match_key, tree_in
from data_layer.store import Store, Writer

_LONG_AGO = date(1949, 10, 1)


@dataclass
class ImportResult:
    """What an import did. ``problems``: (row number of the sheet, sentence); with problems nothing is stored."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _day(value: Any) -> date | None:
    """A day from a cell: a date, ISO text or 2026/3/5, 2026.3.5. Raises ValueError."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    year, month, day = (int(part) for part in re.findall(r"\d+", str(value)))
    return date(year, month, day)


def import_orgs(
    store: Store, viewer: Viewer, rows: Sequence[Mapping[str, Any]], at: datetime | None = None
) -> ImportResult:
    """Import the tree from rows with the Chinese columns of ``orgs import``; all or nothing.

    A code already known is compared: a new name is a rename today, a new parent a move today, another class a
    reclassification. Columns: 党组织代码 党组织名称 上级党组织代码 类型 支部类别 考核单位 成立日期 撤销日期.
    ``at``: the recorded_at, of the synthetic demo history only.
    """
    result = ImportResult()
    with store.write(at) as w:
        now = tree_in(w)
        for root in now.roots or [0]:
            require_org(store, viewer, "organisations", root)
        wanted = _read_rows(rows, now, result)
        if result.problems:
            return result
        events = _differences(w, wanted, now, result)
        w.append("organisation_event", events)
        audit(w, viewer, "organisations_imported", object=f"{result.added}+{result.changed}")
        w.touch(e["org"] for e in events)
    return result


def _read_rows(rows: Sequence[Mapping[str, Any]], now: Tree, result: ImportResult) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    codes: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        code, name, kind = match_key(_text(row, "党组织代码")), _text(row, "党组织名称"), _text(row, "类型")
        if not any(_text(row, column) for column in row):
            continue
        problems = []
        if not code:
            problems.append("“党组织代码”是空的，请填写")
        elif code in codes:
            problems.append(f"“党组织代码”与第 {codes[code]} 行重复，请改成不同的代码")
        if not name:
            problems.append("“党组织名称”是空的，请填写")
        if kind not in TYPES:
            problems.append(f"“类型”应是 {'、'.join(TYPES)} 之一")
        branch_class = _text(row, "支部类别") or None
        if branch_class and branch_class not in CLASSES:
            problems.append(f"“支部类别”应是 {'、'.join(CLASSES)} 之一")
        unit = _text(row, "考核单位")
        if unit not in ("", "是", "否"):
            problems.append("“考核单位”应填 是 或 否")
        try:
            founded, abolished = _day(row.get("成立日期")), _day(row.get("撤销日期"))
        except ValueError:
            founded = abolished = None
            problems.append("“成立日期”或“撤销日期”读不出来，请写成 2020-01-31 的样子")
        result.problems.extend((number, text) for text in problems)
        codes.setdefault(code, number)
        found.append(
            {
                "number": number,
                "code": code,
                "name": name,
                "type": kind,
                "branch_class": branch_class,
                "parent_code": match_key(_text(row, "上级党组织代码")),
                "is_unit": unit == "是",
                "founded": founded or _LONG_AGO,
                "abolished": abolished,
            }
        )
    if not any(row["is_unit"] for row in found) and not now.by_id:
        for row in found:
            row["is_unit"] = not row["parent_code"]
    for row in found:
        if row["parent_code"] and row["parent_code"] not in codes and row["parent_code"] not in now.by_code:
            result.problems.append((row["number"], f"找不到上级党组织代码“{row['parent_code']}”"))
    return _parents_first(found, result)


def _parents_first(found: list[dict[str, Any]], result: ImportResult) -> list[dict[str, Any]]:
    by_code = {row["code"]: row for row in found}
    ordered: dict[str, dict[str, Any]] = {}
    for row in found:
        chain: list[dict[str, Any]] = []
        each: dict[str, Any] | None = row
        while each is not None and each["code"] not in ordered:
            if each in chain:
                result.problems.append((row["number"], "上级党组织绕成了一圈，请检查“上级党组织代码”"))
                return found
            chain.append(each)
            each = by_code.get(each["parent_code"])
        ordered.update((step["code"], step) for step in reversed(chain))
    return list(ordered.values())


def _differences(w: Writer, wanted: list[dict[str, Any]], now: Tree, result: ImportResult) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    ids = dict(now.by_code)
    today = clock.today()

    def note(org: int, kind: str, day: date, **more: Any) -> None:
        events.append({"event": w.next_id("event"), "org": org, "kind": kind, "day": day, "recorded_at": w.at, **more})

    for row in wanted:
        parent = ids.get(row["parent_code"]) if row["parent_code"] else None
        org = ids.get(row["code"])
        if org is None:
            org = ids[row["code"]] = w.next_id("org")
            shared = {key: row[key] for key in ("code", "name", "type", "branch_class", "is_unit")}
            note(org, "found", row["founded"], parent=parent, **shared)
            if row["abolished"]:
                note(org, "abolish", row["abolished"])
            result.added += 1
            continue
        before, count = now.by_id[org], len(events)
        if before.name != row["name"]:
            note(org, "rename", today, name=row["name"])
        if before.parent != parent:
            note(org, "move", today, parent=parent)
        if row["branch_class"] and before.branch_class != row["branch_class"]:
            note(org, "classify", today, branch_class=row["branch_class"])
        if before.is_unit != row["is_unit"] and any(each["is_unit"] for each in wanted):
            note(org, "unit", today, is_unit=row["is_unit"])
        if row["abolished"] and not before.abolished:
            note(org, "abolish", row["abolished"])
        result.changed += len(events) > count
        result.unchanged += len(events) == count
    return events


_NEEDS = {
    "rename": ("name",),
    "alias": ("name",),
    "move": ("parent",),
    "merge": ("successor",),
    "split": ("successor",),
    "abolish": (),
    "classify": ("branch_class",),
    "unit": ("is_unit",),
}


def add_event(store: Store, viewer: Viewer, org: int, kind: str, day: date, **attributes: Any) -> None:
    """Record what happened to an organisation on a day.

    ``kind`` and what it needs: rename (name, or code) · alias (name) · move (parent) · merge (successor) ·
    split (successor: the new branch, founded before) · abolish (successor or None) · classify (branch_class) ·
    unit (is_unit). ``reason`` always allowed. Raises :class:`OrganisingProblem`.
    """
    if kind not in _NEEDS:
        raise OrganisingProblem("没有这种组织变动")
    require_org(store, viewer, "organisations", org)
    with store.write() as w:
        now = tree_in(w)
        found = now.by_id.get(org)
        if found is None:
            raise OrganisingProblem("找不到这个党组织")
        if day > clock.today():
            raise OrganisingProblem("变动日期不能晚于今天，请在当天或之后登记")
        if day < found.founded:
            raise OrganisingProblem(f"变动日期早于成立日期 {found.founded}")
        if found.abolished:
            raise OrganisingProblem(f"“{found.name}”已于 {found.abolished} 撤销或合并，不能再变动")
        for name in _NEEDS[kind]:
            if attributes.get(name) is None and not (kind == "rename" and attributes.get("code")):
                raise OrganisingProblem("缺少变动的内容，请补全")
        other = attributes.get("successor") if kind in ("merge", "split", "abolish") else attributes.get("parent")
        if other is not None:
            _check_other(now, org, kind, other)
        if kind == "classify" and attributes["branch_class"] not in CLASSES:
            raise OrganisingProblem(f"支部类别应是 {'、'.join(CLASSES)} 之一")
        code = attributes.get("code")
        if code and now.by_code.get(code, org) != org:
            raise OrganisingProblem("这个党组织代码已被使用")
        w.append(
            "organisation_event",
            [
                {
                    "event": w.next_id("event"),
                    "org": org,
                    "kind": kind,
                    "day": day,
                    "account": viewer.account,
                    **attributes,
                }
            ],
        )
        audit(w, viewer, f"organisation_{kind}", org=org)
        w.touch(now.branches(org) if kind == "move" else {org, *now.family(org), *([other] if other else [])})


def _check_other(now: Tree, org: int, kind: str, other: int) -> None:
    target = now.by_id.get(other)
    if target is None or target.abolished:
        raise OrganisingProblem("找不到对方党组织，或它已撤销")
    if other == org or (kind == "move" and other in now.below(org)):
        raise OrganisingProblem("不能并入或移到自己下面")
    if kind != "move" and not (target.is_branch and now.by_id[org].is_branch):
        raise OrganisingProblem("合并、分设只能在党支部之间")
    if kind == "move" and target.is_branch:
        raise OrganisingProblem("上级不能是党支部")

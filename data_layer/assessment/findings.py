"""问题台账 as a day knew it: the state of every finding, its history, what was handed in.

State is what the events up to (as_of, known_at) leave: 待整改 → 整改中 → 待核验 → 已销号. Past its deadline 超期 is one
that waits for the branch (待整改, 整改中); one that waits for the office is not the branch's delay.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer.access import Viewer, audit, require_org, visible_orgs
from data_layer.access.directory import called
from data_layer.access.memory import remembered
from data_layer.assessment.lists import names
from data_layer.assessment.shield import Shield
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.organisations import Tree, tree
from data_layer.quarters import period_text
from data_layer.store import Store

#: state -> its word, in the order findings are listed.
STATES = {"waiting": "待核验", "open": "待整改", "doing": "整改中", "closed": "已销号", "dropped": "已撤销"}
ORIGINS = {"obligation": "应办未办", "question": "数据疑问", "onsite": "实地督查", "hand": "日常发现"}
MATTERS = {"plain": "一般事项", "misuse": "经费使用不当", "false_entry": "填报不实"}
SEVERITIES = {"light": "一般", "serious": "较重", "grave": "严重"}
#: kind of event -> what it says in a history
STEPS = {
    "opened": "登记", "started": "开始整改", "answered": "报告整改完成", "extended": "延期", "confirmed": "确认属实",
    "closed": "销号", "sent_back": "退回整改", "reopened": "重新打开", "dropped": "撤销",
}  # fmt: skip
_STATE_OF = {
    "opened": "open", "reopened": "open", "started": "doing", "sent_back": "doing", "answered": "waiting",
    "closed": "closed", "dropped": "dropped",
}  # fmt: skip
#: States in which something is still to be done, and those in which the branch has to do it.
UNSETTLED = ("waiting", "open", "doing")
OWED = ("open", "doing")


@dataclass(frozen=True)
class Finding:
    """One finding. ``period`` ``2026Q3``; ``subject``: of one duty, None of several members (``persons``).

    ``holder``: the branch it has passed to, if its own was merged. ``tested_from``: ledgers recorded since can show the
    remedy. ``whom``: the members as far as the viewer may see them. ``facts`` … ``person`` (responsible) are blank
    for whoever may not see lists; members' names in them are masked for whoever may not see names.
    """

    finding: int
    org: int
    code: str
    branch: str
    holder: int
    origin: str
    matter: str
    severity: str
    clause: str
    indicator: str | None
    period: str | None
    subject: str | None
    persons: tuple[int, ...]
    duty_due_on: date | None
    source: str
    opened_on: date
    opened_by: int
    answered_by: frozenset[int]
    tested_from: datetime
    due_on: date
    state: str
    since: date
    overdue: bool
    reopened: int
    extended: int
    confirmed: bool
    remedied_on: date | None
    submission: int | None
    sheet: str
    row: int
    whom: str
    facts: str
    measures: str
    leader: str
    person: str

    @property
    def unsettled(self) -> bool:
        """Something is still to be done about it."""
        return self.state in UNSETTLED

    @property
    def about(self) -> str:
        """What it is about, in a few words that name nobody."""
        if self.indicator:
            return header(self.indicator).name
        return MATTERS[self.matter] if self.matter != "plain" else ORIGINS[self.origin]


def findings(store: Store, viewer: Viewer, view: View) -> list[Finding]:
    """The findings of the branches of the view that the viewer may read: overdue first, then by state and deadline."""
    return _findings(store, viewer, view.org, view.as_of, view.known_at)


@remembered(64, own=True)
def _findings(store: Store, viewer: Viewer, org: int, as_of: date, known_at: datetime | None) -> list[Finding]:
    snapshot = tree(store, as_of, known_at)
    seen = visible_orgs(store, viewer, "read", as_of)
    holders = _holders(snapshot, snapshot.branches(org))
    orgs = [each for each in holders if seen is None or each in seen]
    moment = {"as_of": as_of, "known_at": known_at or datetime.max}
    rows = store.rows("assessment/findings", {"orgs": orgs, "finding": None, **moment})
    if not rows:
        return []
    texts = _texts(store, viewer, {row["org"] for row in rows}, moment)
    people = names(store, viewer, (person for row in rows for person in row["persons"]))
    found = [read(row, snapshot, holders[row["org"]], texts[row["finding"]], people, as_of) for row in rows]
    order = list(STATES)
    return sorted(found, key=lambda each: (not each.overdue, order.index(each.state), each.due_on, each.finding))


def _holders(snapshot: Tree, branches: Iterable[int]) -> dict[int, int]:
    """Branch → whose its findings are now, for those of some branches: a merged branch's pass to its successor."""
    after = {step.source: step.target for step in snapshot.handovers if not step.split and step.target is not None}
    wanted = set(branches)
    found = {}
    for org in wanted | after.keys():
        last = org
        while last in after and last != after[last]:
            last = after[last] or last
        if last in wanted:
            found[org] = last
    return found


def read(
    row: dict[str, Any], snapshot: Tree, holder: int, texts: dict[str, str], people: dict[int, str], as_of: date
) -> Finding:
    """A row of ``findings.sql`` as a finding."""
    state = _STATE_OF[row["word"]]
    whom = [people.get(person, "（无权查看姓名）") for person in row["persons"]]
    same = (
        "finding org origin matter severity indicator subject duty_due_on opened_on opened_by tested_from due_on since "
        "reopened extended confirmed remedied_on submission"
    ).split()
    return Finding(
        **{name: row[name] for name in same},
        code=snapshot.by_id[row["org"]].code,
        branch=snapshot.by_id[holder].name,
        holder=holder,
        clause=row["clause"] or "",
        period=period_text(row["period"]) if row["period"] else None,
        source=row["source"] or "",
        persons=tuple(row["persons"]),
        answered_by=frozenset(row["answered_by"]),
        state=state,
        overdue=state in OWED and row["due_on"] < as_of,
        sheet=row["sheet"] or "",
        row=row["row"] or 0,
        whom="、".join(dict.fromkeys(whom)),
        facts=texts.get("facts", ""),
        measures=texts.get("measures", ""),
        leader=texts.get("leader", ""),
        person=texts.get("person", ""),
    )


def _texts(store: Store, viewer: Viewer, orgs: set[int], moment: dict[str, Any]) -> dict[int, dict[str, str]]:
    """Finding → field → what was written, as far as the viewer may read it."""
    shield = Shield(store, viewer, orgs)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    readable = sorted(org for org in orgs if shield.readable(org))
    for row in store.rows("assessment/finding_texts", {"orgs": readable, **moment}) if readable else ():
        found[row["finding"]][row["field"]] = shield.text(row["org"], row["text"])
    return found


@dataclass(frozen=True)
class Kept:
    """A file handed in: how it is asked for, its name, kind and size in bytes."""

    event: int
    nth: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Step:
    """One event of a finding's history. ``said``: what was written, in the order of its fields."""

    event: int
    kind: str
    day: date
    by: str
    recorded_at: datetime
    due_on: date | None
    remedied_on: date | None
    submission: int | None
    sheet: str
    row: int
    said: tuple[tuple[str, str], ...]
    files: tuple[Kept, ...]


#: What people write with an event: field -> its word.
FIELDS = {
    "facts": "事实", "measures": "措施", "leader": "责任领导", "person": "责任人", "answer": "整改情况",
    "reason": "理由",
}  # fmt: skip


@remembered(128)
def history(store: Store, viewer: Viewer, view: View, org: int, finding: int) -> list[Step]:
    """What happened to one finding of a branch, as the view's day knew it, first things first."""
    require_org(store, viewer, "read", org)
    rows = store.rows(
        "assessment/finding_history",
        {"org": org, "finding": finding, "as_of": view.as_of, "known_at": view.known_at or datetime.max},
    )
    by, shield = called(store), Shield(store, viewer, [org])
    found = []
    for row in rows:
        texts = {each["field"]: shield.text(org, each["text"]) for each in row["texts"] or ()}
        files = tuple(
            Kept(row["event"], each["nth"], texts.get(f"file-{each['nth']}", "附件"), each["kind"], each["size"])
            for each in (row["files"] or () if shield.readable(org) else ())
        )
        said = tuple((field, texts[field]) for field in FIELDS if texts.get(field))
        plain = {name: row[name] for name in ("event", "kind", "day", "recorded_at", "due_on", "remedied_on")}
        place = {"submission": row["submission"], "sheet": row["sheet"] or "", "row": row["row"] or 0}
        found.append(Step(**plain, **place, by=by(row["account"]), said=said, files=files))
    return found


def kept_file(store: Store, viewer: Viewer, event: int, nth: int) -> tuple[str, str, bytes]:
    """Name, kind and content of a file handed in; it may show people in full: logged. Raises NoAccess, KeyError."""
    row = store.one("assessment/finding_file", {"event": event, "nth": nth})
    if row is None:
        raise KeyError(f"{event}-{nth}")
    require_org(store, viewer, "identify", row["org"])
    audit(store, viewer, "finding_file", row["org"], f"{event}-{nth}")
    return row["name"] or f"附件{nth}.{row['kind']}", row["kind"], bytes(row["content"])

"""Two branches, one member: whom one says it sent and another says it received, and what does not fit.

A viewer sees the side within his scope; of the other side an organisation's name, never a day, a cell or a word it
wrote. People meet by their opaque number: the same ID number anywhere in the store is the same person.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.questions import Question, Trace, rows_by_branch
from data_layer.assessment.view import View
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

#: What may not fit between two ends -> in short, and as it is asked.
GAPS: dict[str, tuple[str, str]] = {
    "no_inflow": ("流入方未列", "流出方写明的流入地支部没有列这名党员"),
    "no_outflow": ("流出方未列", "流入方写明的原支部没有列这名党员外出"),
    "elsewhere": ("流入地不符", "流出方写的流入地不是报流入的支部"),
    "unnamed": ("未写流入地", "流出方没有写流入地党组织"),
    "keeper": ("原支部不符", "流入方写的原支部不是报流出的支部"),
    "apart": ("日期相差过久", "两头的日期相差过久"),
}


@dataclass(frozen=True)
class Side:
    """One end. What lies outside the viewer's scope has its name only: no days, no place, no words."""

    org: int | None
    name: str
    start_on: date | None = None
    end_on: date | None = None
    named: str = ""
    trace: Trace | None = None

    @property
    def seen(self) -> bool:
        """Whether the viewer may read this end."""
        return self.trace is not None


@dataclass(frozen=True)
class Pair:
    """A member's 流出 beside his 流入. ``days`` from the one to the other, None unless both ends are seen.

    ``gaps``: keys of GAPS. A side without an organisation is missing; one with a name only is the branch that the
    other end names, or one outside the viewer's scope.
    """

    person: int
    out: Side
    into: Side
    days: int | None
    gaps: tuple[str, ...]

    @property
    def question(self) -> Question:
        """The pair as a question to the end that is seen (the 流出 end where both are)."""
        own = self.out if self.out.seen else self.into
        traces = tuple(each.trace for each in (self.out, self.into) if each.trace is not None)
        asks = "；".join(GAPS[each][1] for each in self.gaps)
        asks = f"{asks}？" if asks else "两头相符。"
        return Question("pair", own.org or 0, asks, 1, 1, traces, f"{self.person}-{traces[0].submission}", "taken_on")


@remembered(64)
def pairs(store: Store, viewer: Viewer, view: View) -> list[Pair]:
    """Every pair of which the viewer may read an end, what does not fit first.

    Left out: 流出 to where no branch of this store is, and 流入 from such places; they have no other end here. Stays
    that ended more than a year before the view's day are past.
    """
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)
    own = snapshot.by_id.keys() if seen is None else seen
    known = rules(store, view.as_of, view.known_at)

    @cache
    def far(org: int) -> int:
        return int(known.value("inflow_verify_days", (org, *snapshot.ancestors(org)), view.as_of))

    found = []
    for row in _each_once(store, viewer, view):
        pair = _pair(row, snapshot, own, far(row["in_org"] or row["out_org"]))
        if pair is not None:
            found.append(pair)
    return sorted(found, key=lambda each: (not each.gaps, -abs(each.days or 0), each.out.name, each.into.name))


def _each_once(store: Store, viewer: Viewer, view: View) -> list[dict[str, Any]]:
    """Rows of pairs, each of which both its branches know."""
    found = {}
    params = {"as_of_day": view.as_of, "since_on": _year_before(view.as_of)}
    for row in rows_by_branch(store, viewer, view, "pairs", params):
        ends = (row[f"{end}_place"] for end in ("out", "in"))
        found[tuple(end and (end["submission"], end["sheet"], end["row"]) for end in ends)] = row
    return list(found.values())


def _pair(row: dict[str, Any], snapshot: Tree, own: Container[int], far: int) -> Pair | None:
    """Rows as ends, cut down to what may be seen; None where the other end is not in this store."""
    out, into = (_side(row, end, snapshot, own) for end in ("out", "in"))
    gaps, days = [], None
    to = _resolved(snapshot, out.named)
    keeper = _resolved(snapshot, into.named)
    if into.org is None:
        if not to:
            return None
        into = Side(None, "、".join(snapshot.by_id[each].name for each in to))
        gaps.append("no_inflow")
    elif out.org is None:
        if not keeper:
            return None
        out = Side(None, "、".join(snapshot.by_id[each].name for each in keeper))
        gaps.append("no_outflow")
    else:
        if out.seen and not out.named:
            gaps.append("unnamed")
        elif out.seen and not _same(snapshot, to, into.org):
            gaps.append("elsewhere")
        if into.seen and into.named and not _same(snapshot, keeper, out.org):
            gaps.append("keeper")
        if out.start_on is not None and into.start_on is not None:
            days = (into.start_on - out.start_on).days
            if not 0 <= days <= far:
                gaps.append("apart")
    return Pair(row["person"], out, into, days, tuple(gaps))


def _side(row: dict[str, Any], end: str, snapshot: Tree, own: Container[int]) -> Side:
    org = row[f"{end}_org"]
    if org is None:
        return Side(None, "")
    if org not in own:
        return Side(org, snapshot.by_id[org].name)
    place = row[f"{end}_place"]
    trace = Trace(org, row["person"], row[f"{end}_start"], place["submission"], place["sheet"], place["row"])
    return Side(org, snapshot.by_id[org].name, row[f"{end}_start"], row[f"{end}_end"], row[f"{end}_named"] or "", trace)


def _resolved(snapshot: Tree, named: str) -> list[int]:
    return snapshot.resolve_name(named) if named else []


def _same(snapshot: Tree, named: Iterable[int], org: int) -> bool:
    """Whether one of the branches named is this one, or was merged or split with it."""
    return any(each in snapshot.family(org) for each in named)


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))


@remembered(64)
def data_questions(store: Store, viewer: Viewer, view: View) -> list[Question]:
    """What keeps a row from counting for anybody: the same member away from two branches, a name that leads to nobody
    or to several people, a member without an ID number. By branch, the weightiest kind first."""
    require_org(store, viewer, "read", view.org)
    return _data_questions(store, viewer, view)


_ASKS = {
    "none": "{quarter}“{kind}”第 {row} 行的姓名对不上任何流动党员，写的是谁？",
    "two": "{quarter}“{kind}”第 {row} 行的姓名对得上 {n} 人，请在公民身份号码栏写明是哪一人？",
    "unnumbered": "没有有效的公民身份号码，只按姓名记在本支部，号码是多少？",
}
#: kinds of data questions, in the order they are listed, with their names
DATA_KINDS = {"twice": "两个支部同时在外", "none": "姓名对不上人", "two": "姓名对上多人", "unnumbered": "没有身份号码"}


def _data_questions(store: Store, viewer: Viewer, view: View) -> list[Question]:
    snapshot = tree(store, view.as_of, view.known_at)
    found = []
    for row in rows_by_branch(store, viewer, view, "twice_away", {"as_of_day": view.as_of}):
        asks = f"“{snapshot.by_id[row['other']].name}”也把这名党员列为外出，组织关系在哪一边？"
        item = f"{row['person']}-{row['other']}"
        found.append(Question("twice", row["org"], asks, 1, 1, (_trace(row),), item, "certificate_issued"))
    rows: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows_by_branch(store, viewer, view, "untied"):
        rows.setdefault((row["tie"], row["org"], row["submission"], row["sheet"], row["row"]), []).append(row)
    for (tie, org, submission, _, number), same in rows.items():
        quarter = quarters.quarter_words(same[0]["quarter"])
        asks = _ASKS[tie].format(quarter=quarter, kind=same[0]["kind"], row=number, n=len(same))
        traces = tuple(map(_trace, same))
        found.append(Question(tie, org, asks, len(same), len(same), traces, f"{submission}-{same[0]['kind']}-{number}"))
    order = list(DATA_KINDS)
    return sorted(found, key=lambda each: (order.index(each.kind), snapshot.by_id[each.org].code, each.item))


def _trace(row: dict[str, Any]) -> Trace:
    return Trace(row["org"], row["person"], row["day"], row["submission"], row["sheet"], row["row"])

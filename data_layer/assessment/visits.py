"""实地督查 as a day knew it: plans, visits, how many branches somebody has been to, and what choosing by risk is worth.

A visit is what its events leave: planned → done, or dropped. What was found is the last word on every claim.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment import figures
from data_layer.assessment.shield import Shield
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.store import Store

PURPOSES = {"supervise": "督查", "research": "调研", "guide": "指导"}
WAYS = {"risk": "按风险", "chance": "随机", "person": "人工增加"}
STATES = {"planned": "待前往", "done": "已完成", "dropped": "已取消"}
RESULTS = {"true": "账实相符", "false": "不符", "unknown": "无法核实"}


@dataclass(frozen=True)
class Plan:
    """A plan of visits over a period; ``seed`` repeats its random part."""

    plan: int
    org: int
    day: date
    from_on: date
    until: date
    purpose: str
    seed: int
    by_risk: int
    by_chance: int


@dataclass(frozen=True)
class Visit:
    """A branch to be visited. ``reasons``: why, as sentences with numbers (as far as the viewer may read);
    ``held`` ``failed`` ``unknown``: claims found so, not so, not to be settled."""

    visit: int
    plan: int
    org: int
    code: str
    branch: str
    purpose: str
    way: str
    stratum: str
    stratum_size: int
    stratum_drawn: int
    from_on: date
    until: date
    seed: int
    state: str
    done_on: date | None
    held: int
    failed: int
    unknown: int
    reasons: tuple[str, ...]
    dropped_because: str

    @property
    def why(self) -> str:
        """How it was chosen, in words."""
        if self.way == "chance":
            return f"随机：{self.stratum} {self.stratum_size} 个支部中抽 {self.stratum_drawn} 个"
        return "；".join(self.reasons)


@dataclass(frozen=True)
class Hits:
    """Visited branches chosen one way, and those of them where something did not hold."""

    way: str
    found: int
    visited: int


@dataclass(frozen=True)
class Coverage:
    """Branches with somebody away, and those visited in the year up to the view's day."""

    visited: int
    whole: int


def visits(store: Store, viewer: Viewer, view: View) -> list[Visit]:
    """The visits to branches of the view that the viewer may read, latest plan first."""
    return _visits(store, viewer, view.org, view.as_of, view.known_at)


@remembered(64)
def _visits(store: Store, viewer: Viewer, org: int, as_of: date, known_at: datetime | None) -> list[Visit]:
    seen = visible_orgs(store, viewer, "read", as_of)
    orgs = [each for each in tree(store, as_of, known_at).branches(org) if seen is None or each in seen]
    return of_branches(store, viewer, orgs, as_of, known_at)


def of_branches(
    store: Store, viewer: Viewer, orgs: Sequence[int], as_of: date, known_at: datetime | None, visit: int | None = None
) -> list[Visit]:
    """The visits to some branches: those of them that the viewer may read, or whose papers are open to them."""
    moment = {"as_of": as_of, "known_at": known_at or datetime.max}
    seen = [visible_orgs(store, viewer, right, as_of) for right in ("read", "onsite") if viewer.may(right)]
    known_to = [org for org in orgs if any(each is None or org in each for each in seen)]
    rows = store.rows("assessment/visits", {"orgs": known_to, "visit": visit, **moment})
    if not rows:
        return []
    texts = _texts(store, viewer, {row["org"] for row in rows}, moment["known_at"])
    known = tree(store, as_of, known_at).by_id
    found = []
    for row in rows:
        said = texts.get(row["visit"], {})
        found.append(
            Visit(
                row["visit"], row["plan"], row["org"], known[row["org"]].code, known[row["org"]].name, row["purpose"],
                row["way"], row["stratum"] or "", row["stratum_size"] or 0, row["stratum_drawn"] or 0,
                row["from_on"], row["until"], row["seed"], "planned" if row["kind"] == "chosen" else row["kind"],
                row["done_on"], row["held"], row["failed"], row["unknown"],
                tuple(text for field, text in sorted(said.items()) if field.startswith("reason")),
                texts.get(row["dropped"] or 0, {}).get("reason", ""),
            )
        )  # fmt: skip
    order = list(WAYS)
    return sorted(found, key=lambda each: (-each.plan, order.index(each.way), each.visit))


def _texts(store: Store, viewer: Viewer, orgs: Iterable[int], known_at: Any) -> dict[int, dict[str, str]]:
    """Event → field → text, as the viewer may read it."""
    wanted = sorted(set(orgs))
    shield, found = Shield(store, viewer, wanted), defaultdict[int, dict[str, str]](dict)
    for row in store.rows("assessment/visit_texts", {"orgs": wanted, "known_at": known_at}):
        if text := shield.text(row["org"], row["text"]):
            found[row["event"]][row["field"]] = text
    return found


def plans(store: Store, viewer: Viewer, view: View) -> list[Plan]:
    """The plans made for the view's organisation or below it, latest first."""
    seen = visible_orgs(store, viewer, "read", view.as_of)
    orgs = [each for each in tree(store, view.as_of, view.known_at).below(view.org) if seen is None or each in seen]
    moment = {"as_of": view.as_of, "known_at": view.known_at or datetime.max}
    rows = store.rows("assessment/visit_plans", {"orgs": orgs, **moment})
    return [Plan(**{name: row[name] for name in Plan.__dataclass_fields__}) for row in rows]


def coverage(store: Store, viewer: Viewer, view: View) -> Coverage:
    """督查覆盖 of the view's year so far."""
    away = {each.org for each in figures.away(store, viewer, view)}
    done = {
        each.org
        for each in visits(store, viewer, view)
        if each.done_on is not None and each.done_on.year == view.as_of.year
    }
    return Coverage(len(done & away), len(away))


def hits(found: Iterable[Visit]) -> list[Hits]:
    """Own hit rate: of the branches visited, chosen by risk and by chance, how many had something that did not hold."""
    listed = [each for each in found if each.state == "done"]
    return [
        Hits(way, sum(each.failed > 0 for each in listed if each.way == way), sum(each.way == way for each in listed))
        for way in ("risk", "chance")
    ]

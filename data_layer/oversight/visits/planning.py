"""A plan of visits: the branches that weigh most, and a random part from a printed seed; a person adds and drops.

The random part is drawn from all branches that could be visited, also those chosen by risk: only so does it say
something about all of them. A branch chosen both ways is a random one.
"""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import clock
from data_layer.access import Viewer, audit, require_org
from data_layer.assessment.view import View
from data_layer.assessment.visits import PURPOSES, Visit, of_branches
from data_layer.organisations import tree_in
from data_layer.oversight.visits.choosing import Candidate, candidates
from data_layer.oversight.visits.sampling import Drawn, draw
from data_layer.oversight.writing import OversightProblem, keep_texts, require_any, written
from data_layer.store import Store, Writer

MOST = 200


@dataclass(frozen=True)
class Proposed:
    """Whom a plan would visit. The two parts share no branch."""

    seed: int
    risk: tuple[Candidate, ...]
    chance: tuple[tuple[Candidate, Drawn], ...]


def propose(
    store: Store, viewer: Viewer, view: View, by_risk: int, by_chance: int, seed: int | None = None
) -> Proposed:
    """Choose without recording anything; the same seed over the same branches gives the same. Needs ``read``."""
    seed = secrets.randbelow(10**6) if seed is None else seed
    found = candidates(store, viewer, view)
    strata: dict[str, list[str]] = defaultdict(list)
    for each in found:
        strata[each.stratum].append(each.code)
    by_code = {each.code: each for each in found}
    chance = [(by_code[each.key], each) for each in draw(strata, by_chance, seed)]
    taken = {each.org for each, _ in chance}
    return Proposed(seed, tuple([each for each in found if each.org not in taken][:by_risk]), tuple(chance))


def plan(
    store: Store, viewer: Viewer, view: View, from_on: date, until: date, *, by_risk: int, by_chance: int,
    purpose: str = "supervise", seed: int | None = None,
) -> int:  # fmt: skip
    """Record a plan; returns its number. Raises OversightProblem, NoAccess (needs ``inspect`` on the organisation)."""
    require_org(store, viewer, "inspect", view.org)
    if purpose not in PURPOSES:
        raise OversightProblem("没有这种督查方式")
    if until < from_on or until < view.today:
        raise OversightProblem("计划的截止日不能早于开始日，也不能早于今天")
    if by_risk < 0 or by_chance < 0 or not 0 < by_risk + by_chance <= MOST:
        raise OversightProblem(f"一次计划 1 至 {MOST} 个支部")
    if view.looking_back:
        raise OversightProblem("正在回看从前，请回到今天再安排督查")
    if seed is not None and not 0 <= seed < 2**63:
        raise OversightProblem("种子应是不太大的非负整数")
    chosen = propose(store, viewer, view, by_risk, by_chance, seed)
    if not chosen.risk and not chosen.chance:
        raise OversightProblem("没有可以前往的支部：还没有支部有流动党员，也没有支部漏报")
    with store.write() as w:
        number = w.next_id("event")
        w.append(
            "visit_plan",
            [{"event": number, "org": view.org, "day": w.at.date(), "from_on": from_on, "until": until,
              "purpose": purpose, "seed": chosen.seed, "by_risk": by_risk, "by_chance": by_chance,
              "account": viewer.account}],
        )  # fmt: skip
        for each, drawn in chosen.chance:
            place = {"stratum": drawn.stratum, "stratum_size": drawn.size, "stratum_drawn": drawn.drawn}
            _choose(w, viewer, number, each.org, "chance", [reason.sentence for reason in each.reasons], place)
        for each in chosen.risk:
            _choose(w, viewer, number, each.org, "risk", [reason.sentence for reason in each.reasons])
        audit(w, viewer, "visit_planned", org=view.org, object=f"{number}")
    return number


def add(store: Store, viewer: Viewer, plan: int, org: int, reason: str) -> int:
    """A person adds a branch, with the reason; returns the visit's number. Needs ``inspect`` on the branch."""
    require_org(store, viewer, "inspect", org)
    text = written(reason, "增加的理由")
    with store.write() as w:
        if w.one("oversight/visit_plan", {"plan": plan}) is None:
            raise OversightProblem("没有这个编号的督查计划")
        found = tree_in(w).by_id.get(org)
        if found is None or not found.is_branch or found.abolished is not None:
            raise OversightProblem("只能增加在册的党支部")
        if any(row["plan"] == plan and row["kind"] != "dropped" for row in _rows(w, org)):
            raise OversightProblem("这个支部已经在计划里")
        number = _choose(w, viewer, plan, org, "person", [text])
        audit(w, viewer, "visit_added", org=org, object=f"{number}")
    return number


def drop(store: Store, viewer: Viewer, visit: int, reason: str) -> None:
    """A person drops a branch, with the reason; it stays in the history. Needs ``inspect`` on the branch."""
    text = written(reason, "取消的理由")
    with store.write() as w:
        org = branch_of(w, visit)
        require_org(store, viewer, "inspect", org)
        row = held(w, org, visit)
        if row["kind"] != "chosen":
            raise OversightProblem("只能取消还没有前往的")
        event = append(w, viewer, row, "dropped", w.at.date())
        keep_texts(w, event, org, {"reason": text})
        audit(w, viewer, "visit_dropped", org=org, object=f"{visit}")


def visit_of(store: Store, viewer: Viewer, visit: int, *rights: str) -> Visit:
    """One visit for whoever has one of the rights on its branch. Raises OversightProblem, NoAccess."""
    row = store.one("oversight/visit_org", {"visit": visit})
    if row is None:
        raise OversightProblem("没有这个编号的督查")
    require_any(store, viewer, row["org"], *rights)
    return of_branches(store, viewer, [row["org"]], clock.today(), None, visit)[0]


def append(w: Writer, viewer: Viewer, held: dict[str, Any], kind: str, day: date) -> int:
    """Append what became of a visit; returns the event's number."""
    event = w.next_id("event")
    made = {"event": event, "visit": held["visit"], "plan": held["plan"], "org": held["org"], "kind": kind, "day": day}
    w.append("visit_event", [{**made, "account": viewer.account}])
    return event


def _choose(
    w: Writer, viewer: Viewer, plan: int, org: int, way: str, reasons: list[str], place: dict[str, Any] | None = None
) -> int:
    number = w.next_id("event")
    made = {"event": number, "visit": number, "plan": plan, "org": org, "kind": "chosen", "day": w.at.date()}
    w.append("visit_event", [{**made, "way": way, **(place or {}), "account": viewer.account}])
    keep_texts(w, number, org, {f"reason-{nth:02}": text for nth, text in enumerate(reasons, start=1)})
    return number


def branch_of(w: Writer, visit: int) -> int:
    """The branch of a visit. Raises OversightProblem."""
    row = w.one("oversight/visit_org", {"visit": visit})
    if row is None:
        raise OversightProblem("没有这个编号的督查")
    return int(row["org"])


def _rows(w: Writer, org: int, visit: int | None = None) -> list[dict[str, Any]]:
    moment = {"as_of": w.at.date(), "known_at": datetime.max}
    return w.rows("assessment/visits", {"orgs": [org], "visit": visit, **moment})


def held(w: Writer, org: int, visit: int) -> dict[str, Any]:
    """A visit as it stands under the lock."""
    return _rows(w, org, visit)[0]

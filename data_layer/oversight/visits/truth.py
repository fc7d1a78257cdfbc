"""How far the quarterly contact rate is true: members drawn by chance of those a branch says it has contacted, rung up.

Only whom a branch claims to have contacted is drawn; what it says it missed needs no check. So the true rate is the
self-reported one times the share of claims that hold. What visits found is never in it: risk may have chosen them.
"""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.assessment.lists import names
from data_layer.assessment.view import View
from data_layer.assessment.visits import RESULTS
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.oversight.visits.choosing import stratum_of
from data_layer.oversight.visits.estimate import Answered, Estimate, estimate
from data_layer.oversight.visits.sampling import draw, merged
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store

SIZE = 60
SCRIPT = "您好，这里是党（工）委。有人联系过您吗，什么时候，谁，谈了什么？"


@dataclass(frozen=True)
class Rung:
    """One member to be rung. ``result``: "" until somebody rang; ``unknown``: rung and not reached."""

    org: int
    branch: str
    person: int
    who: str
    stratum: str
    size: int
    met_on: date | None
    cell: str
    result: str


@dataclass(frozen=True)
class Truth:
    """A draw: self-reported rate claimed/closed on its day, and what those rung say of the claims."""

    draw: int
    quarter: str
    seed: int
    claimed: int
    closed: int
    members: tuple[Rung, ...]
    share: Estimate | None

    @property
    def true_rate(self) -> tuple[float, float, float] | None:
        """Estimated true rate with its interval; None while nobody has answered."""
        if self.share is None or not self.closed:
            return None
        rate = self.claimed / self.closed
        return rate * self.share.share, rate * self.share.low, rate * self.share.high


def make(store: Store, viewer: Viewer, view: View, seed: int | None = None, size: int = SIZE) -> int:
    """Draw for the view's quarter; returns the draw's number. One a quarter and organisation.

    Needs ``inspect`` on the organisation. Raises OversightProblem.
    """
    require_org(store, viewer, "inspect", view.org)
    if view.closed is None or view.quarter > view.closed:
        raise OversightProblem("这一季还没有截止，截止后再抽")
    now = tree(store)
    found = obligations(store, viewer, org=view.org, indicator="contact_quarterly", period=view.quarter)
    closed = [each for each in found if each.closed and not each.exempt and each.person is not None]
    claims = {f"{each.org_code} {each.subject}": each for each in closed if each.state == "met"}
    if not claims:
        raise OversightProblem("这一季没有支部报告联系上的党员，没有可抽的")
    strata: dict[str, list[str]] = defaultdict(list)
    for key, each in claims.items():
        strata[stratum_of(now, each.org)].append(key)
    seed = secrets.randbelow(10**6) if seed is None else seed
    drawn = draw(merged(strata, size), size, seed)
    quarter = quarters.parse_quarter(view.quarter)
    with store.write() as w:
        ever = {"as_of": date.max, "known_at": datetime.max}
        if w.rows("oversight/draws", {"org": view.org, "quarter": quarter, **ever}):
            raise OversightProblem("这一季已经抽过；为了不挑样本，一季只抽一次")
        number = w.next_id("event")
        w.append(
            "draw_event",
            [{"event": number, "org": view.org, "day": w.at.date(), "quarter": quarter, "seed": seed,
              "claimed": len(claims), "closed": len(closed), "account": viewer.account}],
        )  # fmt: skip
        w.append(
            "draw_member",
            [
                {"event": number, "org": claims[each.key].org, "nth": nth, "person": claims[each.key].person,
                 "subject": claims[each.key].subject, "stratum": each.stratum, "stratum_size": each.size,
                 "met_on": claims[each.key].met_on, "submission": claims[each.key].submission,
                 "sheet": claims[each.key].sheet, "row": claims[each.key].row}
                for nth, each in enumerate(drawn, start=1)
            ],
        )  # fmt: skip
        audit(w, viewer, "draw_made", org=view.org, object=f"{number}")
    return number


def truth(store: Store, viewer: Viewer, view: View) -> Truth | None:
    """The draw of the view's organisation and quarter and what came of it, as the view's day knew it; None: not drawn.

    Needs ``identify``.
    """
    require_org(store, viewer, "identify", view.org)
    if not view.quarter:
        return None
    moment = {"as_of": view.as_of, "known_at": view.known_at or datetime.max}
    asked = {"org": view.org, "quarter": quarters.parse_quarter(view.quarter), **moment}
    head = next(iter(store.rows("oversight/draws", asked)), None)
    if head is None:
        return None
    rows = store.rows("oversight/draw_members", {"draw": head["draw"], **moment})
    called, known = names(store, viewer, (row["person"] for row in rows)), tree(store).by_id
    members = tuple(
        Rung(row["org"], known[row["org"]].name, row["person"], called.get(row["person"], "（无权查看姓名）"),
             row["stratum"], row["stratum_size"], row["met_on"], f"{row['sheet']} 第 {row['row']} 行", row["result"])
        for row in rows
    )  # fmt: skip
    share = estimate([Answered(each.stratum, each.size, each.result or "unknown") for each in members])
    return Truth(head["draw"], view.quarter, head["seed"], head["claimed"], head["closed"], members, share)


def answer(store: Store, viewer: Viewer, found: Truth, org: int, person: int, result: str, day: date) -> None:
    """What a member said on the phone; the last word counts. Needs ``inspect`` on the branch."""
    require_org(store, viewer, "inspect", org)
    if result not in RESULTS or not any((each.org, each.person) == (org, person) for each in found.members):
        raise OversightProblem("不在抽到的名单里，请刷新后再填")
    if day > clock.today():
        raise OversightProblem("打电话的日期不能在今天以后")
    with store.write() as w:
        said = {"event": w.next_id("event"), "draw": found.draw, "org": org, "person": person, "result": result}
        w.append("draw_answer", [{**said, "day": day, "account": viewer.account}])
        audit(w, viewer, "draw_answered", org=org, object=f"{found.draw}")

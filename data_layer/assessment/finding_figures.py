"""What 整改销号 shows above its list: how many stand where, as at the end of the quarter before, and at which place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from data_layer import clock, quarters
from data_layer.access import Viewer, require_org
from data_layer.assessment.findings import OWED, STATES, Finding, findings
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.store import Store

#: Parts of a bar: overdue ones apart from those that still have time.
PARTS = ("超期", *(STATES[state] for state in ("waiting", "open", "doing")))


@dataclass(frozen=True)
class Standing:
    """Findings by where they stand on a day. ``opened``, ``closed``, ``in_time``: of the day's year (by its day of
    closing; in time: not after the deadline). ``reopened``: unsettled ones that were closed once."""

    unsettled: int
    overdue: int
    waiting: int
    reopened: int
    opened: int
    closed: int
    in_time: int


def standing(found: Sequence[Finding], day: date) -> Standing:
    """The counts of a list as a day knew it."""
    unsettled = [each for each in found if each.unsettled]
    closed = [each for each in found if each.state == "closed" and each.since.year == day.year]
    return Standing(
        unsettled=len(unsettled),
        overdue=sum(each.overdue for each in found),
        waiting=sum(each.state == "waiting" for each in found),
        reopened=sum(each.reopened > 0 for each in unsettled),
        opened=sum(each.opened_on.year == day.year and each.state != "dropped" for each in found),
        closed=len(closed),
        in_time=sum(each.since <= each.due_on for each in closed),
    )


def standing_before(store: Store, viewer: Viewer, view: View) -> tuple[date, Standing]:
    """The last day of the quarter before the view's day, and how the findings stood then."""
    day = quarters.last_day(quarters.quarter_of(view.as_of) - 1)
    then = replace(view, as_of=day, known_at=clock.end_of(day))
    return day, standing(findings(store, viewer, then), day)


@dataclass(frozen=True)
class Place:
    """An organisation right below the view's, with its unsettled findings in the order of PARTS."""

    code: str
    name: str
    numbers: tuple[int, ...]


def by_place(store: Store, viewer: Viewer, view: View, found: Sequence[Finding], limit: int = 12) -> list[Place]:
    """Where the unsettled findings are: most overdue first, then most; places without any are left out."""
    require_org(store, viewer, "read", view.org)
    now = tree(store, view.as_of, view.known_at)
    at: dict[int, Counter[str]] = {}
    below = {org: child for child in now.children(view.org) for org in now.below(child)}
    for each in found:
        if each.unsettled and each.holder in below:
            late = each.overdue and each.state in OWED
            at.setdefault(below[each.holder], Counter())["超期" if late else STATES[each.state]] += 1
    places = [
        Place(now.by_id[org].code, now.by_id[org].name, tuple(counts[part] for part in PARTS))
        for org, counts in at.items()
    ]
    return sorted(places, key=lambda each: (-each.numbers[0], -sum(each.numbers), each.code))[:limit]

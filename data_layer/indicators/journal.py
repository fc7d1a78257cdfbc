"""The journal of counts: what pages show, kept by signed increments.

Between two changes of a branch's facts, the state of each of its obligations is a fixed function of the day. So the
journal holds, per branch, counts keyed by the days that decide the state; a refresh appends only what differs from the
sum so far, effective from the day of the change (or the later day on which it begins to count). Any day's figures are
one SUM over ``from_day <= day``, days pass without a write, and a nightly refresh doubles as an audit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from data_layer import clock, quarters
from data_layer.indicators import frame as frames
from data_layer.indicators.compose import catalogue, statement
from data_layer.organisations import Tree, tree, tree_in
from data_layer.organisations.parameters import Rules, rules, rules_in
from data_layer.store import Store, Writer

_CHUNK = 400  # branches a statement; bounds memory at province size


def refresh(w: Writer, orgs: Iterable[int]) -> list[int]:
    """Bring the journal of branches (and of those that share people with them) up to the open transaction; says which
    these are."""
    now = tree_in(w)
    known = {org for org in orgs if org in now.by_id and now.by_id[org].is_branch}
    if not known:
        return []
    wanted = sorted(org for org in frames.related(w, now, known) if now.by_id[org].is_branch)
    today = w.at.date()
    held = rules_in(w, today)
    horizon = quarters.last_day(quarters.quarter_of(today) + 1)
    state = w.rows("indicators/journal_state", {"orgs": wanted})
    # what only time brought must count from its own opening day, so it is entered before today's change
    behind = {row["org"]: row["change_day"] for row in state if row["horizon"] < horizon and row["change_day"] < today}
    # … by the tree and the rules as they were before this transaction
    _in_chunks(w, tree(w.committed, today), rules(w.committed, today), behind, today)
    _in_chunks(w, now, held, dict.fromkeys(wanted, today), today)
    return wanted


def _in_chunks(w: Writer, now: Tree, held: Rules, days: Mapping[int, date], today: date) -> None:
    orgs = sorted(days)
    for start in range(0, len(orgs), _CHUNK):
        _refresh_at(w, now, held, {org: days[org] for org in orgs[start : start + _CHUNK]}, today)


def _refresh_at(w: Writer, now: Tree, held: Rules, days: Mapping[int, date], today: date) -> None:
    """Append what changes the counts of branches, each as of its own day of change."""
    through = quarters.quarter_of(max(today, *days.values())) + 1
    moments = {org: frames.Moment(days[org], clock.end_of(days[org]), ahead=True) for org in days}
    late = max(days.values())
    for org in frames.related(w, now, days) - moments.keys():
        # a sharing branch outside this call is seen at the latest of the days: calls take whole groups
        moments[org] = frames.Moment(late, clock.end_of(late), ahead=True)
    frame = frames.build(moments, days, through, now, held)
    frames.aliases(w, frame, moments)
    heads = catalogue()
    frame.lists("i_", ("id", "number"), [(h.id, h.number) for h in heads])
    wanted_counts = w.composed_table(statement("_journal", tuple(h.id for h in heads), frame.empty), frame.params)
    orgs = sorted(days)
    with w.with_table("wanted_counts", wanted_counts):
        delta = w.table("indicators/journal_delta", {"orgs": orgs, "days": [days[org] for org in orgs]})
    w.append("journal", delta)
    horizon = quarters.last_day(through)
    w.append("journal_refresh", [{"org": org, "change_day": days[org], "horizon": horizon} for org in orgs])


def look_ahead(store: Store) -> int:
    """Extend journals that do not look ahead to the end of the next quarter; returns how many branches.

    Nothing has changed for them but time, so what appears counts from its own opening day, not from today.
    """
    today = clock.today()
    horizon = quarters.last_day(quarters.quarter_of(today) + 1)
    if not store.rows("indicators/journal_horizon", {"day": horizon}):
        return 0
    with store.write() as w:
        behind = {row["org"]: row["change_day"] for row in w.rows("indicators/journal_horizon", {"day": horizon})}
        _in_chunks(w, tree_in(w), rules_in(w, today), behind, today)
        return len(behind)


def rebuild(store: Store, founded_on: date | None = None, orgs: Iterable[int] | None = None) -> None:
    """Write the journal of a store filled in bulk: round k takes every branch at its own k-th day of change.

    ``founded_on``: the day the organisations and parameters are taken to have been known (default: today).
    ``orgs``: these branches only, whole groups of those that share people (default: all).
    """
    with store.write() as w:
        now, held = tree_in(w), rules_in(w, clock.today())
        rounds: list[dict[int, date]] = [
            dict.fromkeys(now.branches() if orgs is None else orgs, founded_on or clock.today())
        ]
        changes: dict[int, list[date]] = defaultdict(list)
        for row in w.rows("indicators/change_days"):
            if row["org"] in rounds[0]:
                changes[row["org"]].append(row["day"])
        for org, days in changes.items():
            later = [day for day in days if day > rounds[0][org]]
            for nth, day in enumerate(later, start=1):
                if nth == len(rounds):
                    rounds.append({})
                rounds[nth][org] = day
        today = clock.today()
        for each in rounds:
            _in_chunks(w, now, held, each, today)

"""Signals of going through the motions: questions with their evidence, one SQL file each, never a score.

A signal returns the rows that raise it; the sentence stands in its header. Thresholds are the design's: three members
or quarters make a pattern; silence is asked about where the branch itself declares what would be counted.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.board import Board
from data_layer.assessment.figures import board
from data_layer.assessment.questions import Question, Trace, rows_by_branch, scope
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.indicators.frame import spring_festival
from data_layer.organisations import Tree
from data_layer.organisations.parameters import Rules, rules
from data_layer.store import Store

_FILES = Path(__file__).resolve().parent / "sql" / "signals"
_HEADER = re.compile(r"^-- (number|name|asks|marks|obligations): (.*)$", re.MULTILINE)
#: Members, rows or quarters that make a pattern.
SAME = 3
#: Below this many away, nobody coming home for the festival means nothing.
SOME = 5
#: Below this many, that none is in hardship, or none of the certificates has a fault, means nothing.
MANY = 10


@dataclass(frozen=True)
class Signal:
    """One file: its id, place in the list, name, question, the indicator whose columns to look at, and the indicators
    it reads from the list of duties."""

    id: str
    number: int
    name: str
    asks: str
    marks: str
    obligations: tuple[str, ...]


@cache
def catalogue() -> tuple[Signal, ...]:
    """Every signal, in order of number."""
    found = []
    for path in _FILES.glob("*.sql"):
        head = dict(_HEADER.findall(path.read_text(encoding="utf-8")))
        needed = tuple(str(head.get("obligations", "")).split())
        found.append(Signal(path.stem, int(head["number"]), head["name"], head["asks"], head["marks"], needed))
    return tuple(sorted(found, key=lambda each: each.number))


@remembered(64)
def signals(store: Store, viewer: Viewer, view: View) -> dict[str, list[Question]]:
    """Signal → its questions in the view's quarter (patterns over time: the four quarters up to it), strongest first.

    Every signal is a key, also the ones nobody raises.
    """
    require_org(store, viewer, "read", view.org)
    if not view.quarter:
        return {each.id: [] for each in catalogue()}
    return _all(store, viewer, view)


def by_branch(found: Mapping[str, Sequence[Question]]) -> list[Question]:
    """All questions in one list: branches that raise the most kinds of them first, a branch's own together."""
    every = [each for questions in found.values() for each in questions]
    kinds: dict[int, set[str]] = defaultdict(set)
    for each in every:
        kinds[each.org].add(each.kind)
    return sorted(every, key=lambda each: (-len(kinds[each.org]), each.org))


def _all(store: Store, viewer: Viewer, view: View) -> dict[str, list[Question]]:
    quarter = quarters.parse_quarter(view.quarter)
    params = {
        "quarter": quarter,
        "first_on": quarters.first_day(quarter),
        "last_on": quarters.last_day(quarter),
        "since": quarter - 3,
        "since_on": quarters.first_day(quarter - 3),
        "last_seen": view.as_of,
        "known_by": view.known_at or datetime.max,
        "same": SAME,
        "some": SOME,
        "many": MANY,
    }
    snapshot, branches = scope(store, viewer, view)
    params |= _homecoming(branches, snapshot, rules(store, view.as_of, view.known_at), quarter)
    found = {}
    for each in catalogue():
        only = _complete(board(store, viewer, view), view, each.obligations) if each.obligations else None
        rows = rows_by_branch(store, viewer, view, f"signals/{each.id}", params, each.obligations, only)
        found[each.id] = _questions(each, rows, snapshot)
    return found


def _homecoming(branches: Sequence[int], snapshot: Tree, known: Rules, quarter: int) -> dict[str, list[Any]]:
    """The Spring Festival's window of each branch, in both years that the four quarters up to one touch."""
    found = []
    for year in sorted({(quarter - 3) // 4, quarter // 4}):
        day, begins = spring_festival(year), date(year, 1, 1)
        for org in branches:
            path = (org, *snapshot.ancestors(org, begins))
            before, after = (
                timedelta(days=int(known.value(name, path, begins)))
                for name in ("spring_before_days", "spring_after_days")
            )
            found.append((org, day - before, day + after))
    orgs, first, last = zip(*found, strict=True) if found else ((), (), ())
    return {"home_org": list(orgs), "home_from": list(first), "home_to": list(last)}


def _complete(held: Board, view: View, indicators: Sequence[str]) -> set[int]:
    """Branches that met the first indicator in full in the quarter, and missed something of the others in its year: the
    journal knows, so that nobody else's duties need be listed."""
    first, *others = indicators
    return {
        org
        for org, tally in held.by_org(first, view.quarter).items()
        if tally.closed and tally.closed_met == tally.closed
        and any(held.of(each, view.quarter[:4], org).missed for each in others)
    }  # fmt: skip


def _questions(signal: Signal, rows: list[dict[str, Any]], snapshot: Tree) -> list[Question]:
    """Rows of one branch and item are one question."""
    grouped: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["org"], row["item"]].append(row)
    found = []
    for (org, item), members in grouped.items():
        first = members[0]
        other = snapshot.by_id.get(first.get("other") or 0)
        asks = signal.asks.format(
            n=first["n"],
            whole=first["whole"],
            other=other.name if other else "另一支部",
            festival=header(item).name.removesuffix("联系慰问") if item.endswith("_contact") else "",
        )
        traces = sorted(
            {Trace(*(row[name] for name in ("org", "person", "day", "submission", "sheet", "row"))) for row in members},
            key=lambda each: (each.submission, each.sheet, each.row, each.person or 0),
        )
        found.append(Question(signal.id, org, asks, first["n"], first["whole"], tuple(traces), item, signal.marks))
    return sorted(found, key=lambda each: (-each.number, each.whole, snapshot.by_id[each.org].code, each.item))

"""The organisation tree as it stood on a day, as far as it was known at a time."""

import bisect
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from data_layer import clock
from data_layer.store import Store, Writer

BRANCH = "党支部"
_TABLE = "organisation_event"


@dataclass(frozen=True)
class Organisation:
    """One organisation on the tree's day. ``abolished`` is the day it ended (merged or abolished), if it has."""

    org: int
    code: str
    name: str
    type: str
    parent: int | None
    branch_class: str | None
    is_unit: bool
    founded: date
    abolished: date | None = None
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()

    @property
    def is_branch(self) -> bool:
        """Whether it keeps members itself and owes ledgers."""
        return self.type == BRANCH


@dataclass(frozen=True)
class Handover:
    """From ``day`` on, what ``source`` held passes to ``target`` (None: to nobody).

    ``split`` handovers concern only the spells that the target itself lists.
    """

    source: int
    target: int | None
    day: date
    split: bool


def match_key(text: str) -> str:
    """Organisation names and codes are compared after NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Tree:
    """An immutable snapshot. Organisations merged or abolished by its day stay in it, under their last parent."""

    as_of: date
    by_id: dict[int, Organisation]
    handovers: tuple[Handover, ...]
    parents: dict[int, tuple[tuple[date, int | None], ...]] = field(repr=False)

    @cached_property
    def by_code(self) -> dict[str, int]:
        """Code → organisation."""
        return {found.code: found.org for found in self.by_id.values()}

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = defaultdict(list)
        for organisation in sorted(self.by_id.values(), key=lambda o: o.code):
            parent = organisation.parent if organisation.parent in self.by_id else None
            found[parent].append(organisation.org)
        return found

    @property
    def roots(self) -> list[int]:
        """Organisations without a parent, by code."""
        return self._children[None]

    def children(self, org: int) -> list[int]:
        """Directly below, by code."""
        return self._children.get(org, [])

    def below(self, org: int) -> list[int]:
        """The organisation itself and all below it, parents before children; nothing on a day that does not know it."""
        found = [org] if org in self.by_id else []
        for each in found:
            found.extend(self.children(each))
        return found

    def branches(self, org: int | None = None) -> list[int]:
        """Branches at or below an organisation (None: all), the ended ones too."""
        within: Iterable[int] = self.by_id if org is None else self.below(org)
        return [each for each in within if self.by_id[each].is_branch]

    def ancestors(self, org: int, on: date | None = None) -> list[int]:
        """Organisations above, nearest first; with ``on``, along the tree of that day."""
        found: list[int] = []
        above = self._parent(org, on)
        while above is not None and above in self.by_id and above not in found:
            found.append(above)
            above = self._parent(above, on)
        return found

    def _parent(self, org: int, on: date | None) -> int | None:
        history = self.parents[org]
        if on is None or len(history) == 1:
            return history[-1][1]
        return history[max(bisect.bisect_right(history, on, key=lambda step: step[0]) - 1, 0)][1]

    def unit_of(self, org: int) -> int | None:
        """The assessment unit that judges an organisation: itself or the nearest flagged ancestor."""
        for each in (org, *self.ancestors(org)):
            if self.by_id[each].is_unit:
                return each
        return None

    @cached_property
    def _names(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for o in self.by_id.values():
            for text in {match_key(t) for t in (o.name, o.code, *o.aliases, *o.former_names)}:
                found[text].append(o.org)
        return found

    def resolve_name(self, text: str) -> list[int]:
        """Branches that go by a name, code, recorded alias or former name. Several: ask, never guess."""
        return [org for org in self._names.get(match_key(text), []) if self.by_id[org].is_branch]

    @cached_property
    def _families(self) -> dict[int, frozenset[int]]:
        group: dict[int, set[int]] = {}
        for step in self.handovers:
            if step.target is not None:
                joined = group.get(step.source, {step.source}) | group.get(step.target, {step.target})
                for each in joined:
                    group[each] = joined
        return {org: frozenset(members) for org, members in group.items()}

    def family(self, org: int) -> frozenset[int]:
        """Branches tied to this one by merging, splitting or succession, itself included."""
        return self._families.get(org, frozenset((org,)))


def _events(store: Store) -> list[dict[str, Any]]:
    version = store.version(_TABLE)
    found: list[dict[str, Any]] = store.cached(_TABLE, version, lambda: store.rows("organisations/events"))
    return found


def tree(store: Store, as_of: date | None = None, known_at: datetime | None = None) -> Tree:
    """The tree on a day (default today), as known at a time (default now). Cached until an event is added."""
    day = as_of or clock.today()
    key = ("tree_of", day, known_at)
    return cast(Tree, store.cached(key, store.version(_TABLE), lambda: _snapshot(store, day, known_at)))


def _snapshot(store: Store, day: date, known_at: datetime | None) -> Tree:
    events = [e for e in _events(store) if e["day"] <= day and (known_at is None or e["recorded_at"] <= known_at)]
    version = (events[-1]["event"] if events else 0, len(events))
    held: Tree = store.cached(("tree", version), version, lambda: build(events, day))
    return held if held.as_of == day else replace(held, as_of=day)


def tree_in(writer: Writer) -> Tree:
    """Today's tree as the open transaction sees it; the kept one, unless the transaction added events."""
    today = clock.today()
    if _TABLE not in writer.wrote:
        return tree(writer.committed, today)
    return build([e for e in writer.rows("organisations/events") if e["day"] <= today], today)


def build(events: list[dict[str, Any]], day: date) -> Tree:
    """Apply events (dicts of table organisation_event) in order of their day, then of recording."""
    state: dict[int, dict[str, Any]] = {}
    parents: dict[int, list[tuple[date, int | None]]] = defaultdict(list)
    handovers: list[Handover] = []
    for event in sorted(events, key=lambda e: (e["day"], e["event"])):
        org, kind, on = event["org"], event["kind"], event["day"]
        if kind == "found":
            state[org] = {
                **{key: event[key] for key in ("org", "code", "name", "type", "parent", "branch_class")},
                "is_unit": bool(event["is_unit"]),
                "founded": on,
                "aliases": (),
                "former_names": (),
                "abolished": None,
            }
            parents[org] = [(on, event["parent"])]
            continue
        found = state.get(org)
        if found is None:
            continue
        if kind == "rename":
            if event["name"] and event["name"] != found["name"]:
                found["former_names"] += (found["name"],)
                found["name"] = event["name"]
            if event["code"] and event["code"] != found["code"]:
                found["former_names"] += (found["code"],)
                found["code"] = event["code"]
        elif kind == "move":
            found["parent"] = event["parent"]
            parents[org].append((on, event["parent"]))
        elif kind == "classify":
            found["branch_class"] = event["branch_class"]
        elif kind == "unit":
            found["is_unit"] = bool(event["is_unit"])
        elif kind == "alias":
            found["aliases"] += (event["name"],)
        elif kind == "split":
            handovers.append(Handover(org, event["successor"], on, split=True))
        elif kind in ("merge", "abolish"):
            found["abolished"] = on
            handovers.append(Handover(org, event["successor"], on, split=False))
    by_id = {org: Organisation(**values) for org, values in state.items()}
    return Tree(day, by_id, tuple(handovers), {org: tuple(steps) for org, steps in parents.items()})

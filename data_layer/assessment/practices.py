"""经验做法、先进典型 as a day knew them: evidence, who consented, where it went, who took it up.

A practice is read by whoever may read the organisation it comes from, and by everybody below where it was circulated. A
member is named only while a consent stands: any other member's name is masked for every reader.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from data_layer.access import Viewer, audit, mask_name, mask_text, require, visible_orgs
from data_layer.access.directory import called
from data_layer.access.memory import remembered
from data_layer.assessment import figures
from data_layer.assessment.shield import member_names
from data_layer.assessment.view import View, view_of
from data_layer.indicators import header
from data_layer.organisations import Tree, tree
from data_layer.quarters import period_code, period_text, period_words
from data_layer.store import Store, Writer

FORMS = {"practice": "经验做法", "exemplar": "先进典型"}
MANNERS = {"paper": "书面同意", "spoken": "口头同意"}


@dataclass(frozen=True)
class Reference:
    """The evidence behind a practice: a figure as it stood on a day, a finding, a visit."""

    kind: str
    number: int = 0
    indicator: str = ""
    period: str = ""
    met: int = 0
    closed: int = 0
    as_of: date | None = None

    @property
    def said(self) -> str:
        """It in words."""
        if self.kind == "figure":
            name = f"{period_words(period_code(self.period))}{header(self.indicator).name}"
            return f"{name} {self.met}/{self.closed}（{self.as_of}）"
        return f"第 {self.number} 号{'问题' if self.kind == 'finding' else '督查'}"


@dataclass(frozen=True)
class Paper:
    """A file kept with a practice: how it is asked for, its kind."""

    event: int
    nth: int
    kind: str


@dataclass(frozen=True)
class Consent:
    """Somebody agreed to be named. ``person``: the member; ``who``: what another person is called."""

    event: int
    day: date
    manner: str
    person: int | None
    who: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Step:
    """Where it was circulated to, or who took it up, since when; ``note`` what they say of it."""

    org: int
    name: str
    day: date
    note: str = ""


@dataclass(frozen=True)
class Practice:
    """One practice. ``dropped``: why it is not recommended any more, "" while it is."""

    practice: int
    org: int
    code: str
    name: str
    form: str
    title: str
    body: str
    day: date
    by: str
    references: tuple[Reference, ...]
    consents: tuple[Consent, ...]
    circulated: tuple[Step, ...]
    taken: tuple[Step, ...]
    papers: tuple[Paper, ...]
    dropped: str


@remembered(32)
def practices(store: Store, viewer: Viewer, view: View) -> list[Practice]:
    """Those that come from the view's organisation or below, or were circulated to it; latest first, dropped ones last.

    Needs ``read``.
    """
    require(viewer, "read")
    snapshot = tree(store, view.as_of, view.known_at)
    here = {*snapshot.below(view.org), *snapshot.ancestors(view.org)}
    found = [
        each for each in _readable(store, viewer, view) if {each.org, *(one.org for one in each.circulated)} & here
    ]
    return sorted(found, key=lambda each: (bool(each.dropped), -each.practice))


def practice_of(store: Store, viewer: Viewer, view: View, number: int) -> Practice | None:
    """One that the viewer may read."""
    return next(iter(_readable(store, viewer, view, number)), None)


def _readable(store: Store, viewer: Viewer, view: View, number: int | None = None) -> list[Practice]:
    seen = visible_orgs(store, viewer, "read", view.as_of)
    snapshot = tree(store, view.as_of, view.known_at)
    moment = {"as_of": view.as_of, "known_at": view.known_at or datetime.max, "practice": number}
    by_practice: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows("assessment/practice_events", moment):
        by_practice[row["practice"]].append(row)
    by, found = called(store), []
    for events in by_practice.values():
        state = Folded(events)
        reached = {state.org, *(org for target in state.circulated for org in snapshot.below(target))}
        if seen is None or reached & seen:
            found.append(_practice(store, snapshot, state, by(state.written["account"])))
    return found


class Folded:
    """What the events of one practice leave."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.events = events
        self.written = [row for row in events if row["kind"] == "written"][-1]
        self.org: int = self.written["org"]
        gone = {row["consent"] for row in events if row["kind"] == "unconsented"}
        self.consents = [row for row in events if row["kind"] == "consented" and row["event"] not in gone]
        self.circulated = {row["target"]: row for row in events if row["kind"] == "circulated"}
        self.taken = {row["target"]: row for row in events if row["kind"] == "taken_up"}
        self.dropped = next((row for row in events if row["kind"] == "dropped"), None)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What the last writing says."""
        return texts_of(self.written)


def texts_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Field → text of an event."""
    return {each["field"]: each["text"] for each in row["texts"] or ()}


def _practice(store: Store, snapshot: Tree, state: Folded, by: str) -> Practice:
    hide = Hidden(store, snapshot, state.org, (row["person"] for row in state.consents))
    names = snapshot.by_id

    def steps(rows: Mapping[int, Mapping[str, Any]]) -> tuple[Step, ...]:
        return tuple(
            Step(org, names[org].name, row["day"], mask_text(texts_of(row).get("note", "")))
            for org, row in rows.items()
        )  # fmt: skip

    consents = tuple(
        Consent(row["event"], row["day"], row["manner"], row["person"],
                hide.names.get(row["person"] or 0, "") or mask_text(texts_of(row).get("who", "")), _papers(row))
        for row in state.consents
    )  # fmt: skip
    first = state.events[0]
    return Practice(
        first["practice"], state.org, names[state.org].code, names[state.org].name, state.written["form"],
        hide.text(state.texts.get("title", "")), hide.text(state.texts.get("body", "")), first["day"], by,
        tuple(_reference(each) for each in state.written["refs"] or ()), consents, steps(state.circulated),
        steps(state.taken), _papers(state.written),
        hide.text(texts_of(state.dropped).get("reason", "")) if state.dropped else "",
    )  # fmt: skip


def _reference(each: Mapping[str, Any]) -> Reference:
    period = period_text(each["period"]) if each["period"] else ""
    return Reference(
        each["kind"], each["number"] or 0, each["indicator"] or "", period, each["met"] or 0, each["closed"] or 0,
        each["as_of"],
    )  # fmt: skip


def _papers(row: Mapping[str, Any]) -> tuple[Paper, ...]:
    return tuple(Paper(row["event"], each["nth"], each["kind"]) for each in row["files"] or ())


class Hidden:
    """Names of an organisation's members in free text: who did not consent is not named, whoever reads."""

    def __init__(self, reader: Store | Writer, snapshot: Tree, org: int, consented: Iterable[int | None]) -> None:
        persons = sorted({each for each in consented if each is not None})
        rows = reader.rows("assessment/names", {"persons": persons}) if persons else []
        #: member who consented → name
        self.names = {row["person"]: row["name"] for row in rows}
        patterns = member_names(reader, {*snapshot.branches(org)}, snapshot)
        self._every = list({pattern.pattern: pattern for pattern in patterns.values()}.values())

    def found(self, text: str) -> list[str]:
        """Members named in a text who did not consent."""
        known = set(self.names.values())
        hits = {hit for pattern in self._every for hit in pattern.findall(text)}
        return sorted(hits - known)

    def text(self, text: str) -> str:
        """A text as it may be read."""
        text = mask_text(text)
        for name in self.found(text):
            text = re.sub(re.escape(name), mask_name(name), text)
        return text


def members_of(store: Store, viewer: Viewer, each: Practice) -> list[int]:
    """The members away from the organisation a practice comes from: those who may be asked to be named."""
    view = view_of(store, viewer, each.code, None, branches=None)
    if view.org != each.org or not view.quarters:
        return []
    return [one.person for one in figures.away(store, viewer, view)]


def kept_file(store: Store, viewer: Viewer, view: View, event: int, nth: int) -> bytes:
    """A paper of a practice that the viewer may read: it may show people in full, logged. Raises KeyError, NoAccess."""
    require(viewer, "identify")
    row = store.one("assessment/practice_file", {"event": event, "nth": nth})
    if row is None or practice_of(store, viewer, view, row["practice"]) is None:
        raise KeyError(f"{event}-{nth}")
    audit(store, viewer, "practice_file", row["org"], f"{event}-{nth}")
    return bytes(row["content"])

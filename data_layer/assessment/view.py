"""What a page looks at: an organisation, a quarter, a day. Checked against who asks; defaults are the last closed
quarter and today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from data_layer import clock, quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import GO_LIVE, Rules, rules
from data_layer.store import Store

#: Why there is nothing to show: no organisation in the store, none this viewer may see, no go-live quarter,
#: no ledger yet.
REASONS = ("no_organisations", "no_access", "no_start", "no_ledgers")


@dataclass(frozen=True)
class Option:
    """An organisation that can be chosen; ``depth`` below the topmost ones offered."""

    org: int
    code: str
    name: str
    depth: int
    is_branch: bool


@dataclass(frozen=True)
class View:
    """One view: organisation, quarter (``2026Q3``), day. ``known_at`` is None for today, else the end of that day.

    ``quarters`` are the assessed ones up to ``as_of``, rising; ``closed`` the last closed of them (None: none yet).
    ``recorded_later``: files received by ``as_of`` that were recorded only after it. ``empty``: one of REASONS or "".
    """

    org: int
    code: str
    name: str
    is_branch: bool
    options: tuple[Option, ...] = field(compare=False)  # follows from the rest and who asks
    quarter: str
    quarters: tuple[str, ...]
    closed: str | None
    as_of: date
    today: date
    known_at: datetime | None
    target: Fraction
    ledgers: int
    recorded_later: int
    version: str
    empty: str

    @property
    def looking_back(self) -> bool:
        """Whether the page is set to a day before today."""
        return self.as_of < self.today

    @property
    def is_open(self) -> bool:
        """Whether the chosen quarter is not closed yet."""
        return self.closed is None or self.quarter > self.closed

    def until(self, count: int) -> tuple[str, ...]:
        """The last ``count`` quarters up to the chosen one, rising."""
        return tuple(each for each in self.quarters if each <= self.quarter)[-count:]


@remembered(256)
def view_of(
    store: Store,
    viewer: Viewer,
    org: str | None = None,
    quarter: str | None = None,
    as_of: str | None = None,
    *,
    branches: bool | None = False,
) -> View:
    """The view asked for, as far as it exists and the viewer may see it; anything else falls back to the default.

    ``branches``: offer branches only (True), organisations above them (False) or both (None).
    """
    today = clock.today()
    day = _day(as_of, today)
    known_at = clock.end_of(day) if day < today else None
    snapshot = tree(store, day, known_at)
    seen = visible_orgs(store, viewer, "read", day)
    # of a province these are 100,000: worked out anew only when the organisations change
    options: list[Option] = store.cached(
        ("options", day, known_at, seen, branches),
        store.version("organisation_event"),
        lambda: _options(snapshot, seen, branches),
    )
    chosen = next((each for each in options if each.code == org), options[0] if options else None)
    if chosen is None:
        reason = "no_access" if snapshot.by_id else "no_organisations"
        return _nothing(day, today, known_at, reason)
    path = (chosen.org, *snapshot.ancestors(chosen.org))
    known = rules(store, day, known_at)
    start = _start(known, snapshot, path)
    assessed = range(start, quarters.quarter_of(day) + 1) if start is not None else range(0)
    closed = [each for each in assessed if deadline(known, path, each) < day]
    names = tuple(quarters.quarter_text(each) for each in assessed)
    last_closed = quarters.quarter_text(closed[-1]) if closed else None
    scope = {"orgs": snapshot.branches(chosen.org), "as_of": day, "known_at": known_at or datetime.max}
    state = store.rows("assessment/state", scope)[0]
    reason = "no_start" if start is None else "" if state["ledgers"] else "no_ledgers"
    return View(
        chosen.org,
        chosen.code,
        chosen.name,
        chosen.is_branch,
        tuple(options),
        quarter if quarter in names else last_closed or (names[0] if names else ""),
        names,
        last_closed,
        day,
        today,
        known_at,
        known.value("target_rate", path, date(day.year, 1, 1)),
        state["ledgers"],
        state["recorded_later"],
        f"台账截至第 {state['last_submission'] or 0} 号，共 {state['ledgers']} 份",
        reason,
    )


def deadline(known: Rules, path: Sequence[int], quarter: int) -> date:
    """When a quarter's ledger is due along a path of organisations: nearest entry of the deadline table, else grace."""
    for org in path:
        if (org, quarter) in known.table:
            return known.table[org, quarter]
    grace = known.value("report_grace_days", path, quarters.first_day(quarter))
    return quarters.last_day(quarter) + timedelta(days=int(grace))


def _start(known: Rules, snapshot: Tree, path: Sequence[int]) -> int | None:
    """The first assessed quarter: the organisation's own, else the earliest of the units below it."""
    own = known.value(GO_LIVE, path, date.min)
    if own is not None:
        return int(own)
    below = [
        known.value(GO_LIVE, (each, *snapshot.ancestors(each)), date.min)
        for each in snapshot.below(path[0])
        if snapshot.by_id[each].is_unit
    ]
    return min((int(each) for each in below if each is not None), default=None)


def _options(snapshot: Tree, visible: frozenset[int] | None, branches: bool | None) -> list[Option]:
    """Organisations the viewer may see, parents before children, siblings by code."""
    found: list[Option] = []

    def walk(orgs: Sequence[int], depth: int) -> None:
        for each in orgs:
            seen = visible is None or each in visible
            organisation = snapshot.by_id[each]
            gone = organisation.abolished is not None and organisation.abolished <= snapshot.as_of
            if seen and (branches is None or organisation.is_branch == branches) and not gone:
                found.append(Option(each, organisation.code, organisation.name, depth, organisation.is_branch))
            walk(snapshot.children(each), depth + 1 if seen else depth)

    walk(snapshot.roots, 0)
    return found


def _day(text: str | None, today: date) -> date:
    """A day from the URL, not after today and not before the system of quarters makes sense."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        return today
    return min(day, today) if day.year >= 2000 else today


def _nothing(day: date, today: date, known_at: datetime | None, reason: str) -> View:
    return View(0, "", "", False, (), "", (), None, day, today, known_at, Fraction(9, 10), 0, 0, "台账 0 份", reason)

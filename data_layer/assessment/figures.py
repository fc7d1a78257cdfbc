"""What pages show of the journal: figures beside the period before, the matrix of branches, what needs a look."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import chain, pairwise
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import by_branch, remembered
from data_layer.assessment.board import NOTHING, PUNCTUAL, Board, Figure, Line, Matrix, worst_first
from data_layer.assessment.view import View
from data_layer.indicators import catalogue, count_rows, header, indicator_numbered
from data_layer.indicators.reach import Reach, reach
from data_layer.organisations import tree
from data_layer.store import Store

_PERIODS = 100_000  # above every period's code
#: Fewer branches than this of one 支部类别 are not compared with each other.
PEERS = 10


def board(store: Store, viewer: Viewer, view: View, org: int | None = None, quarters_back: int = 8) -> Board:
    """Tallies of every branch the viewer may read at or below the view's organisation (or ``org``), from the journal.

    Goes back ``quarters_back`` quarters from the chosen one, and to the year before it for yearly indicators.
    """
    if not view.quarter:
        return Board()
    chosen = quarters.parse_quarter(view.quarter)
    first = min(chosen - quarters_back + 1, (chosen // 4 - 1) * 4)
    return counted(store, viewer, org or view.org, view.as_of, str(first // 4))


@remembered(24)
def counted(store: Store, viewer: Viewer, org: int, as_of: date, first_period: str) -> Board:
    """Tallies of every branch the viewer may read at or below an organisation, from the journal, from a year on."""
    rows = _rows(store, viewer, tree(store, as_of).branches(org), as_of, first_period)
    if not rows:
        return Board()
    orgs = np.repeat(list(rows), [len(each) for each in rows.values()])
    numbers = np.concatenate(list(rows.values()))
    key = numbers[:, 0] * _PERIODS + numbers[:, 1]
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    parts = {}
    for at, to in pairwise([*first.tolist(), len(order)]):
        own = order[at:to]
        number, period = divmod(int(key[own[0]]), _PERIODS)
        parts[indicator_numbered(number), quarters.period_text(period)] = (orgs[own], numbers[own, 2:])
    return Board(parts=parts)


@by_branch(24)
def _rows(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, first_period: str
) -> dict[int, NDArray[np.int_]]:
    return count_rows(store, viewer, list(orgs), as_of, first_period)


def away(store: Store, viewer: Viewer, view: View) -> list[Reach]:
    """Everybody away on the view's day, longest silence first."""
    return _away(store, viewer, view.org, view.as_of, view.known_at)


@remembered(128)
def _away(store: Store, viewer: Viewer, org: int, as_of: date, known_at: datetime | None) -> list[Reach]:
    found = _away_from(store, viewer, tree(store, as_of, known_at).branches(org), as_of, known_at)
    return sorted(chain.from_iterable(found.values()), key=lambda each: (-(each.days or 0), each.org, each.person))


@by_branch(24)
def _away_from(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None
) -> dict[int, list[Reach]]:
    found: dict[int, list[Reach]] = {org: [] for org in orgs}
    for each in reach(store, viewer, as_of=as_of, known_at=known_at, only=found):
        found[each.org].append(each)
    return found


def periods_of(indicator: str, view: View, held: Board, many: int = 6) -> tuple[str, ...]:
    """The periods of an indicator up to the view's quarter, rising.

    A yearly or half-yearly one ends with the period that holds the chosen quarter, once it is closed, else with the one
    before, if anything was owed in that.
    """
    kind = header(indicator).period
    if kind == "quarter":
        return view.until(many)
    found = sorted({quarters.period_at(kind, each) for each in view.until(len(view.quarters))})
    if len(found) > 1 and held.total(indicator, found[-1]).closed == 0 and held.total(indicator, found[-2]).all:
        found = found[:-1]
    while len(found) > 1 and held.total(indicator, found[0]) == NOTHING:
        found = found[1:]  # before its first duty
    return tuple(found[-many:])


def figures(view: View, held: Board) -> list[Figure]:
    """One figure an indicator, in the order of the catalogue."""
    found = []
    for head in catalogue():
        periods = periods_of(head.id, view, held)
        if periods:
            found.append(held.figure(head.id, head.name, periods, view.target))
    return found


def of_years(view: View, held: Board, indicators: Sequence[str], year: int) -> list[Figure]:
    """Figures of yearly indicators for one year, closed or not, beside the year before, in the order given."""
    assessed = sorted({int(each[:4]) for each in view.quarters})
    periods = [f"{each}" for each in assessed if each <= year][-6:]
    heads = {head.id: head for head in catalogue() if head.period == "year"}
    return [held.figure(each, heads[each].name, periods, view.target) for each in indicators if each in heads]


@dataclass(frozen=True)
class Punctuality:
    """Who handed in the quarter's ledger: branches by how, and the silent ones of this and the quarter before."""

    due: int
    on_time: int
    late: int
    silent: tuple[int, ...]
    twice_silent: tuple[int, ...]
    open: int


def punctuality(view: View, held: Board) -> Punctuality:
    """On time, late, not at all; ``open``: not due yet and not in."""
    now = held.by_org(PUNCTUAL, view.quarter)
    silent = tuple(org for org, tally in now.items() if tally.unreported)
    before = view.until(2)[0] if len(view.until(2)) == 2 else ""
    earlier = held.by_org(PUNCTUAL, before)
    return Punctuality(
        due=sum(tally.all for tally in now.values()),
        on_time=sum(tally.met for tally in now.values()),
        late=sum(tally.missed for org, tally in now.items() if org not in silent),
        silent=silent,
        twice_silent=tuple(org for org in silent if org in earlier and earlier[org].unreported),
        open=sum(tally.pending + tally.awaiting for tally in now.values()),
    )


@remembered(64)
def matrix(
    store: Store, viewer: Viewer, view: View, held: Board, indicator: str, limit: int | None = None, many: int = 6
) -> Matrix:
    """Branch × period of one indicator, worst first."""
    return held.matrix(
        indicator, periods_of(indicator, view, held, many), _branches(store, viewer, view), view.target, limit
    )


@remembered(64)
def attention(store: Store, viewer: Viewer, view: View, held: Board, limit: int = 20) -> Matrix:
    """The branches that most need a look: silent in this and the last quarter, then most people not reached."""

    def order(line: Line) -> tuple[object, ...]:
        here = line.tallies[-1]
        unheard = (not line.silent[-1], not all(line.silent[-2:])) if line.silent[-1] else (True, True)
        return (*unheard, -(here.missed + here.unclear), *worst_first(line))

    return held.matrix("contact_quarterly", view.until(6), _branches(store, viewer, view), view.target, limit, order)


@remembered(64)
def branch_lines(store: Store, viewer: Viewer, view: View, held: Board, indicator: str, period: str) -> list[Line]:
    """The branches behind one figure, worst first."""
    return list(held.matrix(indicator, (period,), _branches(store, viewer, view), view.target).lines)


@dataclass(frozen=True)
class Change:
    """Why a pooled rate moved: branches that reported only one of the two periods, the same branches' doing, and the
    weight of branches. In shares; the three add up to the whole."""

    whole: Fraction
    reporting: Fraction
    same: Fraction
    mix: Fraction

    @property
    def cause(self) -> str:
        """The part that moved the rate most its way: ``reporting`` | ``same`` | ``mix``; "" where it did not move."""
        if not self.whole:
            return ""
        way = 1 if self.whole > 0 else -1
        parts = {"same": self.same, "reporting": self.reporting, "mix": self.mix}
        return max(parts, key=lambda name: parts[name] * way)


def moves(held: Board, shown: Sequence[Figure]) -> list[tuple[Figure, Change]]:
    """The figures whose rate can be compared with the period before and moved, each with why, biggest move first."""
    found = [(figure, split) for figure in shown if (split := change(held, figure)) is not None and split.whole]
    return sorted(found, key=lambda each: -abs(each[1].whole))


def change(held: Board, figure: Figure) -> Change | None:
    """Split the change of a pooled rate into 报送变化, 同一批支部的变化, 构成变化 (None: nothing to compare)."""
    return held.once(("change", figure), lambda: _change(held, figure))


def _change(held: Board, figure: Figure) -> Change | None:
    if figure.change is None or not figure.before_period:
        return None
    now, before = (held.by_org(figure.indicator, p) for p in (figure.period, figure.before_period))
    pairs = [(now[org], before[org]) for org in now.keys() & before.keys()]
    stayed = [(here, there) for here, there in pairs if here.reported_closed and there.reported_closed]
    if not stayed:
        return Change(figure.change, figure.change, Fraction(0), Fraction(0))
    n_now, n_before = sum(here.reported_closed for here, _ in stayed), sum(there.reported_closed for _, there in stayed)
    # Σ (rate - rate') (share + share') / 2 and Σ (share - share') (rate + rate') / 2, over common denominators: a sum
    # of 500 fractions whose denominators differ would take 50 times as long
    same: dict[int, int] = defaultdict(int)
    mix: dict[int, int] = defaultdict(int)
    for here, there in stayed:
        a, b = here.reported_closed, there.reported_closed
        met_a, met_b = here.reported_met * b, there.reported_met * a
        same[a * b] += (met_a - met_b) * (a * n_before + b * n_now)
        mix[a * b] += (met_a + met_b) * (a * n_before - b * n_now)
    doubled = 2 * n_now * n_before
    by_same, by_mix = (sum((Fraction(n, d) for d, n in each.items()), Fraction(0)) / doubled for each in (same, mix))
    return Change(figure.change, figure.change - by_same - by_mix, by_same, by_mix)


@remembered(512)
def peer_band(
    store: Store, viewer: Viewer, view: View, held: Board, org: int, indicator: str, periods: Sequence[str]
) -> list[tuple[float, float, float] | None]:
    """Quarter, half and three-quarter point of the rates of branches of the same 支部类别 (itself left out)."""
    require_org(store, viewer, "read", org)
    snapshot = tree(store, view.as_of, view.known_at)
    own = snapshot.by_id[org].branch_class
    band: list[tuple[float, float, float] | None] = []
    for period in periods:
        rates = [
            float(tally.rate)
            for other, tally in held.by_org(indicator, period).items()
            if other != org
            and not tally.few
            and tally.rate is not None
            and other in snapshot.by_id
            and snapshot.by_id[other].branch_class == own
        ]
        low_middle_high = quantiles(rates, n=4, method="inclusive") if len(rates) >= PEERS else None
        band.append((low_middle_high[0], low_middle_high[1], low_middle_high[2]) if low_middle_high else None)
    return band


def _branches(store: Store, viewer: Viewer, view: View) -> list[tuple[int, str, str]]:
    """Branches at or below the view's organisation: number, code, name. What may be read is the journal's to say."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    return [(org, snapshot.by_id[org].code, snapshot.by_id[org].name) for org in snapshot.branches(view.org)]

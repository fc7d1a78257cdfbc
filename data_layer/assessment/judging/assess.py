"""All branches of an assessment unit judged for a year, from the journal's counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from data_layer import clock
from data_layer.access import NoAccess, Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.board import PUNCTUAL, Board
from data_layer.assessment.figures import counted
from data_layer.assessment.judging import flags as comparing
from data_layer.assessment.judging.criteria import Criteria, criteria_of
from data_layer.assessment.judging.flags import Chance, Flag
from data_layer.assessment.judging.ranking import Place, place, profile, quota_of
from data_layer.assessment.judging.recommend import CONTACT, Proposal, propose
from data_layer.assessment.judging.redlines import RedLine, found_lines, twice_late
from data_layer.assessment.judging.standing import Facts, Standing, facts_of, places, standing
from data_layer.assessment.judging.tables import tables
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store


@dataclass(frozen=True)
class Judgement:
    """One branch: what it stands on, where it stands, what is proposed. ``place`` None: not ranked (单列)."""

    standing: Standing
    place: Place | None
    red: tuple[RedLine, ...]
    flags: tuple[Flag, ...]
    proposal: Proposal

    @property
    def facts(self) -> Facts:
        """The branch's counts."""
        return self.standing.facts


@dataclass(frozen=True)
class Judged:
    """A unit and year as of a day. ``rows`` by code; ``quota``: places of the best share."""

    unit: int
    code: str
    name: str
    year: int
    as_of: date
    criteria: Criteria
    quota: int
    rows: tuple[Judgement, ...]
    chance: Chance
    classes: Mapping[str, int]

    @property
    def ranked(self) -> tuple[Judgement, ...]:
        """The ranked branches, best first; equal ones by code."""
        found = [each for each in self.rows if each.place]
        return tuple(sorted(found, key=lambda each: (each.place.rank if each.place else 0, each.facts.code)))

    @property
    def unranked(self) -> tuple[Judgement, ...]:
        """The branches judged on facts alone (单列): those without a gap first, then by code."""
        found = [each for each in self.rows if each.place is None]
        return tuple(sorted(found, key=lambda each: (not each.facts.all_met, each.facts.code)))

    @property
    def beside(self) -> tuple[Judgement, ...]:
        """同等可考虑, by name: no order is meant."""
        return tuple(sorted((each for each in self.rows if each.proposal.beside), key=lambda each: each.facts.name))

    @property
    def line(self) -> float:
        """Where the quota ends on the axis of places."""
        return self.quota + 0.5

    @property
    def thin(self) -> dict[str, int]:
        """类别 with too few ranked branches to be compared with themselves, and how many."""
        return {name: many for name, many in self.classes.items() if many < self.criteria.compared_branches}

    def of_kind(self, kind: str) -> tuple[Judgement, ...]:
        """The branches for which something is proposed; ranked ones first, best first, then by code."""
        found = [each for each in self.rows if each.proposal.kind == kind]
        return tuple(
            sorted(found, key=lambda each: (each.place is None, each.place.rank if each.place else 0, each.facts.code))
        )


def units(store: Store, viewer: Viewer, org: int | None = None, as_of: date | None = None) -> list[int]:
    """The assessment units that judge the branches at or below an organisation, and that the viewer may read whole."""
    day = as_of or clock.today()
    now = tree(store, day)
    seen = visible_orgs(store, viewer, "read", day)
    found = {unit_of(now, each) for each in now.branches(org)}
    ordered = [each for root in now.roots for each in now.below(root)]
    return [each for each in ordered if each in found and (seen is None or each in seen)]


def unit_of(now: Tree, branch: int) -> int:
    """The one unit that judges a branch: the nearest flagged organisation at or above it, else the topmost."""
    found = now.unit_of(branch)
    return found if found is not None else (now.ancestors(branch) or [branch])[-1]


def assess(
    store: Store,
    viewer: Viewer,
    unit: int,
    year: int,
    as_of: date | None = None,
    criteria: Criteria | None = None,
) -> Judged:
    """Every branch of a unit judged for a year, as far as closed on a day.

    ``criteria``: judge by these instead of those in force (nothing is kept). Raises :class:`NoAccess` unless the viewer
    may read the whole unit: a branch sees nobody's place, not even its own.
    """
    return _assess(store, viewer, unit, year, as_of or clock.today(), criteria)


@remembered(128)
def standing_of(store: Store, viewer: Viewer, org: int, year: int, as_of: date) -> Standing:
    """What one branch stands on, without anybody else: a branch may see its own score, but no place."""
    require_org(store, viewer, "read", org)
    known_at = clock.end_of(as_of) if as_of < clock.today() else None
    now = tree(store, min(as_of, date(year, 12, 31)), known_at)
    one = now.by_id[org]
    held = counted(store, viewer, org, as_of, str(year - 1))
    facts = facts_of(held, org, one.code, one.name, one.branch_class or "其他", year)
    unit = unit_of(now, org)
    return standing(facts, criteria_of(rules(store, as_of, known_at), (unit, *now.ancestors(unit)), year))


@remembered(16)
def _assess(store: Store, viewer: Viewer, unit: int, year: int, as_of: date, criteria: Criteria | None) -> Judged:
    require_org(store, viewer, "read", unit)
    known_at = clock.end_of(as_of) if as_of < clock.today() else None  # what that day knew
    then = min(as_of, date(year, 12, 31))
    now = tree(store, then, known_at)
    if unit not in now.by_id:
        raise NoAccess("没有这个考核单位。")
    path = (unit, *now.ancestors(unit))
    in_force = criteria or criteria_of(rules(store, as_of, known_at), path, year)
    branches = [now.by_id[org] for org in now.branches(unit) if unit_of(now, org) == unit]
    branches = [each for each in branches if each.founded <= then]
    held = counted(store, viewer, unit, as_of, str(year - 1))
    facts = [
        facts_of(held, each.org, each.code, each.name, each.branch_class or "其他", year)
        for each in sorted(branches, key=lambda each: each.code)
    ]
    facts = [each for each in facts if each.cells or not _ended(now, each.org, year)]
    more = found_lines(store, viewer, [each.org for each in facts], as_of, known_at, year, in_force.lost_report_days)
    red = {each.org: _red(held, each, year, more.get(each.org, [])) for each in facts}
    return judge(facts, held, red, in_force, (unit, now.by_id[unit].code, now.by_id[unit].name), year, as_of)


def judge(
    facts: Sequence[Facts],
    held: Board,
    red: Mapping[int, Sequence[RedLine]],
    criteria: Criteria,
    unit: tuple[int, str, str],
    year: int,
    as_of: date,
) -> Judged:
    """The judging itself: nothing but counts, red lines and thresholds go in. ``unit``: number, code, name."""
    stood = [standing(each, criteria) for each in facts]
    ranks = places(stood)
    quota = quota_of(len(ranks), criteria.commend_share)
    placed = place({each.code: profile(each.facts) for each in stood if each.ranked}, ranks, quota, f"{unit[1]} {year}")
    compared = tables(held, [(each.org, each.code, each.branch_class) for each in facts], year)
    flagged, chance = comparing.flags(
        compared,
        float(criteria.target_rate),
        [int(each.ranked) for each in stood],
        criteria.compared_closed,
        criteria.compared_branches,
    )
    by_code: dict[str, list[Flag]] = {}
    for flag in flagged:
        by_code.setdefault(flag.code, []).append(flag)
    classes: dict[str, int] = {}
    for each in stood:
        classes[each.facts.branch_class] = classes.get(each.facts.branch_class, 0) + each.ranked
    rows = [
        Judgement(
            each,
            placed.get(each.code),
            tuple(red.get(each.org, ())),
            tuple(by_code.get(each.code, ())),
            propose(
                each, placed.get(each.code), red.get(each.org, ()), criteria, _before(held, CONTACT, each.org, year)
            ),
        )
        for each in stood
    ]
    return Judged(*unit, year, as_of, criteria, quota, tuple(rows), chance, classes)


def what_if(judged: Judged, **changed: Fraction | int) -> Criteria:
    """The criteria of a judgement with some of them changed."""
    return replace(judged.criteria, **changed)  # type: ignore[arg-type]


def moves(before: Judged, after: Judged) -> list[tuple[Judgement, Judgement]]:
    """The branches for which two judgements propose different things, each with both."""
    now = {each.facts.code: each for each in after.rows}
    pairs = [(each, now[each.facts.code]) for each in before.rows if each.facts.code in now]
    return [
        (one, other)
        for one, other in pairs
        if (one.proposal.kind, one.proposal.beside) != (other.proposal.kind, other.proposal.beside)
    ]


def _red(held: Board, facts: Facts, year: int, more: Sequence[RedLine]) -> list[RedLine]:
    late = twice_late(facts, _before(held, PUNCTUAL, facts.org, year))
    return [*([late] if late else []), *more]


def _before(held: Board, indicator: str, org: int, year: int) -> list[tuple[str, int, int]]:
    """(period, met, closed) of the last quarter of the year before, if anything closed."""
    period = f"{year - 1}Q4"
    tally = held.of(indicator, period, org)
    return [(period, tally.closed_met, tally.closed)] if tally.closed else []


def _ended(now: Tree, org: int, year: int) -> bool:
    """Whether a branch had ended by the year."""
    ended = now.by_id[org].abolished
    return ended is not None and ended <= date(year, 12, 31)

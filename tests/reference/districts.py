"""Random small districts: two to five branches, four to eight quarters, with everything that makes ledgers untidy.

A district is made from a seed. ``punctual`` writes every record on its own day, as the running product does; otherwise
some are written days later (paper handed in, staff catching up), so that ``as_of`` and ``known_at`` part.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.reference.compute import obligations
from tests.reference.days import code_of, new_year, quarter_first, quarter_last, quarter_name, quarter_of
from tests.reference.duty import LATE, NOT_TAKEN
from tests.reference.entries import Branches, Desk, fill
from tests.reference.model import (
    DeadlineEvent,
    District,
    Exemption,
    FundEvent,
    OrgEvent,
    ParameterEvent,
    Ruling,
    Submission,
    SubmissionEvent,
)
from tests.reference.story import EVER

BEGINNING = date(2020, 1, 1)
ROOT = 1


@dataclass
class Maker:
    """A district while it is being made."""

    rng: random.Random
    punctual: bool
    plain: bool
    first: int
    last: int
    made: District = field(default_factory=District)
    ticks: int = 0

    def often(self, share: float) -> bool:
        """True in a share of the cases."""
        return self.rng.random() < share

    def written(self, on: date, late: float = 0.15) -> datetime:
        """When something of a day is recorded; never twice the same moment."""
        self.ticks += 1
        if not self.punctual and self.often(late):
            on += timedelta(days=self.rng.choice((1, 2, 5, 12, 40)))
        return datetime.combine(on, time(9)) + timedelta(seconds=self.ticks)

    def some_day(self) -> date:
        """A day of the history, every third time one at a quarter's border."""
        quarter = self.rng.randint(self.first, self.last)
        if self.often(0.35):
            return quarter_first(quarter) + timedelta(days=self.rng.choice((-2, -1, 0, 1)))
        return quarter_first(quarter) + timedelta(days=self.rng.randint(0, 91))

    def rate(self, *choices: float) -> float:
        """How often something happens in this district."""
        return self.rng.choice(choices)


def _found(m: Maker, org: int, kind: str, parent: int | None, on: date, at: datetime) -> None:
    m.made.organisations.append(
        OrgEvent(
            0,
            org,
            "found",
            on,
            at,
            code=f"{440000 + org}",
            name=f"第{org}组织",
            parent=parent,
            type=kind,
            branch_class="社区" if kind == "党支部" else None,
            is_unit=kind == "党工委",
        )
    )


def _organise(m: Maker) -> Branches:
    """Committees, branches, and what happens to them."""
    rng, early = m.rng, datetime.combine(BEGINNING, time(8))
    _found(m, ROOT, "区委", None, BEGINNING, early)
    committees = [2, 3][: rng.randint(1, 2)]
    for org in committees:
        _found(m, org, "党工委", ROOT, BEGINNING, early)
    above = list(committees)
    if m.often(0.3):
        _found(m, 5, "党总支", committees[-1], BEGINNING, early)
        above.append(5)
    branches = Branches()
    for org in range(11, 11 + (2 if m.plain else rng.randint(2, 5))):
        on, at = BEGINNING, early
        if m.often(0.12):
            on = m.some_day()
            at = m.written(on)
        _found(m, org, "党支部", rng.choice(above), on, at)
        branches.founded[org] = on
    _happen(m, branches, above)
    return branches


def _happen(m: Maker, branches: Branches, above: list[int]) -> None:
    """Mergers, splits, ends, moves, new names."""
    rng, fresh = m.rng, 21
    days = sorted(m.some_day() for _ in range(rng.choice((0, 0, 1, 2, 3, 4))))
    for on in days:
        alive = [b for b in branches.founded if branches.founded[b] < on and b not in branches.ended]
        if not alive:
            continue
        org, at = rng.choice(alive), m.written(on)
        others = [b for b in alive if b != org]
        kind = rng.choice(("merge", "merge", "split", "split", "abolish", "move", "move", "rename", "classify"))
        event = OrgEvent(0, org, kind, on, at)
        if kind == "merge" and others:
            event = replace(event, successor=rng.choice(others))
        elif kind == "abolish":
            event = replace(event, successor=rng.choice([*others, None]))
        elif kind == "split":
            _found(m, fresh, "党支部", rng.choice(above), on, at)
            branches.founded[fresh] = on
            event, fresh = replace(event, successor=fresh), fresh + 1
        elif kind == "move":
            event = replace(event, parent=rng.choice(above))
        elif kind == "rename":
            event = replace(event, name=f"新{org}组织")
        elif kind == "classify":
            event = replace(event, branch_class="机关事业")
        else:
            continue
        m.made.organisations.append(event)
        if event.kind in ("merge", "abolish"):
            branches.ended[org] = on
        if event.successor is not None:
            branches.steps.append((on, org, event.successor, event.kind == "split"))


def _rule(m: Maker, orgs: list[int], branches: list[int]) -> None:
    """Go-live, parameters, the deadline table and extensions."""
    rng, before = m.rng, quarter_first(m.first) - timedelta(days=20)

    def parameter(org: int, name: str, value: object, valid_from: date, at: datetime) -> None:
        m.made.parameters.append(ParameterEvent(0, org, name, str(value), valid_from, at))

    for org in [ROOT] if m.often(0.6) else [o for o in orgs if o in (2, 3)]:
        parameter(org, "start_quarter", quarter_name(m.first + rng.choice((0, 0, 0, 1))), before, m.written(before, 0))
    if m.often(0.15) and not m.plain:
        on = m.some_day()
        parameter(rng.choice(orgs), "start_quarter", quarter_name(rng.randint(m.first, m.last)), on, m.written(on))
    choices: dict[str, tuple[int | str, ...]] = {
        "min_days_due": (1, 10, 29, 30, 31, 45, 92),
        "report_grace_days": (0, 5, 10, 15, 40),
        "spring_before_days": (0, 5, 15, 16, 20, 30),
        "spring_after_days": (0, 7, 14, 20, 60),
        "july_from": ("06-01", "07-01"),
        "july_to": ("07-01", "09-30", "10-05"),
        "float_min_months": (0, 5, 7),
        "certificate_issue_days": (0, 9, 11, 60),
        "return_inspect_days": (0, 29, 31, 90),
        "certificate_recall_days": (0, 29, 60),
        "problem_fix_days": (0, 60, 200),
        "pre_departure_days": (0, 30, 91),
        "lost_contact_days": (30, 90, 400),
        "mailed_per_year": (2, 3),
        "annual_hours": (1, 8, 24),
        "inflow_verify_days": (0, 10, 60),
        "excellent_share": ("0", "1/4", "0.35", "1"),
        "rectify_days": (0, 60, 200),
        "fund_use_min": ("0", "0.5", "1/3", "1"),
    }
    for _ in range(rng.choice((0, 0, 2, 4, 8))):
        name, on = rng.choice(sorted(choices)), m.some_day()
        recorded = m.written(on if m.often(0.5) else on - timedelta(days=rng.randint(1, 60)))
        parameter(rng.choice(orgs), name, rng.choice(choices[name]), on, recorded)
    for quarter in range(m.first, m.last + 1):
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            on = quarter_first(quarter) + timedelta(days=rng.randint(0, 80))
            due = quarter_last(quarter) + timedelta(days=rng.randint(1, 25))
            above = rng.choice([o for o in orgs if o not in branches])
            m.made.deadlines.append(DeadlineEvent(0, above, quarter, due, on, m.written(on)))
        if m.often(0.25):
            on = quarter_last(quarter) + timedelta(days=rng.randint(-15, 30))
            due = quarter_last(quarter) + timedelta(days=rng.randint(1, 60))
            m.made.deadlines.append(DeadlineEvent(0, rng.choice(branches), quarter, due, on, m.written(on)))


def _hand_in(m: Maker, branches: Branches) -> list[Submission]:
    """Empty ledgers with their days: early, on time, late, again, or not at all; some withdrawn, some returned."""
    rng, found = m.rng, []
    missing, early, late = m.rate(0, 0.1, 0.3), m.rate(0, 0.1, 0.3), m.rate(0, 0.15, 0.4)
    again = m.rate(0, 0.2, 0.5)
    for org, founded in branches.founded.items():
        for quarter in range(m.first - rng.choice((0, 0, 1)), m.last + 1):
            if founded > quarter_last(quarter) or m.often(missing):
                continue
            ended = branches.ended.get(org)
            if ended is not None and (ended < quarter_first(quarter) or m.often(0.3)):
                continue
            if m.often(early):
                on = quarter_first(quarter) + timedelta(days=rng.randint(3, 90))
            elif m.often(late):
                on = quarter_last(quarter) + timedelta(days=rng.randint(8, 100))
            else:
                on = quarter_last(quarter) + timedelta(days=rng.randint(0, 11))
            on = max(on, founded)
            versions = 1
            while versions < 4 and m.often(again):
                versions += 1
            for _ in range(versions):
                found.append(Submission(0, org, quarter, on, m.written(on, 0.2)))
                on += timedelta(days=rng.choice((0, 1, 3, 8, 20, 60)))
    found.sort(key=lambda s: s.recorded_at)
    found = [replace(s, submission=n) for n, s in enumerate(found, 1)]
    withdrawn, returned = m.rate(0, 0.08), m.rate(0, 0.1)
    for s in found:
        on = max(s.received_on, s.recorded_at.date()) + timedelta(days=rng.choice((0, 1, 5, 20)))
        at = max(m.written(on), s.recorded_at + timedelta(seconds=1))
        if m.often(withdrawn):
            m.made.submission_events.append(SubmissionEvent(0, s.org, s.submission, "withdrawn", on, at))
        elif m.often(returned):
            due = max(on, quarter_last(s.quarter)) + timedelta(days=rng.randint(1, 30))
            m.made.submission_events.append(
                SubmissionEvent(0, s.org, s.submission, "returned", on, at, rng.choice((due, due, None)))
            )
    return found


def _decide(m: Maker, branches: list[int]) -> None:
    """Exemptions, and rulings on what is late or a mistake at some moment."""
    rng = m.rng
    persons = sorted({row.person for s in m.made.submissions for row in s.spells})
    for _ in range(rng.choice((0, 0, 1, 3))):
        on, quarter = m.some_day(), rng.randint(m.first, m.last)
        period = rng.choice((quarter // 4 * 10 + quarter % 4 + 1, quarter // 4 * 10, None))
        m.made.exemptions.append(
            Exemption(
                0,
                rng.choice(branches),
                m.written(on),
                rng.choice(("contact_quarterly", "member_on_file", "ledger_on_time", "certificate_issued", None)),
                rng.choice([None, *persons]) if persons else None,
                period,
                rng.choice((None, quarter_first(quarter))),
                rng.choice((None, quarter_last(quarter))),
            )
        )
    mistaken = [(row.spell, s.org) for s in m.made.submissions for row in s.spells if row.end_kind == "误登记"]
    mistaken += [(a.spell, a.org) for a in m.made.answers if a.answer == "误登记"]
    for spell, org in mistaken:
        if m.often(0.3):
            at = m.written(m.some_day() + timedelta(days=60))
            m.made.rulings.append(Ruling(0, org, "misregistered", m.often(0.8), at, spell=spell))
    if m.often(0.7):
        on = m.some_day() + timedelta(days=rng.randint(0, 60))
        for o in obligations(m.made, on, EVER):
            taken = any(reason.startswith(NOT_TAKEN) for reason in o.unclear)
            if (LATE in o.unclear and m.often(0.4)) or (taken and m.often(0.5)):
                at, code = m.written(on + timedelta(days=rng.randint(0, 5))), code_of(o.period)
                kind = "not_taken" if taken else "late"
                m.made.rulings.append(Ruling(0, o.org, kind, m.often(0.8), at, o.indicator, code, o.subject))


def _allocate(m: Maker, branches: list[int]) -> None:
    """What committees gave to branches, some of it taken back."""
    rng = m.rng
    for _ in range(rng.choice((0, 4, 8))):
        on = m.some_day()
        year = on.year if m.often(0.5) else rng.choice((2025, 2026))
        amount, branch = Decimal(rng.choice(("100", "500", "1000.50"))), rng.choice(branches)
        made = FundEvent(0, 2, "allocated", branch, year, on, amount, m.written(on))
        m.made.funds.append(made)
        if m.often(0.2):
            later = on + timedelta(days=rng.choice((0, 3, 100)))
            at = max(m.written(later), made.recorded_at + timedelta(microseconds=1))
            m.made.funds.append(FundEvent(0, 2, "void", branch, year, later, None, at, len(m.made.funds)))
    m.made.funds.append(
        FundEvent(0, 2, "budget", None, m.first // 4, m.some_day(), Decimal(9000), m.written(quarter_first(m.first)))
    )


def _number_funds(district: District) -> None:
    """Funds are numbered by their own counter; a void names the number of what it takes back."""
    order = sorted(range(len(district.funds)), key=lambda n: district.funds[n].recorded_at)
    numbers = {n + 1: number for number, n in enumerate(order, 1)}
    district.funds = [
        replace(row, event=numbers[n + 1], voids=numbers[row.voids] if row.voids else None)
        for n, row in ((n, district.funds[n]) for n in order)
    ]


def _numbered(rows: list[Any], name: str) -> list[Any]:
    rows = sorted(rows, key=lambda row: row.recorded_at)
    return [replace(row, **{name: number}) for number, row in enumerate(rows, 1)]


def _number(district: District) -> None:
    """Ids rise in the order of recording, over all tables of events, as the store gives them."""
    lists = (
        "organisations",
        "parameters",
        "deadlines",
        "submission_events",
        "answers",
        "person_aliases",
        "spell_aliases",
    )
    every = [
        (row.recorded_at, where, n) for where, name in enumerate(lists) for n, row in enumerate(getattr(district, name))
    ]
    for event, (_, where, n) in enumerate(sorted(every), 1):
        rows = getattr(district, lists[where])
        rows[n] = replace(rows[n], event=event)
    for name in lists:
        getattr(district, name).sort(key=lambda row: row.event)
    district.exemptions = _numbered(district.exemptions, "exemption")
    district.rulings = _numbered(district.rulings, "ruling")


def district(seed: int, punctual: bool = False, plain: bool = False) -> District:
    """The district of a seed; ``plain``: four quarters, two branches at first, nobody in both, one go-live for good."""
    rng = random.Random(seed)
    first = rng.randint(2024 * 4 + 2, 2025 * 4 + 3)
    m = Maker(rng, punctual, plain, first, first + (3 if plain else rng.randint(3, 7)))
    branches = _organise(m)
    every = sorted({e.org for e in m.made.organisations})
    _rule(m, every, sorted(branches.founded))
    desk = Desk(rng, branches, quarter_first(m.first) - timedelta(days=150), quarter_last(m.last), punctual, plain)
    m.made.submissions = fill(desk, _hand_in(m, branches), m.made)
    _number(m.made)
    _allocate(m, sorted(branches.founded))
    _number_funds(m.made)
    _decide(m, sorted(branches.founded))
    _number(m.made)
    return m.made


def moments(made: District, seed: int, count: int) -> list[tuple[date, datetime]]:
    """Days to look at: borders of quarters, due days, days of receipt, the festival; known then, later or ever."""
    rng = random.Random(seed)
    days = [s.received_on for s in made.submissions] + [e.day for e in made.organisations if e.day > BEGINNING]
    days += [d.due_on for d in made.deadlines] + [d.day for d in made.deadlines]
    for quarter in {s.quarter for s in made.submissions}:
        days += [quarter_first(quarter), quarter_last(quarter), quarter_last(quarter) + timedelta(days=10)]
        eve = new_year(quarter // 4)
        if quarter_of(eve) == quarter:
            days += [eve, eve - timedelta(days=15), eve + timedelta(days=14)]
        days += [date(quarter // 4, 12, 31), date(quarter // 4, 7, 7), date(quarter // 4 + 1, 3, 31)]
    recorded = [s.recorded_at for s in made.submissions] + [r.recorded_at for r in made.rulings]
    found = []
    for _ in range(count):
        day = rng.choice(sorted(days) or [BEGINNING]) + timedelta(days=rng.choice((-1, 0, 0, 1)))
        known = rng.choice((EVER, EVER, datetime.combine(day, time.max), rng.choice(sorted(recorded) or [EVER])))
        found.append((day, known))
    return found


def districts(punctual: bool = False, plain: bool = False) -> st.SearchStrategy[tuple[int, District]]:
    """Seeds with their districts."""
    return st.integers(0, 2**40).map(lambda seed: (seed, district(seed, punctual, plain)))

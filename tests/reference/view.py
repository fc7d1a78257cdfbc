"""The persons and spells of a district at (as_of, known_at), quarter by quarter, as sets of days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from tests.reference.days import days_between, quarter_first, quarter_last, quarter_of, quarters_of
from tests.reference.ground import Ground
from tests.reference.model import MISTAKEN, OUTFLOW, Alias, District, MemberRow, Ruling, SpellRow, Submission

COMING_BACK = ("不再外出", "组织关系转出")


@dataclass(frozen=True)
class Source:
    """Something that says a spell ended (or never was): a row of a counted ledger or an answer."""

    order: tuple[int, int, int, int]
    end_on: date | None
    end_month: bool
    end_kind: str | None
    mistaken: bool
    received_on: date


@dataclass
class SpellInQuarter:
    """A spell as the ledgers tell it for one quarter. ``days``: its in-scope days of the quarter."""

    spell: int
    person: int
    facts: SpellRow
    end: Source | None
    holder: int
    mistaken_open: bool
    days: set[date] = field(repr=False)

    @property
    def start_on(self) -> date:
        """外出日期 by the facts of the quarter."""
        return self.facts.start_on

    @property
    def last_day(self) -> date:
        """Last scope day in the quarter."""
        return max(self.days)


@dataclass(frozen=True)
class Listing:
    """One row of 管理信息 together with its ledger."""

    ledger: Submission
    row: SpellRow

    @property
    def order(self) -> tuple[int, int, int]:
        """Ledgers stand in the order of their quarter, then of their acceptance."""
        return self.ledger.quarter, self.ledger.submission, self.row.row


class View(Ground):
    """A district at (as_of, known_at)."""

    def __init__(self, district: District, as_of: date, known_at: datetime) -> None:
        super().__init__(district, as_of, known_at)
        self._spells: dict[tuple[int, str], list[SpellInQuarter]] = {}
        self._by_person: dict[tuple[int, str], dict[int, list[SpellInQuarter]]] = {}

    def _followed(self, aliases: list[Alias], one: int) -> int:
        seen = {one}
        while True:
            known = [a for a in aliases if a.of == one and a.recorded_at <= self.known_at]
            if not known:
                return one
            one = max(known, key=lambda a: (a.recorded_at, a.event)).same_as
            if one in seen:
                return one
            seen.add(one)

    def person(self, person: int) -> int:
        """The person an id stands for after corrections."""
        return self._followed(self.district.person_aliases, person)

    def spell(self, spell: int) -> int:
        """The spell an id stands for after corrections."""
        return self._followed(self.district.spell_aliases, spell)

    @cached_property
    def listings(self) -> dict[int, list[Listing]]:
        """Spell → the rows that list it, in counted ledgers, in order."""
        found: dict[int, list[Listing]] = {}
        for ledger in self.all_counted:
            for row in ledger.spells:
                found.setdefault(self.spell(row.spell), []).append(Listing(ledger, row))
        return {spell: sorted(rows, key=lambda listing: listing.order) for spell, rows in found.items()}

    def end_sources(self, spell: int) -> list[Source]:
        """What gives the spell an end, in order.

        An end cannot lie after the ledger that gives it, but one given by its month only stands as the month's last
        day, which may: it holds from the ledger on (docs/decisions/0001, 17).
        """
        found: list[Source] = []
        for listing in self.listings[spell]:
            row = listing.row
            mistaken = row.end_kind == MISTAKEN
            if mistaken or row.end_on is not None:
                order = (listing.ledger.quarter, listing.ledger.submission, 0, row.row)
                found.append(
                    Source(order, row.end_on, row.end_month, row.end_kind, mistaken, listing.ledger.received_on)
                )
        standing = {s.submission: s for s in self.standing}
        for answer in self.district.answers:
            ledger = standing.get(answer.submission)
            if ledger is None or answer.recorded_at > self.known_at or self.spell(answer.spell) != spell:
                continue
            mistaken = MISTAKEN in (answer.end_kind, answer.answer)
            if mistaken or answer.end_on is not None:
                order = (ledger.quarter, ledger.submission, 1, answer.event)
                found.append(Source(order, answer.end_on, False, answer.end_kind, mistaken, ledger.received_on))
        return sorted(found, key=lambda source: source.order)

    def holder(self, spell: int, last_day: date) -> int:
        """The branch that holds a spell on its last scope day."""
        lists_it = {listing.ledger.org for listing in self.listings[spell]}
        holder = self.listings[spell][0].ledger.org
        for step in self.handovers:  # in the order of their days
            if step.source == holder and step.day <= last_day and (not step.split or step.target in lists_it):
                holder = step.target
        ended = self.orgs[holder].ended if holder in self.orgs else None
        return -1 if ended is not None and ended <= last_day else holder

    def latest_ruling(self, rulings: list[Ruling]) -> bool:
        """Whether the latest of the rulings accepts."""
        known = [r for r in rulings if r.recorded_at <= self.known_at]
        return bool(known) and max(known, key=lambda r: (r.recorded_at, r.ruling)).accepted

    def mistake_accepted(self, spell: int) -> bool:
        """Whether staff accepted that the spell was registered by mistake."""
        return self.latest_ruling(
            [
                r
                for r in self.district.rulings
                if r.kind == "misregistered" and r.spell is not None and self.spell(r.spell) == spell
            ]
        )

    def spells(self, quarter: int, direction: str = OUTFLOW) -> list[SpellInQuarter]:
        """The spells of a direction with at least one in-scope day in the quarter, by that quarter's facts."""
        key = quarter, direction
        if key not in self._spells:
            made = [self._spell_in(spell, quarter, direction) for spell in self.listings]
            self._spells[key] = [each for each in made if each is not None]
            by_person: dict[int, list[SpellInQuarter]] = {}
            for each in self._spells[key]:
                by_person.setdefault(each.person, []).append(each)
            self._by_person[key] = by_person
        return self._spells[key]

    def listing(self, spell: int, quarter: int) -> Listing:
        """The row whose facts hold for a quarter: of the latest ledger with quarter ≤ q, else of the earliest."""
        listings = self.listings[spell]
        by_then = [listing for listing in listings if listing.ledger.quarter <= quarter]
        # else the latest row of the earliest quarter that lists it
        return (by_then or [each for each in listings if each.ledger.quarter == listings[0].ledger.quarter])[-1]

    def _spell_in(self, spell: int, quarter: int, direction: str) -> SpellInQuarter | None:
        facts = self.listing(spell, quarter).row
        if facts.direction != direction or facts.start_on > self.as_of:
            return None
        sources = self.end_sources(spell)
        ends = [source for source in sources if not source.mistaken]
        end = ends[-1] if ends else None
        end_on = end.end_on if end else None
        if facts.start_on > quarter_last(quarter) or (end_on is not None and end_on <= quarter_first(quarter)):
            return None
        days = {
            day
            for day in days_between(quarter_first(quarter), quarter_last(quarter))
            if facts.start_on <= day and (end_on is None or day < end_on)
        }
        if not days:
            return None
        holder = self.holder(spell, max(days))
        mistaken_open = False
        if sources and sources[-1].mistaken:
            closed_before = self.deadline(holder, quarter) < sources[-1].received_on
            if not closed_before or self.mistake_accepted(spell):
                return None
            mistaken_open = True
        return SpellInQuarter(spell, self.person(facts.person), facts, end, holder, mistaken_open, days)

    def in_quarter(self, spell: int, quarter: int, direction: str = OUTFLOW) -> SpellInQuarter | None:
        """One spell in one quarter, if it is in scope in it."""
        return next((each for each in self.spells(quarter, direction) if each.spell == spell), None)

    def begun(self, direction: str = OUTFLOW) -> list[tuple[int, SpellInQuarter]]:
        """Spells with the quarter they began in: the earliest whose own facts put the start in it."""
        found = []
        for spell, listings in self.listings.items():
            for quarter in sorted({quarter_of(listing.row.start_on) for listing in listings}):
                each = self.in_quarter(spell, quarter, direction)
                if each is not None and quarter_of(each.start_on) == quarter:
                    found.append((quarter, each))
                    break
        return found

    def ended(self, direction: str = OUTFLOW) -> list[SpellInQuarter]:
        """Spells that ended by coming back or passing on, as of their last scope day."""
        found = []
        for spell in self.listings:
            ends = [source for source in self.end_sources(spell) if not source.mistaken]
            if not ends or ends[-1].end_kind not in COMING_BACK or ends[-1].end_on is None:
                continue
            last = ends[-1].end_on - timedelta(days=1)
            each = self.in_quarter(spell, quarter_of(last), direction)
            if each is not None and last in each.days and ends[-1].end_on <= self.as_of:
                found.append(each)
        return found

    def member(self, person: int, quarter: int) -> MemberRow | None:
        """The row of 基本信息 whose facts hold for a quarter."""
        rows = [
            (ledger.quarter, ledger.submission, row.row, row)
            for ledger in self.all_counted
            for row in ledger.members
            if self.person(row.person) == person
        ]
        by_then = [listed for listed in rows if listed[0] <= quarter]
        by_then = by_then or [listed for listed in rows if listed[0] == min(r[0] for r in rows)]
        return max(by_then, key=lambda listed: listed[:3])[3] if by_then else None

    def of_person(self, person: int, quarter: int, direction: str = OUTFLOW) -> list[SpellInQuarter]:
        """The person's spells in scope in the quarter, in whatever branch."""
        self.spells(quarter, direction)
        return self._by_person[quarter, direction].get(person, [])

    def of_period(self, person: int, period: str, direction: str = OUTFLOW) -> list[SpellInQuarter]:
        """The person's spells in scope in the quarters of a period, once a quarter."""
        return [each for quarter in quarters_of(period) for each in self.of_person(person, quarter, direction)]

    def scope(self, person: int, quarter: int, direction: str = OUTFLOW) -> set[date]:
        """The person's in-scope days of the quarter, each counted once."""
        found: set[date] = set()
        for each in self.of_person(person, quarter, direction):
            found |= each.days
        return found

    def owner(self, person: int, quarter: int, direction: str = OUTFLOW) -> int | None:
        """The branch that the person's duties of the quarter belong to."""
        spells = self.of_person(person, quarter, direction)
        if not spells:
            return None
        spells = [each for each in spells if each.holder > 0] or spells  # some branch still has him
        latest = max(each.last_day for each in spells)
        return one_holder([each for each in spells if each.last_day == latest])

    def held(self, org: int, quarter: int, direction: str = OUTFLOW) -> list[int]:
        """Persons in scope in the quarter whose duties belong to the branch."""
        self.spells(quarter, direction)
        persons = sorted(self._by_person[quarter, direction])
        return [person for person in persons if self.owner(person, quarter, direction) == org]

    def latest_held(self, person: int, org: int, quarter: int, direction: str = OUTFLOW) -> SpellInQuarter:
        """The latest-begun spell in scope in the quarter among those the branch holds: its facts are the person's."""
        own = [each for each in self.of_person(person, quarter, direction) if each.holder == org]
        return max(own, key=lambda each: (each.start_on, each.spell))

    def held_long(self, org: int, period: str, direction: str = OUTFLOW) -> dict[int, tuple[int, set[date]]]:
        """Persons whose yearly or half-yearly duties are the branch's: their last quarter in scope, and their days."""
        found: dict[int, tuple[int, set[date]]] = {}
        persons = {each.person for quarter in quarters_of(period) for each in self.spells(quarter, direction)}
        for person in sorted(persons):
            by_quarter = {q: days for q in quarters_of(period) if (days := self.scope(person, q, direction))}
            last = max(by_quarter)
            if self.owner(person, last, direction) == org:
                found[person] = last, set().union(*by_quarter.values())
        return found


def one_holder(spells: list[SpellInQuarter]) -> int:
    """Of branches that hold a person the same day: that of the latest-begun spell, then the higher number."""
    held = [each for each in spells if each.holder > 0] or spells  # not of a branch that passed nothing on
    return max((each.start_on, each.holder) for each in held)[1]

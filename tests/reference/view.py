"""The persons and spells of a district at (as_of, known_at), quarter by quarter, as sets of days."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from tests.reference.days import days_between, quarter_first, quarter_last
from tests.reference.ground import Ground
from tests.reference.model import MISTAKEN, OUTFLOW, Alias, District, Ruling, SpellRow, Submission


@dataclass(frozen=True)
class Source:
    """Something that says a spell ended (or never was): a row of a counted ledger or an answer."""

    order: tuple[int, int, int, int]
    end_on: date | None
    mistaken: bool
    received_on: date


@dataclass
class SpellInQuarter:
    """A spell as the ledgers tell it for one quarter. ``days``: its in-scope days of the quarter."""

    spell: int
    person: int
    start_on: date
    end_on: date | None
    contact_key: int | None
    holder: int
    mistaken_open: bool
    days: set[date] = field(repr=False)

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
        self._spells: dict[int, list[SpellInQuarter]] = {}

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
                found.append(Source(order, row.end_on, mistaken, listing.ledger.received_on))
        standing = {s.submission: s for s in self.standing}
        for answer in self.district.answers:
            ledger = standing.get(answer.submission)
            if ledger is None or answer.recorded_at > self.known_at or self.spell(answer.spell) != spell:
                continue
            mistaken = MISTAKEN in (answer.end_kind, answer.answer)
            if mistaken or answer.end_on is not None:
                order = (ledger.quarter, ledger.submission, 1, answer.event)
                found.append(Source(order, answer.end_on, mistaken, ledger.received_on))
        return sorted(found, key=lambda source: source.order)

    def holder(self, spell: int, last_day: date) -> int:
        """The branch that holds a spell on its last scope day."""
        lists_it = {listing.ledger.org for listing in self.listings[spell]}
        holder = self.listings[spell][0].ledger.org
        for step in self.handovers:  # in the order of their days
            if step.source == holder and step.day <= last_day and (not step.split or step.target in lists_it):
                holder = step.target
        return holder

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

    def spells(self, quarter: int) -> list[SpellInQuarter]:
        """The 流出 spells with at least one in-scope day in the quarter, by that quarter's facts."""
        if quarter not in self._spells:
            made = [self._spell_in(spell, quarter) for spell in self.listings]
            self._spells[quarter] = [each for each in made if each is not None]
        return self._spells[quarter]

    def _spell_in(self, spell: int, quarter: int) -> SpellInQuarter | None:
        listings = self.listings[spell]
        by_then = [listing for listing in listings if listing.ledger.quarter <= quarter]
        facts = (by_then[-1] if by_then else listings[0]).row
        if facts.direction != OUTFLOW or facts.start_on > self.as_of:
            return None
        sources = self.end_sources(spell)
        ends = [source.end_on for source in sources if not source.mistaken]
        end = ends[-1] if ends else None
        days = {
            day
            for day in days_between(quarter_first(quarter), quarter_last(quarter))
            if facts.start_on <= day and (end is None or day < end)
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
        return SpellInQuarter(
            spell, self.person(facts.person), facts.start_on, end, facts.contact_key, holder, mistaken_open, days
        )

    def of_person(self, person: int, quarter: int) -> list[SpellInQuarter]:
        """The person's spells in scope in the quarter, in whatever branch."""
        return [each for each in self.spells(quarter) if each.person == person]

    def scope(self, person: int, quarter: int) -> set[date]:
        """The person's in-scope days of the quarter, each counted once."""
        found: set[date] = set()
        for each in self.of_person(person, quarter):
            found |= each.days
        return found

    def owners(self, person: int, quarter: int) -> set[int]:
        """The branch (or, on equal last days, branches) that the person's duties of the quarter belong to."""
        spells = self.of_person(person, quarter)
        if not spells:
            return set()
        latest = max(each.last_day for each in spells)
        return {each.holder for each in spells if each.last_day == latest}

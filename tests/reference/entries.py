"""What the branches of a random district write into their ledgers: people away, and what was done for them."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.reference.days import ONE_DAY, months_later, quarter_first
from tests.reference.deeds import SHEETS, Hand, cells_of, contact_name, corrected, cover, month_end, numbered
from tests.reference.model import (
    Alias,
    District,
    MemberRow,
    SpellAnswer,
    SpellRow,
    Submission,
)

ENDS = ("不再外出", "不再外出", "组织关系转出", "停止党籍或除名", "去世")


@dataclass
class Branches:
    """Branches and what happened to them. ``steps``: (day, from, to, split)."""

    founded: dict[int, date] = field(default_factory=dict)
    ended: dict[int, date] = field(default_factory=dict)
    steps: list[tuple[date, int, int, bool]] = field(default_factory=list)


@dataclass
class Stay:
    """What is true of one stay away. ``follows``: goes with a split-off branch."""

    spell: int
    person: int
    branch: int
    start_on: date
    end_on: date | None
    follows: bool
    contact_key: int
    said_start: date
    month: bool = False
    inflow: bool = False


@dataclass
class Desk:
    """Where ledgers are written. Rates differ from district to district."""

    rng: random.Random
    branches: Branches
    first: date
    last: date
    punctual: bool
    plain: bool
    stays: list[Stay] = field(default_factory=list)
    ids: int = 0

    @property
    def known(self) -> list[int]:
        """The persons of the district by their first ids."""
        return sorted({stay.person for stay in self.stays})

    def often(self, share: float) -> bool:
        """True in a share of the cases."""
        return self.rng.random() < share

    def new_id(self) -> int:
        """A fresh id for a person or a spell."""
        self.ids += 1
        return self.ids

    def day(self, first: date, last: date) -> date:
        """A day between two."""
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def home(self, stay: Stay, on: date) -> int:
        """The branch that really keeps a stay on a day."""
        home = stay.branch
        for day, source, target, split in self.branches.steps:
            if source == home and day <= on and (not split or stay.follows):
                home = target
        return home


def _people(desk: Desk) -> None:
    """Nought to eight persons a branch, some with several stays, some away from two branches."""
    rng = desk.rng
    branches = sorted(desk.branches.founded)
    inflow = rng.choice((0.05, 0.3))
    two_branches = 0 if desk.plain else rng.choice((0, 0.05, 0.3))
    for branch in branches:
        for _ in range(rng.choice((0, 1, 2, 3, 4, 5, 8))):
            person = desk.new_id()
            homes = [branch] * rng.choice((1, 1, 1, 2, 3))
            if desk.often(two_branches):
                homes.append(rng.choice(branches))
            for home in homes:
                start = desk.day(desk.first, desk.last)
                end = None if desk.often(0.5) else start + timedelta(days=rng.choice((0, 5, 29, 30, 31, 60, 90, 200)))
                said = start if desk.often(0.8) else start + timedelta(days=rng.choice((-70, -30, -3, 2, 20, 45)))
                month = desk.often(0.06)
                desk.stays.append(
                    Stay(
                        desk.new_id(),
                        person,
                        home,
                        month_end(start) if month else start,
                        end,
                        desk.often(0.5),
                        rng.randint(1, 3),
                        month_end(said) if month else said,
                        month,
                        desk.often(inflow),
                    )
                )


@dataclass
class Correction:
    """From a moment on a person goes by another id, or a spell by another line."""

    of: int
    by: int
    since: datetime
    told: datetime


def _corrections(desk: Desk, ledgers: list[Submission], made: District) -> tuple[list[Correction], list[Correction]]:
    """Corrected ID numbers (always with what they correct, so one spell never has two persons) and corrected lines."""
    rng, persons, spells = desk.rng, [], []
    rate = rng.choice((0, 0, 0.1, 0.3))
    moments = [s.recorded_at for s in ledgers]
    if not moments:
        return [], []

    def alias(of: int, by: int, at: datetime, org: int) -> Alias:
        old, new = rng.choice(((of, by), (by, of)))
        return Alias(0, org, old, new, at)

    for person in sorted({stay.person for stay in desk.stays}):
        if not desk.often(rate):
            continue
        since = rng.choice(moments)
        told = since if desk.punctual or desk.often(0.5) else since + timedelta(days=rng.randint(1, 90))
        renewed = desk.new_id()
        persons.append(Correction(person, renewed, since, told))
        org = next(stay.branch for stay in desk.stays if stay.person == person)
        made.person_aliases.append(alias(person, renewed, told, org))
        for stay in [s for s in desk.stays if s.person == person]:
            line = desk.new_id()
            spells.append(Correction(stay.spell, line, since, told))
            made.spell_aliases.append(alias(stay.spell, line, told + timedelta(microseconds=stay.spell), stay.branch))
    for stay in desk.stays:
        if desk.often(rate) and all(c.of != stay.spell for c in spells):
            since, line = rng.choice(moments), desk.new_id()
            spells.append(Correction(stay.spell, line, since, since))
            if desk.often(0.8):  # else it stays two spells
                made.spell_aliases.append(alias(stay.spell, line, since, stay.branch))
    return persons, spells


def _row(desk: Desk, stay: Stay, ledger: Submission, number: int, mistaken: float, corrected: bool) -> SpellRow | None:
    """The stay's row of 管理信息, as far as the branch can know on the day of receipt."""
    rng = desk.rng
    start = stay.start_on if corrected else stay.said_start
    if start > ledger.received_on and not (stay.month and start.replace(day=1) <= ledger.received_on):
        return None
    row = SpellRow(
        number,
        stay.spell,
        stay.person,
        start,
        desk.often(0.85),
        "流入" if stay.inflow else "流出",
        stay.month,
        expected_return=rng.choice((None, None, months_later(start, 6), months_later(start, 6) - ONE_DAY, start)),
        place_filled=desk.often(0.9),
        unit_filled=desk.often(0.9),
        certificate_numbered=desk.often(0.6),
        issued_on=start + timedelta(days=rng.choice((-91, -90, 0, 9, 10, 11))) if desk.often(0.4) else None,
        no_certificate_reason=desk.often(0.1),
        contact_key=contact_name(rng, stay.contact_key, desk.known),
        contact_role=rng.choice(("支部书记", "正式党员", "正式党员", "其他", None)),
        contact_phone_valid=desk.often(0.85),
        contact_set_on=start + timedelta(days=rng.choice((-5, 0, 1))) if desk.often(0.5) else None,
        contact_is_member=desk.often(0.02),
        receiving_filled=desk.often(0.5),
        not_taken_reason=rng.choice((None, None, "当地无党组织", "境外")),
    )
    if row.issued_on is not None and row.issued_on > ledger.received_on:
        row = replace(row, issued_on=None)
    if desk.often(mistaken):
        return replace(row, end_kind="误登记")
    end = stay.end_on
    if end is not None and desk.often(0.1):
        end += timedelta(days=rng.choice((-20, -1, 1, 30)))
    if end is not None and start <= end <= ledger.received_on and desk.often(0.8):
        month = desk.often(0.08)
        return replace(row, end_on=month_end(end) if month else end, end_month=month, end_kind=rng.choice(ENDS))
    return row


def _answer(desk: Desk, ledger: Submission, spell: int, start: date) -> SpellAnswer | None:
    """What the branch says about a row that vanished."""
    answer = desk.rng.choice(("已返回", "已返回", "组织关系转出", "误登记", "漏填"))
    if answer in ("已返回", "组织关系转出"):
        if start > ledger.received_on:
            return None
        end = desk.day(start, ledger.received_on)
        kind = "不再外出" if answer == "已返回" else answer
        return SpellAnswer(0, ledger.org, spell, ledger.submission, answer, ledger.recorded_at, end, kind)
    mistaken = "误登记" if answer == "误登记" else None
    return SpellAnswer(0, ledger.org, spell, ledger.submission, answer, ledger.recorded_at, None, mistaken)


def _by(corrections: list[Correction], of: int, ledger: Submission) -> int:
    """The id that a person or a spell goes by in a ledger."""
    for correction in corrections:
        if correction.of == of and correction.since <= ledger.recorded_at:
            return correction.by
    return of


@dataclass
class Habits:
    """How the branches of one district keep their ledgers."""

    dropped: float
    mistaken: float
    answered: float
    sheets: dict[str, float]
    listed: dict[int, int] = field(default_factory=dict)
    told: dict[int, Submission] = field(default_factory=dict)


def _listed(desk: Desk, habits: Habits, ledger: Submission) -> tuple[list[SpellRow], list[int]]:
    """The rows of 管理信息, and the persons a branch may write events about."""
    rows: list[SpellRow] = []
    persons: list[int] = []
    for stay in desk.stays:
        mine = desk.home(stay, ledger.received_on) == ledger.org
        if not mine and not (stay.branch == ledger.org and desk.often(0.3)):
            continue
        over = stay.end_on is not None and stay.end_on < quarter_first(ledger.quarter)
        if over and not desk.often(0.25):
            persons.append(stay.person)
            continue
        row = _row(desk, stay, ledger, len(rows) + 3, habits.mistaken, habits.listed.get(stay.spell, 0) > 1)
        if row is None:
            continue
        persons.append(stay.person)
        if desk.often(habits.dropped):
            continue
        habits.listed[stay.spell] = habits.listed.get(stay.spell, 0) + 1
        rows.append(row)
    return rows, persons


def _answers(desk: Desk, habits: Habits, ledger: Submission, before: Submission) -> list[SpellAnswer]:
    """Answers about open rows of the branch's last ledger that this one leaves out."""
    listed = {row.spell for row in ledger.spells}
    found = []
    for old in before.spells:
        if old.spell not in listed and old.end_kind is None and desk.often(habits.answered):
            answer = _answer(desk, ledger, old.spell, old.start_on)
            if answer is not None:
                found.append(answer)
    return found


def fill(desk: Desk, ledgers: list[Submission], made: District) -> list[Submission]:
    """The ledgers with their rows, in the order of acceptance; aliases and answers go to the district."""
    rng = desk.rng
    _people(desk)
    persons_by, spells_by = _corrections(desk, ledgers, made)
    habits = Habits(
        rng.choice((0, 0.1, 0.3)),
        rng.choice((0, 0, 0.03, 0.1)),
        rng.choice((0, 0.4, 0.9)),
        {name: rng.choice((0.1, 0.4, 0.7, 0.95)) for name in SHEETS},
    )
    filled = []
    for ledger in ledgers:
        rows, persons = _listed(desk, habits, ledger)
        rows = [
            replace(row, spell=_by(spells_by, row.spell, ledger), person=_by(persons_by, row.person, ledger))
            for row in rows
        ]
        members = [
            MemberRow(
                n,
                person,
                desk.often(0.9),
                rng.choice(("正式党员", "正式党员", "正式党员", "预备党员", None)),
                desk.often(0.9),
                rng.choice((False, False, False, True, None)),
            )
            for n, person in enumerate(dict.fromkeys(row.person for row in rows), 3)
            if desk.often(0.92)
        ]
        hand = Hand(rng, ledger, sorted({_by(persons_by, person, ledger) for person in persons}), rows)
        before = habits.told.get(ledger.org)
        sheets: dict[str, Any] = {}
        for name, write in SHEETS.items():
            cells = write(hand, habits.sheets[name])
            if before is not None:
                repeated = [cell for cell in cells_of(getattr(before, name)) if desk.often(0.25)]
                cells += [corrected(hand, cell) if desk.often(0.3) else cell for cell in repeated]
            sheets[name] = numbered(cells)
        ledger = replace(ledger, members=tuple(members), spells=tuple(rows), **cover(hand), **sheets)
        if before is not None:
            made.answers.extend(_answers(desk, habits, ledger, before))
        habits.told[ledger.org] = ledger
        filled.append(ledger)
    return filled

"""From a branch's true life to the ledgers it hands in: when, in which form, and with what left out or wrong."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from data_layer import quarters
from data_layer.demo import invent
from data_layer.demo.contacts import CONTACT, Deed, contacts
from data_layer.demo.deeds import deeds
from data_layer.demo.district import BranchPlan, District
from data_layer.demo.forms import Listing, workbook
from data_layer.demo.gaps import leave_gaps
from data_layer.demo.people import MISTAKEN, OUT, Branch, Stay, make_branch
from data_layer.demo.sheets import Ledger

#: changes of a stay that the pre-filled form has words for
PLACE, UNIT, PHONE, KEEPER = "外出地点", "外出单位", "电话", "联系人"


def ledgers(district: District, plan: BranchPlan) -> list[Ledger]:
    """Every ledger the branch hands in by the district's as-of day, in order."""
    branch = make_branch(district, plan)
    leave_gaps(branch)
    return list(_Clerk(district, branch).years())


class _Clerk:
    """Whoever keeps the branch's ledger, quarter after quarter."""

    def __init__(self, district: District, branch: Branch) -> None:
        self.district, self.branch, self.random = district, branch, branch.random
        self.habits, self.line = branch.plan.habits, branch.plan.line
        self.waiting: list[Deed] = []
        self.handed_in = 0
        self.dropped: set[int] = set()  # id() of stays left off the list though away
        for stay in branch.stays:
            late = {"good": 0.005, "middling": 0.04}.get(self.habits.kind, 0.13)
            stay.listed_from = quarters.quarter_of(stay.start) + (1 if self.random.random() < late else 0)
            if stay.listed_from <= district.quarters[0] and self.random.random() < late / 2:
                stay.listed_from = district.quarters[0] + 1

    def years(self) -> Iterator[Ledger]:
        for index, quarter in enumerate(self.district.quarters):
            if not self._active(quarter):
                continue
            changes = self._live(quarter, index)
            received = self._hand_in_day(quarter)
            if received is None or received > self.district.as_of:
                continue
            yield from self._hand_in(quarter, received, changes)

    def _active(self, quarter: int) -> bool:
        founded, abolished = self.line.founded, self.line.abolished
        return founded <= quarters.first_day(quarter) and (abolished is None or abolished > quarters.last_day(quarter))

    def _live(self, quarter: int, index: int) -> dict[int, tuple[str, date, str]]:
        """Let the quarter pass: what was done is waiting to be reported, what changed is returned by stay."""
        until = min(quarters.last_day(quarter), self.district.as_of - timedelta(days=1))
        changes: dict[int, tuple[str, date, str]] = {}
        for stay in self.branch.stays:
            days = stay.days_in(quarter)
            begun = stay.start >= quarters.first_day(quarter)
            if days and not begun and days[1] <= until and stay.line and self.random.random() < 0.055:
                changes[id(stay)] = self._change(stay, invent.day_between(self.random, *days))
        self.waiting += contacts(self.branch, quarter, index, until) + deeds(self.branch, quarter)
        return changes

    def _change(self, stay: Stay, day: date) -> tuple[str, date, str]:
        random = self.random
        kind = random.choice((PLACE, UNIT, PHONE, KEEPER)) if stay.direction == OUT else UNIT
        if kind == PLACE:
            stay.place = text = invent.destination(random, stay.travel_range)
            stay.gaps.pop("外出地点", None)
        elif kind == UNIT:
            stay.unit = text = invent.company(random)
        elif kind == PHONE:
            stay.member.phone = text = invent.phone(random)
            stay.member.gaps.pop("本人电话", None)
        else:
            stay.keeper, stay.keeper_on = random.choice(self.branch.keepers), day
            text = f"{stay.keeper.name} {stay.keeper.role} {stay.keeper.phone}"
            for column in ("联系人", "联系人电话", "联系人身份"):
                stay.gaps.pop(column, None)
        return kind, day, text

    def _hand_in_day(self, quarter: int) -> date | None:
        """When the ledger comes in; None: never."""
        random, habits = self.random, self.habits
        end = quarters.last_day(quarter)
        on_time = habits.on_time + habits.drift * (quarter - self.district.quarters[0])
        punctual, skipped, early = random.random() < on_time, random.random() < habits.skips, random.random()
        usual = end + timedelta(days=random.choices(range(1, 11), weights=(1, 2, 3, 4, 5, 6, 7, 9, 11, 13))[0])
        delay = 1 + min(int(random.expovariate(1 / 11)), 50)
        if end >= self.district.as_of:
            # before its quarter is over only the eager ones hand in, in the last days
            eager = habits.kind in ("good", "middling") and early < 0.025
            day = self.district.as_of - timedelta(days=int(early * 240))
            return day if eager and self._late_enough(quarter) else None
        if (habits.silent_from is not None and quarter >= habits.silent_from) or skipped:
            return None
        return _working_day(usual) if punctual else _collected(end + timedelta(days=10 + delay))

    def _late_enough(self, quarter: int) -> bool:
        return (self.district.as_of - quarters.first_day(quarter)).days > 20

    def _hand_in(self, quarter: int, received: date, changes: dict[int, tuple[str, date, str]]) -> Iterator[Ledger]:
        first = self.handed_in == 0
        form = "register" if first and self.habits.form == "entry" else self.habits.form
        mended = set() if first else self._mend()
        self._drop(first)
        rows = [row for stay in self.branch.stays if (row := self._listing(stay, quarter, received, changes, mended))]
        listed = {id(row.stay.member) for row in rows}
        due = self._due(quarter, received, listed)
        again = _collected(received + timedelta(days=self.random.randrange(2, 17)))
        twice = self.random.random() < 0.028 and again <= self.district.as_of and quarters.last_day(quarter) < received
        if twice:
            part = [deed for deed in due if deed.sheet != CONTACT or self.random.random() < 0.7]
            yield self._ledger(quarter, received, form, rows, part, changes)
            yield self._ledger(quarter, again, "own" if form == "own" else "register", rows, due, changes)
        else:
            yield self._ledger(quarter, received, form, rows, due, changes)
        for row in rows:
            row.stay.end_told = row.stay.end_told or row.told

    def _mend(self) -> set[int]:
        """Cells put right since the last ledger; the members concerned."""
        share = {"good": 0.6, "middling": 0.3}.get(self.habits.kind, 0.1)
        found: set[int] = set()
        for stay in self.branch.stays:
            if (stay.gaps or stay.member.gaps) and self.random.random() < share:
                stay.gaps.clear()
                stay.member.gaps.clear()
                found.add(id(stay))
        return found

    def _drop(self, first: bool) -> None:
        """Lines left out by oversight; most come back with the next ledger."""
        share = {"good": 0.0005, "middling": 0.003}.get(self.habits.kind, 0.012)
        for stay in self.branch.stays:
            if id(stay) in self.dropped:
                if self.random.random() < 0.6:
                    self.dropped.discard(id(stay))
            elif not first and self.random.random() < share:
                self.dropped.add(id(stay))

    def _listing(
        self, stay: Stay, quarter: int, received: date, changes: dict[int, tuple[str, date, str]], mended: set[int]
    ) -> Listing | None:
        """How this ledger lists a stay, if it does."""
        last = min(quarters.last_day(quarter), received)
        over = stay.end is not None and stay.end <= last
        if stay.listed_from > quarter or stay.start > last or id(stay) in self.dropped:
            return None
        if over and (stay.end_told or (stay.line is None and stay.end_kind == MISTAKEN)):
            return None
        if stay.line is None and over and stay.end and stay.end < quarters.first_day(self.district.quarters[0]):
            return None
        hides = over and self.random.random() < {"good": 0.02, "middling": 0.1}.get(self.habits.kind, 0.35)
        formal = stay.member.formal(last)
        fresh = stay.line is None or id(stay) in mended or formal != stay.member.formal_told
        stay.member.formal_told = formal
        return Listing(stay, told=over and not hides, fresh=fresh, change=changes.get(id(stay)))

    def _due(self, quarter: int, received: date, listed: set[int]) -> list[Deed]:
        """Take what this ledger reports off the waiting list; what was missed earlier may be lost for good."""
        due: list[Deed] = []
        stay_on: list[Deed] = []
        for deed in self.waiting:
            named = deed.who or ()
            if deed.report_in > quarter or deed.day > received:
                stay_on.append(deed)
            elif any(id(member) not in listed for member in named) and not (deed.stay and deed.stay.line):
                deed.report_in = quarter + 1
                if deed.report_in - quarters.quarter_of(deed.day) <= 1:
                    stay_on.append(deed)
            elif deed.report_in == quarter or self.random.random() < 0.6:
                due.append(deed)
        self.waiting = stay_on
        return sorted(due, key=lambda deed: deed.day)

    def _ledger(
        self,
        quarter: int,
        received: date,
        form: str,
        rows: list[Listing],
        due: list[Deed],
        changes: dict[int, tuple[str, date, str]],
    ) -> Ledger:
        tables, first_row, sheet = workbook(
            self.branch, quarter, received, form, rows, due, self._declared(quarter, rows), self._changed(rows)
        )
        position = 0
        for row in rows:
            if not row.in_register:
                continue
            if row.stay.line is None:
                # the 行号 a store gives: see the ledger room's rule for new spells
                place = f"{self.line.code}|{self.handed_in}|{sheet}|{first_row + position}"
                row.stay.line = hashlib.sha256(place.encode()).hexdigest()[:10]
            position += 1
        number = self.handed_in
        self.handed_in += 1
        return Ledger(self.line.code, quarter, received, number, tables)

    def _declared(self, quarter: int, rows: list[Listing]) -> int:
        """封面 流动党员数: what the branch believes, listed or not."""
        last = quarters.last_day(quarter)
        listed = {row.stay.member.id_number for row in rows if row.stay.direction == OUT and not row.told}
        if self.habits.kind in ("bad", "silent") and self.random.random() < 0.5:
            return len(listed)
        return len(
            listed
            | {
                s.member.id_number
                for s in self.branch.stays
                if s.direction == OUT and s.runs(last) and s.listed_from > 0
            }
        )

    def _changed(self, rows: list[Listing]) -> bool:
        """Whether the rows differ from the last ledger's, as the branch would say it: now and then wrongly."""
        truth = any(row.fresh or row.told or row.change for row in rows)
        return truth != (self.random.random() < 0.03)


def _working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend: who is punctual does not wait for Monday."""
    earlier = day - timedelta(days=max(day.weekday() - 4, 0))
    return earlier if earlier.month == day.month else day


def _collected(day: date) -> date:
    """The next Tuesday or Friday: when the committees' staff take in what comes late."""
    while day.weekday() not in (1, 4):
        day += timedelta(days=1)
    return day

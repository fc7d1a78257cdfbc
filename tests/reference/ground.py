"""What can be seen of a district's tree, rules and ledgers at (as_of, known_at).

Written from the definitions with loops, sharing nothing with the product's SQL.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from tests.reference.days import quarter_first, quarter_last, quarter_of_name
from tests.reference.model import District, Submission

DEFAULTS = {
    "min_days_due": "30",
    "float_min_months": "6",
    "report_grace_days": "10",
    "certificate_issue_days": "10",
    "return_inspect_days": "30",
    "certificate_recall_days": "30",
    "problem_fix_days": "90",
    "pre_departure_days": "90",
    "spring_before_days": "15",
    "spring_after_days": "14",
    "july_from": "06-16",
    "july_to": "07-07",
    "lost_contact_days": "183",
    "mailed_per_year": "1",
    "annual_hours": "32",
    "inflow_verify_days": "30",
    "excellent_share": "1/3",
    "rectify_days": "90",
    "fund_use_min": "0.6",
}


@dataclass
class Org:
    """One organisation as its visible events left it."""

    org: int
    type: str | None
    founded: date
    parents: list[tuple[date, int | None]]
    ended: date | None = None


@dataclass(frozen=True)
class Handover:
    """From ``day`` on the spells of ``source`` are ``target``'s; a split only hands on what the target lists."""

    source: int
    target: int
    day: date
    split: bool


class Ground:
    """What a district stands on at (as_of, known_at)."""

    def __init__(self, district: District, as_of: date, known_at: datetime) -> None:
        self.as_of = as_of
        self.known_at = known_at
        self.district = district
        self._deadlines: dict[tuple[int, int], date] = {}
        self._families: dict[int, frozenset[int]] = {}

    # --- organisations ---

    @cached_property
    def _tree(self) -> tuple[dict[int, Org], list[Handover]]:
        orgs: dict[int, Org] = {}
        handovers: list[Handover] = []
        for e in sorted(self.district.organisations, key=lambda e: (e.day, e.event)):
            if e.day > self.as_of or e.recorded_at > self.known_at:
                continue
            if e.kind == "found":
                orgs[e.org] = Org(e.org, e.type, e.day, [(e.day, e.parent)])
            elif e.org not in orgs:
                continue
            elif e.kind == "move":
                orgs[e.org].parents.append((e.day, e.parent))
            elif e.kind in ("merge", "abolish"):
                orgs[e.org].ended = e.day
                if e.successor is not None:
                    handovers.append(Handover(e.org, e.successor, e.day, False))
            elif e.kind == "split" and e.successor is not None:
                handovers.append(Handover(e.org, e.successor, e.day, True))
        return orgs, handovers

    @property
    def orgs(self) -> dict[int, Org]:
        """The organisations known on the day, the ended ones too."""
        return self._tree[0]

    @property
    def handovers(self) -> list[Handover]:
        """What passed on, in the order of the days."""
        return self._tree[1]

    def below(self, org: int) -> set[int]:
        """The organisation and everything below it on the view's day."""
        found: set[int] = set()
        for each in self.orgs:
            if org in self.path(each, self.as_of):
                found.add(each)
        return found

    def path(self, org: int, on: date) -> list[int]:
        """The organisation and what stood above it on a day, nearest first."""
        path: list[int] = []
        here: int | None = org
        while here is not None and here in self.orgs and here not in path:
            path.append(here)
            steps = self.orgs[here].parents
            past = [parent for day, parent in steps if day <= on]
            here = past[-1] if past else steps[0][1]
        return path

    def family(self, org: int) -> frozenset[int]:
        """Organisations tied to this one by merging, splitting or succession."""
        if org not in self._families:
            self._families[org] = frozenset(self._family(org))
        return self._families[org]

    def _family(self, org: int) -> set[int]:
        found = {org}
        grown = True
        while grown:
            grown = False
            for step in self.handovers:
                if (step.source in found) != (step.target in found):
                    found |= {step.source, step.target}
                    grown = True
        return found

    def active(self, org: int, quarter: int) -> bool:
        """Active branch in q: founded by q's first day, not abolished on or before its last."""
        found = self.orgs.get(org)
        if found is None or found.type != "党支部" or found.founded > quarter_first(quarter):
            return False
        return found.ended is None or found.ended > quarter_last(quarter)

    # --- parameters and deadlines ---

    def parameter(self, name: str, org: int, on: date) -> int:
        """The number in force for an organisation on a day."""
        return int(self.parameter_text(name, org, on))

    def parameter_text(self, name: str, org: int, on: date) -> str:
        """The value in force for an organisation on a day: nearest at or above it that sets one, else the default."""
        for each in self.path(org, on):
            known = [
                e
                for e in self.district.parameters
                if e.name == name and e.org == each and e.recorded_at <= self.known_at and e.valid_from <= on
            ]
            if known:
                return max(known, key=lambda e: (e.valid_from, e.recorded_at, e.event)).value
        return DEFAULTS[name]

    @property
    def first_told(self) -> int:
        """The quarter before the first go-live of any organisation."""
        known = [e for e in self.district.parameters if e.name == "start_quarter" and e.recorded_at <= self.known_at]
        return min(quarter_of_name(e.value) for e in known) - 1

    def start_quarter(self, org: int, on: date) -> int | None:
        """First quarter assessed; None where no organisation at or above sets one."""
        for each in self.path(org, on):
            known = [
                e
                for e in self.district.parameters
                if e.name == "start_quarter" and e.org == each and e.recorded_at <= self.known_at
            ]
            if known:
                return quarter_of_name(max(known, key=lambda e: (e.recorded_at, e.event)).value)
        return None

    def assessed(self, org: int, quarter: int) -> bool:
        """Whether duties of the branch are assessed for the quarter, once it has begun."""
        if not self.active(org, quarter):
            return False
        start = self.start_quarter(org, quarter_first(quarter))
        return start is not None and quarter >= start

    def deadline(self, org: int, quarter: int) -> date:
        """The day the branch's ledger of a quarter is due."""
        if (org, quarter) not in self._deadlines:
            self._deadlines[org, quarter] = self._deadline(org, quarter)
        return self._deadlines[org, quarter]

    def _deadline(self, org: int, quarter: int) -> date:
        own: list[tuple[datetime, int, date]] = []
        for d in self.district.deadlines:
            if d.org == org and d.quarter == quarter and d.day <= self.as_of and d.recorded_at <= self.known_at:
                own.append((d.recorded_at, d.event, d.due_on))
        of = {s.submission: (s.org, s.quarter) for s in self.district.submissions}
        for e in self.district.submission_events:
            if e.kind == "returned" and e.new_due is not None and of[e.submission] == (org, quarter):
                if e.day <= self.as_of and e.recorded_at <= self.known_at:
                    own.append((e.recorded_at, e.event, e.new_due))
        if own:
            return max(own)[2]
        first = quarter_first(quarter)
        for each in self.path(org, first)[1:]:
            table = [
                d
                for d in self.district.deadlines
                if d.org == each and d.quarter == quarter and d.day <= self.as_of and d.recorded_at <= self.known_at
            ]
            if table:
                return max(table, key=lambda d: (d.recorded_at, d.event)).due_on
        return quarter_last(quarter) + timedelta(days=self.parameter("report_grace_days", org, first))

    # --- ledgers ---

    @cached_property
    def standing(self) -> list[Submission]:
        """Received, known and not withdrawn, in the order of acceptance."""
        withdrawn = {
            e.submission
            for e in self.district.submission_events
            if e.kind == "withdrawn" and e.day <= self.as_of and e.recorded_at <= self.known_at
        }
        found = [
            s
            for s in self.district.submissions
            if s.received_on <= self.as_of and s.recorded_at <= self.known_at and s.submission not in withdrawn
        ]
        return sorted(found, key=lambda s: (s.recorded_at, s.submission))

    def versions(self, org: int, quarter: int) -> list[Submission]:
        """The standing ledgers of one branch for one quarter, first to last."""
        return self._versions.get((org, quarter), [])

    @cached_property
    def _versions(self) -> dict[tuple[int, int], list[Submission]]:
        found: dict[tuple[int, int], list[Submission]] = {}
        for s in self.standing:
            found.setdefault((s.org, s.quarter), []).append(s)
        return found

    def counted(self, org: int, quarter: int) -> Submission | None:
        """The ledger of a quarter: the last version."""
        versions = self.versions(org, quarter)
        return versions[-1] if versions else None

    @cached_property
    def all_counted(self) -> list[Submission]:
        """The ledger of every branch and quarter that has one."""
        return [s for s in self.standing if self.counted(s.org, s.quarter) is s]

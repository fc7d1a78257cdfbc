"""What the statement is asked with: branches, times, rules and festivals, as bound lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from borax.calendars.lunardate import LunarDate

from data_layer import clock, quarters
from data_layer.organisations import Tree
from data_layer.organisations.parameters import DEFAULTS, GO_LIVE, Rules, rules
from data_layer.store import Store, Writer

_NOBODY = -1
_NEVER = 32000  # a quarter beyond all


@cache
def spring_festival(year: int) -> date:
    """Lunar new year's day of a year, 2000-2100."""
    day: date = LunarDate(year, 1, 1).to_solar_date()
    return day


@dataclass(frozen=True)
class Moment:
    """The two times of a question. ``ahead``: also what is known to fall due later, for the journal."""

    as_of: date
    known_at: datetime
    ahead: bool = False


@dataclass
class Frame:
    """Bound parameters of one statement, and the base views and tables that hold nothing for it."""

    params: dict[str, Any] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()

    def lists(self, prefix: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Bind rows as one list a column."""
        names = list(columns)
        by_column = list(zip(*rows, strict=True)) or [()] * len(names)
        for name, values in zip(names, by_column, strict=True):
            self.params[prefix + name] = list(values)


def build(moments: Mapping[int, Moment], wanted: Iterable[int], through: int, now: Tree, held: Rules) -> Frame:
    """The frame for branches (``moments``: every branch whose facts are read), up to and with quarter ``through``."""
    wanted_set = set(wanted)
    frame = Frame()
    orgs = sorted(moments)
    paths: dict[tuple[Any, ...], int] = {}
    path_rows: list[tuple[int, Tree, int]] = []
    asked = []
    horizon = quarters.last_day(through)
    interesting = {org for by_org in held.parameters.values() for org in by_org} | {org for org, _ in held.table}
    for org in orgs:
        organisation, moment = now.by_id[org], moments[org]
        key = _path_key(now, org, interesting)
        rule = paths.setdefault(key, len(paths))
        if rule == len(path_rows):
            path_rows.append((rule, now, org))
        first = quarters.quarter_of(organisation.founded)
        if quarters.first_day(first) < organisation.founded:
            first += 1
        last = _NEVER if organisation.abolished is None else quarters.quarter_of(organisation.abolished) - 1
        if organisation.abolished and organisation.abolished > quarters.last_day(last + 1):
            last += 1
        asked.append(
            (
                org,
                min(now.family(org)),
                rule,
                org in wanted_set,
                first,
                last,
                moment.as_of,
                horizon if moment.ahead else moment.as_of,
                moment.known_at,
            )
        )
    frame.lists(
        "", ("org", "family", "rules", "wanted", "first_quarter", "last_quarter", "as_of", "seen_to", "known_at"), asked
    )
    _calendar(frame, path_rows, held, through)
    handovers = [
        (h.source, _NOBODY if h.target is None else h.target, h.day, h.split)
        for h in now.handovers
        if h.source in moments
    ]
    frame.lists("h_", ("source", "target", "day", "split"), handovers)
    return frame


def _path_key(now: Tree, org: int, interesting: set[int]) -> tuple[Any, ...]:
    """What makes two branches' rules equal: the same rule-setting organisations above, on the same days."""
    steps = now.parents[org]
    above = now.ancestors(org)
    if len(steps) == 1 and all(len(now.parents[a]) == 1 for a in above):
        return tuple(o for o in (org, *above) if o in interesting)
    return (org,)


#: Parameters that a quarter's duties use, and those of a year's: column of the base view -> parameter.
_OF_QUARTER = (
    "min_days_due float_min_months certificate_issue_days return_inspect_days certificate_recall_days "
    "problem_fix_days pre_departure_days inflow_verify_days lost_contact_days"
).split()
_OF_YEAR = "mailed_per_year annual_hours rectify_days".split()
#: How long after its event a duty may fall due.
_DAYS = [name for name in (*_OF_QUARTER, "rectify_days") if name.endswith("_days")]


def _calendar(frame: Frame, path_rows: list[tuple[int, Tree, int]], held: Rules, through: int) -> None:
    set_by = held.parameters.get(GO_LIVE, {}).values()
    starts = [quarters.parse_quarter(value) for values in set_by for _, value in values]
    first = min(starts) - 1 if starts else through
    # what a year asks is proved by its last ledger, an appraisal by the one after
    longest = max(int(value) for name in _DAYS for value in (str(DEFAULTS[name].value), *_ever(held, name)))
    last = max(through // 4 * 4 + 4, through + longest // 90 + 2)
    rows, years = [], []
    for rule, now, org in path_rows:
        for quarter in range(first, last + 1):
            first_on, last_on = quarters.first_day(quarter), quarters.last_day(quarter)
            above = now.ancestors(org, first_on)
            path = [org, *above]
            start = held.value(GO_LIVE, path, first_on)
            due = next((held.table[o, quarter] for o in above if (o, quarter) in held.table), None)
            rows.append(
                (
                    rule,
                    quarter,
                    quarters.quarter_period(quarter),
                    first_on,
                    last_on,
                    due or last_on + timedelta(days=held.value("report_grace_days", path, first_on)),
                    start is not None and quarter >= start,
                    *(held.value(name, path, first_on) for name in _OF_QUARTER),
                )
            )
        for year in range(first // 4, through // 4 + 1):
            begins = date(year, 1, 1)
            path = [org, *now.ancestors(org, begins)]
            years.append((rule, year, *_festivals(held, path, year), *_shares(held, path, begins)))
    frame.params["through"] = through
    frame.params["scope_through"] = through // 4 * 4 + 3
    frame.lists("c_", ("rules", "quarter", "period", "first", "last", "due", "assessed", *_OF_QUARTER), rows)
    spring = ("spring_day", "spring_from", "spring_to", "july_from", "july_to")
    shares = (*_OF_YEAR, "use_over", "use_under", "excellent_over", "excellent_under")
    frame.lists("y_", ("rules", "year", *spring, *shares), years)


def _ever(held: Rules, name: str) -> Iterable[str]:
    return (value for values in held.parameters.get(name, {}).values() for _, value in values)


def _festivals(held: Rules, path: list[int], year: int) -> tuple[date, ...]:
    begins, new_year = date(year, 1, 1), spring_festival(year)
    july = [date(year, *held.value(name, path, begins)) for name in ("july_from", "july_to")]
    before, after = (held.value(name, path, begins) for name in ("spring_before_days", "spring_after_days"))
    return (new_year, new_year - timedelta(days=before), new_year + timedelta(days=after), *july)


def _shares(held: Rules, path: list[int], begins: date) -> tuple[int, ...]:
    shares = [held.value(name, path, begins) for name in ("fund_use_min", "excellent_share")]
    parts = [part for share in shares for part in (share.numerator, share.denominator)]
    return (*(held.value(name, path, begins) for name in _OF_YEAR), *parts)


def related(reader: Store | Writer, now: Tree, orgs: Iterable[int]) -> set[int]:
    """The branches, their families, and every branch that shares a person with them (with its family)."""
    found: set[int] = set()
    for org in orgs:
        found |= now.family(org)
    shared = reader.rows("indicators/sharing", {"orgs": sorted(found)})
    for row in shared:
        found |= now.family(row["org"])
    return found & now.by_id.keys()


def aliases(reader: Store | Writer, frame: Frame, moments: Mapping[int, Moment]) -> None:
    """Bind which person and spell ids are one, chains followed, latest word on each; note what else is empty."""
    orgs = sorted(moments)
    said = {row["said"] for row in reader.rows("indicators/spoken", {"low": orgs[0], "high": orgs[-1]})}
    empty = {"deadline_event", "submission_event", "spell_answer", "exemption", "ruling"} - said
    for prefix, name in (("p_", "person"), ("s_", "spell")):
        same: dict[int, int] = {}
        if f"{name}_alias" in said:
            for row in reader.rows(f"indicators/{name}_aliases", {"orgs": orgs}):
                if row["recorded_at"] <= moments[row["org"]].known_at:
                    same[row["id"]] = row["same_as"]
        if not same:
            empty.add(f"{name}_same")
        frame.lists(prefix, (name, "same"), [(each, _end(same, each)) for each in same])
    if not frame.params["h_source"]:
        empty.add("handover")
    frame.empty = frozenset(empty)


def _end(same: dict[int, int], start: int) -> int:
    seen = {start}
    each = same[start]
    while each in same and each not in seen:
        seen.add(each)
        each = same[each]
    return each


def frame_for(
    store: Store, orgs: Iterable[int], as_of: date, known_at: datetime | None, *, now: Tree, ahead: bool = False
) -> Frame:
    """The frame for a list of branches at one moment, reading the store as it is."""
    wanted = list(orgs)
    moment = Moment(as_of, known_at or clock.end_of(date(9000, 1, 1)), ahead)
    moments = dict.fromkeys(related(store, now, wanted), moment)
    frame = build(moments, wanted, quarters.quarter_of(as_of) + 1, now, rules(store, as_of, known_at))
    aliases(store, frame, moments)
    return frame

"""教育培训: hours of each member in a year, and the kinds of training by quarter (三（三）)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.questions import found_rows, rows_by_branch
from data_layer.assessment.view import View
from data_layer.store import Store

#: 教育类别 as the form offers them.
KINDS = ("行前教育", "邮寄教育", "补课教育", "其他培训")
#: Shares of what is required at which the steps of a distribution begin; the last two are enough.
STEPS = (Fraction(0), Fraction(1, 100), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(3, 2))
STEP_REACHED = tuple(step >= 1 for step in STEPS)
STEP_NAMES = ("没有", "不到 ¼", "¼ 以上", "½ 以上", "¾ 以上", "达到", "1½ 倍以上")


@dataclass(frozen=True)
class Hours:
    """One member's hours in a year against the year's hours in proportion to his days away; both exact."""

    org: int
    person: int
    days: int
    hours: Fraction
    required: Fraction

    @property
    def reached(self) -> bool:
        """As many as required."""
        return self.hours >= self.required

    @property
    def step(self) -> int:
        """Which of STEPS the share of what is required falls into."""
        if not self.hours:
            return 0
        share = self.hours / self.required if self.required else Fraction(2)
        return max(1, max(place for place, begins in enumerate(STEPS) if share >= begins))


@remembered(32)
def hours(store: Store, viewer: Viewer, view: View, year: int) -> list[Hours]:
    """Everybody away 90 days or more of a year from branches that answer for all of it, furthest from enough first.

    An open stay counts to the year's end, so in a running year the hours needed are those of the whole year.
    """
    require_org(store, viewer, "read", view.org)
    first_on, last_on = date(year, 1, 1), date(year, 12, 31)
    found = []
    for row in rows_by_branch(store, viewer, view, "hours", {"first_on": first_on, "last_on": last_on}):
        required = Fraction(row["annual_hours"] * row["days"], (last_on - first_on).days + 1)
        found.append(Hours(row["org"], row["person"], row["days"], Fraction(row["hours"]), required))
    return sorted(found, key=lambda each: (each.hours - each.required, each.org, each.person))


def distribution(found: Sequence[Hours]) -> list[int]:
    """How many members fall into each of STEPS."""
    numbers = [0] * len(STEPS)
    for each in found:
        numbers[each.step] += 1
    return numbers


@dataclass(frozen=True)
class Given:
    """Training of one kind in one quarter: sessions (a branch's day), members reached, branches that gave it."""

    quarter: str
    kind: str
    sessions: int
    persons: int
    branches: int


NOTHING_GIVEN = (0, 0, 0)


@remembered(32)
def given(store: Store, viewer: Viewer, view: View, many: int = 6) -> list[Given]:
    """Every kind in each of the last quarters up to the view's, rising; also kinds nobody gave."""
    require_org(store, viewer, "read", view.org)
    shown = view.until(many)
    if not shown:
        return []
    params = {
        "from_on": quarters.first_day(quarters.parse_quarter(shown[0])),
        "to_on": quarters.last_day(quarters.parse_quarter(shown[-1])),
    }
    rows = {
        (quarters.quarter_text(row["quarter"]), row["kind"]): (row["sessions"], row["persons"], row["branches"])
        for row in found_rows(store, viewer, view, "kinds", params)
    }
    return [Given(quarter, kind, *rows.get((quarter, kind), NOTHING_GIVEN)) for quarter in shown for kind in KINDS]


def assessed_years(view: View) -> tuple[int, ...]:
    """Years whose first quarter is assessed, rising: the running one too."""
    found = (quarters.parse_quarter(each) for each in view.quarters)
    return tuple(each // 4 for each in found if each % 4 == 0)


def year_of(view: View, asked: str | None) -> int | None:
    """The year asked for, if it is assessed in full; else that of the chosen quarter, else none."""
    known = assessed_years(view)
    if asked and asked.isdigit() and int(asked) in known:
        return int(asked)
    chosen = int(view.quarter[:4]) if view.quarter else 0
    return chosen if chosen in known else known[-1] if known else None


def step_of(asked: str | None) -> int | None:
    """The step asked for, if there is one."""
    return int(asked) if asked and asked.isdigit() and int(asked) < len(STEPS) else None


def so_far(view: View, year: int | None) -> str:
    """Words beside a year that is still running on the view's day: what is asked is asked of the whole of it."""
    return "（到目前，按全年应有学时）" if year is not None and view.as_of < date(year, 12, 31) else ""

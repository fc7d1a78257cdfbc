"""民主评议: who took part in each year's meeting and how, the grades, and 优秀 against its ceiling (三（一）4)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.questions import rows_by_branch
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

#: 评议等次 as the form offers them; 基本合格 is never folded into 合格.
GRADES = ("优秀", "合格", "基本合格", "不合格", "不评定等次")
#: 参评方式 as the form offers them.
MANNERS = ("现场参加", "线上参加", "流入地参加", "书面汇报", "未参加")
NO_GRADE = "未填"
NO_ROW = "无记录"
ALL_GRADES = (*GRADES, NO_GRADE, NO_ROW)
ABSENT = "未参加"


@dataclass(frozen=True)
class Member:
    """One floating member at the meeting of a year, with what his row says; the place is his spell's where none does.

    ``held``: a meeting is on record (else ``meeting_on`` is 31 December). ``unsure``: only a row that leads to several
    people. ``supports``: how many of the five 五好 back 优秀.
    """

    org: int
    person: int
    year: int
    meeting_on: date
    held: bool
    day: date | None
    manner: str | None
    grade: str | None
    supports: int
    presented: bool
    reported_on: date | None
    feedback_on: date | None
    rectify_by: date | None
    rectified_on: date | None
    unsure: bool
    submission: int
    sheet: str
    row: int

    @property
    def graded(self) -> str:
        """The grade, or why there is none."""
        return NO_ROW if self.manner is None else self.grade or NO_GRADE

    @property
    def took_part(self) -> str:
        """参评方式, or that no row says."""
        return self.manner or NO_ROW

    @property
    def absent(self) -> bool:
        """未参加, or nothing says that he took part."""
        return self.manner in (None, ABSENT)


def years(view: View) -> tuple[int, ...]:
    """Years whose fourth quarter is assessed and over on the view's day, rising: 2025 from 31 December 2025 on."""
    found = (quarters.parse_quarter(each) for each in view.quarters)
    return tuple(each // 4 for each in found if each % 4 == 3 and quarters.last_day(each) <= view.as_of)


def year_of(view: View, asked: str | None) -> int | None:
    """The year asked for, if it can be shown; else the last year not after the chosen quarter's, else the last."""
    known = years(view)
    if asked and asked.isdigit() and int(asked) in known:
        return int(asked)
    upto = [each for each in known if view.quarter and each <= int(view.quarter[:4])]
    return upto[-1] if upto else known[-1] if known else None


@remembered(32)
def members(store: Store, viewer: Viewer, view: View) -> list[Member]:
    """Every member of every meeting of the view's years, by year and branch."""
    require_org(store, viewer, "read", view.org)
    known = years(view)
    if not known:
        return []
    rows = rows_by_branch(store, viewer, view, "appraised", {"first_year": known[0], "last_year": known[-1]})
    return sorted((Member(**row) for row in rows), key=lambda each: (each.year, each.org, each.person))


@dataclass(frozen=True)
class Summary:
    """One year in numbers: members, those with a row, by grade; who did not take part; branches by meeting.

    ``overdue``: 不合格 whose rectification is past its day, or has none, without a day of completion.
    """

    members: int
    appraised: int
    grades: dict[str, int]
    not_taking_part: int
    without_row: int
    meetings: int
    no_meeting: int
    overdue: int


def summary(found: Iterable[Member], year: int, as_of: date) -> Summary:
    """The year's numbers."""
    here = [each for each in found if each.year == year]
    grades = Counter(each.graded for each in here)
    held = {each.org for each in here if each.held}
    return Summary(
        members=len(here),
        appraised=len(here) - grades[NO_ROW],
        grades={word: grades[word] for word in GRADES},
        not_taking_part=sum(each.manner == ABSENT for each in here),
        without_row=grades[NO_ROW],
        meetings=len(held),
        no_meeting=len({each.org for each in here} - held),
        overdue=sum(
            each.rectified_on is None and (each.rectify_by is None or each.rectify_by < as_of)
            for each in here
            if each.grade == "不合格"
        ),
    )


@dataclass(frozen=True)
class Spread:
    """How many members stand under each of some words, for one branch or year. ``key``: its code, or the year."""

    key: str
    name: str
    numbers: tuple[int, ...]

    @property
    def whole(self) -> int:
        """All of them."""
        return sum(self.numbers)


def by_year(found: Iterable[Member], say: Callable[[Member], str], kinds: Sequence[str]) -> list[Spread]:
    """One row a year, latest first."""
    counted: dict[int, Counter[str]] = {}
    for each in found:
        counted.setdefault(each.year, Counter())[say(each)] += 1
    return [
        Spread(f"{year}", f"{year}年", tuple(counted[year][kind] for kind in kinds))
        for year in sorted(counted, reverse=True)
    ]


@remembered(32)
def by_branch(store: Store, viewer: Viewer, view: View, year: int) -> list[Spread]:
    """Grades of each branch at one year's meeting, most 不合格, then most without a row, then most 优秀 first."""
    snapshot = tree(store, view.as_of, view.known_at)
    kinds = ALL_GRADES
    counted: dict[int, Counter[str]] = {}
    for each in members(store, viewer, view):
        if each.year == year:
            counted.setdefault(each.org, Counter())[each.graded] += 1
    found = [
        Spread(snapshot.by_id[org].code, snapshot.by_id[org].name, tuple(held[kind] for kind in kinds))
        for org, held in counted.items()
    ]
    places = {kind: kinds.index(kind) for kind in ("优秀", "不合格", NO_ROW)}

    def order(each: Spread) -> tuple[object, ...]:
        shares = {kind: Fraction(each.numbers[place], each.whole) for kind, place in places.items()}
        return -each.numbers[places["不合格"]], -shares[NO_ROW], -shares["优秀"], each.key

    return sorted(found, key=order)


@dataclass(frozen=True)
class Cap:
    """优秀 of all a branch's members, as the 封面 of the year's fourth ledger declares, against the ceiling."""

    org: int
    code: str
    name: str
    total: int
    excellent: int
    allowed: int

    @property
    def over(self) -> int:
        """How many too many."""
        return max(0, self.excellent - self.allowed)


@remembered(32)
def caps(store: Store, viewer: Viewer, view: View, year: int) -> list[Cap]:
    """Branches that declared both numbers, furthest over first. Allowed: floor(党员总数 × excellent_share)."""
    require_org(store, viewer, "read", view.org)
    snapshot, known = tree(store, view.as_of, view.known_at), rules(store, view.as_of, view.known_at)
    found = []
    for row in rows_by_branch(store, viewer, view, "caps", {"quarter": year * 4 + 3}):
        org = row["org"]
        share = known.value("excellent_share", (org, *snapshot.ancestors(org)), date(year, 1, 1))
        branch = snapshot.by_id[org]
        found.append(
            Cap(org, branch.code, branch.name, row["total"], row["excellent"], floor(row["total"] * Fraction(share)))
        )
    return sorted(found, key=lambda each: (-each.over, each.allowed - each.excellent, each.code))


def share_allowed(store: Store, viewer: Viewer, view: View, year: int) -> Fraction:
    """The ceiling in force for the view's organisation in a year."""
    require_org(store, viewer, "read", view.org)
    snapshot, known = tree(store, view.as_of, view.known_at), rules(store, view.as_of, view.known_at)
    return Fraction(known.value("excellent_share", (view.org, *snapshot.ancestors(view.org)), date(year, 1, 1)))


def rectifying(found: Iterable[Member], year: int) -> list[Member]:
    """Who is 不合格 in a year: without a day first, then the earliest day, then those who are through."""
    listed = [each for each in found if each.year == year and each.grade == "不合格"]
    return sorted(
        listed, key=lambda each: (each.rectified_on is not None, each.rectify_by or date.min, each.org, each.person)
    )


def absent(found: Iterable[Member], year: int) -> list[Member]:
    """Who did not take part in a year: 未参加 without a written report first, then without any row."""
    listed = [each for each in found if each.year == year and each.absent]
    return sorted(listed, key=lambda each: (each.manner is None, each.reported_on is not None, each.org, each.person))


def remark(each: Member) -> str:
    """What there is to know about somebody who did not take part."""
    if each.unsure:
        return "有一行写的姓名对应两个人，分不清是谁"
    if each.manner is None:
        return "" if each.held else "支部没有评议会记录"
    missing = [word for word, there in (("书面汇报", each.reported_on), ("代为汇报", each.presented)) if not there]
    return f"缺{'、'.join(missing)}" if missing else ""


def rectification(each: Member, as_of: date) -> str:
    """How far the rectification of somebody 不合格 has come on a day."""
    if each.rectified_on is not None:
        late = each.rectify_by is not None and each.rectified_on > each.rectify_by
        return "已完成，晚于期限" if late else "已完成"
    if each.rectify_by is None:
        return "没有限期"
    left = (each.rectify_by - as_of).days
    return f"整改中，还有 {left} 天" if left >= 0 else f"过期 {-left} 天未完成"

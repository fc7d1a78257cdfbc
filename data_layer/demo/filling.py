"""Fill an empty store with the synthetic district, by the same road as any branch's file."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from itertools import groupby
from pathlib import Path

from data_layer import access, clock, quarters
from data_layer.administration import import_orgs, set_parameter
from data_layer.demo.deciding import decide
from data_layer.demo.district import ROOT_CODE, DemoProblem, District, plan_district
from data_layer.demo.files import Files, organisation_rows
from data_layer.demo.inspecting import inspect
from data_layer.demo.ledgers import ledgers
from data_layer.demo.money import enter_records, enter_slips, fund_slips, slip_rows
from data_layer.demo.reading import Read, Readers
from data_layer.demo.sheets import Ledger
from data_layer.demo.users import DemoAccount, make_accounts
from data_layer.indicators import journal
from data_layer.ledger.accept import accept_prepared
from data_layer.ledger.known import known_many
from data_layer.ledger.resolve import resolve
from data_layer.organisations import Tree, tree
from data_layer.organisations.parameters import GO_LIVE
from data_layer.store import Store

Progress = Callable[[int, int, str], None]
BRANCHES, MEMBERS, QUARTERS, SEED = 300, 4000, 6, 1
_AT_ONCE = 100  # ledgers accepted together: what is asked and appended per table costs more than its rows
_FEW = 40  # branches that are read faster here than in children that first have to start
_LIMITS = {"支部数": (4, 3000), "党员数": (0, 60_000), "季度数": (2, 24)}


@dataclass(frozen=True)
class DemoSummary:
    """What was loaded. ``accounts`` hold passwords in clear, to be shown once."""

    district: str
    branches: int
    people: int
    ledgers: int
    start_quarter: int
    as_of: date
    accounts: tuple[DemoAccount, ...]
    seconds: float


def load(
    store: Store,
    *,
    branches: int = BRANCHES,
    members: int = MEMBERS,
    quarters: int = QUARTERS,
    seed: int = SEED,
    as_of: date | None = None,
    progress: Progress | None = None,
    workbooks: Path | None = None,
    viewer: access.Viewer | None = None,
) -> DemoSummary:
    """Fill an empty store with an invented district of ``branches`` and ``members`` over ``quarters`` up to ``as_of``.

    The same arguments give the same district. Every ledger is a workbook, read and accepted like any other; with
    ``workbooks`` they are also left as files, to be loaded by the ordinary commands with the same result.
    ``progress(done, total, what)`` is called now and then. Raises :class:`DemoProblem`.
    """
    began, tell = time.monotonic(), progress or (lambda done, total, what: None)
    asking = viewer or access.local_administrator("演示数据")
    day = as_of or clock.today()
    _check(store, day, {"支部数": branches, "党员数": members, "季度数": quarters})
    district = plan_district(branches, members, quarters, seed, day)
    files = Files(workbooks) if workbooks else None
    slips = fund_slips(district)
    if files:
        files.begin(district.organisations, district.quarters[0], slip_rows(slips))
    with Readers(2 if branches > _FEW else 0) as readers:
        founded_on = _found(store, asking, district)
        ordered = _ordered(district, tell)
        gc.freeze()  # looking for cycles through all the ledgers that wait took a third of the time
        try:
            _accept(store, readers, ordered, files, tell)
        finally:
            gc.unfreeze()
    enter_slips(store, slips, founded_on)
    enter_records(store, district, founded_on)
    tell(0, 1, "计算应办事项")
    journal.rebuild(store, founded_on)
    tell(1, 1, "计算应办事项")
    secretarys = _secretarys_branch(district)
    made = make_accounts(store, asking, secretarys)
    if as_of is None:  # a committee works now, not on the day of a district of the past
        tell(0, 1, "安排督查、研判")
        inspect(store, made, secretarys, seed)
        decide(store, made)
        tell(1, 1, "安排督查、研判")
    return DemoSummary(
        district=district.organisations[0].name,
        branches=len(district.branches),
        people=sum(plan.people for plan in district.branches),
        ledgers=len(ordered),
        start_quarter=district.quarters[0],
        as_of=day,
        accounts=tuple(made),
        seconds=time.monotonic() - began,
    )


def _check(store: Store, day: date, asked: dict[str, int]) -> None:
    for what, value in asked.items():
        low, high = _LIMITS[what]
        if not low <= value <= high:
            raise DemoProblem(f"演示数据的{what}应在 {low} 到 {high} 之间")
    if day > clock.today():
        raise DemoProblem("演示数据的截止日不能晚于今天")
    if tree(store).by_id:
        raise DemoProblem("演示数据只能装进空的数据文件：这里已经有党组织。请换一个新的数据文件。")


def _found(store: Store, viewer: access.Viewer, district: District) -> date:
    """Organisations and go-live, recorded the day before the first quarter, so that pages can look back to it."""
    start = district.quarters[0]
    before = datetime.combine(quarters.first_day(start) - timedelta(days=1), time_of_day(9))
    result = import_orgs(store, viewer, organisation_rows(district.organisations), at=before)
    if result.problems:
        raise DemoProblem(f"演示数据的党组织有误：{result.problems[0][1]}")
    root = tree(store).by_code[ROOT_CODE]
    text, day = quarters.quarter_text(start), quarters.first_day(start)
    set_parameter(store, viewer, root, GO_LIVE, text, day, "演示", at=before + timedelta(minutes=5))
    return before.date()


def _ordered(district: District, tell: Progress) -> list[tuple[int, Ledger]]:
    """Every ledger in the order it comes in, numbered within its day."""
    found: list[Ledger] = []
    for done, plan in enumerate(district.branches):
        if done % 20 == 0:
            tell(done, len(district.branches), "编写台账")
        found += ledgers(district, plan)
    found.sort(key=lambda ledger: (ledger.received_on, ledger.org_code, ledger.number))
    by_day = groupby(found, key=lambda ledger: ledger.received_on)
    return [numbered for _, group in by_day for numbered in enumerate(group, start=1)]


def _accept(
    store: Store, readers: Readers, ordered: list[tuple[int, Ledger]], files: Files | None, tell: Progress
) -> None:
    """Read and accept all ledgers in their order, each recorded at ten o'clock of its day of receipt."""
    now, done = tree(store), 0
    waiting: dict[int, Read] = {}
    for found in readers.read_all(ordered):
        org = now.by_code[found.org_code]
        # the second ledger of a branch, or of one it was merged with, rests on the first
        if len(waiting) == _AT_ONCE or not waiting.keys().isdisjoint(now.family(org)):
            done += _accept_some(store, now, waiting)
            tell(done, len(ordered), "受理台账")
            waiting = {}
        waiting[org] = found
        if files:
            files.keep(found)
    done += _accept_some(store, now, waiting)
    tell(done, len(ordered), "受理台账")
    if files:
        files.end()


def _accept_some(store: Store, now: Tree, waiting: dict[int, Read]) -> int:
    known = known_many(store, [(org, found.quarter) for org, found in waiting.items()], now)
    prepared = [
        resolve(store, found.reading, org, found.quarter, found.received_on, known[org], content=found.content)
        for org, found in waiting.items()
    ]
    for each in prepared:
        if each.refused:
            wrong = next(problem for problem in each.problems if problem.severity == "error")
            raise DemoProblem(f"演示台账 {each.reading.file_name} 有误：{wrong.sheet} {wrong.cell} {wrong.message}")
    with store.write() as w:
        accept_prepared(w, prepared, [_recorded_at(each.received_on) for each in prepared])
    return len(prepared)


def _recorded_at(received: date) -> datetime:
    return min(datetime.combine(received, time_of_day(10)), clock.now())


def _secretarys_branch(district: District) -> str:
    """A branch whose pages are worth a look: of the first committee, middling, neither small nor large."""
    start = quarters.first_day(district.quarters[0])
    usual = [p for p in district.branches if p.line.abolished is None and p.line.founded < start]
    choice = [p for p in usual if p.habits.kind == "middling" and p.habits.form == "entry" and 6 <= p.people <= 20]
    return (choice or usual)[0].line.code

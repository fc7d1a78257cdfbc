"""What a page's figures cost: every call a page makes, the first time after a change and again; pandas beside it.

Run: ``python -m benchmarks.pages_data district`` (makes its own store), or ``... province PLACE`` with a store made by
``benchmarks.generate province``.
"""

import argparse
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from benchmarks import plain_pandas
from benchmarks.generate import DISTRICT, PROVINCE, Size, make
from benchmarks.measure import Times, in_turns, show
from data_layer import clock
from data_layer.access import Viewer, local_administrator
from data_layer.assessment import agenda, coverage, figures, lists, standards, task, view
from data_layer.indicators import counts, obligations, tally
from data_layer.store import Store

Pages = dict[str, Callable[[], object]]


def _board(store: Store, viewer: Viewer, whole: view.View) -> object:
    held = figures.board(store, viewer, whole)
    return held, figures.figures(whole, held), figures.punctuality(whole, held)


def pages(store: Store, viewer: Viewer, branch: int, above: int | None = None) -> Pages:
    """Every page's calls into the data layer, as the page file makes them, for an organisation (default: the root)."""
    code = f"3102{branch:08d}"
    chosen = None if above is None else f"3102{above:08d}"

    def overview() -> object:
        whole = view.view_of(store, viewer, chosen)
        held, *rest = _board(store, viewer, whole)  # type: ignore[misc]
        away = figures.away(store, viewer, whole)
        figures.attention(store, viewer, whole, held)
        agenda.waiting(store, viewer, whole, held)
        return away, rest, agenda.coming(store, viewer, whole, held)

    def covering() -> object:
        whole = view.view_of(store, viewer, chosen)
        held, *rest = _board(store, viewer, whole)  # type: ignore[misc]
        return rest, coverage.coverage(store, viewer, whole, held)

    def contact() -> object:
        whole = view.view_of(store, viewer, chosen)
        held, *rest = _board(store, viewer, whole)  # type: ignore[misc]
        figures.matrix(store, viewer, whole, held, "contact_quarterly")
        return rest, figures.away(store, viewer, whole)

    def portrait() -> object:
        one = view.view_of(store, viewer, code, branches=True)
        held, *rest = _board(store, viewer, one)  # type: ignore[misc]
        figures.away(store, viewer, one)
        return rest, task.owed(store, viewer, one)

    def handin() -> object:
        one = view.view_of(store, viewer, code, branches=True)
        return task.task(store, viewer, one), task.owed(store, viewer, one)

    def parameters() -> object:
        whole = view.view_of(store, viewer, chosen)
        return standards.standards(store, viewer, whole), standards.deadlines(store, viewer, whole)

    def drawer() -> object:
        one = view.view_of(store, viewer, code, branches=True)
        return lists.duties(store, viewer, one, branch, "contact_quarterly", one.quarter)

    found: Pages = {
        "overview": overview,
        "coverage": covering,
        "contact": contact,
        "portrait (one branch)": portrait,
        "handin (one branch)": handin,
        "parameters": parameters,
        "drawer (one branch, one indicator)": drawer,
    }
    return found


def queries(store: Store, viewer: Viewer, branch: int, committee: int) -> Pages:
    """What pages are made of, and the floor: a statement that reads nothing."""
    return {
        "floor: SELECT 1": lambda: store.composed_rows("SELECT 1"),
        "counts, total": lambda: counts(store, viewer, by="total"),
        "counts, child by child of the root": lambda: counts(store, viewer, by="child"),
        "counts, a committee's branches": lambda: counts(store, viewer, committee),
        "counts, one branch": lambda: counts(store, viewer, branch),
        "list, one branch, one indicator": lambda: obligations(
            store, viewer, org=branch, indicator="contact_quarterly"
        ),
        "list, one branch, all indicators": lambda: obligations(store, viewer, org=branch),
        "list, one branch, on a past day": lambda: obligations(store, viewer, org=branch, as_of=date(2025, 8, 20)),
    }


def first_time(store: Store, each: Callable[[], object]) -> Callable[[], object]:
    """The call as after a change: something was recorded before it, so that nothing kept in memory holds."""

    def called() -> object:
        with store.write() as w:
            w.wrote.add("submission")
        return each()

    return called


def agreement(store: Store, viewer: Viewer, facts: plain_pandas.Frames, size: Size) -> str:
    """Σ met and Σ closed of both computations, by indicator."""
    rival = plain_pandas.figures(facts, size.first_quarter, size.quarters)
    lines = []
    for name, frame in rival.items():
        own = [each for each in counts(store, viewer, by="total") if each.indicator == name]
        mine = f"{sum(each.closed_met for each in own)}/{sum(each.closed for each in own)}"
        lines.append(f"  {name:26} {mine:>16}   pandas {int(frame['met'].sum())}/{int(frame['n'].sum())}")
    return "\n".join(lines)


def journal_holds(store: Store, viewer: Viewer, size: Size, branches: int = 6) -> str:
    """Whether the journal says what the list says, of branches and days spread over all."""
    ended = clock.today()
    days = [ended - timedelta(days=each) for each in (0, 1, 95, 200, 310, 500)]
    orgs = [size.first_branch + nth * size.branches // branches + nth for nth in range(branches)]
    wrong = []
    for org in orgs:
        for day in days:
            listed = tally(store, viewer, org=org, as_of=day, known_at=clock.end_of(day))
            if set(counts(store, viewer, org, as_of=day)) != set(listed):
                wrong.append((org, day))
    return f"journal against list: {len(orgs)} branches on {len(days)} days, differing: {wrong or 'none'}"


def district(rounds: int) -> dict[str, Times]:
    """A district: pages the first time and again, their queries, and pandas over frames already in memory."""
    size = DISTRICT
    store, viewer = make(size), local_administrator("benchmark")
    branch, committee = size.first_branch + 77, 2
    called = pages(store, viewer, branch)
    what = queries(store, viewer, branch, committee)
    what["counts, every branch"] = lambda: counts(store, viewer)
    what |= {f"page {name}, first time": first_time(store, each) for name, each in called.items()}
    facts = plain_pandas.load(store)
    what["pandas, the four indicators by branch"] = lambda: plain_pandas.figures(
        facts, size.first_quarter, size.quarters
    )
    found = in_turns(what, rounds)
    again = {f"page {name}, again": each for name, each in called.items()}
    found |= in_turns({"floor: SELECT 1 ": what["floor: SELECT 1"], **again}, rounds)
    show("District: 500 branches, 10,000 members, 8 quarters", found)
    print("met/closed, both ways:\n" + agreement(store, viewer, facts, size))
    store.close()
    return found


def province(place: Path, rounds: int, with_pandas: bool) -> dict[str, Times]:
    """A province: what a page reads, straight from the journal and the list."""
    size = PROVINCE
    store, viewer = Store(place), local_administrator("benchmark")
    branch = size.first_branch + 54_321
    committee = 2 + size.units + 54_321 // (size.branches // size.committees)
    what = queries(store, viewer, branch, committee)
    unit = 2 + 54_321 // (size.branches // size.units)
    what["counts, a unit's committees"] = lambda: counts(store, viewer, unit, by="child")
    what["counts, a unit's 500 branches"] = lambda: counts(store, viewer, unit)
    called = pages(store, viewer, branch, unit)
    for name, each in called.items():
        began, used = time.perf_counter(), time.process_time()
        each()
        print(
            f"page {name}, the very first: {time.perf_counter() - began:.2f} s, cpu {time.process_time() - used:.2f} s"
        )
    what |= {f"page {name} of a unit, first time": first_time(store, each) for name, each in called.items()}
    found = in_turns(what, rounds)
    found |= in_turns({f"page {name} of a unit, again": each for name, each in called.items()}, rounds)
    if with_pandas:
        facts = plain_pandas.load(store)
        found |= in_turns({"pandas": lambda: plain_pandas.figures(facts, size.first_quarter, size.quarters)}, 2)
    show("Province: 100,000 branches, 1,000,000 members, 8 quarters", found)
    print(journal_holds(store, viewer, size))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    store.close()
    return found


def main() -> None:
    """Measure one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=("district", "province"))
    parser.add_argument("place", nargs="?", type=Path, help="the province's store")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--pandas", action="store_true", help="also load the province into pandas (several GiB)")
    chosen = parser.parse_args()
    if chosen.size == "district":
        district(chosen.rounds)
    elif chosen.place is None:
        parser.error("the province's store is needed")
    else:
        province(chosen.place, chosen.rounds, chosen.pandas)


if __name__ == "__main__":
    main()

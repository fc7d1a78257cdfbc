"""Times, taken in turns: what is compared is run alternately in one process, so that noise falls on all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data_layer import clock


@dataclass(frozen=True)
class Times:
    """Milliseconds of one thing, sorted: by the clock, and of processor time over all threads.

    Processor time hardly depends on what else the machine does; on a busy one it is the figure to compare.
    """

    taken: tuple[float, ...]
    worked: tuple[float, ...]

    @property
    def least(self) -> float:
        """The fastest run: nearest to a quiet machine."""
        return self.taken[0]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.taken)

    @property
    def effort(self) -> float:
        """The middle run's processor time."""
        return statistics.median(self.worked)

    @property
    def p95(self) -> float:
        """19 in 20 runs were not slower."""
        return self.taken[min(len(self.taken) - 1, -(-len(self.taken) * 95 // 100) - 1)]

    def __str__(self) -> str:
        return f"{self.least:8.1f} {self.median:8.1f} {self.p95:8.1f} {self.worked[0]:8.1f} {self.effort:8.1f}"


HEAD = f"{'ms':44} {'min':>8} {'median':>8} {'p95':>8} {'cpu min':>8} {'cpu med':>8}"


def in_turns(
    what: Mapping[str, Callable[[], object]], rounds: int, also: Callable[[], float] = lambda: 0.0
) -> dict[str, Times]:
    """Run each once to warm up, then all of them in turn, ``rounds`` times.

    ``also``: processor seconds so far of another process that works for these.
    """
    for each in what.values():
        each()
    taken: dict[str, list[float]] = {name: [] for name in what}
    worked: dict[str, list[float]] = {name: [] for name in what}
    for _ in range(rounds):
        for name, each in what.items():
            began, used = time.perf_counter(), time.process_time() + also()
            each()
            taken[name].append((time.perf_counter() - began) * 1000)
            worked[name].append((time.process_time() + also() - used) * 1000)
    return {name: Times(tuple(sorted(taken[name])), tuple(sorted(worked[name]))) for name in what}


def show(title: str, found: Mapping[str, Times]) -> None:
    """Print a block of figures."""
    print(f"\n{title}  ({clock.today():%Y-%m-%d}, {len(next(iter(found.values())).taken)} rounds)\n{HEAD}")
    for name, times in found.items():
        print(f"{name:44} {times}")

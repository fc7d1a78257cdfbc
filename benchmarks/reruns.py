"""What one rerun of each page costs beside an empty Streamlit page, in turns, in one process (AppTest, no network).

Run: ``python -m benchmarks.reruns [--rounds 10]``. It makes its own district and measures reruns of a page that is
already open, as a click on a choice causes them; the first view after a change is in ``benchmarks.pages_data``.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.generate import DISTRICT, make
from benchmarks.measure import in_turns, show
from data_layer.access import Grant, Viewer
from data_layer.store import Store
from web import gate

_APP = str(Path(__file__).resolve().parent.parent / "app.py")
_EMPTY = "import streamlit as st\n"
_LEADER = ("overview", "coverage", "contact", "portrait", "parameters")
_BRANCH = ("handin",)


def opened(page: str) -> AppTest:
    """A page of the dashboard, open."""
    test = AppTest.from_file(_APP, default_timeout=300)
    test.run()
    test.switch_page(f"pages/{page}.py")
    test.run()
    if test.exception:
        raise RuntimeError(f"{page}: {test.exception[0].message}")
    return test


def rerun(store: Store, viewer: Viewer, test: AppTest) -> Callable[[], object]:
    """Running it once more as a viewer."""

    def again() -> object:
        gate.use(store)
        gate.current = lambda: viewer
        return test.run()

    return again


def main() -> None:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    store = make(DISTRICT)
    leader = Viewer(7, "leader", (Grant("leader", 1),), display_name="leader")
    branch = Viewer(8, "branch", (Grant("branch", DISTRICT.first_branch + 77),), display_name="branch")
    empty = AppTest.from_string(_EMPTY, default_timeout=300)
    what: dict[str, Callable[[], object]] = {"empty page": empty.run}
    for viewer, pages in ((leader, _LEADER), (branch, _BRANCH)):
        gate.use(store)
        gate.current = lambda viewer=viewer: viewer
        for page in pages:
            what[page] = rerun(store, viewer, opened(page))
    found = in_turns(what, chosen.rounds)
    show("Reruns, district size", found)
    for name, times in found.items():
        floor = found["empty page"]
        ratio, effort = times.median / floor.median, times.effort / floor.effort
        print(f"{name:20} : empty page   median {ratio:.1f}   cpu median {effort:.1f}")
    gate.use(None)
    store.close()


if __name__ == "__main__":
    main()

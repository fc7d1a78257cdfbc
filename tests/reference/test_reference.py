"""The product's list of obligations against the second computation, on random districts.

``REFERENCE_EXAMPLES`` says how many districts (for a long run: 500); without it, few enough for every change.
A failure prints the duties that differ and the smallest history found that still shows it.
"""

import os
from collections.abc import Callable
from datetime import date, datetime, time

from hypothesis import HealthCheck, Phase, given, settings

from data_layer import indicators
from data_layer.access.viewer import local_administrator
from data_layer.store import Store
from tests.reference.compute import Computation
from tests.reference.counting import Counts, counted, told
from tests.reference.districts import districts, moments
from tests.reference.duty import Obligation
from tests.reference.loading import load, product, replay
from tests.reference.minimal import minimise
from tests.reference.minimal import told as told_plainly
from tests.reference.model import District

EXAMPLES = int(os.environ.get("REFERENCE_EXAMPLES", "10"))
# Cut down here, by leaving out records, not by Hypothesis: it knows only the seed.
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="REFERENCE_EXAMPLES" not in os.environ,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    database=None,
)
# What the product does not have yet is left out; an alert stands among the obligations, but nothing counts it.
LISTED = {header.id for header in indicators.catalogue(alerts=True)}
COUNTED = {header.id for header in indicators.catalogue()}
FEW = settings(SETTINGS, max_examples=max(EXAMPLES // 20, 1))
Look = Callable[[District], object]


def ours(district: District, as_of: date, known_at: datetime) -> tuple[Computation, list[Obligation]]:
    """The reference's duties of the indicators that the product has."""
    computation = Computation(district, as_of, known_at)
    return computation, [o for o in computation.all() if o.indicator in LISTED]


def differing(mine: list[Obligation], theirs: list[Obligation]) -> str:
    """Every duty they do not say the same of, with both sides; empty where there is none."""
    one, other = {o.key: o for o in mine}, {o.key: o for o in theirs}
    assert len(other) == len(theirs), "(indicator, org_code, period, subject) is unique"
    lines = []
    for key in sorted(one.keys() | other.keys()):
        if one.get(key) != other.get(key):
            indicator, org, period, subject = key
            lines.append(f"{indicator}, organisation {org}, {period}, {subject}:")
            lines += [f"    reference {one.get(key)}", f"    product   {other.get(key)}"]
    return "\n".join(lines)


def in_store(district: District, ask: Callable[[Store], list[Obligation]]) -> list[Obligation]:
    """Asks a store that holds the district."""
    store = Store(":memory:", threads=1)
    try:
        load(store, district)
        return ask(store)
    finally:
        store.close()


def complain(what: str, seed: int, district: District, differs: Look) -> None:
    """Fails with the smallest district that still differs."""
    small = minimise(district, lambda smaller: bool(differs(smaller)))
    raise AssertionError(f"{what} (seed {seed})\n{differs(small)}\n\n{told_plainly(small)}")


@given(drawn=districts())
@SETTINGS
def test_same_list(drawn: tuple[int, District]) -> None:
    """Every duty, its days, state, reasons, notes and exemption; for the district and for one organisation in it."""
    seed, district = drawn
    store = Store(":memory:", threads=1)
    try:
        load(store, district)
        for n, (as_of, known_at) in enumerate(moments(district, seed, 2)):
            computation, mine = ours(district, as_of, known_at)
            if differing(mine, product(store, as_of, known_at)):
                complain(
                    f"as of {as_of}, known at {known_at}",
                    seed,
                    district,
                    lambda d, a=as_of, k=known_at: differing(  # type: ignore[misc]
                        ours(d, a, k)[1], in_store(d, lambda s: product(s, a, k))
                    ),
                )
            if n:  # once a district is enough for a part of it
                continue
            orgs = sorted(computation.view.orgs)
            org = orgs[(seed + n) % len(orgs)]
            mine = [o for o in mine if o.org in computation.view.below(org)]
            if differing(mine, product(store, as_of, known_at, org)):
                complain(
                    f"organisation {org} as of {as_of}, known at {known_at}",
                    seed,
                    district,
                    lambda d, a=as_of, k=known_at, o=org: _differing_below(d, a, k, o),  # type: ignore[misc]
                )
    finally:
        store.close()


def _differing_below(district: District, as_of: date, known_at: datetime, org: int) -> str:
    computation, mine = ours(district, as_of, known_at)
    if org not in computation.view.orgs:
        return ""
    below = computation.view.below(org)
    return differing(
        [o for o in mine if o.org in below],
        in_store(district, lambda store: product(store, as_of, known_at, org)),
    )


def _counts(store: Store, district: District, day: date) -> dict[object, object]:
    found = ours(district, day, datetime.combine(day, time.max))[1]
    mine = counted(o for o in found if o.indicator in COUNTED)
    theirs: Counts = told(indicators.counts(store, local_administrator("test"), None, as_of=day, by="branch"))
    return {
        key: (mine.get(key), theirs.get(key))
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key) != theirs.get(key)
    }


@given(drawn=districts(punctual=True, plain=True))
@FEW
def test_same_counts_from_the_journal(drawn: tuple[int, District]) -> None:
    """What the journal, kept change by change, says of several days is what the list said on the evening of each."""
    seed, district = drawn
    days = [day for day, _ in moments(district, seed, 6)]

    def differs(some: District) -> dict[object, object]:
        store = Store(":memory:", threads=1)
        try:
            replay(store, some)
            return {day: found for day in days if (found := _counts(store, some, day))}
        finally:
            store.close()

    if differs(district):
        small = minimise(district, lambda smaller: bool(differs(smaller)), tries=120)
        raise AssertionError(f"seed {seed}\n{differs(small)}\n\n{told_plainly(small)}")

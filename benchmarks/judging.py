"""Does it judge well? Districts whose true quality is known, judged by the product's own functions.

    python -m benchmarks.judging [--rounds N] [--only equal|power|hiding|small|criticism|best]

Members of a branch and quarter stand and fall together (ICC), quarters follow on each other (persistence: the
correlation from one to the next). Rates are beta around the true one; every scored indicator is simulated.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from data_layer.assessment.judging import flags as comparing
from data_layer.assessment.judging import ranking
from data_layer.assessment.judging.criteria import Criteria
from data_layer.assessment.judging.recommend import (
    COMMEND,
    is_poor,
    low_contact,
    propose,
    weak_groups,
)
from data_layer.assessment.judging.standing import Facts, periods_in, places, scored, standing

YEAR = 2026
CRITERIA = Criteria()
QUARTERS = {"quarter": (0, 1, 2, 3), "half": (1, 3), "year": (3,)}
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class District:
    """Counts by indicator: (branch, period) arrays of met and closed."""

    members: Ints
    met: dict[str, Ints]
    closed: dict[str, Ints]

    def facts(self) -> list[Facts]:
        """Each branch as the product sees it."""
        found = []
        for n, members in enumerate(self.members):
            cells = {
                head.id: tuple(
                    (period, int(met), int(closed))
                    for period, met, closed in zip(
                        periods_in(YEAR, head.period), self.met[head.id][n], self.closed[head.id][n], strict=True
                    )
                    if closed
                )
                for head in scored()
            }
            cells = {name: each for name, each in cells.items() if each}
            full = all(met == closed for each in cells.values() for _, met, closed in each)
            found.append(Facts(n, f"{n:04d}", f"{n}", "社区", cells, (int(members),) * 4, full))
        return found

    def compared(self, classes: int = 4) -> list[comparing.Compared]:
        """Each indicator as it is compared; branches spread over 类别."""
        codes = tuple(f"{n:04d}" for n in range(len(self.members)))
        kinds = tuple(f"{n % classes}" for n in range(len(codes)))
        return [
            comparing.Compared(
                head.id, head.weight, periods_in(YEAR, head.period), head.period == "year", codes, kinds,
                self.met[head.id].sum(axis=1), self.closed[head.id].sum(axis=1),
                self.met[head.id][:, -1], self.closed[head.id][:, -1], self.met[head.id], self.closed[head.id],
            )
            for head in scored()
        ]  # fmt: skip


def district(random: np.random.Generator, true: Floats, members: Ints, icc: float, persistence: float) -> District:
    """A year. ``true``: (branch, indicator) rates; one mood a branch, group and quarter moves all its indicators."""
    branches = len(members)
    names = list(dict.fromkeys(head.group for head in scored()))
    mood = random.standard_normal((branches, len(names), 4))
    for quarter in (1, 2, 3):
        mood[..., quarter] = persistence * mood[..., quarter - 1] + np.sqrt(1 - persistence**2) * mood[..., quarter]
    found = District(members, {}, {})
    for n, head in enumerate(scored()):
        quarters = QUARTERS[head.period]
        single = head.id in ("ledger_on_time", "change_declared", "custodian_named", "fund_put_to_use")
        few = head.id in ("certificate_issued", "pre_departure_education", "requirements_explained")
        closed = np.repeat((np.ones_like(members) if single else members)[:, None], len(quarters), axis=1)
        if few:  # about one spell in eight begins in a quarter
            closed = random.binomial(closed, 0.12)
        rate = np.clip(true[:, n], 1e-6, 1 - 1e-6)[:, None]
        if icc and not single:
            size = (1 - icc) / icc
            rate = betaincinv(rate * size, (1 - rate) * size, ndtr(mood[:, names.index(head.group)][:, list(quarters)]))
        found.closed[head.id] = closed
        found.met[head.id] = random.binomial(closed, np.broadcast_to(rate, closed.shape))
    return found


def sizes(random: np.random.Generator, branches: int) -> Ints:
    """How many are away from each branch: many small ones, a few large."""
    return np.clip(np.round(random.lognormal(2.2, 0.7, branches)), 1, 60).astype(np.int64)


def alike(rate: float, branches: int) -> Floats:
    """Everybody equally good at everything."""
    return np.full((branches, len(scored())), rate)


def flagged(found: District) -> list[comparing.Flag]:
    """The comparison flags of a district."""
    ranked = [int(each >= CRITERIA.ranked_members) for each in found.members]
    return comparing.flags(found.compared(), 0.9, ranked, CRITERIA.compared_closed, CRITERIA.compared_branches)[0]


def equal(rounds: int) -> Iterator[str]:
    """False flags: all branches equally good, at the target itself and above it."""
    yield "| ICC | persistence | rate | false flags per 60 branches |"
    yield "|---|---|---|---|"
    for icc, persistence, rate in product((0.0, 0.1, 0.2), (0.0, 0.5), (0.9, 0.96)):
        random = np.random.default_rng(1)
        many = [
            len(flagged(district(random, alike(rate, 60), sizes(random, 60), icc, persistence))) for _ in range(rounds)
        ]
        yield f"| {icc} | {persistence} | {rate} | {np.mean(many):.2f} |"


def power(rounds: int) -> Iterator[str]:
    """A branch at half the others' rate in one indicator: how often it is flagged for it."""
    yield "| others' rate | due a quarter | flagged |"
    yield "|---|---|---|"
    column = next(n for n, head in enumerate(scored()) if head.id == "contact_quarterly")
    for rate, due in product((0.5, 0.75, 0.9), (10, 20)):
        random = np.random.default_rng(2)
        hits = 0
        for _ in range(rounds):
            true = alike(rate, 60)
            true[0, column] = rate / 2
            found = flagged(district(random, true, np.full(60, due), 0.1, 0.0))
            hits += any(each.code == "0000" and each.indicator == "contact_quarterly" for each in found)
        yield f"| {rate} | {due} | {hits / rounds:.0%} |"


def hiding(rounds: int) -> Iterator[str]:
    """Many bad branches: those truly at 60% in everything among others at 93%, twelve members each."""
    yield "| bad | ICC | persistence | flagged | others flagged a district |"
    yield "|---|---|---|---|---|"
    for share, (icc, persistence) in product((0.05, 0.1, 0.2, 0.4), ((0.1, 0.0), (0.2, 0.5))):
        random = np.random.default_rng(6)
        hits = others = 0
        many = max(rounds // 3, 1)
        for _ in range(many):
            true = alike(0.93, 60)
            bad = random.choice(60, int(60 * share), replace=False)
            true[bad] = 0.6
            made = district(random, true, np.full(60, 12), icc, persistence)
            got = {each.code for each in flagged(made) if each.direction == "worse"}
            hits += sum(f"{each:04d}" in got for each in bad)
            others += len(got - {f"{each:04d}" for each in bad})
        yield f"| {share:.0%} | {icc} | {persistence} | {hits / (many * len(bad)):.0%} | {others / many:.2f} |"


def reminded(facts: Facts) -> bool:
    """Whether a branch would be reminded, whoever else there is."""
    stood = standing(facts, CRITERIA)
    place = ranking.place({facts.code: ranking.profile(facts)}, {facts.code: 1}, 1, "alone")[facts.code]
    return bool(weak_groups(facts, CRITERIA)) or (stood.ranked and is_poor(stood, place, CRITERIA))


def small(rounds: int) -> Iterator[str]:
    """A decent branch reminded."""
    yield "| true rate | members | ICC | persistence | proposed wrongly, share of years |"
    yield "|---|---|---|---|---|"
    for icc, persistence in product((0.0, 0.1, 0.2), (0.0, 0.5)):
        for members in (6, 12, 30):
            random = np.random.default_rng(3)
            many = 4 * rounds
            facts = district(random, alike(0.85, many), np.full(many, members), icc, persistence).facts()
            share = np.mean([reminded(each) for each in facts])
            yield f"| 85%, reminded | {members} | {icc} | {persistence} | {share:.1%} |"


def criticism(rounds: int) -> Iterator[str]:
    """Proposed for criticism by 季度联系 within a year, the last quarter of the year before read too: by how many
    member-quarters have to be missed. At 80% wrongly, at 40% and 25% rightly."""
    least = (6, 7, 8)
    yield f"| true rate | members | ICC | persistence | {' | '.join(f'{each} missed' for each in least)} |"
    yield "|---|---|---|---|---|---|---|"
    for rate, members, (icc, persistence) in product(
        (0.8, 0.4, 0.25), (4, 5, 8, 12), ((0.0, 0.0), (0.1, 0.0), (0.1, 0.5), (0.2, 0.0), (0.2, 0.5))
    ):
        met = contacts(np.random.default_rng(4), rate, np.full(300 * rounds, members), icc, persistence)
        shares = [
            np.mean([_criticised(row, members, replace(CRITERIA, criticise_missed=each)) for row in met])
            for each in least
        ]
        yield f"| {rate:.0%} | {members} | {icc} | {persistence} | {' | '.join(f'{each:.1%}' for each in shares)} |"


def contacts(random: np.random.Generator, rate: float, members: Ints, icc: float, persistence: float) -> Ints:
    """Members reached, (branch, quarter): the last quarter of the year before, then the four of the year."""
    mood = random.standard_normal((len(members), 5))
    for quarter in range(1, 5):
        mood[:, quarter] = persistence * mood[:, quarter - 1] + np.sqrt(1 - persistence**2) * mood[:, quarter]
    size = (1 - icc) / icc if icc else 0.0
    share = betaincinv(rate * size, (1 - rate) * size, ndtr(mood)) if icc else np.full(mood.shape, rate)
    return random.binomial(members[:, None], share)


def _criticised(met: Ints, members: int, criteria: Criteria) -> bool:
    cells = [
        (period, int(each), members)
        for period, each in zip((f"{YEAR - 1}Q4", *periods_in(YEAR, "quarter")), met, strict=True)
    ]
    facts = Facts(0, "0", "0", "社区", {"contact_quarterly": tuple(cells[1:])}, (members,) * 4)
    return low_contact(facts, criteria, cells[:1]) is not None


def best(rounds: int) -> Iterator[str]:
    """Who is proposed for commendation, against the true best: the product's rule and the highest percentages."""
    yield "| ICC | persistence | trouble | rule | proposed | in the true best 15% | 30% | in the worse half |"
    yield "|---|---|---|---|---|---|---|---|"
    weight = np.array([head.weight for head in scored()])
    for (icc, persistence), trouble in product(
        ((0.0, 0.0), (0.1, 0.0), (0.2, 0.5)), ("none", "10% silent once, 10% invent")
    ):
        random = np.random.default_rng(5)
        tallies = {name: np.zeros(4) for name in ("product", "highest percentages, all", "highest percentages, ranked")}
        for _ in range(rounds):
            members = sizes(random, 60)
            quality = random.beta(9, 1.6, 60)
            true = np.clip(quality[:, None] + random.normal(0, 0.05, (60, len(weight))), 0.02, 0.995)
            worth = true @ weight
            shown = true.copy()
            if trouble != "none":
                liars = random.choice(np.flatnonzero(quality < np.median(quality)), 6, replace=False)
                shown[liars] = 0.97
            made = district(random, shown, members, icc, persistence)
            if trouble != "none":
                for branch, quarter in zip(random.choice(60, 6, replace=False), random.integers(0, 4, 6), strict=True):
                    for head in scored():
                        if head.period == "quarter":
                            made.met[head.id][branch, quarter] = 0
            _count(tallies, made, np.argsort(np.argsort(-worth)))
        for name, (proposed, top, near, worse) in tallies.items():
            shares = " | ".join(f"{each / max(proposed, 1):.0%}" for each in (top, near, worse))
            yield f"| {icc} | {persistence} | {trouble} | {name} | {proposed / rounds:.1f} | {shares} |"


def _count(tallies: dict[str, Floats], made: District, order: Ints) -> None:
    stood = [standing(each, CRITERIA) for each in made.facts()]
    ranks = places(stood)
    quota = ranking.quota_of(len(ranks), CRITERIA.commend_share)
    placed = ranking.place(
        {each.code: ranking.profile(each.facts) for each in stood if each.ranked}, ranks, quota, "unit"
    )
    chosen = [
        each.org for each in stood if each.ranked and propose(each, placed[each.code], (), CRITERIA).kind == COMMEND
    ]
    ordered = sorted((each for each in stood if each.score is not None), key=lambda each: -(each.score or 0))
    _add(tallies["product"], chosen, order)
    _add(tallies["highest percentages, all"], [each.org for each in ordered[:quota]], order)
    _add(tallies["highest percentages, ranked"], [each.org for each in ordered if each.ranked][:quota], order)


def _add(tally: Floats, chosen: Sequence[int], order: Ints) -> None:
    truly = order[list(chosen)] if chosen else np.zeros(0)
    tally += (len(truly), (truly < 9).sum(), (truly < 18).sum(), (truly >= 30).sum())


TABLES = {
    "equal": equal, "power": power, "hiding": hiding, "small": small, "criticism": criticism, "best": best,
}  # fmt: skip


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", choices=tuple(TABLES))
    args = parser.parse_args()
    for name, table in TABLES.items():
        if args.only in (None, name):
            print(f"\n{table.__doc__}\n")
            for line in table(args.rounds):
                print(line, flush=True)


if __name__ == "__main__":
    main()

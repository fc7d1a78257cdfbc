"""Judging as pure functions: fair to whoever does one duty more, blind to order, alike to those alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer.assessment.board import Board
from data_layer.assessment.judging import Criteria, Judged, Judgement
from data_layer.assessment.judging.assess import judge
from data_layer.assessment.judging.flags import TAIL, Compared, Flag, flags, overdispersion
from data_layer.assessment.judging.ranking import Place, quota_of
from data_layer.assessment.judging.recommend import low_contact, propose, weak_groups
from data_layer.assessment.judging.redlines import LATE, RedLine, twice_late
from data_layer.assessment.judging.standing import Facts, periods_in, places, score, scored, standing, weights
from data_layer.assessment.tally import Tally

YEAR = 2026
#: Everybody is ranked and every group looked at, so that no list changes because a branch grew large enough for it.
OPEN = Criteria(ranked_members=0, ranked_duties=0, ranked_weight=0, group_closed=1)
Cells = dict[str, tuple[tuple[str, int, int], ...]]


def facts(org: int, cells: Cells, away: tuple[int, ...] = (10, 10, 10, 10), kind: str = "社区") -> Facts:
    """One branch with the counts given."""
    full = all(met == closed for each in cells.values() for _, met, closed in each)
    return Facts(org, f"{org:04d}", f"第{org}支部", kind, cells, away, full)


def even(met: int, closed: int) -> Cells:
    """The same count in every indicator and period of the year."""
    return {head.id: tuple((period, met, closed) for period in periods_in(YEAR, head.period)) for head in scored()}


def board(found: Sequence[Facts]) -> Board:
    """The journal's counts of some branches."""
    return Board(
        (indicator, period, each.org, Tally(met=met, missed=closed - met, closed_met=met, closed=closed))
        for each in found
        for indicator, cells in each.cells.items()
        for period, met, closed in cells
    )


def judged(found: Sequence[Facts], criteria: Criteria = OPEN, red: Sequence[int] = ()) -> Judged:
    """A unit judged; ``red``: branches with a red line."""
    lines = {org: [RedLine("misuse", "一件", "撤销")] for org in red}
    return judge(found, board(found), lines, criteria, (1, "0100", "某党工委"), YEAR, date(2027, 5, 1))


def by_code(result: Judged) -> dict[str, Judgement]:
    """The rows by code."""
    return {row.facts.code: row for row in result.rows}


@st.composite
def branches(draw: st.DrawFn) -> list[Facts]:
    """Four to seven branches with few kinds of counts, so that ties come up."""
    made = []
    for org in range(1, draw(st.integers(4, 7)) + 1):
        cells: Cells = {}
        for head in scored():
            closed = draw(st.sampled_from((0, 4, 9)))
            if closed:
                missed = draw(st.sampled_from((0, 0, 1, 2, 4)))
                cells[head.id] = tuple((period, closed - missed, closed) for period in periods_in(YEAR, head.period))
        made.append(facts(org, cells))
    return made


def better(row: Judgement) -> tuple[object, ...]:
    """What must not get worse: bigger is better."""
    lists = ("criticise", "remind", "not_ranked", "steady", "commend")
    place = row.place
    assert place is not None and row.standing.score is not None
    rank = lists.index(row.proposal.kind) + (0.5 if row.proposal.beside else 0)
    return row.standing.score, -place.rank, place.p, -place.low, -place.high, place.top, rank


@settings(max_examples=12, deadline=None)
@given(branches(), st.data())
def test_one_more_met_duty_never_costs(found: list[Facts], data: st.DataObject) -> None:
    who = data.draw(st.sampled_from([each for each in found if each.cells] or found))
    if not who.cells:
        return
    indicator = data.draw(st.sampled_from(sorted(who.cells)))
    nth = data.draw(st.integers(0, len(who.cells[indicator]) - 1))
    cells = [
        (period, met + (n == nth), closed + (n == nth)) for n, (period, met, closed) in enumerate(who.cells[indicator])
    ]
    more = replace(who, cells={**who.cells, indicator: tuple(cells)})
    before, after = by_code(judged(found)), by_code(judged([more if each is who else each for each in found]))
    if before[who.code].place is None:
        return
    for now, then in zip(better(after[who.code]), better(before[who.code]), strict=True):
        assert now >= then  # type: ignore[operator]


@settings(max_examples=8, deadline=None)
@given(branches(), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_those_alike_are_alike(found: list[Facts], random: object) -> None:
    twin = replace(found[0], org=99, code="0099", name="第99支部")
    found = [*found, twin]
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    straight, shuffled = by_code(judged(found)), by_code(judged(mixed))
    assert straight == shuffled
    one, other = straight[found[0].code], straight["0099"]
    assert one.place == other.place
    assert (one.proposal.kind, one.proposal.beside) == (other.proposal.kind, other.proposal.beside)
    assert one.standing.score == other.standing.score


@settings(max_examples=8, deadline=None)
@given(branches())
def test_nobody_is_among_the_best_and_the_worst(found: list[Facts]) -> None:
    red = [found[0].org]
    for row in judged(found, red=red).rows:
        if row.proposal.kind == "commend" or row.proposal.beside:
            assert row.facts.org not in red
            assert low_contact(row.facts, OPEN) is None
            assert row.standing.score is not None and row.standing.score >= OPEN.commend_score
        if row.facts.org in red:
            assert row.proposal.kind == "criticise" and row.proposal.reasons and row.proposal.lifts


def test_score_is_the_weighted_mean_of_what_was_assessed() -> None:
    cells: Cells = {"contact_quarterly": (("2026Q1", 5, 8), ("2026Q2", 8, 8)), "ledger_on_time": (("2026Q1", 1, 1),)}
    assert score(facts(1, cells)) == (100 * (21 * Fraction(13, 16) + 6) / 27, 27)
    assert score(facts(1, {})) == (None, 0)
    assert sum(weights().values()) == 100


def test_ranked_needs_people_duties_and_weight() -> None:
    enough = standing(facts(1, even(3, 3), (5, 5)), Criteria())
    assert enough.ranked and enough.weight == 100 and enough.members == 5
    assert not standing(facts(1, even(3, 3), (5, 4)), Criteria()).ranked
    few = {name: cells for name, cells in even(1, 1).items() if name == "contact_quarterly"}
    assert not standing(facts(1, few, (9,)), Criteria()).ranked
    assert not standing(facts(1, even(3, 3), ()), Criteria()).ranked


def test_places_are_by_exact_score() -> None:
    third, almost = (
        facts(1, {"contact_quarterly": (("2026Q1", 1, 3),)}),
        facts(2, {"contact_quarterly": (("2026Q1", 33, 100),)}),
    )
    same = facts(3, {"contact_quarterly": (("2026Q1", 2, 6),)})
    assert places(standing(each, OPEN) for each in (almost, third, same)) == {"0001": 1, "0003": 1, "0002": 3}


def test_the_best_are_proposed_and_nobody_where_all_are_equal() -> None:
    good = [facts(org, even(10, 10)) for org in (1, 2)]
    rest = [facts(org, even(8, 10)) for org in range(3, 15)]
    found = by_code(judged([*good, *rest]))
    assert [code for code, row in found.items() if row.proposal.kind == "commend"] == ["0001", "0002"]
    assert found["0001"].place == replace(found["0001"].place or Place(1, 1, 1, 1, 1, 1, 1), rank=1)
    assert {row.place.first for row in found.values() if row.place} == {1, 3}  # two tie groups
    equal = judged([facts(org, even(10, 10)) for org in range(1, 15)])
    assert not equal.of_kind("commend")
    assert all(0.05 < row.place.p < 0.3 for row in equal.rows if row.place)


def test_a_late_ledger_or_a_red_line_keeps_from_being_proposed() -> None:
    good = even(10, 10)
    late = {**good, "ledger_on_time": (("2026Q1", 0, 1), ("2026Q2", 1, 1), ("2026Q3", 1, 1), ("2026Q4", 1, 1))}
    rest = [facts(org, even(7, 10)) for org in range(3, 20)]
    found = by_code(judged([facts(1, late), facts(2, good), *rest], red=[2]))
    assert found["0001"].proposal.kind == "steady"
    assert found["0002"].proposal.kind == "criticise"


def test_small_branches_are_proposed_on_facts_alone() -> None:
    few = {"contact_quarterly": (("2026Q1", 2, 2), ("2026Q2", 2, 2)), "ledger_on_time": (("2026Q1", 1, 1),)}
    row = by_code(judged([facts(1, few, (2, 2))], Criteria()))["0001"]
    assert row.place is None and row.proposal.kind == "commend"
    nobody = {"ledger_on_time": (("2026Q1", 1, 1),)}
    assert by_code(judged([facts(1, nobody, (0,))], Criteria()))["0001"].proposal.kind == "not_ranked"


def test_two_late_ledgers_in_a_row() -> None:
    def late(*met: int) -> RedLine | None:
        return twice_late(facts(1, {"ledger_on_time": tuple((f"2026Q{n}", each, 1) for n, each in enumerate(met, 1))}))

    assert late(0, 1, 0) is None
    found = late(1, 0, 0, 1)
    assert found is not None and found.kind == LATE and found.period == "2026Q3"
    assert "2026年第2季度、2026年第3季度" in found.text
    one = facts(1, {"ledger_on_time": (("2026Q1", 0, 1),)})
    assert twice_late(one) is None
    assert twice_late(one, [("2025Q4", 0, 1)]) is not None


@pytest.mark.parametrize(
    ("quarters", "criticised"),
    [
        (((2, 8), (3, 8)), True),  # 25%, 37.5%: eleven missed
        (((2, 8), (5, 8)), False),  # 62.5% in one of them
        (((3, 5), (0, 5)), False),  # exactly 60% is not below it
        (((1, 4), (1, 4)), False),  # six missed
        (((1, 4), (0, 4)), True),  # seven
    ],
)
def test_contact_in_two_quarters(quarters: tuple[tuple[int, int], ...], criticised: bool) -> None:
    cells = tuple((f"2026Q{n}", met, closed) for n, (met, closed) in enumerate(quarters, start=1))
    found = low_contact(facts(1, {"contact_quarterly": cells}), Criteria())
    assert (found is not None) == criticised
    if found:
        assert f"2026年第1季度 {quarters[0][0]}/{quarters[0][1]}" in found[0].text
        assert found[0].indicator == "contact_quarterly" and found[0].period == "2026Q2"


@pytest.mark.parametrize("icc", [0.1, 0.2])
def test_four_members_reached_in_four_of_five_are_hardly_ever_criticised(icc: float) -> None:
    """Below 2% of years, the last quarter of the year before read too; at a quarter of the members they are found."""
    random = np.random.default_rng(7)
    size = (1 - icc) / icc
    periods = [f"{YEAR - 1}Q4", *periods_in(YEAR, "quarter")]

    def share(rate: float) -> float:
        met = random.binomial(4, random.beta(rate * size, (1 - rate) * size, (3000, 5)))
        years = [[(period, int(each), 4) for period, each in zip(periods, row, strict=True)] for row in met]
        hits = [low_contact(facts(1, {"contact_quarterly": tuple(year[1:])}), Criteria(), year[:1]) for year in years]
        return sum(each is not None for each in hits) / len(hits)

    assert share(0.8) < 0.02
    assert share(0.25) > 0.7


def test_what_would_lift_lifts() -> None:
    """Doing what the sentence asks for ends the proposal; one less does not."""
    cells = {"contact_quarterly": (("2026Q1", 1, 8), ("2026Q2", 2, 8))}
    found = low_contact(facts(1, cells), Criteria())
    assert found is not None and "再有 3 人次" in found[1]
    for more, still in ((2, True), (3, False)):
        now = facts(1, {"contact_quarterly": (("2026Q1", 1, 8), ("2026Q2", 2 + more, 8))})
        assert (low_contact(now, Criteria()) is not None) == still
    weak = {"mailed_education": (("2026", 3, 20),)}
    (group,) = weak_groups(facts(1, weak), Criteria())
    needed = int(group.lifts.split("再有 ")[1].split(" 项")[0])
    for more, still in ((needed - 1, True), (needed, False)):
        now = facts(1, {"mailed_education": (("2026", 3 + more, 20),)})
        assert bool(weak_groups(now, Criteria())) == still


def test_a_reminder_needs_two_closed_quarters() -> None:
    weak = standing(facts(1, even(2, 10), (9, 9)), replace(Criteria(), criticise_missed=999))
    kinds = [
        propose(
            replace(weak, facts=replace(weak.facts, away=away)), None, (), replace(Criteria(), criticise_missed=999)
        )
        for away in ((9,), (9, 9))
    ]
    assert [each.kind for each in kinds] == ["not_ranked", "remind"]


def test_quota_is_rounded_down_but_never_nobody() -> None:
    share = Fraction(15, 100)
    assert [quota_of(n, share) for n in (0, 1, 13, 14, 20, 300)] == [0, 1, 1, 2, 3, 45]


def compared(rates: Sequence[float], closed: int, seed: int, icc: float = 0.0, kinds: Sequence[str] = ()) -> Compared:
    """One indicator over branches with true rates, four quarters with a quarter of the duties each."""
    random = np.random.default_rng(seed)
    size = (1 - icc) / icc if icc else 1e9
    quarters = []
    for _ in range(4):
        rate = np.clip([random.beta(max(p, 1e-9) * size, max(1 - p, 1e-9) * size) if icc else p for p in rates], 0, 1)
        quarters.append(random.binomial(closed // 4, rate))
    met = np.array(quarters)
    n = len(rates)
    return Compared(
        "contact_quarterly", 21, ("2026Q1", "2026Q2", "2026Q3", "2026Q4"), False,
        tuple(f"{i:03d}" for i in range(n)), tuple(kinds or ["社区"] * n),
        met.sum(axis=0), np.full(n, closed // 4 * 4), met[-1], np.full(n, closed // 4),
        met.T, np.full((n, 4), closed // 4),
    )  # fmt: skip


def flagged(table: Compared, target: float = 0.9) -> list[Flag]:
    """The flags of one indicator alone, everybody ranked."""
    return flags([table], target, [1] * len(table.codes), 20, 10)[0]


@pytest.mark.parametrize("icc", [0.0, 0.2])
def test_equal_branches_are_hardly_ever_flagged(icc: float) -> None:
    found = sum(len(flagged(compared([0.92] * 60, 40, seed, icc), 0.9)) for seed in range(40))
    assert found / 40 < 0.5


def test_a_branch_far_below_is_flagged_twice_and_a_good_one_never_as_worse() -> None:
    found = flagged(compared([0.3, *[0.95] * 30], 40, 3))
    assert {(each.code, each.against, each.direction) for each in found} == {
        ("000", "target", "worse"), ("000", "peers", "worse"),
    }  # fmt: skip
    (peers,) = [each for each in found if each.against == "peers"]
    assert peers.peers == 30 and peers.met < peers.low <= peers.high <= peers.closed == 40


def test_many_bad_branches_do_not_hide_each_other_from_the_target() -> None:
    bad = 10
    found = flagged(compared([0.5] * bad + [0.95] * 30, 48, 4, icc=0.05))
    worse = {int(each.code) for each in found if each.direction == "worse"}
    assert len(worse) >= bad - 2 and max(worse) < bad


def test_what_is_compared() -> None:
    low = [0.3, *[0.95] * 30]
    table = compared(low, 40, 3)
    few = replace(table, closed=np.full(31, 19), met=np.minimum(table.met, 19))
    assert not flagged(few)  # fewer than 20 closed
    yearly = replace(table, yearly=True)
    assert {each.against for each in flagged(yearly)} == {"target"}
    better_now = replace(table, latest_met=np.full(31, 10), latest_closed=np.full(31, 10))
    assert not flagged(better_now)  # the latest quarter is on the other side
    small = compared(low, 40, 3, kinds=["学校"] * 8 + ["社区"] * 23)
    assert {each.against for each in flagged(small)} == {"target"}  # a 类别 of eight is not compared


def test_overdispersion_is_found_but_not_made_by_one_bad_branch() -> None:
    even_ones, bad = compared([0.9] * 60, 80, 1), compared([0.1, *[0.9] * 59], 80, 1)
    for table in (even_ones, bad):
        assert overdispersion(table.met, table.closed, table.classes) < 0.02
    loose = compared([0.9] * 60, 80, 2, icc=0.2)
    assert overdispersion(loose.met, loose.closed, loose.classes) > 0.03
    assert TAIL == 0.001

"""Whom to visit: draws that anybody can repeat and that favour nobody; plans, what a person adds and drops, scope."""

import json
from datetime import date

import numpy as np
import pytest

from data_layer.__main__ import build_parser
from data_layer.access import NoAccess
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import coverage, hits, visits
from data_layer.commands import inspections
from data_layer.oversight.visits import planning
from data_layer.oversight.visits.choosing import candidates
from data_layer.oversight.visits.estimate import Answered, estimate
from data_layer.oversight.visits.sampling import allocate, draw, merged
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, WEST, A, B, C, Ground, viewer

STAFF = viewer("staff", ROOT)
FROM, UNTIL = date(2026, 10, 26), date(2026, 11, 6)


def test_a_seed_repeats_its_draw_whatever_the_order_of_rows() -> None:
    strata = {"东·农村": [f"{n}" for n in range(11)], "东·社区": ["a", "b"], "西·农村": [f"w{n}" for n in range(7)]}
    turned = {name: list(reversed(keys)) for name, keys in reversed(strata.items())}
    assert draw(strata, 6, 42) == draw(turned, 6, 42) != draw(strata, 6, 43)
    assert len({each.key for each in draw(strata, 99, 1)}) == 20


def test_every_unit_has_the_same_chance() -> None:
    """Also in strata smaller than a place: over many seeds everybody is drawn size/N of the time."""
    strata = {"a": ["a0"], "b": ["b0", "b1"], "c": [f"c{n}" for n in range(9)]}
    seen = {key: 0 for keys in strata.values() for key in keys}
    for seed in range(3000):
        found = draw(strata, 5, seed)
        assert len(found) == 5
        for each in found:
            seen[each.key] += 1
    shares = np.array(list(seen.values())) / 3000
    assert np.abs(shares - 5 / 12).max() < 4.5 * np.sqrt(5 / 12 * 7 / 12 / 3000)


def test_places_are_whole_and_fair() -> None:
    sizes = np.array([1, 2, 9])
    every = np.array([allocate(sizes, 5, start) for start in np.linspace(0, 1, 1200, endpoint=False)])
    assert (every.sum(axis=1) == 5).all()
    assert np.allclose(every.mean(axis=0), sizes * 5 / 12, atol=0.01)


def test_small_strata_are_put_together_until_a_spread_can_be_known() -> None:
    strata = {"a": ["1"], "b": ["2", "3"], "c": [f"c{n}" for n in range(40)], "d": ["x"]}
    found = merged(strata, 10)
    assert sum(map(len, found.values())) == 44
    assert all(len(keys) * 10 >= 2 * 44 for keys in found.values())


def test_estimates_are_unbiased_and_their_intervals_hold() -> None:
    """A population of 900 in three strata whose shares differ, 60 drawn, 2,000 times."""
    sizes, true = np.array([500, 300, 100]), np.array([470, 240, 50])
    truth = true.sum() / sizes.sum()
    generator = np.random.default_rng(5)
    starts = generator.random(2000)
    shares, inside = [], 0
    for start in starts:
        places = allocate(sizes, 60, float(start))
        said = [
            Answered(f"{h}", int(sizes[h]), "true" if nth < hit else "false")
            for h, hit in enumerate(generator.hypergeometric(true, sizes - true, places))
            for nth in range(places[h])
        ]
        found = estimate(said)
        assert found is not None
        shares.append(found.share)
        inside += found.low <= truth <= found.high
    assert abs(np.mean(shares) - truth) < 4 * np.std(shares) / np.sqrt(2000)
    assert 0.94 <= inside / 2000 <= 0.995


def test_an_interval_has_a_width_at_the_ends_and_none_when_everybody_was_asked() -> None:
    all_true = estimate([Answered("a", 100, "true")] * 20)
    assert all_true is not None and all_true.share == all_true.high == 1 and 0.8 < all_true.low < 0.95
    none_true = estimate([Answered("a", 100, "false")] * 20)
    assert none_true is not None and none_true.share == none_true.low == 0 and 0.05 < none_true.high < 0.2
    whole = estimate([Answered("a", 3, "true"), Answered("a", 3, "false"), Answered("a", 3, "true")])
    assert whole is not None and whole.low == whole.high == pytest.approx(2 / 3)
    unheard = estimate([Answered("a", 50, "true")] * 6 + [Answered("a", 50, "unknown")] * 4)
    assert unheard is not None and (unheard.answered, unheard.least, unheard.most) == (6, 0.6, 1.0)
    assert estimate([Answered("a", 5, "unknown")]) is None


def test_reasons_are_sentences_with_numbers(shared: Ground) -> None:
    found = candidates(shared.store, STAFF, view_of(shared.store, STAFF, f"{EAST}", None, None, branches=None))
    assert {each.org for each in found} == {A, B}
    sentences = [reason.sentence for each in found for reason in each.reasons]
    assert "还没有实地督查过" in sentences and any("项未达标" in each for each in sentences)


def test_a_unit_weighs_reasons_its_own_way(ground: Ground) -> None:
    view = view_of(ground.store, STAFF, f"{EAST}", None, None, branches=None)
    before = {each.kind: each.points for each in candidates(ground.store, STAFF, view)[0].reasons}
    with ground.store.write() as w:
        weight = {"name": "risk_unvisited", "value": "3", "valid_from": date(2026, 1, 1)}
        w.append("parameter_event", [{"event": w.next_id("event"), "org": EAST, **weight}])
    after = {each.kind: each.points for each in candidates(ground.store, STAFF, view)[0].reasons}
    assert after == before | {"unvisited": 3 * before["unvisited"]}


def test_a_plan_repeats_and_a_person_adds_and_drops(ground: Ground, turn: TURN) -> None:
    view = view_of(ground.store, STAFF, f"{ROOT}", None, None, branches=None)
    number = planning.plan(ground.store, STAFF, view, FROM, UNTIL, by_risk=1, by_chance=1, seed=7)
    found = visits(ground.store, STAFF, view)
    assert {each.plan for each in found} == {number} and {each.way for each in found} == {"risk", "chance"}
    again = planning.propose(ground.store, STAFF, view, 1, 1, 7)
    assert {each.org for each in found} == {again.risk[0].org, again.chance[0][0].org}
    chance = next(each for each in found if each.way == "chance")
    assert chance.stratum_drawn == 1 and chance.why.startswith("随机：东街道党工委·未分类")
    with pytest.raises(OversightProblem, match="已经在计划里"):
        planning.add(ground.store, STAFF, number, A if chance.org == A else B, "再看一次")
    with pytest.raises(OversightProblem, match="理由"):
        planning.add(ground.store, STAFF, number, C, " ")
    added = planning.add(ground.store, STAFF, number, C, "群众来信反映")
    planning.drop(ground.store, STAFF, chance.visit, "当天防汛")
    now = {each.visit: each for each in visits(ground.store, STAFF, view)}
    assert now[added].why == "群众来信反映" and now[chance.visit].state == "dropped"
    assert now[chance.visit].dropped_because == "当天防汛"
    with pytest.raises(OversightProblem, match="还没有前往"):
        planning.drop(ground.store, STAFF, chance.visit, "再取消")
    assert coverage(ground.store, STAFF, view).visited == 0 and all(each.visited == 0 for each in hits(now.values()))


def test_who_may_plan_and_see(ground: Ground) -> None:
    view = view_of(ground.store, STAFF, f"{ROOT}", None, None, branches=None)
    number = planning.plan(ground.store, STAFF, view, FROM, UNTIL, by_risk=2, by_chance=0)
    for who in (viewer("leader", ROOT), viewer("branch", A), viewer("administrator", ROOT), viewer("inspector", A)):
        with pytest.raises(NoAccess):
            planning.plan(ground.store, who, view, FROM, UNTIL, by_risk=1, by_chance=0)
    with pytest.raises(NoAccess):
        planning.add(ground.store, viewer("staff", WEST), number, A, "理由")
    west = view_of(ground.store, viewer("staff", WEST), None, None, None, branches=None)
    assert visits(ground.store, viewer("staff", WEST), west) == []


def test_the_command_plans_and_lists(ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    words = "inspections plan --from 2026-10-26 --until 2026-11-06 --risk 1 --chance 1 --seed 7 --json".split()
    assert inspections.run(parser.parse_args(words), ground.store, STAFF) == 0
    planned = json.loads(capsys.readouterr().out)
    assert [each["way"] for each in planned] == ["risk", "chance"] and {each["seed"] for each in planned} == {7}
    assert inspections.run(parser.parse_args(["inspections", "list", "--json"]), ground.store, STAFF) == 0
    assert json.loads(capsys.readouterr().out) == planned
    assert planned[0]["reasons"] and planned[0]["state"] == "planned"

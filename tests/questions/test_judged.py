"""What ``assess`` says, against the list of obligations gone through in plain Python, and who may see it."""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from data_layer.access import NoAccess, local_administrator
from data_layer.assessment.figures import counted
from data_layer.assessment.judging import assess, units
from data_layer.commands import assess as command
from data_layer.indicators import Obligation, catalogue, obligations
from data_layer.organisations import tree
from data_layer.oversight.rounds import record as records
from data_layer.store import Store
from tests.questions.ground import DAY, EAST, Q3, A, B, Ground, viewer

LOCAL = local_administrator("tests")
YEAR = 2026
BRANCH_LEVEL = {"ledger_on_time", "change_declared", "custodian_named", "fund_put_to_use"}


def before(quarter: str) -> str:
    """The quarter before."""
    year, n = int(quarter[:4]), int(quarter[-1])
    return f"{year}Q{n - 1}" if n > 1 else f"{year - 1}Q4"


def reported(store: Store, person: int, after: date, until: date) -> bool:
    """Whether a search for somebody was reported in time."""
    text = (
        "SELECT s.received_on, r.day FROM contact_row r JOIN submission s ON s.submission = r.submission "
        "WHERE r.occasion = '失联查找' AND r.person = $person"
    )
    return any(
        row["received_on"] <= until and row["day"] > after for row in store.composed_rows(text, {"person": person})
    )


def expected(store: Store, found: Sequence[Obligation]) -> dict[str, object]:
    """Score, ranked, and what proposes a criticism, of one branch, from its duties."""
    weight = {head.id: head.weight for head in catalogue()}
    closed = [each for each in found if each.closed and not each.exempt and each.indicator != "contact_lost"]
    of_year = [each for each in closed if each.period.startswith(str(YEAR))]
    by_indicator: dict[str, list[bool]] = defaultdict(list)
    for each in of_year:
        by_indicator[each.indicator].append(each.state == "met")
    scored = {name: states for name, states in by_indicator.items() if weight[name]}
    total = sum(weight[name] for name in scored)
    points = sum(Fraction(weight[name] * sum(states), len(states)) for name, states in scored.items())
    over = {each.period for each in of_year if each.indicator == "ledger_on_time"}
    away = [sum(each.indicator == "contact_assigned" and each.period == quarter for each in found) for quarter in over]
    about = sum(len(states) for name, states in scored.items() if name not in BRANCH_LEVEL)
    late = {each.period for each in closed if each.indicator == "ledger_on_time" and each.state != "met"}
    red = {"ledger_on_time"} if any(each.startswith(str(YEAR)) and before(each) in late for each in late) else set()
    for each in found:
        last = each.prove_by + timedelta(days=15)
        if each.indicator == "contact_lost" and each.state == "missed" and last < DAY and each.person is not None:
            if not reported(store, each.person, each.due_on - timedelta(days=183), last):
                red.add("lost_unreported")
    calls: dict[str, list[bool]] = defaultdict(list)
    for each in closed:
        if each.indicator == "contact_quarterly":
            calls[each.period].append(each.state == "met")
    few = {quarter for quarter, states in calls.items() if sum(states) * 10 < len(states) * 6}
    missed = {quarter: states.count(False) for quarter, states in calls.items()}
    pairs = [each for each in few if each.startswith(str(YEAR)) and before(each) in few]
    silent = any(missed[each] + missed[before(each)] >= 6 for each in pairs)
    members = Fraction(sum(away), len(away)) if away else Fraction(0)
    return {
        "score": 100 * points / total if total else None,
        "weight": total,
        "ranked": bool(total >= 70 and about >= 40 and members >= 5),
        "red": red,
        "criticise": bool(red) or silent,
    }


def test_against_the_list_of_duties(district: Store) -> None:
    by_branch: dict[str, list[Obligation]] = defaultdict(list)
    for each in obligations(district, LOCAL):
        by_branch[each.org_code].append(each)
    rows = [row for unit in units(district, LOCAL) for row in assess(district, LOCAL, unit, YEAR).rows]
    assert {row.facts.code for row in rows} == set(by_branch)
    assert any(row.place for row in rows) and {each.kind for row in rows for each in row.red} >= {"lost_unreported"}
    scores = {}
    for row in rows:
        wanted = expected(district, by_branch[row.facts.code])
        assert {
            "score": row.standing.score,
            "weight": row.standing.weight,
            "ranked": row.place is not None,
            "red": {each.kind for each in row.red},
            "criticise": row.proposal.kind == "criticise",
        } == wanted
        scores[row.facts.code] = row.standing.score
    for unit in units(district, LOCAL):
        ranked = assess(district, LOCAL, unit, YEAR).ranked
        for row in ranked:
            above = sum(scores[other.facts.code] > scores[row.facts.code] for other in ranked)  # type: ignore[operator]
            assert row.place is not None and row.place.rank == above + 1


def test_every_branch_has_one_unit(district: Store) -> None:
    codes = [row.facts.code for unit in units(district, LOCAL) for row in assess(district, LOCAL, unit, YEAR).rows]
    now = tree(district)
    assert sorted(codes) == sorted(now.by_id[org].code for org in now.branches())


def test_a_branch_sees_no_place_and_a_committee_only_its_own(district: Store) -> None:
    now = tree(district)
    branch = viewer("branch", now.branches()[0])
    unit = now.unit_of(now.branches()[0])
    assert unit is not None and not units(district, branch)
    with pytest.raises(NoAccess):
        assess(district, branch, unit, YEAR)
    own = viewer("staff", unit)
    assert units(district, own) == [unit]
    others = [each for each in units(district, viewer("leader", now.roots[0])) if each != unit]
    assert others
    with pytest.raises(NoAccess):
        assess(district, own, others[0], YEAR)


def test_the_command(district: Store, capsys: pytest.CaptureFixture[str]) -> None:
    args = argparse.Namespace(year=YEAR, org=None, as_of=f"{DAY}", json=True)
    assert command.run(args, district, LOCAL) == 0
    rows = json.loads(capsys.readouterr().out)
    keys = (
        "org_code unit score weight_assessed ranked rank rank_low rank_high p_in_quota recommendation red_lines "
        "reasons would_lift comparison_flags"
    ).split()
    assert all(set(keys) <= set(row) for row in rows)
    assert len({row["org_code"] for row in rows}) == len(rows)
    for row in rows:
        assert (row["rank"] is None) == (not row["ranked"])
        if row["ranked"]:
            assert row["rank_low"] <= row["rank"] <= row["rank_high"] and 0 <= row["p_in_quota"] <= 1
        if row["recommendation"] in ("criticise", "remind"):
            assert row["reasons"] and row["would_lift"]
    args = argparse.Namespace(year=YEAR, org=rows[0]["org_code"], as_of=None, json=False)
    assert command.run(args, district, LOCAL) == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) >= 2 and "已评" in said


PERSON = 501


def lost(ground: Ground) -> tuple[int, int]:
    """Somebody away from A since July 2025, reached last on 1 August 2025; his ledgers of 2026Q1 and Q3."""
    first = ground.ledger(A, Q3 - 2, date(2026, 4, 8))
    ledger = ground.ledger(A)
    for each in (first, ledger):
        ground.person(each, PERSON)
        ground.stay(each, 601, PERSON, date(2025, 7, 1))
    ground.contact(first, PERSON, date(2025, 8, 1))
    return first


def red(ground: Ground, org: int = A) -> list[str]:
    """The red lines of a branch, but the late ledgers these branches have in plenty."""
    row = next(each for each in assess(ground.store, LOCAL, EAST, YEAR).rows if each.facts.org == org)
    return [each.kind for each in row.red if each.kind != "ledger_on_time"]


def test_a_lost_member_nobody_reported(ground: Ground) -> None:
    lost(ground)
    assert red(ground) == ["lost_unreported"]


@pytest.mark.parametrize(
    ("day", "received", "still"),
    [
        (date(2026, 3, 1), date(2026, 4, 8), False),  # searched for, told in time
        (date(2025, 7, 20), date(2026, 4, 8), True),  # a search before the last contact is about another silence
        (date(2026, 3, 1), date(2026, 5, 2), True),  # told after 15 days
    ],
)
def test_a_search_reported_in_time(ground: Ground, day: date, received: date, still: bool) -> None:
    first = lost(ground)
    ledger = first if received == date(2026, 4, 8) else ground.ledger(A, Q3 - 1, received)
    ground.contact(ledger, PERSON, day, occasion="失联查找", reached=False)
    assert bool(red(ground)) == still


def finding(ground: Ground, org: int, *events: dict[str, object]) -> None:
    """A finding: its events in order, the first of them opens it."""
    with ground.store.write(datetime(2026, 5, 1, 9)) as w:
        numbers = [w.next_id("event") for _ in events]
        usual = {"finding": numbers[0], "org": org, "day": date(2026, 4, 20), "account": 7}
        rows = [{"event": number, **usual, **each} for number, each in zip(numbers, events, strict=True)]
        w.append("finding_event", rows)
        if events[0].get("indicator") == "contact_lost":
            w.append("finding_person", [{"event": numbers[0], "finding": numbers[0], "org": org, "person": PERSON}])


def test_a_lost_member_answered_for_in_a_finding(ground: Ground) -> None:
    lost(ground)
    opened: dict[str, object] = {
        "kind": "opened",
        "matter": "plain",
        "indicator": "contact_lost",
        "due_on": date(2026, 12, 1),
    }
    finding(ground, A, opened, {"kind": "started", "day": date(2026, 4, 21)})
    assert red(ground) == []


def test_what_findings_say(ground: Ground) -> None:
    for org in (A, B):
        ground.ledger(org)
    opened: dict[str, object] = {"kind": "opened", "matter": "plain", "due_on": date(2026, 5, 31)}
    finding(ground, A, opened)
    assert red(ground) == ["finding_overdue"]
    assert red(ground, B) == []
    finding(ground, B, opened, {"kind": "answered", "day": date(2026, 6, 20)})
    assert red(ground, B) == []  # it waits for the office now
    finding(ground, B, {**opened, "matter": "misuse", "due_on": date(2027, 1, 1)})
    assert red(ground, B) == []  # suspected is not confirmed
    finding(
        ground,
        B,
        {**opened, "matter": "false_entry", "due_on": date(2027, 1, 1)},
        {"kind": "confirmed"},
        {"kind": "closed"},
    )
    assert red(ground, B) == ["false_entry"]
    finding(
        ground,
        B,
        {**opened, "matter": "misuse", "due_on": date(2027, 1, 1)},
        {"kind": "confirmed"},
        {"kind": "dropped"},
    )
    assert red(ground, B) == ["false_entry"]


def test_a_record_of_a_ranked_unit_reproduces_itself(district: Store) -> None:
    """Scores, places, intervals, flags and reasons, from the bytes alone."""
    every = [(unit, assess(district, LOCAL, unit, YEAR)) for unit in units(district, LOCAL)]
    unit, judged = max(every, key=lambda each: (any(row.flags for row in each[1].rows), len(each[1].ranked)))
    assert len(judged.ranked) >= 3 and any(row.flags for row in judged.rows)
    held = counted(district, LOCAL, unit, judged.as_of, f"{YEAR - 1}")
    content = records.canonical(records.made(judged, held, [judged.rows[0].facts.code], "commend", [], {}))
    assert records.reproduced(content) == content

"""What help was given, by kind: over the demo district by plain loops, and row by row."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from data_layer.access import local_administrator
from data_layer.assessment import care
from data_layer.assessment.care import Help
from data_layer.assessment.view import view_of
from data_layer.store import Store
from tests.questions.ground import EAST, WEST, A, C, Ground, viewer
from tests.questions.test_signals import Facts

LOCAL = local_administrator("tests")


def test_help_by_kind(district: Store) -> None:
    facts = Facts(district)
    year = 2026
    marked = {row["person"] for row in facts.rows("member_row") if row["hardship"] and row["quarter"] // 4 == year}
    given: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in facts.rows("care_row", date(year, 1, 1), date(year, 9, 30)):
        if row["tie"] in ("one", "all"):
            given[row["kind"]].add((row["org"], row["day"], row["person"], row["amount"], row["row_hash"]))
    for each in care.help_given(district, LOCAL, view_of(district, LOCAL, quarter="2026Q3")):
        rows = given[each.kind]
        persons = {row[2] for row in rows if row[2] is not None}
        amount = sum((row[3] or Decimal(0) for row in rows), Decimal(0))
        assert each == Help(
            each.kind, len(rows), len(persons), len(persons & marked), len({row[0] for row in rows}), amount
        )
    assert any(given.values())


def test_the_same_help_reported_twice_is_one(ground: Ground) -> None:
    first, second, other = ground.ledger(A, 8105), ground.ledger(A), ground.ledger(C)
    for ledger in (first, second):
        ground.care(ledger, 5, date(2026, 5, 1), "党内救济", amount=Decimal(300))
    ground.care(second, 5, date(2026, 7, 1), "党内救济", amount=Decimal(200))
    ground.care(second, None, date(2026, 7, 1), "走访慰问", tie="all")
    ground.care(second, 6, date(2026, 7, 1), "走访慰问", tie="two")
    ground.care(other, 9, date(2026, 10, 1), "党内救济", amount=Decimal(900))  # after the quarter
    ground.person(second, 5, hardship=True)
    told = {
        each.kind: each for each in care.help_given(ground.store, LOCAL, view_of(ground.store, LOCAL, None, "2026Q3"))
    }
    assert told["党内救济"] == Help("党内救济", 2, 1, 1, 1, Decimal(500))
    assert told["走访慰问"] == Help("走访慰问", 1, 0, 0, 1, Decimal(0))
    assert told["社会救济"].times == 0


def test_help_of_ones_own_branches_only(ground: Ground) -> None:
    ground.care(ground.ledger(A), 5, date(2026, 8, 1), "组织互助")
    for org, times in ((EAST, 1), (WEST, 0)):
        who = viewer("leader", org)
        view = view_of(ground.store, who, quarter="2026Q3")
        assert sum(each.times for each in care.help_given(ground.store, who, view)) == times

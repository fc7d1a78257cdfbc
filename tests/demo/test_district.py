"""The synthetic district on paper: the same from the same seed, invented throughout, with every kind of branch."""

import hashlib
import re
from collections import Counter
from datetime import date, timedelta

import pytest

from data_layer import quarters
from data_layer.demo import invent
from data_layer.demo.district import District, plan_district
from data_layer.demo.ledgers import ledgers
from data_layer.demo.sheets import Ledger
from data_layer.demo.workbook import xlsx

DAY = date(2026, 11, 23)
# GB/T 2260 begins area codes with these; nothing begins with 99
ASSIGNED = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}


@pytest.fixture(scope="module")
def district() -> District:
    return plan_district(60, 700, 5, 1, DAY)


@pytest.fixture(scope="module")
def handed_in(district: District) -> dict[str, list[Ledger]]:
    return {plan.line.code: ledgers(district, plan) for plan in district.branches}


def _digest(seed: int) -> str:
    planned = plan_district(12, 80, 3, seed, DAY)
    found = hashlib.sha256(repr(planned.organisations).encode())
    for plan in planned.branches:
        for ledger in ledgers(planned, plan):
            found.update(repr((ledger.org_code, ledger.quarter, ledger.received_on)).encode())
            found.update(xlsx(ledger.tables))
    return found.hexdigest()


def test_a_seed_gives_the_same_files_again() -> None:
    assert _digest(7) == _digest(7)
    assert _digest(7) != _digest(8)


def test_the_tree_has_four_committees_each_an_assessment_unit(district: District) -> None:
    kinds = Counter(line.type for line in district.organisations)
    assert kinds["区委"] == 1
    assert (kinds["党工委"], kinds["党委"]) == (3, 1)
    assert kinds["党支部"] == 60
    assert kinds["党总支"] > 0
    assert {line.type for line in district.organisations if line.is_unit} == {"党工委", "党委"}
    for attribute in ("code", "name"):
        values = [getattr(line, attribute) for line in district.organisations]
        assert len(values) == len(set(values)), attribute


@pytest.mark.parametrize(("branches", "members"), [(20, 120), (60, 700), (300, 4000)])
def test_every_kind_of_branch_occurs(branches: int, members: int) -> None:
    plans = plan_district(branches, members, 6, 3, DAY).branches
    kinds = Counter(plan.habits.kind for plan in plans)
    assert set(kinds) == {"good", "middling", "bad", "silent"}
    assert kinds["good"] + kinds["middling"] > kinds["bad"] + kinds["silent"]
    assert any(1 <= plan.people <= 4 for plan in plans)
    assert sum(plan.people for plan in plans) == members
    assert len(plans) == branches


def test_nothing_comes_in_after_the_day_or_before_its_quarter_is_nearly_over(
    district: District, handed_in: dict[str, list[Ledger]]
) -> None:
    every = [ledger for found in handed_in.values() for ledger in found]
    assert every
    assert max(ledger.received_on for ledger in every) <= DAY
    for ledger in every:
        if ledger.quarter != district.quarters[-1]:
            assert ledger.received_on > quarters.last_day(ledger.quarter)


def test_most_come_in_on_time_and_the_silent_fall_silent(
    district: District, handed_in: dict[str, list[Ledger]]
) -> None:
    due = punctual = 0
    for plan in district.branches:
        found = handed_in[plan.line.code]
        for quarter in district.quarters[:-1]:
            deadline = quarters.last_day(quarter) + timedelta(days=10)
            due += 1
            punctual += any(each.quarter == quarter and each.received_on <= deadline for each in found)
        silent = plan.habits.silent_from
        if silent is not None:
            assert all(each.quarter < silent for each in found)
    assert 0.78 < punctual / due < 0.95


def test_people_and_numbers_are_nobodys(handed_in: dict[str, list[Ledger]]) -> None:
    text = "\n".join(
        str(value)
        for found in handed_in.values()
        for ledger in found
        for table in ledger.tables
        for row in table.rows
        for value in row
        if isinstance(value, (str, int))
    )
    numbers = re.findall(r"(?m)^\d{17}[\dX]$", text)
    assert len(numbers) > 500
    assert not {number for number in numbers if int(number[:2]) in ASSIGNED}
    assert {number[:6] for number in numbers} <= set(invent.AREA_CODES)
    right = [number for number in numbers if invent.check_digit(number[:17]) == number[17]]
    assert 0.95 < len(right) / len(numbers) <= 1
    phones = re.findall(r"(?m)^1\d{10}$", text)
    assert len(phones) > 500
    assert all(phone.startswith(invent.PHONE_HEAD) for phone in phones)


def test_ledgers_hold_what_pages_must_cope_with(handed_in: dict[str, list[Ledger]]) -> None:
    """Corrections, forms of their own, months without days, no one away, people who came back, everyone at once."""
    every = [ledger for found in handed_in.values() for ledger in found]
    assert max(Counter((each.org_code, each.quarter) for each in every).values()) > 1
    text = Counter(str(value) for each in every for table in each.tables for row in table.rows for value in row)
    for word in ("全体流动党员", "不再外出", "组织关系转出", "临时返乡", "流入", "失联查找"):
        assert text[word], word
    assert any(table.name == "流动党员管理信息登记表" for each in every for table in each.tables)
    assert any(re.fullmatch(r"\d{4}年\d{1,2}月", value) for value in text)
    nobody = [
        each for each in every for table in each.tables if table.name == "封面" and ["流动党员数", 0] in table.rows
    ]
    assert nobody

"""Questions on pages: as many as the data layer raises, with evidence for whom it may be shown, no name too many."""

import re

import pytest

from data_layer.access import Viewer, mask_name
from data_layer.assessment import signals
from data_layer.assessment.questions import Question
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages.conftest import Opened, as_role, said
from tests.pages.test_drawer import texts


@pytest.fixture
def doubt(district: Store, local: Viewer) -> tuple[Question, list[str]]:
    """A question of the third quarter with people in it, and their names."""
    found = signals.by_branch(signals.signals(district, local, view_of(district, local, quarter="2026Q3")))
    question = next(each for each in found if any(trace.person for trace in each.traces))
    persons = [trace.person for trace in question.traces if trace.person]
    return question, [row["name"] for row in district.rows("assessment/names", {"persons": persons})]


def test_every_signal_is_on_the_contact_page(district: Store, open_page: Opened) -> None:
    leader = as_role(district, "leader")
    found = signals.signals(district, leader, view_of(district, leader, quarter="2026Q3"))
    test = open_page(district, leader, "contact", period="2026Q3")
    whole = sum(map(len, found.values()))
    assert whole
    assert f"走过场的疑问 {whole} 条" in said(test)
    (pills,) = [each for each in test.get("button_group") if each.key == "contact_signal"]
    raised = {each.id: each.name for each in signals.catalogue() if found[each.id]}
    assert pills.options == [f"全部 {whole}", *(f"{name} {len(found[kind])}" for kind, name in raised.items())]
    for each in (each for questions in found.values() for each in questions):
        assert each.asks in texts(test)


def test_one_kind_alone(district: Store, open_page: Opened, doubt: tuple[Question, list[str]]) -> None:
    question, _ = doubt
    leader = as_role(district, "leader")
    found = signals.signals(district, leader, view_of(district, leader, quarter="2026Q3"))
    test = open_page(district, leader, "contact", period="2026Q3", signal=question.kind)
    shown = next(each.value for each in test.dataframe if "疑问" in each.value.columns)
    assert list(shown["疑问"]) == [each.asks for each in found[question.kind]]


@pytest.mark.parametrize("role", ["leader", "staff", "administrator"])
def test_who_sees_whom(district: Store, open_page: Opened, doubt: tuple[Question, list[str]], role: str) -> None:
    question, names = doubt
    test = open_page(district, as_role(district, role), "contact", period="2026Q3", about=question.key)
    assert not test.exception
    assert "这是请支部说明的疑问，不是结论" in said(test)
    told = texts(test) + said(test)
    for name in names:
        assert (name in told) == (role == "staff")
        assert (mask_name(name) in told) == (role == "leader")


def test_a_question_of_elsewhere_stays_shut(
    district: Store, open_page: Opened, doubt: tuple[Question, list[str]]
) -> None:
    question, names = doubt
    now = tree(district)
    other = next(org for org in now.by_id if now.by_id[org].is_unit and question.org not in now.below(org))
    stranger = as_role(district, "leader", now.by_id[other].code)
    test = open_page(district, stranger, "contact", period="2026Q3", about=question.key)
    assert not test.exception
    assert now.by_id[question.org].name not in texts(test) + said(test)
    assert not any(mask_name(name) in texts(test) for name in names)


def test_a_link_names_nobody(doubt: tuple[Question, list[str]]) -> None:
    question, names = doubt
    assert re.fullmatch(r"[a-z_]+-\d+-[\w-]*", question.key)
    assert not any(name in question.key for name in names)

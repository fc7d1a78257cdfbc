"""Numbers of people in what everybody reads: none below three, none that can be worked out."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer.documents.publishing import HIDDEN, publishable


@pytest.mark.parametrize(
    ("fact", "printed"),
    [
        ("季度联系 268/268", "季度联系 268/268"),  # nobody missing is no cell
        ("参加评议 211/223", "参加评议 211/223"),
        ("参加评议 221/223", f"参加评议{HIDDEN}"),  # two are missing
        ("参加评议 2/40（5%，上限 12%），低于 75%", f"参加评议{HIDDEN}"),
        ("季度联系 2026年第3季度 2/2", f"季度联系 2026年第3季度{HIDDEN}"),
        ("4 个季度全部按时报送", "4 个季度全部按时报送"),
        ("2 名失联党员没有按期报告：最早一名 2026-03-02 起失联", f"有失联党员没有按期报告{HIDDEN}"),
        (
            "5 名失联党员没有按期报告：最早一名 2026-03-02 起失联",
            "5 名失联党员没有按期报告：最早一名 2026-03-02 起失联",
        ),
    ],
)
def test_one_fact(fact: str, printed: str) -> None:
    assert publishable([fact]) == [printed]


def test_a_total_or_a_second_count_does_not_give_it_away() -> None:
    both = "季度联系 2026年第2季度 10/12、2026年第3季度 5/12，连续两季低于 75%，共 9 人次没有联系上的记录"
    found = publishable([both, "季度联系 15/24", "参加评议 9/12"])
    assert found == [f"季度联系连续两季低于 75%{HIDDEN}", f"季度联系{HIDDEN}", "参加评议 9/12"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_what_is_printed_has_no_small_cell_and_of_a_matter_all_or_nothing(cells: list[tuple[str, int, int]]) -> None:
    found = publishable([f"{name} {met}/{met + missing}" for name, met, missing in cells])
    for name in "甲乙":
        kept = [each for each in found if each.startswith(name)]
        assert len({HIDDEN in each for each in kept}) <= 1
    for each in found:
        for met, due in re.findall(r"(\d+)/(\d+)", each):
            assert not {int(met), int(due), int(due) - int(met)} & {1, 2}

"""The tree on a day: events applied in order of their day, history kept."""

from datetime import date, datetime

from data_layer.organisations.tree import build

AT = datetime(2026, 1, 1)
LONG_AGO = date(2000, 1, 1)


def event(number: int, org: int, kind: str, day: date = LONG_AGO, **more: object) -> dict[str, object]:
    blank = dict.fromkeys(("code", "name", "parent", "type", "branch_class", "is_unit", "successor"))
    return {**blank, "event": number, "org": org, "kind": kind, "day": day, "recorded_at": AT, **more}


FOUNDED = [
    event(1, 1, "found", code="Q", name="区委组织部", type="区委"),
    event(2, 2, "found", code="A", name="东湖街道党工委", type="党工委", parent=1, is_unit=True),
    event(3, 3, "found", code="B", name="西山镇党委", type="党委", parent=1, is_unit=True),
    event(4, 4, "found", code="A1", name="东湖一支部", type="党支部", parent=2),
    event(5, 5, "found", code="A2", name="东湖二支部", type="党支部", parent=2),
]


def test_below_ancestors_and_unit() -> None:
    tree = build(FOUNDED, date(2026, 1, 1))
    assert tree.below(2) == [2, 4, 5]
    assert tree.branches(1) == [4, 5]
    assert tree.ancestors(4) == [2, 1]
    assert tree.unit_of(4) == 2
    assert tree.unit_of(1) is None
    assert tree.roots == [1]


def test_a_move_counts_from_its_day_and_the_old_path_stays_askable() -> None:
    tree = build([*FOUNDED, event(6, 4, "move", date(2026, 5, 1), parent=3)], date(2026, 6, 1))
    assert tree.ancestors(4) == [3, 1]
    assert tree.ancestors(4, date(2026, 4, 30)) == [2, 1]
    assert tree.ancestors(4, date(2026, 5, 1)) == [3, 1]
    assert tree.branches(2) == [5]


def test_a_renamed_branch_answers_to_both_names_and_to_its_code() -> None:
    tree = build([*FOUNDED, event(6, 4, "rename", date(2026, 5, 1), name="湖滨支部")], date(2026, 6, 1))
    assert tree.by_id[4].name == "湖滨支部"
    assert tree.resolve_name("东湖 一支部") == tree.resolve_name("湖滨支部") == tree.resolve_name("Ａ１") == [4]


def test_two_branches_of_one_name_are_both_given_so_that_nobody_guesses() -> None:
    tree = build([*FOUNDED, event(6, 5, "alias", date(2026, 5, 1), name="东湖一支部")], date(2026, 6, 1))
    assert sorted(tree.resolve_name("东湖一支部")) == [4, 5]


def test_merging_and_splitting_make_one_family() -> None:
    merged = build([*FOUNDED, event(6, 4, "merge", date(2026, 5, 1), successor=5)], date(2026, 6, 1))
    assert merged.family(4) == merged.family(5) == {4, 5}
    assert merged.by_id[4].abolished == date(2026, 5, 1)
    assert merged.family(2) == {2}
    split = build([*FOUNDED, event(6, 4, "split", date(2026, 5, 1), successor=5)], date(2026, 6, 1))
    assert split.family(5) == {4, 5}
    assert split.by_id[4].abolished is None


def test_an_event_on_a_later_day_recorded_earlier_comes_later() -> None:
    events = [
        *FOUNDED,
        event(6, 4, "rename", date(2026, 5, 1), name="丙"),
        event(7, 4, "rename", date(2026, 3, 1), name="乙"),
    ]
    assert build(events, date(2026, 6, 1)).by_id[4].name == "丙"

"""民主评议: the members, grades and manners of a year against a second way of counting; the page for each role."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from data_layer.access import NoAccess, Viewer, mask_name
from data_layer.assessment import appraisal
from data_layer.assessment.lists import names
from data_layer.assessment.view import View, view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.store import Store
from tests.pages import plainly
from tests.pages.conftest import Opened, as_role, said

YEAR = 2025


@pytest.fixture
def leader(long_district: Store) -> Viewer:
    return as_role(long_district, "leader")


@pytest.fixture
def view(long_district: Store, leader: Viewer) -> View:
    return view_of(long_district, leader)


def counted_plainly(store: Store) -> dict[tuple[int, int], dict[str, Any] | None]:
    """(branch, person) → the row that counts, for every member of every branch's meeting of the year."""
    stays = plainly.stays(store)
    own: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in plainly.rows(store, "appraisal_row"):
        if each["year"] == YEAR and each["tie"] == "one":
            own[each["org"]].append(each)
    by_person: dict[int, list[plainly.Stay]] = defaultdict(list)
    for stay in stays:
        by_person[stay.person].append(stay)
    found: dict[tuple[int, int], dict[str, Any] | None] = {}
    for org in tree(store).branches():
        persons: dict[date, set[int]] = defaultdict(set)
        for each in own[org]:
            persons[each["day"]].add(each["person"])
        meeting = max(persons, key=lambda day: (len(persons[day]), day)) if persons else date(YEAR, 12, 31)
        for person, held in by_person.items():
            if plainly.owner_on(held, meeting) == org:
                said_of = [each for each in own[org] if each["person"] == person]
                found[org, person] = max(
                    said_of, key=lambda each: (each["day"], each["submission"], each["row"]), default=None
                )
    return found


def test_members_and_grades_are_those_counted_row_by_row(long_district: Store, leader: Viewer, view: View) -> None:
    plain = counted_plainly(long_district)
    found = {(each.org, each.person): each for each in appraisal.members(long_district, leader, view)}
    assert found.keys() == plain.keys()
    assert sum(row is not None for row in plain.values()) > 10
    for key, row in plain.items():
        each = found[key]
        assert each.manner == (row["manner"] if row else None)
        assert each.grade == (row["grade"] if row else None)
        assert not row or (each.submission, each.row) == (row["submission"], row["row"])


def test_the_sums_add_up(long_district: Store, leader: Viewer, view: View) -> None:
    found = appraisal.members(long_district, leader, view)
    said_of = appraisal.summary(found, YEAR, view.as_of)
    kinds = appraisal.ALL_GRADES
    (whole,) = appraisal.by_year(found, lambda each: each.graded, kinds)
    branches = appraisal.by_branch(long_district, leader, view, YEAR)
    assert whole.whole == said_of.members == sum(each.whole for each in branches)
    assert whole.numbers == tuple(sum(column) for column in zip(*(each.numbers for each in branches), strict=True))
    assert said_of.grades == {word: whole.numbers[kinds.index(word)] for word in appraisal.GRADES}
    (manner,) = appraisal.by_year(found, lambda each: each.took_part, (*appraisal.MANNERS, appraisal.NO_ROW))
    assert manner.whole == whole.whole
    absent = appraisal.absent(found, YEAR)
    assert len(absent) == said_of.not_taking_part + said_of.without_row
    assert len(appraisal.rectifying(found, YEAR)) == said_of.grades["不合格"]


def test_the_ceiling_is_a_third_rounded_down(long_district: Store, leader: Viewer, view: View) -> None:
    found = appraisal.caps(long_district, leader, view, YEAR)
    assert found
    cover = {
        each["org"]: each
        for each in long_district.composed_rows("SELECT * FROM submission ORDER BY submission")
        if each["quarter"] == YEAR * 4 + 3 and each["excellent_declared"] is not None
    }
    for each in found:
        assert (each.total, each.excellent) == (
            cover[each.org]["members_total"],
            cover[each.org]["excellent_declared"],
        )
        assert each.allowed == each.total // 3
        assert each.over == max(0, each.excellent - each.total // 3)


def test_a_day_before_the_meeting_knows_nothing_of_it(long_district: Store, leader: Viewer) -> None:
    early = view_of(long_district, leader, as_of="2025-11-30")
    assert appraisal.years(early) == ()
    assert appraisal.members(long_district, leader, early) == []
    later = view_of(long_district, leader, as_of="2025-12-31")  # no ledger that tells of it has come
    assert Counter(each.graded for each in appraisal.members(long_district, leader, later)) == {
        appraisal.NO_ROW: len(appraisal.members(long_district, leader, later))
    }


def test_a_branch_reads_only_its_own(long_district: Store, view: View) -> None:
    branch = as_role(long_district, "branch")
    own = view_of(long_district, branch, branches=True)
    assert {each.org for each in appraisal.members(long_district, branch, own)} <= {branch.grants[0].org}
    with pytest.raises(NoAccess):
        appraisal.members(long_district, branch, view)


def test_one_branch_alone(long_district: Store, leader: Viewer, view: View) -> None:
    org = next(each.org for each in appraisal.members(long_district, leader, view))
    viewer = as_role(long_district, "leader", tree(long_district).by_id[org].code)
    alone = appraisal.members(long_district, viewer, view_of(long_district, viewer, branches=True))
    assert alone == [each for each in appraisal.members(long_district, leader, view) if each.org == org]


def test_rectification_says_how_far_it_is() -> None:
    def one(by: date | None, on: date | None) -> str:
        held = date(2025, 12, 9)
        member = appraisal.Member(
            1, 1, 2025, held, True, held, "现场参加", "不合格", 0, False, None, None, by, on, False, 1, "民主评议", 4
        )
        return appraisal.rectification(member, date(2026, 3, 1))

    assert one(date(2026, 3, 9), None) == "整改中，还有 8 天"
    assert one(date(2026, 2, 27), None) == "过期 2 天未完成"
    assert one(date(2026, 2, 27), date(2026, 2, 20)) == "已完成"
    assert one(date(2026, 2, 1), date(2026, 2, 20)) == "已完成，晚于期限"
    assert one(None, None) == "没有限期"


def texts(test: Any) -> str:
    return "\n".join(each.value.to_csv() for each in test.dataframe)


def test_the_page_says_the_year_and_lists_masked(long_district: Store, open_page: Opened, leader: Viewer) -> None:
    test = open_page(long_district, leader, "appraisal")
    assert not test.exception
    assert "2025年" in said(test) and "人有评议记录" in said(test)
    view = view_of(long_district, leader)
    absent = appraisal.absent(appraisal.members(long_district, leader, view), YEAR)
    assert f"未参加或没有评议记录** {len(absent)} 人" in said(test)
    staff = as_role(long_district, "staff")
    name = next(name for name in names(long_district, staff, [absent[0].person]).values())
    assert name not in texts(test) and mask_name(name) in texts(test)
    assert name in texts(open_page(long_district, staff, "appraisal"))


def test_administrators_see_numbers_only(long_district: Store, open_page: Opened) -> None:
    test = open_page(long_district, as_role(long_district, "administrator"), "appraisal")
    assert "您的账号只看数字，不看名单。" in said(test)
    assert "姓名" not in texts(test)


def test_a_branch_is_denied(long_district: Store, open_page: Opened) -> None:
    test = open_page(long_district, as_role(long_district, "branch"), "appraisal")
    assert "没有可以查看的党组织" in said(test)
    assert not test.dataframe


def test_a_year_that_is_not_there_falls_back(long_district: Store, open_page: Opened, leader: Viewer) -> None:
    for given in ("1999", "2026", "x"):
        test = open_page(long_district, leader, "appraisal", year=given)
        assert not test.exception
        assert "**2025年**民主评议" in said(test)


def test_the_list_of_obligations_says_the_same(long_district: Store, leader: Viewer, view: View) -> None:
    found = appraisal.members(long_district, leader, view)
    attended = {
        (each.org, each.person): each.state
        for each in obligations(long_district, leader, indicator="appraisal_attended", period=f"{YEAR}")
    }
    assert attended.keys() == {(each.org, each.person) for each in found}
    for each in found:
        assert not (attended[each.org, each.person] == "met" and each.absent)
        assert not (attended[each.org, each.person] == "missed" and not each.absent and each.day <= date(2026, 3, 31))
    over = {each.org for each in appraisal.caps(long_district, leader, view, YEAR) if each.over}
    caps = obligations(long_district, leader, indicator="excellent_within_cap", period=f"{YEAR}")
    assert {each.org for each in caps} == {each.org for each in appraisal.caps(long_district, leader, view, YEAR)}
    assert not over & {each.org for each in caps if each.state == "met"}

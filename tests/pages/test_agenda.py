"""What waits and where it opens; a branch's open duties by matter; links that do not fit; the drawer's words."""

from collections import Counter
from datetime import date, timedelta

import pytest

from data_layer.access import Viewer
from data_layer.administration.deciding import Matter, rule_all
from data_layer.assessment import agenda, figures, worklist
from data_layer.assessment.explained import explained, in_force
from data_layer.assessment.lists import Duty
from data_layer.assessment.task import Owed, still_open
from data_layer.assessment.unsettled import unsettled
from data_layer.assessment.view import view_of
from data_layer.indicators import catalogue, obligations
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import words
from tests.pages.conftest import Opened, as_role, said
from web import site


def kept(store: Store, viewer: Viewer) -> Counter[tuple[object, ...]]:
    found = unsettled(store, viewer, view_of(store, viewer))
    return Counter((each.org, each.indicator, each.period, each.subject) for each in found if each.unclear)


def live(store: Store, viewer: Viewer) -> Counter[tuple[object, ...]]:
    found = obligations(store, viewer, state="unclear")
    return Counter((each.org, each.indicator, each.period, each.subject) for each in found if not each.exempt)


def test_what_is_kept_by_branch_is_what_the_list_says(fresh: Store) -> None:
    staff = as_role(fresh, "staff")
    assert kept(fresh, staff) == live(fresh, staff) != Counter()
    one = next(each for each in unsettled(fresh, staff, view_of(fresh, staff)) if each.late or each.not_taken)
    kind = "late" if one.late else "not_taken"
    rule_all(fresh, staff, [Matter(one.org, kind, one.indicator, one.period, one.subject)], True, "已核实")
    assert kept(fresh, staff) == live(fresh, staff)
    assert (one.org, one.indicator, one.period, one.subject) not in kept(fresh, staff)
    branch = as_role(fresh, "branch")
    assert {each.org for each in unsettled(fresh, branch, view_of(fresh, branch, branches=True))} <= {
        branch.grants[0].org
    }


def test_a_branch_alone_is_asked_only_what_its_journal_calls_unclear(district: Store) -> None:
    staff = as_role(district, "staff")
    whole = view_of(district, staff)
    doubtful = {each.org for each in unsettled(district, staff, whole) if each.unclear}
    chosen = [*sorted(doubtful)[:2], min(set(tree(district).branches()) - doubtful)]
    day = whole.as_of - timedelta(days=40)  # a day not asked about before, so nothing is kept
    for org in chosen:
        view = view_of(district, staff, tree(district).by_id[org].code, as_of=day.isoformat(), branches=True)
        found = unsettled(district, staff, view)
        live = obligations(district, staff, org=org, as_of=day, known_at=view.known_at, state="unclear")
        assert Counter((each.indicator, each.period, each.subject) for each in found if each.unclear) == Counter(
            (each.indicator, each.period, each.subject) for each in live if not each.exempt
        )


def test_each_line_opens_where_it_is_settled(district: Store, open_page: Opened) -> None:
    for role in ("staff", "leader", "administrator"):
        viewer = as_role(district, role)
        view = view_of(district, viewer)
        tasks = agenda.waiting(district, viewer, view, figures.board(district, viewer, view))
        test = open_page(district, viewer, "overview")
        lines = [each.label for each in test.button if (each.key or "").startswith("task_")]
        assert lines == [f"**{words.count(each.count)}** {each.words}" for each in tasks]
        held = {screen.name for screen in site.screens() if screen.in_menu(viewer)}
        assert all(each.page in held or each.indicator for each in tasks), role
        ruled = [each for each in tasks if each.keys.get("part") == "waiting"]
        assert bool(ruled) == (role == "staff")
        for task in ruled:
            there = open_page(district, viewer, task.page, **task.keys)
            assert f"共 {task.count} 项" in said(there)


def test_one_matter_of_all_branches_at_once(district: Store, open_page: Opened) -> None:
    staff = as_role(district, "staff")
    found = worklist.waiting(district, staff, view_of(district, staff))
    about, many = Counter(each.about for each in found).most_common(1)[0]
    test = open_page(district, staff, "progress", part="waiting", matter=about)
    groups = next(each.value for each in test.dataframe if "事项" in each.value.columns)
    assert groups["党支部"][0] == "全部支部"
    assert groups["项"][0] == many == sum(groups["项"][1:])
    code = next(each.code for each in found if each.about == about)
    kind, indicator = about.split("-")
    test = open_page(
        district, staff, "progress", part="waiting", matter=about, group=f"all-{kind}-{indicator}", org="x"
    )
    items = next(each.value for each in test.dataframe if "对象" in each.value.columns)
    assert len(items) == many and set(items["党支部"]) == {each.branch for each in found if each.about == about}
    assert code not in said(test)


def test_open_duties_stand_by_matter() -> None:
    def owes(what: str, state: str, day: int, who: str) -> Owed:
        return Owed(what, what, "2026Q3", Duty(who, who, state, date(2026, 9, day), None, "", None, "", 0))

    found = still_open(
        [
            owes("联系", "missed", 1, "甲"), owes("联系", "pending", 30, "乙"), owes("联系", "pending", 29, "丙"),
            owes("发证", "pending", 9, "丁"), owes("联系", "met", 2, "戊"), owes("审验", "exempt", 2, "己"),
        ]
    )  # fmt: skip
    assert [(each.what, each.state, each.due_on.day, each.who) for each in found] == [
        ("发证", "pending", 9, ("丁",)), ("联系", "pending", 29, ("乙", "丙")), ("联系", "missed", 1, ("甲",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "part"),
    [({"org": "nowhere"}, "nowhere"), ({"period": "2031Q1"}, "2031Q1"), ({"as_of": "2027-13-01"}, "2027")],
)
def test_a_link_that_does_not_fit_says_so(district: Store, open_page: Opened, query: dict[str, str], part: str) -> None:
    test = open_page(district, as_role(district, "leader"), "coverage", **query)
    assert not test.exception
    (told,) = [each.value for each in test.warning]
    assert "链接里的" in told and part in told


def test_what_another_page_showed_is_no_bad_link(district: Store, open_page: Opened) -> None:
    leader = as_role(district, "leader")
    now = tree(district)
    code = now.by_id[now.branches()[0]].code
    test = open_page(district, leader, "portrait", org=code)
    assert not test.warning
    test.switch_page("pages/overview.py")
    assert not test.run().warning


def test_the_drawer_speaks_as_the_catalogue(district: Store) -> None:
    leader = as_role(district, "leader")
    view = view_of(district, leader)
    for head in catalogue():
        period = figures.periods_of(head.id, view, figures.board(district, leader, view))[-1]
        here, there = in_force(district, leader, view, head.id, period), explained(district, leader, view, head.id)
        assert (here.counted, here.met) == (there.counted, there.met)

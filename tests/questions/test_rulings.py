"""What staff rule on a duty: who may, what is refused, what it changes, and that the latest word counts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from data_layer.access import NoAccess, local_administrator
from data_layer.administration.deciding import rule
from data_layer.assessment import figures, lists
from data_layer.assessment.rulings import last_ruling
from data_layer.assessment.view import view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.organisations.parameters import BadValue
from data_layer.store import Store
from tests.once import demo_file
from tests.questions.ground import DAY, viewer

LOCAL = local_administrator("tests")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A district to write to: each test rules on matters of its own."""
    store = Store.open(demo_file(tmp_path_factory, DAY, branches=12, members=150, quarters=3, seed=5))
    yield store
    store.close()


def test_late_evidence_counts_once_accepted(fresh: Store) -> None:
    view = view_of(fresh, LOCAL)
    board = figures.board(fresh, LOCAL, view)
    found = [
        pair
        for pair in lists.across(fresh, LOCAL, view, board, "contact_quarterly", view.quarters)
        if pair[1].ruling == "late"
    ]
    assert found
    owed, duty = found[0]
    assert duty.state == "unclear"
    staff = viewer("staff", tree(fresh).roots[0])

    def decide(accepted: bool, reason: str = "已电话核实") -> None:
        rule(
            fresh, staff, owed.org, "late", accepted, reason,
            indicator=owed.indicator, period=owed.period, subject=owed.subject,
        )  # fmt: skip

    def now() -> lists.Duty:
        every = lists.duties(fresh, LOCAL, view, owed.org, owed.indicator, owed.period)
        return next(each for each in every if each.subject == owed.subject)

    decide(False, "对不上")
    assert (now().state, now().ruling) == ("unclear", "late")
    decide(True)
    assert (now().state, now().ruling) == ("met", "")
    last = last_ruling(fresh, LOCAL, view, owed.org, "late", owed.indicator, owed.period, owed.subject)
    assert last is not None
    assert (last.accepted, last.reason) == (True, "已电话核实")
    (line,) = fresh.composed_rows("SELECT * FROM audit_event WHERE action = 'ruling' AND result = 'accepted'")
    assert (line["org"], line["object"]) == (owed.org, f"late/{owed.indicator}/{owed.period}")


def test_only_staff_of_the_branch_rule(fresh: Store) -> None:
    now = tree(fresh)
    branch, other = now.branches()[0], now.branches()[-1]
    matter = {"indicator": "contact_quarterly", "period": "2026Q2", "subject": "1"}
    for who in (viewer("leader", now.roots[0]), viewer("branch", branch), viewer("staff", other)):
        with pytest.raises(NoAccess):
            rule(fresh, who, branch, "late", True, "理由", **matter)
    staff = viewer("staff", now.roots[0])
    for kind, reason, asked in (
        ("late", " ", matter),
        ("better", "理由", matter),
        ("late", "理由", {"indicator": "contact_quarterly"}),
        ("misregistered", "理由", {}),
    ):
        with pytest.raises(BadValue):
            rule(fresh, staff, branch, kind, True, reason, **asked)
    assert fresh.composed_rows("SELECT 1 FROM ruling WHERE subject = '1'") == []
    assert last_ruling(fresh, LOCAL, view_of(fresh, LOCAL), branch, "late", "contact_quarterly", "2026Q2", "1") is None


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("补录", "late"), ("补录、只写到月", "late"), ("未纳入：境外", "not_taken"), ("姓名对应两人", ""), (None, "")],
)
def test_what_staff_can_settle(fresh: Store, reason: str | None, kind: str) -> None:
    owed, *_ = obligations(fresh, LOCAL, indicator="contact_quarterly", org=tree(fresh).branches()[0])
    unclear = replace(owed, state="unclear", unclear_reason=reason, exempt=False)
    assert lists._settled_by(unclear) == kind
    assert lists._settled_by(replace(unclear, exempt=True)) == ""
    assert lists._settled_by(replace(unclear, state="met")) == ""


def test_what_is_open_across_branches(fresh: Store) -> None:
    view = view_of(fresh, LOCAL)
    board = figures.board(fresh, LOCAL, view)
    for indicator, periods in (("contact_quarterly", ("2026Q2", "2026Q3")), ("spring_festival_contact", ("2026",))):
        expected = {
            (each.org, each.period, each.subject)
            for each in obligations(fresh, LOCAL, indicator=indicator)
            if each.period in periods and each.state != "met" and not each.exempt
        }
        listed = lists.across(fresh, LOCAL, view, board, indicator, periods)
        assert {(owed.org, owed.period, owed.subject) for owed, _ in listed} == expected
        assert len(listed) == len(expected)

"""免计: asked for by one, approved by another; leaves the denominator from then on, and only as long as it holds."""

import json
from datetime import date, datetime

import pytest

from data_layer.__main__ import main
from data_layer.access import NoAccess, Viewer, local_administrator
from data_layer.assessment import exemptions, figures
from data_layer.assessment.view import view_of
from data_layer.indicators import counts, obligations, tally
from data_layer.oversight import exempting
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import ROOT, A, B, Ground, viewer

LOCAL = local_administrator("tests")
BRANCH, STAFF = viewer("branch", A), viewer("staff", ROOT)
LEADER = Viewer(8, "leader", viewer("leader", ROOT).grants, display_name="王主任")
Q3 = {"from_on": date(2026, 7, 1), "until": date(2026, 12, 31)}


def contacted(ground: Ground, known_at: datetime | None = None, period: str = "2026Q3") -> tuple[int, int, int]:
    """Met, closed and exempt contacts of A, live; as known today the journal says the same."""
    (found,) = [
        each
        for each in tally(ground.store, LOCAL, org=A, indicator="contact_quarterly", known_at=known_at)
        if each.period == period
    ]
    if known_at is None:
        (kept,) = [
            each for each in counts(ground.store, LOCAL, A, indicator="contact_quarterly") if each.period == period
        ]
        assert kept == found
        plain = list(obligations(ground.store, LOCAL, org=A, indicator="contact_quarterly", period=period))
        assert sum(each.exempt for each in plain) == found.exempt
        assert sum(each.closed and not each.exempt for each in plain) == found.closed
    return found.closed_met, found.closed, found.exempt


def test_it_counts_from_the_day_another_person_approved(ground: Ground, turn: TURN) -> None:
    with ground.store.write() as w:
        w.touch([A])
    assert contacted(ground) == (0, 2, 0)
    asked = exempting.ask(ground.store, BRANCH, A, "因病住院", person=1, note="测试1住院", **Q3)
    assert contacted(ground) == (0, 2, 0)
    turn(date(2026, 10, 25))
    for nobody in (BRANCH, STAFF, viewer("leader", B)):
        with pytest.raises(NoAccess):
            exempting.approve(ground.store, nobody, asked)
    exempting.approve(ground.store, LEADER, asked)
    assert contacted(ground) == (0, 1, 1)
    assert contacted(ground, datetime(2026, 10, 24, 23)) == (0, 2, 0)
    assert contacted(ground, datetime(2026, 10, 25, 23)) == (0, 1, 1)
    with pytest.raises(OversightProblem, match="已经变了"):
        exempting.refuse(ground.store, LEADER, asked, "不行")
    (listed,) = exemptions.requests(ground.store, LEADER, view_of(ground.store, LEADER))
    assert (listed.state, listed.who, listed.note, listed.decided_by) == ("approved", "测*1", "测*1住院", "账号 8")
    assert listed.covers("contact_quarterly", "2026Q3", 1) and not listed.covers("contact_quarterly", "2026Q3", 2)
    assert not listed.covers("contact_quarterly", "2026Q2", 1)
    (own,) = exemptions.requests(ground.store, BRANCH, view_of(ground.store, BRANCH, branches=True))
    assert (own.who, own.note) == ("测试1", "测试1住院")


def test_ended_early_later_periods_are_owed_again(ground: Ground, turn: TURN) -> None:
    with ground.store.write() as w:
        w.touch([A])
    asked = exempting.ask(ground.store, STAFF, A, "涉密岗位", person=2, indicator="contact_quarterly", **Q3)
    exempting.approve(ground.store, LEADER, asked)
    assert contacted(ground) == (0, 1, 1)
    assert contacted(ground, period="2026Q4")[2] == 1
    with pytest.raises(NoAccess):
        exempting.end(ground.store, BRANCH, asked, date(2026, 9, 30), "已联系上")
    turn(date(2026, 11, 2))
    exempting.end(ground.store, STAFF, asked, date(2026, 9, 30), "已离开涉密岗位")
    assert contacted(ground) == (0, 1, 1)
    assert contacted(ground, period="2026Q4")[2] == 0
    assert contacted(ground, datetime(2026, 11, 1, 23), "2026Q4")[2] == 1
    (listed,) = exemptions.requests(ground.store, STAFF, view_of(ground.store, STAFF))
    assert (listed.state, listed.last_on) == ("ended", date(2026, 9, 30))
    assert not listed.covers("contact_quarterly", "2026Q4", 2)


def test_nobody_approves_what_he_asked_for_himself(ground: Ground) -> None:
    both = Viewer(9, "both", (*viewer("staff", ROOT).grants, *viewer("leader", ROOT).grants))
    asked = exempting.ask(ground.store, both, A, "不可抗力", indicator="ledger_on_time", period="2026Q4")
    with pytest.raises(OversightProblem, match="另一位领导"):
        exempting.approve(ground.store, both, asked)
    exempting.refuse(ground.store, LEADER, asked, "没有停电")
    (listed,) = exemptions.requests(ground.store, both, view_of(ground.store, both))
    assert (listed.state, listed.said, listed.who) == ("refused", "没有停电", "全支部")
    again = exempting.ask(ground.store, BRANCH, A, "不可抗力", indicator="ledger_on_time", period="2026Q4")
    exempting.withdraw(ground.store, BRANCH, again)
    with pytest.raises(OversightProblem):
        exempting.approve(ground.store, LEADER, again)


def test_what_is_refused(ground: Ground) -> None:
    first = {"person": 1, "from_on": date(2026, 7, 1)}
    wrong: list[tuple[str, dict[str, object], str]] = [
        ("太远", {"person": 1, **Q3}, "理由应是"),
        ("其他", {"person": 1, **Q3}, "具体情况"),
        ("因病住院", Q3, "选是哪一名"),
        ("因病住院", {"person": 3, **Q3}, "不在该支部"),
        ("因病住院", first, "到哪天止"),
        ("因病住院", {**first, "until": date(2027, 12, 1)}, "最长一年"),
        ("因病住院", {**first, "until": date(2026, 6, 1)}, "早于起始日"),
        ("因病住院", {"person": 1, "period": "2024Q1"}, "一年以前"),
        ("因病住院", {"person": 1, "period": "三季度"}, "不是期间"),
        ("因病住院", {"person": 1, "indicator": "contacts", **Q3}, "没有名为"),
    ]
    for reason, what, said in wrong:
        with pytest.raises(OversightProblem, match=said):
            exempting.ask(ground.store, BRANCH, A, reason, **what)  # type: ignore[arg-type]
    with pytest.raises(NoAccess):
        exempting.ask(ground.store, BRANCH, B, "因病住院", person=3, **Q3)
    assert ground.store.composed_rows("SELECT 1 FROM exemption_event") == []
    exempting.ask(ground.store, BRANCH, A, "因病住院", person=1, **Q3)
    with pytest.raises(OversightProblem, match="已经申请过"):
        exempting.ask(ground.store, STAFF, A, "涉密岗位", person=1, **Q3)


def test_a_large_share_is_named(ground: Ground) -> None:
    view = view_of(ground.store, STAFF)
    for person in (1, 2):
        exempting.approve(ground.store, LEADER, exempting.ask(ground.store, BRANCH, A, "因病住院", person=person, **Q3))
    (each,) = exemptions.above_limit(ground.store, STAFF, view, figures.board(ground.store, STAFF, view))
    own = list(obligations(ground.store, LOCAL, org=A, period="2026Q3"))
    assert (each.org, each.exempt, each.whole) == (A, sum(one.exempt for one in own), len(own))


def test_commands(
    ground: Ground, tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("data_layer.__main__.Store.open", lambda place: ground.store)
    monkeypatch.setattr(ground.store, "close", lambda: None)

    def run(*arguments: str) -> object:
        status = main([*arguments, "--json"])
        out = capsys.readouterr()
        return json.loads(out.out) if status == 0 else (status, out.err)

    when = ("--from", "2026-07-01", "--until", "2026-12-31")
    made = run("exemptions", "ask", "--org", f"{A}", "--reason", "因病住院", "--person", "1", *when)
    (row,) = run("exemptions", "list")  # type: ignore[misc]
    assert (row["org_code"], row["person"], row["until"], row["state"]) == (f"{A}", 1, "2026-12-31", "asked")
    assert made == {"request": row["request"]}
    status, said = run("exemptions", "approve", f"{row['request']}")  # type: ignore[misc]
    assert status == 2 and "另一位领导" in said

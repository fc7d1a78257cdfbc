"""The next ledger re-tests the remedy: every way of it, once with what puts it right and once with back-dated rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from data_layer import clock
from data_layer.access import local_administrator
from data_layer.assessment.findings import findings
from data_layer.assessment.view import view_of
from data_layer.indicators import catalogue, obligations
from data_layer.oversight import findings as acts
from data_layer.oversight.remedy import Remedy, remedies, ways
from tests.questions.ground import EAST, ROOT, A, B, Ground, viewer

LOCAL = local_administrator("tests")
STAFF, LEADER = viewer("staff", ROOT), replace(viewer("leader", ROOT), account=12)
Q3, Q4, Q1, Q2 = 8106, 8107, 8108, 8109  # 2026Q3 … 2027Q2
OPENED, NEXT = date(2027, 4, 20), date(2027, 7, 12)
#: indicator -> the period that was missed; done by member 1 after it was due, told back-dated of member 2
MISSED = {
    "contact_quarterly": "2027Q1", "contact_assigned": "2027Q1", "destination_known": "2027Q1",
    "member_on_file": "2027Q1", "spring_festival_contact": "2027", "hardship_helped": "2026",
    "certificate_issued": "2026Q3",
    "certificate_annual": "2026", "pre_departure_education": "2026Q3", "mailed_education": "2026",
    "training_hours": "2026", "appraisal_attended": "2026", "appraisal_report_written": "2026",
    "counterpart_liaison": "2026H2", "contact_lost": "2027Q2",
}  # fmt: skip
#: … of the branch, or of one row
SINGLE = {
    "ledger_on_time": (B, "2027Q1"), "custodian_named": (A, "2027Q1"), "contact_recorded": (A, "2027Q1"),
    "expense_documented": (A, "2027Q1"), "certificate_problem_fixed": (A, "2026Q3"),
}  # fmt: skip


def at(patch: pytest.MonkeyPatch, day: date) -> None:
    patch.setattr(clock, "today", lambda: day)
    patch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 10))


def listed(ground: Ground, ledger: tuple[int, int], right: bool) -> None:
    """Members 1 and 2 as a ledger lists them; ``right``: what is asked of facts is there for member 1."""
    for person in (1, 2):
        whole = right and person == 1
        ground.person(ledger, person, complete=whole, phone_valid=whole, hardship=True)
        ground.stay(
            ledger, person, person, date(2026, 8, 1), contact_key=77 if whole else None, complete=whole,
            issued_on=date(2027, 5, 6) if whole else None, certificate_numbered=whole,
        )  # fmt: skip


def rows(ground: Ground, ledger: tuple[int, int], done: bool) -> None:
    """The row of 联系记录, of 经费使用 and of 活动证 that was not complete, complete when ``done``."""
    ground.contact(ledger, 1, date(2027, 1, 20), 5, method="电话" if done else None, contact_key=5, reached=False)
    receipts = {"voucher": "V1", "approver_key": 1, "handler_key": 2, "receipts": 2 if done else 0, "amount": 9}
    ground._add("expense_row", ledger, "经费使用", day=date(2027, 2, 1), month=False, row_hash=3, **receipts)
    fixed = date(2027, 5, 2) if done else None
    ground.certificate(ledger, 1, date(2026, 9, 1), "填写", problem=True, corrected_on=fixed, numbered=True)


def train(ground: Ground, ledger: tuple[int, int], person: int, kind: str, day: date, hours: int = 0) -> None:
    cells = {"tie": "one", "month": False, "row_hash": hash((kind, day)) % 2**60, "done": True, "explained": 7}
    ground._add("training_row", ledger, "教育培训", person=person, kind=kind, day=day, hours=hours, **cells)


def deeds(ground: Ground, ledger: tuple[int, int], person: int, year: int, month: int) -> None:
    """Everything that would have been wanted, on days of one month."""
    ground.contact(ledger, person, date(year, month, 3))
    ground.care(ledger, person, date(year, month, 4), "走访慰问")
    ground.certificate(ledger, person, date(year, month, 5), "年度审验")
    train(ground, ledger, person, "补课教育", date(year, month, 7))
    train(ground, ledger, person, "邮寄教育", date(year, month, 8))
    train(ground, ledger, person, "其他培训", date(year, month, 9), 8)
    train(ground, ledger, person, "其他培训", date(year, month, 10), 20)  # at most 8 a day
    shown = {"tie": "one", "month": False, "row_hash": 5, "supports": 0}
    ground._add(
        "appraisal_row", ledger, "民主评议", person=person, year=2026, day=date(year, month, 11), manner="线上参加",
        reported_on=date(year, month, 11), **shown,
    )  # fmt: skip
    ground._add("liaison_row", ledger, "双向管理", person=person, day=date(year, month, 12), item="信息通报", tie="one",
                month=False, row_hash=6)  # fmt: skip


@pytest.fixture(scope="module")
def tested() -> Iterator[dict[tuple[str, int | None], Remedy]]:
    """(indicator, member) → what the next ledger said; findings were opened when nothing was there."""
    with pytest.MonkeyPatch.context() as patch:
        at(patch, OPENED)
        ground = Ground()
        for quarter, received in ((Q3, date(2026, 10, 8)), (Q4, date(2027, 1, 8)), (Q1, date(2027, 4, 8))):
            ledger = ground.ledger(A, quarter, received)
            listed(ground, ledger, right=False)
            rows(ground, ledger, done=False)
        asked: dict[int, tuple[str, int | None]] = {}
        due = date(2027, 8, 1)
        wanted = {**{name: (A, period) for name, period in MISSED.items()}, **SINGLE}
        for each in obligations(ground.store, LOCAL, org=EAST, state="missed"):
            if wanted.get(each.indicator) == (each.org, each.period):
                number = acts.open_missed(
                    ground.store, STAFF, each.org, each.indicator, each.period, [each.subject], due
                )
                asked[number] = (each.indicator, each.person if each.indicator in MISSED else None)
        assert len(asked) == 2 * len(MISSED) + len(SINGLE)
        before = remedies(ground.store, STAFF, view_of(ground.store, STAFF))
        assert len(before) == len(asked) and not any(each.proposes for each in before.values())
        ground.ledger(B, Q1, date(2027, 4, 25))
        at(patch, NEXT)
        ledger = ground.ledger(A, Q2, date(2027, 7, 8))
        listed(ground, ledger, right=True)
        rows(ground, ledger, done=True)
        deeds(ground, ledger, 1, 2027, 5)
        train(ground, ledger, 1, "其他培训", date(2027, 5, 20), 8)
        deeds(ground, ledger, 2, 2026, 7)
        with ground.store.write(datetime(2027, 7, 9)) as w:  # the 封面 again, now with who keeps the ledger
            (head,) = w.composed_rows(f"SELECT * FROM submission WHERE submission = {ledger[1]}")
            for table in ("member_row", "spell_row", "contact_row", "care_row", "certificate_row", "training_row",
                          "appraisal_row", "liaison_row", "expense_row"):  # fmt: skip
                same = w.composed_rows(f"SELECT * FROM {table} WHERE submission = {ledger[1]}")
                w.append(table, [{**row, "submission": ledger[1] + 1} for row in same])
            number = w.next_id("submission")
            w.append("submission", [{**head, "submission": number, "custodian_role": "支部书记", "recorded_at": w.at}])
        found = remedies(ground.store, STAFF, view_of(ground.store, STAFF))
        yield {asked[number]: each for number, each in found.items()}
        # the misses stay
        every = obligations(ground.store, LOCAL, org=A)
        assert not [each for each in every if MISSED.get(each.indicator) == each.period and each.state == "met"]
        # opened again, what was there before closes it no more; a closed one is not looked at at all
        again = next(number for number, about in asked.items() if about == ("contact_quarterly", 1))
        acts.close(ground.store, LEADER, again, "已核验")
        acts.reopen(ground.store, LEADER, again, NEXT, "回访不实")
        said = remedies(ground.store, STAFF, view_of(ground.store, STAFF))[again]
        assert not said.proposes and "以前的台账已经显示" in said.said
        (one, *_) = (each for each in findings(ground.store, STAFF, view_of(ground.store, STAFF)) if each.unsettled)
        acts.close(
            ground.store, viewer("leader", ROOT).__class__(99, "l", viewer("leader", ROOT).grants), one.finding, "x"
        )
        assert one.finding not in remedies(ground.store, STAFF, view_of(ground.store, STAFF))
        ground.store.close()


def test_every_indicator_has_a_way() -> None:
    assert set(ways()) == {each.id for each in catalogue(alerts=True)}
    assert {each.way for each in ways().values()} == {"deed", "written", "own", "line", "later"}


@pytest.mark.parametrize("indicator", MISSED)
def test_what_was_done_after_the_day_is_proposed(tested: dict[tuple[str, int | None], Remedy], indicator: str) -> None:
    found = tested[indicator, 1]
    assert found.proposes, found.said
    assert found.proof is not None and found.proof.on > date(2027, 3, 31)
    assert "已显示" in found.said and "不变" in found.said


@pytest.mark.parametrize("indicator", MISSED)
def test_back_dated_rows_close_nothing(tested: dict[tuple[str, int | None], Remedy], indicator: str) -> None:
    found = tested[indicator, 2]
    assert not found.proposes
    assert "还没有显示" in found.said


@pytest.mark.parametrize("indicator", SINGLE)
def test_the_branchs_own_and_single_rows(tested: dict[tuple[str, int | None], Remedy], indicator: str) -> None:
    found = tested[indicator, None]
    assert found.proposes, found.said

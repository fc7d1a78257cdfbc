"""报送进度 against ledgers handed in one by one: states, days, the custodian, locks, what staff rule and import."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from data_layer import clock, quarters
from data_layer.access import ROLES, Grant, NoAccess, Viewer
from data_layer.administration import set_deadline
from data_layer.administration.deciding import Matter, rule_all
from data_layer.assessment import figures, worklist
from data_layer.assessment import progress as reports
from data_layer.assessment.view import View, view_of
from data_layer.ledger import states
from data_layer.ledger.bundle import put_together
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.evidence import evidence
from data_layer.ledger.many import import_files, marked_copies
from data_layer.ledger.states import is_locked
from data_layer.organisations import tree
from data_layer.organisations.parameters import BadValue
from tests.ledger.desk import LI, VIEWER, WANG, Desk, away, contact, member

TODAY = date(2026, 11, 20)
Q3 = quarters.parse_quarter("2026Q3")
OTHER = {"基本信息": [member("李禾", LI)], "管理信息": [away("李禾")]}
ONE = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓")]}


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 10))


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.store.close()


def role(desk: Desk, name: str, code: str = "01") -> Viewer:
    return Viewer(7, name, (Grant(name, desk.org(code)),), display_name=name)


def look(desk: Desk, viewer: Viewer = VIEWER, **asked: Any) -> tuple[View, dict[str, reports.Reporting], Any]:
    """The view, its branches by code, and what they come to."""
    view = view_of(desk.store, viewer, **{"quarter": "2026Q3"} | asked)
    board = figures.board(desk.store, viewer, view)
    found = reports.progress(desk.store, viewer, view, board)
    return view, {each.code: each for each in found}, reports.summary(view, board, found)


def test_who_reported_who_was_late_who_is_silent(desk: Desk) -> None:
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE)
    desk.hand_in("2026Q3", "0102", received=date(2026, 10, 12), **OTHER)
    view, found, summary = look(desk)
    assert {code: each.state for code, each in found.items()} == {"0101": "on_time", "0102": "late", "0103": "silent"}
    assert [each.silent_for for each in found.values()] == [3, 0, 0]  # the silent one first, since 2026Q1
    assert found["0101"].due_on == date(2026, 10, 10)
    assert (summary.due, summary.reported, summary.on_time, summary.late) == (3, 2, 1, 1)
    assert (summary.silent, summary.twice_silent, summary.rate) == (1, 1, Fraction(2, 3))
    steps = reports.arrivals(desk.store, VIEWER, view, list(found.values())).steps
    assert steps == ((-1, 1), (2, 2), (41, 2))


def test_a_rate_of_those_who_reported_leaves_out_the_silent(desk: Desk) -> None:
    rows = ONE | {"联系记录": [contact("王晓", "2026-08-01")]}
    desk.hand_in("2026Q2", "0102", received=date(2026, 7, 1), 基本信息=[member("李禾", None)], 管理信息=[away("李禾")])
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **rows)
    _, found, summary = look(desk)
    assert found["0102"].state == "silent"
    assert (summary.done, summary.asked) == (2, 2)  # both of 0101; nothing of 0102, which did not report


def test_sent_back_until_a_newer_one_comes(desk: Desk) -> None:
    first = desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE).submission
    assert first is not None
    states.return_ledger(desk.store, role(desk, "staff"), first, "缺联系记录", date(2026, 11, 25))
    view, found, summary = look(desk)
    each = found["0101"]
    assert (each.state, each.return_reason, each.due_on) == ("returned", "缺联系记录", date(2026, 11, 25))
    assert each.owes and summary.returned == 1 and summary.reported == 1
    assert "退回（缺联系记录），请改正后于11月25日前" in reports.reminder(view, each)
    desk.hand_in("2026Q3", "0101", received=TODAY, **ONE | {"联系记录": [contact("王晓", "2026-08-01")]})
    _, found, summary = look(desk)
    assert (found["0101"].state, found["0101"].versions, summary.returned) == ("on_time", 2, 0)
    with pytest.raises(LedgerProblem, match="新的版本"):
        states.return_ledger(desk.store, role(desk, "staff"), first, "再看", date(2026, 11, 25))


def test_an_extension_shows_and_moves_the_state(desk: Desk) -> None:
    assert look(desk)[1]["0101"].state == "silent"
    states.extend(desk.store, role(desk, "staff"), desk.org("0101"), Q3, date(2026, 11, 30), "书记住院")
    _, found, summary = look(desk)
    assert (found["0101"].state, found["0101"].due_on) == ("extended", date(2026, 11, 30))
    assert (summary.open, summary.silent) == (1, 2)


def test_the_past_is_what_was_known_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 10))
    made = desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE).submission  # recorded on the 23rd
    assert made is not None
    states.return_ledger(desk.store, VIEWER, made, "缺联系记录", date(2026, 11, 25))
    _, found, _ = look(desk, as_of="2026-11-21")
    assert (found["0101"].state, found["0101"].versions, found["0101"].custodian) == ("silent", 0, None)
    assert look(desk)[1]["0101"].state == "returned"


def test_the_custodian_as_far_as_one_may_see(desk: Desk) -> None:
    desk.hand_in("2026Q2", "0101", received=date(2026, 7, 1), 封面=[{"台账负责人": "钱旧"}], **ONE)
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), 封面=[{"台账负责人": "钱小顺"}], **ONE)
    shown = {}
    for name in ("staff", "leader", "administrator"):
        held = look(desk, role(desk, name))[1]["0101"].custodian
        shown[name] = (held.name, held.phone) if held else None
    assert shown == {
        "staff": ("钱小顺", "199****0001"),
        "leader": ("钱*顺", "199****0001"),
        "administrator": None,
    }


def test_a_reminder_names_nobody(desk: Desk) -> None:
    desk.hand_in("2026Q2", "0101", received=date(2026, 7, 1), **ONE)
    view, found, _ = look(desk)
    text = reports.reminder(view, found["0101"])
    assert text.startswith("松岗第一党支部：") and "钱顺" not in text and "199" not in text
    open_view, open_found, _ = look(desk, quarter="2026Q4")
    assert "请于1月10日前报送" in reports.reminder(open_view, open_found["0101"])


def test_only_staff_with_a_reason_act(desk: Desk) -> None:
    made = desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE).submission
    assert made is not None
    day, store, org, above = date(2026, 12, 1), desk.store, desk.org("0101"), desk.org("01")
    for who in (role(desk, "leader"), role(desk, "branch", "0101"), role(desk, "staff", "0102")):
        for act in (
            lambda who=who: states.return_ledger(store, who, made, "理由", day),
            lambda who=who: states.lock(store, who, above, Q3, "理由"),
            lambda who=who: states.unlock(store, who, above, Q3, "理由"),
            lambda who=who: states.except_branch(store, who, org, Q3, day, "理由"),
            lambda who=who: states.extend(store, who, org, Q3, day, "理由"),
            lambda who=who: set_deadline(store, who, org, Q3, day, "理由"),
            lambda who=who: import_files(store, who, above, []),
        ):
            with pytest.raises(NoAccess):
                act()
    staff = role(desk, "staff")
    for act in (
        lambda: states.return_ledger(store, staff, made, " ", day),
        lambda: states.lock(store, staff, above, Q3, ""),
        lambda: states.unlock(store, staff, above, Q3, " "),
        lambda: states.except_branch(store, staff, org, Q3, day, ""),
        lambda: states.extend(store, staff, org, Q3, day, ""),
    ):
        with pytest.raises((LedgerProblem, BadValue)):
            act()
    assert [desk.table(name) for name in ("submission_event", "lock_event", "deadline_event")] == [[], [], []]


def test_a_lock_is_seen_from_below_and_undone_where_it_was_set(desk: Desk) -> None:
    staff = role(desk, "staff")
    view = look(desk, staff)[0]
    assert reports.lock_state(desk.store, staff, view) == reports.Lock(False, "", "", False)
    states.lock(desk.store, staff, desk.org("01"), Q3, "已汇总")
    shut = reports.lock_state(desk.store, staff, view)
    assert shut == reports.Lock(True, "松岗街道党工委", "已汇总", True)
    below = replace(view, org=desk.org("0101"))
    assert not reports.lock_state(desk.store, staff, below).here
    states.except_branch(desk.store, staff, desk.org("0101"), Q3, TODAY, "补报")
    assert not is_locked(desk.store, tree(desk.store), desk.org("0101"), Q3)
    assert reports.lock_state(desk.store, staff, view) == shut  # an exception is one branch's
    states.unlock(desk.store, staff, desk.org("01"), Q3, "补报")
    assert not reports.lock_state(desk.store, staff, view).locked


def test_an_extension_is_more_than_a_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLES, "staff", ROLES["staff"] - {"lock"})
    made = desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE).submission
    assert made is not None
    staff, day, store = role(desk, "staff"), date(2026, 12, 1), desk.store
    set_deadline(store, staff, desk.org("01"), Q3, day, "假期顺延")
    with pytest.raises(NoAccess):
        set_deadline(store, staff, desk.org("0101"), Q3, day, "书记住院")
    with pytest.raises(NoAccess):
        states.return_ledger(store, staff, made, "缺日期", day, reopen=True)
    assert desk.table("submission_event") == [] and len(desk.table("deadline_event")) == 1
    states.return_ledger(store, staff, made, "缺日期", day)


def test_a_return_or_an_extension_opens_a_locked_quarter_for_its_branch(desk: Desk) -> None:
    made = desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE).submission
    assert made is not None
    staff, day, store = role(desk, "staff"), date(2026, 12, 1), desk.store
    orgs = [desk.org(code) for code in ("0101", "0102")]

    def shut() -> list[bool]:
        return [is_locked(store, tree(store), org, Q3) for org in orgs]

    states.lock(store, staff, desk.org("01"), Q3, "已汇总")
    states.return_ledger(store, staff, made, "缺日期", day)
    states.extend(store, staff, orgs[1], Q3, day, "书记住院")
    assert shut() == [True, True]
    states.return_ledger(store, staff, made, "缺日期", day, reopen=True)
    assert shut() == [False, True]
    with pytest.raises(LedgerProblem, match="今天"):
        states.extend(store, staff, orgs[1], Q3, date(2026, 10, 20), "书记住院", reopen=True)
    assert len(desk.table("deadline_event")) == 1
    states.extend(store, staff, orgs[1], Q3, day, "书记住院", reopen=True)
    assert shut() == [False, False]


def late_evidence(desk: Desk) -> None:
    """0101 reports two people in time and their contacts only with a second version, after the deadline."""
    desk.hand_in("2026Q3", "0101", received=date(2026, 10, 9), **ONE)
    desk.hand_in("2026Q3", "0101", received=TODAY, **ONE | {"联系记录": [contact("王晓", "2026-08-01")]})


def test_late_evidence_waits_and_is_ruled_on(desk: Desk) -> None:
    late_evidence(desk)
    staff = role(desk, "staff")
    view, _, summary = look(desk, staff)
    found = worklist.waiting(desk.store, staff, view)
    contacts = [each for each in found if each.matter.indicator == "contact_quarterly"]
    (one,) = [each for each in contacts if each.periods == ("2026Q3",)]
    assert (one.matter.kind, one.code, one.who, one.last) == ("late", "0101", "王晓", None)
    assert [item for group in worklist.groups(found) for item in group.items] == found
    rule_all(desk.store, staff, [one.matter], False, "对不上")
    again = worklist.waiting(desk.store, staff, view)
    assert [each.last for each in again if each.matter == one.matter] == [False]
    rule_all(desk.store, staff, [one.matter], True, "已电话核实")
    assert one.matter not in [each.matter for each in worklist.waiting(desk.store, staff, view)]
    assert look(desk, staff)[2].done == summary.done + 1  # the journal followed
    for who in (role(desk, "leader"), role(desk, "branch", "0101"), role(desk, "staff", "0102")):
        asked = view if "leader" in who.name else replace(view, org=who.grants[0].org)
        assert worklist.waiting(desk.store, who, asked) == []
        with pytest.raises(NoAccess):
            rule_all(desk.store, who, [one.matter], True, "理由")


def test_several_at_once_or_none(desk: Desk) -> None:
    staff = role(desk, "staff", "0101")
    good = Matter(desk.org("0101"), "late", "contact_quarterly", "2026Q3", "1")
    with pytest.raises(NoAccess):
        rule_all(desk.store, staff, [good, replace(good, org=desk.org("0102"))], True, "理由")
    with pytest.raises(BadValue, match="选择"):
        rule_all(desk.store, staff, [], True, "理由")
    assert desk.table("ruling") == []
    rule_all(desk.store, staff, [good, replace(good, subject="2")], True, "理由")
    assert [row["subject"] for row in desk.table("ruling")] == ["1", "2"]


def test_a_mistaken_entry_waits_until_accepted(desk: Desk) -> None:
    for quarter, day in (("2026Q1", date(2026, 4, 9)), ("2026Q2", date(2026, 7, 9))):
        desk.hand_in(quarter, "0101", received=day, **ONE)
    desk.hand_in(
        "2026Q3",
        "0101",
        received=date(2026, 10, 9),
        基本信息=ONE["基本信息"],
        管理信息=[away("王晓", 返回情形="误登记")],
    )
    staff = role(desk, "staff")
    view = look(desk, staff)[0]
    (one,) = [each for each in worklist.waiting(desk.store, staff, view) if each.matter.kind == "misregistered"]
    assert one.matter.spell is not None
    assert (one.who, one.code) == ("王晓", "0101")
    assert {"2026Q1", "2026Q2"} <= set(one.periods)
    assert one.place is not None
    shown = evidence(desk.store, staff, *one.place)
    assert shown is not None and "误登记" in {spot.text for spot in shown.marked}
    rule_all(desk.store, staff, [one.matter], False, "对不上")
    (refused,) = [each for each in worklist.waiting(desk.store, staff, view) if each.matter == one.matter]
    assert (refused.last, worklist.undecided([refused])) == (False, {})
    rule_all(desk.store, staff, [one.matter], True, "确属误登记")
    assert worklist.waiting(desk.store, staff, view) == []


def test_files_are_handed_in_each_by_itself(desk: Desk) -> None:
    staff = role(desk, "staff")
    good, other = desk.file("2026Q3", "0101", **ONE), desk.file("2026Q3", "0102", **OTHER)
    bad = desk.file("2026Q3", "0103", 基本信息=ONE["基本信息"], 管理信息=[away("王晓", "")])
    steps: list[tuple[int, int]] = []
    files = [("一.xlsx", good), ("坏.xlsx", b"nothing"), ("三.xlsx", bad), ("二.xlsx", other), ("又.xlsx", good)]
    found = import_files(
        desk.store, staff, desk.org("01"), files, received_on=date(2026, 10, 9), received_reason="纸质报送",
        progress=lambda done, of, _: steps.append((done, of)), failed=lambda error: "没有处理成功",
    )  # fmt: skip
    assert [each.accepted for each in found] == [True, False, False, True, True]
    assert [each.again for each in found] == [False, False, False, False, True]
    assert steps == [(n, 5) for n in range(6)]
    assert all(each.said and each.errors for each in found if not each.accepted)
    kept = desk.table("submission")
    assert [row["org"] for row in kept] == [desk.org("0101"), desk.org("0102")]
    assert {(row["received_on"], row["received_reason"]) for row in kept} == {(date(2026, 10, 9), "纸质报送")}
    # a day of receipt without a reason, and branches of elsewhere, are refused file by file
    (dated,) = import_files(desk.store, staff, desk.org("01"), [("a.xlsx", other)], received_on=date(2026, 10, 9))
    assert not dated.accepted and "理由" in dated.said
    (elsewhere,) = import_files(desk.store, role(desk, "staff", "0102"), desk.org("0102"), [("a.xlsx", good)])
    assert not elsewhere.accepted
    # the same again as one zip: nothing twice; of the bad ones a marked copy each, which put right is accepted
    zipped = put_together([("上报/一.xlsx", good), ("上报/三.xlsx", bad)])
    again = import_files(desk.store, staff, desk.org("01"), [("邮件.zip", zipped)], received_on=date(2026, 10, 9),
                         received_reason="纸质报送")  # fmt: skip
    assert [(each.file, each.again) for each in again] == [
        ("邮件.zip/上报_一.xlsx", True),
        ("邮件.zip/上报_三.xlsx", False),
    ]
    (name,), (content,) = _unzipped(marked_copies(again))
    assert name == "松岗第三党支部_上报_三（已核对）.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["管理信息"]["G3"].comment is not None
    book["管理信息"]["G3"].value = "2026-07-01"
    buffer = io.BytesIO()
    book.save(buffer)
    (mended,) = import_files(desk.store, staff, desk.org("01"), [(name, buffer.getvalue())])
    assert mended.accepted


def _unzipped(content: bytes) -> tuple[list[str], list[bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist(), [archive.read(name) for name in archive.namelist()]


def test_an_error_nobody_foresaw_stops_one_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from data_layer.ledger import many

    whole = many.submit

    def fails(store: Any, viewer: Any, name: str, *rest: Any, **named: Any) -> Any:
        if name == "坏.xlsx":
            raise RuntimeError("王晓")
        return whole(store, viewer, name, *rest, **named)

    monkeypatch.setattr(many, "submit", fails)
    files = [("坏.xlsx", b""), ("二.xlsx", desk.file("2026Q3", "0102", **OTHER))]
    found = import_files(desk.store, VIEWER, desk.org("01"), files, failed=lambda error: type(error).__name__)
    assert [(each.accepted, each.said) for each in found][0] == (False, "RuntimeError")
    assert found[1].accepted
    with pytest.raises(RuntimeError):
        import_files(desk.store, VIEWER, desk.org("01"), files)

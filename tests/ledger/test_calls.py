"""呼叫清单: typed while ringing, kept by appending, handed in as a workbook like any other."""

import io
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_layer import clock, quarters
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.indicators import obligations
from data_layer.ledger import service, states
from data_layer.ledger.calls import CallLine, call_list, drop_contact, keep_contact, phones, workbook
from data_layer.ledger.checked import Checked, LedgerProblem
from data_layer.ledger.columns import COVER, ENTRY
from data_layer.ledger.prefill import template
from data_layer.ledger.reading import read_ledger
from data_layer.ledger.standing import FILED
from data_layer.ledger.typed import (
    CONTACT,
    clean,
    contact_columns,
    cover_columns,
    keep_cover,
    keep_line,
    line_columns,
    typed_cells,
)
from tests.ledger.desk import LI, VIEWER, WANG, ZHAO, Desk, away, contact, member

pytestmark = pytest.mark.usefixtures("autumn")
QUARTER = quarters.parse_quarter("2026Q4")
TODAY = "2026-11-23"
TALK = {"联系日期": TODAY, "联系方式": "电话", "联系内容": "问过近况，工作稳定", "是否联系上": "是"}
VAIN = TALK | {"联系内容": "没接", "是否联系上": "否"}
SIGNED = {"核对日期": TODAY, "会同联系人": "全体联系人", "流动党员数": "3", "本季度变化": "无变化"}


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Three members away by the ledger of the third quarter; it is 2026-11-23."""
    found = Desk()
    found.hand_in(
        "2026Q3",
        基本信息=[member("王晓", WANG), member("李禾", LI, 本人电话="19900000012"), member("赵安", ZHAO)],
        管理信息=[away("王晓"), away("李禾"), away("赵安")],
        联系记录=[contact("王晓", "2026-08-03", 联系内容="说起孩子上学")],
    )
    yield found
    found.store.close()


def role(desk: Desk, name: str, code: str = "0101", account: int = 7) -> Viewer:
    return Viewer(account, name, (Grant(name, desk.org(code)),))


def line_of(desk: Desk, name: str, viewer: Viewer | None = None) -> CallLine:
    found = call_list(desk.store, viewer or role(desk, "branch"), desk.org("0101"), QUARTER)
    return next(line for line in found.lines if line.name == name)


def call(desk: Desk, name: str, cells: dict[str, str], viewer: Viewer | None = None, **more: Any) -> None:
    own = viewer or role(desk, "branch")
    keep_contact(desk.store, own, desk.org("0101"), QUARTER, line_of(desk, name).line, cells, **more)


def hand_in(desk: Desk, cover: dict[str, str] | None = None) -> Checked:
    """From the list through the door that every file takes."""
    own, org = role(desk, "branch"), desk.org("0101")
    keep_cover(desk.store, own, org, QUARTER, {}, SIGNED if cover is None else cover)
    name, content = workbook(desk.store, own, org, QUARTER)
    return service.submit(desk.store, own, name, content, org=org, quarter=QUARTER)


def sheet_rows(content: bytes, kind: str) -> list[Any]:
    return read_ledger("a.xlsx", content, received_on=clock.today(), quarter=QUARTER).tables.get(kind, [])


def test_the_list_says_who_is_still_to_be_called(desk: Desk) -> None:
    found = call_list(desk.store, role(desk, "branch"), desk.org("0101"), QUARTER)
    assert [(line.name, line.last_day, line.last_topic, line.owed, line.state) for line in found.open] == [
        ("李禾", "", "", "季度联系", "to_call"),
        ("赵安", "", "", "季度联系", "to_call"),
        ("王晓", "2026-08-03", "说起孩子上学", "季度联系", "to_call"),
    ]
    call(desk, "李禾", TALK)
    call(desk, "赵安", VAIN)
    found = call_list(desk.store, role(desk, "branch"), desk.org("0101"), QUARTER)
    assert [(line.name, line.state) for line in found.open] == [("王晓", "to_call"), ("赵安", "tried")]
    assert [(line.name, line.state) for line in found.rest] == [("李禾", "reached")]


def test_the_numbers_are_given_in_full_and_noted_once_an_opening(desk: Desk) -> None:
    own = role(desk, "branch")
    given_out = phones(desk.store, own, desk.org("0101"), QUARTER)
    assert given_out[line_of(desk, "李禾").line] == "19900000012"
    noted = desk.table("audit_event", action="call_list")
    assert [(row["account"], row["org"], row["object"]) for row in noted] == [(7, desk.org("0101"), "2026Q4")]
    keep_line(
        desk.store, own, desk.org("0101"), QUARTER, line_of(desk, "李禾").line, {},
        {"变化": "电话", "变化内容": "19911112222"},
    )  # fmt: skip
    assert phones(desk.store, own, desk.org("0101"), QUARTER)[line_of(desk, "李禾").line] == "19911112222"


@pytest.mark.parametrize(
    ("name", "code"), [("branch", "0102"), ("staff", "01"), ("leader", "01"), ("administrator", "01")]
)
def test_nobody_else_sees_or_types(desk: Desk, name: str, code: str) -> None:
    call(desk, "李禾", TALK)
    keep_cover(desk.store, role(desk, "branch"), desk.org("0101"), QUARTER, {}, SIGNED)
    other, org, store = role(desk, name, code), desk.org("0101"), desk.store
    line = line_of(desk, "李禾").line
    for refused in (
        lambda: call_list(store, other, org, QUARTER),
        lambda: phones(store, other, org, QUARTER),
        lambda: workbook(store, other, org, QUARTER),
        lambda: keep_contact(store, other, org, QUARTER, line, TALK),
        lambda: drop_contact(store, other, org, QUARTER, line, 0),
        lambda: keep_line(store, other, org, QUARTER, line, {}, {"学习资料寄发日期": TODAY}),
        lambda: keep_cover(store, other, org, QUARTER, {}, {"党员总数": "1"}),
    ):
        with pytest.raises(NoAccess):
            refused()
    assert typed_cells(store, other, org, QUARTER) == []
    if other.may("template") and name == "staff":  # staff may download the template, without what is not handed in
        (row,) = [r for r in sheet_rows(template(store, other, org, QUARTER), ENTRY) if r.text("姓名") == "李禾"]
        assert not row.text("联系日期")
    assert not desk.table("audit_event", action="call_list")


def test_what_is_typed_stands_in_its_own_table_only(desk: Desk) -> None:
    call(desk, "李禾", TALK)
    for name in ("audit_event", "contact_row", "submission", "journal"):
        assert TALK["联系内容"] not in str(desk.table(name))


def test_nothing_is_changed_only_appended(desk: Desk) -> None:
    call(desk, "李禾", TALK)
    call(desk, "李禾", TALK | {"联系内容": "问过近况，换了工作"}, record=0, shown=TALK)
    rows = desk.table("entry_draft", column_name="联系内容")
    assert [row["value"] for row in rows] == [TALK["联系内容"], "问过近况，换了工作"]
    assert len(desk.table("entry_draft")) == len(CONTACT) + 1  # of the second save only what differed
    drop_contact(desk.store, role(desk, "branch"), desk.org("0101"), QUARTER, line_of(desk, "李禾").line, 0)
    assert line_of(desk, "李禾").state == "to_call"
    assert len(desk.table("entry_draft", column_name="联系内容")) == 3


def test_two_at_work_lose_nothing(desk: Desk) -> None:
    """Everybody rings everybody at once: each contact is there afterwards, one of each member on his line."""
    lines = {name: line_of(desk, name).line for name in ("王晓", "李禾", "赵安")}
    org, failed = desk.org("0101"), []

    def work(number: int) -> None:
        own = role(desk, "branch", account=number)
        try:
            for line in lines.values():
                keep_contact(desk.store, own, org, QUARTER, line, TALK | {"联系内容": f"第 {number} 人问过近况"})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed
    for name in lines:
        found = line_of(desk, name)
        assert {each.cells["联系内容"] for each in found.contacts} == {f"第 {n} 人问过近况" for n in range(4)}
        assert [each.record == 0 for each in found.contacts] == [True, False, False, False]


def test_a_form_opened_before_somebody_elses_save_takes_nothing_back(desk: Desk) -> None:
    own, org = role(desk, "branch"), desk.org("0101")
    line = line_of(desk, "王晓").line
    shown = {"学习资料寄发日期": "", "变化": "", "变化日期": "", "变化内容": ""}
    keep_line(desk.store, own, org, QUARTER, line, shown, shown | {"学习资料寄发日期": TODAY})
    keep_line(desk.store, own, org, QUARTER, line, shown, shown | {"变化": "外出单位", "变化内容": "云州电子"})
    entry = line_of(desk, "王晓").entry
    assert (entry["学习资料寄发日期"], entry["变化"], entry["变化内容"]) == (TODAY, "外出单位", "云州电子")


def test_the_very_same_contact_twice_is_one(desk: Desk) -> None:
    call(desk, "李禾", TALK)
    call(desk, "李禾", TALK)
    assert len(line_of(desk, "李禾").contacts) == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (TALK | {"联系内容": "好"}, "至少写 4 个字"),
        (TALK | {"联系内容": "  "}, "请写联系内容"),
        (VAIN | {"联系内容": ""}, "没有联系上的写明情况"),
        (TALK | {"联系日期": ""}, "请填写：联系日期"),
        (TALK | {"联系日期": "2026-09-30"}, "2026年第4季度以内"),
        (TALK | {"联系日期": "2026-11-24"}, "联系日期"),
        (TALK | {"联系方式": "托梦"}, "联系方式"),
    ],
)
def test_what_tells_nothing_is_refused(desk: Desk, cells: dict[str, str], said: str) -> None:
    with pytest.raises(LedgerProblem, match=said):
        call(desk, "李禾", cells)
    assert not desk.table("entry_draft")


def test_handed_in_from_the_list_the_duty_is_met_and_points_to_its_cell(desk: Desk) -> None:
    call(desk, "李禾", TALK)
    call(desk, "李禾", TALK | {"联系内容": "又通了话，说起换工作"})
    call(desk, "赵安", VAIN)
    found = hand_in(desk)
    assert found.accepted, found.errors
    assert {each.code for each in found.warnings} <= {"nothing_changed"}
    own, org = role(desk, "branch"), desk.org("0101")
    duties = obligations(desk.store, own, org=org, indicator="contact_quarterly", period="2026Q4")
    met = {d.person: d for d in duties if d.state == "met"}
    persons = {row["name"]: row["person"] for row in desk.table("person_identity")}
    assert set(met) == {persons["李禾"]}
    proof = met[persons["李禾"]]
    assert (proof.met_on, proof.sheet, proof.submission) == (date(2026, 11, 23), ENTRY, found.submission)
    (kept,) = desk.table("kept_file", sha256=desk.table("submission", submission=found.submission)[0]["file_sha256"])
    book = openpyxl.load_workbook(io.BytesIO(kept["content"]))
    assert TALK["联系内容"] in [cell.value for cell in book[ENTRY][proof.row]]
    contents = [row["cells"] for row in desk.table("row_text", submission=found.submission, kind="联系记录")]
    assert len(contents) == 1 and "又通了话，说起换工作" in contents[0]
    # afterwards the list says who is left, and handing in once more loses nothing
    left = call_list(desk.store, own, org, QUARTER)
    assert [(line.name, line.state) for line in left.open] == [("王晓", "to_call"), ("赵安", "tried")]
    assert [[each.record for each in line.contacts] for line in left.rest] == [[0, FILED]]
    call(desk, "王晓", TALK)
    again = hand_in(desk)
    assert again.accepted
    reached = [r for r in desk.table("contact_row", submission=again.submission) if r["reached"]]
    assert len(reached) == 3


def test_a_later_version_keeps_what_the_first_had(desk: Desk) -> None:
    """Members who came back, other sheets and 封面 of the quarter's ledger are in the next template again."""
    own, org = role(desk, "branch"), desk.org("0101")
    line = line_of(desk, "赵安").line
    keep_line(desk.store, own, org, QUARTER, line, {}, {"变化": "不再外出", "变化日期": "2026-11-20"})
    assert line_of(desk, "赵安").ended == "不再外出"
    first = hand_in(desk, SIGNED | {"流动党员数": "2", "本季度变化": "有变化"})
    assert first.accepted and first.difference.counts()["returned"] == 1
    call(desk, "王晓", TALK)
    again = hand_in(desk, {})
    assert again.accepted and not again.questions
    assert [each.code for each in again.problems] == []
    ended = [r for r in desk.table("spell_row", submission=again.submission) if r["end_on"]]
    assert [(r["end_on"], r["end_kind"]) for r in ended] == [(date(2026, 11, 20), "不再外出")]
    assert desk.table("submission", submission=again.submission)[0]["reviewed_on"] == date(2026, 11, 23)


def test_a_file_from_elsewhere_takes_nothing_away_that_was_typed(desk: Desk) -> None:
    own, org = role(desk, "branch"), desk.org("0101")
    before = template(desk.store, own, org, QUARTER)  # downloaded before anything was typed
    call(desk, "李禾", TALK)
    call(desk, "王晓", TALK)
    book = openpyxl.load_workbook(io.BytesIO(before))
    sheet = book[ENTRY]
    at = {str(cell.value).lstrip("★"): cell.column for cell in sheet[3]}
    row = next(row for row in range(4, 8) if sheet.cell(row, at["姓名"]).value == "王晓")
    for name, text in (TALK | {"联系日期": "2026-11-02", "联系内容": "另一次通话"}).items():
        sheet.cell(row, at[name]).value = text
    for label, value, *_ in book[COVER].iter_rows():
        if (name := str(label.value).lstrip("★")) in SIGNED | {"填报时间": TODAY}:
            value.value = (SIGNED | {"填报时间": TODAY})[name]
    written = io.BytesIO()
    book.save(written)
    assert service.submit(desk.store, own, "台账.xlsx", written.getvalue(), org=org, quarter=QUARTER).accepted
    assert [each.cells["联系日期"] for each in line_of(desk, "王晓").contacts] == ["2026-11-02", TODAY]
    assert [each.cells["联系日期"] for each in line_of(desk, "李禾").contacts] == [TODAY]
    # what the file says of a cell wins over what was typed before it, until it is typed anew
    assert line_of(desk, "王晓").entry["联系内容"] == "另一次通话"
    shown = line_of(desk, "王晓").contacts[0].cells
    call(desk, "王晓", TALK | {"联系日期": "2026-11-02", "联系内容": "改正的内容"}, record=0, shown=shown)
    assert line_of(desk, "王晓").entry["联系内容"] == "改正的内容"


def test_a_withdrawn_ledger_leaves_what_was_typed(desk: Desk) -> None:
    call(desk, "李禾", TALK)
    found = hand_in(desk)
    states.withdraw(desk.store, role(desk, "branch"), found.submission or 0, "重填")
    assert line_of(desk, "李禾").state == "reached"


def test_members_of_one_name_are_told_apart(desk: Desk) -> None:
    desk.hand_in(
        "2026Q3",
        基本信息=[member("王晓", WANG), member("王晓", LI)],
        管理信息=[away("王晓", 公民身份号码=WANG), away("王晓", "2026-02-02", 公民身份号码=LI)],
    )
    own, org = role(desk, "branch"), desk.org("0101")
    lines = call_list(desk.store, own, org, QUARTER).lines
    for number, line in enumerate(lines):
        for times in range(2):
            keep_contact(desk.store, own, org, QUARTER, line.line, TALK | {"联系内容": f"同名第{number}人{times}次"})
    assert hand_in(desk).accepted
    rows = [r for r in desk.table("contact_row") if r["day"] == date(2026, 11, 23)]
    assert sorted(row["tie"] for row in rows) == ["one"] * 4
    assert len({row["person"] for row in rows}) == 2


def test_a_locked_quarter_takes_nothing(desk: Desk) -> None:
    org, line = desk.org("0101"), line_of(desk, "李禾").line
    states.lock(desk.store, VIEWER, desk.org("01"), QUARTER, "本季已结")
    own = role(desk, "branch")
    assert call_list(desk.store, own, org, QUARTER).locked
    for refused in (
        lambda: keep_contact(desk.store, own, org, QUARTER, line, TALK),
        lambda: keep_line(desk.store, own, org, QUARTER, line, {}, {"学习资料寄发日期": TODAY}),
        lambda: keep_cover(desk.store, own, org, QUARTER, {}, SIGNED),
        lambda: drop_contact(desk.store, own, org, QUARTER, line, 0),
    ):
        with pytest.raises(LedgerProblem, match="已锁定"):
            refused()
    assert not desk.table("entry_draft")


@pytest.mark.parametrize(
    ("quarter", "column", "day"),
    [
        ("2026Q1", "春节慰问日期", "2026-02-17"),
        ("2026Q2", "七一慰问日期", "2026-06-28"),
        ("2026Q3", "七一慰问日期", "2026-07-01"),
    ],
)
def test_a_festival_is_asked_in_its_season_and_becomes_a_cell(desk: Desk, quarter: str, column: str, day: str) -> None:
    own, org, season = role(desk, "branch"), desk.org("0101"), quarters.parse_quarter(quarter)
    assert [each.name for each in line_columns(season) if "慰问" in each.name] == [column]
    line = line_of(desk, "王晓")
    keep_line(desk.store, own, org, season, line.line, {}, {column: day})
    _, content = workbook(desk.store, own, org, season)
    reading = read_ledger("a.xlsx", content, received_on=clock.today(), quarter=season)
    (row,) = [row for row in reading.tables[ENTRY] if row.text("姓名") == "王晓"]
    assert row.text(column) == day
    assert f"{column[:2]}慰问" not in next(
        each.owed for each in call_list(desk.store, own, org, season).lines if each.line == line.line
    )


def test_a_branch_without_members_reports_none(desk: Desk) -> None:
    own, org = role(desk, "branch", "0102"), desk.org("0102")
    assert call_list(desk.store, own, org, QUARTER).lines == []
    signed = SIGNED | {"流动党员数": "0", "党员总数": "20", "台账负责人": "孙和", "负责人职务": "支部书记"}
    keep_cover(desk.store, own, org, QUARTER, {}, signed | {"联系电话": "19900000009"})
    assert call_list(desk.store, own, org, QUARTER).missing == []
    name, content = workbook(desk.store, own, org, QUARTER)
    found = service.submit(desk.store, own, name, content, org=org, quarter=QUARTER)
    assert found.accepted and not found.errors


# --- written and read again ---------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(codec="utf-8"), max_size=19)
_DAYS = st.dates(quarters.first_day(QUARTER), date(2026, 11, 23)).map(date.isoformat)


def values_for(columns: list[Any], never_blank: frozenset[str] = frozenset()) -> st.SearchStrategy[dict[str, str]]:
    """A text of its kind for every column, or none."""
    of_type = {"date": _DAYS, "integer": st.integers(0, 999).map(str), "phone": st.just("19900000077")}
    found = {}
    for column in columns:
        some = st.sampled_from(column.choices) if column.choices else of_type.get(column.type, _TEXT)
        found[column.name] = some if column.name in never_blank else st.just("") | some
    return st.fixed_dictionaries(found)


_CONTACTS = values_for(contact_columns(), frozenset(TALK)).map(
    lambda cells: cells | {"联系内容": cells["联系内容"] + "通话"}
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Desk]:
    found = Desk()
    found.hand_in("2026Q3", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")], received=date(2026, 10, 8))
    yield found
    found.store.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(
    beside=values_for(line_columns(QUARTER)), cover=values_for(cover_columns(QUARTER)),
    told=_CONTACTS, further=st.lists(_CONTACTS, max_size=2),
)  # fmt: skip
def test_what_was_typed_is_what_the_workbook_says(
    shared: Desk, beside: dict[str, str], cover: dict[str, str], told: dict[str, str], further: list[dict[str, str]]
) -> None:
    own, org = role(shared, "branch"), shared.org("0101")
    lines = call_list(shared.store, own, org, QUARTER).lines
    line = lines[0]
    for each in line.contacts:
        drop_contact(shared.store, own, org, QUARTER, line.line, each.record)
    contacts = []
    try:
        keep_line(shared.store, own, org, QUARTER, line.line, line.entry, beside)
        keep_cover(shared.store, own, org, QUARTER, call_list(shared.store, own, org, QUARTER).cover, cover)
    except LedgerProblem:
        return  # what a ledger could not hold is not kept
    for cells in (told, *further):
        try:
            keep_contact(shared.store, own, org, QUARTER, line.line, cells)
        except LedgerProblem:
            continue
        if {k: clean(v) for k, v in cells.items()} not in contacts:
            contacts.append({k: clean(v) for k, v in cells.items()})
    _, content = workbook(shared.store, own, org, QUARTER)
    reading = read_ledger("a.xlsx", content, received_on=clock.today(), quarter=QUARTER)
    (row,) = reading.tables[ENTRY]
    for name, text in beside.items():
        assert row.text(name) == clean(text), name
    assert reading.cover is not None
    for name, text in cover.items():
        assert reading.cover.text(name) == clean(text), name
    seen = [{name: row.text(name) for name in told}] if contacts else []
    seen += [{name: each.text(name) for name in told} for each in reading.tables.get("联系记录", [])]
    # where nobody is named, the contact person on file rang
    expected = [{**cells, "联系人": cells["联系人"] or "钱顺"} for cells in contacts]
    unique = {(c["联系日期"], c["联系内容"]): c for c in reversed(expected)}
    assert {(c["联系日期"], c["联系内容"]) for c in seen} == set(unique)
    if len(unique) == len(expected):
        assert seen == expected

"""依法删除: he is nowhere any more, not in the bytes of the file either; every count is as before; verify knows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data_layer import clock
from data_layer.access import NoAccess, local_administrator
from data_layer.access.masking import ERASED
from data_layer.indicators import obligations
from data_layer.ledger import service
from data_layer.ledger.evidence import evidence
from data_layer.ledger.prefill import gather
from data_layer.oversight import findings as acts
from data_layer.oversight import keeping
from data_layer.oversight.privacy import erasing, people
from data_layer.oversight.privacy.redaction import Marks, own_row
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store, keys, opening
from data_layer.store.engine import sql_text
from tests.ledger.desk import LI, Desk, away, contact, member
from tests.ledger.workbooks import id_number
from tests.questions.ground import viewer

NAME, NUMBER, PHONE, HOME = "轩辕标记", id_number(77, "19790909"), "19912345678", "标记巷七号"
MARKS = [NAME, NUMBER, PHONE, HOME, "标记的病因"]
ME = local_administrator("tests")


@pytest.fixture(scope="module", params=["plain", "sealed"])
def desk(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[tuple[Desk, Path]]:
    """Two quarters of a branch: one member came back in the first, another stays away."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "sealed":
            key = tmp_path_factory.mktemp("keys") / "key"
            keys.generate(key)
            patch.setenv("LEDGER_KEY_FILE", str(key))
        ticks = iter(range(10**9))
        day = [date(2026, 4, 20)]
        patch.setattr(clock, "now", lambda: datetime(*day[0].timetuple()[:3]) + timedelta(seconds=next(ticks)))
        patch.setattr(clock, "today", lambda: day[0])
        place = tmp_path_factory.mktemp("erasing") / "ledger.duckdb"
        made = Desk(str(place))
        him = member(NAME, NUMBER, 本人电话=PHONE, 家庭住址=HOME, 是否困难党员="是", 困难原因="标记的病因")
        gone = away(NAME, 返回日期="2026-03-01", 返回情形="不再外出", 外出原因=f"随{NAME}一家")
        first = made.hand_in(
            "2026Q1",
            declared=1,
            基本信息=[him, member("李禾", LI, 本人电话="19900000012")],
            管理信息=[gone, away("李禾")],
            联系记录=[
                contact(NAME, "2026-02-10", 联系内容=f"{NAME}说近来很好"),
                contact("李禾", "2026-02-11", 联系内容=f"说起{NAME}，电话{PHONE}"),
                contact(f"{NAME}、李禾", "2026-02-20"),
            ],
        )
        assert first.accepted, first.problems
        org = made.org("0101")
        person = next(each.person for each in people.people(made.store, ME, org) if each.who == NAME)
        opening = acts.Opening(f"{NAME}没有联系", date(2026, 5, 20), persons=(person,))
        number = acts.open_finding(made.store, ME, org, opening)
        acts.answer(made.store, ME, number, "好", [(f"{NAME}.pdf", b"%PDF-1.7 x %%EOF")])
        day[0] = date(2026, 7, 15)
        assert made.hand_in("2026Q2", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾")]).accepted
        yield made, place
        made.store.close()


def figures(store: Store) -> list[tuple[object, ...]]:
    """Every duty and its state."""
    found = obligations(store, ME, as_of=date(2026, 7, 15))
    return sorted((o.indicator, o.period, o.subject, o.state, str(o.met_on)) for o in found)


def test_asked_by_one_carried_out_by_another_and_nothing_is_left(desk: tuple[Desk, Path]) -> None:
    made, place = desk
    store, org = made.store, made.org("0101")
    branch = replace(viewer("branch", org), account=21)
    administrator, leader = (viewer(role, made.org("01")) for role in ("administrator", "leader"))
    leader = replace(leader, account=22)
    by_name = {each.who: each for each in people.people(store, ME, org)}
    him, other = by_name[NAME].person, by_name["李禾"].person
    assert by_name[NAME].ended == date(2026, 3, 1) and by_name[NAME].until == date(2028, 3, 1)
    with pytest.raises(OversightProblem, match="还在外"):
        erasing.ask(store, branch, org, other, "consent", "本人要求")
    with pytest.raises(OversightProblem, match="2028-03-01 才满"):
        erasing.ask(store, branch, org, him, "expired", "到期")
    with pytest.raises(NoAccess):
        erasing.ask(store, administrator, org, him, "consent", "好奇")
    request = erasing.ask(store, branch, org, him, "consent", f"{NAME}本人来信要求")
    assert erasing.requests(store, administrator)[0].who == people.UNKNOWN
    assert not erasing.requests(store, administrator)[0].reason
    with pytest.raises(NoAccess):
        erasing.carry_out(store, branch, request)
    with pytest.raises(OversightProblem, match="不能自己执行"):
        erasing.carry_out(store, replace(leader, account=21), request)
    before = figures(store)
    shown = evidence(store, ME, 1, "联系记录", 4)
    store._cursor().execute("CHECKPOINT app")
    found = [mark for mark in MARKS if mark.encode() in place.read_bytes()]
    assert bool(found) is not opening.is_encrypted(place), "the search would find him, where nothing is sealed"

    sent = bytes(
        store.composed_rows("SELECT content FROM kept_file WHERE size > 100 ORDER BY recorded_at")[0]["content"]
    )

    report = erasing.carry_out(store, leader, request)

    assert figures(store) == before and len(before) > 10
    assert report["ledgers"] == 1 and report["attachments"] == 1
    assert not keeping.verify(store, ME)
    for row in store.rows("store/tables", {"column": None}):
        table = row["table_name"]
        rows = store.composed_rows(f'SELECT * FROM "{table}"')
        held = f"{[{name: value for name, value in each.items() if name != 'content'} for each in rows]}"
        assert not [mark for mark in MARKS if mark in held], table
    again = service.check(store, ME, "台账.xlsx", sent)
    assert [each.code for each in again.errors] == ["file_erased"]
    after = evidence(store, ME, 1, "联系记录", 4)
    assert after is not None and shown is not None and "已依法删除" in after.note
    assert [number for number, _ in after.lines] == [number for number, _ in shown.lines]
    texts = [spot.text for _, spots in after.lines for spot in spots]
    assert ERASED in texts and f"{ERASED}、李禾" in texts and not [mark for mark in MARKS if mark in f"{after}"]
    assert [each.erased for each in people.people(store, ME, org) if each.person == him] == [True]
    assert [line.name for line in gather(store, ME, org, 2026 * 4 + 2).lines] == ["李禾"]
    store.close()
    for left in place.parent.iterdir():
        content = left.read_bytes()
        assert not [mark for mark in MARKS if mark.encode() in content], left.name
    made.store = Store(str(place))


def test_verify_finds_a_name_or_a_file_that_went_without_a_record(desk: tuple[Desk, Path]) -> None:
    store = desk[0].store
    cursor = store._cursor()
    cursor.execute("UPDATE person_identity SET name = '已依法删除' WHERE name = '李禾'")
    assert ["没有依法删除的记录" in fault.says for fault in keeping.verify(store, ME)] == [True]
    cursor.execute("UPDATE person_identity SET name = '李禾' WHERE name_key = '李禾'")
    cursor.execute("UPDATE submission SET file_sha256 = (SELECT max(file_sha256) FROM submission)")
    assert [fault.kind for fault in keeping.verify(store, ME)] == ["file"]


def test_no_file_goes_that_another_table_still_names(desk: tuple[Desk, Path]) -> None:
    text, unchecked = sql_text("oversight/erasure_unused"), sql_text("oversight/erasure_unchecked")
    named_elsewhere = {
        "kept_file",
        "erasure_file",
        "migration",
        "reminder_event",
        "fund_event",
    }  # no kept files of theirs
    for table in {row["table_name"] for row in desk[0].store.rows("store/tables", {"column": None})} - named_elsewhere:
        columns = [row["column_name"] for row in desk[0].store.composed_rows(f'DESCRIBE "{table}"')]
        if any(column.endswith("sha256") for column in columns):
            assert f"FROM {table}" in text, table
        if table.endswith("_file") and table != "finding_file":
            assert f"FROM {table} " in unchecked, table


def test_a_name_others_bear_stays_in_rows_about_them() -> None:
    marks = Marks(frozenset({"王明"}), frozenset({"19912345678"}), shared=True)
    assert marks.without("王明说的，19912345678") == f"王明说的，{ERASED}"
    assert own_row("联系记录", {"姓名": "王明", "联系人": "钱顺", "联系内容": "近来好", "联系方式": "电话"}, marks) == {
        "姓名": ERASED, "联系人": "钱顺", "联系方式": "电话",
    }  # fmt: skip
    listed = {"姓名": "王明", "民族": "汉", "入党日期": "2001-07-01", "人员类别": "正式党员"}
    assert own_row("基本信息", listed, marks) == {
        "姓名": ERASED, "人员类别": "正式党员",
    }  # fmt: skip

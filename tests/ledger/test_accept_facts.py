"""A ledger handed in becomes exactly the rows it says, each with the place it was read from."""

from datetime import date

import pytest

from data_layer import quarters
from data_layer.ledger.prefill import gather, template
from data_layer.ledger.reading import read_ledger
from data_layer.ledger.template import PrefillLine, build_template
from tests.ledger.desk import LI, VIEWER, WANG, Desk, away, contact, member

pytestmark = pytest.mark.usefixtures("autumn", "uncounted")


def first(desk: Desk) -> None:
    checked = desk.hand_in(
        "2026Q2",
        基本信息=[member("王晓", WANG), member("李禾", LI)],
        管理信息=[away("王晓"), away("李禾", "2026-03-05", 活动证编号="A-7", 发证日期="2026-03-08")],
        联系记录=[contact("王晓、李禾", "2026-05-06"), contact("全体流动党员", "2026-06-01", 联系事由="日常联系")],
    )
    assert checked.accepted, checked.problems
    assert checked.problems == []


def test_a_register_becomes_rows() -> None:
    desk = Desk()
    first(desk)
    (submission,) = desk.table("submission")
    assert (submission["org"], submission["quarter"]) == (desk.org("0101"), quarters.parse_quarter("2026Q2"))
    assert (submission["layout"], submission["floating_declared"], submission["reviewers_all"]) == ("register", 2, True)
    assert submission["change_found"] is None  # no earlier ledger to compare with
    members = desk.table("member_row")
    assert [(row["sheet"], row["row"], row["complete"], row["category"]) for row in members] == [
        ("基本信息", 3, True, "正式党员"),
        ("基本信息", 4, True, "正式党员"),
    ]
    wang, li = desk.table("spell_row")
    assert (wang["start_on"], wang["complete"], wang["certificate_numbered"]) == (date(2026, 1, 10), True, False)
    assert (li["start_on"], li["certificate_numbered"], li["issued_on"]) == (date(2026, 3, 5), True, date(2026, 3, 8))
    assert wang["contact_key"] == li["contact_key"] == desk.store.key("钱顺")
    rows = sorted((row["row"], row["tie"], row["person"]) for row in desk.table("contact_row", tie="one"))
    assert rows == [(3, "one", wang["person"]), (3, "one", li["person"])]
    (everyone,) = desk.table("contact_row", tie="all")
    assert (everyone["row"], everyone["person"], everyone["day"]) == (4, None, date(2026, 6, 1))
    identities = {row["name"]: row for row in desk.table("person_identity")}
    assert identities["王晓"]["id_hash"] == desk.store.keyed_digest(WANG)
    assert len(desk.table("kept_file")) == 1


def test_nothing_that_names_a_person_stands_outside_its_tables() -> None:
    desk = Desk()
    first(desk)
    for name in ("submission", "spell", "spell_row", "member_row", "contact_row", "audit_event", "journal"):
        said = str(desk.table(name))
        assert not any(word in said for word in ("王晓", "李禾", "钱顺", WANG, LI, "19900000011", "海州"))


def line_of(desk: Desk, name: str, entry: dict[str, str]) -> tuple[bytes, PrefillLine]:
    """The template of Q3 with one line filled in."""
    found = gather(desk.store, VIEWER, desk.org("0101"), quarters.parse_quarter("2026Q3"))
    found.cover |= {"填报时间": "2026-09-28", "核对日期": "2026-09-28", "会同联系人": "全体联系人"}
    found.cover |= {"流动党员数": "2", "本季度变化": "有变化"}
    (line,) = [each for each in found.lines if each.name == name]
    line.entry = entry
    return build_template(found), line


def test_a_line_stands_for_the_rows_of_the_last_ledger_with_its_change() -> None:
    desk = Desk()
    first(desk)
    content, line = line_of(
        desk,
        "王晓",
        {
            "联系日期": "2026-08-02", "联系方式": "微信", "联系内容": "问候，换了工作", "是否联系上": "是",
            "学习资料寄发日期": "2026-08-03", "七一慰问日期": "2026-07-01", "变化": "外出地点", "变化内容": "云州市",
        },
    )  # fmt: skip
    row = next(
        r.row
        for r in read_ledger("a", content, received_on=date(2026, 9, 28)).tables["本季登记"]
        if r.text("姓名") == "王晓"
    )
    checked = desk.submit(content, "2026Q3")
    assert checked.accepted and checked.submission == 2
    assert checked.difference.counts() == {"joined": 0, "left": 0, "returned": 0, "changed": 1, "vanished": 0}
    (change,) = checked.difference.of("changed")
    assert (change.column, change.before, change.after, change.before_submission) == ("外出地点", "海州市", "云州市", 1)
    (wang,) = [r for r in desk.table("spell_row", submission=2) if r["row"] == row]
    assert (wang["sheet"], wang["complete"], wang["start_on"]) == ("本季登记", True, date(2026, 1, 10))
    assert wang["spell"] == desk.table("spell", line=line.line)[0]["spell"]
    assert {r["complete"] for r in desk.table("member_row", submission=2)} == {True}
    (reached,) = desk.table("contact_row", submission=2)
    assert (reached["sheet"], reached["row"], reached["day"]) == ("本季登记", row, date(2026, 8, 2))
    assert (reached["method"], reached["occasion"], reached["reached"], reached["tie"]) == (
        "微信",
        "日常联系",
        True,
        "one",
    )
    assert reached["person"] == wang["person"]
    (mailed,) = desk.table("training_row")
    assert (mailed["kind"], mailed["done"], mailed["day"]) == ("邮寄教育", True, date(2026, 8, 3))
    (care,) = desk.table("care_row")
    assert (care["kind"], care["day"], care["person"]) == ("走访慰问", date(2026, 7, 1), wang["person"])
    (text,) = [r for r in desk.table("row_text", submission=2, kind="管理信息") if r["person"] == wang["person"]]
    assert '"外出地点":"云州市"' in text["cells"]
    assert desk.table("submission", submission=2)[0]["change_found"] is True


@pytest.mark.parametrize("change", ["不再外出", "组织关系转出"])
def test_a_line_ends_a_spell(change: str) -> None:
    desk = Desk()
    first(desk)
    content, line = line_of(desk, "李禾", {"变化": change, "变化日期": "2026-08-20"})
    checked = desk.submit(content, "2026Q3")
    assert checked.accepted
    kind = "returned" if change == "不再外出" else "left"
    assert checked.difference.counts()[kind] == 1
    (row,) = [r for r in desk.table("spell_row", submission=2) if r["end_on"]]
    assert (row["end_on"], row["end_kind"]) == (date(2026, 8, 20), change)
    again = gather(desk.store, VIEWER, desk.org("0101"), quarters.parse_quarter("2026Q4"))
    assert [each.name for each in again.lines] == ["王晓"]


def test_a_visit_home_is_an_event_and_ends_nothing() -> None:
    desk = Desk()
    first(desk)
    content, _ = line_of(desk, "李禾", {"变化": "临时返乡", "变化日期": "2026-08-20"})
    assert desk.submit(content, "2026Q3").accepted
    (row,) = desk.table("certificate_row")
    assert (row["item"], row["day"]) == ("临时返乡", date(2026, 8, 20))
    assert not [r for r in desk.table("spell_row", submission=2) if r["end_on"]]


def test_a_new_contact_person_brings_only_what_is_said_about_him() -> None:
    desk = Desk()
    first(desk)
    content, _ = line_of(desk, "王晓", {"变化": "联系人", "变化内容": "孙和 19911112222"})
    assert desk.submit(content, "2026Q3").accepted
    (row,) = [r for r in desk.table("spell_row", submission=2) if r["contact_key"] == desk.store.key("孙和")]
    assert (row["contact_role"], row["contact_phone_valid"], row["complete"]) == (None, True, False)


def test_a_detailed_row_wins_over_a_line_but_not_over_its_change() -> None:
    desk = Desk()
    first(desk)
    line = desk.table("spell", start_on=date(2026, 1, 10))[0]["line"]
    entry = {"行号": line, "姓名": "王晓", "变化": "外出地点", "变化内容": "云州市"}
    checked = desk.hand_in("2026Q3", 本季登记=[entry], 管理信息=[away("王晓", 外出地点="丘州市")], declared=1)
    assert checked.accepted
    (row,) = desk.table("spell_row", submission=2)
    assert row["sheet"] == "管理信息"
    assert '"外出地点":"丘州市"' in desk.table("row_text", submission=2, kind="管理信息")[0]["cells"]
    entry |= {"变化": "不再外出", "变化日期": "2026-08-08"}
    assert desk.hand_in("2026Q3", 本季登记=[entry], 管理信息=[away("王晓", 外出地点="丘州市")], declared=1).accepted
    (row,) = desk.table("spell_row", submission=3)
    assert (row["sheet"], row["end_on"]) == ("管理信息", date(2026, 8, 8))


def test_the_template_asks_nothing_known_again() -> None:
    desk = Desk()
    desk.hand_in(
        "2026Q2",
        基本信息=[member("王晓", WANG), member("李禾", LI, 转正日期=None)],
        管理信息=[away("王晓"), away("李禾"), away("赵安", 流动方向="流入")],
        联系记录=[contact("王晓", "2026-05-06")],
    )
    found = gather(desk.store, VIEWER, desk.org("0101"), quarters.parse_quarter("2026Q3"))
    assert [(line.name, line.last_contact, line.owed) for line in found.lines] == [
        ("王晓", "2026-05-06", "季度联系；七一慰问"),
        ("李禾", "", "季度联系；七一慰问；补填：转正日期"),
    ]
    assert [row["姓名"] for row in found.rows["基本信息"]] == ["李禾"]
    assert [row["姓名"] for row in found.rows["管理信息"]] == ["赵安"]
    assert found.cover["台账负责人"] == "钱顺" and "流动党员数" not in found.cover
    assert found.festival == "七一"
    checked = desk.submit(template(desk.store, VIEWER, desk.org("0101"), found.quarter), "2026Q3")
    assert checked.accepted and not checked.questions
    assert {r["direction"] for r in desk.table("spell_row", submission=2)} == {"流出", "流入"}

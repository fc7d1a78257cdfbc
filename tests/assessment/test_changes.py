"""变化情况 beside a second computation in plain Python, and hand-made ledgers case by case."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from data_layer import clock, quarters
from data_layer.access import Grant, Viewer, local_administrator
from data_layer.administration import add_event
from data_layer.assessment import changes
from data_layer.assessment.changes import Change, Chosen, Report
from data_layer.assessment.ledger_pairs import ledgers
from data_layer.assessment.view import view_of
from data_layer.ledger.compare import Answer
from data_layer.ledger.states import withdraw
from data_layer.organisations import tree
from data_layer.store import Store, engine
from tests.ledger.desk import LI, VIEWER, WANG, ZHAO, Desk, away, member
from tests.once import demo_file

ME = local_administrator("test")
DAY = date(2026, 11, 20)
BEFORE = Chosen()  # each branch's ledger before


class Clock:
    """The day of a test; every look is a second later."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ticking = Clock()
    monkeypatch.setattr(clock, "now", ticking)
    monkeypatch.setattr(engine, "BEFORE_COMMIT", [])
    return ticking


@pytest.fixture
def desk(now: Clock) -> Desk:
    now.at = datetime(2025, 12, 31, 9)
    made = Desk()
    now.at = datetime(2026, 11, 23, 9)
    return made


def look(
    desk: Desk,
    quarter: str = "2026Q2",
    code: str = "0101",
    chosen: Chosen = BEFORE,
    **more: Any,
) -> Report:
    who = more.pop("viewer", ME)
    return changes.report(desk.store, who, view_of(desk.store, who, code, quarter, **more, branches=None), chosen)


def told(found: Report) -> set[tuple[str, str, str, str, str]]:
    return {(each.kind, each.name, each.column, each.before, each.after) for each in found.changes}


def kinds(found: Report) -> list[tuple[str, str]]:
    return sorted((each.kind, each.name) for each in found.changes)


def start(desk: Desk) -> None:
    desk.hand_in(
        "2026Q1",
        基本信息=[member("王晓", WANG), member("李禾", LI)],
        管理信息=[away("王晓", "2026-01-10"), away("李禾", "2026-02-05")],
    )


def test_each_kind_with_both_values_and_both_places(desk: Desk) -> None:
    start(desk)
    desk.hand_in(
        "2026Q2",
        基本信息=[member("赵安", ZHAO), member("王晓", WANG, 本人电话="19900000012"), member("李禾", LI)],
        管理信息=[
            away("赵安", "2026-05-01"),
            away("王晓", "2026-01-10", 外出地点="云州市", 外出单位="某厂", 联系人="孙和", 联系人电话="19900000002",
                 活动证编号="A1", 发证日期="2026-01-11", 流入地党组织="云州某支部", 预计返回日期="2026-12-01"),
            away("李禾", "2026-02-05", 返回日期="2026-06-01", 返回情形="不再外出"),
        ],
    )  # fmt: skip
    found = look(desk)
    assert told(found) == {
        ("joined", "赵安", "", "", "流出　2026-05-01　海州市"),
        ("returned", "李禾", "返回情形", "", "不再外出　2026-06-01"),
        ("place", "王晓", "外出地点", "海州市", "云州市"),
        ("unit", "王晓", "外出单位", "", "某厂"),
        ("phone", "王晓", "本人电话", "199****0011", "199****0012"),
        ("contact", "王晓", "联系人", "钱顺", "孙和"),
        ("contact", "王晓", "联系人电话", "199****0001", "199****0002"),
        ("certificate", "王晓", "活动证编号", "", "A1"),
        ("certificate", "王晓", "发证日期", "", "2026-01-11"),
        ("receiving", "王晓", "流入地党组织", "", "云州某支部"),
        ("other", "王晓", "预计返回日期", "", "2026-12-01"),
    }
    change = next(each for each in found.changes if each.kind == "place")
    rows = {row["submission"]: row for row in desk.table("spell_row", person=change.person)}
    assert change.before_place and change.after_place
    for place in (change.before_place, change.after_place):
        row = rows[place.submission]
        assert (place.sheet, place.row) == (row["sheet"], row["row"])
    assert (found.branches[0].counts, found.compared) == (Counter(each.kind for each in found.changes), 1)
    assert len({each.key for each in found.changes}) == len(found.changes)


def test_the_same_value_typed_differently_is_no_change(desk: Desk) -> None:
    start(desk)
    desk.hand_in(
        "2026Q2",
        基本信息=[
            member("李禾", LI, 备注="换了一行"),
            member("王 晓", WANG, 本人电话="199-0000-0011", 入党日期="2005年7月1日"),
        ],
        管理信息=[away("李禾", "2026.2.5"), away("王晓", "2026年1月10日")],
    )  # fmt: skip
    assert look(desk).changes == ()
    assert not desk.table("submission", quarter=quarters.parse_quarter("2026Q2"))[0]["change_found"]


def test_who_left_otherwise_is_no_longer_listed_and_a_dropped_row_is_not_called_that(desk: Desk) -> None:
    start(desk)
    desk.hand_in(
        "2026Q2",
        基本信息=[member("王晓", WANG)],
        管理信息=[away("王晓", "2026-01-10", 返回日期="2026-06-01", 返回情形="组织关系转出")],
    )
    found = look(desk)
    assert kinds(found) == [("left", "王晓"), ("vanished", "李禾")]
    assert all(each.after_place is None for each in found.changes if each.kind == "vanished")
    # listed again: neither new nor away a second time
    desk.hand_in("2026Q3", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾", "2026-02-05")])
    assert kinds(look(desk, "2026Q3")) == [("relisted", "李禾")]


@pytest.mark.parametrize(
    ("choice", "day", "kind"),
    [("已返回", date(2026, 5, 20), "returned"), ("组织关系转出", date(2026, 5, 20), "left"), ("误登记", None, "left"),
     ("漏填", None, "vanished")],
)  # fmt: skip
def test_an_answer_says_what_became_of_a_dropped_row(desk: Desk, choice: str, day: date | None, kind: str) -> None:
    start(desk)
    only = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓", "2026-01-10")]}
    (question,) = desk.hand_in("2026Q2", **only).questions
    desk.hand_in("2026Q3", answers=[Answer(question.id, choice, day)], **only)
    assert kinds(look(desk, "2026Q2")) == [("vanished", "李禾")]
    assert kinds(look(desk, "2026Q3")) == []
    first = ledgers(desk.store, ME, view_of(desk.store, ME, "0101", branches=True))[-1].submission
    assert kinds(look(desk, "2026Q3", chosen=Chosen(earlier=first))) == [(kind, "李禾")]


def test_a_corrected_number_is_one_person(desk: Desk) -> None:
    desk.hand_in("2026Q1", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾", "2026-02-05")])
    (person,) = {row["person"] for row in desk.table("spell_row")}
    question = f"number:{person}:{desk.store.keyed_digest(ZHAO)[:16]}"
    desk.hand_in("2026Q2", 基本信息=[member("李禾", ZHAO, 学历="大学")], 管理信息=[away("李禾", "2026-02-05")],
                 answers=[Answer(question, "更正")])  # fmt: skip
    found = look(desk)
    assert [(each.kind, each.column) for each in found.changes] == [("other", "公民身份号码"), ("other", "学历")]
    assert LI not in f"{found.changes}" and ZHAO not in f"{found.changes}"


def test_a_corrected_start_is_one_spell(desk: Desk) -> None:
    desk.hand_in("2026Q1", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾", "2026-02-05")])
    (spell,) = {row["spell"] for row in desk.table("spell")}
    moved = [away("李禾", "2026-02-08", 外出原因="经商")]
    answers = [Answer(f"again:{spell}:2026-02-08:流出", "更正")]
    desk.hand_in("2026Q2", 基本信息=[member("李禾", LI)], 管理信息=moved, answers=answers)
    assert told(look(desk)) == {
        ("other", "李禾", "外出日期", "2026-02-05", "2026-02-08"),
        ("other", "李禾", "外出原因", "务工", "经商"),
    }


def test_a_merged_branch_hands_its_people_on(desk: Desk) -> None:
    start(desk)
    desk.hand_in("2026Q1", "0102", 基本信息=[member("赵安", ZHAO)], 管理信息=[away("赵安", "2026-03-01")])
    add_event(desk.store, VIEWER, desk.org("0101"), "merge", date(2026, 4, 1), successor=desk.org("0102"))
    people = [member("赵安", ZHAO), member("王晓", WANG)]
    where = [away("赵安", "2026-03-01"), away("王晓", "2026-01-10", 外出地点="云州市")]
    desk.hand_in("2026Q2", "0102", 基本信息=people, 管理信息=where)
    found = look(desk, code="0102")
    assert kinds(found) == [("place", "王晓"), ("vanished", "李禾")]
    assert {each.org for each in found.changes} == {desk.org("0102")}
    assert kinds(look(desk, code="01")) == kinds(found)
    # once the successor has handed in for them, the old ledger has no more to say
    desk.hand_in("2026Q3", "0102", 基本信息=people, 管理信息=where)
    assert kinds(look(desk, "2026Q3", "0102")) == []


def test_a_split_is_not_leaving_and_joining(desk: Desk) -> None:
    start(desk)
    add_event(desk.store, VIEWER, desk.org("0101"), "split", date(2026, 4, 1), successor=desk.org("0103"))
    desk.hand_in("2026Q2", "0101", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓", "2026-01-10")])
    desk.hand_in(
        "2026Q2", "0103", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾", "2026-02-05", 外出单位="某厂")]
    )
    assert kinds(look(desk, code="01")) == [("unit", "李禾")]
    assert kinds(look(desk, code="0101")) == []
    assert kinds(look(desk, code="0103")) == [("unit", "李禾")]
    # the secretary of the new branch may not read what the other branch wrote
    own = Viewer(7, "支部", (Grant("branch", desk.org("0103")),))
    (change,) = look(desk, code="0103", viewer=own).changes
    assert (change.before, change.before_place, change.after) == ("", None, "某厂")


def test_a_new_version_replaces_the_old_one_and_both_can_be_compared(desk: Desk) -> None:
    start(desk)
    people = [member("王晓", WANG), member("李禾", LI)]
    for place in ("云州市", "江州市"):
        rows = [away("王晓", "2026-01-10", 外出地点=place), away("李禾", "2026-02-05")]
        desk.hand_in("2026Q2", 基本信息=people, 管理信息=rows)
    assert told(look(desk)) == {("place", "王晓", "外出地点", "海州市", "江州市")}
    second, first, _ = ledgers(desk.store, ME, view_of(desk.store, ME, "0101", branches=True))
    assert (second.version, first.version) == (2, 1)
    chosen = Chosen(earlier=first.submission, later=second.submission)
    assert told(look(desk, chosen=chosen)) == {("place", "王晓", "外出地点", "云州市", "江州市")}
    assert told(look(desk, chosen=Chosen(later=first.submission))) == {
        ("place", "王晓", "外出地点", "海州市", "云州市")
    }


def test_it_compares_with_what_counted_when_the_ledger_came(desk: Desk) -> None:
    start(desk)
    people = [member("王晓", WANG), member("李禾", LI)]
    desk.hand_in("2026Q2", 基本信息=people, 管理信息=[away("王晓", "2026-01-10"), away("李禾", "2026-02-05")])
    late = [away("王晓", "2026-01-10", 外出地点="云州市"), away("李禾", "2026-02-05")]
    desk.hand_in("2026Q1", 基本信息=people, 管理信息=late)
    assert look(desk).changes == ()
    chosen = Chosen(against=quarters.parse_quarter("2026Q1"))
    assert told(look(desk, code="01", chosen=chosen)) == {("place", "王晓", "外出地点", "云州市", "海州市")}


def test_a_return_between_two_ledgers_is_found(desk: Desk) -> None:
    start(desk)
    people = [member("王晓", WANG), member("李禾", LI)]
    ended = away("李禾", "2026-02-05", 返回日期="2026-06-01", 返回情形="不再外出")
    desk.hand_in("2026Q2", 基本信息=people, 管理信息=[away("王晓", "2026-01-10"), ended])
    desk.hand_in("2026Q3", 基本信息=people[:1], 管理信息=[away("王晓", "2026-01-10")])
    assert kinds(look(desk, "2026Q3")) == []  # he is back since the ledger before
    found = look(desk, "2026Q3", "01", Chosen(against=quarters.parse_quarter("2026Q1")))
    (change,) = found.changes
    assert (change.kind, change.after) == ("returned", "不再外出　2026-06-01")
    assert change.after_place and change.after_place.submission == 2


def test_a_first_ledger_and_a_missing_one_are_not_compared(desk: Desk) -> None:
    start(desk)
    found = look(desk, "2026Q1", "01")
    assert (found.compared, found.first, found.silent, found.changes) == (0, 1, 2, ())
    found = look(desk, "2026Q2", "01")
    assert (found.compared, found.first, found.silent, found.changes) == (0, 0, 3, ())


def test_days_from_change_to_report(desk: Desk) -> None:
    start(desk)
    lines = [
        {"姓名": "王晓", "变化": "外出地点", "变化日期": "2026-05-01", "变化内容": "云州市"},
        {"姓名": "李禾", "变化": "电话", "变化内容": "19900000033"},
    ]
    desk.hand_in("2026Q2", 本季登记=lines, declared=2, received=date(2026, 7, 1))
    # a second version does not make the report later
    desk.hand_in("2026Q2", 本季登记=lines, declared=2, received=date(2026, 7, 20), 封面=[{"党员总数": 31}])
    found = look(desk)
    assert {(each.kind, each.before, each.after, each.days) for each in found.changes} == {
        ("place", "海州市", "云州市", 61),
        ("phone", "199****0011", "199****0033", None),
    }
    assert found.lags == {61: 1, None: 1}
    assert dict(found.lag_bands()) == {
        "0–7 天": 0, "8–30 天": 0, "31–60 天": 0, "61–90 天": 1, "91 天以上": 0, "没有写变化日期": 1
    }  # fmt: skip
    assert (found.half_within, found.dated) == (61, 1)


def test_looking_back_shows_what_was_known(desk: Desk, now: Clock) -> None:
    now.at = datetime(2026, 3, 31, 9)
    start(desk)
    people = [member("王晓", WANG), member("李禾", LI)]
    now.at = datetime(2026, 6, 30, 9)
    desk.hand_in(
        "2026Q2", 基本信息=people, 管理信息=[away("王晓", "2026-01-10", 外出地点="云州市"), away("李禾", "2026-02-05")]
    )
    now.at = datetime(2026, 7, 9, 9)
    desk.hand_in(
        "2026Q2", 基本信息=people, 管理信息=[away("王晓", "2026-01-10", 外出地点="江州市"), away("李禾", "2026-02-05")],
        received=date(2026, 7, 1),
    )  # fmt: skip
    latest = ledgers(desk.store, ME, view_of(desk.store, ME, "0101", branches=True))[0].submission
    now.at = datetime(2026, 7, 10, 9)
    withdraw(desk.store, ME, latest)
    now.at = datetime(2026, 11, 23, 9)
    at = {
        day: {each.after for each in look(desk, as_of=day).changes}
        for day in ("2026-07-05", "2026-07-09", "2026-11-23")
    }
    # received on the 1st, recorded on the 9th, withdrawn on the 10th
    assert at == {"2026-07-05": {"云州市"}, "2026-07-09": {"江州市"}, "2026-11-23": {"云州市"}}


def test_masked_by_right_and_column(desk: Desk) -> None:
    start(desk)
    desk.hand_in(
        "2026Q2",
        基本信息=[member("王晓", WANG, 家庭住址="松岗县某某镇第一村三十号"), member("李禾", LI)],
        管理信息=[away("王晓", "2026-01-10", 联系人="孙和平"), away("李禾", "2026-02-05")],
    )
    leader = Viewer(7, "领导", (Grant("leader", desk.org("01")),))
    assert told(look(desk, code="01", viewer=leader)) == {
        ("contact", "王*", "联系人", "钱*", "孙*平"),
        ("other", "王*", "家庭住址", "", "松岗县某某镇******"),
    }
    reader = Viewer(7, "管理员", (Grant("administrator", desk.org("01")),))
    found = look(desk, code="01", viewer=reader)
    assert (found.changes, found.total) == ((), 2)


# --- a second way ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: DAY)
        patch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 10))
        store = Store.open(demo_file(tmp_path_factory, DAY, branches=10, members=110, quarters=4, seed=7))
        yield store
        store.close()


Filed = tuple[dict[int, tuple[int, dict[str, str]]], dict[int, dict[str, str]]]


class Plain:
    """What changed in every branch, by going through the rows of its two ledgers one after the other."""

    def __init__(self, store: Store) -> None:
        def rows(table: str) -> list[dict[str, Any]]:
            return store.composed_rows(f'SELECT * FROM "{table}"')

        gone = {row["submission"] for row in rows("submission_event") if row["kind"] == "withdrawn"}
        self.handed_in = [row for row in rows("submission") if row["submission"] not in gone]
        self.texts = {
            (row["submission"], row["sheet"], row["row"], row["kind"]): json.loads(row["cells"])
            for row in rows("row_text")
        }
        self.spells, self.members = rows("spell_row"), rows("member_row")
        self.answers = [row for row in rows("spell_answer") if row["end_kind"]]

    def side(self, submission: int) -> Filed:
        """Spell to person and cells, person to cells."""

        def cells(row: dict[str, Any], kind: str) -> dict[str, str]:
            found: dict[str, str] = self.texts[submission, row["sheet"], row["row"], kind]
            return found

        listed = {r["spell"]: (r["person"], cells(r, "管理信息")) for r in self.spells if r["submission"] == submission}
        return listed, {r["person"]: cells(r, "基本信息") for r in self.members if r["submission"] == submission}

    def changes(self, quarter: int) -> Counter[tuple[Any, ...]]:
        found: Counter[tuple[Any, ...]] = Counter()
        for org in {row["org"] for row in self.handed_in}:
            own = [row for row in self.handed_in if row["org"] == org]
            now = max((row["submission"] for row in own if row["quarter"] == quarter), default=None)
            if now is None:
                continue
            before = [(e["quarter"], e["submission"]) for e in own if e["quarter"] < quarter and e["submission"] < now]
            if before:
                older = {e["submission"] for e in own if e["quarter"] < max(before)[0]}
                ever = {row["spell"] for row in self.spells if row["submission"] in older}
                past, present = self.side(max(before)[1]), self.side(now)
                found.update((org, *each) for each in self.of_spells(past[0], present[0], ever, now))
                found.update((org, *each) for each in self.of_members(past, present))
        return found

    def of_spells(self, past: Any, present: Any, ever: set[int], now: int) -> Iterator[tuple[Any, ...]]:
        for spell, (person, cells) in present.items():
            was = past.get(spell, (person, {}))[1]
            if spell not in past:
                yield "relisted" if spell in ever else "joined", person, ""
            ended = over(cells) and not over(was)
            if ended:
                back = cells.get("返回情形", "不再外出") == "不再外出"
                yield "returned" if back else "left", person, "返回情形"
            if spell in past:
                skip = {"姓名", "公民身份号码", *(("返回日期", "返回情形") if ended else ())}
                yield from (("cell", person, column) for column in differing(was, cells, skip))
        for spell in past.keys() - present.keys():
            person, cells = past[spell]
            ends = [a["end_kind"] for a in self.answers if a["spell"] == spell and a["submission"] <= now]
            if not over(cells) and ends:
                yield "returned" if ends[-1] == "不再外出" else "left", person, "返回情形"
            elif not over(cells):
                yield "vanished", person, ""

    def of_members(self, past: Filed, present: Filed) -> Iterator[tuple[Any, ...]]:
        still = {p for p, _ in past[0].values()} & {p for p, _ in present[0].values()}
        for person in past[1].keys() | present[1].keys():
            if person in past[1] and person in present[1]:
                changed = differing(past[1][person], present[1][person], {"性别", "出生日期"})
                yield from (("cell", person, column) for column in changed)
            elif person in still:
                yield "cell", person, ""


def over(cells: dict[str, str]) -> bool:
    return bool(cells.get("返回情形") or cells.get("返回日期"))


def differing(before: dict[str, str], after: dict[str, str], skip: set[str]) -> set[str]:
    return {
        column
        for column in (before.keys() | after.keys()) - skip - {"行号", "序号", "备注"}
        if "".join(before.get(column, "").split()) != "".join(after.get(column, "").split())
    }


def said(each: Change) -> tuple[Any, ...]:
    kind = each.kind if each.kind in changes.LISTING else "cell"
    return each.org, kind, each.person, each.column


def test_the_demo_district_beside_a_second_way(district: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)
    assert tree(district).branches()
    plain, seen = Plain(district), Counter[str]()
    for quarter in view_of(district, ME).quarters:
        found = changes.report(district, ME, view_of(district, ME, None, quarter))
        assert Counter(map(said, found.changes)) == plain.changes(quarters.parse_quarter(quarter)), quarter
        assert sum(each.total for each in found.branches) == found.total == len(found.changes)
        seen += Counter(found.counts)
    assert seen.keys() >= {"joined", "returned", "left", "place", "unit", "phone", "contact", "other"}

"""问题台账: states and times, who may do what, that nobody verifies his own, what may be handed in, who reads what."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from data_layer import clock
from data_layer.__main__ import main
from data_layer.access import NoAccess, Viewer, local_administrator
from data_layer.administration import add_event
from data_layer.assessment.findings import Finding, findings, history, kept_file
from data_layer.assessment.judging.redlines import found_lines
from data_layer.assessment.view import view_of
from data_layer.documents.excel import Stamp, table_workbook
from data_layer.oversight import attachments
from data_layer.oversight import findings as acts
from data_layer.oversight.remedy import Proof
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, WEST, A, B, Ground, viewer

LOCAL = local_administrator("tests")
BRANCH, STAFF = viewer("branch", A), replace(viewer("staff", ROOT), account=11)
LEADER, OTHER = replace(viewer("leader", ROOT), account=12), replace(viewer("staff", EAST), account=13)
DUE = date(2026, 11, 20)


def opened(ground: Ground, **changes: Any) -> int:
    """A finding of A about both members, who were not contacted in the third quarter."""
    subjects = changes.pop("subjects", ("1", "2"))
    return acts.open_missed(
        ground.store, STAFF, A, "contact_quarterly", "2026Q3", subjects, DUE, leader="张书记", **changes
    )


def seen(ground: Ground, who: Viewer = LOCAL, as_of: str | None = None, branch: bool | None = None) -> list[Finding]:
    """What a viewer finds on a day."""
    return findings(ground.store, who, view_of(ground.store, who, None, None, as_of, branches=branch))


def test_from_a_missed_duty_to_closed_and_opened_again(ground: Ground, turn: TURN) -> None:
    number = opened(ground)
    (found,) = seen(ground)
    assert (found.state, found.overdue, found.due_on) == ("open", False, DUE)
    assert (found.clause, found.duty_due_on, found.persons) == ("三（一）3", date(2026, 9, 30), (1, 2))
    assert "2026年第3季度“季度联系” 2 人应于 2026-09-30 以前做到" in found.facts
    turn(date(2026, 10, 26))
    acts.start(ground.store, BRANCH, number, "逐人打电话", person="李支书")
    turn(date(2026, 11, 3))
    acts.extend(ground.store, STAFF, number, date(2026, 11, 30), "党员出海未归")
    turn(date(2026, 12, 2))
    assert [(each.state, each.overdue) for each in seen(ground)] == [("doing", True)]
    with pytest.raises(OversightProblem, match="期限已过"):
        acts.extend(ground.store, STAFF, number, date(2026, 12, 30), "再等等")
    acts.answer(ground.store, BRANCH, number, "两人都联系上了", [("记录.pdf", b"%PDF-1.7 x %%EOF")])
    assert [(each.state, each.overdue) for each in seen(ground)] == [("waiting", False)]
    turn(date(2026, 12, 4))
    acts.send_back(ground.store, STAFF, number, date(2026, 12, 10), "只有一人的记录")
    acts.answer(ground.store, BRANCH, number, "补上了")
    acts.close(ground.store, LEADER, number, "已电话核实", Proof(date(2026, 11, 28), None, "", 0))
    (found,) = seen(ground)
    assert (found.state, found.remedied_on, found.unsettled) == ("closed", date(2026, 11, 28), False)
    turn(date(2026, 12, 20))
    acts.reopen(ground.store, LEADER, number, date(2027, 1, 15), "回访说没有联系过")
    (found,) = seen(ground)
    assert (found.state, found.reopened, found.extended, found.remedied_on) == ("open", 1, 1, None)
    kinds = [each.kind for each in history(ground.store, STAFF, view_of(ground.store, STAFF), A, number)]
    assert kinds == "opened started extended answered sent_back answered closed reopened".split()
    # looking back, each day knows what was recorded by then
    days = {"2026-10-20": ("open", DUE), "2026-10-27": ("doing", DUE), "2026-11-29": ("doing", date(2026, 11, 30)),
            "2026-12-02": ("waiting", date(2026, 11, 30)), "2026-12-05": ("closed", date(2026, 12, 10))}  # fmt: skip
    assert {day: (each.state, each.due_on) for day in days for each in seen(ground, as_of=day)} == days
    assert seen(ground, as_of="2026-10-19") == []


def test_judging_reads_what_was_done_here(ground: Ground, turn: TURN) -> None:
    def red(day: date) -> set[str]:
        lines = found_lines(ground.store, LOCAL, [A], day, clock.end_of(day), 2026, 15)
        return {each.kind for each in lines.get(A, ())} - {"lost_unreported"}

    number = opened(ground)
    misuse = acts.open_finding(ground.store, STAFF, A, acts.Opening("凭证对不上", date(2026, 12, 20), matter="misuse"))
    turn(date(2026, 11, 25))
    acts.confirm(ground.store, LEADER, misuse, "核对了账册")
    turn(date(2026, 11, 28))
    acts.answer(ground.store, BRANCH, number, "都联系上了")
    days = [date(2026, 11, day) for day in (20, 21, 25, 28)]
    assert [red(day) for day in days] == [
        set(), {"finding_overdue"}, {"finding_overdue", "misuse"}, {"misuse"},
    ]  # fmt: skip


def test_nobody_verifies_his_own(ground: Ground) -> None:
    number = opened(ground)
    with pytest.raises(OversightProblem, match="自己的问题"):
        acts.close(ground.store, STAFF, number, "看过了")
    alone = Viewer(14, "一人多岗", (*viewer("branch", A).grants, *viewer("leader", EAST).grants))
    acts.answer(ground.store, alone, number, "做了")
    for act in (lambda: acts.close(ground.store, alone, number, "看过了"),
                lambda: acts.send_back(ground.store, alone, number, DUE, "不行")):  # fmt: skip
        with pytest.raises(OversightProblem, match="自己的"):
            act()
    acts.close(ground.store, OTHER, number, "另一位工作人员核验")
    assert seen(ground)[0].state == "closed"


def test_misuse_is_confirmed_by_a_second_person_and_dropped_by_a_leader_only(ground: Ground) -> None:
    opening = acts.Opening(
        "发票与用途不符", DUE, matter="misuse", severity="grave", origin="onsite", source="第 1 次督查"
    )
    number = acts.open_finding(ground.store, STAFF, A, opening)
    with pytest.raises(OversightProblem, match="另一人"):
        acts.confirm(ground.store, STAFF, number, "账上如此")
    acts.confirm(ground.store, LEADER, number, "核对了账册")
    assert seen(ground)[0].confirmed
    with pytest.raises(OversightProblem, match="已经确认"):
        acts.confirm(ground.store, OTHER, number, "再说一次")
    with pytest.raises(NoAccess):
        acts.drop(ground.store, STAFF, number, "弄错了")
    acts.drop(ground.store, LEADER, number, "账册弄错了支部")
    assert seen(ground)[0].state == "dropped"
    plain = acts.open_finding(ground.store, STAFF, A, acts.Opening("黑板报没换", DUE))
    with pytest.raises(OversightProblem, match="需要确认"):
        acts.confirm(ground.store, LEADER, plain, "是的")


def test_what_is_refused(ground: Ground, turn: TURN) -> None:
    number = opened(ground, subjects=("1",))
    for subjects, said in (("1", "已有登记过"), (("1", "2"), "已有登记过"), (("3",), "不是未达标"), ((), "不是未达标")):
        with pytest.raises(OversightProblem, match=said):
            opened(ground, subjects=subjects)
    assert opened(ground, subjects=("2",)) > number
    wrong = [
        (acts.Opening(" ", DUE), "写明事实"),
        (acts.Opening("事实", date(2026, 10, 1)), "早于今天"),
        (acts.Opening("事实", DUE, persons=(3,)), "不在该支部"),
        (acts.Opening("事实", DUE, severity="bad"), "程度"),
        (acts.Opening("太长" * 1500, DUE), "太长"),
    ]
    for opening, said in wrong:
        with pytest.raises(OversightProblem, match=said):
            acts.open_finding(ground.store, STAFF, A, opening)
    with pytest.raises(OversightProblem, match="党支部"):
        acts.open_finding(ground.store, STAFF, EAST, acts.Opening("事实", DUE))
    with pytest.raises(OversightProblem, match="状态已经变了"):
        acts.reopen(ground.store, STAFF, number, DUE, "再看看")
    with pytest.raises(OversightProblem, match="没有这个编号"):
        acts.drop(ground.store, STAFF, 99999, "没有")


def test_who_may(ground: Ground) -> None:
    number = opened(ground)
    may_not = {
        "open": (BRANCH, LEADER, viewer("staff", WEST), viewer("administrator", ROOT), viewer("inspector", A)),
        "answer": (STAFF, LEADER, viewer("branch", B), viewer("administrator", ROOT)),
        "close": (BRANCH, viewer("leader", WEST), viewer("administrator", ROOT)),
        "extend": (BRANCH, LEADER),
    }
    doing: dict[str, Any] = {
        "open": lambda who: acts.open_finding(ground.store, who, A, acts.Opening("事实", DUE)),
        "answer": lambda who: acts.answer(ground.store, who, number, "做了"),
        "close": lambda who: acts.close(ground.store, who, number, "看过"),
        "extend": lambda who: acts.extend(ground.store, who, number, date(2026, 12, 30), "理由"),
    }
    for act, people in may_not.items():
        for who in people:
            with pytest.raises(NoAccess):
                doing[act](who)
    assert len(seen(ground)) == 1
    assert [each.finding for each in seen(ground, BRANCH, branch=True)] == [number]
    assert seen(ground, viewer("branch", B), branch=True) == []
    assert seen(ground, viewer("leader", WEST)) == []


def test_what_is_offered(ground: Ground, turn: TURN) -> None:
    """The acts a page offers, by who looks and how the finding stands."""
    number = opened(ground)
    nobody = viewer("branch", B)

    def offered() -> list[set[str]]:
        (found,) = seen(ground)
        return [set(acts.possible(ground.store, who, found)) for who in (BRANCH, STAFF, OTHER, LEADER, nobody)]

    drop, answer = {"dropped"}, {"started", "answered"}
    assert offered() == [answer, {"extended", *drop}, {"closed", "extended", *drop}, {"closed", *drop}, set()]
    turn(date(2026, 12, 1))
    assert offered() == [answer, drop, {"closed", *drop}, {"closed", *drop}, set()]
    acts.answer(ground.store, BRANCH, number, "做了")
    both = {"closed", "sent_back", "dropped"}
    assert offered() == [{"answered"}, {"sent_back", *drop}, both, both, set()]
    acts.close(ground.store, LEADER, number, "看过")
    again = {"reopened"}
    assert offered() == [set(), again, again, again, set()]


def test_who_reads_what_was_written(ground: Ground) -> None:
    number = opened(ground, facts="测试1和测试2没有联系，电话 13800001234")
    acts.answer(ground.store, BRANCH, number, "测试1已联系", [("测试1回执.png", b"\x89PNG\r\n\x1a\n0000IHDR..IEND")])

    def read(who: Viewer) -> tuple[str, str, list[str]]:
        (found,) = seen(ground, who)
        steps = history(ground.store, who, view_of(ground.store, who, branches=None), A, number)
        return found.facts, found.whom, [each.name for step in steps for each in step.files]

    assert read(BRANCH) == ("测试1和测试2没有联系，电话 138****1234", "测试1、测试2", ["测试1回执.png"])
    assert read(LEADER) == ("测*1和测*2没有联系，电话 138****1234", "测*1、测*2", ["测*1回执.png"])
    assert read(viewer("administrator", ROOT)) == ("", "（无权查看姓名）", [])
    event = ground.store.composed_rows("SELECT event FROM finding_file")[0]["event"]
    assert kept_file(ground.store, LEADER, event, 1)[1:] == ("png", b"\x89PNG\r\n\x1a\n0000IHDR..IEND")
    for who in (viewer("administrator", ROOT), viewer("branch", B)):
        with pytest.raises(NoAccess):
            kept_file(ground.store, who, event, 1)
    for table in ("finding_event", "finding_person", "finding_file", "audit_event"):
        assert "测试" not in f"{ground.store.composed_rows(f'SELECT * FROM {table}')}"


def test_a_merged_branchs_findings_pass_to_its_successor(ground: Ground, turn: TURN) -> None:
    number = opened(ground)
    turn(date(2026, 11, 2))
    add_event(ground.store, LOCAL, A, "merge", date(2026, 11, 1), successor=B)
    (found,) = seen(ground, viewer("branch", B), branch=True)
    assert (found.finding, found.org, found.holder, found.branch) == (number, A, B, "乙村党支部")
    acts.answer(ground.store, viewer("branch", B), number, "接着办完了")
    assert [each.state for each in seen(ground)] == ["waiting"]


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BOOK = table_workbook("t", ["a"], [["b"]], Stamp("x", DUE, "", "", datetime(2026, 1, 1)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4\n...\n%%EOF\n", "pdf"),
        (b"\xff\xd8\xff\xe0....\xff\xd9", "jpg"),
        (BOOK, "xlsx"),
        (archive(("[Content_Types].xml", WORD), ("word/document.xml", b"<w/>")), "docx"),
        (archive(("[Content_Types].xml", WORD), ("word/vbaProject.bin", b"x")), None),
        (archive(("readme.txt", b"x")), None),
        (archive(("[Content_Types].xml", b"<!DOCTYPE x>" + WORD)), None),
        (b"MZ\x90\x00", None),
        (b"<html>", None),
        (b"%PDF-1.4 cut off", None),
        (b"PK\x03\x04 broken", None),
    ],
)
def test_files_are_known_by_what_they_hold(content: bytes, kind: str | None) -> None:
    assert attachments.kind_of(content) == kind


def test_files_that_are_refused(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(ground)
    pdf = b"%PDF-1.4 %%EOF"
    monkeypatch.setattr(attachments, "LARGEST", 100)
    bad = [([("a.pdf", b"MZ")], "不是 PDF"), ([("a.pdf", b"")], "空文件"), ([("a.pdf", pdf + b" " * 99)], "超过"),
           ([("a.pdf", pdf)] * 6, "最多附 5")]  # fmt: skip
    for files, said in bad:
        with pytest.raises(OversightProblem, match=said):
            acts.answer(ground.store, BRANCH, number, "做了", files)
    assert seen(ground)[0].state == "open"
    acts.answer(ground.store, BRANCH, number, "做了", [("../照片\u202e.jpg", b"\xff\xd8\xff\xd9"), ("b.pdf", pdf)])
    acts.answer(ground.store, BRANCH, number, "又做了", [("c.pdf", pdf)])
    assert len(ground.store.composed_rows("SELECT 1 FROM kept_file")) == 2
    steps = history(ground.store, BRANCH, view_of(ground.store, BRANCH, branches=True), A, number)
    assert [each.name for step in steps for each in step.files] == [".. 照片 .jpg", "b.pdf", "c.pdf"]


def test_commands(ground: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("data_layer.__main__.Store.open", lambda place: ground.store)
    monkeypatch.setattr(ground.store, "close", lambda: None)

    def run(*arguments: str) -> Any:
        status = main([*arguments, "--json"])
        out = capsys.readouterr()
        return json.loads(out.out) if status == 0 else (status, out.err)

    at = ("--org", f"{A}", "--due", "2026-11-20")
    duty = ("--indicator", "contact_quarterly", "--period", "2026Q3", "--subject", "1", "--subject", "2")
    made = run("findings", "open", *at, *duty)
    assert run("findings", "open", *at, *duty)[0] == 2
    number = f"{made['finding']}"
    assert run("findings", "answer", number, "--text", "联系上了") == made
    (row,) = run("findings", "list", "--state", "waiting")
    assert (row["finding"], row["org_code"], row["persons"], row["due_on"]) == (
        made["finding"],
        f"{A}",
        [1, 2],
        f"{DUE}",
    )
    assert not row["proposes_close"]
    status, said = run("findings", "close", number, "--reason", "核验过")
    assert status == 2 and "另一人" in said
    assert run("findings", "list", "--state", "overdue") == []

"""The documents of a round, opened again: how they are set, who stands in them, and that every figure was frozen."""

import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document as opened
from docx.oxml.ns import qn

from data_layer import clock
from data_layer.__main__ import build_parser
from data_layer.access import NoAccess
from data_layer.commands import CommandProblem
from data_layer.commands import notice as command
from data_layer.documents.content import DocumentProblem
from data_layer.documents.meeting import meeting
from data_layer.documents.notice import content, facts, notice
from data_layer.documents.official import official
from data_layer.documents.rectification import owed, rectification
from data_layer.oversight.findings import Opening, answer, open_finding
from data_layer.oversight.rounds import record as records
from data_layer.oversight.rounds.acting import asked, decide, drop, freeze, issue, publish, reply, revoke
from data_layer.oversight.rounds.reading import frozen
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, WEST, A, B, Ground, viewer

STAFF, LEADER = viewer("staff", EAST), viewer("leader", EAST)
BY = date(2026, 10, 27)


def begun(ground: Ground, purpose: str = "criticise") -> int:
    """A round of A and B frozen on 20 October; its title is nothing a document may say."""
    return freeze(ground.store, STAFF, EAST, 2026, purpose, "批次777", [f"{A}", f"{B}"], BY)


@pytest.fixture(scope="module")
def replying(shared: Ground) -> int:
    """A round of criticism before its meeting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2026, 10, 20))
        patch.setattr(clock, "now", lambda: datetime(2026, 10, 20, 10))
        return begun(shared)


def met(ground: Ground, number: int, day: date, **results: str) -> None:
    """A meeting's results: A, B → agreed …; its words are nothing a document may say."""
    orgs = {"A": A, "B": B}
    said = {orgs[name]: (each, "测试1说了888次") for name, each in results.items()}
    decide(ground.store, LEADER, number, day, "第 999 号", "测试3", said)


def text_of(raw: bytes) -> str:
    """Everything a Word file says."""
    found = opened(io.BytesIO(raw))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in found.paragraphs), *cells])


def figures(text: str) -> set[str]:
    """Every number in a text, without leading zeros."""
    return {each.lstrip("0") or "0" for each in re.findall(r"\d+", text)}


def east_asian(element: Any) -> str | None:
    """The Chinese font that a style or run names."""
    return element.rPr.rFonts.get(qn("w:eastAsia"))  # type: ignore[no-any-return]


def test_set_by_the_standard() -> None:
    made = opened(io.BytesIO(official(content(made_up("commend"), "commend", ["11"]))))
    (section,) = made.sections
    assert [round(each.mm) for each in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    fonts = {
        "Normal": ("仿宋_GB2312", 16), "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
    }  # fmt: skip
    for name, (font, size) in fonts.items():
        style = made.styles[name]
        assert (east_asian(style.element), style.font.size.pt) == (font, size)
        assert not style.element.rPr.rFonts.get(qn("w:eastAsiaTheme"))  # would win over the font named
    grid = section._sectPr.find(qn("w:docGrid"))
    # lines by the grid, characters by what they give up: a grid of characters is one of 14 to LibreOffice
    assert grid.get(qn("w:type")) == "lines"
    closer = int(made.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    pitch, space = int(grid.get(qn("w:linePitch"))), closer / 20
    high = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    wide = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    assert int(high / (pitch / 20)) == 22 and int(wide / (16 + space)) == 28
    assert made.settings.odd_and_even_pages_header_footer
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = foot.paragraphs
        assert paragraph.text == "—  —" and "PAGE" in paragraph._p.xml
        assert f'w:jc w:val="{side}"' in paragraph._p.xml
        assert {east_asian(run._r) for run in paragraph.runs} == {"宋体"}
    (table,) = made.tables
    said = [[{east_asian(run._r) for run in cell.paragraphs[0].runs} for cell in row.cells] for row in table.rows]
    assert said[0] == [{"黑体"}] * 2 and said[1] == [{"仿宋_GB2312"}] * 2


def in_pdf(raw: bytes) -> list[str]:
    """What each page of a PDF says, line by line."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw)]


def test_rendered_to_pages() -> None:
    record = made_up("criticise")
    branch, row = record["branches"]["11"], record["judged"]["rows"]["11"]
    names = [f"{one}乡{other}村党支部" for one in "甲乙丙" for other in "子丑寅卯辰巳午未申酉"]
    codes = [f"{n}" for n in range(11, 41)]
    for code, name in zip(codes, names, strict=True):
        record["branches"][code], record["judged"]["rows"][code] = branch | {"name": name}, row
    raw = official(content(record, "criticise", codes), "pdf")
    document = pypdfium2.PdfDocument(raw)
    assert [round(each / 72 * 25.4) for each in document[0].get_size()] == [210, 297]
    pages = in_pdf(raw)
    for number, text in enumerate(pages, start=1):
        assert f"—{number}—" in text.replace(" ", "")
    said = [line.strip() for line in pages[0].splitlines()]
    assert max(len(line) for line in said if not re.search("[!-~]", line)) == 28
    assert "予以通报批评的通报" in said and "一、主要事实" in said
    (signed,) = [n for n, text in enumerate(pages) if any(line.strip() == "东街道党工委" for line in text.splitlines())]
    assert "各党支部要引以为戒" in pages[signed]  # nobody signs a page without text
    annexed = "".join("".join(pages[signed + 1 :]).split())
    assert all(name in annexed for name in names) and len(pages) > signed + 2
    assert pages[-1].count("主要事实") == 1  # the table's head on every page
    wide, high = document[0].get_size()
    ink = document[0].render(scale=1, grayscale=True).to_numpy()[: int(high * 262 / 297)] < 128
    down, across = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    margins = [float(each) / 72 * 25.4 for each in (down[0], across[0], wide - across[-1])]
    assert [36 < margins[0] < 41, 27 < margins[1] < 31, 24 < margins[2] < 28] == [True] * 3


def test_the_reminded_are_asked_to_put_it_right(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    with pytest.raises(DocumentProblem, match="不能起草“整改通知书”"):  # before the meeting
        notice(shared.store, STAFF, number, "rectify")
    turn(date(2026, 10, 28))
    met(shared, number, date(2026, 10, 28), A="declined", B="reminded")
    text = text_of(notice(shared.store, STAFF, number))  # nobody is criticised: what comes next
    assert text_of(notice(shared.store, STAFF, number, "rectify")) == text
    assert "整改通知书" in text and "乙村党支部：" in text and "甲村" not in text and "草稿" not in text
    assert figures(text) <= figures(frozen(shared.store, STAFF, number).decode())
    assert "".join(text.split())[:60] in "".join(
        "".join(in_pdf(notice(shared.store, STAFF, number, form="pdf"))).split()
    )


def test_a_meetings_papers_are_two_pages_of_the_record(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    reply(shared.store, viewer("branch", A), number, A, "八月联系过，漏记了")
    asked(shared.store, STAFF, number, "纪检机关", "objects", date(2026, 10, 20), "正在核查", B)
    pages = in_pdf(meeting(shared.store, LEADER, number, "pdf"))
    text = "".join("".join(pages).split())
    assert len(pages) <= 2 and "支部答复：八月联系过，漏记了" in text and "纪检机关：有不同意见，正在核查" in text
    assert "连续两季没有按时报送台账" in text and "已答复1/2个；不同意见1件" in text
    assert text.count("都是自报，没有打电话或实地核实过") == 2
    assert "甲村党支部" in text_of(meeting(shared.store, STAFF, number))
    with pytest.raises(NoAccess):
        meeting(shared.store, viewer("branch", A), number)


def test_findings_of_a_branch_as_a_rectification(shared: Ground, turn: TURN) -> None:
    mine = [
        open_finding(shared.store, STAFF, A, Opening(facts, date(2026, 11, day), clause="三（一）3", persons=persons))
        for facts, day, persons in (("二季度 2 人没有联系。", 20, (1,)), ("台账记录与党员所述不符", 9, ()))
    ]
    other = open_finding(shared.store, STAFF, B, Opening("乙村的事", date(2026, 11, 9)))
    text = text_of(rectification(shared.store, STAFF, A, mine))
    assert "甲村党支部：" in text and "2 个问题需要整改" in text and "2026年11月20日" in text and "乙村" not in text
    first, second = (
        text.index(each) for each in ("1. 台账记录与党员所述不符。", "2. 二季度 2 人没有联系。涉及：测试1。")
    )
    assert first < second and "依据：方案三（一）3。整改期限：2026年11月9日。" in text
    assert owed(shared.store, STAFF, A) == (mine[1], mine[0]) and not owed(shared.store, LEADER, A)
    for numbers in ([other], []):
        with pytest.raises(DocumentProblem):
            rectification(shared.store, STAFF, A, numbers)
    for who in (LEADER, viewer("branch", A), viewer("staff", WEST)):
        with pytest.raises(NoAccess):
            rectification(shared.store, who, A, mine)
    answer(shared.store, viewer("branch", A), mine[0], "已补联系")
    with pytest.raises(DocumentProblem, match="已报告整改"):
        rectification(shared.store, STAFF, A, mine)


def test_a_criticism_before_and_after_the_meeting(shared: Ground, turn: TURN) -> None:
    number = begun(shared)
    before = text_of(notice(shared.store, STAFF, number))
    assert before.startswith("草稿") and "关于拟对" in before and "予以通报批评" in before
    assert "甲村党支部" in before and "乙村党支部" in before
    turn(date(2026, 10, 28))
    met(shared, number, date(2026, 10, 28), A="agreed", B="reminded")
    after = text_of(notice(shared.store, STAFF, number))
    assert "甲村党支部" in after and "乙村党支部" not in after
    assert "草稿" not in after and "拟" not in after and "经会议研究，决定对甲村党支部" in after
    record = frozen(shared.store, STAFF, number).decode()
    for text in (before, after):
        assert figures(text) <= figures(record)
        assert "2026年第1季度、2026年第2季度连续两季没有按时报送台账" in text
        assert not re.search("测试|777|888|999|名次|排名", text)
    with pytest.raises(DocumentProblem, match="不能起草“公示”"):
        notice(shared.store, STAFF, number, "publish")
    for branch in (A, B):
        revoke(shared.store, LEADER, number, branch, "查明有误")
    with pytest.raises(DocumentProblem, match="没有同意的支部"):
        notice(shared.store, STAFF, number)
    drop(shared.store, LEADER, number, "不办了")
    with pytest.raises(DocumentProblem, match="已经终止"):
        notice(shared.store, STAFF, number)


def test_a_commendation_is_a_draft_until_made_public(shared: Ground, turn: TURN) -> None:
    number = begun(shared, "commend")
    with pytest.raises(DocumentProblem, match="不能起草“公示”"):
        notice(shared.store, STAFF, number, "publish")
    met(shared, number, date(2026, 10, 20), A="agreed", B="deferred")
    public = text_of(notice(shared.store, STAFF, number))  # what comes next
    assert "予以通报表扬的公示" in public and "拟对甲村党支部" in public and "乙村" not in public
    assert "各党支部：" not in public and "草稿" not in public
    assert text_of(notice(shared.store, STAFF, number, "commend")).startswith("草稿")
    publish(shared.store, LEADER, number, date(2026, 10, 20), date(2026, 10, 26))
    turn(date(2026, 10, 26))
    assert text_of(notice(shared.store, STAFF, number)).startswith("草稿")  # the last day of 公示
    turn(date(2026, 10, 27))
    final = text_of(notice(shared.store, STAFF, number))
    assert "草稿" not in final and "决定对甲村党支部予以通报表扬" in final
    assert figures(public + final) <= figures(frozen(shared.store, STAFF, number).decode())
    met(shared, number, date(2026, 10, 27), B="declined")
    issue(shared.store, LEADER, number, "东街工委〔2026〕999号", date(2026, 10, 27))
    assert "999" not in text_of(notice(shared.store, STAFF, number))
    with pytest.raises(DocumentProblem):
        notice(shared.store, STAFF, number, "publish")


def test_who_may_and_when(shared: Ground, replying: int) -> None:
    for who in (LEADER, viewer("branch", A), viewer("staff", WEST), viewer("administrator", ROOT), viewer("staff", A)):
        with pytest.raises(NoAccess):
            notice(shared.store, who, replying)
    with pytest.raises(NoAccess, match="没有这个批次"):  # nothing frozen yet
        notice(shared.store, STAFF, 999999)


def made_up(proposal: str) -> records.Record:
    """A record with figures found nowhere else."""
    return {
        "year": 2026,
        "as_of": "2026-09-08",
        "unit": {"code": "2", "name": "东街道党工委"},
        "branches": {
            "11": {
                "name": "甲村党支部",
                "counts": {
                    "contact_quarterly": {"2026Q2": [131, 131], "2026Q3": [137, 137]},
                    "appraisal_attended": {"2026": [211, 223]},
                    "ledger_on_time": {"2026Q3": [1, 1]},
                },
            }
        },
        "judged": {
            "rows": {
                "11": {
                    "proposal": proposal,
                    "reasons": [{"text": "得分 97.3，名次 2，区间 1–9"}, {"text": "季度联系 268/268"}],
                    "short": [{"text": "参加评议 211/223"}],
                }
            }
        },
    }


def test_facts_are_those_for_which_it_stands_there() -> None:
    assert facts(made_up("commend"), "11", True) == ["季度联系 268/268"]  # no place
    assert facts(made_up("steady"), "11", True) == ["季度联系 2026年第3季度 137/137"]  # the meeting went further
    assert facts(made_up("commend"), "11", False) == ["参加评议 211/223"]
    said = content(made_up("commend"), "commend", ["11"])
    assert "2026年9月8日" in said.parts[0].text and said.annex[1].rows == [("甲村党支部", "季度联系 268/268")]


def test_the_command_writes_a_file(
    shared: Ground, replying: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, parser, place = replying, build_parser(), tmp_path / "通报.docx"
    asked = ["notice", "--round", f"{number}", "-o"]
    assert command.run(parser.parse_args([*asked, f"{place}", "--json"]), shared.store, STAFF) == 0
    assert json.loads(capsys.readouterr().out) == {
        "file": f"{place}", "round": number, "findings": [], "kind": "criticise",
    }  # fmt: skip
    assert "甲村党支部" in text_of(place.read_bytes())
    other = tmp_path / "另.docx"
    assert command.run(parser.parse_args([*asked, f"{tmp_path / '通报.PDF'}"]), shared.store, STAFF) == 0
    assert "甲村党支部" in "".join(in_pdf((tmp_path / "通报.PDF").read_bytes()))
    for words in ([*asked, "通报.txt"], [*asked, f"{other}", "--kind", "publish"]):
        with pytest.raises(CommandProblem):
            command.run(parser.parse_args(words), shared.store, STAFF)
    with pytest.raises(NoAccess):
        command.run(parser.parse_args([*asked, f"{other}"]), shared.store, LEADER)
    assert not other.exists()


def test_later_changes_do_not_reach_the_document(shared: Ground, replying: int, turn: TURN) -> None:
    # last here: it changes the shared store
    text = text_of(notice(shared.store, STAFF, replying))
    turn(date(2026, 10, 26))
    with shared.store.write() as w:
        renamed = {"org": A, "kind": "rename", "day": date(2026, 10, 25), "name": "改名党支部"}
        w.append("organisation_event", [{"event": w.next_id("event"), **renamed}])
        exempt = {"indicator": "contact_quarterly", "org": A, "reason": "其他", "approved_by": 7}
        w.append("exemption", [{"exemption": w.next_id("event"), **exempt}])
        w.touch([A])
    assert text_of(notice(shared.store, STAFF, replying)) == text

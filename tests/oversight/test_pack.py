"""The pack of one branch: opened again as Word and PDF; who is in it, and how far they are named."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as opened

from data_layer import clock
from data_layer.__main__ import build_parser
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem
from data_layer.commands import pack as command
from data_layer.documents import pdf as setting
from data_layer.documents.content import DocumentProblem
from data_layer.documents.pack import content, pack
from data_layer.oversight.visits import planning
from data_layer.oversight.visits.claims import sheet
from tests.oversight.conftest import uncontacted
from tests.questions.ground import EAST, ROOT, A, B, Ground, viewer

STAFF = viewer("staff", ROOT)
INSPECTOR = Viewer(9, "inspector", (Grant("inspector", A, date(2026, 10, 19), date(2026, 10, 21)),))


@pytest.fixture(scope="module")
def made() -> Iterator[Ground]:
    """Two branches with two members away each, as of one day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2026, 10, 20))
        ground = uncontacted()
        with ground.store.write() as w:
            w.touch([A, B])
        yield ground
        ground.store.close()


def in_word(raw: bytes) -> str:
    """Everything a Word file says."""
    found = opened(io.BytesIO(raw))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in found.paragraphs), *cells])


def in_pdf(raw: bytes) -> str:
    """Everything a PDF says."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw))


def test_word_and_pdf_say_the_same_and_only_of_this_branch(made: Ground) -> None:
    for text in (in_word(pack(made.store, STAFF, A, kind="docx")), in_pdf(pack(made.store, STAFF, A, kind="pdf"))):
        assert "甲村党支部督查材料" in text and "测试1" in text and "测试2" in text
        assert "测试3" not in text and "测试4" not in text and "乙村" not in text
        assert "种子" in text and "有人联系过您吗" in text and "现场记录" in text


def test_the_questions_are_said_and_nobody_is_named_where_no_ledger_came(made: Ground) -> None:
    text = in_word(pack(made.store, STAFF, A, kind="docx"))
    assert "当面要问清的：\n有流动党员 2 人，2026 年没有下拨经费，需要用钱时怎么办？" in text
    asked = next(line for line in text.splitlines() if line.startswith("2026年第2季度："))
    assert "2 人的" in asked and "两表建档" in asked and "未报，不知道" not in text
    assert "天没有联系上（台账到 2026-" in text  # silence is counted up to what ledgers speak of


def test_the_packs_of_a_plan_are_one_zip_with_a_file_a_branch(
    made: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 20, 10))
    view = view_of(made.store, STAFF, f"{EAST}", branches=None)
    plan = planning.plan(made.store, STAFF, view, date(2026, 10, 20), date(2026, 10, 21), by_risk=2, by_chance=0)
    words = ["pack", "--plan", f"{plan}", "-o", f"{tmp_path / 'a.zip'}"]
    assert command.run(build_parser().parse_args(words), made.store, STAFF) == 0
    assert "1/2 " in (said := capsys.readouterr().err) and "2/2 " in said
    with zipfile.ZipFile(tmp_path / "a.zip") as together:
        assert sorted(together.namelist()) == [
            f"督查材料 {code} {name} 2026-10-20.pdf" for code, name in ((A, "甲村党支部"), (B, "乙村党支部"))
        ]
        for name in together.namelist():
            text = in_pdf(together.read(name))
            assert ("甲村" in text) == ("甲村" in name) and ("乙村" in text) == ("乙村" in name)


def test_a_leader_and_an_inspector_see_masked_names(made: Ground) -> None:
    for who in (viewer("leader", ROOT), INSPECTOR):
        text = in_word(pack(made.store, who, A, kind="docx"))
        assert "测试1" not in text and "测*1" in text


def test_an_inspector_sees_the_named_branch_on_the_days_of_the_visit(
    made: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoAccess):
        content(made.store, INSPECTOR, B)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 10, 22))
    with pytest.raises(NoAccess):
        content(made.store, INSPECTOR, A)
    with pytest.raises(NoAccess):
        content(made.store, viewer("administrator", ROOT), A)


def test_whom_to_phone_is_repeated_by_the_day(made: Ground) -> None:
    first, again = sheet(made.store, STAFF, A), sheet(made.store, STAFF, A)
    assert first.claims == again.claims and first.seed == again.seed
    assert [each.who for each in first.claims if each.group == "phone"] == ["测试1", "测试2"]


def test_without_a_chinese_font_it_says_so(made: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "_chosen", lambda: None)
    with pytest.raises(DocumentProblem, match="没有中文字体"):
        pack(made.store, STAFF, A, kind="pdf")


def test_the_command_writes_a_file(made: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    place = tmp_path / "材料.docx"
    assert command.run(parser.parse_args(["pack", "--org", f"{A}", "-o", f"{place}", "--json"]), made.store, STAFF) == 0
    assert '"org_code": "11"' in capsys.readouterr().out and "甲村" in in_word(place.read_bytes())
    for words in (["--org", f"{A}", "-o", "材料.txt"], ["--org", f"{ROOT}", "-o", "材料.pdf"]):
        with pytest.raises(CommandProblem):
            command.run(parser.parse_args(["pack", *words]), made.store, STAFF)

"""What leaves as Excel says what it is, and can do nothing."""

import io
import zipfile
from datetime import date, datetime
from fractions import Fraction

import openpyxl
import pytest

from data_layer.documents.excel import Stamp, table_workbook

STAMP = Stamp(
    organisation="东湖街道党工委",
    as_of=date(2026, 9, 30),
    version="台账第 12 号",
    by="工作人员",
    taken_at=datetime(2026, 10, 12, 9, 30),
    period="2026年第3季度",
    known_at=datetime(2026, 9, 30, 23, 59, 59),
    filters=(("状态", "未达标"),),
)


def opened(content: bytes):
    """The first sheet as openpyxl sees it, formulas unevaluated."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def rows_of(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_filters_as_of_and_version_stand_above_the_table() -> None:
    sheet = opened(table_workbook("季度联系", ["党支部", "达标率"], [["第一党支部", Fraction(1, 3)]], STAMP))
    above = {row[0]: row[1] for row in rows_of(sheet)[1:7]}
    assert sheet["A1"].value == "季度联系"
    assert above == {
        "党组织": "东湖街道党工委",
        "期间": "2026年第3季度",
        "截至": "2026-09-30（按 2026-09-30 23:59 时已入库的资料）",
        "筛选": "状态：未达标",
        "数据版本": "台账第 12 号",
        "导出": "工作人员，2026-10-12 09:30",
    }
    assert rows_of(sheet)[8] == ["党支部", "达标率"]
    assert rows_of(sheet)[9][1] == pytest.approx(1 / 3)
    assert sheet["B10"].number_format == "0.0%"
    assert sheet.freeze_panes == "A10"


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://example.invalid")', "+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "\r=1", "\n=1", "http://a.b/"],
)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    content = table_workbook("表", ["备注"], [[text]], STAMP)
    cell = opened(content)["A10"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    if text[0] in "=+-@＝":
        assert cell.value == text
        assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_control_characters_are_dropped_and_long_texts_cut() -> None:
    sheet = opened(table_workbook("表[1]:*?/", ["备注"], [["甲\x00\x0b乙"], ["长" * 40_000]], STAMP))
    assert sheet["A10"].value == "甲乙"
    assert len(sheet["A11"].value) == 32_767


def test_values_keep_their_kind() -> None:
    row = [3, 2.5, True, None, date(2026, 3, 5), datetime(2026, 3, 5, 8, 0), "007"]
    sheet = opened(table_workbook("表", [f"列{n}" for n in range(7)], [row], STAMP))
    values = rows_of(sheet)[9]
    assert values[:4] == [3, 2.5, "是", None]
    assert values[4] == datetime(2026, 3, 5)
    assert values[6] == "007"


def test_an_empty_table_is_still_a_file() -> None:
    assert rows_of(opened(table_workbook("空表", ["党支部"], [], STAMP)))[8][0] == "党支部"

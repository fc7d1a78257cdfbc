"""What files that leave bear, and what stands above every place where files come in."""

import ast
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document as opened

from data_layer import clock
from data_layer.access import Viewer
from data_layer.access.marks import CLASSIFIED, watermark, watermark_of
from data_layer.administration.fund_file import empty_fund_file
from data_layer.documents.content import Document, Sentence, Table
from data_layer.documents.excel import Stamp, table_workbook
from data_layer.documents.official import Official, official
from data_layer.documents.word import word
from data_layer.ledger.template_notes import GUIDE
from web import forms

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 10, 12, 9, 30)


def test_who_when_and_what_stand_on_every_page_that_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    mark = watermark_of(Viewer(3, "zhang", (), display_name="张工"), "甲&乙街道")
    assert mark == watermark("张工", AT, "甲&乙街道") and "张工 2026-10-12 09:30" in mark and "甲&乙街道" in mark
    book = table_workbook("表", ["列"], [["值"]], Stamp("甲&乙街道", date(2026, 9, 30), "1", "张工", AT))
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert "甲&amp;&amp;乙街道" in package.read("xl/worksheets/sheet1.xml").decode()
    assert openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].oddHeader.center.text == mark.replace("&", "&&")
    made = opened(io.BytesIO(word(Document("题", "下", "脚", mark, (Sentence("话"),)))))
    assert [each.text for each in made.sections[0].footer.paragraphs][-1] == mark
    notice = Official("", "公示", "", (Sentence("话"),), "区委", ("附", Table(("列",), [("值",)], (1,))), mark)
    public = opened(io.BytesIO(official(notice)))
    assert public.core_properties.comments == mark
    assert not [each for each in public.paragraphs if "张工" in each.text]


def test_the_banner_stands_where_one_signs_in_in_every_template_and_beside_every_upload() -> None:
    assert CLASSIFIED in forms.sign_in("/").body.decode()
    assert any(CLASSIFIED in text for text in GUIDE)
    with zipfile.ZipFile(io.BytesIO(empty_fund_file())) as package:
        assert CLASSIFIED in package.read("xl/worksheets/sheet1.xml").decode()
    uploads = [
        file.name
        for file in (ROOT / "pages").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("file_uploader", "camera_input")
    ]
    assert uploads == ["upload.py"], "use pages.parts.upload.files: it shows the banner"

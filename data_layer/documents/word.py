"""A document as Word (.docx), to be edited: A4, headings in 黑体, text in 宋体, page numbers at the foot."""

import io
import re
from typing import Any

from docx import Document as new
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from data_layer.documents.content import Bars, Document, Heading, Items, Lines, NewPage, Part, Sentence, Table

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STEPS = 20


def word(document: Document) -> bytes:
    """The document as .docx bytes."""
    made = new()
    section = made.sections[0]
    wide, high, margin = (29.7, 21.0, 1.2) if document.landscape else (21.0, 29.7, 2.0)
    section.page_width, section.page_height = Cm(wide), Cm(high)
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)
    for name, latin, chinese, size in (
        ("Normal", "Times New Roman", "宋体", 10.5), ("Title", "Arial", "黑体", 18), ("Heading 1", "Arial", "黑体", 13),
        ("Heading 2", "Arial", "黑体", 11),
    ):  # fmt: skip
        font_of(made.styles[name], latin, chinese, size)
    made.core_properties.title, made.core_properties.author = clean(document.title), ""
    made.add_paragraph(clean(document.title), style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _quiet(made.add_paragraph(clean(document.below))).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in document.parts:
        _part(made, part, wide - 2 * margin)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(clean(document.foot) + "　第 ")
    page_number(foot)
    foot.add_run(" 页")
    mark = section.footer.add_paragraph(clean(document.mark))
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _quiet(mark)
    _quiet(foot)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _part(made: Any, part: Part, wide: float) -> None:
    """``wide``: cm between the margins."""
    match part:
        case Heading(text, level):
            made.add_heading(clean(text), level)
        case Sentence(text, quiet):
            paragraph = made.add_paragraph(clean(text))
            if quiet:
                _quiet(paragraph)
        case Items(items):
            for item in items:
                made.add_paragraph(clean(item), style="List Bullet")
        case Table(columns, rows, widths, small):
            _table(made, [columns, *rows], widths, wide, size=7 if small else 9)
        case NewPage():
            made.add_page_break()
        case Bars(bars):
            rows = [
                (label, "" if share is None else ("■" * round(share * _STEPS)).ljust(_STEPS, "□"), beside)
                for label, share, beside in bars
            ]  # fmt: skip
            _table(made, rows, (3, 8, 4), wide, head=False)
        case Lines(count):
            for _ in range(count):
                made.add_paragraph("＿" * 44)


def _table(made: Any, rows: Any, widths: tuple[int, ...], wide: float, head: bool = True, size: float = 9) -> None:
    table = made.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    share = [Cm(wide * each / sum(widths)) for each in widths]
    for nth, (line, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, width in zip(line.cells, texts, share, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(clean(text))
            run.font.size, run.bold = Pt(size), head and nth == 0
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head and nth == 0:
            properties.append(OxmlElement("w:tblHeader"))
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def font_of(style: Any, latin: str, chinese: str, size: float) -> None:
    """Black type of a style or a run: the Latin font, the Chinese font, the size in points."""
    style.font.name, style.font.size = latin, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)


def _quiet(paragraph: Any) -> Any:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor(0x59, 0x59, 0x59)
    return paragraph


def page_number(paragraph: Any) -> None:
    """The field that Word fills with the page's number."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)

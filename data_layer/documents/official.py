"""An official document as Word, set by GB/T 9704-2012: A4, 22 lines of 28 characters, number and seal left blank.

Text is 仿宋 三号, the title 小标宋 二号, headings 黑体 and 楷体, the page number outside. The fonts are named, not
embedded: an office has them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document as new
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from data_layer.documents.content import Heading, Sentence, Table
from data_layer.documents.word import clean, font_of, page_number

BODY, TITLE, FIRST, SECOND, DIGITS = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
#: 二号, 三号, 四号 in points.
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
LINES, CHARACTERS = 22, 28
#: Paper and its margins, mm.
WIDE, HIGH, TOP, BOTTOM, LEFT, RIGHT = 210, 297, 37, 35, 28, 26
_TWIPS = 1440 / 25.4  # in a millimetre
#: A line's height in twips, and what a 三号 character gives up so that so many stand in a line, in 1/4096 point.
LINE_PITCH = int((HIGH - TOP - BOTTOM) * _TWIPS / LINES)
CHARACTER_SPACE = round(((WIDE - LEFT - RIGHT) * _TWIPS / 20 / CHARACTERS - SIZE_3) * 4096)
_BLANK_NUMBER = "〔　　　　〕　　号"
_BLANK_DAY = "　　　　年　　月　　日"


@dataclass(frozen=True)
class Official:
    """``mark``: 草稿 or "", above all; ``to``: 主送机关, "" in a 公示; ``parts``: headings and sentences;
    ``signed``: who signs; ``annex``: the table's title and the table; ``taken``: the watermark, in the properties
    only, as the page is for the public."""

    mark: str
    title: str
    to: str
    parts: Sequence[Heading | Sentence]
    signed: str
    annex: tuple[str, Table]
    taken: str = ""


def official(document: Official) -> bytes:
    """The document as .docx bytes."""
    made = new()
    _styles(made)
    _page(made)
    made.core_properties.title, made.core_properties.author = clean(document.title), ""
    made.core_properties.comments = clean(document.taken)
    if document.mark:
        _line(made, document.mark, "Normal", indent=0)
    _line(made, _BLANK_NUMBER, "Normal", WD_ALIGN_PARAGRAPH.CENTER, 0)
    _line(made, document.title, "Title", WD_ALIGN_PARAGRAPH.CENTER, 0)
    made.add_paragraph()
    if document.to:
        _line(made, f"{document.to}：", "Normal", indent=0)
    for part in document.parts:
        _line(made, part.text, f"Heading {part.level}" if isinstance(part, Heading) else "Normal")
    title, table = document.annex
    made.add_paragraph()
    _line(made, f"附件：{title}", "Normal")
    made.add_paragraph()
    for text in (document.signed, _BLANK_DAY):  # the seal goes over both
        signed = _line(made, text, "Normal", WD_ALIGN_PARAGRAPH.RIGHT, 0)
        signed.paragraph_format.right_indent = Pt(4 * SIZE_3)
    _line(made, "附件", "Heading 1", indent=0).paragraph_format.page_break_before = True
    _line(made, title, "Title", WD_ALIGN_PARAGRAPH.CENTER, 0)
    _table(made, table)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _styles(made: Any) -> None:
    for name, chinese, size in (
        ("Normal", BODY, SIZE_3), ("Title", TITLE, SIZE_2), ("Heading 1", FIRST, SIZE_3), ("Heading 2", SECOND, SIZE_3),
    ):  # fmt: skip
        style = made.styles[name]
        font_of(style, LATIN, chinese, size)
        style.font.bold = False
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        # a title of several lines needs more than one line of the grid each
        form.line_spacing = Twips(LINE_PITCH) if name != "Title" else Pt(35)
        border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)


def _page(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(WIDE), Mm(HIGH)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - 5)  # 7 mm below the text, and its own height
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "linesAndChars"), ("linePitch", LINE_PITCH), ("charSpace", CHARACTER_SPACE)):
        grid.set(qn(f"w:{name}"), f"{value}")
    section._sectPr.append(grid)
    made.settings.odd_and_even_pages_header_footer = True
    for foot, right in ((section.footer, True), (section.even_page_footer, False)):
        paragraph = foot.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.left_indent, form.right_indent = Pt(0 if right else SIZE_4), Pt(SIZE_4 if right else 0)
        paragraph.add_run("— ")
        page_number(paragraph)
        paragraph.add_run(" —")
        for run in paragraph.runs:
            font_of(run, LATIN, DIGITS, SIZE_4)


def _line(made: Any, text: str, style: str, align: Any = None, indent: int = 2) -> Any:
    """A paragraph; ``indent``: characters before its first line."""
    paragraph = made.add_paragraph(clean(text), style=style)
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(indent * SIZE_3)
    return paragraph


def _table(made: Any, said: Table) -> None:
    table = made.add_table(rows=1 + len(said.rows), cols=len(said.columns), style="Table Grid")
    table.autofit = False
    widths = [Mm((WIDE - LEFT - RIGHT) * each / sum(said.widths)) for each in said.widths]
    for nth, (line, texts) in enumerate(zip(table.rows, (said.columns, *said.rows), strict=True)):
        for cell, text, width in zip(line.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(clean(text))
            font_of(run, LATIN, FIRST if nth == 0 else BODY, SIZE_4)
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if nth == 0:
            properties.append(OxmlElement("w:tblHeader"))

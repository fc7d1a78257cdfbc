"""An official document, set by GB/T 9704-2012: A4, 22 lines of 28 characters, number and seal left blank.

Text is 仿宋 三号, the title 小标宋 二号, headings 黑体 and 楷体, the page number outside. Word names the fonts, as an
office has them; the PDF, for reading, is set of the same content with what the machine has, and embeds it.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import floor
from pathlib import Path
from typing import Any

from docx import Document as new
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from data_layer.documents.content import Heading, Sentence, Table
from data_layer.documents.pdf import parts_of, typeset
from data_layer.documents.word import clean, font_of, page_number

BODY, TITLE, FIRST, SECOND, DIGITS = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
#: 二号, 三号, 四号 in points.
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
LINES, CHARACTERS = 22, 28
#: Paper and its margins, mm.
WIDE, HIGH, TOP, BOTTOM, LEFT, RIGHT = 210, 297, 37, 35, 28, 26
_TWIPS = 1440 / 25.4  # in a millimetre
#: A line's height, and what a 三号 character gives up so that so many stand in a line; twips. Not as a grid of
#: characters: of a character wider than its cell LibreOffice makes two, fourteen in a line.
LINE_PITCH = int((HIGH - TOP - BOTTOM) * _TWIPS / LINES)
CHARACTER_SPACE = floor((WIDE - LEFT - RIGHT) * _TWIPS / CHARACTERS) - 20 * SIZE_3
#: What follows a character's spacing among the properties of a run, as the format wants them in order.
_AFTER_SPACING = tuple(
    f"w:{name}" for name in "w kern position sz szCs highlight u effect bdr shd fitText lang".split()
)
_TEMPLATE = Path(__file__).resolve().parent / "official.typ"
BLANK_NUMBER = "〔　　　　〕　　号"
BLANK_DAY = "　　　　年　　月　　日"


@dataclass(frozen=True)
class Official:
    """``mark``: 草稿 or "", above all; ``title``: its lines; ``to``: 主送机关, "" in a 公示; ``parts``: headings and
    sentences; ``signed``: who signs; ``annex``: the table's title and the table, where there is one; ``taken``: the
    watermark, in the properties only, as the page is for the public."""

    mark: str
    title: tuple[str, ...]
    to: str
    parts: Sequence[Heading | Sentence]
    signed: str
    annex: tuple[str, Table] | None = None
    taken: str = ""


def official(document: Official, kind: str = "docx") -> bytes:
    """The document as ``docx`` or ``pdf`` bytes. Raises DocumentProblem where the machine has no Chinese font."""
    return _word(document) if kind == "docx" else _pdf(document)


def _pdf(document: Official) -> bytes:
    said = {
        "mark": document.mark, "number": BLANK_NUMBER, "title": document.title, "to": document.to,
        "parts": parts_of(document.parts), "signed": document.signed, "day": BLANK_DAY,
        "annex": document.annex and {"title": document.annex[0], **asdict(document.annex[1])},
        "taken": document.taken,
        "high": HIGH - TOP - BOTTOM, "lines": LINES, "wide": WIDE - LEFT - RIGHT, "characters": CHARACTERS,
    }  # fmt: skip
    return typeset(_TEMPLATE, said)


def _word(document: Official) -> bytes:
    made = new()
    _styles(made)
    _page(made)
    made.core_properties.title, made.core_properties.author = clean("".join(document.title)), ""
    made.core_properties.comments = clean(document.taken)
    if document.mark:
        _line(made, document.mark, "Normal", indent=0)
    _line(made, BLANK_NUMBER, "Normal", WD_ALIGN_PARAGRAPH.CENTER, 0)
    _line(made, "\n".join(document.title), "Title", WD_ALIGN_PARAGRAPH.CENTER, 0)
    made.add_paragraph()
    if document.to:
        _line(made, f"{document.to}：", "Normal", indent=0)
    for part in document.parts:
        last = _line(made, part.text, f"Heading {part.level}" if isinstance(part, Heading) else "Normal")
    together = [last]  # who signs never stands on a page without text: the last paragraph goes with it
    if document.annex:
        together += [made.add_paragraph(), _line(made, f"附件：{document.annex[0]}", "Normal")]
    for paragraph in (*together, made.add_paragraph()):
        paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True
    for text in (document.signed, BLANK_DAY):  # the seal goes over both
        signed = _line(made, text, "Normal", WD_ALIGN_PARAGRAPH.RIGHT, 0)
        signed.paragraph_format.right_indent = Pt(4 * SIZE_3)
        signed.paragraph_format.keep_with_next = text == document.signed
    if document.annex:
        title, table = document.annex
        _line(made, "附件", "Heading 1", indent=0).paragraph_format.page_break_before = True
        _line(made, title, "Title", WD_ALIGN_PARAGRAPH.CENTER, 0)
        made.add_paragraph()
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
        _spaced(style.element.rPr, CHARACTER_SPACE if size == SIZE_3 else 0)
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        # a title of several lines needs more than one line of the grid each
        form.line_spacing = Twips(LINE_PITCH) if name != "Title" else Pt(35)
        border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)


def _spaced(properties: Any, twips: int) -> None:
    """Characters stand so much further apart."""
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), f"{twips}")
    properties.insert_element_before(spacing, *_AFTER_SPACING)


def _page(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(WIDE), Mm(HIGH)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - 5)  # 7 mm below the text, and its own height
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
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
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for nth, (line, texts) in enumerate(zip(table.rows, (said.columns, *said.rows), strict=True)):
        for cell, text, width in zip(line.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            font_of(paragraph.add_run(clean(text)), LATIN, FIRST if nth == 0 else BODY, SIZE_4)
            paragraph.paragraph_format.line_spacing = Pt(21)
            off_grid = OxmlElement("w:snapToGrid")
            off_grid.set(qn("w:val"), "0")
            paragraph._p.get_or_add_pPr().insert_element_before(off_grid, "w:spacing", "w:ind", "w:jc", "w:rPr")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if nth == 0 else WD_ALIGN_PARAGRAPH.LEFT
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if nth == 0:
            properties.append(OxmlElement("w:tblHeader"))

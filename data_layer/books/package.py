"""What an .xlsx package holds, looked at before anything parses it: how far every sheet reaches, what is hidden.

The reader behind it allocates a sheet's whole rectangle and takes the process down when a far corner is filled, so a
streaming scan of the XML comes first. Only cells with content count: a styled empty cell at XFD1048576 is common and
harmless.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from posixpath import basename, join, normpath
from typing import Final

from data_layer.books.archive import Archive
from data_layer.books.neutral import Extent, Unreadable, within_limits

_LONGEST_TAG = 1 << 16
# Attribute values may hold ">", so quotes are followed; an undecided tag at the end of a chunk waits for the next one.
_TAG = re.compile(rb"""<(?:[\w.-]+:)?(c|row|col)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_ENDED = re.compile(rb"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_NEXT = re.compile(rb"\s*<(.)", re.DOTALL)
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ANY_REF = re.compile(rb"\sr\s*=")
_ROW = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_SPAN = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,5})["']""")
# What else is a zip, by the start of a member's name.
_OTHERS: Final = {
    "xl/workbook.bin": "Excel 二进制工作簿（.xlsb）",
    "word/": "Word 文档",
    "ppt/": "演示文稿",
    "Index/Document.iwa": "苹果 Numbers 表格",
    "content.xml": "文字文档或演示文稿（OpenDocument）",
}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an .xlsx that reading needs: sheet name -> extent, and the workbook's epoch."""

    extents: dict[str, Extent]
    date1904: bool


def _column_number(letters: bytes) -> int:
    number = 0
    for byte in letters.upper():
        number = number * 26 + byte - 64
    return number


def inspect(content: bytes) -> Package:
    """Look through a zip package. Raises Unreadable over a limit, for damage, and for packages that are no .xlsx."""
    archive = Archive(content)
    _refuse_other_packages(archive)
    extents: dict[str, Extent] = {}
    small: dict[str, bytes] = {}
    for name in archive.names:
        keep = bytearray() if name.endswith((".rels", "workbook.xml")) else None
        scanner = _Scanner()
        for piece in archive.pieces(name):
            if keep is not None:
                keep += piece
            if not name.startswith("xl/media/"):
                scanner.feed(piece)
        scanner.feed(b"", last=True)
        extents[name] = scanner.extent
        if keep is not None:
            small[name] = bytes(keep)
    return _named(small, extents)


def _refuse_other_packages(archive: Archive) -> None:
    names = archive.names
    if archive.encrypted:
        raise Unreadable("file_encrypted")
    for part, called in _OTHERS.items():
        if any(name.startswith(part) for name in names):
            raise Unreadable("format_not_read", format=called)
    if not any(basename(name) == "workbook.xml" for name in names):
        raise Unreadable("not_a_workbook")


class _Scanner:
    """Finds out how far a sheet reaches from pieces of its XML."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._text = b""
        self._row = self._column = 0

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Take in the next piece. Raises Unreadable for XML that no spreadsheet program writes."""
        text = self._text + chunk
        done = keep = 0
        for match in _TAG.finditer(text):
            kind, inside = match[1], match[2]
            if kind == b"c":
                filled = not inside.endswith(b"/")
                if filled:
                    following = _NEXT.match(text, match.end())
                    if following is None and not last:
                        keep = match.start() + 1
                        break
                    filled = following is None or following[1] != b"/"
                self._cell(inside, filled)
            elif kind == b"row":
                where = _ROW.search(inside)
                self._row, self._column = int(where[1]) if where else self._row + 1, 0
                if _HIDDEN.search(inside):
                    self.extent.hidden_rows.add(self._row - 1)
            elif _HIDDEN.search(inside):
                span = {key: int(value) for key, value in _SPAN.findall(inside)}
                self.extent.hide_columns(span.get(b"min", 1) - 1, span.get(b"max", 1) - 1)
            done = match.end()
        if keep:
            self._text = text[keep - 1 :]
        else:
            start = text.rfind(b"<", done)
            self._text = text[start:] if start >= 0 and not _ENDED.match(text, start) else b""
        if len(self._text) > _LONGEST_TAG:
            raise Unreadable("file_damaged")

    def _cell(self, inside: bytes, filled: bool) -> None:
        where = _REF.search(inside)
        if where:
            self._column, self._row = _column_number(where[1]), int(where[2])
        elif _ANY_REF.search(inside):
            raise Unreadable("file_damaged")
        else:
            self._column += 1
        if filled:
            self.extent.reach(self._row, self._column)


def _named(parts: dict[str, bytes], extents: dict[str, Extent]) -> Package:
    """Tie sheet names to the parts they are in; a package where that fails is damaged."""
    try:
        book = next(name for name in sorted(parts) if basename(name) == "workbook.xml")
        root = ET.fromstring(parts[book])
        folder = book.rpartition("/")[0]
        relations = {
            item.get("Id"): item.get("Target", "")
            for item in ET.fromstring(parts[join(folder, "_rels", "workbook.xml.rels")])
        }
    except (StopIteration, KeyError, ET.ParseError) as error:
        raise Unreadable("file_damaged") from error
    found: dict[str, Extent] = {}
    date1904 = False
    for item in root.iter():
        tag = item.tag.rpartition("}")[2]
        if tag == "workbookPr":
            date1904 = item.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            target = relations.get(item.get(_RELATION) or item.get(_STRICT_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[item.get("name", "")] = extents.get(part, Extent())
    within_limits(found)
    for extent in extents.values():  # a part that no sheet names would be parsed by none, or by a name read otherwise
        if all(extent is not known for known in found.values()):
            within_limits({"": extent})
    return Package(found, date1904)

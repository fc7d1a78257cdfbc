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
from data_layer.books.neutral import MAX_COLUMNS, MAX_EMPTY_BOX, MAX_ROWS, Extent, Unreadable, within_limits

_LONGEST_TAG = 1 << 16
# Attribute values may hold ">", so quotes are followed; an undecided tag at the end of a chunk waits for the next one.
_TAG = re.compile(rb"""<(?:[\w.-]+:)?(c|row|col)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_ENDED = re.compile(rb"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
# How nearly all programs write rows and cells. What is written otherwise is looked at tag by tag.
_ROW_TAG = b"<row "
_SIGNS = (b"<c", b"<row", b":c", b":row")  # without any of them (texts, styles) there is nothing to look at
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*(/>|></c>|>)')
_ROW_NUMBER = re.compile(rb'<row r="([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*\shidden="(?:1|true)"')
_UNUSUAL = (
    b"<c>",
    b"<c/",
    b"<c\n",
    b"<c\r",
    b"<c\t",
    b"<row>",
    b"<row/",
    b"<row\n",
    b"<row\r",
    b"<row\t",
    b"<col ",
    b":c",
    b":row",
)
_NEXT = re.compile(rb"\s*<(.)", re.DOTALL)
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ANY_REF = re.compile(rb"\sr\s*=")
_ROW = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_SPAN = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,5})["']""")
_WHOLE = re.compile(
    rb"(?:</(?:[\w.-]+:)?(?:worksheet|chartsheet|dialogsheet|macrosheet)|<(?:[\w.-]+:)?worksheet[^<]*/)\s*>\s*\Z"
)
_TAIL = 4_096
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
    halves: set[str] = set()
    for name in archive.names:
        keep = bytearray() if name.endswith((".rels", "workbook.xml")) else None
        scanner, tail = _Scanner(), b""
        for piece in archive.pieces(name):
            if keep is not None:
                keep += piece
            if not name.startswith("xl/media/"):
                scanner.feed(piece)
            tail = (tail + piece)[-_TAIL:]
        scanner.feed(b"", last=True)
        extents[name] = scanner.extent
        if not _WHOLE.search(tail):
            halves.add(name)
        if keep is not None:
            small[name] = bytes(keep)
    return _named(small, extents, halves)


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
        self._cells: list[tuple[bytes, bytes, bytes]] = []
        self._row = self._column = 0

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Take in the next piece. Raises Unreadable for XML that no spreadsheet program writes."""
        text = self._text + chunk
        first, end = text.find(_ROW_TAG), text.rfind(_ROW_TAG)
        if end > first and self._usual(rows := text[first:end]):
            self._slowly(text[:first], True)
            self._take(rows)
            self._text = text[end:]
            if not last:
                return
            text = self._text
        self._slowly(text, last)

    def _usual(self, rows: bytes) -> bool:
        """Whether whole rows are written as nearly every program writes them, all cells in sight."""
        if any(sign in rows for sign in _UNUSUAL) or rows.count(_ROW_TAG) != rows.count(_ROW_TAG + b'r="'):
            return False
        cells = self._cells = _CELL.findall(rows)
        return len(cells) == rows.count(b"<c ")

    def _take(self, rows: bytes) -> None:
        """Take in rows that are written as usual, many at a time."""
        filled = [(letters, row) for letters, row, end in self._cells if end == b">"]
        if filled:
            row = max(map(int, {row for _, row in filled}))
            column = max(map(_column_number, {letters for letters, _ in filled}))
            if row > MAX_ROWS or column > MAX_COLUMNS or row * column > MAX_EMPTY_BOX:
                for letters, at in filled:  # a cell will be named, not a corner in which nothing stands
                    self.extent.reach(int(at), _column_number(letters))
            else:
                self.extent.reach(row, column, len(filled))
        self.extent.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(rows) if int(row) <= MAX_ROWS)
        self._row = int(_ROW_NUMBER.findall(rows)[-1])

    def _slowly(self, text: bytes, last: bool) -> None:
        done = keep = 0
        for match in _TAG.finditer(text) if any(sign in text for sign in _SIGNS) else ():
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
                if self._row <= MAX_ROWS and _HIDDEN.search(inside):
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


def _named(parts: dict[str, bytes], extents: dict[str, Extent], halves: set[str]) -> Package:
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
            if part in halves:  # cut off before its cells it would be read as an empty sheet
                raise Unreadable("file_damaged")
    within_limits(found)
    for extent in extents.values():  # a part that no sheet names would be parsed by none, or by a name read otherwise
        if all(extent is not known for known in found.values()):
            within_limits({"": extent})
    return Package(found, date1904)

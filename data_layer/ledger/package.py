"""What an .xlsx package holds, looked at before anything parses it: limits, hidden rows and columns.

The reader behind ``open`` allocates a sheet's whole rectangle and takes the process down when a far corner is filled,
so how far every sheet reaches is found by a streaming scan of its XML first. Only cells with content count: a styled
empty cell at XFD1048576 is common and harmless.
"""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename, join, normpath
from typing import Final

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
MAX_EMPTY_BOX: Final = 4_000_000  # cells of a rectangle that may be nearly empty

_CHUNK = 1 << 20
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
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Unreadable(Exception):
    """The file cannot be read. ``code`` is a problem's code, ``values`` what its text needs."""

    def __init__(self, code: str, sheet: str = "", cell: str = "", **values: str) -> None:
        super().__init__(code)
        self.code, self.sheet, self.cell, self.values = code, sheet, cell, values


@dataclass(slots=True)
class Extent:
    """How far the filled cells of a sheet reach (1-based), and what is hidden in it (0-based)."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    farthest: str = ""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an .xlsx that reading needs: sheet name -> extent, and the workbook's epoch."""

    extents: dict[str, Extent]
    date1904: bool


def column_letters(column: int) -> str:
    """``A`` for 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ref(row: int, column: int) -> str:
    """``A1`` for (0, 0)."""
    return f"{column_letters(column)}{row + 1}"


def _column_number(letters: bytes) -> int:
    number = 0
    for byte in letters.upper():
        number = number * 26 + byte - 64
    return number


def inspect(content: bytes) -> Package:
    """Look through a zip package. Raises Unreadable over a limit, for damage, and for packages that are no .xlsx."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("file_damaged") from error
    if len(infos) > MAX_PARTS:
        raise Unreadable("too_many_parts", limit=str(MAX_PARTS))
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Unreadable("unpacked_too_large", limit=str(MAX_UNPACKED >> 20))
    names = {info.filename.lstrip("/") for info in infos}
    _refuse_other_packages(content, infos, names)
    extents: dict[str, Extent] = {}
    small: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for info in infos:
        name = info.filename.lstrip("/")
        keep = bytearray() if name.endswith((".rels", "workbook.xml")) else None
        scanner = _Scanner()
        for chunk in _inflate(content, info):
            left -= len(chunk)
            if left < 0:  # the directory's sizes may lie; these do not
                raise Unreadable("unpacked_too_large", limit=str(MAX_UNPACKED >> 20))
            if keep is not None:
                keep += chunk
            if not name.startswith("xl/media/"):
                scanner.feed(chunk)
        scanner.feed(b"", last=True)
        extents[name] = scanner.extent
        if keep is not None:
            small[name] = bytes(keep)
    return _named(small, extents)


def _refuse_other_packages(content: bytes, infos: list[zipfile.ZipInfo], names: set[str]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable("file_encrypted")
    if "mimetype" in names:
        raise Unreadable("format_not_read", format="OpenDocument 表格（.ods）")
    if "xl/workbook.bin" in names:
        raise Unreadable("format_not_read", format="Excel 二进制工作簿（.xlsb）")
    if any(name.startswith("word/") for name in names):
        raise Unreadable("format_not_read", format="Word 文档")
    if not any(basename(name) == "workbook.xml" for name in names):
        raise Unreadable("not_a_workbook")


def _inflate(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes in chunks, inflated to their true length whatever the directory says."""
    start = info.header_offset
    names = int.from_bytes(content[start + 26 : start + 28], "little")
    extra = int.from_bytes(content[start + 28 : start + 30], "little")
    data = memoryview(content)[start + 30 + names + extra :][: info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(data), _CHUNK):
            yield bytes(data[at : at + _CHUNK])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("file_damaged")
    machine = zlib.decompressobj(-15)
    try:
        pending = bytes(data)
        while pending and not machine.eof:
            chunk = machine.decompress(pending, _CHUNK)
            if not chunk and len(machine.unconsumed_tail) == len(pending):
                break
            yield chunk
            pending = machine.unconsumed_tail
    except zlib.error as error:
        raise Unreadable("file_damaged") from error


class _Scanner:
    """Finds out how far a sheet reaches from pieces of its XML."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._text = b""
        self._row = self._column = 0

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Take in the next piece. Raises Unreadable for XML that no spreadsheet program writes."""
        text = self._text + chunk
        if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in text:
            raise Unreadable("file_damaged")  # another encoding would hide the cells from this scan
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
                columns = range(span.get(b"min", 1) - 1, min(span.get(b"max", 1), MAX_COLUMNS))
                self.extent.hidden_columns.update(columns)
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
            extent = self.extent
            extent.filled += 1
            if self._row > extent.rows or self._column > extent.columns:
                extent.farthest = ref(self._row - 1, self._column - 1)
                extent.rows = max(extent.rows, self._row)
                extent.columns = max(extent.columns, self._column)


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
    for name, extent in found.items():
        _check_extent(name, extent)
    for extent in extents.values():
        if not any(extent is known for known in found.values()):
            _check_extent("", extent)
    return Package(found, date1904)


def _check_extent(sheet: str, extent: Extent) -> None:
    if extent.columns > MAX_COLUMNS:
        raise Unreadable("too_many_columns", sheet, extent.farthest, limit=str(MAX_COLUMNS), at=extent.farthest)
    if extent.rows > MAX_ROWS:
        raise Unreadable("too_many_rows", sheet, extent.farthest, limit=f"{MAX_ROWS:,}", at=extent.farthest)
    box = extent.rows * extent.columns
    if box > MAX_EMPTY_BOX and box > 20 * extent.filled:
        raise Unreadable("far_cell", sheet, extent.farthest, at=extent.farthest)

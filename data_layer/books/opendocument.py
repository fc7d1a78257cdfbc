"""What an .ods holds, looked at before it is parsed: how far every table reaches, what is hidden or merged in it.

One cell may stand for many (``number-columns-repeated``), so how far a sheet reaches has nothing to do with its size.
"""

from typing import Final
from xml.parsers import expat

from data_layer.books.archive import Archive
from data_layer.books.neutral import MAX_MERGES, Extent, Unreadable, within_limits
from data_layer.books.package import Package

_KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_SEPARATOR = " "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_MOST = 1 << 24  # of repetitions; no sheet has as many rows


def is_opendocument(archive: Archive) -> bool:
    """Whether a zip says that it is a spreadsheet of OpenDocument."""
    return "mimetype" in archive.names and archive.read("mimetype").startswith(_KIND)


def inspect_ods(archive: Archive) -> Package:
    """Look through an .ods. Raises Unreadable over a limit and for damage."""
    names = archive.names
    if archive.encrypted or ("META-INF/manifest.xml" in names and b"encryption-data" in _whole(archive)):
        raise Unreadable("file_encrypted")
    if "content.xml" not in names:
        raise Unreadable("file_damaged")
    for name in names:
        if name not in ("content.xml", "mimetype", "META-INF/manifest.xml"):
            for _ in archive.pieces(name):
                pass
    content = _Content()
    try:
        for piece in archive.pieces("content.xml"):
            content.parser.Parse(piece, False)
        content.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable("file_damaged") from error
    if not content.extents:
        raise Unreadable("file_damaged")
    within_limits(content.extents)
    return Package(content.extents, False)


def _whole(archive: Archive) -> bytes:
    return archive.read("META-INF/manifest.xml")


class _Content:
    """Follows content.xml from tag to tag."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.extents: dict[str, Extent] = {}
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._extent: Extent | None = None
        self._row = self._rows = self._column = self._columns = self._across = 0
        self._filled = False

    def _start(self, tag: str, item: dict[str, str]) -> None:
        if tag == _STYLE + "style":
            self._style = item.get(_STYLE + "name", "")
        elif tag == _STYLE + "table-properties":
            if item.get(_TABLE + "display") == "false":
                self._hidden_styles.add(self._style)
        elif tag == _TABLE + "table":
            if self._extent is None:  # a table inside a cell is none of the sheets
                hidden = item.get(_TABLE + "style-name", "") in self._hidden_styles
                self._extent = self.extents[item.get(_TABLE + "name", "")] = Extent(hidden=hidden)
                self._row = self._columns = 0
        elif self._extent is not None:
            self._inside(self._extent, tag, item)

    def _inside(self, extent: Extent, tag: str, item: dict[str, str]) -> None:
        if tag == _TABLE + "table-column":
            count = _count(item, "columns-repeated")
            if item.get(_TABLE + "visibility", "visible") != "visible":
                extent.hide_columns(self._columns, self._columns + count - 1)
            self._columns += count
        elif tag == _TABLE + "table-row":
            self._rows, self._column = _count(item, "rows-repeated"), 0
            if item.get(_TABLE + "visibility", "visible") != "visible":
                extent.hidden_rows.update(range(self._row, self._row + min(self._rows, 200_000)))
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._across = _count(item, "columns-repeated")
            self._filled = any(key.endswith("value-type") for key in item)
            down, right = _count(item, "rows-spanned"), _count(item, "columns-spanned")
            if down * right > 1:
                area = (self._row, self._column, self._row + down - 1, self._column + right - 1)
                extent.merges.append(area)
                if len(extent.merges) > MAX_MERGES:
                    raise Unreadable("too_many_merges", limit=f"{MAX_MERGES:,}")
        elif tag == _TEXT + "p":
            self._filled = True

    def _end(self, tag: str) -> None:
        extent = self._extent
        if extent is None:
            return
        if tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._column += self._across
            if self._filled:
                extent.reach(self._row + self._rows, self._column, min(self._across * self._rows, _MOST))
            self._filled = False
        elif tag == _TABLE + "table-row":
            self._row += self._rows
        elif tag == _TABLE + "table":
            self._extent = None


def _count(item: dict[str, str], what: str) -> int:
    text = item.get(f"{_TABLE}number-{what}", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Unreadable("file_damaged")
    return int(text)

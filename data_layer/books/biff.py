"""What an old workbook (.xls, .et) holds, looked at before it is parsed: its version, how far its sheets reach, what is
hidden. A workbook is one stream of records, each with its kind and length before it.
"""

import struct
from collections.abc import Iterator
from typing import Final

from data_layer.books.compound import Compound
from data_layer.books.neutral import Extent, Unreadable, within_limits
from data_layer.books.package import Package

OLD: Final = "很旧的 Excel 工作簿（Excel 95 或更早）"

_BIFF5, _BIFF8 = 0x0500, 0x0600
_OLD_BOF = (0x09, 0x0209, 0x0409)
_BOF, _EOF, _SHEET, _LOCKED, _EPOCH = 0x0809, 0x0A, 0x85, 0x2F, 0x22
_ROW, _COLUMNS, _MANY = 0x0208, 0x7D, 0xBD
_ONE = frozenset((0xFD, 0x0204, 0x0203, 0x027E, 0x06, 0x0205, 0xD6))  # records that hold one filled cell


def inspect_xls(content: bytes) -> Package:
    """Look through a compound file. Raises Unreadable over a limit, for damage, and for what is no .xls of BIFF8."""
    try:
        return _inspected(Compound(content))
    except (struct.error, UnicodeDecodeError, MemoryError) as error:
        raise Unreadable("file_damaged") from error


def _inspected(compound: Compound) -> Package:
    streams = compound.streams
    if "EncryptedPackage" in streams:
        raise Unreadable("file_encrypted")
    for name, called in (("WordDocument", "Word 文档（.doc）"), ("PowerPoint Document", "演示文稿（.ppt）")):
        if name in streams:
            raise Unreadable("format_not_read", format=called)
    book = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in streams), None)
    if book is None:
        raise Unreadable("not_a_workbook" if streams else "file_damaged")
    stream = compound.read(book)
    starts: list[tuple[str, int, bool]] = []
    date1904 = False
    for number, (kind, data) in enumerate(_records(stream, 0)):
        if number == 0:
            version = struct.unpack_from("<H", data)[0]
            if kind in _OLD_BOF or (kind == _BOF and version == _BIFF5):
                raise Unreadable("format_not_read", format=OLD)
            if kind != _BOF or version != _BIFF8:
                raise Unreadable("file_damaged")
        elif kind == _LOCKED:
            raise Unreadable("file_encrypted")
        elif kind == _EPOCH:
            date1904 = data[:1] == b"\1"
        elif kind == _SHEET:
            start, state, sort, length, wide = struct.unpack_from("<LBBBB", data)
            if sort == 0:
                name = data[8:].decode("utf-16-le", "replace") if wide & 1 else data[8:].decode("latin-1")
                starts.append((name[:length], start, state & 3 != 0))
    if not starts:
        raise Unreadable("file_damaged")
    extents = {name: _extent(stream, start, hidden) for name, start, hidden in starts}
    within_limits(extents)
    return Package(extents, date1904)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and data of the records of one part of the stream, its nested parts (charts) included."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _extent(stream: bytes, start: int, hidden: bool) -> Extent:
    extent = Extent(hidden=hidden)
    for kind, data in _records(stream, start):
        if kind in _ONE:
            row, column = struct.unpack_from("<HH", data)
            extent.reach(row + 1, column + 1)
        elif kind == _MANY:
            row, first = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0]
            extent.reach(row + 1, last + 1, max(1, last - first + 1))
        elif kind == _ROW:
            if struct.unpack_from("<H", data, 12)[0] & 0x20:
                extent.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", data)
            if flags & 1:
                extent.hide_columns(first, last)
    return extent

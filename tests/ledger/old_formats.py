"""Files of other programs, written by hand for the tests: compound files with BIFF8 workbooks (.xls), and .ods."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Sheets = Mapping[str, Sequence[Sequence[Any]]]
Areas = Mapping[str, Sequence[tuple[int, int, int, int]]]

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of streams, each kept in whole sectors."""
    sectors: list[bytes] = []
    chains: list[int] = []

    def put(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, max(len(data), 1), 512)]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    def entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        head = text.ljust(64, b"\0") + struct.pack("<HBBLLL", len(text), kind, 1, _FREE, right, child)
        return head + b"\0" * 36 + struct.pack("<LLL", start, size, 0)

    entries = [entry("Root Entry", 5, _END, 0, child=1 if streams else _FREE)]
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\0")  # below that a stream would go among the small ones
        right = number + 1 if number < len(streams) else _FREE
        entries.append(entry(name, 2, put(data), len(data), right=right))
    directory = put(b"".join(entries))
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    at = len(sectors)
    table = [*chains, *[_FAT] * fats]
    table += [_FREE] * (fats * 128 - len(table))
    sectors.append(struct.pack(f"<{len(table)}L", *table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 10 + struct.pack("<LLLLLLLL", fats, directory, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109L", *range(at, at + fats), *[_FREE] * (109 - fats)) + b"".join(sectors)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _string(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def biff8(
    sheets: Sheets,
    *,
    hidden: Sequence[str] = (),
    hidden_rows: Mapping[str, Sequence[int]] | None = None,
    hidden_columns: Mapping[str, Sequence[int]] | None = None,
    merges: Areas | None = None,
    date1904: bool = False,
    version: int = 0x0600,
    locked: bool = False,
) -> bytes:
    """The stream of a workbook: texts, numbers, truth values, days."""

    def begin(sort: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHLL", version, sort, 0, 0, 0, 0))

    bodies = {}
    for name, rows in sheets.items():
        body = begin(0x10)
        for column in (hidden_columns or {}).get(name, ()):
            body += _record(0x7D, struct.pack("<HHHHHH", column, column, 2304, 0, 1, 0))
        for row in (hidden_rows or {}).get(name, ()):
            body += _record(0x0208, struct.pack("<HHHHHHHH", row, 0, 1, 0xFF, 0, 0, 0x20, 0))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                body += _cell(row, column, value, date1904)
        areas = (merges or {}).get(name, ())
        if areas:
            body += _record(
                0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", a, c, b, d) for a, b, c, d in areas)
            )
        bodies[name] = body + _record(0x0A)
    globals_ = begin(0x05) + (_record(0x2F, b"\1\0" * 4) if locked else b"") + _record(0x42, struct.pack("<H", 1200))
    globals_ += _record(0x22, struct.pack("<H", date1904))
    globals_ += _record(0x041E, struct.pack("<H", 164) + _string("yyyy-mm-dd", "H"))
    for number in (0, 164):  # two cell formats: general, day
        globals_ += _record(0xE0, struct.pack("<HHHLLLH", 0, number, 0, 0, 0, 0, 0))
    heads = {name: _record(0x85, struct.pack("<LBB", 0, name in hidden, 0) + _string(name, "B")) for name in sheets}
    at = len(globals_) + sum(map(len, heads.values())) + 4
    for name, body in bodies.items():
        globals_ += heads[name][:4] + struct.pack("<L", at) + heads[name][8:]
        at += len(body)
    return globals_ + _record(0x0A) + b"".join(bodies.values())


def _cell(row: int, column: int, value: Any, date1904: bool) -> bytes:
    place = struct.pack("<HH", row, column)
    if value is None:
        return b""
    if isinstance(value, bool):
        return _record(0x0205, place + struct.pack("<HBB", 0, value, 0))
    if isinstance(value, date):
        serial: float = value.toordinal() - date(1899, 12, 30).toordinal() - (1462 if date1904 else 0)
        if isinstance(value, datetime):
            serial += (value.hour * 60 + value.minute) / 1440
        return _record(0x0203, place + struct.pack("<Hd", 1, serial))
    if isinstance(value, (int, float)):
        return _record(0x0203, place + struct.pack("<Hd", 0, value))
    return _record(0x0204, place + struct.pack("<H", 0) + _string(value, "H"))


def xls(sheets: Sheets, **options: Any) -> bytes:
    """A workbook as Excel 97-2003 and WPS write it (.xls, .et)."""
    return compound({"Workbook": biff8(sheets, **options)})


_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(
    sheets: Sheets,
    *,
    hidden: Sequence[str] = (),
    hidden_rows: Mapping[str, Sequence[int]] | None = None,
    hidden_columns: Mapping[str, Sequence[int]] | None = None,
    merges: Areas | None = None,
    extra: str = "",
    before: str = "",
    members: Mapping[str, str] | None = None,
) -> bytes:
    """An .ods of grids; ``extra`` comes behind the rows of every table, ``before`` in front of the document."""
    tables = []
    for name, rows in sheets.items():
        off, gone = (hidden_columns or {}).get(name, ()), (hidden_rows or {}).get(name, ())
        wide = max((len(cells) for cells in rows), default=1)
        columns = "".join(
            f"<table:table-column{_SHUT if column in off else ''}/>" for column in range(max(wide, *off, 0) + 1)
        )
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in (merges or {}).get(name, ())}
        lines = "".join(
            f"<table:table-row{_SHUT if row in gone else ''}>"
            + "".join(_ods_cell(value, spans.get((row, column))) for column, value in enumerate(cells))
            + "</table:table-row>"
            for row, cells in enumerate(rows)
        )
        style = "off" if name in hidden else "on"
        tables.append(
            f"<table:table table:name={quoteattr(name)} table:style-name='{style}'>"
            f"{columns}{lines}{extra}</table:table>"
        )
    styles = "".join(
        f"<style:style style:name='{name}' style:family='table'><style:table-properties table:display='{shown}'/>"
        "</style:style>"
        for name, shown in (("on", "true"), ("off", "false"))
    )
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?>{before}<office:document-content {_NAMES} office:version='1.3'>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, text in (members or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


_SHUT = " table:visibility='collapse'"


def _ods_cell(value: Any, span: tuple[int, int] | None) -> str:
    spanned = f" table:number-rows-spanned='{span[0]}' table:number-columns-spanned='{span[1]}'" if span else ""
    if value is None:
        return f"<table:table-cell{spanned}/>"
    if isinstance(value, bool):
        kind, text = f"office:value-type='boolean' office:boolean-value='{str(value).lower()}'", str(value).upper()
    elif isinstance(value, date):
        kind, text = f"office:value-type='date' office:date-value='{value.isoformat()}'", value.isoformat()
    elif isinstance(value, (int, float)):
        kind, text = f"office:value-type='float' office:value='{value}'", str(value)
    else:
        kind, text = "office:value-type='string'", value
    inside = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell {kind}{spanned}>{inside}</table:table-cell>"

"""Files that are no workbook, are too large or are made to hurt: one clear error, nothing parsed."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer.books import archive
from data_layer.books.neutral import MAX_BYTES, Grid, Unreadable, column_letters, ref
from data_layer.books.opening import open_book
from data_layer.books.package import _Scanner
from data_layer.books.parsing import parse
from data_layer.ledger.reading import read_ledger
from tests.ledger.old_formats import compound
from tests.ledger.workbooks import clean, sheets_of, workbook

BOOK = workbook(sheets_of(clean()))


def code_of(content: bytes, name: str = "台账.xlsx") -> tuple[str, str]:
    """Code of the one error and its text."""
    reading = read_ledger(name, content, received_on=date(2026, 10, 8))
    assert len(reading.problems) == 1 and reading.refused and not reading.tables
    found = reading.problems[0]
    return found.code, found.message


def refusal(content: bytes) -> str:
    """The code that parsing ends with, in this process."""
    try:
        for _ in parse("a.xlsx", content):
            pass
    except Unreadable as trouble:
        return trouble.code
    return ""


def repacked(change: Callable[[str, bytes], bytes], book: bytes = BOOK) -> bytes:
    """The same package with parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def in_first_sheet(old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, data: data.replace(old, new, 1) if name.endswith("sheet1.xml") else data)


SMALL = workbook({"本季登记": [["x"]]})


def with_cell(place: str, inside: bytes = b"<v>7</v>") -> bytes:
    """A workbook with one more cell."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{place}" s="0">'.encode() + inside + b"</c></row></sheetData>"
    return repacked(lambda name, data: data.replace(b"</sheetData>", cell), SMALL)


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "a.xlsx", "file_empty", "空"),
        (b"PK\x03\x04" + b"0" * MAX_BYTES, "a.xlsx", "file_too_large", "20 MB"),
        (BOOK[: len(BOOK) // 2], "a.xlsx", "file_damaged", "损坏"),
        (b"hello", "a.xlsx", "file_damaged", "损坏"),
        (b"hello", "a.bin", "not_a_workbook", "不是台账"),
        (compound({"EncryptionInfo": b"", "EncryptedPackage": b""}), "a.xlsx", "file_encrypted", "密码"),
        (compound({"WordDocument": b""}), "a.doc", "format_not_read", "Word"),
        (b"%PDF-1.7", "a.pdf", "format_not_read", "PDF"),
        (b"\x89PNG\r\n", "a.png", "format_not_read", "图片"),
        (b"<html><table></table></html>", "a.xls", "format_not_read", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "format_not_read", "XML"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, name: str, code: str, words: str) -> None:
    found, message = code_of(content, name)
    assert found == code and words in message


@pytest.mark.parametrize(
    ("part", "code", "words"),
    [
        ("content.xml", "format_not_read", "OpenDocument"),
        ("xl/workbook.bin", "format_not_read", ".xlsb"),
        ("word/document.xml", "format_not_read", "Word"),
        ("a.txt", "not_a_workbook", "不是台账"),
    ],
)
def test_other_packages(part: str, code: str, words: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(part, "x")
    found, message = code_of(buffer.getvalue())
    assert found == code and words in message


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("XFD1048576", "too_many_columns"),
        ("CV1048576", "too_many_rows"),
        ("GS1", "too_many_columns"),
        ("A100001", "too_many_rows"),
        ("GR99999", "far_cell"),
    ],
)
def test_a_cell_far_away_is_found_before_anything_is_parsed(place: str, code: str) -> None:
    reading = read_ledger("a.xlsx", with_cell(place), received_on=date(2026, 10, 8))
    assert [(p.code, p.sheet, p.cell) for p in reading.problems] == [(code, "本季登记", place)]


def test_the_limits_themselves_are_allowed() -> None:
    assert open_book("a.xlsx", with_cell("GR2")).sheets[0].cells[(1, 199)] == 7
    assert open_book("a.xlsx", with_cell("A100000")).sheets[0].cells[(99_999, 0)] == 7


def test_a_styled_but_empty_far_cell_is_harmless() -> None:
    assert open_book("a.xlsx", with_cell("XFD1048576", b"")).sheets[0].cells == {(0, 0): "x"}


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    "far",
    [
        FAR,
        FAR.replace(b'"', b"'"),
        FAR.replace(b"<c ", b'<c foo=">" '),
        FAR.replace(b"><v>", b">\n\n  <v>"),
        FAR.replace(b"XFD1048576", b"xfd1048576"),
        FAR.replace(b"<c ", b"<c\n"),
        FAR.replace(b'r="XFD', b'r = "XFD'),
        b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row></sheetData>",
        FAR.replace(b"><v>1</v>", b' t="inlineStr"><is><t>1</t></is>'),
        b" " * 300_000 + FAR,
        FAR.replace(b"><v>", b">" + b" " * 1_000 + b"<v>"),
        FAR.replace(b"<c r", b"<x:c r").replace(b"</c>", b"</x:c>"),
    ],
)
def test_a_far_cell_cannot_hide(far: bytes) -> None:
    code, _ = code_of(in_first_sheet(b"</sheetData>", far))
    assert code in ("too_many_columns", "too_many_rows")


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: data.decode().encode("utf-16") if name.endswith("sheet1.xml") else data,
        lambda name, data: data.replace(b"</sheetData>", b'<row r="5"><c r="&#88;FD5"><v>1</v></c></row></sheetData>'),
        lambda name, data: b"<broken" if name.endswith("workbook.xml") else data,
        lambda name, data: b"" if name.endswith("workbook.xml.rels") else data,
        lambda name, data: data[: len(data) // 2] if name.endswith("sheet1.xml") else data,
    ],
)
def test_what_no_spreadsheet_program_writes_is_damage(change: Callable[[str, bytes], bytes]) -> None:
    assert code_of(repacked(change))[0] == "file_damaged"


def test_a_bomb_is_stopped_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert archive.MAX_UNPACKED == 200 << 20
    monkeypatch.setattr(archive, "MAX_UNPACKED", 4 << 20)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(5):
                part.write(b" " * (1 << 20))
    bomb = bytearray(buffer.getvalue())
    assert refusal(bytes(bomb)) == "unpacked_too_large"
    size = (5 << 20).to_bytes(4, "little")
    at = bomb.rfind(size)
    bomb[at : at + 4] = (1000).to_bytes(4, "little")  # a directory that lies
    assert refusal(bytes(bomb)) == "unpacked_too_large"


def test_too_many_parts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"p{number}", "")
    assert code_of(buffer.getvalue())[0] == "too_many_parts"


def test_macros_do_not_matter() -> None:
    with zipfile.ZipFile(buffer := io.BytesIO(BOOK), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert not read_ledger("台账.xlsm", buffer.getvalue(), received_on=date(2026, 10, 8)).problems


def test_cells_stand_where_the_file_has_them() -> None:
    day = date(2026, 3, 5)
    rows = [[], [None, "乙2", 3, 2.5], [True, None, day]]
    for options in ({}, {"date_1904": True}):
        book = open_book("a.xlsx", workbook({"甲&乙": rows}, **options))
        assert book.date1904 == bool(options)
        cells = {(1, 1): "乙2", (1, 2): 3, (1, 3): 2.5, (2, 0): True, (2, 2): day}
        assert book.sheets == (Grid("甲&乙", cells=cells),)


def test_serials_in_a_workbook_of_the_1904_epoch() -> None:
    ledger = clean()
    ledger["联系记录"][0]["联系日期"] = 46237 - 1462
    reading = read_ledger("a.xlsx", workbook(sheets_of(ledger), date_1904=True), received_on=date(2026, 10, 8))
    assert reading.tables["联系记录"][0].value("联系日期") == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert ref(4, column) == f"{letters}5"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 150), st.booleans()), min_size=1, max_size=30),
    st.lists(st.integers(1, 60), min_size=1, max_size=40),
)
def test_the_extent_does_not_depend_on_where_chunks_end(cells: list[tuple[int, int, bool]], cuts: list[int]) -> None:
    parts = [b"<worksheet><sheetData>"]
    for row, column, filled in cells:
        inside = b"<v>1</v>" if filled else b""
        parts.append(f'<row r="{row}"><c r="{ref(row - 1, column - 1)}" s="1">'.encode() + inside + b"</c></row>")
    text = b"".join([*parts, b"</sheetData></worksheet>"])
    scanner, at, turn = _Scanner(), 0, 0
    while at < len(text):
        scanner.feed(text[at : at + cuts[turn % len(cuts)]])
        at += cuts[turn % len(cuts)]
        turn += 1
    scanner.feed(b"", last=True)
    full = [(row, column) for row, column, filled in cells if filled]
    assert scanner.extent.rows == max((row for row, _ in full), default=0)
    assert scanner.extent.columns == max((column for _, column in full), default=0)
    assert scanner.extent.filled == len(full)

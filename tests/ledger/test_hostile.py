"""Files made to hurt and files that are merely odd: each ends in its sentence, and the next one is read as ever."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from data_layer.books import apart
from data_layer.books.neutral import Unreadable
from data_layer.books.opening import open_book
from data_layer.ledger.problems import problem
from tests.ledger.old_formats import compound, ods, xls
from tests.ledger.workbooks import clean, sheets_of, workbook

GRIDS = {"甲": [["姓名", "日期"], ["王晓", 7]]}
SMALL = workbook(GRIDS)
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def packed(change: Mapping[str, Callable[[bytes], bytes]], more: Mapping[str, bytes] | None = None) -> bytes:
    """The small workbook with members changed and others added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, True, 1) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, bytes)(old.read(name)))
        for name, data in (more or {}).items():
            new.writestr(name, data)
    return buffer.getvalue()


def behind(data: bytes) -> bytes:
    """The small workbook with more behind its last row."""
    return packed({SHEET: lambda old: old.replace(b"</sheetData>", data + b"</sheetData>")})


def before(data: bytes, member: str = STRINGS) -> bytes:
    """The small workbook with something in front of a part's first element."""
    return packed({member: lambda old: old.replace(b"?>", b"?>" + data, 1)})


def twice(name: str) -> bytes:
    """A member a second time, which another program would read instead."""
    buffer = io.BytesIO(SMALL)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(name, b"<worksheet/>")
    return buffer.getvalue()


def merged(count: int) -> bytes:
    areas = b"".join(b'<mergeCell ref="D%d:E%d"/>' % (row, row) for row in range(5, 5 + count))
    end = b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
    return packed({SHEET: lambda old: old.replace(b"</sheetData>", end)})


def long_string() -> bytes:
    """One text of 4 MB, in 500 cells."""
    cells = b"".join(b'<row r="%d"><c r="C%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(5, 505))
    return packed({
        SHEET: lambda old: old.replace(b"</sheetData>", cells + b"</sheetData>"),
        STRINGS: lambda old: old.replace("姓名".encode(), b"x" * (4 << 20), 1),
    })  # fmt: skip


BOMB = b"<!DOCTYPE a [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 12)
)  # each name stands for ten of the one before
FILLED = "<table:table-cell office:value-type='string' table:number-columns-repeated='{}'><text:p>x</text:p>{}"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a space in the last cell": (lambda: behind(
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'
    ), "XFD1048576 处还有内容"),
    "a gibibyte that the directory tells of": (lambda: behind(b" " * (201 << 20)), "解压后超过 200 MB"),
    "entities": (lambda: before(BOMB + b"]>"), "实体定义"),
    "external entities": (lambda: before(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]>', SHEET), "实体定义"),
    "50,000 merged areas": (lambda: merged(50_000), "合并的单元格超过 10,000 处"),
    "a member twice": (lambda: twice(SHEET), "同名的部件"),
    "a member outside": (lambda: packed({}, {"xl/../../x.xml": b"<x/>"}), "指向文件以外的部件"),
    "a giant string in many cells": (long_string, "内存或时间超过限度"),
    "cut off": (lambda: SMALL[:-400], "已损坏"),
    "half a sheet": (lambda: packed({SHEET: lambda old: old[: len(old) // 2]}), "已损坏"),
    "old Office, garbage": (lambda: compound({"Workbook": b"\x09\x08" + b"\xff" * 5_000}), "已损坏"),
    "old Office, one that goes round": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000, "已损坏"),
    "old Office, its last sector cut short": (lambda: xls(sheets_of(clean()))[:-6], "已损坏"),  # calamine panics
    "Excel 95": (lambda: xls(GRIDS, version=0x0500), "Excel 95"),
    ".xls with a password": (lambda: xls(GRIDS, locked=True), "密码"),
    ".xls far away": (lambda: xls({"甲": [["x"], [None] * 255 + ["x"]]}), "超过 200 列"),
    ".ods that repeats": (lambda: ods(GRIDS, extra="<table:table-row table:number-rows-repeated='1048000'>"
        + FILLED.format(1000, "</table:table-cell></table:table-row>")), "超过 200 列"),
    ".ods that repeats within rows and columns": (lambda: ods(GRIDS, extra="<table:table-row "
        "table:number-rows-repeated='90000'>" + FILLED.format(150, "</table:table-cell></table:table-row>")),
        "内容的单元格超过"),
    "one endless text": (lambda: behind(
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c></row>"
    ), "一格的文字超过"),
    ".ods with entities": (lambda: ods(GRIDS, before="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "实体定义"),
    "Word": (lambda: compound({"WordDocument": b"x"}), "Word 文档"),
    "a page": (lambda: b"\r\n<html xmlns:x='urn'><table><tr><td>x</td></tr></table></html>", "网页文件，只是文件名"),
    "a page with a mark": (lambda: b"\xef\xbb\xbf<meta charset='utf-8'><table></table>", "网页文件"),
    "SpreadsheetML": (lambda: b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格（Excel 2003 格式）"),
    "PDF": (lambda: b"%PDF-1.7 x", "PDF"),
    "a photo": (lambda: b"\xff\xd8\xff\xe0 x", "图片"),
    "packed otherwise": (lambda: b"Rar!\x1a\x07", "压缩包"),
    "blank": (lambda: b" \r\n", "空"),
}  # fmt: skip


@pytest.mark.parametrize("which", HOSTILE)
def test_each_ends_in_its_sentence(which: str) -> None:
    made, words = HOSTILE[which]
    with pytest.raises(Unreadable) as raised:
        open_book("台账.xls", made())
    trouble = raised.value
    assert words in problem(trouble.code, sheet=trouble.sheet, cell=trouble.cell, **trouble.values).message


def test_after_all_of_them_a_ledger_is_read() -> None:
    assert open_book("台账.xlsx", SMALL).sheets[0].cells[1, 0] == "王晓"


def test_a_million_styled_rows_are_passed_over() -> None:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1" hidden="1"/>' % row for row in range(5, 1_000_005))
    grid = open_book("a.xlsx", behind(rows)).sheets[0]
    assert len(grid.cells) == 4 and not grid.hidden_rows


def test_a_process_that_dies_or_dawdles_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends itself, one that sleeps, one whose answer never ends."""
    monkeypatch.setattr(apart, "CLOCK", 0.5)
    monkeypatch.setattr(apart, "_MOST_SENT", 1 << 20)
    for module, function, argument in (("os", "_exit", 3), ("time", "sleep", 60), ("itertools", "repeat", "x" * 9_999)):
        with pytest.raises(Unreadable) as raised:
            list(apart.run(module, function, argument))
        assert raised.value.code == "file_too_heavy"


def test_memory_and_processor_are_limited() -> None:
    """Where the system has limits: a gigabyte is not given out."""
    pytest.importorskip("resource")
    with pytest.raises(Unreadable) as raised:
        list(apart.run("builtins", "bytearray", 1 << 30))
    assert raised.value.code == "file_too_heavy"


def test_nothing_that_could_act_is_taken_from_a_process() -> None:
    with pytest.raises(Exception, match=r"posix\.system|nt\.system"):
        apart._Plain(io.BytesIO(b"cposix\nsystem\n.")).load()


def test_nothing_of_a_file_stays_when_its_process_ends() -> None:
    with apart._borrowed() as process:
        directory = process._directory
        process.usable = False
    assert not Path(directory).exists()


def test_mutated_files_end_in_a_sentence_or_in_a_book() -> None:
    """Bytes of real archives and of their members, changed at random: no other end than a book or a code."""
    dice = random.Random(20261008)
    ledger = sheets_of(clean())
    whole = (workbook(ledger), xls(ledger), ods(ledger))
    known = {"file_damaged", "not_a_workbook", "file_unsafe", "file_encrypted", "format_not_read", "file_too_heavy"}
    for number in range(240):
        content = bytearray(whole[number % 3])
        if number % 3 == 1 or number % 2:
            for _ in range(dice.choice((1, 1, 4, 40))):
                content[dice.randrange(len(content))] = dice.randrange(256)
        else:
            content = bytearray(mutated_member(bytes(content), dice))
        if dice.random() < 0.1:
            del content[dice.randrange(len(content)) :]
        try:
            open_book("台账.xlsx", bytes(content))
        except Unreadable as trouble:
            limit = trouble.code.startswith("too_many") or trouble.code in ("unpacked_too_large", "far_cell")
            assert trouble.code in known or limit, trouble.code


def mutated_member(content: bytes, dice: random.Random) -> bytes:
    """An archive with the bytes of one member changed, its sums put right."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = dice.choice([name for name in old.namelist() if name.endswith(".xml")])
        for name in old.namelist():
            data = bytearray(old.read(name))
            for _ in range(dice.choice((1, 5, 50)) if name == chosen and data else 0):
                data[dice.randrange(len(data))] = dice.choice(b"<>&\"'/ 0159AZ\0\xff" + bytes([dice.randrange(256)]))
            new.writestr(name, bytes(data))
    return buffer.getvalue()

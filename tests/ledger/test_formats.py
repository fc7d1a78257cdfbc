"""The same ledger from every program: what comes out of a file does not depend on who wrote it."""

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, datetime
from itertools import cycle
from typing import Any

import openpyxl
import pytest

from data_layer.books import parsing
from data_layer.books.neutral import Book, Grid, Unreadable
from data_layer.books.opening import put_together
from data_layer.books.texts import packed
from data_layer.ledger.bundle import one_ledger, taken_apart
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.marking import mark
from data_layer.ledger.reading import read_ledger
from tests.ledger.messy import csvs
from tests.ledger.old_formats import ods, xls
from tests.ledger.workbooks import RECEIVED, clean, columns, found, sheets_of, workbook

ROWS = [[], [None, "乙\n2", 3, 2.5], [True, None, date(2026, 3, 5), datetime(2026, 3, 5, 9, 30)], ["x"]]
CELLS = {
    (1, 1): "乙\n2", (1, 2): 3, (1, 3): 2.5, (2, 0): True, (2, 2): date(2026, 3, 5),
    (2, 3): datetime(2026, 3, 5, 9, 30), (3, 0): "x",
}  # fmt: skip


def parsed(name: str, content: bytes) -> Book:
    """In this process: what is tested is the reading, not the way there."""
    return put_together(parsing.parse(name, content))


@pytest.mark.parametrize("make", [xls, ods])
def test_cells_merges_and_what_is_hidden(make: Callable[..., bytes]) -> None:
    marks: Mapping[str, Any] = {
        "hidden": ["藏"], "hidden_rows": {"甲&乙": [3]}, "hidden_columns": {"甲&乙": [4]},
        "merges": {"甲&乙": [(1, 1, 1, 3)]},
    }  # fmt: skip
    book = parsed("a.bin", make({"甲&乙": ROWS, "藏": [["y"]]}, **marks))
    sheet = Grid("甲&乙", False, CELLS, ((1, 1, 1, 3),), frozenset({3}), frozenset({4}))
    assert book == Book((sheet, Grid("藏", hidden=True)))


@pytest.mark.parametrize("make", [workbook, xls, ods], ids=["xlsx", "xls", "ods"])
def test_a_table_that_begins_further_right_keeps_its_columns(make: Callable[..., bytes]) -> None:
    """A cell's address is what every figure leads to."""
    rows = [[], [], [None, None, None, "姓名", "日期"], [], [None, None, None, None, "x"]]
    assert parsed("a", make({"甲": rows})).sheets[0].cells == {(2, 3): "姓名", (2, 4): "日期", (4, 4): "x"}


def test_the_1904_epoch_of_an_old_workbook() -> None:
    book = parsed("a.xls", xls({"甲": ROWS}, date1904=True))
    assert book.date1904 and book.sheets[0].cells[2, 2] == date(2026, 3, 5)


@pytest.mark.parametrize("make", [workbook, xls, ods])
def test_a_whole_ledger_reads_the_same(make: Callable[[Any], bytes]) -> None:
    ledger = deepcopy(clean())
    ledger["管理信息"][0]["外出日期"] = "三月"
    once = read_ledger("台账.xlsx", workbook(sheets_of(ledger)), received_on=RECEIVED)
    again = read_ledger("台账.xls", make(sheets_of(ledger)), received_on=RECEIVED)
    assert again.tables == once.tables and found(again) == found(once) and again.refused


TEXT = '姓名,电话,备注\n王晓,="0123456789012345678",\n"李\n禾",,"甲,乙"\n'
TABLE = {
    (0, 0): "姓名", (0, 1): "电话", (0, 2): "备注", (1, 0): "王晓", (1, 1): "0123456789012345678",
    (2, 0): "李\n禾", (2, 2): "甲,乙",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_as_text(encoding: str, separator: str) -> None:
    text = TEXT.replace(",", separator) if separator != "," else TEXT
    table = {place: value.replace(",", separator) for place, value in TABLE.items()}
    assert parsed("甲/联系记录.csv", text.encode(encoding)).sheets == (Grid("联系记录", cells=table),)


def test_a_text_named_after_its_sheet_is_that_sheet() -> None:
    kind = "联系记录"
    rows = [columns(kind), [str(clean()[kind][0].get(name) or "") for name in columns(kind)]]
    text = "\n".join(",".join(row) for row in rows)
    reading = read_ledger(f"{kind}.csv", text.encode("gb18030"), received_on=RECEIVED)
    assert len(reading.tables[kind]) == 1
    assert {p.code for p in reading.problems if p.severity == "error"} == {"cover_missing", "register_missing"}


ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "utf-8")


def tables() -> list[tuple[str, bytes]]:
    """A clean ledger as its tables in text, each in another encoding."""
    texts = csvs(parsed("台账.xlsx", workbook(sheets_of(clean()))))
    encodings = cycle(ENCODINGS)
    return [(f"第三季度/{name}.csv", text.encode(next(encodings))) for name, text in texts.items()]


def test_the_tables_of_a_ledger_given_as_texts_are_one_ledger() -> None:
    """Read as the workbook is: the same rows from the same cells, nothing to complain of."""
    name, content = one_ledger(tables())
    assert one_ledger(tables()[::-1]) == (name, content) and name.endswith(f"等 {len(tables())} 张表.zip")
    once = read_ledger("台账.xlsx", workbook(sheets_of(clean())), received_on=RECEIVED)
    again = read_ledger(name, content, received_on=RECEIVED)
    assert again.tables == once.tables and found(again) == found(once) == []
    [piece] = taken_apart(name, content)
    assert (piece.name, piece.read()) == (name, content)  # among many it is one ledger too, also inside another zip
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("甲支部.zip", content)
        archive.writestr("乙支部.xlsx", b"PK")
    assert [each.read() for each in taken_apart("全区.zip", outer.getvalue())] == [content, b"PK"]
    marked = openpyxl.load_workbook(io.BytesIO(mark(name, content, [])))
    assert {"管理信息", "联系记录"} <= set(marked.sheetnames)


def test_tables_from_a_chinese_windows_keep_their_names_and_stay_apart() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for folder in "甲乙":
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = f"{folder}/联系记录.csv".encode("gb18030").decode("cp437")
            archive.writestr(info, TEXT.encode("gb18030"))
        archive.writestr("__MACOSX/._联系记录.csv", b"\0\0")
    content = buffer.getvalue()
    # what such a program writes: the bytes of its own code page, without the flag that says UTF-8
    for folder in "甲乙":
        text = f"{folder}/联系记录.csv".encode("gb18030").decode("cp437").encode()
        assert text in content
    assert [sheet.cells for sheet in parsed("a.zip", content).sheets] == [TABLE, TABLE]
    assert len({sheet.name for sheet in parsed("a.zip", content).sheets}) == 2


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("甲.csv", b"a,b"), ("台账.xlsx", b"PK")], "一次报送一份台账"),
        ([("甲.xlsx", b"PK"), ("乙.xlsx", b"PK")], "这次选了 2 个文件，都没有核对"),
    ],
)
def test_several_files_that_are_no_one_ledger_are_refused(files: list[tuple[str, bytes]], said: str) -> None:
    with pytest.raises(LedgerProblem, match=said):
        one_ledger(files)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"甲.csv": b"<html><table></table>", "乙.csv": b"a,b"}, "format_not_read"),
        ({"甲.csv": b"\xff\xff\x00", "乙.csv": b"a,b"}, "file_damaged"),
        ({f"{n}.csv": b"a,b" for n in range(41)}, "too_many_parts"),
    ],
)
def test_a_zip_of_tables_that_cannot_be_read_says_why(content: dict[str, bytes], code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parsed(*packed(list(content.items())))
    assert refused.value.code == code


def changed(old: bytes, new: bytes, end: str = ".xml") -> bytes:
    """The rows as an .xlsx with the text of its members changed."""
    buffer = io.BytesIO()
    made = workbook({"甲": ROWS})
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if name.endswith(end) else data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<dimension ref="A2:D4"/>', b'<dimension ref="A1"/>'),
        (b'<dimension ref="A2:D4"/>', b'<dimension ref="A1:XFD1048576"/>'),
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"),
    ],
    ids=["a dimension too small", "a dimension too large", "Strict OOXML", "relations of Strict OOXML"],
)
def test_odd_workbooks_read_as_any_other(old: bytes, new: bytes) -> None:
    assert parsed("a.xlsx", changed(old, new)).sheets == (Grid("甲", cells=CELLS),)


def test_texts_inside_the_cells() -> None:
    inline = changed(b'<c r="A4" t="s"><v>1</v></c>', b'<c r="A4" t="inlineStr"><is><t>x</t></is></c>')
    assert parsed("a.xlsx", inline).sheets[0].cells == CELLS


def test_what_the_first_parser_gives_up_the_second_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_content: object) -> None:
        raise OSError

    monkeypatch.setattr(parsing.python_calamine.CalamineWorkbook, "from_filelike", fail, raising=False)
    sheet, hidden = parsed("a.xlsx", workbook({"甲": ROWS, "藏": [["y"]]}, hidden=("藏",))).sheets
    assert sheet.cells == CELLS and hidden == Grid("藏", hidden=True)

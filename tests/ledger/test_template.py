"""The template: what is in it, that nothing in it is a formula, and that what is filled in is read back."""

import io
import time
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_layer.ledger.columns import COVER, ENTRY, MEMBERS, SPELLS, Column, column_table
from data_layer.ledger.reading import Reading, complete, read_ledger
from data_layer.ledger.template import (
    Festival,
    Kind,
    Prefill,
    PrefillLine,
    build_template,
    columns_of,
    festival_of,
    sheets_of,
)
from tests.ledger.workbooks import RECEIVED, clean, id_number

QUARTER = 2026 * 4 + 2
KINDS: tuple[Kind, ...] = ("prefilled", "full", "blank")


def known(kind: str) -> dict[str, str]:
    """Facts of a member of the clean ledger, without who he is."""
    return {name: str(value) for name, value in clean()[kind][0].items() if name not in ("行号", "序号", "姓名")}


def line(number: int) -> PrefillLine:
    """One member with everything known."""
    facts = {"公民身份号码": id_number(number)}
    return PrefillLine(
        f"{number:010x}",
        f"王{chr(0x4E00 + number)}",
        "钱顺",
        "2026-07-08 电话",
        "季度联系；寄发学习资料",
        member=known("基本信息") | facts,
        spell=known("管理信息") | facts,
    )


def prefill(kind: Kind = "prefilled", members: int = 12, festival: Festival | None = None) -> Prefill:
    lines = [line(number) for number in range(members)]
    return Prefill(
        "001002", "松岗第一党支部", QUARTER, lines=lines, festival=festival, kind=kind, event_sheets=["教育培训"]
    )


def read(content: bytes) -> Reading:
    return read_ledger("台账.xlsx", content, received_on=RECEIVED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_as_it_is_has_no_errors_and_nothing_unknown(kind: Kind) -> None:
    reading = read(build_template(prefill(kind)))
    assert {(p.severity, p.code, p.sheet) for p in reading.problems} <= {("warning", "blank", COVER)}
    assert reading.unmapped == [] and reading.quarter == QUARTER
    assert [info.sheet for info in reading.sheets] == sheets_of(prefill(kind))


def test_what_is_already_known_is_filled_in() -> None:
    reading = read(build_template(prefill()))
    rows = reading.tables[ENTRY]
    assert [(row.text("行号"), row.text("姓名"), row.text("联系人")) for row in rows] == [
        (f"{n:010x}", f"王{chr(0x4E00 + n)}", "钱顺") for n in range(12)
    ]
    assert rows[0].text("上次联系") == "2026-07-08 电话" and rows[0].text("本季应办") == "季度联系；寄发学习资料"
    assert reading.cover is not None
    assert [reading.cover.text(label) for label in ("党组织名称", "党组织代码", "填报季度")] == [
        "松岗第一党支部",
        "001002",
        "2026年第3季度",
    ]
    assert reading.tables[MEMBERS] == reading.tables[SPELLS] == []


def test_the_full_template_holds_both_annexes_filled_in_and_complete() -> None:
    reading = read(build_template(prefill("full")))
    for kind in (MEMBERS, SPELLS):
        assert [row.text("行号") for row in reading.tables[kind]] == [f"{n:010x}" for n in range(12)]
        assert all(complete(kind, row) for row in reading.tables[kind])


def test_a_member_with_two_spells_stands_once_on_the_first_annex() -> None:
    double = prefill("full", 1)
    first = double.lines[0]
    double.lines.append(
        PrefillLine("ff", first.name, member=first.member, spell=first.spell | {"外出日期": "2020-01-01"})
    )
    reading = read(build_template(double))
    assert len(reading.tables[MEMBERS]) == 1 and len(reading.tables[SPELLS]) == 2


def test_the_blank_template_holds_nobody() -> None:
    reading = read(build_template(prefill("blank")))
    assert set(reading.tables) == set(column_table().sheets) - {COVER}
    assert all(rows == [] for rows in reading.tables.values())


def test_the_prefilled_template_opens_at_this_quarter_and_leaves_out_what_is_not_owed() -> None:
    assert sheets_of(prefill()) == [ENTRY, COVER, MEMBERS, SPELLS, "教育培训"]
    assert sheets_of(prefill("blank"))[0] == COVER
    assert set(sheets_of(prefill("full"))) == set(column_table().sheets)


@pytest.mark.parametrize(
    ("quarter", "festival", "column"),
    [
        (2026 * 4, "春节", "春节慰问日期"),
        (2026 * 4 + 1, "七一", "七一慰问日期"),
        (2026 * 4 + 2, "七一", "七一慰问日期"),
        (2026 * 4 + 3, None, None),
    ],
)
def test_festival_columns_only_in_their_quarters(quarter: int, festival: Festival | None, column: str | None) -> None:
    assert festival_of(quarter) == festival
    given_columns = [
        c.name for c in columns_of(column_table().sheets[ENTRY], Prefill("1", "甲", quarter, festival=festival))
    ]
    assert [name for name in given_columns if "慰问" in name] == ([column] if column else [])


def sample(column: Column) -> tuple[str, object]:
    """Something to type into a column, and what it means."""
    if column.choices:
        text = column.choices[-1]
        return text, (text,) if column.type == "choices" else text
    samples: dict[str, tuple[str, object]] = {
        "line": ("0a1b", "0a1b"),
        "seq": ("7", "7"),
        "name": ("阿依·古丽", "阿依·古丽"),
        "names": ("王晓、李禾", ("王晓", "李禾")),
        "id": (id_number(5), id_number(5)),
        "phone": ("199 0000 0005", "19900000005"),
        "date": ("2026.3.5", date(2026, 3, 5)),
        "integer": ("12", 12),
        "hours": ("2.5", Decimal("2.50")),
        "money": ("1,200.5", Decimal("1200.50")),
        "year": ("2026年", 2026),
        "quarter": ("2026年第3季度", QUARTER),
        "text": ("=1+1", "=1+1"),
        "info": ("@甲", "@甲"),
        "org": ("+乙支部", "+乙支部"),
    }
    return samples[column.type]


@pytest.mark.parametrize("kind", list(column_table().sheets))
@pytest.mark.parametrize("quarter", [2026 * 4, QUARTER])
def test_every_column_goes_out_filled_and_comes_back_as_meant(kind: str, quarter: int) -> None:
    sheet = column_table().sheets[kind]
    form = Prefill("001002", "松岗第一党支部", quarter, kind="blank", festival=festival_of(quarter))
    columns = columns_of(sheet, form)
    cells = {column.name: sample(column) for column in columns}
    if "填报季度" in cells:
        cells["填报季度"] = ("2026年第1季度" if quarter % 4 == 0 else "2026年第3季度", quarter)
    texts = {name: text for name, (text, _) in cells.items()}
    if kind == COVER:
        form.cover = texts
    else:
        form.rows[kind] = [texts]
    reading = read(build_template(form))
    row = reading.cover if kind == COVER else reading.tables[kind][0]
    assert row is not None
    assert {name: cell.value for name, cell in row.cells.items()} == {name: meant for name, (_, meant) in cells.items()}
    assert all(cell.valid for cell in row.cells.values())


def test_between_them_the_quarters_show_every_column() -> None:
    for sheet in column_table().sheets.values():
        shown = {
            column.name
            for quarter in range(2026 * 4, 2027 * 4)
            for column in columns_of(sheet, Prefill("1", "甲", quarter, festival=festival_of(quarter)))
        }
        assert shown == {column.name for column in sheet.columns if not column.optional}


@settings(max_examples=12, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_any_text_comes_back_as_typed_and_is_never_a_formula(text: str) -> None:
    form = Prefill(
        "1", "甲", QUARTER, kind="blank", rows={"关爱帮扶": [{"姓名": "王晓", "帮扶内容": text, "日期": "2026-08-01"}]}
    )
    row = read(build_template(form)).tables["关爱帮扶"][0]
    assert (
        row.text("帮扶内容")
        == "".join(c for c in text if c not in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff").strip()
    )


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "http://a.b", "{=1}", "'甲", "=cmd|' /C calc'!A1"]
)
def test_no_cell_is_a_formula_or_a_link(text: str) -> None:
    form = prefill(members=1)
    form.lines[0].owed = form.lines[0].name = form.org_name = text
    form.cover["台账负责人"] = text
    content = build_template(form)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not any(b"<f>" in data or b"hyperlink" in data for name, data in parts.items() if "worksheets/" in name)
    assert read(content).tables[ENTRY][0].text("本季应办") == text


def dimension(page: Any, column: int) -> Any:
    """The column's format: a run of like columns has one."""
    return next(d for d in page.column_dimensions.values() if d.min <= column <= d.max)


class TestAsASpreadsheetProgramSeesIt:
    """What Excel, WPS and LibreOffice are told, read back with another library."""

    book = openpyxl.load_workbook(io.BytesIO(build_template(prefill(festival="七一"))))

    def test_only_input_cells_are_open_and_there_is_no_password(self) -> None:
        page = self.book[ENTRY]
        heads = {cell.value.lstrip("★"): cell.column for cell in page[3] if cell.value}
        assert page.protection.sheet and not page.protection.password
        for name, locked in (
            ("联系日期", False),
            ("变化内容", False),
            ("姓名", True),
            ("本季应办", True),
            ("联系人", False),
        ):
            assert dimension(page, heads[name]).protection.locked is locked, name
        assert page.cell(3, heads["联系日期"]).protection.locked

    def test_lists_are_offered(self) -> None:
        lists = {v.formula1.strip('"') for v in self.book[ENTRY].data_validations.dataValidation if v.type == "list"}
        assert "无,外出地点,外出单位,电话,联系人,临时返乡,不再外出,组织关系转出,其他" in lists and "是,否" in lists

    def test_the_line_is_hidden_and_the_header_stays_in_sight(self) -> None:
        page = self.book[ENTRY]
        assert page.column_dimensions["A"].hidden and page["A3"].value == "行号"
        assert page.freeze_panes == "C4"

    def test_it_prints_on_a4_across_with_its_title_on_every_page(self) -> None:
        for name in (ENTRY, MEMBERS, SPELLS):
            page = self.book[name]
            assert page.page_setup.orientation == "landscape" and int(page.page_setup.paperSize) == 9
            assert page.print_title_rows == "$1:$3"

    def test_starred_headers(self) -> None:
        heads = {cell.value for cell in self.book[SPELLS][3]}
        assert {"★姓名", "★流动方向", "外出单位", "返回情形"} <= heads

    def test_input_cells_are_text(self) -> None:
        page = self.book[MEMBERS]
        heads = {cell.value.lstrip("★"): cell.column for cell in page[3] if cell.value}
        for name in ("公民身份号码", "本人电话", "入党日期"):
            assert dimension(page, heads[name]).number_format == "@"

    def test_the_version_is_marked(self) -> None:
        assert {p.name: p.value for p in self.book.custom_doc_props.props} == {"台账版本": column_table().version}
        marks = self.book["系统"]
        assert marks.sheet_state == "veryHidden"
        assert {a.value: b.value for a, b in marks.iter_rows()} == {
            "form": column_table().version,
            "org": "001002",
            "kind": "prefilled",
            "quarter": "2026Q3",
        }

    def test_the_guide_tells_of_every_column_in_the_file(self) -> None:
        told = {(row[0].value, row[1].value) for row in self.book["填写说明"].iter_rows(min_row=9)}
        for name in sheets_of(prefill()):
            for column in columns_of(column_table().sheets[name], prefill(festival="七一")):
                assert column.type == "line" or (name, column.name) in told


def test_a_template_of_twelve_members_is_made_in_a_moment() -> None:
    build_template(prefill())
    times = []
    for _ in range(5):
        began = time.perf_counter()
        build_template(prefill())
        times.append(time.perf_counter() - began)
    assert min(times) < 0.3  # some 0.02 s on an idle machine

"""Every problem the reader can raise: provoked once, with its exact cell, alone."""

import string
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from data_layer.ledger import columns
from data_layer.ledger.columns import column_table
from data_layer.ledger.problems import problem, problem_table
from data_layer.ledger.reading import NONE, read_ledger
from tests.ledger.workbooks import (
    LI,
    RECEIVED,
    WANG,
    clean,
    found,
    id_number,
    only,
    place,
    read,
    read_with,
    sheets_of,
    workbook,
)

# code, sheet, changed cells of its first row, the column whose cell is named, severity
Case = tuple[str, str, dict[str, Any], str, str]
CELLS: list[Case] = [
    ("blank", "基本信息", {"本人电话": None}, "本人电话", "warning"),
    ("blank", "联系记录", {"姓名": None}, "姓名", "warning"),
    ("blank", "联系记录", {"联系方式": None}, "联系方式", "warning"),
    ("blank", "经费使用", {"支出金额": None}, "支出金额", "warning"),
    ("blank", "封面", {"核对日期": None}, "核对日期", "warning"),
    ("blank", "本季登记", {"联系内容": None}, "联系内容", "warning"),
    ("blank", "本季登记", {"变化": "电话"}, "变化内容", "warning"),
    ("blank_error", "基本信息", {"姓名": None}, "姓名", "error"),
    ("blank_error", "管理信息", {"姓名": None}, "姓名", "error"),
    ("blank_error", "管理信息", {"流动方向": None}, "流动方向", "error"),
    ("blank_error", "管理信息", {"外出日期": None}, "外出日期", "error"),
    ("blank_error", "联系记录", {"联系日期": None}, "联系日期", "error"),
    ("blank_error", "活动证与返乡", {"日期": None}, "日期", "error"),
    ("blank_error", "活动证与返乡", {"事项": None}, "事项", "error"),
    ("blank_error", "教育培训", {"教育类别": None}, "教育类别", "error"),
    ("blank_error", "教育培训", {"日期": None}, "日期", "error"),
    ("blank_error", "民主评议", {"评议年度": None}, "评议年度", "error"),
    ("blank_error", "民主评议", {"评议日期": None}, "评议日期", "error"),
    ("blank_error", "民主评议", {"参评方式": None}, "参评方式", "error"),
    ("blank_error", "关爱帮扶", {"帮扶方式": None}, "帮扶方式", "error"),
    ("blank_error", "关爱帮扶", {"日期": None}, "日期", "error"),
    ("blank_error", "双向管理", {"事项": None}, "事项", "error"),
    ("blank_error", "双向管理", {"日期": None}, "日期", "error"),
    ("blank_error", "经费使用", {"日期": None}, "日期", "error"),
    ("blank_error", "本季登记", {"联系日期": None}, "联系日期", "error"),
    ("blank_error", "本季登记", {"变化": "临时返乡"}, "变化日期", "error"),
    ("none_not_enough", "基本信息", {"本人电话": "无"}, "本人电话", "warning"),
    ("none_not_enough_error", "管理信息", {"外出日期": "—"}, "外出日期", "error"),
    ("ditto_without_above", "联系记录", {"联系内容": "同上"}, "联系内容", "error"),
    ("several_names", "基本信息", {"姓名": "王晓、李晓"}, "姓名", "error"),
    ("not_in_list", "管理信息", {"流动方向": "外出"}, "流动方向", "error"),
    ("not_in_list", "联系记录", {"联系方式": "电报"}, "联系方式", "error"),
    ("not_in_list", "教育培训", {"已告知事项": "其他"}, "已告知事项", "error"),
    ("date_unreadable", "管理信息", {"外出日期": "年初"}, "外出日期", "error"),
    ("date_unreadable", "封面", {"填报时间": "十月初"}, "填报时间", "error"),
    ("date_impossible", "管理信息", {"外出日期": "2025-02-30"}, "外出日期", "error"),
    ("date_year_only", "基本信息", {"入党日期": 2005}, "入党日期", "error"),
    ("date_without_year", "联系记录", {"联系日期": "8月3日"}, "联系日期", "error"),
    ("date_ambiguous", "管理信息", {"外出日期": 2025.1}, "外出日期", "error"),
    ("date_after_receipt", "管理信息", {"外出日期": "2026-10-09"}, "外出日期", "error"),
    ("date_after_receipt", "管理信息", {"发证日期": "2026-10-09"}, "发证日期", "error"),
    ("date_after_receipt", "管理信息", {"联系人确定日期": "2026-10-09"}, "联系人确定日期", "error"),
    ("date_after_receipt", "管理信息", {"返回日期": "2026-10-09", "返回情形": "不再外出"}, "返回日期", "error"),
    ("date_after_receipt", "联系记录", {"联系日期": "2026-10-09"}, "联系日期", "error"),
    ("date_after_receipt", "本季登记", {"联系日期": "2026-10-09"}, "联系日期", "error"),
    ("date_after_receipt", "民主评议", {"整改完成日期": "2026-10-09"}, "整改完成日期", "error"),
    ("date_after_receipt", "封面", {"填报时间": "2026-10-09"}, "填报时间", "warning"),
    ("month_only", "管理信息", {"外出日期": "2025年3月"}, "外出日期", "warning"),
    ("number_unreadable", "封面", {"党员总数": "三十"}, "党员总数", "error"),
    ("number_unreadable", "民主评议", {"评议年度": "去年"}, "评议年度", "error"),
    ("integer_rule", "封面", {"流动党员数": -1}, "流动党员数", "error"),
    ("hours_rule", "教育培训", {"学时": -1}, "学时", "error"),
    ("hours_not_half", "教育培训", {"学时": 2.3}, "学时", "warning"),
    ("money_rule", "关爱帮扶", {"金额": -5}, "金额", "error"),
    ("money_too_fine", "关爱帮扶", {"金额": "5.555"}, "金额", "error"),
    ("money_zero", "经费使用", {"支出金额": 0}, "支出金额", "error"),
    ("money_negative", "经费使用", {"支出金额": -20}, "支出金额", "error"),
    ("id_invalid", "基本信息", {"公民身份号码": WANG[:17]}, "公民身份号码", "warning"),
    ("id_invalid", "联系记录", {"公民身份号码": "123"}, "公民身份号码", "warning"),
    ("id_digits_lost", "基本信息", {"公民身份号码": float(WANG[:17] + "0")}, "公民身份号码", "warning"),
    ("id_15_digits", "基本信息", {"公民身份号码": "990001800101011"}, "公民身份号码", "warning"),
    ("phone_invalid", "基本信息", {"本人电话": "1990000001"}, "本人电话", "warning"),
    ("phone_invalid", "管理信息", {"联系人电话": "8880000"}, "联系人电话", "warning"),
    ("phone_invalid", "封面", {"联系电话": "不详"}, "联系电话", "warning"),
    ("quarter_unreadable", "封面", {"填报季度": "三季度"}, "填报季度", "error"),
    ("quarter_ambiguous", "封面", {"填报季度": "2026-03"}, "填报季度", "error"),
    ("quarter_missing", "封面", {"填报季度": None}, "填报季度", "error"),
    ("end_before_start", "管理信息", {"返回日期": "2025-03-04", "返回情形": "不再外出"}, "返回日期", "error"),
    ("end_without_kind", "管理信息", {"返回日期": "2026-08-04"}, "返回情形", "error"),
    ("kind_without_end", "管理信息", {"返回情形": "不再外出"}, "返回日期", "error"),
    ("admitted_after_full", "基本信息", {"转正日期": "2005-06-30"}, "转正日期", "warning"),
    ("sex_against_id", "基本信息", {"性别": "女"}, "性别", "warning"),
    ("birthday_against_id", "基本信息", {"出生日期": "1980-01-02"}, "出生日期", "warning"),
    ("birthday_against_id", "基本信息", {"出生日期": "1980-02-01"}, "出生日期", "warning"),
    ("supports_without_excellent", "民主评议", {"五好依据": "学习好"}, "五好依据", "warning"),
]


@pytest.mark.parametrize(("code", "kind", "cells", "column", "severity"), CELLS)
def test_one_wrong_cell_is_one_problem_there(
    code: str, kind: str, cells: dict[str, Any], column: str, severity: str
) -> None:
    reading = read_with(kind, **cells)
    seen = only(reading)
    assert (seen.code, seen.severity) == (code, severity)
    assert (seen.sheet, seen.cell, seen.column) == (kind, place(kind, column), column)
    assert seen.message and seen.fix
    assert reading.refused == (severity == "error")


# code, sheet, a second row (changes to the first), column, severity
SECOND_ROWS: list[Case] = [
    ("person_twice", "基本信息", {}, "姓名", "error"),
    ("person_twice", "基本信息", {"姓名": "王小"}, "姓名", "error"),
    ("spell_twice", "管理信息", {"行号": "bb09", "公民身份号码": WANG}, "姓名", "error"),
    ("line_twice", "管理信息", {"外出日期": "2024-01-01", "公民身份号码": WANG}, "姓名", "error"),
    ("voucher_twice", "经费使用", {}, "凭证号", "warning"),
]


@pytest.mark.parametrize(("code", "kind", "cells", "column", "severity"), SECOND_ROWS)
def test_a_row_that_repeats_another(code: str, kind: str, cells: dict[str, Any], column: str, severity: str) -> None:
    ledger = clean()
    ledger[kind][0] |= {"公民身份号码": WANG} if kind == "管理信息" else {}
    ledger[kind].append(ledger[kind][0] | cells)
    seen = only(read(sheets_of(ledger)))
    assert (seen.code, seen.severity) == (code, severity)
    assert (seen.sheet, seen.cell) == (kind, place(kind, column, len(ledger[kind]) - 1))
    assert "第 3 行" in seen.message


def test_a_copied_line_of_this_quarter() -> None:
    ledger = clean()
    ledger["本季登记"].append({"行号": "aa01", "姓名": "周平"})
    assert found(read(sheets_of(ledger))) == [("error", "line_twice", "本季登记", place("本季登记", "姓名", 1))]


def test_two_people_of_one_name_with_their_numbers_are_two() -> None:
    ledger = clean()
    ledger["基本信息"][1] |= {"姓名": "王晓"}
    ledger["管理信息"][1] |= {"姓名": "王 晓", "外出日期": "2025-03-05", "公民身份号码": LI}
    ledger["管理信息"][0] |= {"公民身份号码": WANG}
    assert found(read(sheets_of(ledger))) == []


def test_a_second_spell_of_one_person_needs_no_number() -> None:
    ledger = clean()
    ledger["管理信息"][0] |= {"返回日期": "2026-01-05", "返回情形": "不再外出"}
    ledger["管理信息"][1] |= {"姓名": "王晓"}
    assert found(read(sheets_of(ledger))) == []


def test_a_shared_name_needs_the_number_on_the_spell_sheet() -> None:
    ledger = clean()
    ledger["基本信息"][1] |= {"姓名": "王 晓"}
    ledger["管理信息"][1] |= {"姓名": "王晓"}
    assert found(read(sheets_of(ledger))) == [
        ("warning", "blank", "管理信息", place("管理信息", "公民身份号码", 0)),
        ("warning", "blank", "管理信息", place("管理信息", "公民身份号码", 1)),
    ]


def test_one_name_with_and_without_a_number_cannot_be_told_apart() -> None:
    ledger = clean()
    ledger["基本信息"][1] |= {"姓名": "王晓", "公民身份号码": None}
    assert ("error", "person_twice", "基本信息", place("基本信息", "姓名", 1)) in found(read(sheets_of(ledger)))


def test_a_person_may_have_two_spells() -> None:
    ledger = clean()
    ledger["管理信息"][0] |= {"公民身份号码": WANG, "返回日期": "2026-01-05", "返回情形": "不再外出"}
    ledger["管理信息"][1] |= {"姓名": "王晓", "公民身份号码": WANG}
    assert found(read(sheets_of(ledger))) == []


def test_a_misregistered_spell_needs_no_day_of_return() -> None:
    assert found(read_with("管理信息", 返回情形="误登记")) == []
    assert found(read_with("管理信息", 返回情形="误登记", 返回日期="2025-03-05")) == []


def test_a_month_is_not_before_a_day_within_it() -> None:
    reading = read_with("管理信息", 返回日期="2025年3月", 返回情形="不再外出")
    assert [p.code for p in reading.problems] == ["month_only"]
    reading = read_with("管理信息", 返回日期="2025年2月", 返回情形="不再外出")
    assert [p.code for p in reading.problems] == ["month_only", "end_before_start"]


def test_a_reversal_may_be_negative() -> None:
    assert found(read_with("经费使用", 支出金额=-20, 冲减凭证号="P-0")) == []


def test_an_unreadable_return_is_not_also_a_missing_one() -> None:
    assert only(read_with("管理信息", 返回日期="年底", 返回情形="不再外出")).code == "date_unreadable"


def test_ditto_takes_the_cell_above_and_says_so() -> None:
    ledger = clean()
    ledger["联系记录"].append(ledger["联系记录"][0] | {"姓名": "赵安", "联系内容": "同上", "联系日期": "同上"})
    reading = read(sheets_of(ledger))
    assert found(reading) == [
        ("warning", "ditto", "联系记录", place("联系记录", column, 1)) for column in ("联系日期", "联系内容")
    ]
    first, second = reading.tables["联系记录"]
    assert second.value("联系日期") == first.value("联系日期")
    assert (second.value("联系内容"), second.text("联系内容")) == ("了解近期情况", "同上")


def test_ditto_of_ditto_and_of_none() -> None:
    ledger = clean()
    more = ledger["活动证与返乡"][0]
    ledger["活动证与返乡"] = [more | {"存在问题": "无"}, more | {"存在问题": "同上"}, more | {"存在问题": "同上"}]
    assert [row.value("存在问题") for row in read(sheets_of(ledger)).tables["活动证与返乡"]] == [NONE] * 3


def test_all_problems_come_in_one_pass_in_the_order_of_the_file() -> None:
    ledger = clean()
    ledger["管理信息"][1] |= {"外出日期": "年初", "联系人": None}
    ledger["管理信息"][0] |= {"联系人电话": "12", "流动方向": "外出"}
    ledger["封面"][0] |= {"填报时间": None}
    ledger["经费使用"][0] |= {"支出金额": "很多"}
    assert [(p.code, p.sheet, p.cell) for p in read(sheets_of(ledger)).problems] == [
        ("blank", "封面", "B4"),
        ("not_in_list", "管理信息", place("管理信息", "流动方向")),
        ("phone_invalid", "管理信息", place("管理信息", "联系人电话")),
        ("date_unreadable", "管理信息", place("管理信息", "外出日期", 1)),
        ("blank", "管理信息", place("管理信息", "联系人", 1)),
        ("number_unreadable", "经费使用", place("经费使用", "支出金额")),
    ]


def change_sheets(code: str) -> tuple[str, str, str, bytes]:
    """Severity, sheet and cell of a problem with sheets or headers, and a file that has it."""
    sheets = sheets_of(clean())
    hidden: tuple[str, ...] = ()
    severity, sheet, cell = "warning", "管理信息", ""
    if code == "cover_missing":
        severity, sheet = "error", ""
        del sheets["封面"]
    elif code == "register_missing":
        severity, sheet = "error", ""
        del sheets["管理信息"], sheets["本季登记"]
    elif code == "header_missing":
        severity = "error"
        sheets["管理信息"] = [["王晓", "流出"]]
    elif code == "column_missing":
        cell, sheets["管理信息"][1][6:7] = "A2", []
    elif code == "column_missing_error":
        severity, cell = "error", "A2"
        at = sheets["管理信息"][1].index("外出日期")
        for row in sheets["管理信息"][1:]:
            del row[at]
    elif code == "column_unknown":
        sheets["管理信息"][1].append("政治面貌")
        cell = "Z2"
    elif code == "column_ambiguous":
        sheets["管理信息"][1].append("联系方式")
        cell = "Z2"
    elif code == "column_twice":
        sheets["管理信息"][1].append("党员姓名")
        cell = "Z2"
    elif code == "sheet_unknown":
        sheet, sheets["Sheet1"] = "Sheet1", [["甲"]]
    elif code == "sheet_hidden":
        sheet, hidden = "经费使用", ("经费使用",)
    return severity, sheet, cell, workbook(sheets, hidden=hidden)


SHEET_CODES = [
    "cover_missing", "register_missing", "header_missing", "column_missing_error", "column_unknown", "column_ambiguous",
    "column_twice", "sheet_unknown", "sheet_hidden",
]  # fmt: skip


@pytest.mark.parametrize("code", SHEET_CODES)
def test_a_problem_with_sheets_or_headers(code: str) -> None:
    severity, sheet, cell, content = change_sheets(code)
    seen = only(read_ledger("a.xlsx", content, received_on=RECEIVED))
    assert (seen.code, seen.severity, seen.sheet, seen.cell) == (code, severity, sheet, cell)


def test_a_missing_starred_column_is_said_once_and_not_for_every_row() -> None:
    sheets = sheets_of(clean())
    at = sheets["管理信息"][1].index("联系人身份")
    for row in sheets["管理信息"][1:]:
        del row[at]
    seen = only(read(sheets))
    assert (seen.code, seen.cell, seen.column) == ("column_missing", "A2", "联系人身份")


def test_a_label_missing_on_the_cover() -> None:
    sheets = sheets_of(clean())
    del sheets["封面"][3]
    seen = only(read(sheets))
    assert (seen.code, seen.sheet, seen.column) == ("column_missing", "封面", "填报时间")


def test_nobody_away_is_a_ledger_too() -> None:
    ledger = deepcopy(clean())
    nothing = {kind: rows for kind, rows in ledger.items() if kind == "封面"} | {"管理信息": []}
    nothing["封面"][0]["流动党员数"] = 0
    reading = read(sheets_of(nothing))
    assert found(reading) == [] and reading.tables == {"管理信息": []}


def test_the_quarter_given_helps_where_the_cover_is_unclear() -> None:
    ledger = clean()
    for text, problems in (("2026-03", []), (None, [("warning", "blank", "封面", "B3")])):
        ledger["封面"][0]["填报季度"] = text
        reading = read_ledger("a.xlsx", workbook(sheets_of(ledger)), received_on=RECEIVED, quarter=2026 * 4 + 2)
        assert found(reading) == problems


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", list(problem_table()))
def test_every_text_is_whole(code: str) -> None:
    entry = problem_table()[code]
    assert set(entry) == {"severity", "message", "fix"} and entry["severity"] in ("error", "warning")
    values = {name: "甲" for name in placeholders(entry["message"] + entry["fix"]) if name != "column"}
    seen = problem(code, sheet="表", cell="A1", column="列", **values)
    for text in (seen.message, seen.fix):
        assert text and not set("{}!！") & set(text) and not text.endswith(("。", "."))


@pytest.mark.parametrize("code", ["id_invalid", "id_digits_lost", "id_15_digits", "phone_invalid", "person_twice"])
def test_messages_do_not_repeat_numbers_or_other_people(code: str) -> None:
    assert "text" not in placeholders(problem_table()[code]["message"] + problem_table()[code]["fix"])


def test_a_value_a_page_long_is_cut() -> None:
    seen = problem("not_in_list", column="列", text="很长" * 500, choices="甲、乙")
    assert len(seen.message) < 120


FILES = set(
    "file_empty file_too_large too_many_parts unpacked_too_large too_many_rows too_many_columns far_cell "
    "too_many_cells too_many_merges cell_too_long file_unsafe file_too_heavy "
    "file_encrypted format_not_read file_damaged not_a_workbook".split()
)  # tests/ledger/test_open.py, test_hostile.py
ELSEWHERE = set(
    "rows_hidden columns_hidden sheet_by_columns table_unknown table_beside form_unclear note_unread column_unnamed "
    "cover_facts_missing".split()
)  # tests/ledger/test_locate.py, test_layouts.py


READING = set(
    "blocks check columns cover dates forms identity labels locate looking placing reading rules tables values".split()
)


def test_every_code_of_the_reading_half_is_provoked() -> None:
    """The other codes need the store: they are the accepting half's to provoke."""
    folder = Path(columns.__file__).parent
    modules = [*(folder / f"{module}.py" for module in READING), *folder.with_name("books").glob("*.py")]
    source = "".join(module.read_text(encoding="utf-8") for module in modules)
    named = {code for code in problem_table() if f'"{code}"' in source} - {"namesake"}  # a ★ condition, too
    here = {case[0] for case in CELLS + SECOND_ROWS} | set(SHEET_CODES) | {"ditto", "column_missing"}
    assert named <= here | FILES | ELSEWHERE <= set(problem_table())


def test_what_must_refuse_refuses_and_what_must_not_does_not() -> None:
    """The two lists of the design, by column: which blanks are errors."""
    errors = {
        (sheet.name, column.name)
        for sheet in column_table().sheets.values()
        for column in sheet.columns
        if column.required and column.blank == "error"
    }
    assert errors == {
        ("本季登记", "姓名"),
        ("本季登记", "联系日期"),
        ("本季登记", "变化日期"),
        ("基本信息", "姓名"),
        ("管理信息", "姓名"),
        ("管理信息", "流动方向"),
        ("管理信息", "外出日期"),
        ("管理信息", "返回情形"),
        ("活动证与返乡", "事项"),
        ("活动证与返乡", "日期"),
        ("联系记录", "联系日期"),
        ("教育培训", "教育类别"),
        ("教育培训", "日期"),
        ("民主评议", "评议年度"),
        ("民主评议", "评议日期"),
        ("民主评议", "参评方式"),
        ("关爱帮扶", "日期"),
        ("关爱帮扶", "帮扶方式"),
        ("双向管理", "日期"),
        ("双向管理", "事项"),
        ("经费使用", "日期"),
    }


def test_an_id_number_never_stands_in_a_message() -> None:
    other = id_number(33)
    reading = read_with("基本信息", 公民身份号码=other[:17] + ("1" if other[17] != "1" else "2"), 本人电话="1990000000")
    assert len(reading.problems) == 2
    assert not any(other[:10] in p.message + p.fix or "1990000" in p.message + p.fix for p in reading.problems)

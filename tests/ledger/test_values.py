"""Typed values of cells: lists, names, numbers, money, explicit nones."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from data_layer.ledger.columns import Column, column_table
from data_layer.ledger.names import name_key
from data_layer.ledger.reading import ALL_CONTACTS, ALL_MEMBERS, NONE, Month
from data_layer.ledger.values import Context, is_ditto, read_value, text_of

CONTEXT = Context(date(2026, 10, 8))


def column(sheet: str, name: str) -> Column:
    return column_table().sheets[sheet].column(name)


def value(sheet: str, name: str, raw: object) -> object:
    read = read_value(column(sheet, name), raw, CONTEXT)  # type: ignore[arg-type]
    return read.code or read.value


@pytest.mark.parametrize("raw", ["√", "✓", "✔", "是", "Y", "y", "Yes", "Ｙ", " 是 ", "是。"])
def test_yes(raw: str) -> None:
    assert value("联系记录", "是否联系上", raw) == "是"


@pytest.mark.parametrize("raw", ["否", "×", "N", "no", "✗"])
def test_no(raw: str) -> None:
    assert value("联系记录", "是否联系上", raw) == "否"


@pytest.mark.parametrize("raw", ["无", "—", "——", "-", "--", "－", "／", "/", " 无 ", "无。", "暂无"])
def test_an_explicit_none_is_not_a_blank(raw: str) -> None:
    for sheet, name in (
        ("活动证与返乡", "存在问题"),
        ("管理信息", "预计返回日期"),
        ("关爱帮扶", "金额"),
        ("管理信息", "未纳入原因"),
        ("管理信息", "流入地联系电话"),
        ("民主评议", "五好依据"),
    ):
        assert value(sheet, name, raw) is NONE


def test_where_none_is_in_the_list_it_is_a_value() -> None:
    assert value("本季登记", "变化", "无") == "无"
    assert value("封面", "本季度变化", "无") == "无变化"


@pytest.mark.parametrize(
    ("sheet", "name", "raw", "meant"),
    [
        ("管理信息", "流动范围", "出国(境)", "出国（境）"),
        ("管理信息", "流动范围", "跨省", "跨省流动"),
        ("管理信息", "返回情形", "不 再 外 出", "不再外出"),
        ("基本信息", "人员类别", "正", "正式党员"),
        ("基本信息", "人员类别", "中共预备党员", "预备党员"),
        ("联系记录", "联系方式", "QQ", "其他"),
        ("联系记录", "联系方式", "打电话", "电话"),
        ("联系记录", "联系事由", "“七一”慰问", "七一慰问"),
        ("民主评议", "评议等次", "基本合格", "基本合格"),
        ("封面", "负责人职务", "书记", "支部书记"),
        ("基本信息", "人员类别", "01 正式党员", "正式党员"),
        ("联系记录", "联系方式", "1、电话", "电话"),
        ("基本信息", "民族", "汉", "汉族"),
        ("基本信息", "民族", "01 汉族", "汉族"),
        ("基本信息", "民族", "穿青人", "穿青人"),
    ],
)
def test_a_value_of_a_list_in_other_words(sheet: str, name: str, raw: str, meant: str) -> None:
    assert value(sheet, name, raw) == meant


def test_every_value_of_every_list_means_itself_and_aliases_point_into_the_list() -> None:
    for sheet in column_table().sheets.values():
        for col in sheet.columns:
            for choice in col.choices:
                expected: object = (choice,) if col.type == "choices" else choice
                assert value(sheet.name, col.name, choice) == expected
            if col.choices:
                assert set((col.aliases or {}).values()) <= set(col.choices), (sheet.name, col.name)


@pytest.mark.parametrize(
    ("sheet", "name", "raw"),
    [
        ("联系记录", "是否联系上", "可能"),
        ("联系记录", "联系方式", "电话、微信"),
        ("管理信息", "流动方向", "外出"),
        ("民主评议", "评议等次", "良好"),
        ("联系记录", "联系方式", "2026电话"),
        ("民主评议", "五好依据", "学习好、工作好"),
        ("联系记录", "是否联系上", True),
    ],
)
def test_outside_the_list(sheet: str, name: str, raw: object) -> None:
    expected = "是" if raw is True else "not_in_list"  # a ticked box is stored as TRUE
    assert value(sheet, name, raw) == expected


ALL_SEVEN = column("教育培训", "已告知事项").choices


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("全部", ALL_SEVEN),
        ("活动证使用、保持联系", ("活动证使用", "保持联系")),
        ("保持联系，活动证使用；汇报思想", ("活动证使用", "保持联系", "汇报思想")),
        ("保持联系\n交纳党费", ("保持联系", "交纳党费")),
        ("1.保持联系 2.交纳党费", "not_in_list"),
        ("（1）保持联系、（2）交纳党费", ("保持联系", "交纳党费")),
        ("、".join(ALL_SEVEN), ALL_SEVEN),
    ],
)
def test_several_of_a_list(raw: str, meant: object) -> None:
    assert value("教育培训", "已告知事项", raw) == meant


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("王晓", ("王晓",)),
        ("王晓、李禾", ("王晓", "李禾")),
        ("王晓，李禾,赵安；钱顺", ("王晓", "李禾", "赵安", "钱顺")),
        ("王晓\n李禾", ("王晓", "李禾")),
        ("王 晓、李禾", ("王 晓", "李禾")),
        ("王晓、、李禾、", ("王晓", "李禾")),
        ("王晓、王晓", ("王晓",)),
        ("阿依·古丽、王晓", ("阿依·古丽", "王晓")),
        ("全体流动党员", (ALL_MEMBERS,)),
        ("全体", (ALL_MEMBERS,)),
        ("全体党员", ("全体党员",)),
    ],
)
def test_several_names_in_a_cell(raw: str, names: tuple[str, ...]) -> None:
    assert value("联系记录", "姓名", raw) == names


def test_contact_persons_of_the_review() -> None:
    assert value("封面", "会同联系人", "全体联系人") == (ALL_CONTACTS,)
    assert value("封面", "会同联系人", "钱顺、孙和") == ("钱顺", "孙和")


@pytest.mark.parametrize(
    ("name", "raw", "meant"),
    [
        ("票据张数", 2, 2),
        ("票据张数", "2", 2),
        ("票据张数", "2张", 2),
        ("票据张数", 2.0, 2),
        ("票据张数", "０", 0),
        ("票据张数", 2.5, "integer_rule"),
        ("票据张数", -1, "integer_rule"),
        ("票据张数", "两张", "number_unreadable"),
        ("票据张数", 10**10, "integer_rule"),
        ("支出金额", 120.5, Decimal("120.50")),
        ("支出金额", "1,200.00元", Decimal("1200.00")),
        ("支出金额", "￥１２０", Decimal("120.00")),
        ("支出金额", "¥120", Decimal("120.00")),
        ("支出金额", 0.1 + 0.2, Decimal("0.30")),
        ("支出金额", "-30", Decimal("-30.00")),
        ("支出金额", "120.555", "money_too_fine"),
        ("支出金额", 120.555, "money_too_fine"),
        ("支出金额", "约120", "number_unreadable"),
        ("支出金额", "一百", "number_unreadable"),
        ("支出金额", date(2026, 1, 1), "number_unreadable"),
        ("支出金额", "1,20", "number_unreadable"),
        ("支出金额", "NaN", "number_unreadable"),
        ("支出金额", 1e13, "number_unreadable"),
        ("支出金额", "人民币120元整", Decimal("120.00")),
    ],
)
def test_numbers(name: str, raw: object, meant: object) -> None:
    assert value("经费使用", name, raw) == meant


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (2.5, Decimal("2.50")),
        ("2学时", Decimal("2.00")),
        ("0", Decimal("0.00")),
        (2.3, "hours_not_half"),
        (-1, "hours_rule"),
        ("两学时", "number_unreadable"),
    ],
)
def test_hours(raw: object, meant: object) -> None:
    assert value("教育培训", "学时", raw) == meant


def test_hours_that_are_no_halves_are_kept() -> None:
    read = read_value(column("教育培训", "学时"), 2.3, CONTEXT)
    assert (read.value, read.valid) == (Decimal("2.30"), True)


def test_money_below_nought_is_only_for_expenses() -> None:
    assert value("关爱帮扶", "金额", -5) == "money_rule"
    assert value("关爱帮扶", "金额", 0) == Decimal("0.00")


def test_a_day_after_receipt_is_kept_but_not_valid() -> None:
    read = read_value(column("联系记录", "联系日期"), "2026-10-09", CONTEXT)
    assert (read.value, read.code, read.valid) == (date(2026, 10, 9), "date_after_receipt", False)
    assert value("联系记录", "联系日期", "2026-10-08") == date(2026, 10, 8)


def test_the_month_of_receipt_is_not_after_receipt() -> None:
    read = read_value(column("联系记录", "联系日期"), "2026年10月", CONTEXT)
    assert (read.value, read.code, read.valid) == (Month(2026, 10), "month_only", True)
    assert value("联系记录", "联系日期", "2026年11月") == "date_after_receipt"


def test_days_to_come_are_fine_where_the_form_asks_for_them() -> None:
    assert value("管理信息", "预计返回日期", "2027-02-01") == date(2027, 2, 1)
    assert value("民主评议", "整改期限", "2027-02-01") == date(2027, 2, 1)


@pytest.mark.parametrize("text", ["同上", "同 上", "〃", "″", "同前"])
def test_ditto(text: str) -> None:
    assert is_ditto(text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""),
        ("  王晓 ", "王晓"),
        ("\u200b", ""),
        ("\u3000 ", ""),
        (19900000001, "19900000001"),
        (2026.1, "2026.1"),
        (1.1e17, "1.1e+17"),
        (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 14, 30), "2026-03-05 14:30"),
        (True, "TRUE"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_what_is_kept_as_typed(raw: object, text: str) -> None:
    assert text_of(raw) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        "阿依·古丽",
        "阿依•古丽",
        "阿依・古丽",
        "阿依‧古丽",
        "阿依 · 古丽",
        "阿依．古丽",
        "阿依·古丽\u200b",
        "阿依·\u3000古丽",
    ],
)
def test_one_name_one_key(other: str) -> None:
    assert name_key(other) == "阿依·古丽"


def test_different_names_have_different_keys() -> None:
    assert len({name_key(name) for name in ("王晓", "王小", "王晓·", "王晓明")}) == 4
    assert name_key("王晓ＡＢ") == "王晓AB"

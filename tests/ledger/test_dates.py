"""Days, months, years and quarters as branches write them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.ledger.dates import NotRead, read_date, read_quarter, read_year
from data_layer.ledger.reading import Month

DAY = date(2026, 3, 5)
MARCH = Month(2026, 3)


@pytest.mark.parametrize(
    "raw",
    [
        DAY,
        datetime(2026, 3, 5),
        datetime(2026, 3, 5, 14, 30),
        46086,
        46086.5,
        "46086",
        20260305,
        "20260305",
        "2026-03-05",
        "2026-3-5",
        "2026.3.5",
        "2026.03.05",
        "2026/3/5",
        "2026年3月5日",
        "2026年03月05日",
        "2026年3月5号",
        "2026 年 3 月 5 日",
        "２０２６年３月５日",
        "２０２６．３．５",
        " 2026-03-05 ",
        "2026。3。5",
        "2026·3·5",
        "2026、3、5",
        "2026-03-05 00:00:00",
        "2026年3月5日 14:30",
        "2026/3/5  9:05",
        "二〇二六年三月五日",
        "二零二六年三月五日",
        "二○二六年三月五日",
        "2026.3.5.",
        "2026年3月5日（星期四）",
        "2026-3-5 周四",
        "2026年3月5日下午",
        "2026.3.5上午",
        "2026–03–05",
        "2026—3—5",
        "2026\\3\\5",
        "二〇二六年3月5日",
        "2026年三月五日",
        "二0二六年三月五号",
    ],
)
def test_a_day(raw: object) -> None:
    assert read_date(raw) == DAY


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("二〇二六年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年十一月二十日", date(2026, 11, 20)),
        ("二〇二六年二月廿八日", date(2026, 2, 28)),
        ("二〇二六年一月一五日", date(2026, 1, 15)),
        ("2026年元月5日", date(2026, 1, 5)),
        ("1921.7.23", date(1921, 7, 23)),
        (19800301, date(1980, 3, 1)),
    ],
)
def test_other_days(raw: object, day: date) -> None:
    assert read_date(raw) == day


@pytest.mark.parametrize(
    "raw",
    [
        "2026.3",
        "2026.03",
        "2026-03",
        "2026/3",
        "2026年3月",
        "2026年三月".replace("三", "3"),
        "二〇二六年三月",
        202603,
        2026.3,
        2026.03,
    ],
)
def test_only_the_month_is_known_and_no_day_grows(raw: object) -> None:
    assert read_date(raw) == MARCH
    assert (MARCH.first_day, MARCH.last_day) == (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("raw", "month"), [(2021.11, 11), (2021.12, 12), (2021.01, 1), (2021.2, 2), ("2021.1", 1), ("2021.10", 10)]
)
def test_months_that_can_only_mean_one(raw: object, month: int) -> None:
    assert read_date(raw) == Month(2021, month)


def test_a_number_that_may_be_january_or_october_is_asked() -> None:
    with pytest.raises(NotRead) as trouble:
        read_date(2021.1)
    assert (trouble.value.code, trouble.value.values) == ("date_ambiguous", {"year": "2021"})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-02-30", "date_impossible"),
        ("2026年13月5日", "date_unreadable"),
        (20261305, "date_unreadable"),
        ("2026年", "date_year_only"),
        ("2026", "date_year_only"),
        (2026, "date_year_only"),
        ("二〇二六年", "date_year_only"),
        ("3月5日", "date_without_year"),
        ("3月", "date_without_year"),
        ("3.5", "date_without_year"),
        ("21.3.5", "date_unreadable"),
        ("2026.3.1-2026.3.5", "date_unreadable"),
        ("2026年3月上旬", "date_unreadable"),
        ("春节前", "date_unreadable"),
        ("2026 3 5", "date_unreadable"),
        ("2026年3月5日左右", "date_unreadable"),
        ("3/5/2026", "date_unreadable"),
        ("2O26.3.5", "date_unreadable"),
        ("去年3月", "date_unreadable"),
        ("2026年3月5日、6日", "date_unreadable"),
        ("1026-03-05", "date_unreadable"),
        (3.5, "date_unreadable"),
        (12, "date_unreadable"),
        (True, "date_unreadable"),
        (time(12, 0), "date_unreadable"),
        (timedelta(days=3), "date_unreadable"),
        (10**12, "date_unreadable"),
        (2026.35, "date_unreadable"),
        ("二〇二六年十三月一日", "date_unreadable"),
        ("２０２６", "date_year_only"),
        (float("inf"), "date_unreadable"),
    ],
)
def test_what_is_no_day_is_never_guessed(raw: object, code: str) -> None:
    with pytest.raises(NotRead) as trouble:
        read_date(raw)
    assert trouble.value.code == code


def test_serials_follow_the_epoch_of_the_workbook() -> None:
    assert read_date(46086 - 1462, date1904=True) == DAY


@given(st.dates(date(1927, 6, 1), date(2100, 12, 31)))
def test_every_form_of_a_day_gives_the_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    forms = (
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}/{m:02d}/{d:02d}",
        f"{y}{m:02d}{d:02d}",
        int(f"{y}{m:02d}{d:02d}"),
        serial,
    )
    assert {read_date(form) for form in forms} == {day}


@given(st.text(max_size=12) | st.floats() | st.integers())
def test_reading_a_date_either_succeeds_or_says_why(raw: object) -> None:
    try:
        assert isinstance(read_date(raw), (date, Month))
    except NotRead as trouble:
        assert trouble.code.startswith("date_")


@pytest.mark.parametrize("raw", [2026, 2026.0, "2026", "2026年", "2026年度", "２０２６", "二〇二六年", " 2026 "])
def test_a_year(raw: object) -> None:
    assert read_year(raw) == 2026


@pytest.mark.parametrize("raw", ["26", 26, "今年", 20266, "2026-2027", True, date(2026, 1, 1)])
def test_no_year(raw: object) -> None:
    with pytest.raises(NotRead):
        read_year(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "2026年第3季度",
        "2026年第三季度",
        "2026Q3",
        "2026q3",
        "2026年三季度",
        "2026年3季度",
        "2026-3",
        "２０２６年第３季度",
        "2026 年 第三 季度",
        "2026第3季",
        "2026年Q3",
        "2026年度第三季度",
        "二〇二六年第三季度",
        "2026年7-9月",
        "2026年7月至9月",
    ],
)
def test_a_quarter(raw: object) -> None:
    assert read_quarter(raw) == 2026 * 4 + 2


@pytest.mark.parametrize("raw", ["2026-03", "2026.3", "2026/3", "2026年3月", date(2026, 3, 1), 2026.3])
def test_what_may_be_a_quarter_or_a_month_is_asked(raw: object) -> None:
    with pytest.raises(NotRead) as trouble:
        read_quarter(raw)
    assert trouble.value.code == "quarter_ambiguous"
    assert read_quarter(raw, 2026 * 4 + 2) == 2026 * 4 + 2
    assert read_quarter(raw, 2026 * 4) == 2026 * 4
    with pytest.raises(NotRead):
        read_quarter(raw, 2026 * 4 + 3)


@pytest.mark.parametrize(
    "raw", ["三季度", "2026", "2026年第5季度", "2026年上半年", "", None, True, "2026年6-9月", "2026-13"]
)
def test_no_quarter(raw: object) -> None:
    with pytest.raises(NotRead) as trouble:
        read_quarter(raw)
    assert trouble.value.code == "quarter_unreadable"

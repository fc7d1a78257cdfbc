"""ID numbers and telephone numbers as branches write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.ledger.dates import NotRead
from data_layer.ledger.identity import birthday, check_digit, read_id, read_phone, sex, split_contact
from tests.ledger.workbooks import id_number

TODAY = date(2026, 10, 8)
NUMBER = id_number(11)
WITH_X = next(n for n in (id_number(serial) for serial in range(100, 200)) if n.endswith("X"))
OLD = "990001800101011"


def test_check_digit_of_the_standard() -> None:
    assert check_digit("11010519491231002") == "X"  # the example of GB 11643-1999
    assert check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    "raw",
    [
        NUMBER,
        f" {NUMBER} ",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"'{NUMBER}",
        f"{NUMBER}\u200b",
        "".join(chr(ord(c) + 0xFEE0) for c in NUMBER),
        f"{NUMBER[:6]}-{NUMBER[6:]}",
    ],
)
def test_an_id_number_however_spaced(raw: str) -> None:
    assert read_id(raw, TODAY) == (NUMBER, False)


@pytest.mark.parametrize("raw", [WITH_X, WITH_X.lower(), WITH_X[:17] + "Ｘ"])
def test_x_in_every_form(raw: str) -> None:
    assert read_id(raw, TODAY) == (WITH_X, False)


@pytest.mark.parametrize("raw", [OLD, int(OLD)])
def test_fifteen_digits_become_eighteen_and_are_said(raw: object) -> None:
    number, old = read_id(raw, TODAY)
    assert old and number == id_number(11)


@pytest.mark.parametrize(
    "raw", [float(int(NUMBER[:17] + "0")), int(NUMBER[:15] + "000"), NUMBER[:14] + "1000", "9.90001198001010E+17"]
)
def test_digits_that_excel_lost_are_said_and_never_repaired(raw: object) -> None:
    with pytest.raises(NotRead) as trouble:
        read_id(raw, TODAY)
    assert trouble.value.code == "id_digits_lost"


@pytest.mark.parametrize(
    "raw",
    [
        NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"),
        NUMBER[:17],
        NUMBER + "1",
        id_number(11, "20260230"),
        id_number(1, "20270101"),
        "0" + NUMBER[1:],
        "无证",
        12345,
        NUMBER[:6] + "********" + NUMBER[14:],
        True,
        date(2026, 1, 1),
        id_number(1, "18800101"),
    ],
)
def test_no_id_number(raw: object) -> None:
    with pytest.raises(NotRead) as trouble:
        read_id(raw, TODAY)
    assert trouble.value.code == "id_invalid"


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(100000, 999999))
def test_any_number_of_the_standard_is_read_with_its_birthday_and_sex(born: date, serial: int, area: int) -> None:
    number = id_number(serial, f"{born:%Y%m%d}".rjust(8, "0"), str(area))
    assert read_id(number, TODAY) == (number, False)
    assert birthday(number) == born
    assert sex(number) == ("男" if serial % 2 else "女")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(at: int, add: int) -> None:
    wrong = NUMBER[:at] + str((int(NUMBER[at]) + add) % 10) + NUMBER[at + 1 :]
    with pytest.raises(NotRead):
        read_id(wrong, TODAY)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("19900000001", "19900000001"),
        (19900000001, "19900000001"),
        ("199 0000 0001", "19900000001"),
        ("199-0000-0001", "19900000001"),
        ("+86 19900000001", "19900000001"),
        ("+8619900000001", "19900000001"),
        ("8619900000001", "19900000001"),
        ("0086-19900000001", "19900000001"),
        ("１９９００００000１", "19900000001"),
        ("19900000001.0", "19900000001"),
        ("19900000001（本人）", "19900000001"),
        ("19900000001、19900000002", "19900000001"),
        ("19900000001/0999-8880000", "19900000001"),
        ("019900000001", "19900000001"),
        ("0999-8880000", "09998880000"),
        ("(010)88800000", "01088800000"),
        ("010 8880 0000", "01088800000"),
        ("0999-8880000转801", "09998880000转801"),
        ("+86 10 88800000", "01088800000"),
        ("400-888-0000", "4008880000"),
        ("+852 51230000", "+85251230000"),
        ("199\u00a00000\u00a00001", "19900000001"),
    ],
)
def test_a_telephone_number(raw: object, number: str) -> None:
    assert read_phone(raw) == number


@pytest.mark.parametrize(
    "raw",
    [
        "1990000000",
        "199000000011",
        "8880000",
        "12900000001",
        "1.99E+10",
        "微信",
        True,
        1.5,
        "199****0001",
        "2026-03-05",
        "",
    ],
)
def test_no_telephone_number(raw: object) -> None:
    with pytest.raises(NotRead):
        read_phone(raw)


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("李明 19900000001", "李明", "19900000001"),
        ("李明，电话：199-0000-0001", "李明", "19900000001"),
        ("李明（19900000001）", "李明", "19900000001"),
        ("李明", "李明", ""),
        ("李明 123456789", "李明", ""),
        ("李明 0999-8880000", "李明", "09998880000"),
    ],
)
def test_name_and_number_in_one_cell(text: str, name: str, phone: str) -> None:
    assert split_contact(text) == (name, phone)

"""The form itself: every column says what it is, who reads it and how it is masked."""

import re

import pytest

from data_layer import quarters
from data_layer.ledger.columns import Column, column_table

COLUMNS = [(sheet.name, column) for sheet in column_table().sheets.values() for column in sheet.columns]
TYPES = set("line seq info text name names org id phone date integer hours money year quarter choice choices".split())
# Pages and documents beside the indicators, whose ids are lower-case words with an underscore.
PLACES = set("handin progress coverage portrait training fund changes calls care template".split())


def ids(case: object) -> str:
    return case.name if isinstance(case, Column) else str(case)


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=ids)
def test_a_column_is_described_whole(sheet: str, column: Column) -> None:
    assert column.type in TYPES
    assert column.readers and all(r in PLACES or re.fullmatch(r"[a-z]+(_[a-z]+)+", r) for r in column.readers)
    assert bool(column.choices) == (column.type in ("choice", "choices"))
    assert bool(column.every) == (column.type in ("names", "choices"))
    assert column.personal in ("", "name", "id", "phone", "address", "text", "sensitive")
    if column.type in ("name", "names", "id", "phone"):
        assert column.personal == column.type.removesuffix("s")
    assert not (column.optional and column.required)


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=ids)
def test_conditions_speak_of_columns_and_values_that_exist(sheet: str, column: Column) -> None:
    condition = column.required
    if condition in ("", "always", "namesake"):
        return
    names, _, values = condition.removeprefix("any:").partition("=")
    for name in names.split(","):
        other = column_table().sheets[sheet].column(name)
        assert set(values.split("|")) - {""} <= set(other.choices)


def test_event_sheets_name_the_column_that_dates_them() -> None:
    days = {sheet.name: sheet.day for sheet in column_table().sheets.values() if sheet.is_event}
    assert len(days) == 7
    for name, day in days.items():
        column = column_table().sheets[name].column(day)
        assert (column.type, column.required, column.blank, column.received) == ("date", "always", "error", "error")


def test_a_column_may_begin_and_end_with_a_quarter() -> None:
    column = Column("新列", "text", ("check",), since="2027Q1", until="2027Q4")
    asked = [column.asked_in(quarters.parse_quarter(q)) for q in ("2026Q4", "2027Q1", "2027Q4", "2028Q1")]
    assert asked == [False, True, True, False] and column.asked_in(None)

"""Every clause of the plan is served, and what serves it exists: indicators, columns, pages, documents."""

import re
from pathlib import Path

import pytest

from data_layer.assessment.explained import by_default, named, weights
from data_layer.documents.catalogue import catalogue_markdown
from data_layer.indicators import Header, catalogue
from data_layer.indicators.clauses import clauses, clauses_of, columns_of
from data_layer.ledger.columns import column_table
from data_layer.organisations.parameters import DEFAULTS
from web import site

DOCUMENT = Path(__file__).parents[1] / "docs" / "指标说明.md"
HEADS = catalogue(alerts=True)
#: The clauses of the plan that ask something of somebody.
PLAN = [
    "二",
    "三（一）1",
    "三（一）2",
    "三（一）3",
    "三（一）4",
    "三（二）",
    "三（三）",
    "四（一）",
    "四（二）",
    "四（三）",
]
PLAN += ["附件1", "附件2"]
#: What leaves the product and is no page.
DOCUMENTS = {"template"}  # the pre-filled ledger


def test_every_clause_is_served_in_the_order_of_the_plan() -> None:
    assert list(dict.fromkeys(each.ref for each in clauses())) == PLAN
    assert len({(each.ref, each.part) for each in clauses()}) == len(clauses())
    for each in clauses():
        assert each.asks and each.pages, f"{each.ref} {each.part}"
        assert bool(each.indicators) != bool(each.otherwise), f"{each.ref} {each.part}: an indicator, or what else"


def test_what_serves_a_clause_exists() -> None:
    titles = {screen.title for screen in site.screens()}
    ids = {head.id for head in HEADS}
    places = {f"{sheet.name} · {column.name}" for sheet in column_table().sheets.values() for column in sheet.columns}
    for each in clauses():
        where = f"{each.ref} {each.part}"
        assert set(each.pages) <= titles, where
        assert set(each.indicators) <= ids, where
        assert set(each.columns) <= places | set(column_table().sheets), where
        assert bool(columns_of(each)) == bool(each.indicators), f"{where}: a duty is proved by the ledger"


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head.id)
def test_an_indicator_stands_at_each_of_its_clauses(head: Header) -> None:
    assert set(head.clause.split("、")) <= {each.ref for each in clauses_of(head.id)}


def test_every_reader_of_a_column_exists() -> None:
    """A column is asked for because an indicator counts it, a page shows it or a document carries it."""
    readers = {head.id for head in HEADS} | {screen.name for screen in site.screens()} | DOCUMENTS
    read = set()
    for sheet in column_table().sheets.values():
        for column in sheet.columns:
            assert column.readers, f"{sheet.name} · {column.name}"
            assert set(column.readers) <= readers, f"{sheet.name} · {column.name}: {set(column.readers) - readers}"
            read |= set(column.readers)
    unproved = {head.id for head in HEADS} - read
    assert not unproved, f"no column of the ledger can meet these: {unproved}"


def test_weights_are_those_of_the_plan() -> None:
    expected = {
        "台账": 19,
        "联系": 30,
        "关爱": 10,
        "活动证": 7,
        "教育培训": 12,
        "民主评议": 11,
        "双向管理": 7,
        "经费": 4,
    }
    assert weights() == expected
    assert list(weights()) == list(expected)
    assert sum(head.weight for head in HEADS) == 100
    assert not any(head.weight for head in HEADS if head.alert)


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head.id)
def test_an_indicator_is_explained_without_names_of_parameters(head: Header) -> None:
    each = by_default(head.id)
    texts = (each.counted, each.met, each.below, each.above, each.due, each.proof, each.unclear, each.example)
    for text in (*texts, each.exempt, each.remedied_when):
        assert not re.search(r"[a-z]{3}|天 天|次 次|%%|未设定", text), text
        assert not text.endswith("。")
    assert re.search("达标|待核|失联|不算", each.example)
    for name in named(head):
        assert DEFAULTS[name].label


def test_the_parameters_that_a_duty_hangs_on_are_named() -> None:
    by_id = {head.id: named(head) for head in HEADS}
    assert by_id["contact_quarterly"] == ["min_days_due"]
    assert by_id["certificate_issued"] == ["float_min_months", "certificate_issue_days", "pre_departure_days"]
    assert by_id["july_first_contact"] == ["july_from", "july_to"]
    assert "6月16日 至 7月7日" in by_default("july_first_contact").met
    assert "下拨的 60%" in by_default("fund_put_to_use").met
    assert "外出后 10 天内" in by_default("certificate_issued").met
    assert "第一次" in by_default("ledger_on_time").met and by_id["ledger_on_time"] == []


def test_the_document_says_what_the_files_say() -> None:
    told = "run: python -m data_layer catalogue -o docs/指标说明.md"
    assert DOCUMENT.read_text(encoding="utf-8") == catalogue_markdown(), told


def test_the_handbook_names_every_page_in_the_menu() -> None:
    text = (DOCUMENT.parent / "使用手册.md").read_text(encoding="utf-8")
    pages = text.split("## 每一页回答什么")[1].split("##")[0]
    told = {name for row in re.findall(r"(?m)^\| ([^|]+) \|", pages) for name in row.split("、")}
    assert told - {"页面"} == {screen.title for screen in site.screens() if screen.section}

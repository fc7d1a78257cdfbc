"""附件1、附件2 on paper: every row the ledger stands for, who may print them, lying A4 with a head that repeats."""

import io
from collections.abc import Iterator

import pytest
from docx import Document as opened

from data_layer import quarters
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.documents.annexes import annexes, content
from data_layer.documents.content import DocumentProblem, Sentence, Table
from tests.ledger.desk import WANG, Desk, away, member

Q2 = quarters.parse_quarter("2026Q2")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk()
    rows = {"基本信息": [member("王晓", WANG, 是否困难党员="是", 困难原因="家人患病")], "管理信息": [away("王晓")]}
    made.hand_in("2026Q1", **rows)
    made.hand_in("2026Q2", declared=1, 本季登记=[{"行号": made.table("spell")[0]["line"], "姓名": "王晓"}])
    yield made
    made.store.close()


def role(desk: Desk, name: str, code: str) -> Viewer:
    return Viewer(7, name, (Grant(name, desk.org(code)),), display_name=name)


def test_both_annexes_with_what_the_lines_stand_for(desk: Desk) -> None:
    org = desk.org("0101")
    said = content(desk.store, role(desk, "branch", "0101"), org, Q2)
    one, two = (part for part in said.parts if isinstance(part, Table))
    assert dict(zip(one.columns, one.rows[0], strict=True))["公民身份号码"] == WANG
    assert dict(zip(two.columns, two.rows[0], strict=True))["外出地点"] == "海州市"  # carried on by 本季登记
    assert "困难原因" in one.columns
    assert any("盖章处" in part.text for part in said.parts if isinstance(part, Sentence))
    staff = content(desk.store, role(desk, "staff", "01"), org, Q2)
    assert not any("困难原因" in part.columns for part in staff.parts if isinstance(part, Table))
    for name, code in (("leader", "01"), ("branch", "0102"), ("administrator", "01")):
        with pytest.raises(NoAccess):
            annexes(desk.store, role(desk, name, code), org, Q2)
    with pytest.raises(DocumentProblem, match="还没有接收"):
        content(desk.store, role(desk, "staff", "01"), desk.org("0102"), Q2)


def test_word_lies_and_repeats_its_heads_and_pdf_is_one(desk: Desk) -> None:
    viewer, org = role(desk, "branch", "0101"), desk.org("0101")
    made = opened(io.BytesIO(annexes(desk.store, viewer, org, Q2, "docx")))
    page = made.sections[0]
    assert page.page_width > page.page_height
    assert [bool(table.rows[0]._tr.xpath("w:trPr/w:tblHeader")) for table in made.tables] == [True, True]
    assert annexes(desk.store, viewer, org, Q2, "pdf").startswith(b"%PDF")
    assert [row["action"] for row in desk.table("audit_event")].count("annexes") == 2

"""影响评估 and 处理活动记录 say what the store really holds, and name nobody."""

import io
from dataclasses import asdict

import pytest
from docx import Document as opened

from data_layer.access import NoAccess
from data_layer.documents.privacy import SHEETS, content, sheet
from data_layer.ledger.columns import column_table
from data_layer.oversight.privacy.holdings import holdings
from tests.oversight.conftest import shared, uncontacted
from tests.questions.ground import ROOT, A, Ground, viewer

__all__ = ["shared", "uncontacted"]


@pytest.mark.parametrize("which", SHEETS)
def test_every_personal_field_and_table_stands_in_it(shared: Ground, which: str) -> None:
    said = f"{asdict(content(shared.store, viewer('leader', ROOT), which))}"
    personal = {each.name for one in column_table().sheets.values() for each in one.columns if each.personal}
    assert not [name for name in personal if name not in said]
    assert not [each.what for each in holdings() if each.holds in ("identity", "accounts") and each.what not in said]
    assert "可以识别 4 人" in said and "外出结束后个人信息和台账原件保存几年" in said and "没有加密" in said
    assert "测试" not in said, "the members of this store are called so"
    assert "督查员" in said and "不看个人信息" in said


def test_as_word_and_only_for_whoever_answers_for_it(shared: Ground) -> None:
    made = opened(io.BytesIO(sheet(shared.store, viewer("administrator", ROOT), "impact")))
    assert made.paragraphs[0].text == "个人信息保护影响评估"
    assert shared.store.composed_rows("SELECT object FROM audit_event WHERE action = 'privacy_sheet'")
    with pytest.raises(NoAccess):
        sheet(shared.store, viewer("branch", A), "record")

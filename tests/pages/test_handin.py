"""Handing in a ledger: download, check, questions, confirm, receipt, withdraw; nothing lost, nothing stored twice."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from data_layer import clock, quarters
from data_layer.access import Viewer
from data_layer.ledger.history import submissions
from data_layer.ledger.marked import mark, marked_name
from data_layer.ledger.prefill import template
from data_layer.organisations import tree
from data_layer.store import Store
from pages.parts import drafts
from tests.pages.conftest import Opened, as_role, said


@pytest.fixture(autouse=True)
def no_drafts() -> Iterator[None]:
    """Drafts live as long as the process: begin and end without any."""
    drafts._held.clear()
    yield
    drafts._held.clear()


@pytest.fixture
def branch(fresh: Store) -> Viewer:
    return as_role(fresh, "branch")


def ledger(store: Store, viewer: Viewer, **changes: object) -> bytes:
    """The pre-filled ledger of the running quarter; ``date`` goes into the first line, ``drop`` takes a line out."""
    org = viewer.grants[0].org
    book = openpyxl.load_workbook(io.BytesIO(template(store, viewer, org, quarters.quarter_of(clock.today()))))
    sheet = book["本季登记"]
    heads = {str(cell.value).strip("★"): cell.column for cell in sheet[3]}
    if "date" in changes:
        sheet.cell(4, heads["联系日期"]).value = changes["date"]
        sheet.cell(4, heads["联系方式"]).value = "电话"
        sheet.cell(4, heads["联系内容"]).value = "询问工作和生活情况"
        sheet.cell(4, heads["是否联系上"]).value = "是"
    if "own_words" in changes:
        sheet.cell(3, heads["联系内容"]).value = "谈了些什么"
        sheet.cell(4, heads["联系方式"]).value = "托人带话"
    if "drop" in changes:
        sheet.delete_rows(4)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put_in(test: AppTest, content: bytes, name: str = "台账.xlsx") -> AppTest:
    test.file_uploader[0].upload(name, content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    return test.run()


def press(test: AppTest, label: str) -> AppTest:
    next(each for each in test.button if each.label == label).click()
    return test.run()


def versions(store: Store, viewer: Viewer) -> int:
    return len(submissions(store, viewer, viewer.grants[0].org, quarters.quarter_of(clock.today())))


def test_a_file_with_an_error_is_refused_says_where_and_comes_back_marked(
    fresh: Store, branch: Viewer, open_page: Opened
) -> None:
    test = put_in(open_page(fresh, branch, "handin"), ledger(fresh, branch, date="3月"))
    assert not test.exception
    assert "处必须改" in said(test)
    assert "F4" in said(test)
    assert not any(each.label == "确认报送" for each in test.button)
    assert versions(fresh, branch) == 0
    assert "下载标注好的台账" in [each.label for each in test.get("download_button")]
    key = (branch.account, branch.grants[0].org, quarters.quarter_of(clock.today()))
    draft = drafts.get(key)
    assert draft is not None
    book = openpyxl.load_workbook(io.BytesIO(mark(draft.name, draft.content, draft.checked.problems)))
    assert book.sheetnames[0] == "核对结果" and "3月" in book["本季登记"]["F4"].comment.text
    book["本季登记"]["F4"].value = "2026-10-20"
    target = io.BytesIO()
    book.save(target)
    test = press(put_in(test, target.getvalue(), marked_name(draft.name)), "确认报送")
    assert versions(fresh, branch) == 1


def test_the_road_leads_to_a_receipt_and_back(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = open_page(fresh, branch, "handin")
    assert ":primary[① 下载预填台账]" in said(test)
    test = put_in(test, ledger(fresh, branch, date="2026-10-20"))
    assert ":primary[④ 确认报送]" in said(test)
    test = press(test, "确认报送")
    assert not test.exception
    assert ":primary[⑤ 回执]" in said(test)
    assert "回执号" in said(test)
    assert versions(fresh, branch) == 1
    key = (branch.account, branch.grants[0].org, quarters.quarter_of(clock.today()))
    assert drafts.get(key) is None, "the file is let go once it is in"
    scan = next(each for each in test.file_uploader if each.label == "文件")
    scan.upload("盖章.pdf", b"%PDF-1.4 %%EOF", "application/pdf").run()
    test = press(test, "附上")
    papers = [each.proto.label for each in test.get("download_button")]
    assert "盖章\\.pdf" in papers, "the scan stands with its ledger"
    test.text_input(key="withdraw_reason").set_value("填错了").run()
    test = press(test, "确认撤回")
    assert not test.exception
    assert ":primary[① 下载预填台账]" in said(test)


def test_a_draft_outlives_a_refresh(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    put_in(open_page(fresh, branch, "handin"), ledger(fresh, branch, date="2026-10-20"))
    again = open_page(fresh, branch, "handin")
    assert any(each.label == "确认报送" for each in again.button)


def test_whoever_vanished_is_asked_about_first(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = put_in(open_page(fresh, branch, "handin"), ledger(fresh, branch, drop=True))
    confirm = next(each for each in test.button if each.label == "确认报送")
    assert confirm.disabled
    asked = test.radio[0]
    asked.set_value("已返回").run()
    assert next(each for each in test.button if each.label == "确认报送").disabled, "a day is needed too"
    test.date_input[0].set_value(clock.today()).run()
    test = press(test, "确认报送")
    assert not test.exception
    assert versions(fresh, branch) == 1
    assert fresh.version("spell_answer") == (1,), "the answer is stored"


def test_the_same_file_twice_is_one_submission(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    content = ledger(fresh, branch, date="2026-10-20")
    test = press(put_in(open_page(fresh, branch, "handin"), content), "确认报送")
    test = put_in(test, content)
    if any(each.label == "确认报送" and not each.disabled for each in test.button):
        test = press(test, "确认报送")
    assert not test.exception
    assert versions(fresh, branch) == 1


def test_several_files_are_the_tables_of_one_ledger_or_refused(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    test = open_page(fresh, branch, "handin")
    test.file_uploader[0].upload("联系记录.csv", "外出人员,联系日期\n".encode("gb18030"), "text/csv")
    test.file_uploader[0].upload("封面.csv", "支部,季度\n".encode(), "text/csv")
    assert "已核对：封面 等 2 张表.zip" in said(test.run())
    test.file_uploader[0].upload("封面.csv", b"a,b\n", "text/csv")
    assert "这次选了 2 个文件，都没有核对" in said(put_in(test, ledger(fresh, branch)))
    assert versions(fresh, branch) == 0


def test_another_branchs_file_is_refused(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    other = tree(fresh).branches()[1]
    stranger = as_role(fresh, "branch", tree(fresh).by_id[other].code)
    test = put_in(open_page(fresh, branch, "handin"), ledger(fresh, stranger, date="2026-10-20"))
    assert not test.exception
    assert not any(each.label == "确认报送" for each in test.button)
    assert versions(fresh, stranger) == 0


def test_what_a_file_leaves_open_is_asked_once_and_said_again(fresh: Store, branch: Viewer, open_page: Opened) -> None:
    """Words of the branch's own and a 封面 that is not there: asked, used, kept; taken back."""
    book = openpyxl.load_workbook(io.BytesIO(ledger(fresh, branch, date="2026-10-20", own_words=True)))
    del book["封面"]
    target = io.BytesIO()
    book.save(target)
    content = target.getvalue()
    test = put_in(open_page(fresh, branch, "handin"), content)
    assert "有 2 个说法模板里没有" in said(test) and "询问工作和生活情况" in said(test), "a sample stands beside it"
    header, value = (each for each in test.selectbox if each.key and each.key.startswith("means_"))
    assert (header.value, value.value) == (None, None), "nothing is chosen for the branch"
    header.select("联系内容")
    value.select("其他")
    test = press(test, "照此读入")
    assert not test.exception
    assert "模板里没有" not in said(test) and "按上次的约定" in said(test)
    assert "“本季登记”的列“谈了些什么”当作“联系内容”" in said(test)
    # Another upload: known already, said before it is handed in; 取消 asks again.
    drafts._held.clear()
    test = put_in(open_page(fresh, branch, "handin"), content)
    assert "按上次的约定" in said(test) and "模板里没有" not in said(test)
    test = press(test, "取消约定")
    assert not test.exception and "有 1 个说法模板里没有" in said(test)
    # 封面: what was said last time is there, a blank ★ is said, what was typed is not lost.
    assert "文件没有封面，请在这里补填" in said(test)
    assert not any(each.label == "确认报送" for each in test.button)
    assert test.text_input(key="beside_台账负责人").value
    test.text_input(key="beside_流动党员数").set_value("6")
    test = press(test, "补上封面，重新核对")
    assert not test.exception
    assert "按补填的封面读入" in said(test)
    assert "“核对日期”没有填" in said(test) and "“流动党员数”没有填" not in said(test)
    test = press(test, "重新填写封面")
    assert test.text_input(key="beside_流动党员数").value == "6"
    test = press(press(test, "补上封面，重新核对"), "确认报送")
    assert not test.exception and "回执号" in said(test)
    assert versions(fresh, branch) == 1

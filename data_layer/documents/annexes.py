"""附件1、附件2 of an accepted ledger on paper, to be signed and stamped: members, and their time away.

The plan's two registers (三（一）2) with every row the ledger stands for, those carried on from earlier ones included.
"""

import json
from collections.abc import Mapping, Sequence

from data_layer import quarters
from data_layer.access import Viewer, audit, require_org, visible_orgs
from data_layer.access.marks import watermark_of
from data_layer.documents.content import Document, DocumentProblem, Heading, NewPage, Part, Sentence, Table
from data_layer.documents.pdf import pdf
from data_layer.documents.word import word
from data_layer.ledger.columns import MEMBERS, SPELLS, Column, column_table
from data_layer.ledger.history import Submission, submissions
from data_layer.organisations import tree
from data_layer.store import Store

KINDS = {"docx": word, "pdf": pdf}
_TITLES = {MEMBERS: "附件1　流动党员个人基本信息登记表", SPELLS: "附件2　流动党员管理信息登记表"}
_NUMBER, _REASON = "序号", "困难原因"
_WIDTHS = {_NUMBER: 3, "姓名": 5, "公民身份号码": 11, "家庭住址": 10, "外出地点": 8, "流入地党组织": 8, "活动证编号": 9}
_BY_TYPE = {"date": 7, "phone": 8, "text": 7, "org": 8}
_SIGNED = "支部书记（签字）：＿＿＿＿＿＿＿　　填表人（签字）：＿＿＿＿＿＿＿　　审核人（签字）：＿＿＿＿＿＿＿"
_SEAL = "党组织（盖章处）：＿＿＿＿＿＿＿＿＿＿＿＿　　　　　　　　　　　　年　　月　　日"


def annexes(store: Store, viewer: Viewer, org: int, quarter: int, kind: str = "pdf") -> bytes:
    """Both annexes of the ledger that counts, as ``docx`` or ``pdf``; leaves a record.

    They show everything in full, as the pre-filled template does, and need its right ``template``; 困难原因 is printed
    for the branch's own users (``call``) alone. Raises NoAccess, DocumentProblem.
    """
    made = KINDS[kind](content(store, viewer, org, quarter))
    audit(store, viewer, "annexes", org, f"{quarters.quarter_text(quarter)} {kind}")
    return made


def content(store: Store, viewer: Viewer, org: int, quarter: int) -> Document:
    """What is printed. Raises NoAccess, DocumentProblem where no ledger of the quarter has been accepted."""
    require_org(store, viewer, "template", org)
    ledger = next((each for each in submissions(store, viewer, org, quarter) if each.counted), None)
    branch, words = tree(store).by_id[org], quarters.quarter_words(quarter)
    if ledger is None or ledger.org != org:
        raise DocumentProblem(f"{branch.name}{words}还没有接收的台账，报送以后才能打印附件")
    own = visible_orgs(store, viewer, "call") if viewer.may("call") else frozenset()
    hidden = frozenset() if own is None or org in own else frozenset({_REASON})
    rows: dict[str, list[Mapping[str, str]]] = {MEMBERS: [], SPELLS: []}
    for row in store.rows("ledger/annex_rows", {"org": org, "submission": ledger.submission}):
        rows[row["kind"]].append(json.loads(row["cells"]))
    parts: list[Part] = []
    for sheet, title in _TITLES.items():
        parts += [NewPage()] if parts else []
        parts += _annex(title, branch.name, ledger, _table(sheet, rows[sheet], hidden))
    foot = f"{branch.name}　{words}　回执号 {ledger.receipt}"
    mark = watermark_of(viewer, f"{branch.name}{words}附件")
    return Document("流动党员登记表", f"{branch.name}　{words}", foot, mark, tuple(parts), landscape=True)


def _annex(title: str, name: str, ledger: Submission, table: Table) -> list[Part]:
    day = ledger.received_on
    above = f"党组织名称：{name}　　填报时间：{day.year}年{day.month}月{day.day}日（收到）　　共 {len(table.rows)} 行"
    return [Heading(title), Sentence(above), table, Sentence(_SIGNED), Sentence(_SEAL)]


def _table(sheet: str, rows: Sequence[Mapping[str, str]], hidden: frozenset[str]) -> Table:
    """Columns of the form but those left out: 行号, extras, and the ones not always required that nobody has filled."""
    columns = [
        column
        for column in column_table().sheets[sheet].columns
        if column.type != "line" and not column.optional and column.name not in hidden
        and (column.type == "seq" or column.required == "always" or any(row.get(column.name) for row in rows))
    ]  # fmt: skip
    lines = [
        tuple(str(nth) if column.type == "seq" else row.get(column.name, "") for column in columns)
        for nth, row in enumerate(rows, start=1)
    ]
    return Table(tuple(column.name for column in columns), lines, tuple(map(_width, columns)), small=True)


def _width(column: Column) -> int:
    return _WIDTHS.get(column.name) or _BY_TYPE.get(column.type, 5)

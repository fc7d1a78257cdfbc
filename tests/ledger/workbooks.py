"""Workbooks for tests, made cell by cell: a clean canonical ledger, and ways to spoil it in one place."""

import io
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import xlsxwriter

from data_layer.books.neutral import ref
from data_layer.ledger.columns import COVER, column_table
from data_layer.ledger.identity import check_digit
from data_layer.ledger.reading import Problem, Reading, read_ledger

RECEIVED = date(2026, 10, 8)
Sheets = dict[str, list[list[Any]]]
Ledger = dict[str, list[dict[str, Any]]]
HEADER = 2  # 1-based row of the header in ``sheets_of``; a title stands above it


def id_number(serial: int, born: str = "19800101", area: str = "990001") -> str:
    """An invented ID number: its area code is assigned to nobody."""
    first17 = f"{area}{born}{serial:03d}"
    return first17 + check_digit(first17)


WANG, LI = id_number(11), id_number(22, "19910305")


def clean() -> Ledger:
    """A ledger of 2026Q3 with every sheet, nothing wrong with it."""
    return {
        "本季登记": [
            {
                "行号": "aa01",
                "姓名": "赵安",
                "联系人": "钱顺",
                "联系日期": "2026-08-01",
                "联系方式": "电话",
                "联系内容": "了解近期工作情况",
                "是否联系上": "是",
                "变化": "无",
            },
        ],
        "封面": [
            {
                "党组织名称": "松岗第一党支部",
                "党组织代码": "001002",
                "填报季度": "2026年第3季度",
                "填报时间": "2026-10-08",
                "核对日期": "2026-09-28",
                "会同联系人": "全体联系人",
                "党员总数": 30,
                "流动党员数": 3,
                "台账负责人": "钱顺",
                "负责人职务": "支部书记",
                "联系电话": "19900000001",
                "学习资料联络员": "孙和",
                "本季度变化": "有变化",
            },
        ],
        "基本信息": [
            {
                "序号": 1,
                "姓名": "王晓",
                "公民身份号码": WANG,
                "人员类别": "正式党员",
                "入党日期": "2005-07-01",
                "转正日期": "2006-07-01",
                "本人电话": "19900000011",
                "是否困难党员": "否",
            },
            {
                "序号": 2,
                "姓名": "李禾",
                "公民身份号码": LI,
                "人员类别": "预备党员",
                "入党日期": "2026-05-01",
                "本人电话": "19900000012",
                "是否困难党员": "是",
                "困难原因": "因病",
            },
        ],
        "管理信息": [
            {
                "行号": "bb01",
                "姓名": "王晓",
                "流动方向": "流出",
                "外出日期": "2025-03-05",
                "外出原因": "务工",
                "外出地点": "海州市",
                "联系人": "钱顺",
                "联系人身份": "支部书记",
                "联系人电话": "19900000001",
            },
            {
                "行号": "bb02",
                "姓名": "李禾",
                "流动方向": "流出",
                "外出日期": "2026-07-05",
                "外出原因": "务工",
                "外出地点": "海州市",
                "联系人": "钱顺",
                "联系人身份": "支部书记",
                "联系人电话": "19900000001",
            },
        ],
        "活动证与返乡": [
            {"姓名": "王晓", "事项": "年度审验", "日期": "2026-08-02", "活动证编号": "0001", "经办人": "钱顺"}
        ],
        "联系记录": [
            {
                "姓名": "王晓、李禾",
                "联系日期": "2026-08-03",
                "联系方式": "电话",
                "联系人": "钱顺",
                "联系内容": "了解近期情况",
                "联系事由": "日常联系",
                "是否联系上": "是",
            },
        ],
        "教育培训": [
            {
                "姓名": "全体流动党员",
                "教育类别": "邮寄教育",
                "日期": "2026-08-04",
                "内容": "学习资料",
                "组织者": "孙和",
                "是否完成": "是",
            },
        ],
        "民主评议": [
            {"评议年度": 2026, "姓名": "王晓", "评议日期": "2026-09-05", "参评方式": "书面汇报", "评议等次": "合格"}
        ],
        "关爱帮扶": [
            {"姓名": "李禾", "日期": "2026-08-06", "帮扶方式": "走访慰问", "帮扶内容": "看望家人", "帮扶人": "钱顺"}
        ],
        "双向管理": [
            {
                "姓名": "王晓",
                "对方党组织": "海州第一党支部",
                "日期": "2026-08-07",
                "事项": "信息通报",
                "内容": "通报情况",
                "经办人": "钱顺",
            }
        ],
        "经费使用": [
            {
                "凭证号": "P-1",
                "日期": "2026-08-08",
                "摘要": "寄送资料",
                "资金来源": "财政拨款",
                "类别": "教育培训",
                "支出金额": 120.5,
                "经手人": "孙和",
                "审批人": "钱顺",
                "票据张数": 2,
            },
        ],
    }


def columns(kind: str) -> list[str]:
    return [column.name for column in column_table().sheets[kind].columns]


def place(kind: str, column: str, row: int = 0) -> str:
    """Where ``sheets_of`` puts a column of the n-th row (0-based), as "F3"."""
    at = columns(kind).index(column)
    return ref(at, 1) if kind == COVER else ref(HEADER + row, at)


def sheets_of(ledger: Ledger) -> Sheets:
    """Grids of a ledger: 封面 as labels and values, the others under a title and a header row."""
    sheets: Sheets = {}
    for kind, rows in ledger.items():
        names = columns(kind)
        if kind == COVER:
            sheets[kind] = [[name, rows[0].get(name)] for name in names]
        else:
            sheets[kind] = [[f"流动党员{kind}登记表"], names, *([row.get(name) for name in names] for row in rows)]
    return sheets


def workbook(sheets: Sheets, hidden: tuple[str, ...] = (), **options: Any) -> bytes:
    """An .xlsx of grids; None is an empty cell, text is written as text, days with a date format."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, (date, datetime)):
                    page.write_datetime(row, column, value, day)
                elif isinstance(value, bool):
                    page.write_boolean(row, column, value)
                elif isinstance(value, (int, float)):
                    page.write_number(row, column, value)
                elif value is not None:
                    page.write_string(row, column, value)
        if name in hidden:
            page.hide()
    book.close()
    return buffer.getvalue()


def read(sheets: Sheets, **options: Any) -> Reading:
    return read_ledger("台账.xlsx", workbook(sheets, **options), received_on=RECEIVED)


def read_with(kind: str, row: int = 0, **cells: Any) -> Reading:
    """The clean ledger with some cells of one row changed (None empties one)."""
    ledger = deepcopy(clean())
    ledger[kind][row] |= cells
    return read(sheets_of(ledger))


def found(reading: Reading) -> list[tuple[str, str, str, str]]:
    """(severity, code, sheet, cell) of every problem."""
    return [(p.severity, p.code, p.sheet, p.cell) for p in reading.problems]


def only(reading: Reading) -> Problem:
    """The one problem of a reading."""
    assert len(reading.problems) == 1, [(p.code, p.sheet, p.cell, p.message) for p in reading.problems]
    return reading.problems[0]

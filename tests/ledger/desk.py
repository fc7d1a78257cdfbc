"""A small district for tests of acceptance: hand in workbooks made cell by cell, look at what stands in the store."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, local_administrator
from data_layer.administration import import_orgs, set_parameter
from data_layer.ledger import service
from data_layer.ledger.checked import Checked
from data_layer.ledger.compare import Answer
from data_layer.organisations import tree
from data_layer.store import Store
from tests.ledger.workbooks import id_number, sheets_of, workbook

VIEWER = local_administrator("测试")
BRANCHES = {"0101": "松岗第一党支部", "0102": "松岗第二党支部", "0103": "松岗第三党支部"}


def member(name: str, number: str | None, **more: Any) -> dict[str, Any]:
    """A complete row of 基本信息."""
    row = {
        "姓名": name,
        "公民身份号码": number,
        "人员类别": "正式党员",
        "入党日期": "2005-07-01",
        "转正日期": "2006-07-01",
    }
    return row | {"本人电话": "19900000011", "是否困难党员": "否"} | more


def away(name: str, start: str = "2026-01-10", **more: Any) -> dict[str, Any]:
    """A complete row of 管理信息."""
    row = {"姓名": name, "流动方向": "流出", "外出日期": start, "外出原因": "务工", "外出地点": "海州市"}
    return row | {"联系人": "钱顺", "联系人身份": "支部书记", "联系人电话": "19900000001"} | more


def contact(name: str, day: str, **more: Any) -> dict[str, Any]:
    """A complete row of 联系记录."""
    row = {"姓名": name, "联系日期": day, "联系方式": "电话", "联系人": "钱顺", "联系内容": "了解近期情况"}
    return row | {"联系事由": "日常联系", "是否联系上": "是"} | more


def cover(code: str, quarter: str, declared: int, **more: Any) -> dict[str, Any]:
    """A complete 封面."""
    row = {"党组织名称": BRANCHES[code], "党组织代码": code, "填报季度": quarter, "填报时间": "2026-03-31"}
    row |= {"核对日期": "2026-03-31", "会同联系人": "全体联系人", "党员总数": 30, "流动党员数": declared}
    row |= {"台账负责人": "钱顺", "负责人职务": "支部书记", "联系电话": "19900000001", "本季度变化": "有变化"}
    return row | more


class Desk:
    """One committee (01) and three branches; ledgers come in on the quarter's last day unless said otherwise."""

    def __init__(self, place: str = ":memory:") -> None:
        self.store = Store(place)
        if not tree(self.store).by_id:
            rows = [{"党组织代码": "01", "党组织名称": "松岗街道党工委", "类型": "党工委"}]
            rows += [
                {"党组织代码": code, "党组织名称": name, "上级党组织代码": "01", "类型": "党支部"}
                for code, name in BRANCHES.items()
            ]
            import_orgs(self.store, VIEWER, rows)
            set_parameter(self.store, VIEWER, self.org("01"), "start_quarter", "2026Q1", date(2026, 1, 1))

    def org(self, code: str) -> int:
        """The organisation of a code."""
        return tree(self.store).by_code[code]

    def file(
        self, quarter: str, code: str = "0101", declared: int | None = None, **tables: list[dict[str, Any]]
    ) -> bytes:
        """A workbook of some sheets; 封面 is made."""
        own = tables.pop("封面", [{}])[0]
        listed = len(tables.get("管理信息", ()))
        sheets = {"封面": [cover(code, quarter, listed if declared is None else declared) | own]} | tables
        return workbook(sheets_of(sheets))

    def hand_in(
        self,
        quarter: str,
        code: str = "0101",
        *,
        received: date | None = None,
        answers: Sequence[Answer] = (),
        viewer: Viewer = VIEWER,
        declared: int | None = None,
        **tables: list[dict[str, Any]],
    ) -> Checked:
        """Submit a workbook of some sheets."""
        content = self.file(quarter, code, declared, **tables)
        return self.submit(content, quarter, received=received, answers=answers, viewer=viewer)

    def submit(
        self,
        content: bytes,
        quarter: str,
        *,
        received: date | None = None,
        answers: Sequence[Answer] = (),
        viewer: Viewer = VIEWER,
    ) -> Checked:
        """Submit a file."""
        on = received or quarters.last_day(quarters.parse_quarter(quarter))
        return service.submit(
            self.store, viewer, "台账.xlsx", content, received_on=on, received_reason="测试", answers=answers
        )

    def table(self, name: str, **equal: Any) -> list[dict[str, Any]]:
        """Rows of a table, those with the values given."""
        rows = self.store.composed_rows(f'SELECT * FROM "{name}"')
        return [row for row in rows if all(row[column] == value for column, value in equal.items())]

    def codes(self, checked: Checked) -> list[str]:
        """Codes of what was found wrong, in order."""
        return [problem.code for problem in checked.problems]


WANG, LI, ZHAO = id_number(11), id_number(22, "19910305"), id_number(33, "19870611")

"""Committees' funds as a file: rows of .xlsx or .csv become entries, all or none; the empty form to fill in."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from data_layer.access import Viewer
from data_layer.administration.fund import CATEGORIES, KINDS, SOURCES, Entry, FundProblem, record_fund
from data_layer.administration.table_file import TableProblem, empty_form, read_table
from data_layer.organisations import Tree, match_key, tree
from data_layer.store import Store

COLUMNS = (
    "党（工）委代码", "类型", "年度", "日期", "金额", "支部代码", "资金来源", "类别", "摘要",
    "凭证号", "冲减凭证号", "经手人", "审批人", "票据张数",
)  # fmt: skip
_NEEDED = COLUMNS[:7]
_DAY = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")
_AMOUNT = re.compile(r"[¥￥]?(-?[\d,，]*\.?\d+)元?")


def import_fund(store: Store, viewer: Viewer, name: str, content: bytes) -> int:
    """Record every row of a file with the columns of COLUMNS; returns how many entries.

    Raises :class:`FundProblem` with every problem by row (nothing is recorded) or for a file that cannot be read.
    """
    try:
        rows = read_table(name, content, _NEEDED)
    except TableProblem as problem:
        raise FundProblem([(None, str(problem))]) from None
    now = tree(store)
    entries: list[Entry] = []
    problems: list[tuple[int | None, str]] = []
    for number, row in enumerate(rows, start=2):
        if any(_text(value) for value in row.values()):
            reading = _Line(row, now)
            entry = reading.entry(number)
            problems.extend((number, text) for text in reading.problems)
            if entry is not None:
                entries.append(entry)
    if problems:
        raise FundProblem(problems)
    if not entries:
        raise FundProblem([(None, "文件里没有要登记的行，请从第二行起填写")])
    return record_fund(store, viewer, entries, hashlib.sha256(content).hexdigest())


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


class _Line:
    """One row as it is read; what cannot be read goes to ``problems``."""

    def __init__(self, row: Mapping[str, Any], now: Tree) -> None:
        self.row, self.now, self.problems = row, now, list[str]()

    def entry(self, number: int) -> Entry | None:
        """The row as an entry; None (and why in ``problems``) where it cannot be read."""
        words = {word: kind for kind, word in KINDS.items()}
        kind = words.get(match_key(self._cell("类型")))
        if kind is None:
            self.problems.append(f"“类型”应是 {'、'.join(words)} 之一")
        org = self._org("党（工）委代码", needed=True)
        branch = self._org("支部代码", needed=False)
        day = self._read("日期", _day, "写成 2026-03-05 的样子")
        year = self._read("年度", _year, "写成 2026 的样子", day.year if day else None)
        amount = self._read("金额", _amount, "只写数字，单位是元，例如 1200.50")
        receipts = self._read("票据张数", _whole, "写成整数，没有票据写 0", blank=True)
        if self.problems or kind is None or org is None or day is None or year is None or amount is None:
            return None
        texts = {"source": "资金来源", "summary": "摘要", "category": "类别", "voucher": "凭证号"}
        texts |= {"reverses": "冲减凭证号", "handler": "经手人", "approver": "审批人"}
        said = {name: self._cell(column) for name, column in texts.items()}
        return Entry(org, kind, year, day, amount, branch=branch, receipts=receipts, row=number, **said)

    def _cell(self, column: str) -> str:
        return _text(self.row.get(match_key(column)))

    def _org(self, column: str, needed: bool) -> int | None:
        code = match_key(self._cell(column))
        if code in self.now.by_code:
            return self.now.by_code[code]
        if code:
            self.problems.append(f"找不到“{column}”{code}，请核对代码")
        elif needed:
            self.problems.append(f"“{column}”是空的，请填写")
        return None

    def _read(
        self, column: str, read: Callable[[Any], Any], hint: str, default: Any = None, blank: bool = False
    ) -> Any:
        value = self.row.get(match_key(column))
        if not _text(value):
            if default is None and not blank and column not in ("年度",):
                self.problems.append(f"“{column}”是空的，请{hint}")
            return default
        try:
            return read(value)
        except (ValueError, InvalidOperation):
            self.problems.append(f"“{column}”读不出来，请{hint}")
            return None


def _day(value: Any) -> date:
    if isinstance(value, datetime | date):
        return date(value.year, value.month, value.day)
    match = _DAY.fullmatch(_text(value)) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", _text(value))
    if match is None:
        raise ValueError
    return date(*(int(part) for part in match.groups()))


def _year(value: Any) -> int:
    match = re.fullmatch(r"(\d{4})年?(度)?", _text(value))
    if match is None:
        raise ValueError
    return int(match[1])


def _amount(value: Any) -> Decimal:
    match = _AMOUNT.fullmatch("".join(_text(value).split()))
    if match is None:
        raise ValueError
    return Decimal(match[1].replace(",", "").replace("，", ""))


def _whole(value: Any) -> int:
    match = re.fullmatch(r"(-?\d+)张?", _text(value))
    if match is None:
        raise ValueError
    return int(match[1])


def empty_fund_file() -> bytes:
    """The form to fill in, as .xlsx."""
    notes = {
        "党（工）委代码": "经费是哪个党（工）委的；代码见“组织与账号”",
        "年度": "哪一年的经费；不填按日期的年份",
        "日期": "写成 2026-03-05 的样子",
        "金额": "单位是元；只有冲减原凭证的本级支出可以是负数",
        "支部代码": "下拨给哪个党支部；预算、本级支出不填",
        "类别": "只用于本级支出",
        "摘要": "预算、下拨可写文号；本级支出必填",
        "凭证号": "只用于本级支出；以下各列也是",
    }
    choices = {"类型": tuple(KINDS.values()), "资金来源": SOURCES, "类别": CATEGORIES}
    return empty_form("经费", COLUMNS, notes, choices, wide=("摘要",))

"""What checking and accepting a ledger costs beside a process that only reads the file, in turns, in one run.

The floor is python-calamine, the fastest reader there is, in a process of its own that is given the bytes and says how
many rows it found: once warm (asked again and again, as the product keeps its own), once started for the file. The
check is the whole of it: look at the archive, parse in the process apart, values, problems, ties, the difference.

Run: ``python -m benchmarks.checking [--rounds 15] [--large 100000]``. Processor time is of this process and its
children; the children's is only known at their end, so by the clock is what is compared: run it on a quiet machine.
"""

import argparse
import io
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from benchmarks.measure import in_turns, show
from data_layer import clock, quarters
from data_layer.access import local_administrator
from data_layer.administration import import_orgs, set_parameter
from data_layer.books import apart
from data_layer.ledger.columns import column_table
from data_layer.ledger.identity import check_digit
from data_layer.ledger.service import check, submit
from data_layer.organisations import tree
from data_layer.organisations.parameters import GO_LIVE
from data_layer.store import Store

_CODE, _NAME = "990001001", "松岗第一党支部"
_READER = """
import io, struct, sys
import python_calamine
while head := sys.stdin.buffer.read(4):
    content = sys.stdin.buffer.read(struct.unpack("<L", head)[0])
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = sum(1 for name in book.sheet_names for row in book.get_sheet_by_name(name).iter_rows())
    sys.stdout.write(f"{rows}\\n")
    sys.stdout.flush()
"""


def a_ledger(rows: int, quarter: int) -> bytes:
    """A workbook as Excel writes it, nothing wrong with it: ``rows`` rows over three sheets, a sixth of them members,
    a sixth their stays, the rest contacts."""
    members = max(rows // 6, 1)
    first, last = quarters.first_day(quarter), quarters.last_day(quarter)
    days = (min(last, clock.today()) - first).days or 1
    people = [(f"王{_word(k)}", _number(k)) for k in range(members)]
    tables: dict[str, list[dict[str, Any]]] = {
        "封面": [],
        "基本信息": [
            {
                "序号": k + 1, "姓名": name, "公民身份号码": number, "人员类别": "正式党员", "民族": "汉族",
                "入党日期": date(2005, 7, 1), "转正日期": date(2006, 7, 1), "本人电话": f"199{k:08d}",
                "是否困难党员": "否", "家庭住址": f"松岗{k % 40 + 1}号",
            }
            for k, (name, number) in enumerate(people)
        ],
        "管理信息": [
            {
                "姓名": name, "公民身份号码": number, "流动方向": "流出", "流动范围": "省内跨市流动",
                "外出原因": "务工",
                "外出日期": date(2024, 3, 1) + timedelta(days=k % 300), "外出地点": f"海州市{k % 90}区",
                "联系人": "钱顺", "联系人身份": "支部书记", "联系人电话": "19900000001",
            }
            for k, (name, number) in enumerate(people)
        ],
        "联系记录": [
            {
                "姓名": people[k % members][0], "公民身份号码": people[k % members][1],
                "联系日期": first + timedelta(days=k * 7 % days), "联系方式": "电话", "联系人": "钱顺",
                "联系内容": f"了解第{k % 50}项工作情况", "联系事由": "日常联系", "是否联系上": "是",
            }
            for k in range(rows - 2 * members)
        ],
    }  # fmt: skip
    cover = {
        "党组织名称": _NAME, "党组织代码": _CODE, "填报季度": quarters.quarter_words(quarter),
        "填报时间": clock.today(), "核对日期": clock.today(), "会同联系人": "全体联系人", "党员总数": members,
        "流动党员数": members, "台账负责人": "钱顺", "负责人职务": "支部书记", "联系电话": "19900000001",
        "学习资料联络员": "孙和", "本季度变化": "有变化",
    }  # fmt: skip
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("封面")
        for row, pair in enumerate(cover.items()):
            for column, value in enumerate(pair):
                sheet.write(row, column, value)
        for name, lines in list(tables.items())[1:]:
            sheet = book.add_worksheet(name)
            columns = [column.name for column in column_table().sheets[name].columns if column.name != "行号"]
            sheet.write_row(0, 0, columns)
            for row, line in enumerate(lines, start=1):
                for column, of in enumerate(columns):
                    if of in line:
                        sheet.write(row, column, line[of])
    return buffer.getvalue()


def _word(serial: int) -> str:
    """A given name of two or three characters, another for each."""
    signs = "安禾顺晓和平远明立新春夏秋冬东南西北山川"
    return signs[serial % 20] + signs[serial // 20 % 20] + (signs[serial // 400 % 20] if serial >= 400 else "")


def _number(serial: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=serial // 900)
    first17 = f"990001{born:%Y%m%d}{serial % 900 + 100:03d}"
    return first17 + check_digit(first17)


class _Floor:
    """A process that reads files and does nothing else with them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-I", "-c", _READER], stdin=-1, stdout=-1)

    def read(self, content: bytes) -> int:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(len(content).to_bytes(4, "little") + content)
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def _fresh(content: bytes) -> int:
    floor = _Floor()
    found = floor.read(content)
    floor.end()
    return found


def _store(quarter: int) -> Store:
    """One branch, nothing handed in."""
    store, viewer = Store(":memory:"), local_administrator("checking")
    rows = [
        {"党组织代码": "990001", "党组织名称": "松岗街道党工委", "上级党组织代码": "", "类型": "党工委"},
        {"党组织代码": _CODE, "党组织名称": _NAME, "上级党组织代码": "990001", "类型": "党支部"},
    ]
    result = import_orgs(store, viewer, rows)
    assert not result.problems, result.problems
    root = tree(store).by_code["990001"]
    set_parameter(store, viewer, root, GO_LIVE, quarters.quarter_text(quarter), quarters.first_day(quarter), "测试")
    return store


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--large", type=int, default=100_000)
    asked = parser.parse_args()
    quarter = quarters.quarter_of(clock.today())
    viewer = local_administrator("checking")
    for rows, rounds in ((300, asked.rounds), (20_000, max(asked.rounds // 3, 3))):
        content, store, floor = a_ledger(rows, quarter), _store(quarter), _Floor()
        org = tree(store).by_code[_CODE]
        checked = check(store, viewer, "台账.xlsx", content, org=org, quarter=quarter)
        wrong = [each for each in checked.problems if each.severity == "error"]
        assert not wrong, wrong[:3]
        found = in_turns(
            {
                "floor: warm process, only reading": lambda: floor.read(content),  # noqa: B023
                "floor: process started for it": lambda: _fresh(content),  # noqa: B023
                "check": lambda: check(store, viewer, "台账.xlsx", content, org=org, quarter=quarter),  # noqa: B023
            },
            rounds,
        )
        show(f"{rows} rows, {len(content) >> 10} KiB", found)
        warm, fresh, whole = found.values()
        print(f"check : floor by the clock {whole.least / warm.least:.1f} warm, {whole.least / fresh.least:.1f} fresh")
        floor.end()
        apart.end_all()
        store.close()
    content, store = a_ledger(asked.large, quarter), _store(quarter)
    began = time.perf_counter()
    done = submit(store, viewer, "台账.xlsx", content, quarter=quarter, org=tree(store).by_code[_CODE])
    took = time.perf_counter() - began
    assert done.accepted, [(each.code, each.message) for each in done.problems if each.severity == "error"][:3]
    print(f"\n{asked.large} rows, {len(content) >> 20} MiB: accepted in {took:.1f} s")


if __name__ == "__main__":
    main()

"""What ``demo --workbooks`` leaves behind: the same district as files, to be loaded by the ordinary commands."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from data_layer import quarters
from data_layer.administration.org_file import COLUMNS
from data_layer.demo.district import ROOT_CODE, OrgLine
from data_layer.demo.people import Value
from data_layer.demo.reading import Read
from data_layer.demo.sheets import Table
from data_layer.demo.workbook import xlsx

_EXPLAINED = """演示台账

这里是一个虚构区的全部台账：人名、单位、地名都是编的，身份证号用的是没有分配过的地区代码。
用普通命令把它装进一个空的数据文件，结果与“demo”命令相同：

  python -m data_layer --store 新文件.duckdb orgs import orgs.xlsx
  python -m data_layer --store 新文件.duckdb parameters set start_quarter {start} --org {root} --from {day}

然后按日期从早到晚，每个收到日一条命令：

  for day in ledgers/*/; do
    python -m data_layer --store 新文件.duckdb ledger submit --received "$(basename "$day")" "$day"*.xlsx
  done

最后登记各党（工）委的预算、下拨和本级支出：

  python -m data_layer --store 新文件.duckdb fund import fund.xlsx

orgs.xlsx      党组织
fund.xlsx      各党（工）委的经费（作废的不在内）
ledgers/日期/  该日收到的台账，文件名为：顺序号_党组织代码_季度
manifest.csv   每个文件的党组织代码、季度、收到日期
"""


def organisation_rows(organisations: Iterable[OrgLine]) -> list[dict[str, Value]]:
    """The organisations as ``orgs import`` reads them."""
    return [
        {
            "党组织代码": line.code,
            "党组织名称": line.name,
            "上级党组织代码": line.parent,
            "类型": line.type,
            "支部类别": line.branch_class,
            "考核单位": "是" if line.is_unit else "否",
            "成立日期": line.founded,
            "撤销日期": line.abolished,
        }
        for line in organisations
    ]


class Files:
    """The directory of workbooks, filled as the ledgers are read."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._manifest: list[tuple[str, str, str, date]] = []

    def begin(self, organisations: Sequence[OrgLine], start_quarter: int, fund: list[list[Value]]) -> None:
        """Write the organisations, the committees' money and the explanation."""
        self.place.mkdir(parents=True, exist_ok=True)
        rows = [[row[column] for column in COLUMNS] for row in organisation_rows(organisations)]
        table = Table("党组织", [list(COLUMNS), *rows])
        (self.place / "orgs.xlsx").write_bytes(xlsx([table]))
        (self.place / "fund.xlsx").write_bytes(xlsx([Table("经费", fund)]))
        start = quarters.quarter_text(start_quarter)
        text = _EXPLAINED.format(start=start, root=ROOT_CODE, day=quarters.first_day(start_quarter))
        (self.place / "说明.txt").write_text(text, encoding="utf-8")

    def keep(self, found: Read) -> None:
        """Write one ledger under the day it was received."""
        day = self.place / "ledgers" / found.received_on.isoformat()
        day.mkdir(parents=True, exist_ok=True)
        (day / found.name).write_bytes(found.content)
        path = f"ledgers/{found.received_on.isoformat()}/{found.name}"
        self._manifest.append((path, found.org_code, quarters.quarter_text(found.quarter), found.received_on))

    def end(self) -> None:
        """Write the manifest."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("file", "org_code", "quarter", "received_on"))
        writer.writerows(self._manifest)
        (self.place / "manifest.csv").write_text(text.getvalue(), encoding="utf-8")

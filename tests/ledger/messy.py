"""Clean ledgers turned into messy ones of the same meaning: every layout that branches send, mixed at random.

``mess`` gives a neutral book, where every value ended up, and what reading has to say about the layout itself.
``xlsx`` and ``csvs`` turn the book into files.
"""

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from data_layer.books.neutral import Book, Grid, ref
from data_layer.ledger.columns import COVER, MEMBERS, SPELLS, column_table
from tests.ledger.messy_forms import write_forms
from tests.ledger.messy_page import Page, Said, Where, header_text, maybe
from tests.ledger.workbooks import Ledger, clean, id_number

NAMES = ("王晓", "李禾", "赵安", "阿依古丽·买买提", "欧阳清", "孙 平", "周全", "吴忧")
TITLES = {MEMBERS: "附件1 流动党员个人基本信息登记表", SPELLS: "附件2 流动党员管理信息登记表"}
VILLAGES = ("土地村 ", "松岗村", "张三", "表一")
STRANGE = {"政治面貌": "column_unknown", "流出地": "column_ambiguous"}  # columns that are not read, and what is said
GROUPS = {
    MEMBERS: {"联系电话": {"本人电话": "手机号"}, "党员基本情况": {"人员类别": "", "入党日期": "", "转正日期": ""}},
    SPELLS: {
        "联系人": {"联系人": "姓名", "联系人身份": "身份", "联系人电话": "电话"},
        "外出情况": {"外出日期": "流出时间", "外出原因": "", "外出地点": "外出流向", "外出单位": ""},
        "返回": {"返回日期": "日期", "返回情形": "情形"},
    },
}


@dataclass
class Messy:
    """A book; (sheet, row, column) of every value by (sheet of the form, row, column); (code, sheet, cell) to be said;
    the ledger that it means."""

    book: Book
    where: Where
    said: list[Said]
    ledger: Ledger
    kinds: list[str] = field(default_factory=list)  # the layouts used, for messages of tests


def content(rng: random.Random) -> Ledger:
    """A clean ledger of some members; optional cells filled or not."""
    ledger = clean()
    member, spell = ledger[MEMBERS][0], ledger[SPELLS][0]
    people = rng.sample(NAMES, rng.randint(1, 5))
    ledger[MEMBERS] = [
        member
        | {"序号": n + 1, "姓名": name, "公民身份号码": id_number(100 + n), "本人电话": f"1990000{n:04d}"}
        | maybe(rng, {"民族": "汉族", "学历": "大学", "家庭住址": f"松岗镇 {n + 1} 号", "工作单位及职务": "务农"})
        for n, name in enumerate(people)
    ]
    ledger[SPELLS] = [
        {k: v for k, v in spell.items() if k != "行号"}
        | {"姓名": name, "外出日期": f"2026-0{n + 1}-05", "外出地点": rng.choice(("海州市", "江州市"))}
        | maybe(rng, {"外出单位": "海州电子厂", "流入地党组织": "海州第一党支部", "流动范围": "跨省流动"})
        for n, name in enumerate(people)
    ]
    for kind in list(ledger):
        if column_table().sheets[kind].is_event:
            ledger[kind] = ledger[kind] * rng.choice((0, 1, 1))
    ledger["联系记录"] = [
        row | {"姓名": name, "联系日期": f"2026-08-0{n + 1}"}
        for row in clean()["联系记录"]
        for n, name in enumerate(people)
    ]
    ledger[COVER][0]["流动党员数"] = len(people)
    return ledger


def mess(rng: random.Random, ledger: Ledger | None = None) -> Messy:
    """A messy book of a clean ledger."""
    ledger = content(rng) if ledger is None else ledger
    out = Messy(Book(()), {}, [], ledger)
    pages: list[Page] = []
    annexes = rng.choice((_sheets, _sheets, _villages, _stacked, _beside, _one_table, _forms, _forms))
    out.kinds.append(annexes.__name__)
    annexes(rng, ledger, out, pages)
    rest = [kind for kind in ledger if kind not in (COVER, MEMBERS, SPELLS)]
    if rng.random() < 0.3:
        page = Page("其他台账")
        top = 0
        for kind in [kind for kind in rest if ledger[kind]]:
            top = register(
                page, rng, kind, ledger[kind], out, top=top, title=f"流动党员{kind}登记表", alone=False
            ) + rng.choice((1, 3))
        pages.append(page)
        out.kinds.append("events stacked")
    else:
        for kind in rest:
            page = Page(rng.choice((kind, f"{kind}表", f" {kind}（2026）")))
            register(page, rng, kind, ledger[kind], out, title=rng.choice(("", f"流动党员{kind}登记表")))
            pages.append(page)
    _cover(rng, ledger, out, pages)
    if rng.random() < 0.3:
        pages.append(Page("填写说明", cells={(0, 0): "怎样填写"}))
        pages.append(Page("Sheet2"))
    if rng.random() < 0.3:
        pages.append(Page("旧台账", cells={(0, 0): "姓名", (1, 0): "某人"}, hidden=True))
        out.said.append(("sheet_hidden", "旧台账", ""))
    out.book = Book(tuple(page.grid() for page in pages))
    return out


# --- where the two annexes stand --------------------------------------------------------------------------------------


def _sheets(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    for kind in (MEMBERS, SPELLS):
        page = Page(rng.choice((kind, f"附件{1 + (kind == SPELLS)}", TITLES[kind], f"流动党员{kind}台账")))
        register(page, rng, kind, ledger[kind], out, title=rng.choice(("", TITLES[kind])))
        pages.append(page)


def _villages(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    """Each annex over several sheets by other names, told by a title or by the columns alone."""
    for kind in (MEMBERS, SPELLS):
        titled = rng.random() < 0.5
        rows, first = ledger[kind], 0
        cut = rng.randint(1, max(1, len(rows) - 1))
        for number, part in enumerate([rows[:cut], rows[cut:]]):
            if not part:
                continue
            page = Page(f"{VILLAGES[number]}{'' if kind == MEMBERS else '外出'}")
            top = len(out.said)
            register(page, rng, kind, part, out, title=TITLES[kind] if titled else "", first=first)
            if not titled:
                out.said.insert(top, ("sheet_by_columns", page.name, page.first_header))
            first += len(part)
            pages.append(page)


def _stacked(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    page = Page(rng.choice(("Sheet1", "台账", MEMBERS)))
    order = [MEMBERS, SPELLS] if page.name == MEMBERS or rng.random() < 0.7 else [SPELLS, MEMBERS]
    end = register(page, rng, order[0], ledger[order[0]], out, title=TITLES[order[0]], alone=False)
    register(
        page, rng, order[1], ledger[order[1]], out, title=TITLES[order[1]], top=end + rng.choice((0, 1, 4)), alone=False
    )
    pages.append(page)


def _beside(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    """Both annexes on the same rows, with or without an empty column between."""
    page = Page("台账")
    page.put(0, 0, "流动党员台账")
    simple = random.Random(0)
    left = len(register(page, simple, MEMBERS, ledger[MEMBERS], out, top=1, plain=True, numbered=True) and page.header)
    register(
        page, simple, SPELLS, ledger[SPELLS], out, top=1, plain=True, numbered=True, left=left + rng.choice((0, 1))
    )
    pages.append(page)
    out.said.append(("sheet_by_columns", "台账", "A2"))
    out.said.append(("sheet_by_columns", "台账", page.first_header))


def _one_table(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    """Both annexes as one table, one row a member."""
    for member, spell in zip(ledger[MEMBERS], ledger[SPELLS], strict=True):
        spell.update({"公民身份号码": member["公民身份号码"]})
    both = [m | s for m, s in zip(ledger[MEMBERS], ledger[SPELLS], strict=True)]
    page = Page(rng.choice((MEMBERS, "附件1", "流动党员花名册")))
    register(page, rng, MEMBERS, both, out, title="", also=SPELLS)
    pages.append(page)


def _forms(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    """A form a member: each annex by itself or both in one, one a sheet or several down a sheet."""
    together = rng.random() < 0.5
    if together:
        for member, spell in zip(ledger[MEMBERS], ledger[SPELLS], strict=True):
            spell.update({"公民身份号码": member["公民身份号码"]})
    out.kinds.append("together" if together else "apart")
    for kinds in ((MEMBERS, SPELLS),) if together else ((MEMBERS,), (SPELLS,)):
        pages += write_forms(rng, kinds, ledger, out.where, TITLES[kinds[0]])


# --- a register -------------------------------------------------------------------------------------------------------


def register(
    page: Page,
    rng: random.Random,
    kind: str,
    rows: Sequence[dict[str, Any]],
    out: Messy,
    *,
    top: int = 0,
    left: int = 0,
    title: str = "",
    first: int = 0,
    plain: bool = False,
    numbered: bool = False,
    also: str = "",
    alone: bool = True,
) -> int:
    """Write a table from a row on; returns the first row below it. ``also``: a second sheet whose columns it has;
    ``alone``: no other table stands on the page."""
    columns = _columns(rng, kind, rows, also, plain, numbered)
    left = left if plain or left else rng.choice((0, 0, 1, 3))
    extra = {} if plain else {text: code for text, code in STRANGE.items() if rng.random() < 0.2}
    for text in extra:
        columns.insert(rng.randint(1, len(columns)), text)
    row = _lines(page, rng, top, left, len(columns), title, plain)
    at = {name: left + n for n, name in enumerate(columns)}
    deep = not plain and rng.random() < 0.4 and _deep(page, rng, kind, also, columns, at, row)
    for name, column in at.items():
        if (row, column) in page.cells or (row + 1, column) in page.cells:
            continue
        known = kind if any(c.name == name for c in column_table().sheets[kind].columns) else also
        page.put(row, column, name if name in extra or plain else header_text(rng, known or kind, name))
        if deep and rng.random() < 0.7:
            page.merges.append((row, column, row + 1, column))
    page.first_header, page.header = ref(row, left), columns
    out.said += [(code, page.name, ref(row, at[text])) for text, code in extra.items()]
    if alone and not plain and rng.random() < 0.1 and "备注" in {c.name for c in column_table().sheets[kind].columns}:
        column = max(at.values()) + 1
        page.put(row, column, "备注")
        page.put(row + (2 if deep else 1), column, "不该读的")
        page.hidden_columns.add(column)
        out.said.append(("columns_hidden", page.name, ref(row, column)))
        at["（隐藏）"] = column
    row += 2 if deep else 1
    if not plain and rng.random() < 0.2:
        page.put(row, at.get("姓名", left), "必填")
        row += 1
    if not plain and "序号" in at and rng.random() < 0.2:
        page.put(row, at["序号"], rng.choice(("示例", "例")))
        page.put(row, at.get("姓名", left + 1), "张某")
        row += 1
    data = _Data(page, rng, out, at, tuple(extra), plain)
    row = data.write(row, kind, also, rows, first, numbered)
    return _below(page, rng, row, left, len(columns), len(rows), at) if not plain else row


class _Data:
    """The rows of a table, and what stands between them."""

    def __init__(
        self, page: Page, rng: random.Random, out: Messy, at: dict[str, int], extra: tuple[str, ...], plain: bool
    ) -> None:
        self.page, self.rng, self.out, self.at, self.extra, self.plain = page, rng, out, at, extra, plain
        self.header = [(cell, value) for cell, value in page.cells.items()]
        self.unnamed = not plain and rng.random() < 0.1

    def write(self, row: int, kind: str, also: str, rows: Sequence[dict[str, Any]], first: int, numbered: bool) -> int:
        """Write the rows from a row on; returns the first row below them."""
        page, at, hidden = self.page, self.at, 0
        for number, cells in enumerate(rows):
            if self._now(0.1):  # a row filtered away
                page.put(row, at[self._who()], "已删除的人")
                page.hidden_rows.add(row)
                hidden, row = hidden + 1, row + 1
            if self._now(0.1):
                row = self._remark(row)
            for name in at:
                value = cells.get(name)
                if name == "序号":
                    value = number + 1 if value is None or numbered else value
                page.put(row, at[name], "中共党员" if name in self.extra else value)
                for each in (kind, also):
                    if each and value is not None:
                        self.out.where[each, first + number, name] = (page.name, row, at[name])
            if self.unnamed:
                page.put(row, max(at.values()) + 1, "已核")
                if number == 0:
                    self.out.said.append(("column_unnamed", page.name, ref(row, max(at.values()) + 1)))
            if number and self._now(0.3):
                self._merge_down(row, cells, rows[number - 1])
            row += 1
            if self._now(0.1):
                row += 1
        if hidden:
            self.out.said.append(("rows_hidden", page.name, ""))
        return row

    def _now(self, odds: float) -> bool:
        return not self.plain and self.rng.random() < odds

    def _who(self) -> str:
        return "姓名" if "姓名" in self.at else "凭证号"

    def _remark(self, row: int) -> int:
        """A merged block among the rows: how to fill in, or something that may be data."""
        places = sorted(self.at.values())[1:4]
        text = self.rng.choice(("注意：红色字段为必填字段", "以上三人已核对"))
        self.page.put(row, places[0], text)
        self.page.merges.append((row, places[0], row + 1, places[-1]))
        if text.startswith("以上"):
            self.out.said.append(("note_unread", self.page.name, ref(row, places[0])))
        return row + 2

    def _merge_down(self, row: int, cells: dict[str, Any], above: dict[str, Any]) -> None:
        """One cell for two rows that say the same."""
        for name in ("联系人", "外出原因", "联系方式", "联系内容", "人员类别"):
            place = self.at.get(name)
            if place is None or cells.get(name) != above.get(name) or (row - 1, place) not in self.page.cells:
                continue
            if any(a <= row - 1 <= c and b <= place <= d for a, b, c, d in self.page.merges):
                continue
            del self.page.cells[row, place]
            self.page.merges.append((row - 1, place, row, place))
            moved = (self.page.name, row - 1, place)
            for key, where in self.out.where.items():
                if where == (self.page.name, row, place):
                    self.out.where[key] = moved


def _columns(
    rng: random.Random, kind: str, rows: Sequence[dict[str, Any]], also: str, plain: bool, numbered: bool
) -> list[str]:
    """The columns written: what is filled and what is starred, in the form's order or another."""
    found: list[str] = []
    for sheet in [kind, also] if also else [kind]:
        for column in column_table().sheets[sheet].columns:
            used = any(row.get(column.name) is not None for row in rows)
            wanted = used or column.required == "always" or (not column.optional and rng.random() < 0.3)
            if column.type in ("info", "line") and not used:
                wanted = False
            if column.name == "序号":
                wanted = numbered or (not column.optional and rng.random() < 0.6)
            if wanted and column.name not in found and column.name != "备注":
                found.append(column.name)
    if numbered:
        found.remove("序号")
        found.insert(0, "序号")
    if not plain and rng.random() < 0.4:
        head, tail = found[:2], found[2:]
        rng.shuffle(tail)
        found = head + tail
    return found


def _lines(page: Page, rng: random.Random, row: int, left: int, width: int, title: str, plain: bool) -> int:
    """Titles and unit lines above a header; returns the header's row."""
    if plain:
        return row
    if title:
        page.put(row, left, title)
        page.merges.append((row, left, row, left + max(width - 1, 2)))
        row += 1
    if rng.random() < 0.4:
        page.put(
            row,
            left,
            rng.choice(("党组织名称（盖章）：松岗第一党支部    填报时间：2026年10月8日", "填报单位：松岗第一党支部")),
        )
        row += 1
    if row and rng.random() < 0.2:
        row += rng.randint(1, 3)
    return row


def _deep(
    page: Page, rng: random.Random, kind: str, also: str, columns: list[str], at: dict[str, int], row: int
) -> bool:
    """Write merged groups over some columns that stand side by side; False where none fits."""
    done = False
    for sheet in [kind, also] if also else [kind]:
        for group, members in GROUPS.get(sheet, {}).items():
            names = [name for name in columns if name in members]
            places = [at[name] for name in names]
            if len(names) < 2 or places != list(range(places[0], places[0] + len(names))) or rng.random() < 0.3:
                continue
            page.put(row, places[0], group)
            page.merges.append((row, places[0], row, places[-1]))
            for name, place in zip(names, places, strict=True):
                page.put(row + 1, place, members[name] or name)
            done = True
    return done


def _below(page: Page, rng: random.Random, row: int, left: int, width: int, count: int, at: dict[str, int]) -> int:
    """Numbered empty rows, a total, remarks and signatures under a table."""
    if "序号" in at and rng.random() < 0.3:
        for number in range(rng.randint(1, 5)):
            page.put(row, at["序号"], count + number + 1)
            row += 1
    if rng.random() < 0.3:
        page.put(row, left, rng.choice(("合  计", "总计", "小计：")))
        page.put(row, left + 1, f"{count}人")
        row += 1
    if rng.random() < 0.3:
        page.put(row, left, rng.choice(("注：此表一式两份，由党支部填写。", "说明：1.按季报送；2.一人一行")))
        page.merges.append((row, left, row + 1, left + max(width - 1, 2)))
        row += 2
    if rng.random() < 0.3:
        page.put(row, left, "填表人：钱顺")
        page.put(row, left + width - 1, "审核人：孙和")
        row += 1
    if rng.random() < 0.2:
        page.put(row, left, "书记签名：      ")
        row += 1
    return row


# --- 封面 -------------------------------------------------------------------------------------------------------------


def _cover(rng: random.Random, ledger: Ledger, out: Messy, pages: list[Page]) -> None:
    if out.kinds[0] == "_beside" and rng.random() < 0.7:
        _no_cover(rng, ledger, out, pages[0])
        return
    page = Page(rng.choice((COVER, "台账封面")))
    cells = [(label, value) for label, value in ledger[COVER][0].items()]
    row, column, wide = rng.randint(0, 3), 0, rng.randint(1, 3)
    for number, (label, value) in enumerate(cells):
        text = rng.choice((label, f"{label}：", f"★{label}", f"{label[:1]} {label[1:]}"))
        if isinstance(value, str) and rng.random() < 0.3:
            page.put(row, column, f"{label}：{value}")
            out.where[COVER, 0, label] = (page.name, row, column)
            column += 1
        else:
            gap = rng.choice((1, 1, 2))
            page.put(row, column, text)
            page.put(row, column + gap, value)
            if gap == 2:
                page.merges.append((row, column, row, column + 1))
            out.where[COVER, 0, label] = (page.name, row, column + gap)
            column += gap + 1
        if number % wide == wide - 1:
            row, column = row + 1, 0
    pages.insert(rng.choice((0, len(pages))), page)


def _no_cover(rng: random.Random, ledger: Ledger, out: Messy, page: Page) -> None:
    """No sheet 封面: its facts in the line above the annexes."""
    out.kinds.append("no cover")
    gap = rng.choice(("  ", "    ", "\n", "；"))
    out.where.update({(COVER, 0, label): (page.name, 0, 0) for label in ledger[COVER][0]})
    page.put(0, 0, gap.join(f"{label}：{value}" for label, value in ledger[COVER][0].items()))


# --- files ------------------------------------------------------------------------------------------------------------


def xlsx(book: Book) -> bytes:
    """The book as an .xlsx."""
    buffer = io.BytesIO()
    target = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for grid in book.sheets:
        sheet = target.add_worksheet(grid.name)
        for row, column, last_row, last_column in grid.merges:
            sheet.merge_range(row, column, last_row, last_column, "")
        for (row, column), value in grid.cells.items():
            (sheet.write_string if isinstance(value, str) else sheet.write)(row, column, value)
        for row in grid.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in grid.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if grid.hidden:
            sheet.hide()
    target.close()
    return buffer.getvalue()


def csvs(book: Book) -> dict[str, str]:
    """The visible sheets of the book as texts of .csv files, by name; merged areas and hidden rows are lost there."""
    found = {}
    for grid in book.sheets:
        if grid.hidden or not grid.cells:
            continue
        buffer = io.StringIO()
        rows, columns = (max(place[axis] for place in grid.cells) + 1 for axis in (0, 1))
        csv.writer(buffer).writerows([grid.cells.get((r, c), "") for c in range(columns)] for r in range(rows))
        found[grid.name] = buffer.getvalue()
    return found


def spoil(messy: Messy, place: tuple[str, int, int], change: Callable[[Any], Any]) -> Book:
    """The book with one cell changed."""
    sheet, row, column = place
    grids = []
    for grid in messy.book.sheets:
        if grid.name == sheet:
            cells = dict(grid.cells)
            cells[row, column] = change(cells[row, column])
            grid = Grid(grid.name, grid.hidden, cells, grid.merges, grid.hidden_rows, grid.hidden_columns)
        grids.append(grid)
    return Book(tuple(grids))

"""Forms of one member, as people lay them out."""

import random
from collections.abc import Sequence
from typing import Any

from data_layer.ledger.columns import column_table
from tests.ledger.messy_page import Page, Where, header_text
from tests.ledger.workbooks import Ledger

STRANGERS = (
    ("籍贯", "海州"),
    ("婚姻状况", "已婚"),
    ("毕业院校", None),
    ("参加工作时间", "1999-07-01"),
    ("QQ号", "10000"),
)
SECTIONS = ("党员\n基本信息", "党员流动信息", "联系情况")


def write_forms(rng: random.Random, kinds: Sequence[str], ledger: Ledger, where: Where, title: str) -> list[Page]:
    """Pages with a form a member; the labels of the kinds one after the other."""
    count = len(ledger[kinds[0]])
    down = rng.random() < 0.5
    plan = _plan(rng, kinds, ledger)
    pages: list[Page] = []
    row = 0
    style = rng.getrandbits(30)
    for number in range(count):
        if not pages or not down:
            name = rng.choice((title, kinds[0])) if down else f"{kinds[0]}（{number + 1}）"
            pages.append(Page(name))
            row = 0
        page = pages[-1]
        if rng.random() < 0.7:
            page.put(row, 0, title)
            page.merges.append((row, 0, row, 5))
            row += 1
        row = _form(random.Random(style), page, row, plan, kinds, ledger, number, where) + rng.choice((0, 1, 2))
    return pages


def _plan(rng: random.Random, kinds: Sequence[str], ledger: Ledger) -> list[tuple[str, str, Any]]:
    """(kind, column or strange label, value of a strange label) in the order of the form; the name comes first."""
    found: list[tuple[str, str, Any]] = []
    seen: set[str] = set()
    for kind in kinds:
        for column in column_table().sheets[kind].columns:
            used = any(row.get(column.name) is not None for row in ledger[kind])
            wanted = used or column.required == "always"
            if wanted and column.name not in seen and column.type not in ("line", "seq"):
                seen.add(column.name)
                found.append((kind, column.name, None))
            if rng.random() < 0.1:
                label, value = rng.choice(STRANGERS)
                if label not in seen:
                    seen.add(label)
                    found.append(("", label, value))
    return found


def _form(
    rng: random.Random,
    page: Page,
    row: int,
    plan: list[tuple[str, str, Any]],
    kinds: Sequence[str],
    ledger: Ledger,
    number: int,
    where: Where,
) -> int:
    """One form; the same ``rng`` gives the same layout. Returns the first row below it."""
    across = rng.randint(1, 4)
    left = rng.choice((0, 1, 1))
    wide = rng.choice((1, 1, 2, 3))
    begin = row
    for at in range(0, len(plan), across):
        column = left
        for kind, name, value in plan[at : at + across]:
            label = header_text(rng, kind, name) if kind else name
            behind = rng.random()
            if kind:
                value = ledger[kind][number].get(name)
            places = [key for key in kinds if kind and any(c.name == name for c in column_table().sheets[key].columns)]
            if behind < 0.15 and isinstance(value, str):
                page.put(row, column, f"{label.strip()}：{value}")
                target = column
            elif behind < 0.15:
                page.put(row, column, f"{label.strip()}：")
                target = -1
            else:
                page.put(row, column, label)
                page.put(row, column + 1, value)
                if wide > 1:
                    page.merges.append((row, column + 1, row, column + wide))
                target = column + 1
            if value is not None:
                for key in places:
                    where[key, number, name] = (page.name, row, target)
            column += 1 + wide
        row += 1
    if left and row - begin > 1:
        half = (begin + row) // 2
        page.put(begin, 0, SECTIONS[0])
        page.merges.append((begin, 0, half - 1 if half > begin + 1 else row - 1, 0))
    return row

"""One more true row never lowers a score: every kind of row of every sheet, added to a diligent and to a silent branch.

Not among them, because each takes back or contradicts a row that stands (decisions/0007, 52): 冲减, and the number of a
voucher given a second time.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.indicators.copies import Change, Key, Ledgers, branch, rates_of, standing, told
from tests.indicators.standing import WEIGHTS
from tests.reference.days import quarter_of
from tests.reference.story import (
    appraisal,
    care,
    certificate,
    contact,
    expense,
    liaison,
    must,
    training,
)

DAYS = ("2026-01-12", "2026-02-20", "2026-06-28", "2026-08-20", "2026-12-10", "2026-12-20")
PERSONS = (1, 2, 3, 4, 5, 6)


def rows(p: int, on: str) -> Iterator[tuple[str, str, list[Any]]]:
    """Everything that may have happened to a person on a day: what it is, on which sheet, its rows."""
    for reached in (True, False, None):
        for occasion in ("日常联系", "思想汇报", "失联查找", None):
            yield f"联系 {occasion} {reached}", "contacts", [contact(p, on, occasion=occasion, reached=reached)]
    yield "联系 两人", "contacts", [contact(p, on, tie="two"), contact(p % 6 + 1, on, tie="two")]
    yield "联系 全体", "contacts", [contact(None, on, tie="all")]
    for kind in ("走访慰问", "结对帮扶", "社会救济"):
        yield f"帮扶 {kind}", "cares", [care(p, on, kind=kind)]
    for item in ("发放", "返回审验", "年度审验", "收回", "挂失", "补发", "填写", "临时返乡"):
        for numbered in (True, False):
            yield f"活动证 {item} {numbered}", "certificates", [certificate(p, on, item, numbered=numbered)]
        yield f"活动证 {item} 问题", "certificates", [certificate(p, on, item, problem=True)]
        fixed = certificate(p, on, item, problem=True, corrected_on=must(on))
        yield f"活动证 {item} 问题已纠正", "certificates", [fixed]
    for kind in ("行前教育", "邮寄教育", "补课教育", "其他培训"):
        for done in (True, False, None):
            for hours in (None, "0", "8"):
                yield f"培训 {kind} {done} {hours}", "trainings", [training(p, on, kind, hours, done=done)]
        yield f"培训 {kind} 两人", "trainings", [training(x, on, kind, "8", tie="two") for x in (p, p % 6 + 1)]
    for manner in ("现场参加", "线上参加", "书面汇报", "未参加"):
        for grade in ("优秀", "合格", "不合格", "不评定等次", None):
            yield f"评议 {manner} {grade}", "appraisals", [appraisal(p, on, manner=manner, grade=grade)]
    for item in ("信息通报", "督促提醒", "评议反馈", "身份核实", "参加组织生活", "教育帮助", "其他"):
        yield f"双向 {item}", "liaisons", [liaison(p, on, item)]
    for category in ("教育培训", "其他", None):
        yield f"支出 {category}", "expenses", [expense(on, "50", "V900", category=category)]
    yield "支出 无凭证号", "expenses", [expense(on, "50", None)]


def cases(times: int) -> list[tuple[str, Change]]:
    """Each kind of row so many times, its person and day going round."""
    found, turn = [], 0
    for n, (what, _, _) in enumerate(rows(1, DAYS[0])):
        for _ in range(times):
            p, on = PERSONS[turn % 6], DAYS[(turn // 2 + n) % 6]
            turn += 1
            _, sheet, made = list(rows(p, on))[n]
            found.append((f"{what} {p} {on}", told(quarter_of(must(on)), sheet, *made)))
    for p in PERSONS:
        found.append((f"困难 {p}", hardship(p)))
    return found


def hardship(person: int) -> Change:
    """The ledger of Q2 says that the person is in hardship."""

    def change(ledgers: Ledgers) -> Ledgers:
        return [
            replace(s, members=tuple(replace(m, hardship=m.person == person) for m in s.members))
            if s.quarter == quarter_of(must("2026-05-01"))
            else s
            for s in ledgers
        ]

    return change


def score(states: dict[Key, str]) -> Fraction:
    """100 × Σ w·rate / Σ w."""
    rate = rates_of(states)
    weight = sum(WEIGHTS[name] for name in rate)
    return 100 * sum((WEIGHTS[name] * each for name, each in rate.items()), Fraction(0)) / weight


@pytest.mark.parametrize("diligent", [True, False], ids=["diligent", "silent"])
def test_a_true_row_never_costs(diligent: bool) -> None:
    """What was met stays met, no scored duty appears unmet, no score falls."""
    named = cases(2 if diligent else 1)
    then, *changed = standing(branch(diligent), [change for _, change in named])
    worse = []
    for (what, _), now in zip(named, changed, strict=True):
        lost = [key for key in then if then[key] == "met" != now.get(key, "met")]
        worse += [f"{what}: {key} was met, now {now[key]}" for key in lost]
        # the first row of 民主评议 tells the day of the meeting, and so who was away on it (decisions/0007, 51)
        first = what.startswith("评议") and not diligent
        new = [key for key in now if key not in then and not (first and key[0].startswith("appraisal_"))]
        worse += [f"{what}: {key} new and {now[key]}" for key in new if now[key] != "met"]
        if score(now) < score(then):
            worse.append(f"{what}: score {float(score(then)):.1f} → {float(score(now)):.1f}")
    assert not worse, "\n".join(worse)

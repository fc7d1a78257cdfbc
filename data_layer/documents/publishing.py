"""What may be printed where everybody reads it: no number of people below three, and none that another gives away.

A count says "met of due", so the ones missing are a cell too: 27/28 is about one person. Where one cell of a fact is
small, all numbers of that fact go, and those of the same branch's other facts about the same matter: a total or a
second quarter would give the small one away.
"""

import re
from collections.abc import Sequence

#: People below which a number is not printed.
SMALLEST = 3
HIDDEN = "（人数少，不列数）"
_PAIR = re.compile(r"(\d+)/(\d+)")
_COUNTED = re.compile(r"(\d+)\s*(?:人次|人|名|项|件)")
_NUMBER = re.compile(r"\d")
#: What a sentence says of its counts as a whole, by a line that everybody is measured by.
_LINE = re.compile(r"，(连续两季低于 \d+(?:\.\d+)?%)")


def publishable(facts: Sequence[str]) -> list[str]:
    """Facts of one branch as they may be printed, in their order."""
    hidden = {_matter(each) for each in facts if _small(each)}
    return [_without_numbers(each) if _matter(each) in hidden else each for each in facts]


def _small(fact: str) -> bool:
    cells = {int(n) for n in _COUNTED.findall(fact)}
    for met, due in ((int(a), int(b)) for a, b in _PAIR.findall(fact)):
        cells |= {met, due, due - met}
    return any(0 < cell < SMALLEST for cell in cells)


def _matter(fact: str) -> str:
    """What a fact is about: its first word."""
    return fact.split()[0] if _PAIR.search(fact) else fact


def _without_numbers(fact: str) -> str:
    """The fact's words before its counts and the line they stay below; of one that begins with its count, the words
    behind it."""
    pair, counted, line = _PAIR.search(fact), _COUNTED.search(fact), _LINE.search(fact)
    if line:
        return fact.split()[0] + line[1] + HIDDEN
    if pair:
        return fact[: pair.start()].rstrip(" ，、：") + HIDDEN
    if counted and counted.start() == 0:
        return "有" + re.split(r"[：（，]", fact[counted.end() :])[0] + HIDDEN
    first = counted or _NUMBER.search(fact)
    return fact[: first.start()].rstrip(" ，、：") + HIDDEN if first else fact

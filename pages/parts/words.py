"""How numbers, days and states are said on screen: one word and one sign each, the same on every page."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from data_layer.assessment.tally import Tally

# state -> (sign, word); signs differ in shape, so that nothing hangs on colour alone
STATES: dict[str, tuple[str, str]] = {
    "met": ("●", "达标"),
    "missed": ("◆", "未达标"),
    "silent": ("？", "未报"),
    "unclear": ("▲", "待核"),
    "awaiting": ("◌", "待报"),
    "pending": ("○", "未到期"),
    "exempt": ("－", "免计"),
}
# level of a rate -> (sign, word)
LEVELS: dict[str, tuple[str, str]] = {
    "good": ("●", "达标"),
    "watch": ("▲", "关注"),
    "bad": ("◆", "未达标"),
    "none": ("", "不评"),
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def state(name: str) -> str:
    """``◆ 未达标``."""
    sign, word = STATES[name]
    return f"{sign} {word}"


def escaped(text: str) -> str:
    """Text that came from data, safe inside markdown: nothing in it becomes a link, picture or markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def percent(share: Fraction | None, digits: int = 1) -> str:
    """``92.0%``. Never 100% while something is missing, never 0% while something is there. None: 不适用."""
    if share is None:
        return "不适用"
    step = 10**digits
    tenths = round(share * 100 * step)
    if share < 1:
        tenths = min(tenths, 100 * step - 1)
    if share > 0:
        tenths = max(tenths, 1)
    whole, rest = divmod(tenths, step)
    return f"{whole}.{rest:0{digits}d}%" if digits else f"{whole}%"


def count(number: int) -> str:
    """``3 968``: thousands apart by a narrow space."""
    return f"{number:,}".replace(",", "\u202f")


def ratio(tally: Tally) -> str:
    """``287/312`` of what is closed, or of all while nothing is."""
    return (
        f"{count(tally.met)}/{count(tally.all)}" if tally.open else f"{count(tally.closed_met)}/{count(tally.closed)}"
    )


def rated(tally: Tally) -> str:
    """``287/312（92.0%）``; only ``3/4`` where too few are due for a rate, ``还在进行`` where nothing is closed yet."""
    if tally.open:
        return f"{ratio(tally)}（还在进行）"
    return ratio(tally) if tally.closed and tally.few else f"{ratio(tally)}（{percent(tally.rate)}）"


def points(change: Fraction | None) -> str:
    """A change of a rate in percentage points: ``▲2.1``, ``▼0.6``, ``持平``."""
    if change is None:
        return "—"
    tenths = round(change * 1000)
    if tenths == 0:
        return "持平"
    return f"{'▲' if tenths > 0 else '▼'}{abs(tenths) // 10}.{abs(tenths) % 10}"


def day(value: date | None) -> str:
    """``2026-09-30``, or a dash."""
    return "—" if value is None else value.isoformat()  # four times as fast as a format


def moment(value: datetime | None) -> str:
    """``2026-09-30 14:05``, or a dash."""
    return "—" if value is None else f"{value:%Y-%m-%d %H:%M}"


def short_period(period: str) -> str:
    """``26年三季`` of ``2026Q3``: short enough for the head of a column."""
    year, mark, number = period[:4], period[4:5], period[5:]
    if mark == "Q":
        return f"{year[2:]}年{'一二三四'[int(number) - 1]}季"
    if mark == "H":
        return f"{year[2:]}年{'上下'[int(number) - 1]}半"
    return f"{year}年"


def period(text: str) -> str:
    """``2026年第3季度`` of ``2026Q3``."""
    year, mark, number = text[:4], text[4:5], text[5:]
    if mark == "Q":
        return f"{year}年第{number}季度"
    if mark == "H":
        return f"{year}年{'上下'[int(number) - 1]}半年"
    return f"{year}年"


def some(*counts: tuple[int, str]) -> str:
    """The counts that are not zero, joined: ``6 个逾期，**4** 个未报``; each text holds ``{}`` for its number."""
    return "，".join(text.format(count(number)) for number, text in counts if number)


def first(names: Sequence[str], most: int) -> str:
    """``王晓、李禾 等 12``: the first names, each once, and how many there are if these are not all."""
    once = list(dict.fromkeys(names))
    return "、".join(once[:most]) + (f" 等 {len(once)}" if len(once) > most else "")


def left(days: int) -> str:
    """``还有 6 天``, ``今天截止``, ``已过 3 天``."""
    if days == 0:
        return "今天截止"
    return f"还有 {days} 天" if days > 0 else f"已过 {-days} 天"


def bounded(tally: Tally, silent: int) -> str:
    """The rate of the branches that reported, and where the whole may lie: what was not reported is not known."""
    if not tally.closed:
        return ""
    if not silent:
        return "各支部都已报送。"
    if tally.few:
        what = f"未报支部的 {count(tally.unreported)} 项做没做" if tally.unreported else f"{silent} 个未报支部应办多少"
        return f"{what}不知道。"
    said = f"已报支部达标率 {percent(tally.reported_rate)}；"
    if not tally.unreported or tally.bounds is None:
        return f"{said}{silent} 个未报支部应办多少还不知道。"
    low, high = tally.bounds
    whole = f"全部算上在 {percent(low)} 到 {percent(high)} 之间"
    return f"{said}未报支部的 {count(tally.unreported)} 项做没做不知道，{whole}。"


def plain(number: Fraction) -> str:
    """``12.5``: at most one decimal, none where it is whole; cut off, so that nothing seems reached too early."""
    tenths = number * 10 // 1
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else f"{whole}"


def beside(tally: Tally) -> str:
    """What a rate leaves out: its value if all that is unclear were met, and who is exempt. Blank where nothing is."""
    said = []
    if not tally.few and tally.best != tally.rate:
        said.append(f"{count(tally.closed_unclear)} 项待核，都算达标为 {percent(tally.best)}")
    if tally.exempt:
        said.append(f"免计 {count(tally.exempt)}")
    return "；".join(said)


def tick(text: str) -> str:
    """A period under a small chart, on two lines."""
    year, number = text[2:4], text[5:]
    if text[4:5] == "Q":
        return f"{'一二三四'[int(number) - 1]}季\n{year}年"
    if text[4:5] == "H":
        return f"{'上下'[int(number) - 1]}半\n{year}年"
    return f"{text[:4]}年"


def megabytes(size: int) -> str:
    """A size in bytes, in megabytes with one place."""
    return f"{size / 1_000_000:,.1f}"

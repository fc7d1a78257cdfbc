"""How judging says its numbers, the same on the terminal, on the page and in a workbook."""

from collections.abc import Sequence
from fractions import Fraction

from data_layer.assessment.judging.flags import Chance, Flag
from data_layer.assessment.judging.ranking import Place
from data_layer.assessment.ladder import Checked
from data_layer.indicators import header

#: What is proposed, in words.
KINDS = {
    "criticise": "建议通报批评",
    "commend": "建议表彰",
    "remind": "提醒",
    "steady": "正常",
    "not_ranked": "单列",
}


def points(score: Fraction) -> str:
    """A score with one decimal, cut off: 89.97 never reads as 90."""
    tenths = score * 10 // 1
    return f"{tenths // 10}.{tenths % 10}"


def tenth(number: Fraction) -> str:
    """``3.3``, ``4``."""
    tenths = number * 10 // 1
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def per_cent(share: Fraction) -> str:
    """``60%``, ``87.5%`` (cut off after one decimal)."""
    tenths = share * 1000 // 1
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def place_words(place: Place | None) -> str:
    """``名次 2，区间 1–9``; inside a tie group no ordinal; not ranked: 不排名."""
    if place is None:
        return "不排名"
    where = f"名次 {place.rank}" if place.first == place.last else f"第 {place.first}–{place.last} 名不分先后"
    return f"{where}，区间 {place.low}–{place.high}"


def flag_words(flag: Flag) -> str:
    """A comparison flag as a sentence: whose rate, of what, beside which."""
    name = header(flag.indicator).name
    own = f"{name} {flag.met}/{flag.closed}"
    limits = f"{flag.low}–{flag.high}"
    if flag.against == "target":
        return f"对标：{own}，整个区间低于目标 {flag.centre:.0%}（达到目标的支部应在 {limits}）"
    side = "低于" if flag.direction == "worse" else "高于"
    return f"比同类：{own}，{side}同类 {flag.peers} 个支部的范围（同类 {flag.centre:.1%}，应在 {limits}）"


def chance_words(chance: Chance) -> str:
    """How many flags chance alone would give."""
    return (
        f"共比较 {chance.comparisons} 次。只凭 99.8% 的界限，支部都一样好也会偶然出现约 {chance.by_limits:.1f} 个标记；"
        f"再经多重比较校正，列出的标记中偶然的平均不超过 {chance.false_share:.0%}。"
    )


def checked_words(found: Sequence[Checked]) -> str:
    """What was checked on the phone or on a visit: ``核实：季度联系 12 项、属实 11``; "" where nothing was."""
    said = "；".join(f"{header(each.indicator).name} {each.asked} 项、属实 {each.held}" for each in found)
    return f"核实：{said}" if said else ""

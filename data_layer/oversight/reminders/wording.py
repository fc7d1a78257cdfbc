"""A digest as words: a mail, and one line for the office's own channel. Counts and where to look, never a name."""

from collections.abc import Iterable

from data_layer.oversight.reminders.due import BANDS, Digest, Item

_NAMED = 3  # how many of a band the short text names


def said(item: Item) -> str:
    """One item in words."""
    return f"{item.what} {item.count} 项" if item.count else item.what


def subject(digest: Digest) -> str:
    """The subject of a mail."""
    return f"流动党员工作提醒：{_counts(digest)}（{digest.name}）"


def body(digest: Digest) -> str:
    """The text of a mail."""
    lines = [f"{digest.name}：", "", f"截至 {digest.as_of}，{_counts(digest)}。", ""]
    for band, word in BANDS.items():
        if found := digest.of(band):
            lines.append(f"【{word}】")
            lines += [f"{each.day}　{said(each)}　请到“{each.place}”办理" for each in found]
            lines.append("")
    if digest.waits:
        lines += ["【等待处理】", *(f"{count} {what}" for count, what in digest.waits), ""]
    return "\n".join([*lines, "请登录流动党员服务管理看板办理。本提醒由系统发出，不含党员姓名、电话，请勿回复。", ""])


def short(digest: Digest) -> str:
    """One message of the office's own channel (微信, 短信)."""
    parts = []
    for band, word in BANDS.items():
        if found := digest.of(band):
            more = "等" if len(found) > _NAMED else ""
            parts.append(f"{word} {len(found)} 件：{'、'.join(said(each) for each in found[:_NAMED])}{more}")
    places = "、".join(dict.fromkeys(each.place for each in digest.items))
    return f"【流动党员工作】{digest.name}：{'；'.join(parts)}。请登录看板到“{places}”办理。"


def _counts(digest: Digest) -> str:
    due = len(digest.items) - digest.overdue
    return "，".join(_some(((digest.overdue, "件超期"), (due, "件将到期"), (len(digest.waits), "类等待处理"))))


def _some(counts: Iterable[tuple[int, str]]) -> list[str]:
    return [f"{count} {what}" for count, what in counts if count]

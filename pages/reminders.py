"""待办提醒: what falls due for whom within 30, 7, 1 days and what is past its day; calendar, paper, mail, messages."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from data_layer.documents.reminders import calendar, digest
from data_layer.oversight.reminders import mail
from data_layer.oversight.reminders.due import BANDS, Digest, digests, own
from data_layer.oversight.reminders.wording import short
from data_layer.oversight.writing import may_any
from pages.parts import cards, counted, empty, filters, look, mailing, tables, words
from web.gate import require, store

viewer = require("read")
view = filters.choose(viewer, "reminders", branches=None, period=False)
if empty.why(view, viewer):
    st.stop()

found = digests(store(), viewer, view)
many = Counter(each.band(item) for each in found for item in each.items)
holders = {band: sum(bool(each.of(band)) for each in found) for band in BANDS}
sends = may_any(store(), viewer, view.org, "review") and not view.looking_back

if not found:
    first = "30 天内没有到期的事，也没有超期的。" if view.is_branch else "30 天内没有支部有到期的事，也没有超期的。"
else:
    rest = words.some(
        *(
            (many[band], f"{{}} 件{word}" if band == "overdue" else f"{{}} 件 {word}到期")
            for band, word in BANDS.items()
        )
    )
    who = "本支部" if view.is_branch else f"**{len(found)}** 个支部"
    first = f"{who}有要办的事：{rest}。"
look.headline(first, "各算各的：1 天内的不再算进 7 天内。只写事项和件数，不写党员姓名、电话。")
mailing.done()

four = st.columns(4, gap="small")
for column, (band, word) in zip(four, BANDS.items(), strict=True):
    with column:
        cards.plain(word, f"{many[band]}", f"{holders[band]} 个支部" if not view.is_branch else "件")


def taken() -> list[Digest]:
    """What a file holds: the committee's own list first; it takes longest, so only when somebody takes it."""
    mine = None if view.is_branch else own(store(), viewer, view)
    return [*([mine] if mine else []), *found]


def made(kind: str) -> bytes:
    """The file, when it is asked for."""
    if kind == "ics":
        return calendar(store(), viewer, taken())
    return digest(store(), viewer, taken(), kind)


stem = f"待办提醒 {view.name} {view.as_of}".replace("/", " ")
with st.container(horizontal=True):
    for label, kind, mime in (
        ("日历（.ics）", "ics", "text/calendar"),
        ("清单（PDF）", "pdf", "application/pdf"),
        ("清单（Word）", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ):
        st.download_button(
            label, partial(made, kind), file_name=f"{stem}.{kind}", mime=mime, key=f"take_{kind}", on_click="ignore",
            disabled=view.is_branch and not found, icon=":material/event:" if kind == "ics" else ":material/download:",
        )  # fmt: skip
    if sends:
        mailing.buttons(viewer, view)

if found and not view.is_branch:
    gone, known = mail.sent_today(store(), viewer, view), mail.addresses(store(), viewer, view) if sends else {}
    left, right = st.columns([12, 8], gap="small")
    with left.container(border=True):
        st.markdown("**谁有要办的事**　:gray[:small[点一行看这个支部]]")
        columns: dict[str, Sequence[Any]] = {
            "党支部": [each.name for each in found],
            **{word: [len(each.of(band)) for each in found] for band, word in BANDS.items()},
            "最近一件": [f"{words.day(each.items[0].day)} {each.items[0].what}" for each in found],
            "邮箱": ["已设" if each.org in known else "" for each in found],
            "今天": [mailing.WORDS.get(gone.get(each.org, ""), "") for each in found],
        }
        columns = {name: cells for name, cells in columns.items() if name in ("党支部", *BANDS.values()) or any(cells)}
        tables.show(
            columns, key="reminders", alt=f"{len(found)} 个支部要办的事", rows=12,
            opens=lambda row: tables.turn_to("reminders", view, org=found[row].code),
            config={word: st.column_config.NumberColumn(width=62) for word in BANDS.values()},
        )  # fmt: skip
        tables.export("待办提醒", columns, key="reminders", viewer=viewer, view=view)
    with right.container(border=True):
        st.markdown("**哪些事**　:gray[:small[超期和 30 天内，前 8 种]]")
        kinds = Counter(item.what for each in found for item in each.items).most_common(8)
        counted.bars(
            [what for what, _ in kinds], [count for _, count in kinds], [f"{count} 个支部" for _, count in kinds],
            key="reminder_kinds", alt=f"最多的 {len(kinds)} 种到期事项",
        )  # fmt: skip
last = st.container()
if found:
    with st.container(border=True):
        st.markdown("**发到微信群、短信**　:gray[:small[一个支部一条，右上角复制；不含姓名和号码]]")
        height: Any = 380 if len(found) > 8 else "content"
        st.code("\n".join(short(each) for each in found), language=None, wrap_lines=True, height=height)
mailing.show(view)
shown = own(store(), viewer, view)  # last: what waits for a committee takes longer to work out than all the rest
if shown is not None:
    with last.container(border=True):
        st.markdown(f"**{words.escaped(shown.name)}**")
        lines: dict[str, Sequence[Any]] = {
            "期限": [BANDS[shown.band(item)] for item in shown.items],
            "日期": [words.day(item.day) for item in shown.items],
            "事项": [item.what for item in shown.items],
            "件": [item.count or None for item in shown.items],
            "在哪里办": [item.place for item in shown.items],
        }
        if shown.items:
            tables.show(lines, key="reminder_items", alt=f"{len(shown.items)} 件到期的事", rows=10)
            tables.export("待办", lines, key="reminder_items", viewer=viewer, view=view)
        for count, what in shown.waits:
            st.markdown(f"**{words.count(count)}** {what}")

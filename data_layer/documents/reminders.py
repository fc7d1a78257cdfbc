"""To-do lists as files: a calendar (RFC 5545) and a printable digest. Neither names anybody."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, timedelta, timezone

from icalendar import Alarm, Calendar, Event

from data_layer import clock
from data_layer.access import Viewer, audit
from data_layer.access.marks import watermark_of
from data_layer.documents.content import Document, Heading, Items, Part, Sentence, Table
from data_layer.documents.pdf import pdf
from data_layer.documents.word import word
from data_layer.oversight.reminders.due import BANDS, Digest
from data_layer.oversight.reminders.wording import said
from data_layer.store import Store

KINDS = {"docx": word, "pdf": pdf}
_AHEAD = (7, 1)  # days before an item on which a calendar rings


def calendar(store: Store, viewer: Viewer, digests: Sequence[Digest]) -> bytes:
    """Digests as one iCalendar file: an all-day entry an item, those past their day on the digest's day, marked.

    An entry keeps its identity while organisation, matter and day stay: importing again replaces it. Leaves a record.
    """
    made = Calendar()
    made.add("prodid", "-//floating members//reminders//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "流动党员工作提醒")
    stamp = clock.now().replace(tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
    for digest in digests:
        for item in digest.items:
            late = digest.band(item) == "overdue"
            day = digest.as_of if late else item.day
            entry = Event()
            matter = item.what.partition("，")[0]  # how many of it are left changes daily, the matter does not
            identity = hashlib.sha256(f"{digest.code} {matter} {item.day}".encode()).hexdigest()[:32]
            entry.add("uid", f"{identity}@ledger")
            entry.add("dtstamp", stamp)
            entry.add("dtstart", day)
            entry.add("dtend", day + timedelta(1))
            passed = f"（应于 {item.day}，已超期）" if late else ""
            entry.add("summary", f"{said(item)}{passed}　{digest.name}")
            entry.add("description", f"请登录流动党员服务管理看板，到“{item.place}”办理。")
            entry.add("transp", "TRANSPARENT")
            for days in () if late else _AHEAD:
                if item.day - timedelta(days) >= digest.as_of:
                    alarm = Alarm()
                    alarm.add("action", "DISPLAY")
                    alarm.add("trigger", timedelta(hours=9) - timedelta(days))
                    alarm.add("description", said(item))
                    entry.add_component(alarm)
            made.add_component(entry)
    _note(store, viewer, digests, "ics")
    return bytes(made.to_ical())


def digest(store: Store, viewer: Viewer, digests: Sequence[Digest], kind: str = "pdf") -> bytes:
    """Digests on paper (``docx`` or ``pdf``), one below the other. Leaves a record. Raises DocumentProblem."""
    made = KINDS[kind](content(viewer, digests))
    _note(store, viewer, digests, kind)
    return made


def content(viewer: Viewer, digests: Sequence[Digest]) -> Document:
    """What the printable digest says."""
    parts: list[Part] = [] if digests else [Sentence("没有到期的事项。")]
    for each in digests:
        parts.append(Heading(each.name))
        rows = [
            (word, f"{item.day}", said(item), item.place) for band, word in BANDS.items() for item in each.of(band)
        ]  # fmt: skip
        if rows:
            parts.append(Table(("期限", "日期", "事项", "在哪里办"), rows, (2, 3, 8, 3)))
        if each.waits:
            parts += [Heading("等待处理", 2), Items(tuple(f"{count} {what}" for count, what in each.waits))]
    one = digests[0].name if len(digests) == 1 else f"{len(digests)} 个党组织"
    day = digests[0].as_of if digests else clock.today()
    below = f"{one} · 截至 {day} · {viewer.display_name or viewer.name} {clock.now():%Y-%m-%d %H:%M} 取"
    return Document("待办提醒", below, "流动党员工作待办提醒", watermark_of(viewer, one), tuple(parts))


def _note(store: Store, viewer: Viewer, digests: Sequence[Digest], kind: str) -> None:
    org = digests[0].org if len(digests) == 1 else None
    with store.write() as w:
        audit(w, viewer, "reminders_taken", org=org, object=f"{kind} {len(digests)}")

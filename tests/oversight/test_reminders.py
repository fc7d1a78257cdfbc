"""Reminders: what a digest lists and names, the calendar, mail through a real SMTP server, once a day."""

import json
import logging
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from icalendar import Calendar

from data_layer import clock
from data_layer.__main__ import build_parser
from data_layer.access import NoAccess
from data_layer.assessment.view import View, view_of
from data_layer.commands import reminders as command
from data_layer.documents.reminders import calendar, content
from data_layer.oversight.findings import Opening, open_finding
from data_layer.oversight.reminders import mail
from data_layer.oversight.reminders.due import Digest, Item, digests
from data_layer.oversight.reminders.wording import body, short, subject
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, A, B, Ground, viewer
from web.mailing import AGAIN, TRIES, Daily

STAFF = viewer("staff", ROOT)
TODAY = date(2026, 10, 20)
#: Key and certificate of a server that exists in tests only, for localhost, until 2126.
CERTIFICATE = Path(__file__).with_name("localhost.pem")
PASSWORD = "not-in-any-log-5831"


def east(ground: Ground) -> View:
    """The committee's view of today."""
    return view_of(ground.store, STAFF, f"{EAST}", branches=None)


def test_a_digest_lists_what_falls_due_and_what_is_past(shared: Ground) -> None:
    found = {each.org: each for each in digests(shared.store, STAFF, east(shared))}
    # nothing falls due between 20 October and 19 November, and nothing is past its day
    assert found == {}
    with shared.store.write() as w:  # 152 days after leaving nobody had reached them
        limit = {"name": "lost_contact_days", "value": "120", "valid_from": date(2026, 1, 1)}
        w.append("parameter_event", [{"event": w.next_id("event"), "org": A, **limit}])
    then = replace(east(shared), as_of=date(2026, 12, 10), today=date(2026, 12, 10))
    later = {each.org: each for each in digests(shared.store, STAFF, then)}
    listed = {item.what: (item.day, later[A].band(item), item.count) for item in later[A].items}
    assert listed["季度联系（2026年第4季度）"] == (date(2026, 12, 31), "30", 2)
    assert listed["查找失联党员并报告"][1:] == ("overdue", 2)
    assert not any("两表建档" in what for what in listed)  # that is the ledger, which is a matter of its own
    text = subject(later[A]) + body(later[A]) + short(later[A])
    assert "测试" not in text and "季度联系（2026年第4季度） 2 项" in text


MADE = Digest(
    A, "11", "甲村党支部", TODAY,
    (
        Item(date(2026, 10, 10), "补报2026年第3季度台账", 0, "台账报送"),
        Item(date(2026, 10, 21), "整改问题", 2, "整改销号"),
        Item(date(2026, 11, 19), "邮寄教育，需按人核对；学习资料（2026年）以及很长很长的说明" * 2, 3, "支部画像"),
    ),
)  # fmt: skip


def test_a_calendar_that_any_program_reads(shared: Ground) -> None:
    raw = calendar(shared.store, STAFF, [MADE])
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    events = Calendar.from_ical(raw.decode()).walk("VEVENT")
    late, soon, far = events
    assert (late["dtstart"].dt, soon["dtstart"].dt, far["dtstart"].dt) == (
        TODAY,
        date(2026, 10, 21),
        date(2026, 11, 19),
    )
    assert "已超期" in late["summary"] and "应于 2026-10-10" in late["summary"]
    assert str(far["summary"]) == f"{MADE.items[2].what} 3 项　甲村党支部"
    assert [len(each.walk("VALARM")) for each in events] == [0, 1, 2]  # rings only on days to come
    again = Calendar.from_ical(calendar(shared.store, STAFF, [MADE]).decode()).walk("VEVENT")
    assert [each["uid"] for each in again] == [each["uid"] for each in events] and len({e["uid"] for e in events}) == 3
    paper = content(STAFF, [MADE])
    assert [row[0] for part in paper.parts for row in getattr(part, "rows", ())] == ["已超期", "1 天内", "30 天内"]


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[mail.Server, list[Any]]]:
    """A real SMTP server on this machine that wants STARTTLS and a password, and what it was handed."""
    got: list[Any] = []

    class Handler:
        """Keeps what comes, refuses one mailbox."""

        async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
            """One mailbox is full."""
            if address.startswith("full"):
                return "452 mailbox full"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            """Keep the message."""
            got.append((session.ssl is not None, envelope.rcpt_tos, envelope.content))
            return "250 OK"

    def known(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        return AuthResult(success=login.password.decode() == PASSWORD, handled=False)

    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(CERTIFICATE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Controller(
        Handler(), hostname="127.0.0.1", port=port, tls_context=trust, require_starttls=True, auth_required=True,
        authenticator=known,
    )  # fmt: skip
    running.start()
    try:
        given = {
            "LEDGER_SMTP": f"127.0.0.1:{port}", "LEDGER_SMTP_FROM": "ledger@example.cn",
            "LEDGER_SMTP_USER": "ledger",
            "LEDGER_SMTP_PASSWORD": PASSWORD, "LEDGER_SMTP_CA": f"{CERTIFICATE}",
        }  # fmt: skip
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        through = mail.server()
        assert through is not None
        yield through, got
    finally:
        running.stop()


def test_mail_goes_out_once_a_day(ground: Ground, postbox: tuple[mail.Server, list[Any]], turn: TURN) -> None:
    (through, got), store = postbox, ground.store
    for org in (A, B):
        open_finding(store, STAFF, org, Opening("事实里写了测试1", TODAY + timedelta(5)))
    lines = f"{A}\tjia@example.cn\n{B}，full@example.cn\n\n"
    assert (mail.set_addresses(store, STAFF, lines), mail.set_addresses(store, STAFF, lines)) == (2, 0)
    done = mail.send(store, STAFF, east(ground), through)
    assert (done.sent, done.failed) == (1, 1)
    ((encrypted, to, raw),) = got
    read = message_from_bytes(raw, policy=policy.default)
    assert encrypted and to == ["jia@example.cn"]
    assert (
        read["subject"] == "流动党员工作提醒：1 件将到期（甲村党支部）" and read["auto-submitted"] == "auto-generated"
    )
    text = read.get_body().get_content()
    assert "2026-10-25　整改问题 1 项　请到“整改销号”办理" in text and "测试" not in text
    done = mail.send(store, STAFF, east(ground), through)  # what was refused is tried again, what was sent is not
    assert (done.sent, done.failed, done.again, len(got)) == (0, 1, 1, 1)
    turn(TODAY + timedelta(1))
    assert mail.send(store, STAFF, east(ground), through).sent == 1
    kinds = [row["kind"] for row in store.composed_rows("SELECT * FROM reminder_event ORDER BY event")]
    assert kinds == ["claimed", "sent", "claimed", "failed"] + ["claimed", "failed"] + ["claimed", "sent"] + [
        "claimed", "failed"
    ]  # fmt: skip
    with pytest.raises(NoAccess):
        mail.send(store, viewer("leader", EAST), east(ground), through)


def test_the_dashboard_sends_by_itself_once_a_day(
    ground: Ground, postbox: tuple[mail.Server, list[Any]], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    (through, got), store, daily = postbox, ground.store, Daily()
    caplog.set_level(logging.INFO, "dashboard")
    for org in (A, B):
        open_finding(store, STAFF, org, Opening("事实", TODAY + timedelta(5)))
    mail.set_addresses(store, STAFF, f"{A} jia@example.cn")

    def at(*moment: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(*moment))
        monkeypatch.setattr(clock, "today", lambda: date(*moment[:3]))

    def logged() -> list[dict[str, Any]]:
        return [each.__dict__["said"] for each in caplog.records if each.message in ("mail", "error")]

    at(2026, 10, 20, 7, 59)
    assert daily.look(store) is None  # not in the night
    at(2026, 10, 20, 8, 0)
    monkeypatch.setenv("LEDGER_SMTP", "127.0.0.1:1")
    assert daily.look(store) is None and "连不上" in logged()[-1]["problem"]
    monkeypatch.setenv("LEDGER_SMTP", f"127.0.0.1:{through.port}")
    at(2026, 10, 20, 8, 59)
    assert daily.look(store) is None and not got  # not every minute
    at(2026, 10, 20, 9, 0)
    assert daily.look(store) == mail.Sent(1, 0, 0, 1) and len(got) == 1
    assert logged()[-1] == {"sent": 1, "failed": 0, "no_mailbox": 1}
    at(2026, 10, 20, 15, 0)
    assert daily.look(store) is None
    assert Daily().look(store) == mail.Sent(0, 0, 1, 1) and len(got) == 1  # started anew: nobody is told twice
    mail.set_addresses(store, STAFF, f"{B} full@example.cn")
    for number in range(TRIES + 1):  # what the server refuses is tried again, but not for ever
        at(2026, 10, 21, 8 + number * (AGAIN.seconds // 3600), 0)
        done = daily.look(store)
        assert (done is None) == (number == TRIES)
    kinds = [row["kind"] for row in store.composed_rows("SELECT * FROM reminder_event ORDER BY event")]
    assert (kinds.count("sent"), kinds.count("failed"), len(got)) == (2, TRIES, 2)
    monkeypatch.setattr(mail, "send", lambda *_: 1 / 0)
    at(2026, 10, 22, 8, 0)
    assert daily.look(store) is None and logged()[-1]["kind"] == "ZeroDivisionError"
    assert PASSWORD not in caplog.text and not any(PASSWORD in f"{each}" for each in logged())


def test_without_a_server_nothing_is_sent_by_itself(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGER_SMTP", raising=False)
    assert Daily().look(ground.store) is None


def test_a_server_that_cannot_be_used_sends_nothing_and_says_no_secret(
    ground: Ground, postbox: tuple[mail.Server, list[Any]]
) -> None:
    (through, got), store = postbox, ground.store
    open_finding(store, STAFF, A, Opening("事实", TODAY + timedelta(5)))
    mail.set_addresses(store, STAFF, f"{A} jia@example.cn")
    for bad, told in (
        (replace(through, password="wrong"), "不认账号或密码"), (replace(through, authority=""), "证书"),
        (replace(through, port=1), "连不上"),
    ):  # fmt: skip
        with pytest.raises(OversightProblem, match=told) as refused:
            mail.send(store, STAFF, east(ground), bad)
        assert bad.password not in f"{refused.value!r} {bad!r}"
    assert not got and not store.composed_rows("SELECT * FROM reminder_event")
    with pytest.raises(OversightProblem, match="不加密"):
        mail.server({"LEDGER_SMTP": "a", "LEDGER_SMTP_FROM": "a@b.cn", "LEDGER_SMTP_USER": "a",
                     "LEDGER_SMTP_SECURITY": "none"})  # fmt: skip
    with pytest.raises(OversightProblem, match="第 2 行"):
        mail.set_addresses(store, STAFF, f"{A} jia@example.cn\n{B} 不是邮箱")


def test_the_command(shared: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    words = ["reminders", "list", "--org", f"{A}"]
    assert command.run(parser.parse_args([*words, "--json"]), shared.store, STAFF) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["org_code"] == f"{A}" and found["items"][0]["band"] == "overdue"
    place = tmp_path / "待办.ics"
    words = ["reminders", "ics", "--org", f"{A}", "-o", f"{place}"]
    assert command.run(parser.parse_args(words), shared.store, STAFF) == 0
    assert place.read_bytes().startswith(b"BEGIN:VCALENDAR")

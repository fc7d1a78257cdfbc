"""Digests by e-mail: at most one a day and branch, recorded as claimed before it goes out and as sent after.

The server and its password come from the environment and stay there: never in the store, in a log or in an error.

    LEDGER_SMTP             host, or host:port (587; 465 with tls, 25 with none)
    LEDGER_SMTP_FROM        the sender's address
    LEDGER_SMTP_SECURITY    starttls (default) | tls | none (a server inside the office; then nobody signs in)
    LEDGER_SMTP_USER        where the server asks who it is
    LEDGER_SMTP_PASSWORD    or LEDGER_SMTP_PASSWORD_FILE, a file that holds it
    LEDGER_SMTP_CA          a file with the office's own certificate authority
"""

import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from data_layer.access import Viewer, audit, require_org
from data_layer.assessment.view import View
from data_layer.organisations import tree
from data_layer.oversight.reminders import wording
from data_layer.oversight.reminders.due import Digest, digests
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}")
_PATIENCE = 20  # seconds for the server to answer
_SENT = ("claimed", "sent")


@dataclass(frozen=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""

    def open(self) -> smtplib.SMTP:
        """A session, encrypted and signed in. Raises OversightProblem, which names neither account nor password."""
        session: smtplib.SMTP | None = None
        try:
            trust = ssl.create_default_context(cafile=self.authority or None)
            if self.security == "tls":
                session = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=trust)
            else:
                session = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
            if self.security == "starttls":
                session.starttls(context=trust)
            if self.user:
                session.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as refused:
            if session is not None:
                session.close()
            raise OversightProblem(_why(refused)) from None
        return session


def _why(refused: Exception) -> str:
    if isinstance(refused, smtplib.SMTPAuthenticationError):
        return "邮件服务器不认账号或密码，一封也没有发。请管理员核对 LEDGER_SMTP_USER 和密码"
    if isinstance(refused, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return "邮件服务器不能加密，或证书不可信，一封也没有发。单位自签的证书请设 LEDGER_SMTP_CA"
    return "连不上邮件服务器，一封也没有发。请管理员核对 LEDGER_SMTP 和网络"


def server(given: Mapping[str, str] | None = None) -> Server | None:
    """The server as the environment says; None: none is set up. Raises OversightProblem."""
    known = os.environ if given is None else given
    place = known.get("LEDGER_SMTP", "").strip()
    if not place:
        return None
    security = known.get("LEDGER_SMTP_SECURITY", "starttls").strip().lower()
    host, _, port = place.partition(":")
    sender, user = known.get("LEDGER_SMTP_FROM", "").strip(), known.get("LEDGER_SMTP_USER", "").strip()
    if security not in _PORTS or (port and not port.isdigit()) or not _ADDRESS.fullmatch(sender):
        raise OversightProblem("邮件设置不对：请管理员核对 LEDGER_SMTP、LEDGER_SMTP_FROM、LEDGER_SMTP_SECURITY")
    if user and security == "none":
        raise OversightProblem("不加密的邮件服务器不能用密码登录：请改用 starttls 或 tls")
    password = known.get("LEDGER_SMTP_PASSWORD", "")
    if held := known.get("LEDGER_SMTP_PASSWORD_FILE", ""):
        try:
            password = Path(held).read_text(encoding="utf-8").strip()
        except OSError:
            raise OversightProblem("读不到 LEDGER_SMTP_PASSWORD_FILE 所指的密码文件") from None
    authority = known.get("LEDGER_SMTP_CA", "")
    return Server(host, int(port or _PORTS[security]), sender, security, user, password, authority)


def addresses(store: Store, viewer: Viewer, view: View) -> dict[int, str]:
    """Branch → its office's mailbox, of the view's branches that have one. Needs ``review``."""
    require_org(store, viewer, "review", view.org)
    rows = store.rows("oversight/office_addresses", {"orgs": tree(store).branches(view.org)})
    return {row["org"]: row["address"] for row in rows if row["address"]}


def set_addresses(store: Store, viewer: Viewer, given: str) -> int:
    """Set mailboxes from lines of 党组织代码 and 邮箱 (apart by spaces, tabs or commas; no mailbox: none any more).

    All lines or none; returns how many changed. Needs ``review`` on each branch. Raises OversightProblem.
    """
    now = tree(store)
    wanted: dict[int, str] = {}
    for nth, line in enumerate(given.splitlines(), start=1):
        cells = [cell for cell in re.split(r"[\s,，;；]+", line.strip()) if cell]
        if not cells:
            continue
        if cells[0] not in now.by_code or len(cells) > 2:
            raise OversightProblem(f"第 {nth} 行：应是党组织代码和一个邮箱，没有这个代码或多了内容")
        address = cells[1] if len(cells) == 2 else ""
        if address and not _ADDRESS.fullmatch(address):
            raise OversightProblem(f"第 {nth} 行：邮箱写得不对")
        wanted[now.by_code[cells[0]]] = address
    if not wanted:
        raise OversightProblem("没有写任何支部的邮箱")
    for org in wanted:
        require_org(store, viewer, "review", org)
    with store.write() as w:
        held = {row["org"]: row["address"] for row in w.rows("oversight/office_addresses", {"orgs": sorted(wanted)})}
        fresh = {org: address for org, address in wanted.items() if held.get(org, "") != address}
        w.append(
            "office_address",
            [
                {"event": w.next_id("event"), "org": org, "address": address, "account": viewer.account}
                for org, address in fresh.items()
            ],
        )
        for org in fresh:
            audit(w, viewer, "address_set", org=org)
    return len(fresh)


def sent_today(store: Store, viewer: Viewer, view: View) -> dict[int, str]:
    """Branch → ``claimed`` | ``sent`` | ``failed``: what became of today's digests. Needs ``read``."""
    require_org(store, viewer, "read", view.org)
    rows = store.rows("oversight/reminders_of_day", {"orgs": tree(store).branches(view.org), "day": view.today})
    return {row["org"]: row["kind"] for row in rows}


@dataclass(frozen=True)
class Sent:
    """What became of a sending: digests sent, refused by the server, of today already, without a mailbox."""

    sent: int
    failed: int
    again: int
    unknown: int


def send(
    store: Store, viewer: Viewer, view: View, through: Server, progress: Callable[[int, int, str], None] | None = None
) -> Sent:
    """Mail today's digest to each branch of the view that has one, has a mailbox and was sent none today.

    Needs ``review`` on the organisation. Raises OversightProblem where the server cannot be used at all.
    """
    require_org(store, viewer, "review", view.org)
    if view.looking_back:
        raise OversightProblem("正在回看从前，请回到今天再发")
    found, known, gone = digests(store, viewer, view), addresses(store, viewer, view), sent_today(store, viewer, view)
    again = sum(gone.get(each.org) in _SENT for each in found)
    due = [each for each in found if gone.get(each.org) not in _SENT]
    ready = [each for each in due if each.org in known]
    if not ready:
        return Sent(0, 0, again, len(due))
    sent = failed = 0
    session = through.open()
    try:
        for nth, digest in enumerate(ready, start=1):
            if progress is not None:
                progress(nth - 1, len(ready), digest.name)
            claim = _claim(store, viewer, digest)
            if claim is None:
                again += 1
                continue
            try:
                session.send_message(message(digest, through.sender, known[digest.org]))
                sent, kind = sent + 1, "sent"
            except (smtplib.SMTPException, OSError):
                failed, kind = failed + 1, "failed"
            with store.write() as w:
                _append(w.append, w.next_id("event"), claim, digest, kind, viewer)
                audit(w, viewer, "reminder_sent", org=digest.org, result="ok" if kind == "sent" else "error")
    finally:
        try:
            session.quit()
        except (smtplib.SMTPException, OSError):
            session.close()
    return Sent(sent, failed, again, len(due) - len(ready))


def message(digest: Digest, sender: str, to: str) -> EmailMessage:
    """The mail of a digest."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = wording.subject(digest), sender, to
    made["Date"], made["Message-ID"] = formatdate(localtime=True), make_msgid(domain=sender.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(wording.body(digest))
    return made


def _claim(store: Store, viewer: Viewer, digest: Digest) -> int | None:
    """Record that a digest is about to go out; None where today's went already."""
    with store.write() as w:
        before = w.rows("oversight/reminders_of_day", {"orgs": [digest.org], "day": w.at.date()})
        if before and before[0]["kind"] in _SENT:
            return None
        event = w.next_id("event")
        _append(w.append, event, event, digest, "claimed", viewer)
    return event


def _append(
    append: Callable[[str, list[dict[str, object]]], object], event: int, claim: int, digest: Digest, kind: str,
    viewer: Viewer,
) -> None:  # fmt: skip
    text = hashlib.sha256(wording.body(digest).encode()).hexdigest()
    counts = {"due": len(digest.items) - digest.overdue, "overdue": digest.overdue, "sha256": text}
    made = {"event": event, "org": digest.org, "kind": kind, "day": digest.as_of, "claim": claim}
    append("reminder_event", [{**made, **counts, "account": viewer.account}])

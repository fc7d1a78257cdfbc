"""What is done in a round, one event each: freeze, reply, opine, decide, publish, issue, drop, revoke.

Who: ``draft`` (staff) freezes, records whom they asked and what objections came in; ``reply`` (the branch) answers for
itself; ``opine`` (a leader) puts the own opinion in writing; ``decide`` records the meeting, issues, drops and revokes;
``approve`` makes public. Nothing is ever edited: what was wrong is revoked, with a reason.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.access.confirming import require_confirmed
from data_layer.assessment.figures import counted
from data_layer.assessment.judging import assess
from data_layer.organisations import tree_in
from data_layer.oversight import attachments
from data_layer.oversight.rounds import record as records
from data_layer.oversight.rounds.gathering import duties_of, files_of
from data_layer.oversight.rounds.reading import ANSWERS, BODIES, PURPOSES, RESULTS, Round, held
from data_layer.oversight.writing import OversightProblem, keep_texts, may_any, written
from data_layer.store import Store, Writer

Files = Sequence[tuple[str, bytes]]
#: Days a branch has for its reply unless told otherwise, and the least it must have.
REPLY_DAYS, LEAST_DAYS = 7, 1


def freeze(
    store: Store,
    viewer: Viewer,
    unit: int,
    year: int,
    purpose: str,
    title: str,
    codes: Sequence[str],
    reply_by: date,
    as_of: date | None = None,
) -> int:
    """Freeze candidates of a unit and all that speaks for and against them; returns the round's number.

    ``purpose``: commend | criticise; ``codes``: the branches. Raises OversightProblem, NoAccess (needs ``draft``).
    """
    require_org(store, viewer, "draft", unit)
    if purpose not in PURPOSES:
        raise OversightProblem("没有这种批次")
    called = written(title, "批次名称")
    today = clock.today()
    if (reply_by - today).days < LEAST_DAYS:
        raise OversightProblem("答复期限至少要到明天，支部要有时间答复")
    day = as_of or today
    known_at = clock.end_of(day) if day < today else None
    judged = assess(store, viewer, unit, year, day)
    rows = {row.facts.code: row for row in judged.rows}
    if not codes or any(code not in rows for code in codes):
        raise OversightProblem("请选这个考核单位的支部")
    chosen = sorted(set(codes))
    orgs = [rows[code].facts.org for code in chosen]
    duties = [
        each
        for each in duties_of(store, viewer, orgs, day, known_at)
        if each.period.startswith((str(year), str(year - 1)))
    ]
    files = files_of(store, viewer, orgs, dict(zip(orgs, chosen, strict=True)), year, day, known_at)
    board = counted(store, viewer, unit, day, str(year - 1))
    content = records.canonical(records.made(judged, board, chosen, purpose, duties, files))
    record = attachments.Attachment("", "json", content)
    with store.write() as w:
        attachments.keep_contents(w, [record])
        number = w.next_id("event")
        frozen = {
            "purpose": purpose,
            "year": year,
            "title": called,
            "record_sha256": record.sha256,
            "reply_by": reply_by,
        }
        _append(w, viewer, number, number, unit, None, "frozen", day, frozen)
        for org, code in zip(orgs, chosen, strict=True):
            proposed = {"proposed": rows[code].proposal.kind}
            _append(w, viewer, w.next_id("event"), number, unit, org, "chosen", day, proposed)
        audit(w, viewer, "round_frozen", org=unit, object=f"{number} {record.sha256}")
    return number


def reply(
    store: Store,
    viewer: Viewer,
    number: int,
    branch: int,
    text: str,
    contests: Sequence[tuple[str, str, str]] = (),
    files: Files = (),
) -> None:
    """A branch answers for itself until the meeting has settled it. ``contests``: frozen duties (indicator, period,
    subject) it says are wrong. Needs ``reply``."""
    require_org(store, viewer, "reply", branch)
    said = written(text, "答复")
    kept = attachments.looked_at(files)
    with store.write() as w:
        found = _open(w, number)
        candidate = found.of(branch)
        if candidate is None:
            raise OversightProblem("该支部不在这个批次里")
        if candidate.settled:
            raise OversightProblem("会议已经作出决定，不能再答复；如有新情况，请向考核单位反映")
        content = w.rows("oversight/round_record", {"sha256": found.record_sha256})[0]["content"]
        known = {tuple(each[:3]) for each in records.read(bytes(content))["duties"][candidate.code]}
        if any(each not in known for each in contests):
            raise OversightProblem("有异议的事项不在冻结的清单里，请刷新后再选")
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, branch, "replied", w.at.date())
        w.append(
            "round_contest",
            [
                {"event": event, "round": number, "branch": branch, "indicator": indicator,
                 "period": quarters.period_code(period), "subject": subject}
                for indicator, period, subject in dict.fromkeys(contests)
            ],
        )  # fmt: skip
        _keep(w, event, number, branch, {"reply": said}, kept)
        audit(w, viewer, "round_replied", org=branch, object=f"{number}")


def asked(
    store: Store,
    viewer: Viewer,
    number: int,
    body: str,
    answer: str,
    day: date,
    text: str = "",
    branch: int | None = None,
    files: Files = (),
) -> None:
    """Who was asked (纪检机关 …) and what they answered, of one candidate or all; their letter. Needs ``draft``."""
    if body not in BODIES or answer not in ANSWERS:
        raise OversightProblem("请选征求了谁的意见、有没有意见")
    said = written(text, "不同意见") if answer == "objects" else text.strip()
    kept = attachments.looked_at(files)
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "draft", found.unit)
        _not_ahead(day)
        _among(found, branch)
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, branch, "opinion", day, {"body": body, "answer": answer})
        _keep(w, event, number, branch or found.unit, {"opinion": said}, kept)
        audit(w, viewer, "round_asked", org=found.unit, object=f"{number}")


def opine(store: Store, viewer: Viewer, number: int, text: str, branch: int | None = None, files: Files = ()) -> None:
    """A leader's own opinion, in writing. Needs ``opine``."""
    said = written(text, "意见")
    kept = attachments.looked_at(files)
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "opine", found.unit)
        _among(found, branch)
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, branch, "opined", w.at.date())
        _keep(w, event, number, branch or found.unit, {"opinion": said}, kept)
        audit(w, viewer, "round_opined", org=found.unit, object=f"{number}")


def decide(
    store: Store,
    viewer: Viewer,
    number: int,
    day: date,
    minutes: str,
    present: str,
    results: Mapping[int, tuple[str, str]],
) -> None:
    """A meeting's results: branch → (one of RESULTS, reason). Needs ``decide``.

    A criticism (or the reminder it was turned into) cannot be recorded before the branch has replied or its day has
    passed. What was deferred may be decided by a later meeting; what was settled is revoked, never decided again.
    """
    number_of = written(minutes, "会议纪要编号")
    there = written(present, "到会人员")
    if not results:
        raise OversightProblem("请写明对哪些支部作了什么决定")
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "decide", found.unit)
        require_confirmed(store, viewer)
        _not_ahead(day)
        if day < found.frozen_at.date():
            raise OversightProblem("会议日期不能早于冻结材料的日期")
        for org, (answer, reason) in results.items():
            _decidable(found, org, answer, reason, day)
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, None, "met", day, {"number": number_of})
        keep_texts(w, event, found.unit, {"present": there})
        for org, (answer, reason) in results.items():
            each = w.next_id("event")
            _append(w, viewer, each, number, found.unit, org, "decided", day, {"answer": answer})
            keep_texts(w, each, org, {"reason": reason.strip()})
        audit(w, viewer, "round_decided", org=found.unit, object=f"{number}", result=f"{len(results)}")


def _decidable(found: Round, org: int, answer: str, reason: str, day: date) -> None:
    """Whether a result may be recorded. Raises OversightProblem."""
    candidate = found.of(org)
    if candidate is None:
        raise OversightProblem("有支部不在这个批次里")
    if answer not in RESULTS:
        raise OversightProblem("没有这种决定")
    written(reason, f"对{candidate.name}作出决定的理由")
    if candidate.settled:
        raise OversightProblem(f"对{candidate.name}已经作过决定；有误的请撤销，不要改")
    if answer == "reminded" and found.purpose == "commend":
        raise OversightProblem("表彰批次里没有“改为提醒”")
    heard = any(each.day <= day for each in candidate.replies) or found.reply_by < day
    if found.purpose == "criticise" and answer in ("agreed", "reminded") and not heard:
        raise OversightProblem(f"{candidate.name}还没有答复，答复期限（{found.reply_by}）也没有过，不能决定通报批评")


def publish(store: Store, viewer: Viewer, number: int, from_on: date, until: date) -> None:
    """公示 of a commendation, after the meeting. Needs ``approve``."""
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "approve", found.unit)
        require_confirmed(store, viewer)
        agreed = [each for each in found.candidates if each.result == "agreed" and not each.revoked]
        if found.purpose != "commend" or not agreed:
            raise OversightProblem("会议同意表彰以后才公示")
        if until < from_on:
            raise OversightProblem("公示结束不能早于开始")
        if from_on < max(each.decided_on or from_on for each in agreed):
            raise OversightProblem("公示不能早于会议")
        period = {"from_on": from_on, "until": until}
        _append(w, viewer, w.next_id("event"), number, found.unit, None, "published", w.at.date(), period)
        audit(w, viewer, "round_published", org=found.unit, object=f"{number}")


def objected(store: Store, viewer: Viewer, number: int, branch: int, day: date, text: str, files: Files = ()) -> None:
    """An objection that came in during 公示. Needs ``draft``."""
    said = written(text, "反映的内容")
    kept = attachments.looked_at(files)
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "draft", found.unit)
        _not_ahead(day)
        _among(found, branch)
        if found.published is None:
            raise OversightProblem("公示以后才有公示期间的反映")
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, branch, "objected", day)
        _keep(w, event, number, branch, {"opinion": said}, kept)
        audit(w, viewer, "round_objected", org=found.unit, object=f"{number}")


def issue(store: Store, viewer: Viewer, number: int, document: str, day: date) -> None:
    """The document went out. A commendation only after 公示; nobody may be left undecided. Needs ``decide``."""
    numbered = written(document, "文号")
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "decide", found.unit)
        require_confirmed(store, viewer)
        _not_ahead(day)
        undecided = [each.name for each in found.candidates if not each.settled]
        if undecided:
            raise OversightProblem(f"{'、'.join(undecided[:3])}还没有决定")
        if not any(each.result in ("agreed", "reminded") and not each.revoked for each in found.candidates):
            raise OversightProblem("没有同意的支部，请终止这个批次")
        if found.purpose == "commend" and (found.published is None or day <= found.published[1]):
            raise OversightProblem("公示期满以后才能印发")
        if any(each.decided_on and day < each.decided_on for each in found.candidates):
            raise OversightProblem("印发日期不能早于会议")
        _append(w, viewer, w.next_id("event"), number, found.unit, None, "issued", day, {"number": numbered})
        audit(w, viewer, "round_issued", org=found.unit, object=f"{number}", result=numbered)


def drop(store: Store, viewer: Viewer, number: int, reason: str) -> None:
    """End a round without a document. Needs ``decide``."""
    said = written(reason, "终止的理由")
    with store.write() as w:
        found = _open(w, number)
        require_org(store, viewer, "decide", found.unit)
        require_confirmed(store, viewer)
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, None, "dropped", w.at.date())
        keep_texts(w, event, found.unit, {"reason": said})
        audit(w, viewer, "round_dropped", org=found.unit, object=f"{number}")


def revoke(store: Store, viewer: Viewer, number: int, branch: int, reason: str) -> None:
    """Take one branch's decision back, before or after the document went out; it stays in the history. Needs
    ``decide``."""
    said = written(reason, "撤销的理由")
    with store.write() as w:
        found = _known(w, number)
        require_org(store, viewer, "decide", found.unit)
        require_confirmed(store, viewer)
        candidate = found.of(branch)
        if candidate is None or candidate.result not in ("agreed", "reminded") or candidate.revoked:
            raise OversightProblem("这个支部没有可以撤销的决定")
        event = w.next_id("event")
        _append(w, viewer, event, number, found.unit, branch, "revoked", w.at.date())
        keep_texts(w, event, branch, {"reason": said})
        audit(w, viewer, "round_revoked", org=branch, object=f"{number}")


def _keep(
    w: Writer, event: int, number: int, org: int, texts: Mapping[str, str], files: Sequence[attachments.Attachment]
) -> None:
    """What was written with an event, and what came with it."""
    names = attachments.keep(w, "round_file", {"event": event, "round": number, "org": org}, files)
    keep_texts(w, event, org, {**texts, **names})


def _known(w: Writer, number: int) -> Round:
    found = held(w, number, tree_in(w))
    if found is None:
        raise OversightProblem("没有这个批次")
    return found


def _open(w: Writer, number: int) -> Round:
    """The round under the lock, if it has not ended."""
    found = _known(w, number)
    if found.state in ("issued", "dropped"):
        raise OversightProblem("这个批次已经结束")
    return found


def _among(found: Round, branch: int | None) -> None:
    if branch is not None and found.of(branch) is None:
        raise OversightProblem("该支部不在这个批次里")


def _not_ahead(day: date) -> None:
    if day > clock.today():
        raise OversightProblem("日期不能晚于今天")


def _append(
    w: Writer,
    viewer: Viewer,
    event: int,
    number: int,
    unit: int,
    branch: int | None,
    kind: str,
    day: date,
    what: Mapping[str, Any] | None = None,
) -> None:
    row = {"event": event, "round": number, "org": unit, "branch": branch, "kind": kind, "day": day}
    w.append("round_event", [{**row, **(what or {}), "account": viewer.account}])


def may_draft(store: Store, viewer: Viewer, unit: int) -> bool:
    """Whether the viewer may begin a round of a unit."""
    return may_any(store, viewer, unit, "draft")


def possible(store: Store, viewer: Viewer, found: Round) -> tuple[str, ...]:
    """What a viewer may do about a round as it stands, in the order of its steps."""
    staff, leader = may_any(store, viewer, found.unit, "draft"), may_any(store, viewer, found.unit, "decide")
    own = any(may_any(store, viewer, each.org, "reply") and not each.settled for each in found.candidates)
    going = found.state not in ("issued", "dropped")
    agreed = any(each.result in ("agreed", "reminded") and not each.revoked for each in found.candidates)
    pending = any(not each.settled for each in found.candidates)
    public = found.purpose == "commend"
    acts = {
        "replied": own and going,
        "asked": staff and going,
        "opined": may_any(store, viewer, found.unit, "opine") and going,
        "decided": leader and going and pending,
        "published": may_any(store, viewer, found.unit, "approve") and going and public and agreed,
        "objected": staff and going and found.published is not None,
        "issued": leader and going and agreed and not pending and (not public or found.published is not None),
        "dropped": leader and going,
        "revoked": leader and agreed and found.state != "dropped",
    }
    return tuple(kind for kind, may in acts.items() if may)


def default_reply_by() -> date:
    """The day usually set for replies."""
    return date.fromordinal(clock.today().toordinal() + REPLY_DAYS)

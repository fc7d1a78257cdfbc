"""问题台账: a finding is opened, answered by the branch, verified by another person, closed. Events only.

Who: ``findings`` (staff) opens, extends, drops; ``reply`` (the branch) starts and answers; ``findings`` or ``approve``
(leader) closes, sends back, opens again. Nobody verifies his own: whoever opened it or answered it does not close it,
and whoever answered it does not send it back; in an office of two the leader does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.access.confirming import require_confirmed
from data_layer.assessment.findings import MATTERS, ORIGINS, OWED, SEVERITIES, Finding, read
from data_layer.indicators import Obligation, header, obligations
from data_layer.organisations import tree_in
from data_layer.oversight import attachments
from data_layer.oversight.remedy import Proof
from data_layer.oversight.writing import OversightProblem, keep_texts, may_any, require_any, written
from data_layer.store import Store, Writer

Files = Sequence[tuple[str, bytes]]  # name, content


@dataclass(frozen=True)
class Opening:
    """What a finding says when it is opened. ``facts`` and ``due_on`` must be there; ``persons`` are member numbers.

    ``source``: of a question or an on-site result, its own key; ``submission`` …: the cell it rests on.
    """

    facts: str
    due_on: date
    origin: str = "hand"
    matter: str = "plain"
    severity: str = "light"
    clause: str = ""
    persons: tuple[int, ...] = ()
    measures: str = ""
    leader: str = ""
    person: str = ""
    source: str = ""
    indicator: str | None = None
    period: str | None = None
    subject: str | None = None
    duty_due_on: date | None = None
    submission: int | None = None
    sheet: str | None = None
    row: int | None = None


def open_finding(store: Store, viewer: Viewer, org: int, opening: Opening) -> int:
    """Open a finding of a branch; returns its number. Raises OversightProblem, NoAccess (needs ``findings``)."""
    require_org(store, viewer, "findings", org)
    for value, known, what in (
        (opening.origin, ORIGINS, "来源"),
        (opening.matter, MATTERS, "性质"),
        (opening.severity, SEVERITIES, "程度"),
    ):
        if value not in known:
            raise OversightProblem(f"没有这种{what}")
    facts = written(opening.facts, "事实")
    with store.write() as w:
        today = w.at.date()
        found = tree_in(w).by_id.get(org)
        if found is None or not found.is_branch or found.abolished is not None:
            raise OversightProblem("问题登记在党支部名下，请选一个在册的党支部")
        if opening.due_on < today:
            raise OversightProblem("整改期限不能早于今天")
        for person in opening.persons:
            if w.one("oversight/branch_person", {"org": org, "person": person}) is None:
                raise OversightProblem("所涉党员不在该支部的台账里")
        _refuse_twice(w, org, opening)
        number = w.next_id("event")
        names = "origin matter severity clause indicator subject duty_due_on source due_on submission sheet row".split()
        opened: dict[str, Any] = {name: getattr(opening, name) or None for name in names}
        opened["period"] = quarters.period_code(opening.period) if opening.period else None
        texts = {"facts": facts, "measures": opening.measures, "leader": opening.leader, "person": opening.person}
        _append(w, viewer, number, number, org, "opened", texts, opened)
        w.append(
            "finding_person",
            [{"event": number, "finding": number, "org": org, "person": each} for each in sorted({*opening.persons})],
        )
        return number


def _refuse_twice(w: Writer, org: int, opening: Opening) -> None:
    """One duty is in one finding at a time."""
    if opening.indicator is None or opening.period is None:
        return
    asked = {"org": org, "indicator": opening.indicator, "period": quarters.period_code(opening.period)}
    for row in w.rows("oversight/open_alike", asked):
        same = row["subject"] is not None and row["subject"] == opening.subject
        if same or set(row["persons"] or ()) & set(opening.persons):
            raise OversightProblem(f"其中已有登记过、还没有销号的（第 {row['finding']} 号），请先看那一件")


def open_missed(
    store: Store,
    viewer: Viewer,
    org: int,
    indicator: str,
    period: str,
    subjects: Sequence[str],
    due_on: date,
    *,
    facts: str = "",
    severity: str = "light",
    measures: str = "",
    leader: str = "",
    person: str = "",
) -> int:
    """Open a finding from missed duties of one branch, indicator and period (:class:`Opening` for the rest).

    Several subjects: duties about members. The clause, the day by which they were due and the cell come from the list.
    """
    require_org(store, viewer, "findings", org)
    try:
        head = header(indicator)
        found = obligations(store, viewer, org=org, indicator=indicator, period=period, state="missed")
    except (KeyError, ValueError) as wrong:
        raise OversightProblem(str(wrong.args[0])) from None
    missed = {each.subject: each for each in found if not each.exempt}
    if not subjects or any(subject not in missed for subject in subjects):
        raise OversightProblem("其中有的不是未达标的应办事项，请刷新后再选")
    chosen = [missed[subject] for subject in dict.fromkeys(subjects)]
    if len(chosen) > 1 and any(each.person is None for each in chosen):
        raise OversightProblem("这一项请逐件登记")
    first = chosen[0]
    opening = Opening(
        facts=facts.strip() or said_of(chosen), due_on=due_on, origin="obligation", severity=severity,
        clause=head.clause, persons=tuple(each.person for each in chosen if each.person is not None),
        measures=measures, leader=leader, person=person, indicator=indicator, period=first.period,
        subject=first.subject if len(chosen) == 1 else None, duty_due_on=max(each.due_on for each in chosen),
        submission=first.submission, sheet=first.sheet, row=first.row,
    )  # fmt: skip
    return open_finding(store, viewer, org, opening)


def said_of(missed: Sequence[Obligation]) -> str:
    """The facts of missed duties as a sentence that names nobody."""
    first = missed[0]
    head = header(first.indicator)
    period = quarters.period_words(quarters.period_code(first.period))
    many = f" {len(missed)} 人" if len(missed) > 1 else ""
    if head.alert:
        return f"截至登记之日{many}超过期限没有联系上的记录，未见失联查找和报告。"
    due = max(each.due_on for each in missed)
    late = "，逾期才完成" if all(each.met_on for each in missed) else "，台账没有显示"
    return f"{period}“{head.name}”{many}应于 {due} 以前做到{late}。"


def start(store: Store, viewer: Viewer, finding: int, measures: str, person: str = "", leader: str = "") -> None:
    """The branch takes it up: measures, and who is responsible. 整改中. Needs ``reply``."""
    texts = {"measures": written(measures, "整改措施"), "person": person.strip(), "leader": leader.strip()}
    _act(store, viewer, finding, ("reply",), "started", ("open", "doing"), texts)


def answer(store: Store, viewer: Viewer, finding: int, text: str, files: Files = ()) -> None:
    """The branch says what was done, with evidence. 待核验. Needs ``reply``. Raises OversightProblem on bad files."""
    kept = attachments.looked_at(files)
    texts = {"answer": written(text, "整改情况")}
    _act(store, viewer, finding, ("reply",), "answered", ("open", "doing", "waiting"), texts, files=kept)


def extend(store: Store, viewer: Viewer, finding: int, due_on: date, reason: str) -> None:
    """Give more time, before the deadline has passed. Needs ``findings``."""

    def later(held: Finding) -> None:
        """Only ahead of the deadline, only further ahead."""
        if held.overdue:
            raise OversightProblem("整改期限已过，不能再延期；请支部尽快答复，或核验后处理")
        if due_on <= held.due_on:
            raise OversightProblem("新的期限应晚于原来的期限")

    texts = {"reason": written(reason, "延期的理由")}
    _act(store, viewer, finding, ("findings",), "extended", ("open", "doing"), texts, {"due_on": due_on}, later)


def confirm(store: Store, viewer: Viewer, finding: int, reason: str) -> None:
    """Confirm that misuse of funds or a false entry is so: a red line from then on. Not by whoever opened it."""

    def another(held: Finding) -> None:
        """What is serious needs two people."""
        if held.matter == "plain":
            raise OversightProblem("只有“经费使用不当”和“填报不实”的问题需要确认")
        if held.confirmed:
            raise OversightProblem("已经确认过")
        if held.opened_by == viewer.account:
            raise OversightProblem("登记人不能自己确认，请另一人（或领导）确认")

    texts = {"reason": written(reason, "确认的依据")}
    rights, states = ("findings", "approve"), ("open", "doing", "waiting", "closed")
    _act(store, viewer, finding, rights, "confirmed", states, texts, check=another)


def close(store: Store, viewer: Viewer, finding: int, reason: str, remedied: Proof | None = None) -> None:
    """Verify and close: 已销号. Needs ``findings`` or ``approve``; not by whoever opened or answered it.

    ``remedied``: the cell that shows the remedy, where a ledger does. The miss itself stays missed.
    """
    what: dict[str, Any] = {}
    if remedied is not None:
        place = {"submission": remedied.submission, "sheet": remedied.sheet, "row": remedied.row}
        what = {"remedied_on": remedied.on, **place}

    def another(held: Finding) -> None:
        """Nobody verifies his own."""
        if viewer.account in (held.opened_by, *held.answered_by):
            raise OversightProblem("登记人、答复人不能核验自己的问题，请另一人（或领导）销号")
        require_confirmed(store, viewer)

    texts = {"reason": written(reason, "怎样核验的")}
    _act(store, viewer, finding, ("findings", "approve"), "closed", ("open", "doing", "waiting"), texts, what, another)


def send_back(store: Store, viewer: Viewer, finding: int, due_on: date, reason: str) -> None:
    """Not put right yet: back to the branch with a new day. Not by whoever answered it."""

    def another(held: Finding) -> None:
        """Ahead, and not one's own answer."""
        if viewer.account in held.answered_by:
            raise OversightProblem("答复人不能核验自己的答复")
        _ahead(due_on)

    texts = {"reason": written(reason, "退回的理由")}
    _act(store, viewer, finding, ("findings", "approve"), "sent_back", ("waiting",), texts, {"due_on": due_on}, another)


def reopen(store: Store, viewer: Viewer, finding: int, due_on: date, reason: str) -> None:
    """Open a closed one again, with the reason and a new day: 待整改, shown as 重新打开."""
    texts = {"reason": written(reason, "重新打开的理由")}
    rights = ("findings", "approve")
    _act(
        store, viewer, finding, rights, "reopened", ("closed",), texts, {"due_on": due_on}, lambda held: _ahead(due_on)
    )


def drop(store: Store, viewer: Viewer, finding: int, reason: str) -> None:
    """It was opened by mistake. Needs ``findings``; of a confirmed one ``approve``. It stays in the history."""

    def weighty(held: Finding) -> None:
        """What was confirmed is not taken back by staff alone."""
        if held.confirmed:
            require_org(store, viewer, "approve", held.org)

    texts = {"reason": written(reason, "撤销的理由")}
    states = ("open", "doing", "waiting")
    _act(store, viewer, finding, ("findings", "approve"), "dropped", states, texts, check=weighty)


def possible(store: Store, viewer: Viewer, held: Finding) -> tuple[str, ...]:
    """What a viewer may do about a finding as it stands, as kinds of events, what is likeliest first."""
    branch = may_any(store, viewer, held.org, "reply")
    staff = may_any(store, viewer, held.org, "findings")
    office = staff or may_any(store, viewer, held.org, "approve")
    answered = viewer.account in held.answered_by
    own = answered or viewer.account == held.opened_by
    owed = held.state in OWED
    weighty = held.matter != "plain" and not held.confirmed and viewer.account != held.opened_by
    acts = {
        "answered": branch and (owed or held.state == "waiting"),
        "started": branch and owed,
        "closed": office and held.unsettled and not own,
        "sent_back": office and held.state == "waiting" and not answered,
        "extended": staff and owed and not held.overdue,
        "reopened": office and held.state == "closed",
        "confirmed": office and weighty and held.state != "dropped",
        "dropped": held.unsettled and (may_any(store, viewer, held.org, "approve") if held.confirmed else office),
    }
    return tuple(kind for kind, may in acts.items() if may)


def _ahead(due_on: date) -> None:
    if due_on < clock.today():
        raise OversightProblem("整改期限不能早于今天")


def _act(
    store: Store,
    viewer: Viewer,
    finding: int,
    rights: tuple[str, ...],
    kind: str,
    states: tuple[str, ...],
    texts: Mapping[str, str],
    what: Mapping[str, Any] | None = None,
    check: Callable[[Finding], None] | None = None,
    files: Sequence[attachments.Attachment] = (),
) -> None:
    """Append one event, if who asks may and the finding, as it stands under the lock, is in one of the states."""
    with store.write() as w:
        head = w.one("oversight/finding_org", {"finding": finding})
        if head is None:
            raise OversightProblem("没有这个编号的问题")
        org = head["org"]
        require_any(store, viewer, org, *rights)
        held = _held(w, org, finding)
        if held.state not in states:
            raise OversightProblem("这个问题的状态已经变了，请刷新后再看")
        if check is not None:
            check(held)
        event = w.next_id("event")
        named = attachments.keep(w, "finding_file", {"event": event, "finding": finding, "org": org}, files)
        _append(w, viewer, event, finding, org, kind, {**texts, **named}, what or {})


def _held(w: Writer, org: int, finding: int) -> Finding:
    moment = {"as_of": w.at.date(), "known_at": datetime.max}
    (row,) = w.rows("assessment/findings", {"orgs": [org], "finding": finding, **moment})
    return read(row, tree_in(w), org, {}, {}, w.at.date())


def _append(
    w: Writer, viewer: Viewer, event: int, finding: int, org: int, kind: str, texts: Mapping[str, str],
    what: Mapping[str, Any],
) -> None:  # fmt: skip
    made = {"event": event, "finding": finding, "org": org, "kind": kind, "day": w.at.date()}
    w.append("finding_event", [{**made, **what, "account": viewer.account}])
    keep_texts(w, event, org, texts)
    audit(w, viewer, f"finding_{kind}", org=org, object=f"{finding}")

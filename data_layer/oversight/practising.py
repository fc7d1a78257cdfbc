"""经验做法: written down with its evidence, consented to by whom it names, circulated, taken up, dropped.

Circulating is what 四（三） asks of the committee: it enters 经验推广 (or 先进典型) in the committee's records at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import clock, quarters
from data_layer.access import Viewer, audit
from data_layer.assessment.findings import findings
from data_layer.assessment.practices import FORMS, MANNERS, Folded, Hidden
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import visits
from data_layer.indicators import counts, header
from data_layer.organisations import tree, tree_in
from data_layer.oversight import attachments
from data_layer.oversight.findings import Files
from data_layer.oversight.writing import OversightProblem, keep_texts, require_any, written
from data_layer.store import Store, Writer

#: Who writes down and takes up for a branch: itself or the office; only the office circulates and drops.
OWN, OFFICE = ("reply", "draft"), ("draft",)
_MOST = 12
_RECORDS = {"practice": "practice_shared", "exemplar": "exemplar_named"}


@dataclass(frozen=True)
class Cited:
    """Evidence to be referred to: a figure of the organisation (indicator, period), or a finding or visit by number."""

    kind: str
    number: int = 0
    indicator: str = ""
    period: str = ""


def write(
    store: Store,
    viewer: Viewer,
    org: int,
    title: str,
    body: str,
    cited: Sequence[Cited],
    *,
    form: str = "practice",
    practice: int | None = None,
    files: Files = (),
) -> int:
    """Write a practice of an organisation down, or (``practice``) anew; returns its number.

    It needs evidence, and names no member without consent. Raises OversightProblem, NoAccess (needs ``reply`` or
    ``draft`` on the organisation).
    """
    require_any(store, viewer, org, *OWN)
    texts = {"title": written(title, "标题"), "body": written(body, "做法和效果")}
    if form not in FORMS:
        raise OversightProblem("只有经验做法和先进典型两种")
    if not cited:
        raise OversightProblem("请至少选一项依据：一个指标、一个问题或一次督查")
    if len(cited) > _MOST:
        raise OversightProblem(f"依据最多 {_MOST} 项，请选最说明问题的")
    rows = [_row(store, viewer, org, each) for each in dict.fromkeys(cited)]
    kept = attachments.looked_at(files)
    with store.write() as w:
        before = _folded(w, practice) if practice is not None else None
        if before is not None and before.org != org:
            raise OversightProblem("不能改成别的党组织的做法，请另写一条")
        consented = [row["person"] for row in before.consents] if before else []
        unasked = Hidden(w, tree_in(w), org, consented).found("\n".join(texts.values()))
        if unasked:
            raise OversightProblem(f"文中写到了 {len(unasked)} 名党员的姓名，请先写成“某党员”，登记本人同意后再写姓名")
        event = w.next_id("event")
        number = practice if practice is not None else event
        _append(w, viewer, event, number, org, "written", w.at.date(), form=form)
        about = {"event": event, "practice": number, "org": org}
        w.append("practice_reference", [{**about, "nth": nth, **row} for nth, row in enumerate(rows, start=1)])
        keep_texts(w, event, org, texts | attachments.keep(w, "practice_file", about, kept))
        audit(w, viewer, "practice_written", org=org, object=f"{number}")
    return number


def _row(store: Store, viewer: Viewer, org: int, each: Cited) -> dict[str, Any]:
    """A reference as it is kept; what it points at must be the organisation's own and readable."""
    view = view_of(store, viewer, tree(store).by_id[org].code, None, branches=None)
    if each.kind == "figure":
        try:
            header(each.indicator)
            period = quarters.period_code(each.period)
        except (KeyError, ValueError) as wrong:
            raise OversightProblem(str(wrong.args[0])) from None
        found = next(
            (one for one in counts(store, viewer, org, by="total", indicator=each.indicator)
             if one.period == each.period and one.closed),
            None,
        )  # fmt: skip
        if found is None:
            raise OversightProblem("这一期还没有到期的应办，不能作依据")
        figure = {"met": found.closed_met, "closed": found.closed, "as_of": clock.today()}
        return {"kind": "figure", "indicator": each.indicator, "period": period, **figure}
    if each.kind == "finding":
        known = {one.finding for one in findings(store, viewer, view)} if view.org == org else set()
    else:
        known = {one.visit for one in visits(store, viewer, view)} if view.org == org else set()
    if each.number not in known:
        raise OversightProblem(
            f"没有第 {each.number} 号{'问题' if each.kind == 'finding' else '督查'}，或不是这个党组织的"
        )
    return {"kind": each.kind, "number": each.number}


def consent(
    store: Store, viewer: Viewer, practice: int, day: date, manner: str, *, person: int | None = None, who: str = "",
    files: Files = (),
) -> int:  # fmt: skip
    """Record that somebody agreed to be named: a member (``person``) or another by name; returns the event.

    On paper it needs the paper. Raises OversightProblem, NoAccess.
    """
    if manner not in MANNERS:
        raise OversightProblem("同意的方式是书面或口头")
    kept = attachments.looked_at(files)
    if manner == "paper" and not kept:
        raise OversightProblem("书面同意请附扫描件或照片")
    texts = {} if person is not None else {"who": written(who, "谁同意")}
    with store.write() as w:
        state = _folded(w, practice)
        require_any(store, viewer, state.org, *OWN)
        if day > w.at.date():
            raise OversightProblem("同意的日期不能在今天以后")
        branches = tree_in(w).branches(state.org)
        if person is not None and not any(
            w.one("oversight/branch_person", {"org": org, "person": person}) for org in branches
        ):
            raise OversightProblem("这名党员不在该党组织的台账里")
        event = w.next_id("event")
        _append(w, viewer, event, practice, state.org, "consented", day, manner=manner, person=person)
        about = {"event": event, "practice": practice, "org": state.org}
        keep_texts(w, event, state.org, texts | attachments.keep(w, "practice_file", about, kept))
        audit(w, viewer, "practice_consented", org=state.org, object=f"{practice}")
    return event


def withdraw_consent(store: Store, viewer: Viewer, practice: int, consented: int) -> None:
    """The person does not want to be named any more: from here on the name is masked."""
    with store.write() as w:
        state = _folded(w, practice)
        require_any(store, viewer, state.org, *OWN)
        held = next((row for row in state.consents if row["event"] == consented), None)
        if held is None:
            raise OversightProblem("没有这一项同意，或已撤回")
        event = w.next_id("event")
        gone = {"person": held["person"], "consent": consented}
        _append(w, viewer, event, practice, state.org, "unconsented", w.at.date(), **gone)
        audit(w, viewer, "practice_unconsented", org=state.org, object=f"{practice}")


def circulate(store: Store, viewer: Viewer, practice: int, target: int) -> None:
    """Pass it on to everybody below a committee, and enter it in the committee's records. Needs ``draft`` there."""
    require_any(store, viewer, target, *OFFICE)
    with store.write() as w:
        state, now = _folded(w, practice), tree_in(w)
        require_any(store, viewer, state.org, "read")
        if state.dropped:
            raise OversightProblem("已经撤下，不能再推广")
        if now.by_id[target].is_branch:
            raise OversightProblem("推广到党支部以上的党组织，其下的支部都看得到")
        if target in state.circulated:
            raise OversightProblem("已经推广到这里")
        title = state.texts["title"]
        if Hidden(w, now, state.org, ()).found(title):
            raise OversightProblem("推广的标题不写个人姓名，请改标题")
        event, day = w.next_id("event"), w.at.date()
        _append(w, viewer, event, practice, state.org, "circulated", day, target=target)
        made = {"event": w.next_id("event"), "org": target, "kind": _RECORDS[state.written["form"]], "year": day.year}
        w.append("committee_record", [{**made, "day": day, "reference": title, "account": viewer.account}])
        audit(w, viewer, "practice_circulated", org=target, object=f"{practice}")


def take_up(store: Store, viewer: Viewer, practice: int, branch: int, note: str = "") -> None:
    """A branch does it too, since today. Needs ``reply`` or ``draft`` on the branch, which must be able to read it."""
    require_any(store, viewer, branch, *OWN)
    with store.write() as w:
        state, now = _folded(w, practice), tree_in(w)
        if state.dropped:
            raise OversightProblem("已经撤下，不再推广")
        if not now.by_id[branch].is_branch or branch == state.org:
            raise OversightProblem("采用的是别的党支部")
        if not any(branch in now.below(target) for target in state.circulated):
            raise OversightProblem("还没有推广到这个支部")
        if branch in state.taken:
            raise OversightProblem("这个支部已经采用")
        if Hidden(w, now, branch, ()).found(note):
            raise OversightProblem("说明里请不要写党员姓名")
        event = w.next_id("event")
        _append(w, viewer, event, practice, state.org, "taken_up", w.at.date(), target=branch)
        keep_texts(w, event, state.org, {"note": note.strip()[:500]})
        audit(w, viewer, "practice_taken_up", org=branch, object=f"{practice}")


def drop(store: Store, viewer: Viewer, practice: int, reason: str) -> None:
    """It is not recommended any more; it stays in the history. Needs ``draft`` on the organisation it comes from."""
    text = written(reason, "撤下的理由")
    with store.write() as w:
        state = _folded(w, practice)
        require_any(store, viewer, state.org, *OFFICE)
        if state.dropped:
            raise OversightProblem("已经撤下")
        event = w.next_id("event")
        _append(w, viewer, event, practice, state.org, "dropped", w.at.date())
        keep_texts(w, event, state.org, {"reason": text})
        audit(w, viewer, "practice_dropped", org=state.org, object=f"{practice}")


def _folded(w: Writer, practice: int) -> Folded:
    asked = {"as_of": w.at.date(), "known_at": datetime.max, "practice": practice}
    events = w.rows("assessment/practice_events", asked)
    if not events:
        raise OversightProblem("没有这一条经验做法")
    return Folded(events)


def _append(
    w: Writer, viewer: Viewer, event: int, practice: int, org: int, kind: str, day: date, **more: Any
) -> None:  # fmt: skip
    made = {"event": event, "practice": practice, "org": org, "kind": kind, "day": day, "account": viewer.account}
    w.append("practice_event", [{**made, **more}])

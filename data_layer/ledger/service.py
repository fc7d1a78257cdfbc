"""Check and submit: the doors of this room. Each asks who is asking before it says anything about a branch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.access.viewer import LOCAL
from data_layer.ledger import context
from data_layer.ledger.accept import accept_prepared
from data_layer.ledger.checked import Checked, LedgerProblem, receipt_number
from data_layer.ledger.difference import Answer, Difference
from data_layer.ledger.known import family_head, known
from data_layer.ledger.learned import learned
from data_layer.ledger.meanings import NOTHING_SAID, Meanings
from data_layer.ledger.model import Problem, Row
from data_layer.ledger.people import NUMBER
from data_layer.ledger.prepared import Prepared
from data_layer.ledger.problems import problem
from data_layer.ledger.reading import Reading, read_ledger
from data_layer.ledger.resolve import resolve
from data_layer.ledger.states import is_locked
from data_layer.organisations import Tree, tree, tree_in
from data_layer.store import Store, Writer

_SLACK = timedelta(minutes=10)  # a clock that is being set right


def check(
    store: Store,
    viewer: Viewer,
    name: str,
    content: bytes,
    *,
    org: int | None = None,
    quarter: int | None = None,
    received_on: date | None = None,
    answers: Sequence[Answer] = (),
    cover: Mapping[str, str] | None = None,
) -> Checked:
    """Steps 1 and 2: every problem in one pass, the difference, the questions. Nothing of the file is stored; that a
    branch's own user has begun to hand in is noted once a hand-in.

    ``org``: the branch the file must be of, or an organisation it must be below. ``cover``: label -> text, typed
    beside a file that has no 封面. Raises NoAccess, LedgerProblem.
    """
    on = _received(store, viewer, org, received_on)
    now = tree(store)
    reading = _read(store, viewer, name, content, now, org, quarter, on, cover)
    found, checked = _prepare(store, viewer, reading, content, now, org, quarter, on, None, answers)
    _begun(store, viewer, org if checked.org is None else checked.org, quarter or checked.quarter, now)
    return checked if found is None else _said(checked, found)


def submit(
    store: Store,
    viewer: Viewer,
    name: str,
    content: bytes,
    *,
    org: int | None = None,
    quarter: int | None = None,
    received_on: date | None = None,
    received_reason: str | None = None,
    answers: Sequence[Answer] = (),
    cover: Mapping[str, str] | None = None,
) -> Checked:
    """Check and, if nothing is an error, accept: one transaction. The same file again is the same submission.

    ``received_on`` other than today is for staff, with a reason (paper, e-mail). Raises NoAccess, LedgerProblem.
    """
    on = _received(store, viewer, org, received_on, received_reason)
    now = tree(store)
    reading = _read(store, viewer, name, content, now, org, quarter, on, cover)
    found, checked = _prepare(store, viewer, reading, content, now, org, quarter, on, received_reason, answers)
    checked.submitted = True
    if found is None:
        return checked
    if received_on is not None and received_on != clock.today():
        access.require_org(store, viewer, "review", found.org)
    if found.again is None and not found.refused:
        found = _store(store, viewer, found, on, received_reason, answers, checked)
    elif found.again is not None:
        checked.accepted, checked.submission = True, found.again
        checked.receipt = receipt_number(found.org_code, found.quarter, found.again)
    return _said(checked, found)


def _received(
    store: Store, viewer: Viewer, org: int | None, received_on: date | None, reason: str | None = "—"
) -> date:
    """The day of receipt. Raises LedgerProblem."""
    today = clock.today()
    if received_on is None or received_on == today:
        return today
    if received_on > today:
        raise LedgerProblem(f"收到日期 {received_on} 晚于今天，请改成实际收到的日期。")
    if not (reason or "").strip():
        raise LedgerProblem("收到日期不是今天时，请写明理由（例如：纸质报送、电子邮件报送）。")
    return received_on


def _read(
    store: Store, viewer: Viewer, name: str, content: bytes, now: Tree, asked: int | None, quarter: int | None,
    on: date, cover: Mapping[str, str] | None,
) -> Reading:  # fmt: skip
    """The file, read by what the branch that its 封面 names, else the one asked for, has said its words mean."""

    def recall(read: Row | None) -> Meanings:
        org, _ = context.find_branch(read, now, asked)
        if org is None and asked in now.by_id and now.by_id[asked].is_branch:
            org = asked  # of a file without 封面
        return NOTHING_SAID if org is None else learned(store, viewer, org)

    return read_ledger(name, content, received_on=on, quarter=quarter, cover=cover, recall=recall)


def _prepare(
    store: Store,
    viewer: Viewer,
    reading: Reading,
    content: bytes,
    now: Tree,
    asked: int | None,
    quarter: int | None,
    on: date,
    reason: str | None,
    answers: Sequence[Answer],
) -> tuple[Prepared | None, Checked]:
    """The file tied to its branch and quarter; None where it names none, with the problems that say so."""
    org, of_branch = context.find_branch(reading.cover, now, asked)
    wanted, of_quarter = context.find_quarter(reading, quarter, on)
    whose = org if org is not None else asked
    if whose is None:
        access.require(viewer, "submit")
    else:
        access.require_org(store, viewer, "submit", whose)
    code = now.by_id[org].code if org is not None else None
    problems = [*reading.problems, *of_branch, *of_quarter]
    checked = Checked(reading.file_name, org, code, wanted, sheets=reading.sheets, problems=problems, reading=reading)
    if org is None or wanted is None:
        return None, checked
    problems += [*context.of_places(reading, now, org), *context.of_branch(now, org, wanted)]
    if is_locked(store, now, org, wanted):
        problems.append(problem("quarter_locked", text=quarters.quarter_words(wanted)))
    if store.one("ledger/erased_file", {"sha256": reading.sha256}):
        problems.append(problem("file_erased"))
    reading = replace(reading, problems=problems)
    base = known(store, org, now, wanted)
    found = resolve(
        store, reading, org, wanted, on, base, answers, content=content, account=viewer.account, received_reason=reason
    )
    if found.again is not None:
        day = base.received[found.again].isoformat()
        warnings = [each for each in problems if each.severity == "warning"]
        found.problems = [*warnings, problem("same_file_again", day=day)]
        found.difference, found.questions = Difference(), []
    else:
        found.problems += _elsewhere(store, found)
    return found, checked


def _begun(store: Store, viewer: Viewer, org: int | None, quarter: int | None, now: Tree) -> None:
    """Note the first check since the branch's latest hand-in of the quarter. ``call`` is the branch's own users'."""
    if org is None or quarter is None or viewer.account == LOCAL or not now.by_id[org].is_branch:
        return
    own = access.visible_orgs(store, viewer, "call") if viewer.may("call") else frozenset()
    asked = {"org": org, "quarter": quarter}
    if (own is not None and org not in own) or store.rows("ledger/begun", asked):
        return
    with store.write() as w:
        latest = w.rows("ledger/latest_hand_in", asked)[0]["submission"]
        who = {"event": w.next_id("event"), "account": viewer.account}
        w.append("first_check", [asked | who | {"after_submission": latest}])


def _elsewhere(store: Store, found: Prepared) -> list[Problem]:
    """Members who another branch says are away too; which branch is not said."""
    rows = {row["id_hash"]: row for row in found.listed if row["id_hash"]}
    if not rows:
        return []
    orgs = sorted(found.family)
    away = {row["id_hash"] for row in store.rows("ledger/away_elsewhere", {"hashes": sorted(rows), "orgs": orgs})}
    places = [row for hashed, row in rows.items() if hashed in away]  # as they stand in the file
    return [problem("id_in_other_branch", sheet=p["sheet"], cell=p["cell"], column=NUMBER) for p in places]


def _store(
    store: Store,
    viewer: Viewer,
    found: Prepared,
    on: date,
    reason: str | None,
    answers: Sequence[Answer],
    checked: Checked,
) -> Prepared:
    with store.write() as w:
        _clock_goes_forward(w, found.org)
        if family_head(w, found.family) != found.head or is_locked(w, tree_in(w), found.org, found.quarter):
            found = _again(w, store, found, on, reason, answers)
        if found.again is not None:
            submission = found.again
        elif found.refused:
            return found
        else:
            submission = accept_prepared(w, [found])[0]
            w.touch(_touched(w, found), alone=True)
            receipt = receipt_number(found.org_code, found.quarter, submission)
            access.audit(w, viewer, "ledger_submit", found.org, f"{receipt} {found.reading.sha256}")
    checked.accepted, checked.submission = True, submission
    checked.receipt = receipt_number(found.org_code, found.quarter, submission)
    return found


def _clock_goes_forward(w: Writer, org: int) -> None:
    """Raises LedgerProblem where the clock was set back: versions count in the order of their times."""
    last = w.one("ledger/last_recorded", {"org": org})
    if last and last["at"] and w.at < last["at"] - _SLACK:
        raise LedgerProblem(
            f"服务器时钟（{w.at:%Y-%m-%d %H:%M}）早于本支部上一次报送的时间（{last['at']:%Y-%m-%d %H:%M}），没有接收。"
            "请联系管理员校准时钟后再报送；已报送的台账不受影响。"
        )


def _again(
    w: Writer, store: Store, found: Prepared, on: date, reason: str | None, answers: Sequence[Answer]
) -> Prepared:
    """Tie anew: somebody handed in, withdrew or answered between the check and the lock."""
    now = tree_in(w)
    base = known(w, found.org, now, found.quarter)
    reading = found.reading
    if is_locked(w, now, found.org, found.quarter):
        said = problem("quarter_locked", text=quarters.quarter_words(found.quarter))
        reading = replace(reading, problems=[*reading.problems, said])
    return resolve(
        store, reading, found.org, found.quarter, on, base, answers,
        content=found.content, account=found.account, received_reason=reason,
    )  # fmt: skip


def _touched(w: Writer, found: Prepared) -> set[int]:
    """The branch's family, and branches that hold one of its people: a duty may pass from one to the other."""
    rows = found.tables.get("member_row", []) + found.tables.get("spell_row", [])
    persons = sorted({row["person"] for row in rows if row["person"] > 0})
    shared = w.rows("ledger/person_orgs", {"persons": persons}) if persons else []
    return {*found.family, *(row["org"] for row in shared)}


def _said(checked: Checked, found: Prepared) -> Checked:
    checked.again = found.again is not None
    checked.problems, checked.questions = found.problems, found.questions
    checked.difference = found.difference
    return checked

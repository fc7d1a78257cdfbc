"""What happens to ledgers and quarters after acceptance: withdrawn, returned, locked. Events, never changes."""

from datetime import date
from typing import Any

from data_layer import access, clock, quarters
from data_layer.access import Viewer
from data_layer.administration import set_deadline
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.deadline import due_on
from data_layer.organisations import Tree, tree, tree_in
from data_layer.store import Store, Writer


def is_locked(reader: Store | Writer, now: Tree, org: int, quarter: int) -> bool:
    """Whether a branch's quarter is closed for handing in, and no exception holds today."""
    path = [org, *now.ancestors(org)]
    state: dict[int, bool] = {}
    until: date | None = None
    for event in reader.rows("ledger/locks", {"quarter": quarter, "orgs": path}):
        if event["kind"] == "excepted":
            if event["org"] == org:
                until = event["until"]
        else:
            state[event["org"]] = event["kind"] == "locked"
    if not any(state.values()):
        return False
    return until is None or until < clock.today()


def withdraw(store: Store, viewer: Viewer, submission: int, reason: str = "") -> None:
    """The branch takes a ledger back before its deadline: it stops counting. Raises LedgerProblem, NoAccess."""
    with store.write() as w:
        found = _submission(w, store, viewer, submission, "submit")
        due = due_on(store, tree_in(w), found["org"], found["quarter"])
        if clock.today() > due:
            raise LedgerProblem(f"报送截止日 {due} 已过，不能撤回；确有错误的，请改正后再报一次。")
        _event(w, viewer, found, "withdrawn", reason, None)


def return_ledger(
    store: Store, viewer: Viewer, submission: int, reason: str, new_due: date, *, reopen: bool = False
) -> None:
    """Staff return a ledger with a reason and a new day; it keeps counting until superseded.

    ``reopen``: an exception till that day with it, for a locked quarter (needs the right ``lock`` too).
    """
    if not reason.strip():
        raise LedgerProblem("请写明退回的理由。")
    if new_due < clock.today():
        raise LedgerProblem("重新报送的日期不能早于今天。")
    with store.write() as w:
        found = _submission(w, store, viewer, submission, "review")
        if found["superseded"]:
            raise LedgerProblem("支部已经报送了新的版本，请退回最新的那一份。")
        _event(w, viewer, found, "returned", reason, new_due)
        if reopen:
            _lock_event(w, store, viewer, found["org"], found["quarter"], "excepted", reason, new_due)


def _submission(w: Writer, store: Store, viewer: Viewer, submission: int, right: str) -> dict[str, Any]:
    found = w.one("ledger/submission", {"submission": submission})
    if found is None:
        raise LedgerProblem("找不到这次报送。")
    access.require_org(store, viewer, right, found["org"])
    if found["withdrawn"]:
        raise LedgerProblem("这次报送已经撤回。")
    return found


def _event(w: Writer, viewer: Viewer, found: dict[str, Any], kind: str, reason: str, new_due: date | None) -> None:
    w.append("submission_event", [{
        "event": w.next_id("event"), "org": found["org"], "submission": found["submission"], "kind": kind,
        "day": w.at.date(), "new_due": new_due, "reason": reason.strip() or None, "account": viewer.account,
    }])  # fmt: skip
    access.audit(w, viewer, f"ledger_{kind}", found["org"], str(found["submission"]))
    w.touch(tree_in(w).family(found["org"]))


def lock(store: Store, viewer: Viewer, org: int, quarter: int, reason: str) -> None:
    """Close a quarter for an organisation and everything below it. Raises LedgerProblem, NoAccess."""
    access.require_org(store, viewer, "lock", org)
    if not reason.strip():
        raise LedgerProblem("请写明锁定的理由。")
    with store.write() as w:
        _lock_event(w, store, viewer, org, quarter, "locked", reason, None)


def unlock(store: Store, viewer: Viewer, org: int, quarter: int, reason: str) -> None:
    """Open a closed quarter again."""
    if not reason.strip():
        raise LedgerProblem("请写明重新开通的理由。")
    with store.write() as w:
        _lock_event(w, store, viewer, org, quarter, "unlocked", reason, None)


def except_branch(store: Store, viewer: Viewer, org: int, quarter: int, until: date, reason: str) -> None:
    """Let one branch hand in for a closed quarter until a day (included)."""
    if not reason.strip():
        raise LedgerProblem("请写明开通例外的理由。")
    if until < clock.today():
        raise LedgerProblem("例外的截止日不能早于今天。")
    if not tree(store).by_id[org].is_branch:
        raise LedgerProblem("例外只能给一个党支部。")
    with store.write() as w:
        _lock_event(w, store, viewer, org, quarter, "excepted", reason, until)


def extend(
    store: Store, viewer: Viewer, org: int, quarter: int, due: date, reason: str, *, reopen: bool = False
) -> None:
    """Give one branch until another day; its duties of the quarter fall due with it. Raises BadValue, NoAccess.

    ``reopen``: an exception till that day with it, for a locked quarter.
    """
    access.require_org(store, viewer, "lock", org)  # before a word about what the organisation is
    if not tree(store).by_id[org].is_branch:
        raise LedgerProblem("延期只能给一个党支部；统一的截止日请在截止日表中设置。")
    if reopen and due < clock.today():
        raise LedgerProblem("例外的截止日不能早于今天。")
    set_deadline(store, viewer, org, quarter, due, reason)
    if reopen:
        except_branch(store, viewer, org, quarter, due, reason)


def _lock_event(
    w: Writer, store: Store, viewer: Viewer, org: int, quarter: int, kind: str, reason: str, until: date | None
) -> None:
    access.require_org(store, viewer, "lock", org)
    w.append("lock_event", [{
        "event": w.next_id("event"), "org": org, "quarter": quarter, "kind": kind, "until": until,
        "reason": reason.strip() or None, "account": viewer.account,
    }])  # fmt: skip
    access.audit(w, viewer, f"quarter_{kind}", org, quarters.quarter_text(quarter))

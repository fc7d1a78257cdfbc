"""What has been handed in: submissions with their states, receipts, the file as it came."""

from dataclasses import dataclass
from datetime import date, datetime

from data_layer import access
from data_layer.access import Viewer
from data_layer.access.confirming import require_confirmed
from data_layer.access.memory import remembered
from data_layer.ledger.checked import LedgerProblem, receipt_number
from data_layer.ledger.evidence import REASONS
from data_layer.organisations import tree
from data_layer.store import Store

STATES = {"accepted": "已接收", "returned": "已退回", "superseded": "已被新版本代替", "withdrawn": "已撤回"}


@dataclass(frozen=True)
class Submission:
    """One hand-in. ``counted``: it is the ledger of its quarter (a returned one goes on counting until superseded).

    ``state``: a key of :data:`STATES`.
    """

    submission: int
    org: int
    org_code: str
    quarter: int
    received_on: date
    received_reason: str | None
    recorded_at: datetime
    layout: str
    file_name: str
    account: int | None
    floating_declared: int | None
    state: str
    counted: bool
    returned_on: date | None
    return_reason: str | None
    new_due: date | None
    receipt: str


@remembered(256, own=True)
def submissions(
    store: Store,
    viewer: Viewer,
    org: int,
    quarter: int | None = None,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Submission]:
    """Hand-ins of a branch, or of every branch at or below an organisation, newest quarter and version first.

    ``as_of``, ``known_at``: as they stood on that day, as far as recorded by then (default: now).
    A file's name may name people: it is blank for those who may not see them.
    """
    access.require_org(store, viewer, "read", org)
    now = tree(store, as_of, known_at)
    orgs = now.branches(org)
    if not orgs:
        return []
    found = []
    named = access.visible_orgs(store, viewer, "identify")
    times = {"as_of": as_of or date.max, "known_at": known_at or datetime.max}
    for row in store.rows("ledger/submissions", {"orgs": orgs, "quarter": quarter, **times}):
        withdrawn, counted = row.pop("withdrawn"), row["counted"]
        state = "withdrawn" if withdrawn else "superseded" if not counted else "accepted"
        if state == "accepted" and row["returned_on"] is not None:
            state = "returned"
        if named is not None and row["org"] not in named:
            row["file_name"] = ""
        code = now.by_id[row["org"]].code
        number = receipt_number(code, row["quarter"], row["submission"])
        found.append(Submission(**row, org_code=code, state=state, receipt=number))
    return found


def receipt(store: Store, viewer: Viewer, submission: int) -> Submission:
    """One hand-in by its number. Raises LedgerProblem where there is none, NoAccess."""
    row = store.one("ledger/submission", {"submission": submission})
    if row is None:
        raise LedgerProblem("找不到这次报送。")
    for found in submissions(store, viewer, row["org"], row["quarter"]):
        if found.submission == submission:
            return found
    raise LedgerProblem("找不到这次报送。")


def original(store: Store, viewer: Viewer, submission: int, reason: str) -> tuple[str, bytes]:
    """Name and bytes of the file as it came. It shows everything in full: needs one of REASONS, and is logged."""
    row = store.one("ledger/submission", {"submission": submission})
    if row is None:
        raise LedgerProblem("找不到这次报送。")
    access.require_org(store, viewer, "reveal", row["org"])
    if reason not in REASONS:
        raise access.NoAccess("请选择查看的理由。")
    require_confirmed(store, viewer)
    kept = store.one("ledger/file", {"sha256": row["file_sha256"]})
    if kept is None:
        raise LedgerProblem("这次报送的文件不在了。")
    access.audit(store, viewer, "ledger_file", row["org"], f"{submission} {reason}")
    return row["file_name"], kept["content"]

"""Who is behind a number: the obligations of one branch, indicator and period, with names as far as the viewer may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_layer import quarters
from data_layer.access import Viewer, mask_name, require_org, visible_orgs
from data_layer.access.memory import by_branch, remembered
from data_layer.assessment.board import Board
from data_layer.assessment.unsettled import LATE, NOT_TAKEN, Unsettled
from data_layer.assessment.view import View
from data_layer.indicators import Obligation, obligations
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store

#: The order in which states are listed.
ORDER = ("missed", "silent", "unclear", "awaiting", "pending", "exempt", "met")
_SILENT = "未报"


@dataclass(frozen=True)
class Duty:
    """One obligation as it is listed. ``who`` is a name (masked unless the viewer may see names), or what stands for
    it; the place is the proof's, or the spell's.

    ``state``: met missed unclear awaiting pending exempt, or silent: missed because no ledger came (未报), so that
    nobody is named as not done whose branch has not said. ``ruling``: the kind of ruling that would settle what is
    unclear, "" where none would.
    """

    subject: str
    who: str
    state: str
    due_on: date
    met_on: date | None
    remark: str
    submission: int | None
    sheet: str
    row: int
    ruling: str = ""


@remembered(256, own=True)
def duties(store: Store, viewer: Viewer, view: View, org: int, indicator: str, period: str) -> list[Duty]:
    """The obligations of one branch as the view's day sees them, what is open or missed first."""
    found = obligations(
        store, viewer, org=org, indicator=indicator, period=period, as_of=view.as_of, known_at=view.known_at
    )
    listed = [duty for _, duty in _named(store, viewer, found)]
    return sorted(listed, key=lambda duty: (ORDER.index(duty.state), duty.due_on, duty.who, duty.subject))


def everything(store: Store, viewer: Viewer, view: View, org: int) -> list[tuple[Obligation, Duty]]:
    """Every obligation of one branch, of all indicators and periods, beside its line in a list."""
    return _everything(store, viewer, org, view.as_of, view.known_at)


@remembered(256, own=True)
def _everything(
    store: Store, viewer: Viewer, org: int, as_of: date, known_at: datetime | None
) -> list[tuple[Obligation, Duty]]:
    return _named(store, viewer, _owed(store, viewer, [org], as_of, known_at).get(org, []))


@by_branch(8, branches=64)
def _owed(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None
) -> dict[int, list[Obligation]]:
    return {org: obligations(store, viewer, org=org, as_of=as_of, known_at=known_at) for org in orgs}


def across(
    store: Store, viewer: Viewer, view: View, held: Board, indicator: str, periods: Sequence[str]
) -> list[tuple[Obligation, Duty]]:
    """What is not met of one indicator in some periods, over all branches of the view, missed ones first.

    Only branches in which the journal (``held``) counts something open are asked.
    """
    require_org(store, viewer, "read", view.org)
    wanted = {
        org for period in periods for org, tally in held.by_org(indicator, period).items() if tally.all > tally.met
    }
    if not wanted:
        return []
    return _open(store, viewer, tuple(sorted(wanted)), indicator, tuple(periods), view.as_of, view.known_at)


@remembered(64)
def _open(
    store: Store, viewer: Viewer, orgs: tuple[int, ...], indicator: str, periods: tuple[str, ...], as_of: date,
    known_at: datetime | None,
) -> list[tuple[Obligation, Duty]]:  # fmt: skip
    asked = _undone(store, viewer, orgs, as_of, known_at, indicator).values()
    listed = _named(store, viewer, [each for found in asked for each in found if each.period in periods])
    return sorted(listed, key=lambda pair: (ORDER.index(pair[1].state), pair[1].due_on, pair[0].org_code, pair[1].who))


@by_branch(32)
def _undone(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None, indicator: str
) -> dict[int, list[Obligation]]:
    """What of one indicator is neither met nor exempt, in every period."""
    now = tree(store, as_of, known_at)
    frame = frame_for(store, orgs, as_of, known_at, now=now)
    params = {**frame.params, "period": None, "state": None}
    found: dict[int, list[Obligation]] = {org: [] for org in orgs}
    for row in store.composed_rows(statement("_list", (indicator,), frame.empty), params):
        if row["state"] != "met" and not row["exempt"]:
            found[row["org"]].append(Obligation.of(row, now))
    return found


def _named(store: Store, viewer: Viewer, found: list[Obligation]) -> list[tuple[Obligation, Duty]]:
    rows = _people_of_rows(store, found)
    called = names(store, viewer, [*(each.person for each in found if each.person is not None), *rows.values()])
    return [(each, _duty(each, called, rows)) for each in found]


def whose(store: Store, viewer: Viewer, found: Sequence[Unsettled]) -> dict[Unsettled, str]:
    """Unsettled duty → its member's name as far as the viewer may see it, or what stands for it."""
    rows = _people_of_rows(store, found)
    called = names(store, viewer, [*(each.person for each in found if each.person is not None), *rows.values()])
    return {each: _who(each, called, rows) for each in found}


def _people_of_rows(store: Store, found: Sequence[Obligation | Unsettled]) -> dict[tuple[int, str, int], int]:
    """(submission, sheet, row) → the one member that a row about which something is owed names."""
    places = [(each.org, each.submission) for each in found if each.person is None and ":" in each.subject]
    if not places:
        return {}
    # a duty's row may stand in the ledger of a branch that its branch took over: all that are related are asked
    now = tree(store)
    orgs = {each for org, _ in places for each in now.family(org)}
    wanted = {"orgs": sorted(orgs), "submissions": sorted({each for _, each in places if each is not None})}
    return {
        (row["submission"], row["sheet"], row["row"]): row["person"]
        for row in store.rows("assessment/row_people", wanted)
    }


def names(store: Store, viewer: Viewer, persons: Iterable[int]) -> dict[int, str]:
    """Person → name: in full where the viewer may see names, masked where it may identify, else left out."""
    return _names(store, viewer, tuple(sorted(set(persons))))


@remembered(64)
def _names(store: Store, viewer: Viewer, wanted: tuple[int, ...]) -> dict[int, str]:
    if not wanted or not viewer.may("identify"):
        return {}
    identified = visible_orgs(store, viewer, "identify")
    named = visible_orgs(store, viewer, "names")
    found = {}
    for row in store.rows("assessment/names", {"persons": wanted}):
        if named is None or row["org"] in named:
            found[row["person"]] = row["name"]
        elif identified is None or row["org"] in identified:
            found[row["person"]] = mask_name(row["name"])
    return found


def _who(each: Obligation | Unsettled, called: dict[int, str], rows: dict[tuple[int, str, int], int]) -> str:
    person = each.person
    if person is None and each.submission is not None:
        person = rows.get((each.submission, each.sheet or "", each.row or 0))
    if person is not None:
        return called.get(person, "（无权查看姓名）")
    if ":" in each.subject:
        return f"{each.sheet}第 {each.row} 行" if each.row else "一条记录"
    return "封面所报、名单未列的人" if each.subject.startswith("封面") else "本支部"


def _duty(each: Obligation, called: dict[int, str], rows: dict[tuple[int, str, int], int]) -> Duty:
    notes = (each.note or "").split("；")
    silent = each.state == "missed" and _SILENT in notes and each.person is not None
    if silent:
        notes.remove(_SILENT)
    remark = "；".join(text for text in (each.unclear_reason, *notes) if text)
    return Duty(
        each.subject,
        _who(each, called, rows),
        "exempt" if each.exempt else "silent" if silent else each.state,
        each.due_on,
        each.met_on,
        remark,
        each.submission,
        each.sheet or "",
        each.row or 0,
        _settled_by(each),
    )


def _settled_by(each: Obligation) -> str:
    """Evidence that came late and a 未纳入原因 wait for staff; what cannot be dated or tied waits for the branch."""
    if each.state != "unclear" or each.exempt:
        return ""
    reasons = (each.unclear_reason or "").split("、")
    if LATE in reasons:
        return "late"
    return "not_taken" if reasons[0].startswith(NOT_TAKEN) else ""


@dataclass(frozen=True)
class Searched:
    """One ledger in which the proof was looked for."""

    submission: int
    quarter: int
    version: int
    file_name: str
    received_on: date


@remembered(256)
def searched(store: Store, viewer: Viewer, view: View, org: int, period: str) -> list[Searched]:
    """The ledgers, latest first, in which proof of a period's duty could have stood, as the view's day knew them."""
    require_org(store, viewer, "identify", org)
    code = quarters.period_code(period)
    first = code // 10 * 4 + (code % 10 - 1 if 1 <= code % 10 <= 4 else 2 if code % 10 == 7 else 0)
    family = sorted(tree(store, view.as_of, view.known_at).family(org))
    rows = store.rows(
        "assessment/searched",
        {"orgs": family, "quarter": first, "as_of": view.as_of, "known_at": view.known_at or datetime.max},
    )
    names = ("submission", "quarter", "version", "file_name", "received_on")
    return [Searched(**{name: row[name] for name in names}) for row in rows]

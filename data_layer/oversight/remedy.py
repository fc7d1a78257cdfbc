"""The next upload re-tests the remedy: does a ledger recorded since show what puts a miss right (``remedied_when``)?

It proposes 销号 or says what is missing; a person confirms. The miss itself stays missed. What a ledger reports of the
time before the duty was due (补录) is for staff to rule on and closes nothing by itself.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import by_branch, remembered
from data_layer.assessment.findings import Finding, findings
from data_layer.assessment.lists import names
from data_layer.assessment.unsettled import LATE
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store

_DAY = 800  # hundredths of an hour that count on one day
_ANY = -1
_SURPLUS = "封面"
_DECIDED = ("met", "missed", "unclear")


@dataclass(frozen=True)
class Way:
    """How an indicator's remedy is looked for (``remedies.toml``)."""

    way: str
    deed: str = ""


@cache
def ways() -> dict[str, Way]:
    """Indicator → the way."""
    text = (Path(__file__).resolve().parent / "remedies.toml").read_text(encoding="utf-8")
    return {name: Way(**each) for name, each in tomllib.loads(text).items()}


@dataclass(frozen=True)
class Proof:
    """What a ledger shows: when, and the cell."""

    on: date
    submission: int | None
    sheet: str
    row: int


@dataclass(frozen=True)
class Remedy:
    """What the ledgers since say of one finding. ``proposes``: everything is put right, a person may confirm.

    ``said``: what was found, or what is missing; names are as far as the viewer may see. ``proof``: the last cell that
    was needed. ``earlier``: all that is missing now stood in ledgers from before it was opened (or opened again).
    """

    proposes: bool
    said: str
    proof: Proof | None = None
    earlier: bool = False


def remedies(store: Store, viewer: Viewer, view: View) -> dict[int, Remedy]:
    """Finding → what the ledgers say, of every unsettled finding of the view that came from a missed duty."""
    return _remedies(store, viewer, view)


@remembered(32)
def _remedies(store: Store, viewer: Viewer, view: View) -> dict[int, Remedy]:
    open_ones = [
        each
        for each in findings(store, viewer, view)
        if each.unsettled and each.origin == "obligation" and each.indicator in ways() and each.period
    ]
    if not open_ones:
        return {}
    duties, deeds = _asked(store, viewer, view, open_ones)
    called = names(store, viewer, (person for each in open_ones for person in each.persons))
    seen = visible_orgs(store, viewer, "identify") if viewer.may("identify") else frozenset()
    found = {}
    for each in open_ones:
        parts: list[_Proved] = [
            (one, _part(each, one, duties, deeds, each.tested_from), _part(each, one, duties, deeds, datetime.min))
            for one in _parts(each)
        ]
        readable = seen is None or each.org in seen
        found[each.finding] = _remedy(each, parts, called if readable else {}, duties)
    return found


_Row = dict[str, Any]
_Duties = dict[tuple[int, str], list[_Row]]  # branch, indicator -> duties
_Proved = tuple[int | None, "Proof | None", "Proof | None"]  # member, by a ledger since, by any
_Deeds = dict[tuple[int, int], list[_Row]]  # finding, member -> what was done


def _asked(store: Store, viewer: Viewer, view: View, found: Sequence[Finding]) -> tuple[_Duties, _Deeds]:
    about = tuple((each.org, each.indicator or "", person) for each in found for person in each.persons or (_ANY,))
    wanted = tuple(
        (each.finding, each.org, person, ways()[each.indicator or ""].deed, int((each.period or "0")[:4]))
        for each in found
        for person in each.persons
        if ways()[each.indicator or ""].deed
    )
    orgs = sorted({each.org for each in found})
    facts = _facts(store, viewer, orgs, view.as_of, view.known_at, about, wanted).values()
    duties: _Duties = defaultdict(list)
    deeds: _Deeds = defaultdict(list)
    for of_branch, done in facts:
        for row in of_branch:
            duties[row["org"], row["indicator"]].append(row)
        for row in done:
            deeds[row["finding"], row["person"]].append(row)
    return duties, deeds


@by_branch(4)
def _facts(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None,
    about: tuple[tuple[int, str, int], ...], wanted: tuple[tuple[int, int, int, str, int], ...],
) -> dict[int, tuple[list[_Row], list[_Row]]]:  # fmt: skip
    """Branch → the duties asked about (branch, indicator, member), and what was done about the members (``wanted``)."""
    frame = frame_for(store, orgs, as_of, known_at, now=tree(store, as_of, known_at))
    found: dict[int, tuple[list[_Row], list[_Row]]] = {org: ([], []) for org in orgs}
    frame.lists("d_", ("org", "indicator", "person"), [each for each in about if each[0] in found])
    ids = tuple(sorted({indicator for org, indicator, _ in about if org in found}))
    for row in store.composed_rows(statement("oversight/remedy_duties", ids, frame.empty), frame.params):
        found[row["org"]][0].append({**row, "period": quarters.period_text(row["period"])})
    asked = [each for each in wanted if each[1] in found]
    if asked:
        frame.lists("w_", ("finding", "org", "person", "deed", "year"), asked)
        text = statement("oversight/remedy_deeds", (), frame.empty)
        for row in store.composed_rows(text, frame.params):
            found[row["org"]][1].append(row)
    return found


def _parts(each: Finding) -> Sequence[int | None]:
    """The members one by one; None for what is no duty about members."""
    return each.persons or (None,)


def _part(each: Finding, person: int | None, duties: _Duties, deeds: _Deeds, since: datetime) -> Proof | None:
    """What puts right the duty about one member (None: of the branch, of one row), told by a ledger recorded since."""
    way = ways()[each.indicator or ""]
    listed = duties[each.org, each.indicator or ""]
    own = [row for row in listed if row["period"] == each.period and _same(each, person, row)]
    if own and all(row["state"] == "met" for row in own):  # staff accepted late evidence since
        return _proof(own[-1], own[-1]["met_on"])
    if way.deed and person is not None:
        return _done(each, way, own, deeds[each.finding, person], since)
    if way.way == "later":
        return _later(each, person, listed, since)
    return next((proof for row in own if (proof := _own(way, row, since)) is not None), None)


def _same(each: Finding, person: int | None, row: _Row) -> bool:
    return bool(row["subject"] == each.subject if each.subject else row["person"] == person)


def _fresh(row: _Row, since: datetime) -> bool:
    return row["recorded_at"] is not None and row["recorded_at"] > since


def _done(each: Finding, way: Way, own: Sequence[_Row], found: Iterable[_Row], since: datetime) -> Proof | None:
    """Enough of what was wanted, dated after the duty's day (of a row to be completed: whenever), told since."""
    due = each.duty_due_on or date.min
    fresh = [row for row in found if _fresh(row, since) and (way.way == "written" or row["day"] > due)]
    missing = max((row["short"] or 1 for row in own), default=1)
    by_day: dict[date, dict[Any, int]] = defaultdict(dict)
    for row in fresh:
        # the same hours told twice are told once
        hours = int((row["amount"] or 0) * 100) if way.deed == "studied" else 1
        by_day[row["day"]][hours] = hours
        reached = sum(min(sum(told.values()), _DAY) for told in by_day.values())
        if reached >= max(missing, 1):
            return _proof(row, row["day"])
    return None


def _own(way: Way, row: _Row, since: datetime) -> Proof | None:
    """The duty itself, done after its day; of a row to be completed: complete now."""
    if not _fresh(row, since):
        return None
    late = LATE in (row["doubt"] or "").split("、") and row["state"] == "unclear"
    if way.way == "line":
        return _proof(row, row["received_on"]) if late else None
    on = row["met_on"] if row["met_on"] is not None else row["unclear_from"] if late else None
    return _proof(row, on) if on is not None and on > row["due_on"] else None


def _later(each: Finding, person: int | None, listed: Iterable[_Row], since: datetime) -> Proof | None:
    """The latest later period of which something is decided: all of it met, by a ledger recorded since."""
    begins = quarters.first_day_of(each.period or "")
    rows = [
        row
        for row in listed
        if quarters.first_day_of(row["period"]) > begins and row["state"] in _DECIDED and not row["exempt"]
        and (person is None or row["person"] == person)
    ]  # fmt: skip
    if not rows:
        return None
    last = max(quarters.first_day_of(row["period"]) for row in rows)
    latest = [row for row in rows if quarters.first_day_of(row["period"]) == last]
    if (each.subject or "").startswith(_SURPLUS):  # nobody is missing any more, whatever the others lack
        latest = [row for row in latest if row["subject"].startswith(_SURPLUS) or row["state"] == "met"]
    fresh = [row for row in latest if _fresh(row, since)]
    if not fresh or any(row["state"] != "met" for row in latest):
        return None
    newest = max(fresh, key=lambda row: (row["recorded_at"], row["submission"]))
    return _proof(newest, newest["received_on"])


def _proof(row: _Row, on: date) -> Proof:
    return Proof(on, row["submission"], row["sheet"] or "", row["row"] or 0)


def _remedy(each: Finding, parts: Sequence[_Proved], called: dict[int, str], duties: _Duties) -> Remedy:
    wanted = header(each.indicator or "").remedied_when
    proofs = [proof for _, proof, _ in parts if proof is not None]
    left = [person for person, proof, _ in parts if proof is None]
    if not left:
        last = max(proofs, key=lambda proof: proof.on)
        many = f" {len(proofs)} 人都" if len(proofs) > 1 else ""
        return Remedy(True, f"登记以后的台账{many}已显示：{wanted}（{last.on}）。未达标的记录不变。", last)
    before = [old for _, proof, old in parts if proof is None and old is not None]
    who = "、".join(called[person] for person in left if person is not None and person in called)
    many = f"，还差 {len(left)} 人{f'：{who}' if who else ''}" if len(parts) > 1 else ""
    if len(before) == len(left):
        said = f"登记（或重新打开）以前的台账已经显示：{wanted}；以后没有新的，由人核验。"
        return Remedy(False, said + _aside(each, left, duties), earlier=True)
    said = f"登记以后的台账还没有显示：{wanted}{many}。"
    if before:
        said += f"其中 {len(before)} 人登记（或重新打开）以前的台账已显示。"
    return Remedy(False, said + _aside(each, left, duties))


def _aside(each: Finding, left: Sequence[int | None], duties: _Duties) -> str:
    """What the person who looks should know about the duties that are not put right."""
    own = [row for row in duties[each.org, each.indicator or ""] if row["period"] == each.period]
    rows = [row for row in own if any(_same(each, person, row) for person in left)]
    if any(row["state"] == "unclear" and LATE in (row["doubt"] or "") for row in rows):
        return "补报的是期限以前的记录（补录），要先裁定是否认可，不能据此销号。"
    if not rows and not header(each.indicator or "").alert:
        return "这件应办已不在名单上（如误登记），请核对后撤销或销号。"
    return "其中有的已批准免计。" if any(row["exempt"] for row in rows) else ""

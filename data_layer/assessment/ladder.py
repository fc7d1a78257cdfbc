"""证据等级: how well what a branch says it did is borne out, duty by duty: 自报 → 有佐证 → 对方回执 → 已核实.

The one place where it is worked out. A rung never changes a state: what did not hold on a visit stays met until a
finding or a ruling says otherwise, and is shown as 核实不符. Everything counts from its recorded time on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.access.memory import by_branch, remembered
from data_layer.assessment.board import Board
from data_layer.assessment.view import View
from data_layer.indicators import Obligation
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import frame_for
from data_layer.organisations import tree
from data_layer.store import Store

#: rung -> its word, lowest first; ``refuted`` stands apart.
RUNGS = {
    "claimed": "自报", "supported": "有佐证", "confirmed": "对方回执", "verified": "已核实", "refuted": "核实不符",
}  # fmt: skip
#: Whose record at the other end bears a duty out: that it lists the member (流入, 流出), or its dealings about him.
RECEIPTS = {
    "destination_known": "流入", "taken_on": "流入", "inflow_verified": "流出", "counterpart_liaison": "dealt",
    "member_urged": "dealt",
}  # fmt: skip
_CHECKS = {"visit": "实地督查", "call": "电话核实"}


@dataclass(frozen=True)
class Basis:
    """The rung of one duty and what bears it out, as sentences that name nobody. ``rung`` "": nothing is reported."""

    rung: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Share:
    """Met duties of an indicator and period by rung."""

    indicator: str
    period: str
    met: int
    rungs: Mapping[str, int]

    @property
    def asked(self) -> int:
        """How many were checked on the phone or on a visit."""
        return self.rungs.get("verified", 0) + self.rungs.get("refuted", 0)


_Key = tuple[int, str, str, str]  # org, indicator, period, subject


@dataclass(frozen=True)
class Said:
    """What others say and hold of some branches' duties: checks and papers by duty, receipts by branch and person."""

    checks: Mapping[_Key, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    receipts: Mapping[tuple[int, int], Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def basis(duty: Obligation, said: Said, names: Mapping[int, str]) -> Basis:
    """The rung of one duty; ``names``: what organisations are called. A pure function."""
    if duty.state not in ("met", "unclear") and duty.met_on is None:
        return Basis("")
    rung, sentences = "claimed", []
    rows = said.checks.get((duty.org, duty.indicator, duty.period, duty.subject), ())
    papers = sum(row["files"] for row in rows if row["source"] == "paper")
    if papers:
        rung = "supported"
        sentences.append(f"附有 {papers} 份佐证")
    others = _receipts(duty, said)
    if others:
        rung = "confirmed"
        word = "有来往记录" if RECEIPTS[duty.indicator] == "dealt" else f"列有此人{RECEIPTS[duty.indicator]}"
        sentences += [f"{names.get(org, '对方党组织')}的台账{word}" for org in others]
    checks = [row for row in rows if row["source"] != "paper"]
    for row in checks:
        sentences.append(f"{row['day']} {_CHECKS[row['source']]}：{'属实' if row['result'] == 'true' else '不符'}")
    if checks:  # the last word counts; rows come in the order in which they were recorded
        rung = "verified" if checks[-1]["result"] == "true" else "refuted"
    return Basis(rung, tuple(sentences))


def _receipts(duty: Obligation, said: Said) -> list[int]:
    source = RECEIPTS.get(duty.indicator)
    if source is None or duty.person is None:
        return []
    first, last = quarters.first_day_of(duty.period), quarters.last_day_of(duty.period)
    return sorted(
        {
            row["other"]
            for row in said.receipts.get((duty.org, duty.person), ())
            if row["source"] == source and row["from_on"] <= last and first <= row["to_on"]
        }
    )


@dataclass(frozen=True)
class Checked:
    """Duties of one indicator somebody asked about on the phone or on a visit, and of these borne out."""

    indicator: str
    asked: int
    held: int


def checked(
    store: Store, viewer: Viewer, orgs: Sequence[int], year: int, as_of: date, known_at: datetime | None
) -> dict[int, tuple[Checked, ...]]:
    """What was checked of the duties of a year, by branch that the viewer may read and indicator, most asked first.

    The last word on each duty; of what could not be settled nothing.
    """
    found: dict[int, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for (org, indicator, period, _), rows in _checks(store, viewer, tuple(orgs), as_of, known_at).items():
        results = [row["result"] == "true" for row in rows if row["source"] != "paper"]
        if results and period.startswith(f"{year}"):
            found[org][indicator].append(results[-1])
    return {
        org: tuple(
            Checked(indicator, len(held), sum(held))
            for indicator, held in sorted(each.items(), key=lambda item: (-len(item[1]), item[0]))
        )
        for org, each in found.items()
    }


@remembered(64)
def said_of(store: Store, viewer: Viewer, orgs: tuple[int, ...], as_of: date, known_at: datetime | None) -> Said:
    """What others say of those of some branches that the viewer may read, as a moment knew it."""
    seen = visible_orgs(store, viewer, "read", as_of)
    wanted = [each for each in orgs if seen is None or each in seen]
    if not wanted:
        return Said()
    receipts: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for org, rows in _elsewhere(store, viewer, wanted, as_of, known_at).items():
        for row in rows:
            receipts[org, row["person"]].append(row)
    return Said(_checks(store, viewer, orgs, as_of, known_at), receipts)


@remembered(64)
def _checks(
    store: Store, viewer: Viewer, orgs: tuple[int, ...], as_of: date, known_at: datetime | None
) -> dict[_Key, list[dict[str, Any]]]:
    """What was found and handed in about single duties of those branches that the viewer may read.

    What members said on the phone or on a visit is for the office (``onsite``): a branch hears of it as a finding, if
    at all, so that nobody need fear to say that he was not called.
    """
    seen = visible_orgs(store, viewer, "read", as_of)
    wanted = [each for each in orgs if seen is None or each in seen]
    heard = visible_orgs(store, viewer, "onsite") if viewer.may("onsite") else frozenset()
    checks: dict[_Key, list[dict[str, Any]]] = defaultdict(list)
    if wanted:
        frame = frame_for(store, wanted, as_of, known_at, now=tree(store, as_of, known_at))
        for row in store.composed_rows(statement("assessment/checked", (), frame.empty), frame.params):
            key = (row["org"], row["indicator"], quarters.period_text(row["period"]), row["subject"])
            if row["source"] == "paper" or heard is None or row["org"] in heard:
                checks[key].append(row)
    return checks


@by_branch(16)
def _elsewhere(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None
) -> dict[int, list[dict[str, Any]]]:
    """What ledgers of other branches record about each branch's people."""
    found: dict[int, list[dict[str, Any]]] = {org: [] for org in orgs}
    frame = frame_for(store, found, as_of, known_at, now=tree(store, as_of, known_at))
    for row in store.composed_rows(statement("assessment/receipts", (), frame.empty), frame.params):
        found[row["org"]].append(row)
    return found


def bases(
    store: Store, viewer: Viewer, found: Sequence[Obligation], as_of: date, known_at: datetime | None
) -> list[Basis]:
    """The rung of each duty of a list as a moment knew it, in the list's order."""
    said = said_of(store, viewer, tuple(sorted({each.org for each in found})), as_of, known_at)
    names = {org: each.name for org, each in tree(store, as_of, known_at).by_id.items()}
    return [basis(each, said, names) for each in found]


@remembered(256)
def of_duties(store: Store, viewer: Viewer, view: View, org: int, indicator: str, period: str) -> dict[str, Basis]:
    """Subject → rung of one branch's duties. Needs ``read`` on the branch."""
    require_org(store, viewer, "read", org)
    found = _reported(store, viewer, [org], view.as_of, view.known_at, indicator).get(org, [])
    listed = [each for each in found if each.period == period]
    borne = bases(store, viewer, listed, view.as_of, view.known_at)
    return {each.subject: one for each, one in zip(listed, borne, strict=True)}


def shares(
    store: Store, viewer: Viewer, view: View, held: Board, wanted: Sequence[tuple[str, str]]
) -> list[Share]:  # fmt: skip
    """How far what is met is borne out, of each (indicator, period). What nobody bore out is counted from the journal;
    duties are listed only of branches of which somebody said something."""
    require_org(store, viewer, "read", view.org)
    branches = tuple(tree(store, view.as_of, view.known_at).branches(view.org))
    said = said_of(store, viewer, branches, view.as_of, view.known_at)
    found = []
    for indicator, period in wanted:
        met = held.total(indicator, period).met
        orgs = {key[0] for key in said.checks if key[1:3] == (indicator, period)}
        if indicator in RECEIPTS:
            orgs |= {org for org, _ in said.receipts}
        above: Counter[str] = Counter()
        for own in _reported(store, viewer, sorted(orgs), view.as_of, view.known_at, indicator).values():
            mine = [each for each in own if each.period == period and each.state == "met" and not each.exempt]
            above.update(basis(each, said, {}).rung for each in mine)
        above["claimed"] = met - sum(many for rung, many in above.items() if rung != "claimed")
        found.append(Share(indicator, period, met, above))
    return found


@by_branch(16)
def _reported(
    store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, known_at: datetime | None, indicator: str
) -> dict[int, list[Obligation]]:
    """The duties of one indicator of which something is reported, in every period."""
    found: dict[int, list[Obligation]] = {org: [] for org in orgs}
    now = tree(store, as_of, known_at)
    frame = frame_for(store, found, as_of, known_at, now=now)
    params = {**frame.params, "period": None, "state": None}
    for row in store.composed_rows(statement("_list", (indicator,), frame.empty), params):
        if row["state"] in ("met", "unclear") or row["met_on"] is not None:
            found[row["org"]].append(Obligation.of(row, now))
    return found

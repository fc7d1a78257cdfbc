"""Rounds as they stand: candidates, what was said and decided about each, and what has changed since the freezing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data_layer import quarters
from data_layer.access import NoAccess, Viewer, audit, visible_orgs
from data_layer.access.directory import called
from data_layer.assessment.figures import counted
from data_layer.assessment.lists import names
from data_layer.assessment.shield import Shield
from data_layer.indicators import header
from data_layer.organisations import tree
from data_layer.oversight.rounds import record as records
from data_layer.store import Store, Writer

PURPOSES = {"commend": "表彰", "criticise": "通报批评"}
RESULTS = {"agreed": "同意", "reminded": "改为提醒", "declined": "不同意", "deferred": "暂缓"}
ANSWERS = {"none": "没有意见", "objects": "有不同意见"}
BODIES = ("纪检机关", "执法部门", "上级党组织", "党员群众", "其他")
STATES = {
    "replying": "征求意见",
    "decided": "会议已决定",
    "published": "公示",
    "issued": "已印发",
    "dropped": "已终止",
}


@dataclass(frozen=True)
class Said:
    """Something said about a candidate or the round: a reply, an opinion, an objection."""

    event: int
    kind: str
    day: date
    by: str
    recorded_at: datetime
    body: str = ""
    answer: str = ""
    text: str = ""
    contests: tuple[tuple[str, str, str], ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """One branch of a round. ``result`` "": not decided yet; ``reason``: the meeting's; ``revoked``: why, ""."""

    org: int
    code: str
    name: str
    proposed: str
    said: tuple[Said, ...] = ()
    result: str = ""
    decided_on: date | None = None
    minutes: str = ""
    reason: str = ""
    revoked: str = ""

    @property
    def replies(self) -> tuple[Said, ...]:
        """What the branch itself said."""
        return tuple(each for each in self.said if each.kind == "replied")

    @property
    def settled(self) -> bool:
        """A meeting has said yes or no."""
        return self.result in RESULTS and self.result != "deferred"


@dataclass(frozen=True)
class Round:
    """One round. ``candidates``: those the viewer may see; ``whole``: all of them. ``published``: 公示 from, until."""

    round: int
    unit: int
    unit_name: str
    purpose: str
    year: int
    title: str
    as_of: date
    frozen_at: datetime
    frozen_by: str
    reply_by: date
    record_sha256: str
    state: str
    whole: bool
    candidates: tuple[Candidate, ...]
    said: tuple[Said, ...] = ()
    met: tuple[Said, ...] = ()
    published: tuple[date, date] | None = None
    number: str = ""
    issued_on: date | None = None
    dropped: str = ""

    def of(self, org: int) -> Candidate | None:
        """The candidate of a branch."""
        return next((each for each in self.candidates if each.org == org), None)


def rounds(store: Store, viewer: Viewer, unit: int | None = None) -> list[Round]:
    """The rounds the viewer may see, of one unit or all, latest first. A branch sees those it stands in, and only its
    own part."""
    by_round: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows("oversight/round_events", {"round": None}):
        by_round[row["round"]].append(row)
    found = (_seen(store, viewer, events) for events in by_round.values())
    return sorted((each for each in found if each and unit in (None, each.unit)), key=lambda each: -each.round)


def round_of(store: Store, viewer: Viewer, number: int) -> Round:
    """One round. Raises :class:`NoAccess` if there is none the viewer may see."""
    found = _seen(store, viewer, store.rows("oversight/round_events", {"round": number}))
    if found is None:
        raise NoAccess("没有这个批次，或不在您的权限内。")
    return found


def held(reader: Writer, number: int, now: Any) -> Round | None:
    """A round under the lock, without words: for checking what may be done."""
    events = reader.rows("oversight/round_events", {"round": number})
    return fold(events, now, lambda account: "", {}, {}, None) if events else None


def _seen(store: Store, viewer: Viewer, events: Sequence[dict[str, Any]]) -> Round | None:
    if not events:
        return None
    unit = events[0]["org"]
    read = visible_orgs(store, viewer, "read")
    branches = {each["branch"] for each in events if each["branch"] is not None}
    whole = read is None or unit in read
    mine = branches if whole else branches & (read or frozenset())
    if not mine:
        return None
    number = events[0]["round"]
    shield = Shield(store, viewer, {*branches, unit})
    may = sorted(org for org in (*mine, *([unit] if whole else [])) if shield.readable(org))
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for row in store.rows("oversight/round_texts", {"round": number, "orgs": may}):
        text = row["text"]
        # what concerns the whole round may name members of any of its branches
        for org in (row["org"],) if row["org"] in branches else (unit, *sorted(branches)):
            text = shield.text(org, text)
        texts[row["event"]][row["field"]] = text
    contests: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for row in store.rows("oversight/round_contests", {"round": number}):
        if row["branch"] in mine:
            item = (row["indicator"], quarters.period_text(row["period"]), row["subject"])
            contests[row["event"]].append(item)
    return fold(events, tree(store), called(store), texts, contests, None if whole else mine)


@dataclass
class _Growing:
    """A round while its events are gone through."""

    state: str = "replying"
    said: list[Said] = field(default_factory=list)
    met: list[Said] = field(default_factory=list)
    published: tuple[date, date] | None = None
    number: str = ""
    issued_on: date | None = None
    dropped: str = ""
    proposed: dict[int, str] = field(default_factory=dict)
    about: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))
    decided: dict[int, dict[str, Any]] = field(default_factory=dict)
    revoked: dict[int, str] = field(default_factory=dict)


def fold(
    events: Sequence[dict[str, Any]],
    now: Any,
    name_of: Any,
    texts: dict[int, dict[str, str]],
    contests: dict[int, list[tuple[str, str, str]]],
    only: set[int] | None,
) -> Round:
    """The round that its events leave. ``only``: these branches, and nothing that is said of the whole round."""
    first = events[0]
    grown = _Growing()
    minutes = ""
    for event in events:
        words = texts.get(event["event"], {})
        kind, branch = event["kind"], event["branch"]
        own = kind == "replied"
        said = Said(
            event["event"], kind, event["day"], name_of(event["account"]), event["recorded_at"],
            event["body"] or "", event["answer"] or "",
            words.get("reply") or words.get("opinion") or words.get("reason") or words.get("present") or "",
            tuple(contests.get(event["event"], ())),
            # a branch has its own papers; what others handed in about it stays with the unit
            tuple(words[name] for name in sorted(words) if name.startswith("file-") and (only is None or own)),
        )  # fmt: skip
        if kind == "met":
            minutes = event["number"] or ""
            grown.met.append(said)
        _take(grown, event, said, minutes, branch)
    shown = [org for org in grown.proposed if only is None or org in only]
    candidates = [_candidate(grown, org, now) for org in shown]
    return Round(
        first["round"],
        first["org"],
        now.by_id[first["org"]].name,
        first["purpose"],
        first["year"],
        first["title"],
        first["day"],
        first["recorded_at"],
        name_of(first["account"]),
        first["reply_by"],
        first["record_sha256"],
        grown.state,
        only is None,
        tuple(sorted(candidates, key=lambda each: each.code)),
        tuple(grown.said) if only is None else (),
        tuple(grown.met) if only is None else (),
        grown.published,
        grown.number,
        grown.issued_on,
        grown.dropped if only is None else "",
    )


def _take(grown: _Growing, event: dict[str, Any], said: Said, minutes: str, branch: int | None) -> None:
    """One event more."""
    kind = event["kind"]
    if kind == "chosen":
        grown.proposed[event["branch"]] = event["proposed"]
    elif kind in ("replied", "opinion", "opined", "objected"):
        (grown.said if branch is None else grown.about[branch]).append(said)
    elif kind == "decided":
        grown.decided[event["branch"]] = {"said": said, "minutes": minutes}
        grown.state = "decided"
    elif kind == "published":
        grown.published, grown.state = (event["from_on"], event["until"]), "published"
    elif kind == "issued":
        grown.number, grown.issued_on, grown.state = event["number"], event["day"], "issued"
    elif kind == "dropped":
        grown.dropped, grown.state = said.text, "dropped"
    elif kind == "revoked":
        grown.revoked[event["branch"]] = said.text or "已撤销"


def _candidate(grown: _Growing, org: int, now: Any) -> Candidate:
    decided = grown.decided.get(org)
    one = now.by_id[org]
    if decided is None:
        return Candidate(org, one.code, one.name, grown.proposed[org], tuple(grown.about.get(org, ())))
    said = decided["said"]
    return Candidate(
        org, one.code, one.name, grown.proposed[org], tuple(grown.about.get(org, ())), said.answer, said.day,
        decided["minutes"], said.text, grown.revoked.get(org, ""),
    )  # fmt: skip


def frozen(store: Store, viewer: Viewer, number: int) -> bytes:
    """The record of a round, whole. Raises :class:`NoAccess` unless the viewer may read the whole unit."""
    found = round_of(store, viewer, number)
    if not found.whole:
        raise NoAccess("冻结的材料涉及整个考核单位，只有考核单位能看。")
    return _content(store, found.record_sha256)


def own_part(store: Store, viewer: Viewer, number: int, code: str) -> dict[str, Any]:
    """What the record says of one candidate the viewer may see: its counts, what was judged, its duties."""
    found = round_of(store, viewer, number)
    if code not in {each.code for each in found.candidates}:
        raise NoAccess("该支部不在这个批次里，或不在您的权限内。")
    record = records.read(_content(store, found.record_sha256))
    judged = record["judged"]["rows"][code]
    if not found.whole:
        judged = {**judged, "place": None}  # a branch sees nobody's place, not even its own
        judged["reasons"] = [
            each for each in judged["reasons"] if "名次" not in each["text"] and "名不分先后" not in each["text"]
        ]
    return {"counts": record["branches"][code]["counts"], "judged": judged, "duties": record["duties"][code]}


def exempted(part: Mapping[str, Any], year: int) -> str:
    """What a candidate need not do in the year, as frozen (:func:`own_part`): ``免计 2 项：季度联系 2``, or ""."""
    names = Counter(header(each[0]).name for each in part["duties"] if each[8] and each[1].startswith(f"{year}"))
    if not names:
        return ""
    return f"免计 {names.total()} 项：" + "、".join(f"{name} {many}" for name, many in names.items())


def handed_in(store: Store, viewer: Viewer, number: int, event: int, nth: int) -> tuple[str, bytes]:
    """A file handed in with a reply, an opinion or an objection: its name and content; logged. Raises
    :class:`NoAccess` unless it may be seen."""
    found = round_of(store, viewer, number)
    about = [each for candidate in found.candidates for each in candidate.said]
    said = [each for each in (*about, *found.said) if each.event == event]
    if not said or not 0 < nth <= len(said[0].files):
        raise NoAccess("没有这个附件，或不在您的权限内。")
    row = store.rows("oversight/round_file", {"event": event, "nth": nth})[0]
    audit(store, viewer, "round_file", org=found.unit, object=f"{event}-{nth}")
    return said[0].files[nth - 1], bytes(row["content"])


def _content(store: Store, sha256: str) -> bytes:
    return bytes(store.rows("oversight/round_record", {"sha256": sha256})[0]["content"])


@dataclass(frozen=True)
class Item:
    """A frozen duty that is not met: what a branch may contest. ``who``: as far as the viewer may see the name."""

    indicator: str
    period: str
    subject: str
    who: str


def unmet(store: Store, viewer: Viewer, number: int, code: str) -> list[Item]:
    """The frozen duties of a candidate that are closed and not met, in the order of the list."""
    duties = own_part(store, viewer, number, code)["duties"]
    open_ones = [each for each in duties if each[7] and not each[8] and each[6] != "met"]
    persons = {each[2]: int(each[2].split("-")[0]) for each in open_ones if each[2].split("-")[0].isdigit()}
    known = names(store, viewer, persons.values())
    found = []
    for indicator, period, subject, *_ in open_ones:
        who = known.get(persons[subject], "（无权查看姓名）") if subject in persons else "本支部"
        found.append(Item(indicator, period, subject, who))
    return found


@dataclass(frozen=True)
class Since:
    """A count that has changed since the freezing."""

    code: str
    indicator: str
    period: str
    then: tuple[int, int]
    now: tuple[int, int]


def since(store: Store, viewer: Viewer, number: int, today: date) -> list[Since]:
    """What later uploads, rulings or exemptions changed about the candidates; the record itself stays."""
    found = round_of(store, viewer, number)
    record = records.read(_content(store, found.record_sha256))
    changed = []
    for each in found.candidates:
        board = counted(store, viewer, each.org, today, str(found.year - 1))
        then = records.counted(record, each.code)
        for (indicator, period), (met, closed) in sorted(then.items()):
            tally = board.of(indicator, period, each.org)
            if (tally.closed_met, tally.closed) != (met, closed):
                changed.append(Since(each.code, indicator, period, (met, closed), (tally.closed_met, tally.closed)))
    return changed

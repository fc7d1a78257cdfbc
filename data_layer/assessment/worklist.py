"""待裁定: what only staff can settle, late evidence, 误登记 in closed quarters, a 未纳入原因, by branch and matter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from data_layer import quarters
from data_layer.access import Viewer
from data_layer.access.memory import remembered
from data_layer.administration.deciding import Matter
from data_layer.assessment.lists import whose
from data_layer.assessment.unsettled import NOT_TAKEN, Unsettled, unsettled
from data_layer.assessment.view import View
from data_layer.indicators import header
from data_layer.organisations import tree
from data_layer.store import Store

KINDS = {"late": "补录", "misregistered": "误登记", "not_taken": "未纳入原因"}
_ASKED = 999_999  # the row that an answer stands in: none
_Place = tuple[int, str, int]  # submission, sheet, row
_Ruled = dict[tuple[int, str | None, int | None, str | None, int | None], bool]


@dataclass(frozen=True)
class Waiting:
    """One matter to rule on. ``indicator``: its name; of a 误登记 what the duties it would remove are called.

    ``last``: how it was ruled before, None where nobody has. ``periods``: one, or those a 误登记 would empty.
    ``said``: the reason the branch wrote, of a 未纳入原因. ``place``: submission, sheet and row that call the spell a
    误登记, None where the branch said so when it was asked.
    """

    matter: Matter
    code: str
    branch: str
    indicator: str
    periods: tuple[str, ...]
    who: str
    due_on: date
    last: bool | None
    said: str = ""
    place: tuple[int, str, int] | None = None

    @property
    def about(self) -> str:
        """What it is about, for an address: the kind, and the indicator where there is one."""
        return "-".join(filter(None, (self.matter.kind, self.matter.indicator)))


@dataclass(frozen=True)
class Group:
    """Matters of one branch, kind and indicator."""

    branch: str
    kind: str
    indicator: str
    items: tuple[Waiting, ...]


@remembered(32)
def waiting(store: Store, viewer: Viewer, view: View) -> list[Waiting]:
    """Everything that waits at or below the view's organisation, by branch and indicator.

    Needs the right ``review``: branches on which the viewer lacks it are left out. What was refused stays listed.
    """
    found = unsettled(store, viewer, view, "review")
    if not found:
        return []
    snapshot = tree(store, view.as_of, view.known_at)
    single = [each for each in found if each.late or _due(each, view)]
    spells = _mistaken(store, view, found)
    called = whose(store, viewer, [*single, *(own[0] for _, _, own in spells)])
    ruled = _ruled(store, view, {each.org for each in found})
    made: list[tuple[Matter, tuple[str, ...], str, Unsettled, date, str, _Place | None]] = []
    for each in single:
        matter = Matter(each.org, "late" if each.late else "not_taken", each.indicator, each.period, each.subject)
        reason = "" if each.late else each.doubt.removeprefix(f"{NOT_TAKEN}：")
        made.append((matter, (each.period,), header(each.indicator).name, each, each.due_on, reason, None))
    for spell, place, own in spells:
        names = "、".join(dict.fromkeys(header(each.indicator).name for each in own))
        periods = tuple(sorted({each.period for each in own}))
        due_on = min(each.due_on for each in own)
        made.append((Matter(own[0].org, "misregistered", spell=spell), periods, names, own[0], due_on, "", place))
    listed = [
        Waiting(
            matter, snapshot.by_id[matter.org].code, snapshot.by_id[matter.org].name, name, periods, called[one],
            due_on, ruled.get(_key(matter)), reason, place,
        )
        for matter, periods, name, one, due_on, reason, place in made
    ]  # fmt: skip
    return sorted(listed, key=lambda each: (each.code, each.matter.kind, each.indicator, each.due_on, each.who))


def _due(each: Unsettled, view: View) -> bool:
    """Whether a 未纳入原因 can be settled: its day has come, before that the reason may still pass."""
    return each.not_taken and each.due_on <= view.as_of


def _mistaken(store: Store, view: View, found: Sequence[Unsettled]) -> list[tuple[int, _Place | None, list[Unsettled]]]:
    """A 误登记 leaves duties of closed quarters standing until it is accepted: spell, where it says so, the duties."""
    held: dict[tuple[int, int | None], list[Unsettled]] = {}
    for each in found:
        if each.mistaken and each.person is not None:
            held.setdefault((each.org, each.person), []).append(each)
    if not held:
        return []
    orgs = sorted({org for org, _ in held})
    spells = store.rows("assessment/mistaken", {"orgs": orgs, "known_at": view.known_at or datetime.max})
    found_rows = [(row, own) for row in spells if (own := held.get((row["org"], row["person"])))]
    return [
        (row["spell"], (row["submission"], row["sheet"], row["row"]) if row["row"] < _ASKED else None, own)
        for row, own in found_rows
    ]


def _ruled(store: Store, view: View, orgs: Iterable[int]) -> _Ruled:
    found: _Ruled = {}
    for kind in KINDS:
        scope = {"orgs": sorted(orgs), "kind": kind, "known_at": view.known_at or datetime.max}
        for row in store.rows("assessment/rulings", scope):
            found[row["org"], row["indicator"], row["period"], row["subject"], row["spell"]] = row["accepted"]
    return found


def _key(matter: Matter) -> tuple[int, str | None, int | None, str | None, int | None]:
    period = quarters.period_code(matter.period) if matter.period else None
    return matter.org, matter.indicator, period, matter.subject, matter.spell


def undecided(found: Iterable[Waiting]) -> Counter[str]:
    """How many of each kind nobody has ruled on."""
    return Counter(each.matter.kind for each in found if each.last is None)


def groups(found: Sequence[Waiting]) -> list[Group]:
    """By branch, kind and indicator, in the order of :func:`waiting`."""
    made = groupby(found, key=lambda each: (each.code, each.branch, each.matter.kind, each.indicator))
    return [Group(branch, kind, name, tuple(items)) for (_, branch, kind, name), items in made]

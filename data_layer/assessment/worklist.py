"""补录待核: what only staff can settle, late evidence and 误登记 in closed quarters, by branch and indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from data_layer import quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.administration.deciding import Matter
from data_layer.assessment.lists import names
from data_layer.assessment.view import View
from data_layer.indicators import header, obligations
from data_layer.organisations import tree
from data_layer.store import Store

#: What the list of obligations says of either.
LATE, MISTAKEN = "补录", "误登记待核"
KINDS = {"late": LATE, "misregistered": "误登记"}


@dataclass(frozen=True)
class Waiting:
    """One matter to rule on. ``indicator``: its name; of a 误登记 what the duties it would remove are called.

    ``last``: how it was ruled before, None where nobody has. ``periods``: one, or those a 误登记 would empty.
    """

    matter: Matter
    code: str
    branch: str
    indicator: str
    periods: tuple[str, ...]
    who: str
    due_on: date
    last: bool | None


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

    Needs the right ``review``: branches on which the viewer lacks it are left out.
    """
    seen = visible_orgs(store, viewer, "review") if viewer.may("review") else frozenset()
    found = [*_late(store, viewer, view, seen), *_mistaken(store, viewer, view, seen)]
    return sorted(found, key=lambda each: (each.code, each.matter.kind, each.indicator, each.due_on, each.who))


def _late(store: Store, viewer: Viewer, view: View, seen: frozenset[int] | None) -> list[Waiting]:
    snapshot = tree(store, view.as_of, view.known_at)
    found = [
        each
        for each in obligations(
            store, viewer, org=view.org, state="unclear", as_of=view.as_of, known_at=view.known_at
        )
        if not each.exempt
        and LATE in (each.unclear_reason or "").split("、")
        and (seen is None or each.org in seen)
    ]  # fmt: skip
    called = names(store, viewer, (each.person for each in found if each.person is not None))
    scope = {"orgs": sorted({each.org for each in found}), "kind": "late", "known_at": view.known_at or datetime.max}
    ruled = {}
    for row in store.rows("assessment/rulings", scope):
        ruled[row["org"], row["indicator"], row["period"], row["subject"]] = row["accepted"]
    return [
        Waiting(
            matter := Matter(each.org, "late", each.indicator, each.period, each.subject),
            each.org_code,
            snapshot.by_id[each.org].name,
            header(each.indicator).name,
            (each.period,),
            called.get(each.person, "（无权查看姓名）") if each.person is not None else "本支部",
            each.due_on,
            ruled.get(_key(matter)),
        )
        for each in found
    ]


def _key(matter: Matter) -> tuple[int, str | None, int | None, str | None]:
    return matter.org, matter.indicator, quarters.period_code(matter.period or ""), matter.subject


def _mistaken(store: Store, viewer: Viewer, view: View, seen: frozenset[int] | None) -> list[Waiting]:
    """A 误登记 leaves duties of closed quarters standing until it is accepted: one matter a spell."""
    snapshot = tree(store, view.as_of, view.known_at)
    orgs = [org for org in snapshot.branches(view.org) if seen is None or org in seen]
    known_at = view.known_at or datetime.max
    spells = store.rows("assessment/mistaken", {"orgs": orgs, "known_at": known_at}) if orgs else []
    found = []
    for org, said in groupby(spells, key=lambda row: row["org"]):
        duties = [
            each
            for each in obligations(store, viewer, org=org, as_of=view.as_of, known_at=view.known_at)
            if each.person is not None and MISTAKEN in (each.note or "").split("；")
        ]
        called = names(store, viewer, (each.person for each in duties if each.person is not None))
        for row in said:
            own = [each for each in duties if each.person == row["person"]]
            if not own:
                continue
            found.append(
                Waiting(
                    Matter(org, "misregistered", spell=row["spell"]),
                    snapshot.by_id[org].code,
                    snapshot.by_id[org].name,
                    "、".join(dict.fromkeys(header(each.indicator).name for each in own)),
                    tuple(sorted({each.period for each in own})),
                    called.get(row["person"], "（无权查看姓名）"),
                    min(each.due_on for each in own),
                    None,
                )
            )
    return found


def groups(found: Sequence[Waiting]) -> list[Group]:
    """By branch, kind and indicator, in the order of :func:`waiting`."""
    made = groupby(found, key=lambda each: (each.code, each.branch, each.matter.kind, each.indicator))
    return [Group(branch, kind, name, tuple(items)) for (_, branch, kind, name), items in made]

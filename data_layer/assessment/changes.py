"""变化情况: what differs between two ledgers of each branch, cell by cell, as far as whoever asks may read it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from data_layer.access import Viewer, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.change_rows import KINDS, LISTING, REPORTED, Change, Compared, Place, column_of
from data_layer.assessment.ledger_pairs import Chosen, Ledger, pairs
from data_layer.assessment.shield import Shield
from data_layer.assessment.view import View
from data_layer.ledger.columns import SPELLS
from data_layer.ledger.evidence import masked
from data_layer.store import Store

#: Kinds as a chart stacks them.
GROUPS: dict[str, tuple[str, ...]] = {
    **{KINDS[kind]: (kind,) for kind in LISTING},
    "内容变更": tuple(kind for kind in KINDS if kind not in LISTING),
}
#: Last days of the bands of 报到迟.
LAG_BANDS = (7, 30, 60, 90)
_NOT_ALLOWED = "（无权查看）"


@dataclass(frozen=True)
class BranchChanges:
    """A branch's two ledgers and how many changes of each kind; ``compared`` False: one side is missing."""

    org: int
    code: str
    name: str
    earlier: Ledger | None
    later: Ledger | None
    compared: bool
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All changes."""
        return sum(self.counts.values())

    def of(self, *kinds: str) -> int:
        """How many changes of some kinds."""
        return sum(self.counts.get(kind, 0) for kind in kinds)


@dataclass(frozen=True)
class Report:
    """The changes between two ledgers of each branch; ``changes``: those of branches whose people the viewer may see.

    ``lags``: days from change to report -> how many changes of place, unit or phone; None: 变化日期 not given.
    """

    branches: tuple[BranchChanges, ...]
    changes: tuple[Change, ...]
    counts: Mapping[str, int]
    lags: Mapping[int | None, int]

    def of(self, *kinds: str) -> int:
        """How many changes of some kinds."""
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def listed(self, code: str | None, kind: str | None) -> list[Change]:
        """The changes of one branch and kind; None or unknown: of all."""
        org = next((each.org for each in self.branches if each.code == code), None)
        return [
            each
            for each in self.changes
            if (org is None or each.org == org) and (kind not in KINDS or each.kind == kind)
        ]

    @property
    def content(self) -> int:
        """Cells that changed."""
        return self.total - self.of(*LISTING)

    def most(self, many: int) -> list[BranchChanges]:
        """The branches with most changes, most first."""
        changed = [each for each in self.branches if each.total]
        return sorted(changed, key=lambda each: (-each.total, each.code))[:many]

    @property
    def dated(self) -> int:
        """Changes of place, unit or phone whose day was given."""
        return sum(many for days, many in self.lags.items() if days is not None)

    @property
    def half_within(self) -> int | None:
        """Within how many days half of the dated ones were reported. None: none is dated."""
        days = sorted(days for days, many in self.lags.items() if days is not None for _ in range(many))
        return days[(len(days) - 1) // 2] if days else None

    def lag_bands(self) -> list[tuple[str, int]]:
        """报到迟 as a distribution: days from change to receipt, in bands; last those without a day."""
        bands = []
        for low, high in zip((0, *(each + 1 for each in LAG_BANDS)), (*LAG_BANDS, None), strict=True):
            name = f"{low}–{high} 天" if high is not None else f"{low} 天以上"
            inside = (n for days, n in self.lags.items() if days is not None and low <= days <= (high or days))
            bands.append((name, sum(inside)))
        return [*bands, ("没有写变化日期", self.lags.get(None, 0))]

    @property
    def compared(self) -> int:
        """Branches with a ledger on both sides."""
        return sum(each.compared for each in self.branches)

    @property
    def silent(self) -> int:
        """Branches without the later ledger."""
        return sum(each.later is None for each in self.branches)

    @property
    def first(self) -> int:
        """Branches with nothing to compare with."""
        return sum(each.later is not None and not each.compared for each in self.branches)

    @property
    def total(self) -> int:
        """All changes."""
        return sum(self.counts.values())


@remembered(64, own=True)
def report(store: Store, viewer: Viewer, view: View, chosen: Chosen = Chosen()) -> Report:  # noqa: B008 (frozen)
    """What changed in the view's organisation, branches by code, changes by branch and person.

    Raises NoAccess. Only what was received by the view's day and recorded by then is compared.
    """
    found, branches = _compare(store, viewer, view, chosen)
    identified, named = visible_orgs(store, viewer, "identify"), visible_orgs(store, viewer, "names")
    shield = Shield(
        store, viewer, {place.org for each in found for place in (each.before_place, each.after_place) if place}
    )
    shown = tuple(
        _readable(each, identified, named, shield) for each in found if identified is None or each.org in identified
    )
    lags = Counter(each.days for each in found if each.kind in REPORTED)
    return Report(branches, shown, Counter(each.kind for each in found), lags)


def through(store: Store, viewer: Viewer, view: View, many: int = 8) -> list[tuple[str, Report]]:
    """Quarter by quarter up to the view's, each against the ledgers before."""
    return [(each, report(store, viewer, replace(view, quarter=each))) for each in view.until(many)]


def _compare(
    store: Store, viewer: Viewer, view: View, chosen: Chosen
) -> tuple[tuple[Change, ...], tuple[BranchChanges, ...]]:
    held = pairs(store, viewer, view, chosen)
    wanted = held.compared & set(held.asked)
    changes = [each for each in Compared(store, view, held).changes() if each.org in wanted] if wanted else []
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for each in changes:
        counts[each.org][each.kind] += 1
    branches = []
    for org in held.asked:
        pair, found = held.by_org[org], held.snapshot.by_id[org]
        branches.append(
            BranchChanges(org, found.code, found.name, pair.earlier, pair.later, org in wanted, dict(counts[org]))
        )
    return tuple(changes), tuple(sorted(branches, key=lambda each: each.code))


# --- showing -----------------------------------------------------------------------------------------------------


def _readable(each: Change, identified: frozenset[int] | None, named: frozenset[int] | None, shield: Shield) -> Change:
    """The change as a viewer may read it: each side by the branch whose ledger it is on."""

    def side(text: str, place: Place | None) -> tuple[str, Place | None]:
        org = place.org if place else each.org
        if identified is not None and org not in identified:
            return (_NOT_ALLOWED if text else ""), None
        whole = named is None or org in named
        if each.kind in LISTING and not each.column:
            *start, where = text.split("　") if text else [""]
            return "　".join(filter(None, (*start, masked(column_of(SPELLS, "外出地点"), where, whole)))), place
        if each.kind in LISTING or not each.column:
            return text, place
        column = column_of(each.annex, each.column)
        shown = masked(column, text, whole)
        free = column is not None and column.personal == "text"
        return shield.text(org, shown) if free else shown, place

    before, before_place = side(each.before, each.before_place)
    after, after_place = side(each.after, each.after_place)
    name = masked(column_of(SPELLS, "姓名"), each.name, named is None or each.org in named)
    return replace(
        each, name=name, before=before, after=after, before_place=before_place, after_place=after_place
    )  # fmt: skip


__all__ = ["KINDS", "LISTING", "REPORTED", "BranchChanges", "Change", "Chosen", "Place", "Report", "report", "through"]

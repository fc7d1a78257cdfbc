"""四（二） The money of a year: 预算 → 下拨 → 支部支出 + 本级支出 → 结余, by organisation, source and category.

All amounts are yuan (Decimal). Branches' spending is what their counted ledgers report; budgets, allocations and own
spending are what committees entered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from data_layer.access import Viewer, require_org, visible_orgs
from data_layer.access.memory import remembered
from data_layer.assessment.figures import PEERS
from data_layer.assessment.figures import away as away_on
from data_layer.assessment.view import View
from data_layer.organisations import Tree, tree
from data_layer.store import Store
from data_layer.store.engine import sql_text

ZERO = Decimal(0)
#: A fund is a committee's: 党（工）委 must have one (四（二）); the district and general branches may.
COMMITTEES = ("党委", "党工委")


def yuan(amount: Decimal) -> str:
    """``3,070 元``; cents only where there are any."""
    return f"{amount:,.2f}".removesuffix(".00") + " 元"


@dataclass(frozen=True)
class Money:
    """Sums of some organisations. ``received``: allocated to these branches from funds outside, less what these funds
    allocated to branches outside."""

    budget: Decimal = ZERO
    allocated: Decimal = ZERO  # 下拨, to these branches
    received: Decimal = ZERO
    by_branches: Decimal = ZERO  # 支部支出
    by_committees: Decimal = ZERO  # 本级支出

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.budget + other.budget,
            self.allocated + other.allocated,
            self.received + other.received,
            self.by_branches + other.by_branches,
            self.by_committees + other.by_committees,
        )

    @property
    def given(self) -> Decimal:
        """What there was to spend."""
        return self.budget + self.received

    @property
    def spent(self) -> Decimal:
        """支出: branches and committees."""
        return self.by_branches + self.by_committees

    @property
    def left(self) -> Decimal:
        """结余."""
        return self.given - self.spent

    @property
    def rate(self) -> Fraction | None:
        """执行率: spent of what there was; None where there was nothing."""
        return Fraction(self.spent) / Fraction(self.given) if self.given > 0 else None


@dataclass(frozen=True)
class FundLine:
    """One organisation, or one source or category. ``members``: away on the last day looked at (None: not counted);
    ``unserved``: branches below it with members and without an allocation.

    ``peers``: median yuan a floating member of branches with an allocation of its unit and 支部类别 (None: too few).
    """

    org: int | None
    code: str
    name: str
    money: Money
    members: int | None = None
    vouchers: int = 0
    december: Decimal = ZERO
    peers: Decimal | None = None
    unserved: int = 0

    @property
    def per_member(self) -> Decimal | None:
        """Yuan spent a floating member."""
        return round(self.money.spent / self.members, 2) if self.members else None


@dataclass(frozen=True)
class FundYear:
    """Everything the page shows of a year, from the entries and ledgers of the view's day.

    ``before``: the year before, until the same day of the year (whole, once the year is over). ``funds``: committees
    and whatever else holds money itself; ``branches``: all branches; ``sources``, ``categories``: spending and what was
    given. ``over``: the year is over.
    """

    year: int
    until: date
    over: bool
    total: Money
    before: Money
    before_until: date
    funds: tuple[FundLine, ...] = ()
    branches: tuple[FundLine, ...] = ()
    sources: tuple[FundLine, ...] = ()
    categories: tuple[FundLine, ...] = ()
    members: int = 0


@dataclass
class _Sums:
    """What the statements gave, by organisation."""

    budget: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    flows: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))  # (fund, branch)
    spent: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    december: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    vouchers: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_source: dict[str, Money] = field(default_factory=lambda: defaultdict(Money))
    by_category: dict[str, Money] = field(default_factory=lambda: defaultdict(Money))


def scope(store: Store, viewer: Viewer, view: View) -> tuple[Tree, list[int], list[int]]:
    """The view's tree, the branches and the other organisations at or below its own that the viewer may read."""
    require_org(store, viewer, "read", view.org)
    snapshot = tree(store, view.as_of, view.known_at)
    seen = visible_orgs(store, viewer, "read", view.as_of)
    within = [each for each in snapshot.below(view.org) if seen is None or each in seen]
    branches = [each for each in within if snapshot.by_id[each].is_branch]
    return snapshot, branches, [each for each in within if not snapshot.by_id[each].is_branch]


def asked(view: View, branches: list[int], funds: list[int], year: int) -> dict[str, Any]:
    """The parameters of the fund's statements."""
    known_at = view.known_at or datetime.max
    return {"branches": branches, "funds": funds, "year": year, "as_of": view.as_of, "known_at": known_at}


def fund_years(store: Store, viewer: Viewer, view: View) -> tuple[int, ...]:
    """The years that can be looked at: from the first with an entry or a voucher to the view's, rising."""
    _, branches, funds = scope(store, viewer, view)
    found = store.one("assessment/fund_first_year", asked(view, branches, funds, view.as_of.year))
    first = (found or {}).get("year") or view.as_of.year
    return tuple(range(min(max(first, view.as_of.year - 9), view.as_of.year), view.as_of.year + 1))


@remembered(64, own=True)
def fund_year(store: Store, viewer: Viewer, view: View, year: int) -> FundYear:
    """The money of a year at or below the view's organisation."""
    snapshot, branches, funds = scope(store, viewer, view)
    last = date(year, 12, 31)
    over, until = view.as_of >= last, min(view.as_of, last)
    earlier = date(year - 1, 12, 31) if over else _a_year_before(until)
    now = _sums(store, asked(view, branches, funds, year) | {"until": view.as_of}, branches, funds)
    to = {"until": view.as_of if over else earlier}
    before = _sums(store, asked(view, branches, funds, year - 1) | to, branches, funds)
    away: dict[int, int] = defaultdict(int)
    for each in away_on(store, viewer, replace(view, as_of=until)):
        away[each.org] += 1
    to_branch: dict[int, Decimal] = defaultdict(Decimal)
    for (_, branch), amount in now.flows.items():
        to_branch[branch] += amount
    lines = [
        _branch_line(snapshot, org, now, to_branch[org], away[org])
        for org in branches
        if _there(snapshot, org, year) or to_branch[org] or now.vouchers[org]
    ]
    return FundYear(
        year,
        until,
        over,
        _money(now, branches, funds),
        _money(before, branches, funds),
        earlier,
        tuple(
            _fund_line(snapshot, org, set(branches), set(funds), now, away, to_branch)
            for org in _holders(snapshot, funds, now)
        ),
        tuple(_beside_peers(snapshot, lines)),
        tuple(_shares(now.by_source)),
        tuple(_shares(now.by_category)),
        sum(away[org] for org in branches),
    )


def _a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _there(snapshot: Tree, org: int, year: int) -> bool:
    branch = snapshot.by_id[org]
    return branch.founded <= date(year, 12, 31) and (branch.abolished is None or branch.abolished > date(year, 1, 1))


def _sums(store: Store, params: Mapping[str, Any], branches: list[int], funds: list[int]) -> _Sums:
    found, own, held = _Sums(), set(branches), set(funds)
    for row in store.rows("assessment/fund_flow", params):
        amount, share = row["amount"], found.by_source[row["source"] or "未写明"]
        if row["kind"] == "budget":
            found.budget[row["org"]] += amount
            found.by_source[row["source"] or "未写明"] = share + Money(budget=amount)
            continue
        found.flows[row["org"], row["branch"]] += amount
        if row["branch"] in own:
            outside = amount if row["org"] not in held else ZERO
            found.by_source[row["source"] or "未写明"] = share + Money(allocated=amount, received=outside)
    for row in store.composed_rows(sql_text("assessment/fund_voucher") + sql_text("assessment/fund_spent"), params):
        org, spent = row["org"], row["spent"]
        found.spent[org] += spent
        found.december[org] += row["december"]
        found.vouchers[org] += row["vouchers"]
        part = Money(by_branches=spent) if org in own else Money(by_committees=spent)
        found.by_source[row["source"] or "未写明"] += part
        found.by_category[row["category"] or "未写明"] += part
    return found


def _money(sums: _Sums, branches: Iterable[int], funds: Iterable[int]) -> Money:
    within, held = set(branches), set(funds)
    allocated = received = ZERO
    for (fund, branch), amount in sums.flows.items():
        allocated += amount if branch in within else ZERO
        received += ((branch in within) - (fund in held)) * amount
    return Money(
        sum((sums.budget[org] for org in held), ZERO),
        allocated,
        received,
        sum((sums.spent[org] for org in within), ZERO),
        sum((sums.spent[org] for org in held), ZERO),
    )


def _branch_line(snapshot: Tree, org: int, sums: _Sums, allocated: Decimal, members: int) -> FundLine:
    branch = snapshot.by_id[org]
    money = Money(allocated=allocated, received=allocated, by_branches=sums.spent[org])
    return FundLine(org, branch.code, branch.name, money, members, sums.vouchers[org], sums.december[org])


def _holders(snapshot: Tree, funds: list[int], sums: _Sums) -> list[int]:
    """Committees, and other organisations above branches that hold, give or spend money themselves."""
    giving = {fund for fund, _ in sums.flows}
    return [
        org
        for org in funds
        if snapshot.by_id[org].type in COMMITTEES or sums.budget[org] or sums.vouchers[org] or org in giving
    ]


def _fund_line(
    snapshot: Tree,
    org: int,
    branches: set[int],
    funds: set[int],
    sums: _Sums,
    away: Mapping[int, int],
    to_branch: Mapping[int, Decimal],
) -> FundLine:
    """A committee with what is below it; an organisation with committees below it: its own money only."""
    below = snapshot.below(org)
    above = any(each != org and snapshot.by_id[each].type in COMMITTEES for each in below)
    within = [] if above else [each for each in below if each in branches]
    held = [org] if above else [each for each in below if each in funds]
    found = snapshot.by_id[org]
    return FundLine(
        org,
        found.code,
        found.name + ("（本级）" if above else ""),
        _money(sums, within, held),
        None if above else sum(away[each] for each in within),
        sum(sums.vouchers[each] for each in (*within, *held)),
        sum((sums.december[each] for each in (*within, *held)), ZERO),
        unserved=sum(bool(away[each]) and not to_branch[each] for each in within),
    )


def _beside_peers(snapshot: Tree, lines: list[FundLine]) -> Iterable[FundLine]:
    """Each branch with the median of its unit and 支部类别: branches with members and an allocation, at least PEERS."""
    groups: dict[tuple[int | None, str | None], list[Decimal]] = defaultdict(list)

    def group(line: FundLine) -> tuple[int | None, str | None]:
        assert line.org is not None
        return snapshot.unit_of(line.org), snapshot.by_id[line.org].branch_class

    for line in lines:
        if line.money.allocated > 0 and line.per_member is not None:
            groups[group(line)].append(line.per_member)
    for line in lines:
        known = groups.get(group(line), [])
        peers = median(known) if len(known) >= PEERS else None
        yield replace(line, peers=round(peers, 2) if peers is not None else None)


def _shares(parts: Mapping[str, Money]) -> Iterable[FundLine]:
    ordered = sorted(parts.items(), key=lambda part: (-(part[1].spent), -part[1].budget, part[0]))
    return (FundLine(None, "", name, money) for name, money in ordered if money != Money())

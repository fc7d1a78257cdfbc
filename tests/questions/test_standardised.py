"""Rates beside what the mix of branches and stays would lead one to expect: over the demo district by plain loops."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from data_layer import quarters
from data_layer.access import Viewer, local_administrator
from data_layer.assessment import standardised
from data_layer.assessment.standardised import LEAST, Cell, compared, ratio
from data_layer.assessment.view import view_of
from data_layer.indicators import obligations
from data_layer.organisations import tree
from data_layer.store import Store
from tests.questions.ground import DAY, ROOT, viewer
from tests.questions.test_signals import Facts

LOCAL = local_administrator("tests")
Stratum = tuple[str, str]


def counted(store: Store, shown: tuple[str, ...]) -> dict[int, dict[Stratum, list[int]]]:
    """Branch → stratum → [met, closed], from the list of duties and the rows of 管理信息."""
    facts, now = Facts(store), tree(store)
    stays = sorted(
        (each for each in facts.rows("spell_row") if each["direction"] == "流出"),
        key=lambda each: (each["start_on"], each["quarter"]),
    )
    found: dict[int, dict[Stratum, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for period in shown:
        quarter = quarters.parse_quarter(period)
        later = {each["person"]: each for each in reversed(stays)}  # where no ledger up to then lists the person
        latest = later | {each["person"]: each for each in stays if each["quarter"] <= quarter}
        for each in obligations(store, LOCAL, indicator="contact_quarterly", period=period, as_of=DAY):
            if each.closed and not each.exempt:
                where = latest[each.person]["travel_range"] or "未填"
                counts = found[each.org][now.by_id[each.org].branch_class or "其他", where]
                counts[0] += each.state == "met"
                counts[1] += 1
    return found


def test_units_against_all_of_them(district: Store) -> None:
    view = view_of(district, LOCAL, quarter="2026Q3")
    found = standardised.units(district, LOCAL, view)
    assert found is not None and len(found.rows) >= 2 and 0 < len(found.quarters) <= 4
    own, now = counted(district, found.quarters), tree(district)
    whole: Counter[Stratum] = Counter()
    met: Counter[Stratum] = Counter()
    for strata in own.values():
        for stratum, (done, closed) in strata.items():
            met[stratum] += done
            whole[stratum] += closed
    kinds = {kind: sum(n for (one, _), n in whole.items() if one == kind) for kind, _ in whole}
    rate = {
        (kind, where): met[kind, where] / whole[kind, where]
        if whole[kind, where] >= LEAST
        else sum(n for (one, _), n in met.items() if one == kind) / kinds[kind]
        for kind, where in whole
    }
    assert len(whole) >= 6 and any(n < LEAST for n in whole.values())
    for each in found.rows:
        mine = [own[org] for org in now.branches(each.org)]
        assert each.met == sum(done for strata in mine for done, _ in strata.values())
        assert each.closed == sum(closed for strata in mine for _, closed in strata.values())
        expected = sum(closed * rate[stratum] for strata in mine for stratum, (_, closed) in strata.items())
        assert each.expected == pytest.approx(expected)
        if each.ratio:
            assert each.ratio[0] == pytest.approx(each.met / expected) and each.ratio[1] < each.ratio[0] < each.ratio[2]
    assert sum(each.closed for each in found.rows) == sum(whole.values())


def test_one_branch_and_who_may_see_it(district: Store) -> None:
    units = standardised.units(district, LOCAL, view_of(district, LOCAL, quarter="2026Q3"))
    assert units is not None
    unit, now = units.rows[0].org, tree(district)
    branch = now.branches(unit)[0]
    code = now.by_id[branch].code

    def of(who: Viewer) -> standardised.Standard | None:
        return standardised.branch(district, who, view_of(district, who, code, "2026Q3", branches=True))

    over_all, over_unit = of(viewer("leader", ROOT)), of(viewer("leader", unit))
    assert over_all is not None and over_unit is not None and (over_all.over, over_unit.over) == (ROOT, unit)
    assert over_all.rows[0].closed == over_unit.rows[0].closed == sum(each[2] for each in over_all.rows[0].strata)
    assert of(viewer("branch", branch)) is None  # sees nobody else
    leader = viewer("leader", unit)
    assert standardised.units(district, leader, view_of(district, leader, quarter="2026Q3")) is None


def test_a_hard_mix_is_not_held_against_a_unit(district: Store) -> None:
    """Two branches that do equally well with each kind of stay, one of them with many abroad."""
    now = tree(district)
    one, other = now.branches(None)[:2]
    near, far = ("社区", "市内流动"), ("社区", "出国（境）")
    cells = [
        Cell(org, quarter, stratum, met, closed)
        for org, stratum, met, closed in (
            (one, near, 95, 100), (one, far, 12, 20), (other, near, 19, 20), (other, far, 60, 100)
        )
        for quarter in range(8102, 8106)
    ]  # fmt: skip
    for org, rate in ((one, 107 / 120), (other, 79 / 120)):
        found = compared(now, cells, org, [org])
        assert found.met / found.closed == pytest.approx(rate)
        assert found.ratio is not None and found.ratio[0] == pytest.approx(1) and found.said == "same"
    worse = [replace(each, met=each.met // 6) if each.org == other else each for each in cells]
    assert compared(now, worse, other, [other]).said == "lower"
    assert ratio(LEAST - 1, LEAST - 1, 15.0, [LEAST - 1]) is None

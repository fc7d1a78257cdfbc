"""What the committee did with the district: a round of visits under way, findings in every state, a practice passed on.

All of it is recorded on the day of loading, by the demo's own accounts and through the functions the pages use.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, islice

from data_layer import quarters
from data_layer.access import Viewer
from data_layer.assessment.view import View, view_of
from data_layer.assessment.visits import visits
from data_layer.demo.users import DemoAccount, viewer_of
from data_layer.indicators import header
from data_layer.indicators.obligations import Obligation, counts, obligations
from data_layer.organisations import tree
from data_layer.oversight import findings, practising
from data_layer.oversight.visits import planning, results
from data_layer.oversight.visits.results import Said
from data_layer.store import Store

_BY_RISK, _BY_CHANCE = 3, 3
_VISITED = 2
_CONTACT = "contact_quarterly"
_TITLE = "每月约定通话日"
_BODY = "支部书记把每月第一个周六定为通话日，联系人事先发信息约好时间，打完就在呼叫清单里记下；打不通的当天换人再打。"
_WRONG = "本人说这一季没有人联系过他"


def inspect(store: Store, made: list[DemoAccount], branch_code: str, seed: int) -> None:
    """A plan of this quarter with two visits done, and findings in every state of their life.

    ``made``: the demo's accounts, of which the root's staff plans and opens, the root's leader closes, and the
    secretary of ``branch_code`` answers.
    """
    staff, leader, secretary = (viewer_of(store, made, role) for role in ("staff", "leader", "branch"))
    view = view_of(store, staff, None, branches=None)
    _visit(store, staff, view, seed)
    _pass_on(store, staff, view)
    now, due_on = tree(store), view.today + timedelta(days=45)
    own = now.by_code[branch_code]
    opened = list(islice(_opened(store, staff, own, due_on), 2))
    if opened:
        findings.start(store, secretary, opened[0], "逐人补做并登记", "支部书记")
        findings.answer(store, secretary, opened[0], "已逐人补做，下一季台账登记；以后每季末前对着待办提醒核对一遍。")
    others = (org for org in now.branches(None) if org != own)
    elsewhere = next((each for org in others for each in _opened(store, staff, org, due_on)), None)
    if elsewhere:
        findings.close(store, leader, elsewhere, "到支部查看了登记簿，已经补做")


def _pass_on(store: Store, staff: Viewer, view: View) -> None:
    """The practice of the branch that reached most of its members last quarter, and two branches that do it too."""
    if view.closed is None:
        return
    now = tree(store)
    held = counts(store, staff, view.org, indicator=_CONTACT)
    done = [each for each in held if each.period == view.closed and each.closed and each.closed_met == each.closed]
    if not done:
        return
    best = max(done, key=lambda each: (each.closed, -each.org)).org
    cited = [practising.Cited("figure", indicator=_CONTACT, period=view.closed)]
    number = practising.write(store, staff, best, _TITLE, _BODY, cited)
    practising.circulate(store, staff, number, view.org)
    for org in [each for each in now.branches(view.org) if each != best][:2]:
        practising.take_up(store, staff, number, org, "从下一季起照着做")


def _opened(store: Store, staff: Viewer, org: int, due_on: date) -> Iterator[int]:
    """Findings of a branch, one an indicator and period that some members are owed, the latest first; opened as they
    are taken."""

    def latest(each: Obligation) -> tuple[str, str]:
        return each.period, each.indicator

    missed = obligations(store, staff, org=org, state="missed")
    about = [
        each for each in missed if each.person is not None and not each.exempt and not header(each.indicator).alert
    ]
    for (period, indicator), found in groupby(sorted(about, key=latest, reverse=True), key=latest):
        yield findings.open_missed(store, staff, org, indicator, period, [each.subject for each in found], due_on)


def _visit(store: Store, staff: Viewer, view: View, seed: int) -> None:
    quarter = quarters.quarter_of(view.today)
    until = max(quarters.last_day(quarter), view.today + timedelta(days=14))
    number = planning.plan(
        store, staff, view, quarters.first_day(quarter), until, by_risk=_BY_RISK, by_chance=_BY_CHANCE, seed=seed
    )
    chosen = [each for each in visits(store, staff, view) if each.plan == number]
    for nth, each in enumerate(sorted(chosen, key=lambda each: (each.way != "risk", each.visit))[:_VISITED]):
        _, sheet, _ = results.check_sheet(store, staff, each.visit)
        said = {claim.key: Said("true", "") for claim in sheet.claims}
        phoned = [claim.key for claim in sheet.claims if claim.group == "phone"]
        if nth == 0 and phoned:
            said[phoned[0]] = Said("false", _WRONG)
        if not said:
            continue
        results.record(store, staff, each.visit, view.today, said)
        results.open_failed(store, staff, each.visit, view.today + timedelta(days=30))

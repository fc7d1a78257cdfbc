"""What the committees made of the judging: one round of criticism that is over, one of commendation under way.

Like the visits, recorded on the day of loading, by the demo's own accounts and through the functions the pages use.
"""

from itertools import islice

from data_layer import clock, quarters
from data_layer.access import Viewer, local_administrator
from data_layer.assessment.judging import Judged, assess
from data_layer.assessment.view import view_of
from data_layer.demo.users import DemoAccount, viewer_of
from data_layer.organisations import tree
from data_layer.oversight.rounds import acting
from data_layer.store import Store

_UNITS = 3  # committees looked at for somebody to be proposed
_CRITICISED, _COMMENDED = 2, 5  # at most
_REPLY = "（支部书面答复，工作人员代录）情况属实。书记换届时交接不清，联系人没有落实；已经重新分工，下季度起按月联系。"
_NOTED = "主要是交接的问题，整改态度较好，建议把整改结果作为下季度督查的重点。"
_HELD = "工委书记、副书记、组织委员、纪检委员"


def decide(store: Store, made: list[DemoAccount]) -> None:
    """A quarterly round issued today and one under way, where the judging proposes somebody."""
    staff, leader = (viewer_of(store, made, role) for role in ("staff", "leader"))
    view = view_of(store, staff, None, branches=None)
    if view.closed is None:
        return
    year, now = int(view.closed[:4]), tree(store)
    finished = begun = False
    for unit in islice((org for org in now.below(view.org) if now.by_id[org].is_unit), _UNITS):
        if finished and begun:
            return
        judged = assess(store, staff, unit, year)
        finished = finished or _criticise(store, staff, leader, judged, view.closed)
        begun = begun or _commend(store, staff, leader, judged, view.closed)


def _criticise(store: Store, staff: Viewer, leader: Viewer, judged: Judged, quarter: str) -> bool:
    """From freezing to the document; False where nobody is poor enough to be reminded."""
    poor = [*judged.of_kind("criticise"), *judged.of_kind("remind")][:_CRITICISED]
    if not poor:
        return False
    title = f"{_words(quarter)}通报"
    codes = [each.facts.code for each in poor]
    number = acting.freeze(
        store, staff, judged.unit, judged.year, "criticise", title, codes, acting.default_reply_by()
    )  # fmt: skip
    for each in poor:
        acting.reply(store, local_administrator("演示数据"), number, each.facts.org, _REPLY)
    today = clock.today()
    acting.asked(store, staff, number, "纪检机关", "none", today)
    acting.opine(store, leader, number, _NOTED, poor[0].facts.org)
    results = {
        each.facts.org: ("agreed", "事实清楚，已听取支部答复")
        if each.proposal.kind == "criticise"
        else ("reminded", "整改已经开始，改为书面提醒")
        for each in poor
    }
    acting.decide(store, leader, number, today, "会议纪要第 1 号", _HELD, results)
    acting.issue(store, leader, number, f"演示工委〔{today.year}〕1号", today)
    return True


def _commend(store: Store, staff: Viewer, leader: Viewer, judged: Judged, quarter: str) -> bool:
    """Frozen today, asked about, not yet decided: who is proposed or may be considered, else who is in order."""
    good = [*judged.of_kind("commend"), *judged.beside][:_COMMENDED]
    good = good or [*judged.of_kind("steady"), *judged.of_kind("not_ranked")][:_CRITICISED]
    if not good:
        return False
    title = f"{judged.year}年年度表彰" if quarter.endswith("Q4") else f"{_words(quarter)}通报表扬"
    codes = [each.facts.code for each in good]
    number = acting.freeze(store, staff, judged.unit, judged.year, "commend", title, codes, acting.default_reply_by())
    acting.asked(store, staff, number, "纪检机关", "none", clock.today())
    acting.opine(store, leader, number, "同意列为候选，请把电话回访的结果一并提交会议。", good[0].facts.org)
    return True


def _words(quarter: str) -> str:
    return quarters.period_words(quarters.period_code(quarter))

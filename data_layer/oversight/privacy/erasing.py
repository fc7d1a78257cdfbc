"""依法删除: asked for by one, refused or carried out by another; what was done is a report in the store.

What identifies the person goes from every table and kept file; ids, days and counts stay. In the same transaction the
counts are worked out again: where one would change, nothing is done.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer import clock, quarters
from data_layer.access import NoAccess, Viewer, audit, local_administrator, require, require_org, visible_orgs
from data_layer.access.confirming import require_confirmed
from data_layer.indicators import journal
from data_layer.organisations import tree
from data_layer.oversight import keeping
from data_layer.oversight.privacy import people
from data_layer.oversight.privacy.holdings import holdings
from data_layer.oversight.privacy.taking_out import Taken, take_out
from data_layer.oversight.writing import OversightProblem, keep_texts, written
from data_layer.store import Store, StoreProblem, Writer, backup, rewriting
from data_layer.store.engine import dumps

#: 个人信息保护法 第47条.
GROUNDS = {
    "expired": "保存期限已届满",
    "purpose": "处理目的已实现或不再必要",
    "consent": "本人撤回同意",
    "unlawful": "违反法律、行政法规或约定处理",
    "law": "法律、行政法规规定的其他情形",
}
ENDS = {"refused": "不同意", "done": "已删除"}


@dataclass(frozen=True)
class Request:
    """One request. ``who``: as far as the viewer may know; ``ended``: a key of ENDS, "" while it waits."""

    request: int
    org: int
    org_name: str
    person: int
    who: str
    asked_on: date
    ground: str
    reason: str
    asked_by: int
    ended: str
    ended_on: date | None
    report: dict[str, Any]


def requests(store: Store, viewer: Viewer) -> list[Request]:
    """What was asked for in the viewer's scope, the latest first. Raises NoAccess."""
    if not (viewer.may("erase") or viewer.may("names")):
        raise NoAccess("您没有查看依法删除申请的权限。")
    scopes = [visible_orgs(store, viewer, right) for right in ("erase", "names") if viewer.may(right)]
    identified = visible_orgs(store, viewer, "identify") if viewer.may("identify") else frozenset()
    now, found = tree(store), []
    for row in store.rows("oversight/erasure_requests"):
        org = row["org"]
        if not any(scope is None or org in scope for scope in scopes):
            continue
        knows = identified is None or org in identified
        held = people.held(store, viewer, org, row["person"]) if knows and org in now.by_id else None
        found.append(
            Request(
                row["request"], org, now.by_id[org].name, row["person"], held.who if held else people.UNKNOWN,
                row["day"], row["ground"], (row["reason"] or "") if knows else "", row["account"],
                row["ended"] or "", row["ended_on"], json.loads(row["report"] or "{}"),
            )
        )  # fmt: skip
    return found


def ask(store: Store, viewer: Viewer, org: int, person: int, ground: str, reason: str) -> int:
    """Ask that a person of a branch be erased; returns the request's number. Needs ``names`` on the branch.

    Raises OversightProblem: still away, the time not over (where that is the ground), asked for already.
    """
    require_org(store, viewer, "names", org)
    why = written(reason, "申请的理由")
    held = people.held(store, viewer, org, person)
    if held is None or held.erased:
        raise OversightProblem("这个支部的台账里没有这个人，或已经删除。")
    if ground not in GROUNDS:
        raise OversightProblem(f"依据应是{'、'.join(GROUNDS.values())}之一。")
    _may_go(held)
    if ground == "expired" and not held.over:
        raise OversightProblem(f"保存期限到 {held.until} 才满；其他依据请另选。")
    if any(each.person == person and not each.ended for each in requests(store, viewer)):
        raise OversightProblem("已经有人申请删除这个人，正在等待办理。")
    with store.write() as w:
        number = w.next_id("event")
        _append(w, viewer, number, number, org, person, "asked", ground=ground)
        keep_texts(w, number, org, {"reason": why})
        audit(w, viewer, "erasure_asked", org=org, object=f"{number}")
    return number


def refuse(store: Store, viewer: Viewer, number: int, reason: str) -> None:
    """Do not agree. Needs ``erase`` on the branch."""
    found = _waiting(store, viewer, number)
    why = written(reason, "不同意的理由")
    with store.write() as w:
        event = w.next_id("event")
        _append(w, viewer, event, number, found.org, found.person, "refused")
        keep_texts(w, event, found.org, {"reason": why})
        audit(w, viewer, "erasure_refused", org=found.org, object=f"{number}")


def carry_out(store: Store, viewer: Viewer, number: int) -> dict[str, Any]:
    """Erase; returns the report. Needs ``erase`` on the branch and another account than the one that asked.

    Raises OversightProblem, then nothing was changed; StoreProblem, then it is erased but the file has to be written
    anew (:func:`write_anew`).
    """
    require_confirmed(store, viewer)
    found = _waiting(store, viewer, number)
    if found.asked_by == viewer.account:
        raise OversightProblem("申请人不能自己执行删除，请换一个人办理。")
    journal.look_ahead(store)
    _still_may_go(store, found)
    with store.write() as w:
        taken = take_out(w, found.person)
        event = w.next_id("event")
        report = _report(store, found, taken)
        _unchanged(w, taken)
        _append(w, viewer, event, number, found.org, found.person, "done", report=dumps(report))
        rows = [
            {"event": event, "request": number, "org": found.org, "old_sha256": old, "new_sha256": new}
            for old, new in sorted(taken.files.items())
        ]
        w.append("erasure_file", rows)
        digest = w.committed.keyed_digest(dumps([report, [[each["old_sha256"], each["new_sha256"]] for each in rows]]))
        audit(w, viewer, "erased", org=found.org, object=f"{number} {digest}")
        w.touch(taken.branches)
    write_anew(store)
    return report


def clear(store: Store, viewer: Viewer) -> None:
    """Write the file anew on its own, where it was not done after an erasure. Needs ``erase``."""
    require(viewer, "erase")
    write_anew(store)


def write_anew(store: Store) -> None:
    """Write the store's file anew, so that nothing erased is left in it. Raises StoreProblem."""
    try:
        rewriting.anew(store)
    except (OSError, StoreProblem):
        raise StoreProblem(
            "个人信息已删除，但数据文件没有重写完，磁盘上可能还有残留：请清理磁盘空间后点“清除残留”。"
        ) from None


def _still_may_go(store: Store, found: Request) -> None:
    # asked by the program itself: nothing of it is shown
    held = people.held(store, local_administrator("erasure"), found.org, found.person)
    if held is None or held.erased:
        raise OversightProblem("这个人已经删除。")
    _may_go(held)


def _may_go(held: people.Held) -> None:
    if held.ended is None:
        raise OversightProblem("他还在外，支部仍要联系：请先在台账里登记返回、转出或误登记。")
    if held.ended >= quarters.first_day(quarters.quarter_of(clock.today())):
        raise OversightProblem("他的外出在本季度才结束，本季度的台账还要列他：请下个季度再申请。")


def _waiting(store: Store, viewer: Viewer, number: int) -> Request:
    found = next((each for each in requests(store, viewer) if each.request == number), None)
    if found is None:
        raise OversightProblem("没有这个申请，或不在您的范围内。")
    require_org(store, viewer, "erase", found.org)
    if found.ended:
        raise OversightProblem(f"这个申请已经办结：{ENDS[found.ended]}。")
    return found


def _unchanged(w: Writer, taken: Taken) -> None:
    """Raises OversightProblem where a figure of a branch is another one now."""
    days = (clock.today(), quarters.last_day(quarters.quarter_of(clock.today()) + 1))
    before = keeping.counts_on(w, taken.branches, days)
    journal.refresh(w, taken.branches)
    if keeping.counts_on(w, taken.branches, days) != before:
        raise OversightProblem("删除会改变已有的计数，没有删除。请运行 verify，并联系技术支持。")


def _report(store: Store, found: Request, taken: Taken) -> dict[str, Any]:
    backups = backup.listed(backup.directory(store)) if store.place != ":memory:" else []
    return {
        "persons": taken.persons,
        "changed": dict(sorted(Counter(taken.changed).items())),
        "ledgers": len(taken.files),
        "attachments": taken.attachments,
        "by_hand": taken.by_hand,
        "namesakes": taken.namesakes,
        "backups": [f"{each.made_at:%Y-%m-%d %H:%M}" for each in backups],
        "backups_kept": backup.KEEP,
        "ground": found.ground,
    }


def _append(
    w: Writer, viewer: Viewer, event: int, request: int, org: int, person: int, kind: str, **more: Any
) -> None:  # fmt: skip
    told = {"event": event, "request": request, "org": org, "person": person, "kind": kind, "day": clock.today()}
    w.append("erasure_event", [{**told, "account": viewer.account, **more}])


def words(report: dict[str, Any]) -> list[str]:
    """A report as sentences."""
    whats = {each.table: each.what.split("：")[0] for each in holdings()}
    counted: Counter[str] = Counter()
    for place, n in report["changed"].items():
        counted[whats.get(place.split(".")[0], place)] += n
    tables = "，".join(f"“{what}” {n} 处" for what, n in counted.items())
    ledgers = f"{report['ledgers']} 份台账原件换成删除后的副本，{report['attachments']} 个只关于他的附件换成说明"
    found = [
        f"同一个人的 {len(report['persons'])} 个编号；改动 {tables or '0 处'}。",
        f"{ledgers}；应办事项和计数删除前后一致。",
    ]
    if report["by_hand"]:
        found.append(f"所在支部另有 {report['by_hand']} 个照片、扫描件，程序认不出里面有没有他，请人工核对。")
    if report["namesakes"]:
        found.append("支部里有同名的人，其他人的记录里提到的这个姓名没有动，请人工核对。")
    if report["backups"]:
        found.append(
            f"删除前做的备份有 {len(report['backups'])} 份（最近 {report['backups'][0]}），还含他的信息；每天一份、"
            f"保留 {report['backups_kept']} 份，{report['backups_kept']} 天后全部轮换掉；不能等的，"
            "另做一份备份后人工删去。"
            "备份已加密的，销毁旧密钥即不可读。恢复删除以前的备份后，请重新办理这个申请。"
        )
    else:
        found.append("没有删除以前的备份。拷到别处的备份请人工删去。")
    return found

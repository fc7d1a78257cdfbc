"""四（一）、四（三） What a committee records about its own duties; a wrong record is taken back, never edited."""

from datetime import date, datetime

from data_layer.access import Viewer, audit, require, require_org
from data_layer.organisations import tree_in
from data_layer.store import Store

#: kind -> its word and what the reference says
RECORDS: dict[str, tuple[str, str]] = {
    "target_listed": ("列入目标管理", "文号"),
    "practice_shared": ("经验推广", "标题"),
    "exemplar_named": ("先进典型", "典型事项（不写个人姓名）"),
}


class RecordProblem(Exception):
    """Nothing was recorded; the message is a Chinese sentence."""


def record_committee(
    store: Store,
    viewer: Viewer,
    org: int,
    kind: str,
    year: int,
    day: date,
    reference: str,
    at: datetime | None = None,
) -> None:
    """Record that a committee did its duty of a year on a day. Raises :class:`RecordProblem`.

    ``reference``: the document's number, the title, or what the example is for (no person's name).
    ``at``: the recorded_at, of the synthetic demo history only.
    """
    if kind not in RECORDS:
        raise RecordProblem("没有这种工作记录")
    require_org(store, viewer, "fund", org)
    with store.write(at) as w:
        found = tree_in(w).by_id.get(org)
        if found is None or found.is_branch:
            raise RecordProblem("工作记录登记在党（工）委名下，请选党支部以上的党组织")
        if day > w.at.date():
            raise RecordProblem("日期晚于今天，请在当天或之后登记")
        if abs(year - day.year) > 1:
            raise RecordProblem("年度与日期相差一年以上，请核对")
        word, asked = RECORDS[kind]
        if not reference.strip():
            raise RecordProblem(f"请填写{word}的{asked}")
        made = {"event": w.next_id("event"), "org": org, "kind": kind, "year": year, "day": day}
        w.append("committee_record", [made | {"reference": reference.strip(), "account": viewer.account}])
        audit(w, viewer, "committee_recorded", org=org, object=f"{kind}@{year}")


def void_committee(store: Store, viewer: Viewer, event: int, reason: str) -> None:
    """Take a wrong record back, with the reason. Raises :class:`RecordProblem`."""
    require(viewer, "fund")
    with store.write() as w:
        record = w.one("administration/committee_entry", {"event": event})
        if record is None:
            raise RecordProblem("找不到这条记录")
        require_org(store, viewer, "fund", record["org"])
        if record["voided"]:
            raise RecordProblem("这条记录已经作废")
        if not reason.strip():
            raise RecordProblem("请写明作废的理由")
        void = {
            "event": w.next_id("event"),
            "kind": "void",
            "day": w.at.date(),
            "voids": event,
            "reason": reason.strip(),
        }
        own = {"org": record["org"], "year": record["year"], "account": viewer.account}
        w.append("committee_record", [void | own])
        audit(w, viewer, "committee_record_voided", org=record["org"], object=str(event))

"""Set parameters and deadlines. What a closed period was judged by never changes."""

from datetime import date, datetime
from typing import Any

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.organisations import tree, tree_in
from data_layer.organisations.parameters import DEFAULTS, GO_LIVE, BadValue, parse
from data_layer.store import Store


def set_parameter(
    store: Store,
    viewer: Viewer,
    org: int,
    name: str,
    value: str,
    valid_from: date | None = None,
    source: str = "",
    at: datetime | None = None,
) -> None:
    """Set a parameter of an organisation from a day (default today) on. Raises BadValue.

    A day before the running quarter is refused once ledgers are in: it would change how ended periods are judged.
    ``at``: the recorded_at, of the synthetic demo history only.
    """
    require_org(store, viewer, "configure", org)
    parse(name, value)
    day = valid_from or clock.today()
    with store.write(at) as w:
        now = tree_in(w)
        if org not in now.by_id:
            raise BadValue("找不到这个党组织")
        running = quarters.first_day(quarters.quarter_of(clock.today()))
        below = now.branches(org)
        if name != GO_LIVE and day < running:
            found = w.one("administration/has_ledgers", {"orgs": below})
            if found and found["n"]:
                raise BadValue(f"已有台账入库，“{DEFAULTS[name].label}”不能从 {day} 起追溯修改，最早可自 {running} 起")
        w.append(
            "parameter_event",
            [
                {
                    "event": w.next_id("event"),
                    "org": org,
                    "name": name,
                    "value": value,
                    "valid_from": day,
                    "source": source or None,
                    "account": viewer.account,
                }
            ],
        )
        audit(w, viewer, "parameter_set", org=org, object=f"{name}={value}@{day}")
        w.touch(below)


def set_deadline(store: Store, viewer: Viewer, org: int, quarter: int, due_on: date, reason: str) -> None:
    """Set when a quarter's ledgers are due: below a committee (the deadline table; needs the right ``review``), or of
    one branch (an extension; needs ``lock``). Raises BadValue, NoAccess."""
    found = tree(store).by_id.get(org)
    require_org(store, viewer, "lock" if found and found.is_branch else "review", org)
    if due_on < quarters.first_day(quarter):
        raise BadValue("截止日早于本季度第一天")
    if not reason.strip():
        raise BadValue("请写明理由")
    with store.write() as w:
        w.append(
            "deadline_event",
            [
                {
                    "event": w.next_id("event"),
                    "org": org,
                    "quarter": quarter,
                    "due_on": due_on,
                    "day": w.at.date(),
                    "reason": reason,
                    "account": viewer.account,
                }
            ],
        )
        audit(w, viewer, "deadline_set", org=org, object=f"{quarters.quarter_text(quarter)}@{due_on}")
        w.touch(tree_in(w).branches(org))


def parameter_history(store: Store, viewer: Viewer, org: int) -> list[dict[str, Any]]:
    """All values ever set at or above an organisation, newest first.

    Each: org, name, value, valid_from, source, account, recorded_at.
    """
    require_org(store, viewer, "read", org)
    return store.rows("administration/history", {"orgs": [org, *tree(store).ancestors(org)]})

"""Staff decide what a ledger cannot: evidence that came late, a 误登记 in a closed period, a 未纳入原因."""

from data_layer import quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.organisations.parameters import BadValue
from data_layer.store import Store

KINDS = ("late", "misregistered", "not_taken")


def rule(
    store: Store,
    viewer: Viewer,
    org: int,
    kind: str,
    accepted: bool,
    reason: str,
    *,
    indicator: str | None = None,
    period: str | None = None,
    subject: str | None = None,
    spell: int | None = None,
) -> None:
    """Accept, or not, one matter of a branch. Needs the right ``review`` there and a reason. Raises BadValue, NoAccess.

    A duty is named by indicator, period (``2026H1``) and subject; a 误登记 by its spell. Nothing is overwritten: the
    latest ruling counts.
    """
    require_org(store, viewer, "review", org)
    if kind not in KINDS:
        raise BadValue("没有这种裁定")
    if (spell is None) == (indicator is None or period is None or subject is None):
        raise BadValue("请指明裁定的是哪一件事")
    if not reason.strip():
        raise BadValue("请写明理由")
    with store.write() as w:
        w.append(
            "ruling",
            [
                {
                    "ruling": w.next_id("event"), "org": org, "kind": kind, "indicator": indicator,
                    "period": quarters.period_code(period) if period else None, "subject": subject, "spell": spell,
                    "accepted": accepted, "reason": reason.strip(), "account": viewer.account,
                }
            ],
        )  # fmt: skip
        said = "accepted" if accepted else "refused"
        audit(w, viewer, "ruling", org=org, object=f"{kind}/{indicator or spell}/{period or ''}", result=said)
        w.touch([org])

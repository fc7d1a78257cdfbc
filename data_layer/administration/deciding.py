"""Staff decide what a ledger cannot: evidence that came late, a 误登记 in a closed period, a 未纳入原因."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_layer import quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.organisations.parameters import BadValue
from data_layer.store import Store

KINDS = ("late", "misregistered", "not_taken")


@dataclass(frozen=True)
class Matter:
    """What is ruled on: a duty by indicator, period (``2026H1``) and subject, or a 误登记 by its spell."""

    org: int
    kind: str
    indicator: str | None = None
    period: str | None = None
    subject: str | None = None
    spell: int | None = None


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
    """Accept, or not, one matter of a branch: :func:`rule_all` of one."""
    rule_all(store, viewer, [Matter(org, kind, indicator, period, subject, spell)], accepted, reason)


def rule_all(store: Store, viewer: Viewer, matters: Sequence[Matter], accepted: bool, reason: str) -> None:
    """Accept, or not, several matters for one reason: all of them or none. Raises BadValue, NoAccess.

    Needs the right ``review`` on every branch. Nothing is overwritten: the latest ruling on a matter counts.
    """
    for each in matters:
        require_org(store, viewer, "review", each.org)
        if each.kind not in KINDS:
            raise BadValue("没有这种裁定")
        if (each.spell is None) == (each.indicator is None or each.period is None or each.subject is None):
            raise BadValue("请指明裁定的是哪一件事")
    if not matters:
        raise BadValue("请先选择要裁定的事项")
    if not reason.strip():
        raise BadValue("请写明理由")
    said = "accepted" if accepted else "refused"
    with store.write() as w:
        w.append(
            "ruling",
            [
                {
                    "ruling": w.next_id("event"), "org": each.org, "kind": each.kind, "indicator": each.indicator,
                    "period": quarters.period_code(each.period) if each.period else None, "subject": each.subject,
                    "spell": each.spell, "accepted": accepted, "reason": reason.strip(), "account": viewer.account,
                }
                for each in matters
            ],
        )  # fmt: skip
        for each in matters:
            what = f"{each.kind}/{each.indicator or each.spell}/{each.period or ''}"
            audit(w, viewer, "ruling", org=each.org, object=what, result=said)
        w.touch({each.org for each in matters})

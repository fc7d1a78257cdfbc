"""佐证: papers handed in for one duty by the branch or the office. They bear out what is reported and meet no duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_layer import quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.assessment.shield import Shield
from data_layer.assessment.view import View
from data_layer.indicators import obligations
from data_layer.oversight import attachments
from data_layer.oversight.writing import OversightProblem, keep_texts, require_any
from data_layer.store import Store

RIGHTS = ("reply", "findings")


@dataclass(frozen=True)
class Paper:
    """A file handed in for a duty: how it is asked for, its name, kind, size in bytes and the day."""

    event: int
    nth: int
    name: str
    kind: str
    size: int
    day: date


def support(
    store: Store, viewer: Viewer, org: int, indicator: str, period: str, subject: str,
    files: Sequence[tuple[str, bytes]],
) -> int:  # fmt: skip
    """Keep papers (name, content) with a duty of a branch; returns how many.

    Needs ``reply`` (the branch) or ``findings`` (staff). Raises OversightProblem, NoAccess.
    """
    require_any(store, viewer, org, *RIGHTS)
    kept = attachments.looked_at(files)
    if not kept:
        raise OversightProblem("请先选要附的文件")
    try:
        found = obligations(store, viewer, org=org, indicator=indicator, period=period)
    except (KeyError, ValueError) as wrong:
        raise OversightProblem(str(wrong.args[0])) from None
    if not any((each.org, each.subject) == (org, subject) for each in found):
        raise OversightProblem("这一件不在应办事项里，请刷新后再附")
    code = quarters.period_code(period)
    with store.write() as w:
        event = w.next_id("event")
        about = {"event": event, "org": org, "day": w.at.date(), "indicator": indicator, "period": code}
        names = attachments.keep(w, "duty_file", {**about, "subject": subject, "account": viewer.account}, kept)
        keep_texts(w, event, org, names)
        audit(w, viewer, "duty_supported", org=org, object=f"{indicator}@{period}")
    return len(kept)


def papers(
    store: Store, viewer: Viewer, view: View, org: int, indicator: str, period: str, subject: str
) -> list[Paper]:
    """The papers handed in for one duty, as the view's day knew them. Needs ``identify`` on the branch."""
    require_org(store, viewer, "identify", org)
    shield = Shield(store, viewer, [org])
    asked = {"org": org, "indicator": indicator, "period": quarters.period_code(period), "subject": subject}
    moment = {"as_of": view.as_of, "known_at": view.known_at or datetime.max}
    return [
        Paper(row["event"], row["nth"], shield.text(org, row["name"]) or f"佐证{row['nth']}.{row['kind']}", row["kind"],
              row["size"], row["day"])
        for row in store.rows("oversight/duty_files", {**asked, **moment})
    ]  # fmt: skip


def paper(store: Store, viewer: Viewer, event: int, nth: int) -> bytes:
    """The content of one: it may show people in full, logged. Raises NoAccess, KeyError."""
    row = store.one("oversight/duty_file", {"event": event, "nth": nth})
    if row is None:
        raise KeyError(f"{event}-{nth}")
    require_org(store, viewer, "identify", row["org"])
    audit(store, viewer, "duty_file", row["org"], f"{event}-{nth}")
    return bytes(row["content"])

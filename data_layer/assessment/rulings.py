"""What staff last ruled on a duty, and why."""

from dataclasses import dataclass
from datetime import datetime

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.directory import everyone
from data_layer.access.viewer import LOCAL
from data_layer.assessment.view import View
from data_layer.store import Store


@dataclass(frozen=True)
class Ruling:
    """The latest ruling on one duty."""

    accepted: bool
    reason: str
    by: str
    recorded_at: datetime


def last_ruling(
    store: Store, viewer: Viewer, view: View, org: int, kind: str, indicator: str, period: str, subject: str
) -> Ruling | None:
    """The ruling that counts on the view's day; None: nobody has ruled."""
    require_org(store, viewer, "read", org)
    code = quarters.period_code(period)
    for row in store.rows(
        "assessment/rulings", {"orgs": [org], "kind": kind, "known_at": view.known_at or datetime.max}
    ):
        if (row["indicator"], row["period"], row["subject"]) == (indicator, code, subject):
            known = everyone(store).get(row["account"])
            by = known.display_name if known else "管理员" if row["account"] == LOCAL else f"账号 {row['account']}"
            return Ruling(row["accepted"], row["reason"], by, row["recorded_at"])
    return None

"""Reading the log: who did what, when, from where, with what result; only within what the viewer may see."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data_layer.access.log import actions
from data_layer.access.viewer import Viewer, require, visible_orgs
from data_layer.store import Store
from data_layer.store.chain import Anchor, head

MOST = 5000  #: lines read at once; the latest
RESULTS = {"ok": "成功", "denied": "被拒绝", "error": "出错"}


@dataclass(frozen=True)
class Line:
    """One line of the log. ``org`` is its number (None: about none); ``result`` in Chinese, or a detail as written."""

    event: int
    recorded_at: datetime
    actor: str
    action: str
    org: int | None
    object: str
    result: str
    address: str

    @property
    def said(self) -> str:
        """The action in Chinese."""
        return actions().get(self.action, self.action)


def lines(
    store: Store,
    viewer: Viewer,
    first: date,
    last: date,
    *,
    actor: str | None = None,
    action: str | None = None,
    org: int | None = None,
    result: str | None = None,
) -> list[Line]:
    """The lines of these days (both included), the latest first, at most :data:`MOST`. ``result``: one of RESULTS.

    Raises NoAccess.
    """
    require(viewer, "log")
    visible = visible_orgs(store, viewer, "log")
    asked = {
        "first": datetime.combine(first, time.min),
        "until": datetime.combine(last + timedelta(days=1), time.min),
        "everything": visible is None,
        "orgs": sorted(visible or ()),
        "actor": actor,
        "action": action,
        "org": org,
        "result": result,
        "most": MOST,
    }
    return [
        Line(
            row["event"], row["recorded_at"], row["actor"] or "", row["action"], row["org"], row["object"] or "",
            RESULTS.get(row["result"] or "ok") or str(row["result"]), row["address"] or "本机",
        )
        for row in store.rows("access/log_lines", asked)
    ]  # fmt: skip


def last_link(store: Store, viewer: Viewer) -> Anchor | None:
    """Number and link of the last line: written down elsewhere, it proves that nothing before it was changed since.

    Raises NoAccess.
    """
    require(viewer, "log")
    return head(store)

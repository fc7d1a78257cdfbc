"""The log of what people did. Append-only, and without personal data of members."""

from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer


def audit(
    store: Store | Writer,
    viewer: Viewer,
    action: str,
    org: int | None = None,
    object: str | None = None,
    result: str = "ok",
) -> None:
    """Append one line to the log: in the transaction of a Writer, or one of its own for a Store.

    ``object`` is an opaque number or a file's hash, never a name. ``result``: ok, denied or error.
    """
    if isinstance(store, Store):
        with store.write() as writer:
            audit(writer, viewer, action, org, object, result)
        return
    line = {"event": store.next_id("event"), "account": viewer.account, "actor": viewer.name, "action": action}
    line |= {"org": org, "object": object, "result": result, "address": viewer.address or None}
    store.append("audit_event", [line])

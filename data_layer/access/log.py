"""The log of what people did. Append-only, and without personal data of members."""

from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer


def audit(
    store: Store, viewer: Viewer, action: str, org: int | None = None, object: str | None = None, result: str = "ok"
) -> None:
    """Append one line to the log in a transaction of its own.

    ``object`` is an opaque number or a file's hash, never a name.
    """
    with store.write() as writer:
        audit_in(writer, viewer, action, org, object, result)


def audit_in(
    writer: Writer, viewer: Viewer, action: str, org: int | None = None, object: str | None = None, result: str = "ok"
) -> None:
    """Append one line to the log in a transaction already open."""
    writer.append(
        "audit_event",
        [
            {
                "event": writer.next_id("event"),
                "account": viewer.account,
                "actor": viewer.name,
                "action": action,
                "org": org,
                "object": object,
                "result": result,
                "address": viewer.address or None,
            }
        ],
    )

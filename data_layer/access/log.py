"""The log of what people did. Append-only, and without personal data of members."""

import tomllib
from functools import cache
from pathlib import Path

from data_layer.access.viewer import Viewer
from data_layer.store import Store, Writer


@cache
def actions() -> dict[str, str]:
    """The catalogue: every action to its Chinese word."""
    return tomllib.loads(Path(__file__).with_name("actions.toml").read_text(encoding="utf-8"))


def audit(
    store: Store | Writer,
    viewer: Viewer,
    action: str,
    org: int | None = None,
    object: str | None = None,
    result: str = "ok",
) -> None:
    """Append one line to the log: in the transaction of a Writer, or one of its own for a Store.

    ``action`` is one of the catalogue (KeyError). ``object`` is an opaque number or a file's hash, never a name.
    ``result``: ok, denied or error.
    """
    if action not in actions():
        raise KeyError(f"{action} is not in actions.toml")
    if isinstance(store, Store):
        with store.write() as writer:
            audit(writer, viewer, action, org, object, result)
        return
    line = {"event": store.next_id("event"), "account": viewer.account, "actor": viewer.name, "action": action}
    line |= {"org": org, "object": object, "result": result, "address": viewer.address or None}
    store.append("audit_event", [line])

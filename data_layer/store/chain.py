"""The log's chain: every line is tied to the one before it, so an edit, a deletion or a gap shows.

The key is the store's own, so whoever has the file and this program could forge the whole chain anew; what was
anchored outside before (the note beside every backup holds the last link) would then no longer fit.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data_layer.store.engine import Store, Writer

Anchor = tuple[int, str]  # event, hash of its link
_LINE = "event account actor action org object result address recorded_at".split()


def _link(key: bytes, before: str, line: dict[str, Any]) -> str:
    said = json.dumps([before, *(line[name] for name in _LINE)], ensure_ascii=False, default=str)
    return hashlib.blake2b(said.encode(), key=key, digest_size=16).hexdigest()


def extend(writer: "Writer", key: bytes) -> None:
    """Append the links of the lines that have none yet, within their transaction."""
    last = writer.one("store/chain_head")
    before = last["hash"] if last else ""
    links = []
    for line in writer.rows("store/chain_lines", {"after": last["event"] if last else -1}):
        before = _link(key, before, line)
        links.append({"event": line["event"], "hash": before})
    writer.append("audit_link", links)


def head(store: "Store") -> Anchor | None:
    """The last link; None while there is none."""
    last = store.one("store/chain_head")
    return (last["event"], last["hash"]) if last else None


def broken(store: "Store", key: bytes, anchors: Iterable[Anchor] = ()) -> list[tuple[int, str]]:
    """Where the chain does not hold, as (event, Chinese sentence); ``anchors`` are links noted outside earlier."""
    found: list[tuple[int, str]] = []
    before, links, linked = "", {}, head(store) is not None
    for line in store.rows("store/chain"):
        event, held = line["event"], line["hash"]
        if held is None and linked:  # else: an older store in which nothing was logged since the chain came
            found.append((event, f"操作日志第 {event} 号没有链值，是绕过程序写入的"))
        if held is None:
            continue
        links[event] = held
        if not line["there"]:
            found.append((event, f"操作日志第 {event} 号被删除"))
        elif _link(key, before, line) != held:
            found.append((event, f"操作日志第 {event} 号被改动，或它前面有缺失"))
        before = held
    for event, noted in sorted(set(anchors)):
        if links.get(event) != noted:
            found.append(
                (event, f"操作日志到第 {event} 号为止，与当时备份记下的链值不一致：末尾有缺失，或整条链被重写")
            )
    return found

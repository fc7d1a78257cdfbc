"""What every act of oversight shares: who may, what is refused, where the words are kept."""

from collections.abc import Mapping

from data_layer.access import RIGHTS, NoAccess, Viewer, visible_orgs
from data_layer.store import Store, Writer

_LONGEST = 2000


class OversightProblem(Exception):
    """Nothing was recorded; the message is a Chinese sentence that says what to do."""


def may_any(store: Store, viewer: Viewer, org: int, *rights: str) -> bool:
    """Whether the viewer has one of several rights on an organisation."""
    for right in rights:
        seen = visible_orgs(store, viewer, right) if viewer.may(right) else frozenset()
        if seen is None or org in seen:
            return True
    return False


def require_any(store: Store, viewer: Viewer, org: int, *rights: str) -> None:
    """Raises :class:`NoAccess` unless the viewer has one of several rights on the organisation."""
    if not may_any(store, viewer, org, *rights):
        raise NoAccess(f"您没有在该党组织“{'”或“'.join(RIGHTS[right] for right in rights)}”的权限。")


def written(text: str, what: str) -> str:
    """A text that must be there, trimmed. Raises :class:`OversightProblem`."""
    found = text.strip()
    if not found:
        raise OversightProblem(f"请写明{what}")
    if len(found) > _LONGEST:
        raise OversightProblem(f"{what}太长，请写在 {_LONGEST} 字以内")
    return found


def keep_texts(w: Writer, event: int, org: int, texts: Mapping[str, str]) -> None:
    """Keep what was written with an event, apart from it: it may name somebody. Empty texts are left out."""
    rows = [{"event": event, "org": org, "field": field, "text": text} for field, text in texts.items() if text]
    w.append("oversight_text", rows)

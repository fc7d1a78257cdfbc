"""What branches said that words of their ledgers mean: kept as events, by branch; can be forgotten."""

from collections.abc import Sequence
from datetime import datetime

from data_layer import access
from data_layer.access import Viewer
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.meanings import NOTHING_SAID, Meaning, Meanings, meanings_of
from data_layer.store import Store


def learned(store: Store, viewer: Viewer, org: int) -> Meanings:
    """What holds for a branch; nothing for who may not hand in for it."""
    seen = access.visible_orgs(store, viewer, "submit")
    return NOTHING_SAID if seen is not None and org not in seen else learned_in(store, org)


def learned_in(store: Store, org: int, known_at: datetime | None = None) -> Meanings:
    """The same, as it stood at a moment, for whoever has asked already."""
    rows = store.rows("ledger/meanings", {"org": org, "known_at": known_at})
    told = (Meaning(r["sheet"], r["column_name"], r["word_key"], r["word"], r["means"] or "") for r in rows)
    return meanings_of(each for each, row in zip(told, rows, strict=True) if row["means"] is not None)


def learn(store: Store, viewer: Viewer, org: int, told: Sequence[Meaning]) -> None:
    """Keep answers; one to the same word as an earlier one replaces it. Raises NoAccess, LedgerProblem."""
    for each in told:
        if not each.key or not each.possible():
            raise LedgerProblem(f"“{each.text}”不能当作“{each.means}”，请重新选择。")
    _append(store, viewer, org, told, forget=False)


def forget(store: Store, viewer: Viewer, org: int, told: Sequence[Meaning]) -> None:
    """Forget answers: their words are asked about again. Raises NoAccess."""
    _append(store, viewer, org, told, forget=True)


def _append(store: Store, viewer: Viewer, org: int, told: Sequence[Meaning], *, forget: bool) -> None:
    access.require_org(store, viewer, "submit", org)
    if not told:
        return
    with store.write() as w:
        event = w.next_id("event", len(told))
        w.append("meaning_event", [
            {
                "event": event + number, "org": org, "sheet": each.sheet, "column_name": each.column,
                "word_key": each.key, "word": each.text, "means": None if forget else each.means,
                "account": viewer.account,
            }
            for number, each in enumerate(told)
        ])  # fmt: skip
        access.audit(w, viewer, "meaning_forget" if forget else "meaning_learn", org, str(len(told)))

"""Figures worked out once and kept until anything is recorded: a page runs many times over the same facts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from data_layer.access import Viewer, visible_orgs
from data_layer.store import Store

_T = TypeVar("_T")
_MOST = 64
_lock = threading.Lock()
_held: "WeakKeyDictionary[Store, OrderedDict[Hashable, tuple[Hashable, object]]]" = WeakKeyDictionary()


def remembered(store: Store, viewer: Viewer, key: tuple[Hashable, ...], make: Callable[[], _T]) -> _T:
    """``make()`` for what this viewer may see, kept while nothing changes. What comes back is shared: never alter it.

    Two viewers share a result only if exactly the same organisations are open to them.
    """
    head = tuple(sorted((row["place"], row["n"] or 0) for row in store.rows("assessment/head")))
    whole = (*key, visible_orgs(store, viewer, "read"))
    with _lock:
        results = _held.setdefault(store, OrderedDict())
        found = results.get(whole)
        if found is not None and found[0] == head:
            results.move_to_end(whole)
            return found[1]  # type: ignore[return-value]
    value = make()
    with _lock:
        results[whole] = (head, value)
        results.move_to_end(whole)
        while len(results) > _MOST:
            results.popitem(last=False)
    return value

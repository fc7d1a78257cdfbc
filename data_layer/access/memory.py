"""What was worked out for one scope, kept until anything is recorded: a page runs many times over the same facts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from data_layer import clock
from data_layer.access.viewer import LOCAL, Viewer
from data_layer.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Asked = Callable[Concatenate[Store, Viewer, _P], _T]
_Held = OrderedDict[Hashable, tuple[Hashable, object]]


def remembered(most: int) -> Callable[[_Asked[_P, _T]], _Asked[_P, _T]]:
    """Keep the last ``most`` results of a function that only reads. What comes back is shared: never alter it.

    Two viewers share a result only if their grants are the same, word for word; a commit (other than to the logs) and
    a new day make everything be worked out again. Refusals are never kept.
    """

    def around(make: _Asked[_P, _T]) -> _Asked[_P, _T]:
        lock = threading.Lock()
        held: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()

        @wraps(make)
        def asked(store: Store, viewer: Viewer, /, *args: _P.args, **named: _P.kwargs) -> _T:
            key = (viewer.account == LOCAL, viewer.grants, clock.today(), args, *sorted(named.items()))
            version = store.version()
            with lock:
                results = held.setdefault(store, OrderedDict())
                found = results.get(key)
                if found is not None and found[0] == version:
                    results.move_to_end(key)
                    return found[1]  # type: ignore[return-value]
            value = make(store, viewer, *args, **named)
            with lock:
                results[key] = (version, value)
                results.move_to_end(key)
                while len(results) > most:
                    results.popitem(last=False)
            return value

        return asked

    return around

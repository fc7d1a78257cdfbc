"""What was worked out, kept: for a scope until anything is recorded, for a branch until its facts are.

A page runs many times over the same facts, and one hand-in changes one branch of hundreds.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from data_layer import clock
from data_layer.access.viewer import LOCAL, Viewer, visible_orgs
from data_layer.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Asked = Callable[Concatenate[Store, Viewer, _P], _T]
_Held = OrderedDict[Hashable, tuple[Hashable, object]]
_OfBranches = Callable[Concatenate[Store, Viewer, Iterable[int], date, _P], Mapping[int, _T]]


def remembered(most: int, *, own: bool = False) -> Callable[[_Asked[_P, _T]], _Asked[_P, _T]]:
    """Keep the last ``most`` results of a function that only reads. What comes back is shared: never alter it.

    Two viewers share a result only if their grants are the same, word for word; a commit (other than to the logs) and
    a new day make everything be worked out again. Refusals are never kept.

    ``own``: what is given rests on no ledger but those of branches that the viewer may read today, of their relatives
    by merging and splitting and of those that share people with them: another branch's ledger changes nothing in it.
    """

    def around(make: _Asked[_P, _T]) -> _Asked[_P, _T]:
        lock = threading.Lock()
        held: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()

        @wraps(make)
        def asked(store: Store, viewer: Viewer, /, *args: _P.args, **named: _P.kwargs) -> _T:
            key = (viewer.account == LOCAL, viewer.grants, clock.today(), args, *sorted(named.items()))
            version = store.version_of(visible_orgs(store, viewer, "read")) if own else store.version()
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


def by_branch(most: int, branches: int | None = None) -> Callable[[_OfBranches[_P, _T]], _OfBranches[_P, _T]]:
    """Keep what a function that only reads says of each branch, until the facts of that branch are written again.

    Facts of a branch are also those of one that shares people with it: the journal is refreshed for all of these, so
    how often it was is what tells. Asked for branches on a day; those the viewer may not read that day are left out
    before the function hears of them, so what it says of one cannot depend on who asks. It must answer for each. Kept
    are the last ``most`` days and other arguments, and of each the last ``branches``. What comes back is shared: never
    alter it.
    """

    def around(make: _OfBranches[_P, _T]) -> _OfBranches[_P, _T]:
        lock = threading.Lock()
        held: WeakKeyDictionary[Store, OrderedDict[Hashable, dict[int, tuple[int, _T]]]] = WeakKeyDictionary()

        @wraps(make)
        def asked(
            store: Store, viewer: Viewer, orgs: Iterable[int], as_of: date, /, *args: _P.args, **named: _P.kwargs
        ) -> dict[int, _T]:
            seen = visible_orgs(store, viewer, "read", as_of)
            wanted = [org for org in orgs if seen is None or org in seen]
            key = (clock.today(), as_of, args, *sorted(named.items()))
            # counted before the facts are read: what is written meanwhile makes them stale, never the other way round
            times = {row["org"]: int(row["times"]) for row in store.rows("access/refreshed", {"orgs": wanted})}
            with lock:
                results = held.setdefault(store, OrderedDict())
                known = dict(results.get(key, {}))
                if known:
                    results.move_to_end(key)
            stale = [org for org in wanted if org not in known or known[org][0] != times.get(org, 0)]
            if stale:
                made = make(store, viewer, stale, as_of, *args, **named)
                fresh = {org: (times.get(org, 0), made[org]) for org in stale}
                known |= fresh
                with lock:
                    results[key] = {org: each for org, each in results.get(key, {}).items() if org not in fresh} | fresh
                    while branches is not None and len(results[key]) > branches:
                        results[key].pop(next(iter(results[key])))
                    results.move_to_end(key)
                    while len(results) > most:
                        results.popitem(last=False)
            return {org: known[org][1] for org in wanted}

        return asked

    return around

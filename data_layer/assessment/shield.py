"""Free text that people wrote about a branch, as a viewer may read it."""

import re
from collections import defaultdict
from collections.abc import Iterable

from data_layer.access import Viewer, mask_name, mask_text, visible_orgs
from data_layer.organisations import Tree, tree
from data_layer.store import Store, Writer


class Shield:
    """Texts of some branches: none for whoever may neither see lists nor visit the branch; numbers masked for
    everybody, and the names of the branch's members for whoever may not see names."""

    def __init__(self, store: Store, viewer: Viewer, orgs: Iterable[int]) -> None:
        wanted = set(orgs)
        identified, onsite, named = (
            visible_orgs(store, viewer, right) if viewer.may(right) else frozenset()
            for right in ("identify", "onsite", "names")
        )
        self._readable = wanted if identified is None or onsite is None else wanted & (identified | onsite)
        masked = set() if named is None else self._readable - named
        self._names = member_names(store, masked, tree(store)) if masked else {}

    def readable(self, org: int) -> bool:
        """Whether the viewer may read texts of a branch at all."""
        return org in self._readable

    def text(self, org: int, text: str | None) -> str:
        """A text as it may be read."""
        if not text or org not in self._readable:
            return ""
        text = mask_text(text)
        names = self._names.get(org)
        return names.sub(lambda found: mask_name(found[0]), text) if names else text


def member_names(reader: Store | Writer, orgs: set[int], now: Tree) -> dict[int, re.Pattern[str]]:
    """Branch → its members' names as one pattern, the longest first; with those of branches merged with it."""
    families = {org: now.family(org) for org in orgs}
    held: dict[int, set[str]] = defaultdict(set)
    for row in reader.rows(
        "assessment/branch_names", {"orgs": sorted({each for own in families.values() for each in own})}
    ):
        if len(row["name"]) > 1:
            held[row["org"]].add(row["name"])
    found = {}
    for org, family in families.items():
        every = sorted({name for each in family for name in held[each]}, key=len, reverse=True)
        if every:
            found[org] = re.compile("|".join(map(re.escape, every)))
    return found

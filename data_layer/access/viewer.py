"""Who asks, and how far they may see. Every function that hands out rows takes a :class:`Viewer`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from data_layer import clock
from data_layer.access.rights import PERSONAL, RIGHTS, ROLES
from data_layer.organisations import Tree, tree
from data_layer.store import Store

#: The account number of whoever runs commands on the machine that holds the data file.
LOCAL = 0
#: The organisation of a grant on all organisations, also those not yet there: the first administrator's.
EVERYTHING = 0


class NoAccess(Exception):
    """The viewer may not; the message is a Chinese sentence for the screen."""


@dataclass(frozen=True)
class Grant:
    """A role on an organisation and everything below it, from a day until a day (both included, None = open)."""

    role: str
    org: int
    from_on: date | None = None
    until: date | None = None
    purpose: str | None = None

    def holds(self, on: date) -> bool:
        """Whether the grant is in force on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Viewer:
    """A person at work: the account, the sign-in name, what was granted, and where they sit.

    ``confirmed``: when the session last took the password; None where there is no session (commands).
    """

    account: int
    name: str
    grants: tuple[Grant, ...]
    address: str = ""
    display_name: str = ""
    confirmed: datetime | None = field(default=None, compare=False)

    def may(self, right: str) -> bool:
        """Whether any grant in force today carries the right (on which organisations: :func:`visible_orgs`)."""
        return self.account == LOCAL or bool(self._granted(right))

    @property
    def roles(self) -> frozenset[str]:
        """The roles in force today."""
        today = clock.today()
        return frozenset(grant.role for grant in self.grants if grant.holds(today))

    def _granted(self, right: str) -> list[int]:
        if right not in RIGHTS:
            raise KeyError(right)
        today = clock.today()
        return [grant.org for grant in self.grants if right in ROLES[grant.role] and grant.holds(today)]


def local_administrator(name: str) -> Viewer:
    """Whoever runs commands beside the data file: every right on every organisation, logged under ``name``."""
    return Viewer(LOCAL, name, ())


def visible_orgs(store: Store, viewer: Viewer, right: str, as_of: date | None = None) -> frozenset[int] | None:
    """The organisations on which a viewer has a right; None = all of them.

    Today's tree decides. For figures, a page set back to ``as_of`` also shows what stood below the viewer's
    organisation on that day, so that an old link gives the old numbers; personal data never follows a branch that
    has moved away. A branch keeps seeing the branches merged into it.
    """
    if viewer.account == LOCAL:
        return None
    granted = viewer._granted(right)
    if EVERYTHING in granted:
        return None
    now = tree(store)
    then = None if as_of is None or as_of == now.as_of or right in PERSONAL else tree(store, as_of)

    def found() -> frozenset[int]:
        return frozenset(_below(now, granted) | (set() if then is None else _below(then, granted)))

    key = ("visible", tuple(granted), now.as_of, then and then.as_of)
    return cast(frozenset[int], store.cached(key, store.version("organisation_event"), found))


def _below(snapshot: Tree, orgs: list[int]) -> set[int]:
    found = {each for org in orgs if org in snapshot.by_id for each in snapshot.below(org)}
    merged = [(step.source, step.target) for step in snapshot.handovers if not step.split and step.target is not None]
    while more := {source for source, target in merged if target in found and source not in found}:
        found |= more
    return found


def require_org(store: Store, viewer: Viewer, right: str, org: int) -> None:
    """Raises :class:`NoAccess` unless the viewer has the right on the organisation."""
    visible = visible_orgs(store, viewer, right)
    if visible is not None and org not in visible:
        raise NoAccess(f"您没有在该党组织“{RIGHTS[right]}”的权限。")


def require(viewer: Viewer, right: str) -> None:
    """Raises :class:`NoAccess` unless the viewer has the right somewhere."""
    if not viewer.may(right):
        raise NoAccess(f"您没有“{RIGHTS[right]}”的权限。")

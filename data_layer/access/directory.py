"""Accounts and their grants as the events leave them. Reads only; see accounts for changes."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from data_layer import clock
from data_layer.access.viewer import LOCAL, Grant, Viewer
from data_layer.store import Store, Writer


@dataclass(frozen=True)
class Held:
    """A grant not revoked, with the number it is revoked by."""

    grant_id: int
    grant: Grant
    recorded_at: datetime


@dataclass(frozen=True)
class Bound:
    """A name by which another system knows an account; ``source`` is one of ``identity.TITLES``."""

    source: str
    name: str


@dataclass(frozen=True)
class Account:
    """An account's present state. ``must_change``: the password was set by somebody else.

    ``password_hash`` None: it has no password here, only names of other systems (``bound``).
    """

    account: int
    name: str
    display_name: str
    disabled: bool
    must_change: bool
    added_at: datetime
    password_hash: str | None = field(default=None, repr=False)
    held: tuple[Held, ...] = ()
    bound: tuple[Bound, ...] = ()

    @property
    def has_password(self) -> bool:
        """Whether a password kept here opens it."""
        return self.password_hash is not None

    def known_to(self, source: str) -> bool:
        """Whether a source can vouch for it."""
        return any(each.source == source for each in self.bound)

    def viewer(self, address: str = "") -> Viewer:
        """The account at work."""
        return Viewer(self.account, self.name, tuple(each.grant for each in self.held), address, self.display_name)

    def in_force(self, on: date | None = None) -> list[Held]:
        """Grants in force on a day (default today)."""
        day = on or clock.today()
        return [each for each in self.held if each.grant.holds(day)]


def name_key(name: str) -> str:
    """Sign-in names are compared after NFKC, without case and without white space."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def read(reader: Store | Writer) -> dict[int, Account]:
    """Every account by number, as the store or an open transaction sees it."""
    held: dict[int, list[Held]] = defaultdict(list)
    for row in reader.rows("access/grants"):
        grant = Grant(row["role"], row["org"], row["from_on"], row["until"], row["purpose"])
        held[row["account"]].append(Held(row["grant_id"], grant, row["recorded_at"]))
    bound: dict[int, list[Bound]] = defaultdict(list)
    for row in reader.rows("access/bindings"):
        bound[row["account"]].append(Bound(row["source"], row["name"]))
    return {
        row["account"]: Account(
            row["account"],
            row["name"],
            row["display_name"] or row["name"],
            bool(row["disabled"]),
            bool(row["must_change"]),
            row["added_at"],
            row["password_hash"],
            tuple(held[row["account"]]),
            tuple(bound[row["account"]]),
        )
        for row in reader.rows("access/accounts")
    }


def everyone(store: Store) -> dict[int, Account]:
    """Every account by number, kept until one changes."""
    version = store.version("account_event", "grant_event", "identity_event")
    found: dict[int, Account] = store.cached("accounts", version, lambda: read(store))
    return found


def by_name(accounts: dict[int, Account], name: str) -> Account | None:
    """The account that signs in by a name."""
    key = name_key(name)
    return next((each for each in accounts.values() if name_key(each.name) == key), None)


def by_bound(accounts: dict[int, Account], source: str, name: str) -> Account | None:
    """The account that a name of another system is bound to. Such names are compared letter by letter."""
    wanted = Bound(source, name)
    return next((each for each in accounts.values() if wanted in each.bound), None)


def called(store: Store) -> Callable[[int | None], str]:
    """What to call the account of a number in a list of who did what; "" for nobody."""
    known = everyone(store)

    def name(account: int | None) -> str:
        """The display name."""
        if account is None:
            return ""
        found = known.get(account)
        return found.display_name if found else "管理员" if account == LOCAL else f"账号 {account}"

    return name


def viewer_named(store: Store, name: str) -> Viewer | None:
    """The account of a name at work from the command line; None when there is none or it is disabled."""
    found = by_name(everyone(store), name)
    return None if found is None or found.disabled else found.viewer()

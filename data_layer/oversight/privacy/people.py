"""Whose personal information a branch holds, until when, and who they are as far as the viewer may know."""

from dataclasses import dataclass
from datetime import date

from data_layer import clock, quarters
from data_layer.access import Viewer, mask_name, require_org, visible_orgs
from data_layer.access.masking import ERASED
from data_layer.ledger.known import known
from data_layer.organisations import tree
from data_layer.organisations.parameters import rules
from data_layer.store import Store

UNKNOWN = "（无权查看姓名）"


@dataclass(frozen=True)
class Held:
    """A person of a branch. ``ended``: the last day away, None while away; ``until``: kept at least until, by the
    parameters; ``erased``: nothing identifies him any more."""

    person: int
    who: str
    ended: date | None
    until: date | None
    erased: bool

    @property
    def over(self) -> bool:
        """The time for which the information may be kept has passed."""
        return self.until is not None and self.until < clock.today() and not self.erased

    @property
    def word(self) -> str:
        """How he stands."""
        if self.erased:
            return ERASED
        return "在外" if self.ended is None else "期限已满" if self.over else ""


def branches(store: Store, viewer: Viewer) -> list[tuple[int, str]]:
    """Number and name of the branches for which the viewer may ask (``names``)."""
    scope = visible_orgs(store, viewer, "names") if viewer.may("names") else frozenset()
    now = tree(store)
    return [(org, now.by_id[org].name) for org in now.branches() if scope is None or org in scope]


def people(store: Store, viewer: Viewer, org: int) -> list[Held]:
    """The people of a branch's ledgers, whose time is over first. Needs ``identify``. Raises NoAccess."""
    require_org(store, viewer, "identify", org)
    named = visible_orgs(store, viewer, "names") if viewer.may("names") else frozenset()
    today, now = clock.today(), tree(store)
    years = int(rules(store, today).value("retention_identity_years", [org, *now.ancestors(org, today)], today))
    base = known(store, org, now, quarters.quarter_of(today))
    found = []
    for person in base.persons.values():
        spells = [each for each in base.spells.values() if each.person == person.person]
        ended = None
        if spells and not any(each.open for each in spells):
            ended = max(_ended(each.end_on, each.end_at[0] if each.end_at else None) for each in spells)
        elif not spells and person.listing is not None:
            ended = quarters.last_day(person.listing.quarter)
        whole = named is None or org in named
        who = person.name if whole else mask_name(person.name)
        until = None if ended is None else _years_on(ended, years)
        found.append(Held(person.person, who, ended, until, person.name == ERASED))
    return sorted(found, key=lambda each: (not each.over, each.until or date.max, each.who, each.person))


def held(store: Store, viewer: Viewer, org: int, person: int) -> Held | None:
    """One of them; None: the branch's ledgers do not hold him."""
    return next((each for each in people(store, viewer, org) if each.person == person), None)


def _ended(day: date | None, quarter: int | None) -> date:
    return day or (quarters.last_day(quarter) if quarter is not None else date.min)


def _years_on(day: date, years: int) -> date:
    """The same day some years later; 28 February for 29."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

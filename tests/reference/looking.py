"""How a history written by hand is put to the reference and to the product."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from data_layer import indicators
from data_layer.store import Store
from tests.reference.compute import obligations
from tests.reference.duty import Obligation
from tests.reference.loading import load, product
from tests.reference.story import EVER, Story


class Seen:
    """The duties at one day, asked by key."""

    def __init__(self, found: list[Obligation], *, of_product: bool) -> None:
        assert len({o.key for o in found}) == len(found), "(indicator, org_code, period, subject) is unique"
        self.by_key = {o.key: o for o in found}
        self._of_product = of_product

    def one(self, indicator: str, org: int, period: str, subject: int | str = "branch") -> Obligation | None:
        """The duty, or None where there is none."""
        if self._of_product:
            try:
                indicators.header(indicator)
            except KeyError:
                pytest.skip(f"{indicator} is still to come")
        return self.by_key.get((indicator, org, period, str(subject)))

    def state(self, indicator: str, org: int, period: str, subject: int | str = "branch") -> str | None:
        """The duty's state, or None where there is no duty."""
        found = self.one(indicator, org, period, subject)
        return found.state if found else None

    def met_on(self, indicator: str, org: int, period: str, subject: int | str = "branch") -> date | None:
        """The duty's met_on."""
        found = self.one(indicator, org, period, subject)
        assert found is not None
        return found.met_on

    def subjects(self, indicator: str, org: int, period: str) -> dict[str, str]:
        """The subjects of an indicator with their states."""
        self.one(indicator, org, period)
        return {o.subject: o.state for o in self.by_key.values() if o.key[:3] == (indicator, org, period)}


Look = Callable[..., Seen]


def by_reference(story: Story, as_of: str, known: datetime = EVER, org: int | None = None) -> Seen:
    """What the reference says."""
    found = obligations(story.district, date.fromisoformat(as_of), known)
    return Seen([o for o in found if org in (None, o.org)], of_product=False)


def by_product(story: Story, as_of: str, known: datetime = EVER, org: int | None = None) -> Seen:
    """What the product says over the same rows."""
    store = Store(":memory:", threads=1)
    try:
        load(store, story.district)
        return Seen(product(store, date.fromisoformat(as_of), known, org), of_product=True)
    finally:
        store.close()


def at(text: str) -> datetime:
    """The end of a day."""
    return datetime.fromisoformat(text + "T23:59:59")

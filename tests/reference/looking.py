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
    """The duties at one day, asked by key. The product is asked for one indicator at a time: it costs a fifth."""

    def __init__(self, ask: Callable[[str | None], list[Obligation]], *, of_product: bool) -> None:
        self._ask = ask
        self._asked: dict[str | None, list[Obligation]] = {}
        self._of_product = of_product

    @property
    def by_key(self) -> dict[tuple[str, int, str, str], Obligation]:
        """All duties."""
        return {o.key: o for o in self._of(None)}

    def _of(self, indicator: str | None) -> list[Obligation]:
        if self._of_product and indicator is not None:
            try:
                indicators.header(indicator)
            except KeyError:
                pytest.skip(f"{indicator} is still to come")
        if indicator not in self._asked:
            found = self._ask(indicator)
            assert len({o.key for o in found}) == len(found), "(indicator, org_code, period, subject) is unique"
            self._asked[indicator] = found
        return self._asked[indicator]

    def one(self, indicator: str, org: int, period: str, subject: int | str = "branch") -> Obligation | None:
        """The duty, or None where there is none."""
        key = indicator, org, period, str(subject)
        return next((o for o in self._of(indicator) if o.key == key), None)

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
        return {o.subject: o.state for o in self._of(indicator) if o.key[:3] == (indicator, org, period)}


Look = Callable[..., Seen]


def by_reference(story: Story, as_of: str, known: datetime = EVER, org: int | None = None) -> Seen:
    """What the reference says."""
    found = obligations(story.district, date.fromisoformat(as_of), known)
    return Seen(
        lambda name: [o for o in found if name in (None, o.indicator) and org in (None, o.org)], of_product=False
    )


class Product:
    """What the product says over the same rows; a history is loaded once as long as nothing is added to it."""

    def __init__(self) -> None:
        self._stores: dict[str, Store] = {}

    def __call__(self, story: Story, as_of: str, known: datetime = EVER, org: int | None = None) -> Seen:
        """The duties at a day."""
        told = repr(story.district)
        if told not in self._stores:
            self._stores[told] = Store(":memory:", threads=1)
            load(self._stores[told], story.district)
        store, day = self._stores[told], date.fromisoformat(as_of)
        return Seen(lambda name: product(store, day, known, org, name), of_product=True)

    def close(self) -> None:
        """Close every store."""
        for store in self._stores.values():
            store.close()


def at(text: str) -> datetime:
    """The end of a day."""
    return datetime.fromisoformat(text + "T23:59:59")

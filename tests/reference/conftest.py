"""Every scenario is put to the reference, and to the product over the same rows."""

from collections.abc import Iterator

import pytest

from tests.reference.looking import Look, Product, by_reference


@pytest.fixture(params=["reference", "product"])
def look(request: pytest.FixtureRequest) -> Iterator[Look]:
    """Asks the reference, or the product."""
    if request.param == "reference":
        yield by_reference
        return
    asked = Product()
    yield asked
    asked.close()

"""Every scenario is put to the reference, and to the product over the same rows."""

import pytest

from tests.reference.looking import Look, by_product, by_reference


@pytest.fixture(params=["reference", "product"])
def look(request: pytest.FixtureRequest) -> Look:
    """Asks the reference, or the product."""
    return by_reference if request.param == "reference" else by_product

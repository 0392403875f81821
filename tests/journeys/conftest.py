"""One product for all journeys: every customer in them has a phone of their own."""

from collections.abc import Iterator

import pytest

from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, Product, new_folder


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with new_folder() as folder:
        running = Product(folder).start()
        for business in (GREEN_BLADE, HARBOUR_HAIR):
            running.provision(business.model_copy(update={"settle_seconds": 0.2}))
        yield running
        running.stop()

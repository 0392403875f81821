"""One product for all journeys: every customer in them has a phone of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import Product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(readable_by_postgres(tmp_path_factory.mktemp("product"))).start()
    yield running
    running.stop()


def readable_by_postgres(folder: Path) -> Path:
    """As root PostgreSQL runs unprivileged and must be able to enter."""
    for part in [folder, *folder.parents]:
        if str(part).startswith("/tmp/"):
            part.chmod(0o755)
    return folder

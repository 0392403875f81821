"""A business in a running Supabase, and a worker's way to its data."""

from collections.abc import Iterator

import pytest

from edge_bridge.db import Database
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import make_cast


@pytest.fixture
def desk(stack: Stack) -> Iterator[Desk]:
    """Kept after the test, since the worker reads it from connections of its own."""
    with connect(stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


@pytest.fixture
def db(stack: Stack) -> Iterator[Database]:
    """As a worker reaches it."""
    with Database(stack.url, stack.secret_key) as database:
        yield database

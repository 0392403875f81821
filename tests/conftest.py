"""What every test may use: one PostgreSQL per run, a fresh database per test, the Supabase API over it.

Nothing is started until a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import MIGRATIONS, PostgresServer, Stack, database_name, prepare


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """The name of a database with everything in supabase/migrations, to be copied and never used itself."""
    url = postgres.create()
    prepare(url, MIGRATIONS)
    return database_name(url)


@pytest.fixture
def database(postgres: PostgresServer, template: str) -> Iterator[str]:
    """The URL of a fresh database with everything in supabase/migrations."""
    url = postgres.create(template)
    yield url
    postgres.drop(url)


@pytest.fixture
def stack(database: str) -> Iterator[Stack]:
    """The Supabase API over a fresh database."""
    running = Stack(database)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def module_stack(postgres: PostgresServer, template: str) -> Iterator[Stack]:
    """The same for a whole file of tests that do not disturb each other."""
    url = postgres.create(template)
    running = Stack(url)
    yield running
    running.stop()
    postgres.drop(url)

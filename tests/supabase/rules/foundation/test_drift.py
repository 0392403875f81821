"""The declared state and the migrations say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.stack import PostgresServer, prepare
from tests.supabase.rules import catalogue

SCHEMAS = Path(__file__).resolve().parents[4] / "supabase" / "schemas"


@pytest.fixture
def declared(postgres: PostgresServer) -> Iterator[str]:
    """A database made from supabase/schemas in load order, without any migration."""
    url = postgres.create()
    prepare(url, None)
    with psycopg.connect(url) as connection:
        for file in sorted(SCHEMAS.rglob("*.sql")):
            connection.execute(file.read_bytes())
    yield url
    postgres.drop(url)


def test_the_declared_state_and_the_migrations_make_the_same_database(declared: str, database: str) -> None:
    by_schemas, by_migrations = catalogue.read(declared), catalogue.read(database)
    for part in catalogue.QUERIES:
        assert by_schemas[part] - by_migrations[part] == set(), f"{part}: declared, but no migration makes them"
        assert by_migrations[part] - by_schemas[part] == set(), f"{part}: made by a migration, but not declared"


def test_the_comparison_sees_every_part_of_a_database(database: str) -> None:
    parts = catalogue.read(database)
    assert [part for part in parts if not parts[part]] == ["triggers"]

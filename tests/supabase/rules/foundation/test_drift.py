"""The declared state and the migrations say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.stack import PostgresServer, prepare
from tests.supabase.rules import catalogue
from tests.supabase.rules.desk import Desk

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


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("tables", "grant delete on public.leads to authenticated"),
        ("tables", "alter table public.leads disable row level security"),
        ("tables", "comment on table public.leads is 'Something else.'"),
        ("columns", "alter table public.leads add column extra int"),
        ("columns", "alter table public.leads alter column state set default 'closed'"),
        ("columns", "grant update (state) on public.leads to authenticated"),
        ("constraints", "alter table public.leads add constraint odd check (summary <> 'odd')"),
        ("indexes", "create index odd_idx on public.leads (state)"),
        ("policies", "create policy odd on public.leads for delete to authenticated using (true)"),
        ("functions", "alter function public.expire_due security invoker"),
        ("functions", "grant execute on function public.expire_due to anon"),
        ("types", "alter type public.lead_state add value 'lost'"),
        ("published", "alter publication supabase_realtime add table public.leads"),
        ("schemas", "grant usage on schema private to anon"),
        ("default privileges", "alter default privileges in schema public grant select on tables to anon"),
    ],
)
def test_the_comparison_sees_a_change(desk: Desk, part: str, change: str) -> None:
    before = catalogue.part(desk.connection, part)
    desk.do(change)
    assert catalogue.part(desk.connection, part) != before

"""A live business is rehearsed on a copy of its own settings; the live one is read and nothing else."""

from datetime import date
from typing import Any

import psycopg
import pytest

from edge_bridge.db import Database, NotFound
from edge_bridge.receptionist.answer import Receptionist
from seed.rehearsal.corpus import read_corpus
from seed.rehearsal.live import copied, next_monday
from seed.rehearsal.run import play
from tests.stack import PostgresServer, Stack
from tests.support.cast import hours, provision

GROOMER: dict[str, Any] = {
    "slug": "wet-noses",
    "name": "Wet Noses",
    "time_zone": "Australia/Perth",
    "call_number": "+61861000101",
    "greeting": "Woof!",
    "staff": [{"name": "Kath", "hours": hours(range(1, 6), "08:00", "16:00")}],
    "services": [{"name": "Full Groom", "minutes": 90, "price_cents": 8800}],
    "entries": [{"kind": "base", "staff": "Kath", "suburb": "Bayswater", "postcode": "6053"}],
}


def test_a_live_business_is_rehearsed_on_its_own_settings_without_a_trace(
    stack: Stack, postgres: PostgresServer, template: str
) -> None:
    with psycopg.connect(stack.database_url, autocommit=True) as live:
        business = provision(live, GROOMER)
        before = _all(live)
        scratch = postgres.create(template)
        with psycopg.connect(scratch) as connection, Database(stack.url, stack.secret_key) as db:
            with pytest.raises(NotFound):
                copied(db, "nobody-here", connection)
            home = copied(db, "wet-noses", connection)
            told = next(c for c in read_corpus() if c.id == "price-generic-then-book")
            played = play(connection, home, told, Receptionist(), date(2026, 11, 2))
        postgres.drop(scratch)
        assert home.services == business.services
        assert played.reached, played.unmet
        said = "\n".join(reply for exchange in played.exchanges for reply in exchange.replies)
        assert "Woof" in said
        assert "$88" in said
        assert _all(live) == before


def test_a_rehearsal_begins_on_the_monday_after_today() -> None:
    assert next_monday(date(2026, 11, 2)) == date(2026, 11, 9)
    assert next_monday(date(2026, 11, 8)) == date(2026, 11, 9)


def _all(live: psycopg.Connection[Any]) -> list[Any]:
    tables = ("businesses", "members", "services", "customers", "conversations", "messages", "bookings", "outbox")
    return [live.execute(f"select * from public.{table}").fetchall() for table in tables]

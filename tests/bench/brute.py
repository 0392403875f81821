"""The same starts as a brute-force search finds, on random calendars in random fortnights. A difference ends the benchmark."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, LiteralString

import psycopg

from tests.bench.figures import Figure
from tests.bench.slots import FORTNIGHT, calendars

SEARCHES = 300
HISTORY = 140  # days in which a fortnight may begin
BRUTE_SQL = (Path(__file__).parent / "brute.sql").read_bytes()
BRUTE: LiteralString = (
    "select private.bench_brute(%(business)s, %(service)s, %(staff)s, %(place)s, %(first)s, %(last)s, %(now)s)"
)
SEARCH: LiteralString = """
select private.free_starts(b, s, %(staff)s, %(place)s, %(first)s, %(last)s, %(now)s) from public.businesses b, public.services s
where b.id = %(business)s and s.business_id = %(business)s and s.id = %(service)s"""


def measure(url: str) -> list[Figure]:
    """Needs the population in this database."""
    picks = random.Random(300)
    every = calendars(url)
    took: list[float] = []
    found = 0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(BRUTE_SQL)
        for _ in range(SEARCHES):
            asked = vars(picks.choice(every)) | _window(picks)
            started = time.perf_counter()
            by_force = _column(connection, BRUTE, asked)
            took.append((time.perf_counter() - started) * 1000)
            assert _column(connection, SEARCH, asked) == by_force, f"the search and brute force differ: {asked}"
            found += len(by_force)
    assert found > SEARCHES, "calendars without a free start prove nothing"
    return [
        Figure(f"searches of {SEARCHES} that brute force answers otherwise", 0, ""),
        Figure("a search by brute force p50", median(took), "ms"),
    ]


def _window(picks: random.Random) -> dict[str, datetime]:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=picks.randrange(HISTORY))
    first = now + timedelta(hours=picks.randrange(-10, 100))
    return {"now": now + timedelta(minutes=picks.randrange(60)), "first": first, "last": first + FORTNIGHT}


def _column(
    connection: psycopg.Connection[tuple[Any, ...]], statement: LiteralString, asked: Sequence[Any] | Any
) -> list[datetime]:
    return [row[0] for row in connection.execute(statement, asked)]

"""What row level security costs a member who reads a fortnight of their bookings, and of what holds their calendar.

The same statement as the tables' owner, whom no policy binds, and as a signed-in member, in turns.
"""

import json
import random
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import LiteralString

import psycopg

from tests.bench.figures import Figure, Round, of_rounds
from tests.bench.slots import FORTNIGHT, Calendar, calendars

ROUNDS, SAMPLES, WARM_UP = 9, 150, 50
GOAL = 1.25
STATEMENTS: dict[str, LiteralString] = {
    "bookings": """
      select id, status, starts_at, ends_at, service_name, customer_name from public.bookings
      where business_id = %(business)s and starts_at >= %(first)s and starts_at < %(last)s order by starts_at""",
    "holds": """
      select occupied, at_customer, place_id, expires_at from public.holds
      where business_id = %(business)s and staff_id = %(staff)s and upper(occupied) > %(first)s and upper(occupied) < %(last)s""",
}


class Reader:
    """One connection as the owner of the tables and one as a member."""

    def __init__(self, url: str, statement: LiteralString, stack: ExitStack) -> None:
        self._statement = statement
        self._owner, self._member = (
            stack.enter_context(psycopg.connect(url, autocommit=True, prepare_threshold=0)) for _ in range(2)
        )
        self._member.execute("set role authenticated")
        self._first = datetime.now(UTC) + timedelta(days=1)

    def sample(self, calendar: Calendar) -> tuple[float, float]:
        """Milliseconds as the owner and as the member, who see the same rows."""
        claims = json.dumps({"sub": str(calendar.user), "role": "authenticated"})
        self._member.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        asked = vars(calendar) | {"first": self._first, "last": self._first + FORTNIGHT}
        took, rows = [], []
        for connection in (self._owner, self._member):
            started = time.perf_counter()
            rows.append(connection.execute(self._statement, asked).fetchall())
            took.append((time.perf_counter() - started) * 1000)
        assert len(rows[0]) > 20
        assert rows[0] == rows[1]
        return took[0], took[1]


def measure(url: str) -> list[Figure]:
    """Needs the population in this database."""
    every, picks = calendars(url), random.Random(3)
    return [_figure(url, table, statement, every, picks) for table, statement in STATEMENTS.items()]


def _figure(url: str, table: str, statement: LiteralString, every: list[Calendar], picks: random.Random) -> Figure:
    with ExitStack() as stack:
        reader = Reader(url, statement, stack)
        for _ in range(WARM_UP):
            reader.sample(picks.choice(every))
        rounds = []
        for _ in range(ROUNDS):
            owner, member = zip(*(reader.sample(picks.choice(every)) for _ in range(SAMPLES)), strict=True)
            rounds.append(Round(median(member), median(owner)))
    return of_rounds(f"a member reads 14 days of {table} under RLS vs without", "ms", rounds, GOAL)

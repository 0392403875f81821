"""How fast the free starts of a fortnight are found, beside the bare indexed reads of every table the search touches.

One client, prepared statements, a connection of its own for each of what is compared, one call of each in turn. The member's call is
`public.free_starts`, as a signed-in member under row level security. What the round trip hides is shown by the figures inside the server.
"""

import json
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from tests.bench.figures import Figure, Round, of_rounds

Connection = psycopg.Connection[tuple[Any, ...]]

ROUNDS, SAMPLES, WARM_UP = 9, 100, 60
CALENDARS = 1_000
FORTNIGHT = timedelta(days=14)
KINDS = {
    "40 jobs, 10 recurring blocks, travel": (0, 2.5, 3.5),
    "40 jobs": (1, 2.2, 3.0),
}  # which numbers, and two goals

FLOOR_SQL = (Path(__file__).parent / "floor.sql").read_bytes()
FLOOR: LiteralString = (
    "select private.bench_floor(%(business)s, %(service)s, %(staff)s, %(place)s, %(first)s, %(last)s)"
)
SEARCH: LiteralString = """
select count(*) from public.businesses b, public.services s, private.free_starts(b, s, %(staff)s, %(place)s, %(first)s, %(last)s, now()) f
where b.id = %(business)s and s.business_id = %(business)s and s.id = %(service)s"""
MEMBERS: LiteralString = "select count(*) from public.free_starts(%(business)s, %(service)s, %(staff)s, %(first)s, %(last)s, 'Suburb 1', '4001')"
INSIDE: LiteralString = (
    "select private.bench_inside(%(search)s, %(business)s, %(service)s, %(staff)s, %(place)s, %(first)s, %(last)s)"
)
IDS: LiteralString = """
select private.bench_id('business', n), private.bench_id('service', n), private.bench_id('staff', n),
  case when n %% 2 = 0 then private.bench_id('place', 12 * n + 1) end, private.bench_id('user', n) from generate_series(1, %s) n"""


@dataclass(frozen=True)
class Calendar:
    """One calendar of the population, and a place where its service is wanted."""

    business: UUID
    service: UUID
    staff: UUID
    place: UUID | None
    user: UUID


@dataclass(frozen=True)
class Sample:
    """Milliseconds of one search, three ways, and twice inside the server."""

    floor: float
    search: float
    member: float
    floor_inside: float
    search_inside: float


class Asker:
    """Asks for the fortnight from tomorrow on."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        self._floor, self._search, self._member, self._inside = (
            stack.enter_context(psycopg.connect(url, autocommit=True, prepare_threshold=0)) for _ in range(4)
        )
        self._member.execute("set role authenticated")
        first = datetime.now(UTC) + timedelta(days=1)
        self._window = {"first": first, "last": first + FORTNIGHT}

    def sample(self, calendar: Calendar) -> Sample:
        """One of each, in turn."""
        asked = vars(calendar) | self._window
        claims = json.dumps({"sub": str(calendar.user), "role": "authenticated"})
        self._member.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        inside = [self._inside.execute(INSIDE, asked | {"search": search}).fetchone() for search in (False, True)]
        return Sample(
            _timed(self._floor, FLOOR, asked),
            _timed(self._search, SEARCH, asked),
            _timed(self._member, MEMBERS, asked),
            *(float(row[0]) for row in inside if row),
        )


def _timed(connection: Connection, statement: LiteralString, values: dict[str, Any]) -> float:
    started = time.perf_counter()
    connection.execute(statement, values).fetchone()
    return (time.perf_counter() - started) * 1000


def calendars(url: str, count: int = CALENDARS) -> list[Calendar]:
    """The first of the population, in order of their numbers; every second has blocks and travel."""
    with psycopg.connect(url) as connection:
        return [Calendar(*row) for row in connection.execute(IDS, [count])]


def measure(url: str) -> list[Figure]:
    """Needs the population in this database."""
    with psycopg.connect(url) as connection:
        connection.execute(FLOOR_SQL)
        connection.execute("grant usage on schema private to authenticated")
    every, picks = calendars(url), random.Random(1)
    figures = []
    with ExitStack() as stack:
        asker = Asker(url, stack)
        for what, (rest, goal, members_goal) in KINDS.items():
            some = every[1 - rest :: 2]  # the first has the number 1
            for _ in range(WARM_UP):
                asker.sample(picks.choice(some))
            rounds = [[asker.sample(picks.choice(some)) for _ in range(SAMPLES)] for _ in range(ROUNDS)]
            figures += _figures(what, rounds, goal, members_goal)
    return figures


def _figures(what: str, rounds: list[list[Sample]], goal: float, members_goal: float) -> list[Figure]:
    def beside(value: str, limit: str = "floor") -> list[Round]:
        return [Round(*(median(getattr(s, each) for s in samples) for each in (value, limit))) for samples in rounds]

    name = f"free starts of 14 days, {what}"
    return [
        of_rounds(f"{name}: in SQL vs bare reads", "ms", beside("search"), goal),
        of_rounds(f"{name}: a member's call under RLS vs bare reads", "ms", beside("member"), members_goal),
        of_rounds(f"{name}: inside the server vs bare reads there", "ms", beside("search_inside", "floor_inside")),
    ]

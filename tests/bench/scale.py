"""What ten times the businesses and four times the bookings do to the search of a fortnight: pages read, and time, in turns."""

import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import Any

import psycopg

from tests.bench.figures import Figure, Round, of_rounds
from tests.bench.population import FEW, MANY, Databases
from tests.bench.slots import FORTNIGHT, SEARCH, Calendar, calendars

ROUNDS, SAMPLES, WARM_UP = 5, 200, 100
TIME_GOAL, PAGES_GOAL = 1.25, 1.1


class Side:
    """One of the two databases, asked for the fortnight from tomorrow on, always of a calendar with blocks and travel."""

    def __init__(self, url: str, businesses: int, stack: ExitStack) -> None:
        self._timed = stack.enter_context(psycopg.connect(url, autocommit=True, prepare_threshold=0))
        self._explained = stack.enter_context(psycopg.connect(url, cursor_factory=psycopg.ClientCursor))
        self._calendars = calendars(url, businesses)[1::2]
        self._picks = random.Random(2)

    def _asked(self) -> dict[str, Any]:
        calendar: Calendar = self._picks.choice(self._calendars)
        first = datetime.now(UTC) + timedelta(days=1)
        return vars(calendar) | {"first": first, "last": first + FORTNIGHT}

    def took(self) -> float:
        """Milliseconds of one search."""
        asked = self._asked()
        started = time.perf_counter()
        self._timed.execute(SEARCH, asked).fetchone()
        return (time.perf_counter() - started) * 1000

    def pages(self) -> int:
        """Shared buffers that one search looks at, cached or not."""
        row = self._explained.execute(
            "explain (analyze, buffers, timing off, format json) " + SEARCH, self._asked()
        ).fetchone()
        assert row is not None
        plan = row[0][0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def measure(databases: Databases) -> list[Figure]:
    """Both databases are on one server and in turns; each is warmed by as many searches."""
    with ExitStack() as stack:
        few, many = Side(databases.few, FEW[0], stack), Side(databases.many, MANY[0], stack)
        for _ in range(WARM_UP):
            _both(few, many)
        rounds = [_round([_both(few, many) for _ in range(SAMPLES)]) for _ in range(ROUNDS)]
        pages = [mean(side.pages() for _ in range(SAMPLES)) for side in (many, few)]
    name = f"free starts of 14 days at {MANY[0]:,} businesses and {MANY[0] * MANY[1]:,} bookings vs {FEW[0]:,} and {FEW[0] * FEW[1]:,}"
    return [
        Figure(f"{name}: pages", pages[0], "pages", pages[1], pages[0] / pages[1], PAGES_GOAL),
        of_rounds(name, "ms", rounds, TIME_GOAL),
    ]


def _both(few: Side, many: Side) -> tuple[float, float]:
    return few.took(), many.took()


def _round(samples: Sequence[tuple[float, float]]) -> Round:
    return Round(median(many for _, many in samples), median(few for few, _ in samples))

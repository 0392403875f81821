"""Texts a second through the whole worker, beside jobs that do nothing through procrastinate.

Ours: the worker's loop with its sending duty, over the data API, with a carrier that takes every text and does nothing: each is claimed, checked,
worded, recorded and kept in its conversation. Theirs: an empty task, deferred in one batch, at the concurrency that served it best here.
"""

import asyncio
import logging
import threading
import time
from itertools import count

import procrastinate
import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from edge_bridge.db import Database
from edge_bridge.db.texts import ClaimedText
from seed.rehearsal.cost import data_api
from tests.bench.drain import queue
from tests.bench.figures import Figure, Round, of_rounds
from workers.carriers import Taken
from workers.loop import Loop
from workers.send import Send, sending

TEXTS, JOBS, CONCURRENCY, ROUNDS = 2000, 400, 10, 5  # a round more warms up
GOAL = 0.2  # five times the rate, as times the time
WAITING = "select count(*) from public.outbox where state in ('waiting', 'sending')"


class NoOpCarrier:
    """Takes everything at once."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def take(self, text: ClaimedText, body: str) -> Taken:
        """As Twilio's word for it."""
        return Taken(f"SM{text.id}{next(self._numbers)}", "GSM-7", 1)


def measure(url: str) -> list[Figure]:
    """Needs the population in this database; the jobs get one of their own on the same server."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )  # a line for each text is for people
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database jobs")
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=make_conninfo(url, dbname="jobs")))
    nothing = app.task(name="nothing")(_nothing)
    asyncio.run(_prepare(app))
    with psycopg.connect(url, autocommit=True) as connection, data_api(url) as (api, key), Database(api, key) as db:
        rounds = []
        for _ in range(ROUNDS + 1):
            queue(connection, TEXTS)
            ours = _seconds_to_drain(connection, db) / TEXTS
            rounds.append(Round(1000 * ours, 1000 * asyncio.run(_seconds_of_jobs(app, nothing)) / JOBS))
    return [
        of_rounds("a text through the whole worker, no-op Twilio, vs procrastinate's no-op job", "ms", rounds[1:], GOAL)
    ]


def _seconds_to_drain(connection: psycopg.Connection[tuple[int]], db: Database) -> float:
    carrier = NoOpCarrier()
    loop = Loop(
        db, [sending(Send({"sms": carrier, "email": carrier}, "https://dashboard.example", "https://edge.example"))]
    )
    thread = threading.Thread(target=loop.run)
    started = time.perf_counter()
    thread.start()
    loop.wake("send")
    while connection.execute(WAITING).fetchone() != (0,):
        time.sleep(0.02)
    took = time.perf_counter() - started
    loop.stop()
    thread.join()
    return took


async def _nothing() -> None:
    """The job."""


async def _prepare(app: procrastinate.App) -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


async def _seconds_of_jobs(app: procrastinate.App, nothing: "procrastinate.tasks.Task[[], None, object]") -> float:
    async with app.open_async():
        await nothing.batch_defer_async(*[{} for _ in range(JOBS)])
        started = time.perf_counter()
        await app.run_worker_async(
            wait=False, concurrency=CONCURRENCY, install_signal_handlers=False, listen_notify=False
        )
        return time.perf_counter() - started

"""The database, and the API before it, go away in the middle and come back: nothing is lost, nothing leaves twice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.house import House, until
from tests.stack import MIGRATIONS, Program, Stack, free_port, prepare
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import make_cast
from tests.support.twilio_wire import Wire, holds


class Database:
    """A PostgreSQL of its own, always on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environ = {"DATA_DIR": str(folder), "POSTGRES_PORT": str(free_port())}
        self.start()
        self.url = self._program.first_line.removeprefix("postgres on ")

    def start(self) -> None:
        self._program = Program(self._folder, ["postgres"], self._environ)

    def stop(self) -> None:
        self._program.stop()


@pytest.fixture
def database() -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="bookings-restart-"))
    running = Database(folder)
    prepare(running.url, MIGRATIONS)
    yield running
    running.stop()
    shutil.rmtree(folder)


@pytest.fixture
def own_stack(database: Database) -> Iterator[Stack]:
    running = Stack(database.url)
    yield running
    running.stop()


def test_texts_under_way_and_waiting_leave_once_when_the_database_and_the_api_restart(
    database: Database, own_stack: Stack, wire: Wire, request: pytest.FixtureRequest
) -> None:
    with connect(database.url, autocommit=True) as connection:
        desk = Desk(connection, make_cast(connection), datetime.now(UTC))
        desk.finish(desk.turn())
        connection.execute("update public.outbox set state = 'skipped'")
    house = House(wire, desk.cast, database.url, own_stack.url, own_stack.secret_key)
    request.addfinalizer(house.close)
    request.addfinalizer(house.end)
    worker = house.worker()

    held = holds(takes=True)
    wire.next(held)
    first = house.queue(60)
    until(held.arrived.is_set, "a request is at Twilio")
    database.stop()
    wire.release()
    until(lambda: worker.said("database not reached"), "the worker misses the database")
    database.start()
    until(lambda: wire.times(first[0]) and house.states(first)["sent"] > 1, "the worker goes on")

    held = holds(takes=True)
    wire.next(held)
    second = house.queue(60)
    until(held.arrived.is_set, "a request is at Twilio")
    own_stack.kill()
    wire.release()
    own_stack.resume()
    until(lambda: house.states(second)["sent"] > 1, "the worker goes on")

    until(lambda: house.states([*first, *second])["waiting"] == 0, "all are claimed")
    assert worker.stop() == 0
    house.settle_in_the_end()  # a claim whose answer was lost on the way is nobody's until its lease ends
    house.assert_each_once([*first, *second])

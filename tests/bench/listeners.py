"""Two listeners for one event at a time: a Realtime client, and PostgreSQL's own LISTEN. Each notes when it heard."""

import asyncio
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from realtime import AsyncRealtimeClient, RealtimeSubscribeStates
from realtime.types import RealtimePostgresChangesListenEvent as Event

from tests.bench import database

PATIENCE = 10.0


class Ear:
    """What a listening thread heard."""

    def __init__(self) -> None:
        self._heard: queue.SimpleQueue[float] = queue.SimpleQueue()
        self.ready = threading.Event()

    def note(self) -> None:
        """Called by the listener."""
        self._heard.put(time.perf_counter())

    def heard(self) -> float:
        """When the next event came, on `time.perf_counter`'s clock. Raises queue.Empty after 10 s."""
        return self._heard.get(timeout=PATIENCE)


@contextmanager
def realtime(url: str, key: str, table: str) -> Iterator[Ear]:
    """The official client, told of every insert into this table, in a thread of its own as the worker has it."""
    ear, loop = Ear(), asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_follow(url, key, table, ear, ended)))
    thread.start()
    try:
        assert ear.ready.wait(PATIENCE), "Realtime did not let us in"
        yield ear
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


async def _follow(url: str, key: str, table: str, ear: Ear, ended: asyncio.Event) -> None:
    client = AsyncRealtimeClient(f"{url}/realtime/v1", token=key, auto_reconnect=False)
    channel = client.channel("bench")
    channel.on_postgres_changes(Event.Insert, schema="public", table=table, callback=lambda _: ear.note())

    def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state == RealtimeSubscribeStates.SUBSCRIBED:
            ear.ready.set()

    await client.connect()
    await channel.subscribe(on_state)
    await ended.wait()
    await client.close()


@contextmanager
def listen(folder: Path) -> Iterator[Ear]:
    """`LISTEN bench` on a connection and in a thread of its own. Ends when told `NOTIFY bench, 'end'`."""
    ear = Ear()

    def follow() -> None:
        with database.opened(folder) as connection:
            connection.autocommit = True
            connection.execute("listen bench")
            ear.ready.set()
            for notice in connection.notifies():
                if notice.payload == "end":
                    return
                ear.note()

    thread = threading.Thread(target=follow)
    thread.start()
    ear.ready.wait(PATIENCE)
    try:
        yield ear
    finally:
        with database.opened(folder) as connection:
            connection.execute("notify bench, 'end'")
        thread.join()
